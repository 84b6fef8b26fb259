"""Packages as other programs make them, odd but legal: read, edited in every part, and nothing else changed."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import packages
import pytest
from python_calamine import CalamineWorkbook

from buybook.xlsx.package import Package
from buybook.xlsx.workbook import Workbook

Parts = dict[str, str | bytes]
SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
LINKS, TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
STRICT = {
    packages.MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    packages.OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
TEXT = "Größe <1> & more"


def base() -> Parts:
    """A text, a number, a date and a formula; a picture's bytes that nothing may touch."""
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="2"><v>1.5</v></c></row>'
        '<row r="2"><c r="A2"><v>7</v></c><c r="B2" s="1"><v>45000</v></c><c r="C2"><f>A2*2</f><v>14</v></c></row>'
    )
    made = packages.parts(
        packages.worksheet(rows),
        packages.worksheet(),
        strings=[TEXT.replace("&", "&amp;").replace("<", "&lt;")],
    )
    return {**made, "xl/media/picture.bin": bytes(range(256)) * 9}


def replaced(parts: Parts, part: str, *pairs: tuple[str, str]) -> Parts:
    text = str(parts[part])
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return {**parts, part: text}


def without(parts: Parts, part: str, kind: str) -> Parts:
    for name in (TYPES, LINKS):
        parts = {
            **parts,
            name: re.sub(rf"<(?:Override|Relationship) [^>]*{kind}[^>]*/>", "", str(parts[name])),
        }
    return {name: content for name, content in parts.items() if name != part}


def macros(parts: Parts) -> Parts:
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    return replaced(parts, TYPES, (packages.TYPES["workbook"], kind)) | {
        "xl/vbaProject.bin": b"\x00macro" * 50
    }


def strict(parts: Parts) -> Parts:
    for name, content in parts.items():
        for old, new in STRICT.items():
            if isinstance(content, str):
                parts = {**parts, name: str(parts[name]).replace(old, new)}
    return parts


def prefixed(parts: Parts) -> Parts:
    """Every element of the main namespace with a prefix, as some libraries write it."""
    for name in (SHEET, BOOK, STYLES, "xl/sharedStrings.xml"):
        text = str(parts[name]).replace(f'xmlns="{packages.MAIN}"', f'xmlns:x="{packages.MAIN}"')
        parts = {**parts, name: re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text)}
    return parts


def utf_16(parts: Parts) -> Parts:
    return parts | {
        name: str(parts[name]).replace("UTF-8", "UTF-16").encode("utf-16") for name in (SHEET, BOOK, STYLES)
    }


def elsewhere(parts: Parts) -> Parts:
    """The workbook part at the root under a name of its own, its targets absolute."""
    moved = {name: content for name, content in parts.items() if name not in (BOOK, LINKS)}
    moved |= {
        "odd.xml": parts[BOOK],
        "_rels/odd.xml.rels": str(parts[LINKS]).replace('Target="', 'Target="/xl/'),
    }
    moved = replaced(moved, "_rels/.rels", ("xl/workbook.xml", "odd.xml"))
    return replaced(moved, TYPES, ("/xl/workbook.xml", "/odd.xml"))


def unnumbered(parts: Parts) -> Parts:
    return {**parts, SHEET: re.sub(r' r="[A-Z]*\d+"', "", str(parts[SHEET]))}


def alternatives(parts: Parts) -> Parts:
    """Formats that only newer readers know, beside those for all others."""
    item = '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    choice = (
        f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice Requires="x9" xmlns:x9="urn:x9">{item}'
        f"</mc:Choice><mc:Fallback>{item}</mc:Fallback></mc:AlternateContent>"
    )
    return replaced(parts, STYLES, (item, choice))


def document_type(parts: Parts) -> Parts:
    return replaced(parts, SHEET, (packages.DECLARATION, '<?xml version="1.0"?><!DOCTYPE worksheet>'))


def comments_and_cdata(parts: Parts) -> Parts:
    new = '<!-- <c r="A2"> --><c r="A2"><v><![CDATA[7]]></v></c><?pi <c r="A2"/>?>'
    return replaced(parts, SHEET, ('<c r="A2"><v>7</v></c>', new))


def angle_in_attribute(parts: Parts) -> Parts:
    new = '<sheetPr codeName="a>b"/><sheetData>'
    return replaced(parts, SHEET, ("<sheetData>", new), ('<row r="2">', '<row r="2" spans="1:3">'))


def iso_dates(parts: Parts) -> Parts:
    return replaced(parts, SHEET, ('s="1"><v>45000</v>', 's="1" t="d"><v>2023-03-15T00:00:00</v>'))


def since_1904(parts: Parts) -> Parts:
    parts = replaced(parts, BOOK, ("<bookViews>", '<workbookPr date1904="1"/><bookViews>'))
    return replaced(parts, SHEET, ("<v>45000</v>", f"<v>{45000 - 1462}</v>"))


