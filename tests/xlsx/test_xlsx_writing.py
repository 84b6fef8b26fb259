"""Writing cells: what is written, what is left alone, what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import packages
import pytest

from buybook.xlsx.cells import CellError
from buybook.xlsx.errors import WorkbookError

NUMBERS = packages.worksheet(
    '<row r="2" spans="2:3" x14ac:dyDescent="0.25"><c r="B2" s="2" t="s"><v>0</v></c><c r="C2"><v>5</v></c></row>'
    '<row r="5"><c r="B5" s="1"><v>45000</v></c></row>',
    before='<dimension ref="B2:C5"/>',
    root_attributes=' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"',
)


def fresh(**options: object) -> packages.Workbook:
    return packages.workbook(NUMBERS, strings=["a"], **options)


def code(action) -> str:
    with pytest.raises(WorkbookError) as caught:
        action()
    return caught.value.code


def test_the_same_value_changes_nothing():
    book = fresh()
    sheet = book.sheets[0]
    sheet.set_values(2, 2, [["a", 5]])
    sheet.set_value(5, 2, dt.date(2023, 3, 15))
    sheet.set_value(5, 2, 45000)
    sheet.set_value(7, 7, None)
    sheet.set_value(7, 7, "")
    sheet.set_style(2, 2, 2)
    sheet.clear_contents(10, 1, 20, 9)
    assert not book.dirty


def test_only_the_edited_cell_changes():
    book = fresh()
    book.sheets[0].set_value(2, 3, 6.5)
    assert packages.part(book) == NUMBERS.replace("<v>5</v>", "<v>6.5</v>")


def test_cells_and_rows_are_put_in_their_order():
    book = fresh()
    sheet = book.sheets[0]
    for row, column in ((2, 1), (2, 4), (1, 1), (3, 9), (7, 2), (5, 1), (5, 3), (1_048_576, 16_384)):
        sheet.set_value(row, column, row * 1.0)
    packages.assert_in_order(book)
    again = packages.reopened(book).sheets[0]
    assert again.values(2, 1, 2, 4) == [[2, "a", 5, 2]]
    assert again.value(1_048_576, 16_384) == 1_048_576
    assert 'ref="A1:XFD1048576"' in packages.part(book)
    assert '<row r="2" spans="1:4" x14ac:dyDescent="0.25">' in packages.part(book)


def test_values_of_every_type_are_read_back():
    book = packages.workbook(packages.worksheet())
    given = [
        1, 2.5, Decimal("0.1"), 1e300, -0.0001, True, False, "text", " spaced ", "line\nbreak", "=1+1", "_x0041_", "a\x01b",
        "<&>\"'", CellError("#DIV/0!"), dt.datetime(2024, 2, 29, 13, 30), dt.date(2024, 2, 29), 123456789012345678,
    ]  # fmt: skip
    book.sheets[0].set_values(1, 1, [given])
    expected = [*given]
    expected[2], expected[16], expected[17] = 0.1, dt.datetime(2024, 2, 29), 123456789012345678.0
    pending = book.sheets[0].values(1, 1, 1, len(given))[0]
    saved = packages.reopened(book).sheets[0].values(1, 1, 1, len(given))[0]
    assert pending == expected and saved == expected
    assert [type(a) for a in pending] == [type(b) for b in saved]
    assert packages.reopened(book).sheets[0].formula(1, 11) is None
    assert not packages.reopened(book).dirty


def test_dates_get_a_date_format_and_keep_the_one_they_have():
    book = fresh()
    sheet = book.sheets[0]
    sheet.set_value(2, 2, dt.date(2024, 1, 2))
    sheet.set_value(5, 2, dt.date(2024, 1, 2))
    sheet.set_value(6, 2, dt.datetime(2024, 1, 2, 3, 4))
    sheet.set_value(7, 2, dt.time(6, 30))
    formats = [book.styles.number_format(sheet.cell_style(row, 2)) for row in (2, 5, 6, 7)]
    assert formats == ["m/d/yyyy", "yyyy\\-mm\\-dd", "m/d/yyyy h:mm", "h:mm"]
    assert book.styles.alignment(sheet.cell_style(2, 2)).wrap


def test_a_date_in_a_workbook_of_1904():
    book = packages.workbook(packages.worksheet(), workbook='<workbookPr date1904="1"/>')
    book.sheets[0].set_value(1, 1, dt.date(1904, 1, 2))
    assert "<v>1</v>" in packages.rows_of(book)
    assert packages.reopened(book).sheets[0].value(1, 1) == dt.datetime(1904, 1, 2)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), "x" * 32_768, object(), [1], dt.date(1800, 1, 1)]
)
def test_what_no_cell_can_hold_is_refused(value):
    book = fresh()
    assert code(lambda: book.sheets[0].set_value(1, 1, value)) == "wrong_argument"
    assert not book.dirty


def test_cells_that_do_not_exist_are_refused():
    sheet = fresh().sheets[0]
    assert code(lambda: sheet.set_value(0, 1, 1)) == "wrong_argument"
    assert code(lambda: sheet.set_value(1, 16_385, 1)) == "wrong_argument"
    assert code(lambda: sheet.values(1, 1, 1_048_577, 1)) == "wrong_argument"


def test_clearing_keeps_or_drops_the_format():
    book = fresh()
    book.sheets[0].clear_contents(2, 2, 2, 3)
    assert '<row r="2" spans="2:3" x14ac:dyDescent="0.25"><c r="B2" s="2"/></row>' in packages.part(book)
    book.sheets[0].clear(2, 2, 5, 3)
    assert "<c " not in packages.part(book)


def test_reading_sees_what_is_pending():
    book = fresh()
    sheet = book.sheets[0]
    sheet.set_value(2, 2, 1)
    sheet.set_style(2, 2, 1)
    assert sheet.value(2, 2) == dt.datetime(1900, 1, 1)
    sheet.set_style(5, 2, 0)
    assert sheet.value(5, 2) == 45000.0
    sheet.set_formula(3, 3, "=1+1", 2)
    assert (sheet.formula(3, 3), sheet.value(3, 3)) == ("=1+1", 2.0)
    sheet.set_value(3, 3, "x")
    assert (sheet.formula(3, 3), sheet.value(3, 3)) == (None, "x")


def test_a_write_after_a_read_after_a_write():
    book = fresh()
    sheet = book.sheets[0]
    sheet.set_value(2, 3, 6)
    first = packages.part(book)
    sheet.set_value(2, 3, 7)
    assert packages.part(book) == first.replace("<v>6</v>", "<v>7</v>")
    sheet.set_value(2, 3, 5)
    assert packages.part(book) == NUMBERS
    assert not book.dirty


# -- formulas

CHAIN = '<c r="A1" i="1"/><c r="A2"/>'
FORMULAS = packages.worksheet(
    '<row r="1"><c r="A1"><f>B1*2</f><v>2</v></c><c r="B1"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="str"><f>B2&amp;"x"</f><v>x</v></c></row>'
)


def test_a_value_that_formulas_may_use_has_them_computed_anew():
    book = packages.workbook(FORMULAS, chain=CHAIN)
    book.sheets[0].set_value(1, 2, 5)
    assert 'fullCalcOnLoad="1"' in packages.part(book, "xl/workbook.xml")
    assert book.package.has("xl/calcChain.xml")
    assert "<f>B1*2</f><v>2</v>" in packages.rows_of(book)


def test_without_formulas_nothing_needs_computing():
    book = fresh()
    book.sheets[0].set_value(2, 3, 6)
    assert "fullCalcOnLoad" not in packages.part(book, "xl/workbook.xml")


def test_a_formula_on_another_sheet_counts():
    book = packages.workbook(NUMBERS, FORMULAS, strings=["a"])
    book.sheets[0].set_value(2, 3, 6)
    assert 'fullCalcOnLoad="1"' in packages.part(book, "xl/workbook.xml")


@pytest.mark.parametrize("edit", ["overwrite", "clear", "add"])
def test_the_calculation_chain_goes_when_a_formula_comes_or_goes(edit):
    book = packages.workbook(FORMULAS, chain=CHAIN)
    sheet = book.sheets[0]
    {
        "overwrite": lambda: sheet.set_value(1, 1, 5),
        "clear": lambda: sheet.clear_contents(1, 1, 1, 1),
        "add": lambda: sheet.set_formula(5, 5, "=A1", 2),
    }[edit]()
    book.flush()
    assert not book.package.has("xl/calcChain.xml")
    assert "calcChain" not in packages.part(book, "[Content_Types].xml")
    assert "calcChain" not in packages.part(book, "xl/_rels/workbook.xml.rels")


def test_the_chain_stays_when_a_formula_is_replaced_by_another():
    book = packages.workbook(FORMULAS, chain=CHAIN)
    book.sheets[0].set_formula(1, 1, "=B1*3")
    book.flush()
    assert book.package.has("xl/calcChain.xml")
    assert '<c r="A1"><f>B1*3</f></c>' in packages.rows_of(book)


def test_the_same_formula_changes_nothing():
    book = packages.workbook(FORMULAS, chain=CHAIN)
    book.sheets[0].set_formula(1, 1, "=B1*2", 99)
    book.sheets[0].set_formula(2, 1, '=B2&"x"')
    assert not book.dirty


def test_the_calculation_settings_stand_at_their_place():
    extra = '<definedNames><definedName name="n">Sheet1!$A$1</definedName></definedNames>'
    book = packages.workbook(FORMULAS, names=extra, calc='<oleSize ref="A1"/><extLst/>')
    book.sheets[0].set_value(1, 2, 5)
    assert '</definedNames><calcPr fullCalcOnLoad="1"/><oleSize' in packages.part(book, "xl/workbook.xml")


@pytest.mark.parametrize(("cached", "cell"), [
    (None, "<c r=\"C3\"><f>A1</f></c>"),
    (3, "<c r=\"C3\"><f>A1</f><v>3</v></c>"),
    ("a&b", "<c r=\"C3\" t=\"str\"><f>A1</f><v>a&amp;b</v></c>"),
    (True, "<c r=\"C3\" t=\"b\"><f>A1</f><v>1</v></c>"),
    (CellError("#REF!"), "<c r=\"C3\" t=\"e\"><f>A1</f><v>#REF!</v></c>"),
])  # fmt: skip
def test_a_formula_carries_its_value(cached, cell):
    book = fresh()
    book.sheets[0].set_formula(3, 3, "=A1", cached)
    assert cell in packages.rows_of(book)


SHARED = packages.worksheet(
    "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}">'
        + (
            f'<f t="shared" ref="B{row}:B5" si="0">A{row}+C$1</f>'
            if row == 2
            else '<f t="shared" si="0"/>'
            if row > 2
            else ""
        )
        + f"<v>{row}</v></c></row>"
        for row in range(1, 6)
    )
)


def test_overwriting_the_first_of_a_shared_formula_moves_it_on():
    book = packages.workbook(SHARED)
    book.sheets[0].set_values(2, 2, [[1], [2]])
    assert '<c r="B4"><f t="shared" si="0" ref="B4:B5">A4+C$1</f><v>4</v></c>' in packages.rows_of(
        book
    ).replace('si="0" ref', 'si="0" ref')
    again = packages.reopened(book).sheets[0]
    assert again.formulas(2, 2, 5, 2) == [[None], [None], ["=A4+C$1"], ["=A5+C$1"]]


def test_overwriting_all_of_a_shared_formula_leaves_none():
    book = packages.workbook(SHARED)
    book.sheets[0].set_values(2, 2, [[1], [2], [3], [4]])
    assert "<f" not in packages.rows_of(book)


def test_overwriting_the_rest_of_a_shared_formula_leaves_its_first():
    book = packages.workbook(SHARED)
    book.sheets[0].set_values(3, 2, [[2], [3], [4]])
    assert packages.reopened(book).sheets[0].formula(2, 2) == "=A2+C$1"


ARRAYS = packages.worksheet(
    '<row r="1"><c r="A1"><f t="array" ref="A1:A3">B1:B3*2</f><v>2</v></c>'
    '<c r="C1" cm="1"><f t="array" ref="C1">SUM(B1:B3*2)</f><v>2</v></c><c r="D1" vm="1" t="e"><v>#VALUE!</v></c></row>'
    '<row r="2"><c r="A2"><v>4</v></c></row><row r="3"><c r="A3"><v>6</v></c></row>'
)


def test_a_part_of_an_array_is_not_overwritten():
    book = packages.workbook(ARRAYS)
    sheet = book.sheets[0]
    for row in (1, 2, 3):
        assert code(lambda row=row: sheet.set_value(row, 1, 0)) == "unsupported"
        assert code(lambda row=row: sheet.set_formula(row, 1, "=1")) == "unsupported"
    assert code(lambda: sheet.clear_contents(2, 1, 2, 1)) == "unsupported"
    sheet.set_value(2, 1, 4)
    assert not book.dirty


def test_a_whole_array_can_be_cleared():
    book = packages.workbook(ARRAYS)
    book.sheets[0].clear_contents(1, 1, 3, 1)
    assert packages.reopened(book).sheets[0].values(1, 1, 3, 1) == [[None], [None], [None]]


def test_metadata_goes_with_the_value_that_it_belongs_to():
    book = packages.workbook(ARRAYS)
    book.sheets[0].set_value(1, 3, 1)
    book.sheets[0].set_value(1, 4, 2)
    assert '<c r="C1"><v>1</v></c><c r="D1"><v>2</v></c>' in packages.rows_of(book)


def test_a_format_alone_leaves_metadata_and_formula():
    book = packages.workbook(ARRAYS)
    book.sheets[0].set_style(1, 3, 2)
    assert '<c r="C1" cm="1" s="2"><f t="array" ref="C1">SUM(B1:B3*2)</f><v>2</v></c>' in packages.rows_of(
        book
    )


def test_of_merged_cells_only_the_first_is_written():
    sheet = packages.worksheet(after='<mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells>')
    book = packages.workbook(sheet)
    assert code(lambda: book.sheets[0].set_value(3, 2, 1)) == "unsupported"
    book.sheets[0].set_values(2, 2, [["first", None], [None, None]])
    assert packages.reopened(book).sheets[0].value(2, 2) == "first"


def test_rows_in_disorder_and_twice_are_damage():
    twice = packages.worksheet('<row r="1"><c r="A1"/></row><row r="1"><c r="B1"/></row>')
    assert code(lambda: packages.workbook(twice).sheets[0].value(1, 1)) == "damaged"
    cells = packages.worksheet(
        '<row r="1"><c r="D1"><v>1</v></c><c r="A1"><v>2</v></c><c r="E1"><v>3</v></c></row>'
    )
    book = packages.workbook(cells)
    assert book.sheets[0].values(1, 1, 1, 5) == [[2, None, None, 1, 3]]
    book.sheets[0].set_value(1, 1, 9)  # a cell that is there is changed where it stands
    assert '<c r="D1"><v>1</v></c><c r="A1"><v>9</v></c><c r="E1">' in packages.part(book)
    book.sheets[0].set_value(1, 2, 9)  # there is no right place for another one
    assert code(book.flush) == "damaged"


def test_protection_is_kept():
    protection = '<sheetProtection sheet="1" objects="1" scenarios="1"/>'
    book = packages.workbook(packages.worksheet(after=protection))
    book.sheets[0].set_value(1, 1, 1)
    assert book.sheets[0].protected and protection in packages.part(book)


def test_a_sheet_without_cells_and_a_sheet_without_their_place():
    for text in ("<sheetData/>", "<sheetData />", ""):
        source = packages.worksheet(before="<sheetPr/>", after="<pageMargins/>").replace(
            "<sheetData></sheetData>", text
        )
        book = packages.workbook(source)
        assert not book.dirty
        book.sheets[0].set_value(1, 1, 1)
        assert packages.reopened(book).sheets[0].value(1, 1) == 1
        packages.assert_in_order(book)


def test_an_attribute_that_holds_an_angle_bracket():
    source = packages.worksheet(
        '<row r="1"><c r="A1"><v>1</v></c></row>', before='<sheetPr codeName="a>b/>"/>'
    )
    book = packages.workbook(source)
    book.sheets[0].set_value(1, 1, 2)
    assert packages.part(book) == source.replace("<v>1</v>", "<v>2</v>")
