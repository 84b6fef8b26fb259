"""Rows in which months, weeks or quarters stand side by side as titles, right of titles of goods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise

from buybook.workbook.recognise.periods import FEWEST, Run, period_of, runs, unit_named
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.recognise.values import is_blank, looks_like_date, looks_like_number
from buybook.workbook.tables import Grid

GOODS = frozenset(
    {"item_number", "description", "supplier_item_number", "manufacturer_part_number", "ean", "specification"}
)
_SURE = 0.7  # a title that counts as understood
_WEEKS = 53
_LARGE = 190_000  # below, a number is no year and month as 202601 is


class PeriodRows:
    """Looks for periods as titles on one sheet."""

    def __init__(self, grid: Grid, lexicon: Lexicon, totals: frozenset[str]):
        self._grid = grid
        self._lexicon = lexicon
        self._totals = totals
        self._runs: dict[int, Run | None] = {}

    def run(self, row: int) -> Run | None:
        """Give the longest run of periods in a row; None where there are none, or too few to be no accident."""
        if row not in self._runs:
            self._runs[row] = self._longest(row)
        return self._runs[row]

    def are_beside_goods(self, row: int) -> bool:
        """Tell whether a row names goods left of periods that stand in it, or in the row below."""
        here = self.run(row)
        if here is None:
            return self._are_below_goods(row)
        texts = texts_in(self._grid, row)
        others = texts.keys() - {*here.columns, *here.sums}
        words = all(_is_word(self._grid.cell(row, column)) for column in others)
        return words and self.names_goods(texts, here)

    def are_below(self, row: int) -> bool:
        """Tell whether periods stand in the row below a row: under their group's title, or right of its goods."""
        run = self.run(row + 1) if self.run(row) is None else None
        if run is None:
            return False
        below = texts_in(self._grid, row + 1)
        if not self.names_goods(below, run):
            return self._are_below_goods(row)
        left = {column for column in below if column < run.columns[0]}
        return not left & texts_in(self._grid, row).keys()

    def _are_below_goods(self, row: int) -> bool:
        run = self.run(row + 1)
        if run is None:
            return False
        here, below = texts_in(self._grid, row), texts_in(self._grid, row + 1)
        left = {column: text for column, text in here.items() if column < run.columns[0]}
        words = all(_is_word(self._grid.cell(row, column)) for column in left)
        goods = {column: text for column, text in left.items() if column not in below}
        return words and self.names_goods(goods, run)

    def names_goods(self, titles: Mapping[int, str], run: Run) -> bool:
        """Tell whether a title left of periods is one of goods."""
        return any(
            column < run.columns[0] and field in GOODS and match.score >= _SURE
            for column, text in titles.items()
            for field, match in self._lexicon.matches(text).items()
        )

    def _longest(self, row: int) -> Run | None:
        grid = self._grid
        if not grid.first_row <= row <= grid.last_row:
            return None
        values = grid.values[row - grid.first_row]
        # Of so many columns side by side, every so many-th is one.
        if not _may_hold_periods(values):
            return None
        titles = {
            grid.first_column + place: value for place, value in enumerate(values) if not is_blank(value)
        }
        found = runs(titles | self._counted(row, titles), self._totals)
        longest = max(found, key=lambda run: len(run.columns), default=None)
        return longest if longest is not None and len(longest.columns) >= FEWEST else None

    def _counted(self, row: int, titles: Mapping[int, object]) -> dict[int, str]:
        """Give bare numbers that stand under the word "Week" or "Month" with that word before them."""
        named: dict[int, str] = {}
        unit: str | None = None
        for column, value in sorted(titles.items()):
            if not _is_counted(value):
                unit = None
                continue
            above = self._grid.cell(row - 1, column)
            if isinstance(above, str) and not is_blank(above):
                unit = unit_named(above)
            if unit is not None:
                named[column] = f"{unit} {int(value)}"  # type: ignore[call-overload]
        return named


def texts_in(grid: Grid, row: int) -> dict[int, str]:
    """Give what stands in a row, by column, as it is seen."""
    if not grid.first_row <= row <= grid.last_row:
        return {}
    return {
        grid.first_column + place: value if isinstance(value, str) else _seen(value)
        for place, value in enumerate(grid.values[row - grid.first_row])
        if not is_blank(value)
    }


def _seen(value: object) -> str:
    """Give a date without a time, and a whole number without a point."""
    if isinstance(value, dt.datetime) and value == dt.datetime(value.year, value.month, value.day):
        return value.date().isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _is_word(value: object) -> bool:
    return isinstance(value, str) and not looks_like_number(value) and not looks_like_date(value)


def _may_hold_periods(values: Sequence[object]) -> bool:
    """Tell, cheaply, whether a row may hold periods: of so many side by side, every so many-th value is one."""
    for place in range(FEWEST - 1, len(values), FEWEST):
        value = values[place]
        if value is None or (isinstance(value, float) and not (value > _LARGE or _is_counted(value))):
            continue
        near = values[place - FEWEST + 1 : place + FEWEST]
        if isinstance(value, float) and value <= _LARGE:
            if _count_on(near):
                return True
        elif (period := period_of(value)) is not None:
            alike = [each for each in map(period_of, near) if each is not None and each.unit == period.unit]
            found = runs(dict(enumerate(near)), frozenset()) if len(alike) >= FEWEST else []
            if any(len(run.columns) >= FEWEST for run in found):
                return True
    return False


def _count_on(values: Sequence[object]) -> bool:
    """Tell whether so many numbers side by side are each one more than the one before."""
    count = 1
    for left, right in pairwise(values):
        counts = isinstance(left, float) and isinstance(right, float) and right - left == 1
        count = count + 1 if counts else 1
        if count >= FEWEST:
            return True
    return False


def _is_counted(value: object) -> bool:
    return isinstance(value, float) and value.is_integer() and 1 <= value <= _WEEKS