ODD: dict[str, Callable[[Parts], Parts]] = {
    "as usual": lambda parts: parts,
    "macros": macros,
    "strict": strict,
    "prefixed": prefixed,
    "UTF-16": utf_16,
    "byte order marks": lambda parts: {
        n: c if isinstance(c, bytes) else "\ufeff" + c for n, c in parts.items()
    },
    "content types last": lambda parts: {n: parts[n] for n in sorted(parts, key=lambda name: name == TYPES)},
    "backslashes": lambda parts: {n.replace("xl/", "xl\\"): c for n, c in parts.items()},
    "workbook part elsewhere": elsewhere,
    "rows and cells without numbers": unnumbered,
    "no styles part": lambda parts: without(parts, STYLES, "styles"),
    "no cell formats": lambda parts: {**parts, STYLES: f'<styleSheet xmlns="{packages.MAIN}"/>'},
    "no calculation settings": lambda parts: replaced(parts, BOOK, ('<calcPr calcId="191029"/>', "")),
    "alternatives in the formats": alternatives,
    "document type": document_type,
    "comments and CDATA": comments_and_cdata,
    "angle brackets in attributes": angle_in_attribute,
    "ISO dates": iso_dates,
    "days since 1904": since_1904,
}


def stripped(name: str) -> str:
    return name.replace("\\", "/")


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {stripped(info.filename): archive.read(info) for info in archive.infolist()}


def calamine(data: bytes, sheet: int) -> list[list[object]] | None:
    try:
        return [
            list(row)
            for row in CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python()
        ]
    except Exception:  # it reads no UTF-16, for one; what matters is that it reads the same as before
        return None


def loaded(data: bytes) -> openpyxl.Workbook | None:
    try:
        return openpyxl.load_workbook(io.BytesIO(data))
    except (KeyError, IndexError):  # no parts behind backslashes, no formats that are not there
        return None


@pytest.fixture(params=ODD)
def data(request: pytest.FixtureRequest) -> bytes:
    return packages.zipped(ODD[request.param](base()))


def edited(data: bytes) -> Workbook:
    """A value and a colour where something stood, a value where nothing stood, a date, a sheet, a name."""
    book = Workbook(Package.from_bytes(data))
    sheet = book.sheets[0]
    sheet.set_value(2, 1, 12345)
    sheet.set_style(2, 1, book.styles.variant(sheet.cell_style(2, 1), fill="FFC7CE"))
    sheet.set_value(9, 4, "new & <text>")
    sheet.set_value(9, 5, dt.date(2026, 3, 1))
    book.add_sheet("Added").set_value(1, 1, 2.5)
    book.set_name("Total", "Sheet1!$C$2")
    return book


def has_formats(data: bytes) -> bool:
    return b"xf " in contents(data).get(STYLES, b"").replace(b"\x00", b"")


def test_all_is_read(data: bytes) -> None:
    sheet = Workbook(Package.from_bytes(data)).sheets[0]
    date = dt.datetime(2023, 3, 15) if has_formats(data) else 45000
    assert sheet.values(1, 1, 2, 3) == [[TEXT, 1.5, None], [7, date, 14]]
    assert sheet.formula(2, 3) == "=A2*2"


def test_what_is_written_is_there_and_all_else_as_before(data: bytes) -> None:
    before = Workbook(Package.from_bytes(data)).sheets[0]
    book = packages.reopened(edited(data))
    sheet = book.sheets[0]
    assert sheet.values(1, 1, 1, 3) == before.values(1, 1, 1, 3)
    assert sheet.values(2, 1, 2, 3) == [[12345, before.value(2, 2), None]]
    assert sheet.data.values((2, 3, 2, 3)) == [[14]]  # kept in the file, but no longer true
    assert sheet.values(9, 4, 9, 5) == [["new & <text>", dt.datetime(2026, 3, 1)]]
    assert book.styles.fill_color(sheet.cell_style(2, 1)) == "FFC7CE"
    assert [book.styles.fill_color(sheet.cell_style(1, column)) for column in (1, 2)] == [None, None]
    assert [found.name for found in book.sheets] == ["Sheet1", "Sheet2", "Added"]
    assert book.sheets[2].value(1, 1) == 2.5
    assert book.name("Total") is not None


def test_parts_that_need_not_change_keep_their_bytes(data: bytes) -> None:
    before, after = contents(data), contents(edited(data).to_bytes())
    may_change = (SHEET, BOOK, STYLES, LINKS, TYPES, "odd.xml", "_rels/odd.xml.rels")
    kept = {name: content for name, content in before.items() if name not in may_change}
    assert "xl/media/picture.bin" in kept
    assert {name: after[name] for name in kept} == kept


def test_other_readers_read_the_same(data: bytes) -> None:
    written = edited(data).to_bytes()
    before, after = calamine(data, 0), calamine(written, 0)
    if before is not None:
        assert after is not None
        assert after[0][: len(before[0])] == before[0]
        assert after[1][:3] == [12345, *before[1][1:3]]
        assert calamine(written, 2) == [[2.5]]
    source = loaded(data)
    if source is not None and source.sheetnames:  # openpyxl finds no sheets in strict workbooks
        ours = loaded(written)
        assert ours is not None
        assert ours.sheetnames == [*source.sheetnames, "Added"]
        assert ours["Sheet1"]["A2"].value == 12345
        assert ours["Sheet1"]["A2"].fill.fgColor.rgb == "FFFFC7CE"
