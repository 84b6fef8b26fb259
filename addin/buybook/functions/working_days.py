"""Functions about working days."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from buybook.core.calendar import UnknownCountryError, calendar, working_days_after
from buybook.core.calendar import working_days as count_working_days
from buybook.core.frames import Dates, Floats, Mask, Texts
from buybook.functions.answers import Answers, Refusal, Values
from buybook.registry import Argument, ArgumentKind, Default, FunctionGroup, function

_COUNTRY = Argument("country", ArgumentKind.TEXT, optional=True, default=Default.COUNTRY)
_LONGEST = 100_000  # working days, some 400 years


@function(
    "BUY_WORKING_DAYS",
    Argument("start", ArgumentKind.DATE),
    Argument("finish", ArgumentKind.DATE),
    _COUNTRY,
    group=FunctionGroup.CALENDAR,
)
def working_days(start: Dates, finish: Dates, country: Texts) -> Answers:
    """Give the working days after the start up to and including the finish."""
    return _by_country(
        country,
        np.full(len(start), np.nan),
        lambda rows, code: count_working_days(start[rows], finish[rows], code),
    )


@function(
    "BUY_ADD_WORKING_DAYS",
    Argument("start", ArgumentKind.DATE),
    Argument("working_days", least=-_LONGEST, whole=True),
    _COUNTRY,
    group=FunctionGroup.CALENDAR,
)
def add_working_days(start: Dates, working_days: Floats, country: Texts) -> Answers:
    """Give the date so many working days after a date."""
    too_many = working_days > _LONGEST
    count = np.where(too_many, 0, working_days).astype("int64")
    found = _by_country(
        country,
        np.full(len(start), np.datetime64("NaT", "D")),
        lambda rows, code: working_days_after(start[rows], count[rows], code),
    )
    return Answers(found.values, (*found.refusals, Refusal("too_many", "working_days", too_many)))


def _by_country(country: Texts, answer: Values, rule: Callable[[Mask, str], Values]) -> Answers:
    """Answer for the rows of each country; a country that has no calendar is refused."""
    unknown = np.zeros(len(country), dtype=bool)
    for name in dict.fromkeys(country.tolist()):
        rows = country == name
        try:
            code = _code(name)
            calendar(code, 2000, 2000)
        except UnknownCountryError:
            unknown |= rows
            continue
        answer[rows] = rule(rows, code)
    return Answers(answer, (Refusal("unknown_country", "country", unknown),))


def _code(country: str) -> str:
    code = country.strip().upper()
    return "GB" if code == "UK" else code
