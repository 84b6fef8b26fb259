"""Pictures, charts and shapes."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.drawing.image import Image
from pictures import PICTURE, png, write_picture

from buybook.engine import new_book, open_book
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.images import measure

SHAPE = (
    b"<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row>"
    b"<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff>"
    b"<xdr:row>5</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>%s<xdr:clientData/></xdr:twoCellAnchor>"
)
BOX = (
    b'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="7" name="Box"/><xdr:cNvSpPr/></xdr:nvSpPr>'
    b'<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:style><a:lnRef idx="2">'
    b'<a:schemeClr val="accent1"/></a:lnRef><a:fillRef idx="1"><a:schemeClr val="accent1"/></a:fillRef>'
    b'<a:effectRef idx="0"><a:schemeClr val="accent1"/></a:effectRef><a:fontRef idx="minor">'
    b'<a:schemeClr val="lt1"/></a:fontRef></xdr:style><xdr:txBody><a:bodyPr/><a:lstStyle/><a:p>'
    b'<a:r><a:rPr lang="en-GB" sz="1400" b="1"/><a:t>First </a:t></a:r><a:r><a:rPr sz="1000"/><a:t>&amp; second'
    b"</a:t></a:r></a:p><a:p><a:r><a:t>Third</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture
def drawn(path: Path) -> Path:
    """The workbook with two charts, a picture in a cell's corner and a text box."""
    book = openpyxl.load_workbook(path)
    sheet = book["Orders"]
    for kind, place in ((BarChart(), "J1"), (LineChart(), "J20")):
        kind.add_data(Reference(sheet, min_col=3, min_row=3, max_row=6), titles_from_data=True)
        sheet.add_chart(kind, place)
    sheet.add_image(Image(PICTURE), "B10")
    book.save(path)
    content = parts(path)
    drawing = content["xl/drawings/drawing1.xml"]
    end = drawing.rindex(b"</")
    content["xl/drawings/drawing1.xml"] = (
        drawing[:end]
        + (SHAPE % BOX).replace(
            b"<xdr:twoCellAnchor>",
            b'<xdr:twoCellAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
            b'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">',
        )
        + drawing[end:]
    )
    with zipfile.ZipFile(path, "w") as file:
        for name, data in content.items():
            file.writestr(name, data)
    return path


def test_all_that_floats_is_listed(drawn: Path) -> None:
    sheet = open_book(drawn).sheets["Orders"]
    assert [shape.type for shape in sheet.shapes] == ["chart", "chart", "picture", "auto_shape"]
    assert [chart.chart_type for chart in sheet.charts] == ["column_clustered", "line"]
    assert len(sheet.pictures) == 1
    assert sheet.shapes["box"].name == "Box"
    assert "nothing" not in sheet.shapes
    with pytest.raises(KeyError):
        sheet.shapes["nothing"]
    assert len(open_book(drawn).sheets["Supplier list"].shapes) == 0


def test_a_picture_is_added_where_none_was(tmp_path: Path) -> None:
    book = new_book()
    sheet = book.sheets[0]
    picture = sheet.pictures.add(PICTURE, left=60, top=40, name="Logo")
    assert (picture.left, picture.top, picture.width, picture.height) == (60, 40, 30, 15)
    sheet.pictures.add(PICTURE, anchor=sheet["C9"], width=100, height=50)
    book.save(tmp_path / "pictures.xlsx")
    read = open_book(tmp_path / "pictures.xlsx").sheets[0]
    assert [each.name for each in read.pictures] == ["Logo", "Picture 2"]
    assert (read.pictures[1].left, read.pictures[1].top) == (read["C9"].left, read["C9"].top)
    theirs = openpyxl.load_workbook(tmp_path / "pictures.xlsx").worksheets[0]._images
    assert [image._data() for image in theirs] == [Path(PICTURE).read_bytes()] * 2


def test_places_and_sizes_are_set(drawn: Path) -> None:
    book = open_book(drawn)
    for name in ("Box", book.sheets["Orders"].pictures[0].name, book.sheets["Orders"].charts[0].name):
        shape = book.sheets["Orders"].shapes[name]
        shape.left, shape.top, shape.width, shape.height = 100.5, 33, 200, 77.25
    book.save()
    read = open_book(drawn).sheets["Orders"]
    for shape in (read.shapes["Box"], read.pictures[0], read.charts[0]):
        place = (shape.left, shape.top, shape.width, shape.height)
        assert place == pytest.approx((100.5, 33, 200, 77.25), abs=0.001), shape


def test_a_locked_picture_keeps_its_proportions(tmp_path: Path) -> None:
    sheet = new_book().sheets[0]
    picture = sheet.pictures.add(write_picture(tmp_path / "p.png", 80, 40))
    assert picture.lock_aspect_ratio is True
    picture.width = 120
    assert picture.height == pytest.approx(60)
    picture.lock_aspect_ratio = False
    picture.height = 10
    assert picture.width == pytest.approx(120)
    sheet.shapes[0].scale_width(1, relative_to_original_size=True)
    assert picture.width == pytest.approx(60)
    sheet.shapes[0].scale_height(2, scale="scale_from_middle")
    assert (picture.height, picture.top) == (pytest.approx(20), 0)


def test_names_are_changed(drawn: Path) -> None:
    book = open_book(drawn)
    book.sheets["Orders"].charts[1].name = 'The "line" & more'
    book.sheets["Orders"].pictures[0].name = "Logo"
    with pytest.raises(xw.ShapeAlreadyExists):
        book.sheets["Orders"].pictures.add(PICTURE, name="Logo")
    book.save()
    names = [shape.name for shape in open_book(drawn).sheets["Orders"].shapes]
    assert names[1:3] == ['The "line" & more', "Logo"]


