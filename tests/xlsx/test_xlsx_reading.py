"""Values, formulas and formats as they are read."""

from __future__ import annotations

import datetime as dt

import packages
import pytest

from buybook.xlsx.cells import CellError
from buybook.xlsx.dates import from_serial, is_date_format, to_serial
from buybook.xlsx.errors import WorkbookError


def row(cells: str, number: int = 1) -> str:
    return f'<row r="{number}">{cells}</row>'


def values(cells: str, **options: object) -> list[object]:
    book = packages.workbook(packages.worksheet(row(cells)), **options)
    return book.sheets[0].values(1, 1, 1, 4)[0]


def test_every_type_of_cell():
    cells = (
        '<c r="A1"><v>1.5</v></c><c r="B1" t="b"><v>1</v></c><c r="C1" t="e"><v>#N/A</v></c>'
        '<c r="D1" t="s"><v>1</v></c>'
    )
    found = values(cells, strings=["no", "Größe &amp; Co"])
    assert found == [1.5, True, "#N/A", "Größe & Co"]
    assert type(found[0]) is float and found[1] is True and type(found[2]) is CellError


def test_texts_of_every_spelling():
    cells = (
        '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>'
        '<c r="B1" t="inlineStr"><is><r><rPr><b/></rPr><t>bold</t></r><r><t> plain</t></r>'
        '<rPh sb="0" eb="1"><t>kana</t></rPh></is></c>'
        '<c r="C1" t="str"><f>"x"</f><v>a_x000D_b&#10;c</v></c><c r="D1" t="str"><f>""</f><v></v></c>'
    )
    assert values(cells) == [" a ", "bold plain", "a\rb\nc", ""]


def test_shared_strings_in_runs_and_empty_ones():
    sheet = packages.worksheet(
        row('<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>')
    )
    content = packages.parts(sheet, strings=["x"])
    content["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{packages.MAIN}"><si><r><t>a</t></r><r><rPr><i/></rPr><t xml:space="preserve"> b</t></r></si>'
        "<si/><si><t/></si></sst>"
    )
    book = packages.Workbook(packages.Package.from_bytes(packages.zipped(content)))
    assert book.sheets[0].values(1, 1, 1, 3) == [["a b", "", ""]]


def test_a_text_that_is_not_there_is_damage():
    with pytest.raises(WorkbookError) as caught:
        values('<c r="A1" t="s"><v>7</v></c>', strings=["only"])
    assert caught.value.code == "damaged"


def test_cells_and_rows_that_name_no_reference():
    sheet = packages.worksheet(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c/><c><v>3</v></c></row>"
    )
    book = packages.workbook(sheet)
    assert book.sheets[0].values(1, 1, 3, 2) == [[1, 2], [None, None], [None, 3]]
    assert book.sheets[0].extent == (1, 1, 3, 2)
    book.sheets[0].set_value(3, 1, 9)
    book.sheets[0].set_value(2, 2, 8)
    assert packages.reopened(book).sheets[0].values(1, 1, 3, 2) == [[1, 2], [None, 8], [9, 3]]


def test_attributes_in_another_order_and_in_single_quotes():
    cells = '<c t=\'b\' r=\'A1\'><v>0</v></c><c s=\'1\' r="B1" ><v>45000</v></c><c r="C1" t="n" s="1"><v>1</v></c>'
    assert values(cells)[:3] == [False, dt.datetime(2023, 3, 15), dt.datetime(1900, 1, 1)]


def test_a_prefix_a_byte_order_mark_comments_and_cdata():
    plain = packages.worksheet(
        row('<c r="A1" t="str"><f>"a"</f><v><![CDATA[<a>&]]></v></c><!-- <c r="B1"> -->')
    )
    prefixed = plain.replace("<worksheet xmlns=", "<x:worksheet xmlns:x=").replace(
        "</worksheet", "</x:worksheet"
    )
    for name in ("sheetData", "row", "c", "f", "v"):
        prefixed = prefixed.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
        prefixed = prefixed.replace(f"</{name}>", f"</x:{name}>")
    book = packages.workbook("\ufeff" + prefixed)
    assert book.sheets[0].values(1, 1, 1, 2) == [["<a>&", None]]
    book.sheets[0].set_value(1, 2, "new")
    assert '<x:c r="B1" t="inlineStr"><x:is><x:t>new</x:t></x:is></x:c>' in packages.part(book)
    assert packages.reopened(book).sheets[0].values(1, 1, 1, 2) == [["<a>&", "new"]]


def test_utf_16():
    text = packages.worksheet(row('<c r="A1" t="str"><v>Ångström</v></c>')).replace("UTF-8", "UTF-16")
    content = {**packages.parts(packages.worksheet()), "xl/worksheets/sheet1.xml": text.encode("utf-16")}
    book = packages.Workbook(packages.Package.from_bytes(packages.zipped(content)))
    assert book.sheets[0].value(1, 1) == "Ångström"
    assert not book.dirty
    book.sheets[0].set_value(1, 2, 1)
    assert 'encoding="UTF-8"' in packages.part(book)
    assert packages.reopened(book).sheets[0].values(1, 1, 1, 2) == [["Ångström", 1]]


