"""`undo` takes the last command's changes back, but for what somebody changed since."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from workbooks import call, cells, codes, write_orders

from buybook.run import DONE

SHEETS = ("Orders", "Summary", "Goods in")


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = write_orders(tmp_path / "orders.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Requests")
    sheet.append(["PR No.", "Item no.", "Qty", "Supplier", "Unit price", "Currency", "Status"])
    sheet.append(["PR-1", "B-1", 10, "Nordbolt AB", 2.5, "EUR", "Approved"])
    book.save(path)
    return path


def everything(path: Path) -> dict[str, dict[str, object]]:
    return {sheet: cells(path, sheet) for sheet in (*SHEETS, "Requests")}


@pytest.mark.parametrize(
    ("verb", "options"),
    [
        ("refresh", {}),
        ("order", {}),
        ("receive", {"po": "PO-2026-0101", "line": "2", "quantity": 40.0, "damaged": 4.0}),
    ],
)
def test_undo_brings_back_every_cell(workbook: Path, verb: str, options: dict[str, object]) -> None:
    before = everything(workbook)
    call(verb, workbook, **options)
    assert everything(workbook) != before
    result = call("undo", workbook)
    assert result.status == DONE
    assert result.answer["changes"]
    assert everything(workbook) == before
    assert "Buybook today" not in openpyxl.load_workbook(workbook).sheetnames
    assert openpyxl.load_workbook(workbook)["Goods in"].tables["tblReceipts"].ref == "A1:H3"


def test_commands_are_taken_back_one_after_the_other(workbook: Path) -> None:
    states = [everything(workbook)]
    for verb, options in (
        ("refresh", {}),
        ("order", {}),
        ("receive", {"po": "PO-2026-0104", "quantity": 4.0}),
    ):
        call(verb, workbook, **options)
        states.append(everything(workbook))
    for state in reversed(states[:-1]):
        call("undo", workbook)
        assert everything(workbook) == state
    assert codes(call("undo", workbook)) == ["nothing_to_undo"]


def test_what_somebody_changed_since_stays(workbook: Path) -> None:
    call("refresh", workbook)
    book = openpyxl.load_workbook(workbook)
    book["Orders"]["L5"] = "Closed"
    book.save(workbook)
    result = call("undo", workbook)
    assert codes(result) == ["changed_since"]
    sheet = cells(workbook, "Orders")
    assert sheet["L5"] == "Closed"
    assert sheet["L7"] == "Confirmed"
    assert "P4" not in sheet


def test_a_column_that_somebody_wrote_into_stays(workbook: Path) -> None:
    call("refresh", workbook)
    book = openpyxl.load_workbook(workbook)
    book["Orders"]["P6"] = "call them on Friday"
    book.save(workbook)
    result = call("undo", workbook)
    assert "undo_keeps" in codes(result)
    assert cells(workbook, "Orders")["P6"] == "call them on Friday"


def test_a_sheet_that_somebody_wrote_on_stays(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "orders.xlsx", receipts=None)
    call("receive", path, po="PO-2026-0101", line="1", quantity=20.0)
    book = openpyxl.load_workbook(path)
    book["Goods receipts"]["B6"] = "PO-2026-0102"
    book.save(path)
    result = call("undo", path)
    assert "undo_keeps" in codes(result)
    assert cells(path, "Goods receipts")["B6"] == "PO-2026-0102"


def test_undo_of_nothing_changes_nothing(workbook: Path) -> None:
    content = workbook.read_bytes()
    assert codes(call("undo", workbook)) == ["nothing_to_undo"]
    assert workbook.read_bytes() == content


def test_an_excel_table_that_grew_rows_and_columns_shrinks_again(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["Goods in"]
    sheet.delete_cols(7)  # the reason
    sheet.tables["tblReceipts"].ref = "A1:G3"
    table = sheet.tables["tblReceipts"]
    del table.tableColumns[6]
    book.save(workbook)
    before = everything(workbook)
    call("receive", workbook, po="PO-2026-0101", line="2", quantity=40.0, damaged=4.0, reason="Wet")
    assert openpyxl.load_workbook(workbook)["Goods in"].tables["tblReceipts"].ref == "A1:H4"
    call("undo", workbook)
    assert everything(workbook) == before
    assert openpyxl.load_workbook(workbook)["Goods in"].tables["tblReceipts"].ref == "A1:G3"


def test_the_journal_forgets_the_oldest_runs(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("buybook.workbook.journal.RUNS_KEPT", 3)
    for day in range(1, 7):
        call("refresh", workbook, today=dt.date(2026, 5, day))
    journal = cells(workbook, "Buybook journal")
    assert {value for address, value in journal.items() if address.startswith("A")} == {"Run", 4, 5, 6}
    before = everything(workbook)
    call("refresh", workbook, today=dt.date(2026, 5, 7))
    call("undo", workbook)
    assert everything(workbook) == before


def test_the_sheet_in_front_may_be_the_one_that_goes(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "orders.xlsx")
    call("refresh", path)
    book = openpyxl.load_workbook(path)
    book.active = book.sheetnames.index("Buybook today")
    book.save(path)
    assert call("undo", path).failure is None
    assert "Buybook today" not in openpyxl.load_workbook(path).sheetnames
