"""Looks: number formats, fonts, fills, borders, alignment, sizes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import xlwings as xw


def test_looks_are_read_from_the_file(orders: xw.Sheet) -> None:
    assert orders["A1"].font.bold is True
    assert orders["A1"].font.size == 14.0
    assert orders["A4"].font.bold is False
    assert orders["D4:D6"].number_format == "0.00"
    assert orders["G4"].color == (0xEE, 0xEE, 0xEE)
    assert orders["A1"].color is None


def test_where_cells_differ_the_answer_is_none(orders: xw.Sheet) -> None:
    assert orders["A1:A4"].font.bold is None
    assert orders["C4:D4"].number_format is None
    assert orders["F4:G4"].color is None


def test_each_change_leaves_the_other_looks_alone(orders: xw.Sheet, reopened: Callable[[], xw.Book]) -> None:
    cells = orders["F4:G4"]
    cells.font.bold = True
    cells.font.color = "#c00000"
    cells.color = (255, 199, 206)
    cells.horizontal_alignment = "center"
    cells.wrap_text = True
    orders["F4"].number_format = "dd/mm/yyyy"
    sheet = reopened().sheets["Orders"]
    cell = sheet["F4"]
    assert cell.number_format == "dd/mm/yyyy"
    assert sheet["G4"].number_format == "General"
    assert (cell.font.bold, cell.font.color, cell.color) == (True, (0xC0, 0, 0), (255, 199, 206))
    assert (cell.horizontal_alignment, cell.vertical_alignment, cell.wrap_text) == ("center", "bottom", True)
    assert cell.value == orders["F4"].value


@pytest.mark.parametrize(
    ("name", "value"),
    [("bold", True), ("italic", True), ("size", 16.0), ("name", "Arial"), ("color", (1, 2, 3))],
)
def test_fonts(orders: xw.Sheet, reopened: Callable[[], xw.Book], name: str, value: object) -> None:
    setattr(orders["B4:B5"].font, name, value)
    assert getattr(reopened().sheets["Orders"]["B4:B5"].font, name) == value


def test_no_fill_and_no_formats(orders: xw.Sheet) -> None:
    orders["G4"].color = None
    orders["D4"].clear_formats()
    assert orders["G4"].color is None
    assert orders["D4"].number_format == "General"
    assert orders["D4"].value == 0.25


def test_a_colour_as_excel_numbers_it(orders: xw.Sheet) -> None:
    orders["J1"].color = 0xFF0000  # blue first
    assert orders["J1"].color == (0, 0, 255)


def test_borders(orders: xw.Sheet, reopened: Callable[[], xw.Book]) -> None:
    orders["A3:C3"].borders.set("edge_bottom", line_style="continuous", weight="medium")
    orders["A4:C6"].borders.set("inside", line_style="dot")
    sheet = reopened().sheets["Orders"]
    bottom = sheet["B3"].borders["edge_bottom"]
    assert (bottom.line_style, bottom.weight) == ("continuous", "medium")
    assert sheet["B3"].borders["edge_top"].line_style == "none"
    assert sheet["B5"].borders["edge_left"].line_style == "dot"
    assert sheet["A5"].borders["edge_left"].line_style == "none"
    assert sheet["A6"].borders["edge_bottom"].line_style == "none"
    assert sheet["A4"].borders["edge_bottom"].line_style == "dot"
    assert sheet["A5"].borders["edge_top"].line_style == "dot"
    sheet["A3:C3"].borders.clear("edge_bottom")
    assert sheet["B3"].borders["edge_bottom"].line_style == "none"


def test_column_width_is_in_the_characters_that_excel_shows(
    orders: xw.Sheet, reopened: Callable[[], xw.Book]
) -> None:
    orders["B:C"].column_width = 10
    assert orders.api.column_width(2) == pytest.approx(10.7109375)
    sheet = reopened().sheets["Orders"]
    assert sheet["B1:C1"].column_width == 10
    assert sheet["B1:D1"].column_width is None
    assert sheet["B1"].width == 56.25  # 75 pixels


def test_a_column_without_width_is_hidden_until_it_gets_one(
    orders: xw.Sheet, reopened: Callable[[], xw.Book]
) -> None:
    orders["B1"].column_width = 0
    sheet = reopened().sheets["Orders"]
    assert (sheet["B1"].column_width, sheet["B1"].width) == (0, 0)
    sheet["B1"].column_width = 12
    assert sheet["B1"].column_width == 12
    assert sheet["B1"].width > 0


def test_row_height_is_in_points(orders: xw.Sheet, reopened: Callable[[], xw.Book]) -> None:
    orders["4:5"].row_height = 30
    sheet = reopened().sheets["Orders"]
    assert sheet["A4"].row_height == 30
    assert sheet["A3:A4"].row_height is None
    assert sheet["A4:A5"].height == 60
    assert sheet["A5"].top == sheet["A1:A3"].height + 30


def test_autofit_fits_the_longest_text(orders: xw.Sheet) -> None:
    orders["B5"].value = "A very long description of a nut"
    orders["A3:G6"].columns.autofit()
    assert 32 <= orders["B1"].column_width <= 40
    assert orders["A1"].column_width < 12
    assert orders["F1"].column_width >= 10  # a date


def test_autofit_makes_room_for_wrapped_text(orders: xw.Sheet) -> None:
    orders["B1"].column_width = 10
    orders["B5"].value = "twelve chars " * 5
    orders["B5"].wrap_text = True
    orders["B5"].rows.autofit()
    assert orders["B5"].row_height >= 5 * 15
    orders["B6"].value = "a\nb\nc"
    orders["B6"].wrap_text = True
    orders["B6"].rows.autofit()
    assert orders["B6"].row_height == 45
    orders["B6"].value = "a"
    orders["B6"].rows.autofit()
    assert orders["B6"].row_height == 15


def test_whole_columns_are_formatted_where_they_are_used(orders: xw.Sheet) -> None:
    orders["D:D"].number_format = "0.000"
    assert orders["D4:D6"].number_format == "0.000"
    with pytest.raises(NotImplementedError, match="empty sheet"):
        orders.book.sheets.add(after=orders)["A:A"].number_format = "0"
