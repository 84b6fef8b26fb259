"""Whole workbooks: rows inserted and deleted, sheets renamed and deleted, checked by other readers."""

import io
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from buybook.xlsx.package import Package
from buybook.xlsx.references import Shift, Unshiftable
from buybook.xlsx.structure import (
    Book,
    Related,
    SheetPart,
    delete_in_package,
    parts_only_of,
    rename_in_package,
    shift_package,
    stale_parts,
)


class View:
    def __init__(self, package):
        self.package = package
        self.written = {}

    def read(self, part):
        return self.written.get(part) or self.package.read_xml(part)

    def part_names(self):
        return self.package.part_names

    def content_type(self, part):
        return self.package.content_type(part)

    def relationships(self, part):
        return [
            Related(found.type, found.target)
            for found in self.package.relationships(part)
            if not found.external
        ]


def book_of(data):
    package = Package.from_bytes(data)
    workbook = next(
        found.target for found in package.relationships("") if found.type.endswith("/officeDocument")
    )
    targets = {found.id: found.target for found in package.relationships(workbook)}
    sheets = [
        SheetPart(
            sheet.get("name"),
            targets[next(value for key, value in sheet.attrib.items() if key.endswith("}id"))],
        )
        for sheet in etree.fromstring(package.read(workbook)).iter("{*}sheet")
    ]
    return Book(View(package), workbook, sheets)


