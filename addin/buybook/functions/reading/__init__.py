"""From cells to typed columns, by the readers that read the buyer's lists.

A text that could be two numbers or two dates is read only where the other cells of the argument, or the settings,
decide it; otherwise it is refused in a sentence. Plain numbers and dates are read here; what reads texts is
imported when there is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from buybook.functions.answers import Values
from buybook.functions.reading.column import FIRST_DAY, LAST_DAY, Column, Wrong
from buybook.functions.surroundings import Surroundings
from buybook.registry import Argument, ArgumentKind

__all__ = ["Column", "Wrong", "read"]

_EPOCH = np.datetime64("1899-12-30", "D")
_NO_DAY = np.datetime64("NaT", "D")
_LARGEST = 1e12  # of a quantity, price or number of days; what is larger is a slip, or no number at all
_NUMBERS = frozenset({ArgumentKind.NUMBER, ArgumentKind.PERCENT})


def read(cells: Sequence[object], argument: Argument, around: Surroundings) -> Column:
    """Read the cells of an argument, and refuse the numbers that it does not take."""
    if argument.kind in _NUMBERS:
        column = _numbers(cells, argument, around)
        return Column(column.values, column.given, _out_of_bounds(column, argument) | dict(column.wrong))
    if argument.kind is ArgumentKind.DATE:
        return _dates(cells, around)
    from buybook.functions.reading.words import read_words

    return read_words(cells, argument)


def _numbers(cells: Sequence[object], argument: Argument, around: Surroundings) -> Column:
    if set(map(type, cells)) <= {float, type(None)}:
        values = np.array(cells, dtype="float64")  # None becomes NaN
        if not np.isinf(values).any():
            return Column(values, ~np.isnan(values))
    from buybook.functions.reading.numbers import read_numbers

    return read_numbers(cells, argument, around)


def _dates(cells: Sequence[object], around: Surroundings) -> Column:
    days = _plain_days(cells)
    if days is not None:
        days = np.where(
            np.isin(days, np.array(around.settings.dates.no_date, "datetime64[D]")), _NO_DAY, days
        )
        known = days[~np.isnat(days)]
        if not ((known < np.datetime64(FIRST_DAY)) | (known > np.datetime64(LAST_DAY))).any():
            return Column(days, ~np.isnat(days))
    from buybook.functions.reading.dates import read_dates

    return read_dates(cells, around)


def _plain_days(cells: Sequence[object]) -> Values | None:
    """Give dates and serial numbers as days; None where there are texts or anything else."""
    types = set(map(type, cells))
    if types <= {dt.datetime, dt.date, type(None)}:
        return np.array(cells, dtype="datetime64[D]")
    if types <= {float, type(None)}:
        serials = np.array(cells, dtype="float64")
        known = np.isfinite(serials) & (np.abs(serials) < 1e6)
        if not (known | np.isnan(serials)).all():
            return None
        days = _EPOCH + np.where(known, np.floor(serials), 0).astype("timedelta64[D]")
        return np.where(known, days, _NO_DAY)
    return None


def _out_of_bounds(column: Column, argument: Argument) -> dict[int, Wrong]:
    values, found = column.values, dict[int, Wrong]()
    with np.errstate(invalid="ignore"):
        if argument.kind is ArgumentKind.PERCENT:
            _note(found, column, values >= 1, "not_a_percentage")
        _note(found, column, np.abs(values) > _LARGEST, "too_large", _LARGEST)
        if argument.whole:
            _note(found, column, values != np.floor(values), "not_whole")
        if argument.least is not None:
            _note(found, column, values < argument.least, "too_small", argument.least)
        if argument.above is not None:
            _note(found, column, values <= argument.above, "not_above", argument.above)
    return found


def _note(
    found: dict[int, Wrong], column: Column, fails: Values, code: str, limit: float | None = None
) -> None:
    for cell in np.flatnonzero(fails & column.given).tolist():
        values = {"value": f"{column.values[cell]:.12g}"}
        found[cell] = Wrong(code, values if limit is None else values | {"limit": f"{limit:g}"})
