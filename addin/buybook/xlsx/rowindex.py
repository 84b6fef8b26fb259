"""Where each row of a sheet stands in its bytes."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.xmlscan import ATTRIBUTES, attribute


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


class RowIndex:
    """The rows of a sheet's data, found once; rows that name no number follow the one before."""

    def __init__(self, data: bytes, prefix: bytes) -> None:
        self._data = data
        self._pattern = _row_pattern(prefix)
        self.numbers = array("l")
        self.starts = array("q")
        self.ordered = True
        self.all_numbered = True
        self._scan(prefix)
        self._places: dict[int, int] | None = None
        if not self.ordered:
            self._places = {number: place for place, number in enumerate(self.numbers)}
            if len(self._places) < len(self.numbers):
                raise WorkbookError("damaged", "A sheet holds the same row twice.")

    def _scan(self, prefix: bytes) -> None:
        data, match_at = self._data, self._pattern.match
        opening, closing = b"<" + prefix + b"row", b"</" + prefix + b"row"
        number, position = 0, data.find(opening)
        while position >= 0:
            found = match_at(data, position)
            if found is None:
                raise WorkbookError("damaged", "A row of a sheet is not well-formed.")
            written = attribute(found[1], "r")
            self.all_numbered &= written is not None
            previous, number = number, int(written) if written else number + 1
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
        limit = self.starts[place + 1] if place + 1 < len(self.starts) else len(self._data)
        if found[2]:
            return Row(self.numbers[place], found.start(), found.end(), found.end(), found.end(), found[1])
        close = self._data.rfind(b"</", found.end(), limit)
        end = self._data.find(b">", close, limit) + 1
        return Row(self.numbers[place], found.start(), found.end(), close, end, found[1])

    def find(self, number: int) -> Row | None:
        """The row of that number, if it is written."""
        if self._places is not None:
            known = self._places.get(number)
            return None if known is None else self.at(known)
        place = bisect_left(self.numbers, number)
        if place < len(self.numbers) and self.numbers[place] == number:
            return self.at(place)
        return None

    def between(self, first: int, last: int) -> range:
        """The places of the rows from `first` to `last`."""
        if not self.ordered:
            return range(len(self.numbers))
        return range(bisect_left(self.numbers, first), bisect_right(self.numbers, last))

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
        return self.at(bisect_right(self.starts, offset) - 1)