def with_parts(data, changed, without=()):
    """The zip file with some entries' bytes exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        by_name = {part.lstrip("/"): content for part, content in changed.items()}
        for entry in old.infolist():
            if entry.filename not in without:
                new.writestr(entry.filename, by_name.get(entry.filename, old.read(entry.filename)))
    return out.getvalue()


@pytest.fixture(scope="module")
def orders():
    """An order list in rows 4 to 9 with a total in row 10, a table below it, and all that hangs on cells."""
    workbook = openpyxl.Workbook()
    data = workbook.active
    data.title = "My orders"
    data["A1"] = "Orders"
    data.merge_cells("A1:D1")
    data.append([])
    data.append(["Item", "Quantity", "Price", "Sum"])
    for row in range(4, 10):
        data.append([f"item {row}", row, 2.5, f"=B{row}*C{row}"])
    data["D10"] = "=SUM(D4:D9)"
    data["E4"] = '=IF(D10>100,"D9 is big","small")'
    data.merge_cells("A11:D12")
    for number, row in enumerate([("Code", "Stock"), ("x", 1), ("y", 2), ("z", "=B15+B16")], start=14):
        data.cell(number, 1, row[0])
        data.cell(number, 2, row[1])
    data.add_table(Table(displayName="Stock", ref="A14:B17"))
    data.conditional_formatting.add(
        "A4:D9", FormulaRule(formula=["$D4>$D$10/4"], fill=PatternFill("solid", bgColor="FFC7CE"))
    )
    validation = DataValidation(type="list", formula1="$A$4:$A$9")
    validation.add("G4:G9")
    data.add_data_validation(validation)
    data["A8"].comment = Comment("late", "buyer")
    data["A9"].hyperlink = Hyperlink(ref="A9", location="'My orders'!D10")
    data.auto_filter.ref = "A3:D9"
    data.print_area = "A1:E10"
    data.print_title_rows = "3:3"
    data.freeze_panes = "B4"
    chart = BarChart()
    chart.add_data(Reference(data, min_col=4, min_row=3, max_row=9), titles_from_data=True)
    chart.set_categories(Reference(data, min_col=1, min_row=4, max_row=9))
    data.add_chart(chart, "H6")
    summary = workbook.create_sheet("Summary")
    summary["A1"] = "='My orders'!D10*2"
    summary["A2"] = "=SUM('My orders'!D4:D9)+A1+Total"
    summary["A3"] = "='my orders'!D4&\"'My orders'!D10\""
    workbook.defined_names["Total"] = DefinedName("Total", attr_text="'My orders'!$D$10")
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def shifted(data, *shift):
    return with_parts(data, shift_package(book_of(data), Shift("my orders", *shift)))


def test_rows_inserted_in_a_list(orders):
    changed = shift_package(book_of(orders), Shift("my orders", "rows", 7, 2))
    assert all(etree.fromstring(content) is not None for content in changed.values())
    workbook = openpyxl.load_workbook(io.BytesIO(with_parts(orders, changed)))
    data, summary = workbook["My orders"], workbook["Summary"]
    assert [data.cell(row, 4).value for row in (6, 7, 8, 9, 11, 12)] == [
        "=B6*C6", None, None, "=B9*C9", "=B11*C11", "=SUM(D4:D11)"
    ]  # fmt: skip
    assert data["E4"].value == '=IF(D12>100,"D9 is big","small")'
    assert sorted(str(merged) for merged in data.merged_cells.ranges) == ["A13:D14", "A1:D1"]
    assert data.tables["Stock"].ref == "A16:B19"
    assert (data["A16:B19"][0][0].value, data["A16:B19"][3][1].value) == ("Code", "=B17+B18")
    assert [(str(rule.sqref), rule.rules[0].formula) for rule in data.conditional_formatting] == [
        ("A4:D11", ["$D4>$D$12/4"])
    ]
    validation = data.data_validations.dataValidation[0]
    assert (str(validation.sqref), validation.formula1) == ("G4:G11", "$A$4:$A$11")
    assert data["A10"].comment.text == "late"
    assert data["A11"].hyperlink.location == "'My orders'!D12"
    assert data.auto_filter.ref == "A3:D11"
    assert (data.print_area, data.print_title_rows, data.freeze_panes) == (
        "'My orders'!$A$1:$E$12",
        "$3:$3",
        "B4",
    )
    assert (data._charts[0].anchor._from.row, data._charts[0].series[0].val.numRef.f) == (
        5,
        "'My orders'!$D$4:$D$11",
    )
    assert [summary[f"A{row}"].value for row in (1, 2, 3)] == [
        "='My orders'!D12*2", "=SUM('My orders'!D4:D11)+A1+Total", "='my orders'!D4&\"'My orders'!D10\""
    ]  # fmt: skip
    assert workbook.defined_names["Total"].attr_text == "'My orders'!$D$12"


@pytest.mark.parametrize(
    "shift", [("rows", 7, 2), ("rows", 1, 5), ("rows", 40, 3), ("columns", 1, 2), ("columns", 7, 1)]
)
def test_an_insertion_taken_back_gives_every_part_its_bytes_back(orders, shift):
    book = book_of(orders)
    axis, at, count = shift
    there = shift_package(book, Shift("My orders", axis, at, count))
    after = with_parts(orders, there)
    back = shift_package(book_of(after), Shift("My orders", axis, at, -count))
    for part, content in there.items():
        assert back.get(part, content) == book.view.read(part), part


def test_only_parts_that_change_are_named(orders):
    assert shift_package(book_of(orders), Shift("My orders", "rows", 60, 3)) == {}
    changed = shift_package(book_of(orders), Shift("Summary", "rows", 1, 1))
    assert [part.rpartition("/")[2] for part in changed] == ["sheet2.xml"]


def test_nothing_is_answered_when_one_part_refuses(orders):
    with pytest.raises(Unshiftable) as refusal:
        shift_package(book_of(orders), Shift("My orders", "columns", 1, -2))
    assert (refusal.value.code, refusal.value.part.rpartition("/")[2]) == ("table_deleted", "table1.xml")


def test_what_is_unknown_is_refused(orders):
    book = book_of(orders)
    known = book.view.relationships
    book.view.relationships = lambda part: [
        *known(part),
        Related("http://x/y/mysteryGrid", "/xl/mystery.xml"),
    ]
    with pytest.raises(Unshiftable, match="mysterygrid"):
        shift_package(book, Shift("My orders", "rows", 2, 1))


@pytest.mark.parametrize(
    "shift", [("nope", "rows", 1, 1), ("Summary", "rows", 0, 1), ("Summary", "rows", 1, 0)]
)
def test_wrong_places_are_an_error(orders, shift):
    with pytest.raises(ValueError):
        shift_package(book_of(orders), Shift(*shift))


def test_a_sheet_is_renamed_everywhere(orders):
    renamed = with_parts(orders, rename_in_package(book_of(orders), "MY ORDERS", "Bob's & co"))
    workbook = openpyxl.load_workbook(io.BytesIO(renamed))
    assert workbook.sheetnames == ["Bob's & co", "Summary"]
    assert workbook["Summary"]["A1"].value == "='Bob''s & co'!D10*2"
    assert workbook["Summary"]["A3"].value == "='Bob''s & co'!D4&\"'My orders'!D10\""
    assert workbook.defined_names["Total"].attr_text == "'Bob''s & co'!$D$10"
    data = workbook["Bob's & co"]
    assert data.print_area == "'Bob''s & co'!$A$1:$E$10"
    assert data._charts[0].series[0].val.numRef.f == "'Bob''s & co'!$D$4:$D$9"
    assert data["A9"].hyperlink.location == "'Bob''s & co'!D10"
    back = rename_in_package(book_of(renamed), "Bob's & co", "My orders")
    assert back[book_of(orders).workbook_part] == book_of(orders).view.read(book_of(orders).workbook_part)


def test_a_sheet_is_deleted(orders):
    book = book_of(orders)
    own = parts_only_of(book, book.sheets[0].part)
    assert {part.rpartition("/")[2] for part in own} >= {"drawing1.xml", "chart1.xml", "table1.xml"}
    assert not any(part.endswith(("styles.xml", "theme1.xml", "sheet2.xml")) for part in own)
    changed = delete_in_package(book, "My orders")
    assert set(changed) == {book.workbook_part, book.sheets[1].part}
    summary = changed[book.sheets[1].part]
    assert b"#REF!D10*2" in summary and b"SUM(#REF!D4:D9)+A1+Total" in summary
    workbook = changed[book.workbook_part].decode()
    assert 'name="My orders"' not in workbook and "Print_Area" not in workbook and "#REF!$D$10" in workbook
    with pytest.raises(ValueError):
        delete_in_package(Book(book.view, book.workbook_part, book.sheets[:1]), "My orders")


def test_local_names_and_tabs_are_renumbered():
    workbook = openpyxl.Workbook()
    for title in ("B", "C"):
        workbook.create_sheet(title).print_area = "A1:B2"
    workbook.active = 2
    out = io.BytesIO()
    workbook.save(out)
    book = book_of(out.getvalue())
    changed = delete_in_package(book, "B")[book.workbook_part].decode()
    assert 'localSheetId="1"' in changed and 'localSheetId="2"' not in changed and "'C'!$A$1:$B$2" in changed
    assert 'activeTab="1"' in changed


def test_stale_parts_are_named(orders):
    book = book_of(orders)
    assert stale_parts(book) == ()
    book.view.content_type = lambda part: (
        "application/x.calcChain+xml" if part.endswith("theme1.xml") else None
    )
    assert [part.rpartition("/")[2] for part in stale_parts(book)] == ["theme1.xml"]


@pytest.mark.libreoffice
def test_libreoffice_computes_the_same(orders, tmp_path):
    if shutil.which("libreoffice") is None:
        pytest.skip("LibreOffice is not on this machine")
    inserted = shifted(orders, "rows", 7, 2)
    for name, data in (
        ("before", orders),
        ("inserted", inserted),
        ("deleted", shifted(orders, "rows", 5, -2)),
    ):
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    sources = [str(tmp_path / f"{name}.xlsx") for name in ("before", "inserted", "deleted")]
    office = ["libreoffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    convert = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    subprocess.run([*office, *convert, *sources], check=True, capture_output=True, timeout=120)
    books = {
        name: openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx", data_only=True)
        for name in ("before", "inserted", "deleted")
    }
    column = [books["before"]["My orders"].cell(row, 4).value for row in range(4, 11)]
    assert column == [10, 12.5, 15, 17.5, 20, 22.5, 97.5]
    after = books["inserted"]["My orders"]
    assert [after.cell(row, 4).value for row in (4, 5, 6, 9, 10, 11, 12)] == column
    assert [books["inserted"]["Summary"][f"A{row}"].value for row in (1, 2)] == [195, 390]
    deleted = books["deleted"]["My orders"]
    assert [deleted.cell(row, 4).value for row in range(4, 9)] == [10, 17.5, 20, 22.5, 70]
    assert [books["deleted"]["Summary"][f"A{row}"].value for row in (1, 2)] == [140, 280]


class Parts:
    """A package written out: part -> (content type, bytes, relationships)."""

    def __init__(self, parts):
        self.parts = parts

    def read(self, part):
        return self.parts[part][1]

    def part_names(self):
        return list(self.parts)

    def content_type(self, part):
        return self.parts[part][0]

    def relationships(self, part):
        return self.parts[part][2]


def report(formula="Data!A1", location='<location ref="A9:B12" rowPageCount="2"/>'):
    """Data in one sheet, a pivot table of it in another."""
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1"><f>%s</f></c></row></sheetData></worksheet>'
    parts = {
        "workbook": ("sheet.main+xml", b"<workbook/>", []),
        "data": ("worksheet+xml", sheet % b"1", []),
        "report": ("worksheet+xml", sheet % formula.encode(), [Related("pivotTable", "pivot")]),
        "pivot": ("pivotTable+xml", f"<pivotTableDefinition>{location}</pivotTableDefinition>".encode(), []),
        "cache": ("pivotCacheDefinition+xml", b'<worksheetSource ref="A1:D9" sheet="Data"/>', []),
    }
    return Book(Parts(parts), "workbook", [SheetPart("Data", "data"), SheetPart("Report", "report")])


def test_pivot_tables_follow_their_source_and_move_as_one():
    assert shift_package(report(), Shift("Data", "rows", 5, 2)) == {
        "cache": b'<worksheetSource ref="A1:D11" sheet="Data"/>'
    }
    moved = shift_package(report(), Shift("Report", "rows", 6, 2))["pivot"]
    assert b'<location ref="A11:B14" rowPageCount="2"/>' in moved
    assert (
        rename_in_package(report(), "data", "New")["cache"] == b'<worksheetSource ref="A1:D9" sheet="New"/>'
    )
    for at in (7, 9, 12):  # its page fields stand above it, with an empty row between
        with pytest.raises(Unshiftable) as refusal:
            shift_package(report(), Shift("Report", "rows", at, 2))
        assert (refusal.value.code, refusal.value.part) == ("pivot_table", "pivot")


def test_a_formula_through_several_sheets_refuses_though_it_does_not_name_the_sheet():
    book = report(formula="SUM(First:Last!A9)")
    sheets = [SheetPart("First", "x"), SheetPart("May", "data"), SheetPart("Last", "y"), book.sheets[1]]
    with pytest.raises(Unshiftable) as refusal:
        shift_package(Book(book.view, "workbook", sheets), Shift("May", "rows", 5, 2))
    assert (refusal.value.code, refusal.value.part) == ("three_d_reference", "report")


def test_names_of_a_deleted_sheet_go_with_it():
    names = (
        b'<workbook><sheets><sheet name="Data"/><sheet name="Report"/></sheets><definedNames>'
        b'<definedName name="a" localSheetId="0">5</definedName>'
        b'<definedName name="a" localSheetId="1">6</definedName>'
        b"</definedNames></workbook>"
    )
    book = report()
    del book.view.parts["cache"]
    book.view.parts["workbook"] = ("sheet.main+xml", names, [])
    assert delete_in_package(book, "data")["workbook"] == (
        b'<workbook><sheets><sheet name="Report"/></sheets><definedNames>'
        b'<definedName name="a" localSheetId="0">6</definedName></definedNames></workbook>'
    )
