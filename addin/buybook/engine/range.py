"""Ranges: rectangles of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlwings as xw
from xlwings import expansion

from buybook.engine import navigation, pasting, structure
from buybook.engine.area import MAX_COLUMN, MAX_ROW, WHOLE_SHEET, Area, between, quote_sheet
from buybook.engine.characters import CellText, Characters
from buybook.engine.contents import (
    as_typed,
    check_content,
    read_values,
    used_part,
    write_formulas,
    write_values,
)
from buybook.engine.formulas import stored_formula, typed_formula
from buybook.engine.names import Name, Names, absolute_reference
from buybook.engine.notes import Note, add_note, note_on
from buybook.engine.refusal import refuse
from buybook.engine.rules import ConditionalFormats
from buybook.engine.sized import Sized
from buybook.engine.tables import Table
from buybook.engine.validations import DataValidation
from buybook.xlsx import arrays
from buybook.xlsx.cells import Scalar

if TYPE_CHECKING:
    from buybook.engine.sheet import Sheet

_HYPERLINK_COLOR = "0563C1"
_LARGEST_ANSWER = 20_000_000  # cells; a whole column is fine, a whole sheet is a mistake


class Range(Sized):
    """A rectangle of cells of one sheet. An empty one (from an empty slice) does nothing and gives None."""

    max_cells_per_read = None  # the file is in memory: no reason to read or write in portions
    max_cells_per_write = None

    def __init__(self, sheet: Sheet, area: Area, written_as: str = "") -> None:
        self.sheet: Sheet = sheet
        self.area = area
        self.arg1_input = written_as  # the name xlwings knows it by
        self.options: dict[str, Any] = {}

    @property
    def api(self) -> Range | None:
        """The range itself, for there is no native object; None when it is empty, as xlwings expects."""
        return self if self.area.size else None

    @property
    def coords(self) -> tuple[Sheet, int, int, int, int]:
        """Sheet, first row, first column, number of rows, number of columns."""
        return self.sheet, self.area.row, self.area.column, self.area.rows, self.area.columns

    def __len__(self) -> int:
        return self.area.size

    @property
    def row(self) -> int:
        """The first row."""
        return self.area.row

    @property
    def column(self) -> int:
        """The first column."""
        return self.area.column

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return self.area.rows, self.area.columns

    def _at(self, area: Area) -> Range:
        return Range(self.sheet, area)

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        """The cell of a row and column counted from the top left, or the n-th cell; also beyond the range."""
        if arg2 is None:
            row_offset, column_offset = divmod(arg1 - 1, max(self.area.columns, 1))
        else:
            row_offset, column_offset = arg1 - 1, arg2 - 1
        row, column = self.area.row + row_offset, self.area.column + column_offset
        if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
            raise IndexError(f"There is no cell in row {row}, column {column}.")
        return self._at(Area(row, column))

    @property
    def rows(self) -> Range:
        """The range: xlwings walks through its rows itself."""
        return self

    @property
    def columns(self) -> Range:
        """The range: xlwings walks through its columns itself."""
        return self

    @property
    def first_cell(self) -> Range:
        """The cell at the top left."""
        return self._at(Area(self.row, self.column))

    def reads(self, area: Area | None = None) -> None:
        """Note that these cells are about to be read, or others of the sheet."""
        self.sheet.book.reads(self.sheet.name, area or self.area)

    @property
    def raw_value(self) -> Scalar | list[list[Scalar]]:
        """One value, or rows of values: floats, datetimes, booleans, text; errors are CellError strings."""
        if self.area.size > _LARGEST_ANSWER:
            raise ValueError(f"{self.area.address()} has too many cells to read: use used_range.")
        if not self.area.size:
            return None
        self.reads()
        rows = read_values(self.sheet.source, self.area)
        return rows[0][0] if self.area.size == 1 else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if self.area.size:
            write_values(self.sheet.source, self.area, data)
            self.sheet.wrote(self.area)

    @property
    def formula(self) -> Any:
        """What stands in the formula bar: one text, or rows of texts; '' for a blank."""
        if not self.area.size:
            return None
        self.reads()
        rows = as_typed(self.sheet.source, self.area)
        return rows[0][0] if self.area.size == 1 else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, value: Any) -> None:
        if self.area.size:
            write_formulas(self.sheet.source, self.area, value)
            self.sheet.wrote(self.area)

    @property
    def formula2(self) -> Any:
        """As `formula`. To write a formula that spills is left to Excel."""
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        del value
        refuse("Writing a formula that may spill (Range.formula2)")

    @property
    def formula_array(self) -> str | None:
        """The array formula of the cells, None if they do not belong to exactly one."""
        self.reads(self.first_cell.area)
        source = self.sheet.source
        filled = arrays.array_area(source, self.row, self.column)
        if filled is None or between(*filled).intersection(self.area) != self.area:
            return None
        formula = source.formula(filled[0], filled[1])
        return None if formula is None else typed_formula(formula)

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        arrays.set_array_formula(self.sheet.source, self.area.corners, stored_formula(value))
        self.sheet.wrote(self.area)

    @property
    def has_array(self) -> bool:
        """Whether the first cell belongs to an array formula."""
        self.reads(self.first_cell.area)
        return self.sheet.source.is_array_part(self.row, self.column)

    def clear_contents(self) -> None:
        """Empty the cells and leave their looks."""
        used = used_part(self.sheet.source, self.area)
        if used is not None:
            self.sheet.source.clear_contents(*used.corners)
        self.sheet.wrote(self.area)

    def clear(self) -> None:
        """Empty the cells and take their looks and links away."""
        source = self.sheet.source
        for link in source.hyperlinks:
            row, column, last_row, last_column = link.area
            own = (row, column) == (last_row, last_column)
            if own and self.area.intersection(between(*link.area)) is not None:
                source.remove_hyperlink(row, column)
        extent = source.extent
        touched = None if extent is None else self.area.intersection(between(*extent))
        if touched is not None:
            self.sheet.source.clear(*touched.corners)
        self.sheet.wrote(self.area)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """The address, with book and sheet in front if `external`."""
        address = self.area.address(row_absolute=row_absolute, column_absolute=col_absolute)
        if not external:
            return address
        place = f"[{self.sheet.book.name}]{self.sheet.name}"
        needs_quotes = (
            "'" in quote_sheet(self.sheet.name) or not self.sheet.book.name.replace(".", "").isalnum()
        )
        quoted = "'" + place.replace("'", "''") + "'" if needs_quotes else place
        return f"{quoted}!{address}"

    @property
    def address(self) -> str:
        """The address with dollar signs."""
        return self.area.address()

    def end(self, direction: str) -> Range:
        """Where Ctrl and an arrow lead from the first cell."""
        self.reads(WHOLE_SHEET)
        way = navigation.direction_of(direction)
        return self._at(Area(*navigation.end_of_run(self.sheet.source, self.row, self.column, way)))

    def expand(self, mode: str = "table") -> Any:
        """xlwings' own rules of expansion, on this range."""
        self.reads(WHOLE_SHEET)
        return expansion.expanders.get(mode, mode).expand(xw.Range(impl=self)).impl

    @property
    def current_region(self) -> Range:
        """The cells around it that blank rows and columns enclose."""
        self.reads(WHOLE_SHEET)
        return self._at(navigation.current_region(self.sheet.source, self.area))

    @property
    def name(self) -> Name | None:
        """The name that stands for exactly these cells."""
        for _, name in Names(self.sheet.book).snapshot():
            found = name.area
            if found and found[1] == self.area and (found[0] or "").lower() == self.sheet.name.lower():
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        Names(self.sheet.book).add(value, "=" + absolute_reference(self.sheet.name, self.area))

    @property
    def table(self) -> Table | None:
        """The Excel Table in which the first cell lies."""
        for table in self.sheet.source.tables:
            if between(*table.area).holds(self.row, self.column):
                return Table(self.sheet, table)
        return None

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """The rules that touch the range."""
        return ConditionalFormats(self)

    @property
    def data_validation(self) -> DataValidation:
        """What may be entered."""
        return DataValidation(self)

    @property
    def note(self) -> Note | None:
        """The note on the first cell."""
        return note_on(self)

    def add_note(self, text: str) -> Note:
        """Put a note on the first cell."""
        return add_note(self, text)

    @property
    def characters(self) -> Characters:
        """The text of the cell, whose characters can have fonts of their own."""
        return Characters(CellText(self))

    @property
    def hyperlink(self) -> str:
        """The address of the first cell's link; `#Sheet!A1` for a place in the workbook."""
        self.reads(self.first_cell.area)
        link = self.sheet.source.hyperlink(self.row, self.column)
        if link is None:
            raise ValueError("The cell doesn't seem to contain a hyperlink!")
        return (link.url or "") + (f"#{link.location}" if link.location else "")

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Link the first cell; `#Sheet!A1` leads to a place in the workbook."""
        url, mark, location = address.partition("#")
        source = self.sheet.source
        check_content(text_to_display, source.workbook.date1904)
        source.set_hyperlink(
            self.row,
            self.column,
            url=url or None,
            location=location if mark else None,
            tooltip=screen_tip,
            display=text_to_display,
        )
        if text_to_display:
            source.set_value(self.row, self.column, text_to_display)
        self._at(Area(self.row, self.column)).restyle(font_color=_HYPERLINK_COLOR, underline=True)
        self.sheet.wrote(Area(self.row, self.column))

    @property
    def merge_cells(self) -> bool:
        """Whether the range holds merged cells, or a part of some."""
        merged = (between(*area) for area in self.sheet.source.merges)
        return any(self.area.intersection(area) is not None for area in merged)

    @property
    def merge_area(self) -> Range:
        """The cells with which the first cell is merged, else that cell."""
        merged = self.sheet.source.merge_area(self.row, self.column)
        return self._at(Area(self.row, self.column) if merged is None else between(*merged))

    def merge(self, across: bool = False) -> None:
        """Merge the cells into one (`across`: each row into one); only the first cell's content stays."""
        areas = [self.area]
        if across:
            areas = [
                Area(row, self.column, 1, self.area.columns)
                for row in range(self.row, self.area.last_row + 1)
            ]
        structure.merge(self.sheet.source, areas)
        self.sheet.wrote(self.area)

    def unmerge(self) -> None:
        """Take merged cells apart."""
        structure.unmerge(self.sheet.source, self.area)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Insert cells and move what is there down or to the right: see `structure.insert`."""
        above = copy_origin != "format_from_right_or_below"
        self.sheet.wrote(structure.insert(self.sheet.source, self.area, shift, above))

    def delete(self, shift: str | None = None) -> None:
        """Delete cells and move what follows up or to the left: see `structure.delete`."""
        self.sheet.wrote(structure.delete(self.sheet.source, self.area, shift))

    def copy(self, destination: Any = None) -> None:
        """Copy to the place given: content, formulas moved along, looks, validations, rules.

        Without a place the range is kept for `paste`, in this application: there is no clipboard.
        """
        if destination is None:
            self.sheet.book.app.clipboard = self
            return
        target: Range = destination.impl
        for area in structure.copy(self.sheet.source, self.area, target.sheet.source, target.area):
            target.sheet.wrote(area)

    def copy_from(
        self, source_range: Any, copy_type: str = "all", skip_blanks: bool = False, transpose: bool = False
    ) -> None:
        """Copy of another range what `pasting.paste` is told to."""
        pasting.paste(source_range.impl, self, copy_type, skip_blanks=skip_blanks, transpose=transpose)

    def paste(
        self,
        paste: str | None = None,
        operation: str | None = None,
        skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:
        """Paste what `copy` kept; see `pasting.paste` for what can be chosen of it."""
        kept = self.sheet.book.app.clipboard
        if kept is None:
            raise ValueError("There is nothing to paste: copy a range first.")
        if operation not in (None, "none"):
            refuse("Pasting with a calculation")
        pasting.paste(kept, self, paste or "all", skip_blanks=skip_blanks, transpose=transpose)

    def autofill(self, destination: Any, type_: str = "fill_default") -> None:
        """Repeat the cells over the destination: see `structure.fill`."""
        target: Range = destination.impl
        structure.fill(self.sheet.source, self.area, target.area, type_)
        target.sheet.wrote(target.area)

    def select(self) -> None:
        """There is no selection in a file."""
        refuse("Selecting cells")
