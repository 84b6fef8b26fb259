"""What suppliers were sent of each order: a list that Buybook keeps, one row for each line and each change of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from buybook.commands.lists import as_value
from buybook.core.money import exact
from buybook.core.purchase_orders import PurchaseOrder
from buybook.core.revisions import OrderedLine
from buybook.core.rows import folded
from buybook.findings import Finding
from buybook.frozen import frozen
from buybook.schema import Kind
from buybook.vocabulary import Words
from buybook.workbook.edits import Edit, Value
from buybook.workbook.kept_lists import KeptColumn, KeptList, kept_edits, read_kept
from buybook.workbook.view import WorkbookView

ORDERS_SENT = KeptList(
    "orders_sent",
    (
        KeptColumn("po_number", Kind.CODE, 16),
        KeptColumn("po_line", Kind.CODE, 8),
        KeptColumn("revision", Kind.NUMBER, 10),
        KeptColumn("sent", Kind.DATE, 12),
        KeptColumn("supplier", Kind.TEXT, 26),
        KeptColumn("item_number", Kind.CODE, 16),
        KeptColumn("description", Kind.TEXT, 32),
        KeptColumn("quantity", Kind.QUANTITY, 11),
        KeptColumn("unit", Kind.TEXT, 8),
        KeptColumn("unit_price", Kind.NUMBER, 11),
        KeptColumn("price_per", Kind.NUMBER, 8),
        KeptColumn("discount", Kind.NUMBER, 9),
        KeptColumn("amount", Kind.MONEY, 13),
        KeptColumn("currency", Kind.CODE, 9),
        KeptColumn("requested_date", Kind.DATE, 14),
    ),
)


@frozen
class SentOrder:
    """What was sent of one order: its supplier and its lines, each as often as it was sent."""

    po_number: str
    supplier: str | None
    lines: tuple[OrderedLine, ...]

    @property
    def revision(self) -> int:
        """The latest revision; 0 for an order that was not sent."""
        return max((line.revision for line in self.lines), default=0)

    @property
    def sent(self) -> dt.date | None:
        """When the latest revision was sent."""
        return max((line.sent for line in self.lines if line.sent is not None), default=None)


def sent_order(view: WorkbookView, po_number: str) -> tuple[SentOrder, tuple[Finding, ...]]:
    """Give what was sent of an order, and what of the list could not be read."""
    kept = read_kept(view, ORDERS_SENT)
    rows = [row for row in kept.rows if folded(str(row.get("po_number", ""))) == folded(po_number)]
    supplier = next((str(row["supplier"]) for row in rows if row.get("supplier")), None)
    return SentOrder(po_number, supplier, tuple(_line(row) for row in rows)), kept.findings


def sent_numbers(view: WorkbookView) -> tuple[str, ...]:
    """Give the numbers of all orders that were sent."""
    numbers = (row.get("po_number") for row in read_kept(view, ORDERS_SENT).rows)
    return tuple(dict.fromkeys(str(each) for each in numbers if each))


def selected_order(view: WorkbookView, rows: pd.DataFrame) -> str | None:
    """Give the order that all of some rows of the order list are lines of, if it was sent; else None."""
    numbers = {folded(each): each for each in rows["po_number"] if isinstance(each, str)}
    if len(numbers) != 1 or rows["po_number"].isna().any():
        return None
    (number,) = numbers.values()
    return number if sent_order(view, number)[0].revision else None


def note_orders(view: WorkbookView, words: Words, orders: Sequence[PurchaseOrder]) -> tuple[Edit, ...]:
    """Give the edits that note new orders as sent, each as its first revision."""
    rows = [
        _row(made.po_number, made.supplier, line, made.order_date, 1)
        for made in orders
        for line in ordered_lines(made)
    ]
    return kept_edits(view, words, ORDERS_SENT, rows)


def note_lines(
    view: WorkbookView,
    words: Words,
    order: SentOrder,
    lines: Iterable[OrderedLine],
    *,
    revision: int,
    day: dt.date,
) -> tuple[Edit, ...]:
    """Give the edits that note lines of an order as sent with a revision."""
    rows = [_row(order.po_number, order.supplier, line, day, revision) for line in lines]
    return kept_edits(view, words, ORDERS_SENT, rows)


def ordered_lines(made: PurchaseOrder) -> list[OrderedLine]:
    """Give an order's lines as they are sent."""
    return [
        OrderedLine(
            line.po_line, line.item_number, line.description, line.quantity, line.unit, line.unit_price,
            line.price_per, line.discount, made.currency, line.requested_date,
        )
        for line in made.lines
    ]  # fmt: skip


def _row(
    po_number: str, supplier: str | None, line: OrderedLine, day: dt.date, revision: int
) -> dict[str, Value]:
    return {
        "po_number": po_number,
        "po_line": line.po_line,
        "revision": revision,
        "sent": day,
        "supplier": supplier,
        "item_number": line.item_number,
        "description": line.description,
        "quantity": as_value(line.quantity),
        "unit": line.unit,
        "unit_price": as_value(line.unit_price),
        "price_per": as_value(line.price_per),
        "discount": as_value(line.discount) if line.discount else None,
        "amount": as_value(line.amount),
        "currency": line.currency,
        "requested_date": line.requested_date,
    }


def _line(values: Mapping[str, object]) -> OrderedLine:
    number = {
        name: exact(values.get(name)) or Decimal(0)
        for name in ("quantity", "unit_price", "discount", "revision")
    }
    text = {
        name: str(values[name]) if values.get(name) is not None else None
        for name in ("item_number", "description", "unit", "currency")
    }
    return OrderedLine(
        str(values.get("po_line", "")), text["item_number"], text["description"], number["quantity"], text["unit"],
        number["unit_price"], exact(values.get("price_per")) or Decimal(1), number["discount"], text["currency"],
        _day(values.get("requested_date")), int(number["revision"]), _day(values.get("sent")),
    )  # fmt: skip


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None
