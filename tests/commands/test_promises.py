"""The list of promises: fed by `refresh`, kept against edits, told of where somebody took rows out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbooks import TODAY, call, cells, codes, line, parts, write_lists, write_orders

SHEET = "Buybook promises"
FIRST, SECOND, THIRD = dt.date(2026, 3, 16), dt.date(2026, 4, 1), dt.date(2026, 4, 20)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_orders(tmp_path / "orders.xlsx")


def change(path: Path, edit: Callable[[Any], None]) -> None:
    """Change the workbook as its buyer would."""
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)


def promise(path: Path, day: dt.date | None, cell: str = "K6") -> None:
    """Write another date for PO-2026-0101 line 2."""
    change(path, lambda book: book["Orders"].__setitem__(cell, day))


def entries(path: Path, sheet: str = SHEET) -> list[tuple[object, ...]]:
    """What the list says: number, order, line, promise, promised, days moved, seen, by, from."""
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(min_row=4, values_only=True)
    return [
        tuple(value.date() if isinstance(value, dt.datetime) else value for value in
              (row[0], row[1], row[2], *row[7:13]))
        for row in rows
        if row[0] is not None
    ]  # fmt: skip


def test_refresh_keeps_what_is_promised(workbook: Path) -> None:
    call("refresh", workbook)
    assert entries(workbook) == [
        (1, "PO-2026-0101", "1", 1, dt.date(2026, 3, 2), None, TODAY, "tester", "Orders: Promised date"),
        (2, "PO-2026-0101", "2", 1, dt.date(2026, 3, 16), None, TODAY, "tester", "Orders: Promised date"),
        (3, "PO-2026-0102", "1", 1, dt.date(2026, 3, 9), None, TODAY, "tester", "Orders: Promised date"),
        (4, "PO-2026-0103", "1", 1, dt.date(2026, 4, 30), None, TODAY, "tester", "Orders: Promised date"),
    ]


def test_a_date_that_is_moved_twice_is_kept_and_told(workbook: Path) -> None:
    call("refresh", workbook)
    promise(workbook, SECOND)
    call("refresh", workbook, TODAY + dt.timedelta(1))
    promise(workbook, THIRD)
    result = call("refresh", workbook, TODAY + dt.timedelta(2))
    known = line(result, "PO-2026-0101", "2")
    assert [known[name] for name in ("first_promised", "latest_promised", "times_moved", "due_date")] == [
        "2026-03-16", "2026-04-20", 2, "2026-04-20"
    ]  # fmt: skip
    assert "date_moved" in known["flags"]  # type: ignore[operator]
    (told,) = [each for each in result.answer["findings"] if each["code"] == "date_moved"]  # type: ignore[attr-defined]
    assert told["cell"] == "K6"
    assert (
        "first promised for 2026-03-16; the date moved 2 time(s) and is now 2026-04-20, 35 days"
        in told["text"]
    )
    assert [(each[0], each[3], each[4], each[5], each[6]) for each in entries(workbook)[4:]] == [
        (5, 2, SECOND, 16, TODAY + dt.timedelta(1)),
        (6, 3, THIRD, 19, TODAY + dt.timedelta(2)),
    ]


def test_a_second_refresh_adds_nothing(workbook: Path) -> None:
    call("refresh", workbook)
    promise(workbook, SECOND)
    call("refresh", workbook)
    content = workbook.read_bytes()
    assert call("refresh", workbook).answer["changes"] == []
    assert workbook.read_bytes() == content


def test_undo_takes_back_what_was_entered_and_nothing_else(workbook: Path) -> None:
    call("refresh", workbook)
    before = cells(workbook, SHEET)
    promise(workbook, SECOND)
    call("refresh", workbook)
    call("undo", workbook)
    assert cells(workbook, SHEET) == before
    result = call("refresh", workbook)
    assert not {"promises_missing", "promises_gone"} & set(codes(result))
    assert [each[0] for each in entries(workbook)] == [1, 2, 3, 4, 5]


def test_undo_of_the_first_refresh_leaves_no_list(workbook: Path) -> None:
    call("refresh", workbook)
    call("undo", workbook)
    assert SHEET not in openpyxl.load_workbook(workbook).sheetnames
    assert "promises_gone" not in codes(call("refresh", workbook))


def test_a_preview_enters_nothing(workbook: Path) -> None:
    content = parts(workbook)
    preview = call("refresh", workbook, _dry_run=True)
    assert any(each["sheet"] == SHEET for each in preview.answer["changes"])  # type: ignore[attr-defined]
    assert parts(workbook) == content


@pytest.mark.parametrize(("row", "number"), [(5, "2"), (7, "4"), (8, "5")])
def test_a_row_that_is_deleted_is_told(workbook: Path, row: int, number: str) -> None:
    call("refresh", workbook)
    promise(workbook, SECOND)
    call("refresh", workbook)
    change(workbook, lambda book: book[SHEET].delete_rows(row))
    if number == "2":  # the first promise of the line that moved: the second must not become the first unseen
        result = call("refresh", workbook)
        assert line(result, "PO-2026-0101", "2")["first_promised"] == SECOND.isoformat()
    else:
        result = call("refresh", workbook)
    (told,) = [each for each in result.answer["findings"] if each["code"] == "promises_missing"]  # type: ignore[attr-defined]
    assert f"No. {number}." in told["text"]
    assert told["sheet"] == SHEET


def test_a_sheet_that_is_deleted_is_told(workbook: Path) -> None:
    call("refresh", workbook)
    change(workbook, lambda book: book.remove(book[SHEET]))
    assert "promises_gone" in codes(call("refresh", workbook))
    assert "promises_gone" not in codes(call("refresh", workbook))


def test_a_date_for_no_date_is_no_promise(tmp_path: Path) -> None:
    titles = ["PO number", "Line", "Supplier", "Item no.", "Ordered qty", "Promised date", "Status"]
    path = write_lists(
        tmp_path / "orders.xlsx",
        {"Orders": (titles, [["PO-1", 1, "Acme", "A-1", 10, dt.date(2099, 12, 31), "Sent"]])},
    )
    assert line(call("refresh", path), "PO-1", "1")["first_promised"] is None
    assert SHEET not in openpyxl.load_workbook(path).sheetnames


@pytest.mark.parametrize(
    ("titles", "sheet", "first"),
    [
        (["Ordernummer", "Rad", "Leverantör", "Artikelnr", "Beställt antal", "Utlovat leveransdatum"], "Buybook löften", "Nr"),
        (["Ordernummer", "Regel", "Leverancier", "Artikelnr", "Besteld aantal", "Toegezegde leverdatum"], "Buybook toezeggingen", "Nr."),
    ],
)  # fmt: skip
def test_the_list_speaks_the_workbooks_language(
    tmp_path: Path, titles: list[str], sheet: str, first: str
) -> None:
    rows = [["PO-1", 1, "Nordbolt AB", "A-1", 10, FIRST]]
    path = write_lists(tmp_path / "orders.xlsx", {"Orders": (titles, rows)})
    call("refresh", path)
    assert cells(path, sheet)["A3"] == first
    change(path, lambda book: book["Orders"].__setitem__("F2", SECOND))
    call("refresh", path, _language="en")
    assert [each[4] for each in entries(path, sheet)] == [FIRST, SECOND]


def test_rows_may_be_sorted_and_remarked_upon(workbook: Path) -> None:
    call("refresh", workbook)

    def sort(book: Any) -> None:
        sheet = book[SHEET]
        values = [[cell.value for cell in row] for row in sheet["A4:M7"]]
        for row, found in zip(sheet["A4:M7"], reversed(values), strict=True):
            for cell, value in zip(row, found, strict=True):
                cell.value = value
        sheet["N3"], sheet["N5"] = "Remark", "rang them"

    change(workbook, sort)
    promise(workbook, SECOND)
    result = call("refresh", workbook)
    assert line(result, "PO-2026-0101", "2")["times_moved"] == 1
    assert entries(workbook)[-1][:5] == (5, "PO-2026-0101", "2", 2, SECOND)
    assert "promises_missing" not in codes(result)


def test_a_receipt_is_judged_by_the_first_promise(workbook: Path) -> None:
    call("refresh", workbook)
    promise(workbook, SECOND)
    result = call("receive", workbook, SECOND, po="PO-2026-0101", line="2", quantity=40.0, date=SECOND)
    received = line(result, "PO-2026-0101", "2")
    assert (received["first_promised"], received["latest_promised"]) == ("2026-03-16", SECOND.isoformat())
