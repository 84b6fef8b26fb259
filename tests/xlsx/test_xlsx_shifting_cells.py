"""Some cells of rows or columns inserted and deleted, and columns within tables; what would be torn is refused."""

import re

import packages
import pytest

from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.package import Package
from buybook.xlsx.workbook import Workbook

X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'


def sheet_of(rows=6, columns=5, before="", after="", formulas=None):
    """A sheet whose cells hold row * 10 + column, but for formulas by their place."""
    lines = []
    for row in range(1, rows + 1):
        cells = ""
        for column in range(1, columns + 1):
            place = f"{'ABCDEFGH'[column - 1]}{row}"
            formula = (formulas or {}).get(place)
            cells += (
                f'<c r="{place}"><f>{formula}</f></c>'
                if formula
                else f'<c r="{place}"><v>{row * 10 + column}</v></c>'
            )
        lines.append(f'<row r="{row}" spans="1:{columns}" ht="20" customHeight="1">{cells}</row>')
    return packages.worksheet("".join(lines), before=before, after=after)


def grid(sheet, rows, columns):
    return [[None if v is None else int(v) for v in line] for line in sheet.values(1, 1, rows, columns)]


def test_cells_move_down_and_up_again():
    book = packages.workbook(sheet_of(3, 3))
    sheet, before = book.sheets[0], packages.rows_of(packages.workbook(sheet_of(3, 3)))
    sheet.insert_cells((2, 2, 3, 2), "down")
    assert grid(sheet, 5, 3) == [
        [11, 12, 13], [21, None, 23], [31, None, 33], [None, 22, None], [None, 32, None],
    ]  # fmt: skip
    assert '<row r="4"><c r="B4"><v>22</v></c></row>' in packages.rows_of(book)
    packages.assert_in_order(book)
    sheet.delete_cells((2, 2, 3, 2), "up")
    assert grid(sheet, 5, 3)[3:] == [[None] * 3] * 2
    assert packages.rows_of(book).replace('<row r="4"/><row r="5"/>', "") == before.replace(
        '<row r="2" spans="1:3"', '<row r="2"'
    ).replace('<row r="3" spans="1:3"', '<row r="3"')


def test_cells_move_right_and_left_again():
    book = packages.workbook(sheet_of(3, 3))
    sheet, before = book.sheets[0], packages.part(book)
    sheet.insert_cells((2, 1, 2, 2), "right")
    assert grid(sheet, 3, 5) == [[11, 12, 13, None, None], [None, None, 21, 22, 23], [31, 32, 33, None, None]]
    packages.assert_in_order(book)
    sheet.delete_cells((2, 1, 2, 2), "left")
    assert packages.part(book) == before


def test_references_follow_the_cells_that_move_and_only_them():
    formulas = {"A1": "SUM(B4:B5)", "A2": "SUM(A4:C5)", "A3": "B2+B3+C4", "C1": "SUM(B:B)+SUM(4:4)"}
    names = '<definedNames><definedName name="N">Sheet1!$B$4</definedName></definedNames>'
    book = packages.workbook(
        sheet_of(formulas=formulas), sheet_of(1, 1, formulas={"A1": "Sheet1!B5"}), names=names
    )
    book.sheets[0].insert_cells((3, 2, 4, 2), "down")
    sheet = book.sheets[0]
    assert sheet.formula(1, 1) == "=SUM(B6:B7)"
    assert sheet.formula(2, 1) == "=SUM(A4:C5)"
    assert sheet.formula(3, 1) == "=B2+B5+C4"
    assert sheet.formula(1, 3) == "=SUM(B:B)+SUM(4:4)"
    assert book.sheets[1].formula(1, 1) == "=Sheet1!B7"
    assert book.names[0].refers_to == "Sheet1!$B$6"
    sheet.delete_cells((6, 2, 7, 2), "up")
    assert sheet.formula(1, 1) == "=SUM(#REF!)"


def test_shared_formulas_are_taken_apart():
    shared = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/></c></row>'
        '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/></c></row>'
    )
    book = packages.workbook(packages.worksheet(shared))
    book.sheets[0].insert_cells((2, 1, 2, 1), "down")
    assert [line[0] for line in book.sheets[0].formulas(1, 2, 3, 2)] == ["=A1*2", "=A3*2", "=A4*2"]
    assert "shared" not in packages.part(book)


