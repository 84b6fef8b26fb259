"""The bridge's sheet: the choice, the formulas and the chart that follow it, kept and taken back."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
from validator import errors, needs_validator
from workbooks import call, cells, write_lists

TITLES = ["Quote no.", "Supplier", "Item no.", "Qty", "Unit", "Unit price", "Currency", "Discount %", "Freight",
          "Incoterm", "Valid until"]  # fmt: skip
LATER = dt.date(2026, 6, 30)
ROWS = [
    ["Q1", "Nordbolt AB", "S-1", 100, "pcs", 10.0, "SEK", 10, 50, "FCA Umeå", LATER],
    ["Q2", "Van Dael BV", "S-1", 100, "pcs", 12.0, "SEK", 0, None, "DDP Lund", LATER],
    ["Q3", "Van Dael BV", "S-2", 10, "pcs", 7.0, "SEK", 0, None, "DDP Lund", LATER],
]
SHEET = "Buybook bridge"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_lists(tmp_path / "quotes.xlsx", {"Quotes": (TITLES, ROWS)})


def formulas(path: Path) -> dict[str, str]:
    sheet = openpyxl.load_workbook(path)[SHEET]
    return {
        cell.coordinate: cell.value
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    }


def choose(path: Path, offer: str) -> None:
    book = openpyxl.load_workbook(path)
    book[SHEET]["A5"] = offer
    book.save(path)


def test_the_best_offer_of_the_first_item_is_shown_and_any_can_be_chosen(workbook: Path) -> None:
    call("compare", workbook)
    sheet = openpyxl.load_workbook(workbook)[SHEET]
    assert sheet["A5"].value == "S-1 · Nordbolt AB · Q1"
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("A5", f"'{SHEET}'!$A$28:$A$30")
    assert [sheet.cell(row, 1).value for row in range(28, 31)] == [
        "S-1 · Nordbolt AB · Q1",
        "S-1 · Van Dael BV · Q2",
        "S-2 · Van Dael BV · Q3",
    ]
    assert [sheet.cell(28, column).value for column in range(2, 13)] == [
        1000, -100, None, 50, None, None, None, None, None, None, 950,
    ]  # fmt: skip
    assert sheet["M28"].value == "Missing: packing, insurance, duty, handling"
    assert sheet["M29"].value == "Missing: packing, handling"


def test_table_and_chart_follow_the_choice_by_formulas(workbook: Path) -> None:
    call("compare", workbook)
    found = formulas(workbook)
    assert found["B5"] == "=MATCH(A5,A28:A5000,0)"
    assert found["B11"] == '=IF(INDEX(E28:E5000,B5)="","",INDEX(E28:E5000,B5))'  # freight
    assert (found["O9"], found["P8"], found["Q9"]) == (
        "=MIN(SUM(B$8:B8),SUM(B$8:B9))",
        "=N(B8)",
        "=MAX(N(B9),0)",
    )
    (chart,) = openpyxl.load_workbook(workbook)[SHEET]._charts
    assert (chart.grouping, chart.overlap) == ("stacked", 100)
    assert [each.val.numRef.f for each in chart.series] == [
        f"'{SHEET}'!${letter}$8:${letter}$18" for letter in "OPQR"
    ]
    assert chart.series[0].spPr.noFill
    assert chart.series[0].cat.strRef.f == f"'{SHEET}'!$N$8:$N$18"


def test_twice_is_once_and_the_choice_is_kept(workbook: Path) -> None:
    call("compare", workbook)
    content = workbook.read_bytes()
    assert call("compare", workbook).answer["changes"] == []
    assert workbook.read_bytes() == content
    choose(workbook, "S-2 · Van Dael BV · Q3")
    assert call("compare", workbook).answer["changes"] == []
    assert cells(workbook, SHEET)["A5"] == "S-2 · Van Dael BV · Q3"
    choose(workbook, "gone")
    call("compare", workbook)
    assert cells(workbook, SHEET)["A5"] == "S-1 · Nordbolt AB · Q1"


def test_a_formula_that_was_overwritten_comes_back(workbook: Path) -> None:
    call("compare", workbook)
    book = openpyxl.load_workbook(workbook)
    book[SHEET]["B11"] = 7
    book.save(workbook)
    (change,) = call("compare", workbook).answer["changes"]
    assert (change["cell"], change["before"], change["after"][:4]) == ("B11", "7", "=IF(")
    assert formulas(workbook)["B11"].startswith("=IF(")


def test_undo_takes_the_sheet_and_its_chart_away(workbook: Path) -> None:
    call("compare", workbook)
    call("undo", workbook)
    with zipfile.ZipFile(workbook) as file:
        names = file.namelist()
    assert SHEET not in openpyxl.load_workbook(workbook).sheetnames
    assert not [name for name in names if "chart" in name or "drawing" in name]


@needs_validator
def test_the_workbook_is_valid(workbook: Path) -> None:
    before = errors(workbook)
    call("compare", workbook)
    assert not errors(workbook) - before
