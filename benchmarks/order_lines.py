"""Time `order_lines` on 100,000 lines and 150,000 receipts."""

from __future__ import annotations

import sys
import time
from datetime import date

import numpy as np
import pandas as pd

from buybook.core.order_lines import OrderRules, order_lines
from buybook.schema import TableKind

TODAY = date(2026, 6, 1)


def days(random: np.random.Generator, count: int, first: str, span: int) -> np.ndarray:
    return (np.datetime64(first, "s") + random.integers(0, span, count).astype("timedelta64[D]")).astype(
        "datetime64[s]"
    )


def tables(lines: int, receipts: int) -> dict[TableKind, pd.DataFrame]:
    """Make an order list of five lines an order, and receipts for random lines of it."""
    random = np.random.default_rng(1)
    order = np.array([f"PO-{number // 5:06d}" for number in range(lines)], dtype=object)
    line = np.array([str(10 * (number % 5 + 1)) for number in range(lines)], dtype=object)
    item = np.array([f"A{number:05d}" for number in random.integers(0, 20_000, lines)], dtype=object)
    supplier = np.array([f"Supplier {number}" for number in random.integers(0, 500, lines)], dtype=object)
    orders = pd.DataFrame(
        {
            "_table": 1,
            "_row": np.arange(lines) + 5,
            "po_number": order,
            "po_line": line,
            "supplier": supplier,
            "item_number": item,
            "quantity_ordered": random.integers(1, 200, lines).astype(float),
            "unit_price": random.integers(1, 90_000, lines) / 100,
            "currency": np.array(["SEK", "EUR", "USD"], dtype=object)[random.integers(0, 3, lines)],
            "order_date": days(random, lines, "2025-06-01", 360),
            "requested_date": days(random, lines, "2025-09-01", 360),
            "promised_date": days(random, lines, "2025-09-01", 400),
        }
    )
    which = random.integers(0, lines, receipts)
    received = random.integers(1, 150, receipts).astype(float)
    arrivals = pd.DataFrame(
        {
            "_table": 2,
            "_row": np.arange(receipts) + 2,
            "po_number": order[which],
            "po_line": line[which],
            "item_number": item[which],
            "quantity_received": received,
            "quantity_damaged": np.where(random.random(receipts) < 0.03, 1.0, np.nan),
            "received_date": days(random, receipts, "2025-09-01", 270),
            "delivery_note": np.array([f"DN{number}" for number in range(receipts)], dtype=object),
        }
    )
    return {TableKind.ORDERS: orders, TableKind.RECEIPTS: arrivals}


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    workbook = tables(lines, lines * 3 // 2)
    order_lines(tables(100, 150), OrderRules(), TODAY)  # the calendar is read once, not each time
    for _ in range(3):
        start = time.perf_counter()
        result = order_lines(workbook, OrderRules(), TODAY)
        print(f"{lines} lines, {lines * 3 // 2} receipts: {time.perf_counter() - start:.2f} s")
    print(result.summary, len(result.findings), "findings")


if __name__ == "__main__":
    main()
