"""Columns whose titles nobody knows, told by sums that come out row by row."""

from __future__ import annotations

import random

import pytest
from layouts import drawn

from buybook.vocabulary import LANGUAGES, all_words, words
from buybook.workbook.recognise import recognise
from buybook.workbook.recognise.sums import LIKELY, PROVEN, numbers_of, product, with_tax
from buybook.workbook.tables import SURE, Column, RecognisedTable


def seen(text: str, sheet: str = "Purchase orders") -> RecognisedTable:
    (table,) = recognise([drawn(text, sheet)], all_words()).tables
    return table


def titled(table: RecognisedTable, title: str) -> Column:
    return next(column for column in table.columns if column.title == title)


PRODUCTS = """PO number | Supplier | Item no. | Qty | Unit price | Zork
P-1 | Berg | A-1 | 10 | 2.5 | 25
P-2 | Visser | A-2 | 20 | 3 | 60
P-3 | Visser | A-3 | 8 | 1.5 | 12
P-4 | Berg | A-4 | 7 | 3.333 | 23.33
P-5 | Berg | A-5 | 12 | on request | later
P-6 | Berg | A-6 | 3 | 19.95 | 59.85"""


def test_a_product_of_five_rows_is_proof() -> None:
    column = titled(seen(PRODUCTS), "Zork")
    assert column.field == "line_amount" and column.confidence >= SURE
    assert column.reasons[0] == "it is quantity times price"


def test_a_product_of_few_rows_is_asked_about() -> None:
    column = titled(seen("\n".join(PRODUCTS.splitlines()[:4])), "Zork")
    assert column.field == "line_amount" and column.confidence < SURE


def test_the_order_of_rows_does_not_matter() -> None:
    head, *rows = PRODUCTS.splitlines()
    expected = [(column.title, column.field, column.confidence) for column in seen(PRODUCTS).columns]
    for seed in range(10):
        random.Random(seed).shuffle(rows)
        table = seen("\n".join([head, *rows]))
        assert [(column.title, column.field, column.confidence) for column in table.columns] == expected


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("Discount %", "2 | 10 | 20 | 16\n4 | 5 | 0 | 20\n3 | 7 | 10 | 18.9\n5 | 11 | 25 | 41.25\n6 | 2 | 50 | 6"),
        ("Discount", "2 | 10 | 0.2 | 16\n4 | 5 | 0 | 20\n3 | 7 | 0.1 | 18.9\n5 | 11 | 0.25 | 41.25\n6 | 2 | 0.5 | 6"),
        ("Price per", "200 | 10 | 100 | 20\n40 | 5 | 1 | 200\n3000 | 7 | 1000 | 21\n50 | 11 | 100 | 5.5\n6 | 2 | 1 | 12"),
        ("Exchange rate", "2 | 10 | 11.5 | 230\n4 | 5 | 1 | 20\n3 | 7 | 10.4 | 218.4\n5 | 11 | 11.5 | 632.5\n6 | 2 | 1 | 12"),
        ("Blip", "200 | 10 | x | 20\n400 | 5 | y | 20\n300 | 7 | x | 21\n500 | 11 | x | 55\n600 | 2 | y | 12"),
    ],
)  # fmt: skip
def test_a_product_with_a_discount_a_basis_or_a_rate(title: str, rows: str) -> None:
    lines = [f"P-{number} | Berg | {row}" for number, row in enumerate(rows.splitlines(), start=1)]
    table = seen("\n".join([f"PO number | Supplier | Qty | Unit price | {title} | Zork", *lines]))
    assert titled(table, "Zork").field == "line_amount"


def test_the_third_of_a_product() -> None:
    text = PRODUCTS.replace("on request | later", "2 | 24")
    price = titled(seen(text.replace("Unit price | Zork", "Zork | Amount")), "Zork")
    quantity = titled(seen(text.replace("Qty | Unit price | Zork", "Zork | Unit price | Amount")), "Zork")
    assert (price.field, quantity.field) == ("unit_price", "quantity_ordered")


def test_quantity_and_amount_beside_a_price_that_is_known() -> None:
    table = seen(
        PRODUCTS.replace("on request | later", "2 | 24").replace("Qty | Unit price", "Blip | Unit price")
    )
    assert (titled(table, "Blip").field, titled(table, "Zork").field) == ("quantity_ordered", "line_amount")
    assert not titled(table, "Blip").sure and not titled(table, "Zork").sure


def test_what_is_left_of_an_order_and_of_a_stock() -> None:
    orders = """PO number | Supplier | Item no. | Qty | Open qty | Zork
P-1 | Berg | A-1 | 10 | 0 | 10
P-2 | Visser | A-2 | 20 | 15 | 5
P-3 | Visser | A-3 | 8 | 2 | 6"""
    assert titled(seen(orders), "Zork").field == "quantity_received"
    stock = """Item no. | Description | Stock | Max stock | Reserved | Zork | Blip
A-1 | Nut | 10 | 30 | 0 | 10 | 20
A-2 | Bolt | 20 | 25 | 5 | 15 | 5
A-3 | Pin | 12 | 10 | 2 | 10 | 0"""
    table = seen(stock, "Stock")
    assert (titled(table, "Zork").field, titled(table, "Blip").field) == (
        "stock_available",
        "reorder_quantity",
    )
    assert titled(table, "Zork").sure and not titled(table, "Blip").sure


def test_a_price_with_vat() -> None:
    text = """Item no. | Description | Purchase price | VAT % | Zork
A-1 | Nut | 10 | 25 | 12.5
A-2 | Bolt | 20 | 25 | 25
A-3 | Pin | 12 | 6 | 12.72
A-4 | Cap | 8 | 25 | 10
A-5 | Rod | 5 | 12 | 5.6"""
    column = titled(seen(text, "Articles"), "Zork")
    assert column.field == "price_incl_vat" and column.reasons[0] == "it is another column with VAT"


def test_numbers_that_make_no_sum_are_left_alone() -> None:
    assert titled(seen(PRODUCTS.replace("| 60", "| 61").replace("| 12", "| 13")), "Zork").field is None


def test_how_sure_a_sum_is() -> None:
    quantities, prices = numbers_of([2, 3, 4, 5, 6, None]), numbers_of([1.5, 2.5, 3.5, 4.5, 5.5, 9.0])
    amounts = numbers_of([3.0, 7.5, 14.0, 22.5, 33.0, "free"])
    assert product(amounts, quantities, prices) == PROVEN
    assert product(amounts[:2], quantities[:2], prices[:2]) == LIKELY
    assert product(amounts[:1], quantities[:1], prices[:1]) == 0.0
    assert product(numbers_of([100.0] * 9), numbers_of([10.0] * 9), numbers_of([10.0] * 9)) == LIKELY
    assert (
        with_tax(numbers_of([12.1, 24.2, 36.3, 48.4, 60.5]), numbers_of([10, 20, 30, 40, 50]), None) == LIKELY
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["arrived", "free", "filled_up", "taxed"])
def test_reasons_have_words_in_every_language(language: str, reason: str) -> None:
    assert words(language).label(f"reason.{reason}")
