"""What the looks of cells say where their values leave it open: currencies by number format, states by colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from buybook.findings import Severity
from buybook.frozen import frozen
from buybook.workbook.column_reading import Array, Problem, is_known
from buybook.workbook.completing import Rows, money_fields
from buybook.workbook.currencies import own_currency
from buybook.workbook.format_currencies import currency_of_format
from buybook.workbook.number_columns import unsure_currency
from buybook.workbook.status_colours import read_coloured_states
from buybook.workbook.tables import Area, Grid, RecognisedTable

_MOST_ASKED = 128  # number formats of one column; a column of many has no one currency


@frozen
class Place:
    """Where rows stand: the sheet, the list, the other lists on it, the rows' numbers, each field's column."""

    grid: Grid
    table: RecognisedTable
    neighbours: Sequence[RecognisedTable]
    rows: npt.NDArray[np.int64]
    columns: Mapping[str, int]


def complete_by_looks(rows: Rows, place: Place, base_currency: str) -> None:
    """Fill gaps in `currency` by number formats, and `status` by colours where no row has one in words."""
    if place.grid.number_format is not None:
        for name in money_fields(rows):
            _fill_currency(rows, name, place, base_currency)
    if not is_known(rows.values.get("status_text", np.array([]))).any():
        _fill_states(rows, place)


def _fill_states(rows: Rows, place: Place) -> None:
    found = read_coloured_states(place.grid, place.table, place.neighbours, place.rows.tolist())
    if found is not None:
        rows.values |= {"status": found.states, "status_text": found.words}
        rows.problems.append(("status", found.problem))


def _fill_currency(rows: Rows, name: str, place: Place, base_currency: str) -> None:
    """Fill the currency of rows that have an amount in this column and no currency from anywhere."""
    amounts = rows.values[name]
    known = rows.values.get("currency", np.full(len(amounts), None, dtype=object))
    wanted = np.flatnonzero(~is_known(known) & is_known(amounts))
    if not wanted.size:
        return
    signs = _signs(place, place.columns[name], wanted)
    if not signs:
        return
    filled = known.copy()
    for sign in sorted(set(signs.values())):
        code, sure = own_currency(sign, base_currency, place.table.language)
        of_sign = [row for row, shown in signs.items() if shown == sign]
        filled[of_sign] = code
        values = {"currency": code, "count": len(of_sign)}
        rows.problems.append((name, Problem("currency_from_format", Severity.INFO, values)))
        if not sure:
            rows.problems.append((name, unsure_currency(sign, code)))
    rows.values["currency"] = filled


def _signs(place: Place, column: int, wanted: Array) -> dict[int, str]:
    """Give the currencies that the cells of some rows show; halves of one format are asked for at once."""
    asked = 0
    found: dict[int, str] = {}
    parts = [wanted]
    while parts and asked < _MOST_ASKED:
        part = parts.pop()
        first, last = int(place.rows[part[0]]), int(place.rows[part[-1]])
        assert place.grid.number_format is not None
        code = place.grid.number_format(Area(first, column, last, column))
        asked += 1
        if code is None and len(part) > 1:
            parts += [part[len(part) // 2 :], part[: len(part) // 2]]
        currency = None if code is None else currency_of_format(code)
        if currency is not None:
            found |= dict.fromkeys(part.tolist(), currency)
    return found
