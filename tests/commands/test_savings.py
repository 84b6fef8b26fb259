"""Savings, end to end: booked by `order`, realised by what arrives, added up by `savings`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbooks import call, cells, codes, write_lists

REQUESTS = ["Request no.", "Item no.", "Description", "Quantity", "Unit", "Supplier", "Status"]
QUOTES = ["Quote no.", "Supplier", "Item no.", "Qty", "Unit", "Unit price", "Currency", "Quote date"]
ORDERS = ["PO number", "Line", "Supplier", "Item no.", "Ordered qty", "Unit", "Unit price", "Currency", "Order date",
          "Received qty", "Status"]  # fmt: skip
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    requests = [
        ["R1", "S-1", "Seal", 40, "pcs", None, "Approved"],
        ["R2", "S-2", "Gasket", 10, "pcs", None, "Approved"],
        ["R3", "S-3", "Ring", 5, "pcs", None, "Approved"],
    ]
    quotes = [
        ["Q1", "Acme AB", "S-1", 40, "pcs", 2.0, "EUR", DAY],
        ["Q2", "Acme AB", "S-2", 10, "pcs", 6.0, "EUR", dt.date(2026, 2, 1)],
        ["Q3", "Acme AB", "S-2", 10, "pcs", 5.5, "EUR", DAY],
        ["Q4", "Acme AB", "S-3", 5, "pcs", 7.0, "EUR", DAY],
    ]
    orders = [
        ["PO-2025-0007", 1, "Bolt AB", "S-1", 100, "pcs", 2.5, "EUR", dt.date(2025, 9, 1), 100, "Received"]
    ]
    lists = {"Requests": (REQUESTS, requests), "Quotes": (QUOTES, quotes), "Orders": (ORDERS, orders)}
    return write_lists(tmp_path / "savings.xlsx", lists)


def saved(result: Any) -> list[tuple[object, ...]]:
    names = ("item_number", "kind", "baseline", "amount")
    return [tuple(each[name] for name in names) for each in result.answer["savings"]]


def test_an_order_books_each_line_by_a_named_baseline(workbook: Path) -> None:
    result = call("order", workbook)
    # last paid 2.50 against 2.00; first quotation 6.00 against 5.50; nothing is known of S-3
    assert saved(result) == [("S-1", "price", "last_paid", 20), ("S-2", "negotiated", "first_quotation", 5)]
    told = next(each for each in result.answer["findings"] if each["code"] == "saving_without_baseline")
    assert told["text"].startswith("For 1 of 3 order lines nothing says") and "S-3" in told["text"]
    sheet = cells(workbook, "Buybook savings")
    number = result.answer["purchase_orders"][0]["po_number"]
    row = [sheet.get(f"{column}4") for column in "ABCDEFGHIJKL"]
    assert row == [number, "1", "Acme AB", "S-1", "Price saving", "Last paid", 2.5, 2, 40, "pcs", 20, "EUR"]
    assert sheet["K5"] == 5


def test_a_budget_that_the_buyer_entered_comes_first(workbook: Path) -> None:
    call("negotiate", workbook)
    book = openpyxl.load_workbook(workbook)
    baselines = book["Buybook baselines"]
    assert [baselines["A4"].value, baselines["F3"].value] == ["S-1", "Budget price"]
    baselines["F4"], baselines["F6"] = 1.9, 8
    book.save(workbook)
    result = call("order", workbook)
    assert saved(result) == [
        ("S-1", "price", "budget", -4),
        ("S-2", "negotiated", "first_quotation", 5),
        ("S-3", "price", "budget", 5),
    ]
    assert "saving_without_baseline" not in codes(result)


def test_the_order_of_baselines_is_a_setting(workbook: Path) -> None:
    (workbook.parent / "buybook.yaml").write_text("negotiation:\n  baselines: [first_quotation]\n")
    assert saved(call("order", workbook)) == [("S-2", "negotiated", "first_quotation", 5)]


def test_what_arrives_realises_the_saving(workbook: Path) -> None:
    number = call("order", workbook).answer["purchase_orders"][0]["po_number"]
    call("receive", workbook, po=number, line="1", quantity=10.0)
    result = call("savings", workbook)
    assert result.answer["summary"] == {
        "price": {"EUR": {"booked": 20, "realised": 5}},
        "negotiated": {"EUR": {"booked": 5, "realised": 0}},
    }
    sheet = cells(workbook, "Buybook savings")
    assert [sheet[f"{column}4"] for column in "NO"] == [10, 5]
    content = workbook.read_bytes()
    assert call("savings", workbook).answer["changes"] == []
    assert workbook.read_bytes() == content


def test_a_booked_line_is_never_booked_again(workbook: Path) -> None:
    call("order", workbook)
    before = cells(workbook, "Buybook savings")
    again = call("order", workbook)
    assert again.answer["purchase_orders"] == []
    assert cells(workbook, "Buybook savings") == before


def test_undo_takes_the_booking_back_with_the_order(workbook: Path) -> None:
    call("order", workbook)
    call("undo", workbook)
    assert "Buybook savings" not in openpyxl.load_workbook(workbook).sheetnames


def test_a_saving_whose_order_is_gone_is_told_and_realises_nothing(workbook: Path) -> None:
    call("order", workbook)
    book = openpyxl.load_workbook(workbook)
    book["Buybook savings"]["A4"] = "PO-1999-0001"
    book.save(workbook)
    result = call("savings", workbook)
    assert codes(result).count("saving_without_order") == 1
    assert result.answer["savings"][0]["received"] is None


def test_without_savings_it_is_said(workbook: Path) -> None:
    content = workbook.read_bytes()
    result = call("savings", workbook)
    assert (result.answer["savings"], "no_savings" in codes(result)) == ([], True)
    assert workbook.read_bytes() == content


def test_an_order_without_any_baseline_makes_no_sheet(tmp_path: Path) -> None:
    requests = [["R1", "S-1", "Seal", 40, "pcs", None, "Approved"]]
    quotes = [["Q1", "Acme AB", "S-1", 40, "pcs", 2.0, "EUR", DAY]]
    lists = {"Requests": (REQUESTS, requests), "Quotes": (QUOTES, quotes)}
    path = write_lists(tmp_path / "plain.xlsx", lists)
    assert saved(call("order", path)) == []
    assert "Buybook savings" not in openpyxl.load_workbook(path).sheetnames
