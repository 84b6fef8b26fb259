"""Numbers of new purchase orders and their lines, in the way the buyer numbers them already."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count, pairwise

from buybook.core.rows import folded
from buybook.frozen import frozen

_DIGITS = re.compile(r"\d+")
_YEAR = {4: "\ue004", 2: "\ue002"}  # stand for the year within a pattern; no order number holds them
_TAIL = 3  # so many last numbers in one pattern show that the buyer has moved on to it
_YEARS_BACK = 10
_GLUED = range(7, 10)  # lengths of a run of digits that is a year and a counter: 2026001 to 202600001
_STEPS = (1, 10, 100)


@frozen
class _Number:
    """An order number taken apart: what stands before and after its counter, the year marked in either."""

    before: str
    counter: str
    after: str
    year: int | None = None

    @property
    def pattern(self) -> tuple[str, str]:
        return self.before.casefold(), self.after.casefold()

    @property
    def short_year(self) -> bool:
        return _YEAR[2] in self.before + self.after

    def numbered(self, counter: int, width: int, year: int) -> str:
        text = f"{self.before}{counter:0{width}d}{self.after}"
        return text.replace(_YEAR[4], str(year)).replace(_YEAR[2], f"{year % 100:02d}")


def next_numbers(
    existing: Sequence[str], how_many: int, today: date, fallback: str = "PO-{year}-{number:04d}"
) -> list[str]:
    """Give the next `how_many` order numbers, none of which is among the existing ones, whatever its case.

    The pattern is the buyer's: letters, padding, suffix, and a year, which moves on to today's. With a new
    year the counter starts again only if it did so in a year before. Of several patterns the one that the
    last three numbers share counts, else the most used (of equals the latest). Without any number to learn
    from, `fallback` is used: a format with {number}, {year} and
    {month}.

    >>> next_numbers(["PO-2026-0117", "PO-2026-0118"], 2, date(2026, 3, 16))
    ['PO-2026-0119', 'PO-2026-0120']
    """
    taken = {folded(number) for number in existing}
    known = _taken_apart([" ".join(number.split()) for number in existing], today)
    candidates = _continued(_current(known), today) if known else _from_format(fallback, today)
    numbers: list[str] = []
    for candidate in candidates:
        if len(numbers) >= how_many:
            break
        if folded(candidate) not in taken:
            taken.add(folded(candidate))
            numbers.append(candidate)
    return numbers


def line_numbers(existing: Iterable[tuple[str, str]], how_many: int) -> list[str]:
    """Give the numbers of a new order's lines in the buyer's style: 1, 2, 3 or 10, 20, 30 or 0010, 0020.

    `existing` are pairs of order number and line number; how their orders begin tells the style.
    """
    first: dict[str, str] = {}
    for order, line in existing:
        if line.isdigit() and int(line) > 0 and (order not in first or int(line) < int(first[order])):
            first[order] = line
    starts = Counter(int(line) for line in first.values() if int(line) in _STEPS)
    step = max(starts, key=lambda start: (starts[start], -start), default=1)
    widths = {len(line) for line in first.values() if line.startswith("0")}
    width = max(widths, default=1)
    return [f"{step * at:0{width}d}" for at in range(1, how_many + 1)]


def _from_format(pattern: str, today: date) -> Iterator[str]:
    def number(at: int) -> str:
        return pattern.format(year=today.year, month=today.month, number=at)

    if number(1) == number(2):
        raise ValueError(f"The pattern {pattern!r} of order numbers holds no {{number}}.")
    return (number(at) for at in count(1))


def _taken_apart(existing: Sequence[str], today: date) -> list[_Number]:
    """Take all numbers apart; a two-digit run is a year only if this year or the last is among its values."""
    numbers = [(text, number) for text in existing if (number := _parsed(text, today, (4, 2)))]
    years: dict[tuple[str, str], set[int]] = {}
    for _, number in numbers:
        years.setdefault(number.pattern, set()).add(number.year or 0)
    plain = [
        _parsed(text, today, (4,))
        if number.short_year and not years[number.pattern] & {today.year, today.year - 1}
        else number
        for text, number in numbers
    ]
    return [number for number in plain if number is not None]


def _parsed(text: str, today: date, year_digits: tuple[int, ...]) -> _Number | None:
    """Take a number apart: the counter is the last run of digits that is not the year."""
    runs = [(run.start(), run.end()) for run in _DIGITS.finditer(text)]
    if not runs:
        return None
    if len(runs) == 1:
        runs = _split_year(text, *runs[0], today)
    # One run alone is the counter, even if it looks like a year.
    years = [run for run in runs if _is_year(text[slice(*run)], today, year_digits)]
    year = max(years, key=lambda run: run[1] - run[0], default=None)  # 24/2026: the longer one is the year
    if len(runs) == 1 or year is None:
        start, end = runs[-1]
        return _Number(text[:start], text[start:end], text[end:])
    start, end = next(run for run in reversed(runs) if run != year)
    digits = text[slice(*year)]
    mark = _YEAR[len(digits)]
    value = int(digits) if len(digits) == 4 else today.year // 100 * 100 + int(digits)
    if year < (start, end):
        return _Number(text[: year[0]] + mark + text[year[1] : start], text[start:end], text[end:], value)
    return _Number(text[:start], text[start:end], text[end : year[0]] + mark + text[year[1] :], value)


def _split_year(text: str, start: int, end: int, today: date) -> list[tuple[int, int]]:
    """Split a year off the front of a single run of digits: 20260012 is 2026 and 0012."""
    if end - start in _GLUED and _is_year(text[start : start + 4], today, (4,)):
        return [(start, start + 4), (start + 4, end)]
    return [(start, end)]


def _is_year(digits: str, today: date, year_digits: tuple[int, ...]) -> bool:
    if len(digits) not in year_digits:
        return False
    year = int(digits) if len(digits) == 4 else today.year // 100 * 100 + int(digits)
    return today.year - _YEARS_BACK <= year <= today.year + 1


def _current(numbers: Sequence[_Number]) -> list[_Number]:
    """Choose the numbers of the pattern in use."""
    tail = {number.pattern for number in numbers[-_TAIL:]}
    uses = Counter(number.pattern for number in numbers)
    latest = {number.pattern: place for place, number in enumerate(numbers)}
    chosen = max(uses, key=lambda pattern: (uses[pattern], latest[pattern]))
    if len(tail) == 1 and len(numbers) >= _TAIL:
        chosen = tail.pop()
    return [number for number in numbers if number.pattern == chosen]


def _continued(numbers: Sequence[_Number], today: date) -> Iterator[str]:
    padded = [len(number.counter) for number in numbers if number.counter.startswith("0")]
    start, width = _start(numbers, today), (padded[-1] if padded else 1)
    return (numbers[-1].numbered(counter, width, today.year) for counter in count(start))


def _start(numbers: Sequence[_Number], today: date) -> int:
    """Give the next counter; with a year in the pattern it starts again only if it did so before."""
    by_year: dict[int, list[int]] = {}
    for number in numbers:
        by_year.setdefault(number.year or 0, []).append(int(number.counter))
    years = sorted(by_year)
    restarts = any(min(by_year[later]) <= max(by_year[earlier]) for earlier, later in pairwise(years))
    if not restarts:
        return max(max(counters) for counters in by_year.values()) + 1
    if today.year in by_year:
        return max(by_year[today.year]) + 1
    first = min(min(counters) for counters in by_year.values())
    return first if first % 100 in (0, 1) else 1  # 1001 each year; else the list just begins late
