"""Lists that Buybook keeps: begun, added to, corrected by the buyer, found again in another language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from buybook.engine import open_book
from buybook.schema import Kind
from buybook.settings import load
from buybook.vocabulary import Words, words
from buybook.workbook.kept_lists import ROW, KeptColumn, KeptList, kept_edits, read_kept
from buybook.workbook.opening import read_workbook
from buybook.workbook.planning import make_plan
from buybook.workbook.view import WorkbookView

CALLS = KeptList(
    "calls", (KeptColumn("number", Kind.CODE), KeptColumn("day", Kind.DATE), KeptColumn("cost", Kind.MONEY))
)
LABELS = {
    "en": {"sheet.calls": "Buybook calls", "number": "Number", "day": "Day", "cost": "Cost"},
    "sv": {"sheet.calls": "Buybook samtal", "number": "Nummer", "day": "Dag", "cost": "Kostnad"},
    "nl": {"sheet.calls": "Buybook gesprekken", "number": "Nummer", "day": "Dag", "cost": "Kosten"},
}
FIRST: dict[str, str | float | dt.date] = {"number": "007", "day": dt.date(2026, 3, 1), "cost": 12.5}


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    known = Words.label

    def label(self: Words, key: str) -> str:
        own = LABELS[self.language].get(key.removeprefix("kept.calls."))
        return known(self, key) if own is None else own

    monkeypatch.setattr(Words, "label", label)
    yield


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "own.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "mine"
    book.save(path)
    return path


def change(path: Path, edits: Callable[[WorkbookView], object], language: str = "en") -> object:
    """Open a workbook, carry out the edits that it asks for, save it; give what was planned for each cell."""
    book = open_book(path)
    try:
        view = read_workbook(book, load(None), language)
        plan = make_plan(edits(view), view)  # type: ignore[arg-type]
        for step in plan.steps:
            step.apply(book)
        book.impl.save_file(path)
        return [(each.cell, each.after) for each in plan.changes]
    finally:
        book.close()


def rows_of(path: Path, language: str = "en") -> tuple[list[dict[str, object]], list[str]]:
    book = open_book(path, read_only=True)
    try:
        kept = read_kept(read_workbook(book, load(None), language), CALLS)
        return [dict(row) for row in kept.rows], [finding.code for finding in kept.findings]
    finally:
        book.close()


def test_a_list_is_begun_and_added_to(workbook: Path) -> None:
    change(workbook, lambda view: kept_edits(view, words("en"), CALLS, [FIRST]))
    change(workbook, lambda view: kept_edits(view, words("en"), CALLS, [{"number": "008"}]))
    assert rows_of(workbook) == ([FIRST | {ROW: 4}, {"number": "008", ROW: 5}], [])
    sheet = openpyxl.load_workbook(workbook)["Buybook calls"]
    assert [sheet["A4"].value, sheet["A4"].number_format, sheet["A5"].number_format] == ["007", "@", "@"]


def test_no_list_is_begun_for_nothing(workbook: Path) -> None:
    assert change(workbook, lambda view: kept_edits(view, words("en"), CALLS)) == []


def test_only_what_differs_is_written(workbook: Path) -> None:
    change(workbook, lambda view: kept_edits(view, words("en"), CALLS, [FIRST]))
    later = {4: {"number": "007", "cost": 13.0}}
    assert change(workbook, lambda view: kept_edits(view, words("en"), CALLS, (), later)) == [("C4", 13.0)]
    assert change(workbook, lambda view: kept_edits(view, words("en"), CALLS, (), later)) == []


def test_it_is_found_in_the_language_that_it_was_begun_in(workbook: Path) -> None:
    change(workbook, lambda view: kept_edits(view, words("sv"), CALLS, [FIRST]), "sv")
    change(workbook, lambda view: kept_edits(view, words("nl"), CALLS, [{"number": "008"}]), "nl")
    assert [row["number"] for row in rows_of(workbook, "nl")[0]] == ["007", "008"]
    assert openpyxl.load_workbook(workbook).sheetnames[-1] == "Buybook samtal"


def test_what_the_buyer_moved_corrected_and_added(workbook: Path) -> None:
    change(workbook, lambda view: kept_edits(view, words("en"), CALLS, [FIRST, {"number": "008"}]))
    book = openpyxl.load_workbook(workbook)
    sheet = book["Buybook calls"]
    sheet.insert_cols(2)
    sheet["B3"], sheet["B4"] = "Remark", "rang twice"
    sheet["C5"], sheet["D5"] = "someday", "1.234,50 SEK"
    book.save(workbook)
    rows, codes = rows_of(workbook, "sv")
    assert rows == [FIRST | {ROW: 4}, {"number": "008", "cost": 1234.5, ROW: 5}]
    assert codes == ["kept_no_date"]
    change(workbook, lambda view: kept_edits(view, words("en"), CALLS, [{"number": "009"}]))
    assert openpyxl.load_workbook(workbook)["Buybook calls"]["A6"].value == "009"
