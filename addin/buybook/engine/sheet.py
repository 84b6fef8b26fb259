"""Worksheets."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

import buybook.xlsx.sheet as xlsx
from buybook.engine.area import WHOLE_SHEET, AddressError, Area, between, parse_address, split_sheet
from buybook.engine.charts import Charts
from buybook.engine.contents import content_area, content_changed, used_part
from buybook.engine.floating import Pictures, Shapes
from buybook.engine.names import Names, absolute_reference, referred_area
from buybook.engine.notes import Note
from buybook.engine.range import Range
from buybook.engine.refusal import FileObject, refuse
from buybook.engine.sizes import fit_columns, fit_rows
from buybook.engine.tables import Tables
from buybook.xlsx import notes

if TYPE_CHECKING:
    from buybook.engine.book import Book


class Sheets(FileObject, base_classes.Sheets):
    """The worksheets of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def api(self) -> Sheets:
        """The collection itself: there is no native object behind it."""
        return self

    @property
    def active(self) -> Sheet:
        """The sheet that was added or activated last, else the one that Excel shows when it opens the file."""
        return Sheet(self._book, self._book.front)

    def __call__(self, name_or_index: str | int) -> Sheet:
        """The sheet of that name or place (from 1); KeyError if there is none."""
        sheets = self._book.source.sheets
        if isinstance(name_or_index, int):
            return Sheet(self._book, sheets[name_or_index - 1])
        for sheet in sheets:
            if sheet.name.lower() == name_or_index.lower():
                return Sheet(self._book, sheet)
        raise KeyError(f"There is no sheet {name_or_index!r} in {self._book.name}.")

    def __len__(self) -> int:
        return len(self._book.source.sheets)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self._book, sheet) for sheet in self._book.source.sheets)

    def __contains__(self, name: str) -> bool:
        return any(sheet.name.lower() == name.lower() for sheet in self._book.source.sheets)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """A new empty sheet, before or after another, else before the active one; see `Book.front`."""
        source = self._book.source
        target = None if after is None else after.source
        first = False
        if target is None:
            index = source.sheets.index((before or self.active).source)
            first = index == 0
            target = None if first else source.sheets[index - 1]
        added = source.add_sheet(name or self._free_name(), after=target, first=first)
        self._book.bring_to_front(added)
        return Sheet(self._book, added)

    def _free_name(self) -> str:
        return next(n for n in (f"Sheet{i}" for i in itertools.count(1)) if n not in self)


