"""The quick ways of reading and writing give what the slow ones give, forced here upon small sheets."""

from __future__ import annotations

import datetime as dt
import re
import zlib

import packages
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buybook.xlsx import columnscan, compression, rowplan, sheetdata, splicing
from buybook.xlsx.addresses import column_index, column_letters
from buybook.xlsx.cells import CellError
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.package import Package
from buybook.xlsx.records import Hyperlink
from buybook.xlsx.rowindex import RowIndex
from buybook.xlsx.sheet import Sheet
from buybook.xlsx.workbook import Workbook

FORMATS = (
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="4"/><xf numFmtId="22"/></cellXfs>'
)
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    f"{FORMATS}</styleSheet>"
)
STRINGS = ["one", "two &amp; three", "", "_x0041_"]
LAST_ROW, LAST_COLUMN = 30, 7


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    force(monkeypatch)


def force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheetdata, "MIN_ROWS", 0)
    monkeypatch.setattr(rowplan, "_SAMPLE", 1)
    monkeypatch.setattr(rowplan, "_BATCH", 3)


def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheetdata, "MIN_ROWS", 10**9)
    monkeypatch.setattr(columnscan.ColumnScan, "usual", False)
    monkeypatch.setattr(splicing.Splicer, "_pieces_of_row", lambda *_: None)


CONTENTS = st.sampled_from(
    [
        "/>",
        "></c>",
        "><v>1</v></c>",
        "><v> 45000.5 </v></c>",
        "><v></v></c>",
        "><v>NaN</v></c>",
        "><v>-INF</v></c>",
        "><f>A1+1</f><v>3.5</v></c>",
        "><f>A1+1</f></c>",
        '><f t="shared" si="0"/><v>2</v></c>',
        ' t="n"><v>44000</v></c>',
        ' t="s"><v>0</v></c>',
        ' t="s"><v>1</v></c>',
        ' t="s"><v>2</v></c>',
        ' t="s"><v>3</v></c>',
        ' t="b"><v>1</v></c>',
        ' t="e"><v>#N/A</v></c>',
        ' t="str"><f>""</f><v></v></c>',
        ' t="str"><v></v></c>',
        ' t="str"><f>"a"</f><v>a &lt; b</v></c>',
        ' t="d"><v>2026-03-01</v></c>',
        ' t="inlineStr"><is><t>in &amp; line</t></is></c>',
        ' t="inlineStr"><is><t xml:space="preserve"> x </t></is></c>',
        ' t="inlineStr"><is><r><t>rich</t></r><r><rPr><b/></rPr><t>er</t></r></is></c>',
        ' t="inlineStr"/>',
        ' cm="1"><v>7</v></c>',
    ]
)
CELLS = st.tuples(
    st.integers(1, LAST_COLUMN), st.sampled_from(["", ' s="0"', ' s="1"', ' s="2"', ' s="3"']), CONTENTS
)
LINES = st.lists(
    st.tuples(
        st.integers(1, LAST_ROW), st.lists(CELLS, max_size=LAST_COLUMN, unique_by=lambda cell: cell[0])
    ),
    max_size=LAST_ROW,
    unique_by=lambda line: line[0],
)


def rows_xml(lines: list[tuple[int, list[tuple[int, str, str]]]], *, without_references: bool = False) -> str:
    text = ""
    for row, cells in sorted(lines):
        text += f'<row r="{row}" spans="1:9">' if row % 5 else f'<row r="{row}">'
        for column, style, content in sorted(cells):
            reference = "" if without_references else f' r="{column_letters(column)}{row}"'
            text += f"<c{reference}{style}{content}"
        text += "</row>"
    return text


def sheet_of(rows: str) -> Sheet:
    parts = packages.parts(packages.worksheet(rows), strings=STRINGS)
    parts["xl/styles.xml"] = STYLES
    return Workbook(Package.from_bytes(packages.zipped(parts))).sheets[0]


AREAS = ((1, 1, LAST_ROW, LAST_COLUMN), (3, 2, 20, 3), (1, 4, LAST_ROW, 4), (2, 2, 29, 6), (1, 9, 9, 12))