AROUND = (
    '<mergeCells count="1"><mergeCell ref="B5:B6"/></mergeCells><conditionalFormatting sqref="B2:B6"><cfRule '
    'type="expression" priority="1"><formula>B2&gt;$B$3</formula></cfRule></conditionalFormatting>'
    '<dataValidations count="1"><dataValidation type="list" sqref="B4"><formula1>$B$5:$B$6</formula1></dataValidation>'
    '</dataValidations><hyperlinks><hyperlink ref="B4" location="Sheet1!B5"/><hyperlink ref="C4" location="Sheet1!C5"/>'
    '</hyperlinks><rowBreaks count="1" manualBreakCount="1"><brk id="4" man="1"/></rowBreaks>'
)


def test_what_lies_over_the_cells_moves_with_them():
    view = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="3" topLeftCell="A4" state="frozen"/></sheetView></sheetViews>'
    book = packages.workbook(sheet_of(before=f'<dimension ref="A1:E6"/>{view}', after=AROUND))
    sheet = book.sheets[0]
    sheet.insert_cells((4, 2, 4, 2), "down")
    assert sheet.merges == [(6, 2, 7, 2)]
    assert sheet.conditional_formats[0].areas == ((2, 2, 7, 2),)
    assert sheet.conditional_formats[0].formulas == ("B2>$B$3",)
    assert (sheet.validations[0].areas, sheet.validations[0].formulas) == (((5, 2, 5, 2),), ("$B$6:$B$7",))
    assert [(link.area[:2], link.location) for link in sheet.hyperlinks] == [
        ((5, 2), "Sheet1!B6"), ((4, 3), "Sheet1!C5"),
    ]  # fmt: skip
    xml = packages.part(book)
    assert '<brk id="4"' in xml and 'ySplit="3"' in xml and 'dimension ref="A1:E7"' in xml


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ('<mergeCells count="1"><mergeCell ref="B5:C5"/></mergeCells>', "merged cells B5:C5 also lie beside"),
        ('<conditionalFormatting sqref="A1:C9"><cfRule type="expression" priority="1"><formula>$A1=1</formula></cfRule></conditionalFormatting>', "also holds for cells beside"),
        ('<conditionalFormatting sqref="C1:C9"><cfRule type="expression" priority="1"><formula>$B1=1</formula></cfRule></conditionalFormatting>', "compares with cells beside"),
        ('<conditionalFormatting sqref="B1:B9"><cfRule type="expression" priority="1"><formula>$C1=1</formula></cfRule></conditionalFormatting>', "compares with cells beside"),
        ('<dataValidations count="1"><dataValidation type="list" sqref="A5:B5"><formula1>"x"</formula1></dataValidation></dataValidations>', "also holds for cells beside"),
        (f'<extLst><ext {X14} uri="x"><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule><f>1</f></x14:cfRule><sqref>A9:B9</sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>', "also holds for cells beside"),
    ],
)  # fmt: skip
def test_what_would_be_torn_is_refused_and_nothing_changes(after, words):
    book = packages.workbook(sheet_of(after=after))
    before = book.to_bytes()
    with pytest.raises(WorkbookError, match=words) as refusal:
        book.sheets[0].insert_cells((3, 2, 3, 2), "down")
    assert refusal.value.code == "unsupported"
    assert book.to_bytes() == before


@pytest.mark.parametrize(
    ("at", "refused"), [(2, False), (3, False), (4, True), (5, True), (6, False)]
)  # C4:C5 with its formulas in row 3
def test_a_data_table_keeps_the_formulas_above_it(at, refused):
    formula = '<c r="C4"><f t="dataTable" ref="C4:C5" dt2D="0" dtr="0" r1="A1"/><v>1</v></c>'
    rows = f'<row r="3"><c r="C3"><v>9</v></c></row><row r="4"><c r="B4"><v>1</v></c>{formula}</row>'
    sheet = packages.workbook(packages.worksheet(rows)).sheets[0]
    if not refused:
        sheet.insert_rows(at)
        return
    with pytest.raises(WorkbookError, match="a data table fills C4:C5"):
        sheet.insert_rows(at)


