"""Excel Tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from buybook.engine.area import Area, between
from buybook.engine.navigation import filled
from buybook.engine.refusal import FileObject, refuse
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
        del value
        refuse("Renaming a table")

    @property
    def display_name(self) -> str:
        """The name that Excel shows."""
        return self._part.display_name

    @display_name.setter
    def display_name(self, value: str) -> None:
        del value
        refuse("Renaming a table")

    def _cells(self, area: tuple[int, int, int, int] | None) -> Range | None:
        return None if area is None else self.parent.cells_at(between(*area))

    @property
    def range(self) -> Range:
        """The whole table."""
        return self.parent.cells_at(between(*self._part.area))

    @property
    def header_row_range(self) -> Range | None:
        """The titles; None if they are not shown."""
        return self._cells(self._part.header_area)

    @property
    def data_body_range(self) -> Range | None:
        """The rows between titles and totals."""
        return self._cells(self._part.body_area)

    @property
    def totals_row_range(self) -> Range | None:
        """The row of totals; None if it is not shown."""
        return self._cells(self._part.totals_area)

    @property
    def insert_row_range(self) -> Range | None:
        """The one blank row of a table that has no data yet, else None."""
        body = self._part.body_area
        if body is None or body[0] != body[2]:
            return None
        area = between(*body)
        return None if any(filled(self.parent.source, area)[0]) else self.parent.cells_at(area)

    @property
    def show_headers(self) -> bool:
        """Whether the titles are shown."""
        return self._part.header_row

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        if bool(value) != self._part.header_row:
            refuse("Showing or hiding a table's titles")

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
        self.parent.book.wrote(
            self.parent.name, between(first, self._part.area[1], last + 1, self._part.area[3])
        )

    @property
    def table_style(self) -> str | None:
        """The name of its style."""
        return self._part.style

    @table_style.setter
    def table_style(self, value: str) -> None:
        if value != self._part.style:
            refuse("Changing a table's style")

    @property
    def columns(self) -> TableColumns:
        """Its columns."""
        return TableColumns(self)

    @property
    def rows(self) -> TableRows:
        """Its rows of data."""
        return TableRows(self)

    def resize(self, range: Any) -> None:
        """Let the table cover another range with the same first row; new titles get names of their own."""
        area: Area = range.impl.area
        if area.row != self._part.area[0]:
            raise ValueError(
                f"The table {self.name} begins in row {self._part.area[0]}: it can only grow or shrink."
            )
        self._part.resize(area.corners)
        self.parent.wrote(Area(area.row, area.column, 1, area.columns))  # titles of new columns


class TableColumns(FileObject, base_classes.TableColumns):
    """The columns of a table."""

    def __init__(self, table: Table) -> None:
        self.parent = table  # xlwings declares no such member here

    @property
    def api(self) -> list[str]:
        """Their names."""
        return self.parent.api.columns

    def __call__(self, key: int | str) -> TableColumn:
        """The column of that name or place (from 1); KeyError if there is none."""
        names = self.api
        if isinstance(key, int) and 1 <= key <= len(names):
            return TableColumn(self.parent, key)
        for index, name in enumerate(names, start=1):
            if isinstance(key, str) and name.lower() == key.lower():
                return TableColumn(self.parent, index)
        raise KeyError(f"The table {self.parent.name} has no column {key!r}.")

    def __len__(self) -> int:
        return len(self.api)

    def __iter__(self) -> Iterator[TableColumn]:
        return (TableColumn(self.parent, index) for index in range(1, len(self) + 1))

    def __contains__(self, key: str) -> bool:
        return any(name.lower() == key.lower() for name in self.api)

    def add(self, name: str, index: int | None = None) -> TableColumn:
        """A new last column, in the cells to the right, which must be blank."""
        if index is not None and index != len(self) + 1:
            refuse("Adding a column within a table")
        sheet, area = self.parent.parent, between(*self.parent.api.area)
        beside = Area(area.row, area.last_column + 1, area.rows, 1)
        if any(cell for row in filled(sheet.source, beside) for cell in row):
            raise ValueError(
                f"The cells {beside.address()} beside the table {self.parent.name} are not empty."
            )
        position = self.parent.api.add_column(name)
        sheet.wrote(beside)
        return TableColumn(self.parent, position)


class TableColumn(FileObject, base_classes.TableColumn):
    """One column of a table."""

    def __init__(self, table: Table, index: int) -> None:
        self.parent = table
        self._index = index

    @property
    def name(self) -> str:
        """Its title."""
        return self.parent.api.columns[self._index - 1]

    @property
    def index(self) -> int:
        """Its place, from 1."""
        return self._index

    def _part_of(self, area: tuple[int, int, int, int]) -> Range:
        column = area[1] + self._index - 1
        return self.parent.parent.cells_at(between(area[0], column, area[2], column))

    @property
    def range(self) -> Range:
        """Its cells, title and total included."""
        return self._part_of(self.parent.api.area)

    @property
    def data_body_range(self) -> Range | None:
        """Its cells between title and total."""
        body = self.parent.api.body_area
        return None if body is None else self._part_of(body)


class TableRows(FileObject, base_classes.TableRows):
    """The rows of data of a table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def parent(self) -> Table:
        """The table."""
        return self._table

    @property
    def column_count(self) -> int:
        """How many columns a row has."""
        return len(self.parent.api.columns)

    def __len__(self) -> int:
        body = self.parent.api.body_area
        return 0 if body is None else body[2] - body[0] + 1

    def __call__(self, key: int) -> TableRow:
        """The n-th row; KeyError if there is none."""
        if not 1 <= key <= len(self):
            raise KeyError(key)
        return TableRow(self.parent, key)

    def __iter__(self) -> Iterator[TableRow]:
        return (TableRow(self.parent, index) for index in range(1, len(self) + 1))


class TableRow(FileObject, base_classes.TableRow):
    """One row of data of a table."""

    def __init__(self, table: Table, index: int) -> None:
        self.parent = table
        self._index = index

    @property
    def index(self) -> int:
        """Its place, from 1."""
        return self._index

    @property
    def range(self) -> Range:
        """Its cells."""
        body = self.parent.api.body_area
        assert body is not None
        row = body[0] + self._index - 1
        return self.parent.parent.cells_at(between(row, body[1], row, body[3]))
