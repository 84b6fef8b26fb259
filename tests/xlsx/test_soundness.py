"""The check that every written workbook passes finds each fault that is planted here."""

from __future__ import annotations

import packages
import pytest
from formula_faults import formula_faults
from soundness import faults, new_faults, overlapping

SHEET = "xl/worksheets/sheet1.xml"
TABLE = (
    f'<table xmlns="{packages.MAIN}" id="1" name="T" displayName="T" ref="A1:B3"><autoFilter ref="A1:B3"/>'
    '<tableColumns count="2"><tableColumn id="1" name="Item"/><tableColumn id="2" name="Qty"/></tableColumns></table>'
)
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Qty</t></is></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f t="shared" ref="B2:B3" si="0">A2*2</f><v>2</v></c></row>'
    '<row r="3"><c r="A3" s="1"><v>1.5</v></c><c r="B3"><f t="shared" si="0"/><v>3</v></c></row>'
    '<row r="5"><c r="D5"><f>SUM(Sheet1!A2:A3)</f><v>2.5</v></c></row>'
)
AFTER = '<mergeCells count="1"><mergeCell ref="D7:E8"/></mergeCells><tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
CHAIN = '<c r="B2" i="1"/><c r="B3"/><c r="D5"/>'
NAMES = '<definedNames><definedName name="Total">Sheet1!$D$5</definedName></definedNames>'

PLANTED = [
    (SHEET, '<c r="B3">', '<c r="A3">', "cells in disorder"),
    (SHEET, '<c r="B3">', '<c r="B4">', "a cell in another row"),
    (SHEET, '<row r="5">', '<row r="3">', "rows in disorder"),
    (SHEET, 't="s"><v>0<', 't="s"><v>7<', "a cell beyond the texts"),
    (SHEET, "<v>1.5<", "<v>NaN<", "a number that is none"),
    (SHEET, "<v>1.5<", "<v>1,5<", "a number that is none"),
    (SHEET, 's="1"', 's="99"', "a cell beyond the cell formats"),
    (SHEET, '<f t="shared" ref="B2:B3" si="0">A2*2</f>', "", "a shared formula without its first cell"),
    (SHEET, '<mergeCell ref="D7:E8"/>', '<mergeCell ref="D7:E8"/><mergeCell ref="E8:F9"/>', "merged cells that overlap"),
    (SHEET, '<mergeCell ref="D7:E8"/>', '<mergeCell ref="A2:A3"/>', "merged cells in a table"),
    (SHEET, "<t>Qty<", "<t>Quantity<", "a table's header unlike its column"),
    (SHEET, "SUM(Sheet1!A2:A3)", "SUM(Sheet1!A2:A3", "a formula with unbalanced brackets"),
    (SHEET, "SUM(Sheet1!A2:A3)", "SUM('Old name'!A2:A3)", "a formula that refers to a sheet that is not there"),
    (SHEET, '<tablePart r:id="rId1"/>', '<tablePart r:id="rId9"/>', f"{SHEET} names a relationship that is not there"),
    (SHEET, "<sheetData>", '<mergeCells count="0"/><sheetData>', "elements of a sheet in the wrong order"),
    (SHEET, "<sheetData>", '<cols><col min="2" max="3"/><col min="3" max="4"/></cols><sheetData>', "columns in disorder"),
    (SHEET, "<worksheet ", '<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
     'mc:Ignorable="x14" ', f"{SHEET} ignores a prefix that is not declared"),
    (SHEET, "</worksheet>", "", "a part is no well-formed XML"),
    ("xl/tables/table1.xml", 'name="Item"', 'name="Article"', "a table's header unlike its column"),
    ("xl/tables/table1.xml", 'ref="A1:B3"><a', 'ref="A1:C3"><a', "a table with more or fewer columns than its range"),
    ("xl/tables/table1.xml", '<autoFilter ref="A1:B3"/>', '<autoFilter ref="A1:B2"/>', "a table's filter unlike its range"),
    ("xl/tables/table1.xml", 'displayName="T"', 'displayName="Total"', "a table called like a name"),
    ("xl/calcChain.xml", '<c r="D5"/>', '<c r="D6"/>', "the chain names a cell without a formula"),
    ("xl/workbook.xml", "Sheet1!$D$5", "Gone!$D$5", "a formula that refers to a sheet that is not there"),
    ("xl/workbook.xml", '<definedName name="Total">', '<definedName name="Total" localSheetId="4">',
     "a name of a sheet that is not there"),
    ("xl/workbook.xml", 'activeTab="0"', 'activeTab="1"', "the active sheet is not there"),
    ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/sheet7.xml",
     "a relationship (worksheet) to a part that is not there"),
    ("[Content_Types].xml", 'PartName="/xl/styles.xml"', 'PartName="/xl/stiles.xml"',
     "a content type of a part that is not there"),
    ("xl/styles.xml", 'numFmtId="4" fontId="0"', 'numFmtId="4" fontId="5"', "a cell format beyond the fonts"),
]  # fmt: skip


def good() -> dict[str, str | bytes]:
    return packages.parts(
        packages.worksheet(ROWS, after=AFTER),
        strings=["Item"],
        names=NAMES,
        chain=CHAIN,
        tables={"table1.xml": TABLE},
    )


def test_a_good_workbook_has_no_faults():
    assert not faults(packages.zipped(good()))


@pytest.mark.parametrize(("part", "old", "new", "sentence"), PLANTED)
def test_a_planted_fault_is_found(part, old, new, sentence):
    bad = good()
    assert old in str(bad[part])
    bad[part] = str(bad[part]).replace(old, new, 1)
    assert new_faults(packages.zipped(good()), packages.zipped(bad))[sentence] >= 1


def test_a_fault_that_was_there_before_is_not_new():
    bad = good()
    bad[SHEET] = str(bad[SHEET]).replace("<v>1.5<", "<v>NaN<")
    assert not new_faults(packages.zipped(bad), packages.zipped(bad))


def test_areas_that_overlap_are_counted():
    assert overlapping([(1, 1, 2, 2), (3, 1, 4, 2), (1, 3, 4, 3)]) == 0
    assert overlapping([(1, 1, 9, 1), (5, 1, 5, 5), (5, 4, 6, 4)]) == 2


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(A1:B2)",
        "'It''s here'!A1",
        "Here:There!A1",
        "[1]Other!A1",
        "#REF!A1",
        "T[[#This Row],[a]]*{1,2;3,4}",
    ],
)
def test_good_formulas_have_no_faults(formula):
    assert formula_faults(formula, {"it's here", "here", "there"}) == []
