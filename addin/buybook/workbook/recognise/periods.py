"""Titles that name a month, a week or a quarter, and such titles side by side: "jan 26", "v.12", "2026-01", "Q1"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from buybook.frozen import frozen
from buybook.workbook.lexicon import month_numbers, plain, plain_phrases
from buybook.workbook.recognise.titles import starts_like

FEWEST = 3  # periods side by side that are no accident
_UNITS = ("week", "month", "quarter")
_MOST = {"week": 53, "month": 12, "quarter": 4}
_WORD = re.compile(r"[^\W\d_]+|\d+")
_LONGEST = 40  # signs of a title
_MOST_WORDS = 7
_OF_PERIOD = 4  # words, at most, that name a period
_CENTURY, _SHORT_YEARS = 2000, range(20, 50)
_ORDINALS = frozenset({"e", "st", "nd", "rd", "th", "a"})
_MONTHS_AS_NUMBERS = range(2000_00, 2100_00)  # 202601
# Days from one date to the next that make dates the first days of periods.
_STEPS = {"day": range(1, 2), "week": range(7, 8), "month": range(28, 32), "quarter": range(89, 93)}
_DATE = "date"


class Period(NamedTuple):
    """What a title names: the unit, and a number that counts on to the next one."""

    unit: str  # day, week, month or quarter; "date" for a day that stands for any of them
    number: int
    dated: bool  # its year is named, and counted in the number
    rest: str = ""  # what else the title says
    counted: bool = False  # by a number of a month as "M1" is, not by the month's name


@frozen
class Run:
    """Periods that follow on one another as the titles of columns, and the sums among them."""

    unit: str
    columns: tuple[int, ...]
    rest: str  # what each title says besides, such as "forecast"
    sums: tuple[int, ...] = ()  # columns between or right after them that add them up
    even: bool = True  # each is the very next after the one before


@lru_cache(maxsize=16_384)
def period_of(title: object) -> Period | None:
    """Give the period that a title, or a date as a title, names; None when it names none."""
    if isinstance(title, dt.date):
        return Period(_DATE, title.toordinal(), True)
    if isinstance(title, float):
        return _numbered(int(title)) if title.is_integer() and int(title) in _MONTHS_AS_NUMBERS else None
    if not isinstance(title, str) or len(title) > _LONGEST:
        return None
    words = _WORD.findall(plain(title))
    if not words or len(words) > _MOST_WORDS or not _may_name(words):
        return None
    for size in range(min(_OF_PERIOD, len(words)), 0, -1):
        for start in dict.fromkeys((0, len(words) - size)):
            found = _read(words[start : start + size])
            if found is not None:
                rest = " ".join((*words[:start], *words[start + size :]))
                return found._replace(rest=rest)
    return None


def runs(titles: Mapping[int, object], totals: frozenset[str]) -> list[Run]:
    """Give the runs of periods among titles by column; `totals` are the words that begin totals."""
    found: list[Run] = []
    current: list[tuple[int, Period]] = []
    between: list[int] = []  # columns since the last period that may be sums
    sums: list[int] = []
    for column in [*sorted(titles), None]:
        period = None if column is None else period_of(titles[column])
        near = column is not None and bool(current) and column == max((current[-1][0], *between)) + 1
        if near and period is not None and _goes_on(current, period):
            current.append((column, period))  # type: ignore[arg-type]
            sums.extend(between)
            between = []
            continue
        if near and _may_be_sum(titles[column], period, current[-1][1], totals):  # type: ignore[index]
            between.append(column)  # type: ignore[arg-type]
            continue
        if len(current) > 1 and (run := _run(current, (*sums, *between))) is not None:
            found.append(run)
        current = [] if column is None or period is None else [(column, period)]
        between, sums = [], []
    return found


def unit_named(text: str) -> str | None:
    """Give the unit whose name a text is, or that it speaks of: "Week", "Behov per vecka"."""
    words = set(_WORD.findall(plain(text)))
    named = [unit for unit in _UNITS if words & {word for word in _words(unit) if len(word) > 1}]
    return named[0] if len(named) == 1 else None


def _may_be_sum(title: object, period: Period | None, last: Period, totals: frozenset[str]) -> bool:
    if period is not None:
        return period.unit != last.unit
    return isinstance(title, str) and (
        starts_like(title.strip(), totals) or bool(re.fullmatch(r"(?:19|20)\d\d", title))
    )


def _goes_on(current: Sequence[tuple[int, Period]], period: Period) -> bool:
    """Tell whether a period follows on those before it, in steps of one size."""
    last = current[-1][1]
    if (last.unit, last.rest, last.counted) != (period.unit, period.rest, period.counted):
        return False
    step = _step(last, period)
    if len(current) == 1 or step is None:
        return step is not None
    before = _step(current[-2][1], last)
    return step == before


def _step(one: Period, other: Period) -> int | str | None:
    """Give how far one period is from the next; of dates the unit of the step; None where they do not follow."""
    if one.unit == _DATE:
        days = other.number - one.number
        return next((unit for unit, steps in _STEPS.items() if abs(days) in steps), None)
    step = other.number - one.number
    if not (one.dated and other.dated):
        size = _MOST[one.unit]
        step = (step + 1) % size - 1 if one.unit != "week" else step
        if one.unit == "week" and one.number >= _MOST["week"] - 1 and other.number == 1:
            step = 1
    return step if step in {1, -1} or (step == 2 and one.unit == "week") else None


def _run(current: Sequence[tuple[int, Period]], sums: Sequence[int]) -> Run | None:
    first, second = current[0][1], current[1][1]
    step = _step(first, second)
    if first.counted and first.number > 1:  # M6, M8 are bolts
        return None
    columns = tuple(column for column, _ in current)
    unit = str(step) if first.unit == _DATE else first.unit
    return Run(unit, columns, first.rest, tuple(sums), step in {1, -1} or first.unit == _DATE)


@cache
def _words(unit: str) -> frozenset[str]:
    return frozenset(word.rstrip(".") for word in plain_phrases(f"{unit}.words"))


@cache
def _units_by_word() -> Mapping[str, str]:
    return {word: unit for unit in _UNITS for word in _words(unit)}


def _may_name(words: Sequence[str]) -> bool:
    """Tell, cheaply, whether words can name a period: a month, a number beside a unit, or a year."""
    months, units = month_numbers(), _units_by_word()
    digits = [word for word in words if word.isdecimal()]
    if any(word in months for word in words):
        return True
    return bool(digits) and (any(word in units for word in words) or max(map(len, digits)) >= 2)


def _read(words: Sequence[str]) -> Period | None:
    """Read words that name a period and nothing else."""
    months = month_numbers()
    named = [months[word] for word in words if word in months]
    numbers = [word for word in words if word.isdecimal()]
    if len(named) == 1 and len(named) + len(numbers) == len(words):
        return _of_month(named[0], words, numbers)
    if len(numbers) == len(words):
        return _of_numbers(numbers)
    others = [word for word in words if not word.isdecimal()]
    unit = next((_units_by_word()[word] for word in others if word in _units_by_word()), None)
    if unit is None or len(others) > 2 or (len(others) == 2 and not _ORDINALS & set(others)):
        return None
    return _of_unit(unit, words, numbers)


def _of_month(month: int, words: Sequence[str], numbers: Sequence[str]) -> Period | None:
    """Read "jan", "jan 26", "2026 jan", "1 jan", "1 jan 2026"."""
    if not numbers:
        return Period("month", month - 1, False)
    if len(numbers) == 1:
        year = _year(numbers[0])
        if year is not None and (words[-1] == numbers[0] or len(numbers[0]) == 4):
            return Period("month", year * 12 + month - 1, True)
        return _date(2001, month, int(numbers[0]), False) if words[0] == numbers[0] else None
    year = _year(numbers[1])
    if len(numbers) != 2 or year is None or words[0] != numbers[0]:
        return None
    return _date(year, month, int(numbers[0]), True)


def _of_numbers(numbers: Sequence[str]) -> Period | None:
    """Read "2026-01", "01-2026", "26-01", "202601", "2026-01-05", "05-01-2026"."""
    sizes = tuple(map(len, numbers))
    values = tuple(map(int, numbers))
    if sizes == (6,):
        return _numbered(values[0])
    if len(values) == 2:
        if sizes[0] == 4 or (sizes == (2, 2) and values[0] in _SHORT_YEARS):
            return _month(_year(numbers[0]), values[1])
        return _month(_year(numbers[1]), values[0]) if sizes[1] == 4 else None
    if len(values) == 3:
        year, month, day = values if sizes[0] == 4 else values[::-1]
        return _date(year, month, day, True) if 4 in (sizes[0], sizes[2]) else None
    return None


def _of_unit(unit: str, words: Sequence[str], numbers: Sequence[str]) -> Period | None:
    """Read "v.12", "2026-W12", "Q1 26", "1e kwartaal", "v2612"."""
    if len(numbers) == 1 and len(numbers[0]) > 2:
        year, number = _year(numbers[0][:-2]), int(numbers[0][-2:])
        return _in_year(unit, year, number) if year is not None and unit != "quarter" else None
    if len(numbers) == 1:
        number = int(numbers[0])
        counted = unit == "month"
        fits = 1 <= number <= _MOST[unit] and (words[0] != numbers[0] or unit == "quarter")
        return Period(unit, number, False, "", counted) if fits else None
    if len(numbers) != 2:
        return None
    first_is_year = len(numbers[0]) == 4
    year = _year(numbers[0] if first_is_year else numbers[1])
    number = int(numbers[1] if first_is_year else numbers[0])
    return _in_year(unit, year, number) if year is not None and len(str(number)) <= 2 else None


def _in_year(unit: str, year: int, number: int) -> Period | None:
    if not 1 <= number <= _MOST[unit]:
        return None
    if unit != "week":
        return Period(unit, year * _MOST[unit] + number - 1, True)
    try:
        return Period(unit, dt.date.fromisocalendar(year, number, 1).toordinal() // 7, True)
    except ValueError:  # a year without a week 53
        return None


def _numbered(value: int) -> Period | None:
    return _month(value // 100, value % 100)


def _month(year: int | None, month: int) -> Period | None:
    if year is None or not 1990 <= year < 2100 or not 1 <= month <= 12:
        return None
    return Period("month", year * 12 + month - 1, True)


def _date(year: int, month: int, day: int, dated: bool) -> Period | None:
    try:
        return Period(_DATE, dt.date(year, month, day).toordinal(), dated)
    except ValueError:  # 31 April
        return None


def _year(digits: str) -> int | None:
    value = int(digits)
    if len(digits) == 4:
        return value if 1990 <= value < 2100 else None
    return _CENTURY + value if len(digits) == 2 and value in _SHORT_YEARS else None
