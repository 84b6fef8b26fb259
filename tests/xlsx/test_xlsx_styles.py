"""Formats: read, and added without a change to those there are."""

from __future__ import annotations

import io
import re

import openpyxl
import packages
import pytest

from buybook.xlsx.styles import Styles

FONT = b"<font><sz val='10'/><name val='Arial'/></font>"


def styles() -> Styles:
    return Styles(packages.STYLES.encode())


def test_a_variant_differs_only_in_what_is_asked():
    found = styles()
    xf = found.variant(
        2, bold=True, font_color="c00000", font_size=9.5, font_name="Arial", fill="ffc7ce", horizontal="center",
        vertical="top", border={"bottom": "thin"}, number_format="0.0%", indent=1, italic=True, underline=True, locked=False,
    )  # fmt: skip
    font = found.font(xf)
    assert (font.name, font.size, font.bold, font.italic, font.underline, font.color) == (
        "Arial", 9.5, True, True, True, "C00000",
    )  # fmt: skip
    assert found.fill_color(xf) == "FFC7CE"
    alignment = found.alignment(xf)
    assert (alignment.horizontal, alignment.vertical, alignment.wrap, alignment.indent) == (
        "center",
        "top",
        True,
        1,
    )
    assert found.border(xf).bottom == "thin" and found.border(xf).top is None
    assert found.number_format(xf) == "0.0%"
    assert not found.locked(xf) and found.locked(2)
    assert (found.font(2).bold, found.fill_color(2), found.number_format(2)) == (False, None, "#,##0.00")


def test_no_difference_no_new_format():
    found = styles()
    assert (
        found.variant(
            1, number_format="yyyy\\-mm\\-dd", bold=False, fill=None, wrap=False, border={"top": None}
        )
        == 1
    )
    assert found.variant(2, wrap=True, font_name="Calibri", font_size=11, locked=True) == 2
    assert not found.sheet.changed


def test_an_equal_format_is_used_again():
    found = styles()
    one = found.variant(0, bold=True)
    assert found.variant(0, bold=True) == one == 3
    assert found.variant(one, bold=False) != one
    assert Styles(found.sheet.to_bytes()).variant(0, bold=True) == one
    assert found.variant(0, number_format="#,##0.00 [$€]") == found.variant(0, number_format="#,##0.00 [$€]")


def test_what_is_there_keeps_its_bytes():
    found = styles()
    found.variant(0, bold=True, fill="00FF00", border={"left": "thick"}, number_format="0.000")
    after = found.sheet.to_bytes().decode()
    for local in ("numFmts", "fonts", "fills", "borders", "cellXfs"):
        inner = packages.STYLES.partition(f"<{local} ")[2].partition(">")[2].partition(f"</{local}>")[0]
        assert inner in after
    assert '<numFmts count="2">' in after and '<fonts count="2">' in after and '<cellXfs count="4">' in after
    assert 'numFmtId="165" formatCode="0.000"' in after


def test_built_in_formats_are_not_written_out():
    found = styles()
    for code in ("0.00%", "m/d/yyyy", "@", "General"):
        assert found.number_format(found.variant(1, number_format=code)) == code
    assert found.sheet.to_bytes().count(b"<numFmt ") == 1


def test_a_colour_of_theme_and_palette():
    theme = (
        '<a:theme xmlns:a="x"><a:themeElements><a:clrScheme name="n"><a:dk1><a:sysClr val="windowText" lastClr="000000"/>'
        '</a:dk1><a:lt1><a:srgbClr val="FFFFFF"/></a:lt1><a:accent1><a:srgbClr val="4472C4"/></a:accent1></a:clrScheme>'
        "</a:themeElements></a:theme>"
    )
    for tint, color in (("0.39997558519241921", "8EA9DB"), ("-0.249977111117893", "305496"), ("0", "4472C4")):
        xml = packages.STYLES.replace('<color theme="1"/>', f'<color theme="4" tint="{tint}"/>')
        found = Styles(xml.encode(), theme.encode()).font(0).color
        # Excel's colour picker shows these; it rounds on the way, so a step of one is allowed.
        assert all(abs(int(found[i : i + 2], 16) - int(color[i : i + 2], 16)) <= 1 for i in (0, 2, 4))
    assert (
        Styles(packages.STYLES.replace('<color theme="1"/>', '<color indexed="10"/>').encode()).font(0).color
        == "FF0000"
    )
    assert (
        Styles(packages.STYLES.replace('<color theme="1"/>', '<color rgb="FF112233"/>').encode())
        .font(0)
        .color
        == "112233"
    )