def test_cells_pushed_off_the_sheet_are_refused():
    rows = '<row r="1048576"><c r="B1048576"><v>1</v></c><c r="C1048576" s="2"/></row>'
    sheet = packages.workbook(packages.worksheet(rows)).sheets[0]
    with pytest.raises(WorkbookError, match="pushed off"):
        sheet.insert_cells((1, 2, 1, 2), "down")
    sheet.insert_cells((1, 3, 1, 3), "down")
    assert sheet.extent == (1048576, 2, 1048576, 2)


TABLE = (
    f'<table xmlns="{packages.MAIN}" id="1" name="T" displayName="T" ref="B2:D5"><autoFilter ref="B2:D5">'
    '<filterColumn colId="2"/></autoFilter><tableColumns count="3"><tableColumn id="1" name="a"/>'
    '<tableColumn id="5" name="Column1"/><tableColumn id="3" name="c"><calculatedColumnFormula>T[[#This Row],[a]]+B3'
    "</calculatedColumnFormula></tableColumn></tableColumns></table>"
)


def book_with_table():
    rows = (
        '<row r="2"><c r="B2" t="inlineStr"><is><t>a</t></is></c><c r="C2" t="inlineStr"><is><t>Column1</t></is></c>'
        '<c r="D2" t="inlineStr"><is><t>c</t></is></c><c r="F2"><f>SUM(T[a])+SUM(T[c])</f></c></row>'
        '<row r="3"><c r="D3"><f>T[[#This Row],[a]]+B3</f></c></row><row r="9"><c r="C9"><v>9</v></c></row>'
    )
    return packages.workbook(packages.worksheet(rows), tables={"table1.xml": TABLE})


@pytest.mark.parametrize("whole", [True, False])
def test_columns_inserted_within_a_table_become_its_own(whole):
    book = book_with_table()
    sheet, table = book.sheets[0], book.tables[0]
    if whole:
        sheet.insert_columns(3, 2)
    else:
        sheet.insert_cells((2, 3, 5, 4), "right")
    table = packages.reopened(book).tables[0]
    assert (table.area, table.columns) == ((2, 2, 5, 6), ["a", "Column2", "Column3", "Column1", "c"])
    assert sheet.values(2, 2, 2, 6) == [["a", "Column2", "Column3", "Column1", "c"]]
    assert sheet.formula(3, 6) == "=T[[#This Row],[a]]+B3" == table.calculated_formula(5)
    assert sheet.value(9, 5 if whole else 3) == 9
    xml = packages.part(book, "xl/tables/table1.xml")
    assert 'colId="4"' in xml and 'count="5"' in xml and 'autoFilter ref="B2:F5"' in xml
    assert sorted(int(number) for number in re.findall(r'Column id="(\d+)"', xml)) == [
        1,
        3,
        5,
        6,
        7,
    ]


def test_columns_deleted_from_a_table_are_gone_from_formulas():
    book = book_with_table()
    sheet = book.sheets[0]
    book.tables[0].delete_column(1)
    table = packages.reopened(book).tables[0]
    assert (table.area, table.columns) == ((2, 2, 5, 3), ["Column1", "c"])
    assert sheet.formula(2, 5) == "=SUM(#REF!)+SUM(T[c])"
    assert sheet.formula(3, 3) == "=#REF!+#REF!" == table.calculated_formula(2)
    assert sheet.value(9, 3) == 9
    with pytest.raises(WorkbookError, match="the whole table T would be deleted"):
        sheet.delete_columns(1, 9)


def test_a_column_is_inserted_with_a_name():
    book = book_with_table()
    book.tables[0].insert_column(2, "new")
    assert book.tables[0].columns == ["a", "new", "Column1", "c"]
    assert book.sheets[0].value(2, 3) == "new"
    with pytest.raises(WorkbookError):
        book.tables[0].insert_column(1)


def test_columns_of_a_query_stay():
    parts = packages.parts(
        packages.worksheet(), tables={"table1.xml": TABLE.replace('id="5"', 'id="5" queryTableFieldId="2"')}
    )
    sheet = Workbook(Package.from_bytes(packages.zipped(parts))).sheets[0]
    for change in (sheet.insert_columns, sheet.delete_columns):
        with pytest.raises(WorkbookError, match="come from a query"):
            change(3)
