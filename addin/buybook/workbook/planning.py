"""From what a command wants changed to the steps that change it: where rows and columns go, and what it costs.

Everything is worked out from what was read. A preview shows the same changes that a run would make.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from buybook.findings import Finding
from buybook.workbook.appending import Placement, grown_totals, place_rows, row_cells
from buybook.workbook.columns import ColumnPlace, place_columns
from buybook.workbook.edits import (
    CellEdit,
    ColumnEdit,
    Edit,
    Formula,
    ListEdit,
    Look,
    RemoveColumnEdit,
    RemoveRowsEdit,
    RemoveSheetEdit,
    ReportEdit,
    ResizeEdit,
    RowsEdit,
    Value,
)
from buybook.workbook.reports import report_steps
from buybook.workbook.same import same_value
from buybook.workbook.steps import (
    AddFlagRule,
    AddSheet,
    ClearCells,
    CopyBand,
    DeleteRows,
    DeleteSheet,
    FreezeAt,
    InsertRows,
    ResizeTable,
    SetLook,
    SetWidth,
    Step,
    put_cells,
)
from buybook.workbook.tables import column_letter
from buybook.workbook.view import WorkbookView

HEADER = Look(bold=True, fill="#1f4e5f", colour="#ffffff", wrap=True)


@dataclass(frozen=True, slots=True)
class Change:
    """A cell as it was and as it will be; formulas as text with their equals sign."""

    sheet: str
    row: int
    column: int
    before: Value
    after: Value

    @property
    def cell(self) -> str:
        """The cell's address."""
        return f"{column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Made:
    """Something that a run made beside cells' values; undo takes it away again."""

    what: str  # rows_inserted, rows_added, column_added, sheet_added, table_resized
    sheet: str
    place: str
    before: str | None = None
    after: str | None = None


@dataclass
class Plan:
    """The steps in their order, the changes that they make to cells, and what they make besides."""

    steps: list[Step] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing is to be done."""
        return not self.steps


def make_plan(edits: Sequence[Edit], view: WorkbookView) -> Plan:
    """Work out the steps for these edits.

    The edits' rows are those that were read; rows that the plan inserts move what is beneath them.
    """
    plan = Plan()
    placements = _placements(edits, view, plan)
    shift = _Shift(placements)
    cells: dict[tuple[str, int, int], Value | Formula] = {}
    _remove(edits, plan)
    _make_room(placements, view, shift, plan)
    columns = _place_columns(edits, view, shift, placements, plan, cells)
    for placement in placements:
        _fill_rows(placement, view, shift, columns, plan, cells)
    for edit in edits:
        if isinstance(edit, CellEdit):
            _edit_cell(edit, view, shift, plan, cells)
    plan.steps.extend(put_cells(cells))
    for edit in edits:
        if isinstance(edit, ListEdit):
            _new_list(edit, plan)
        elif isinstance(edit, ReportEdit):
            _report(edit, view, plan)
    _delete(edits, plan)
    return plan


class _Shift:
    """Where a row that was read ends up once the plan's rows are inserted."""

    def __init__(self, placements: Iterable[Placement]) -> None:
        self._inserts: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for placement in placements:
            if placement.insert:
                self._inserts[placement.table.sheet].append((placement.first_row, placement.count))

    def row(self, sheet: str, row: int) -> int:
        return row + sum(count for at, count in self._inserts.get(sheet, ()) if at <= row)

    def inserts(self) -> list[tuple[str, int, int]]:
        """The insertions, the lowest on each sheet first, so that the others' rows still hold."""
        found = [(sheet, at, count) for sheet, places in self._inserts.items() for at, count in places]
        return sorted(found, key=lambda each: (each[0], -each[1]))


def _placements(edits: Sequence[Edit], view: WorkbookView, plan: Plan) -> list[Placement]:
    rows: dict[int, list[Mapping[str, Value]]] = defaultdict(list)
    for edit in edits:
        if isinstance(edit, RowsEdit):
            rows[edit.table].extend(edit.rows)
    placements = []
    for table, added in rows.items():
        placement = place_rows(view, view.table(table), tuple(added))
        if isinstance(placement, Finding):
            plan.findings.append(placement)
        else:
            placements.append(placement)
    return placements


