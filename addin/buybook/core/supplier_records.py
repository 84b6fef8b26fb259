"""What the order list and the receipts say of each supplier: on time against the first promise, and rejected goods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd

from buybook.core.frames import Floats, Mask, Tables, settled, table, texts
from buybook.core.money import exact
from buybook.core.performance import Suppliers, due, on_time, parts_per_million
from buybook.core.rows import folded
from buybook.core.states import is_typed
from buybook.core.supplier_book import SupplierBook, supplier_book
from buybook.frozen import frozen
from buybook.schema import TableKind

_INSPECTED = ("quantity_rejected", "quantity_damaged", "quantity_accepted")
_CANCELLED = "cancelled"
_DONE = ("received", "closed", "in_stock")  # the buyer's word, whatever the list of receipts lacks


@frozen
class Record:
    """One supplier's record. `received` is zero where nobody writes down what was rejected."""

    due: int = 0  # lines whose first promise has passed, and of which it is known whether they came
    on_time: int = 0
    received: Decimal = Decimal(0)
    rejected: Decimal = Decimal(0)  # rejected and damaged
    per_million: Decimal | None = None  # None under 1,000 received


def supplier_records(
    tables: Tables, lines: pd.DataFrame, today: date, tolerance_days: int = 0
) -> Mapping[str, Record]:
    """Give the record of each supplier, by folded name.

    `lines` is the frame of `order_lines`. A line that is due and did not come counts as late; one that is done
    without a day of receipt does not count, for nobody knows when it came.
    """
    book = supplier_book(tables)
    suppliers = Suppliers.of(np.array([_name(name, book) for name in lines["supplier"]], dtype=object))
    promised = _days(lines, "first_promised")
    received_on = _days(lines, "full_receipt_date")
    counts = _judged(lines, promised, received_on, today, tolerance_days)
    good = on_time(promised, received_on, tolerance_days)
    received = _amounts(lines, "quantity_received")
    bad = settled(_amounts(lines, "quantity_rejected") + _amounts(lines, "quantity_damaged"))
    if not _is_inspected(tables):
        received, bad = np.zeros(len(lines)), np.zeros(len(lines))
    goods, spoilt = suppliers.sum(received), suppliers.sum(bad)
    columns = (suppliers.count(counts), suppliers.count(counts & good), goods, spoilt)
    millionths = parts_per_million(spoilt, goods)
    return {
        folded(name): Record(
            int(columns[0][place]),
            int(columns[1][place]),
            _exact(goods[place]),
            _exact(spoilt[place]),
            exact(float(millionths[place])),
        )
        for place, name in enumerate(suppliers.names)
        if name
    }


def _name(written: object, book: SupplierBook) -> str | None:
    """Give the supplier's name, where an order list has only the number."""
    if not isinstance(written, str):
        return None
    return (
        written if folded(written) in book.by_name else book.entry(None, written).text("supplier") or written
    )


def _judged(
    lines: pd.DataFrame, promised: np.ndarray, received_on: np.ndarray, today: date, tolerance_days: int
) -> Mask:
    last = np.datetime64(today - timedelta(days=tolerance_days + 1), "D")
    waiting = np.isnat(received_on)
    unseen = is_typed(texts(lines, "typed_status"), *_DONE) & ~(_amounts(lines, "quantity_received") > 0)
    known = ~waiting | ((_amounts(lines, "quantity_outstanding") > 0) & ~unseen)
    passed = due(promised, np.datetime64(today, "D")) & (~waiting | (promised <= last))
    early = ~np.isnat(promised) & ~waiting  # delivered before its promise: on time, though not yet due
    cancelled = texts(lines, "status") == _CANCELLED
    return np.asarray((passed | early) & known & ~cancelled, dtype=bool)


def _is_inspected(tables: Tables) -> bool:
    """Tell whether the workbook has a place where rejected goods are written down."""
    kinds = (TableKind.RECEIPTS, TableKind.ORDERS)
    columns = any(name in table(tables, kind) for kind in kinds for name in _INSPECTED)
    return columns or len(table(tables, TableKind.NONCONFORMANCES)) > 0


def _days(lines: pd.DataFrame, name: str) -> np.ndarray:
    return lines[name].to_numpy().astype("datetime64[D]")


def _amounts(lines: pd.DataFrame, name: str) -> Floats:
    return np.asarray(np.nan_to_num(lines[name].to_numpy(dtype="float64")), dtype="float64")


def _exact(value: float) -> Decimal:
    return exact(float(value)) or Decimal(0)
