"""Weeks where a date is wanted: "v.12 2026", "wk 2612", "2026-W12".

Weeks are those of ISO 8601, as calendars in Sweden and the Netherlands print them.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from buybook.frozen import frozen
from buybook.workbook.lexicon import alternatives, plain_phrases

FRIDAY = 5
_CENTURY = 2000
_SHORT_YEARS = range(20, 50)  # that yyww begins with; v1226 is not said to be of 2012


@frozen
class Week:
    """A week, and a day of it where one is named; `date` is None where the year is not certain.

    A promise for a week is kept until its last working day, so the date of a week is its Friday.
    """

    date: date | None
    day: bool = False  # the day of the week was written too


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    words = rf"(?:{alternatives(plain_phrases('week'))})"
    year = r"(?P<year>(?:19|20)\d{2})"
    week = r"(?P<week>\d{1,2})"
    return tuple(
        re.compile(pattern + "$")
        for pattern in (
            rf"{year}[\s\-/.]*{words}[\s.:\-]*{week}(?:-(?P<day>[1-7]))?",  # 2026-W12, 2026-W12-3, 2026 v.12
            rf"{words}[\s.:]*{week}[\s.,\-/]+{year}",  # week 12-2026, v 12 2026
            rf"{words}[\s.:]*{week}\s*'(?P<short>\d{{2}})",  # wk 12 '26
            rf"{words}[\s.:]*{year}[\s\-]?(?P<two>\d{{2}})",  # v202612
            rf"{words}[\s.:]*(?P<short>\d{{2}})(?P<two>\d{{2}})",  # v2612
            # Without a year that is one for certain: v.12, v 12-14 (weeks 12 to 14), 26w12
            rf"(?:\d{{2}}[\s\-]*)?{words}[\s.:]*\d{{1,2}}(?:[\s.,\-/]*\d{{2}})?",
        )
    )


def read_week(line: str) -> Week | None:
    """Read a week from plain text in lower case; None when it is none."""
    for pattern in _patterns():
        found = pattern.match(line)
        if found:
            return _week(found.groupdict())
    return None


def _week(parts: dict[str, str | None]) -> Week:
    number, year = parts.get("week") or parts.get("two"), _year(parts)
    day = parts.get("day")
    if number is None or year is None:
        return Week(None)
    try:
        return Week(date.fromisocalendar(year, int(number), int(day or FRIDAY)), day is not None)
    except ValueError:  # week 60
        return Week(None)


def _year(parts: dict[str, str | None]) -> int | None:
    if parts.get("year"):
        return int(str(parts["year"]))
    short = int(parts.get("short") or 0)
    return _CENTURY + short if short in _SHORT_YEARS else None
