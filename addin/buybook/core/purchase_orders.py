"""Purchase orders from rows: grouped by supplier, currency, delivery address and delivery term, and numbered.

A row is ordered once. What was ordered already is passed over; what lacks a supplier, a quantity, a price or
a currency is left, with a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd

from buybook.core.frames import Tables, table
from buybook.core.item_keys import item_keys
from buybook.core.money import total
from buybook.core.offer_currencies import NO_CURRENCY
from buybook.core.order_numbers import line_numbers, next_numbers
from buybook.core.order_wishes import Wishes
from buybook.core.orderable import gate
from buybook.core.purchase_lines import Header, LineWriter, OrderLine
from buybook.core.quotations import Comparison
from buybook.core.rows import rows_in, rows_of
from buybook.core.supplier_book import SupplierBook, supplier_book
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import TableKind

__all__ = [
    "Draft",
    "OrderLine",
    "OrderRules",
    "PurchaseOrder",
    "awaiting_order",
    "draft_orders",
    "line_numbers",
    "next_numbers",
]


@frozen
class OrderRules:
    """The knobs of ordering."""

    number_pattern: str = "PO-{year}-{number:04}"  # where the workbook has no number to learn from
    base_currency: str | None = None  # of a price without a currency, where nothing else tells it
    used_numbers: tuple[str, ...] = ()  # of orders that were sent, though no list may have them any more


@frozen
class PurchaseOrder:
    """One order. `total` is the sum of its lines' amounts, in its currency."""

    po_number: str
    supplier: str
    supplier_no: str | None
    currency: str
    order_date: date
    delivery_address: str | None
    incoterm: str | None
    payment_terms: str | None
    lines: tuple[OrderLine, ...]
    total: Decimal


@frozen
class Draft:
    """The orders that rows make, not yet written anywhere, and what the buyer should know of them."""

    orders: tuple[PurchaseOrder, ...]
    findings: tuple[Finding, ...] = ()


def awaiting_order(tables: Tables) -> pd.DataFrame:
    """Give the rows of requisitions and quotations that are approved or awarded and not ordered."""
    allowed = gate(tables, item_keys(tables))
    frames = []
    for kind in (TableKind.REQUISITIONS, TableKind.QUOTATIONS):
        frame = table(tables, kind)
        waits = [allowed.awaits_order(row) for row in rows_in(frame)]
        if any(waits):
            frames.append(frame[pd.Series(waits, index=frame.index)])
    if not frames:
        return table({}, TableKind.REQUISITIONS)
    return pd.concat(frames, ignore_index=True)


def draft_orders(
    rows: pd.DataFrame, tables: Tables, rules: OrderRules, today: date, comparison: Comparison | None = None
) -> Draft:
    """Draft purchase orders from rows of requisitions, quotations or the order list.

    `comparison` is the workbook's quotations compared: without it nothing that is missing can be filled in.
    """
    findings: list[Finding] = []
    keys, book = item_keys(tables), supplier_book(tables)
    allowed = gate(tables, keys)
    chosen = []
    for row in {row.place: row for row in rows_in(rows)}.values():
        refusal = allowed.refusal(row)
        if refusal is None:
            chosen.append(row)
        else:
            findings.append(refusal)
    lots = comparison.by_item if comparison else {}
    wishes = Wishes(tables, allowed, lots, findings).of(chosen)
    base = None if rules.base_currency == NO_CURRENCY else rules.base_currency
    writer = LineWriter(book, keys, lots, base, findings)
    orders = _numbered(_grouped(writer.lines(wishes)), tables, rules, today, book)
    for order in orders:
        findings.extend(_small_order(order, book))
    return Draft(tuple(orders), tuple(findings))


def _grouped(lines: Iterable[tuple[Header, OrderLine]]) -> list[tuple[Header, list[OrderLine]]]:
    groups: dict[tuple[str, ...], tuple[Header, list[OrderLine]]] = {}
    for header, line in lines:
        groups.setdefault(header.key, (header, []))[1].append(line)
    return list(groups.values())


def _numbered(
    groups: Sequence[tuple[Header, list[OrderLine]]],
    tables: Tables,
    rules: OrderRules,
    today: date,
    book: SupplierBook,
) -> list[PurchaseOrder]:
    numbers = next_numbers(
        [*rules.used_numbers, *_existing_numbers(tables)], len(groups), today, rules.number_pattern
    )
    style = [
        (number, line)
        for row in rows_of(tables, TableKind.ORDERS)
        if (number := row.text("po_number")) and (line := row.text("po_line"))
    ]
    return [
        PurchaseOrder(
            po_number=number,
            supplier=header.supplier,
            supplier_no=book.entry(header.supplier).text("supplier_no")
            or lines[0].source.text("supplier_no"),
            currency=header.currency,
            order_date=today,
            delivery_address=header.delivery_address,
            incoterm=header.incoterm,
            payment_terms=header.payment_terms,
            lines=tuple(
                replace(line, po_line=position)
                for line, position in zip(lines, line_numbers(style, len(lines)), strict=True)
            ),
            total=total(line.amount for line in lines),
        )
        for number, (header, lines) in zip(numbers, groups, strict=True)
    ]


def _existing_numbers(tables: Tables) -> list[str]:
    """Give every order number in the workbook, the order list's last: it shows the pattern in use."""
    kinds = [kind for kind in tables if kind is not TableKind.ORDERS]
    return [
        number
        for kind in (*kinds, TableKind.ORDERS)
        for row in rows_of(tables, kind)
        if (number := row.text("po_number") or row.text("purchase_order"))
    ]


def unreached_minimum(order: PurchaseOrder, book: SupplierBook) -> Decimal | None:
    """Give the supplier's minimum order value where the order is below it; None where their currencies differ."""
    listed = book.entry(order.supplier)
    least = listed.positive("minimum_order_value")
    if least is None or order.total >= least or listed.text("currency") not in (None, order.currency):
        return None
    return least


def _small_order(order: PurchaseOrder, book: SupplierBook) -> list[Finding]:
    least = unreached_minimum(order, book)
    if least is None:
        return []
    values = {
        "number": order.po_number,
        "supplier": order.supplier,
        "total": f"{order.total:f}",
        "least": f"{least:f}",
        "currency": order.currency,
    }
    source = order.lines[0].source
    return [source.finding("order_below_minimum_value", Severity.WARNING, "minimum_order_value", **values)]
