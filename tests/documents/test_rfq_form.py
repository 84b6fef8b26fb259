"""The form that goes to a supplier: closed but for what they fill in, checked, and the same every time."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rfq_examples import LINES, QUESTIONS, column_of, filled, form, head, keyed, request, row_of, titles_row
from validator import errors, needs_validator

from buybook.documents.rfq import RfqLine
from buybook.documents.rfq_form import rfq_bytes
from buybook.rfq_keys import FACTS_SHEET, HEAD_FIELDS
from buybook.vocabulary import LANGUAGES, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_speaks_the_supplier_s_language(language: str) -> None:
    workbook = form(request(questions=QUESTIONS), language)
    sheet = workbook.worksheets[0]
    assert sheet.title == words(language).label("rfq_form.sheet")
    titles = [
        sheet.cell(titles_row(sheet), column_of(sheet, name)).value for name in ("unit_price", "no_bid")
    ]
    assert titles == [words(language).label(f"rfq_form.column.{name}") for name in ("unit_price", "no_bid")]
    assert workbook.worksheets[1].title == words(language).label("rfq_form.questions")


def test_only_what_the_supplier_fills_in_is_open() -> None:
    sheet = form(request()).worksheets[0]
    assert sheet.protection.sheet
    row = row_of(sheet, "10")
    theirs = ("supplier_item_number", "unit_price", "price_per", "moq", "lead_time", "no_bid", "comment")
    ours = ("pos", "item_number", "description", "specification", "quantity", "unit", "requested_date")
    assert {sheet.cell(row, column_of(sheet, name)).protection.locked for name in theirs} == {False}
    assert {sheet.cell(row, column_of(sheet, name)).protection.locked for name in ours} == {True}
    free = row_of(sheet, "1", kind="X")
    assert sheet.cell(free, column_of(sheet, "description")).protection.locked
    free_form = form(request(alternatives=True)).worksheets[0]
    assert not free_form.cell(free, column_of(free_form, "description")).protection.locked


def test_cells_are_checked() -> None:
    sheet = form(request()).worksheets[0]
    checks = {(check.type, check.operator) for check in sheet.data_validations.dataValidation}
    assert {("decimal", "greaterThan"), ("date", "greaterThan"), ("whole", "between")} <= checks
    lists = [check.formula1 for check in sheet.data_validations.dataValidation if check.type == "list"]
    assert any("EUR" in choice for choice in lists) and any("DAP" in choice for choice in lists)
    assert all(check.showErrorMessage and check.error for check in sheet.data_validations.dataValidation)


def test_keys_and_facts_are_hidden() -> None:
    workbook = form(request())
    sheet = workbook.worksheets[0]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[titles_row(sheet) - 1].hidden
    assert workbook[FACTS_SHEET].sheet_state == "veryHidden"
    assert len({str(key) for _, key in keyed(sheet)}) == len(LINES) + 5
    for field in HEAD_FIELDS:
        before = [cell.value for row in sheet.iter_rows() for cell in row]
        head(sheet, field, "x")
        assert [cell.value for row in sheet.iter_rows() for cell in row] != before


def test_each_quantity_is_a_row() -> None:
    line = RfqLine("10", "Shaft", Decimal(500), "pcs", quantities=(Decimal(100), Decimal(500), Decimal(1000)))
    sheet = form(request(lines=(line,))).worksheets[0]
    rows = [row for row, key in keyed(sheet) if key.kind == "L"]
    assert [sheet.cell(row, column_of(sheet, "quantity")).value for row in rows] == [100, 500, 1000]


def test_text_is_never_a_formula() -> None:
    line = RfqLine("10", '=HYPERLINK("http://example.com")', Decimal(1), "+cmd", "@SUM(A1)")
    workbook = load_workbook(io.BytesIO(rfq_bytes(request(lines=(line,)), words("en"))))
    for sheet in workbook.worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_same_request_gives_the_same_bytes() -> None:
    rfq = request(questions=QUESTIONS)
    assert rfq_bytes(rfq, words("sv")) == rfq_bytes(rfq, words("sv"))
    assert filled(rfq).worksheets[0].title == "Request for quotation"


@needs_validator
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_valid(language: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(rfq_bytes(request(questions=QUESTIONS, alternatives=True), words(language)))
    assert not errors(path)
