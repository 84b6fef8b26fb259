"""The journal sheet: every change that Buybook made, cell by cell, so that it can be seen and undone."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Formula, Look, Value
from buybook.workbook.planning import HEADER, Change, Made, Plan
from buybook.workbook.steps import AddSheet, DeleteRows, FreezeAt, SetLook, SetWidth, Step, put_cells
from buybook.workbook.tables import Grid
from buybook.workbook.view import WorkbookView, as_date, cell_position

_HEADINGS = ("run", "date", "command", "user", "sheet", "cell", "what", "before", "after", "undone")
_WIDTHS = (12, 12, 12, 14, 24, 14, 16, 28, 28, 12)
_FIRST_ROW = 2
_SHEET = "sheet.journal"
RUNS_KEPT = 60  # so many runs can be undone, the last one included
_Area: TypeAlias = tuple[int, int, int, int]
CELL = "cell"  # `what` of an entry about a cell's value
SHEET_ADDED = "sheet_added"  # ... about a sheet that the run made
COLUMN_ADDED = "column_added"  # ... about a column of ours
FORMULA = "formula"  # ... about a cell's formula


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal."""

    row: int  # on the journal sheet
    run: int
    command: str
    sheet: str
    cell: str
    what: str
    before: object
    after: object
    undone: bool

    @property
    def position(self) -> tuple[int, int]:
        """Row and column of the cell that the entry is about."""
        return cell_position(self.cell)


def journal_names() -> tuple[str, ...]:
    """The names that the journal sheet has in any language."""
    return tuple(words.label(_SHEET) for words in all_words())


def journal_sheet(grids: Mapping[str, Grid]) -> str | None:
    """The name of the workbook's journal sheet; None when it has none."""
    return next((name for name in journal_names() if name in grids), None)


def read_journal(grids: Mapping[str, Grid]) -> Iterator[Entry]:
    """Give the journal's entries, the oldest first."""
    name = journal_sheet(grids)
    if name is None:
        return
    grid = grids[name]
    for row in range(_FIRST_ROW, grid.last_row + 1):
        run = grid.cell(row, 1)
        if not isinstance(run, (int, float)):
            continue
        text = [str(grid.cell(row, column) or "") for column in range(3, 8)]
        yield Entry(
            row, int(run), text[0], text[2], text[3], text[4],
            grid.cell(row, 8), grid.cell(row, 9), grid.cell(row, 10) is not None,
        )  # fmt: skip


def last_written(entries: Sequence[Entry]) -> dict[tuple[str, str], object]:
    """Give what Buybook last wrote into each cell, by sheet and address, where that was not undone."""
    return {(each.sheet, each.cell): each.after for each in entries if each.what == CELL and not each.undone}


def journal_steps(
    plan: Plan, view: WorkbookView, words: Words, *, command: str, today: dt.date, user: str
) -> list[Step]:
    """Give the steps that write a run's changes at the journal's end; the sheet is made when there is none."""
    entries = list(read_journal(view.grids))
    run = max((entry.run for entry in entries), default=0) + 1
    lines = _lines(plan, run, command, today, user)
    if not lines:
        return []
    name = journal_sheet(view.grids)
    steps: list[Step] = []
    if name is None:
        name = words.label(_SHEET)
        steps += _new_sheet(name, words)
        first = _FIRST_ROW
    else:
        first = max(view.grids[name].last_row + 1, _FIRST_ROW)
    steps.append(SetLook(name, (first, 2), (first + len(lines) - 1, 2), Look(number_format="yyyy-mm-dd")))
    cells: dict[tuple[str, int, int], Value | Formula] = {}
    for row, line in enumerate(lines, start=first):
        for column, value in enumerate(line, start=1):
            if value is not None:
                cells[name, row, column] = value
    return steps + put_cells(cells) + _forget(name, entries)


