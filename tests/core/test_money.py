from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.money import ZeroBasisError, allocate, exact, rounded, total

D = Decimal


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, D("0.1")),
        (100.0, D(100)),
        (1e22, D(10) ** 22),
        (np.float64(2.675), D("2.675")),
        (np.int64(7), D(7)),
        (12, D(12)),
        (math.nan, None),
        (math.inf, None),
        (None, None),
        (True, None),
        ("text", None),
        (D("NaN"), None),
    ],
)
def test_a_float_of_a_workbook_is_the_decimal_that_was_typed(value: object, expected: Decimal | None) -> None:
    assert exact(value) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("2.345", "EUR", "2.35"),
        ("2.344999", "EUR", "2.34"),
        ("-2.345", "EUR", "-2.35"),
        ("0.005", "SEK", "0.01"),
        ("2.5", "JPY", "3"),
        ("2.49", "JPY", "2"),
        ("2.0005", "KWD", "2.001"),
        ("2.5", "isk", "3"),
        ("1.005", None, "1.01"),
        ("1E+30", "EUR", "1" + "0" * 30 + ".00"),  # more digits than decimals work with by themselves
    ],
)
def test_rounding_is_half_up_to_the_currencys_smallest_coin(
    amount: str, currency: str, expected: str
) -> None:
    assert str(rounded(D(amount), currency)) == expected


@pytest.mark.parametrize(
    ("amount", "weights", "currency", "shares"),
    [
        ("100", ["1", "1", "1"], "EUR", ["33.34", "33.33", "33.33"]),
        ("100", ["1", "1", "4"], "EUR", ["16.67", "16.67", "66.66"]),
        ("10", ["1", "0", "3"], "EUR", ["2.50", "0.00", "7.50"]),
        ("100", ["1", "2"], "JPY", ["33", "67"]),
        ("-0.05", ["1", "1"], "EUR", ["-0.02", "-0.03"]),
        ("0.05", ["1"] * 10, "EUR", ["0.05"] + ["0.00"] * 9),  # rounding each up would take from the first
    ],
)
def test_the_remainder_goes_to_the_largest_line(
    amount: str, weights: list[str], currency: str, shares: list[str]
) -> None:
    found = allocate(D(amount), [D(weight) for weight in weights], currency)
    assert [str(share) for share in found] == shares
    assert total(found) == D(amount)


def test_the_largest_line_is_the_one_that_differs() -> None:
    assert allocate(D("0.10"), [D(1), D(5), D(1)], "EUR") == (D("0.01"), D("0.08"), D("0.01"))
    first_of_equals = allocate(D(100), [D(2), D(1), D(2), D(1), D(1)], "EUR")
    assert first_of_equals == (D("28.56"), D("14.29"), D("28.57"), D("14.29"), D("14.29"))


@pytest.mark.parametrize("weights", [[], ["0", "0"], ["2", "-1"]])
def test_a_zero_basis_is_refused(weights: list[str]) -> None:
    with pytest.raises(ZeroBasisError):
        allocate(D(10), [D(w) for w in weights], "EUR")


@given(
    st.decimals(min_value=-100000, max_value=100000, places=2),
    st.lists(st.decimals(min_value=0, max_value=1000, places=3), min_size=1, max_size=30).filter(any),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_shares_add_up_exactly_and_never_change_sign(
    amount: Decimal, weights: list[Decimal], currency: str
) -> None:
    shares = allocate(amount, weights, currency)
    assert sum(shares) == rounded(amount, currency)
    assert all(share * amount >= 0 for share in shares)


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
def test_no_amount_is_too_large_to_round(currency: str) -> None:
    huge = exact(9.99e307) * exact(9.99e307)
    assert rounded(huge, currency) == huge
