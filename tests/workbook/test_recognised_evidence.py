"""What recognition learns from values, neighbours and the words around a list, and what it asks about instead."""

from __future__ import annotations

import pytest
from layouts import drawn

from buybook.findings import Finding
from buybook.schema import TableKind
from buybook.settings import Settings
from buybook.vocabulary import LANGUAGES, all_words, words
from buybook.workbook.reading import read_tables
from buybook.workbook.recognise import recognise
from buybook.workbook.tables import SURE, RecognisedTable, Recognition


def seen(**sheets: str) -> Recognition:
    return recognise([drawn(text, name.replace("_", " ")) for name, text in sheets.items()], all_words())


def held(table: RecognisedTable) -> dict[str, str | None]:
    return {column.title: column.field for column in table.columns}


def told(recognition: Recognition, code: str) -> list[Finding]:
    return [finding for finding in recognition.findings if finding.code == code]


ORDERS = """PO number | Item no. | Qty | Unit price | Order date | {title}
P-1 | A-1 | 10 | 2.5 | 2026-01-05 | {first}
P-2 | A-2 | 20 | 3 | 2026-01-06 | {second}
P-3 | A-3 | 8 | 1.5 | 2026-01-07 | {first}"""


def test_names_of_the_supplier_list_make_a_column_of_suppliers() -> None:
    orders = ORDERS.format(title="Zork", first="Berg", second="Visser")
    suppliers = "Supplier | Contact | Payment terms\nBerg | Eva | 30 days\nVisser | Jan | 14 days"
    recognition = seen(Orders=orders, Suppliers=suppliers)
    column = recognition.of_kind(TableKind.ORDERS)[0].column("supplier")
    assert column is not None and column.title == "Zork"
    assert column.reasons == ("its values are suppliers of other lists",)
    assert held(seen(Orders=orders).tables[0])["Zork"] is None  # nobody says that Berg is a supplier


def test_two_columns_of_known_suppliers_are_not_guessed_between() -> None:
    both = ORDERS.format(title="Zork | Blip", first="Berg | Visser", second="Visser | Berg")
    suppliers = "Supplier | Contact | Payment terms\nBerg | Eva | 30 days\nVisser | Jan | 14 days"
    assert seen(Orders=both, Suppliers=suppliers).of_kind(TableKind.ORDERS)[0].column("supplier") is None


@pytest.mark.parametrize(
    "above",
    ["Supplier: Berg AB", "Leverantör: | Berg AB", "Leverancier: Berg AB", "Vendor: | | Berg AB"],
)
def test_the_supplier_named_above_a_list_is_that_of_its_lines(above: str) -> None:
    text = f"{above}\n\nPO number | Item no. | Qty | Order date\nP-1 | A-1 | 10 | 2026-01-05"
    recognition = seen(Orders=text)
    assert recognition.tables[0].supplier == "Berg AB"
    (finding,) = told(recognition, "supplier_from_above")
    assert finding.values["supplier"] == "Berg AB"
    frames, _ = read_tables({"Orders": drawn(text, "Orders")}, recognition.tables, Settings(), words("en"))
    assert list(frames[TableKind.ORDERS]["supplier"]) == ["Berg AB"]


def test_a_column_of_suppliers_comes_before_the_letterhead() -> None:
    text = "Supplier: Berg AB\n\nPO number | Supplier | Item no. | Qty\nP-1 | Visser | A-1 | 10"
    recognition = seen(Orders=text)
    assert recognition.tables[0].supplier is None
    assert told(recognition, "supplier_from_above") == []


def test_two_suppliers_above_a_list_tell_nothing() -> None:
    text = "Supplier: Berg AB\nVendor: Visser BV\n\nPO number | Item no. | Qty\nP-1 | A-1 | 10"
    assert seen(Orders=text).tables[0].supplier is None


def test_a_label_above_an_earlier_list_is_not_of_the_next_one() -> None:
    text = """Supplier: Berg AB
PO number | Item no. | Qty | Order date
P-1 | A-1 | 10 | 2026-01-05
P-2 | A-1 | 10 | 2026-01-05

Date received | PO number | Item no. | Qty received
2026-02-01 | P-1 | A-1 | 10"""
    orders, receipts = seen(Orders=text).tables
    assert (orders.supplier, receipts.supplier) == ("Berg AB", None)


def test_a_sheet_named_as_a_known_supplier_tells_whose_it_is() -> None:
    prices = "Quote no. | Item no. | Unit price | MOQ\nQ-1 | A-1 | 2.5 | 10\nQ-1 | A-2 | 3 | 10"
    suppliers = "Supplier | Contact | Payment terms\nBerg AB | Eva | 30 days\nVisser | Jan | 14 days"
    recognition = seen(Berg_AB=prices, Suppliers=suppliers)
    assert recognition.of_kind(TableKind.QUOTATIONS)[0].supplier == "Berg AB"
    assert len(told(recognition, "supplier_from_sheet")) == 1
    assert seen(Berg_AB=prices).of_kind(TableKind.QUOTATIONS) == () or not told(
        seen(Berg_AB=prices), "supplier_from_sheet"
    )


def test_numbers_and_dates_that_are_not_read_are_told_of_together() -> None:
    text = """PO number | Supplier | Item no. | Qty | Zork | Blip | Klak
P-1 | Berg | A-1 | 10 | 7.5 | 2026-01-05 | red
P-2 | Visser | A-2 | 20 | 9.1 | 2026-01-06 | blue"""
    (finding,) = told(seen(Orders=text), "columns_not_read")
    assert finding.values["columns"] == "E (Zork), F (Blip)"
    assert finding.cell == "E1"