def _forget(name: str, entries: Sequence[Entry]) -> list[Step]:
    """Let go of the oldest runs, so that a daily refresh does not swell the workbook for years."""
    runs = sorted({entry.run for entry in entries})
    if len(runs) < RUNS_KEPT:
        return []
    last = max(entry.row for entry in entries if entry.run <= runs[-RUNS_KEPT])
    return [DeleteRows(name, _FIRST_ROW, last)]


def _new_sheet(name: str, words: Words) -> list[Step]:
    steps: list[Step] = [AddSheet(name)]
    steps += [SetWidth(name, column, width) for column, width in enumerate(_WIDTHS, start=1)]
    steps.append(SetLook(name, (1, 1), (1, len(_HEADINGS)), HEADER))
    titles = {
        (name, 1, column): words.label(f"journal.{key}") for column, key in enumerate(_HEADINGS, start=1)
    }
    steps += put_cells(dict(titles))
    steps.append(FreezeAt(name, "A1:A1"))
    return steps


def _lines(plan: Plan, run: int, command: str, today: dt.date, user: str) -> list[tuple[Value, ...]]:
    # A sheet or a column that the run made goes as a whole, so its cells need no entries.
    sheets = {made.sheet for made in plan.made if made.what == SHEET_ADDED}
    columns = {
        (made.sheet, area[1]): area
        for made in plan.made
        if made.what == COLUMN_ADDED
        for area in [cell_area(made.place)]
    }
    listed = [
        change
        for change in plan.changes
        if change.sheet not in sheets and not change.copied and not _is_within(change, columns)
    ]
    lines = [_change_line(change, run, command, today, user) for change in listed]
    return lines + [_made_line(made, plan, run, command, today, user) for made in plan.made]


def _is_within(change: Change, columns: Mapping[tuple[str, int], _Area]) -> bool:
    area = columns.get((change.sheet, change.column))
    return area is not None and area[0] <= change.row <= area[2]


def _change_line(change: Change, run: int, command: str, today: dt.date, user: str) -> tuple[Value, ...]:
    is_formula = isinstance(change.after, str) and change.after.startswith("=")
    what = FORMULA if is_formula else CELL
    return (
        run,
        today,
        command,
        user,
        change.sheet,
        change.cell,
        what,
        _dated(change.before),
        _dated(change.after),
    )


def _made_line(
    made: Made, plan: Plan, run: int, command: str, today: dt.date, user: str
) -> tuple[Value, ...]:
    after = made.after
    if made.what in (SHEET_ADDED, COLUMN_ADDED):
        area = cell_area(made.place) if made.what == COLUMN_ADDED else None
        after = digest(
            (change.row, change.column, change.after)
            for change in plan.changes
            if change.sheet == made.sheet
            and (area is None or _is_within(change, {(made.sheet, area[1]): area}))
        )
    return (run, today, command, user, made.sheet, made.place, made.what, made.before, after)


def digest(cells: Iterable[tuple[int, int, object]]) -> str:
    """Give a short mark of what a sheet holds; another content has another one."""
    said = sorted((row, column, _said(value)) for row, column, value in cells if value not in (None, ""))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _said(value: object) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{float(value):.12g}"
    return str(as_date(value) or value)


def grid_digest(grid: Grid, area: _Area | None = None) -> str:
    """Give the mark of what a sheet that was read holds, or an area of it."""
    first_row, first_column, last_row, last_column = area or (
        grid.first_row,
        grid.first_column,
        grid.last_row,
        grid.last_column,
    )
    return digest(
        (row, column, grid.cell(row, column))
        for row in range(first_row, last_row + 1)
        for column in range(first_column, last_column + 1)
    )


def cell_area(place: str) -> _Area:
    """Give first row, first column, last row and last column of a place such as B5:C9."""
    first, _, last = place.partition(":")
    return (*cell_position(first), *cell_position(last or first))


def _dated(value: Value) -> Value:
    return as_date(value) if isinstance(value, dt.datetime) and value.time() == dt.time(0) else value
