"""`receive`, end to end: the receipt is booked, the order line follows, a case is opened for what was wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from workbooks import call, cells, codes, line, write_orders

from buybook.run import DONE, FINDINGS_REMAIN, WRONG_CALL


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_orders(tmp_path / "orders.xlsx")


def test_a_whole_receipt_closes_the_line(workbook: Path) -> None:
    result = call("receive", workbook, po="PO-2026-0101", line="2", quantity=40.0, delivery_note="DN-9")
    assert result.status == DONE
    booked = line(result, "PO-2026-0101", "2")
    assert (booked["status"], booked["quantity_received"], booked["quantity_outstanding"]) == (
        "received",
        40,
        0,
    )
    assert result.answer["nonconformances"] == []
    table = openpyxl.load_workbook(workbook)["Goods in"].tables["tblReceipts"]
    assert table.ref == "A1:H4"
    receipts = cells(workbook, "Goods in")
    assert [receipts.get(f"{column}4") for column in "ABCDEFGH"] == [
        dt.datetime(2026, 3, 16),
        "PO-2026-0101",
        2,
        40,
        0,
        0,
        None,
        "DN-9",
    ]
    assert cells(workbook, "Orders")["L6"] == "Received"


def test_damaged_and_rejected_goods_open_a_case_each(workbook: Path) -> None:
    result = call("receive", workbook, po="PO-2026-0103", line="1", quantity=25.0, damaged=2.0, rejected=3.0,
                  reason="Bent", date=dt.date(2026, 3, 14))  # fmt: skip
    booked = line(result, "PO-2026-0103", "1")
    assert (booked["quantity_accepted"], booked["quantity_rejected"], booked["quantity_damaged"]) == (
        20,
        3,
        2,
    )
    assert (booked["quantity_outstanding"], booked["status"]) == (5, "partially_received")
    cases = result.answer["nonconformances"]
    assert [(case["kind"], case["quantity"], case["amount"], case["reason"]) for case in cases] == [
        ("damaged", 2, 8, "Bent"),
        ("rejected", 3, 12, "Bent"),
    ]
    listed = cells(workbook, "Non-conformances")
    assert (listed["A4"], listed["C4"], listed["H4"]) == ("NC-2026-001", "PO-2026-0103", 2)


def test_a_refresh_after_it_says_the_same(workbook: Path) -> None:
    booked = call("receive", workbook, po="PO-2026-0103", line="1", quantity=25.0, damaged=2.0)
    after = call("refresh", workbook)
    assert line(after, "PO-2026-0103", "1") == line(booked, "PO-2026-0103", "1")


def test_the_same_delivery_note_is_booked_once(workbook: Path) -> None:
    call("receive", workbook, po="PO-2026-0103", line="1", quantity=5.0, delivery_note="DN-77")
    content = workbook.read_bytes()
    again = call("receive", workbook, po="PO-2026-0103", line="1", quantity=5.0, delivery_note="DN-77")
    assert "receipt_already_booked" in codes(again)
    assert workbook.read_bytes() == content


def test_an_unknown_order_is_an_error_and_writes_nothing(workbook: Path) -> None:
    content = workbook.read_bytes()
    result = call("receive", workbook, po="PO-1999-1", line="1", quantity=5.0)
    assert result.status == FINDINGS_REMAIN
    assert codes(result) == ["order_not_found"]
    assert workbook.read_bytes() == content


def test_a_line_must_be_named_where_the_order_has_several(workbook: Path) -> None:
    assert codes(call("receive", workbook, po="PO-2026-0101", quantity=5.0)) == ["order_line_ambiguous"]
    assert call("receive", workbook, po="PO-2026-0102", quantity=-1.0).status == DONE


def test_parts_that_do_not_add_up_are_a_wrong_call(workbook: Path) -> None:
    content = workbook.read_bytes()
    result = call("receive", workbook, po="PO-2026-0103", quantity=10.0, accepted=9.0, damaged=2.0)
    assert result.status == WRONG_CALL
    assert "9" in str(result.failure)
    assert workbook.read_bytes() == content


def test_receipts_get_a_sheet_where_there_is_none_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "typed.xlsx", receipts=None)
    book = openpyxl.load_workbook(path)
    book["Orders"]["M4"] = "Received qty"
    for row, typed in ((5, 30), (6, 0), (7, 10), (8, None)):
        book["Orders"].cell(row, 13, typed)
    book.save(path)
    result = call("receive", path, po="PO-2026-0101", line="1", quantity=20.0)
    booked = line(result, "PO-2026-0101", "1")
    assert (booked["quantity_received"], booked["quantity_outstanding"]) == (50, 50)
    receipts = cells(path, "Goods receipts")
    assert [receipts[f"G{row}"] for row in (4, 5)] == [30, 20]
    assert receipts["M4"] == "Opening balance"
    assert cells(path, "Orders")["M5"] == 50
    after = call("refresh", path)
    assert line(after, "PO-2026-0101", "1")["quantity_received"] == 50
    assert line(after, "PO-2026-0102", "1")["quantity_received"] == 10


def test_what_the_receipts_have_no_column_for_gets_one_of_ours(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "narrow.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["Goods in"]
    del sheet.tables["tblReceipts"]
    sheet.delete_cols(5, 4)
    book.save(path)
    call("receive", path, po="PO-2026-0103", line="1", quantity=25.0, damaged=2.0, reason="Bent")
    receipts = cells(path, "Goods in")
    titles = {value: address[0] for address, value in receipts.items() if address.endswith("1")}
    assert receipts[titles["Damaged (Buybook)"] + "4"] == 2
    assert receipts[titles["Reason (Buybook)"] + "4"] == "Bent"
    assert line(call("refresh", path), "PO-2026-0103", "1")["quantity_damaged"] == 2


def test_text_that_would_act_as_a_formula_or_a_number_stays_text(workbook: Path) -> None:
    call("receive", workbook, po="PO-2026-0103", line="1", quantity=5.0, damaged=1.0,
         reason='=HYPERLINK("http://x","y")', delivery_note="0012")  # fmt: skip
    row = {cell.column_letter: cell for cell in openpyxl.load_workbook(workbook)["Goods in"][4]}
    assert (row["G"].value, row["G"].data_type) == ('=HYPERLINK("http://x","y")', "s")
    assert row["H"].value == "0012"
