"""What a supplier's deliveries were like: bad units in what was received, with and without one case."""

from __future__ import annotations

import numpy as np

from buybook.core.deliveries import deliveries, receipts_in_order
from buybook.core.frames import Tables, numbers, settled, sums, table, texts
from buybook.core.matching import References, index_lines
from buybook.core.order_lines import OrderLines
from buybook.core.performance import parts_per_million
from buybook.core.rows import folded
from buybook.frozen import frozen
from buybook.schema import TableKind

_BAD_KINDS = frozenset({"damaged", "rejected"})


@frozen
class QualityRecord:
    """Units received and units that were bad. Below 1,000 received the parts per million say nothing: None."""

    received: float
    bad: float

    @property
    def ppm(self) -> float | None:
        """Bad units in a million received."""
        value = parts_per_million(np.array([self.bad]), np.array([self.received]))[0]
        return None if np.isnan(value) else float(value)


def quality_record(tables: Tables, lines: OrderLines, supplier: str, reworked: float = 0) -> QualityRecord:
    """Give the record of a supplier. What went back or was `reworked` was bad all the same, and arrived once.

    Source of the rule: quality PPM = (rejected + damaged + found later) / received x 1,000,000.
    """
    frame = lines.frame
    orders = table(tables, TableKind.ORDERS)
    receipts = receipts_in_order(tables)
    asked = References.of(receipts)
    index = index_lines(orders, asked)
    arrived, _ = deliveries(receipts, asked, index)
    bad = arrived.quantities.rejected + arrived.quantities.damaged
    gross = arrived.totals(index.count, np.maximum(bad, 0))
    net = sums(
        index.line,
        np.nan_to_num(numbers(frame, "quantity_rejected") + numbers(frame, "quantity_damaged")),
        index.count,
    )
    received = sums(index.line, np.nan_to_num(numbers(frame, "quantity_received")), index.count)
    bad_by_line = np.maximum(gross, net)
    own = np.zeros(index.count, dtype=bool)
    names = np.array([folded(str(name)) if name else "" for name in texts(frame, "supplier")], dtype=object)
    own[index.line[names == folded(supplier)]] = True
    all_received = settled(received + (bad_by_line - net))[own].sum() - reworked
    return QualityRecord(float(all_received), float(bad_by_line[own].sum()))


def without(record: QualityRecord, kind: str, quantity: float) -> QualityRecord:
    """Give the record as it would be without a case: the goods arrived, and were good."""
    if kind not in _BAD_KINDS:
        return record
    return QualityRecord(record.received, max(0.0, record.bad - quantity))
