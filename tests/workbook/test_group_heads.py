"""Order lists where number, supplier and date stand only in the first row of each order."""

from __future__ import annotations

import datetime as dt

import pytest
from reading_lists import read, table

from buybook.schema import TableKind
from buybook.workbook.tables import Area

TITLES = {
    "en": ["PO number", "Supplier", "Item", "Quantity", "Order date", "Currency"],
    "sv": ["Ordernr", "Leverantör", "Artikel", "Antal", "Orderdatum", "Valuta"],
    "nl": ["Ordernr", "Leverancier", "Artikel", "Aantal", "Besteldatum", "Valuta"],
}
FIELDS = ["po_number", "supplier", "item_number", "quantity_ordered", "order_date", "currency"]
DAY = dt.datetime(2026, 3, 12)
ORDERS = {"PO-1": ("Nordic AB", 3), "PO-2": ("Holland BV", 1), "PO-3": ("Nordic AB", 2)}
EXPECTED = [["PO-1", "Nordic AB"]] * 3 + [["PO-2", "Holland BV"]] + [["PO-3", "Nordic AB"]] * 2
BLANK: list[object] = [None] * 6


def lines(empty: tuple[int, ...], between: bool) -> list[list[object]]:
    """Rows of three orders; the columns in `empty` are filled in each order's first row only."""
    rows: list[list[object]] = []
    for number, (supplier, count) in ORDERS.items():
        for place in range(count):
            row = [number, supplier, f"A-{len(rows)}", 5.0, DAY, "SEK"]
            rows.append([None if place and column in empty else value for column, value in enumerate(row)])
        rows += [BLANK] if between else []
    return rows


def orders(rows: list[list[object]], language: str = "sv", **known):
    frames, findings = read(table(rows, list(FIELDS), TITLES[language], language=language, **known))
    return frames[TableKind.ORDERS], findings


@pytest.mark.parametrize("language", ["en", "sv", "nl"])
@pytest.mark.parametrize("between", [False, True])
@pytest.mark.parametrize("empty", [(), (0, 1), (1,), (0,), (0, 1, 4, 5), (1, 4)])
def test_the_first_row_speaks_for_its_order(language: str, between: bool, empty: tuple[int, ...]) -> None:
    frame, findings = orders(lines(empty, between), language)
    assert frame[["po_number", "supplier"]].values.tolist() == EXPECTED
    assert frame["order_date"].notna().all()
    assert frame["currency"].tolist() == ["SEK"] * 6
    assert [found.field for found in findings] == [FIELDS[column] for column in sorted(empty)]
    assert {found.code for found in findings} <= {"filled_down"}


@pytest.mark.parametrize("blank_rows_too", [False, True])
def test_merged_cells_do_not_make_rows_of_blank_ones(blank_rows_too: bool) -> None:
    more = 1 if blank_rows_too else 0
    merges = [Area(6, column, 8 + more, column) for column in (2, 3)] + [
        Area(12, column, 13 + more, column) for column in (2, 3)
    ]
    frame, findings = orders(lines((0, 1), between=True), merges=merges)
    assert frame[["po_number", "supplier"]].values.tolist() == EXPECTED
    assert frame["_row"].tolist() == [6, 7, 8, 10, 12, 13]
    assert findings == ()


def test_nothing_crosses_a_blank_row_that_parts_orders() -> None:
    rows = [*lines((0, 1), between=True), [None, None, "A-9", 5.0, DAY, "SEK"]]
    frame, findings = orders(rows)
    assert frame[["po_number", "supplier"]].values.tolist() == [*EXPECTED, [None, None]]
    told = [(found.row, found.field) for found in findings if found.code == "order_not_named"]
    assert told == [(15, "po_number")]


def test_blank_rows_within_orders_part_nothing() -> None:
    rows = lines((0, 1), between=False)
    frame, _ = orders([*rows[:1], BLANK, *rows[1:2], BLANK, *rows[2:5], BLANK, rows[5]])
    assert frame[["po_number", "supplier"]].values.tolist() == EXPECTED


def test_a_page_that_begins_anew_parts_nothing() -> None:
    rows = lines((0, 1), between=True)
    frame, _ = orders([*rows[:2], BLANK, list(TITLES["sv"]), *rows[2:]])
    assert frame[["po_number", "supplier"]].values.tolist() == EXPECTED


def test_a_row_of_another_supplier_is_of_another_order() -> None:
    rows = lines((0, 1), between=False)
    other = [None, "Ketels BV", "A-9", 1.0, DAY, "SEK"]
    frame, _ = orders([*rows[:2], other, [None, None, "A-10", 1.0, DAY, "SEK"], *rows[3:]])
    assert frame["po_number"].tolist() == ["PO-1", "PO-1", None, None, "PO-2", "PO-3", "PO-3"]
    assert frame["supplier"].tolist()[2:4] == ["Ketels BV", None]


def test_a_date_that_some_later_rows_have_is_each_rows_own() -> None:
    rows = lines((0, 1, 4), between=False)
    rows[2][4] = dt.datetime(2026, 4, 1)
    frame, _ = orders(rows)
    assert frame["order_date"].notna().tolist() == [True, False, True, True, True, False]


def test_a_list_of_one_order() -> None:
    frame, _ = orders(lines((0, 1), between=False)[:3])
    assert frame[["po_number", "supplier"]].values.tolist() == EXPECTED[:3]
    alone, _ = orders(lines((0,), between=False)[:3])
    assert alone["po_number"].tolist() == ["PO-1", None, None]
