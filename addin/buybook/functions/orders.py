"""Functions about order lines."""

from __future__ import annotations

import numpy as np

from buybook.core import line_results
from buybook.core.frames import Dates, Floats, Mask, Texts
from buybook.functions.surroundings import Surroundings
from buybook.registry import Argument, ArgumentKind, Default, FunctionGroup, function


@function(
    "BUY_OPEN_QUANTITY",
    Argument("ordered"),
    Argument("accepted", optional=True, default=0.0),
    Argument("cancelled", optional=True, default=0.0),
    Argument("closed", ArgumentKind.YES_NO, optional=True, default=False),
    Argument("under_tolerance", ArgumentKind.PERCENT, optional=True, default=0.0, least=0),
    group=FunctionGroup.ORDERS,
)
def open_quantity(
    ordered: Floats, accepted: Floats, cancelled: Floats, closed: Mask, under_tolerance: Floats
) -> Floats:
    """Give what is still to come of a line."""
    return line_results.open_quantity(ordered, accepted, cancelled, closed, under_tolerance)


@function(
    "BUY_LINE_STATUS",
    Argument("ordered"),
    Argument("accepted", optional=True, default=0.0),
    Argument("order_date", ArgumentKind.DATE, optional=True),
    Argument("promised_date", ArgumentKind.DATE, optional=True),
    Argument("received", optional=True),
    Argument("cancelled", optional=True, default=0.0),
    Argument("under_tolerance", ArgumentKind.PERCENT, optional=True, default=0.0, least=0),
    group=FunctionGroup.ORDERS,
)
def line_status(
    ordered: Floats,
    accepted: Floats,
    order_date: Dates,
    promised_date: Dates,
    received: Floats,
    cancelled: Floats,
    under_tolerance: Floats,
    *,
    around: Surroundings,
) -> Texts:
    """Give the state of a line in the reader's words; what was received is what was accepted, unless given."""
    states = line_results.statuses(
        ordered,
        accepted,
        np.where(np.isnan(received), accepted, received),
        cancelled,
        order_date,
        promised_date,
        under_tolerance,
    )
    names = {state: around.words.state(state) for state in set(states.tolist())}
    return np.array([names[state] for state in states.tolist()], dtype=object)


@function(
    "BUY_DUE_DATE",
    Argument("promised_date", ArgumentKind.DATE, may_be_blank=True),
    Argument("requested_date", ArgumentKind.DATE, optional=True),
    Argument("order_date", ArgumentKind.DATE, optional=True),
    Argument("lead_time", optional=True, least=0),
    group=FunctionGroup.ORDERS,
)
def due_date(promised_date: Dates, requested_date: Dates, order_date: Dates, lead_time: Floats) -> Dates:
    """Give when a line is due."""
    return line_results.due_dates(promised_date, requested_date, order_date, lead_time)


@function(
    "BUY_DAYS_LATE",
    Argument("due_date", ArgumentKind.DATE),
    Argument("open_quantity", optional=True, default=1.0),
    Argument("received_date", ArgumentKind.DATE, optional=True),
    Argument("today", ArgumentKind.DATE, optional=True, default=Default.TODAY),
    Argument("tolerance", optional=True, default=0.0, least=0),
    group=FunctionGroup.ORDERS,
)
def days_late(
    due_date: Dates, open_quantity: Floats, received_date: Dates, today: Dates, tolerance: Floats
) -> Floats:
    """Give how many calendar days past due a line is, or was received."""
    return line_results.days_late(due_date, open_quantity, received_date, today, tolerance)
