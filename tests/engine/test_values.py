"""Values and formulas go into cells and come out as Excel gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import xlwings as xw

from buybook.xlsx.errors import WorkbookError


def test_numbers_are_floats_and_dates_datetimes(orders: xw.Sheet) -> None:
    assert orders["A4:D4"].value == ["4501", "Bolt M8", 100.0, 0.25]
    assert all(type(value) is float for value in orders["C4:D4"].value)
    assert orders["F4"].value == dt.datetime(2026, 3, 2)


def test_one_cell_is_a_value_and_an_area_is_rows(orders: xw.Sheet) -> None:
    assert orders["C4"].raw_value == 100.0
    assert orders["C4:D5"].raw_value == [[100.0, 0.25], [250.0, 0.1]]
    assert orders["C4:C5"].raw_value == [[100.0], [250.0]]


def test_an_area_beyond_the_content_is_padded_with_none(orders: xw.Sheet) -> None:
    assert orders["G6:I8"].raw_value == [["closed", None, None], [None] * 3, [None] * 3]
    assert orders["Z99"].value is None
    assert orders["G6:I2005"].raw_value == [["closed", None, None], *[[None] * 3] * 1999]
    assert orders["E1:G2000"].raw_value[2:4] == [["Amount", "Due date", "Status"], orders["E4:G4"].value]


def test_errors_are_none_or_text(book: xw.Book) -> None:
    cell = book.sheets["Supplier list"]["C3"]
    assert cell.value is None
    assert cell.options(err_to_str=True).value == "#N/A"
    assert cell.raw_value == "#N/A"
    assert type(cell.raw_value) is not str  # told apart from the text "#N/A"


def test_text_that_reads_like_an_error_stays_text(orders: xw.Sheet) -> None:
    orders["J1"].value = "#N/A"
    assert orders["J1"].value == "#N/A"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (3, 3.0),
        (True, True),
        (Decimal("1.25"), 1.25),
        (np.float64(2.5), 2.5),
        (np.int64(7), 7.0),
        (np.datetime64("2026-05-01"), dt.datetime(2026, 5, 1)),
        (pd.Timestamp("2026-05-01 13:30"), dt.datetime(2026, 5, 1, 13, 30)),
        (dt.date(2026, 5, 1), dt.datetime(2026, 5, 1)),
        (dt.datetime(2026, 5, 1, tzinfo=dt.UTC), dt.datetime(2026, 5, 1)),
        ("Åäö <&> \"'", "Åäö <&> \"'"),
        ("  two  spaces ", "  two  spaces "),
        ("line\nbreak", "line\nbreak"),
        (None, None),
        ("", None),
        (float("nan"), None),
        (pd.NaT, None),
        (np.datetime64("NaT"), None),
    ],
)
def test_a_value_is_read_back_from_the_file(
    orders: xw.Sheet, reopened: Callable[[], xw.Book], given: object, read: object
) -> None:
    orders["J1"].value = "before"
    orders["J1"].value = given
    assert orders["J1"].value == read
    assert reopened().sheets["Orders"]["J1"].value == read


def test_a_date_gets_a_date_format_unless_it_has_one(orders: xw.Sheet) -> None:
    orders["J1"].value = dt.date(2026, 5, 1)
    orders["F4"].value = dt.date(2026, 5, 1)
    assert orders["J1"].number_format not in ("General", "@")
    assert orders["F4"].number_format == "yyyy\\-mm\\-dd"


def test_a_type_that_no_cell_holds_is_refused(orders: xw.Sheet) -> None:
    with pytest.raises(TypeError, match="complex"):
        orders["J1"].value = 1j


def test_text_with_equals_sign_is_a_formula_and_with_apostrophe_text(
    orders: xw.Sheet, reopened: Callable[[], xw.Book]
) -> None:
    orders["J1"].value = ["=1+1", "'=1+1", "'007", "it's"]
    assert orders["J1"].formula == "=1+1"
    sheet = reopened().sheets["Orders"]
    assert sheet["J1"].formula == "=1+1"
    assert sheet["K1:M1"].value == ["=1+1", "007", "it's"]


def test_one_value_fills_the_area_and_a_formula_moves_along(orders: xw.Sheet) -> None:
    orders["J4:J6"].value = 7
    orders["K4:K6"].formula = "=C4*$D$4"
    assert orders["J4:J6"].value == [7.0] * 3
    assert orders["K4:K6"].formula == (("=C4*$D$4",), ("=C5*$D$4",), ("=C6*$D$4",))


def test_formula_is_what_the_formula_bar_shows(orders: xw.Sheet) -> None:
    assert orders["C4"].formula == "100"
    assert orders["B4"].formula == "Bolt M8"
    assert orders["E4"].formula == "=C4*D4"
    assert orders["Z9"].formula == ""


def test_writing_back_the_formulas_changes_nothing(orders: xw.Sheet) -> None:
    orders["J1"].value = ["'=1+1", "'007", True, 0.1, "''TRUE", "text"]
    before = orders["A3:O6"].raw_value, orders["J1:O1"].raw_value, orders["A1:O6"].formula
    orders["A1:O6"].formula = orders["A1:O6"].formula
    assert (orders["A3:O6"].raw_value, orders["J1:O1"].raw_value, orders["A1:O6"].formula) == before


def test_new_functions_carry_their_prefix_in_the_file_only(orders: xw.Sheet) -> None:
    orders["J1"].formula = '=IFS(C4>1,"IFS(",TRUE,XLOOKUP(A4,A4:A6,B4:B6))'
    stored = orders.api.formula(1, 10)
    assert stored == '=_xlfn.IFS(C4>1,"IFS(",TRUE,_xlfn.XLOOKUP(A4,A4:A6,B4:B6))'
    assert orders["J1"].formula == '=IFS(C4>1,"IFS(",TRUE,XLOOKUP(A4,A4:A6,B4:B6))'
    orders["J2"].formula = "=SUM(FILTER(C4:C6,C4:C6>1))"
    assert orders.api.formula(2, 10) == "=SUM(_xlfn._xlws.FILTER(C4:C6,C4:C6>1))"
    assert orders["J2"].formula == "=SUM(FILTER(C4:C6,C4:C6>1))"


def test_a_formula_that_needs_a_parser_is_refused(orders: xw.Sheet) -> None:
    with pytest.raises(NotImplementedError, match="LET"):
        orders["J1"].formula = "=LET(a,1,a+1)"


def test_clear_contents_leaves_the_looks_and_clear_does_not(orders: xw.Sheet) -> None:
    orders["D4:D5"].clear_contents()
    assert orders["D4:D5"].value == [None, None]
    assert orders["D4"].number_format == "0.00"
    orders["D4"].clear()
    assert orders["D4"].number_format == "General"


def test_a_data_frame_goes_there_and_back(orders: xw.Sheet, reopened: Callable[[], xw.Book]) -> None:
    frame = pd.DataFrame(
        {
            "item": ["A", None, "Ö"],
            "quantity": [1.0, np.nan, 3.5],
            "due": pd.to_datetime(["2026-01-02", None, "2026-01-04"]).astype("datetime64[s]"),
        }
    )
    orders["J1"].options(index=False).value = frame
    sheet = reopened().sheets["Orders"]
    read = sheet["J1"].expand("right").resize(4).options(pd.DataFrame, index=False).value
    assert list(read.columns) == list(frame.columns)
    assert read["quantity"].tolist()[::2] == [1.0, 3.5]
    assert read["item"].tolist()[::2] == ["A", "Ö"]
    assert pd.to_datetime(read["due"]).tolist()[0] == pd.Timestamp("2026-01-02")
    assert read.iloc[1].isna().all()


def test_a_column_is_written_down_and_a_row_across(orders: xw.Sheet) -> None:
    orders["J4"].options(transpose=True).value = [1, 2, 3]
    orders["K4"].value = [4, 5]
    orders["J8:J10"].raw_value = [[1], [2], [3]]
    assert orders["J4:J6"].value == [1.0, 2.0, 3.0]
    assert orders["K4:L4"].value == [4.0, 5.0]
    assert orders["J8:J10"].value == [1.0, 2.0, 3.0]


def test_raw_values_must_have_the_shape_of_the_range(orders: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="2 rows of 1 values"):
        orders["J1"].raw_value = [[1], [2]]
    with pytest.raises(ValueError, match="1 rows of 3 values"):
        orders["J1:J3"].raw_value = [1, 2, 3]
    assert orders["J1:J3"].value == [None] * 3


def test_array_formulas(orders: xw.Sheet, reopened: Callable[[], xw.Book]) -> None:
    orders["J4:J6"].formula_array = "=C4:C6*D4:D6"
    orders["K4"].formula_array = "=SUM(IFS(C4:C6>100,1))"
    read = reopened().sheets["Orders"]
    assert read["J4:J6"].formula_array == "=C4:C6*D4:D6"
    assert read["J5"].formula_array == "=C4:C6*D4:D6"
    assert read["J5"].has_array is True
    assert read["J5:J7"].formula_array is None
    assert read["K4"].formula_array == read["K4"].formula2 == "=SUM(IFS(C4:C6>100,1))"
    assert read["A4"].formula_array is None
    with pytest.raises(WorkbookError, match="several cells"):
        read["J5"].value = 1
    with pytest.raises(WorkbookError):
        read["J5:J8"].formula_array = "=1"
    with pytest.raises(WorkbookError, match="table"):
        read["A4:A5"].formula_array = "=1"
    read["J4:J6"].clear_contents()
    assert read["J5"].has_array is False
