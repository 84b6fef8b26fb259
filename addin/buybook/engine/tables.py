"""Excel Tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from buybook.engine.area import Area, between
from buybook.engine.navigation import filled
from buybook.engine.refusal import FileObject, refuse
from buybook.engine.tableparts import TableColumns, TableRows
from buybook.xlsx.tablelook import TableLook
from buybook.xlsx.tables import TablePart

if TYPE_CHECKING:
    from buybook.engine.range import Range
    from buybook.engine.sheet import Sheet


class Tables(FileObject, base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> list[TablePart]:
        """The package layer's tables."""
        return self._sheet.source.tables

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self._sheet

    def __call__(self, key: int | str) -> Table:
        """The table of that name or place (from 1); KeyError if there is none."""
        if isinstance(key, int):
            return Table(self._sheet, self.api[key - 1])
        for table in self.api:
            if table.name.lower() == key.lower():
                return Table(self._sheet, table)
        raise KeyError(f"There is no table {key!r} on the sheet {self._sheet.name}.")

    def __len__(self) -> int:
        return len(self.api)

    def __iter__(self) -> Iterator[Table]:
        return (Table(self._sheet, table) for table in self.api)

    def __contains__(self, key: str) -> bool:
        return any(table.name.lower() == key.lower() for table in self.api)

    def add(
        self,
        source_type: object = None,
        source: Any = None,
        link_source: object = None,
        has_headers: bool | None = True,
        destination: object = None,
        table_style_name: str | None = "TableStyleMedium2",
        name: str | None = None,
    ) -> Table:
        """Make a table of a range whose first row holds the titles."""
        del source_type, link_source, destination  # about data from outside
        if not has_headers:
            refuse("Adding a table without titles")
        area: Area = source.impl.area
        if area.rows == 1:
            area = Area(area.row, area.column, 2, area.columns)  # a table has at least one row of data
        added = self._sheet.source.add_table(
            name or self._free_name(), area.corners, style=table_style_name or "TableStyleMedium2"
        )
        self._sheet.wrote(Area(area.row, area.column, 1, area.columns))
        return Table(self._sheet, added)

    def _free_name(self) -> str:
        taken = {table.name.lower() for table in self._sheet.book.source.tables}
        number = 1
        while f"table{number}" in taken:
            number += 1
        return f"Table{number}"


