"""Taking the last command's changes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from buybook.commands.job import Job, Outcome
from buybook.findings import Finding, Severity
from buybook.registry import Group, command
from buybook.workbook.edits import (
    CellEdit,
    Edit,
    Formula,
    NoteEdit,
    RemoveColumnEdit,
    RemoveRowsEdit,
    RemoveSheetEdit,
    ResizeEdit,
    Value,
)
from buybook.workbook.journal import (
    CELL,
    COLUMN_ADDED,
    FORMULA,
    NOTE_SET,
    SHEET_ADDED,
    Entry,
    cell_area,
    grid_digest,
    journal_sheet,
    read_journal,
)
from buybook.workbook.same import same_value
from buybook.workbook.view import WorkbookView

_UNDONE_COLUMN = 10


@command("undo", group=Group.WORKBOOK, icon="Undo")
def undo(job: Job) -> Outcome:
    """Take the last command's changes back, cell by cell, but for those that somebody changed since."""
    entries = [entry for entry in read_journal(job.view.grids) if not entry.undone]
    if not entries:
        return Outcome(findings=(Finding("nothing_to_undo", Severity.INFO),), journal=False)
    run = max(entry.run for entry in entries)
    last = [entry for entry in entries if entry.run == run]
    edits, findings, kept = _take_back(job.view, last)
    sheet = journal_sheet(job.view.grids) or ""
    marks = [CellEdit(sheet, entry.row, _UNDONE_COLUMN, job.today) for entry in last]
    headline = job.words.label("undo.headline").format(
        command=last[0].command, count=len(last) - kept, kept=kept
    )
    return Outcome(edits=(*edits, *marks), findings=tuple(findings), headline=headline, journal=False)


def _take_back(view: WorkbookView, entries: Sequence[Entry]) -> tuple[list[Edit], list[Finding], int]:
    cells = [entry for entry in entries if entry.what in (CELL, FORMULA)]
    changed = [entry for entry in cells if not _is_as_written(view, entry)]
    findings = [_changed_since(view, entry) for entry in changed]
    written: dict[str, set[tuple[int, int]]] = {}
    for entry in cells:
        if entry not in changed:
            written.setdefault(entry.sheet, set()).add(entry.position)
    edits: list[Edit] = []
    made = [entry for entry in entries if entry.what not in (CELL, FORMULA)]
    settled: list[tuple[str, tuple[int, int, int, int]]] = []
    kept = len(changed)
    for entry in reversed(made):  # what was made last goes first
        area = _area(entry)
        if _holds_changes(view, entry, area, written):
            findings.append(
                Finding(
                    "undo_keeps",
                    Severity.WARNING,
                    {"place": f"{entry.sheet}!{entry.cell}"},
                    sheet=entry.sheet,
                )
            )
            kept += 1
        else:
            edits.extend(_removal(entry, area))
        if area is not None:
            settled.append((entry.sheet, area))  # gone or kept as a whole, so not cell by cell
    for entry in cells:
        if entry not in changed and not _is_in(settled, entry):
            edits.append(CellEdit(entry.sheet, *entry.position, _before(entry)))
    # A table that keeps its rows or columns keeps its extent too.
    if kept > len(changed):
        edits = [edit for edit in edits if not isinstance(edit, ResizeEdit)]
    return edits, findings, kept


def _is_as_written(view: WorkbookView, entry: Entry) -> bool:
    if entry.sheet not in view.grids:
        return False
    row, column = entry.position
    value = view.value(entry.sheet, row, column)
    if entry.what == FORMULA and value != entry.after:  # text may look like a formula and be none
        return view.formulas(entry.sheet, (row, column), (row, column))[0][0] == entry.after
    return same_value(value, entry.after)


def _before(entry: Entry) -> Value | Formula:
    before = entry.before
    if entry.what == FORMULA and isinstance(before, str):
        return Formula(before)
    if before is None or isinstance(before, (str, bool, int, float, dt.date)):
        return before
    return str(before)


