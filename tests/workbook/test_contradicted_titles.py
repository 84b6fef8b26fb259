"""Titles that their values, or a currency in them, contradict; and suppliers side by side that sums tell."""

from __future__ import annotations

import pytest
from layouts import drawn

from buybook.vocabulary import LANGUAGES, all_words, words
from buybook.workbook.recognise import recognise
from buybook.workbook.tables import Column, RecognisedTable


def seen(text: str, sheet: str) -> RecognisedTable:
    (table,) = recognise([drawn(text, sheet)], all_words()).tables
    return table


def titled(table: RecognisedTable, title: str) -> Column:
    return next(column for column in table.columns if column.title == title)


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Min. order £", "minimum_order_value"),
        ("Min. order qty", "moq"),
        ("Credit €", None),
        ("Crediteur", "supplier_no"),
    ],
)
def test_a_currency_in_the_title_makes_it_money(title: str, field: str | None) -> None:
    text = f"""Supplier | Contact | Payment terms | {title}
Berg AB | Eva | 30 days | 250
Visser BV | Jan | 14 days | 150.5
Acme Ltd | Ann | 30 days | 400"""
    assert titled(seen(text, "Suppliers"), title).field in {
        field,
        *({"supplier"} if field == "supplier_no" else {}),
    }


def test_lower_case_words_that_are_no_currencies() -> None:
    text = """Pakbon | Bestelnr | Artikel | Aantal ontvangen | Aantal nok
PB-1 | 4500310 | Buis | 40 | 2
PB-2 | 4500311 | Naald | 200 | 10"""
    assert titled(seen(text, "Ontvangsten"), "Aantal nok").field == "quantity_rejected"


@pytest.mark.parametrize(
    ("values", "field"),
    [(("kg", "box", "pcs", "kg"), "unit"), (("100", "1000", "1", "100"), "price_per"), (("per 100", "1", "per 100", "1"), "price_per")],
)  # fmt: skip
def test_per_over_units_is_the_unit(values: tuple[str, ...], field: str) -> None:
    rows = [f"P-{row} | Berg | A-{row} | {row + 1} | {value} | 2.5" for row, value in enumerate(values)]
    table = seen("\n".join(["PO number | Supplier | Item no. | Qty | Per | Price", *rows]), "Orders")
    assert titled(table, "Per").field == field


def test_a_title_of_dates_over_numbers_is_none() -> None:
    text = """PO number | Supplier | Item no. | Qty | Requested | Wanted
P-1 | Berg | A-1 | 10 | 35.6 | 14
P-2 | Visser | A-2 | 20 | 24.3 | 15
P-3 | Visser | A-3 | 20 | 27.6 | 15"""
    table = seen(text, "Orders")
    assert titled(table, "Requested").field not in {"requested_date", "order_date"}
    assert titled(table, "Wanted").field in {"requested_date", "quantity", None}  # weeks 14 and 15


def test_the_number_of_things_is_a_count() -> None:
    text = """Received on | Delivery note | Item | No. of
2026-02-01 | DN-1 | Hex bolts M8 | 10
2026-02-02 | DN-2 | Flat washers M8 | 4
2026-02-03 | DN-3 | Split pins | 4"""
    assert titled(seen(text, "Goods in"), "No. of").field == "quantity"


OFFERS = """ | | | Berg AB | | | Visser BV | |
Material | Size | No. off | blip | zork | qux | blip | zork | qux
Joist | 4.8 m | 22 | 24.6 | 541.2 | stock | 25.9 | 569.8 | stock
Stud | 2.4 m | 60 | n/q |  |  | 4.98 | 298.8 | stock
Board | 18 mm | 18 | n/q |  |  | 21.75 | 391.5 | 1 wk
Roll | 50 m | 2 | 52 | 104 | stock | 47.5 | 95 | stock
Brick | 65 mm | 640 | n/q |  |  | 1.42 | 908.8 | 2 wks
Cement | 25 kg | 40 | n/q |  |  | 5.85 | 234 | stock"""


def test_prices_of_suppliers_side_by_side_are_told_by_their_sums() -> None:
    table = seen(OFFERS, "Quotes")
    assert [(block.supplier, dict(block.fields)) for block in table.blocks] == [
        ("Berg AB", {4: "unit_price", 5: "line_amount"}),
        ("Visser BV", {7: "unit_price", 8: "line_amount"}),
    ]
    assert titled(table, "blip").reasons[0] == "with quantity, price and amount it makes the sum"


def test_titles_that_differ_in_their_currency_are_alike() -> None:
    text = """ | | Berg AB | | Visser BV |
Plant | Need | € / 1000 | zork | kr / 1000 | zork
Petunia | 4000 | 212 | 84 | 2480 | 77
Lobelia | 1500 | 44 | 264 | 520 | 260
Tagetes | 2000 | 39 | 264 | 455 | 260"""
    table = seen(text, "Quotes")
    assert [(block.supplier, dict(block.fields)) for block in table.blocks] == [
        ("Berg AB", {3: "unit_price"}),
        ("Visser BV", {5: "unit_price"}),
    ]


def test_what_a_price_and_an_amount_begin_with_names_no_suppliers() -> None:
    text = """Need | Item | Qty | Approx unit price | Comes to £
1 | Laptop 14 inch | 3 | 945 | 2835
2 | Docking station | 2 | 135 | 270
3 | Screen | 4 | 289 | 1156"""
    assert seen(text, "Requisition").blocks == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_have_words_in_every_language(language: str) -> None:
    assert words(language).label("reason.units")
