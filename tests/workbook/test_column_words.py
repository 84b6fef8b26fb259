"""Codes, units, currencies and states."""

from __future__ import annotations

import datetime as dt

import pytest

from buybook.schema import TableKind
from buybook.vocabulary import LANGUAGES, words
from buybook.workbook.currencies import CODES, NAMED, read_currency
from buybook.workbook.title_hints import title_hints
from buybook.workbook.units import UNITS, read_unit
from buybook.workbook.values import ColumnContext, ColumnReading, read_column


def read(values: list[object], field: str, language: str = "sv", **known) -> ColumnReading:
    return read_column(values, ColumnContext(field, language=language, **known))


def codes(reading: ColumnReading) -> list[str]:
    return [problem.code for problem in reading.problems]


def test_codes_keep_what_identifies() -> None:
    values = [10023.0, "00123", "  A-7\u00a0", 12.5, "", None, "\u200bB-1", 7350053850019.0, True]
    reading = read(values, "item_number")
    assert list(reading.values) == [
        "10023",
        "00123",
        "A-7",
        "12.5",
        None,
        None,
        "B-1",
        "7350053850019",
        "TRUE",
    ]
    assert codes(reading) == []


def test_what_a_spreadsheet_did_to_a_code_is_told() -> None:
    reading = read([dt.datetime(2026, 3, 12), "7,35005E+12", 1e17, "#N/A"], "item_number")
    assert list(reading.values) == ["2026-03-12", "7,35005E+12", "100000000000000000", None]
    assert codes(reading) == ["date_for_code", "code_lost_digits", "code_lost_digits", "error_in_cell"]


def test_supplier_names_are_left_as_they_are() -> None:
    assert list(read([" Nordic AB ", "NORDIC AB", "Nordic"], "supplier").values) == [
        "Nordic AB",
        "NORDIC AB",
        "Nordic",
    ]


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("st", "pcs"),
        ("St.", "pcs"),
        ("stuks", "pcs"),
        ("EA", "pcs"),
        ("PCE", "pcs"),
        ("/st", "pcs"),
        ("KG", "kg"),
        ("doos", "box"),
        ("kartong", "box"),
        ("frp", "pack"),
        ("pall", "pallet"),
        ("rol", "roll"),
        ("par", "pair"),
        ("paar", "pair"),
        ("m²", "m2"),
        ("100 st", "100pcs"),
        ("per 1000", "1000pcs"),
        ("tim", "h"),
        ("vel", "sheet"),
    ],
)
def test_units(written: str, unit: str) -> None:
    assert list(read([written], "unit").values) == [unit]


def test_an_unknown_unit_is_kept_and_told_once() -> None:
    reading = read(["knippe", "st", "knippe"], "unit")
    assert list(reading.values) == ["knippe", "pcs", "knippe"]
    assert [(problem.code, problem.index) for problem in reading.problems] == [("unit_unknown", 0)]


def test_every_unit_reads_itself_and_no_word_means_two_units() -> None:
    assert [read_unit(unit) for unit in UNITS] == list(UNITS)
    for language in LANGUAGES:
        for unit in UNITS:
            assert {read_unit(word) for word in words(language).phrases(f"unit.{unit}")} == {unit}


@pytest.mark.parametrize(
    ("written", "currency"),
    [
        ("EUR", "EUR"),
        ("eur ", "EUR"),
        ("€", "EUR"),
        ("Euro", "EUR"),
        ("kr", "SEK"),
        ("SEK", "SEK"),
        ("kronor", "SEK"),
        ("$", "USD"),
        ("US$", "USD"),
        ("£", "GBP"),
        ("Dkr", "DKK"),
        ("zł", "PLN"),
        ("norska kronor", "NOK"),
    ],
)
def test_currencies(written: str, currency: str) -> None:
    assert list(read([written], "currency").values) == [currency]
    assert codes(read([written], "currency")) == []


def test_what_is_no_currency() -> None:
    reading = read(["Riksdaler", "-", None], "currency")
    assert list(reading.values) == [None, None, None]
    assert codes(reading) == ["not_a_currency"]


def test_every_word_for_a_currency_reads_as_it() -> None:
    assert set(NAMED) <= CODES
    for language in LANGUAGES:
        for code in NAMED:
            for word in words(language).phrases(f"currency.{code}"):
                assert read_currency(word) in {code, "kr", "$"}, word


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_for_a_state_is_read(language: str) -> None:
    for state in words(language).states:
        for alias in words(language).state_aliases(state):
            kind = TableKind.REQUISITIONS if state == "rejected_request" else TableKind.ORDERS
            found = read([alias, alias.upper(), f"3 - {alias}"], "status", language, table_kind=kind)
            assert list(found.values) == [state] * 3, alias


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("bekraftad", "confirmed"),
        ("Bekräftad 12/3", "confirmed"),
        ("Levererad ok", "received"),
        ("Delvis levererad", "partially_received"),
        ("Deels ontvangen", "partially_received"),
        ("Bekräftad, försenad", "confirmed"),
        ("not yet received", None),
        ("inte bekräftad", None),
        ("Delvis bekräftad", None),
        ("to be confirmed", None),
        ("nog te leveren", None),
        ("Beställd, bekräftad", None),
        ("Foo", None),
    ],
)
def test_states_within_text(written: str, state: str | None) -> None:
    reading = read([written, None, written], "status")
    assert list(reading.values) == [state, None, state]
    assert list(reading.extras["status_text"]) == [written, None, written]
    assert codes(reading) == ([] if state else ["status_unknown"])


@pytest.mark.parametrize(
    ("title", "currency", "per", "unit"),
    [
        ("Pris (EUR)", "EUR", None, None),
        ("À-pris SEK", "SEK", None, None),
        ("Unit$", "$", None, None),
        ("Pris/st", None, None, "pcs"),
        ("Price per 1,000 pcs", None, 1000, "pcs"),
        ("Prijs per 1.000", None, 1000, None),
        ("Pris / 1 000 st", None, 1000, "pcs"),
        ("Price per thousand", None, 1000, "pcs"),
        ("Prijs per honderd", None, 100, "pcs"),
        ("Pris per förp.", None, None, "pack"),
        ("Price per unit", None, None, None),
        ("Prijs per eenheid", None, None, None),
        ("Pris per enhet", None, None, None),
        ("Pris per 100 st", None, 100, "pcs"),
        ("Prijs € /100", "EUR", 100, None),
        ("Freight Cost (USD)", "USD", None, None),
        ("Antal (kg)", None, None, "kg"),
        ("ALL prices", None, None, None),
        ("Pris kr", "kr", None, None),
        ("EUR/USD", None, None, None),
        ("Pris", None, None, None),
    ],
)
def test_titles_say_currency_price_quantity_and_unit(
    title: str, currency: str | None, per: float | None, unit: str | None
) -> None:
    hints = title_hints(title)
    assert (hints.currency, hints.per, hints.per_unit or hints.unit) == (currency, per, unit)
