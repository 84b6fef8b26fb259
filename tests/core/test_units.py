from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.units import converted, factor, price_unit, same_unit

D = Decimal


@pytest.mark.parametrize(
    ("quantity", "source", "target", "pack", "expected"),
    [
        ("2.5", "kg", "g", None, "2500"),
        ("2500", "g", "kg", None, "2.5"),
        ("1", "t", "mg", None, "1000000000"),
        ("3", "mm", "m", None, "0.003"),
        ("2", "km", "cm", None, "200000"),
        ("15", "dl", "l", None, "1.5"),
        ("1", "m3", "l", None, "1000"),
        ("5", "100pcs", "pcs", None, "500"),
        ("500", "pcs", "1000pcs", None, "0.5"),
        ("3", "box", "pcs", "12", "36"),
        ("24", "pcs", "box", "12", "2"),
        ("30", "pcs", "box", "12", "2.5"),
        ("2", "roll", "m", "50", "100"),
        ("7", None, "kg", None, "7"),
        ("7", "kg", None, None, "7"),
        ("7", "Hank", "hank ", None, "7"),
        ("3", "box", "pcs", None, None),  # nobody can know
        ("3", "box", "pcs", "0", None),
        ("3", "kg", "m", "12", None),
        ("3", "m2", "m", "12", None),
        ("3", "pallet", "box", "12", None),  # the pack size is of one of them: of which?
        ("3", "pair", "pcs", None, None),
        ("3", "hank", "pcs", "4", None),
    ],
)
def test_conversion(quantity: str, source: str, target: str, pack: str | None, expected: str | None) -> None:
    found = converted(D(quantity), source, target, D(pack) if pack else None)
    assert found == (None if expected is None else D(expected))


def test_per_hundred_is_a_way_to_state_a_price() -> None:
    assert price_unit("1000pcs") == ("pcs", D(1000))
    assert price_unit("box") == ("box", D(1))
    assert price_unit(None) == (None, D(1))


def test_an_unknown_unit_equals_itself_whatever_its_case() -> None:
    assert same_unit("Fass", " fass")
    assert not same_unit("kg", "g")
    assert factor("Fass", "pcs", D(3)) is None


@given(st.decimals(min_value=D("0.001"), max_value=10**6, places=3), st.sampled_from(["mg", "g", "kg", "t"]))
def test_there_and_back_is_exact(quantity: Decimal, unit: str) -> None:
    there = converted(quantity, "kg", unit)
    assert there is not None
    assert converted(there, unit, "kg") == quantity