def _make_room(placements: Sequence[Placement], view: WorkbookView, shift: _Shift, plan: Plan) -> None:
    plan.steps.extend(InsertRows(sheet, at, count) for sheet, at, count in shift.inserts())
    for placement in placements:
        table = placement.table
        first = _first_new_row(placement, shift)
        last = first + placement.count - 1
        if placement.resize is not None:
            top = shift.row(table.sheet, placement.resize.first_row)
            before = _area(top, placement.resize.first_column, first - 1, placement.resize.last_column)
            after = _area(top, placement.resize.first_column, last, placement.resize.last_column)
            plan.steps.append(ResizeTable(table.sheet, table.excel_table or "", after))
            plan.made.append(Made("table_resized", table.sheet, table.excel_table or "", before, after))
        plan.steps.append(
            CopyBand(
                table.sheet,
                shift.row(table.sheet, placement.template_row),
                placement.first_column,
                placement.last_column,
                first,
                placement.count,
            )
        )
        what = "rows_inserted" if placement.insert else "rows_added"
        plan.made.append(
            Made(what, table.sheet, _area(first, placement.first_column, last, placement.last_column))
        )


def _first_new_row(placement: Placement, shift: _Shift) -> int:
    # The row above the new ones is data, which insertions above it may have moved.
    return shift.row(placement.table.sheet, placement.first_row - 1) + 1


def _place_columns(
    edits: Sequence[Edit],
    view: WorkbookView,
    shift: _Shift,
    placements: Sequence[Placement],
    plan: Plan,
    cells: dict[tuple[str, int, int], Value | Formula],
) -> dict[tuple[int, str], int]:
    wanted = [edit for edit in edits if isinstance(edit, ColumnEdit)]
    added = {placement.table.id: placement.count for placement in placements}
    found: dict[tuple[int, str], int] = {}
    for place in place_columns(view, wanted, added):
        _add_column(place, view, shift, added.get(place.table.id, 0), plan, cells)
        found[place.table.id, place.edit.field] = place.column
    for table_id, resize in _table_widths(view, wanted, added).items():
        table = view.table(table_id)
        top = shift.row(table.sheet, resize[0])
        bottom = shift.row(table.sheet, resize[2])
        before, after = _area(top, resize[1], bottom, resize[3]), _area(top, resize[1], bottom, resize[4])
        # The table takes its new columns' names from their header cells, so those are there first.
        plan.steps.extend(put_cells({key: cells.pop(key) for key in list(cells) if key[:2] == (table.sheet, top)}))
        plan.steps.append(ResizeTable(table.sheet, table.excel_table or "", after))
        plan.made.append(Made("table_resized", table.sheet, table.excel_table or "", before, after))
    return found


def _table_widths(
    view: WorkbookView, wanted: Sequence[ColumnEdit], added: Mapping[int, int]
) -> dict[int, tuple[int, int, int, int, int]]:
    """Where our columns touch an Excel Table they join it: its first row and column, last row, last columns."""
    widths: dict[int, tuple[int, int, int, int, int]] = {}
    for place in place_columns(view, wanted, added):
        if place.joins is None:
            continue
        area = place.joins
        extra = 0 if place.grown_rows is None else place.grown_rows
        widths[place.table.id] = (
            area.first_row, area.first_column, area.last_row + extra, area.last_column, place.column,
        )  # fmt: skip
    return widths


def _add_column(
    place: ColumnPlace,
    view: WorkbookView,
    shift: _Shift,
    new_rows: int,
    plan: Plan,
    cells: dict[tuple[str, int, int], Value | Formula],
) -> None:
    table, edit, column = place.table, place.edit, place.column
    sheet = table.sheet
    header = shift.row(sheet, table.header_row)
    first, last = shift.row(sheet, table.first_row), shift.row(sheet, table.last_row) + new_rows
    plan.made.append(Made("column_added", sheet, _area(header, column, last, column)))
    plan.steps.append(SetLook(sheet, (header, column), (header, column), place.header_look))
    plan.steps.append(SetLook(sheet, (first, column), (last, column), place.body_look))
    plan.steps.append(SetWidth(sheet, column, edit.width))
    for rule in edit.rules:
        plan.steps.append(AddFlagRule(sheet, (first, column), (last, column), rule))
    cells[sheet, header, column] = edit.title
    plan.changes.append(Change(sheet, header, column, None, edit.title))
    for row, value in sorted(edit.values.items()):
        if value is not None:
            target = shift.row(sheet, row)
            cells[sheet, target, column] = value
            plan.changes.append(Change(sheet, target, column, None, value))