def all_of(sheet: Sheet) -> list[object]:
    read: list[object] = [sheet.extent, sheet.content_extent]
    for area in AREAS:
        read += [sheet.values(*area), sheet.formulas(*area), sheet.cell_styles(*area)]
    return read


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, st.booleans())
def test_quick_reading_gives_what_slow_reading_gives(lines, without_references):
    xml = rows_xml(lines, without_references=without_references)
    with pytest.MonkeyPatch.context() as patch:
        force(patch)
        quickly = all_of(sheet_of(xml))
    with pytest.MonkeyPatch.context() as patch:
        slow(patch)
        slowly = all_of(sheet_of(xml))
    assert [typed(one) for one in quickly] == [typed(one) for one in slowly]


def typed(read: object) -> object:
    """With the types: True is not 1, and an error is not its text."""
    return [typed(one) for one in read] if isinstance(read, list) else (type(read), read)


NEW_VALUES = st.sampled_from(
    [None, "", 1, 2.5, True, "text", "a < b", "_x0041_", dt.datetime(2026, 3, 1), CellError("#N/A")]
)
COLUMN_EDITS = st.lists(
    st.tuples(st.integers(1, LAST_COLUMN), st.integers(1, 12), st.lists(NEW_VALUES, min_size=1, max_size=18)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, COLUMN_EDITS)
def test_quick_writing_gives_the_cells_that_slow_writing_gives(lines, edits):
    xml = rows_xml([(row, [c for c in cells if "shared" not in c[2]]) for row, cells in lines])
    results = []
    for way in (force, slow):
        with pytest.MonkeyPatch.context() as patch:
            way(patch)
            sheet = sheet_of(xml)
            for column, row, values in edits:
                sheet.set_values(row, column, [[value] for value in values])
            pending = all_of(sheet)
            again = packages.reopened(sheet.workbook)
            results.append(([typed(one) for one in pending], [typed(one) for one in all_of(again.sheets[0])]))
            packages.assert_in_order(again, again.sheets[0].part)
    assert results[0] == results[1]


def test_a_header_above_numbers_does_not_make_its_columns_mixed():
    lines = [(1, [(column, "", ' t="s"><v>0</v></c>') for column in (1, 2)])]
    lines += [
        (row, [(1, "", f"><v>{row}</v></c>"), (2, ' s="1"', f"><v>{44000 + row}</v></c>")])
        for row in range(2, 20)
    ]
    data = sheet_of(rows_xml(lines)).data
    reader = rowplan.RowReader(data._data, data.rows, b"", data._decoder(), 1, 2)
    read = dict(pair for numbers, rows in reader.read(range(19)) for pair in zip(numbers, rows, strict=True))
    assert read[1] == ["one", "one"]
    assert read[5] == [5.0, dt.datetime(2020, 6, 23)]
    assert reader._plan is not None
    assert reader._plan.kinds == {1: rowplan.Kind(b""), 2: rowplan.Kind(b"", True)}


@pytest.mark.parametrize("way", [force, slow])
@pytest.mark.parametrize("style", ["", ' s="1"'])
@pytest.mark.parametrize("written", ["NaN", "INF", "-INF", "Infinity", "1e999"])
def test_what_is_no_finite_number_is_a_text(monkeypatch, way, style, written):
    way(monkeypatch)
    held = ["5"] * 6 + [written, "5"]
    sheet = sheet_of(
        rows_xml([(row, [(1, style, f"><v>{text}</v></c>")]) for row, text in enumerate(held, 1)])
    )
    other = sheet.value(1, 1)
    assert sheet.values(1, 1, 8, 1) == [[other]] * 6 + [[written], [other]]


def test_cells_in_disorder_are_found_by_their_column(quick):
    sheet = sheet_of('<row r="1"><c r="DA1"><v>1</v></c><c r="D1"><v>2</v></c></row>')
    assert sheet.values(1, 4, 1, 4) == [[2.0]]
    assert sheet.extent == (1, 4, 1, 105)


@pytest.mark.parametrize("column", [1, 2, 26, 27, 52, 53, 702, 703, 1000, 16384])
def test_expressions_for_columns_left_and_right(column):
    letters = column_letters(column).encode()
    before, after = columnscan.letters_before(letters), columnscan.letters_after(letters)
    others = [1, 2, 25, 26, 27, 28, 51, 52, 53, 54, 701, 702, 703, 704, 999, 1001, 16383, 16384]
    for other in others:
        text = column_letters(other).encode()
        assert bool(before and re.fullmatch(before, text)) == (other < column)
        assert bool(after and re.fullmatch(after, text)) == (other > column)
    assert column_index(letters.decode()) == column


def test_rows_that_are_cut_off_are_damage():
    open_row, whole = b'<row r="1"><c r="A1"><v>1</v></c>', b'<row r="2"><c r="A2"/></row>'
    for data in (open_row, open_row + whole):
        with pytest.raises(WorkbookError, match="not closed"):
            RowIndex(data, b"").at(0)
    assert RowIndex(open_row + b"</row>" + whole, b"").at(1).number == 2


# -- packing


@pytest.mark.parametrize("size", [0, 1, 1000, compression._LARGE, compression._LARGE + 12345])
def test_how_content_is_cut_does_not_show_in_what_is_packed(size):
    content = bytes(number * number % 251 for number in range(1000)) * (size // 1000 + 1)
    content = content[:size]
    packed = compression.deflate([content], size)
    third = size // 3
    assert (
        compression.deflate([content[:third], b"", content[third : third + 7], content[third + 7 :]], size)
        == packed
    )
    assert zlib.decompress(packed, -zlib.MAX_WBITS) == content
    assert compression.inflate(packed, size) == content
    assert compression.checksum([content[:third], content[third:]]) == zlib.crc32(content)


def test_without_isal_a_large_part_is_packed_all_the_same(monkeypatch):
    monkeypatch.setattr(compression, "_quick", zlib)
    content = b"<c><v>1</v></c>" * 400_000
    packed = compression.deflate([content], len(content))
    assert zlib.decompress(packed, -zlib.MAX_WBITS) == content
    assert compression.inflate(packed, len(content)) == content


def test_no_more_is_inflated_than_was_said():
    packed = compression.deflate([b"x" * 100_000], 100_000)
    assert len(compression.inflate(packed, 10)) == 11


def test_a_part_written_in_pieces_is_read_whole():
    book = packages.workbook(packages.worksheet("<row r='1'/>"))
    part = book.sheets[0].part
    original = book.package.read(part)
    book.package.write_pieces(part, (original[:50], original[50:]))
    assert not book.package.dirty
    book.package.write_pieces(part, (b"<worksheet>", b"</worksheet>"))
    assert book.package.read(part) == b"<worksheet></worksheet>"
    assert Package.from_bytes(book.package.to_bytes()).read(part) == b"<worksheet></worksheet>"


# -- links


def test_links_wait_and_are_seen_at_once():
    sheet = packages.workbook(packages.worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')).sheets[0]
    for row in range(1, 6):
        sheet.set_hyperlink(row, 1, url=f"https://example.com/{row}", tooltip="tip")
        sheet.set_hyperlink(row, 2, location=f"Sheet1!A{row}")
        sheet.set_value(row, 1, row)
    sheet.remove_hyperlink(2, 1)
    sheet.remove_hyperlink(3, 2)
    sheet.set_hyperlink(3, 1, url="https://example.com/other")
    expected = Hyperlink((3, 1, 3, 1), "https://example.com/other", None, None, None)
    assert sheet.hyperlink(3, 1) == expected
    assert sheet.hyperlink(2, 1) is None
    again = packages.reopened(sheet.workbook).sheets[0]
    assert again.hyperlink(3, 1) == expected
    assert len(again.hyperlinks) == 8
    again.set_hyperlink(1, 1, url="https://example.com/new")
    again.remove_hyperlink(4, 1)
    again.remove_hyperlink(5, 2)
    once_more = packages.reopened(again.workbook)
    assert {link.area[:2]: link.url for link in once_more.sheets[0].hyperlinks} == {
        (1, 1): "https://example.com/new",
        (1, 2): None,
        (2, 2): None,
        (3, 1): "https://example.com/other",
        (4, 2): None,
        (5, 1): "https://example.com/5",
    }
    targets = {item.target for item in once_more.package.relationships(once_more.sheets[0].part)}
    assert targets == {f"https://example.com/{name}" for name in ("new", "other", "5")}
    for link in once_more.sheets[0].hyperlinks:
        once_more.sheets[0].remove_hyperlink(*link.area[:2])
    assert "hyperlink" not in packages.part(once_more)
    assert not once_more.package.relationships(once_more.sheets[0].part)
