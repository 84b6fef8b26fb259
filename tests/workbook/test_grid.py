"""Reading sheets through xlwings: values, Excel Tables, names, merged areas, and not our own sheets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from buybook.engine import open_book
from buybook.vocabulary import all_words, words
from buybook.workbook import grid as reading
from buybook.workbook.grid import read_grids
from buybook.workbook.recognise import recognise
from buybook.workbook.tables import Area, Grid


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    orders = book.active
    orders.title = "Ordrar 'öppna'"
    orders["B2"] = "Antal"
    orders.merge_cells("B2:C2")
    for row in (
        ["Beställt", "Mottaget", "Ordernr", "Bekräftat datum"],
        [10, 4, "0017", dt.datetime(2026, 2, 1)],
        [5, 5, "0018", None],
    ):
        orders.append([None, *row])
    orders["F3"] = "Info"
    orders["F4"] = "#N/A"
    orders.add_table(Table(displayName="Order", ref="B3:E5"))
    book.defined_names["Lista"] = DefinedName("Lista", attr_text="'Ordrar ''öppna'''!$B$3:$E$5")
    book.defined_names["Moms"] = DefinedName("Moms", attr_text="0.25")
    book.create_sheet("Tomt")
    for each in all_words():
        book.create_sheet(each.label("sheet.journal"))["A1"] = "ours"
    path = tmp_path / "order.xlsx"
    book.save(path)
    return path


def grids(path: Path) -> tuple[Grid, ...]:
    return read_grids(open_book(path))


def test_values_keep_their_places_and_kinds(workbook: Path) -> None:
    orders, empty = grids(workbook)
    assert orders.cell(4, 2) == 10.0
    assert orders.cell(4, 4) == "0017"
    assert orders.cell(4, 5) == dt.datetime(2026, 2, 1)
    assert orders.cell(5, 5) is None
    assert orders.cell(4, 6) == "#N/A"
    assert orders.cell(99, 99) is None
    assert empty.cell(1, 1) is None


def test_our_own_sheets_are_not_read(workbook: Path) -> None:
    assert [grid.sheet for grid in grids(workbook)] == ["Ordrar 'öppna'", "Tomt"]
    assert words("sv").label("sheet.today").casefold() in reading.own_sheet_names()


def test_tables_names_and_merges(workbook: Path) -> None:
    orders = grids(workbook)[0]
    (table,) = orders.excel_tables
    assert (table.name, table.area, table.header, table.totals) == ("Order", Area(3, 2, 5, 5), True, False)
    assert [(name.name, name.area) for name in orders.names] == [("Lista", Area(3, 2, 5, 5))]
    assert orders.merged(2, 3) == (Area(2, 2, 2, 3),)
    assert orders.merged(3, 5) == ()


def test_what_was_read_is_recognised(workbook: Path) -> None:
    (table,) = recognise(grids(workbook), all_words()).tables
    assert table.excel_table == "Order"
    assert [column.field for column in table.columns] == [
        "quantity_ordered",
        "quantity_received",
        "po_number",
        "promised_date",
    ]


@pytest.mark.parametrize(
    ("raw", "rows"),
    [
        (None, [[None]]),
        ("x", [["x"]]),
        (("a", None), [["a", None]]),
        (((1.0, ""), (True, "b")), [[1.0, None], [True, "b"]]),
        (((-2146826246, 7),), [["#N/A", 7.0]]),
        (((dt.datetime(2026, 1, 2), 1.5),), [[dt.datetime(2026, 1, 2), 1.5]]),
    ],
)
def test_what_excel_gives_becomes_rows(raw: object, rows: list[list[object]]) -> None:
    assert reading._rows(raw) == rows


def test_a_date_of_excel_loses_its_zone() -> None:
    class ComTime(dt.datetime):
        """As pywin32 gives dates: a subclass with a zone."""

    value = reading._rows(((ComTime(2026, 1, 2, tzinfo=dt.UTC), "x"),))[0][0]
    assert value == dt.datetime(2026, 1, 2)
    assert type(value) is dt.datetime
