"""What a cell holds, and how places on a sheet are written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, TypeAlias

from buybook.xlsx.addresses import MAX_COLUMN, MAX_ROW, column_index, column_letters
from buybook.xlsx.errors import WorkbookError


class CellError(str):
    """An error value of Excel, such as `#N/A`: a string of a type of its own."""

    __slots__ = ()


Scalar: TypeAlias = "float | str | bool | dt.datetime | CellError | None"
"""A value as it is read. Numbers under a date format are datetimes; a time alone falls on the epoch's day."""

Value: TypeAlias = (
    "int | float | Decimal | str | bool | dt.date | dt.datetime | dt.time | dt.timedelta | CellError | None"
)
"""A value as it may be written."""


class Keep:
    """What stands for no value at all: the cell is left alone."""


KEEP: Final = Keep()

Area: TypeAlias = tuple[int, int, int, int]
"""First row, first column, last row, last column; counted from 1, the last ones included."""

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?\Z")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})\Z")
_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})\Z")


def cell_name(row: int, column: int) -> str:
    """The reference of a cell: (5, 2) is B5."""
    return f"{column_letters(column)}{row}"


def area_name(area: Area) -> str:
    """The reference of an area: A1:C9, or B5 when it is one cell."""
    first = cell_name(area[0], area[1])
    last = cell_name(area[2], area[3])
    return first if first == last else f"{first}:{last}"


def parse_area(reference: str) -> Area:
    """The area that a reference such as `B2`, `$A$1:C9`, `A:C` or `2:3` names (without a sheet)."""
    if match := _REFERENCE.match(reference):
        c1, r1, c2, r2 = match.groups()
        corners = (int(r1), _column(c1), int(r2 or r1), _column(c2 or c1))
    elif match := _COLUMNS.match(reference):
        corners = (1, _column(match[1]), MAX_ROW, _column(match[2]))
    elif match := _ROWS.match(reference):
        corners = (int(match[1]), 1, int(match[2]), MAX_COLUMN)
    else:
        raise WorkbookError("damaged", f"{reference!r} is not a cell or a range of cells.")
    r1_, c1_, r2_, c2_ = corners
    if not (min(r1_, r2_) >= 1 and max(r1_, r2_) <= MAX_ROW):
        raise WorkbookError("damaged", f"{reference!r} lies outside of a sheet.")
    return min(r1_, r2_), min(c1_, c2_), max(r1_, r2_), max(c1_, c2_)


def _column(letters: str) -> int:
    try:
        return column_index(letters)
    except ValueError as error:
        raise WorkbookError("damaged", f"{letters[:10]!r} is not a column of a sheet.") from error


def parse_areas(references: str) -> tuple[Area, ...]:
    """The areas of a space-separated list of references."""
    return tuple(parse_area(reference) for reference in references.split())


def areas_name(areas: tuple[Area, ...]) -> str:
    """The space-separated list of references of some areas."""
    return " ".join(area_name(area) for area in areas)


def contains(area: Area, row: int, column: int) -> bool:
    """Whether the cell lies in the area."""
    return area[0] <= row <= area[2] and area[1] <= column <= area[3]


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas share a cell."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def inside(part: Area, whole: Area) -> bool:
    """Whether the first area lies wholly in the second."""
    return whole[0] <= part[0] and whole[1] <= part[1] and part[2] <= whole[2] and part[3] <= whole[3]


def around(areas: Iterable[Area]) -> Area | None:
    """The smallest area that holds all of these; None when there are none."""
    known = list(areas)
    if not known:
        return None
    tops, lefts, bottoms, rights = zip(*known, strict=True)
    return min(tops), min(lefts), max(bottoms), max(rights)


def common(one: Area, other: Area) -> Area | None:
    """The area that two areas share."""
    if not overlap(one, other):
        return None
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def stretches(cells: Iterable[tuple[int, int]]) -> list[Area]:
    """Some cells, given as row and column, as areas of one column each."""
    columns: dict[int, list[int]] = {}
    for row, column in cells:
        columns.setdefault(column, []).append(row)
    areas: list[Area] = []
    for column, rows in columns.items():
        rows.sort()
        first = last = rows[0]
        for row in rows:
            if row > last + 1:
                areas.append((first, column, last, column))
                first = row
            last = row
        areas.append((first, column, last, column))
    return areas


def check_cell(row: int, column: int) -> None:
    """Refuse a cell outside the sheet."""
    if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
        raise WorkbookError("wrong_argument", f"There is no cell in row {row}, column {column}.")
