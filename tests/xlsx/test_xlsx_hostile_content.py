"""Numbers and places that cannot be, parts that lead nowhere, and what would take hours if searched twice."""

from __future__ import annotations

from collections.abc import Callable

import packages
import pytest
from hostile import CELL, LARGE, PLAIN, ends, opened, refusal

from buybook.xlsx import dependents, references, structuredrefs
from buybook.xlsx.addresses import Shift
from buybook.xlsx.errors import WorkbookError

__all__ = ["ends"]  # a fixture that every test here uses


# -- numbers and places that cannot be

ROW = '<row r="{}"><c r="A1"><v>1</v></c></row>'
ODD_CELL = '<row r="1"><c r="{}"><v>1</v></c></row>'
STYLED = '<row r="1"><c r="A1" s="{}"><v>1</v></c></row>'
TEXT = '<row r="1"><c r="A1" t="s"><v>{}</v></c></row>'
DEPENDENT = '<row r="1"><c r="A1"><f t="shared" si="{}"/><v>1</v></c></row>'


@pytest.mark.parametrize("number", ["-1", "1048577", "999999999999", "9" * 5000, "x", "1.5", "1_0"])
def test_rows_that_cannot_be_are_damage(number: str):
    assert (
        refusal(lambda: packages.workbook(packages.worksheet(ROW.format(number))).sheets[0].value(1, 1)).code
        == "damaged"
    )


@pytest.mark.parametrize("reference", ["XFE1", "ZZZ1", "AAAA1", "A-1", "Ä1"])
def test_columns_that_cannot_be_are_damage(reference: str):
    book = packages.workbook(packages.worksheet(ODD_CELL.format(reference)))
    assert refusal(lambda: book.sheets[0].value(1, 1)).code == "damaged"


@pytest.mark.parametrize("style", ["99999", "4294967295", "9" * 400])
def test_a_format_that_is_not_there_is_the_first_one(style: str):
    book = packages.workbook(packages.worksheet(STYLED.format(style)))
    sheet = book.sheets[0]
    assert sheet.value(1, 1) == 1
    assert book.styles.number_format(sheet.cell_style(1, 1)) == "General"
    sheet.set_style(1, 1, book.styles.variant(sheet.cell_style(1, 1), bold=True))
    assert packages.reopened(book).sheets[0].value(1, 1) == 1


@pytest.mark.parametrize("place", ["1", "-1", "999999999999999999999", "x", "1.0"])
def test_a_text_that_is_not_there_is_damage(place: str):
    book = packages.workbook(packages.worksheet(TEXT.format(place)), strings=["only"])
    assert refusal(lambda: book.sheets[0].value(1, 1)).code == "damaged"


@pytest.mark.parametrize("group", ["0", "-1", "x", "", "9" * 400])
def test_a_shared_formula_without_its_master_is_no_formula(group: str):
    book = packages.workbook(packages.worksheet(DEPENDENT.format(group)))
    assert book.sheets[0].formula(1, 1) is None
    book.sheets[0].set_value(1, 1, 2)
    assert packages.reopened(book).sheets[0].value(1, 1) == 2


def test_a_formula_outside_of_cells_and_a_cell_outside_of_rows_are_damage():
    lost = packages.worksheet('<row r="1"><f t="shared" ref="A1:A2" si="0">1</f></row>')
    assert refusal(lambda: packages.workbook(lost).sheets[0].is_array_part(1, 1)).code == "damaged"
    astray = packages.worksheet('<c r="A1"><v>1</v></c>')
    assert refusal(lambda: packages.workbook(astray).sheets[0].extent).code == "damaged"
    nested = packages.worksheet('<row r="5"><c r="A5"><f>1</f><row/></c></row>')
    assert refusal(lambda: packages.workbook(nested).sheets[0].insert_rows(1)).code == "damaged"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<cols><col min="x" max="2" width="9"/></cols>', ""),
        ('<cols><col min="1" max="1" width="wide"/></cols>', ""),
        ('<sheetFormatPr defaultRowHeight="inf"/>', ""),
        ("", '<mergeCells><mergeCell ref="A0:B2"/></mergeCells>'),
        ("", '<mergeCells><mergeCell ref="XFE1"/></mergeCells>'),
        ("", "<mergeCells><mergeCell/></mergeCells>"),
        ("", '<hyperlinks><hyperlink ref="Sheet1!A1"/></hyperlinks>'),
        ("", '<conditionalFormatting sqref="A1 none"><cfRule priority="1"/></conditionalFormatting>'),
        ("", '<conditionalFormatting sqref="A1"><cfRule priority="first"/></conditionalFormatting>'),
    ],
)
def test_places_and_numbers_around_the_cells_that_cannot_be_are_damage(before: str, after: str):
    sheet = packages.workbook(packages.worksheet(CELL, before=before, after=after)).sheets[0]

    def read() -> None:
        assert sheet.column_width(1) and sheet.default_row_height
        assert (
            sheet.merges is not None
            and sheet.hyperlinks is not None
            and sheet.conditional_formats is not None
        )

    assert refusal(read).code == "damaged"
    assert sheet.value(1, 1) == 1


