"""What was confirmed against what was ordered, row by row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from order_tables import Rows, order, tables

from buybook.core.confirming import Confirmation, Confirmed, confirmed_lines
from buybook.core.order_lines import OrderRules, order_lines
from buybook.findings import Finding
from buybook.schema import TableKind

ASKED = date(2026, 4, 1)


def compare(
    orders: Rows, *said: Confirmation, percent: float = 0
) -> tuple[tuple[Confirmed, ...], tuple[Finding, ...]]:
    known = tables(orders)
    lines = order_lines(known, OrderRules(), date(2026, 3, 16)).frame
    return confirmed_lines(known[TableKind.ORDERS], lines, said, percent)


def kinds(orders: Rows, *said: Confirmation, percent: float = 0) -> list[str]:
    (found,), _ = compare(orders, *said, percent=percent)
    return [each.kind for each in found.differences]


@pytest.mark.parametrize(
    ("agreed", "price", "per", "differs"),
    [
        ({"unit_price": 250, "price_per": 100}, 2.5, 1, False),
        ({"unit_price": 250, "price_per": 100}, 250, None, False),
        ({"unit_price": 250, "price_per": 100}, 2.6, 1, True),
        ({"unit_price": 10, "discount": 10}, 9, None, False),  # the price after discount
        ({"unit_price": 10, "discount": 10}, 10, None, False),
        ({"unit_price": 10, "discount": 10}, 9.5, None, True),
        ({}, 9.5, None, False),  # nothing was agreed
    ],
)
def test_prices(agreed: dict[str, object], price: float, per: float | None, differs: bool) -> None:
    said = Confirmation("PO-1", "10", price=price, price_per=per)
    assert kinds([order(**agreed)], said) == (["price_differs"] if differs else [])


def test_a_price_within_the_tolerance_and_one_in_another_currency() -> None:
    line = order(unit_price=10, currency="EUR")
    assert kinds([line], Confirmation("PO-1", "10", price=10.1), percent=1) == []
    assert kinds([line], Confirmation("PO-1", "10", price=10, currency="USD")) == ["price_differs"]


def test_schedule_lines_are_confirmed_by_their_dates() -> None:
    rows = [
        order(requested_date=ASKED + timedelta(30), promised_date=None),
        order(requested_date=ASKED, promised_date=None),
    ]
    early, late = (
        Confirmation("PO-1", "10", date=ASKED),
        Confirmation("PO-1", "10", date=ASKED + timedelta(31)),
    )
    found, findings = compare(rows, late, early)
    assert [(each.row, each.date, len(each.differences)) for each in found] == [
        (0, late.date, 1), (1, early.date, 0)
    ]  # fmt: skip
    assert findings == ()
    assert [each.code for each in compare(rows, early)[1]] == ["confirmation_unclear"]


parts = st.lists(
    st.tuples(st.dates(date(2026, 3, 1), date(2026, 6, 1)), st.integers(1, 20)), min_size=1, max_size=5
)


@settings(max_examples=30, deadline=None)
@given(parts, st.randoms(use_true_random=False))
def test_a_line_in_parts_is_complete_with_its_last(parts: list[tuple[date, int]], chance: object) -> None:
    said = [Confirmation("PO-1", "10", date=day, quantity=float(count)) for day, count in dict(parts).items()]
    mixed = list(said)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    (one,), _ = compare([order(requested_date=ASKED)], *said)
    (other,), _ = compare([order(requested_date=ASKED)], *mixed, *mixed)
    assert (one.date, one.quantity, one.differences) == (other.date, other.quantity, other.differences)
    assert one.date == max(each.date for each in said)  # type: ignore[type-var]
    assert one.quantity == sum(each.quantity or 0 for each in said)
