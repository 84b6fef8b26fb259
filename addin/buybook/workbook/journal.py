"""The journal sheet: every change that Buybook made, cell by cell, so that it can be seen and undone."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from buybook.frozen import frozen
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Look, Value
from buybook.workbook.planning import HEADER, Change, Made, Plan
from buybook.workbook.steps import (
    AddSheet,
    DeleteRows,
    FreezeAt,
    SetLook,
    SetWidth,
    Step,
    put_cells,
    put_column,
)
from buybook.workbook.tables import Grid
from buybook.workbook.view import WorkbookView, as_date, cell_position

_HEADINGS = ("run", "date", "command", "user", "sheet", "cell", "what", "before", "after", "undone")
_WIDTHS = (12, 12, 12, 14, 24, 14, 16, 28, 28, 12)
_FIRST_ROW = 2
_SHEET = "sheet.journal"
RUNS_KEPT = 60  # so many runs can be undone, the last one included
_Area: TypeAlias = tuple[int, int, int, int]
_Cell: TypeAlias = tuple[int, int, object]  # row, column, value
CELL = "cell"  # `what` of an entry about a cell's value
SHEET_ADDED = "sheet_added"  # ... about a sheet that the run made
COLUMN_ADDED = "column_added"  # ... about a column of ours
FORMULA = "formula"  # ... about a cell's formula
NOTE_SET = "note_set"  # ... about a cell's note


@frozen
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
    columns = [
        grid.column(column, range(_FIRST_ROW, grid.last_row + 1)) for column in range(1, len(_HEADINGS) + 1)
    ]
    for row, (run, _, command, _, sheet, cell, what, before, after, undone) in enumerate(
        zip(*columns, strict=True), start=_FIRST_ROW
    ):
        if isinstance(run, (int, float)):
            yield Entry(
                row, int(run), _text(command), _text(sheet), _text(cell), _text(what), before, after,
                undone is not None,
            )  # fmt: skip


def _text(value: object) -> str:
    return str(value or "")


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
    for column, values in enumerate(zip(*lines, strict=True), start=1):
        steps += put_column(name, column, dict(enumerate(values, start=first)))
    return steps + _forget(name, entries)


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
        for change in plan.noted
        if isinstance(change, Change)
        and change.sheet not in sheets
        and not change.copied
        and not _is_within(change, columns)
    ]
    lines = [_change_line(change, run, command, today, user) for change in listed]
    made = _made_cells(plan, sheets, columns)
    return lines + [_made_line(each, made, run, command, today, user) for each in plan.made]


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


def _made_cells(
    plan: Plan, sheets: Container[str], columns: Mapping[tuple[str, int], _Area]
) -> Mapping[tuple[str, int | None], list[_Cell]]:
    """Give the cells of each column that the run made; under None those of each sheet that it made."""
    made: dict[tuple[str, int | None], list[_Cell]] = defaultdict(list)
    for each in plan.noted:
        if isinstance(each, Change):
            if each.sheet in sheets and not each.formula:
                made[each.sheet, None].append((each.row, each.column, each.after))
            elif _is_within(each, columns):
                made[each.sheet, each.column].append((each.row, each.column, each.after))
        else:
            made[each.sheet, each.column].extend(
                (row, each.column, value) for row, value in each.values.items() if value is not None
            )
    return made


def _made_line(
    made: Made,
    cells: Mapping[tuple[str, int | None], list[_Cell]],
    run: int,
    command: str,
    today: dt.date,
    user: str,
) -> tuple[Value, ...]:
    after = made.after
    if made.what in (SHEET_ADDED, COLUMN_ADDED):
        column = cell_area(made.place)[1] if made.what == COLUMN_ADDED else None
        after = digest(cells.get((made.sheet, column), ()))
    return (run, today, command, user, made.sheet, made.place, made.what, made.before, after)


def digest(cells: Iterable[_Cell]) -> str:
    """Give a short mark of what a sheet holds; another content has another one."""
    shown: dict[tuple[type, object], str] = {}  # cells of a column repeat themselves
    said = []
    for row, column, value in cells:
        if value is not None and value != "":
            key = value.__class__, value
            text = shown.get(key)
            if text is None:
                text = shown[key] = _said(value)
            said.append((row, column, text))
    said.sort()
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _said(value: object) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{float(value):.12g}"
    return str(as_date(value) or value)


def grid_digest(grid: Grid, area: _Area | None = None, formulas: Container[tuple[int, int]] = ()) -> str:
    """Give the mark of what a sheet that was read holds, or an area of it, its `formulas` left out."""
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
        if (row, column) not in formulas
    )


def cell_area(place: str) -> _Area:
    """Give first row, first column, last row and last column of a place such as B5:C9."""
    first, _, last = place.partition(":")
    return (*cell_position(first), *cell_position(last or first))


def _dated(value: Value) -> Value:
    return as_date(value) if isinstance(value, dt.datetime) and value.time() == dt.time(0) else value
