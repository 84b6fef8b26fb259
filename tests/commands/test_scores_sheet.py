"""The sheet of scores: formulas over the buyer's weights, which are kept; figures equal to the core's."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from validator import errors, needs_validator
from workbooks import ORDERS, RECEIPTS, call, codes, write_lists

from buybook.core.supplier_scores import CRITERIA

OFFICE = shutil.which("libreoffice") or shutil.which("soffice")
TITLES = ["Quote no.", "Supplier", "Item no.", "Qty", "Unit", "Unit price", "Currency", "Incoterm", "Payment terms",
          "Lead time (days)", "Valid until"]  # fmt: skip
LATER = dt.date(2026, 6, 30)
QUOTES = [
    ["Q1", "Nordbolt AB", "S-1", 100, "pcs", 10.0, "SEK", "DAP Lund", "30 days net", 12, LATER],
    ["Q2", "Van Dael BV", "S-1", 100, "pcs", 9.0, "SEK", "FCA Gent", "60 days net", 30, LATER],
    ["Q3", "Ketels * BV", "S-1", 100, "pcs", 9.5, "SEK", None, None, None, LATER],
    ["Q4", "Ketels * BV", "S-2", 40, "pcs", 21.0, "SEK", None, None, 5, LATER],
    ["Q5", "Nordbolt AB", "S-2", 40, "pcs", 20.0, "SEK", "DAP Lund", "30 days net", None, LATER],
    ["Q6", "Van Dael BV", "S-2", 40, "pcs", None, "SEK", None, None, None, LATER],
]
PLACED = [
    [
        f"PO-{at}",
        1,
        supplier,
        "S-1",
        "Item",
        1000,
        9.0,
        "SEK",
        None,
        dt.date(2025, 9, 1),
        dt.date(2025, 10, 1),
        "Sent",
    ]
    for at, supplier in enumerate(("Nordbolt AB", "Van Dael BV", "Van Dael BV"))
]
CAME = [
    [dt.date(2025, 9, 30), "PO-0", 1, 1000, 0, 0, None, "1"],
    [dt.date(2025, 9, 30), "PO-1", 1, 1020, 20, 0, "thread", "2"],
    [dt.date(2025, 11, 3), "PO-2", 1, 1000, 0, 0, None, "3"],
]
SHEET = "Buybook scores"
FIRST, POINT, SCORE, RANK, BACKED = 17, 6, 12, 13, 14  # the first supplier's row, and columns


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    lists = {"Quotes": (TITLES, QUOTES), "Orders": (ORDERS, PLACED), "Goods in": (RECEIPTS, CAME)}
    return write_lists(tmp_path / "quotes.xlsx", lists)


def scores(path: Path, **options: object) -> dict:
    return call("compare", path, **options).answer["scores"]


def turn(path: Path, **weights: object) -> None:
    book = openpyxl.load_workbook(path)
    for name, weight in weights.items():
        book[SHEET].cell(6, POINT + CRITERIA.index(name)).value = weight
    book.save(path)


def test_the_answer_has_weights_points_scores_and_records(workbook: Path) -> None:
    found = scores(workbook)
    assert found["weights"] == {
        "price": 50,
        "lead_time": 15,
        "quality": 10,
        "delivery": 10,
        "terms": 10,
        "answers": 5,
    }
    (first, second) = found["items"]
    assert [(each["supplier"], each["rank_by_money"], each["rank_by_score"]) for each in first["offers"]] == [
        ("Van Dael BV", 1, 3),
        ("Ketels * BV", 2, 1),
        ("Nordbolt AB", 3, 2),
    ]
    assert first["offers"][1]["points"] == {"price": 94.7} | dict.fromkeys(CRITERIA[1:])
    assert (first["offers"][1]["score"], first["offers"][1]["backed_percent"]) == (94.7, 50)
    van_dael = next(each for each in found["suppliers"] if each["supplier"] == "Van Dael BV")
    assert van_dael["record"] == {
        "lines_due": 2, "lines_on_time": 1, "received": 2020, "rejected": 20, "per_million": pytest.approx(9900.99),
    }  # fmt: skip
    assert (van_dael["items"], van_dael["of_items"], found["offers_not_scored"]) == (1, 2, 1)
    assert second["offers"][0]["supplier"] == "Nordbolt AB"


def test_people_are_shown_the_suppliers_by_score(workbook: Path) -> None:
    outcome = call("compare", workbook).outcome
    assert outcome is not None
    section = outcome.sections[-1]
    assert section.titles == ("Supplier", "Items quoted", "Score", "Rank by score", "Rank by money", "Known")
    assert [row[:2] for row in section.rows] == [
        ("Ketels * BV", "2 of 2"),
        ("Nordbolt AB", "2 of 2"),
        ("Van Dael BV", "1 of 2"),
    ]


def test_every_score_is_a_formula_over_the_weights(workbook: Path) -> None:
    call("compare", workbook)
    sheet = openpyxl.load_workbook(workbook)[SHEET]
    rows = [
        row for row in range(FIRST, sheet.max_row + 1) if sheet.cell(row, SCORE).value not in (None, "Score")
    ]
    assert len(rows) == 3 + 5
    assert all(
        str(sheet.cell(row, column).value).startswith("=") for row in rows for column in (SCORE, RANK, BACKED)
    )
    assert sheet.cell(rows[-1], SCORE).value == (
        f"=IF(SUMPRODUCT($F$6:$K$6,--ISNUMBER(F{rows[-1]}:K{rows[-1]}))>0,ROUND(SUMPRODUCT($F$6:$K$6,"
        f'F{rows[-1]}:K{rows[-1]})/SUMPRODUCT($F$6:$K$6,--ISNUMBER(F{rows[-1]}:K{rows[-1]})),1),"–")'
    )
    assert [sheet.cell(row, 1).value for row in range(8, 14)] == [
        "Price", "Lead time", "Quality", "Delivery", "Terms", "Answers",
    ]  # fmt: skip
    assert "no data" in [sheet.cell(rows[-1], column).value for column in range(POINT, SCORE)]


def test_twice_is_once_and_weights_that_were_turned_are_kept(workbook: Path) -> None:
    call("compare", workbook)
    content = workbook.read_bytes()
    assert call("compare", workbook).answer["changes"] == []
    assert workbook.read_bytes() == content
    turn(workbook, price=20, delivery=40, quality=None)
    result = call("compare", workbook)
    assert result.answer["scores"]["weights"]["delivery"] == 40
    assert [(each["cell"], each["after"]) for each in result.answer["changes"]] == [
        ("H6", 0)
    ]  # an emptied one says so
    assert (
        scores(workbook, _language="sv")["weights"]["price"] == 20
    )  # the sheet is found again in any language
    assert scores(workbook)["weights"]["price"] == 20


@pytest.mark.parametrize("written", ["much", -5, 1e9, True])
def test_a_weight_that_is_none_is_told_and_the_usual_one_counts(workbook: Path, written: object) -> None:
    call("compare", workbook)
    turn(workbook, price=written)
    result = call("compare", workbook)
    assert "score_weight_unreadable" in codes(result)
    assert result.answer["scores"]["weights"]["price"] == 50


def test_weights_of_the_settings_begin_the_sheet(workbook: Path) -> None:
    (workbook.parent / "buybook.yaml").write_text(
        "scores: {weights: {price: 30, answers: 25}}\n", encoding="utf-8"
    )
    assert [scores(workbook)["weights"][name] for name in ("price", "lead_time", "answers")] == [30, 15, 25]


def test_one_price_that_changed_changes_its_own_cells(workbook: Path) -> None:
    call("compare", workbook)
    book = openpyxl.load_workbook(workbook)
    book["Quotes"]["F6"] = 20.5  # Nordbolt's S-2; it stays the cheapest
    book.save(workbook)
    changed = [each for each in call("compare", workbook).answer["changes"] if each["sheet"] == SHEET]
    assert 0 < len(changed) < 10
    assert not [each for each in changed if str(each["after"]).startswith("=")]


@pytest.mark.parametrize(
    ("language", "sheet", "nothing"),
    [("sv", "Buybook poäng", "saknas"), ("nl", SHEET, "geen gegevens")],
)
def test_the_sheet_in_other_languages(workbook: Path, language: str, sheet: str, nothing: str) -> None:
    call("compare", workbook, _language=language)
    found = openpyxl.load_workbook(workbook)[sheet]
    assert nothing in [found.cell(FIRST, column).value for column in range(POINT, SCORE)]
    assert call("compare", workbook, _language=language).answer["changes"] == []


def test_undo_takes_the_sheet_away(workbook: Path) -> None:
    call("compare", workbook)
    call("undo", workbook)
    assert SHEET not in openpyxl.load_workbook(workbook).sheetnames


def test_without_an_order_list_the_record_is_not_known(tmp_path: Path) -> None:
    path = write_lists(tmp_path / "q.xlsx", {"Quotes": (TITLES, QUOTES)})
    assert {each["points"]["delivery"] for each in scores(path)["suppliers"]} == {None}


def test_quotations_that_cannot_be_ranked_have_no_sheet(tmp_path: Path) -> None:
    path = write_lists(tmp_path / "q.xlsx", {"Quotes": (TITLES, QUOTES[-1:])})
    assert scores(path)["items"] == [] and SHEET not in openpyxl.load_workbook(path).sheetnames


@needs_validator
def test_the_workbook_is_valid(workbook: Path) -> None:
    before = errors(workbook)
    call("compare", workbook)
    assert not errors(workbook) - before


@pytest.mark.libreoffice
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_reckons_what_the_core_says(workbook: Path, tmp_path: Path) -> None:
    call("compare", workbook)
    turn(workbook, price=35, lead_time=5, terms=33, answers=0)  # as a buyer does; Excel reckons anew
    assert OFFICE is not None
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "office"), str(workbook)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    shown = openpyxl.load_workbook(tmp_path / "office" / workbook.name, data_only=True)[SHEET]
    found = scores(workbook)
    offers = [offer for item in found["items"] for offer in item["offers"]]
    first_offer = FIRST + len(found["suppliers"]) + 3
    for row, own in [*enumerate(found["suppliers"], start=FIRST), *enumerate(offers, start=first_offer)]:
        points = [shown.cell(row, column).value for column in range(POINT, SCORE)]
        assert points == [
            own["points"][name] if own["points"][name] is not None else "no data" for name in CRITERIA
        ]
        reckoned = [shown.cell(row, column).value for column in (SCORE, RANK, BACKED)]
        assert reckoned == [own["score"], own["rank_by_score"], pytest.approx(own["backed_percent"] / 100)]
