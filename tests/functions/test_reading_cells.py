"""What the cells of an argument come to: numbers, dates and words as buyers write them, and what is refused."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from buybook.functions.reading import Wrong, read
from buybook.functions.surroundings import Surroundings
from buybook.registry import Argument, ArgumentKind

AROUND = Surroundings("sv", dt.date(2026, 3, 10))


def column(kind: ArgumentKind, *cells: object, **bounds: object):
    return read(list(cells), Argument("it", kind, **bounds), AROUND)  # type: ignore[arg-type]


def said(kind: ArgumentKind, cell: object, **bounds: object) -> object:
    """Give what one cell comes to: its value, None for a blank, or the code of what is wrong."""
    found = column(kind, cell, **bounds)
    if found.wrong:
        assert found.given[0]
        return found.wrong[0].code
    return found.values[0] if found.given[0] else None


@pytest.mark.parametrize(
    ("cell", "found"),
    [(12.5, 12.5), (None, None), ("12,5", 12.5), ("1 250", 1250), ("12 st", 12), ("kr 89:-", 89), ("−3", -3),
     ("-", None), ("n/a", None), ("TBD", None), ("abc", "not_a_number"), (True, "not_a_number"),
     ("#N/A", "error_in_cell"), ("1,250", "two_numbers"), ("1.250", "two_numbers"), ("5 %", "percent_for_number"),
     (1e13, "too_large"), ("ca 50", "not_a_number"), ("4-6", "not_a_number"), ("12/100", "not_a_number"), (float("inf"), "not_a_number"),
     (dt.datetime(2026, 1, 1), "not_a_number")],
)  # fmt: skip
def test_numbers(cell: object, found: object) -> None:
    assert said(ArgumentKind.NUMBER, cell) == found


def test_other_cells_of_the_argument_show_what_a_comma_means() -> None:
    assert column(ArgumentKind.NUMBER, "1,250", "12,5").values.tolist() == [1.25, 12.5]
    assert column(ArgumentKind.NUMBER, "1,250", "1,250.50").values.tolist() == [1250, 1250.5]
    mixed = column(ArgumentKind.NUMBER, "1,250", "12,5", "12.5")
    assert mixed.wrong == {0: Wrong("two_numbers", {"value": "1,250", "one": "1250", "other": "1.25"})}


@pytest.mark.parametrize(
    ("cell", "bounds", "found"),
    [(0.0, {"least": 0}, 0.0), (-1.0, {"least": 0}, "too_small"), (0.0, {"above": 0}, "not_above"),
     (2.0, {"whole": True}, 2.0), (2.5, {"whole": True}, "not_whole"), ("-1", {"least": 0}, "too_small")],
)  # fmt: skip
def test_bounds(cell: object, bounds: dict[str, object], found: object) -> None:
    assert said(ArgumentKind.NUMBER, cell, **bounds) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [(0.125, 0.125), ("12,5 %", 0.125), ("12.5%", 0.125), (12.5, "not_a_percentage"), (1.0, "not_a_percentage"),
     ("12,5", "not_a_percentage"), (0.0, 0.0)],
)  # fmt: skip
def test_percentages(cell: object, found: object) -> None:
    assert said(ArgumentKind.PERCENT, cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (dt.datetime(2026, 3, 4, 13, 30), dt.date(2026, 3, 4)),
        (46085.0, dt.date(2026, 3, 4)),
        (46085.9, dt.date(2026, 3, 4)),
        ("2026-03-04", dt.date(2026, 3, 4)),
        ("4 mars 2026", dt.date(2026, 3, 4)),
        ("25/3/2026", dt.date(2026, 3, 25)),
        ("3/3/2026", dt.date(2026, 3, 3)),
        ("3/4/2026", "two_dates"),
        ("260304", "two_dates"),
        (20260304.0, dt.date(2026, 3, 4)),
        (None, None),
        ("2099-12-31", None),
        (dt.datetime(2099, 12, 31), None),
        ("okänt", None),
        (0.0, None),
        ("31.02.2026", "not_a_date"),
        ("v.12 2026", "week_for_date"),
        ("efter 2026-03-04", "not_a_date"),
        (7.0, "not_a_date"),
        (dt.datetime(1926, 3, 4), "date_implausible"),
        ("#REF!", "error_in_cell"),
        (True, "not_a_date"),
    ],
)
def test_dates(cell: object, found: object) -> None:
    answer = said(ArgumentKind.DATE, cell)
    assert (answer.astype(dt.date) if isinstance(answer, np.datetime64) else answer) == found


def test_other_cells_of_the_argument_show_the_order_of_day_and_month() -> None:
    found = column(ArgumentKind.DATE, "3/4/2026", "25/4/2026", None)
    assert found.values.tolist() == [dt.date(2026, 4, 3), dt.date(2026, 4, 25), None]
    assert found.given.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("kind", "cell", "found"),
    [
        (ArgumentKind.TEXT, " SE ", "SE"),
        (ArgumentKind.TEXT, 4501.0, "4501"),
        (ArgumentKind.TEXT, None, None),
        (ArgumentKind.YES_NO, True, True),
        (ArgumentKind.YES_NO, "Ja", True),
        (ArgumentKind.YES_NO, "nee", False),
        (ArgumentKind.YES_NO, 0.0, False),
        (ArgumentKind.YES_NO, "kanske", "not_yes_or_no"),
        (ArgumentKind.YES_NO, "#N/A", "error_in_cell"),
    ],
)
def test_words(kind: ArgumentKind, cell: object, found: object) -> None:
    assert said(kind, cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [("normal", "normal"), ("Skärpt", "tightened"), ("GEREDUCEERD", "reduced"), ("strict", "no_such_choice")],
)
def test_choices_in_any_language(cell: str, found: str) -> None:
    choices = ("normal", "tightened", "reduced")
    assert said(ArgumentKind.CHOICE, cell, choices=choices) == found
