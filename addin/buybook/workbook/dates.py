"""What a cell of a date column says.

A cell says a date for certain (a real date, 2026-03-12, 12 mars 2026), or three numbers whose order the
column must decide (3/4/2026), or nothing that is a date. This module reads one cell; `date_order` decides for
a column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache

from buybook.frozen import frozen
from buybook.workbook.lexicon import (
    alternatives,
    is_words,
    means_nothing,
    month_numbers,
    phrases,
    plain,
    tidy,
    what_words_say,
)
from buybook.workbook.weeks import read_week

# Dates outside of these years are slips of the keyboard: 0206, 20225, 1926.
FIRST_YEAR = 1980
LAST_YEAR = 2089
_EMPTY_YEAR = "1900"  # what an empty cell shows under a date format: 1900-01-00
_PIVOT = FIRST_YEAR % 100  # 79 is 2079, 80 is 1980

# Serial numbers that are dates from 1980 to 2089; others in a date column are something else.
_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL = (date(FIRST_YEAR, 1, 1) - _EPOCH).days
_LAST_SERIAL = (date(LAST_YEAR, 12, 31) - _EPOCH).days
# 2099-12-31 and 9999-12-31 mean "no date" to most systems.
_FAR_SERIALS = frozenset((date(year, 12, 31) - _EPOCH).days for year in (2099, 9999))


class Order(StrEnum):
    """In which order day, month and year are written."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


@frozen
class Certain:
    """A cell that says a date.

    `words` tells that the date stood among other words, `short` that its year was written with two digits,
    `week` that a week was written and this is its Friday.
    """

    date: date
    words: bool = False
    short: bool = False
    week: bool = False


@frozen
class Numeric:
    """Three numbers, in whatever order. Only numbers of the same `style` are written in the same order."""

    style: str  # the separators; "6" and "8" for as many digits without one
    candidates: Mapping[Order, date]  # the dates it can be
    words: bool = False
    short: bool = False  # the year was written with two digits


@frozen
class NoDate:
    """A cell that says no date; `code` is the finding's. It is no mistake where `code` is "no_date_given"."""

    code: str


DateText = Certain | Numeric | NoDate


def read_date(value: object) -> DateText:
    """Read a cell of a date column that is not empty."""
    if isinstance(value, datetime):
        return _certain(value.date())
    if isinstance(value, date):
        return _certain(value)
    if isinstance(value, bool):
        return NoDate("not_a_date")
    if isinstance(value, (int, float)):
        return _read_number(float(value))
    return read_date_text(str(value))


# Dashes and apostrophes as word processors set them.
_TYPOGRAPHY = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("’‘´`", "'")})


def read_date_text(text: str) -> DateText:
    """Read a date from text."""
    line = plain(tidy(text).translate(_TYPOGRAPHY))
    if means_nothing(line):
        return NoDate("no_date_given")
    whole = _read_whole(_strip(line))
    return _read_among_words(line) if whole is None else whole


def _certain(day: date) -> DateText:
    if day.year <= 1900:
        return NoDate("date_means_none")  # an empty or zero cell under a date format
    # Far dates stand for "no date" where the settings say so; the column's reader knows.
    return Certain(day)


def _read_number(number: float) -> DateText:
    if number == 0:
        return NoDate("date_means_none")
    if _FIRST_SERIAL <= number < _LAST_SERIAL + 1:
        return Certain(_EPOCH + timedelta(days=int(number)))
    if number in _FAR_SERIALS:
        return Certain(_EPOCH + timedelta(days=int(number)))
    if number.is_integer() and 0 < number < 1e8:
        digits = _digits(str(int(number)))
        if digits is not None:
            return digits
        if FIRST_YEAR <= number <= LAST_YEAR:
            return NoDate("date_incomplete")
    return NoDate("not_a_date")


def _digits(text: str) -> DateText | None:
    """Read digits without separators: yyyymmdd, yymmdd, and the like with the day or month first."""
    if len(text) == 5 and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        return Certain(_EPOCH + timedelta(days=int(text)))
    if len(text) == 6:
        return _numeric("6", text[:2], text[2:4], text[4:])
    if len(text) == 8:
        as_year_first = _numeric("8", text[:4], text[4:6], text[6:])
        return as_year_first or _numeric("8", text[:2], text[2:4], text[4:])
    return None


@cache
def _clock() -> re.Pattern[str]:
    words = alternatives(phrases("clock"))
    return re.compile(
        rf"[t,\s]+(?:(?:{words})\s*)?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}}(?:[.,]\d+)?)?"
        rf"\s*(?:{words})?\s*(?:z|[+-]\d{{2}}:?\d{{2}})?$"
    )


@cache
def _weekday() -> re.Pattern[str]:
    words = alternatives({plain(word) for word in phrases("weekdays")})
    return re.compile(rf"^(?:(?:{words})(?:en)?[.,]*\s+)?(?:(?:den|de|the)\s+)?(?=\d|[a-z])")


def _strip(line: str) -> str:
    """Take a weekday before and a time of day after a date away."""
    line = _weekday().sub("", line, count=1)
    return _clock().sub("", line).strip(" .,;!'")


