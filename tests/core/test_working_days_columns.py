"""Working days added to whole columns equal those added to one date."""

from __future__ import annotations

import datetime as dt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from buybook.core.calendar import add_working_days, working_days, working_days_after

ROWS = st.lists(
    st.tuples(st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)), st.integers(-60, 60)), min_size=1, max_size=5
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(rows=ROWS, country=st.sampled_from(["SE", "NL"]))
def test_each_date_by_itself(rows: list[tuple[dt.date, int]], country: str) -> None:
    start = np.array([day for day, _ in rows], dtype="datetime64[D]")
    count = np.array([number for _, number in rows], dtype="int64")
    found = working_days_after(start, count, country)
    assert found.tolist() == [add_working_days(day, number, country) for day, number in rows]


@settings(deadline=None, max_examples=40)
@given(rows=ROWS)
def test_counting_back_gives_what_was_added(rows: list[tuple[dt.date, int]]) -> None:
    start = np.array([day for day, _ in rows], dtype="datetime64[D]")
    count = np.array([abs(number) for _, number in rows], dtype="int64")
    assert working_days(start, working_days_after(start, count)).tolist() == [
        number if number else free_days(day) for number, day in zip(count.tolist(), start, strict=True)
    ]


def free_days(day: np.datetime64) -> int:
    """Adding none moves a free day on to the next working day."""
    return int(working_days_after(np.array([day]), np.array([0]))[0] != day)


def test_a_missing_date_stays_missing() -> None:
    found = working_days_after(np.array(["NaT", "2026-04-02"], dtype="datetime64[D]"), np.array([1, 1]))
    assert found.tolist() == [None, dt.date(2026, 4, 7)]
