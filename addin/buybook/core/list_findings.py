"""What a whole list of orders lacks: told once for the list, not once for each of its lines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from buybook.core.frames import Ints, Mask, Tables, dates, given, numbers, places, table, texts
from buybook.findings import Finding, Severity
from buybook.schema import TableKind

_FEWEST = 3  # rows that make a list: of less, each is named
_ARRIVED = ("quantity_received", "quantity_accepted", "quantity_outstanding")


def lacking_everywhere(orders: pd.DataFrame, missing: Mask) -> Mask:
    """Tell of which rows all rows of their list lack the same; `missing` says which rows lack it."""
    group, counts = _lists(orders)
    lacking = np.bincount(group, missing, minlength=len(counts))
    return np.asarray((lacking == counts)[group] & (counts >= _FEWEST)[group])


def list_findings(
    tables: Tables, orders: pd.DataFrame, *, without_quantity: Mask, without_due: Mask
) -> Iterator[Finding]:
    """Tell of lists in which no line has a quantity or a due date, or which do not say what has arrived."""
    for code, field, rows in (
        ("no_quantities", "quantity_ordered", without_quantity),
        ("no_due_dates", "promised_date", without_due),
        ("arrivals_unknown", "quantity_received", _silent_on_arrivals(tables, orders)),
    ):
        yield from _once(code, field, orders, rows)


def _silent_on_arrivals(tables: Tables, orders: pd.DataFrame) -> Mask:
    """Tell which rows stand in a list that says nothing of receipts, where no other list does either."""
    if len(table(tables, TableKind.RECEIPTS)) > 0:
        return np.zeros(len(orders), dtype=bool)
    said = given(texts(orders, "status")) | ~np.isnat(dates(orders, "received_date"))
    for name in _ARRIVED:
        said |= ~np.isnan(numbers(orders, name))
    return lacking_everywhere(orders, ~said)


def _once(code: str, field: str, orders: pd.DataFrame, rows: Mask) -> Iterator[Finding]:
    group, counts = _lists(orders)
    lists, sheet_rows = places(orders)
    for number in range(len(counts)):
        chosen = rows & (group == number)
        if chosen.any():
            values = {"count": int(chosen.sum())}
            place = int(lists[chosen][0]), int(sheet_rows[chosen].min())
            yield Finding(code, Severity.WARNING, values, *place, field)


def _lists(orders: pd.DataFrame) -> tuple[Ints, Ints]:
    """Give the number of the list that each row stands in, from 0, and how many rows each list has."""
    lists, _ = places(orders)
    _, group, counts = np.unique(lists, return_inverse=True, return_counts=True)
    return group, counts