_NUMBERS = re.compile(r"(\d{1,4})\s*([-/. ]|\s[-/.]\s)\s*(\d{1,2})\s*([-/. ])\s*(\d{1,4})$")
_LETTERS = r"([a-z]{3,10})"
_DAY_MONTH_YEAR = re.compile(
    rf"(\d{{1,2}})\s*([a-z:]{{0,3}}?)[\s.\-/]*{_LETTERS}[\s.,\-/']*(\d{{4}}|\d{{2}})$"
)
_MONTH_DAY_YEAR = re.compile(
    rf"{_LETTERS}[\s.\-/]*(\d{{1,2}})\s*([a-z:]{{0,3}}?)[\s.,\-/]+(\d{{4}}|\d{{2}})$"
)
_YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})[\s.,\-/]*{_LETTERS}[\s.\-/]*(\d{{1,2}})$")


def _read_whole(line: str) -> DateText | None:
    """Read a text that is nothing but a date; None when it is not."""
    if line.isdigit():
        return NoDate("date_means_none") if set(line) == {"0"} else _digits(line) or _partial(line)
    found = _NUMBERS.match(line)
    if found:
        first, before, second, after, third = found.groups()
        before = before.strip() or " "
        style = before if before == after else before + after
        return _numeric(style, first, second, third) or NoDate("not_a_date")
    return _with_month_name(line) or _week(line) or _partial(line)


def _with_month_name(line: str) -> DateText | None:
    for pattern, places in (
        (_DAY_MONTH_YEAR, (4, 3, 1)),
        (_MONTH_DAY_YEAR, (4, 1, 2)),
        (_YEAR_MONTH_DAY, (1, 2, 3)),
    ):
        found = pattern.match(line)
        if not found:
            continue
        year, month, day = (found.group(place) for place in places)
        ending = "" if pattern is _YEAR_MONTH_DAY else found.group(2 if pattern is _DAY_MONTH_YEAR else 3)
        if month in month_numbers() and (not ending or ending in phrases("day_endings")):
            if int(day) == 0 and year in ("00", _EMPTY_YEAR):
                return NoDate("date_means_none")
            made = _make(year, str(month_numbers()[month]), day)
            return Certain(made, short=len(year) == 2) if made else NoDate("not_a_date")
    return None


def _week(line: str) -> DateText | None:
    found = read_week(line)
    if found is None:
        return None
    return NoDate("date_is_week") if found.date is None else Certain(found.date, week=not found.day)


_PARTIAL = re.compile(r"(?:\d{1,2}[-/.]\d{1,2}|\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}|(?:19|20)\d{2})$")
_PARTIAL_NAMED = re.compile(
    rf"(?:(?:\d{{1,2}})[\s.\-]*{_LETTERS}|{_LETTERS}[\s.,\-']*(?:\d{{4}}|\d{{1,2}})?)$"
)
_QUARTER = re.compile(r"(?:q|kv|kvartal|kwartaal)\s*[1-4](?:[\s\-/]*\d{2,4})?$")


def _partial(line: str) -> DateText | None:
    """Recognise a date without its day or its year."""
    if _PARTIAL.match(line) or _QUARTER.match(line):
        return NoDate("date_incomplete")
    named = _PARTIAL_NAMED.match(line)
    if named and (named.group(1) or named.group(2)) in month_numbers():
        return NoDate("date_incomplete")
    return None


def _make(year: str, month: str, day: str) -> date | None:
    """Make a date of its parts as written; None when there is no such day or the year is out of reach."""
    if len(year) not in (2, 4) or len(month) > 2 or len(day) > 2:
        return None
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= _PIVOT else 2000
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def _numeric(style: str, first: str, second: str, third: str) -> DateText | None:
    """Give the dates that three numbers can be; None when they can be none."""
    orders = {
        Order.DMY: (third, second, first),
        Order.MDY: (third, first, second),
        Order.YMD: (first, second, third),
    }
    found = {}
    for order, parts in orders.items():
        made = _make(*parts)
        if made:
            found[order] = made
    # A year of four digits shows where it is.
    if _EMPTY_YEAR in (first, third) or not any(map(int, (first, second, third))):
        return NoDate("date_means_none")
    if len(first) == 4:
        return Certain(found[Order.YMD]) if Order.YMD in found else None
    if len(third) == 4 or len(style) > 1:  # nobody writes a year first in 12/3-26
        found.pop(Order.YMD, None)
    return Numeric(style, found, short=len(third) < 4) if found else None


_INSIDE = re.compile(
    r"(?<![\w.,/-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    r"|\d{1,2}[\s.\-]*[a-z]{3,10}[\s.\-]*(?:\d{4}|\d{2}))(?![\w/]|[-.,]\d)"
)


def _read_among_words(line: str) -> DateText:
    """Read the one date that stands among other words; none or several are no date."""
    found = [read for read in map(_read_whole, _INSIDE.findall(line)) if isinstance(read, (Certain, Numeric))]
    if len(found) > 1:
        return NoDate("several_dates")
    if not found:
        return NoDate(what_words_say(line, "words_for_date") if is_words(line) else "not_a_date")
    return replace(found[0], words=True)
