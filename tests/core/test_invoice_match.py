"""The three-way match on lines one can read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.invoices.match import accrued, match_invoices, not_invoiced
from buybook.core.invoices.records import InvoiceRow, Limits, Matched, OrderedLine
from buybook.core.rows import Place

STRICT = Limits(Decimal(0), Decimal(0))


def line(number: int = 0, received: str = "100", price: str | None = "10", **changes: Any) -> OrderedLine:
    values: dict[str, Any] = {
        "line": number,
        "order": "po-1",
        "po_number": "PO-1",
        "po_line": str(number + 1),
        "supplier": "Acme",
        "item_number": f"A-{number}",
        "description": None,
        "received": Decimal(received),
        "price": None if price is None else Decimal(price),
        "currency": "EUR",
        "place": Place(1, number),
    }
    return OrderedLine(**(values | changes))


def row(
    place: int, quantity: str | None, amount: str | None, of: int | None = 0, **changes: Any
) -> InvoiceRow:
    values: dict[str, Any] = {
        "place": Place(2, place),
        "invoice": f"F-{place}",
        "supplier": "acme",
        "order": "po-1",
        "line": of,
        "quantity": None if quantity is None else Decimal(quantity),
        "amount": None if amount is None else Decimal(amount),
        "currency": "EUR",
    }
    return InvoiceRow(**(values | changes))


def reasons(matched: Matched) -> list[tuple[str, ...]]:
    return [each.reasons for each in matched.rows]


@pytest.mark.parametrize(
    ("received", "rows", "told"),
    [
        ("100", [("100", "1000")], [()]),
        ("100", [("60", "600"), ("40", "400")], [(), ()]),  # two invoices
        ("100", [("60", "600"), ("50", "500")], [(), ("quantity",)]),  # the second asks for too much
        ("100", [("110", "1100"), ("-10", "-100")], [(), ()]),  # ... and it was credited
        ("0", [("100", "1000")], [("not_received",)]),  # the invoice came first
        ("90", [("100", "1000")], [("quantity",)]),  # ten were sent back
        ("100", [("100", "1200")], [("price",)]),
        ("100", [("100", "1200"), (None, "-200")], [(), ()]),  # a credit on the price
        ("100", [("100", "1200"), (None, "-100")], [("price",), ()]),  # half a credit
        ("100", [("100", "900")], [()]),  # in our favour
        ("80", [("100", "1200")], [("quantity", "price")]),
        ("100", [(None, "1000")], [()]),  # an amount alone is for what is open
        ("100", [("100", None)], [("no_amount",)]),
    ],
)
def test_what_blocks_a_payment(
    received: str, rows: list[tuple[str | None, str | None]], told: list[Any]
) -> None:
    invoices = [row(place, *each) for place, each in enumerate(rows)]
    assert reasons(match_invoices([line(received=received)], invoices, STRICT)) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"repeated": True}, "duplicate"),
        ({"order": "po-9", "line": None}, "no_order"),
        ({"order": None, "line": None}, "no_order"),
        ({"line": None}, "no_line"),
        ({"supplier": "Other"}, "other_supplier"),
        ({"currency": "SEK"}, "currency"),
    ],
)
def test_what_cannot_be_matched(changes: dict[str, Any], told: str) -> None:
    matched = match_invoices([line()], [row(0, "1", "10", **changes)], STRICT)
    assert reasons(matched) == [(told,)]
    assert matched.lines[0].invoiced == 0


@pytest.mark.parametrize(
    ("amount", "limits", "blocked"),
    [
        ("1020", Limits(), False),  # 2 percent, and 20 is within 50
        ("1020.01", Limits(), True),
        ("1020", Limits(price_percent=Decimal(50)), False),
        ("1060", Limits(price_percent=Decimal(50)), True),  # the amount is the tighter one
        ("1060", Limits(price_percent=Decimal(50), price_amount=None), False),
    ],
)
def test_the_tighter_limit_counts(amount: str, limits: Limits, blocked: bool) -> None:
    (found,) = match_invoices([line()], [row(0, "100", amount)], limits).rows
    assert found.blocked is blocked
    assert found.price_variance == Decimal(amount) - 1000


def test_an_invoice_for_a_whole_order() -> None:
    lines = [line(0), line(1, received="5", price="3.33")]
    whole = row(0, None, "1016.65", of=None, whole_order=True)
    matched = match_invoices(lines, [whole], STRICT)
    assert (reasons(matched), [each.uninvoiced for each in matched.lines]) == ([()], [0, 0])
    too_much = row(0, None, "1016.66", of=None, whole_order=True)
    assert reasons(match_invoices(lines, [too_much], STRICT)) == [("amount",)]
    early = match_invoices([line(received="0")], [row(0, None, "10", of=None, whole_order=True)], STRICT)
    assert reasons(early) == [("not_received",)]


def test_goods_received_and_not_invoiced() -> None:
    lines = [line(0), line(1, received="7", price="0.333"), line(2, received="3", price=None)]
    matched = match_invoices(lines, [row(0, "40", "400")], STRICT)
    owed = not_invoiced(matched.lines)
    assert [(each.line.line, each.uninvoiced, accrued(each)) for each in owed] == [
        (0, Decimal(60), Decimal("600.00")),
        (1, Decimal(7), Decimal("2.33")),
        (2, Decimal(3), None),
    ]


_PARTS = st.lists(st.integers(1, 50), min_size=1, max_size=6)


@given(_PARTS, st.integers(0, 200), st.randoms())
def test_splitting_an_invoice_changes_no_total(parts: list[int], received: int, random: Any) -> None:
    lines = [line(received=str(received))]
    whole = match_invoices(lines, [row(0, str(sum(parts)), str(sum(parts) * 11))], STRICT)
    split = [row(place, str(part), str(part * 11)) for place, part in enumerate(parts)]
    random.shuffle(split)
    found = match_invoices(lines, split, STRICT)
    for name in ("price_variance", "quantity_variance", "expected"):
        assert sum(getattr(each, name) for each in found.rows) == getattr(whole.rows[0], name)
    assert found.lines == whole.lines
    assert {each.row.place: each.reasons for each in found.rows} == {
        each.row.place: each.reasons
        for each in match_invoices(lines, sorted(split, key=lambda each: each.place), STRICT).rows
    }
