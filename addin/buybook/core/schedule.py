"""How deliveries are shared among the schedule lines of an order line: the earliest due is filled first."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd

from buybook.core.deliveries import Deliveries
from buybook.core.frames import Dates, Floats, Ints, Mask, settled, sums
from buybook.core.matching import LineIndex
from buybook.core.quantities import Parts
from buybook.frozen import frozen

Values = TypeVar("Values", Floats, Mask, Dates)


@frozen
class Schedule:
    """The rows of the order list as deliveries fill them: by line, then earliest due first."""

    row: Ints  # positions in the orders frame
    line: Ints  # of those rows, ascending
    first: Mask  # the row is its line's first
    last: Mask
    capacity: Floats  # what the row can take: ordered less cancelled
    before: Floats  # what the rows of the line before it take

    @classmethod
    def of(cls, index: LineIndex, due: Dates, wanted: Floats, places_: tuple[Ints, Ints]) -> Schedule:
        """Bring order rows into sequence; rows without a due date come last in their line."""
        far = np.where(np.isnat(due), np.iinfo("int64").max, due.astype("int64"))
        row = np.lexsort((places_[1], places_[0], far, index.line)).astype("int64")
        line = index.line[row]
        change = np.diff(line) != 0
        first = np.concatenate([np.ones(min(1, len(line)), dtype=bool), change])
        last = np.concatenate([change, np.ones(min(1, len(line)), dtype=bool)])
        capacity = np.maximum(np.nan_to_num(wanted[row]), 0)
        return cls(row, line, first, last, capacity, running(capacity, line) - capacity)


def share(schedule: Schedule, arrived: Deliveries, count: int) -> Parts:
    """Share the quantities delivered among the order's rows, in the orders frame's own order.

    Accepted goods fill the rows of a line in the schedule's sequence, the remainder goes to the last. Bad
    goods belong to the row that was being filled at the end of the day they arrived. No total is changed.
    """
    total = arrived.totals(count, arrived.quantities.accepted)[schedule.line]
    left = total - schedule.before
    accepted = np.clip(left, 0, schedule.capacity)
    accepted = np.where(schedule.last, np.maximum(left, 0), accepted)
    accepted = np.where(total < 0, np.where(schedule.first, total, 0), accepted)
    target = _being_filled(schedule, arrived)
    rejected = sums(target, arrived.quantities.rejected, len(accepted))
    damaged = sums(target, arrived.quantities.damaged, len(accepted))
    received = accepted + rejected + damaged
    stated = arrived.totals(count, arrived.quantities.received)
    gap = stated - sums(schedule.line, received, count)
    received = received + np.where(schedule.last, gap[schedule.line], 0)
    known = arrived.lines_with(count)[schedule.line]
    return Parts(
        _in_place(schedule, settled(received)),
        _in_place(schedule, settled(accepted)),
        _in_place(schedule, rejected),
        _in_place(schedule, damaged),
        known=_in_place(schedule, known),
        misfit=np.zeros(len(accepted), dtype=bool),
    )


def _in_place(schedule: Schedule, values: Values) -> Values:
    result = np.empty_like(values)
    result[schedule.row] = values
    return result


def running(values: Floats, group: Ints) -> Floats:
    """Add up within groups that stand together."""
    return settled(pd.Series(values).groupby(group, sort=False).cumsum().to_numpy(dtype="float64"))


@frozen
class Days:
    """What was accepted in all by the end of each day, by line, then day; undated receipts come first."""

    line: Ints
    date: Dates
    accepted: Floats
    of_delivery: Ints  # which entry each delivery belongs to

    @classmethod
    def of(cls, arrived: Deliveries) -> Days:
        """Add up the deliveries day by day."""
        when = arrived.date.astype("int64")  # NaT is the smallest
        sequence = np.lexsort((when, arrived.line))
        line, when = arrived.line[sequence], when[sequence]
        new = np.concatenate(
            [np.ones(min(1, len(line)), dtype=bool), (np.diff(line) != 0) | (when[1:] != when[:-1])]
        )
        entry = np.cumsum(new) - 1
        of_delivery = np.empty(len(entry), dtype="int64")
        of_delivery[sequence] = entry
        by_day = sums(entry, arrived.quantities.accepted[sequence], int(new.sum()))
        lines = line[new]
        return cls(lines, when[new].astype("datetime64[D]"), running(by_day, lines), of_delivery)


def _being_filled(schedule: Schedule, arrived: Deliveries) -> Ints:
    """Give, for each delivery, the position in the schedule of the row being filled at the end of its day."""
    if not len(arrived.line):
        return np.zeros(0, dtype="int64")
    days = Days.of(arrived)
    events_line = np.concatenate([schedule.line, days.line])
    events_value = np.concatenate([schedule.before, np.maximum(days.accepted, 0)])
    is_day = np.concatenate([np.zeros(len(schedule.line)), np.ones(len(days.line))])
    position = np.arange(len(events_line))
    sequence = np.lexsort((position, is_day, events_value, events_line))
    latest = np.maximum.accumulate(np.where(is_day[sequence] == 0, position[sequence], -1))
    result = np.empty(len(position), dtype="int64")
    result[sequence] = latest
    return result[len(schedule.line) :][days.of_delivery]


def full_receipt_dates(schedule: Schedule, arrived: Deliveries, needed: Floats) -> Dates:
    """Give, in the orders frame's own order, the day on which each row's quantity had been accepted.

    `needed` is what makes a row full, in frame order. NaT where that day is not known or never came. Only
    a day counts from which on the sum was reached; later returns are the caller's to see.
    """
    days = Days.of(arrived)
    need = schedule.before + needed[schedule.row]
    reached = pd.Series(days.accepted).groupby(days.line).cummax().to_numpy(dtype="float64")
    events_line = np.concatenate([days.line, schedule.line])
    events_value = settled(np.concatenate([reached, need]))
    is_need = np.concatenate([np.zeros(len(days.line)), np.ones(len(need))])
    position = np.arange(len(events_line))
    sequence = np.lexsort((position, -is_need, events_value, events_line))[::-1]
    none = len(days.line)
    following = np.minimum.accumulate(np.where(is_need[sequence] == 0, position[sequence], none))
    answer = np.empty(len(position), dtype="int64")
    answer[sequence] = following
    found = answer[none:]
    valid = found < none
    found = np.where(valid, found, 0)
    if none == 0:
        return np.full(len(need), np.datetime64("NaT", "D"))
    valid &= days.line[found] == schedule.line
    result = np.where(valid, days.date[found], np.datetime64("NaT", "D"))
    return _in_place(schedule, result)
