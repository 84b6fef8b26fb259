"""The sheet of findings: grouped, bounded, with links; in front only when it has something new to say."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from click_workbooks import cells, click, content, reopened, write_buying
from excel_stand_in import Excel
from workbooks import STANDARD, order, write_orders

from buybook.vocabulary import LANGUAGES, words

FINDINGS = "Buybook findings"


@pytest.fixture
def excel() -> Excel:
    return Excel()


def with_bad_dates(path: Path, count: int) -> Path:
    rows = [order("PO-1", line, "Nordbolt AB", 10, f"{line}.02.20x6") for line in range(1, count + 1)]
    return write_orders(path, [*STANDARD, *rows])


def test_a_finding_has_place_title_sentence_and_remedy(tmp_path: Path, excel: Excel) -> None:
    book = excel.open(with_bad_dates(tmp_path / "orders.xlsx", 1))
    click(book, "refresh")
    row = next(
        row for row in openpyxl.load_workbook(io.BytesIO(content(book)))[FINDINGS].iter_rows(min_row=7)
        if "1.02.20x6" in str(row[3].value)
    )  # fmt: skip
    assert [cell.value for cell in row[:3]] == ["Error", "Orders!K9", "Promised date"]
    assert row[1].hyperlink.location == "'Orders'!K9"
    assert row[4].value


def test_thousands_are_grouped_and_bounded(tmp_path: Path, excel: Excel) -> None:
    suppliers = [f"Supplier {number}" for number in range(2000)]
    rows = [
        order(f"PO-{n}", 1, name, -5, dt.date(2026, 3, 2), "Nonsense") for n, name in enumerate(suppliers)
    ]
    book = excel.open(write_orders(tmp_path / "orders.xlsx", rows))
    click(book, "refresh")
    sheet = cells(book)[FINDINGS]
    listed = [value for cell, value in sheet.items() if cell[0] == "A" and int(cell[1:]) > 6]
    assert 0 < len(listed) <= 400
    assert any("more like these" in str(value) for value in sheet.values()) or len(listed) < 20


def test_it_comes_to_the_front_once_for_what_is_new(tmp_path: Path, excel: Excel) -> None:
    path = with_bad_dates(tmp_path / "orders.xlsx", 1)
    book = excel.open(path)
    click(book, "refresh")
    assert book.sheets.active.name == FINDINGS
    book = reopened(book, path, excel)
    book.sheets["Orders"].impl.activate()
    click(book, "refresh")
    assert book.sheets.active.name == "Orders"
    assert FINDINGS in [sheet.name for sheet in book.sheets]


def test_it_is_replaced_at_each_click(tmp_path: Path, excel: Excel) -> None:
    path = with_bad_dates(tmp_path / "orders.xlsx", 3)
    book = excel.open(path)
    click(book, "map")
    before = cells(book)[FINDINGS]
    book = reopened(book, path, excel)
    click(book, "compare")
    after = cells(book)[FINDINGS]
    assert str(before["A1"]).startswith("Show what is recognised")
    assert str(after["A1"]).startswith("Compare quotations")
    assert len(after) < len(before)
    assert "How sure" in before.values()
    assert "How sure" not in after.values()
    assert "buybook setup" not in " ".join(map(str, after.values()))  # in the ribbon it is a button
    assert "Set up this workbook" in " ".join(map(str, after.values()))


def test_no_sheet_is_made_to_say_nothing(tmp_path: Path, excel: Excel) -> None:
    book = excel.open(write_buying(tmp_path / "buying.xlsx"))
    click(book, "undo")
    told = [value for value in cells(book).get(FINDINGS, {}).values() if value == "Look"]
    assert told == []


def test_places_are_those_after_rows_were_inserted(tmp_path: Path, excel: Excel) -> None:
    path = write_buying(tmp_path / "buying.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("More orders", 0)
    sheet.append(["x"])
    book.remove(sheet)
    book.save(path)
    click(opened := excel.open(path), "order")
    links = [
        cell.hyperlink.location
        for row in openpyxl.load_workbook(io.BytesIO(content(opened)))[FINDINGS].iter_rows()
        for cell in row
        if cell.hyperlink
    ] if FINDINGS in cells(opened) else []  # fmt: skip
    assert all("!" in link for link in links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_buyers_language(language: str, tmp_path: Path, excel: Excel) -> None:
    path = with_bad_dates(tmp_path / "orders.xlsx", 1)
    (tmp_path / "buybook.yaml").write_text(f"language: {language}\n", encoding="utf-8")
    book = excel.open(path)
    click(book, "refresh")
    said = words(language)
    sheet = cells(book)[said.label("sheet.findings")]
    assert [sheet[f"{column}6"] for column in "ABCDE"] == [
        said.label(f"findings.column.{name}") for name in ("severity", "place", "title", "text", "remedy")
    ]


def test_text_that_would_be_a_formula_stays_text(tmp_path: Path, excel: Excel) -> None:
    rows = [order("PO-1", 1, "Nordbolt AB", 10, "=cmd|' /C calc'!A0x")]
    rows[0][10] = "'=1+1"
    rows[0][5] = "+SUM(A1)"
    book = excel.open(write_orders(tmp_path / "orders.xlsx", [*STANDARD, *rows]))
    click(book, "refresh")
    for name, sheet in cells(book).items():
        if name.startswith("Buybook"):
            assert not [value for value in sheet.values() if str(value).startswith("=")], name
