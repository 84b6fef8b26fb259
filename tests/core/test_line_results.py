"""One line's results from its own figures agree with those of the whole order list."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buybook.core.line_results import days_late, due_dates, open_quantity, statuses
from buybook.core.order_lines import OrderRules, order_lines
from buybook.schema import TableKind

TODAY = dt.date(2026, 3, 10)
DAY = st.one_of(st.none(), st.dates(dt.date(2026, 1, 1), dt.date(2026, 5, 1)))


def numbers(*values: float) -> np.ndarray:
    return np.array(values, dtype="float64")


def days(*values: dt.date | None) -> np.ndarray:
    return np.array(values, dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("ordered", "accepted", "cancelled", "closed", "tolerance", "left"),
    [(100, 40, 0, False, 0, 60), (100, 120, 0, False, 0, 0), (100, 40, 10, False, 0, 50),
     (100, 40, 0, True, 0, 0), (100, 96, 0, False, 0.05, 0), (100, 94, 0, False, 0.05, 6),
     (100, 0, 0, False, 1, 100), (0.3, 0.1, 0.2, False, 0, 0)],
)  # fmt: skip
def test_open_quantity(
    ordered: float, accepted: float, cancelled: float, closed: bool, tolerance: float, left: float
) -> None:
    found = open_quantity(
        numbers(ordered), numbers(accepted), numbers(cancelled), np.array([closed]), numbers(tolerance)
    )
    assert found.tolist() == [left]


@settings(deadline=None, max_examples=40)
@given(
    ordered=st.integers(1, 50), received=st.integers(0, 60), order_date=DAY, promised=DAY, requested=DAY,
    lead_time=st.one_of(st.none(), st.integers(0, 60)), percent=st.sampled_from([0, 5, 20]),
)  # fmt: skip
def test_a_line_by_itself_is_as_in_the_order_list(
    ordered: int,
    received: int,
    order_date: dt.date | None,
    promised: dt.date | None,
    requested: dt.date | None,
    lead_time: int | None,
    percent: int,
) -> None:
    when = {"order_date": order_date, "promised_date": promised, "requested_date": requested}
    frame = pd.DataFrame(
        {name: pd.Series([day], dtype="datetime64[s]") for name, day in when.items()}
        | {"quantity_ordered": [float(ordered)], "quantity_received": [float(received)],
           "po_number": ["4501" if order_date else None],  # a numbered line with a date was sent
           "lead_time": [np.nan if lead_time is None else float(lead_time)]}
    )  # fmt: skip
    rules = OrderRules(under_tolerance_percent=percent)
    frame_of_list = order_lines({TableKind.ORDERS: frame}, rules, TODAY).frame
    listed = frame_of_list.iloc[0]

    none, share = numbers(0), numbers(percent / 100)
    left = open_quantity(numbers(ordered), numbers(received), none, np.array([False]), share)
    due = due_dates(
        days(promised), days(requested), days(order_date),
        numbers(np.nan if lead_time is None else lead_time),
    )  # fmt: skip
    late = days_late(due, left, days(None), days(TODAY), none)
    state = statuses(
        numbers(ordered), numbers(received), numbers(received), none, days(order_date), days(promised), share
    )
    assert left[0] == listed["quantity_outstanding"]
    assert due.tolist() == frame_of_list["due_date"].to_numpy().astype("datetime64[D]").tolist()
    assert late[0] == listed["days_late"]
    assert state[0] == listed["status"]


@pytest.mark.parametrize(
    ("due", "outstanding", "received", "tolerance", "late"),
    [("2026-03-02", 5, None, 0, 8), ("2026-03-02", 0, None, 0, 0), ("2026-03-02", 5, None, 8, 0),
     ("2026-03-02", 5, None, 7, 8), ("2026-03-02", 0, "2026-03-05", 0, 3), ("2026-03-12", 5, None, 0, 0)],
)  # fmt: skip
def test_days_late(due: str, outstanding: float, received: str | None, tolerance: float, late: float) -> None:
    found = days_late(
        np.array([due], "datetime64[D]"), numbers(outstanding), np.array([received], "datetime64[D]"),
        days(TODAY), numbers(tolerance),
    )  # fmt: skip
    assert found.tolist() == [late]
