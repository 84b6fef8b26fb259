"""What differs between an order as it was sent and as the order list has it now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.revisions import (
    ChangeKind,
    CurrentLine,
    OrderedLine,
    latest,
    merged,
    revised,
    wanted_quantity,
)
from buybook.core.rows import Row

MAY = date(2026, 5, 4)


def line(number: str, quantity: int = 10, price: str = "2.5", **changes: object) -> OrderedLine:
    known = OrderedLine(number, f"B-{number}", "Bolt", Decimal(quantity), "each", Decimal(price), Decimal(1),
                        Decimal(0), "EUR", MAY, 1, date(2026, 3, 2))  # fmt: skip
    return replace(known, **changes)


def now(
    known: OrderedLine, *, numbered: bool = True, cancelled: bool = False, dated: bool = True
) -> CurrentLine:
    row = {"item_number": known.item_number} | ({"po_line": known.po_line} if numbered else {})
    return CurrentLine(known, Row(row), cancelled, dated)


def kinds(sent: list[OrderedLine], current: list[CurrentLine]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.po_line, each.kind.value, each.fields) for each in revised(sent, current)]


def test_each_kind_of_change_is_told_apart() -> None:
    sent = [line("1"), line("2"), line("3"), line("4"), line("5")]
    current = [
        now(line("1")),
        now(line("2", 12, requested_date=date(2026, 5, 11))),
        now(line("3", 0), cancelled=True),
        now(line("4", 6), cancelled=True),
        now(line("6")),
    ]
    assert kinds(sent, current) == [
        ("1", "same", ()),
        ("2", "changed", ("quantity", "date")),
        ("3", "cancelled", ("quantity",)),
        ("4", "cancelled", ("quantity",)),
        ("6", "added", ()),
        ("5", "missing", ("quantity",)),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit_price": Decimal("2.51")}, "price"),
        ({"discount": Decimal(5)}, "price"),
        ({"price_per": Decimal(100)}, "price"),
        ({"currency": "SEK"}, "currency"),
        ({"unit": "kg"}, "unit"),
        ({"item_number": "B-9"}, "item"),
        ({"requested_date": None}, "date"),
    ],
)
def test_each_thing_that_differs_is_named(changes: dict[str, object], field: str) -> None:
    assert kinds([line("1")], [now(line("1", **changes))]) == [("1", "changed", (field,))]


def test_a_price_that_the_list_holds_per_one_and_net_is_the_same_price() -> None:
    sent = line("1", price="37", price_per=Decimal(3), discount=Decimal("2.5"))
    listed = line("1", unit_price=Decimal(repr(float(sent.net_price))))
    assert kinds([sent], [now(listed)]) == [("1", "same", ())]


def test_a_list_without_requested_dates_changes_none() -> None:
    assert kinds([line("1")], [now(line("1", requested_date=None), dated=False)]) == [("1", "same", ())]


def test_a_line_is_compared_with_what_was_sent_last() -> None:
    sent = [line("1"), line("2"), line("1", 12, revision=2)]
    assert [each.quantity for each in latest(sent).values()] == [12, 10]
    assert kinds(sent, [now(line("1", 12)), now(line("2"))]) == [("1", "same", ()), ("2", "same", ())]


def test_a_line_that_was_cancelled_before_may_go_from_the_list() -> None:
    assert kinds([line("1"), line("1", 0, revision=2)], []) == []


def test_rows_without_line_numbers_are_found_by_their_article_then_their_place() -> None:
    sent = [line("10"), line("20"), line("30", item_number=None), line("40", item_number=None)]
    rows = [
        now(line("1", 7, item_number="B-20"), numbered=False),
        now(line("2", item_number="B-10"), numbered=False),
        now(line("3", item_number=None), numbered=False),
        now(line("4", 9, item_number=None), numbered=False),
    ]
    found = [(each.before.po_line, each.kind.value) for each in revised(sent, rows)]
    assert found == [("20", "changed"), ("10", "same"), ("30", "same"), ("40", "changed")]


def test_a_line_delivered_in_parts_is_one_line() -> None:
    parts = [now(line("1", 4)), now(line("1", 6, requested_date=date(2026, 6, 1)))]
    assert kinds([line("1")], merged(parts)) == [("1", "same", ())]


@pytest.mark.parametrize(
    ("row", "state", "received", "wanted"),
    [
        ({"quantity_ordered": 100.0}, "sent", 0, (100, False)),
        ({"quantity_ordered": 100.0, "quantity_cancelled": 40.0}, "partially_received", 60, (60, True)),
        ({"quantity_ordered": 100.0, "quantity_cancelled": 400.0}, "sent", 0, (0, True)),
        ({"quantity_ordered": 100.0}, "cancelled", 0, (0, True)),
        ({"quantity_ordered": 100.0}, "cancelled", 30, (30, True)),
        ({"quantity_ordered": 100.0}, "closed", 30, (30, True)),
        ({"quantity_ordered": 100.0}, "closed", 98, (100, False)),  # within the under tolerance of 2 %
        ({"quantity_ordered": 100.0}, "closed", 0, (100, False)),  # nobody books receipts here
        ({"quantity_ordered": 100.0}, "closed", 120, (100, False)),
        ({"quantity": 5.0}, "sent", 0, (5, False)),
    ],
)
def test_what_is_wanted_of_a_line(
    row: dict[str, object], state: str, received: int, wanted: tuple[int, bool]
) -> None:
    assert wanted_quantity(Row(row), state, Decimal(received), Decimal(2)) == wanted


QUANTITIES = st.lists(st.integers(0, 50), min_size=1, max_size=8)


@given(QUANTITIES, QUANTITIES, st.randoms())
def test_what_was_sent_with_a_revision_differs_no_more(before: list[int], after: list[int], random) -> None:
    sent = [line(str(at), quantity) for at, quantity in enumerate(before, start=1)]
    current = [now(line(str(at), quantity)) for at, quantity in enumerate(after, start=1)]
    random.shuffle(current)
    changes = revised(sent, current)
    told = [
        replace(each.now or replace(each.before, quantity=Decimal(0)), revision=2)
        for each in changes
        if each.kind is not ChangeKind.SAME
    ]
    assert all(each.kind is ChangeKind.SAME for each in revised([*sent, *told], current))
