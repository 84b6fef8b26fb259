"""The century of a year that is written with two digits: the one that the list's other dates lie in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from buybook.frozen import frozen
from buybook.workbook.dates import FIRST_YEAR, LAST_YEAR

Days = npt.NDArray[Any]  # datetime64[D]

# A purchasing list spans some years. A date so many years from all others is a slip of the keyboard, or
# stands for "no date": 991231 in a list of 2026 is 2099-12-31 and not 1999-12-31.
_FAR = 20
_TAILS = (5, 95)  # slips among the other dates do not count


@frozen
class Years:
    """The years that a list's dates lie in."""

    first: int
    last: int

    def distance(self, year: int) -> int:
        """Give how many years a year lies from these."""
        return max(self.first - year, year - self.last, 0)


def years_of(columns: Iterable[Days], no_date: frozenset[dt.date]) -> Years | None:
    """Give the years of the dates in these columns; None where they hold none that counts."""
    found = [_years(days, no_date) for days in columns]
    years = np.concatenate(found) if found else np.array([], dtype=np.int64)
    if not years.size:
        return None
    first, last = np.percentile(years, _TAILS, method="nearest")
    return Years(int(first), int(last))


def _years(days: Days, no_date: frozenset[dt.date]) -> npt.NDArray[Any]:
    known = days[~np.isnat(days)]
    known = known[~np.isin(known, np.array(sorted(no_date | short_forms(no_date)), dtype="datetime64[D]"))]
    years = known.astype("datetime64[Y]").astype(np.int64) + 1970
    return np.asarray(years[(years >= FIRST_YEAR) & (years <= LAST_YEAR)])


@cache
def short_forms(no_date: frozenset[dt.date]) -> frozenset[dt.date]:
    """Give the dates that a date for "no date" looks like when its year is written with two digits."""
    return frozenset(each for day in no_date for each in _readings(day)) - no_date


def in_century(day: dt.date, years: Years | None, no_date: frozenset[dt.date]) -> dt.date | None:
    """Give a date whose year was written with two digits in its century, or as the date for "no date".

    None where it lies far from the list's other dates in every century.
    """
    readings = _readings(day)
    meant = [each for each in no_date if any(_alike(each, reading) for reading in readings)]
    if years is None:
        return min(meant) if meant else day
    best = min(readings, key=lambda each: (years.distance(each.year), each != day))
    if years.distance(best.year) <= _FAR:
        return best
    return min(meant) if meant else None


def _alike(one: dt.date, other: dt.date) -> bool:
    return (one.year % 100, one.month, one.day) == (other.year % 100, other.month, other.day)


def _readings(day: dt.date) -> list[dt.date]:
    """Give what a day can be when only two digits of its year are known."""
    found = []
    for century in (1900, 2000):
        try:
            found.append(day.replace(year=century + day.year % 100))
        except ValueError:
            continue  # 29 February 1900
    return found
