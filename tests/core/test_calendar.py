from datetime import date

import numpy as np
import pytest

from buybook.core.calendar import (
    UnknownCountryError,
    add_working_days,
    is_working_day,
    working_days,
)


def days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


def test_days_after_the_start_up_to_the_end_are_counted() -> None:
    start = days("2026-03-09", "2026-03-13", "2026-03-14", "2026-03-16")
    assert working_days(start, date(2026, 3, 16)).tolist() == [5, 1, 1, 0]


def test_the_count_is_negative_backwards() -> None:
    assert working_days(date(2026, 3, 16), date(2026, 3, 9)).item() == -5


def test_missing_dates_count_as_unknown() -> None:
    counts = working_days(days("NaT", "2026-03-13"), days("2026-03-13", "NaT"))
    assert np.isnan(counts).all()


def test_an_empty_column_has_no_counts() -> None:
    assert len(working_days(days(), date(2026, 1, 1))) == 0


@pytest.mark.parametrize(
    ("country", "start", "end", "count"),
    [
        ("SE", "2026-04-02", "2026-04-07", 1),  # Good Friday, Easter Monday
        ("NL", "2026-04-24", "2026-04-27", 0),  # King's Day
        ("SE", "2026-04-24", "2026-04-27", 1),
        ("SE", "2026-06-18", "2026-06-22", 1),  # Midsummer Eve is free by custom
        ("SE", "2028-02-28", "2028-03-01", 2),  # a leap day
        (None, "2026-04-02", "2026-04-07", 3),
    ],
)
def test_holidays_are_the_countrys(country: str | None, start: str, end: str, count: int) -> None:
    assert working_days(days(start), days(end), country).tolist() == [count]


def test_holidays_can_be_left_out() -> None:
    assert working_days(days("2026-04-02"), days("2026-04-07"), "SE", observe_holidays=False) == [3]


def test_the_week_is_the_countrys() -> None:
    friday, sunday = date(2026, 5, 8), date(2026, 5, 10)
    assert not is_working_day(friday, "SA") and is_working_day(sunday, "SA")
    assert is_working_day(friday, "SE") and not is_working_day(sunday, "SE")


def test_a_working_day_later_skips_weekends_and_holidays() -> None:
    assert add_working_days(date(2026, 3, 13), 1) == date(2026, 3, 16)
    assert add_working_days(date(2026, 3, 14), 1) == date(2026, 3, 16)
    assert add_working_days(date(2026, 3, 14), -1) == date(2026, 3, 13)
    assert add_working_days(date(2026, 3, 14), 0) == date(2026, 3, 16)
    assert add_working_days(date(2026, 12, 30), 2) == date(2027, 1, 5)  # New Year's Eve and Day


def test_years_far_away_cost_no_lookup() -> None:
    assert working_days(days("0201-01-01"), days("9999-12-31"))[0] > 2_000_000


def test_an_unknown_country_is_told() -> None:
    with pytest.raises(UnknownCountryError, match="XX"):
        working_days(days("2026-01-01"), days("2026-01-02"), "XX")
