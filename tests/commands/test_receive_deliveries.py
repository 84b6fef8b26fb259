"""`receive` for several lines at once: named, from a delivery note, from another copy of the workbook."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import pytest
from workbooks import call, cells, codes, line, write_lists, write_orders

from buybook.run import DONE, FINDINGS_REMAIN, WRONG_CALL


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_orders(tmp_path / "orders.xlsx")


def test_several_lines_named_at_once(workbook: Path) -> None:
    result = call(
        "receive", workbook, lines="PO-2026-0101 / 2 = 40; PO-2026-0103 / 1 = 12,5", delivery_note="DN-9"
    )
    assert result.status == DONE
    assert line(result, "PO-2026-0101", "2")["status"] == "received"
    assert line(result, "PO-2026-0103", "1")["quantity_outstanding"] == 12.5
    receipts = cells(workbook, "Goods in")
    assert [(receipts[f"B{row}"], receipts[f"D{row}"], receipts[f"H{row}"]) for row in (4, 5)] == [
        ("PO-2026-0101", 40, "DN-9"),
        ("PO-2026-0103", 12.5, "DN-9"),
    ]
    content = workbook.read_bytes()
    again = call(
        "receive", workbook, lines="PO-2026-0101 / 2 = 40; PO-2026-0103 / 1 = 12.5", delivery_note="DN-9"
    )
    assert codes(again).count("receipt_already_booked") == 2
    assert workbook.read_bytes() == content


@pytest.mark.parametrize("lines", ["PO-2026-0101 / 2", "PO-1 = many", "= 5", " ; "])
def test_lines_that_say_nothing_are_a_wrong_call(workbook: Path, lines: str) -> None:
    assert call("receive", workbook, lines=lines).status == WRONG_CALL


def test_nothing_named_is_a_wrong_call(workbook: Path) -> None:
    assert call("receive", workbook).status == WRONG_CALL
    assert call("receive", workbook, po="PO-2026-0103").status == WRONG_CALL


NOTE = ["Delivery note", "PO number", "Line", "Item no.", "Received"]


def test_a_delivery_note_is_booked_from_its_file(workbook: Path, tmp_path: Path) -> None:
    note = write_lists(
        tmp_path / "note.xlsx",
        {
            "Note": (
                NOTE,
                [
                    ["DN-5", "PO-2026-0101", 2, "A-2", 15],
                    ["DN-5", "PO-2026-0101", 2, "A-2", 25],
                    ["DN-5", "PO-2026-0103", 1, "THEIRS-77", 25],
                    ["DN-5", "PO-1999-0001", 1, "A-1", 3],
                    ["DN-5", None, 1, "A-1", 3],
                    ["DN-5", "PO-2026-0103", 1, "A-1", None],
                ],
            )
        },
    )
    result = call("receive", workbook, file=str(note))
    assert result.status == FINDINGS_REMAIN
    assert line(result, "PO-2026-0101", "2")["status"] == "received"
    assert line(result, "PO-2026-0103", "1")["status"] == "received"
    assert {"order_not_found", "delivery_row_without_order", "delivery_row_without_quantity",
            "delivery_row_unknown_item", "delivery_rows_added"} <= set(codes(result))  # fmt: skip
    assert result.answer["nonconformances"] == []
    content = workbook.read_bytes()
    again = call("receive", workbook, file="note.xlsx")
    assert codes(again).count("receipt_already_booked") == 2
    assert workbook.read_bytes() == content


def test_a_note_as_delimited_text_of_one_order(workbook: Path, tmp_path: Path) -> None:
    (tmp_path / "note.csv").write_text(
        "Ordernr;Artikelnr;Benämning;Levererat antal\n;A-1;Item 1;40\n;A-2;Item 2;40\n", encoding="utf-8"
    )
    result = call("receive", workbook, file="note.csv", po="PO-2026-0101", delivery_note="FS-1",
                  date=dt.date(2026, 3, 15))  # fmt: skip
    assert [each["quantity_received"] for each in result.answer["orders"]] == [100, 40]
    assert cells(workbook, "Goods in")["H5"] == "FS-1"


def test_another_article_than_the_ordered_one_opens_a_case(workbook: Path, tmp_path: Path) -> None:
    note = write_lists(tmp_path / "note.xlsx", {"Note": (NOTE, [["DN-5", "PO-2026-0103", 1, "A-2", 25]])})
    result = call("receive", workbook, file=str(note))
    assert [(case["kind"], case["quantity"]) for case in result.answer["nonconformances"]] == [
        ("wrong_item", 25)
    ]


def test_a_file_without_deliveries_is_told(workbook: Path, tmp_path: Path) -> None:
    other = write_lists(tmp_path / "other.xlsx", {"Menu": (["Dish", "Taste"], [["Soup", "good"]])})
    content = workbook.read_bytes()
    assert codes(call("receive", workbook, file=str(other))) == ["delivery_not_found"]
    assert workbook.read_bytes() == content
    assert call("receive", workbook, file="missing.xlsx").status == WRONG_CALL


def test_two_buyers_receive_in_two_copies_and_nothing_is_lost_or_counted_twice(workbook: Path) -> None:
    copy = workbook.with_name("copy.xlsx")
    shutil.copy(workbook, copy)
    call("receive", workbook, po="PO-2026-0101", line="2", quantity=10.0, delivery_note="DN-7")
    call("receive", workbook, po="PO-2026-0103", quantity=5.0)
    call("receive", copy, po="PO-2026-0101", line="2", quantity=10.0, delivery_note="DN-7")
    call("receive", copy, po="PO-2026-0101", line="2", quantity=20.0, delivery_note="DN-8")
    call("receive", copy, po="PO-2026-0103", quantity=5.0)
    merged = call("receive", workbook, file="copy.xlsx")
    assert line(merged, "PO-2026-0101", "2")["quantity_received"] == 30
    after = call("refresh", workbook)
    assert line(after, "PO-2026-0101", "2")["quantity_received"] == 30
    assert line(after, "PO-2026-0101", "1")["quantity_received"] == 60
    assert line(after, "PO-2026-0103", "1")["quantity_received"] == 5
    told = codes(merged)
    assert told.count("receipt_already_booked") == 3 and told.count("receipts_known") == 1
    content = workbook.read_bytes()
    call("receive", workbook, file="copy.xlsx")
    assert workbook.read_bytes() == content


def test_a_picture_stays_with_its_case(workbook: Path) -> None:
    call("receive", workbook, po="PO-2026-0103", quantity=25.0, damaged=2.0, picture="https://pictures/1.jpg")
    assert "https://pictures/1.jpg" in cells(workbook, "Buybook cases").values()


def test_formulas_of_a_note_do_not_come_along(workbook: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([*NOTE, "Reason"])
    book.active.append(["DN-5", "PO-2026-0103", 1, "A-1", 5, '=HYPERLINK("http://x")'])
    book.active.append(["=1+1", "PO-2026-0103", 1, "A-1", 2, "'=cmd|x"])
    book.save(tmp_path / "note.xlsx")
    call("receive", workbook, file="note.xlsx")
    rows = list(openpyxl.load_workbook(workbook)["Goods in"].iter_rows(min_row=4))
    assert [[cell for cell in row if cell.data_type == "f"] for row in rows] == [[], []]