def test_a_merged_area_of_the_whole_sheet_is_one_area():
    sheet = packages.workbook(
        packages.worksheet(CELL, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    ).sheets[0]
    assert sheet.merge_area(1_048_576, 16_384) == (1, 1, 1_048_576, 16_384)
    sheet.set_value(1, 1, 2)
    assert refusal(lambda: sheet.set_value(1_048_576, 16_384, 2)).code == "unsupported"


# -- parts that refer to what is not there, or to themselves


def test_styles_that_refer_to_each_other_or_to_nothing_end():
    parts = packages.parts(packages.worksheet('<row r="1"><c r="A1" s="1"><v>45000</v></c></row>'))
    styles = str(parts["xl/styles.xml"])
    parts["xl/styles.xml"] = styles.replace('borderId="0" xfId="0"', 'borderId="77" xfId="1"').replace(
        'fontId="0" fillId="0" borderId="0"/>', 'fontId="50" fillId="60" borderId="70" xfId="0"/>'
    )
    styles_read = opened(parts).styles
    assert styles_read.font(styles_read.variant(1, bold=True)).bold
    assert styles_read.border(1).top is None and styles_read.fill_color(1) is None
    parts["xl/styles.xml"] = styles.replace('fontId="0"', 'fontId="4000000000"')
    styles_read = opened(parts).styles
    assert styles_read.font(styles_read.variant(1, bold=True)).bold
    assert len(styles_read.sheet.items("fonts")) < 10  # nothing is filled up to the font that is named


def test_a_sheet_that_is_listed_twice_is_damage():
    parts = packages.parts(PLAIN)
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        "</sheets>", '<sheet name="Again" sheetId="9" r:id="rId1"/></sheets>'
    )
    assert refusal(lambda: opened(parts).sheets).code == "damaged"


def test_targets_that_are_not_there_are_passed_over_or_refused():
    parts = packages.parts(PLAIN, PLAIN)
    del parts["xl/worksheets/sheet2.xml"]
    del parts["xl/styles.xml"]
    book = opened(parts)
    assert [sheet.name for sheet in book.sheets] == ["Sheet1"]
    assert book.styles.count == 1
    no_workbook = {
        **packages.parts(PLAIN),
        "_rels/.rels": packages.relationships(("officeDocument", "xl/none.xml")),
    }
    assert refusal(lambda: opened(no_workbook)).code == "not_a_workbook"


@pytest.mark.parametrize(
    "target", ["sheet1.xml", "../../xl/worksheets/sheet1.xml", "../../../../etc/passwd", "//host/x", "", "#"]
)
def test_relationships_that_lead_to_themselves_or_outside_end(target: str):
    parts = packages.parts(
        packages.worksheet(CELL, after='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>')
    )
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = packages.relationships(
        ("table", target), ("drawing", target)
    )
    book = opened(parts)
    sheet = book.sheets[0]

    def use() -> None:
        assert len([table.name for table in sheet.tables]) <= 1
        sheet.insert_rows(1)
        book.add_sheet("Another")

    try:
        use()
    except WorkbookError as error:
        assert error.code in {"damaged", "unsupported"}
    assert all(".." not in name for name in book.package.part_names)


@pytest.mark.parametrize(
    "name", ["", " ", "'", "a" * 300, "a/b", "[x]", "Sheet2", "&quot;&lt;&amp;", "\u202eodd", "_x0000_"]
)
def test_odd_names_of_sheets_are_read_and_kept(name: str):
    parts = packages.parts(PLAIN, packages.worksheet('<row r="1"><c r="A1"><f>Sheet1!A1</f></c></row>'))
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace('name="Sheet1"', f'name="{name}"')
    book = opened(parts)
    before = [sheet.name for sheet in book.sheets]
    book.sheets[0].set_value(1, 1, 5)
    assert [sheet.name for sheet in packages.reopened(book).sheets] == before


def test_thousands_of_names_sheets_and_areas_are_read_and_edited():
    names = "".join(f'<definedName name="n{n}">Sheet1!$A${n}</definedName>' for n in range(1, 8001))
    areas = " ".join(f"A{n}:B{n}" for n in range(1, 20_001))
    rule = f'<conditionalFormatting sqref="{areas}"><cfRule type="expression" priority="1"><formula>A1</formula></cfRule></conditionalFormatting>'
    book = packages.workbook(
        packages.worksheet(CELL, after=rule), names=f"<definedNames>{names}</definedNames>"
    )
    book.sheets[0].insert_rows(1)
    found = book.name("n8000")
    assert found is not None and found.refers_to == "Sheet1!$A$8001"
    assert len(book.sheets[0].conditional_formats[0].areas) == 20_000


# -- what would take hours if anything were searched over and over

