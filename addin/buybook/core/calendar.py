"""Working days by country: Monday to Friday (or the country's own week) less its public holidays."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np

from buybook.core.frames import Dates, Floats, Ints

_FIRST_YEAR, _LAST_YEAR = 1990, 2100  # holidays outside are not looked up; a typing error costs no time
_DAY = np.timedelta64(1, "D")
_CUSTOMARY = "de_facto"  # free by custom though not by law: Midsummer Eve, Christmas Eve in Sweden


class UnknownCountryError(ValueError):
    """No calendar is known for a country."""


@lru_cache(maxsize=64)
def calendar(country: str | None, first_year: int, last_year: int) -> np.busdaycalendar:
    """Give the calendar of a country (ISO 3166 code) for a span of years; None is Monday to Friday only.

    Raises UnknownCountryError for a country that the `holidays` package does not know.
    """
    if country is None:
        return np.busdaycalendar()
    import holidays  # here, because it takes a while and only few rules need it

    years = range(max(first_year, _FIRST_YEAR), min(last_year, _LAST_YEAR) + 1)
    try:
        known = holidays.country_holidays(country)
    except NotImplementedError as error:
        raise UnknownCountryError(f"No working days are known for the country {country!r}.") from error
    categories = tuple(name for name in ("public", _CUSTOMARY) if name in known.supported_categories)
    free = holidays.country_holidays(country, years=years, categories=categories) if years else {}
    week = [weekday not in known.weekend for weekday in range(7)]
    return np.busdaycalendar(weekmask=week, holidays=[np.datetime64(day, "D") for day in free])


def working_days(
    start: Dates | date, end: Dates | date, country: str | None = "SE", *, observe_holidays: bool = True
) -> Floats:
    """Count the working days after `start` up to and including `end`; NaN where a date is missing.

    Where `end` is before `start` the count is negative. `observe_holidays=False` counts the country's week
    without its holidays.
    """
    first, last = np.broadcast_arrays(_days(start), _days(end))
    counts = np.full(first.shape, np.nan)
    known = ~(np.isnat(first) | np.isnat(last))
    if known.any():
        within = _calendar_for(first[known], last[known], country, observe_holidays=observe_holidays)
        counts[known] = np.busday_count(first[known] + _DAY, last[known] + _DAY, busdaycal=within)
    return counts


def add_working_days(start: date, count: int, country: str | None = "SE") -> date:
    """Give the date `count` working days after a date; the next working day where the date is free.

    >>> add_working_days(date(2026, 4, 2), 1)  # Good Friday to Easter Monday are free
    datetime.date(2026, 4, 7)
    """
    calendar_ = calendar(country, start.year - 1, start.year + 2 + abs(count) // 200)
    from_ = np.datetime64(start, "D")
    if count > 0:  # from a free day, one working day later is the next one
        return _plain(np.busday_offset(from_, count, roll="backward", busdaycal=calendar_))
    return _plain(np.busday_offset(from_, count, roll="forward", busdaycal=calendar_))


def working_days_after(start: Dates, count: Ints, country: str | None = "SE") -> Dates:
    """Give `add_working_days` of each date; NaT where a date is missing."""
    result = np.full(start.shape, np.datetime64("NaT", "D"))
    known = ~np.isnat(start)
    if known.any():
        reach = np.timedelta64(400 + 2 * int(np.abs(count).max()), "D")
        within = _calendar_for(start[known] - reach, start[known] + reach, country, observe_holidays=True)
        # From a free day, one working day later is the next one; none or fewer count from the next one.
        later, sooner = known & (count > 0), known & (count <= 0)
        result[later] = np.busday_offset(start[later], count[later], roll="backward", busdaycal=within)
        result[sooner] = np.busday_offset(start[sooner], count[sooner], roll="forward", busdaycal=within)
    return result


def is_working_day(day: date, country: str | None = "SE") -> bool:
    """Tell whether people work on a date."""
    return bool(np.is_busday(np.datetime64(day, "D"), busdaycal=calendar(country, day.year, day.year)))


def _plain(day: np.datetime64) -> date:
    plain: date = day.astype("datetime64[D]").astype(date)
    return plain


def _days(value: Dates | date) -> Dates:
    return np.asarray(value, dtype="datetime64[D]")


def _calendar_for(
    first: Dates, last: Dates, country: str | None, *, observe_holidays: bool
) -> np.busdaycalendar:
    if not observe_holidays:
        return _week(country)
    years = np.concatenate([first, last]).astype("datetime64[Y]").astype("int64") + 1970
    return calendar(
        country, *(int(np.clip(year, _FIRST_YEAR, _LAST_YEAR)) for year in (years.min(), years.max()))
    )


def _week(country: str | None) -> np.busdaycalendar:
    return calendar(country, _LAST_YEAR + 1, _LAST_YEAR)  # no years, so no holidays
