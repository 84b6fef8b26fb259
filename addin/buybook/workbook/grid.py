"""Reading sheets through xlwings, each in one go; merged areas only when asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

import xlwings as xw

from buybook.vocabulary import all_words
from buybook.workbook.cell_values import plain_row, plain_value
from buybook.workbook.tables import Area, ExcelTable, Grid, NamedRange

_REFERENCE = re.compile(
    r"=\s*(?:'((?:[^']|'')+)'|([^'!()]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$"
)


@cache
def own_sheet_names() -> frozenset[str]:
    """Give the names, in every language and in lower case, of the sheets that Buybook makes for itself."""
    return frozenset(name.casefold() for words in all_words() for name in words.labels("sheet").values())


def read_grids(book: xw.Book) -> tuple[Grid, ...]:
    """Read all sheets but those that Buybook made for itself."""
    own = own_sheet_names()
    named = _named_ranges(book)
    return tuple(read_grid(sheet, named) for sheet in book.sheets if sheet.name.casefold() not in own)


def read_grid(sheet: xw.Sheet, named: Sequence[tuple[str, NamedRange]] | None = None) -> Grid:
    """Read one sheet: all values in one call.

    `named` are the workbook's named ranges with the sheets that they are on; they are read when not given.
    """
    used = sheet.used_range
    row, column = used.row, used.column
    of_book = _named_ranges(sheet.book) if named is None else named
    values = _rows(used.raw_value)
    return Grid(
        sheet.name,
        values,
        row,
        column,
        _merges(sheet, values, row, column),
        tuple(_excel_table(table) for table in sheet.tables),
        tuple(name for place, name in of_book if place == sheet.name),
        number_format=lambda area: _number_format(sheet, area),
        fill=lambda area: sheet.range(*_corners(area)).color,
    )


def _corners(area: Area) -> tuple[tuple[int, int], tuple[int, int]]:
    return (area.first_row, area.first_column), (area.last_row, area.last_column)


def _number_format(sheet: xw.Sheet, area: Area) -> str | None:
    found = sheet.range(*_corners(area)).number_format
    return found if isinstance(found, str) else None  # Excel on a Mac has a word of its own for "mixed"


def _rows(raw: object) -> Sequence[Sequence[object]]:
    """Make rows of values of what xlwings gives for a range: a single cell is no list."""
    if not isinstance(raw, (list, tuple)):
        return [[plain_value(raw)]]
    if raw and not isinstance(raw[0], (list, tuple)):
        return [[plain_value(each) for each in raw]]
    return [plain_row(row) for row in raw]


def _merges(
    sheet: xw.Sheet, values: Sequence[Sequence[object]], first_row: int, first_column: int
) -> Callable[[int, int], Sequence[Area]]:
    """Give a way to ask for the merged areas that begin in some rows; each row is looked at once."""

    @cache
    def in_row(row: int) -> tuple[Area, ...]:
        if not 0 <= row - first_row < len(values):
            return ()
        filled = [place for place, value in enumerate(values[row - first_row]) if value is not None]
        areas = (_merged(sheet, row, first_column + place) for place in filled)
        return tuple(area for area in areas if area is not None)

    @cache
    def among(first: int, last: int) -> tuple[int, ...]:
        """Give the rows that merged cells may touch: halves without any are let go at once."""
        width = max(map(len, values[first - first_row : last - first_row + 1]), default=0)
        if not width:
            return ()
        area = sheet.range((first, first_column), (last, first_column + width - 1))
        if area.merge_cells is False:  # Excel answers None where some cells are merged
            return ()
        if first == last:
            return (first,)
        middle = (first + last) // 2
        return (*among(first, middle), *among(middle + 1, last))

    def beginning(first: int, last: int) -> list[Area]:
        first, last = max(first, first_row), min(last, first_row + len(values) - 1)
        rows = among(first, last) if first <= last else ()
        return [area for row in rows for area in in_row(row)]

    return beginning


def _merged(sheet: xw.Sheet, row: int, column: int) -> Area | None:
    area = sheet.range((row, column)).merge_area
    height, width = area.shape
    if height == width == 1:
        return None
    return Area(area.row, area.column, area.row + height - 1, area.column + width - 1)


def _excel_table(table: xw.main.Table) -> ExcelTable:
    return ExcelTable(
        table.name, _area(table.range), table.header_row_range is not None, table.totals_row_range is not None
    )


def _area(cells: xw.Range) -> Area:
    height, width = cells.shape
    return Area(cells.row, cells.column, cells.row + height - 1, cells.column + width - 1)


def _named_ranges(book: xw.Book) -> tuple[tuple[str, NamedRange], ...]:
    """Give the names that stand for one rectangle, with its sheet."""
    found = []
    for name in book.names:
        reference = _REFERENCE.match(name.refers_to or "")
        if reference:
            quoted, bare, left, top, right, bottom = reference.groups()
            area = Area(int(top), _column(left), int(bottom or top), _column(right or left))
            sheet = quoted.replace("''", "'") if quoted else bare
            found.append((sheet, NamedRange(name.name.rsplit("!", 1)[-1], area)))
    return tuple(found)


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = 26 * index + ord(letter) - ord("A") + 1
    return index