def test_what_is_read_whole_is_not_told_of() -> None:
    text = "PO number | Supplier | Item no. | Qty\nP-1 | Berg | A-1 | 10\nP-2 | Visser | A-2 | 20"
    recognition = seen(Orders=text)
    assert told(recognition, "columns_not_read") == told(recognition, "columns_unsure") == []
    assert all(column.sure for column in recognition.tables[0].columns)


def test_an_unsure_column_is_asked_about() -> None:
    text = """Our PO | Supplier | Zork | Qty | Order date
P-1 | Berg | Hex bolt M8 | 10 | 2026-01-05
P-2 | Visser | Flat washer M8 | 20 | 2026-01-06
P-3 | Visser | Safety gloves | 20 | 2026-01-06"""
    recognition = seen(Purchase_orders=text)
    column = recognition.tables[0].column("description")
    assert column is not None and not column.sure
    (finding,) = told(recognition, "columns_unsure")
    assert finding.values["columns"] == "C (Zork)"


def test_two_columns_that_are_the_same_product_are_left_alone() -> None:
    text = """PO number | Supplier | Item no. | Qty | Unit price | Zork | Blip
P-1 | Berg | A-1 | 10 | 2.5 | 25 | 25
P-2 | Visser | A-2 | 20 | 3 | 60 | 60
P-3 | Visser | A-3 | 8 | 1.5 | 12 | 12"""
    fields = held(seen(Orders=text).tables[0])
    assert (fields["Zork"], fields["Blip"]) == (None, None)


def test_a_bare_date_that_comes_after_the_others_is_no_order_date() -> None:
    text = """PO number | Supplier | Item no. | Qty | Promised date | Date
P-1 | Berg | A-1 | 10 | 2026-02-01 | {first}
P-2 | Visser | A-2 | 20 | 2026-02-02 | {second}"""
    late = seen(Orders=text.format(first="2026-03-01", second="2026-03-02")).tables[0]
    early = seen(Orders=text.format(first="2026-01-01", second="2026-01-02")).tables[0]
    assert (held(late)["Date"], held(early)["Date"]) == (None, "order_date")


def test_a_condition_without_words_of_states_is_no_status() -> None:
    text = """Received on | PO | Item | Qty received | Condition
2026-02-01 | P-1 | A-1 | 10 | 21 degrees
2026-02-02 | P-2 | A-2 | 4 | 19 degrees"""
    assert held(seen(Goods_in=text).tables[0])["Condition"] is None


@pytest.mark.parametrize(
    "text",
    [
        "Datum | Verifikation | Text | In | Ut | Saldo\n2026-01-02 | 1 | Hyra | 0 | 500 | 1000",
        "Datum | Omschrijving | Ontvangsten | Uitgaven | Saldo\n2026-01-02 | Huur | 0 | 500 | 1000",
        "Wie | Wat | Wanneer | Klaar\nJan | Dak maken | 2026-01-02 | ja\nAn | Verven | 2026-01-05 | nee",
        "Vem | Vad | När | Klart\nEva | Laga tak | 2026-01-02 | ja\nTom | Måla | 2026-01-05 | nej",
        "Who | What | When | Done\nEve | Mend roof | 2026-01-02 | yes\nTom | Paint | 2026-01-05 | no",
    ],
)
def test_lists_by_the_same_words_that_are_not_of_purchasing(text: str) -> None:
    assert all(table.kind is TableKind.OTHER for table in seen(Blad1=text).tables)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "reason", ["neighbour_code", "factor", "rest", "words", "firms", "goods", "known_names"]
)
def test_reasons_have_words_in_every_language(language: str, reason: str) -> None:
    assert words(language).label(f"reason.{reason}")


def test_the_country_of_an_order_may_be_where_it_goes() -> None:
    orders = ORDERS.format(title="Country", first="Vietnam", second="Kenya")
    column = seen(Orders=orders).of_kind(TableKind.ORDERS)[0].column("country_of_origin")
    assert column is not None and column.confidence < SURE
    items = "Item no. | Description | Stock | Country\nA-1 | Nut | 10 | China\nA-2 | Bolt | 20 | Italy"
    column = seen(Items=items).of_kind(TableKind.ITEMS)[0].column("country_of_origin")
    assert column is not None and column.confidence >= SURE


def test_suppliers_in_titles_with_a_price_per_ton() -> None:
    recognition = seen(
        Offers="""Our code | Item | Qty | Berg price/t | Berg lead (wks) | De Boer price/t | De Boer lead (wks)
A-1 | Starch | 18 | 1120 | 4 | 1085 | 2
A-2 | Sugar | 40 | 980 | 6 | 1010 | 3"""
    )
    (table,) = recognition.of_kind(TableKind.QUOTATIONS)
    assert [(block.supplier, [*block.fields.values()]) for block in table.blocks] == [
        ("Berg", ["unit_price", "lead_time"]),
        ("De Boer", ["unit_price", "lead_time"]),
    ]


def test_members_with_addresses_are_no_suppliers() -> None:
    members = """Nr | Name | Address | City | Category | Paid
1 | Anna Lind | Storgatan 1 | Lund | junior | yes
2 | Bo Ek | Ringvägen 2 | Malmö | senior | no"""
    assert seen(Members=members).of_kind(TableKind.SUPPLIERS) == ()


def test_the_end_of_an_exported_title_may_say_where_only() -> None:
    title = "bedrijfsnaam_verzending"
    assert held(seen(Orders=ORDERS.format(title=title, first="Anna", second="Bo")).tables[0])[title] is None
