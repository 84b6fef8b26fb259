"""Functions as Excel calls them: xlwings' own `call_udf` and converters, over stand-ins for pywin32 and COM."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from standins import NOT_AVAILABLE, ComRange, ComSheet, Windows, windows

from buybook.excel import udfs
from buybook.functions.surroundings import Surroundings


@pytest.fixture(scope="module")
def excel() -> Iterator[Windows]:
    with windows() as found:
        yield found


@pytest.fixture(autouse=True)
def known_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udfs, "surroundings", lambda: Surroundings("en", dt.date(2026, 3, 10)))


LIST = ComSheet(
    [
        ["Ordered", "Accepted", "Due"],
        [100, 40, dt.datetime(2026, 3, 2)],
        ["12 st", None, dt.datetime(2026, 3, 20)],
        ["abc", 1, None],
        [None, None, None],
        [NOT_AVAILABLE, 0, None],
    ]
)


def test_a_single_value(excel: Windows) -> None:
    assert excel.call("BUY_OPEN_QUANTITY", 100.0, 40.0) == [[60.0]]


def test_columns_give_a_column(excel: Windows) -> None:
    answer = excel.call("BUY_OPEN_QUANTITY", LIST.column("A", 5, first=2), LIST.column("B", 5, first=2))
    assert answer == [
        [60.0],
        [12.0],
        ['ordered: "abc" is not a number.'],
        [""],
        ["ordered: the cell shows #N/A."],
    ]


def test_whole_columns_are_read_as_far_as_the_sheet_is_used(excel: Windows) -> None:
    before = LIST.read
    answer = excel.call("BUY_OPEN_QUANTITY", LIST.column("A"), LIST.column("B"))
    assert isinstance(answer, list)
    assert [row[0] for row in answer][:3] == ["", 60.0, 12.0]
    assert len(answer) == 6
    assert LIST.read - before == 12


def test_a_single_cell_goes_with_a_column(excel: Windows) -> None:
    answer = excel.call("BUY_EOQ", ComRange(LIST, 2, 1, 1, 1), ComRange(LIST, 2, 2, 1, 1), 1.0)
    assert answer == [[pytest.approx((2 * 100 * 40) ** 0.5)]]


def test_arguments_left_out_and_blank_cells(excel: Windows) -> None:
    blank = ComRange(LIST, 5, 1, 1, 1)
    assert excel.call("BUY_OPEN_QUANTITY", 100.0) == [[100.0]]
    assert excel.call("BUY_OPEN_QUANTITY", 100.0, blank) == [[100.0]]
    assert excel.call("BUY_OPEN_QUANTITY", blank, 3.0) == [[""]]
