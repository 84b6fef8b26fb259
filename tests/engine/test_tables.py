"""Excel Tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlwings as xw
from openpyxl.worksheet.filters import FilterColumn, Filters

from buybook.engine import open_book
from buybook.xlsx.errors import WorkbookError


@pytest.fixture
def table(orders: xw.Sheet) -> xw.main.Table:
    return orders.tables["Orders"]


def test_parts_of_a_table(table: xw.main.Table) -> None:
    assert table.name == table.display_name == "Orders"
    assert table.range.address == "$A$3:$G$6"
    assert table.header_row_range.address == "$A$3:$G$3"
    assert table.data_body_range.address == "$A$4:$G$6"
    assert table.totals_row_range is None
    assert (table.show_headers, table.show_totals) == (True, False)
    assert table.parent.name == "Orders"
    assert table.insert_row_range is None


def test_columns_and_rows(table: xw.main.Table) -> None:
    assert [column.name for column in table.columns][:3] == ["PO", "Item", "Ordered"]
    assert table.columns["due date"].data_body_range.address == "$F$4:$F$6"
    assert table.columns["Due date"].index == 6
    assert len(table.rows) == 3
    assert table.rows[1].range.address == "$A$5:$G$5"
    with pytest.raises(KeyError):
        table.columns("Nothing")


def test_a_table_grows_and_shrinks(table: xw.main.Table, reopened: Callable[[], xw.Book]) -> None:
    table.resize(table.range.resize(6, 7))
    assert reopened().sheets["Orders"].tables["Orders"].range.address == "$A$3:$G$8"
    table.resize(table.range.resize(3, 7))
    assert table.data_body_range.address == "$A$4:$G$5"
    with pytest.raises(ValueError, match="row 3"):
        table.resize(table.range.offset(1))


def test_a_table_that_grows_computes_and_looks_alike(
    orders: xw.Sheet, table: xw.main.Table, reopened: Callable[[], xw.Book]
) -> None:
    table.api.set_calculated_formula(5, "=C4*D4")
    orders["E8"].value = 12
    table.resize(table.range.resize(6, 7))
    sheet = reopened().sheets["Orders"]
    assert sheet["E7:E8"].formula == (("=C7*D7",), ("12",))
    assert sheet["D7:D8"].number_format == "0.00"
    assert sheet["G8"].color == (238, 238, 238)
    assert sheet["D9"].number_format == "General"


def test_a_table_that_grows_sideways_names_its_new_columns_by_the_header(
    orders: xw.Sheet, table: xw.main.Table, reopened: Callable[[], xw.Book]
) -> None:
    orders["H3"].value = "Open"
    table.resize(table.range.resize(4, 8))
    orders["A3"].value = "Order"
    read = reopened().sheets["Orders"].tables["Orders"]
    assert [column.name for column in read.columns] == [
        "Order",
        "Item",
        "Ordered",
        "Price",
        "Amount",
        "Due date",
        "Status",
        "Open",
    ]
    assert read.header_row_range.value == [column.name for column in read.columns]


def test_a_column_is_added(table: xw.main.Table, reopened: Callable[[], xw.Book]) -> None:
    added = table.columns.add("Open")
    assert (added.index, added.range.address) == (8, "$H$3:$H$6")
    sheet = reopened().sheets["Orders"]
    assert sheet["H3"].value == "Open"
    sheet["I4"].value = "in the way"
    assert sheet.tables["Orders"].columns.add("More").range.address == "$I$3:$I$6"
    assert sheet["J4"].value == "in the way"
    with pytest.raises(NotImplementedError, match="first one"):
        sheet.tables["Orders"].columns.add("Before", 1)


def test_totals(table: xw.main.Table) -> None:
    table.show_totals = True
    assert table.totals_row_range.address == "$A$7:$G$7"
    assert table.data_body_range.address == "$A$4:$G$6"
    table.show_totals = False
    assert table.range.address == "$A$3:$G$6"


def test_a_table_is_made(book: xw.Book, reopened: Callable[[], xw.Book]) -> None:
    sheet = book.sheets["Supplier list"]
    made = sheet.tables.add(sheet["A1:C3"])
    named = sheet.tables.add(sheet["F1"].resize(1, 2), name="Empty")
    assert (made.name, named.name) == ("Table1", "Empty")
    read = reopened().sheets["Supplier list"].tables
    assert read["Table1"].range.address == "$A$1:$C$3"
    assert read["Empty"].insert_row_range.address == "$F$2:$G$2"
    assert "Table1" in read
    with pytest.raises(NotImplementedError, match="titles"):
        sheet.tables.add(sheet["A10:B12"], has_headers=False)


def test_the_table_of_a_cell(orders: xw.Sheet) -> None:
    assert orders["C5"].table.name == "Orders"
    assert orders["A1"].table is None


def test_xlwings_update_writes_a_frame(
    orders: xw.Sheet, table: xw.main.Table, reopened: Callable[[], xw.Book]
) -> None:
    frame = pd.DataFrame({"a": [1, 2, 3, 4], "b": ["x", "y", "z", "w"]})
    table.update(frame, index=False)
    read = reopened().sheets["Orders"].tables["Orders"]
    assert read.range.address == "$A$3:$B$7"
    assert read.range.options(pd.DataFrame, index=False).value["b"].tolist() == ["x", "y", "z", "w"]


def test_the_looks_of_a_table(table: xw.main.Table, reopened: Callable[[], xw.Book], tmp_path: Path) -> None:
    table.table_style = "TableStyleLight9"
    table.show_table_style_first_column = True
    table.show_table_style_row_stripes = False
    table.show_table_style_column_stripes = True
    read = reopened().sheets["Orders"].tables["Orders"]
    assert read.table_style == "TableStyleLight9"
    shown = (
        read.show_table_style_first_column,
        read.show_table_style_last_column,
        read.show_table_style_row_stripes,
        read.show_table_style_column_stripes,
    )
    assert shown == (True, False, False, True)
    theirs = openpyxl.load_workbook(tmp_path / "saved.xlsx")["Orders"].tables["Orders"].tableStyleInfo
    assert (theirs.name, theirs.showFirstColumn, theirs.showRowStripes) == ("TableStyleLight9", True, False)


def test_a_header_goes_and_comes_back(
    orders: xw.Sheet, table: xw.main.Table, reopened: Callable[[], xw.Book]
) -> None:
    titles = table.header_row_range.value
    table.show_headers = False
    assert (table.range.address, table.header_row_range) == ("$A$4:$G$6", None)
    assert orders["A3:G3"].value == [None] * 7
    assert table.show_autofilter is False
    read = reopened().sheets["Orders"].tables["Orders"]
    assert (read.show_headers, read.data_body_range.address) == (False, "$A$4:$G$6")
    read.show_headers = True
    assert read.header_row_range.value == titles
    assert read.show_autofilter is True
    assert read.range.address == "$A$3:$G$6"


def test_a_header_needs_an_empty_row(orders: xw.Sheet, table: xw.main.Table) -> None:
    table.show_headers = False
    orders["C3"].value = "in the way"
    with pytest.raises(WorkbookError, match="no empty row"):
        table.show_headers = True
    assert orders["C3"].value == "in the way"


def test_filter_buttons_go_and_hidden_rows_show_again(
    orders: xw.Sheet, table: xw.main.Table, path: Path
) -> None:
    table.show_autofilter = False
    orders.book.save()
    assert openpyxl.load_workbook(path)["Orders"].tables["Orders"].autoFilter is None
    table.show_autofilter = True
    orders.book.save()
    book = openpyxl.load_workbook(path)
    book["Orders"].tables["Orders"].autoFilter.filterColumn.append(
        FilterColumn(colId=0, filters=Filters(filter=["4501"]))
    )
    book["Orders"].row_dimensions[5].hidden = True
    book.save(path)
    sheet = open_book(path).sheets["Orders"]
    assert sheet["5:5"].rows.hidden is True
    sheet.tables["Orders"].show_autofilter = False
    assert sheet["5:5"].rows.hidden is False


def test_a_table_is_renamed_with_what_names_it(
    orders: xw.Sheet, table: xw.main.Table, reopened: Callable[[], xw.Book]
) -> None:
    orders["J1"].formula = '=SUM(Orders[Price])&"Orders"'
    table.name = "Purchases"
    read = reopened().sheets["Orders"]
    assert read.tables["Purchases"].display_name == "Purchases"
    assert read["J1"].formula == '=SUM(Purchases[Price])&"Orders"'
    for name in ("A1", "two words", ""):
        with pytest.raises(WorkbookError):
            read.tables["Purchases"].name = name


def test_rows_are_added_and_deleted(
    orders: xw.Sheet, table: xw.main.Table, reopened: Callable[[], xw.Book]
) -> None:
    table.rows.add(["4504", "Rivet", 5, 2, None, None, "open"])
    table.rows.add(["4500", "Pin", 1, 1, None, None, "open"], 1)
    table.rows.add()
    assert table.range.address == "$A$3:$G$9"
    read = reopened().sheets["Orders"].tables["Orders"]
    assert [row.range.value[0] for row in read.rows] == ["4500", "4501", "4502", "4503", "4504", None]
    assert read.rows[4].range[3].number_format == "0.00"
    read.rows[1].delete()
    read.rows[-1].delete()
    assert [row.range.value[0] for row in read.rows] == ["4500", "4502", "4503", "4504"]
    assert read.range.address == "$A$3:$G$7"
    while len(read.rows) > 1:
        read.rows[0].delete()
    read.rows[0].delete()
    assert (len(read.rows), read.insert_row_range.address) == (1, "$A$4:$G$4")


def test_a_row_is_added_above_totals_and_what_is_below(
    orders: xw.Sheet, table: xw.main.Table, reopened: Callable[[], xw.Book]
) -> None:
    orders["A9"].value = "remark"
    table.show_totals = True
    table.rows.add(["4504"] + [None] * 6)
    assert table.totals_row_range.address == "$A$8:$G$8"
    assert orders["A10"].value == "remark"
    table.show_totals = False
    orders["A8"].value = "close"
    table.rows.add(["4505"] + [None] * 6)
    read = reopened().sheets["Orders"]
    assert read["A7:A9"].value == ["4504", "4505", "close"]
    assert read.tables["Orders"].range.address == "$A$3:$G$8"


def test_calculated_columns_fill_new_rows(path: Path) -> None:
    book = open_book(path)
    table = book.sheets["Orders"].tables["Orders"]
    table.api.set_calculated_formula(5, "=C4*D4")
    table.rows.add(["4504", None, 3, 4, None, None, None])
    assert book.sheets["Orders"]["E7"].formula == "=C7*D7"


def test_columns_are_added_and_deleted(
    orders: xw.Sheet, table: xw.main.Table, reopened: Callable[[], xw.Book]
) -> None:
    orders["J1"].formula = "=SUM(Orders[Amount])"
    orders["J2"].formula = "=SUM(Orders[Item])"
    orders["H5"].value = "beside"
    assert table.columns.add("Last").index == 8
    assert orders["I5"].value == "beside"
    table.columns.add("Unit", 3)
    read = reopened().sheets["Orders"]
    columns = read.tables["Orders"].columns
    assert [column.name for column in columns] == [
        "PO", "Item", "Unit", "Ordered", "Price", "Amount", "Due date", "Status", "Last"
    ]  # fmt: skip
    assert read["A3:I3"].value == [column.name for column in columns]
    assert read["D4"].value == 100
    assert read["F4"].formula == "=D4*E4"
    columns["Item"].delete()
    assert read["A3:B3"].value == ["PO", "Unit"]
    assert read.tables["Orders"].range.address == "$A$3:$H$6"
    assert read["E4"].formula == "=C4*D4"
    assert [read[f"{c}{r}"].formula for c in "IJKL" for r in (1, 2) if read[f"{c}{r}"].formula] == [
        "=SUM(Orders[Amount])",
        "=SUM(#REF!)",
    ]


def test_the_only_column_of_a_table_stays(orders: xw.Sheet) -> None:
    orders["N1"].value = [["h"], [1]]
    made = orders.tables.add(orders["N1:N2"])
    with pytest.raises(ValueError, match="only column"):
        made.columns[0].delete()
