"""Protected and marked workbooks, and results that only Excel can bring up to date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Protection
from openpyxl.workbook.protection import WorkbookProtection
from workbooks import call

from buybook.engine import open_book
from buybook.precautions import refusals
from buybook.settings import load
from buybook.workbook.opening import read_workbook
from buybook.workbook.planning import Change, Plan
from buybook.workbook.steps import InsertRows, Step, put_cells
from buybook.xlsx.workbook import Workbook

TODAY = dt.date(2026, 3, 16)
TITLES = ("PO no.", "Line", "Item no.", "Supplier", "Qty", "Promised date", "Received qty", "Status")


def order_book(path: Path, *, received: object = 0) -> openpyxl.Workbook:
    """Two order lines and a list of receipts."""
    book = openpyxl.Workbook()
    orders = book.active
    orders.title = "Orders"
    orders.append(TITLES)
    orders.append(("P-1", 1, "A-1", "Acme Ltd", 10, dt.date(2026, 3, 2), received, "Sent"))
    orders.append(("P-2", 1, "A-2", "Bolt Ltd", 5, dt.date(2026, 4, 2), 0, "Sent"))
    receipts = book.create_sheet("Receipts")
    receipts.append(("PO no.", "Line", "Received date", "Received qty", "Delivery note"))
    receipts.append(("P-1", 1, dt.date(2026, 3, 10), 4, "N-1"))
    book.save(path)
    return book


def codes(path: Path, verb: str = "refresh", **options: object) -> list[str]:
    return [each["code"] for each in call(verb, path, today=TODAY, **options).answer["findings"]]


def test_a_protected_sheet_is_left_alone_and_told(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    book = order_book(path)
    book["Orders"].protection.sheet = True
    book.save(path)
    before = path.read_bytes()
    result = call("refresh", path, today=TODAY)
    refused = [each for each in result.answer["findings"] if each["code"] == "sheet_protected"]
    assert [each["sheet"] for each in refused] == ["Orders"]
    assert result.status == 1
    assert result.answer["changes"] == []
    assert path.read_bytes() == before


def test_unlocked_cells_of_a_protected_sheet_may_be_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    book = order_book(path)
    sheet = book["Orders"]
    sheet.protection.sheet = True
    sheet["H2"].protection = Protection(locked=False)
    book.save(path)
    workbook = Workbook.open(path)
    opened = open_book(path)
    view = read_workbook(opened, load(None), "en")

    def refused(*cells: tuple[int, int], more: tuple[Step, ...] = ()) -> list[str]:
        plan = Plan(
            steps=[*put_cells({("Orders", row, column): "Late" for row, column in cells}), *more],
            noted=[Change("Orders", row, column, "Sent", "Late") for row, column in cells],
        )
        return [found.code for found in refusals(workbook, view, plan, journal=True)]

    assert refused((2, 8)) == []
    assert refused((2, 8), (3, 8)) == ["sheet_protected"]
    assert refused((2, 8), more=(InsertRows("Orders", 3, 1),)) == ["sheet_protected"]
    opened.close()


def test_a_protected_structure_takes_no_new_sheets(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    book = order_book(path)
    book.security = WorkbookProtection(lockStructure=True)
    book.save(path)
    before = path.read_bytes()
    assert "structure_protected" in codes(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("language", ["en", "sv", "nl"])
def test_a_recommendation_to_read_only_is_told_in_each_language(tmp_path: Path, language: str) -> None:
    path = tmp_path / "orders.xlsx"
    order_book(path)
    book = Workbook.open(path)
    book.xml = book.xml.replace(b"<workbookPr", b'<fileSharing readOnlyRecommended="1"/><workbookPr', 1)
    book.save()
    result = call("refresh", path, today=TODAY, _language=language)
    told = [each for each in result.answer["findings"] if each["code"] == "workbook_read_only_recommended"]
    assert len(told) == 1 and told[0]["text"] and told[0]["remedy"]
    assert result.answer["changes"]


def test_results_from_before_a_booking_are_told_until_excel_has_computed(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    order_book(path, received="=SUMIFS(Receipts!D:D,Receipts!A:A,A2)")
    book = Workbook.open(path)
    sheet = book.sheet("Orders")
    sheet.set_value(2, 7, 0)
    sheet.set_formula(2, 7, "=SUMIFS(Receipts!D:D,Receipts!A:A,A2)", cached=4)
    book.xml = book.xml.replace(b' fullCalcOnLoad="1"', b"")
    book.save()
    assert "results_not_computed" not in codes(path)  # it was computed when the run began
    booked = call("receive", path, today=TODAY, po="P-1", line="1", quantity=3.0)
    assert booked.failure is None
    found = call("refresh", path, today=TODAY).answer["findings"]
    told = [each for each in found if each["code"] == "results_not_computed"]
    assert [(each["sheet"], "Received qty" in each["text"]) for each in told] == [("Orders", True)]

    book = Workbook.open(path)  # what Excel does when it saves
    book.xml = book.xml.replace(b' fullCalcOnLoad="1"', b"")
    book.save()
    assert "results_not_computed" not in codes(path, _dry_run=True)
