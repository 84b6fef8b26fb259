"""10,000 lines to one supplier: ordered, refreshed, chased and confirmed, in seconds.

python benchmarks/one_supplier.py [lines]
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

from buybook.run import Request, run

TODAY = dt.date(2026, 3, 16)
REQUESTS = [
    "PR No.",
    "Item no.",
    "Description",
    "Qty",
    "Unit price",
    "Currency",
    "Supplier",
    "Need by",
    "Status",
]
ORDERS = ["PO number", "Line", "Supplier", "Item no.", "Description", "Ordered qty", "Unit price", "Currency",
          "Order date", "Requested date", "Promised date", "Status"]  # fmt: skip


def write(path: Path, count: int) -> Path:
    """Write approved requests, and an order list with one line."""
    book = openpyxl.Workbook()
    requests = book.active
    requests.title = "Requests"
    requests.append(REQUESTS)
    day = dt.date(2026, 4, 1)
    for at in range(1, count + 1):
        requests.append([f"PR-{at}", f"A-{at}", f"Item {at}", 10, 2.5, "EUR", "Nordbolt AB", day, "Approved"])
    orders = book.create_sheet("Orders")
    orders.append(ORDERS)
    orders.append(["PO-2026-0001", 1, "Van Dael BV", "B-1", "Bolt", 5, 1.0, "EUR", day, day, None, "Sent"])
    book.save(path)
    return path


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "own.xlsx", count)
        steps: list[tuple[str, dt.date, dict[str, object]]] = [
            ("order", TODAY, {}),
            ("refresh", TODAY, {}),
            ("confirm", TODAY, {"po": "PO-2026-0002"}),
            ("chase", dt.date(2026, 5, 4), {}),
            ("receive", dt.date(2026, 5, 4), {"po": "PO-2026-0002", "line": str(count), "quantity": 10.0}),
        ]
        for verb, today, options in steps:
            start = time.perf_counter()
            result = run(Request(verb, path, options, today=today, language="en"))
            seconds = time.perf_counter() - start
            documents = result.answer.get("documents")
            made = len(documents) if isinstance(documents, list) else 0
            print(
                f"{verb:8} {seconds:6.1f} s   status {result.status}   {made} documents   {result.failure or ''}"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
