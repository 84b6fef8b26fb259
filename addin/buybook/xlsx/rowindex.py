"""Where each row of a sheet stands in its bytes."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from buybook.xlsx.addresses import MAX_ROW
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.xmlscan import ATTRIBUTES, attribute, whole


class Row(NamedTuple):
    """A row's place: its element from `start` to `end`, its cells from `body` to `body_end`."""

    number: int
    start: int
    body: int
    body_end: int
    end: int
    attributes: bytes


@lru_cache(maxsize=16)
def _row_pattern(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + re.escape(prefix) + rb"row(?=[\s/>])(" + ATTRIBUTES + rb")(/?)>", re.S)


@lru_cache(maxsize=16)
def _usual_row(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + re.escape(prefix) + rb'row r="([0-9]{1,7})"')


def _no_such_row(written: str | None) -> WorkbookError:
    return WorkbookError(
        "damaged", f"A sheet says {(written or '')[:40]!r} where the number of a row belongs."
    )


class RowIndex:
    """The rows of a sheet's data, found once; rows that name no number follow the one before."""

    def __init__(self, data: bytes, prefix: bytes) -> None:
        self._data = data
        self._pattern = _row_pattern(prefix)
        self._opening, self._closing = b"<" + prefix + b"row", b"</" + prefix + b"row"
        self.numbers = array("l")
        self.starts = array("q")
        self.ordered = True
        self.all_numbered = True
        if not self._scan_usual(_usual_row(prefix)):
            self._scan()
        self._places: dict[int, int] | None = None
        if not self.ordered:
            self._places = {number: place for place, number in enumerate(self.numbers)}
            if len(self._places) < len(self.numbers):
                raise WorkbookError("damaged", "A sheet holds the same row twice.")

    def _scan_usual(self, usual: re.Pattern[bytes]) -> bool:
        """Find the rows where all are spelt as Excel does it and stand in order; False where they are not."""
        numbers, starts, previous = array("l"), array("q"), 0
        for found in usual.finditer(self._data):
            number = int(found[1])
            if number <= previous:
                return False
            numbers.append(number)
            starts.append(found.start())
            previous = number
        if previous > MAX_ROW or self._data.count(self._opening) != len(starts):
            return False
        self.numbers, self.starts = numbers, starts
        return True

    def _scan(self) -> None:
        data, match_at = self._data, self._pattern.match
        opening, closing = self._opening, self._closing
        number, position = 0, data.find(opening)
        while position >= 0:
            found = match_at(data, position)
            if found is None:
                raise WorkbookError("damaged", "A row of a sheet is not well-formed.")
            written = attribute(found[1], "r")
            self.all_numbered &= written is not None
            previous, number = number, whole(written, number + 1)
            if not 0 <= number <= MAX_ROW:  # there is no row 0, yet real files have one
                raise _no_such_row(written)
            self.ordered &= number > previous
            self.numbers.append(number)
            self.starts.append(position)
            after = found.end() if found[2] else data.find(closing, found.end())
            if after < 0:
                raise WorkbookError("damaged", "A row of a sheet is not closed.")
            position = data.find(opening, after)

    def __len__(self) -> int:
        return len(self.numbers)

    def at(self, place: int) -> Row:
        """The row at a place of the index, counted from 0."""
        found = self._pattern.match(self._data, self.starts[place])
        if found is None:
            raise WorkbookError("damaged", "A row of a sheet is not well-formed.")
        limit = self.end_of(place)
        if found[2]:
            return Row(self.numbers[place], found.start(), found.end(), found.end(), found.end(), found[1])
        close = self._data.rfind(b"</", found.end(), limit)
        if close < 0 or not self._data.startswith(self._closing, close):
            raise WorkbookError("damaged", "A row of a sheet is not closed.")
        end = self._data.find(b">", close, limit) + 1
        return Row(self.numbers[place], found.start(), found.end(), close, end, found[1])

    def find(self, number: int) -> Row | None:
        """The row of that number, if it is written."""
        place = self.place(number)
        return None if place is None else self.at(place)

    def place(self, number: int) -> int | None:
        """The place of the row of that number, if it is written."""
        if self._places is not None:
            return self._places.get(number)
        place = bisect_left(self.numbers, number)
        return place if place < len(self.numbers) and self.numbers[place] == number else None

    def between(self, first: int, last: int) -> range:
        """The places of the rows from `first` to `last`."""
        if not self.ordered:
            return range(len(self.numbers))
        return range(bisect_left(self.numbers, first), bisect_right(self.numbers, last))

    def end_of(self, place: int) -> int:
        """Where the row at a place ends at the latest: there the next one begins."""
        return self.starts[place + 1] if place + 1 < len(self.starts) else len(self._data)

    def gap_for(self, number: int) -> int:
        """The offset at which a row of that number, which is not written, belongs."""
        if self.ordered:
            place = bisect_left(self.numbers, number)
        else:
            place = next((i for i, other in enumerate(self.numbers) if other > number), len(self.numbers))
        if place < len(self.numbers):
            return self.starts[place]
        return self.at(place - 1).end if place else 0

    def holding(self, offset: int) -> Row:
        """The row whose element holds the offset."""
        place = bisect_right(self.starts, offset) - 1
        if place < 0:
            raise WorkbookError("damaged", "A cell of a sheet stands outside of its rows.")
        return self.at(place)
