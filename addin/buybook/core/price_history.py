"""What was paid for an article last: by invoices, receipts and orders, whoever it was bought from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey, ItemKeys
from buybook.core.needs import REFUSED
from buybook.core.rows import Place, Row, folded, rows_of
from buybook.core.supplier_book import SupplierBook
from buybook.core.units import price_unit
from buybook.frozen import frozen
from buybook.schema import FIELDS, Kind, TableKind

_SOURCES = (TableKind.ORDERS, TableKind.RECEIPTS, TableKind.INVOICES)  # of one day the last of these counts
_ONE = Decimal(1)
_DATES = tuple(name for name, field in FIELDS.items() if field.kind is Kind.DATE)
# Of the dates of a row these say when it was bought; else any date that is past.
_BOUGHT: Mapping[TableKind, tuple[str, ...]] = {
    TableKind.ORDERS: ("order_date",),
    TableKind.RECEIPTS: ("received_date",),
    TableKind.INVOICES: (),
}


@frozen
class PaidPrice:
    """The net price of one `unit`, in `currency` (None where nothing says it), with where and when."""

    price: Decimal
    currency: str | None
    unit: str | None
    quantity: Decimal | None
    day: date
    supplier: str | None
    number: str | None  # of the invoice or the order


def last_paid(
    tables: Tables,
    keys: ItemKeys,
    book: SupplierBook,
    today: date,
    leave_out: frozenset[Place] = frozenset(),
) -> Mapping[ItemKey, PaidPrice]:
    """Give the latest price of each article that was bought, none of a cancelled or refused line.

    An invoice line without an article is about the one of its order line. A row without a date that is past
    tells nothing: nobody knows whether it is the latest. Nor do the rows of `leave_out`, which are being ordered.
    """
    ordered = _order_lines(tables)
    latest: dict[ItemKey, PaidPrice] = {}
    for kind in _SOURCES:
        for row in rows_of(tables, kind):
            line = ordered.get(_line_key(row)) if kind is not TableKind.ORDERS else None
            key = keys.of(row) or (keys.of(line) if line is not None else None)
            paid = _paid(row, line, kind, book, today)
            if key is None or paid is None or row.place in leave_out:
                continue
            if key not in latest or paid.day >= latest[key].day:
                latest[key] = paid
    return latest


def _order_lines(tables: Tables) -> dict[tuple[str, str], Row]:
    lines: dict[tuple[str, str], Row] = {}
    for row in rows_of(tables, TableKind.ORDERS):
        if _line_key(row)[0]:
            lines.setdefault(_line_key(row), row)
    return lines


def _line_key(row: Row) -> tuple[str, str]:
    number = row.text("po_number") or row.text("purchase_order")
    return folded(number), folded(row.text("po_line"))


def _paid(row: Row, line: Row | None, kind: TableKind, book: SupplierBook, today: date) -> PaidPrice | None:
    day = _day(row, kind, today) or (_day(line, TableKind.ORDERS, today) if line is not None else None)
    price = net_price(row)
    if day is None or price is None or row.text("status") in REFUSED:
        return None
    sources = [row, *([line] if line is not None else [])]
    return PaidPrice(
        price=price,
        currency=_first(book.stated(each, "currency") for each in sources),
        unit=price_unit(_first(each.text("unit") for each in sources))[0],
        quantity=row.positive("quantity_ordered") or row.positive("quantity"),
        day=day,
        supplier=_first(book.name(each) for each in sources),
        number=row.text("invoice_number") or row.text("po_number") or row.text("purchase_order"),
    )


def net_price(row: Row) -> Decimal | None:
    """Give what one unit costs by a row after its discount, else its amount over its quantity; unrounded."""
    price, discount = row.positive("unit_price"), row.number("discount") or Decimal(0)
    _, by_unit = price_unit(row.text("unit"))
    per = row.positive("price_per") or _ONE
    if price is not None and 0 <= discount < 100:
        return price * (100 - discount) / (100 * (by_unit if per == 1 else per))
    amount = row.positive("line_amount")
    quantity = row.positive("quantity_ordered") or row.positive("quantity")
    return amount / quantity if price is None and amount is not None and quantity is not None else None


def _day(row: Row, kind: TableKind, today: date) -> date | None:
    bought = [row.day(name) for name in _BOUGHT[kind]]
    days = bought if any(bought) else [] if kind is TableKind.ORDERS else [row.day(name) for name in _DATES]
    return max((day for day in days if day is not None and day <= today), default=None)


def _first(texts: Iterable[str | None]) -> str | None:
    return next((text for text in texts if text), None)
