"""What lies over and around the cells: rules, links, merges, columns, views; and the list of sheets."""

from __future__ import annotations

import re

import packages
import pytest

from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.workbook import Workbook

RULE = (
    '<conditionalFormatting sqref="A1:A9"><cfRule type="dataBar" priority="1"><dataBar><cfvo type="min"/>'
    '<cfvo type="max"/><color rgb="FF00FF00"/></dataBar><extLst><ext uri="{B025F937-C7B1-47D3-B67F-A62EFF666E3E}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:id>{1}</x14:id></ext></extLst>'
    "</cfRule></conditionalFormatting>"
)
VALIDATIONS = (
    '<dataValidations count="2"><dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="B2:B4">'
    '<formula1>"open, closed,""x"""</formula1></dataValidation><dataValidation type="whole" operator="greaterThan" '
    'sqref="C2 C9:C10"><formula1>5</formula1></dataValidation></dataValidations>'
)
EXTENDED = (
    '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/'
    'spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="dataBar" id="{1}"/><xm:sqref>A1:A9'
    '</xm:sqref></x14:conditionalFormatting><x14:conditionalFormatting><x14:cfRule type="expression" priority="7" '
    'id="{2}"><xm:f>Other!$A$1&gt;1</xm:f></x14:cfRule><xm:sqref>D2:D4</xm:sqref></x14:conditionalFormatting>'
    '</x14:conditionalFormattings></ext><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.'
    'microsoft.com/office/spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidations count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>Lists!$A$1:$A$3</xm:f>'
    "</x14:formula1><xm:sqref>E2:E4</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)
FULL = packages.worksheet(
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>',
    before='<sheetViews><sheetView workbookViewId="0"><selection activeCell="C3" sqref="C3"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="14.5"/><cols><col min="2" max="5" width="20" style="1" customWidth="1"/></cols>',
    after=f'<phoneticPr fontId="0"/>{RULE}{VALIDATIONS}<pageMargins left="1" right="1" top="1" bottom="1" header="0" '
    f'footer="0"/><pageSetup paperSize="9" orientation="portrait"/><drawing r:id="rId9"/>{EXTENDED}',
)


def full() -> Workbook:
    return packages.workbook(FULL)


def test_rules_are_listed_the_strongest_first():
    rules = full().sheets[0].conditional_formats
    assert [(rule.kind, rule.priority, rule.extended) for rule in rules] == [
        ("dataBar", 1, False),
        ("expression", 7, True),
    ]
    assert rules[1].formulas == ("Other!$A$1>1",) and rules[1].areas == ((2, 4, 4, 4),)


def test_a_new_rule_stands_at_its_place_and_gives_way():
    book = full()
    sheet = book.sheets[0]
    dxf = book.styles.add_dxf(font_color="9C0006", fill="FFC7CE")
    rule = sheet.add_conditional_format([(2, 1, 9, 1), (2, 3, 9, 3)], formulas=["=$A2<TODAY()"], dxf=dxf)
    second = sheet.add_conditional_format(
        [(2, 2, 9, 2)], kind="cellIs", operator="greaterThan", formulas=["5"], dxf=dxf
    )
    third = sheet.add_conditional_format([(2, 2, 9, 2)], kind="containsText", text='a"&b', dxf=dxf, stop=True)
    assert [rule.priority, second.priority, third.priority] == [8, 9, 10]
    assert third.formulas == ('NOT(ISERROR(SEARCH("a""&b",B2)))',)
    packages.assert_in_order(book)
    assert RULE in packages.part(book)
    again = packages.reopened(book).sheets[0]
    assert again.conditional_formats[2:] == [rule, second, third]
    again.delete_conditional_format(rule)
    assert [found.priority for found in again.conditional_formats] == [1, 7, 9, 10]
    with pytest.raises(WorkbookError):
        again.delete_conditional_format(rule)


def test_validations_are_listed_and_found():
    sheet = full().sheets[0]
    assert [found.items for found in sheet.validations] == [("open", "closed", '"x"'), None, None]
    assert sheet.validation(10, 3).formulas == ("5",)
    assert sheet.validation(3, 5).formulas == ("Lists!$A$1:$A$3",) and sheet.validation(3, 5).extended
    assert sheet.validation(1, 1) is None


def test_a_list_is_offered_and_taken_back():
    book = full()
    sheet = book.sheets[0]
    made = sheet.add_list_validation([(2, 7, 9, 7)], items=["open", "clos & ed"], prompt="Choose")
    other = sheet.add_list_validation([(2, 8, 9, 8)], source="=Sheet1!$A$1:$A$3", allow_blank=False)
    packages.assert_in_order(book)
    assert '<dataValidations count="4">' in packages.part(book)
    again = packages.reopened(book).sheets[0]
    assert made in again.validations and other in again.validations
    again.delete_validation(made)
    assert '<dataValidations count="3">' in packages.part(again.workbook)
    for areas, items in (
        ([(2, 2, 2, 2)], ["a"]),
        ([(50, 1, 50, 1)], ["a,b"]),
        ([(50, 1, 50, 1)], ["x" * 256]),
        ([(50, 1, 50, 1)], []),
    ):
        with pytest.raises(WorkbookError):
            sheet.add_list_validation(areas, items=items)


def test_links_lead_out_and_in():
    book = full()
    sheet = book.sheets[0]
    sheet.set_hyperlink(2, 1, url="https://example.org/?a=1&b=2", tooltip="Out")
    sheet.set_hyperlink(3, 1, location="'My sheet'!B2", display="In")
    packages.assert_in_order(book)
    again = packages.reopened(book).sheets[0]
    assert again.hyperlink(2, 1).url == "https://example.org/?a=1&b=2"
    assert again.hyperlink(3, 1).location == "'My sheet'!B2" and again.hyperlink(3, 1).url is None
    again.set_hyperlink(2, 1, url="https://example.org/?a=1&b=2", tooltip="Out")
    assert not again.workbook.dirty
    again.remove_hyperlink(2, 1)
    again.remove_hyperlink(3, 1)
    assert packages.part(again.workbook) == FULL
    assert not again.workbook.package.relationships(again.part)


def test_copied_rows_take_rules_validations_merges_and_formulas_along():
    rows = (
        '<row r="2"><c r="A2" s="1"><f>B2*C$1</f><v>4</v></c><c r="B2" t="inlineStr"><is><r><rPr><b/></rPr><t>x</t></r></is>'
        '</c></row><row r="5"><c r="B5"><v>9</v></c></row>'
    )
    merge = '<mergeCells count="1"><mergeCell ref="C2:D2"/></mergeCells>'
    source = packages.worksheet(rows, after=f"{merge}{RULE}{VALIDATIONS}{EXTENDED}")
    book = packages.workbook(source)
    sheet = book.sheets[0]
    sheet.copy_range((2, 1, 2, 5), 5, 1)
    sheet.copy_range((2, 1, 2, 5), 20, 1)
    written = packages.part(book)
    assert (
        '<c r="A5" s="1"><f>B5*C$1</f></c>' in written
        and "<is><r><rPr><b/></rPr><t>x</t></r></is></c></row>" in written
    )
    assert 'sqref="B2:B5 B20"' in written and 'sqref="C2 C9:C10 C5 C20"' in written
    assert 'sqref="A1:A9 A20"' in written and "<xm:sqref>A1:A9 A20</xm:sqref>" in written
    assert "<xm:sqref>E2:E5 E20</xm:sqref>" in written and "<xm:sqref>D2:D5 D20</xm:sqref>" in written
    assert sheet.merges == [(2, 3, 2, 4), (5, 3, 5, 4), (20, 3, 20, 4)]
    packages.assert_in_order(book)
    before = packages.part(book)
    sheet.copy_range((2, 1, 2, 5), 5, 1)
    assert packages.part(book) == before


def test_a_copy_does_not_take_another_validation():
    after = (
        '<dataValidations count="2"><dataValidation type="list" sqref="B2"><formula1>"a"</formula1></dataValidation>'
        '<dataValidation type="list" sqref="B3:B9"><formula1>"b"</formula1></dataValidation></dataValidations>'
    )
    book = packages.workbook(packages.worksheet(after=after))
    book.sheets[0].copy_range((2, 2, 2, 2), 5, 2)
    assert not book.dirty


def test_columns_are_split_where_only_some_change():
    book = full()
    sheet = book.sheets[0]
    sheet.set_column_width(3, 3, 30)
    sheet.set_column_width(8, 9, 12.5)
    sheet.set_column_width(2, 2, 20)
    written = re.search(r"<cols>.*</cols>", packages.part(book))[0]
    assert re.findall(r'min="(\d+)"', written) == ["2", "3", "4", "8"]
    assert re.findall(r'max="(\d+)"', written) == ["2", "3", "5", "9"]
    again = packages.reopened(book).sheets[0]
    assert [again.column_width(c) for c in (1, 2, 3, 4, 5, 8, 9)] == [8.43, 20, 30, 20, 20, 12.5, 12.5]
    assert [again.cell_style(1, c) for c in (2, 3, 5, 8)] == [1, 1, 1, 0]


def test_row_heights_keep_the_cells():
    book = full()
    book.sheets[0].set_row_height(2, 3, 30)
    assert '<row r="2" ht="30" customHeight="1"><c r="A2">' in packages.part(book)
    assert '<row r="3" ht="30" customHeight="1"/>' in packages.part(book)
    assert packages.reopened(book).sheets[0].row_height(3) == 30
    assert book.sheets[0].default_row_height == 14.5


@pytest.mark.parametrize(
    ("rows", "columns", "pane"), [(3, 0, "bottomLeft"), (0, 2, "topRight"), (3, 2, "bottomRight")]
)
def test_panes_are_frozen_and_let_go(rows, columns, pane):
    book = full()
    sheet = book.sheets[0]
    sheet.freeze(rows, columns)
    assert packages.reopened(book).sheets[0].frozen == (rows, columns)
    assert (
        f'activePane="{pane}" state="frozen"/><selection activeCell="C3" sqref="C3" pane="{pane}"/>'
        in packages.part(book)
    )
    sheet.freeze(0, 0)
    assert packages.part(book) == FULL


def test_gridlines_tab_and_page():
    book = full()
    sheet = book.sheets[0]
    sheet.gridlines = False
    sheet.tab_color = "00b050"
    sheet.set_page(landscape=True, fit_to_width=1, fit_to_height=0, print_titles=(1, 2))
    packages.assert_in_order(book)
    written = packages.part(book)
    assert '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>' in written
    assert '<sheetPr><tabColor rgb="FF00B050"/><pageSetUpPr fitToPage="1"/></sheetPr>' in written
    again = packages.reopened(book)
    assert not again.sheets[0].gridlines and again.sheets[0].tab_color == "00B050"
    assert again.name("_xlnm.Print_Titles", "Sheet1").refers_to == "Sheet1!$1:$2"
    again.sheets[0].gridlines = True
    again.sheets[0].tab_color = None
    assert again.sheets[0].gridlines and again.sheets[0].tab_color is None


def test_merges_do_not_overlap():
    book = full()
    sheet = book.sheets[0]
    sheet.merge((4, 1, 5, 2))
    packages.assert_in_order(book)
    assert sheet.merge_area(5, 2) == (4, 1, 5, 2)
    with pytest.raises(WorkbookError):
        sheet.merge((5, 2, 6, 3))
    sheet.unmerge((4, 1, 5, 2))
    assert not book.dirty


def test_a_filter_has_its_hidden_name():
    book = full()
    sheet = book.sheets[0]
    sheet.set_autofilter((2, 1, 9, 3))
    packages.assert_in_order(book)
    name = packages.reopened(book).name("_xlnm._FilterDatabase", "Sheet1")
    assert name.hidden and name.refers_to == "Sheet1!$A$2:$C$9"
    sheet.set_autofilter(None)
    assert not book.dirty


# -- the workbook's sheets and names

NAMES = (
    '<definedNames><definedName name="Rate">Sheet2!$A$1</definedName><definedName name="Local" localSheetId="1" '
    'hidden="1">Sheet2!$A$2</definedName></definedNames>'
)


def several() -> Workbook:
    two = packages.worksheet('<row r="1"><c r="A1"><f>Sheet1!A1+Sheet3!A1</f><v>3</v></c></row>')
    one = packages.worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    return packages.workbook(one, two, one, names=NAMES)


def test_sheets_are_added_where_asked_and_deleted_again():
    book = several()
    first = book.sheets[0]
    made = book.add_sheet("Buybook today", after=first)
    made.set_value(1, 1, "Late")
    again = packages.reopened(book)
    assert [sheet.name for sheet in again.sheets] == ["Sheet1", "Buybook today", "Sheet2", "Sheet3"]
    assert again.sheet("BUYBOOK TODAY").value(1, 1) == "Late"
    assert again.name("Local", "Sheet2").refers_to == "Sheet2!$A$2"
    packages.assert_in_order(again, again.sheets[1].part)
    again.delete_sheet(again.sheets[1])
    last = packages.reopened(again)
    assert [sheet.name for sheet in last.sheets] == ["Sheet1", "Sheet2", "Sheet3"]
    assert last.name("Local", "Sheet2").refers_to == "Sheet2!$A$2"
    assert not last.package.has("xl/worksheets/sheet4.xml")
    assert "sheet4" not in last.package.read("[Content_Types].xml").decode()


@pytest.mark.parametrize(
    ("root", "sheets", "added"),
    [
        ("r", "<sheets>", 'r:id="rId3"/>'),
        ("rel", "<sheets>", 'rel:id="rId3"/>'),
        ("rel", f'<sheets xmlns:r="{packages.OFFICE}">', f'xmlns:r="{packages.OFFICE}" r:id="rId3"/>'),
    ],
)
def test_a_new_sheet_uses_the_prefix_that_the_root_declares(root, sheets, added):
    content = packages.parts(packages.worksheet())
    xml = str(content["xl/workbook.xml"]).replace("xmlns:r=", f"xmlns:{root}=").replace("<sheets>", sheets)
    content["xl/workbook.xml"] = xml.replace(" r:id=", f" {root}:id=")
    book = Workbook(packages.Package.from_bytes(packages.zipped(content)))
    book.add_sheet("New")
    assert packages.part(book, "xl/workbook.xml").split('name="New" sheetId="2" ')[1].startswith(added)
    assert [sheet.name for sheet in packages.reopened(book).sheets] == ["Sheet1", "New"]


def test_a_sheet_is_renamed_in_formulas_and_names():
    book = several()
    book.sheet("Sheet3").name = "Old orders"
    assert packages.reopened(book).sheet("Sheet2").formula(1, 1) == "=Sheet1!A1+'Old orders'!A1"
    book.sheet("Sheet2").name = "Data"
    assert book.name("Rate").refers_to == "Data!$A$1"


def test_a_deleted_sheet_leaves_an_error_in_formulas():
    book = several()
    book.delete_sheet(book.sheet("Sheet3"))
    again = packages.reopened(book)
    assert again.sheet("Sheet2").formula(1, 1) == "=Sheet1!A1+#REF!A1"
    assert [sheet.name for sheet in again.sheets] == ["Sheet1", "Sheet2"]


def test_a_new_first_sheet_does_not_come_in_front():
    for view in ('<workbookView activeTab="0"/>', "<workbookView/>"):
        content = packages.parts(packages.worksheet(), packages.worksheet(), names=NAMES)
        content["xl/workbook.xml"] = str(content["xl/workbook.xml"]).replace(
            '<workbookView activeTab="0"/>', view
        )
        book = Workbook(packages.Package.from_bytes(packages.zipped(content)))
        book.add_sheet("Buybook today", first=True)
        again = packages.reopened(book)
        assert [sheet.name for sheet in again.sheets] == ["Buybook today", "Sheet1", "Sheet2"]
        assert again.active_sheet.name == "Sheet1" and again.name("Local", "Sheet2") is not None


@pytest.mark.parametrize("name", ["", "a/b", "x" * 32, "'quoted", "sheet2", "a[1]", "  "])
def test_impossible_names_of_sheets_are_refused(name):
    with pytest.raises(WorkbookError):
        several().add_sheet(name)


def test_the_last_sheet_stays():
    book = full()
    with pytest.raises(WorkbookError):
        book.delete_sheet(book.sheets[0])
    with pytest.raises(WorkbookError):
        book.sheets[0].visible = False


def test_a_sheet_is_hidden_and_another_comes_in_front():
    book = several()
    book.sheets[0].visible = False
    again = packages.reopened(book)
    assert again.sheets[0].state == "hidden" and again.active_sheet.name == "Sheet2"
    again.activate(again.sheet("Sheet3"))
    assert packages.reopened(again).active_sheet.name == "Sheet3"


def test_names_are_set_and_deleted():
    book = several()
    book.set_name("Rate", "=Sheet1!$B$2")
    book.set_name("Late_lines", "Sheet1!$A$1:$A$9", scope="sheet1")
    again = packages.reopened(book)
    assert again.name("rate").refers_to == "Sheet1!$B$2"
    assert again.name("late_LINES", "Sheet1").scope == "Sheet1" and again.name("Late_lines") is None
    again.delete_name("Late_lines", "Sheet1")
    again.delete_name("none")
    assert [found.name for found in again.names] == ["Rate", "Local"]
    for name in ("A1", "R1C1", "two words", "1st", ""):
        with pytest.raises(WorkbookError):
            book.set_name(name, "Sheet1!$A$1")


def test_rows_are_inserted_and_deleted_through_the_whole_workbook():
    book = several()
    book.sheets[0].set_value(1, 2, "kept")
    book.sheets[0].insert_rows(1, 2)
    again = packages.reopened(book)
    assert again.sheets[0].values(3, 1, 3, 2) == [[1, "kept"]]
    assert again.sheet("Sheet2").formula(1, 1) == "=Sheet1!A3+Sheet3!A1"
    again.sheets[0].delete_rows(1, 2)
    assert again.sheets[0].values(1, 1, 1, 2) == [[1, "kept"]]
    assert again.sheet("Sheet2").formula(1, 1) == "=Sheet1!A1+Sheet3!A1"


def test_chart_sheets_are_kept_but_not_listed():
    content = packages.parts(packages.worksheet(), packages.worksheet())
    rels = str(content["xl/_rels/workbook.xml.rels"])
    content["xl/_rels/workbook.xml.rels"] = rels.replace(
        '/worksheet" Target="worksheets/sheet1', '/chartsheet" Target="worksheets/sheet1'
    )
    book = Workbook(packages.Package.from_bytes(packages.zipped(content)))
    assert [sheet.name for sheet in book.sheets] == ["Sheet2"]
    book.add_sheet("New", after=book.sheets[0])
    assert [entry.name for entry in packages.reopened(book).entries] == ["Sheet1", "Sheet2", "New"]


def test_a_new_workbook():
    book = Workbook.create()
    book.sheets[0].set_values(1, 1, [["a", 1], ["b", 2]])
    book.sheets[0].set_style(1, 1, book.styles.variant(0, bold=True))
    again = packages.reopened(book)
    assert again.sheets[0].values(1, 1, 2, 2) == [["a", 1], ["b", 2]]
    assert again.styles.font(again.sheets[0].cell_style(1, 1)).bold
