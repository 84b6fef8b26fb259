"""A reply on our own form is read right although the supplier mangled it, and what is doubtful is told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from rfq_examples import (
    PRICES,
    QUESTIONS,
    column_of,
    filled,
    form,
    grids,
    head,
    keyed,
    request,
    row_of,
    set_value,
    titles_row,
)

from buybook.vocabulary import LANGUAGES, words
from buybook.workbook.form_reply import FormLine, FormReply
from buybook.workbook.rfq_reply import read_own_form
from buybook.workbook.tables import Grid

EN = words("en")


def read(workbook: Workbook) -> FormReply:
    reply = read_own_form(grids(workbook), EN)
    assert reply is not None
    return reply


def line(reply: FormReply, name: str) -> FormLine:
    return next(each for each in reply.lines if each.line == name)


def codes(reply: FormReply) -> set[str]:
    return {finding.code for finding in reply.findings}


def told(reply: FormReply, code: str) -> list[str | None]:
    return [finding.cell for finding in reply.findings if finding.code == code]


def prices(reply: FormReply) -> dict[str | None, float | None]:
    return {each.line: None if each.unit_price is None else float(each.unit_price) for each in reply.lines}


def sheet_of(workbook: Workbook) -> Worksheet:
    return workbook.worksheets[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_supplier_wrote_comes_back(language: str) -> None:
    workbook = filled(request(), language)
    sheet = sheet_of(workbook)
    head(sheet, "quote_valid_until", "2026-12-31")
    head(sheet, "incoterm", "DAP")
    head(sheet, "payment_terms", "30 days net")
    head(sheet, "freight_cost", 450)
    set_value(sheet, row_of(sheet, "30"), "price_per", 100)
    reply = read(workbook)
    assert (reply.rfq_number, reply.supplier) == ("RFQ-2026-0001", "Kugghjul & Axlar AB")
    assert prices(reply) == PRICES
    assert [each.item_number for each in reply.lines] == ["20-1100", "000123", "88-001", "20-4471"]
    assert [each.unit for each in reply.lines] == ["pcs", "pcs", "kg", "pcs"]
    assert [each.quantity for each in reply.lines] == [500, 40, Decimal("12.5"), 250]
    assert {each.currency for each in reply.lines} == {"EUR"}
    assert line(reply, "30").price_per == 100
    assert line(reply, "10").lead_time == 14
    assert str(reply.valid_until) == "2026-12-31"
    assert (reply.incoterm, reply.payment_terms, reply.freight_cost) == ("DAP", "30 days net", 450)
    assert reply.findings == ()


def test_another_workbook_is_not_our_form() -> None:
    assert read_own_form([Grid("Prices", [["Item", "Price"], ["20-1100", 36.7]])], EN) is None
    assert read_own_form([], EN) is None


def test_prices_as_text() -> None:
    written = {"10": "1.234,50 kr", "20": "4,25/100 st", "30": "SEK 18,90", "40": "1 234,50"}
    workbook = filled(request(), "sv", written)
    head(sheet_of(workbook), "currency", "SEK")
    reply = read(workbook)
    assert prices(reply) == {"10": 1234.5, "20": 4.25, "30": 18.9, "40": 1234.5}
    assert line(reply, "20").price_per == 100
    assert {each.currency for each in reply.lines} == {"SEK"}


def test_a_price_that_could_be_two_numbers_is_told() -> None:
    workbook = filled(request(), "sv", {"10": "1,250", "20": 4, "30": 5, "40": 6})
    reply = read(workbook)
    sheet = sheet_of(workbook)
    cell = sheet.cell(row_of(sheet, "10"), column_of(sheet, "unit_price")).coordinate
    assert told(reply, "form_number_style") == [cell]
    assert "unit_price" in line(reply, "10").doubtful


def test_a_column_shows_how_its_numbers_are_written() -> None:
    workbook = filled(request(), "en", {"10": "1.250", "20": "4,25", "30": "18,90", "40": "12,00"})
    reply = read(workbook)
    assert line(reply, "10").unit_price == 1250
    assert "form_number_style" not in codes(reply)


def sort_lines(sheet: Worksheet) -> None:
    rows = [row for row, key in keyed(sheet) if key.kind == "L"]
    values = [[sheet.cell(row, column).value for column in range(1, sheet.max_column + 1)] for row in rows]
    for row, line_values in zip(rows, reversed(values), strict=True):
        for column, value in enumerate(line_values, start=1):
            sheet.cell(row, column).value = value  # type: ignore[union-attr]


def test_sorted_rows() -> None:
    workbook = filled(request())
    sort_lines(sheet_of(workbook))
    reply = read(workbook)
    assert prices(reply) == PRICES
    assert reply.findings == ()


def test_inserted_rows_and_columns() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    for place in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(place.coord)
    sheet.insert_rows(row_of(sheet, "20"), 2)
    sheet.insert_cols(column_of(sheet, "unit_price"), 2)
    sheet.insert_rows(1, 3)
    reply = read(workbook)
    assert prices(reply) == PRICES
    assert reply.findings == ()


def test_renamed_titles() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    titles = titles_row(sheet)
    sheet.cell(titles, column_of(sheet, "unit_price")).value = "Our best price"  # type: ignore[union-attr]
    sheet.cell(titles, column_of(sheet, "lead_time")).value = "Lead time (weeks)"  # type: ignore[union-attr]
    reply = read(workbook)
    assert prices(reply) == PRICES
    assert line(reply, "10").lead_time == 14 * 7
    assert len(told(reply, "form_column_renamed")) == 2


def test_a_title_that_says_per_100() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    sheet.cell(titles_row(sheet), column_of(sheet, "unit_price")).value = "Price per 100"  # type: ignore[union-attr]
    reply = read(workbook)
    assert {each.price_per for each in reply.lines} == {100}
    assert len(told(reply, "form_price_per_from_title")) == 4


def test_a_price_per_100_and_per_1000_is_not_read() -> None:
    workbook = filled(request(), "en", PRICES | {"10": "36.70 / 100 pcs"})
    sheet = sheet_of(workbook)
    set_value(sheet, row_of(sheet, "10"), "price_per", 1000)
    reply = read(workbook)
    assert line(reply, "10").unit_price is None
    assert "form_price_per_conflict" in codes(reply)


def test_titles_without_the_hidden_row() -> None:
    workbook = filled(request(), "nl")
    sheet = sheet_of(workbook)
    sheet.delete_rows(titles_row(sheet) - 1)
    assert prices(read(workbook)) == PRICES


def test_columns_moved_without_their_hidden_marks() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    price, days = column_of(sheet, "unit_price"), column_of(sheet, "lead_time")
    for row in range(titles_row(sheet), row_of(sheet, "40") + 1):
        one, other = sheet.cell(row, price), sheet.cell(row, days)
        one.value, other.value = other.value, one.value  # type: ignore[union-attr]
    reply = read(workbook)
    assert prices(reply) == PRICES
    assert len(told(reply, "form_column_moved")) == 2


def test_cells_sorted_away_from_their_keys_are_read_by_what_they_are_for() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    rows = [row for row, key in keyed(sheet) if key.kind == "L"]
    values = [[sheet.cell(row, column).value for column in range(2, sheet.max_column + 1)] for row in rows]
    for row, cells in zip(rows, reversed(values), strict=True):
        for column, value in enumerate(cells, start=2):
            sheet.cell(row, column).value = value  # type: ignore[union-attr]
    reply = read(workbook)
    assert prices(reply) == PRICES
    assert len(told(reply, "form_row_moved")) == 4


def test_a_changed_unit_is_told() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    set_value(sheet, row_of(sheet, "30"), "unit", "st")
    reply = read(workbook)
    assert line(reply, "30").unit == "pcs"
    assert "unit" in line(reply, "30").doubtful
    assert len(told(reply, "form_unit_changed")) == 1


def test_the_same_unit_in_other_words_is_no_change() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    set_value(sheet, row_of(sheet, "10"), "unit", "st.")
    assert read(workbook).findings == ()


def test_changed_words_of_ours_are_told() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    set_value(sheet, row_of(sheet, "20"), "description", "Bearing 6204-ZZ")
    set_value(sheet, row_of(sheet, "40"), "quantity", 500)
    set_value(sheet, row_of(sheet, "10"), "item_number", "KA-77")
    reply = read(workbook)
    assert prices(reply) == PRICES
    assert line(reply, "20").doubtful == {"description"}
    assert line(reply, "40").quantity == 500
    assert len(told(reply, "form_quantity_changed")) == 1
    assert line(reply, "10").item_number == "20-1100"
    assert line(reply, "10").supplier_item_number == "KA-77"


def test_another_article_in_our_row_has_no_price() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    set_value(sheet, row_of(sheet, "10"), "item_number", "99-9999")
    set_value(sheet, row_of(sheet, "10"), "description", "Shaft of another make")
    reply = read(workbook)
    assert line(reply, "10").unit_price is None
    assert len(told(reply, "form_row_unclear")) == 1


def test_an_added_row_and_a_total() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    last = sheet.max_row
    for row, number, text, price in ((last + 1, "20-9000", "Key 8×7", 3.1), (last + 2, None, None, 1294.35)):
        sheet.cell(row, column_of(sheet, "item_number")).value = number  # type: ignore[union-attr]
        sheet.cell(row, column_of(sheet, "description")).value = text or "Total"  # type: ignore[union-attr]
        sheet.cell(row, column_of(sheet, "unit_price")).value = price  # type: ignore[union-attr]
    reply = read(workbook)
    assert {each.item_number: each.unit_price for each in reply.lines if each.line is None} == {
        "20-9000": Decimal("3.1")
    }
    assert len(told(reply, "form_row_without_key")) == 1
    assert len(reply.lines) == 5


def test_two_rows_of_one_position() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    copy_row(sheet, row_of(sheet, "10"), sheet.max_row + 1)
    same = read(workbook)
    assert prices(same) == PRICES
    set_value(sheet, sheet.max_row, "unit_price", 35)
    reply = read(workbook)
    assert line(reply, "10").unit_price is None
    assert len(told(reply, "form_row_twice")) == 1
    set_value(sheet, sheet.max_row, "quantity", 1000)
    reply = read(workbook)
    found = [(each.quantity, each.quantity_break, each.unit_price) for each in reply.lines[:2]]
    assert found == [(500, None, Decimal("36.7")), (1000, 1000, 35)]
    assert len(told(reply, "form_quantity_changed")) == 1


def copy_row(sheet: Worksheet, source: int, target: int) -> None:
    for column in range(1, sheet.max_column + 1):
        sheet.cell(target, column).value = sheet.cell(source, column).value  # type: ignore[union-attr]


def test_a_copied_sheet_with_other_prices() -> None:
    workbook = filled(request())
    copy = workbook.copy_worksheet(sheet_of(workbook))
    assert prices(read(workbook)) == PRICES
    set_value(copy, row_of(copy, "10"), "unit_price", 35)
    reply = read(workbook)
    assert prices(reply) == PRICES | {"10": None}
    assert len(told(reply, "form_row_twice")) == 1


def test_no_bid_in_the_words_of_suppliers() -> None:
    workbook = filled(request(), "sv", {"10": "offereras ej", "20": 4, "30": 5, "40": None})
    sheet = sheet_of(workbook)
    set_value(sheet, row_of(sheet, "40"), "no_bid", "X")
    reply = read(workbook)
    assert [each.line for each in reply.declined] == ["10", "40"]
    assert reply.findings == ()
    set_value(sheet, row_of(sheet, "20"), "no_bid", "x")
    reply = read(workbook)
    assert len(told(reply, "form_price_and_no_bid")) == 1
    assert line_price(reply, "20") is None


def line_price(reply: FormReply, name: str) -> Decimal | None:
    return next(each.unit_price for each in (*reply.lines, *reply.declined) if each.line == name)


@pytest.mark.parametrize("price", [0, -5, "12 or 13", "#N/A", "see letter"])
def test_what_is_no_price_is_not_read(price: object) -> None:
    reply = read(filled(request(), "en", PRICES | {"20": price}))
    assert line(reply, "20").unit_price is None
    assert any("20" in str(finding.values) or finding.cell for finding in reply.findings)
    assert reply.findings


def test_currencies_that_contradict_each_other() -> None:
    reply = read(filled(request(), "en", PRICES | {"20": "USD 4.25"}))
    assert line(reply, "20").currency is None
    assert line(reply, "10").currency == "EUR"
    assert len(told(reply, "form_currency_conflict")) == 1


def test_no_currency_is_told_once() -> None:
    workbook = filled(request())
    head(sheet_of(workbook), "currency", None)
    reply = read(workbook)
    assert {each.currency for each in reply.lines} == {None}
    assert len(told(reply, "form_no_currency")) == 1


@pytest.mark.parametrize("date", ["31.02.2027", "soon", "2025-01-31"])
def test_an_impossible_date_is_told(date: str) -> None:
    workbook = filled(request())
    head(sheet_of(workbook), "quote_valid_until", date)
    reply = read(workbook)
    assert reply.findings
    assert reply.valid_until is None or date == "2025-01-31"


def test_several_quantities_and_free_rows() -> None:
    lines = request().lines
    asked = lines[0].__class__(
        "10", "Shaft", Decimal(500), "pcs", "20-1100", quantities=(Decimal(100), Decimal(500))
    )
    workbook = form(request(lines=(asked, lines[1]), alternatives=True))
    sheet = sheet_of(workbook)
    head(sheet, "currency", "EUR")
    set_value(sheet, row_of(sheet, "10", 1), "unit_price", 40)
    set_value(sheet, row_of(sheet, "10", 2), "unit_price", 36)
    set_value(sheet, row_of(sheet, "20"), "unit_price", 4)
    for number, values in enumerate(
        (
            {"pos": "10", "quantity": 2000, "unit_price": 31},
            {"pos": 20, "description": "Bearing of another make", "unit_price": 2.5},
            {"pos": "20", "unit_price": 3},
            {"pos": "99", "quantity": 5, "unit_price": 1},
        ),
        start=1,
    ):
        for name, value in values.items():
            set_value(sheet, row_of(sheet, str(number), kind="X"), name, value)
    reply = read(workbook)
    found = [(each.line, each.quantity_break, each.unit_price, each.alternative) for each in reply.lines]
    assert found == [
        ("10", 100, 40, False),
        ("10", 500, 36, False),
        ("10", 2000, 31, False),
        ("20", None, 4, False),
        ("20", None, Decimal("2.5"), True),
        (None, 5, None, False),
    ]
    assert {"form_break_without_quantity", "form_position_unknown"} <= codes(reply)


def test_answers() -> None:
    workbook = filled(request(questions=QUESTIONS), "nl")
    sheet = workbook.worksheets[1]
    for number, answer in (("1", "ja"), ("2", "12 st"), ("3", "Second line from May")):
        set_value(sheet, row_of(sheet, number, kind="Q"), "answer", answer)
    reply = read(workbook)
    assert [(each.number, each.value, each.weight) for each in reply.answers] == [
        ("1", True, 30),
        ("2", 12, 20),
        ("3", None, 50),
    ]
    assert reply.answers[2].text == "Second line from May"
    set_value(sheet, row_of(sheet, "1", kind="Q"), "answer", "perhaps")
    set_value(sheet, row_of(sheet, "3", kind="Q"), "answer", None)
    assert codes(read(workbook)) == {"form_answer_unclear", "form_question_unanswered"}


def test_without_the_hidden_sheet_changes_are_still_seen() -> None:
    workbook = filled(request())
    del workbook["buybook_form"]
    reply = read(workbook)
    assert prices(reply) == PRICES
    assert (reply.rfq_number, reply.supplier) == ("RFQ-2026-0001", "Kugghjul & Axlar AB")
    assert reply.findings == ()
    sheet = sheet_of(workbook)
    set_value(sheet, row_of(sheet, "10"), "unit", "kg")
    assert codes(read(workbook)) == {"form_checked_changed"}


def test_a_deleted_row_and_an_added_column() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    column = sheet.max_column + 1
    sheet.cell(titles_row(sheet), column).value = "Alloy surcharge"  # type: ignore[union-attr]
    sheet.cell(row_of(sheet, "10"), column).value = 3.5  # type: ignore[union-attr]
    sheet.delete_rows(row_of(sheet, "20"))
    reply = read(workbook)
    assert prices(reply) == {name: price for name, price in PRICES.items() if name != "20"}
    assert {"form_row_missing", "form_extra_column"} <= codes(reply)


def test_rows_of_another_form_are_not_read() -> None:
    workbook = filled(request())
    sheet = sheet_of(workbook)
    other = sheet_of(filled(request(rfq_number="RFQ-2026-0002")))
    for column in range(1, sheet.max_column + 1):
        sheet.cell(sheet.max_row + (column == 1), column).value = other.cell(
            row_of(other, "10"), column
        ).value  # type: ignore[union-attr]
    reply = read(workbook)
    assert prices(reply) == PRICES
    assert "form_of_another" in codes(reply)


def test_what_is_told_has_words() -> None:
    workbook = filled(request(), "en", {"10": "1,250", "20": "x", "30": -4, "40": "USD 3"})
    for finding in read(workbook).findings:
        assert EN.text(finding.code, finding.values) and EN.remedy(finding.code, finding.values)
