"""What is done otherwise for lists of many rows than row by row: it comes to the same."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from buybook.engine import open_book
from buybook.vocabulary import all_words
from buybook.workbook.grid import read_grid
from buybook.workbook.recognise import recognise
from buybook.workbook.recognise.titles import starts_like
from buybook.workbook.same import differing, same_value
from buybook.workbook.steps import PutCells, put_column
from buybook.workbook.tables import Area, Grid

_MERGED = ("A3:A5", "B3:C3", "D40:D41", "A99:B100")


@pytest.fixture
def merged(tmp_path: Path) -> Grid:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 101):
        sheet.append([f"{letter}{row}" for letter in "ABCD"])
    for area in _MERGED:
        sheet.merge_cells(area)
    path = tmp_path / "merged.xlsx"
    book.save(path)
    return read_grid(open_book(path).sheets[0])


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((1, 100), (Area(3, 1, 5, 1), Area(3, 2, 3, 3), Area(40, 4, 41, 4), Area(99, 1, 100, 2))),
        ((4, 50), (Area(40, 4, 41, 4),)),
        ((6, 39), ()),
        ((90, 4000), (Area(99, 1, 100, 2),)),
    ],
)
def test_merged_cells_are_found_by_halves(
    merged: Grid, rows: tuple[int, int], found: tuple[Area, ...]
) -> None:
    assert merged.merged(*rows) == found


def test_a_column_is_the_cells_in_it() -> None:
    grid = Grid("Orders", [["a", 1.0], ["b", None], ["c"]], first_row=3, first_column=2)
    for column in (1, 2, 3, 4):
        for rows in (range(1, 9), [5, 3], [4, 4], []):
            assert grid.column(column, rows) == [grid.cell(row, column) for row in rows]


def test_a_total_between_many_lines_is_no_line() -> None:
    lines: list[list[object]] = [[f"PO-{7000 + number}", f"A-{number}", 5.0] for number in range(3000)]
    lines.insert(2500, ["Total PO-9000", None, 100.0])
    grid = Grid("Orders", [["PO number", "Item number", "Ordered qty"], *lines])
    (table,) = recognise([grid], all_words()).tables
    assert (table.first_row, table.last_row, table.total_rows) == (2, 3002, (2502,))


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("Total 2026", True),
        ("PO-2026-17", False),
        ("sum of 12", False),
        ("17 total", True),
        ("totals2", False),
    ],
)
def test_digits_do_not_hide_a_total(text: str, like: bool) -> None:
    assert starts_like(text, frozenset({"total", "sum total"})) is like


def test_digits_count_where_a_phrase_has_some() -> None:
    assert starts_like("Page 2 of 9", frozenset({"page 2"}))
    assert not starts_like("Page 3 of 9", frozenset({"page 2"}))


def test_cells_differ_as_they_do_one_by_one() -> None:
    values = [None, "", "x", 1, 1.0, True, False, 0, 0.0, dt.date(2026, 3, 1), dt.datetime(2026, 3, 1),
              dt.datetime(2026, 3, 1, 8), 0.1 + 0.2, 0.3]  # fmt: skip
    before = [first for first in values for _ in values]
    after = [second for _ in values for second in values]
    expected = [
        place
        for place, (first, second) in enumerate(zip(before, after, strict=True))
        if not same_value(first, second)
    ]
    assert differing(before, after) == expected


def test_a_column_is_written_in_one_piece_from_its_first_value_to_its_last() -> None:
    values = {4: None, 5: "a", 6: None, 9: 2.0, 10: None}
    assert put_column("Orders", 3, values) == [
        PutCells("Orders", 5, 3, (("a",), (None,), (None,), (None,), (2.0,)))
    ]
    assert put_column("Orders", 3, {4: None}) == []
