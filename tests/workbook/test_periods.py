"""Titles that name a month, a week or a quarter, and such titles side by side."""

from __future__ import annotations

import datetime as dt

import pytest

from buybook.workbook.recognise.periods import Run, period_of, runs, unit_named

TOTALS = frozenset({"total", "totalt", "totaal", "summa"})


def run(*titles: object) -> Run | None:
    """Give the only run among titles that stand in the columns from A on."""
    found = runs(dict(enumerate(titles, start=1)), TOTALS)
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("unit", "titles"),
    [
        ("month", ("jan", "feb", "mar")),
        ("month", ("jan 26", "feb 26", "mrt 26")),
        ("month", ("Jan-26", "Feb-26", "Mar-26")),
        ("month", ("november 2026", "december 2026", "januari 2027")),
        ("month", ("nov", "dec", "jan")),
        ("month", ("Dec 25", "Nov 25", "Oct 25")),  # the newest first
        ("month", ("2026-01", "2026-02", "2026-03")),
        ("month", ("01-2026", "02-2026", "03-2026")),
        ("month", (202611.0, 202612.0, 202701.0)),
        ("month", ("M1", "M2", "M3")),
        ("month", ("1 jan", "1 feb", "1 mar")),
        ("month", ("2026-01-01", "2026-02-01", "2026-03-01")),
        ("month", (dt.datetime(2026, 1, 31), dt.datetime(2026, 2, 28), dt.datetime(2026, 3, 31))),
        ("month", ("januari (st)", "februari (st)")),
        ("week", ("v.12", "v.13", "v.14")),
        ("week", ("vecka 52", "vecka 1", "vecka 2")),
        ("week", ("wk 14", "wk 15")),
        ("week", ("W52/2026", "W53/2026", "W1/2027")),
        ("week", ("2026-W12", "2026-W13")),
        ("week", ("v2612", "v2613")),
        ("week", (dt.datetime(2026, 1, 5), dt.datetime(2026, 1, 12), dt.datetime(2026, 1, 19))),
        ("quarter", ("Q1", "Q2", "Q3", "Q4")),
        ("quarter", ("Q4 2025", "Q1 2026")),
        ("quarter", ("kv 1 26", "kv 2 26")),
        ("quarter", ("1e kwartaal", "2e kwartaal")),
        ("quarter", (dt.datetime(2026, 1, 1), dt.datetime(2026, 4, 1), dt.datetime(2026, 7, 1))),
        ("day", ("2026-01-05", "2026-01-06", "2026-01-07")),
    ],
)
def test_periods_that_follow_on_one_another(unit: str, titles: tuple[object, ...]) -> None:
    assert run(*titles) == Run(unit, tuple(range(1, len(titles) + 1)), "st" if "st" in str(titles[0]) else "")


@pytest.mark.parametrize(
    "titles",
    [
        ("M6", "M8", "M10"),  # bolts
        ("1-9", "10-49", "50+"),
        ("100", "200", "300"),
        ("2024", "2025", "2026"),
        ("jan", "mar", "may"),
        ("Ordered", "Requested", "Confirmed"),
        (dt.datetime(2026, 1, 5), dt.datetime(2026, 2, 20), dt.datetime(2026, 3, 2)),
        ("Price jan", "Volume feb"),
        ("week 60", "week 61"),
    ],
)
def test_what_does_not_follow_on(titles: tuple[object, ...]) -> None:
    assert run(*titles) is None


def test_sums_between_and_after_periods_belong_to_them() -> None:
    found = run("jan", "feb", "mar", "Q1", "apr", "maj", "jun", "Q2", "Totalt", "Leverantör")
    assert found == Run("month", (1, 2, 3, 5, 6, 7), "", (4, 8, 9))


def test_what_each_title_says_besides_the_period() -> None:
    assert run("Behov mars", "Behov april", "Behov maj") == Run("month", (1, 2, 3), "behov")
    assert run("Forecast W14", "Forecast W15") == Run("week", (1, 2), "forecast")


def test_every_second_week_says_nothing_of_how_long_each_is_for() -> None:
    found = run("v.12", "v.14", "v.16")
    assert found is not None
    assert not found.even


@pytest.mark.parametrize(
    "title", ["", "Mars chocolate bar, 24 pieces of 51 g each", True, None, 45000.5, "-"]
)
def test_what_names_no_period(title: object) -> None:
    assert period_of(title) is None or period_of(title).rest


def test_the_unit_that_a_group_names() -> None:
    assert [unit_named(text) for text in ("Vecka", "Behov per week", "Maand", "Item", "v")] == [
        "week", "week", "month", None, None,
    ]  # fmt: skip
