"""From the canonical tables to the order lines and invoice rows of the three-way match."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from buybook.core.frames import Tables, column, day, given, table
from buybook.core.invoices.records import InvoiceRow, OrderedLine
from buybook.core.matching import Fit, LineIndex, References, index_lines, leading_rows
from buybook.core.money import ZERO, rounded
from buybook.core.rows import Row, folded, rows_in
from buybook.core.supplier_book import SupplierBook, supplier_book
from buybook.schema import TableKind

_ONE, _HUNDRED = Decimal(1), Decimal(100)


def ordered_lines(tables: Tables, lines: pd.DataFrame) -> list[OrderedLine]:
    """Give the order lines, schedule lines of one line added up. `lines` is the frame of `order_lines`.

    A line's price is the order's, after discount, for one unit; without one it is the line amount over what was
    ordered.
    """
    orders = table(tables, TableKind.ORDERS)
    index = _index(tables, orders)
    priced = column(orders, "unit_price").notna().to_numpy()
    leading = leading_rows(index, orders, priced).tolist()
    rows = rows_in(orders)
    judged = rows_in(lines)
    received: dict[int, Decimal] = {}
    for number, each in zip(index.line.tolist(), judged, strict=True):
        received[number] = received.get(number, ZERO) + (each.number("quantity_received") or ZERO)
    last = column(lines, "last_received_date").to_numpy().astype("datetime64[D]")
    book = supplier_book(tables)
    return [
        OrderedLine(
            line=number,
            order=str(index.references.order[row] or f"#{number}"),
            po_number=judged[row].text("po_number") or "",
            po_line=str(index.label[row] or ""),
            supplier=book.name(rows[row]) or "",
            item_number=rows[row].text("item_number"),
            description=rows[row].text("description"),
            received=received.get(number, ZERO),
            price=_price(rows[row]),
            currency=book.stated(rows[row], "currency"),
            place=rows[row].place,
            received_on=day(last[row]),
        )
        for number, row in enumerate(leading)
    ]


def invoice_rows(tables: Tables, own_lines: Iterable[OrderedLine]) -> list[InvoiceRow]:
    """Give the rows of the invoice list, each with the order line that it is for."""
    invoices = table(tables, TableKind.INVOICES)
    asked = References.of(invoices)
    matches = _index(tables, table(tables, TableKind.ORDERS)).match(asked)
    names_line = given(asked.line) | given(asked.item)
    lines_of = {line.line: line for line in own_lines}
    book = supplier_book(tables)
    seen: set[tuple[object, ...]] = set()
    found = []
    for place, row in enumerate(rows_in(invoices)):
        number = int(matches.line[place])
        line = lines_of.get(number)
        amount = _amount(row, line)
        key = _identity(row, book, amount)
        found.append(
            InvoiceRow(
                place=row.place,
                invoice=row.text("invoice_number") or "",
                supplier=book.name(row) or "",
                order=line.order if line is not None else asked.order[place],
                line=number if line is not None else None,
                quantity=_quantity(row),
                amount=amount,
                currency=row.text("currency"),
                whole_order=int(matches.fit[place]) == Fit.UNCLEAR and not names_line[place],
                repeated=bool(row.text("invoice_number")) and key in seen,
            )
        )
        seen.add(key)
    return found


def _index(tables: Tables, orders: pd.DataFrame) -> LineIndex:
    return index_lines(orders, References.of(table(tables, TableKind.RECEIPTS)))


def _identity(row: Row, book: SupplierBook, amount: Decimal | None) -> tuple[object, ...]:
    """Give what two rows of one invoice that stands twice have in common."""
    names = ("invoice_number", "po_number", "purchase_order", "po_line", "item_number", "description")
    return (folded(book.name(row)), *(folded(row.text(name)) for name in names), _quantity(row), amount)


def _quantity(row: Row) -> Decimal | None:
    named = (row.number(name) for name in ("quantity", "quantity_received", "quantity_ordered"))
    return next((number for number in named if number is not None), None)


def _price(row: Row) -> Decimal | None:
    price, per = row.number("unit_price"), row.positive("price_per") or _ONE
    if price is not None:
        return price * (_HUNDRED - (row.number("discount") or ZERO)) / _HUNDRED / per
    amount, ordered = row.number("line_amount"), row.positive("quantity_ordered") or row.positive("quantity")
    return None if amount is None or ordered is None else amount / ordered


def _amount(row: Row, line: OrderedLine | None) -> Decimal | None:
    """Give what a row asks without tax: its amount, else quantity x price, else a total less its tax.

    Whether a total holds the tax is told by the order where one of the two readings is what it says.
    """
    named = (row.number(name) for name in ("line_amount", "price_excl_vat"))
    net = next((number for number in named if number is not None), None)
    if net is not None:
        return net
    price, quantity, currency = _price(row), _quantity(row), row.text("currency")
    if price is not None and quantity is not None and row.number("unit_price") is not None:
        return rounded(quantity * price, currency)
    rate = (row.number("vat") or ZERO) / _HUNDRED + _ONE
    gross = row.number("price_incl_vat")
    if gross is not None:
        return rounded(gross / rate, currency) if row.number("vat") is not None else None
    total = row.number("total")
    if total is None or rate == _ONE:
        return total
    without = rounded(total / rate, currency)
    expected = rounded((quantity or ZERO) * (line.price or ZERO), currency) if line is not None else ZERO
    return total if total == expected else without
