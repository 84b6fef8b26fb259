"""Filling down what stands only in the first row of each order: its number, supplier, date and currency."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from buybook.findings import Finding, Severity
from buybook.workbook.column_reading import Distinct
from buybook.workbook.tables import RecognisedTable

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]

_HEADS = ("po_number", "supplier")  # a row without them belongs to the order above
_FACTS = ("supplier_no", "order_date", "currency")  # true of a whole order where only first rows name them
_MOST = 0.5  # of the blank rows stand above a new order: then they part the orders


def fill_heads(
    table: RecognisedTable, fields: Mapping[int, str], cells: dict[int, Distinct], rows: Rows, breaks: Mask
) -> list[Finding]:
    """Fill cells of an order list down from the first row of each order, in `cells` itself; tell where.

    `rows` are the rows' numbers on the sheet; `breaks` marks those with a blank row above them. Where blank rows part the orders nothing is filled
    across one: a row below that names no order belongs to none.
    """
    columns = {name: column for column, name in fields.items() if name in (*_HEADS, *_FACTS)}
    key = next((columns[name] for name in _HEADS if name in columns), None)
    if key is None or not len(breaks):
        return []
    starts = _starts(key, columns, cells, breaks)
    if starts is None:
        return []
    findings = [
        Finding("order_not_named", Severity.WARNING, {}, table.id, int(row), fields[key])
        for row in rows[starts < 0]
    ]
    for name, column in columns.items():
        filled = _filled_down(name, cells[column], starts)
        count = int((filled.filled & ~cells[column].filled).sum())
        if count:
            cells[column] = filled
            place = Finding("filled_down", Severity.INFO, {"count": count}, table.id, table.header_row, name)
            findings.append(place)
    return findings


def _filled_down(name: str, cells: Distinct, starts: Rows) -> Distinct:
    """Give the cells with the gaps of each order filled from its first row."""
    first = starts == np.arange(len(starts))
    if name in _FACTS and (cells.filled & ~first).any():
        return cells  # given row by row: an empty cell is an empty cell
    gaps = ~cells.filled & (starts >= 0)
    return Distinct(np.where(gaps, cells.codes[starts], cells.codes), cells.values)


def _starts(key: int, columns: Mapping[str, int], cells: Mapping[int, Distinct], breaks: Mask) -> Rows | None:
    """Give the first row of each row's order, -1 where there is none; None where rows do not form orders."""
    head = cells[key]
    places = np.arange(len(breaks))
    if head.filled.all():
        new = np.append(True, head.codes[1:] != head.codes[:-1])
        return np.asarray(np.maximum.accumulate(np.where(new, places, 0)))
    others = [cells[column] for name, column in columns.items() if column != key]
    if not _heads_groups(head, others):
        return None
    starts = np.maximum.accumulate(np.where(head.filled, places, 0))
    ends = _parting(head, breaks) | _foreign(head, starts, columns, cells, key)
    lost = np.maximum.accumulate(np.where(ends, places, -1)) > starts
    return np.asarray(np.where(lost, -1, starts))


def _parting(head: Distinct, breaks: Mask) -> Mask:
    """Tell which rows begin below a blank row that ends the order above, though they name no order."""
    below = breaks.copy()
    below[0] = False
    parts = below.any() and head.filled[below].mean() >= _MOST
    return np.asarray(below & ~head.filled & bool(parts))


def _foreign(
    head: Distinct, starts: Rows, columns: Mapping[str, int], cells: Mapping[int, Distinct], key: int
) -> Mask:
    """Tell which rows without an order's number name another supplier than the order above."""
    supplier = columns.get("supplier", key)
    codes = cells[supplier].codes
    if supplier == key:
        return np.zeros(len(codes), dtype=bool)
    above = codes[starts]
    return np.asarray(~head.filled & (codes >= 0) & (above >= 0) & (codes != above))


def _heads_groups(head: Distinct, others: list[Distinct]) -> bool:
    """Tell whether a column names each group once, at its head: never the same value twice in a row.

    A single head on the first row counts where another column is given there only, too.
    """
    filled = head.filled
    if not filled[0] or filled.all():
        return False
    heads = head.codes[filled]
    if len(heads) == 1:
        return any(other.filled[0] and other.filled.sum() == 1 for other in others)
    return not bool((heads[1:] == heads[:-1]).any())
