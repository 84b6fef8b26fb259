"""What is to be expected of open lines: that they come late, by lead times and by the record against promises."""

from __future__ import annotations

import numpy as np
import pandas as pd

from buybook.core.frames import Dates, Floats, Mask, Texts
from buybook.core.lateness import Chances, Record, chances
from buybook.core.risk import ENOUGH, Forecast, forecast
from buybook.frozen import frozen


@frozen
class Outlook:
    """What the past says of each order row that is under way.

    `slow` are lines that the supplier's lead times carry past their due date, `likely` those that the record
    against promises says will be late with at least the probability asked for.
    """

    lead_times: Forecast
    chances: Chances
    slow: Mask
    likely: Mask


@frozen
class Watched:
    """Order rows as they are watched: when ordered and due, when fully received (NaT: not yet)."""

    supplier: Texts  # keys; None for no supplier
    ordered: Dates
    due: Dates
    received: Dates
    is_open: Mask


def outlook(
    watched: Watched, under_way: Mask, today: np.datetime64, *, tolerance: int, from_percent: float
) -> Outlook:
    """Tell which rows under way are at risk. A supplier of fewer than `ENOUGH` delivered lines is not judged."""
    lead_times = forecast(watched.supplier, watched.ordered, watched.received, under_way, today)
    slow = under_way & _later_than(today, lead_times.remaining, watched.due)
    said = _chances(watched, under_way, today, tolerance)
    enough = lead_times.experience >= ENOUGH
    with np.errstate(invalid="ignore"):
        likely = under_way & enough & (np.round(said.late * 100, 6) >= from_percent) & (said.late_then > 0)
    return Outlook(lead_times, said, slow, likely)


def _chances(watched: Watched, under_way: Mask, today: np.datetime64, tolerance: int) -> Chances:
    """Give the chances of the rows under way; of all others nothing is said."""
    code = pd.factorize(watched.supplier)[0].astype("int64")
    delivered = ~np.isnat(watched.received)
    counts = ~np.isnat(watched.due) & (delivered | watched.is_open) & (code >= 0)
    ended = np.where(delivered, watched.received, today)
    clock = _days(ended - watched.due)
    record = Record(
        code[counts],
        _days(watched.ordered - watched.due)[counts],
        clock[counts],
        delivered[counts],
        np.where(delivered, _days(today - watched.received), 0)[counts],
    )
    asked = under_way & counts & ~delivered
    found = chances(record, code[asked], clock[asked].astype("int64"), tolerance)
    late = np.full(len(code), np.nan)
    open_then, late_then = np.zeros(len(code), dtype="int64"), np.zeros(len(code), dtype="int64")
    late[asked], open_then[asked], late_then[asked] = found.late, found.open_then, found.late_then
    return Chances(late, open_then, late_then)


def _later_than(today: np.datetime64, remaining: Floats, due: Dates) -> Mask:
    known = ~np.isnan(remaining) & ~np.isnat(due)
    result = np.zeros(len(due), dtype=bool)
    result[known] = today + remaining[known].astype("timedelta64[D]") > due[known]
    return result


def _days(span: np.ndarray[tuple[int], np.dtype[np.timedelta64]]) -> Floats:
    days = span.astype("timedelta64[D]")
    return np.where(np.isnat(days), np.nan, days.astype("float64"))
