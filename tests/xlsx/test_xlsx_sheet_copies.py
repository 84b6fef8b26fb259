"""Sheets copied, renamed and deleted with all that hangs on them, read back by other programs too."""

import io
import re
import zipfile

import openpyxl
import packages
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from buybook.xlsx import uncomputed
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.package import Package
from buybook.xlsx.workbook import Workbook


@pytest.fixture(scope="module")
def source():
    """A sheet with everything that a copy takes along, and another one that refers to it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Bob's list"
    for line in (["Item", "Qty"], ["a", 1], ["b", 2], ["c", 3]):
        sheet.append(line)
    sheet["D1"] = "='Bob''s list'!B2+Other!A1"
    sheet["D2"] = "=SUM(Items[Qty])+Total"
    sheet["D3"] = "=SUM('Bob''s list:Other'!A1)"
    sheet.merge_cells("F1:G2")
    sheet.add_table(Table(displayName="Items", ref="A1:B4"))
    sheet.conditional_formatting.add("A2:A4", FormulaRule(formula=["'Bob''s list'!$B2>1"]))
    validation = DataValidation(type="list", formula1="'Bob''s list'!$A$2:$A$4")
    validation.add("H1")
    sheet.add_data_validation(validation)
    sheet["A2"].comment = Comment("late", "buyer")
    sheet["A3"].hyperlink = Hyperlink(ref="A3", location="'Bob''s list'!B4")
    sheet["A4"].hyperlink = "https://example.org/a?b=1&c=2"
    sheet.print_area = "A1:B4"
    sheet.print_title_rows = "1:1"
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 33
    sheet.sheet_properties.codeName = "Sheet1"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=4), titles_from_data=True)
    sheet.add_chart(chart, "J2")
    other = book.create_sheet("Other")
    other["A1"] = "='Bob''s list'!B3"
    other["A2"] = "=SUM(Items[Qty])"
    book.defined_names["Total"] = DefinedName("Total", attr_text="'Bob''s list'!$B$4")
    book.defined_names["Elsewhere"] = DefinedName("Elsewhere", attr_text="Other!$A$1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(data):
    return Workbook(Package.from_bytes(data))


def test_a_copy_points_at_itself_and_the_original_stays_as_it_was(source):
    book = opened(source)
    before = {part: book.package.read(part) for part in book.package.part_names if "workbook" not in part}
    copy = book.copy_sheet(book.sheet("Bob's list"), after=book.sheet("Bob's list"))
    assert [entry.name for entry in book.entries] == ["Bob's list", "Bob's list (2)", "Other"]
    assert [copy.formula(row, 4) for row in (1, 2, 3)] == [
        "='Bob''s list (2)'!B2+Other!A1",
        "=SUM(Items2[Qty])+Total",
        "=SUM('Bob''s list:Other'!A1)",
    ]
    assert [(table.name, table.area) for table in copy.tables] == [("Items2", (1, 1, 4, 2))]
    assert len({table.id for table in book.tables}) == 2
    scoped = {(name.name, name.scope): name.refers_to for name in book.names}
    assert scoped["Total", "Bob's list (2)"] == "'Bob''s list (2)'!$B$4"
    assert scoped["Total", None] == "'Bob''s list'!$B$4"
    assert scoped["_xlnm.Print_Area", "Bob's list (2)"] == "'Bob''s list (2)'!$A$1:$B$4"
    assert ("Elsewhere", "Bob's list (2)") not in scoped
    after = opened(book.to_bytes()).package
    for part, content in before.items():
        if not part.endswith(("app.xml", "[Content_Types].xml")):
            assert after.read(part) == content, part


def test_other_programs_read_the_copy(source):
    book = opened(source)
    book.copy_sheet(book.sheet("Bob's list"), "A <copy>")
    data = book.to_bytes()
    read = openpyxl.load_workbook(io.BytesIO(data))
    copy = read["A <copy>"]
    assert copy["A2"].comment.text == "late"
    assert copy["A3"].hyperlink.location == "'A <copy>'!B4"
    assert copy["A4"].hyperlink.target == "https://example.org/a?b=1&c=2"
    assert copy._charts[0].series[0].val.numRef.f == "'A <copy>'!$B$2:$B$4"
    assert read["Bob's list"]._charts[0].series[0].val.numRef.f == "'Bob''s list'!$B$2:$B$4"
    assert [r.formula for rs in copy.conditional_formatting for r in rs.rules] == [["'A <copy>'!$B2>1"]]
    assert copy.data_validations.dataValidation[0].formula1 == "'A <copy>'!$A$2:$A$4"
    assert str(copy.merged_cells) == "F1:G2" and copy.freeze_panes == "A2"
    assert copy.column_dimensions["A"].width == 33
    assert copy.print_area == "'A <copy>'!$A$1:$B$4"
    assert copy.sheet_properties.codeName is None and read.active.title == "Bob's list"
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert len(names) == len(set(names))
    assert sum("drawings/drawing" in name and "rels" not in name for name in names) == 2


def test_a_copy_of_a_copy_and_places(source):
    book = opened(source)
    first = book.copy_sheet(book.sheet("Other"), first=True)
    again = book.copy_sheet(first)
    assert [sheet.name for sheet in book.sheets] == ["Other (2)", "Bob's list", "Other", "Other (3)"]
    assert again.formula(1, 1) == "='Bob''s list'!B3"
    long = book.add_sheet("x" * 31)
    assert book.copy_sheet(long).name == "x" * 27 + " (2)"
    with pytest.raises(WorkbookError, match="already"):
        book.copy_sheet(long, "OTHER")


def test_deleting_the_copy_gives_the_workbook_back(source):
    book = opened(source)
    before = openpyxl.load_workbook(io.BytesIO(source))
    book.delete_sheet(book.copy_sheet(book.sheet("Bob's list")))
    after = openpyxl.load_workbook(io.BytesIO(book.to_bytes()))
    assert after.sheetnames == before.sheetnames
    assert set(book.package.part_names) - {uncomputed.PART} <= set(opened(source).package.part_names)
    assert set(after.defined_names) == {"Total", "Elsewhere"}


def test_tables_that_go_with_a_sheet_are_ref_errors_elsewhere(source):
    book = opened(source)
    book.set_name("Sums", "SUM(Items[Qty])")
    book.delete_sheet(book.sheet("Bob's list"))
    assert book.sheet("Other").formulas(1, 1, 2, 1) == [["=#REF!B3"], ["=SUM(#REF!)"]]
    assert {name.name: name.refers_to for name in book.names} == {
        "Total": "#REF!$B$4",
        "Elsewhere": "Other!$A$1",
        "Sums": "SUM(#REF!)",
    }


@pytest.mark.parametrize(
    ("moved", "place", "order"),
    [("A", 2, "BCAD"), ("D", 1, "ADBC"), ("C", 0, "CABD"), ("B", 3, "ACDB"), ("B", 1, "ABCD")],
)
def test_sheets_are_moved_and_what_counts_them_follows(moved, place, order):
    book = Workbook.create()
    book.sheets[0].name = "A"
    for name in "BCD":
        book.add_sheet(name)
        book.set_name("Total", f"{name}!$A$1", scope=name)
    book.activate(book.sheet("B"))
    book.move_sheet(book.sheet(moved), place)
    again = packages.reopened(book)
    assert "".join(sheet.name for sheet in again.sheets) == order
    assert {name.scope: name.refers_to for name in again.names} == {n: f"{n}!$A$1" for n in "BCD"}
    assert again.active_sheet is not None and again.active_sheet.name == "B"


def test_sheets_that_a_formula_adds_up_stay_in_order(source):
    book = opened(source)
    with pytest.raises(WorkbookError, match="adds up several sheets"):
        book.move_sheet(book.sheet("Other"), 0)


APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><HeadingPairs>'
    '<vt:vector size="4" baseType="variant"><vt:variant><vt:lpstr>Tabellen</vt:lpstr></vt:variant><vt:variant>'
    "<vt:i4>2</vt:i4></vt:variant><vt:variant><vt:lpstr>Namen</vt:lpstr></vt:variant><vt:variant><vt:i4>2</vt:i4>"
    '</vt:variant></vt:vector></HeadingPairs><TitlesOfParts><vt:vector size="4" baseType="lpstr">'
    "<vt:lpstr>Sheet1</vt:lpstr><vt:lpstr>Sheet2</vt:lpstr><vt:lpstr>Sheet2!Print_Area</vt:lpstr>"
    "<vt:lpstr>Total</vt:lpstr></vt:vector></TitlesOfParts><Company>us</Company></Properties>"
)


@pytest.fixture
def titled():
    parts = packages.parts(packages.worksheet(), packages.worksheet())
    root = parts["_rels/.rels"]
    rel = f'<Relationship Id="rId9" Type="{packages.OFFICE}/extended-properties" Target="docProps/app.xml"/>'
    parts["_rels/.rels"] = root.replace("</Relationships>", rel + "</Relationships>")
    return Workbook(Package.from_bytes(packages.zipped({**parts, "docProps/app.xml": APP})))


def titles(book):
    xml = book.package.read("docProps/app.xml").decode()
    sizes = [int(size) for size in re.findall(r'size="(\d+)"', xml)]
    texts = re.findall(r"<vt:lpstr>([^<]*)</vt:lpstr>", xml.partition("<TitlesOfParts>")[2])
    counts = [int(count) for count in re.findall(r"<vt:i4>(\d+)", xml)]
    assert sizes == [2 * len(counts), len(texts)] and sum(counts) == len(texts)
    assert xml.endswith("<Company>us</Company></Properties>")
    return texts


def test_titles_in_the_properties_follow(titled):
    titled.add_sheet("New & old", after=titled.sheets[0])
    assert titles(titled) == ["Sheet1", "New &amp; old", "Sheet2", "Sheet2!Print_Area", "Total"]
    titled.rename_sheet(titled.sheets[2], "Its 2")
    assert titles(titled) == ["Sheet1", "New &amp; old", "Its 2", "'Its 2'!Print_Area", "Total"]
    titled.delete_sheet(titled.sheets[2])
    assert titles(titled) == ["Sheet1", "New &amp; old", "Total"]


def test_titles_that_were_wrong_before_are_left_alone(titled):
    wrong = APP.replace("<vt:lpstr>Sheet1</vt:lpstr>", "<vt:lpstr>Other</vt:lpstr>").encode()
    titled.package.write("docProps/app.xml", wrong)
    titled.add_sheet("New")
    assert titled.package.read("docProps/app.xml") == wrong


def with_part(parts, sheet, kind, target, content, content_type):
    """The parts with one more that a sheet relates to."""
    name = f"xl/worksheets/_rels/sheet{sheet}.xml.rels"
    number = parts.get(name, "").count("<Relationship ") + 1
    item = f'<Relationship Id="rId{number}" Type="{packages.OFFICE}/{kind}" Target="../{target}"/>'
    before = parts.get(name) or packages.relationships()
    override = f'<Override PartName="/xl/{target}" ContentType="{content_type}"/>'
    return {
        **parts,
        name: before.replace("</Relationships>", item + "</Relationships>"),
        "[Content_Types].xml": parts["[Content_Types].xml"].replace("</Types>", override + "</Types>"),
        f"xl/{target}": content,
    }


def pivots(report):
    """Data on Sheet1, its pivot table on a sheet."""
    parts = packages.parts(
        packages.worksheet(), packages.worksheet(), packages.worksheet(),
        calc='<calcPr calcId="1"/><pivotCaches><pivotCache cacheId="7" r:id="rId9"/></pivotCaches>',
    )  # fmt: skip
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    pivot = f'<pivotTableDefinition xmlns="{packages.MAIN}" name="P"><location ref="A3:B9"/></pivotTableDefinition>'
    cache = f'<pivotCacheDefinition xmlns="{packages.MAIN}"><cacheSource type="worksheet"><worksheetSource ref="A1:B9" sheet="Sheet1"/></cacheSource></pivotCacheDefinition>'
    parts = with_part(parts, report, "pivotTable", "pivotTables/pivot1.xml", pivot, base + "pivotTable+xml")
    parts["xl/pivotTables/_rels/pivot1.xml.rels"] = packages.relationships(
        ("pivotCacheDefinition", "../pivotCache/c.xml")
    )
    parts["xl/pivotCache/c.xml"] = cache
    types = (
        f'<Override PartName="/xl/pivotCache/c.xml" ContentType="{base}pivotCacheDefinition+xml"/></Types>'
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", types)
    rels = parts["xl/_rels/workbook.xml.rels"]
    item = (
        f'<Relationship Id="rId9" Type="{packages.OFFICE}/pivotCacheDefinition" Target="pivotCache/c.xml"/>'
    )
    parts["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", item + "</Relationships>")
    return Workbook(Package.from_bytes(packages.zipped(parts)))


def test_the_source_of_a_pivot_table_is_not_deleted_but_renamed():
    book = pivots(report=2)
    before = book.to_bytes()
    with pytest.raises(WorkbookError, match="a pivot table is made from Sheet1"):
        book.delete_sheet(book.sheet("Sheet1"))
    with pytest.raises(WorkbookError, match="cannot be copied, because it has a pivot table"):
        book.copy_sheet(book.sheet("Sheet2"))
    assert book.to_bytes() == before
    book.rename_sheet(book.sheet("Sheet1"), "Data")
    assert b'sheet="Data"' in book.package.read("xl/pivotCache/c.xml")


def test_nothing_is_written_into_a_pivot_table():
    book = pivots(report=2)
    before = book.to_bytes()
    sheet = book.sheet("Sheet2")
    for write in (
        lambda: sheet.set_value(9, 2, 1),
        lambda: sheet.set_values(2, 1, [[1], [2]]),
        lambda: sheet.set_formula(3, 1, "=1"),
        lambda: sheet.copy_range((20, 1, 20, 2), 9, 1),
        lambda: sheet.insert_rows(5),
        lambda: sheet.delete_cells((4, 1, 4, 2), "up"),
    ):
        with pytest.raises(WorkbookError, match="pivot table"):
            write()
    assert book.to_bytes() == before
    sheet.set_value(10, 2, 1)
    sheet.set_value(9, 3, 1)
    sheet.insert_rows(1, 2)
    assert sheet.pivot_areas == [(5, 1, 11, 2)]


def test_the_table_that_a_pivot_table_is_made_from_is_not_deleted():
    book = pivots(report=2)
    book.sheet("Sheet1").set_values(1, 1, [["x"], [1]])
    book.sheet("Sheet1").add_table("Data", (1, 1, 2, 1))
    cache = book.package.read("xl/pivotCache/c.xml").replace(b'ref="A1:B9" sheet="Sheet1"', b'name="Data"')
    book.package.write("xl/pivotCache/c.xml", cache)
    with pytest.raises(WorkbookError, match="a pivot table is made from the table Data"):
        book.delete_sheet(book.sheet("Sheet1"))
    book.table("Data").rename("Numbers")
    assert b'name="Numbers"' in book.package.read("xl/pivotCache/c.xml")


THREADED = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="A1" personId="{11111111-1111-1111-1111-111111111111}" '
    'id="{22222222-2222-2222-2222-222222222222}"><text>Hi</text></threadedComment><threadedComment ref="A1" '
    'personId="{11111111-1111-1111-1111-111111111111}" id="{33333333-3333-3333-3333-333333333333}" '
    'parentId="{22222222-2222-2222-2222-222222222222}"><text>Ho</text></threadedComment></ThreadedComments>'
)


def test_a_copied_discussion_is_one_of_its_own():
    parts = with_part(
        packages.parts(packages.worksheet()), 1, "threadedComment", "threadedComments/t1.xml", THREADED,
        "application/vnd.ms-excel.threadedcomments+xml",
    )  # fmt: skip
    note = f'<comments xmlns="{packages.MAIN}"><authors><author>tc={{22222222-2222-2222-2222-222222222222}}</author></authors></comments>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
    book = Workbook(
        Package.from_bytes(packages.zipped(with_part(parts, 1, "comments", "comments1.xml", note, kind)))
    )
    copy = book.copy_sheet(book.sheets[0])
    discussion = book.package.read(book.package.related(copy.part, "threadedComment")[0]).decode()
    (first,) = re.findall(r' id="\{([^}]*)\}"><text>Hi', discussion)
    assert (
        f'parentId="{{{first}}}"' in discussion
        and "22222222" not in discussion
        and "33333333" not in discussion
    )
    assert discussion.count("{11111111-1111-1111-1111-111111111111}") == 2
    assert f"tc={{{first}}}" in book.package.read(book.package.related(copy.part, "comments")[0]).decode()
    assert book.package.read("xl/threadedComments/t1.xml").decode() == THREADED


@pytest.mark.parametrize("report", [1, 2])
def test_a_pivot_table_goes_with_its_sheet_and_its_cache(report):
    book = pivots(report)
    book.delete_sheet(book.sheet(f"Sheet{report}"))
    assert not any("pivot" in part for part in book.package.part_names)
    assert "pivotCache" not in packages.part(book, "xl/workbook.xml")
    assert not any(found.kind == "pivotCacheDefinition" for found in book.package.relationships(book.part))


SLICERS = "application/vnd.ms-excel.slicer+xml"


def test_slicers_are_not_torn_from_their_tables():
    table = (
        f'<table xmlns="{packages.MAIN}" id="4" name="T" displayName="T" ref="A1:A3"><tableColumns count="1">'
        '<tableColumn id="1" name="x"/></tableColumns></table>'
    )
    parts = packages.parts(packages.worksheet(), packages.worksheet(), tables={"table1.xml": table})
    parts = with_part(parts, 2, "slicer", "slicers/slicer1.xml", "<slicers/>", SLICERS)
    types = '<Override PartName="/xl/s.xml" ContentType="application/vnd.ms-excel.slicerCache+xml"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", types)
    parts["xl/s.xml"] = (
        '<slicerCacheDefinition><x15:tableSlicerCache tableId="4" column="1"/></slicerCacheDefinition>'
    )
    book = Workbook(Package.from_bytes(packages.zipped(parts)))
    with pytest.raises(WorkbookError, match="slicers belong to a table of the sheet Sheet1"):
        book.delete_sheet(book.sheet("Sheet1"))
    with pytest.raises(WorkbookError, match="the sheet Sheet2 has slicers"):
        book.delete_sheet(book.sheet("Sheet2"))
    with pytest.raises(WorkbookError, match="cannot be copied, because it has slicers"):
        book.copy_sheet(book.sheet("Sheet2"))


def test_links_that_stand_in_relationships_follow():
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{packages.OFFICE}/hyperlink" Target="{target}" TargetMode="External"/>'
        for n, target in enumerate(
            ("#Sheet2!A5", "#'Sheet2'!A5:B6", "#%27Sheet2%27!A5", "#A5", "http://x/#Sheet2!A5"), 1
        )
    )
    parts = packages.parts(packages.worksheet(), packages.worksheet())
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = packages.relationships().replace(
        "</Relationships>", links + "</Relationships>"
    )
    book = Workbook(Package.from_bytes(packages.zipped(parts)))

    def targets(sheet="sheet1"):
        xml = book.package.read(f"xl/worksheets/_rels/{sheet}.xml.rels").decode()
        return re.findall(r'Target="([^"]*)"', xml)

    book.sheet("Sheet2").insert_rows(2, 3)
    assert targets() == ["#Sheet2!A8", "#'Sheet2'!A8:B9", "#'Sheet2'!A8", "#A5", "http://x/#Sheet2!A5"]
    book.sheet("Sheet1").insert_rows(2)
    assert targets()[3] == "#A6"
    book.sheet("Sheet2").name = "New one"
    assert targets() == ["#'New one'!A8", "#'New one'!A8:B9", "#'New one'!A8", "#A6", "http://x/#Sheet2!A5"]
    book.delete_sheet(book.sheet("New one"))
    assert targets()[0] == "#'New one'!A8"