@pytest.mark.parametrize("bad", ["\x01", "\ud800"], ids=ascii)
def test_texts_that_no_part_can_hold(drawn: Path, bad: str) -> None:
    book = open_book(drawn)
    before = book.impl.source.to_bytes()
    box = book.sheets["Orders"].shapes["Box"]
    for name in ("text", "name"):
        with pytest.raises(WorkbookError, match="cannot stand in") as caught:
            setattr(box, name, f"New{bad}words")
        assert caught.value.code == "wrong_argument"
    assert book.impl.source.to_bytes() == before


def test_what_is_deleted_takes_its_parts_along(drawn: Path) -> None:
    book = open_book(drawn)
    before = parts(drawn)
    sheet = book.sheets["Orders"]
    sheet.charts[0].delete()
    sheet.pictures[0].delete()
    sheet.shapes["Box"].delete()
    book.save()
    gone = set(before) - set(parts(drawn))
    assert gone == {"xl/charts/chart1.xml", "xl/media/image1.png"}
    assert b"chart1.xml" not in parts(drawn)["[Content_Types].xml"]
    read = openpyxl.load_workbook(drawn)["Orders"]
    assert (len(read._charts), len(read._images)) == (1, 0)


def test_a_picture_that_two_share_stays_for_the_other(tmp_path: Path) -> None:
    book = new_book()
    first = book.sheets[0].pictures.add(PICTURE)
    book.sheets[0].copy(name="Copy")
    book.save(tmp_path / "two.xlsx")
    read = open_book(tmp_path / "two.xlsx")
    assert len(read.sheets["Copy"].pictures) == 1
    read.sheets["Copy"].pictures[0].delete()
    read.save()
    assert openpyxl.load_workbook(tmp_path / "two.xlsx")["Sheet1"]._images[0]._data()
    assert first.name == "Picture 1"


def test_a_picture_is_replaced_in_its_place(tmp_path: Path) -> None:
    book = new_book()
    picture = book.sheets[0].pictures.add(PICTURE, name="Logo", left=50)
    other = write_picture(tmp_path / "other.png", 10, 10, shade=10)
    book.sheets[0].pictures.add(str(other), name="Logo", update=True)
    assert (picture.left, picture.width) == (50, 30)
    book.save(tmp_path / "replaced.xlsx")
    (image,) = openpyxl.load_workbook(tmp_path / "replaced.xlsx").worksheets[0]._images
    assert image._data() == other.read_bytes()
    assert len([name for name in parts(tmp_path / "replaced.xlsx") if "media" in name]) == 1


def test_the_words_of_a_shape(drawn: Path) -> None:
    book = open_book(drawn)
    box = book.sheets["Orders"].shapes["Box"]
    assert box.text == "First & second\nThird"
    assert box.characters[:6].font.bold is True
    assert box.font.bold is None
    assert box.characters[0].font.size == 14
    assert box.font.color == (255, 255, 255)
    box.characters[8:14].font.color = "#ff0000"
    box.characters[8:14].font.italic = True
    box.characters[15:].font.name = "Arial"
    book.save()
    read = open_book(drawn).sheets["Orders"].shapes["Box"]
    assert read.text == "First & second\nThird"
    assert read.characters[8:14].font.color == (255, 0, 0)
    assert read.characters[8:14].font.italic is True
    assert read.characters[7].font.italic is False
    assert read.characters[15:].font.name == "Arial"
    read.text = "New\nwords"
    assert read.text == "New\nwords"
    assert read.font.size == 14


def test_pictures_that_are_no_pictures_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.png"
    text.write_bytes(b"no picture")
    with pytest.raises(WorkbookError, match="PNG"):
        new_book().sheets[0].pictures.add(str(text))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (png(60, 30, dots_per_metre=5669), ("png", 30.0, 15.0)),
        (png(96, 48), ("png", 72.0, 36.0)),
        (b"GIF89a" + (40).to_bytes(2, "little") + (20).to_bytes(2, "little"), ("gif", 30.0, 15.0)),
        (
            b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x01\x00\x90\x00\x90\x00\x00"
            b"\xff\xc0\x00\x11\x08\x00\x48\x00\x90\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01",
            ("jpeg", 72.0, 36.0),
        ),
    ],
)
def test_the_size_of_a_picture_is_read(content: bytes, expected: tuple[str, float, float]) -> None:
    image = measure(content)
    assert (image.extension, image.width, image.height) == expected


@pytest.mark.parametrize("cut", [5, 20, 30])
def test_a_picture_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(WorkbookError):
        measure(png(4, 4)[:cut])


def test_what_lies_beside_a_new_picture_keeps_its_bytes(drawn: Path, tmp_path: Path) -> None:
    original = Path(shutil.copy(drawn, tmp_path / "original.xlsx"))
    book = open_book(drawn)
    book.sheets["Orders"].pictures.add(PICTURE)
    book.save()
    before, after = parts(original), parts(drawn)
    assert {name for name in before if before[name] != after.get(name)} == {
        "xl/drawings/drawing1.xml",
        "xl/drawings/_rels/drawing1.xml.rels",
    }
    kept = before["xl/drawings/drawing1.xml"]
    assert after["xl/drawings/drawing1.xml"].startswith(kept[: kept.rindex(b"</")])


def test_a_sheet_keeps_its_pictures_when_rows_are_inserted(
    drawn: Path, reopened: Callable[[], xw.Book]
) -> None:
    del reopened
    sheet = open_book(drawn).sheets["Orders"]
    top = sheet.pictures[0].top
    sheet["1:2"].insert("down")
    assert sheet.pictures[0].top == pytest.approx(top + 30)
