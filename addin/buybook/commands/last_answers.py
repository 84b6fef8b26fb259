"""When each order line's date was last answered for: confirmed by the supplier, or moved in the order list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from buybook.commands.confirmation_list import CONFIRMATIONS
from buybook.commands.promise_list import PROMISES
from buybook.core.rows import folded
from buybook.workbook.kept_lists import read_kept
from buybook.workbook.view import WorkbookView


def last_answers(view: WorkbookView) -> Mapping[tuple[str, str], dt.date]:
    """Give the day by order and line, as `OpenLine.key` has them; from the lists of promises and confirmations.

    The first promise of a line is no answer: the list of promises begins with all lines that there are.
    """
    found: dict[tuple[str, str], dt.date] = {}
    for row in _answers(view):
        day, key = (
            row.get("seen"),
            (folded(str(row.get("po_number") or "")), folded(str(row.get("po_line") or ""))),
        )
        if isinstance(day, dt.date):
            found[key] = max(day, found.get(key, day))
    return found


def _answers(view: WorkbookView) -> Iterator[Mapping[str, object]]:
    yield from read_kept(view, CONFIRMATIONS).rows
    for row in read_kept(view, PROMISES).rows:
        number = row.get("number")
        if isinstance(number, float) and number > 1:
            yield row
