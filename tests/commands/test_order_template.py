"""Orders on the buyer's own template: what is filled in, what stays as it was, and what cannot be used."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from order_templates import own_form
from test_order_files import documents, letter, request, supplier, workbook
from validator import errors, needs_validator
from workbooks import TODAY, call, codes, parts

from buybook.documents.order_fields import LINE_FIELDS, ORDER_FIELDS, as_text, spread
from buybook.documents.templates import template as shipped

GUIDE = Path(__file__).parents[2] / "docs" / "guide.md"


def ordered(folder: Path, settings: str = "own.xlsx", lines: int = 3, **of_supplier: object):
    """Order lines from a supplier with a template in the settings."""
    rows = [request(number, "Nordbolt AB", f"B-{number}") for number in range(1, lines + 1)]
    path = workbook(folder, rows, [supplier(7, "Nordbolt AB", contact="Åsa Ek", **of_supplier)])
    text = f"purchase_orders: {{template: {settings}, company: {{name: Our Ltd}}}}"
    (folder / "buybook.yaml").write_text(text, encoding="utf-8")
    return call("order", path, _language="en")


def sheet_of(result) -> Worksheet:
    return openpyxl.load_workbook(documents(result)[".xlsx"]).worksheets[0]


def test_the_order_stands_in_the_buyers_own_form(tmp_path: Path) -> None:
    own_form(tmp_path / "own.xlsx")
    result = ordered(tmp_path)
    assert codes(result) == []
    sheet = sheet_of(result)
    assert sheet.title == "Bestellung"
    head = {cell: sheet[cell].value for cell in ("A1", "F3", "A4", "A5", "A6", "A7", "F5", "F6")}
    assert head == {
        "A1": "ORDER PO-2026-0104", "F3": "PO-2026-0104", "A4": "Nordbolt AB", "A5": "Road 1", "A6": "1234 Town",
        "A7": None, "F5": None, "F6": "30 days net",
    }  # fmt: skip
    assert (sheet["F4"].value, sheet["F4"].number_format) == (dt.datetime(2026, 3, 16), "d mmm yyyy")
    for number, row in enumerate((12, 13, 14), start=1):
        values = [sheet.cell(row, column).value for column in (1, 2, 5, 6, 7, 8, 9)]
        wanted = [
            str(number),
            f"B-{number}",
            dt.datetime(2026, 5, 4),
            10,
            "pcs",
            2.505,
            f"=ROUND(F{row}*H{row},2)",
        ]
        assert values == wanted
        assert sheet.cell(row, 5).number_format == "dd/mm/yyyy"
        assert sheet.cell(row, 9).border.bottom.style == "thin"
    assert sheet["C12"].value == "Item B-1\nSpecification: DRW-1100 rev. C"
    assert {str(each) for each in sheet.merged_cells.ranges} == {"C12:D12", "C13:D13", "C14:D14"}
    assert (sheet["H15"].value, sheet["I15"].value) == ("Total EUR", "=SUM(I12:I14)")
    assert sheet["A19"].value == "Delivered goods are ours {1} {see the terms}"  # nothing of ours


def test_what_is_not_filled_in_keeps_its_bytes(tmp_path: Path) -> None:
    form = own_form(tmp_path / "own.xlsx")
    content = form.read_bytes()
    made = documents(ordered(tmp_path))[".xlsx"]
    assert form.read_bytes() == content
    before, after = parts(form), parts(made)
    changed = {name for name, part in before.items() if after.get(name) != part}
    # The sheet that is filled in, the mark that results are due, and the part that says which.
    assert changed == {
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    }
    assert set(after) - set(before) == {"xl/uncomputed.xml"}
    sheet = openpyxl.load_workbook(made).worksheets[0]
    assert (sheet.print_area, sheet.print_title_rows) == ("'Bestellung'!$A$1:$I$19", "$11:$11")
    assert (sheet.page_setup.orientation, sheet.oddFooter.center.text) == ("landscape", "Page &P")
    assert [sheet.column_dimensions[each].width for each in "ACI"] == [6, 24, 13]


def test_the_same_order_twice_is_one_file_and_the_letter_holds_it(tmp_path: Path) -> None:
    own_form(tmp_path / "own.xlsx")
    first = documents(ordered(tmp_path))
    content = first[".xlsx"].read_bytes()
    assert documents(ordered(tmp_path)) == first
    (attached, _) = letter(first[".eml"]).iter_attachments()
    assert attached.get_content() == content


def test_text_stays_text(tmp_path: Path) -> None:
    own_form(tmp_path / "own.xlsx", A8="For {supplier_contact}")
    rows = [request(1, "Nordbolt AB", "0012")]
    rows[0][2] = "=cmd|' /C calc'!A1"
    path = workbook(tmp_path, rows, [supplier(7, "Nordbolt AB", contact='=HYPERLINK("http://evil.example")')])
    book = openpyxl.load_workbook(path)
    for sheet, cell in (("Requests", "C2"), ("Suppliers", "C2")):
        book[sheet][cell].data_type = "s"
    book.save(path)
    (tmp_path / "buybook.yaml").write_text("purchase_orders: {template: own.xlsx}", encoding="utf-8")
    sheet = sheet_of(call("order", path))
    held = {cell: (sheet[cell].value, sheet[cell].data_type) for cell in ("B12", "C12", "A8")}
    assert held == {
        "B12": ("0012", "s"),
        "C12": ("=cmd|' /C calc'!A1", "s"),
        "A8": ('For =HYPERLINK("http://evil.example")', "s"),
    }
    formulas = {c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"}
    assert formulas == {"I12", "I13"}


def test_named_cells_take_values_too_and_follow_when_rows_come(tmp_path: Path) -> None:
    """Our own form has a name for each place: so it is a template too."""
    (tmp_path / "own.xlsx").write_bytes(shipped("purchase_order.nl.xlsx"))
    result = ordered(tmp_path)
    assert codes(result) == []
    sheet = sheet_of(result)
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert texts.count("PO-2026-0104") == 1
    assert [sheet.cell(row, 6).value for row in (21, 22, 23)] == [10, 10, 10]
    assert sheet["K24"].value == pytest.approx(75.15)
    names = openpyxl.load_workbook(documents(result)[".xlsx"]).defined_names
    assert names["line_amount"].attr_text.endswith("!$K$21:$K$23")


@pytest.mark.parametrize(
    "total", ["=SUM(I12)", "=SUBTOTAL(9,$I$12)", "=SUM(I12:I12)", "=SUM(net)", "=SUM(tbl[Amount])"]
)
def test_a_total_takes_in_all_lines(tmp_path: Path, total: str) -> None:
    form = own_form(tmp_path / "own.xlsx", I13=total)
    book = openpyxl.load_workbook(form)
    book.defined_names["net"] = DefinedName("net", attr_text="Bestellung!$I$12:$I$12")
    sheet = book.worksheets[0]
    if "tbl" in total:
        sheet.unmerge_cells("C12:D12")
        sheet["D11"] = "More"
        sheet.add_table(Table(displayName="tbl", ref="A11:I12"))
    book.save(form)
    made = openpyxl.load_workbook(documents(ordered(tmp_path))[".xlsx"])
    known = {
        "=SUM(I12)": "=SUM(I12:I14)", "=SUBTOTAL(9,$I$12)": "=SUBTOTAL(9,$I$12:$I$14)", "=SUM(I12:I12)": "=SUM(I12:I14)",
    }  # fmt: skip
    assert made.worksheets[0]["I15"].value == known.get(total, total)
    assert made.defined_names["net"].attr_text == "Bestellung!$I$12:$I$14"
    assert [table.ref for table in made.worksheets[0].tables.values()] == ["A11:I14"] * ("tbl" in total)


def test_a_line_may_take_several_rows(tmp_path: Path) -> None:
    both = "{line.item_number} / {line.quantity} {line.unit}"
    own_form(
        tmp_path / "own.xlsx", C12=None, A13="{line.description}", H13=None, I13=None, H14="{total}", B12=both
    )
    sheet = sheet_of(ordered(tmp_path, lines=5))
    assert [sheet.cell(row, 2).value for row in range(12, 22, 2)] == [f"B-{n} / 10 pcs" for n in range(1, 6)]
    texts = [sheet.cell(row, 1).value for row in range(13, 23, 2)]
    assert texts == ["Item B-1, Specification: DRW-1100 rev. C", *(f"Item B-{n}" for n in range(2, 6))]
    assert [sheet.row_dimensions[row].height for row in range(12, 22)] == [24, None] * 5
    assert (sheet["I20"].value, sheet["H22"].value) == ("=ROUND(F20*H20,2)", pytest.approx(125.25))


@pytest.mark.parametrize("named", [False, True])
def test_a_fact_of_the_order_stands_at_each_line_where_it_is_asked_for_there(
    tmp_path: Path, named: bool
) -> None:
    form = own_form(tmp_path / "own.xlsx", A12="{po_number}-{line.pos}", G12=None if named else "{currency}")
    if named:
        book = openpyxl.load_workbook(form)
        book.defined_names["currency"] = DefinedName("currency", attr_text="Bestellung!$G$12")
        book.save(form)
    result = ordered(tmp_path)
    assert codes(result) == []
    sheet = sheet_of(result)
    assert [(sheet.cell(row, 1).value, sheet.cell(row, 7).value) for row in (12, 13, 14)] == [
        (f"PO-2026-0104-{number}", "EUR") for number in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("settings", "language", "used"),
    [
        ("own.xlsx", "Svenska", "SV PO-2026-0104"),
        ("own.xlsx", "Dutch", "ORDER PO-2026-0104"),
        ("{sv: own.sv.xlsx, en: own.xlsx}", "Svenska", "SV PO-2026-0104"),
        ("{sv: own.sv.xlsx, en: own.xlsx}", "English", "ORDER PO-2026-0104"),
    ],
)
def test_each_language_may_have_its_own(tmp_path: Path, settings: str, language: str, used: str) -> None:
    own_form(tmp_path / "own.xlsx")
    own_form(tmp_path / "own.sv.xlsx", A1="SV {po_number}")
    result = ordered(tmp_path, settings, language=language)
    assert codes(result) == []
    assert sheet_of(result)["A1"].value == used


def test_a_language_without_a_template_has_our_form(tmp_path: Path) -> None:
    own_form(tmp_path / "own.sv.xlsx")
    result = ordered(tmp_path, "{sv: own.sv.xlsx}", language="Dutch")
    assert (codes(result), sheet_of(result).title) == ([], "Inkooporder")


def test_a_template_without_what_orders_need_is_told_and_our_form_is_made(tmp_path: Path) -> None:
    cells = {"A1": "{po_nummer}", "F3": None, "F12": "{line.menge}", "A8": "{line.pos}"}
    own_form(tmp_path / "own.xlsx", **cells)
    result = ordered(tmp_path)
    assert codes(result) == [
        "template_lines_apart", "template_unknown_name", "template_unknown_name", "template_lacks", "template_lacks",
        "template_not_used",
    ]  # fmt: skip
    told = [f"{each['text']} {each['remedy']}" for each in result.answer["findings"]]
    assert (
        "own.xlsx, Bestellung!A1: an order has nothing that is called po_nummer. Write {po_number}" in told[1]
    )
    assert "no place for {po_number}" in told[3]
    assert sheet_of(result).title == "Purchase order"
    assert documents(result)[".eml"].is_file()


def _missing(path: Path) -> None:
    path.unlink()


def _damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2000])


def _with_password(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))


def _protected(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.worksheets[0].protection.enable()
    book.save(path)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (_missing, "workbook_missing"),
        (_damaged, "workbook_damaged"),
        (_with_password, "workbook_old_format"),
        (_protected, "template_protected"),
    ],
)
def test_a_template_that_cannot_be_filled_is_told_and_our_form_is_made(
    tmp_path: Path, harm, code: str
) -> None:
    harm(own_form(tmp_path / "own.xlsx"))
    result = ordered(tmp_path)
    assert codes(result) == [code, "template_not_used"]
    assert sheet_of(result).title == "Purchase order"


def test_another_kind_of_file_and_hidden_sheets_are_told(tmp_path: Path) -> None:
    own_form(tmp_path / "own.xlsx")
    assert codes(ordered(tmp_path, "own.docx")) == ["template_other_format", "template_not_used"]
    book = openpyxl.load_workbook(tmp_path / "own.xlsx")
    book["Terms"].sheet_state = "hidden"
    book.save(tmp_path / "own.xlsx")
    result = ordered(tmp_path)
    assert "template_hidden_sheets" in codes(result) and "template_not_used" not in codes(result)
    assert sheet_of(result).title == "Bestellung"


def revised(folder: Path):
    """Order, change a quantity in the order list, and send the order anew."""
    path = folder / "buying.xlsx"
    ordered(folder)
    book = openpyxl.load_workbook(path)
    sheet = book["Orders"]
    row = next(row for row in range(2, 20) if sheet.cell(row, 1).value == "PO-2026-0104")
    sheet.cell(row, 6).value = 12
    book.save(path)
    return call("order", path, today=TODAY + dt.timedelta(days=7), _language="en", revise="PO-2026-0104")


def test_a_revision_says_so_in_the_buyers_own_form(tmp_path: Path) -> None:
    own_form(tmp_path / "own.xlsx")
    result = revised(tmp_path)
    sheet = sheet_of(result)
    assert (sheet["F5"].value, sheet["F12"].value) == ("2", 12)
    assert "Quantity 12 pcs (was 10 pcs)" in sheet["C12"].value
    assert "Revision 2" in sheet["A17"].value


def test_a_template_that_cannot_say_that_it_is_a_revision_is_not_used_for_one(tmp_path: Path) -> None:
    own_form(tmp_path / "own.xlsx", F5=None, A15=None)
    result = revised(tmp_path)
    assert codes(result) == ["template_cannot_tell", "template_cannot_tell", "template_not_used"]
    assert sheet_of(result).title == "Purchase order"


def test_the_guide_names_every_field() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    named = [*ORDER_FIELDS, *(f"line.{name}" for name in LINE_FIELDS)]
    assert [name for name in named if f"`{{{name}}}`" not in text and not name[-1].isdigit()] == []


@pytest.mark.parametrize(
    ("rows", "shown"), [(1, ["a, b, c"]), (2, ["a", "b, c"]), (3, ["a", "b", "c"]), (4, ["a", "b", "c", ""])]
)
def test_lines_of_text_are_spread_over_rows(rows: int, shown: list[str]) -> None:
    assert spread(("a", "", "b", "c"), rows) == shown


@pytest.mark.parametrize(
    ("fact", "decimals", "text"),
    [
        (dt.date(2026, 5, 4), "", "2026-05-04"),
        (Decimal("1234.5"), "money", "1.234,50"),
        (Decimal("2.505"), "price", "2,505"),
        (("Road 1", "", "Town"), "", "Road 1, Town"),
        (None, "", ""),
    ],
)
def test_facts_within_other_text_are_written_in_the_orders_language(fact, decimals: str, text: str) -> None:
    assert as_text(fact, decimals, 2, "nl") == text


@pytest.mark.validator
@needs_validator
def test_the_validator_finds_nothing_new(tmp_path: Path) -> None:
    form = own_form(tmp_path / "own.xlsx")
    made = documents(ordered(tmp_path))[".xlsx"]
    assert not errors(made) - errors(form)


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_computes_the_total(tmp_path: Path) -> None:
    own_form(tmp_path / "own.xlsx")
    made = documents(ordered(tmp_path))[".xlsx"]
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "lo"),
        str(made),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    computed = openpyxl.load_workbook(tmp_path / "lo" / made.name, data_only=True).worksheets[0]
    assert [computed.cell(row, 9).value for row in range(12, 16)] == pytest.approx([25.05] * 3 + [75.15])
    with zipfile.ZipFile(made) as package:
        assert (
            b"<v>"
            not in package.read("xl/worksheets/sheet1.xml").partition(b"<f>SUM")[2].partition(b"</c>")[0]
        )
