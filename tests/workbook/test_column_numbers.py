"""Numbers: amounts, quantities, percentages and days, as text and as numbers."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buybook.findings import Severity
from buybook.workbook.values import ColumnContext, ColumnReading, read_column


def read(values: list[object], field: str = "unit_price", language: str = "sv", **known) -> ColumnReading:
    return read_column(values, ColumnContext(field, language=language, **known))


def numbers(reading: ColumnReading) -> list[float | None]:
    return [None if math.isnan(value) else float(value) for value in reading.values]


def codes(reading: ColumnReading) -> list[str]:
    return [problem.code for problem in reading.problems]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (12.5, 12.5),
        (0.1 + 0.2, 0.1 + 0.2),  # as it stands in the cell: the rules clean float noise, not the reader
        (7, 7.0),
        ("12", 12.0),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("1 250,00", 1250.0),
        ("1\u00a0250,00", 1250.0),
        ("1\u202f250,00", 1250.0),
        ("1\u2009250", 1250.0),
        ("1.250,00", 1250.0),
        ("1,250.00", 1250.0),
        ("1'250.50", 1250.5),
        ("1’250,50", 1250.5),
        ("1.250.000", 1250000.0),
        ("12.499,50", 12499.5),
        ("0,125", 0.125),
        ("0.125", 0.125),
        (".5", 0.5),
        ("-5", -5.0),
        ("5-", -5.0),
        ("(5)", -5.0),
        ("−5", -5.0),
        ("(1.250,00)", -1250.0),
        ("1.5E+03", 1500.0),
    ],
)
def test_a_number_without_doubt(written: object, number: float) -> None:
    for language in ("en", "sv", "nl"):
        reading = read([written, None], language=language)
        assert numbers(reading) == [number, None]
        assert codes(reading) == []


@pytest.mark.parametrize(
    ("written", "number", "currency"),
    [
        ("€ 12.499,50", 12499.5, "EUR"),
        ("€12,50", 12.5, "EUR"),
        ("12,50 €", 12.5, "EUR"),
        ("USD 12.50", 12.5, "USD"),
        ("$12.50", 12.5, "USD"),
        ("£1,250.00", 1250.0, "GBP"),
        ("12,50 kr", 12.5, "SEK"),
        ("kr 89:-", 89.0, "SEK"),
        ("12 500:-", 12500.0, None),
        ("89:-", 89.0, None),
        ("89:50", 89.5, None),
        ("12,-", 12.0, None),
        ("SEK 1 250,00", 1250.0, "SEK"),
        ("12.499,50 EUR", 12499.5, "EUR"),
        ("12,50 euro", 12.5, "EUR"),
        ("-€ 5", -5.0, "EUR"),
        ("€ -5", -5.0, "EUR"),
        ("($5.00)", -5.0, "USD"),
    ],
)
def test_an_amount_with_its_currency(written: str, number: float, currency: str | None) -> None:
    reading = read([written])
    assert numbers(reading) == [number]
    assert list(reading.extras.get("currency", [None])) == [currency]
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("written", "number", "per", "unit"),
    [
        ("12,50/100 st", 12.5, 100, "pcs"),
        ("12,50 / 100", 12.5, 100, None),
        ("12,50 per 100", 12.5, 100, None),
        ("12,50 kr/st", 12.5, None, "pcs"),
        ("€ 3,40 per kg", 3.4, None, "kg"),
        ("€ 3,40 p. stuk", 3.4, None, "pcs"),
        ("1 250 kr/1000 st", 1250.0, 1000, "pcs"),
        ("12,50/1.000", 12.5, 1000, None),
        ("12,50/C", 12.5, 100, "pcs"),
        ("12.50 per C", 12.5, 100, "pcs"),
        ("12.50 per mille", 12.5, 1000, "pcs"),
        ("€12,50 p/st", 12.5, None, "pcs"),
        ("12.50 each", 12.5, None, "pcs"),
        ("12,50 kr/m", 12.5, None, "m"),
        ("12,50 exkl. moms", 12.5, None, None),
        ("€ 12,50/100 st (excl. btw)", 12.5, 100, "pcs"),
    ],
)
def test_what_a_price_is_for(written: str, number: float, per: float | None, unit: str | None) -> None:
    reading = read([written])
    assert numbers(reading) == [number]
    found = reading.extras.get("price_per", np.array([np.nan]))
    assert [None if math.isnan(value) else value for value in found] == [per]
    assert list(reading.extras.get("unit", [None])) == [unit]


@pytest.mark.parametrize(
    ("written", "number", "unit"),
    [
        ("12 st", 12.0, "pcs"),
        ("12st.", 12.0, "pcs"),
        ("5 stuks", 5.0, "pcs"),
        ("3 pcs", 3.0, "pcs"),
        ("2 x", 2.0, None),
        ("1,5 kg", 1.5, "kg"),
        ("2 rullar", 2.0, "roll"),
        ("4 dozen", 4.0, "box"),
        ("10 000 st", 10000.0, "pcs"),
        ("3 förp.", 3.0, "pack"),
        ("6 m²", 6.0, "m2"),
    ],
)
def test_a_quantity_with_its_unit(written: str, number: float, unit: str | None) -> None:
    reading = read([written], "quantity")
    assert numbers(reading) == [number]
    assert list(reading.extras.get("unit", [None])) == [unit]
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("field", "written", "code"),
    [
        ("quantity", "ja", "words_for_number"),
        ("quantity", "x", "words_for_number"),
        ("quantity", True, "words_for_number"),
        ("quantity", "Weight Captured Separately", "counted_elsewhere"),
        ("freight_cost", "ingår i priset", "counted_elsewhere"),
        ("unit_price", "inbegrepen", "counted_elsewhere"),
        ("quantity", "zie bijlage", "refers_elsewhere"),
        ("quantity", "See DN-304 (ID#:10589)", "refers_elsewhere"),
        ("quantity", "5/3 rec 20", "not_a_number"),
        ("quantity", "1/2", "not_a_number"),
        ("quantity", "12+3", "not_a_number"),
        ("quantity", "2 x 50 st", "not_a_number"),
        ("quantity", "5 kartong à 12", "not_a_number"),
        ("quantity", "12:50", "not_a_number"),
        ("quantity", "5 kr", "not_a_number"),
        ("quantity", "50 %", "not_a_number"),
        ("quantity", "6 100-pack", "not_a_number"),
        ("quantity", "12-pack", "not_a_number"),
        ("quantity", "5-st", "not_a_number"),
        ("unit_price", "4.5M", "not_a_number"),
        ("unit_price", "12,50/M", "not_a_number"),  # a thousand, or a metre
        ("unit_price", "12,50 incl. btw", "not_a_number"),
        ("unit_price", "12 st", "not_a_number"),
        ("line_amount", "1,2 t", "not_a_number"),
        ("quantity", "10-20", "range_for_number"),
        ("quantity", "3 000 2", "not_a_number"),
        ("unit_price", "1,25,00", "not_a_number"),
        ("unit_price", "12 %", "not_a_number"),
        ("unit_price", "kr.", "words_for_number"),
        ("quantity", dt.datetime(2026, 3, 5), "date_for_number"),
        ("quantity", "#DIV/0!", "error_in_cell"),
    ],
)
def test_what_is_no_number_is_told_and_never_guessed(field: str, written: object, code: str) -> None:
    reading = read([1.0, written], field)
    assert numbers(reading) == [1.0, None]
    assert codes(reading) == [code]
    assert reading.problems[0].index == 1
    assert reading.problems[0].severity is Severity.ERROR


@pytest.mark.parametrize("written", ["-", "n/a", "TBD", "på förfrågan", "op aanvraag", "on request"])
def test_no_number_is_no_mistake(written: str) -> None:
    reading = read([written])
    assert numbers(reading) == [None]
    assert [(problem.code, problem.severity) for problem in reading.problems] == [
        ("no_number_given", Severity.INFO)
    ]


def test_a_dozen_is_twelve_in_english_and_boxes_in_dutch() -> None:
    assert codes(read(["4 dozen"], "quantity", "en")) == ["not_a_number"]
    dutch = read(["4 dozen"], "quantity", "nl")
    assert (numbers(dutch), list(dutch.extras["unit"])) == ([4.0], ["box"])


def test_about_and_from() -> None:
    assert numbers(read(["ca 50"], "quantity")) == [50.0]
    assert codes(read(["ca 50"], "quantity")) == ["number_is_about"]
    assert numbers(read(["100+", "från 250", "500-999", ">=1000"], "quantity_break")) == [100, 250, 500, 1000]
    assert codes(read(["100+"], "quantity")) == ["not_a_number"]


@pytest.mark.parametrize(
    ("values", "language", "expected", "found"),
    [
        (["1.250", "12,50"], "en", [1250, 12.5], []),
        (["1.250", "12.50"], "sv", [1.25, 12.5], []),
        (["1,250", "12.50"], "sv", [1250, 12.5], []),
        (["1,250", "1,250,000"], "sv", [1250, 1250000], []),
        (["1.250"], "nl", [1250], ["number_style_by_language"]),
        (["1,250"], "en", [1250], ["number_style_by_language"]),
        (["1,250"], "nl", [1.25], ["number_style_unclear"]),
        (["1.250"], "en", [1.25], ["number_style_unclear"]),
        (["1.250", "2.500", "3.125"], "en", [1.25, 2.5, 3.125], ["number_style_unclear"]),
        (["1.250", "89:50"], "en", [1.25, 89.5], ["number_style_unclear"]),
        (["1.250", "12,50", "12.50"], "en", [None, 12.5, 12.5], ["number_ambiguous"]),
    ],
)
def test_the_column_decides_what_a_separator_means(
    values: list[object], language: str, expected: list[float | None], found: list[str]
) -> None:
    reading = read(values, language=language)
    assert numbers(reading) == expected
    assert codes(reading) == found


def test_setting_table_and_workbook_decide_before_the_language() -> None:
    assert numbers(read(["1.250"], language="nl", decimal_setting="point")) == [1.25]
    assert codes(read(["1.250"], language="nl", decimal_setting="point")) == []
    assert numbers(read(["1.250"], language="nl", decimal_table=".", decimal_workbook=",")) == [1.25]
    assert codes(read(["1.250"], language="nl", decimal_table=".")) == ["number_style_from_elsewhere"]
    assert numbers(read(["1.250"], language="nl", decimal_workbook=".")) == [1.25]


def test_percentages() -> None:
    assert numbers(read(["12,5 %", "10", 7.5], "discount")) == [12.5, 10.0, 7.5]
    fractions = read([0.125, 0.07, 0.0, "5 %", None], "discount")
    assert numbers(fractions) == [12.5, 7.0, 0.0, 5.0, None]
    assert codes(fractions) == ["percent_as_fraction"]
    assert numbers(read([0.0, 0.0], "discount")) == [0.0, 0.0]
    assert numbers(read([0.5, 1.0], "discount")) == [0.5, 1.0]
    assert numbers(read([0.5, 12.0], "discount")) == [0.5, 12.0]
    assert numbers(read(["95 %", 0.9], "on_time_rate")) == [0.95, 0.9]


@pytest.mark.parametrize(
    ("written", "number", "found"),
    [
        (14.0, 14, []),
        ("14", 14, []),
        ("10 dagar", 10, []),
        ("3 veckor", 21, []),
        ("2 weken", 14, []),
        ("6 weeks ARO", 42, []),
        ("1,5 vecka", 11, []),
        ("2 månader", 60, []),
        ("48 h", 2, []),
        ("4-6 weeks", 42, ["range_longest"]),
        ("10 à 14 dagen", 14, ["range_longest"]),
        ("10 werkdagen", 14, ["working_days_converted"]),
        ("5 arbetsdagar", 7, ["working_days_converted"]),
        ("i lager", 0, ["from_stock"]),
        ("op voorraad", 0, ["from_stock"]),
        ("ex stock", 0, ["from_stock"]),
        (">14", 14, ["number_is_about"]),
        ("min 3 v", 21, ["number_is_about"]),
        ("3 kg", None, ["not_a_length_of_time"]),
        ("v.12", None, ["not_a_number"]),
        ("snart", None, ["words_for_number"]),
    ],
)
def test_lead_times(written: object, number: float | None, found: list[str]) -> None:
    reading = read([written], "lead_time")
    assert numbers(reading) == [number]
    assert codes(reading) == found


@pytest.mark.parametrize(
    "title", ["Ledtid (veckor)", "Levertijd weken", "Lead time [wks]", "Lead time in weeks"]
)
def test_the_title_names_the_unit_of_lead_times(title: str) -> None:
    reading = read([3.0, "2", "10 dagar"], "lead_time", title=title)
    assert numbers(reading) == [21.0, 14.0, 10.0]
    assert codes(reading) == ["days_by_title"]


def test_a_crown_is_the_buyers_own() -> None:
    assert list(read(["5 kr"], base_currency="DKK").extras["currency"]) == ["DKK"]
    assert codes(read(["5 kr"], base_currency="DKK")) == []
    unsure = read(["5 kr"], language="nl")
    assert list(unsure.extras["currency"]) == ["SEK"]
    assert codes(unsure) == ["currency_sign_unclear"]


AMOUNTS = st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False)
COUNTRIES = {
    "sv": [(" ", ","), ("\u00a0", ","), ("\u202f", ","), ("", ",")],
    "nl": [(".", ","), ("", ",")],
    "en": [(",", "."), ("", ".")],
}


@st.composite
def written_amounts(draw: st.DrawFn) -> tuple[str, list[float], list[str]]:
    language = draw(st.sampled_from(sorted(COUNTRIES)))
    thousands, decimal = draw(st.sampled_from(COUNTRIES[language]))
    pattern = draw(st.sampled_from(["{}", "€ {}", "{} EUR", "EUR {}", "{}€", "-{}", "{} kr", " {} "]))
    amounts = draw(st.lists(AMOUNTS, min_size=1, max_size=8))
    texts = [
        pattern.format(f"{amount:,.2f}".replace(",", "~").replace(".", decimal).replace("~", thousands))
        for amount in amounts
    ]
    sign = -1 if pattern.startswith("-") else 1
    return language, [sign * float(amount) + 0.0 for amount in amounts], texts


@settings(max_examples=150, deadline=None)
@given(written_amounts())
def test_every_amount_in_the_style_of_each_country_comes_back(
    case: tuple[str, list[float], list[str]],
) -> None:
    language, amounts, texts = case
    reading = read(list(texts), language=language, base_currency="SEK")
    assert numbers(reading) == amounts
    assert codes(reading) == []


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 10**9),
    st.sampled_from(["sv", "nl", "en"]),
    st.sampled_from([" ", ".", ",", "'", "\u00a0"]),
)
def test_a_whole_number_in_groups_is_right_or_told(number: int, language: str, thousands: str) -> None:
    reading = read([f"{number:,}".replace(",", thousands)], "quantity", language)
    assert numbers(reading) == [float(number)] or reading.problems


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=30),
    st.sampled_from(
        [
            "unit_price",
            "quantity",
            "discount",
            "lead_time",
            "quantity_break",
            "promised_date",
            "currency",
            "status",
        ]
    ),
)
def test_no_text_raises(text: str, field: str) -> None:
    reading = read([text, 1.0, None], field)
    assert len(reading.values) == 3
