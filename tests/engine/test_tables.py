"""Excel Tables."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
import xlwings as xw


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
    with pytest.raises(ValueError, match="not empty"):
        sheet.tables["Orders"].columns.add("More")


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
