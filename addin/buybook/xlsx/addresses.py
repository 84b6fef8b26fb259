"""Addresses of cells and ranges, and what inserting or deleting rows and columns does to them.

Rows and columns are counted from 1. The rules are those of Excel: a range grows when rows are inserted
inside it, moves when they are inserted before it, shrinks when part of it is deleted, and is gone when all
of it is deleted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

Axis = Literal["rows", "columns"]
Kind = Literal["cell", "range", "rows", "columns"]

_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_COLUMN = re.compile(r"(\$?)([A-Za-z]{1,3})")
_ROW = re.compile(r"(\$?)([0-9]{1,7})")
_PLAIN_SHEET_NAME = re.compile(r"[^\W\d]\w*")
_LOOKS_LIKE_ADDRESS = re.compile(r"[A-Z]{1,3}[0-9]+|R[0-9]*(C[0-9]*)?|C[0-9]*|TRUE|FALSE", re.IGNORECASE)


class Unshiftable(Exception):  # noqa: N818 - it names a state of the workbook, not a fault of the program
    """The structure cannot be changed without harm; nothing was changed.

    `code` is stable, `reason` is one English clause for the buyer, `part` is the package part at fault.
    """

    def __init__(self, code: str, reason: str, part: str | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.part = part


@lru_cache(maxsize=4096)
def column_letters(index: int) -> str:
    """Return the letters of a column: 28 -> 'AB'. ValueError outside 1..16384."""
    if not 1 <= index <= MAX_COLUMN:
        raise ValueError(f"no such column: {index}")
    letters = ""
    while index:
        index, remainder = divmod(index - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


@lru_cache(maxsize=4096)
def column_index(letters: str) -> int:
    """Return the number of a column: 'AB' -> 28. ValueError when there is no such column."""
    index = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"no column: {letters!r}")
        index = index * 26 + ord(letter) - 64
    if not 1 <= index <= MAX_COLUMN:
        raise ValueError(f"no such column: {letters!r}")
    return index


@dataclass(frozen=True, slots=True)
class Shift:
    """Rows or columns of `sheet` that are inserted before `at` (count > 0) or deleted from `at` on (< 0).

    With `across` (first, last) only the cells in these columns (of rows), or these rows (of columns), move.
    """

    sheet: str
    axis: Axis
    at: int
    count: int
    across: tuple[int, int] | None = None

    @property
    def cross_axis(self) -> Axis:
        """The axis along which nothing moves."""
        return "columns" if self.axis == "rows" else "rows"

    def covers(self, area: Area) -> bool:
        """Whether all of the area lies in the columns (or rows) whose cells move."""
        if self.across is None:
            return True
        first, last = area.along(self.cross_axis)
        return self.across[0] <= first and last <= self.across[1]

    def reaches(self, area: Area) -> bool:
        """Whether any cell of the area is moved or deleted."""
        if area.along(self.axis)[1] < self.at:
            return False
        if self.across is None:
            return True
        first, last = area.along(self.cross_axis)
        return first <= self.across[1] and last >= self.across[0]

    def tears(self, area: Area) -> bool:
        """Whether the area does more than stay, move or vanish as one."""
        if not self.covers(area):
            return self.reaches(area)
        return self.cuts(*area.along(self.axis))

    @property
    def limit(self) -> int:
        """The last row or column that a sheet has."""
        return MAX_ROW if self.axis == "rows" else MAX_COLUMN

    @property
    def first_kept(self) -> int:
        """The first row or column at or after `at` that survives."""
        return self.at - min(self.count, 0)

    def is_on(self, sheet: str | None) -> bool:
        """Whether `sheet` is the sheet that changes. Sheet names do not depend on case."""
        return sheet is not None and sheet.casefold() == self.sheet.casefold()

    def moved(self, index: int) -> int | None:
        """Return the new number of a row or column; None when it is deleted or pushed off the sheet."""
        if index < self.at:
            return index
        if index < self.first_kept:
            return None
        moved = index + self.count
        return moved if moved <= self.limit else None

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """Return the new first and last of a span; None when nothing of it is left."""
        if first == 1 and last == self.limit:
            return first, last
        new_first = first if first < self.at else max(first, self.first_kept) + self.count
        new_last = last if last < self.at else max(last, self.first_kept - 1) + self.count
        new_last = min(new_last, self.limit)
        return (new_first, new_last) if new_first <= new_last else None

    def cuts(self, first: int, last: int) -> bool:
        """Whether the span is pulled apart, or loses a part but not the whole."""
        if self.count > 0:
            return first < self.at <= last
        touched = first < self.first_kept and last >= self.at
        return touched and not (self.at <= first and last < self.first_kept)

    def touches(self, first: int, last: int) -> bool:
        """Whether the span is cut or deleted, that is: does more than stay or move as one."""
        return self.cuts(first, last) or self.span(first, last) is None

    def inverse(self) -> Shift:
        """Return the shift that takes this one back."""
        return replace(self, count=-self.count)


@dataclass(frozen=True, slots=True)
class Area:
    """A cell, a range, whole rows or whole columns, with the `$` of each side, in the order written."""

    kind: Kind
    first_row: int
    first_column: int
    last_row: int
    last_column: int
    first_row_absolute: bool = False
    first_column_absolute: bool = False
    last_row_absolute: bool = False
    last_column_absolute: bool = False

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """Top, left, bottom and right."""
        return (
            min(self.first_row, self.last_row),
            min(self.first_column, self.last_column),
            max(self.first_row, self.last_row),
            max(self.first_column, self.last_column),
        )

    def along(self, axis: Axis) -> tuple[int, int]:
        """First and last row, or first and last column, in ascending order."""
        top, left, bottom, right = self.bounds
        return (top, bottom) if axis == "rows" else (left, right)

    def relative_ends(self, axis: Axis) -> tuple[int, ...]:
        """The rows or columns that are written without `$` and so move with the formula."""
        if self.kind in ("rows", "columns") and self.kind != axis:
            return ()
        if axis == "rows":
            ends = (self.first_row, self.first_row_absolute), (self.last_row, self.last_row_absolute)
        else:
            ends = (
                (self.first_column, self.first_column_absolute),
                (self.last_column, self.last_column_absolute),
            )
        return tuple(index for index, absolute in ends if not absolute)

    def ordered(self) -> Area:
        """Return the same area with its top left corner first; each `$` stays with its row or column."""
        area = self
        if area.first_row > area.last_row:
            area = replace(
                area,
                first_row=area.last_row,
                last_row=area.first_row,
                first_row_absolute=area.last_row_absolute,
                last_row_absolute=area.first_row_absolute,
            )
        if area.first_column > area.last_column:
            area = replace(
                area,
                first_column=area.last_column,
                last_column=area.first_column,
                first_column_absolute=area.last_column_absolute,
                last_column_absolute=area.first_column_absolute,
            )
        return area

    def with_along(self, axis: Axis, first: int, last: int) -> Area:
        """Return the area with other first and last rows (or columns); for areas that are `ordered`."""
        if axis == "rows":
            return replace(self, first_row=first, last_row=last)
        return replace(self, first_column=first, last_column=last)

    def shifted(self, shift: Shift) -> Area | None:
        """Return where the area is after the shift; None when it is deleted. An area that stays is `self`.

        As in Excel, an area that also lies beside the cells that move stays.
        """
        if not shift.covers(self):
            return self
        first, last = self.along(shift.axis)
        span = shift.span(first, last)
        if span is None:
            return None
        return self if span == (first, last) else self.ordered().with_along(shift.axis, *span)

    def moved(self, rows: int, columns: int, *, wrap: bool = False) -> Area | None:
        """Return the area as a formula copied by so many rows and columns sees it; None off the sheet.

        With `wrap` it comes in again on the other side, as in shared formulas and names.
        """

        def step(index: int, absolute: bool, by: int, limit: int) -> int:
            if absolute:
                return index
            return (index + by - 1) % limit + 1 if wrap else index + by

        rows = 0 if self.kind == "columns" else rows
        columns = 0 if self.kind == "rows" else columns
        area = replace(
            self,
            first_row=step(self.first_row, self.first_row_absolute, rows, MAX_ROW),
            last_row=step(self.last_row, self.last_row_absolute, rows, MAX_ROW),
            first_column=step(self.first_column, self.first_column_absolute, columns, MAX_COLUMN),
            last_column=step(self.last_column, self.last_column_absolute, columns, MAX_COLUMN),
        )
        top, left, bottom, right = area.bounds
        if top < 1 or left < 1 or bottom > MAX_ROW or right > MAX_COLUMN:
            return None
        return area.ordered()

    def __str__(self) -> str:
        first_column = ("$" if self.first_column_absolute else "") + column_letters(self.first_column)
        last_column = ("$" if self.last_column_absolute else "") + column_letters(self.last_column)
        first_row = f"{'$' if self.first_row_absolute else ''}{self.first_row}"
        last_row = f"{'$' if self.last_row_absolute else ''}{self.last_row}"
        if self.kind == "cell":
            return first_column + first_row
        if self.kind == "columns":
            return f"{first_column}:{last_column}"
        if self.kind == "rows":
            return f"{first_row}:{last_row}"
        return f"{first_column}{first_row}:{last_column}{last_row}"


def _cell_side(text: str) -> tuple[int, int, bool, bool] | None:
    match = _CELL.fullmatch(text)
    if match is None:
        return None
    row = int(match[4])
    if not 1 <= row <= MAX_ROW:
        raise ValueError(f"no such row: {text!r}")
    return row, column_index(match[2]), bool(match[3]), bool(match[1])


@lru_cache(maxsize=65536)
def parse_a1(text: str) -> Area:
    """Read an address without a sheet name, such as `$A$1:B2`, `A:C` or `3:5`. ValueError if it is none."""
    first, colon, last = text.partition(":")
    start = _cell_side(first)
    if start is not None:
        end = _cell_side(last) if colon else start
        if end is None:
            raise ValueError(f"no address: {text!r}")
        return Area(
            "range" if colon else "cell",
            start[0],
            start[1],
            end[0],
            end[1],
            start[2],
            start[3],
            end[2],
            end[3],
        )
    if (left := _COLUMN.fullmatch(first)) and (right := _COLUMN.fullmatch(last)):
        return Area(
            "columns",
            1,
            column_index(left[2]),
            MAX_ROW,
            column_index(right[2]),
            True,
            bool(left[1]),
            True,
            bool(right[1]),
        )
    if (top := _ROW.fullmatch(first)) and (bottom := _ROW.fullmatch(last)):
        if not (1 <= int(top[2]) <= MAX_ROW and 1 <= int(bottom[2]) <= MAX_ROW):
            raise ValueError(f"no such row: {text!r}")
        return Area(
            "rows", int(top[2]), 1, int(bottom[2]), MAX_COLUMN, bool(top[1]), True, bool(bottom[1]), True
        )
    raise ValueError(f"no address: {text!r}")


def format_cell(row: int, column: int, absolute: bool = False) -> str:
    """Write a cell's address: (2, 28) -> 'AB2', or '$AB$2' when absolute."""
    dollar = "$" if absolute else ""
    return f"{dollar}{column_letters(column)}{dollar}{row}"


def format_range(r1: int, c1: int, r2: int, c2: int, absolute: bool = False) -> str:
    """Write a range's address; a single cell comes without a colon."""
    first = format_cell(r1, c1, absolute)
    return first if (r1, c1) == (r2, c2) else f"{first}:{format_cell(r2, c2, absolute)}"


def quote_sheet(name: str) -> str:
    """Write a sheet's name as formulas need it: in apostrophes unless it is a plain word."""
    if _PLAIN_SHEET_NAME.fullmatch(name) and not _LOOKS_LIKE_ADDRESS.fullmatch(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def rewrite_sqref(sqref: str, shift: Shift) -> str:
    """Shift a list of addresses separated by spaces; '' when nothing is left of it."""
    areas = (parse_a1(text).shifted(shift) for text in sqref.split())
    return " ".join(str(area) for area in areas if area is not None)