def test_dates_count_from_1900_or_from_1904():
    cells = '<c r="A1" s="1"><v>45000.5</v></c><c r="B1" s="1"><v>59</v></c><c r="C1" t="d"><v>2024-02-29T10:00:00</v></c>'
    assert values(cells)[:3] == [
        dt.datetime(2023, 3, 15, 12),
        dt.datetime(1900, 2, 28),
        dt.datetime(2024, 2, 29, 10),
    ]
    old = values(cells, workbook='<workbookPr date1904="1"/>')
    assert old[0] == dt.datetime(2027, 3, 16, 12)


def test_numbers_that_are_no_date_stay_numbers():
    cells = '<c r="A1" s="1"><v>-5</v></c><c r="B1" s="1"><v>1e9</v></c><c r="C1" s="2"><v>45000</v></c>'
    assert values(cells)[:3] == [-5.0, 1e9, 45000.0]


@pytest.mark.parametrize(
    "code",
    [
        "yyyy-mm-dd", "d/m/yyyy;@", "[$-41D]yyyy/mm/dd", "[$-F800]dddd\\,\\ mmmm\\ dd", "mmm-yy", "h:mm AM/PM", "mm:ss.0",
        '"due "d mmm', "[Red]dd.mm.yy", "yyyy\\-mm\\-dd hh:mm:ss.000", "[$-409]h:mm\\ AM/PM;@", "ggge", "aaaa",
    ],
)  # fmt: skip
def test_formats_of_dates(code):
    assert is_date_format(code)


@pytest.mark.parametrize(
    "code",
    [
        "General", "0.00", "#,##0.00 [$kr-41D]", "[h]:mm", "[mm]:ss", '0" days"', "@", "0.00E+00", "# ?/?",
        '#,##0 "mdy"', "\\d0", "[$€-2] #,##0.00", "_-* #,##0_-", "0.0%", '"only text"', "[>=100]0;0.0", "",
    ],
)  # fmt: skip
def test_formats_of_numbers(code):
    assert not is_date_format(code)


def test_serials_there_and_back():
    for moment in (
        dt.datetime(1900, 1, 1), dt.datetime(1900, 3, 1), dt.datetime(2024, 2, 29, 23, 59, 59), dt.datetime(9999, 12, 31),
    ):  # fmt: skip
        assert from_serial(to_serial(moment, False), False) == moment
    assert to_serial(dt.date(1900, 2, 28), False) == 59
    assert to_serial(dt.date(1900, 3, 1), False) == 61
    assert to_serial(dt.date(1904, 1, 2), True) == 1
    assert to_serial(dt.time(6), False) == 0.25
    assert from_serial(0.25, False) == dt.datetime(1899, 12, 30, 6)


def test_formulas_shared_arrays_and_data_tables():
    rows = (
        row('<c r="A1"><f t="shared" ref="A1:A3" si="0">B1*$C$1+"A1"</f><v>1</v></c>')
        + row(
            '<c r="A2"><f t="shared" si="0"/><v>2</v></c><c r="B2"><f t="array" ref="B2:B3">SUM(C1:C9)</f></c>',
            2,
        )
        + row(
            '<c r="A3"><f t="shared" si="0"/></c><c r="C3"><f t="dataTable" ref="C3:C5" dt2D="0" r1="A1"/></c>',
            3,
        )
    )
    sheet = packages.workbook(packages.worksheet(rows)).sheets[0]
    assert sheet.formulas(1, 1, 3, 3) == [
        ['=B1*$C$1+"A1"', None, None],
        ['=B2*$C$1+"A1"', "=SUM(C1:C9)", None],
        ['=B3*$C$1+"A1"', None, None],
    ]
    assert sheet.is_array_part(3, 2) and sheet.is_array_part(5, 3) and not sheet.is_array_part(1, 1)


def test_formats_of_rows_and_columns_hold_where_no_cell_is_written():
    before = '<cols><col min="2" max="3" width="9" style="2"/></cols>'
    rows = row('<c r="A1" s="1"/><c r="B1"/>') + '<row r="2" s="1" customFormat="1"><c r="C2" s="2"/></row>'
    sheet = packages.workbook(packages.worksheet(rows, before=before)).sheets[0]
    assert sheet.cell_styles(1, 1, 3, 4) == [[1, 0, 2, 0], [1, 1, 2, 1], [0, 2, 2, 0]]
    sheet.set_value(3, 2, 1)
    sheet.set_value(2, 1, 1)
    written = packages.rows_of(sheet.workbook)
    assert '<c r="A2" s="1"><v>1</v></c>' in written and '<c r="B3" s="2"><v>1</v></c>' in written


def test_extents():
    rows = (
        row('<c r="B1" s="1"/>') + row('<c r="C4"><v>1</v></c><c r="E4"/>', 4) + row('<c r="D6" s="1"/>', 6)
    )
    sheet = packages.workbook(packages.worksheet(rows)).sheets[0]
    assert sheet.extent == (1, 2, 6, 5)
    assert sheet.content_extent == (4, 3, 4, 3)
    sheet.set_value(8, 1, "x")
    assert sheet.content_extent == (4, 1, 8, 3)
    sheet.clear_contents(8, 1, 8, 1)
    assert sheet.content_extent == (4, 3, 4, 3)
    assert packages.workbook(packages.worksheet()).sheets[0].extent is None
