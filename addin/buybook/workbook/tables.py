"""What Buybook sees in a workbook: the values of a sheet, and the tables that were recognised in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from buybook.findings import Finding
from buybook.frozen import frozen
from buybook.schema import TableKind

if TYPE_CHECKING:
    from buybook.workbook.remembered import RememberedList, Said


class Area(NamedTuple):
    """A rectangle of cells, rows and columns from 1, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


Rgb = tuple[int, int, int]


@cache
def column_letter(index: int) -> str:
    """Give the letters of a column counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while index > 0:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def quoted_sheet(name: str) -> str:
    """Give a sheet's name as it stands in a reference: 'My list'."""
    return "'" + name.replace("'", "''") + "'"


@frozen
class ExcelTable:
    """An Excel Table (ListObject) and its rectangle, header and totals row included."""

    name: str
    area: Area
    header: bool = True
    totals: bool = False


@frozen
class NamedRange:
    """A defined name that stands for one rectangle of the sheet."""

    name: str
    area: Area


@frozen
class Grid:
    """The values of one sheet, read in one go.

    `values[0][0]` is the cell at (`first_row`, `first_column`). A value is None, str, float, int, bool or
    datetime; an error is its text, such as "#N/A". `merges` gives the merged areas that touch the rows asked
    for: they are slow to find in Excel, and few rows need them.
    """

    sheet: str
    values: Sequence[Sequence[object]]
    first_row: int = 1
    first_column: int = 1
    merges: Callable[[int, int], Sequence[Area]] | Sequence[Area] = ()
    excel_tables: tuple[ExcelTable, ...] = ()
    names: tuple[NamedRange, ...] = ()
    # Asked for only where values leave something open: each question is a call to Excel.
    number_format: Callable[[Area], str | None] | None = None  # None where the area's cells differ
    fill: Callable[[Area], Rgb | None] | None = None  # of a single cell

    @property
    def last_row(self) -> int:
        """The last row that was read."""
        return self.first_row + len(self.values) - 1

    @property
    def last_column(self) -> int:
        """The last column that was read."""
        return self.first_column + (len(self.values[0]) if self.values else 0) - 1

    def cell(self, row: int, column: int) -> object:
        """Give the value at a row and column of the sheet; None outside of what was read."""
        line = row - self.first_row
        place = column - self.first_column
        if line < 0 or place < 0 or line >= len(self.values) or place >= len(self.values[line]):
            return None
        return self.values[line][place]

    def column(self, column: int, rows: Sequence[int]) -> list[object]:
        """Give the values that stand in these rows of a column of the sheet."""
        place, first, values = column - self.first_column, self.first_row, self.values
        if place < 0 or not rows or min(rows) < first:
            return [self.cell(row, column) for row in rows]
        try:
            return [values[row - first][place] for row in rows]
        except IndexError:  # it goes on beyond what was read
            return [self.cell(row, column) for row in rows]

    def merged(self, first_row: int, last_row: int) -> tuple[Area, ...]:
        """Give the merged areas that touch these rows."""
        areas = self.merges(first_row, last_row) if callable(self.merges) else self.merges
        return tuple(area for area in areas if area.first_row <= last_row and area.last_row >= first_row)


# A column of this confidence or more is written to without asking. How often that is right: docs/recognition.md.
SURE = 0.8


@frozen
class Column:
    """A column of a recognised table: what the buyer calls it, and what it holds."""

    index: int  # column of the sheet, from 1
    title: str
    field: str | None
    confidence: float = 1.0  # from 0 to 1
    reasons: tuple[str, ...] = ()
    ours: bool = False  # added by Buybook: its title is one of ours

    @property
    def sure(self) -> bool:
        """Whether Buybook may change its cells without asking."""
        return self.confidence >= SURE

    @property
    def letter(self) -> str:
        """The column's letters on the sheet."""
        return column_letter(self.index)


@frozen
class Block:
    """The columns of one supplier where quotations stand side by side, of one article, or of one period."""

    columns: tuple[int, ...]
    supplier: str | None
    fields: Mapping[int, str]  # column of the sheet -> field
    quantity_break: float | None = None  # no supplier's columns: their price holds from this quantity on
    # What the column is for: "week", "month", "quarter", "day"; empty where that is not certain.
    period: str | None = None
    # What holds for every row of the columns, where they are an article's: its name or number, its quantity.
    stated: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_suppliers(self) -> bool:
        """Whether they are the columns of one supplier."""
        return self.quantity_break is None and self.period is None and not self.stated


@frozen
class RecognisedTable:
    """A list in the buyer's workbook, and what was understood of it. Rows and columns count from 1."""

    id: int
    kind: TableKind
    sheet: str
    header_row: int
    first_row: int
    last_row: int  # the last row of data; totals, remarks and signatures are below it
    first_column: int
    last_column: int
    columns: tuple[Column, ...]
    excel_table: str | None = None
    blocks: tuple[Block, ...] = ()
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    language: str = "en"
    total_rows: tuple[int, ...] = ()  # totals (also right below) and headings between the rows of data
    base_currency: str | None = (
        None  # of exchange rates: the currency that the rates are in, where it is named
    )
    # of exchange rates: True for units per one of the base currency, False for the base currency per unit
    rates_per_base: bool | None = None
    supplier: str | None = None  # of all lines, where a label above or the sheet's name tells it

    def column(self, field: str) -> Column | None:
        """Give the column that holds a field; None when there is none.

        Where suppliers stand side by side, their columns are in `blocks`, and this gives only shared ones.
        Our own column stands in only where the buyer has none for the field.
        """
        in_blocks = {index for block in self.blocks for index in block.columns}
        found = [column for column in self.columns if column.field == field and column.index not in in_blocks]
        return min(found, key=lambda column: column.ours, default=None)


@frozen
class Recognition:
    """What was recognised in a workbook, and what could not be."""

    tables: tuple[RecognisedTable, ...]
    findings: tuple[Finding, ...]
    said: Mapping[int, Said] = field(default_factory=dict)  # by a table's id: what the buyer said of it
    unfitted: tuple[RememberedList, ...] = ()  # lists that the buyer set up and that are not there now

    def of_kind(self, kind: TableKind) -> tuple[RecognisedTable, ...]:
        """Give the tables of a kind, in the order of the workbook."""
        return tuple(table for table in self.tables if table.kind is kind)
