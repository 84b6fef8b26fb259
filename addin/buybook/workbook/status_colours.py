"""Status that is only a colour: cells are filled as a legend beside the list says.

Colours are asked for cell by cell, which is slow in Excel. So they are asked for only where a list has no status
in words and its sheet has a legend: coloured cells outside of the lists, in or beside which a state is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from buybook.findings import Severity
from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.workbook.column_reading import Array, Problem
from buybook.workbook.statuses import read_state
from buybook.workbook.tables import Area, Grid, RecognisedTable, Rgb, column_letter

KINDS = frozenset({TableKind.ORDERS, TableKind.REQUISITIONS, TableKind.QUOTATIONS, TableKind.RECEIPTS})
MOST_ROWS = 2000  # whose colours are asked for; Excel needs about a millisecond for each
_MOST_LEGEND_CELLS = 60
_SAMPLE = 24  # rows that show which column carries the colour
_MOST_COLUMNS = 40
_FEWEST_COLOURS = 2  # one coloured word is an emphasis, not a legend
_WHITE = (255, 255, 255)


@dataclass
class Legend:
    """What the colours of a sheet mean: state and the buyer's word for it, by colour, and the legend's cells."""

    states: dict[Rgb, tuple[str, str]] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)


@frozen
class ColouredStates:
    """The states of a list's rows by their colour: None where a row has none of the legend's."""

    states: Array
    words: Array
    problem: Problem


def read_coloured_states(
    grid: Grid, table: RecognisedTable, tables: Sequence[RecognisedTable], rows: Sequence[int]
) -> ColouredStates | None:
    """Read the states of rows from their colours; None where the sheet has no legend, or no row its colours.

    `tables` are all lists of the sheet, `rows` those of this list that hold data.
    """
    if grid.fill is None or table.kind not in KINDS or not len(rows):
        return None
    legend = _legend(grid, table, tables)
    if len(legend.states) < _FEWEST_COLOURS:
        return None
    column = _coloured_column(grid, table, legend, rows)
    if column is None:
        return None
    found = [legend.states.get(_fill(grid, row, column) or _WHITE) for row in rows[:MOST_ROWS]]
    found += [None] * (len(rows) - len(found))
    return ColouredStates(
        np.array([state and state[0] for state in found], dtype=object),
        np.array([state and state[1] for state in found], dtype=object),
        _problem(column, legend, sum(state is not None for state in found), len(rows)),
    )


def _problem(column: int, legend: Legend, count: int, rows: int) -> Problem:
    values = {"column": column_letter(column), "count": count, "legend": ", ".join(legend.cells)}
    if rows > MOST_ROWS:
        return Problem("status_by_colour_in_part", Severity.WARNING, values | {"rows": MOST_ROWS})
    return Problem("status_by_colour", Severity.INFO, values)


def _legend(grid: Grid, table: RecognisedTable, tables: Sequence[RecognisedTable]) -> Legend:
    """Find the legend. A colour that it gives two meanings has none."""
    legend = Legend()
    twice: set[Rgb] = set()
    for tried, (row, column, text, state) in enumerate(_named_states(grid, table, tables)):
        if tried == _MOST_LEGEND_CELLS:
            break
        colour = _colour_of(grid, row, column)
        if colour is None:
            continue
        if legend.states.setdefault(colour, (state, text))[0] != state:
            twice.add(colour)
        legend.cells.append(f"{column_letter(column)}{row}")
    for colour in twice:
        del legend.states[colour]
    return legend


def _named_states(
    grid: Grid, table: RecognisedTable, tables: Sequence[RecognisedTable]
) -> Iterator[tuple[int, int, str, str]]:
    """Give row, column, word and state of the cells outside of the lists that name a state."""
    for row in _rows_of_legends(grid, tables):
        line = grid.values[row - grid.first_row]
        for column, value in enumerate(line, start=grid.first_column):
            if not isinstance(value, str) or _inside(row, column, tables):
                continue
            text = value.rpartition("=")[2].strip() or value
            state = read_state(text, table.language, table.kind)
            if state is not None:
                yield row, column, text, state


def _rows_of_legends(grid: Grid, tables: Sequence[RecognisedTable]) -> Iterator[int]:
    """Give the rows above and below the lists, and the first ones beside them: legends stand nowhere else."""
    beside = {row for each in tables for row in range(each.header_row, each.header_row + _MOST_LEGEND_CELLS)}
    inside = [(each.header_row, each.last_row) for each in tables]
    for row in range(grid.first_row, grid.last_row + 1):
        if row in beside or not any(first <= row <= last for first, last in inside):
            yield row


def _inside(row: int, column: int, tables: Sequence[RecognisedTable]) -> bool:
    return any(
        each.header_row <= row <= each.last_row and each.first_column <= column <= each.last_column
        for each in tables
    )


def _colour_of(grid: Grid, row: int, column: int) -> Rgb | None:
    """Give the colour of a word in the legend: its own, else that of the empty cell before or behind it."""
    own = _fill(grid, row, column)
    if own is not None:
        return own
    for beside in (column - 1, column + 1):
        if beside >= 1 and grid.cell(row, beside) is None:
            found = _fill(grid, row, beside)
            if found is not None:
                return found
    return None


def _fill(grid: Grid, row: int, column: int) -> Rgb | None:
    assert grid.fill is not None
    colour = grid.fill(Area(row, column, row, column))
    return None if colour == _WHITE else colour


def _coloured_column(grid: Grid, table: RecognisedTable, legend: Legend, rows: Sequence[int]) -> int | None:
    """Give the column that carries the colours: that of the status, else the one with most of the legend's."""
    sample = rows[:: max(1, len(rows) // _SAMPLE)][:_SAMPLE]
    status = table.column("status")
    columns = range(table.first_column, min(table.last_column, table.first_column + _MOST_COLUMNS - 1) + 1)
    counted: Mapping[int, int] = {
        column: sum(_fill(grid, row, column) in legend.states for row in sample)
        for column in ([status.index] if status else [])
    }
    if not any(counted.values()):
        counted = {
            column: sum(_fill(grid, row, column) in legend.states for row in sample) for column in columns
        }
    best = max(counted, key=lambda column: (counted[column], -column))
    return best if counted[best] else None
