"""Whether an open line will be late: by how long its supplier took before."""

from __future__ import annotations

import numpy as np
import pandas as pd

from buybook.core.frames import Dates, Floats, Ints, Mask, Texts
from buybook.frozen import frozen

ENOUGH = 5  # completed lines of a supplier below which nothing is said
_SHARE = 0.9


@frozen
class Forecast:
    """What a supplier's past says of each order row."""

    remaining: Floats  # days that the goods may still take, 90th percentile; NaN where too little is known
    experience: Ints  # completed lines that it is drawn from


def forecast(supplier: Texts, ordered: Dates, completed: Dates, rows: Mask, today: np.datetime64) -> Forecast:
    """Give the days that goods may still take, for the `rows` asked for.

    A supplier's lead times are those of the lines with an order date and a day of full receipt. For a line
    of some age only lead times longer than that age can tell; where none was longer, one more day is the
    least that it takes.
    """
    lead = _days(completed - ordered)
    known = ~np.isnan(lead) & (lead >= 0)
    code = pd.factorize(supplier)[0]
    age = _days(today - ordered)
    past, asked = known & (code >= 0), rows & (code >= 0) & (age >= 0)
    experience = np.bincount(code[past], minlength=int(code.max(initial=0)) + 1)
    enough = asked & (experience[np.maximum(code, 0)] >= ENOUGH)
    histories, waiting = by_group(code, past), by_group(code, enough)
    remaining = np.full(len(code), np.nan)
    for supplier_code, open_rows in waiting.items():
        remaining[open_rows] = _remaining(np.sort(lead[histories[supplier_code]]), age[open_rows])
    return Forecast(remaining, np.where(code >= 0, experience[np.maximum(code, 0)], 0).astype("int64"))


def by_group(group: Ints, rows: Mask) -> dict[int, Ints]:
    """Give the positions of the rows of each group."""
    members = np.flatnonzero(rows)
    members = members[np.argsort(group[members], kind="stable")]
    distinct, starts = np.unique(group[members], return_index=True)
    return dict(zip(distinct.tolist(), np.split(members, starts[1:]), strict=False))


def _days(span: np.ndarray[tuple[int], np.dtype[np.timedelta64]]) -> Floats:
    days = span.astype("timedelta64[D]")
    return np.where(np.isnat(days), np.nan, days.astype("float64"))


def _remaining(times: Floats, age: Floats) -> Floats:
    """Give the 90th percentile (linear between values) of the times longer than each age, less that age."""
    start = np.searchsorted(times, age, side="right")
    longer = len(times) - start
    place = start + _SHARE * np.maximum(longer - 1, 0)
    low = np.minimum(np.floor(place).astype("int64"), len(times) - 1)
    high = np.minimum(low + 1, len(times) - 1)
    reached = times[low] + (times[high] - times[low]) * (place - low)
    return np.where(longer > 0, np.ceil(np.round(reached - age, 6)), 1.0)
