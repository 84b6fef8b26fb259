"""The rows and columns of an Excel Table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from buybook.engine import structure
from buybook.engine.area import MAX_COLUMN, Area, between
from buybook.engine.contents import check_content, write_values
from buybook.engine.navigation import filled
from buybook.engine.refusal import FileObject, refuse
from buybook.xlsx.references import move_formula
from buybook.xlsx.sheet import Sheet
from buybook.xlsx.tables import TablePart

if TYPE_CHECKING:
    from buybook.engine.range import Range
    from buybook.engine.tables import Table


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
        """A new column before the one of that place, else the last one; what is in the way moves right."""
        sheet, part = self.parent.parent, self.parent.api
        place = len(self) + 1 if index is None else index
        area = between(*part.area)
        column = area.column + place - 1
        beside = Area(area.row, column, area.rows, 1)
        if place == 1:
            refuse("Adding a column before a table's first one")
        if place <= len(self):
            part.insert_column(place, name)
        else:
            taken = _is_taken(beside, sheet.source.tables, part)
            if taken or any(any(row) for row in filled(sheet.source, beside)):
                sheet.source.insert_cells(beside.corners, "right")
                part = self.parent.api  # the sheet was read anew
            part.add_column(name)
        sheet.wrote(between(area.row, column, area.last_row, MAX_COLUMN))
        self.parent.moved()
        return TableColumn(self.parent, place)


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
        return self._part_of(self.parent.placed().area)

    @property
    def data_body_range(self) -> Range | None:
        """Its cells between title and total."""
        body = self.parent.placed().body_area
        return None if body is None else self._part_of(body)

    def delete(self) -> None:
        """Delete the column; what is at its right moves left, and formulas that named it show #REF!."""
        sheet, area = self.parent.parent, between(*self.parent.api.area)
        if area.columns == 1:
            raise ValueError(f"{self.name} is the only column of the table {self.parent.name}.")
        self.parent.api.delete_column(self._index)
        sheet.wrote(between(area.row, area.column + self._index - 1, area.last_row, MAX_COLUMN))
        self.parent.moved()


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
        body = self.parent.placed().body_area
        return 0 if body is None else body[2] - body[0] + 1

    def __call__(self, key: int) -> TableRow:
        """The n-th row; KeyError if there is none."""
        if not 1 <= key <= len(self):
            raise KeyError(key)
        return TableRow(self.parent, key)

    def add(self, values: Sequence[Any] | None, index: int | None) -> TableRow:
        """A new row before the one of that place, else the last one, with the table's looks and formulas."""
        table, count = self.parent, len(self)
        place = count + 1 if index is None else index
        part, sheet = table.api, table.parent
        for value in values or ():
            check_content(value, sheet.source.workbook.date1904)
        top, left, _, right = part.area
        first = top + part.header_row
        area = between(first + place - 1, left, first + place - 1, right)
        blank = not any(filled(sheet.source, area)[0]) and not _is_taken(area, sheet.source.tables, part)
        if place <= count or part.totals_row or not blank:
            sheet.wrote(structure.insert(sheet.source, area, "down", place > 1))
            part = table.api  # the sheet was read anew
        if area.row > part.area[2] - part.totals_row:
            part.resize((top, left, area.row, right))
        table.moved()
        _complete(sheet.source, part, area, place, values)
        sheet.wrote(area)
        return TableRow(table, place)

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
        body = self.parent.placed().body_area
        assert body is not None
        row = body[0] + self._index - 1
        return self.parent.parent.cells_at(between(row, body[1], row, body[3]))

    def delete(self) -> None:
        """Delete the row; what is below moves up. A table's only row is emptied, as in Excel."""
        table = self.parent
        area = self.range.area
        if len(table.rows) == 1:
            table.parent.source.clear_contents(*area.corners)
            table.parent.wrote(area)
        else:
            table.parent.wrote(structure.delete(table.parent.source, area, "up"))
            table.moved()


def _is_taken(area: Area, tables: Sequence[TablePart], but: TablePart) -> bool:
    """Whether another table stands in the way."""
    return any(area.intersection(between(*table.area)) for table in tables if table.part != but.part)


def _complete(sheet: Sheet, part: TablePart, area: Area, place: int, values: Sequence[Any] | None) -> None:
    """Give a new row of a table its looks, the formulas of calculated columns, and its values."""
    if place > 1 and not part.totals_row:
        for column in range(area.column, area.last_column + 1):
            sheet.set_style(area.row, column, sheet.cell_style(area.row - 1, column))
    given = list(values) if values is not None else [None] * area.columns
    for offset, value in enumerate(given):
        column = area.column + offset
        formula = part.calculated_formula(offset + 1)
        if value is not None:
            write_values(sheet, Area(area.row, column), value)
        elif formula is not None:
            sheet.set_formula(area.row, column, move_formula(formula, place - 1, 0))
