from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.prices import (
    Break,
    PriceBreaks,
    PriceTerms,
    break_hint,
    common_multiple,
    order_quantity,
    price_at,
)

D = Decimal


def terms(breaks: str, **rules: object) -> PriceTerms:
    """Write breaks as '0: 2.00, 55: 1.50'."""
    steps = tuple(
        Break(D(start), D(price))
        for start, price in (step.split(":") for step in breaks.replace(" ", "").split(","))
    )
    return PriceTerms(steps, "EUR", **rules)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("need", "moq", "multiple", "pack", "ordered"),
    [
        ("45", None, None, None, "45"),
        ("45", "50", None, None, "50"),
        ("55", "50", None, None, "55"),
        ("45", None, "10", None, "50"),
        ("50", None, "10", None, "50"),
        ("45", "50", "20", None, "60"),  # the minimum first, then the multiple
        ("45", None, "10", "25", "50"),
        ("51", None, "10", "25", "100"),  # both: their least common multiple
        ("7", None, "4", "6", "12"),
        ("1.2", None, "0.5", None, "1.5"),
        ("45", "0", "0", "0", "45"),  # zero says nothing
    ],
)
def test_order_quantity(
    need: str, moq: str | None, multiple: str | None, pack: str | None, ordered: str
) -> None:
    sizes = [D(size) if size else None for size in (moq, multiple, pack)]
    rules = PriceTerms((), "EUR", minimum=sizes[0], multiple=sizes[1], pack=sizes[2])
    assert order_quantity(D(need), rules) == D(ordered)


def test_common_multiple_of_fractions() -> None:
    assert common_multiple([D("0.4"), D("0.6")]) == D("1.2")
    assert common_multiple([]) is None


@pytest.mark.parametrize(
    ("quantity", "amount"),
    [("54", "108.00"), ("55", "82.50"), ("100", "150.00"), ("1", "2.00")],
)
def test_all_units_the_highest_break_reached_prices_everything(quantity: str, amount: str) -> None:
    price = price_at(D(quantity), terms("0: 2.00, 55: 1.50"))
    assert price is not None
    assert price.amount == D(amount)


@pytest.mark.parametrize(
    ("quantity", "amount"),
    [("99", "990.00"), ("100", "1000.00"), ("150", "1450.00"), ("600", "5400.00")],
)
def test_incremental_each_band_has_its_own_price(quantity: str, amount: str) -> None:
    rules = terms("1: 10, 100: 9, 500: 8", scheme=PriceBreaks.INCREMENTAL)
    price = price_at(D(quantity), rules)
    assert price is not None
    assert price.amount == D(amount)
    assert price.net_price == D(amount) / D(quantity)


@pytest.mark.parametrize("scheme", list(PriceBreaks))
def test_below_the_lowest_break_there_is_no_price(scheme: PriceBreaks) -> None:
    rules = terms("10: 2.00, 50: 1.00", scheme=scheme)
    assert price_at(D("9.99"), rules) is None
    assert price_at(D(10), rules) is not None


def test_price_per_and_discount() -> None:
    price = price_at(D(250), PriceTerms((Break(D(0), D("12.35"), D(100), D("7.5")),), "EUR"))
    assert price is not None
    assert price.net_price == D("0.1142375")
    assert price.amount == D("28.56")  # 28.559375


def test_a_price_for_three_keeps_a_tie_a_tie() -> None:
    price = price_at(D(3), PriceTerms((Break(D(0), D("0.125"), D(3)),), "EUR"))
    assert price is not None
    assert price.amount == D("0.13")  # 3 x 0.125 / 3 is exactly 0.125


def test_amounts_are_in_whole_coins_of_the_currency() -> None:
    price = price_at(D(3), PriceTerms((Break(D(0), D("33.5")),), "JPY"))
    assert price is not None
    assert price.amount == D(101)


@pytest.mark.parametrize(
    ("ordered", "rules", "hint"),
    [
        # 55 pieces cost less than 45
        ("45", {"breaks": "0: 2.00, 55: 1.50"}, ("55", "82.50", "7.50")),
        ("41", {"breaks": "0: 2.00, 55: 1.50"}, None),  # 82.00 is less than 82.50, and 55 is far
        # a tenth more reaches the break, though it costs more in all
        ("50", {"breaks": "0: 2.00, 55: 1.90"}, ("55", "104.50", "-4.50")),
        ("49", {"breaks": "0: 2.00, 55: 1.90"}, None),
        # the larger quantity is a whole number of packs too
        ("48", {"breaks": "0: 2.00, 55: 1.50", "pack": D(12)}, ("60", "90.00", "6.00")),
        # of several the one that costs least in all
        ("90", {"breaks": "0: 2.00, 100: 1.70, 110: 1.00"}, ("110", "110.00", "70.00")),
        ("45", {"breaks": "0: 2.00, 55: 1.50", "scheme": PriceBreaks.INCREMENTAL}, None),
        ("60", {"breaks": "0: 2.00, 55: 1.50"}, None),
        ("50", {"breaks": "0: 2.00, 55: 2.10"}, None),
    ],
)
def test_order_to_the_break(
    ordered: str, rules: dict[str, object], hint: tuple[str, str, str] | None
) -> None:
    selling = terms(rules.pop("breaks"), **rules) if "breaks" in rules else None  # type: ignore[arg-type]
    assert selling is not None
    price = price_at(D(ordered), selling)
    assert price is not None
    found = break_hint(price, selling)
    assert (found and (found.quantity, found.amount, found.saving)) == (
        hint and tuple(D(part) for part in hint)
    )


sizes = st.none() | st.integers(1, 40).map(lambda n: D(n) / 4)


@given(st.integers(1, 5000), st.integers(0, 500), sizes, sizes, sizes)
def test_needing_more_never_orders_less(
    need: int, more: int, moq: Decimal | None, multiple: Decimal | None, pack: Decimal | None
) -> None:
    rules = PriceTerms((), "EUR", minimum=moq, multiple=multiple, pack=pack)
    less, ordered = order_quantity(D(need), rules), order_quantity(D(need + more), rules)
    assert ordered >= less >= need
    assert order_quantity(less, rules) == less
    assert all(size is None or less % size == 0 for size in (multiple, pack))
