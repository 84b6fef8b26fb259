"""How many units a price is for, and what becomes of a price where that cannot be read."""

from __future__ import annotations

import math

import numpy as np
import pytest
from reading_lists import read, table

from buybook.findings import Severity
from buybook.schema import TableKind
from buybook.workbook.values import ColumnContext, read_column

FIELDS = ["supplier", "item_number", "quantity", "unit_price", "price_per"]
TITLES = ["Leverantör", "Artikel", "Antal", "Pris", "Pris per"]


@pytest.mark.parametrize(
    ("written", "count", "unit"),
    [
        (1000.0, 1000, None),
        ("1", 1, None),
        ("100", 100, None),
        ("1,000", 1000, None),
        ("1.000", 1000, None),
        ("1 000", 1000, None),
        ("1\u00a0000", 1000, None),
        ("1'000", 1000, None),
        ("10.000", 10000, None),
        ("1.000,00", 1000, None),
        ("1,000.00", 1000, None),
        ("100 st", 100, "pcs"),
        ("1.000 stuks", 1000, "pcs"),
        ("per 100", 100, None),
        ("/1,000 pcs", 1000, "pcs"),
        ("kg", 1, "kg"),
        ("hundra", 100, "pcs"),
        ("C", 100, "pcs"),
        ("-", None, None),
    ],
)
def test_a_count_in_every_spelling(written: object, count: float | None, unit: str | None) -> None:
    for language in ("en", "sv", "nl"):
        for decimal in (None, ",", "."):
            context = ColumnContext("price_per", language=language, decimal_table=decimal)
            reading = read_column([written, 1.0, None], context)
            assert [None if math.isnan(value) else value for value in reading.values] == [count, 1, None]
            assert reading.extras.get("unit", [None])[0] == unit
            assert reading.problems == ()


@pytest.mark.parametrize(
    "written", ["ja", "?", "TBD", "0", "-100", "M", "10 %", "100-200", "ca 100", "#N/A", "5 kr"]
)
def test_a_price_for_nobody_knows_how_many_is_no_price(written: str) -> None:
    rows: list[list[object]] = [
        ["Nordic AB", "A", 10.0, 12.5, written],
        ["Holland BV", "A", 10.0, 1250.0, "100"],
    ]
    frames, findings = read(table(rows, list(FIELDS), TITLES, TableKind.QUOTATIONS))
    frame = frames[TableKind.QUOTATIONS]
    assert np.isnan(frame["price_per"][0])
    assert np.isnan(frame["unit_price"][0])
    assert frame.loc[1, ["unit_price", "price_per"]].tolist() == [1250.0, 100.0]
    assert [(found.severity, found.row, found.field) for found in findings] == [
        (Severity.ERROR, 6, "price_per")
    ]


def test_an_unread_price_quantity_takes_no_quantity_or_supplier_away() -> None:
    frames, _ = read(table([["Nordic AB", "A", 10.0, 12.5, "?"]], list(FIELDS), TITLES, TableKind.QUOTATIONS))
    assert frames[TableKind.QUOTATIONS].loc[0, ["supplier", "quantity"]].tolist() == ["Nordic AB", 10.0]


def test_a_price_cell_that_contradicts_its_row_is_told() -> None:
    frames, findings = read(
        table([["Nordic AB", "A", 10.0, "12,50/1.000", "100"]], list(FIELDS), TITLES, TableKind.QUOTATIONS)
    )
    assert frames[TableKind.QUOTATIONS]["price_per"].tolist() == [100.0]
    assert [(found.code, found.field) for found in findings] == [("price_per_differs", "unit_price")]


@pytest.mark.parametrize(
    "written", ["12.50/1,000", "12,50/1.000", "12.50 per 1 000 pcs", "12,50/1000", "12,50/1'000 st"]
)
def test_a_thousand_beside_the_price(written: str) -> None:
    reading = read_column([written], ColumnContext("unit_price"))
    assert reading.values.tolist() == [12.5]
    assert reading.extras["price_per"].tolist() == [1000.0]


@pytest.mark.parametrize(
    "title",
    [
        "Units per pack",
        "Antal per förpackning",
        "Antal/förp",
        "Aantal per verpakking",
        "Pack size (pcs)",
        "St/förp",
    ],
)
def test_the_size_of_a_pack_says_nothing_of_the_units_of_prices(title: str) -> None:
    fields: list[str | None] = ["supplier", "item_number", "unit_price", "pack_size"]
    rows: list[list[object]] = [["Nordic AB", "A", 2.5, "12 st"], ["Holland BV", "A", 2.6, None]]
    frames, _ = read(table(rows, fields, ["Leverantör", "Artikel", "Pris", title], TableKind.QUOTATIONS))
    frame = frames[TableKind.QUOTATIONS]
    assert "unit" not in frame
    assert "price_per" not in frame
    assert frame["pack_size"][0] == 12


def test_a_price_per_pack_is_one() -> None:
    fields: list[str | None] = ["supplier", "item_number", "unit_price", "pack_size"]
    titles = ["Leverantör", "Artikel", "Pris per förp", "Antal/förp"]
    frames, _ = read(table([["Nordic AB", "A", 2.5, 12.0]], fields, titles, TableKind.QUOTATIONS))
    assert frames[TableKind.QUOTATIONS]["unit"].tolist() == ["pack"]
