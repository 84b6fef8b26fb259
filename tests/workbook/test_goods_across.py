"""Comparisons with a supplier in each row and goods as titles, and look-alikes that are none."""

from __future__ import annotations

import pytest
from layouts import drawn

from buybook.schema import TableKind
from buybook.settings import Settings, SheetOverride
from buybook.vocabulary import all_words, words
from buybook.workbook.reading import read_tables
from buybook.workbook.recognise import describe, recognise
from buybook.workbook.tables import Area, Recognition

MERGED = (Area(1, 2, 1, 3), Area(1, 4, 1, 5), Area(1, 1, 2, 1))

PLAIN = """Supplier | Bolt M6 | Bolt M8 | Washer | Total
Acme | 0.4 | 0.5 | 0.1 | 1
Beta | 0.42 | 0.48 | | 0.9"""
GROUPED = """ | Pris per st, SEK
Leverantör | Skruv M6 | Skruv M8 | Bricka | Ledtid
Bergs Plåt | 0.4 | 0.5 | 0.1 | 10
Skruv & Co | 0.42 | 0.48 | 0.12 | 12"""
TWO_ROWS = """Leverancier | Kabel 3x1,5 | | Buis 16 |
 | Prijs | Levertijd | Prijs | Levertijd
De Boer | 1.4 | 10 | 2.5 | 14
Kabelhal | 1.3 | 12 | 2.6 | 10"""
WITH_HEADS = """Supplier | A-100 | A-101 | Total | Payment terms
Qty | 100 | 200 | |
Unit | pcs | m | |
Acme | 1.5 | 2.5 | 650 | 30 days net
Beta | 1.4 | 2.6 | 660 | 14 days net
Lowest | 1.4 | 2.5 | 650 |"""
MARKS = """Supplier | Bolt M6 | Bolt M8 | Washer
Acme | 4 | 5 | 3
Beta | 3 | 3 | 5"""


def seen(text: str, sheet: str = "Sheet1", merges: tuple[Area, ...] = (), **settings: object) -> Recognition:
    return recognise([drawn(text, sheet, merges)], all_words(), **settings)


def codes(recognition: Recognition) -> list[str]:
    return [finding.code for finding in recognition.findings]


def fields(recognition: Recognition) -> list[str | None]:
    (table,) = recognition.tables
    assert table.kind is TableKind.QUOTATIONS
    return [column.field for column in table.columns]


def offers(text: str, sheet: str, merges: tuple[Area, ...] = ()) -> list[dict[str, object]]:
    """Give the offers that are read from a sheet, without where they stand."""
    grid = drawn(text, sheet, merges)
    tables, findings = read_tables(
        {sheet: grid}, recognise([grid], all_words()).tables, Settings(), words("en")
    )
    assert findings == ()
    frame = tables[TableKind.QUOTATIONS].drop(columns=["_table", "_row"])
    return [dict(row) for row in frame.to_dict("records")]


def test_each_figure_is_the_offer_of_its_rows_supplier_for_the_article_of_its_title() -> None:
    recognition = seen(PLAIN, "Price comparison")
    assert fields(recognition) == ["supplier", "unit_price", "unit_price", "unit_price", "total"]
    assert [(row["supplier"], row["description"], row["unit_price"]) for row in offers(PLAIN, "Quotes")] == [
        ("Acme", "Bolt M6", 0.4), ("Acme", "Bolt M8", 0.5), ("Acme", "Washer", 0.1),
        ("Beta", "Bolt M6", 0.42), ("Beta", "Bolt M8", 0.48),
    ]  # fmt: skip


def test_what_only_the_sheets_name_speaks_for_is_asked_about() -> None:
    recognition = seen(PLAIN, "Quotes")
    assert codes(recognition) == ["goods_across_unsure"]
    assert not any(column.sure for column in recognition.tables[0].columns if column.field == "unit_price")


@pytest.mark.parametrize("merges", [(), (Area(1, 2, 1, 4),)])
def test_a_group_of_prices_above_the_goods_is_a_sign(merges: tuple[Area, ...]) -> None:
    recognition = seen(GROUPED, merges=merges)
    assert fields(recognition) == ["supplier", "unit_price", "unit_price", "unit_price", "lead_time"]
    assert recognition.tables[0].header_row == 2
    assert codes(recognition) == ["goods_across"]


