"""One worksheet of a workbook."""

from __future__ import annotations

from typing import Literal

from buybook.xlsx import stretch
from buybook.xlsx.addresses import MAX_COLUMN, MAX_ROW, Shift
from buybook.xlsx.cells import Area, area_name, check_cell, overlap
from buybook.xlsx.edits import Edit, formula_edit
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.references import move_formula
from buybook.xlsx.sheetlayout import SheetLayout
from buybook.xlsx.sheetrules import SheetRules


class Sheet(SheetRules, SheetLayout):
    """A worksheet: its cells, what lies over them, how it looks, and where it stands in its workbook."""

    def _as_sheet(self) -> Sheet:
        return self

    def __repr__(self) -> str:
        return f"<Sheet {self.name!r}>"

    # -- in its workbook

    @property
    def name(self) -> str:
        """The name on the tab. Setting it renames the sheet in all formulas too."""
        return self.workbook.sheet_entry(self.part).name

    @name.setter
    def name(self, name: str) -> None:
        self.workbook.rename_sheet(self, name)

    @property
    def state(self) -> str:
        """`visible`, `hidden`, or `veryHidden` (which only a macro can show)."""
        return self.workbook.sheet_entry(self.part).state

    @state.setter
    def state(self, state: str) -> None:
        self.workbook.set_sheet_state(self, state)

    @property
    def visible(self) -> bool:
        """Whether the tab is shown."""
        return self.state == "visible"

    @visible.setter
    def visible(self, visible: bool) -> None:
        if visible != self.visible:
            self.state = "visible" if visible else "hidden"

    @property
    def index(self) -> int:
        """The place among the workbook's worksheets, counted from 0."""
        return self.workbook.sheets.index(self)

    # -- structure

    def copy_range(self, source: Area, row: int, column: int) -> None:
        """Copy an area to where its first cell is given: values, formulas (moved as Excel does), formats.

        Merges come along, and conditional formats and validations that cover the source cover the copy too.
        Formulas of the copy have no value until Excel computes them.
        """
        rows, columns = row - source[0], column - source[1]
        target = (row, column, source[2] + rows, source[3] + columns)
        check_cell(target[2], target[3])
        self._refuse_arrays(source, target)
        if any(overlap(pivot, target) for pivot in self.pivot_areas):
            raise WorkbookError("unsupported", f"{area_name(target)} reaches into a pivot table.")
        styles = self.cell_styles(*source)
        contents = [
            [self.data.content(r, c) for c in range(source[1], source[3] + 1)]
            for r in range(source[0], source[2] + 1)
        ]
        before = self.cell_styles(*target)
        formulas_changed = changed = False
        for r, line in enumerate(contents):
            for c, content in enumerate(line):
                edit = self._copied(content, rows, columns)
                now = self.data.content(row + r, column + c)
                if styles[r][c] != before[r][c]:
                    edit.style = styles[r][c]
                elif (now.content, now.formula) == (edit.content, edit.formula):
                    continue
                formulas_changed |= edit.formula is not None or now.formula is not None
                changed = True
                self.data.put(row + r, column + c, edit)
        if changed:
            self.note_edit(target)
            self.workbook.content_changed(self.part, [target], formulas=formulas_changed)
        self._copy_merges(source, rows, columns)
        if stretch.has_rules(self.frame):
            self.frame = stretch.follow_copy(self.frame, source, rows, columns)

    def _copied(self, content: Edit, rows: int, columns: int) -> Edit:
        if content.formula is None:
            return Edit(None, content.content, content.kind, content.value)
        moved = move_formula(content.formula, rows, columns)
        return formula_edit(moved, None, self.prefix, self.workbook.date1904)

    def _refuse_arrays(self, *areas: Area) -> None:
        for array in self.data.formula_areas.arrays:
            for area in areas:
                if overlap(array, area):
                    raise WorkbookError(
                        "unsupported",
                        f"{area_name(array)} holds a formula for several cells and cannot be copied over.",
                    )

    def _copy_merges(self, source: Area, rows: int, columns: int) -> None:
        inside = [
            area
            for area in self.merges
            if source[0] <= area[0] and area[2] <= source[2] and source[1] <= area[1] and area[3] <= source[3]
        ]
        self.add_merge(
            *((area[0] + rows, area[1] + columns, area[2] + rows, area[3] + columns) for area in inside)
        )

    def insert_rows(self, at: int, count: int = 1) -> None:
        """Insert empty rows before a row; everything that refers to cells follows, in the whole workbook."""
        self.workbook.shift(Shift(self.name, "rows", at, count))

    def delete_rows(self, at: int, count: int = 1) -> None:
        """Delete rows; what referred to them is cut short or becomes #REF!."""
        self.workbook.shift(Shift(self.name, "rows", at, -count))

    def insert_columns(self, at: int, count: int = 1) -> None:
        """Insert empty columns before a column."""
        self.workbook.shift(Shift(self.name, "columns", at, count))

    def insert_cells(self, area: Area, direction: Literal["down", "right"]) -> None:
        """Insert empty cells; what stands in their columns (or rows) moves down (or right).

        References follow as in Excel: one that also reaches beside the cells that move stays. Refused where a
        table, merged cells, an array or a rule would be torn. What floats above the cells stays.
        """
        self.workbook.shift(self._shift(area, direction == "down", 1))

    def delete_cells(self, area: Area, direction: Literal["up", "left"]) -> None:
        """Delete cells; what stands below (or at the right) moves up (or left). See `insert_cells`."""
        self.workbook.shift(self._shift(area, direction == "up", -1))

    def _shift(self, area: Area, vertical: bool, sign: int) -> Shift:
        check_cell(area[2], area[3])
        rows, columns = area[2] - area[0] + 1, area[3] - area[1] + 1
        if vertical:
            across = None if columns == MAX_COLUMN else (area[1], area[3])
            return Shift(self.name, "rows", area[0], sign * rows, across)
        across = None if rows == MAX_ROW else (area[0], area[2])
        return Shift(self.name, "columns", area[1], sign * columns, across)

    def delete_columns(self, at: int, count: int = 1) -> None:
        """Delete columns."""
        self.workbook.shift(Shift(self.name, "columns", at, -count))
