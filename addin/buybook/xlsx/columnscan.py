"""Cells found by their column, without a look at the cells beside them.

This needs a sheet whose cells all name their reference the way that spreadsheets write it, `<c r="D17"` with
capital letters and nothing in between (`ColumnScan.usual` looks at each cell once). Of 3,439 real workbooks 16
hold cells without a reference; such sheets are read cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from buybook.xlsx.addresses import column_letters
from buybook.xlsx.cells import Area
from buybook.xlsx.cellscan import column_of, patterns, style_of
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.rowindex import RowIndex
from buybook.xlsx.xmlscan import ATTRIBUTES

Fields: TypeAlias = "tuple[bytes, bytes, bytes, bytes, bytes, bytes]"
"""Of a cell: column, style, type, other attributes, plain value, body (see `cellscan.Quick.fields`)."""


MAX_COLUMNS = 3  # of an area, so that looking for each by itself takes less than looking at whole rows
_NINE = ord("9")


@lru_cache(maxsize=16)
def _unusual_cell(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb'<%sc(?! r="[A-Z]{1,3}[0-9]{1,7}")(?=[\s/>])' % re.escape(prefix))


class ColumnScan:
    """A sheet's cells by their columns, and how far they reach."""

    def __init__(self, data: bytes, rows: RowIndex, prefix: bytes) -> None:
        self._data, self._rows, self._prefix = data, rows, prefix
        self._usual: bool | None = None
        self._written: dict[int, bool] = {}  # whether a column has any cells

    @property
    def usual(self) -> bool:
        """Whether all cells name their reference as expected, and the rows stand in order."""
        if self._usual is None:
            found = _unusual_cell(self._prefix).search(self._data) if self._rows.ordered else None
            self._usual = self._rows.ordered and found is None
        return self._usual

    def cells(self, column: int, first: int, last: int) -> Iterator[tuple[int, Fields]]:
        """Row and fields of each cell that a column has from row `first` to `last`."""
        data, starts, numbers = self._data, self._rows.starts, self._rows.numbers
        opening = b'<%sc r="%s' % (self._prefix, column_letters(column).encode())
        size, find, match = len(opening), data.find, patterns(self._prefix).fields.match
        places = self._rows.between(first, last)
        if column not in self._written:
            self._written[column] = find(opening) >= 0
        if not self._written[column]:
            return  # it is new to the sheet: one search of all rows for all time
        for place in places:
            end = self._rows.end_of(place)
            at = find(opening, starts[place], end)
            while at >= 0 and data[at + size] > _NINE:  # column D is sought by what DA begins with too
                at = find(opening, at + size, end)
            if at >= 0 and (found := match(data, at, end)) is not None:
                letters, style, kind, other, plain, body = found.groups(b"")
                yield numbers[place], (letters, style, kind, other, plain, body)

    def styles(self, column: int, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Row and style of each cell that a column has from row `first` to `last`."""
        for number, (_, style, _, other, _, _) in self.cells(column, first, last):
            yield number, style_of(style, other)

    def formulas(self, column: int, first: int, last: int) -> Iterator[tuple[int, bytes, bytes | None]]:
        """Row of each cell of a column that holds a formula, with the formula's attributes and text."""
        places = self._rows.between(first, last)
        if not places:
            return
        start, end = self._rows.starts[places[0]], self._rows.end_of(places[-1])
        letters = column_letters(column).encode()
        needed = (b'<%sc r="%s' % (self._prefix, letters), b"<%sf" % self._prefix)
        if any(self._data.find(each, start, end) < 0 for each in needed):  # a tenth of the pattern's time
            return
        pattern = _formula_of_column(self._prefix, letters)
        place = places[0]
        for found in pattern.finditer(self._data, start, end):
            while self._rows.end_of(place) <= found.start():
                place += 1
            yield self._rows.numbers[place], found[1], found[2]

    def extent(self, *, content: bool) -> Area | None:
        """The smallest area with all cells that are written, or with `content` all that are not empty."""
        first = _cell(self._prefix, b"[A-Z]{1,3}", content=content).search(self._data)
        if first is None:
            return None
        top = self._rows.holding(first.start()).number
        left = self._outermost(first, content=content, left=True)
        right = self._outermost(first, content=content, left=False)
        return top, left, self._last_row(content), right

    def _last_row(self, content: bool) -> int:
        cell = _cell(self._prefix, b"[A-Z]{1,3}", content=content)
        rows = self._rows
        for place in range(len(rows) - 1, -1, -1):
            if cell.search(self._data, rows.starts[place], rows.end_of(place)):
                return rows.numbers[place]
        raise WorkbookError("damaged", "A cell of a sheet stands outside of its rows.")

    def _outermost(self, first: re.Match[bytes], *, content: bool, left: bool) -> int:
        """The outermost column of such cells: each search begins where a cell further out was found."""
        found: re.Match[bytes] | None = first
        letters = first[1]
        while found is not None:
            letters = found[1]
            beyond = letters_before(letters) if left else letters_after(letters)
            if not beyond:
                break
            found = _cell(self._prefix, beyond, content=content).search(self._data, found.start())
        return column_of(letters)


@lru_cache(maxsize=256)
def _cell(prefix: bytes, letters: bytes, *, content: bool) -> re.Pattern[bytes]:
    """A cell of one of these columns, with `content` one that is not empty; group 1 is its column."""
    p = re.escape(prefix)
    filled = rb'"%s>(?!</%sc\s*>)' % (ATTRIBUTES, p) if content else b""
    return re.compile(rb'<%sc r="(%s)[0-9]++%s' % (p, letters, filled), re.S)


@lru_cache(maxsize=256)
def _formula_of_column(prefix: bytes, letters: bytes) -> re.Pattern[bytes]:
    p = re.escape(prefix)
    return re.compile(
        rb'<%sc r="%s[0-9]++"%s>\s*<%sf(?=[\s/>])(%s)(?:/>|>([^<]*)</%sf\s*>)'
        % (p, letters, ATTRIBUTES, p, ATTRIBUTES, p),
        re.S,
    )


def letters_after(letters: bytes) -> bytes:
    """An expression for the letters of all columns to the right of one."""
    longer = [b"[A-Z]{%d,3}" % (len(letters) + 1)] if len(letters) < 3 else []
    return b"|".join(_greater(letters) + longer)


def letters_before(letters: bytes) -> bytes:
    """An expression for the letters of all columns to the left of one; nothing for the first column."""
    shorter = [b"[A-Z]{1,%d}" % (len(letters) - 1)] if len(letters) > 1 else []
    return b"|".join(_lesser(letters) + shorter)


def _greater(letters: bytes) -> list[bytes]:
    return [
        b"%s[%c-Z][A-Z]{%d}" % (letters[:place], letter + 1, len(letters) - place - 1)
        for place, letter in enumerate(letters)
        if letter < ord("Z")
    ]


def _lesser(letters: bytes) -> list[bytes]:
    return [
        b"%s[A-%c][A-Z]{%d}" % (letters[:place], letter - 1, len(letters) - place - 1)
        for place, letter in enumerate(letters)
        if letter > ord("A")
    ]