class Table(FileObject, base_classes.Table):
    """An Excel Table."""

    def __init__(self, sheet: Sheet, table: TablePart) -> None:
        self._sheet = sheet
        self._name_in_package = table.part

    @property
    def _part(self) -> TablePart:
        """The table as the sheet lists it now: the list is made anew when tables come and go."""
        for table in self._sheet.source.tables:
            if table.part == self._name_in_package:
                return table
        raise KeyError("The table is no longer there.")

    @property
    def api(self) -> TablePart:
        """The package layer's table."""
        return self._part

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self._sheet

    @property
    def name(self) -> str:
        """The name that formulas use."""
        return self._part.name

    @name.setter
    def name(self, value: str) -> None:
        self._part.rename(value)

    @property
    def display_name(self) -> str:
        """The name that Excel shows."""
        return self._part.display_name

    @display_name.setter
    def display_name(self, value: str) -> None:
        self.name = value

    def moved(self) -> None:
        """Note that the table covers other cells than before."""
        self.parent.book.moved(f"the table {self.name}")

    def placed(self) -> TablePart:
        """The package layer's table, about to be asked where it is."""
        self.parent.book.reads_place(f"the table {self.name}")
        return self._part

    def _cells(self, area: tuple[int, int, int, int] | None) -> Range | None:
        return None if area is None else self.parent.cells_at(between(*area))

    @property
    def range(self) -> Range:
        """The whole table."""
        return self.parent.cells_at(between(*self.placed().area))

    @property
    def header_row_range(self) -> Range | None:
        """The titles; None if they are not shown."""
        return self._cells(self.placed().header_area)

    @property
    def data_body_range(self) -> Range | None:
        """The rows between titles and totals."""
        return self._cells(self.placed().body_area)

    @property
    def totals_row_range(self) -> Range | None:
        """The row of totals; None if it is not shown."""
        return self._cells(self.placed().totals_area)

    @property
    def insert_row_range(self) -> Range | None:
        """The one blank row of a table that has no data yet, else None."""
        body = self.placed().body_area
        if body is None or body[0] != body[2]:
            return None
        area = between(*body)
        self.parent.book.reads(self.parent.name, area)
        return None if any(filled(self.parent.source, area)[0]) else self.parent.cells_at(area)

    @property
    def show_headers(self) -> bool:
        """Whether the titles are shown."""
        return self._part.header_row

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        if bool(value) == self._part.header_row:
            return
        top, left, _, right = self._part.area
        row = top - 1 if value else top
        self._look.set_header_row(bool(value))
        self.moved()
        self.parent.wrote(between(row, left, row, right))

    @property
    def show_totals(self) -> bool:
        """Whether the row of totals is shown."""
        return self._part.totals_row

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        if bool(value) == self._part.totals_row:
            return
        first, last = self._part.area[0], self._part.area[2]
        self._part.set_totals_row(bool(value))
        self.moved()
        self.parent.book.wrote(
            self.parent.name, between(first, self._part.area[1], last + 1, self._part.area[3])
        )

    @property
    def table_style(self) -> str | None:
        """The name of its style."""
        return self._part.style

    @table_style.setter
    def table_style(self, value: str) -> None:
        self._look.set_style(value or None)

    @property
    def _look(self) -> TableLook:
        return TableLook(self._part)

    @property
    def show_autofilter(self) -> bool:
        """Whether the titles have filter buttons."""
        return self._look.filter_buttons

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self._look.set_filter_buttons(bool(value))

    @property
    def show_table_style_first_column(self) -> bool:
        """Whether the style sets the first column apart."""
        return self._look.shows("showFirstColumn")

    @show_table_style_first_column.setter
    def show_table_style_first_column(self, value: bool) -> None:
        self._look.show("showFirstColumn", bool(value))

    @property
    def show_table_style_last_column(self) -> bool:
        """Whether the style sets the last column apart."""
        return self._look.shows("showLastColumn")

    @show_table_style_last_column.setter
    def show_table_style_last_column(self, value: bool) -> None:
        self._look.show("showLastColumn", bool(value))

    @property
    def show_table_style_row_stripes(self) -> bool:
        """Whether every other row is shaded."""
        return self._look.shows("showRowStripes")

    @show_table_style_row_stripes.setter
    def show_table_style_row_stripes(self, value: bool) -> None:
        self._look.show("showRowStripes", bool(value))

    @property
    def show_table_style_column_stripes(self) -> bool:
        """Whether every other column is shaded."""
        return self._look.shows("showColumnStripes")

    @show_table_style_column_stripes.setter
    def show_table_style_column_stripes(self, value: bool) -> None:
        self._look.show("showColumnStripes", bool(value))

    @property
    def columns(self) -> TableColumns:
        """Its columns."""
        return TableColumns(self)

    @property
    def rows(self) -> TableRows:
        """Its rows of data."""
        return TableRows(self)

    def resize(self, range: Any) -> None:
        """Let the table cover another range with the same first row; new titles get names of their own.

        New rows get the formulas of calculated columns and the looks of the last row, where they have none.
        """
        area: Area = range.impl.area
        if area.row != self._part.area[0]:
            raise ValueError(
                f"The table {self.name} begins in row {self._part.area[0]}: it can only grow or shrink."
            )
        last = self._part.area[2]
        self._part.resize(area.corners)
        self.moved()
        self.parent.wrote(Area(area.row, area.column, 1, area.columns))  # titles of new columns
        if area.last_row > last:
            self.parent.wrote(between(last + 1, area.column, area.last_row, area.last_column))
