"""`award`, end to end: the best award under the buyer's rules, beside the quotations, on a sheet, and into orders."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from workbooks import call, cells, codes, write_lists

from buybook.run import WRONG_CALL

TITLES = ["Quote no.", "Supplier", "Item no.", "Description", "Qty", "Unit", "Unit price", "Currency", "Valid until",
          "Lead time"]  # fmt: skip
LATER = dt.date(2026, 6, 30)
ROWS = [
    ["Q1", "Nordbolt AB", "S-1", "Seal", 100, "pcs", 10.0, "SEK", LATER, 30],
    ["Q1", "Nordbolt AB", "S-2", "Ring", 50, "pcs", 4.0, "SEK", LATER, 30],
    ["Q2", "Van Dael BV", "S-1", "Seal", 100, "pcs", 9.0, "SEK", LATER, 10],
    ["Q2", "Van Dael BV", "S-2", "Ring", 50, "pcs", 5.0, "SEK", LATER, 10],
]
REQUESTS = ["Request no.", "Item no.", "Description", "Qty", "Unit", "Need by", "Status"]
ASKED = [
    ["R1", "S-1", "Seal", 100, "pcs", dt.date(2026, 6, 1), "Approved"],
    ["R2", "S-2", "Ring", 50, "pcs", dt.date(2026, 6, 1), "Approved"],
]
SHEET = "Buybook award"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_lists(
        tmp_path / "quotes.xlsx", {"Quotations": (TITLES, ROWS), "Requisitions": (REQUESTS, ASKED)}
    )


def settings(path: Path, text: str) -> None:
    (path.parent / "buybook.yaml").write_text(text, encoding="utf-8")


def awarded(result: object) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for part in result.answer["award"]["items"]:  # type: ignore[attr-defined]
        found.setdefault(part["item_number"], []).append((part["supplier"], part["quantity"]))
    return found


def test_the_cheapest_award_is_proven_and_written_beside_the_lists(workbook: Path) -> None:
    result = call("award", workbook)
    assert awarded(result) == {"S-1": [("Van Dael BV", 100)], "S-2": [("Nordbolt AB", 50)]}
    award = result.answer["award"]
    assert (award["total"], award["bound"], award["gap_percent"], award["complete"]) == (1100, 1100, 0, True)
    quotes = openpyxl.load_workbook(workbook)["Quotations"]
    column = next(cell.column for cell in quotes[1] if cell.value == "Awarded (Buybook)")
    assert [quotes.cell(row, column).value for row in range(2, 6)] == [None, 50, 100, None]
    assert {"Van Dael BV", "Nordbolt AB"} <= set(cells(workbook, "Requisitions").values())
    assert "Award proposal" in cells(workbook, SHEET).values()


def test_twice_is_once_and_undo_takes_it_back(workbook: Path) -> None:
    call("award", workbook)
    content = workbook.read_bytes()
    assert call("award", workbook).answer["changes"] == []
    assert workbook.read_bytes() == content
    call("undo", workbook)
    assert SHEET not in openpyxl.load_workbook(workbook).sheetnames
    assert "Awarded (Buybook)" not in cells(workbook, "Quotations").values()


def test_a_rule_has_its_price_and_scenarios_stand_side_by_side(workbook: Path) -> None:
    settings(workbook, "award:\n  max_suppliers: 1\n")
    result = call("award", workbook)
    assert result.answer["award"]["total"] == 1150
    prices = {each["rule"]: (each["amount"], each["percent"]) for each in result.answer["rule_prices"]}
    assert prices["max_suppliers"] == (50, pytest.approx(4.5454, abs=1e-3))
    ways = {each["scenario"]: each["total"] for each in result.answer["scenarios"]}
    assert ways == {"cheapest": 1150, "fewest_suppliers": 1150, "fastest": 1150, "cheapest_per_item": 1100}


def test_a_changed_award_replaces_the_old_one(workbook: Path) -> None:
    call("award", workbook)
    settings(workbook, "award:\n  suppliers:\n    Van Dael BV: {exclude: yes}\n")
    assert set(dict(awarded(call("award", workbook)))) == {"S-1", "S-2"}
    quotes = openpyxl.load_workbook(workbook)["Quotations"]
    column = next(cell.column for cell in quotes[1] if cell.value == "Awarded (Buybook)")
    assert [quotes.cell(row, column).value for row in range(2, 6)] == [100, 50, None, None]


def test_orders_are_made_of_a_split_award(workbook: Path) -> None:
    settings(
        workbook,
        "award:\n  split: yes\n  suppliers:\n    Van Dael BV: {item_capacity: {S-1: 60}}\n",
    )
    result = call("award", workbook)
    assert sorted(awarded(result)["S-1"]) == [("Nordbolt AB", 40), ("Van Dael BV", 60)]
    orders = {each["supplier"]: each["total"] for each in call("order", workbook).answer["purchase_orders"]}
    assert orders == {"Nordbolt AB": 600, "Van Dael BV": 540}
    again = call("award", workbook)
    assert {each["reason"] for each in again.answer["award"]["unawarded"]} == {"ordered"}
    assert call("order", workbook).answer["purchase_orders"] == []


def test_the_buyers_own_picks_are_read_and_kept(workbook: Path) -> None:
    refused = call("award", workbook, scenario="picks")
    assert refused.status == WRONG_CALL
    call("compare", workbook)
    book = openpyxl.load_workbook(workbook)
    sheet = book["Buybook comparison"]
    column = next(cell.column for cell in sheet[5] if cell.value == "Your pick")
    sheet.cell(6, column).value = "Nordbolt AB"
    book.save(workbook)
    assert call("compare", workbook).answer["changes"] == []
    result = call("award", workbook, scenario="picks")
    assert awarded(result)["S-1"] == [("Nordbolt AB", 100)]
    assert result.answer["award"]["total"] == 1200


def test_what_cannot_be_kept_is_told(workbook: Path) -> None:
    settings(
        workbook,
        "award:\n  picks: {S-1: Nordbolt AB}\n  suppliers:\n    Nordbolt AB: {exclude: yes}\n    Nobody: {}\n",
    )
    result = call("award", workbook)
    assert {"items_not_awarded", "award_rules_conflict", "award_setting_unknown"} <= set(codes(result))
    assert result.answer["conflict"]["rules"]
    assert call("award", workbook, scenario="wrong").status == WRONG_CALL


def test_compare_tells_award_scenarios_and_rule_prices(workbook: Path) -> None:
    answer = call("compare", workbook, _dry_run=True).answer
    assert answer["award"]["total"] == 1100
    assert answer["scenarios"][0]["scenario"] == "cheapest"
    assert isinstance(answer["rule_prices"], list)
