"""What is scheduled: when it is due, and its command line."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schedule_entries import ODD_NAMES, entries, entry

from buybook.cli import build_parser
from buybook.excel.schedule.entry import Entry, ScheduleError


@pytest.mark.parametrize(
    ("now", "weekdays", "due"),
    [  # 2026-03-13 is a Friday
        ("2026-03-13 06:00", False, "2026-03-13 06:30"),
        ("2026-03-13 06:30", False, "2026-03-14 06:30"),
        ("2026-03-13 07:00", False, "2026-03-14 06:30"),
        ("2026-03-13 06:00", True, "2026-03-13 06:30"),
        ("2026-03-13 07:00", True, "2026-03-16 06:30"),
        ("2026-03-14 01:00", True, "2026-03-16 06:30"),
        ("2026-12-31 07:00", False, "2027-01-01 06:30"),
    ],
)
def test_when_it_is_due(now: str, weekdays: bool, due: str) -> None:
    found = entry(weekdays=weekdays).next_run(dt.datetime.fromisoformat(now))
    assert found == dt.datetime.fromisoformat(due)


@given(entries, st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1)))
def test_the_next_run_is_the_first_one_allowed(each: Entry, now: dt.datetime) -> None:
    due = each.next_run(now)
    assert due > now and due.time() == each.at
    assert due - now <= dt.timedelta(days=3 if each.weekdays else 1)
    assert not (each.weekdays and due.weekday() > 4)


@given(entries)
def test_the_terminal_understands_what_is_scheduled(each: Entry) -> None:
    flags, verb = each.arguments()[:4], each.arguments()[4:]
    assert flags == ("-E", "-P", "-m", "buybook")
    chosen = build_parser().parse_args(verb)
    given_paths = [path and str(path) for path in (chosen.workbook, chosen.config, chosen.summary)]
    assert given_paths == [each.workbook, each.config, each.summary]
    assert chosen.language == each.language


def test_a_workbook_has_one_entry_and_two_have_two() -> None:
    assert entry().identity == entry(weekdays=True).identity
    assert len({entry(f"/x/{name}").identity for name in ODD_NAMES}) == len(ODD_NAMES)


@pytest.mark.parametrize(
    "path", ["/x/a\nb.xlsx", "/x/\x00.xlsx", "/x/\udce4.xlsx", "/x/\x85.xlsx"], ids=ascii
)
def test_a_path_that_no_scheduler_can_be_told_is_refused(path: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        entry(path)
    assert refused.value.code == "schedule_odd_name"


@pytest.mark.parametrize("path", ["C:\\Users\\å\\orders.xlsx", "/home/x/orders.xlsx"])
def test_the_name_of_a_workbook_of_any_system(path: str) -> None:
    assert entry(path).name == "orders.xlsx"