@pytest.mark.parametrize("merges", [(), MERGED])
def test_two_rows_of_titles_with_the_goods_above(merges: tuple[Area, ...]) -> None:
    recognition = seen(TWO_ROWS, merges=merges)
    assert fields(recognition) == ["supplier", "unit_price", "lead_time", "unit_price", "lead_time"]
    assert (recognition.tables[0].header_row, recognition.tables[0].first_row) == (2, 3)
    assert offers(TWO_ROWS, "Blad1", merges)[1] == {
        "supplier": "De Boer", "description": "Buis 16", "unit_price": 2.5, "lead_time": 14.0,
    }  # fmt: skip


def test_goods_are_no_suppliers_side_by_side_to_a_program() -> None:
    assert "blocks" not in describe(seen(TWO_ROWS, "Offertes"))[0]


def test_rows_that_say_something_of_the_goods_are_no_offers() -> None:
    recognition = seen(WITH_HEADS, "Quotes")
    table = recognition.tables[0]
    assert (table.first_row, table.last_row) == (4, 5)
    read = [(row["item_number"], row["quantity"], row["unit"]) for row in offers(WITH_HEADS, "Quotes")]
    assert read == [("A-100", 100.0, "pcs"), ("A-101", 200.0, "m")] * 2


ITEMS = """Item no. | Description | On hand | Reorder point
B-6 | Bolt M6 | 3 | 4
B-8 | Bolt M8 | 3 | 4
W-1 | Washer | 3 | 4"""


def test_goods_that_another_list_has_are_goods_here_too() -> None:
    text = PLAIN.replace(" | Total", "").replace(" | 1\n", "\n").replace(" | 0.9", "")
    recognition = recognise([drawn(text, "Sheet1"), drawn(ITEMS, "Items")], all_words())
    first, second = recognition.tables
    assert (first.kind, second.kind) == (TableKind.QUOTATIONS, TableKind.ITEMS)
    assert [table.id for table in recognition.tables] == [1, 2]
    assert codes(recognition) == ["goods_across"]


def test_where_nothing_says_that_titles_are_goods_it_is_asked_and_nothing_is_read() -> None:
    for text, sheet in ((PLAIN, "Sheet1"), (MARKS, "Quotes")):
        recognition = seen(text, sheet)
        assert {table.kind for table in recognition.tables} == {TableKind.OTHER}
        assert "goods_across_asked" in codes(recognition)


def test_the_buyer_says_that_the_list_is_of_quotations() -> None:
    override = {"Sheet1": SheetOverride(kind=TableKind.QUOTATIONS)}
    assert "unit_price" in fields(seen(PLAIN, overrides=override))


NO_GOODS = {
    "a list of quotations": (
        "Offerter",
        "Leverantör | Artikel | Antal | Pris | Ledtid\nAcme | A1 | 30 | 10 | 3\nBeta | A1 | 20 | 12 | 3",
    ),
    "charges of each supplier": (
        "Offerter",
        "Leverantör | Pris | Frakt | Tull | Påslag\nAcme | 30 | 10 | 3 | 1\nBeta | 20 | 12 | 3 | 2",
    ),
    "suppliers side by side": (
        "Prijsvergelijking",
        "Artikel | Eenheid | Hanos | Sligro\nMelk | l | 1.1 | 1.2\nBoter | kg | 7.1 | 7.2",
    ),
    "what was bought of each, by month": ("Spend", "Supplier | Jan | Feb | Mar\nAcme | 3 | 4 | 5\nBeta | 1 | 2 | 3"),
    "a list of suppliers": (
        "Suppliers",
        "Supplier | Contact | Payment terms | Lead time\nAcme | Eva | 30 days | 10\nBeta | Jan | 20 days | 12",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_GOODS)
def test_what_has_no_goods_as_titles(name: str) -> None:
    sheet, text = NO_GOODS[name]
    recognition = seen(text, sheet)
    assert not any(code.startswith("goods_across") for code in codes(recognition))
    assert not any(block.stated for table in recognition.tables for block in table.blocks)
