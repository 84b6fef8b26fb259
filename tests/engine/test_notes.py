"""Notes on cells: read, written, changed, deleted."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from buybook.engine import new_book, open_book
from buybook.xlsx import notebox
from buybook.xlsx.errors import WorkbookError


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_notes_are_written_changed_and_deleted(book: xw.Book, reopened: Callable[[], xw.Book]) -> None:
    sheet = book.sheets["Orders"]
    sheet["C5"].add_note("Two\nlines & <more>")
    sheet["B4"].note.text = "Another price"
    read = reopened().sheets["Orders"]
    assert {note.location.address: (note.text, note.author) for note in read.notes} == {
        "$B$4": ("Another price", "Buyer"),
        "$C$5": ("Two\nlines & <more>", ""),
    }
    read["B4"].note.delete()
    assert read["B4"].note is None
    assert [note.location.address for note in read.notes] == ["$C$5"]


def test_others_read_the_notes(tmp_path: Path) -> None:
    book = new_book()
    book.sheets[0]["B2"].add_note("words")
    book.sheets.add("Second")["XFD1048576"].add_note("in the last cell")
    book.save(tmp_path / "notes.xlsx")
    read = openpyxl.load_workbook(tmp_path / "notes.xlsx")
    assert read["Sheet1"]["B2"].comment.text == "words"
    assert read["Second"]["XFD1048576"].comment.text == "in the last cell"
    written = parts(tmp_path / "notes.xlsx")
    boxes = [written[name] for name in written if name.endswith(".vml")]
    assert sorted(notebox.block(box) for box in boxes) == [1, 2]
    types = written["[Content_Types].xml"]
    assert types.count(b"vmlDrawing") == 2 * 2  # name and type of two parts
    assert b"spreadsheetml.comments+xml" in types


def test_a_note_has_its_box_and_takes_it_along(path: Path, book: xw.Book) -> None:
    sheet = book.sheets["Orders"]
    sheet["C5"].add_note("words")
    sheet["4:4"].insert("down")
    book.save()
    vml = next(content for name, content in parts(path).items() if name.endswith(".vml"))
    assert vml.count(b"ObjectType=") == 2
    places = {
        (int(row), int(column))
        for row, column in zip(notebox._ROW.findall(vml), notebox._COLUMN.findall(vml), strict=True)
    }
    assert places == {(4, 1), (5, 2)}
    assert open_book(path).sheets["Orders"]["C6"].note.text == "words"


def test_the_last_note_takes_its_parts_with_it(path: Path, book: xw.Book) -> None:
    book.sheets["Orders"]["B4"].note.delete()
    book.save()
    written = parts(path)
    assert not [name for name in written if "comments" in name.lower() or name.endswith(".vml")]
    assert b"legacyDrawing" not in written["xl/worksheets/sheet1.xml"]
    assert b"comments" not in written["[Content_Types].xml"]
    assert openpyxl.load_workbook(path)["Orders"]["B4"].comment is None


def test_a_second_note_on_a_cell_is_refused(orders: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="already"):
        orders["B4"].add_note("another")


def test_a_deleted_note_says_so(orders: xw.Sheet) -> None:
    note = orders["B4"].note
    note.delete()
    with pytest.raises(KeyError, match="no note"):
        _ = note.text


def test_a_note_that_is_too_long_is_refused(orders: xw.Sheet) -> None:
    with pytest.raises(WorkbookError, match="32,767"):
        orders["C4"].add_note("x" * 40_000)


def test_threaded_comments_are_left_to_excel(path: Path) -> None:
    with zipfile.ZipFile(path) as file:
        content = {name: file.read(name) for name in file.namelist()}
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    content[relations] = content[relations].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdT" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"'
        b' Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    content["xl/threadedComments/threadedComment1.xml"] = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        b'<threadedComment ref="B4" dT="2026-01-01T00:00:00.00" personId="{1}" id="{2}"><text>?</text>'
        b"</threadedComment></ThreadedComments>"
    )
    with zipfile.ZipFile(path, "w") as file:
        for name, data in content.items():
            file.writestr(name, data)
    sheet = open_book(path).sheets["Orders"]
    with pytest.raises(WorkbookError, match="threaded"):
        sheet["B4"].note.text = "x"
    with pytest.raises(WorkbookError, match="threaded"):
        sheet["B4"].note.delete()
    sheet["C4"].add_note("beside it")
    assert sheet["C4"].note.text == "beside it"
