"""Lengths of time, such as lead times: "3 veckor", "4-6 weeks", "10 werkdagen"."""

from __future__ import annotations

import math
from functools import lru_cache

from buybook.frozen import frozen
from buybook.workbook.lexicon import phrases, tidy
from buybook.workbook.numbers import NumberText

_WORKING_WEEK = 5
_FACTORS = {"days": 1.0, "weeks": 7.0, "months_long": 30.0, "hours": 1 / 24}


@frozen
class Duration:
    """A length of time in calendar days, rounded up to whole days where its unit was another."""

    days: float
    working: bool = False  # it was given in working days
    range: bool = False  # it was a range; this is the longer end


@frozen
class Measure:
    """The unit of a length of time."""

    factor: float  # calendar days
    working: bool = False


@lru_cache(maxsize=1)
def _measures() -> dict[str, Measure]:
    found = {word: Measure(factor) for key, factor in _FACTORS.items() for word in phrases(key)}
    return found | {word: Measure(7 / _WORKING_WEEK, working=True) for word in phrases("working_days")}


def measure_of(word: str) -> Measure | None:
    """Give the unit of time that a word names; None when it names none."""
    line = tidy(word).casefold()
    return _measures().get(line) or _measures().get(line.strip(" .()"))


def days_of(number: NumberText, decimal_sign: str | None, default: Measure | None = None) -> Duration | None:
    """Give a number with its unit as calendar days; `default` is the column's unit, days when None.

    The longer end of a range counts: an order that is planned by the shorter one is late. None when the words
    beside the number are no unit of time.
    """
    word = _without_remark(number.rest or number.unit or "")
    measure = measure_of(word) if word else default or Measure(1.0)
    value = number.value(decimal_sign) if number.upper is None else number.upper_value(decimal_sign)
    if measure is None or value is None or number.currency or number.percent or number.per:
        return None
    days = value * measure.factor
    whole = days if measure.factor == 1 else float(math.ceil(round(days, 6)))
    return Duration(whole, measure.working, number.upper is not None)


def _without_remark(text: str) -> str:
    """Take "ARO", "after order" and the like off the end."""
    line = tidy(text).casefold()
    for ending in sorted(phrases("after_order"), key=len, reverse=True):
        if line == ending:
            return ""
        if line.endswith(f" {ending}"):
            return line.removesuffix(ending).strip()
    return line


@lru_cache(maxsize=4096)
def is_from_stock(text: str) -> bool:
    """Tell whether a text says that goods leave at once."""
    return tidy(text).casefold().strip(" .!") in phrases("from_stock")
