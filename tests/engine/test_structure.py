"""Rows and cells move: insertion, deletion, copying, filling, merging."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import xlwings as xw

from buybook.xlsx.errors import WorkbookError


def test_inserted_rows_push_down_and_look_like_the_row_above(
    orders: xw.Sheet, reopened: Callable[[], xw.Book]
) -> None:
    orders["6:7"].insert("down")
    sheet = reopened().sheets["Orders"]
    assert sheet["A8:B8"].value == ["4503", "Washer"]
    assert sheet["A6:G7"].value == [[None] * 7] * 2
    assert sheet["E8"].formula == "=C8*D8"
    assert sheet["D6:D7"].number_format == "0.00"
    assert sheet.tables["Orders"].range.address == "$A$3:$G$8"


def test_narrow_insertion_where_nothing_stands_beside(orders: xw.Sheet) -> None:
    orders["A5:G5"].insert("down")
    assert orders["A6"].value == "4502"
    assert orders.tables["Orders"].range.address == "$A$3:$G$7"


@pytest.mark.parametrize("place", ["J5", "J9"])
def test_narrow_insertion_leaves_what_stands_beside_in_its_place(orders: xw.Sheet, place: str) -> None:
    orders[place].value = "a remark"
    orders["K9"].formula = "=A5&J9"
    orders["J8"].color = (1, 2, 3)
    orders["A5:G5"].insert("down")
    assert orders[place].value == "a remark"
    assert orders["K9"].formula == "=A6&J9"
    assert orders["J8"].color == (1, 2, 3)
    assert [row[0] for row in orders["A3:A7"].options(ndim=2).value] == ["PO", "4501", None, "4502", "4503"]
    orders["A5:G5"].delete("up")
    assert orders["K9"].formula == "=A5&J9"
    assert orders.tables["Orders"].range.address == "$A$3:$G$6"


def test_an_insertion_that_would_tear_a_table_is_refused(orders: xw.Sheet) -> None:
    before = orders["A1:J9"].formula
    with pytest.raises(WorkbookError):
        orders["A5:C5"].insert("down")
    with pytest.raises(WorkbookError):
        orders["A5:C5"].delete("up")
    assert orders["A1:J9"].formula == before


def test_inserted_cells_look_like_their_neighbours(orders: xw.Sheet) -> None:
    orders["J4"].color = (1, 2, 3)
    orders["J5"].color = (4, 5, 6)
    orders["J5"].insert("down")
    assert orders["J4:J6"].color is None
    assert [orders[f"J{row}"].color for row in (4, 5, 6)] == [(1, 2, 3), (1, 2, 3), (4, 5, 6)]
    orders["J5"].insert("down", copy_origin="format_from_right_or_below")
    assert orders["J5"].color == (1, 2, 3)
    assert orders["I5"].color is None


def test_inserted_columns_are_as_wide_and_look_as_the_one_before(
    orders: xw.Sheet, reopened: Callable[[], xw.Book]
) -> None:
    orders["D:D"].column_width = 25
    orders["E:E"].column_width = 5
    orders["E:F"].insert("right")
    sheet = reopened().sheets["Orders"]
    assert [sheet.range((1, column)).column_width for column in range(4, 8)] == [25, 25, 25, 5]
    assert sheet["F5"].number_format == "0.00"
    assert sheet["G4"].formula == "=C4*D4"
    sheet["G:G"].insert("right", copy_origin="format_from_right_or_below")
    assert sheet["G1"].column_width == 5


def test_inserted_rows_have_the_format_of_the_row_above_but_not_its_height(
    orders: xw.Sheet, reopened: Callable[[], xw.Book]
) -> None:
    marked = orders.api.workbook.styles.variant(0, fill="FFEE00")
    orders.api.data.put_row_attributes(12, {"s": str(marked), "customFormat": "1", "ht": "40"})
    orders["13:14"].insert("down")
    sheet = reopened().sheets["Orders"]
    assert [sheet[f"XFD{row}"].color for row in (12, 13, 14, 15)] == [(255, 238, 0)] * 3 + [None]
    assert [sheet[f"A{row}"].row_height for row in (12, 13)] == [40, 15]


def test_cells_inserted_in_a_part_of_a_column_leave_its_width(orders: xw.Sheet) -> None:
    orders["K:K"].column_width = 25
    orders["L20:L21"].insert("right")
    assert orders["L1"].column_width == orders["M1"].column_width


def test_content_above_does_not_stand_in_the_way(orders: xw.Sheet) -> None:
    orders["J1"].value = "a remark"
    orders["A5:G5"].insert("down")
    assert orders["J1"].value == "a remark"
    assert orders["A6"].value == "4502"


def test_deleted_rows_pull_up(orders: xw.Sheet, reopened: Callable[[], xw.Book]) -> None:
    orders["4:4"].delete()
    sheet = reopened().sheets["Orders"]
    assert sheet["A4"].value == "4502"
    assert sheet["E4"].formula == "=C4*D4"
    assert sheet.tables["Orders"].range.address == "$A$3:$G$5"


def test_a_wrong_shift_is_named(orders: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="'down' or 'right'"):
        orders["A5"].insert("up")


def test_a_copied_row_looks_and_computes_like_its_source(
    orders: xw.Sheet, reopened: Callable[[], xw.Book]
) -> None:
    orders["A6:G6"].copy(orders["A7"])
    sheet = reopened().sheets["Orders"]
    assert sheet["A7:D7"].value == ["4503", "Washer", 1000.0, 0.02]
    assert sheet["E7"].formula == "=C7*D7"
    assert sheet["F7"].number_format == "yyyy\\-mm\\-dd"
    assert sheet["G7"].color == (0xEE, 0xEE, 0xEE)
    assert sheet["G7"].data_validation.source == "open,closed,cancelled"
    assert [rule.formula for rule in sheet["G7"].conditional_formats] == ['=$G4="open"']


def test_a_row_is_copied_as_often_as_it_fits(orders: xw.Sheet) -> None:
    orders["A6:G6"].copy(orders["A7:G9"])
    assert orders["B7:B9"].value == ["Washer"] * 3
    assert orders["E9"].formula == "=C9*D9"


def test_copying_to_another_sheet(book: xw.Book, reopened: Callable[[], xw.Book]) -> None:
    target = book.sheets["Supplier list"]
    book.sheets["Orders"]["A3:G4"].copy(target["F10"])
    sheet = reopened().sheets["Supplier list"]
    assert sheet["F11:G11"].value == ["4501", "Bolt M8"]
    assert sheet["J11"].formula == "=H11*I11"
    assert sheet["I11"].number_format == "0.00"


def test_copying_values_only(orders: xw.Sheet) -> None:
    orders["J4:K4"].copy_from(orders["C4:D4"], copy_type="values")
    assert orders["J4:K4"].value == [100.0, 0.25]
    assert orders["K4"].number_format == "General"


def test_formulas_are_filled_down(orders: xw.Sheet) -> None:
    orders["H4"].formula = "=E4*1.25"
    orders["H4"].autofill(orders["H4:H6"])
    assert orders["H4:H6"].formula == (("=E4*1.25",), ("=E5*1.25",), ("=E6*1.25",))


def test_a_series_is_not_guessed(orders: xw.Sheet) -> None:
    with pytest.raises(NotImplementedError, match="series"):
        orders["F4"].autofill(orders["F4:F6"])
    orders["J4"].value = "x"
    orders["J4"].autofill(orders["J4:J6"], "fill_copy")
    assert orders["J4:J6"].value == ["x"] * 3


def test_merging(orders: xw.Sheet, reopened: Callable[[], xw.Book]) -> None:
    orders["J1:K2"].value = [["kept", "lost"], ["lost", "lost"]]
    orders["J1:K2"].merge()
    sheet = reopened().sheets["Orders"]
    assert sheet["K2"].merge_area.address == "$J$1:$K$2"
    assert sheet["K2"].merge_cells is True
    assert sheet["J1:K2"].value == [["kept", None], [None, None]]
    sheet["J1"].unmerge()
    assert sheet["K2"].merge_area.address == "$K$2"
    sheet["J1:K2"].merge(across=True)
    assert sheet["J1"].merge_area.address == "$J$1:$K$1"
