"""Characters of cells with fonts of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from buybook.engine import open_book
from buybook.xlsx.errors import WorkbookError


def test_some_characters_get_a_font(book: xw.Book, reopened: Callable[[], xw.Book], tmp_path: Path) -> None:
    cell = book.sheets["Orders"]["A1"]  # "Order list", bold, 14
    assert cell.characters.text == "Order list"
    assert cell.characters[:5].text == "Order"
    cell.characters[6:].font.color = "#ff0000"
    cell.characters[6:].font.bold = False
    cell.characters[0].font.size = 20
    cell.characters[-1].font.name = "Arial"
    cell.characters[1:5].font.italic = True
    read = reopened().sheets["Orders"]["A1"]
    assert read.value == "Order list"
    assert read.characters[0].font.size == 20
    assert [read.characters[i].font.bold for i in (0, 5, 6)] == [True, True, False]
    assert read.characters[1:5].font.italic is True
    assert read.characters.font.italic is None
    assert read.characters[6:9].font.color == (255, 0, 0)
    assert read.characters[9].font.name == "Arial"
    theirs = openpyxl.load_workbook(tmp_path / "saved.xlsx", rich_text=True)["Orders"]["A1"].value
    assert isinstance(theirs, CellRichText)
    assert str(theirs) == "Order list"
    assert [block.font.i for block in theirs if isinstance(block, TextBlock) and block.text == "rder"] == [
        True
    ]


def test_all_characters_are_the_cell(orders: xw.Sheet) -> None:
    orders["A4"].characters.font.bold = True
    assert orders["A4"].font.bold is True
    orders["A4"].characters[:2].font.bold = False
    orders["A4"].characters.font.bold = False
    assert orders["A4"].characters.font.bold is False
    assert orders["A4"].font.bold is False


def test_runs_that_are_there_are_read_and_kept(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    red = TextBlock(InlineFont(b=True, color="FFFF0000", rFont="Courier New", sz=9), "red & bold ")
    book["Orders"]["I1"] = CellRichText("plain ", red, "end_x0041_")
    book.save(path)
    cell = open_book(path).sheets["Orders"]["I1"]
    assert cell.characters.text == cell.value
    assert cell.characters[6:16].font.color == (255, 0, 0)
    assert cell.characters[6:16].font.name == "Courier New"
    cell.characters[10:16].font.italic = True
    assert cell.characters[6:16].font.color == (255, 0, 0)
    assert cell.characters[6:16].font.italic is None
    assert cell.characters[:6].font.bold is False


@pytest.mark.parametrize("place", ["C4", "E4", "J30"])
def test_what_is_no_text_has_no_characters(orders: xw.Sheet, place: str) -> None:
    with pytest.raises(WorkbookError, match="no text"):
        _ = orders[place].characters.text


def test_a_place_beyond_the_text_is_refused(orders: xw.Sheet) -> None:
    with pytest.raises(IndexError):
        _ = orders["A4"].characters[10]