def test_differential_formats():
    found = styles()
    number = found.add_dxf(font_color="9C0006", fill="FFC7CE", bold=True)
    assert found.add_dxf(font_color="9C0006", fill="FFC7CE", bold=True) == number == 0
    assert found.add_dxf(fill="FFEB9C") == 1
    again = Styles(found.sheet.to_bytes())
    dxf = again.dxf(number)
    assert (dxf.font_color, dxf.fill, dxf.bold, dxf.italic) == ("9C0006", "FFC7CE", True, None)
    assert b'<dxfs count="2"><dxf>' in found.sheet.to_bytes()


@pytest.mark.parametrize(
    "xml",
    [
        f'<styleSheet xmlns="{packages.MAIN}"></styleSheet>',
        f'<styleSheet xmlns="{packages.MAIN}"/>',
        f'<x:styleSheet xmlns:x="{packages.MAIN}"><x:dxfs count="0"/></x:styleSheet>',
    ],
)
def test_a_styles_part_without_anything(xml):
    found = Styles(xml.encode())
    xf = found.variant(0, bold=True, fill="FF0000")
    assert xf == 1
    again = Styles(found.sheet.to_bytes())
    assert again.font(1).bold and again.fill_color(1) == "FF0000" and not again.font(0).bold


def test_new_fonts_do_not_become_those_of_cells_that_point_beyond_the_list():
    xml = packages.STYLES.replace('<xf numFmtId="4" fontId="0"', '<xf numFmtId="4" fontId="3"')
    found = Styles(xml.encode())
    found.variant(0, bold=True)
    assert not Styles(found.sheet.to_bytes()).font(2).bold


def test_a_workbook_without_a_styles_part():
    content = packages.parts(packages.worksheet())
    del content["xl/styles.xml"]
    content["xl/_rels/workbook.xml.rels"] = packages.relationships(("worksheet", "worksheets/sheet1.xml"))
    book = packages.Workbook(packages.Package.from_bytes(packages.zipped(content)))
    book.sheets[0].set_style(1, 1, book.styles.variant(0, fill="00FF00"))
    again = packages.reopened(book)
    assert again.styles.fill_color(again.sheets[0].cell_style(1, 1)) == "00FF00"


def test_formats_in_alternate_content_are_counted_as_readers_do():
    choice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x16r2"><numFmt numFmtId="164" formatCode="0.0"/></mc:Choice>'
        '<mc:Fallback><numFmt numFmtId="164" formatCode="yyyy"/></mc:Fallback></mc:AlternateContent>'
    )
    xml = packages.STYLES.replace('<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>', choice)
    assert Styles(xml.encode()).number_format(1) == "yyyy"


def test_a_workbook_without_a_styles_part_gets_a_whole_one():
    parts = packages.parts(packages.worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    del parts["xl/styles.xml"]
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = re.sub(r"<(Override|Relationship) [^>]*styles[^>]*/>", "", str(parts[name]))
    book = packages.Workbook(packages.Package.from_bytes(packages.zipped(parts)))
    sheet = book.sheets[0]
    sheet.set_style(1, 1, book.styles.variant(sheet.cell_style(1, 1), bold=True))
    written = packages.part(book, "xl/styles.xml")  # where openpyxl looks for it
    found = re.findall(r"<(fonts|fills|borders|cellStyleXfs|cellXfs|cellStyles) ", written)
    assert found == ["fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"]
    again = packages.reopened(book)
    assert (again.styles.font(1).name, again.styles.font(1).size) == ("Calibri", 11)
    assert again.styles.font(1).bold
    assert not again.styles.font(0).bold
    loaded = openpyxl.load_workbook(io.BytesIO(book.to_bytes()))
    assert loaded.active is not None
    assert loaded.active["A1"].font.b


@pytest.mark.parametrize("named", [1, 3, 4_000_000_000])
def test_a_place_beyond_the_list_stays_nobodys(named):
    broken = packages.STYLES.replace('<xf numFmtId="4" fontId="0"', f'<xf numFmtId="4" fontId="{named}"')
    known = Styles(broken.encode())
    new = [known.variant(0, font_size=size) for size in (20, 21, 22)]
    fonts = known.sheet.items("fonts")
    assert [known.font(xf).size for xf in new] == [20, 21, 22]
    assert len(fonts) == 4 + (named in (1, 3))
    assert named >= len(fonts) or fonts[named] == fonts[0]
