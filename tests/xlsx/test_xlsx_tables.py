"""Excel Tables: range, columns and header stay in step with the sheet."""

from __future__ import annotations

import re

import packages
import pytest

from buybook.xlsx.errors import WorkbookError

TABLE = (
    f'<table xmlns="{packages.MAIN}" id="3" name="Orders" displayName="Orders" ref="B2:C4" totalsRowShown="0">'
    '<autoFilter ref="B2:C4"><filterColumn colId="1"><filters><filter val="x"/></filters></filterColumn></autoFilter>'
    '<tableColumns count="2"><tableColumn id="1" name="Item"/><tableColumn id="4" name="Qty&amp;_x000a_pcs">'
    "<totalsRowFormula>SUM(x)</totalsRowFormula></tableColumn></tableColumns>"
    '<tableStyleInfo name="TableStyleLight9" showRowStripes="1"/></table>'
)
SHEET = packages.worksheet(
    '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>'
    '<row r="3"><c r="B3" t="s"><v>2</v></c><c r="C3"><v>5</v></c></row>',
    after='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>',
)


def fresh() -> packages.Workbook:
    return packages.workbook(SHEET, strings=["Item", "Qty&amp;\npcs", "x"], tables={"table1.xml": TABLE})


def xml_of(book: packages.Workbook) -> str:
    return packages.part(book, "xl/tables/table1.xml")


def assert_header_is_columns(book: packages.Workbook) -> None:
    again = packages.reopened(book)
    for table in again.tables:
        top, left, _, right = table.header_area
        assert table.sheet.values(top, left, top, right)[0] == table.columns
        identifiers = re.findall(r'<tableColumn id="(\d+)"', again.package.read(table.part).decode())
        assert len(identifiers) == len(set(identifiers)) == right - left + 1


def test_what_a_table_is():
    [table] = fresh().tables
    assert (table.name, table.area, table.header_area, table.body_area, table.totals_area) == (
        "Orders", (2, 2, 4, 3), (2, 2, 2, 3), (3, 2, 4, 3), None,
    )  # fmt: skip
    assert table.columns == ["Item", "Qty&\npcs"] and table.style == "TableStyleLight9"


@pytest.mark.parametrize(
    ("written", "name"),
    [("Article", "Article"), (2024, "2024"), (None, "Column1"), ("QTY&\nPCS", "QTY&\nPCS2"), (True, "TRUE")],
)
def test_writing_a_header_cell_renames_the_column(written, name):
    book = fresh()
    book.sheets[0].set_value(2, 2, written)
    assert book.table("orders").columns[0] == name
    assert_header_is_columns(book)


def test_clearing_a_header_cell_leaves_a_name():
    book = fresh()
    book.sheets[0].clear_contents(2, 2, 4, 3)
    assert book.tables[0].columns == ["Column1", "Column2"]
    assert_header_is_columns(book)


def test_a_header_takes_no_formula():
    with pytest.raises(WorkbookError) as caught:
        fresh().sheets[0].set_formula(2, 2, "=1")
    assert caught.value.code == "unsupported"


def test_a_table_grows_with_its_filter():
    book = fresh()
    book.tables[0].resize((2, 2, 9, 3))
    assert 'ref="B2:C9" totalsRowShown' in xml_of(
        book
    ) and '<autoFilter ref="B2:C9"><filterColumn colId="1">' in xml_of(book)
    assert_header_is_columns(book)


def test_new_columns_are_called_as_their_headers_say():
    book = fresh()
    book.sheets[0].set_value(2, 4, "item")
    book.tables[0].resize((2, 2, 4, 5))
    assert book.tables[0].columns == ["Item", "Qty&\npcs", "item2", "Column4"]
    assert '<tableColumns count="4">' in xml_of(book) and '<tableColumn id="6" name="Column4"/>' in xml_of(
        book
    )
    assert_header_is_columns(book)


def test_columns_go_at_the_right_with_their_filters():
    book = fresh()
    book.tables[0].resize((2, 2, 4, 2))
    assert book.tables[0].columns == ["Item"]
    assert "filterColumn" not in xml_of(book)
    assert_header_is_columns(book)


def test_a_column_is_added_and_computed():
    book = fresh()
    table = book.tables[0]
    assert table.add_column("Late") == 3
    table.set_calculated_formula(3, "=[@Item]&1")
    assert (
        table.calculated_formula(3) == "=Orders[[#This Row],[Item]]&1" and table.calculated_formula(1) is None
    )
    table.set_calculated_formula(2, "=1")
    assert "><calculatedColumnFormula>1</calculatedColumnFormula><totalsRowFormula>" in xml_of(book)
    table.set_calculated_formula(3, None)
    assert table.calculated_formula(3) is None
    assert table.area == (2, 2, 4, 4)
    assert_header_is_columns(book)


def test_totals_come_and_go():
    book = fresh()
    table = book.tables[0]
    table.set_totals_row(True)
    assert table.totals_area == (5, 2, 5, 3) and '<autoFilter ref="B2:C4">' in xml_of(book)
    book.sheets[0].set_value(5, 2, "Total")
    table.set_totals_row(False)
    assert table.area == (2, 2, 4, 3) and book.sheets[0].value(5, 2) is None


@pytest.mark.parametrize("area", [(1, 2, 4, 3), (2, 1, 4, 3), (2, 2, 2, 3)])
def test_impossible_ranges_are_refused(area):
    book = fresh()
    with pytest.raises(WorkbookError):
        book.tables[0].resize(area)
    assert not book.dirty


def test_a_new_table_gets_its_own_number_name_and_header():
    book = fresh()
    sheet = book.sheets[0]
    sheet.set_values(1, 6, [["Code", None, "code"], ["a", 1, 2]])
    table = sheet.add_table("Receipts", (1, 6, 2, 8), totals=True)
    assert table.columns == ["Code", "Column2", "code2"] and table.area == (1, 6, 3, 8)
    assert table.id == 4 and table.part == "xl/tables/table2.xml"
    assert '<tableParts count="2">' in packages.part(book)
    packages.assert_in_order(book)
    assert_header_is_columns(book)
    for name, area in (
        ("receipts", (20, 1, 22, 2)),
        ("no name", (20, 1, 22, 2)),
        ("X1_", (2, 2, 4, 3)),
        ("One", (9, 1, 9, 1)),
    ):
        with pytest.raises(WorkbookError):
            sheet.add_table(name, area)
