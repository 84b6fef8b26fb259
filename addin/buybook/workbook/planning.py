"""From what a command wants changed to the steps that change it: where rows and columns go, and what it costs.

Everything is worked out from what was read. A preview shows the same changes that a run would make.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from buybook.findings import Finding
from buybook.frozen import frozen
from buybook.workbook.appending import Placement, copied_formulas, grown_totals, place_rows, row_cells
from buybook.workbook.columns import ColumnPlace, place_columns
from buybook.workbook.edits import (
    CellEdit,
    ColumnEdit,
    Edit,
    Formula,
    ListEdit,
    Look,
    NoteEdit,
    RemoveColumnEdit,
    RemoveRowsEdit,
    RemoveSheetEdit,
    ReportEdit,
    ResizeEdit,
    RowsEdit,
    Value,
)
from buybook.workbook.grid import own_sheet_names
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
    PutCells,
    ResizeTable,
    SetLink,
    SetLook,
    SetNote,
    SetWidth,
    Step,
    put_cells,
    put_column,
)
from buybook.workbook.tables import RecognisedTable, column_letter, quoted_sheet
from buybook.workbook.view import WorkbookView

_Place: TypeAlias = tuple[str, int, int]  # sheet, row, column
HEADER = Look(bold=True, fill="#1f4e5f", colour="#ffffff", wrap=True)


@frozen
class Change:
    """A cell as it was and as it will be; formulas as text with their equals sign."""

    sheet: str
    row: int
    column: int
    before: Value
    after: Value
    copied: bool = False  # a formula that came with the row above
    formula: bool = False  # a formula on a sheet of ours, whose result is not known yet

    @property
    def cell(self) -> str:
        """The cell's address."""
        return f"{column_letter(self.column)}{self.row}"


@frozen
class NewColumn:
    """Cells of an empty column that get values: a change each, kept together because there are many."""

    sheet: str
    column: int
    values: Mapping[int, Value]  # by row, from top to bottom; None where a cell stays empty

    def __iter__(self) -> Iterator[Change]:
        """Give the changes, from top to bottom."""
        return (
            Change(self.sheet, row, self.column, None, value)
            for row, value in self.values.items()
            if value is not None
        )

    def __len__(self) -> int:
        """Give how many cells change."""
        return sum(value is not None for value in self.values.values())


@frozen
class Made:
    """Something that a run made beside cells' values; undo takes it away again."""

    what: str  # rows_inserted, rows_added, column_added, sheet_added, table_resized, note_set
    sheet: str
    place: str
    before: str | None = None
    after: str | None = None


@dataclass
class Plan:
    """The steps in their order, the changes that they make to cells, and what they make besides."""

    steps: list[Step] = field(default_factory=list)
    noted: list[Change | NewColumn] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # Where a row that was read stands once the plan's rows are inserted, by sheet and row.
    row_now: Callable[[str, int], int] = lambda _, row: row

    @property
    def changes(self) -> Iterator[Change]:
        """Give the changes one by one."""
        for each in self.noted:
            if isinstance(each, Change):
                yield each
            else:
                yield from each

    def changed_cells(self) -> Mapping[str, int]:
        """Give how many cells change on each sheet, in the order in which the sheets are first changed."""
        counted: Counter[str] = Counter()
        for each in self.noted:
            counted[each.sheet] += 1 if isinstance(each, Change) else len(each)
        return +counted

    @property
    def empty(self) -> bool:
        """Whether nothing is to be done."""
        return not self.steps


def make_plan(edits: Sequence[Edit], view: WorkbookView) -> Plan:
    """Work out the steps for these edits.

    The edits' rows are those that were read; rows that the plan inserts move what is beneath them.
    """
    return _Planner(edits, view).plan()


class _Shift:
    """Where a row that was read ends up once the plan's rows are inserted."""

    def __init__(self, placements: Iterable[Placement]) -> None:
        self._inserts: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for placement in placements:
            if placement.insert:
                self._inserts[placement.table.sheet].append((placement.first_row, placement.count))

    def row(self, sheet: str, row: int) -> int:
        return row + sum(count for at, count in self._inserts.get(sheet, ()) if at <= row)

    def rows(self, sheet: str, rows: Iterable[int]) -> list[int]:
        return [self.row(sheet, row) for row in rows] if sheet in self._inserts else list(rows)

    def inserts(self) -> list[tuple[str, int, int]]:
        """The insertions, the lowest on each sheet first, so that the others' rows still hold."""
        found = [(sheet, at, count) for sheet, places in self._inserts.items() for at, count in places]
        return sorted(found, key=lambda each: (each[0], -each[1]))


