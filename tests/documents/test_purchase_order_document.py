from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from document_examples import line, write_purchase_order
from openpyxl import load_workbook

from buybook.documents.order_content import Party
from buybook.documents.purchase_order import build_purchase_order
from buybook.documents.purchase_order_form import HEADER_ROW, LINE_ROW
from buybook.vocabulary import LANGUAGES, words


def sheet_of(path):
    return load_workbook(path).active


def texts(sheet):
    return {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}


def row_of(sheet, text):
    return next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_about_the_order_stands_on_it(order, tmp_path, language):
    document = order(
        line(supplier_item_number="LL-7", price_per=Decimal(100), discount=Decimal(5)),
        company=Party(
            "Our Ltd", ("Lane 1", "Town"), vat_number="GB1", contact="Purchasing", email="a@b.example"
        ),
        supplier=Party("Their Ltd", ("Road 2", "City", "Land"), number="1004", phone="+44 1"),
        delivery_address=("Our Ltd", "Gate 3"),
        reference="PR-1",
        buyer="Purchasing",
        incoterm="FCA City",
        payment_terms="30 days net",
        revision="2",
        remarks="Mark every parcel.",
    )
    w = words(language)
    sheet = sheet_of(write_purchase_order(document, tmp_path, w))
    assert {
        "Our Ltd", "Lane 1, Town", "Purchasing  ·  a@b.example", "Their Ltd", "Road 2", "City", "Land",
        "+44 1", "1004", "Gate 3", "PR-1", "FCA City", "30 days net", "2", "Mark every parcel.", "PO26-0455",
        "GBP", "LL-7", "20-1100", "Shaft 28×310", "pcs", "10", f"{w.label('purchase_order.vat_number')} GB1",
    } <= texts(sheet)  # fmt: skip
    labels = w.labels("purchase_order")
    assert {labels[key] for key in ("title", "confirm", "order_date", "amount", "discount")} <= texts(sheet)
    assert datetime(2026, 11, 20) in {cell.value for row in sheet.iter_rows() for cell in row}
    assert [cell.value for cell in sheet[LINE_ROW]][4:] == [
        datetime(2026, 12, 4), 12, "pcs", 36.7, 100, 0.05, 440.4,
    ]  # fmt: skip


def test_the_total_is_the_sum_of_the_rounded_amounts(order, tmp_path):
    document = order(*(line(str(n), amount=Decimal("0.125")) for n in range(3)))
    assert document.total == Decimal("0.39")
    sheet = sheet_of(write_purchase_order(document, tmp_path, words("en")))
    total = row_of(sheet, "Total GBP")
    amounts = [sheet.cell(LINE_ROW + n, 11).value for n in range(3)]
    assert (amounts, sheet.cell(total, 11).value) == ([0.13, 0.13, 0.13], 0.39)
    assert total == LINE_ROW + 3


def test_a_currency_without_minor_units_has_no_decimals(order, tmp_path):
    yen = line(amount=Decimal("1234.5"), unit_price=Decimal("102.875"))
    document = order(yen, currency="JPY", minor_digits=0)
    sheet = sheet_of(write_purchase_order(document, tmp_path, words("en")))
    assert (sheet.cell(LINE_ROW, 11).value, sheet.cell(LINE_ROW, 11).number_format) == (1235, "#,##0")
    assert sheet.cell(LINE_ROW, 8).number_format == "#,##0.000"


def test_ten_thousand_lines_are_written_with_one_look(order, tmp_path):
    document = order(*(line(str(n), amount=Decimal("0.1")) for n in range(1, 10_001)))
    part = (
        ZipFile(write_purchase_order(document, tmp_path, words("sv")))
        .read("xl/worksheets/sheet1.xml")
        .decode()
    )
    last = LINE_ROW + 9_999
    first_look, last_look = (re.search(rf'<c r="D{row}" s="(\d+)"', part)[1] for row in (LINE_ROW, last))
    assert first_look == last_look
    assert re.search(rf'<c r="A{last}"[^>]*><is><t>10000</t></is></c>', part)
    assert re.search(rf'<c r="K{last + 1}"[^>]*><v>1000(\.0+)?</v></c>', part)
    assert f'<mergeCell ref="A{last + 5}:K{last + 5}"/>' in part


def test_what_follows_the_lines_moves_down_whole(order, tmp_path):
    one, five = (
        sheet_of(write_purchase_order(order(*lines, po_number=f"P{len(lines)}"), tmp_path, words("en")))
        for lines in ((line(),), tuple(line(str(n)) for n in range(5)))
    )
    merged = {
        count: {str(ref) for ref in sheet.merged_cells.ranges} for count, sheet in ((1, one), (5, five))
    }
    assert {"H22:J22", "A24:K24", "A26:K26"} <= merged[1]
    assert {"H26:J26", "A28:K28", "A30:K30"} <= merged[5]
    assert len(merged[1]) == len(merged[5])
    assert five.row_dimensions[26].height == one.row_dimensions[22].height
    assert five.row_dimensions[30].height == one.row_dimensions[26].height


def test_an_order_without_lines_still_makes_a_document(order, tmp_path):
    empty = replace(order(), lines=())
    sheet = sheet_of(write_purchase_order(empty, tmp_path, words("en")))
    assert sheet.cell(row_of(sheet, "Total GBP"), 11).value == 0


