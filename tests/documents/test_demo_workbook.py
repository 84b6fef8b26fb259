from __future__ import annotations

import io
import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from buybook.documents.demo import _content, build_demo, demo_bytes, demo_settings
from buybook.documents.demo_facts import ENQUIRIES, ITEMS, ORDER_PLAN, SUPPLIERS
from buybook.documents.demo_invoices import invoices
from buybook.documents.demo_story import tell
from buybook.schema import FIELDS
from buybook.settings import loads
from buybook.vocabulary import LANGUAGES, all_words, words
from buybook.workbook.recognise import recognise
from buybook.workbook.tables import Area, ExcelTable, Grid

TODAY = date(2026, 11, 20)
DAYS = [TODAY, date(2026, 1, 1), date(2027, 2, 28), date(2028, 2, 29), date(2030, 7, 15)]


@pytest.fixture(scope="module")
def packages():
    return {language: demo_bytes(language, TODAY) for language in LANGUAGES}


@pytest.fixture(params=LANGUAGES)
def demo(request, packages):
    return ZipFile(io.BytesIO(packages[request.param]))


def accepted(story):
    sums = defaultdict(float)
    for one in story.receipts:
        sums[one.po_number, one.po_line] += one.quantity - one.rejected - one.damaged
    return sums


def keys(content):
    if isinstance(content, dict):
        return {name: keys(value) for name, value in content.items() if name != "exchange"}
    return len(content) if isinstance(content, list) else None


def test_the_same_arguments_give_the_same_bytes(tmp_path, packages):
    assert build_demo(tmp_path / "demo.xlsx", "sv", TODAY).read_bytes() == packages["sv"]


def test_the_content_has_the_same_keys_in_every_language():
    english = _content("en")
    assert english["items"].keys() == ITEMS.keys()
    assert english["companies"].keys() == SUPPLIERS.keys()
    assert all(keys(_content(language)) == keys(english) for language in LANGUAGES)
    assert all(
        len({row[3] for row in _content(language)["companies"].values()}) == 3 for language in LANGUAGES
    )


@pytest.mark.parametrize("today", DAYS)
def test_the_story_holds_every_case_whatever_the_day(today):
    story = tell(_content("en"), today)
    taken = accepted(story)
    open_lines = [
        line
        for line in story.orders
        if line.status not in ("closed", "cancelled", "draft")
        and taken[line.po_number, line.po_line] < line.quantity
    ]
    late = [line for line in open_lines if (line.promised or line.requested) < today]
    assert len(late) >= 5
    assert any((today - line.promised).days > 30 for line in late if line.promised), "a forgotten balance"
    assert any(0 < taken[line.po_number, line.po_line] < line.quantity for line in late), "short and late"
    assert any(line.status == "sent" and line.promised is None for line in open_lines), "unconfirmed"
    assert any(today <= line.requested <= today + timedelta(14) for line in open_lines), "at risk"
    assert any(one.damaged for one in story.receipts)
    assert any(one.rejected for one in story.receipts)
    assert any(taken[line.po_number, line.po_line] > line.quantity for line in story.orders), "over"
    assert any(one.valid_until and one.valid_until < today for one in story.quotations), "expired"
    assert any(one.valid_until is None for one in story.quotations)
    assert all(one.day <= today for one in story.receipts)
    assert all(line.order_date <= today for line in story.orders)
    assert all(abs((line.promised - line.requested).days) <= 14 for line in story.orders if line.promised)


@pytest.mark.parametrize("today", DAYS)
def test_receipts_match_orders_except_one(today):
    story = tell(_content("nl"), today)
    lines = {(line.po_number, line.po_line): line for line in story.orders}
    strangers = [one for one in story.receipts if (one.po_number, one.po_line) not in lines]
    assert len(strangers) == 1
    assert strangers[0].po_number not in {line.po_number for line in story.orders}
    for one in story.receipts:
        line = lines.get((one.po_number, one.po_line))
        assert line is None or (one.item, one.supplier) == (line.item, line.supplier)
        assert line is None or one.day > line.order_date
        assert 0 <= one.rejected + one.damaged <= one.quantity
        assert bool(one.reason) == bool(one.rejected or one.damaged)


@pytest.mark.parametrize("today", DAYS)
def test_one_invoice_is_too_high_and_one_stands_twice(today):
    asked = invoices(tell(_content("sv"), today))
    assert len(asked) > 80
    assert [one.unit_price > one.line.unit_price for one in asked].count(True) == 1
    assert all(one.unit_price >= one.line.unit_price for one in asked)
    numbers = [one.number for one in asked]
    assert len(numbers) - len(set(numbers)) == 1
    twice = [one for one in asked if numbers.count(one.number) == 2]
    assert twice[0] == twice[1] and twice[0].unit_price == twice[0].line.unit_price


def test_the_size_is_that_of_a_grown_workbook():
    story = tell(_content("en"), TODAY)
    assert len(story.orders) >= 150
    assert len({line.po_number for line in story.orders}) == len(ORDER_PLAN) >= 40
    assert len(story.receipts) >= 110
    assert len(story.quotations) >= 55
    assert all(3 <= len(enquiry.offers) <= 6 for enquiry in ENQUIRIES)
    assert {request.status for request in story.requests} >= {"ordered", "approved", "to_approve", "draft"}


def test_ordered_requests_name_an_order_that_exists():
    story = tell(_content("en"), TODAY)
    lines = {(line.po_number, line.item) for line in story.orders}
    ordered = [request for request in story.requests if request.po_number]
    assert ordered
    assert all((request.po_number, request.item) in lines for request in ordered)


