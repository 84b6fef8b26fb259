"""New rows of a table get the formulas of calculated columns and the looks of the last row."""

from __future__ import annotations

import packages
import pytest

from buybook.xlsx.tables import TablePart
from buybook.xlsx.workbook import Workbook


def table_part(formula: str = "B3*2", **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<table xmlns="{packages.MAIN}" id="1" name="Orders" displayName="Orders" ref="B2:D4" totalsRowShown="0">'
        '<tableColumns count="3"><tableColumn id="1" name="Qty"/><tableColumn id="2" name="Twice">'
        f"<calculatedColumnFormula{more}>{formula}</calculatedColumnFormula></tableColumn>"
        '<tableColumn id="3" name="Note"/></tableColumns></table>'
    )


def sheet(cells_below: str = "", before: str = "") -> str:
    return packages.worksheet(
        '<row r="2"><c r="B2" t="inlineStr"><is><t>Qty</t></is></c><c r="C2" t="inlineStr"><is><t>Twice</t></is></c>'
        '<c r="D2" t="inlineStr"><is><t>Note</t></is></c></row>'
        '<row r="3"><c r="B3"><v>1</v></c><c r="C3"><f>B3*2</f><v>2</v></c></row>'
        '<row r="4"><c r="B4" s="1"><v>5</v></c><c r="C4" s="2"><f>B4*2</f><v>10</v></c></row>' + cells_below,
        before=before,
        after='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>',
    )


def table_of(xml: str, part: str = "") -> TablePart:
    [table] = packages.workbook(xml, tables={"table1.xml": part or table_part()}).tables
    return table


def again(table: TablePart) -> TablePart:
    """The table of the saved and opened workbook."""
    book: Workbook = packages.reopened(table.sheet.workbook)
    return book.tables[0]


def test_new_rows_are_computed_and_formatted():
    table = table_of(sheet())
    table.resize((2, 2, 6, 4))
    for each in (table.sheet, again(table).sheet):
        assert each.formulas(3, 3, 7, 3) == [["=B3*2"], ["=B4*2"], ["=B5*2"], ["=B6*2"], [None]]
        assert each.cell_styles(5, 2, 7, 4) == [[1, 2, 0], [1, 2, 0], [0, 0, 0]]
        assert each.values(5, 2, 6, 4) == [[None] * 3] * 2


def test_what_stands_in_new_rows_stays():
    below = (
        '<row r="5"><c r="B5"><v>7</v></c><c r="C5"><v>99</v></c></row>'
        '<row r="6"><c r="B6" s="2"/><c r="C6"><f>B6+1</f><v>1</v></c></row>'
    )
    table = table_of(sheet(below))
    table.resize((2, 2, 6, 4))
    assert table.sheet.value(5, 3) == 99 and table.sheet.formula(5, 3) is None
    assert table.sheet.formula(6, 3) == "=B6+1"
    assert table.sheet.cell_styles(5, 2, 6, 3) == [[1, 2], [2, 2]]


def test_a_format_that_is_the_columns_is_not_repeated():
    columns = '<cols><col min="2" max="2" width="9" style="1"/></cols>'
    table = table_of(sheet(before=columns))
    table.resize((2, 2, 5, 4))
    assert table.sheet.cell_style(5, 2) == 1
    assert not again(table).sheet.data.is_written(5, 2)


def test_new_columns_beside_new_rows_stay_empty():
    table = table_of(sheet())
    table.resize((2, 2, 5, 5))
    assert table.sheet.formula(5, 3) == "=B5*2"
    assert (table.sheet.value(5, 5), table.sheet.cell_style(5, 5)) == (None, 0)


@pytest.mark.parametrize("area", [(2, 2, 3, 4), (2, 2, 4, 2), (2, 2, 4, 5)])
def test_without_new_rows_no_cell_of_the_body_changes(area):
    table = table_of(sheet('<row r="5"><c r="B5"><v>7</v></c></row>'))
    before = (table.sheet.formulas(3, 2, 6, 4), table.sheet.cell_styles(3, 2, 6, 4))
    table.resize(area)
    assert (table.sheet.formulas(3, 2, 6, 4), table.sheet.cell_styles(3, 2, 6, 4)) == before


def test_an_array_formula_stays_one():
    table = table_of(sheet(), table_part("SUM(B3:B3*2)", array="1"))
    table.resize((2, 2, 5, 4))
    read = again(table).sheet
    assert read.formula(5, 3) == "=SUM(B5:B5*2)" and read.is_array_part(5, 3)
    assert not read.is_array_part(5, 2)


def test_cells_of_an_array_are_left_alone():
    below = '<row r="5"><c r="C5"><f t="array" ref="C5:C6">B5:B6</f></c></row><row r="6"><c r="C6"/></row>'
    table = table_of(sheet(below))
    table.resize((2, 2, 7, 4))
    assert table.sheet.formulas(5, 3, 7, 3)[2] == ["=B7*2"]
    assert table.sheet.is_array_part(6, 3) and again(table).sheet.is_array_part(6, 3)


def test_the_header_is_no_model_for_looks():
    empty = packages.worksheet(
        '<row r="2"><c r="B2" s="1" t="inlineStr"><is><t>Qty</t></is></c></row>',
        after='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>',
    )
    part = (
        f'<table xmlns="{packages.MAIN}" id="1" name="Orders" displayName="Orders" ref="B2:B2">'
        '<tableColumns count="1"><tableColumn id="1" name="Qty"/></tableColumns></table>'
    )
    table = table_of(empty, part)
    table.resize((2, 2, 4, 2))
    assert table.sheet.cell_styles(3, 2, 4, 2) == [[0], [0]]
