"""Rectangles of cells and the addresses that people write for them."""

from __future__ import annotations

from dataclasses import dataclass

from buybook.xlsx.addresses import MAX_COLUMN, MAX_ROW, column_letters, parse_a1, quote_sheet
from buybook.xlsx.errors import WorkbookError

__all__ = [
    "MAX_COLUMN",
    "MAX_ROW",
    "WHOLE_SHEET",
    "AddressError",
    "Area",
    "between",
    "parse_address",
    "quote_sheet",
    "split_sheet",
]


class AddressError(WorkbookError, ValueError):
    """What should say which cells are meant does not. As `WorkbookError` its code is `wrong_argument`."""

    def __init__(self, sentence: str) -> None:
        super().__init__("wrong_argument", sentence)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; `rows` or `columns` may be 0, as xlwings' slices can be empty."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @property
    def last_row(self) -> int:
        """The bottom row."""
        return self.row + self.rows - 1

    @property
    def last_column(self) -> int:
        """The rightmost column."""
        return self.column + self.columns - 1

    @property
    def size(self) -> int:
        """How many cells there are."""
        return self.rows * self.columns

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """First row, first column, last row, last column."""
        return self.row, self.column, self.last_row, self.last_column

    @property
    def has_all_rows(self) -> bool:
        """Whether whole columns are meant."""
        return self.rows >= MAX_ROW

    @property
    def has_all_columns(self) -> bool:
        """Whether whole rows are meant."""
        return self.columns >= MAX_COLUMN

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return self.row <= row <= self.last_row and self.column <= column <= self.last_column

    def encloses(self, other: Area) -> bool:
        """Whether all of `other` lies inside."""
        return self.intersection(other) == other

    def intersection(self, other: Area) -> Area | None:
        """The cells in both, None where there are none."""
        row, column = max(self.row, other.row), max(self.column, other.column)
        last_row = min(self.last_row, other.last_row)
        last_column = min(self.last_column, other.last_column)
        if last_row < row or last_column < column:
            return None
        return between(row, column, last_row, last_column)

    def union(self, other: Area) -> Area:
        """The smallest rectangle around both."""
        return between(
            min(self.row, other.row),
            min(self.column, other.column),
            max(self.last_row, other.last_row),
            max(self.last_column, other.last_column),
        )

    def address(self, *, row_absolute: bool = True, column_absolute: bool = True) -> str:
        """The address as Excel writes it: $A$1, $A$1:$B$2, $A:$D or $1:$10."""
        row_sign, column_sign = "$" * row_absolute, "$" * column_absolute
        first = (column_sign + column_letters(self.column), row_sign + str(self.row))
        last = (column_sign + column_letters(self.last_column), row_sign + str(self.last_row))
        if self.rows == 0 or self.columns == 0:
            return f"{''.join(first)}{{{self.rows}x{self.columns}}}"
        if self.has_all_rows and not self.has_all_columns:
            return f"{first[0]}:{last[0]}"
        if self.has_all_columns:
            return f"{first[1]}:{last[1]}"
        return "".join(first) if self.size == 1 else f"{''.join(first)}:{''.join(last)}"


WHOLE_SHEET = Area(1, 1, MAX_ROW, MAX_COLUMN)


def between(row: int, column: int, last_row: int, last_column: int) -> Area:
    """The rectangle from one cell to another."""
    return Area(row, column, last_row - row + 1, last_column - column + 1)


def parse_address(text: str) -> Area | None:
    """The rectangle of an address without a sheet (A1, $B$2:D5, A:D, 3:4), None if it is no address."""
    try:
        return between(*parse_a1(text.strip()).bounds)
    except ValueError:
        return None


def split_sheet(reference: str) -> tuple[str | None, str]:
    """Sheet and rest of `Sheet!A1`, the sheet's name without its apostrophes; None where there is none."""
    sheet, mark, rest = reference.rpartition("!")
    if not mark:
        return None, reference
    if len(sheet) > 1 and sheet[0] == sheet[-1] == "'":
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, rest