def test_every_formula_carries_its_result(demo):
    formulas = 0
    for name in demo.namelist():
        if name.startswith("xl/worksheets/sheet"):
            part = demo.read(name)
            formulas += part.count(b"<f>")
            assert len(re.findall(rb"</f><v>-?\d[^<]*</v>", part)) == part.count(b"<f>")
    assert formulas > 250


def test_the_results_add_up(packages):
    for language in LANGUAGES:
        content = _content(language)
        values = load_workbook(io.BytesIO(packages[language]), data_only=True)
        orders = values[content["sheets"]["orders"]]
        rows = list(orders.iter_rows(min_row=6, values_only=True))
        label = content["orders"]["total"].format(base=content["base"])
        total = next(row[11] for row in rows if row[0] == label)
        converted = sum(row[11] * content["exchange"][row[10]] for row in rows if row[4])
        assert total == pytest.approx(converted)
        assert values[content["sheets"]["overview"]]["D4"].value == pytest.approx(total)


def test_the_buyers_own_amounts_are_what_their_formula_gives(packages):
    content = _content("en")
    name = content["sheets"]["orders"]
    formulas, values = (
        load_workbook(io.BytesIO(packages["en"]), data_only=data)[name] for data in (False, True)
    )
    checked = 0
    for row in range(6, formulas.max_row):
        formula = re.fullmatch(r"=(\w+)\*(\w+)/(\w+)", str(formulas.cell(row, 12).value))
        if formula:
            quantity, price, per = (float(values[cell].value) for cell in formula.groups())
            assert values.cell(row, 12).value == pytest.approx(quantity * price / per)
            checked += 1
    assert checked > 140


def test_it_has_what_openpyxl_would_lose(demo):
    drawing = demo.read("xl/drawings/drawing1.xml").decode()
    assert "graphicFrame" in drawing
    assert 'txBox="1"' in drawing
    assert demo.read("xl/worksheets/sheet1.xml").count(b"<x14:sparkline>") == 13
    orders = demo.read("xl/worksheets/sheet2.xml")
    assert all(f"<{tag}".encode() in orders for tag in ("dataBar", "dataValidation", "pane", "autoFilter"))
    assert b'displayName="tblReceipts"' in demo.read("xl/tables/table1.xml")
    for name in demo.namelist():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(demo.read(name))


def test_the_buyer_types_as_buyers_do(packages):
    for language in LANGUAGES:
        content = _content(language)
        sheet = load_workbook(io.BytesIO(packages[language]))[content["sheets"]["orders"]]
        titles = [cell.value for cell in sheet[5]]
        at = {name: titles.index(title) for name, title in content["orders"]["columns"].items()}
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
        lines = [row for row in rows if row[at["item_number"]]]
        assert sum(isinstance(row[at["quantity"]], str) for row in lines) >= 3
        assert (
            sum(isinstance(row[at["unit_price"]], str) and "," in row[at["unit_price"]] for row in lines) >= 3
        )
        assert sum(isinstance(row[at["requested_date"]], str) for row in lines) >= 5
        assert sum(isinstance(row[at["promised_date"]], datetime) for row in lines) > 100
        last = rows.index(lines[-1])
        assert sum(not any(row) for row in rows[:last]) >= 2, "blank rows inside the list"
        assert rows[last + 1][0] == content["orders"]["total"].format(base=content["base"])
        assert content["orders"]["foot"] in [row[0] for row in rows[last + 2 :]]


def test_the_words_are_those_that_are_recognised():
    for language in LANGUAGES:
        content, w = _content(language), words(language)
        for kind in ("orders", "receipts", "invoices", "quotations", "requisitions", "suppliers", "rates"):
            for field, title in content[kind]["columns"].items():
                if w.aliases(field):
                    known = {alias.casefold() for alias in w.aliases(field)}
                    assert title.casefold() in known, (language, kind, field, title)


def grid_of(sheet):
    values = [
        [float(value) if isinstance(value, int) else value for value in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    tables = []
    for table in sheet.tables.values():
        left, top, right, bottom = range_boundaries(table.ref)
        tables.append(ExcelTable(table.displayName, Area(top, left, bottom, right)))
    merges = [Area(ref.min_row, ref.min_col, ref.max_row, ref.max_col) for ref in sheet.merged_cells.ranges]
    return Grid(sheet.title, values, sheet.min_row, sheet.min_column, merges, tuple(tables))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_recognised_and_nothing_else(packages, language):
    content = _content(language)
    workbook = load_workbook(io.BytesIO(packages[language]), data_only=True)
    recognition = recognise([grid_of(sheet) for sheet in workbook], all_words())
    found = {table.sheet: table for table in recognition.tables}
    kinds = ("orders", "receipts", "invoices", "quotations", "requisitions", "suppliers", "rates")
    assert {sheet: table.kind.value for sheet, table in found.items()} == {
        content["sheets"][kind]: kind for kind in kinds
    }
    for kind in kinds:
        table = found[content["sheets"][kind]]
        for column, expected in zip(table.columns, content[kind]["columns"], strict=True):
            assert expected not in FIELDS or column.field == expected, (kind, column)
    orders = found[content["sheets"]["orders"]]
    total = orders.last_row + 1
    assert (orders.header_row, orders.first_row) == (5, 6)
    assert workbook[orders.sheet].cell(total, 1).value == content["orders"]["total"].format(
        base=content["base"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_settings_beside_the_demo_are_settings(language):
    settings = loads(demo_settings(language))
    content = _content(language)
    assert settings.base_currency == content["base"]
    assert settings.purchase_orders.company.name == content["company"]["name"]
    assert settings.purchase_orders.company.address.splitlines() == content["company"]["address"]
