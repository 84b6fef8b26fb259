"""`order --revise`: an order that was changed after it was sent goes out anew, with what changed marked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from test_order_files import documents, letter, text_of
from workbooks import TODAY, call, cells, codes, write_lists

from buybook.run import DONE, WRONG_CALL

ORDERS = ["PO number", "Line", "Supplier", "Item no.", "Description", "Ordered qty", "Cancelled qty", "Unit price",
          "Currency", "Order date", "Requested date", "Status"]  # fmt: skip
REQUESTS = ["PR No.", "Item no.", "Description", "Qty", "Unit", "Supplier", "Unit price", "Currency", "Need by",
            "Status"]  # fmt: skip
SUPPLIERS = (["Supplier", "Email", "Country"], [["Nordbolt AB", "order@nordbolt.example", "SE"]])
LATER = TODAY + dt.timedelta(days=7)


def request(number: int) -> list[object]:
    return [f"PR-{number}", f"B-{number}", f"Bolt {number}", 10 * number, "pcs", "Nordbolt AB", 2.5, "EUR",
            dt.date(2026, 5, 4), "Approved"]  # fmt: skip


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    old = ["PO-2026-0103", 1, "Ketels BV", "A-1", "Item", 5, None, 4.0, "EUR", dt.date(2026, 2, 2),
           dt.date(2026, 4, 30), "Sent"]  # fmt: skip
    path = write_lists(
        tmp_path / "buying.xlsx",
        {
            "Requests": (REQUESTS, [request(n) for n in range(1, 5)]),
            "Orders": (ORDERS, [old]),
            "Suppliers": SUPPLIERS,
        },
    )
    assert call("order", path).status == DONE
    return path


def edit(path: Path, **values: object) -> None:
    book = openpyxl.load_workbook(path)
    for cell, value in values.items():
        book["Orders"][cell] = value
    book.save(path)


def sent(path: Path) -> list[tuple[object, ...]]:
    rows = openpyxl.load_workbook(path)["Buybook orders sent"].iter_rows(min_row=4, values_only=True)
    return [(row[0], row[1], row[2], row[7]) for row in rows]


def revise(path: Path, **options: object):
    return call("order", path, today=LATER, revise="PO-2026-0104", **options)


def test_what_was_sent_is_noted_line_by_line(workbook: Path) -> None:
    assert sent(workbook) == [("PO-2026-0104", str(n), 1, 10 * n) for n in range(1, 5)]
    head = cells(workbook, "Buybook orders sent")
    assert (head["A3"], head["H3"], head["D4"]) == ("PO number", "Qty", dt.datetime(2026, 3, 16))


def test_an_order_that_did_not_change_is_not_sent_again(workbook: Path) -> None:
    content = workbook.read_bytes()
    result = revise(workbook)
    assert result.answer["purchase_orders"] == []
    assert result.status == DONE
    assert workbook.read_bytes() == content


def test_a_revision_tells_what_changed(workbook: Path) -> None:
    edit(workbook, F3=12, K3=dt.date(2026, 5, 11), G4=5, L5="Cancelled", H6=2.75)
    result = revise(workbook)
    assert result.status == DONE
    (order,) = result.answer["purchase_orders"]
    assert (order["po_number"], order["revision"]) == ("PO-2026-0104", 2)
    assert [
        (line["po_line"], line["quantity"], line["change"], line["changed"]) for line in order["lines"]
    ] == [
        ("1", 12, "changed", ["quantity", "date"]),
        ("2", 15, "cancelled", ["quantity"]),
        ("3", 0, "cancelled", ["quantity"]),
        ("4", 40, "changed", ["price"]),
    ]
    assert order["total"] == 30 + 37.5 + 0 + 110
    made = documents(result)
    assert made[".pdf"].name == "PO-2026-0104 rev 2.pdf"
    text = text_of(made[".pdf"])
    for expected in (
        "Revidering 2 av den 2026-03-23 ersätter revidering 1 av den 2026-03-16.", "Ändrade rader: 1, 4.",
        "Annullerade rader: 2, 3.", "Antal 12 st (var 10 st); Önskad leverans 2026-05-11 (var 2026-05-04)",
        "Resten annullerad: 15 st (var 20 st)", "Annullerad (var 30 st)", "Pris 2,75 (var 2,50)", "177,50",
    ):  # fmt: skip
        assert expected in text.replace("\n", " "), expected
    assert letter(made[".eml"])["Subject"] == "Inköpsorder PO-2026-0104, revidering 2"
    assert sent(workbook)[4:] == [
        ("PO-2026-0104", "1", 2, 12), ("PO-2026-0104", "2", 2, 15), ("PO-2026-0104", "3", 2, 0),
        ("PO-2026-0104", "4", 2, 40),
    ]  # fmt: skip


def test_a_second_revision_goes_on_from_the_first_and_the_same_call_twice_changes_nothing(
    workbook: Path,
) -> None:
    edit(workbook, F3=12)
    revise(workbook)
    content = workbook.read_bytes()
    assert revise(workbook).answer["purchase_orders"] == []
    assert workbook.read_bytes() == content
    edit(workbook, F3=14)
    result = revise(workbook)
    assert result.answer["purchase_orders"][0]["revision"] == 3
    assert "(var 12 st)" in text_of(documents(result)[".pdf"])
    names = {path.name for path in (workbook.parent / "Purchase orders").iterdir()}
    assert {"PO-2026-0104.pdf", "PO-2026-0104 rev 2.pdf", "PO-2026-0104 rev 3.pdf"} <= names


def test_a_line_that_was_added_and_one_that_was_taken_out(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["Orders"]
    sheet.delete_rows(4)
    new = [
        "PO-2026-0104",
        5,
        "Nordbolt AB",
        "B-9",
        "Washer",
        8,
        None,
        1.5,
        "EUR",
        None,
        dt.date(2026, 5, 4),
        None,
    ]
    sheet.append(new)
    book.save(workbook)
    result = revise(workbook)
    lines = {line["po_line"]: line for line in result.answer["purchase_orders"][0]["lines"]}
    assert (lines["5"]["change"], lines["2"]["change"], lines["2"]["quantity"]) == ("added", "missing", 0)
    assert "order_line_gone" in codes(result)
    text = text_of(documents(result)[".pdf"])
    assert "Ny rad" in text
    assert "Annullerad (var 20 st)" in text


def test_a_preview_shows_it_and_writes_nothing(workbook: Path) -> None:
    edit(workbook, F3=12)
    content = workbook.read_bytes()
    before = set((workbook.parent / "Purchase orders").iterdir())
    result = revise(workbook, _dry_run=True)
    assert result.answer["purchase_orders"][0]["revision"] == 2
    assert workbook.read_bytes() == content
    assert set((workbook.parent / "Purchase orders").iterdir()) == before


def test_undo_takes_the_note_back_so_that_the_revision_can_be_made_again(workbook: Path) -> None:
    edit(workbook, F3=12)
    revise(workbook)
    call("undo", workbook, today=LATER)
    assert len(sent(workbook)) == 4
    assert revise(workbook).answer["purchase_orders"][0]["revision"] == 2


def test_an_order_that_was_made_by_hand_is_sent_and_noted_as_its_first(workbook: Path) -> None:
    result = call("order", workbook, today=LATER, revise="po-2026-0103")
    (order,) = result.answer["purchase_orders"]
    assert (order["po_number"], order["revision"], order["total"]) == ("PO-2026-0103", 1, 20)
    assert "order_first_noted" in codes(result)
    assert documents(result)[".pdf"].name == "PO-2026-0103.pdf"
    again = call("order", workbook, today=LATER, revise="PO-2026-0103")
    assert again.answer["purchase_orders"] == []


def test_an_unknown_order_is_a_wrong_call(workbook: Path) -> None:
    result = call("order", workbook, revise="PO-1999-1")
    assert (result.status, result.answer["error"]["code"]) == (WRONG_CALL, "order_to_revise_not_found")


def test_a_number_is_never_used_again_though_its_rows_are_gone(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Orders"].delete_rows(3, 4)
    for row in range(2, 6):
        book["Requests"].cell(row, 11).value = None
        book["Requests"].cell(row, 10).value = "Approved"
    book.save(workbook)
    result = call("order", workbook, today=LATER)
    assert [order["po_number"] for order in result.answer["purchase_orders"]] == ["PO-2026-0105"]
