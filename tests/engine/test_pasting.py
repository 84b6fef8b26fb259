"""Copying parts of what cells are; hiding rows and columns; lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from buybook.engine import new_book


def test_copy_and_paste(orders: xw.Sheet) -> None:
    orders["A4:G4"].copy()
    orders["A10"].paste()
    assert orders["A10"].value == "4501"
    assert orders["E10"].formula == "=C10*D10"
    assert orders["G10"].color == orders["G4"].color


@pytest.mark.parametrize(
    ("what", "formula", "number_format", "color"),
    [
        ("values", "", "General", None),
        ("values_and_number_formats", "", "0.00", None),
        ("formulas", "=C20*D20", "General", None),
        ("formulas_and_number_formats", "=C20*D20", "0.00", None),
        ("formats", "", "0.00", (238, 238, 238)),
    ],
)
def test_a_part_of_what_cells_are_is_pasted(
    orders: xw.Sheet, what: str, formula: str, number_format: str, color: object
) -> None:
    orders["A4:G4"].copy()
    orders["A20"].paste(paste=what)
    assert orders["E20"].formula == formula
    assert orders["D20"].number_format == number_format
    assert orders["G20"].color == color
    assert orders["A20"].value == (None if what == "formats" else "4501")


def test_pasting_transposed_and_without_blanks(orders: xw.Sheet) -> None:
    orders["J1"].value = [["a", None, "c"]]
    orders["J3:L3"].value = [["x", "y", "z"]]
    orders["J3"].copy_from(orders["J1:L1"], "values", skip_blanks=True)
    assert orders["J3:L3"].value == ["a", "y", "c"]
    orders["N1"].copy_from(orders["J1:L1"], "values", transpose=True)
    assert orders["N1:N3"].value == ["a", None, "c"]
    orders["J5:L6"].copy_from(orders["J1:L1"], "values")
    assert orders["J5:L6"].value == [["a", None, "c"]] * 2


def test_widths_are_pasted(orders: xw.Sheet) -> None:
    orders["J1"].column_width = 33
    orders["L1"].copy_from(orders["J1"], "column_widths")
    assert orders["L1"].column_width == 33


def test_what_cannot_be_pasted_says_so(orders: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="nothing to paste"):
        new_book().sheets[0]["A1"].paste()
    orders["E4"].copy()
    with pytest.raises(NotImplementedError, match="calculation"):
        orders["J1"].paste(operation="add")
    with pytest.raises(NotImplementedError, match="transposed"):
        orders["J1"].paste(paste="formulas", transpose=True)
    with pytest.raises(NotImplementedError, match="'comments'"):
        orders["J1"].paste(paste="comments")


def test_rows_and_columns_are_hidden(book: xw.Book, reopened: Callable[[], xw.Book], tmp_path: Path) -> None:
    sheet = book.sheets["Orders"]
    sheet["5:6"].rows.hidden = True
    sheet["C1:D1"].columns.hidden = True
    sheet["30:31"].rows.hidden = True
    read = reopened().sheets["Orders"]
    assert [read[f"{row}:{row}"].rows.hidden for row in (4, 5, 6, 7, 30)] == [False, True, True, False, True]
    assert read["4:5"].rows.hidden is None
    assert [read[f"{c}:{c}"].columns.hidden for c in "BCDE"] == [False, True, True, False]
    theirs = openpyxl.load_workbook(tmp_path / "saved.xlsx")["Orders"]
    assert theirs.row_dimensions[5].hidden
    read["5:5"].rows.hidden = False
    read["C:D"].columns.hidden = False
    assert read["5:5"].rows.hidden is False
    assert read["C:D"].columns.hidden is False


def test_lines_have_colours_and_diagonals(
    book: xw.Book, reopened: Callable[[], xw.Book], tmp_path: Path
) -> None:
    cells = book.sheets["Orders"]["J5:K6"]
    cells.borders.set("outside", line_style="continuous", weight="medium", color="#ff0000")
    cells.borders["diagonal_down"].line_style = "dash"
    cells.borders["diagonal_down"].color = (0, 0, 255)
    book.sheets["Orders"]["N5"].borders.color = "#00ff00"
    read = reopened().sheets["Orders"]
    top = read["J5:K6"].borders["edge_top"]
    assert (top.line_style, top.weight, top.color) == ("continuous", "medium", (255, 0, 0))
    assert read["J5:K6"].borders["inside_vertical"].line_style == "none"
    assert read["J5:K6"].borders["diagonal_down"].color == (0, 0, 255)
    assert read["J5:K6"].borders["diagonal_up"].line_style == "none"
    assert read["N5"].borders.color == (0, 255, 0)
    assert read["N5"].borders.line_style == "continuous"
    theirs = openpyxl.load_workbook(tmp_path / "saved.xlsx")["Orders"]["J5"].border
    assert (theirs.left.style, theirs.left.color.rgb) == ("medium", "FFFF0000")
    assert (theirs.diagonalDown, theirs.diagonalUp, theirs.diagonal.style) == (True, False, "dashed")
    read["J5:K6"].borders.clear()
    assert read["J5:K6"].borders["diagonal_down"].line_style == "none"
    assert read["J5:K6"].borders["edge_top"].color is None


def test_a_new_colour_leaves_the_kind_of_line(orders: xw.Sheet) -> None:
    orders["J5"].borders["edge_left"].line_style = "double"
    orders["J5"].borders["edge_left"].color = (1, 2, 3)
    assert orders["J5"].borders["edge_left"].line_style == "double"
    assert orders["J5"].borders["edge_right"].line_style == "none"