class Sheet(FileObject, base_classes.Sheet):
    """A worksheet; `source` is the package layer's sheet."""

    def __init__(self, book: Book, source: xlsx.Sheet) -> None:
        self._book = book
        self.source = source

    @property
    def api(self) -> xlsx.Sheet:
        """The package layer's sheet."""
        return self.source

    @property
    def book(self) -> Book:
        """The workbook."""
        return self._book

    @property
    def name(self) -> str:
        """The name on the tab."""
        return self.source.name

    @name.setter
    def name(self, value: str) -> None:
        self.book.renamed(self.source.name, value)
        self.source.name = value

    @property
    def names(self) -> Names:
        """The names that belong to this sheet."""
        return Names(self.book, self)

    @property
    def index(self) -> int:
        """Its place among the worksheets, from 1."""
        return self.book.source.sheets.index(self.source) + 1

    @property
    def visible(self) -> bool:
        """Whether the tab is shown."""
        return self.source.visible

    @visible.setter
    def visible(self, value: bool) -> None:
        self.source.visible = bool(value)

    @property
    def show_gridlines(self) -> bool:
        """Whether the lines between the cells show."""
        return self.source.gridlines

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self.source.gridlines = bool(value)

    @property
    def freeze_panes(self) -> FreezePanes:
        """The rows and columns that do not scroll."""
        return FreezePanes(self)

    @property
    def page_setup(self) -> PageSetup:
        """The print area."""
        return PageSetup(self)

    @property
    def tables(self) -> Tables:
        """The Excel Tables."""
        return Tables(self)

    @property
    def shapes(self) -> Shapes:
        """All that floats over the cells: pictures, charts, text boxes and other shapes."""
        return Shapes(self)

    @property
    def pictures(self) -> Pictures:
        """The pictures."""
        return Pictures(self)

    @property
    def charts(self) -> Charts:
        """The charts."""
        return Charts(self)

    @property
    def notes(self) -> list[Note]:
        """The notes (which Excel 2016 and earlier call comments)."""
        return [Note(self.cells_at(Area(note.row, note.column))) for note in notes.read(self.source)]

    def wrote(self, area: Area) -> None:
        """Note that cells were written or moved."""
        content_changed(self.source)
        self.book.wrote(self.name, area)

    def cells_at(self, area: Area) -> Range:
        """The cells of an area."""
        return Range(self, area)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """The cells of an address, a name, a table, or from one corner to another."""
        if isinstance(arg1, tuple) and len(arg1) == 4:
            return Range(self, Area(*arg1))
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        first = self._area(arg1)
        area = first if arg2 is None else first.union(self._area(arg2))
        return Range(self, area, arg1 if isinstance(arg1, str) else "")

    def _area(self, place: Any) -> Area:
        if isinstance(place, Range):
            return place.area
        if isinstance(place, str):
            return self._named_area(place)
        try:
            row, column = map(operator.index, place)
        except (TypeError, ValueError):
            raise AddressError(
                f"{place!r} is no place of cells: give an address such as 'A1', or (row, column)."
            ) from None
        if row < 1 or column < 1:
            raise IndexError(f"Rows and columns are counted from 1: there is no cell {place}.")
        if not WHOLE_SHEET.holds(row, column):
            raise IndexError(f"A sheet has 1048576 rows and 16384 columns: there is no cell {place}.")
        return Area(row, column)

    def _named_area(self, text: str) -> Area:
        sheet, address = split_sheet(text)
        area = parse_address(address)
        if area is None:
            sheet, area = self._area_of_name(text)
        if sheet is not None and sheet.lower() != self.name.lower():
            raise AddressError(f"{text} is on the sheet {sheet!r}, not on {self.name!r}.")
        return area

    def _area_of_name(self, text: str) -> tuple[str | None, Area]:
        for names in (self.names, Names(self.book)):
            if names.contains(text) and (names(text).belongs_to(self.name) or names(text).belongs_to(None)):
                found = names(text).area
                if found is not None:
                    return found
        for table in self.source.tables:
            if table.name.lower() == text.lower() and (body := table.body_area) is not None:
                return self.name, between(*body)
        if "," in text:
            refuse("A range of several areas")
        raise AddressError(f"{text!r} is no address, no name and no table on the sheet {self.name}.")

    @property
    def cells(self) -> Range:
        """All cells there are."""
        return Range(self, WHOLE_SHEET)

    @property
    def used_range(self) -> Range:
        """From the first to the last cell with a value or a formula, as in xlwings Lite; A1 if none has.

        Excel itself also counts cells that are only formatted.
        """
        self.book.reads(self.name, WHOLE_SHEET)
        return Range(self, content_area(self.source) or Area(1, 1))

    def activate(self) -> None:
        """Make this the sheet that Excel shows when it opens the file."""
        self.book.source.activate(self.source)
        self.book.bring_to_front(self.source)

    def select(self) -> None:
        """As activate."""
        self.activate()

    def clear_contents(self) -> None:
        """Empty all cells and leave their looks."""
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        """Take all looks away and leave the content."""
        extent = self.source.extent
        if extent is not None:
            self.cells_at(between(*extent)).clear_formats()

    def clear(self) -> None:
        """Empty all cells and take their looks away."""
        self.cells.clear()

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns ('c'), rows ('r') or both to their text, by an estimate."""
        area = used_part(self.source, WHOLE_SHEET)
        if area is None:
            return
        if axis in (None, "columns", "c"):
            fit_columns(self.source, area)
        if axis in (None, "rows", "r"):
            fit_rows(self.source, area)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copy the sheet within its book, before or after another; the copy is the active sheet then."""
        target = before or after
        if target is None or target.book.source is not self.book.source:
            refuse("Copying a sheet to another workbook")
        sheets = self.book.source.sheets
        place = sheets.index(target.source) + (before is None)
        copied = self.book.source.copy_sheet(
            self.source, after=sheets[place - 1] if place else None, first=place == 0
        )
        self.book.bring_to_front(copied)

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Move the sheet within its book, before or after another."""
        target = before or after
        assert target is not None
        parts = [entry.part for entry in self.book.source.entries if entry.part != self.source.part]
        self.book.source.move_sheet(self.source, parts.index(target.source.part) + (before is None))

    def delete(self) -> None:
        """Remove the sheet."""
        self.book.source.delete_sheet(self.source)


class FreezePanes(FileObject, base_classes.FreezePanes):
    """The rows and columns that do not scroll."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze these cells and all above and left of them: '1:2' freezes two rows, 'A:A' a column."""
        area = parse_address(frozen_range)
        if area is None:
            raise AddressError(f"{frozen_range!r} is no address.")
        rows = 0 if area.has_all_rows else area.last_row
        columns = 0 if area.has_all_columns else area.last_column
        self._sheet.source.freeze(rows, columns)

    def unfreeze(self) -> None:
        """Let everything scroll."""
        self._sheet.source.freeze(0, 0)


class PageSetup(FileObject, base_classes.PageSetup):
    """How a sheet is printed."""

    _NAME = "_xlnm.Print_Area"

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> xlsx.Sheet:
        """The package layer's sheet."""
        return self._sheet.source

    @property
    def print_area(self) -> str | None:
        """The address that is printed; None for everything."""
        record = self._sheet.book.source.name(self._NAME, self._sheet.name)
        found = None if record is None else referred_area(record.refers_to)
        return None if found is None else found[1].address()

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        source = self._sheet.book.source
        if value is None:
            if self.print_area is not None:
                source.delete_name(self._NAME, self._sheet.name)
            return
        area = self._sheet.range(value).area
        source.set_name(self._NAME, absolute_reference(self._sheet.name, area), self._sheet.name)