def _fill_rows(
    placement: Placement,
    view: WorkbookView,
    shift: _Shift,
    columns: Mapping[tuple[int, str], int],
    plan: Plan,
    cells: dict[tuple[str, int, int], Value | Formula],
) -> None:
    sheet = placement.table.sheet
    first = _first_new_row(placement, shift)
    for number, values in enumerate(placement.rows):
        for column, value in row_cells(view, placement, values, columns).items():
            cells[sheet, first + number, column] = value
            if value is not None:
                plan.changes.append(Change(sheet, first + number, column, None, _plain(value)))
    if placement.insert:

        def moved(row: int) -> int:
            return shift.row(sheet, row)

        for (row, column), (before, after) in grown_totals(view, placement, moved).items():
            target = shift.row(sheet, row)
            cells[sheet, target, column] = Formula(after)
            plan.changes.append(Change(sheet, target, column, before, after))


def _edit_cell(
    edit: CellEdit,
    view: WorkbookView,
    shift: _Shift,
    plan: Plan,
    cells: dict[tuple[str, int, int], Value | Formula],
) -> None:
    before = view.value(edit.sheet, edit.row, edit.column)
    if not isinstance(edit.value, Formula) and same_value(before, edit.value):
        return
    row = shift.row(edit.sheet, edit.row)
    cells[edit.sheet, row, edit.column] = edit.value
    plan.changes.append(Change(edit.sheet, row, edit.column, _as_value(before), _plain(edit.value)))


def _new_list(edit: ListEdit, plan: Plan) -> None:
    sheet = edit.sheet
    plan.steps.append(AddSheet(sheet))
    plan.made.append(Made("sheet_added", sheet, "A1"))
    cells: dict[tuple[str, int, int], Value | Formula] = {(sheet, 1, 1): edit.title}
    last = (3 + max(len(edit.rows), 1), len(edit.columns))
    for number, column in enumerate(edit.columns, start=1):
        cells[sheet, 3, number] = column.title
        for down, values in enumerate(edit.rows, start=4):
            if values.get(column.field) is not None:
                cells[sheet, down, number] = values[column.field]
        if column.number_format != "General":
            look = Look(number_format=column.number_format)
            plan.steps.append(SetLook(sheet, (4, number), (last[0], number), look))
        plan.steps.append(SetWidth(sheet, number, column.width))
    plan.steps.append(SetLook(sheet, (1, 1), (1, 1), Look(bold=True, size=14)))
    plan.steps.append(SetLook(sheet, (3, 1), (3, last[1]), HEADER))
    plan.steps.append(FreezeAt(sheet, "A1:A3"))
    plan.steps.extend(put_cells(cells))
    for (name, row, column_number), value in sorted(cells.items(), key=lambda each: each[0]):
        plan.changes.append(Change(name, row, column_number, None, _plain(value)))


def _report(edit: ReportEdit, view: WorkbookView, plan: Plan) -> None:
    steps, changes, added = report_steps(edit.report, view)
    plan.steps.extend(steps)
    name = next((known for known in edit.report.known_names if known in view.grids), edit.report.sheet)
    if added:
        plan.made.append(Made("sheet_added", name, "A1"))
    plan.changes.extend(Change(name, row, column, _as_value(before), after) for row, column, before, after in changes)


def _remove(edits: Sequence[Edit], plan: Plan) -> None:
    """Tables shrink before their rows go, so that nothing is left half in a table."""
    for edit in edits:
        if isinstance(edit, ResizeEdit):
            plan.steps.append(ResizeTable(edit.sheet, edit.excel_table, edit.after))


def _delete(edits: Sequence[Edit], plan: Plan) -> None:
    for edit in edits:
        if isinstance(edit, RemoveColumnEdit):
            plan.steps.append(
                ClearCells(edit.sheet, (edit.first_row, edit.column), (edit.last_row, edit.column))
            )
    removed = [edit for edit in edits if isinstance(edit, RemoveRowsEdit)]
    for edit in sorted(removed, key=lambda each: (each.sheet, -each.first_row)):
        if edit.delete:
            plan.steps.append(DeleteRows(edit.sheet, edit.first_row, edit.last_row))
        else:
            first, last = (edit.first_row, edit.first_column), (edit.last_row, edit.last_column)
            plan.steps.append(ClearCells(edit.sheet, first, last))
    plan.steps.extend(DeleteSheet(edit.sheet) for edit in edits if isinstance(edit, RemoveSheetEdit))


def _area(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    return f"{column_letter(first_column)}{first_row}:{column_letter(last_column)}{last_row}"


def _plain(value: Value | Formula) -> Value:
    return value.text if isinstance(value, Formula) else value


def _as_value(value: object) -> Value:
    if value is None or isinstance(value, (str, bool, int, float, dt.date)):
        return value
    return str(value)