def _area(entry: Entry) -> tuple[int, int, int, int] | None:
    if entry.what in (SHEET_ADDED, NOTE_SET, "table_resized"):
        return None
    return cell_area(entry.cell)


def _holds_changes(
    view: WorkbookView,
    entry: Entry,
    area: tuple[int, int, int, int] | None,
    written: Mapping[str, set[tuple[int, int]]],
) -> bool:
    """Tell whether somebody wrote into what would go: `written` are the cells that still hold what Buybook wrote."""
    if entry.sheet not in view.grids:
        return True
    if entry.what == NOTE_SET:
        return view.note(entry.sheet, *entry.position) != _note(entry.after)
    if entry.what in (SHEET_ADDED, COLUMN_ADDED):
        formulas = _formulas(view, entry.sheet) if entry.what == SHEET_ADDED else frozenset()
        return grid_digest(view.grids[entry.sheet], area, formulas) != entry.after
    if area is None:
        return False
    first_row, first_column, last_row, last_column = area
    known = written.get(entry.sheet, set())
    strange = [
        (row, column)
        for row in range(first_row, last_row + 1)
        for column in range(first_column, last_column + 1)
        if (row, column) not in known and view.value(entry.sheet, row, column) not in (None, "")
    ]
    # Formulas that were copied from the row above are no entries of the journal.
    return any(not view.formulas(entry.sheet, place, place)[0][0].startswith("=") for place in strange)


def _formulas(view: WorkbookView, sheet: str) -> frozenset[tuple[int, int]]:
    """Give the places of a sheet's formulas: what they come to is nobody's writing."""
    grid = view.grids[sheet]
    first, last = (grid.first_row, grid.first_column), (grid.last_row, grid.last_column)
    if first > last:
        return frozenset()
    return frozenset(
        (row, column)
        for row, line in enumerate(view.formulas(sheet, first, last), start=first[0])
        for column, text in enumerate(line, start=first[1])
        if text.startswith("=")
    )


def _removal(entry: Entry, area: tuple[int, int, int, int] | None) -> list[Edit]:
    match entry.what:
        case "sheet_added":
            return [RemoveSheetEdit(entry.sheet)]
        case "note_set":
            now, then = _note(entry.after), _note(entry.before)
            return [NoteEdit(entry.sheet, *entry.position, now, then)]
        case "table_resized":
            return [ResizeEdit(entry.sheet, entry.cell, str(entry.after), str(entry.before))]
        case "column_added" if area is not None:
            return [RemoveColumnEdit(entry.sheet, area[0], area[2], area[1])]
        case "rows_inserted" | "rows_added" if area is not None:
            first_row, first_column, last_row, last_column = area
            delete = entry.what == "rows_inserted"
            return [RemoveRowsEdit(entry.sheet, first_row, last_row, first_column, last_column, delete)]
        case _:
            raise ValueError(f"The journal speaks of {entry.what!r}, which is unknown.")


def _note(text: object) -> str | None:
    return None if text is None else str(text)


def _is_in(areas: Sequence[tuple[str, tuple[int, int, int, int]]], entry: Entry) -> bool:
    row, column = entry.position
    return any(
        sheet == entry.sheet and area[0] <= row <= area[2] and area[1] <= column <= area[3]
        for sheet, area in areas
    )


def _changed_since(view: WorkbookView, entry: Entry) -> Finding:
    now = view.value(entry.sheet, *entry.position) if entry.sheet in view.grids else None
    return Finding(
        "changed_since",
        Severity.WARNING,
        {"after": _shown(entry.after), "now": _shown(now), "before": _shown(entry.before)},
        sheet=entry.sheet,
        cell=entry.cell,
    )


def _shown(value: object) -> str:
    if value is None:
        return "–"
    return value.date().isoformat() if isinstance(value, dt.datetime) else str(value)