REPEATED = {
    "cells that are never closed": '<row r="1">' + '<c r="A1"><v>1' * 150_000 + "</row>",
    "tags without an end": '<row r="1">' + "<c " * 700_000 + "</row>",
    "values without an end": '<row r="1"><c r="A1">' + "<v " * 700_000 + "</c></row>",
    "formulas without an end": '<row r="1"><c r="A1">' + "<f " * 700_000 + "</c></row>",
    "an attribute without a value": '<row r="1"><c r="A1" ' + "a" * 2_000_000 + "/></row>",
    "attributes without values": '<row r="1"><c r="A1" ' + "a " * 1_000_000 + "/></row>",
    "rows that are never closed": "<row>" * 400_000,
    "rows without an end": "<row " * 400_000,
    "formulas of one row": '<row r="1">' + '<c><f t="shared" si="0" ref="A1">1</f></c>' * 12_000 + " " * LARGE + "</row>",
    "masters": "".join(f'<row r="{n}"><c r="A{n}"><f t="shared" si="{n}" ref="A{n}">1</f></c></row>' for n in range(1, 20_000)),
}  # fmt: skip


@pytest.mark.parametrize("case", REPEATED)
def test_what_repeats_in_a_sheet_is_looked_at_once(case: str):
    content = packages.worksheet(REPEATED[case])
    assert len(content) > LARGE
    book = packages.workbook(content)
    sheet = book.sheets[0]
    acts: tuple[Callable[[], object], ...] = (
        lambda: sheet.values(1, 1, 3, 3),
        lambda: sheet.formulas(1, 1, 3, 3),
        lambda: sheet.cell_styles(1, 1, 3, 3),
        lambda: sheet.extent,
        lambda: sheet.content_extent,
        lambda: sheet.is_array_part(1, 1),
        lambda: sheet.set_value(1, 1, 2),
        lambda: sheet.clear(1, 1, 20_000, 1),
        book.to_bytes,
    )
    for act in acts:
        try:
            act()
        except WorkbookError as error:
            assert error.code == "damaged"


@pytest.mark.parametrize(
    "content",
    [
        "<si>" * 500_000,
        "<si " * 500_000,
        "<si><t>" * 300_000,
        "<si>" + "<rPh>" * 400_000 + "</si>",
        "<si>" + "<t " * 700_000 + "</si>",
    ],
)
def test_what_repeats_in_texts_is_looked_at_once(content: str):
    parts = packages.parts(packages.worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), strings=["a"])
    parts["xl/sharedStrings.xml"] = f"<sst>{content}</sst>"
    try:
        assert opened(parts).sheets[0].value(1, 1) is not None
    except WorkbookError as error:
        assert error.code == "damaged"


@pytest.mark.parametrize(
    "content", ["<!--", "<![CDATA[", "<!DOCTYPE", "<!DOCTYPE a [" + "]    ", "<?", "<?a <", "&#", "&a"]
)
def test_what_repeats_before_the_first_element_is_looked_at_once(content: str):
    parts = packages.parts(PLAIN)
    parts["xl/styles.xml"] = content * 400_000
    assert refusal(lambda: opened(parts).styles).code in {"damaged", "unsupported"}


@pytest.mark.parametrize("code", ["[", "&quot;", "h[m", "\\", "_", "*"])
def test_what_repeats_in_a_number_format_is_looked_at_once(code: str):
    parts = packages.parts(packages.worksheet('<row r="1"><c r="A1" s="1"><v>5</v></c></row>'))
    parts["xl/styles.xml"] = str(parts["xl/styles.xml"]).replace("yyyy\\-mm\\-dd", code * 150_000)
    assert opened(parts).sheets[0].value(1, 1) is not None


@pytest.mark.parametrize(
    "piece", [".", '"', "'", "[", "]", "[a", "['", "[[a]", "?", "a:", ".:", "'a", "' '", "!", "1.", "$", "A$", "#A", "a", "(", "A1:"]
)  # fmt: skip
def test_what_repeats_in_a_formula_is_looked_at_once(piece: str):
    formula = "=" + piece * 50_000 + "+A1"
    shift = Shift("Sheet1", "rows", 1, 1)
    assert references.move_formula(formula, 1, 1)
    assert references.rewrite_formula(formula, "Sheet1", shift)
    assert references.rename_sheet_in_formula(formula, "a", "b")


@pytest.mark.parametrize("end", ["", "(", "]", "x[", "'", '"'])
@pytest.mark.parametrize(
    "piece", ["[", "'", "''", '""', "['", "'[", "a[", "a['", "a'[", "[a]", "[[a]", "a", "a.", "a(", "?", "1", "Orders['[", "a!'"]
)  # fmt: skip
def test_what_repeats_in_a_reference_to_a_table_is_looked_at_once(piece: str, end: str):
    formula = "=" + piece * 30_000 + end
    assert structuredrefs.rename_table_in_formula(formula, "a", "a") == formula
    assert structuredrefs.rename_column_in_formula(f"=Orders[{formula}]", "Orders", "b", "c")
    table = dependents.Table("Sheet1", (1, 1, 9, 2), ("Qty", "Price"))
    assert table.place(formula, 5).sheet == "Sheet1"
    assert len(dependents._STRUCTURED.sub("", formula)) <= len(formula)
    assert all(word in formula for word in dependents._WORD.findall(formula))
