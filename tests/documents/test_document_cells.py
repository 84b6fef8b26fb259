from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from buybook.documents.cells import (
    MAX_CELL_TEXT,
    storable_text,
    write_amount,
    write_number,
    write_percent,
    write_text,
)
from buybook.documents.rounding import rounded


def saved(write, *arguments):
    workbook = Workbook()
    write(workbook.active["A1"], *arguments)
    stream = io.BytesIO()
    workbook.save(stream)
    return load_workbook(stream).active["A1"]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x.example")', "+1", "-1", "@SUM(A1)", "\tx"])
def test_text_that_would_act_as_a_formula_stays_text(text):
    cell = saved(write_text, text)
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "007", "TRUE", "1,50"])
def test_text_that_looks_like_a_value_stays_text(text):
    cell = saved(write_text, text)
    assert (cell.data_type, cell.value) == ("s", text)


def test_ordinary_text_has_no_quote_prefix():
    assert not saved(write_text, "Shaft").quotePrefix


def test_characters_that_xml_forbids_are_left_out():
    assert storable_text("a\x00b\x0bc\ud800d\ufffee\r\nf\tg") == "abcde\nf\tg"


def test_an_escape_of_the_file_format_in_the_text_is_escaped():
    assert storable_text("part_x0041_") == "part_x005F_x0041_"


def test_text_beyond_excels_limit_is_cut_off_visibly():
    cut = storable_text("x" * (MAX_CELL_TEXT + 5))
    assert len(cut) == MAX_CELL_TEXT
    assert cut.endswith("x…")


@pytest.mark.parametrize(
    ("amount", "decimals", "expected"),
    [
        ("0.005", 2, "0.01"),
        ("2.675", 2, "2.68"),
        ("-0.005", 2, "-0.01"),
        ("99.5", 0, "100"),
        ("1", 3, "1.000"),
    ],
)
def test_money_is_rounded_half_up(amount, decimals, expected):
    assert rounded(Decimal(amount), decimals) == Decimal(expected)


def test_an_amount_shows_its_currencys_decimals():
    assert saved(write_amount, Decimal("1234.565"), 2).value == 1234.57
    assert saved(write_amount, Decimal("1234.5"), 2).number_format == "#,##0.00"
    assert saved(write_amount, Decimal("1234.5"), 0).number_format == "#,##0"


@pytest.mark.parametrize(
    ("number", "least", "shown"),
    [
        ("5", 0, "#,##0"),
        ("60.5", 0, "#,##0.0"),
        ("1.185", 2, "#,##0.000"),
        ("38.4", 2, "#,##0.00"),
        ("1E+2", 0, "#,##0"),
    ],
)
def test_a_number_shows_the_decimals_it_has(number, least, shown):
    cell = saved(write_number, Decimal(number), least)
    assert (cell.value, cell.number_format) == (float(number), shown)


def test_a_percentage_is_written_as_excel_keeps_it():
    cell = saved(write_percent, Decimal("12.5"))
    assert (cell.value, cell.number_format) == (0.125, "0.0%")
