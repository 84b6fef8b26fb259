"""How likely an open line is to come late: by its supplier's record on the clock of days to the promise.

A line's life is watched on one clock: the days that have passed since its promised day, negative before it. For
each day of that clock the share of lines that arrive on it, of those still open, is estimated as Kaplan and Meier
(1958) do: open lines count for the days on which they were seen open, and no longer (right-censored); lines count
from their order on (left-truncated). A supplier's shares are drawn towards everybody's by `PRIOR` lines, so that
a supplier of few lines is not judged by chance, and what happened long ago counts for less.

On the age of an order the same estimate says nothing: suppliers work towards the date, not from the order.
`benchmarks/at_risk.py` shows how well it does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from buybook.core.frames import Floats, Ints, Mask
from buybook.core.risk import by_group
from buybook.frozen import frozen

PRIOR = 12.0  # lines; between 6 and 25 makes hardly a difference
HALF_LIFE = 365.0  # days after which a delivery counts half
ENOUGH_LINES = 20  # delivered lines of everybody below which nothing is said
_FAR = 365  # days from the promise beyond which the clock stands still
_DAYS = 2 * _FAR + 1
_ALMOST = 1 - 1e-6  # nothing is certain: another line may behave otherwise


@frozen
class Record:
    """Lines with a promise, one entry each; days are counted from the promised day, negative before it.

    `entered` is the day of the order (NaN where it is not known), `ended` the day of delivery, or today for an
    open line; `ago` how many days ago a delivery was. Suppliers are codes from 0, -1 for none.
    """

    supplier: Ints
    entered: Floats
    ended: Floats
    delivered: Mask
    ago: Floats


@frozen
class Chances:
    """What the record says of each line asked for."""

    late: Floats  # the probability of coming late; NaN where too little is known
    open_then: Ints  # the supplier's delivered lines that were open as many days before their promise
    late_then: Ints  # those of them that came late


def chances(
    record: Record, supplier: Ints, now: Ints, tolerance: int = 0, half_life: float = HALF_LIFE
) -> Chances:
    """Give how likely lines are to come later than `tolerance` days after their promise.

    `now` is the day of each line's clock: -7 a week before its promise. Every line asked for is open. A delivery
    counts half after `half_life` days.
    """
    open_then, late_then = _counted(record, supplier, now, tolerance)
    late = np.full(len(supplier), np.nan)
    if record.delivered.sum() >= ENOUGH_LINES:
        known = np.flatnonzero(supplier >= 0)
        asked, place = np.unique(supplier[known], return_inverse=True)
        log_open = _log_still_open(record, asked, half_life)
        here, there = _position(now[known]), _position(np.full(len(known), tolerance))
        late[known] = np.exp(log_open[place, np.maximum(here, there)] - log_open[place, here])
    return Chances(late, open_then, late_then)


def _position(day: NDArray[np.number]) -> Ints:
    return np.asarray(np.clip(day, -_FAR, _FAR), dtype="int64") + _FAR


def _log_still_open(record: Record, asked: Ints, half_life: float) -> Floats:
    """Give, for each supplier asked for and day, the log of the share of lines that are open after it."""
    weight = np.where(record.delivered, 0.5 ** (np.maximum(record.ago, 0) / half_life), 1.0)
    ended = _position(record.ended)
    entered = np.minimum(_position(np.where(np.isnan(record.entered), -_FAR, record.entered)), ended)
    row = np.searchsorted(asked, record.supplier)
    row = np.where(np.isin(record.supplier, asked), row, len(asked))  # the last row is of all others
    shape = (len(asked) + 1, _DAYS + 1)
    opened, arrived = np.zeros(shape), np.zeros(shape)
    np.add.at(opened, (row, entered), weight)
    np.add.at(opened, (row, ended + 1), -weight)
    np.add.at(arrived, (row[record.delivered], ended[record.delivered]), weight[record.delivered])
    opened = np.maximum(np.cumsum(opened, axis=1), 0)
    everybody = arrived.sum(0) / np.maximum(opened.sum(0), 1e-12)
    share = (arrived + PRIOR * everybody) / (opened + PRIOR)
    return np.cumsum(np.log1p(-np.minimum(share, _ALMOST)), axis=1)[: len(asked)]


def _counted(record: Record, supplier: Ints, now: Ints, tolerance: int) -> tuple[Ints, Ints]:
    """Count each supplier's delivered lines that were open on a day of the clock, and those that came late."""
    open_then, late_then = np.zeros(len(supplier), dtype="int64"), np.zeros(len(supplier), dtype="int64")
    entered = np.where(np.isnan(record.entered), -np.inf, np.minimum(record.entered, record.ended))
    histories = by_group(record.supplier, record.delivered & (record.supplier >= 0))
    asked = by_group(supplier, supplier >= 0)
    for code in asked.keys() & histories.keys():
        rows, own = asked[code], histories[code]
        late = own[record.ended[own] > tolerance]
        open_then[rows] = _open_on(now[rows], entered[own], record.ended[own])
        late_then[rows] = _open_on(now[rows], entered[late], record.ended[late])
    return open_then, late_then


def _open_on(days: Ints, entered: Floats, ended: Floats) -> Ints:
    """Count the lines that are open after each day: those that were entered less those that ended."""
    begun = np.searchsorted(np.sort(entered), days, side="right")
    return (begun - np.searchsorted(np.sort(ended), days, side="right")).astype("int64")
