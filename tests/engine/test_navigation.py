"""Addresses, ends of runs, regions."""

from __future__ import annotations

import pytest
import xlwings as xw

from buybook.engine.area import Area, parse_address, split_sheet
from buybook.xlsx.errors import WorkbookError


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("A1", Area(1, 1)),
        ("$B$2:D5", Area(2, 2, 4, 3)),
        ("D5:B2", Area(2, 2, 4, 3)),
        ("A:D", Area(1, 1, 1_048_576, 4)),
        ("3:4", Area(3, 1, 2, 16_384)),
        ("XFE1", None),
        ("A1048577", None),
        ("Orders", None),
        ("A", None),
    ],
)
def test_addresses(text: str, area: Area | None) -> None:
    assert parse_address(text) == area


@pytest.mark.parametrize(
    ("address", "back"),
    [("B2", "$B$2"), ("b2:d5", "$B$2:$D$5"), ("A:D", "$A:$D"), ("3:4", "$3:$4"), ("A1:A1", "$A$1")],
)
def test_addresses_come_back_as_excel_writes_them(orders: xw.Sheet, address: str, back: str) -> None:
    assert orders[address].address == back


def test_a_sheet_in_front_of_an_address() -> None:
    assert split_sheet("'It''s'!A1") == ("It's", "A1")
    assert split_sheet("A1") == (None, "A1")


def test_address_with_sheet_and_book(book: xw.Book) -> None:
    cell = book.sheets["Supplier list"]["A2"]
    assert cell.get_address(external=True) == "'[orders.xlsx]Supplier list'!$A$2"
    assert book.sheets["Orders"]["A2"].get_address(False, False, external=True) == "[orders.xlsx]Orders!A2"


def test_used_range_is_what_holds_content(orders: xw.Sheet) -> None:
    assert orders.used_range.address == "$A$1:$G$6"
    orders["K9"].color = (1, 2, 3)
    assert orders.used_range.address == "$A$1:$G$6"
    orders["K9"].value = 1
    assert orders.used_range.address == "$A$1:$K$9"


@pytest.mark.parametrize(
    ("start", "direction", "end"),
    [
        ("A3", "down", "A6"),
        ("A6", "up", "A3"),
        ("A4", "right", "G4"),
        ("G4", "left", "A4"),
        ("A1", "down", "A3"),
        ("A2", "down", "A3"),
        ("A6", "down", "A1048576"),
        ("A1048576", "up", "A6"),
        ("H4", "left", "G4"),
        ("XFD4", "left", "G4"),
        ("G4", "right", "XFD4"),
        ("J2", "up", "J1"),
    ],
)
def test_end_goes_where_ctrl_and_arrow_go(orders: xw.Sheet, start: str, direction: str, end: str) -> None:
    assert orders[start].end(direction) == orders[end]


def test_a_formula_without_a_value_counts_as_filled(orders: xw.Sheet) -> None:
    assert orders["E4"].value is None  # openpyxl stores no results
    assert orders["E3"].end("down") == orders["E6"]


def test_long_runs_are_followed_across_blocks(orders: xw.Sheet) -> None:
    orders["J1"].options(transpose=True).value = list(range(1, 1001))
    orders["J500"].value = None
    assert orders["J1"].end("down") == orders["J499"]
    assert orders["J499"].end("down") == orders["J501"]
    assert orders["J1000"].end("up") == orders["J501"]
    assert orders["J2"].expand("down").shape == (498, 1)


def test_expand_and_current_region(orders: xw.Sheet) -> None:
    assert orders["A3"].expand().address == "$A$3:$G$6"
    assert orders["A3"].expand("right").address == "$A$3:$G$3"
    assert orders["C5"].current_region.address == "$A$3:$G$6"
    assert orders["A1"].current_region.address == "$A$1"
    orders["H7"].value = "touches the corner"
    assert orders["C5"].current_region.address == "$A$3:$H$7"
    orders["A2"].value = "joins"
    assert orders["C5"].current_region.address == "$A$1:$H$7"


@pytest.mark.parametrize(
    "place", ["A0", "XFE1", "A1048577", "", "A1:", "A1:B0", "1:0", "Sheet1!", "!A1", "#REF!", (1,), (1, 2, 3), None, 1.5]
)  # fmt: skip
def test_what_names_no_cells_is_said_in_a_sentence(orders: xw.Sheet, place: object) -> None:
    with pytest.raises(WorkbookError) as caught:
        orders.impl.range(place)
    assert caught.value.code == "wrong_argument"
    assert str(place) in str(caught.value) and str(caught.value).endswith(".")


def test_names_and_tables_are_ranges(book: xw.Book) -> None:
    assert book.sheets["Supplier list"]["Suppliers"].address == "$A$2:$A$3"
    assert book.sheets["Orders"]["Orders"].address == "$A$4:$G$6"
    with pytest.raises(ValueError, match="no address"):
        book.sheets["Orders"]["Nothing"]
    with pytest.raises(ValueError, match="Supplier list"):
        book.sheets["Orders"]["Suppliers"]


def test_cells_off_the_sheet_are_refused(orders: xw.Sheet) -> None:
    with pytest.raises(IndexError):
        orders.range((0, 1))
    with pytest.raises(IndexError):
        orders["A1"].offset(-1)