@pytest.mark.parametrize("field", ["description", "item_number", "supplier_item_number", "unit", "pos"])
def test_a_line_cannot_smuggle_in_a_formula(order, tmp_path, field):
    attack = '=HYPERLINK("http://evil.example","click")'
    path = write_purchase_order(order(line(**{field: attack})), tmp_path, words("en"))
    cell = next(cell for cell in sheet_of(path)[LINE_ROW] if cell.value == attack)
    assert cell.data_type == "s"
    assert b"<f>" not in ZipFile(path).read("xl/worksheets/sheet1.xml")


def test_the_head_cannot_smuggle_in_a_formula_or_a_footer_code(order, tmp_path):
    evil = "=cmd|'/c calc'!A1"
    document = order(
        po_number=evil, supplier=Party(evil, (evil,)), company=Party("R&D &Z 12", (evil,)), remarks=evil,
        incoterm=evil, payment_terms=evil, reference=evil, buyer=evil, delivery_address=(evil,),
        currency="=X",
    )  # fmt: skip
    path = write_purchase_order(document, tmp_path, words("en"))
    assert b"<f>" not in ZipFile(path).read("xl/worksheets/sheet1.xml")
    assert "R&&D &&Z 12" in ZipFile(path).read("xl/worksheets/sheet1.xml").decode().replace("&amp;", "&")
    assert path.name == "=cmd_'_c calc'!A1.xlsx"


def test_an_order_number_does_not_join_the_font_size_in_the_footer(order, tmp_path):
    path = write_purchase_order(order(po_number="450001"), tmp_path, words("en"))
    assert b"&amp;C&amp;8 450001&amp;R" in ZipFile(path).read("xl/worksheets/sheet1.xml")


def test_columns_that_say_nothing_are_hidden(order, tmp_path):
    sheet = sheet_of(write_purchase_order(order(line()), tmp_path, words("en")))
    hidden = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
    assert hidden == {"C", "I", "J"}
    full = line(supplier_item_number="X", price_per=Decimal(100), discount=Decimal(1))
    sheet = sheet_of(write_purchase_order(order(line(), full, po_number="F"), tmp_path, words("en")))
    assert not any(column.hidden for column in sheet.column_dimensions.values())


def test_labels_without_a_value_are_left_out(order, tmp_path):
    sheet = sheet_of(write_purchase_order(order(), tmp_path, words("en")))
    assert not {"Delivery term", "Payment terms", "Revision", "Our reference"} & texts(sheet)
    assert {"Supplier no.", "Currency"} <= texts(sheet)


def test_a_long_description_gets_the_height_it_needs(order, tmp_path):
    document = order(line("1"), line("2", description="word " * 40))
    sheet = sheet_of(write_purchase_order(document, tmp_path, words("en")))
    low, high = (sheet.row_dimensions[LINE_ROW + n].height for n in (0, 1))
    assert high > low + 40


def test_it_prints_on_a4_one_page_wide_with_the_titles_on_every_page(order, tmp_path):
    sheet = sheet_of(write_purchase_order(order(), tmp_path, words("nl")))
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "portrait", 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert sheet.oddFooter.right.text == "Pagina &P van &N"
    assert sheet.print_area == "'Inkooporder'!$A$1:$K$26"


def test_the_templates_names_do_not_go_to_the_supplier(order):
    assert list(build_purchase_order(order(), words("en")).defined_names) == []


def test_the_same_order_gives_one_file_and_another_order_another(order, tmp_path):
    first = write_purchase_order(order(), tmp_path, words("en"))
    assert write_purchase_order(order(), tmp_path, words("en")) == first
    changed = write_purchase_order(order(remarks="By road."), tmp_path, words("en"))
    assert (first.name, changed.name) == ("PO26-0455.xlsx", "PO26-0455 (2).xlsx")
    assert "By road." not in texts(sheet_of(first))


def test_a_long_address_keeps_every_part(order, tmp_path):
    document = order(delivery_address=tuple(f"part {n}" for n in range(1, 8)))
    assert "part 5, part 6, part 7" in texts(sheet_of(write_purchase_order(document, tmp_path, words("en"))))


def test_without_a_delivery_address_the_goods_come_to_us(order, tmp_path):
    sheet = sheet_of(write_purchase_order(order(), tmp_path, words("en")))
    assert [sheet.cell(row, 5).value for row in range(8, 11)] == [
        "Harrowmere Pumps Ltd",
        "Mill Lane 4",
        "Harrowmere",
    ]


def test_without_any_address_of_ours_nothing_is_headed_deliver_to(order, tmp_path):
    sheet = sheet_of(write_purchase_order(order(company=Party("")), tmp_path, words("en")))
    assert "Deliver to" not in texts(sheet)


def test_facts_stand_without_gaps(order, tmp_path):
    document = order(payment_terms="30 days net", revision="1")
    sheet = sheet_of(write_purchase_order(document, tmp_path, words("en")))
    left, right = (
        [(sheet.cell(row, label).value, sheet.cell(row, value).value) for row in range(14, 18)]
        for label, value in ((1, 3), (5, 7))
    )
    assert left[1:] == [("Supplier no.", "1004"), (None, None), (None, None)]
    assert right == [("Currency", "GBP"), ("Payment terms", "30 days net"), ("Revision", "1"), (None, None)]


def test_empty_address_rows_are_hidden(order, tmp_path):
    document = order(delivery_address=("one", "two", "three"))
    sheet = sheet_of(write_purchase_order(document, tmp_path, words("en")))
    assert [sheet.row_dimensions[row].hidden for row in range(8, 13)] == [False, False, False, True, True]
