"""The results of one order line from its own figures, as a buyer has them side by side in a row.

The rules are those of `order_lines`, for a line whose quantities are known.
"""

from __future__ import annotations

import numpy as np

from buybook.core.frames import Dates, Floats, Mask, Texts, settled
from buybook.core.states import line_states

_NO_DAY = np.datetime64("NaT", "D")


def open_quantity(
    ordered: Floats, accepted: Floats, cancelled: Floats, closed: Mask, under_tolerance: Floats
) -> Floats:
    """Give max(0, ordered - accepted - cancelled); nothing once the line is closed.

    A line of which something was accepted closes within the under tolerance, a fraction of ordered.
    """
    missing = settled(ordered - accepted - cancelled)
    tolerated = settled(np.maximum(ordered, 0) * under_tolerance)
    done = closed | ((missing <= tolerated) & (accepted > 0))
    return np.where(done, 0.0, np.maximum(missing, 0.0))


def due_dates(promised: Dates, requested: Dates, ordered: Dates, lead_time: Floats) -> Dates:
    """Give the latest promise, else the requested date, else order date + lead time in calendar days.

    A part of a day counts as a whole one. NaT where nothing tells.
    """
    known = np.isfinite(lead_time)
    days = np.ceil(np.round(np.where(known, lead_time, 0), 6)).astype("timedelta64[D]")
    reckoned = np.where(known, ordered + days, _NO_DAY)
    due = np.where(np.isnat(promised), requested, promised)
    return np.where(np.isnat(due), reckoned, due)


def days_late(due: Dates, outstanding: Floats, received: Dates, today: Dates, tolerance: Floats) -> Floats:
    """Give the calendar days past due: of a line that is open on `today`, or of a receipt on its day.

    Nothing is late within the tolerance, in days; past it the days count from the due date. A received line is
    late by its date of receipt; without one, it is late while something is outstanding.
    """
    was_received = ~np.isnat(received)
    until = np.where(was_received, received, today)
    days = (until - due).astype("timedelta64[D]").astype("float64")
    counts = was_received | (outstanding > 0)
    return np.where(counts & (days > tolerance), days, 0.0)


def statuses(
    ordered: Floats,
    accepted: Floats,
    received: Floats,
    cancelled: Floats,
    order_date: Dates,
    promised: Dates,
    under_tolerance: Floats,
) -> Texts:
    """Give the state of each line by what its own figures show: draft, sent, confirmed, ... as `line_states`.

    A line is cancelled where all of it is.
    """
    nothing = np.full(len(ordered), None, dtype=object)
    closed = np.zeros(len(ordered), dtype=bool)
    outstanding = open_quantity(ordered, accepted, cancelled, closed, under_tolerance)
    has_order_date = ~np.isnat(order_date)
    return line_states(
        nothing,
        has_number=has_order_date,
        has_order_date=has_order_date,
        has_promise=~np.isnat(promised),
        cancelled=(cancelled >= ordered) & (ordered > 0),
        received_by_word=closed,
        received=received,
        accepted=accepted,
        outstanding=outstanding,
    )
