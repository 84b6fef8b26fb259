"""The cells that a function in a cell is given: one value, a row, a column or a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from buybook.frozen import frozen
from buybook.workbook.cell_values import plain_row, plain_value

# A reference of so many rows is a whole column: nobody has a list that long.
_WHOLE_COLUMN = 1_000_000
_BLOCK = 4096  # rows that are looked at together
_BLANK = {None, ""}


@frozen
class Cells:
    """The values of a rectangle, row by row; `whole` tells that it was a reference to whole columns."""

    lines: Sequence[Sequence[object]]
    whole: bool = False

    @classmethod
    def of(cls, raw: object, *, whole: bool = False) -> Cells:
        """Take what Excel passes for an argument. Blank rows at the end of whole columns are left out."""
        if isinstance(raw, Cells):
            return raw
        lines = _lines(raw)
        if whole or len(lines) >= _WHOLE_COLUMN:
            return cls([plain_row(line) for line in lines[: _filled(lines)]], whole=True)
        return cls([plain_row(line) for line in lines])

    @property
    def rows(self) -> int:
        """How many rows there are, at least one."""
        return len(self.lines)

    @property
    def columns(self) -> int:
        """How many columns there are, at least one."""
        return len(self.lines[0])

    @property
    def flat(self) -> list[object]:
        """All values, row by row."""
        if self.columns == 1:
            return [line[0] for line in self.lines]
        return [value for line in self.lines for value in line]

    def to_rows(self, count: int) -> Cells:
        """Give whole columns with blank rows up to a count of rows."""
        blank = [None] * self.columns
        return replace(self, lines=[*self.lines, *[blank] * (count - self.rows)])

    def without_title(self) -> Cells:
        """Give whole columns with their first row blank."""
        return replace(self, lines=[[None] * self.columns, *self.lines[1:]])

    def is_titled(self) -> bool:
        """Tell whether the first row of whole columns is words without a digit, as titles are."""
        if not self.whole:
            return False
        first = [value for value in self.lines[0] if value is not None]
        return bool(first) and all(
            isinstance(value, str) and not any(map(str.isdigit, value)) for value in first
        )


def _lines(raw: object) -> Sequence[Sequence[object]]:
    """Make rows of whatever is passed: a single value is no list, and a row may be a flat one."""
    if not isinstance(raw, (list, tuple)):
        return [[plain_value(raw)]]
    if not raw:
        return [[None]]
    if not isinstance(raw[0], (list, tuple)):
        return [raw]
    return raw


def _filled(lines: Sequence[Sequence[object]]) -> int:
    """Give how many rows there are up to the last that holds something, at least one."""
    count = len(lines)
    while count > 1:
        start = max(1, count - _BLOCK)
        if not set(chain.from_iterable(lines[start:count])) <= _BLANK:
            break
        count = start
    while count > 1 and set(lines[count - 1]) <= _BLANK:
        count -= 1
    return count
