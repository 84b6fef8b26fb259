"""Order lists for tests: short rows in, the answer of `order_lines` out."""

from __future__ import annotations

from datetime import date

from frame_rows import frame

from buybook.core.frames import Tables
from buybook.core.order_lines import OrderLines, OrderRules, order_lines
from buybook.schema import TableKind

TODAY = date(2026, 3, 16)  # a Monday

Rows = list[dict[str, object]]


def tables(orders: Rows, receipts: Rows | None = None, **more: Rows) -> Tables:
    kinds = {TableKind.ORDERS: orders} | {TableKind(name): rows for name, rows in more.items()}
    if receipts is not None:
        kinds[TableKind.RECEIPTS] = receipts
    return {kind: frame(rows, table=number) for number, (kind, rows) in enumerate(kinds.items(), start=1)}


def judge(
    orders: Rows,
    receipts: Rows | None = None,
    rules: OrderRules | None = None,
    today: date = TODAY,
    **more: Rows,
) -> OrderLines:
    return order_lines(tables(orders, receipts, **more), rules or OrderRules(), today)


def row(result: OrderLines, position: int = 0) -> dict[str, object]:
    return result.frame.iloc[position].to_dict()


def order(**fields: object) -> dict[str, object]:
    """Give a line of ten, due long from now, with the fields changed."""
    usual = {
        "po_number": "PO-1",
        "po_line": "10",
        "supplier": "Acme",
        "item_number": "A-1",
        "quantity_ordered": 10,
        "promised_date": date(2026, 6, 1),
    }
    return usual | fields


def receipt(quantity: float | None = None, **fields: object) -> dict[str, object]:
    usual = {"po_number": "PO-1", "po_line": "10", "quantity_received": quantity}
    return usual | {"received_date": date(2026, 3, 2)} | fields


def quantities(result: OrderLines, position: int = 0) -> tuple[object, ...]:
    """Give received, accepted, rejected, damaged, open."""
    names = ("received", "accepted", "rejected", "damaged", "outstanding")
    return tuple(row(result, position)[f"quantity_{name}"] for name in names)


def codes(result: OrderLines) -> list[str]:
    return [finding.code for finding in result.findings]
