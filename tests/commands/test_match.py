"""The three-way match end to end: beside the invoices, on a sheet of ours, and from a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbooks import ORDERS, RECEIPTS, Rows, call, cells, codes, order, parts, write_lists

from buybook.run import DONE, FINDINGS_REMAIN

INVOICES = ["Invoice no.", "Supplier", "PO number", "Line", "Qty", "Unit price", "Amount", "Currency"]
LINES = [
    order("PO-1", 1, "Nordbolt AB", 100, dt.date(2026, 3, 2)),  # at 2.50
    order("PO-1", 2, "Nordbolt AB", 40, dt.date(2026, 3, 2)),
    order("PO-2", 1, "Van Dael BV", 10, dt.date(2026, 3, 9)),  # at 10
]
GOODS = [
    [dt.date(2026, 3, 1), "PO-1", 1, 60, 0, 0, None, "DN-1"],
    [dt.date(2026, 3, 2), "PO-1", 1, 40, 0, 0, None, "DN-2"],
    [dt.date(2026, 3, 8), "PO-2", 1, 10, 0, 0, None, "DN-3"],
]
BILLED = [
    ["F-1", "Nordbolt AB", "PO-1", 1, 60, 2.5, 150, "EUR"],
    ["F-2", "Nordbolt AB", "PO-1", 2, 40, 2.5, 100, "EUR"],  # came before the goods
    ["F-3", "Van Dael BV", "PO-2", 1, 10, 12, 120, "EUR"],  # two too dear
    ["F-3", "Van Dael BV", "PO-2", 1, 10, 12, 120, "EUR"],
    ["F-4", "Nordbolt AB", "PO-9", 1, 1, 1, 1, "EUR"],
]


def workbook(path: Path, invoices: Rows = BILLED) -> Path:
    lists = {"Orders": (ORDERS, LINES), "Goods in": (RECEIPTS, GOODS), "Invoices": (INVOICES, invoices)}
    return write_lists(path, lists if invoices else {k: v for k, v in lists.items() if k != "Invoices"})


def test_what_blocks_which_invoice_stands_beside_it(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx")
    result = call("match", path, _language="en")
    assert result.status == FINDINGS_REMAIN
    invoices: Any = result.answer["invoices"]
    assert [each["reasons"] for each in invoices] == [
        [],
        ["not_received"],
        ["price"],
        ["duplicate"],
        ["no_order"],
    ]
    assert (invoices[2]["price_variance"], invoices[2]["expected"]) == (20, 100)
    sheet = cells(path, "Invoices")
    assert [sheet[f"I{row}"] for row in range(1, 7)] == [
        "Flags (Buybook)",
        "OK to pay",
        "Blocked: nothing received",
        "Blocked: other price",
        "Blocked: stands twice",
        "Blocked: no such order",
    ]
    assert {"invoice_not_received", "invoice_price", "invoice_duplicate", "invoice_no_order"} <= set(
        codes(result)
    )


def test_what_arrived_and_was_not_invoiced(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx")
    grni: Any = call("match", path, _language="en").answer["grni"]
    assert [(each["po_number"], each["po_line"], each["quantity"], each["amount"]) for each in grni] == [
        ("PO-1", "1", 40, 100)
    ]
    sheet = cells(path, "Buybook GRNI")
    assert (sheet["B5"], sheet["H5"], sheet["I5"]) == ("PO-1", 40, 100)


def test_the_second_run_changes_nothing_and_what_was_mended_is_released(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx")
    call("match", path, _language="en")
    before = parts(path)
    call("match", path, _language="en")
    assert parts(path) == before
    book = openpyxl.load_workbook(path)
    book["Invoices"].append(["F-5", "Van Dael BV", "PO-2", 1, None, None, -20, "EUR"])
    book.save(path)
    invoices: Any = call("match", path, _language="en").answer["invoices"]
    assert [each["reasons"] for each in invoices if each["order"] == "po-2"] == [[], ["duplicate"], []]
    assert cells(path, "Invoices")["I4"] == "OK to pay"


def test_undo_takes_it_back(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx")
    before = cells(path, "Invoices")
    call("match", path, _language="en")
    call("undo", path, _language="en")
    assert cells(path, "Invoices") == before
    assert "Buybook GRNI" not in openpyxl.load_workbook(path).sheetnames


@pytest.mark.parametrize("known", [BILLED[:1], []])
def test_a_file_of_invoices_is_added_and_matched(tmp_path: Path, known: Rows) -> None:
    path = workbook(tmp_path / "own.xlsx", known)
    text = "Fakturanr;Leverantör;Beställningsnr;Rad;Antal;À-pris;Belopp;Valuta\n"
    text += "F-1;Nordbolt AB;PO-1;1;60;2,50;150,00;EUR\nF-7;Van Dael BV;PO-2;1;10;10,00;100,00;EUR\n"
    (tmp_path / "invoices.csv").write_text(text, encoding="cp1252")
    result = call("match", path, _language="en", file="invoices.csv")
    assert result.status == DONE
    sheet = "Invoices"
    written = [value for key, value in sorted(cells(path, sheet).items()) if str(value).startswith("F-")]
    assert written == ["F-1", "F-7"]
    assert ("invoices_known" in codes(result)) is bool(known)
    before = parts(path)
    call("match", path, _language="en", file="invoices.csv")
    if known:  # beside a list that has just been begun the verdicts come with the second run
        assert parts(path) == before
        assert cells(path, sheet)["I3"] == "OK to pay"


def test_a_file_without_invoices_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx")
    (tmp_path / "menu.csv").write_text("Monday;Soup\nTuesday;Fish\n", encoding="utf-8")
    assert "invoices_not_found" in codes(call("match", path, _language="en", file="menu.csv"))
