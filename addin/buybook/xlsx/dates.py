"""Dates as spreadsheets keep them: numbers of days under a number format that shows a date."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

_EPOCH_1900 = dt.datetime(1899, 12, 30)
_EPOCH_1904 = dt.datetime(1904, 1, 1)
_LAST_1900 = 2_958_466  # the day after 9999-12-31
_DAY = 86_400_000  # milliseconds
_FALSE_LEAP_DAY = 60  # 29 February 1900, which Excel counts though it never was

NO_DAY = dt.date(1899, 12, 31)
"""Has no number where days are counted from 1900: 0 is the day before, for times of day; 1 is the day after."""

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_BRACKETS = re.compile(r"\[[^\[\]]*+\]")
_GENERAL = re.compile(r"general|standard", re.I)
_AM_PM = re.compile(r"am/pm|a/p", re.I)
_DATE_LETTER = re.compile(r"[ymdhsegba]", re.I)  # e, g, b and a: years, eras and weekdays of East Asia


@lru_cache(maxsize=4096)
def is_date_format(code: str) -> bool:
    """Whether a number under this format shows as a date or a time of day.

    Text in quotes, escapes, colours, conditions and locales (`[$-41D]`) are looked past. Elapsed time
    (`[h]:mm`) is a duration, not a date: such numbers stay numbers.
    """
    section = _LITERAL.sub("", code).split(";", 1)[0]
    if _ELAPSED.search(section):
        return False
    section = _GENERAL.sub("", _BRACKETS.sub("", section))
    if _AM_PM.search(section):
        return True
    if "0" in section.split(".")[0] or "#" in section or "?" in section:
        return False
    return bool(_DATE_LETTER.search(section))


@lru_cache(maxsize=65_536)
def from_serial(serial: float, date1904: bool) -> dt.datetime | None:
    """The moment that a number of days stands for, to the millisecond; None when no date has that number."""
    if not 0 <= serial < _LAST_1900:
        return None
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900
    milliseconds = round(serial * _DAY)
    if not date1904 and serial < 1:
        milliseconds = min(milliseconds, _DAY - 1)  # a time of day: the day after has no number of its own
    elif not date1904 and serial < _FALSE_LEAP_DAY:
        milliseconds += _DAY
    try:
        return epoch + dt.timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def first_moment(date1904: bool) -> dt.datetime:
    """The first moment that has a number which is not negative."""
    return _EPOCH_1904 if date1904 else _EPOCH_1900


def to_serial(value: dt.date | dt.datetime | dt.time, date1904: bool) -> float:
    """The number of days that stands for a date, a moment or a time of day. A time zone is left out."""
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86_400
    moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
    since = moment.replace(tzinfo=None) - first_moment(date1904)
    serial = since.days + (since.seconds + since.microseconds / 1e6) / 86_400
    if not date1904 and 1 < serial <= _FALSE_LEAP_DAY:
        serial -= 1
    return serial
