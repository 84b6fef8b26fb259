"""Columns whose titles nobody knows, told by their words and codes: always asked about."""

from __future__ import annotations

import pytest
from layouts import drawn

from buybook.schema import TableKind
from buybook.vocabulary import LANGUAGES, all_words, words
from buybook.workbook.recognise import recognise
from buybook.workbook.tables import Column, Recognition


def seen(**sheets: str) -> Recognition:
    return recognise([drawn(text, name.replace("_", " ")) for name, text in sheets.items()], all_words())


def titled(recognition: Recognition, title: str) -> Column:
    columns = (column for table in recognition.tables for column in table.columns)
    return next(column for column in columns if column.title == title)


def orders(title: str, *values: str) -> str:
    rows = [
        f"P-{row} | A-{row} | Hex bolt {row} | {row + 1} | {value}"
        for row, value in enumerate(values, start=1)
    ]
    return "\n".join([f"PO number | Item no. | Description | Qty | {title}", *rows])


def suppliers(title: str, *values: str) -> str:
    rows = [f"Firm {row} | S-{row} | {value}" for row, value in enumerate(values, start=1)]
    return "\n".join([f"Supplier | Supplier no. | {title}", *rows])


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (orders("Zork", "kg", "box", "pcs", "kg"), "unit"),
        (orders("Zork", "kg", "sack", "kg", "sack", "kg", "each"), "unit"),
        (orders("Zork", "H", "N", "H", "N"), None),  # initials
        (orders("Zork", "EUR", "SEK", "EUR"), "currency"),
        (orders("Zork", "Bergs Plåt AB", "De Boer B.V.", "Acme", "Bergs Plåt AB"), "supplier"),
        (orders("Zork", "Anneke", "Joke", "Anneke", "Bas B", "Joke"), "buyer"),
        (orders("Zork", "red", "blue", "red", "blue"), None),
        (orders("Zork", "x", "x", "x"), "status"),
        (orders("Zork", "8712345001018", "8712345001025", "3400998120105"), "ean"),
        (orders("Zork", "8712345001019", "8712345001026", "3400998120106"), None),  # wrong check digits
        (suppliers("Zork", "eva@berg.example", "info@boer.example", "a.b@acme.example"), "email"),
        (suppliers("Zork", "NL806412771B01", "SE556105480301", "GB 412 7781 03"), "vat_number"),
        (suppliers("Zork", "0106:24118820", "9930:DE811203450", "0184:28114402"), "peppol_id"),
        (suppliers("Zork", "30 dgr", "14 days", "60 dagen netto"), "payment_terms"),
        (suppliers("Zork", "3 dagar", "2 days", "5 dagen"), None),  # as likely the time of delivery
        (suppliers("Zork", "Eva Lind", "Jan", "Henk de Vries"), "supplier_contact"),
    ],
)
def test_words_and_codes_of_one_kind(text: str, field: str | None) -> None:
    sheet = "Suppliers" if text.startswith("Supplier") else "Orders"
    column = titled(seen(**{sheet: text}), "Zork")
    assert column.field == field
    assert not column.sure


def test_a_title_that_speaks_of_something_else_is_left_alone() -> None:
    names = orders("bedrijfsnaam_verzending", "Anna", "Bo", "Anna", "Bo")
    assert titled(seen(Orders=names), "bedrijfsnaam_verzending").field is None


SUPPLIERS = (
    "Supplier | Contact | Payment terms\nHoekstra Metaal | Eva | 30 days\nVisser Techniek | Jan | 14 days"
)


@pytest.mark.parametrize(
    "names", [("Hoekstra Metaal", "Visser Techniek", "Visser Techniek"), ("Hoekstra", "Visser", "Hoekstra")]
)
def test_names_or_parts_of_names_of_the_supplier_list_in_a_stock_list(names: tuple[str, ...]) -> None:
    rows = [f"A-{row} | Hex bolt {row} | {row * 7} | {name}" for row, name in enumerate(names, start=1)]
    stock = "\n".join(["Item no. | Description | Stock | Zork", *rows])
    column = titled(seen(Stock=stock, Suppliers=SUPPLIERS), "Zork")
    assert column.field == "supplier" and not column.sure
    assert titled(seen(Stock=stock), "Zork").field is None


def test_the_choice_among_suppliers_side_by_side() -> None:
    text = """ | | Hoekstra Metaal | | Plaatwerk Oss | |
Item | Qty | Unit price | Lead time | Unit price | Lead time | Zork
Plate | 4 | 71.42 | 3 | 65.64 | 3 | Oss
Beam | 12 | 22.24 | 3 | 24.76 | 4 | Hoekstra
Axle | 2 | 145.41 | 2 | 150 | 3 | Hoekstra
Cap | 8 | 9.66 | 2 | 10.6 | 5 | later"""
    recognition = seen(Quotes=text)
    (table,) = recognition.of_kind(TableKind.QUOTATIONS)
    column = titled(recognition, "Zork")
    assert [block.supplier for block in table.blocks] == ["Hoekstra Metaal", "Plaatwerk Oss"]
    assert column.field == "supplier" and not column.sure
    assert column.reasons == ("its values are suppliers that stand side by side here",)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["people", "check_digits", "patterns", "chosen"])
def test_reasons_have_words_in_every_language(language: str, reason: str) -> None:
    assert words(language).label(f"reason.{reason}")