class _Planner:
    """Collects the steps of one run, in the order in which they are to be carried out."""

    def __init__(self, edits: Sequence[Edit], view: WorkbookView) -> None:
        self._edits = edits
        self._view = view
        self._plan = Plan()
        self._cells: dict[_Place, Value | Formula] = {}
        self._columns: list[PutCells] = []
        self._links: list[Step] = []
        self._placements = self._find_placements()
        self._shift = _Shift(self._placements)
        self._plan.row_now = self._shift.row
        self._added = {placement.table.id: placement.count for placement in self._placements}

    def plan(self) -> Plan:
        self._shrink_tables()
        self._make_room()
        columns = self._add_columns()
        for placement in self._placements:
            self._fill_rows(placement, columns)
        for edit in self._edits:
            if isinstance(edit, CellEdit):
                self._edit_cell(edit)
        self._plan.steps.extend(put_cells(self._cells, self._columns))
        self._plan.steps.extend(self._links)
        for edit in self._edits:
            if isinstance(edit, ListEdit):
                _new_list(edit, self._plan)
            elif isinstance(edit, ReportEdit):
                self._bring_up_to_date(edit)
            elif isinstance(edit, NoteEdit):
                self._set_note(edit)
        self._delete()
        return self._plan

    def _find_placements(self) -> list[Placement]:
        rows: dict[int, list[Mapping[str, Value]]] = defaultdict(list)
        for edit in self._edits:
            if isinstance(edit, RowsEdit):
                rows[edit.table].extend(edit.rows)
        placements = []
        for table, added in rows.items():
            placement = place_rows(self._view, self._view.table(table), tuple(added))
            if isinstance(placement, Finding):
                self._plan.findings.append(placement)
            else:
                placements.append(placement)
        return placements

    def _make_room(self) -> None:
        self._plan.steps.extend(InsertRows(sheet, at, count) for sheet, at, count in self._shift.inserts())
        for placement in self._placements:
            sheet = placement.table.sheet
            first = self._first_new_row(placement)
            last = first + placement.count - 1
            if placement.resize is not None:
                top = self._shift.row(sheet, placement.resize.first_row)
                left, right = placement.resize.first_column, placement.resize.last_column
                self._resize(
                    placement.table, _area(top, left, first - 1, right), _area(top, left, last, right)
                )
            template = self._shift.row(sheet, placement.template_row)
            bands = [
                (placement.first_column, placement.last_column),
                *((at, at) for at in placement.detached),
            ]
            self._plan.steps.extend(
                CopyBand(sheet, template, left, right, first, placement.count) for left, right in bands
            )
            what = "rows_inserted" if placement.insert else "rows_added"
            place = _area(first, placement.first_column, last, placement.last_column)
            self._plan.made.append(Made(what, sheet, place))

    def _first_new_row(self, placement: Placement) -> int:
        # The row above the new ones is data, which insertions above it may have moved.
        return self._shift.row(placement.table.sheet, placement.first_row - 1) + 1

    def _resize(self, table: RecognisedTable, before: str, after: str) -> None:
        self._plan.steps.append(ResizeTable(table.sheet, table.excel_table or "", after))
        self._plan.made.append(Made("table_resized", table.sheet, table.excel_table or "", before, after))

    def _add_columns(self) -> dict[tuple[int, str], int]:
        wanted = [edit for edit in self._edits if isinstance(edit, ColumnEdit)]
        places = place_columns(self._view, wanted, self._added)
        for place in places:
            self._add_column(place)
        joined = {place.table.id: place for place in places if place.joins is not None}  # the last of each
        for place in joined.values():
            self._widen_table(place)
        return {(place.table.id, place.edit.field): place.column for place in places}

    def _widen_table(self, place: ColumnPlace) -> None:
        """Where our columns touch an Excel Table they join it."""
        area, sheet = place.joins, place.table.sheet
        if area is None:
            return
        top = self._shift.row(sheet, area.first_row)
        bottom = self._shift.row(sheet, area.last_row) + place.grown_rows
        # The table takes its new columns' names from their header cells, so those are there first.
        headers = {key: self._cells.pop(key) for key in list(self._cells) if key[:2] == (sheet, top)}
        self._plan.steps.extend(put_cells(headers))
        self._resize(
            place.table,
            _area(top, area.first_column, bottom, area.last_column),
            _area(top, area.first_column, bottom, place.column),
        )

    def _add_column(self, place: ColumnPlace) -> None:
        table, edit, column = place.table, place.edit, place.column
        sheet, steps = table.sheet, self._plan.steps
        header = self._shift.row(sheet, table.header_row)
        first = self._shift.row(sheet, table.first_row)
        last = self._shift.row(sheet, table.last_row) + self._added.get(table.id, 0)
        self._plan.made.append(Made("column_added", sheet, _area(header, column, last, column)))
        steps.append(SetLook(sheet, (header, column), (header, column), place.header_look))
        steps.append(SetLook(sheet, (first, column), (last, column), place.body_look))
        steps.append(SetWidth(sheet, column, edit.width))
        steps.extend(AddFlagRule(sheet, (first, column), (last, column), rule) for rule in edit.rules)
        self._put(sheet, header, column, None, edit.title)
        rows = sorted(edit.values)
        values = dict(zip(self._shift.rows(sheet, rows), map(edit.values.__getitem__, rows), strict=True))
        self._columns.extend(put_column(sheet, column, values))
        self._plan.noted.append(NewColumn(sheet, column, values))

    def _fill_rows(self, placement: Placement, columns: Mapping[tuple[int, str], int]) -> None:
        sheet = placement.table.sheet
        first = self._first_new_row(placement)
        for row, values in enumerate(placement.rows, start=first):
            for column, value in row_cells(self._view, placement, values, columns).items():
                if value is None:
                    self._cells[sheet, row, column] = None  # what the copied row held
                else:
                    self._put(sheet, row, column, None, value)
            self._plan.noted.extend(
                Change(sheet, row, column, None, formula, copied=True)
                for column, formula in copied_formulas(
                    placement, self._shift.row(sheet, placement.template_row), row
                )
            )
        if not placement.insert:
            return
        totals = grown_totals(self._view, placement, lambda row: self._shift.row(sheet, row))
        for (row, column), (before, after) in totals.items():
            self._put(sheet, self._shift.row(sheet, row), column, before, Formula(after))

    def _edit_cell(self, edit: CellEdit) -> None:
        before = self._view.value(edit.sheet, edit.row, edit.column)
        if isinstance(edit.value, Formula) or not same_value(before, edit.value):
            row = self._shift.row(edit.sheet, edit.row)
            if edit.look is not None:
                self._plan.steps.append(
                    SetLook(edit.sheet, (row, edit.column), (row, edit.column), edit.look)
                )
            self._put(edit.sheet, row, edit.column, _as_value(before), edit.value)
            if edit.sheet.casefold() in own_sheet_names():
                self._mend_link(edit)

    def _mend_link(self, edit: CellEdit) -> None:
        """On a sheet of ours a cell that names a place leads there, and an empty one leads nowhere."""
        place = (edit.row, edit.column)
        if edit.value is None:
            self._plan.steps.append(ClearCells(edit.sheet, place, place, rules=False))
        elif isinstance(edit.value, str):
            sheet, _, cell = edit.value.rpartition("!")
            if sheet in self._view.grids:
                link = f"{quoted_sheet(sheet)}!{cell}"
                self._links.append(SetLink(edit.sheet, edit.row, edit.column, link, edit.value))

    def _put(self, sheet: str, row: int, column: int, before: Value, after: Value | Formula) -> None:
        self._cells[sheet, row, column] = after
        self._plan.noted.append(Change(sheet, row, column, before, _plain(after)))

    def _bring_up_to_date(self, edit: ReportEdit) -> None:
        steps, changes, added = report_steps(edit.report, self._view)
        self._plan.steps.extend(steps)
        known = edit.report.known_names
        name = next((each for each in known if each in self._view.grids), edit.report.sheet)
        if added:
            self._plan.made.append(Made("sheet_added", name, "A1"))
        self._plan.noted.extend(
            Change(name, row, column, _as_value(before), _plain(after), formula=isinstance(after, Formula))
            for row, column, before, after in changes
        )

    def _set_note(self, edit: NoteEdit) -> None:
        if edit.before == edit.after:
            return
        row = self._shift.row(edit.sheet, edit.row)
        self._plan.steps.append(SetNote(edit.sheet, row, edit.column, edit.before, edit.after))
        place = f"{column_letter(edit.column)}{row}"
        self._plan.made.append(Made("note_set", edit.sheet, place, edit.before, edit.after))

    def _shrink_tables(self) -> None:
        """Tables shrink before their rows go, so that nothing is left half in a table."""
        for edit in self._edits:
            if isinstance(edit, ResizeEdit):
                self._plan.steps.append(ResizeTable(edit.sheet, edit.excel_table, edit.after))

    def _delete(self) -> None:
        steps = self._plan.steps
        for edit in self._edits:
            if isinstance(edit, RemoveColumnEdit):
                first, last = (edit.first_row, edit.column), (edit.last_row, edit.column)
                steps.append(ClearCells(edit.sheet, first, last))
                self._gone(edit.sheet, first, last)
        removed = [edit for edit in self._edits if isinstance(edit, RemoveRowsEdit)]
        for edit in sorted(removed, key=lambda each: (each.sheet, -each.first_row)):
            first, last = (edit.first_row, edit.first_column), (edit.last_row, edit.last_column)
            if edit.delete:
                steps.append(DeleteRows(edit.sheet, edit.first_row, edit.last_row))
            else:
                steps.append(ClearCells(edit.sheet, first, last))
            self._gone(edit.sheet, first, last)
        for edit in self._edits:
            if isinstance(edit, RemoveSheetEdit):
                steps.append(DeleteSheet(edit.sheet))
                grid = self._view.grids[edit.sheet]
                self._gone(edit.sheet, (grid.first_row, grid.first_column), (grid.last_row, grid.last_column))

    def _gone(self, sheet: str, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Tell of each cell that loses what it held."""
        for row in range(first[0], last[0] + 1):
            for column in range(first[1], last[1] + 1):
                before = self._view.value(sheet, row, column)
                if before not in (None, ""):
                    self._plan.noted.append(Change(sheet, row, column, _as_value(before), None))


def _new_list(edit: ListEdit, plan: Plan) -> None:
    sheet = edit.sheet
    plan.steps.append(AddSheet(sheet))
    plan.made.append(Made("sheet_added", sheet, "A1"))
    cells: dict[_Place, Value | Formula] = {(sheet, 1, 1): edit.title}
    last = (3 + max(len(edit.rows), 1), len(edit.columns))
    for number, column in enumerate(edit.columns, start=1):
        cells[sheet, 3, number] = column.title
        for down, values in enumerate(edit.rows, start=4):
            if values.get(column.field) is not None:
                cells[sheet, down, number] = values[column.field]
        if column.number_format != "General" or column.align is not None:
            look = Look(number_format=column.number_format, align=column.align)
            plan.steps.append(SetLook(sheet, (4, number), (last[0], number), look))
        plan.steps.append(SetWidth(sheet, number, max(column.width, len(column.title) + 3)))
    plan.steps.append(SetLook(sheet, (1, 1), (1, 1), Look(bold=True, size=14)))
    plan.steps.append(SetLook(sheet, (3, 1), (3, last[1]), HEADER))
    plan.steps.extend(
        SetLook(sheet, (3, number), (3, number), Look(align=column.align))
        for number, column in enumerate(edit.columns, start=1)
        if column.align is not None
    )
    plan.steps.append(FreezeAt(sheet, "A1:A3"))
    plan.steps.extend(put_cells(cells))
    for (name, row, number), value in sorted(cells.items(), key=lambda each: each[0]):
        plan.noted.append(Change(name, row, number, None, _plain(value)))


def _area(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    return f"{column_letter(first_column)}{first_row}:{column_letter(last_column)}{last_row}"


def _plain(value: Value | Formula) -> Value:
    return value.text if isinstance(value, Formula) else value


def _as_value(value: object) -> Value:
    if value is None or isinstance(value, (str, bool, int, float, dt.date)):
        return value
    return str(value)
