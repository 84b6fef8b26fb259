"""Every date and number as each country writes it comes back exactly, or is asked about; never wrong in silence.

The writers here know nothing of the readers: they are what a Swede, a Dutchman or Fleming, an Englishman or an
American types.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from months import MONTHS

from buybook.workbook.date_order import Elsewhere
from buybook.workbook.values import ColumnContext, ColumnReading, read_column

SWEDISH, DUTCH, ENGLISH = MONTHS["sv"], MONTHS["nl"], MONTHS["en"]
DUTCH_SHORT = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
NBSP, THIN, NARROW = "\u00a0", "\u2009", "\u202f"

# What says the whole date, whatever stands in the rest of the column.
_Writer = Callable[[dt.date], str]
CERTAIN: dict[str, dict[str, _Writer]] = {
    "sv": {
        "2026-03-05": lambda day: day.isoformat(),
        "20260305": lambda day: f"{day:%Y%m%d}",
        "5 mars 2026": lambda day: f"{day.day} {SWEDISH[day.month - 1]} {day.year}",
        "den 5 mars 2026": lambda day: f"den {day.day} {SWEDISH[day.month - 1]} {day.year}",
        "den 5:e mars 2026": lambda day: f"den {day.day}:e {SWEDISH[day.month - 1]} {day.year}",
        "5 mar 2026": lambda day: f"{day.day} {SWEDISH[day.month - 1][:3]} {day.year}",
    },
    "nl": {
        "5 maart 2026": lambda day: f"{day.day} {DUTCH[day.month - 1]} {day.year}",
        "5 mrt 2026": lambda day: f"{day.day} {DUTCH_SHORT[day.month - 1]} {day.year}",
        "05-mrt-2026": lambda day: f"{day:%d}-{DUTCH_SHORT[day.month - 1]}-{day.year}",
        "5 mrt. 2026": lambda day: f"{day.day} {DUTCH_SHORT[day.month - 1]}. {day.year}",
        "2026-03-05": lambda day: day.isoformat(),
    },
    "en": {
        "March 5, 2026": lambda day: f"{ENGLISH[day.month - 1]} {day.day}, {day.year}",
        "5 March 2026": lambda day: f"{day.day} {ENGLISH[day.month - 1]} {day.year}",
        "05-Mar-2026": lambda day: f"{day:%d}-{ENGLISH[day.month - 1][:3]}-{day.year}",
        "Mar 5 2026": lambda day: f"{ENGLISH[day.month - 1][:3]} {day.day} {day.year}",
        "2026-03-05": lambda day: day.isoformat(),
    },
}
# What the column or custom must decide. "us" is a workbook of the United States.
DECIDED: dict[str, dict[str, _Writer]] = {
    "sv": {
        "5/3-2026": lambda day: f"{day.day}/{day.month}-{day.year}",
        "5/3-26": lambda day: f"{day.day}/{day.month}-{day:%y}",
        "5.3.2026": lambda day: f"{day.day}.{day.month}.{day.year}",
        "5/3 2026": lambda day: f"{day.day}/{day.month} {day.year}",
        "260305": lambda day: f"{day:%y%m%d}",
        "26-03-05": lambda day: f"{day:%y-%m-%d}",
    },
    "nl": {
        "05-03-2026": lambda day: f"{day:%d-%m-%Y}",
        "5-3-2026": lambda day: f"{day.day}-{day.month}-{day.year}",
        "5/03/2026": lambda day: f"{day.day}/{day:%m/%Y}",
        "05.03.2026": lambda day: f"{day:%d.%m.%Y}",
        "5-3-26": lambda day: f"{day.day}-{day.month}-{day:%y}",
    },
    "en": {
        "05/03/2026": lambda day: f"{day:%d/%m/%Y}",
        "5.3.2026": lambda day: f"{day.day}.{day.month}.{day.year}",
        "05-03-2026": lambda day: f"{day:%d-%m-%Y}",
    },
    "us": {
        "3/5/2026": lambda day: f"{day.month}/{day.day}/{day.year}",
        "03/05/2026": lambda day: f"{day:%m/%d/%Y}",
        "3/5/26": lambda day: f"{day.month}/{day.day}/{day:%y}",
        "03-05-2026": lambda day: f"{day:%m-%d-%Y}",
    },
}
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2049, 12, 31))
RECENT = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))


def pairs(styles: dict[str, dict[str, _Writer]]) -> list[tuple[str, str]]:
    return [(country, style) for country, writers in styles.items() for style in writers]


def read_dates(cells: list[object], country: str) -> ColumnReading:
    language = "en" if country == "us" else country
    elsewhere = Elsewhere(language=language, country="US" if country == "us" else "auto")
    return read_column(cells, ColumnContext("promised_date", language=language, dates=elsewhere))


def days_of(reading: ColumnReading) -> list[dt.date | None]:
    return list(reading.values.astype("datetime64[D]").tolist())


@pytest.mark.parametrize(("country", "style"), pairs(CERTAIN))
@given(days=st.lists(DAYS, min_size=1, max_size=5))
def test_a_date_in_full_comes_back_without_a_word(country: str, style: str, days: list[dt.date]) -> None:
    reading = read_dates([CERTAIN[country][style](day) for day in days], country)
    assert days_of(reading) == days
    assert reading.problems == ()


@pytest.mark.parametrize(("country", "style"), pairs(DECIDED))
@given(days=st.lists(RECENT, min_size=1, max_size=6))
def test_a_date_of_a_countrys_own_style_comes_back_there(
    country: str, style: str, days: list[dt.date]
) -> None:
    """The last day of a month has a number that no month has, so the column shows the order."""
    shown = [*days, dt.date(2026, 3, 31), dt.date(2026, 10, 30)]
    reading = read_dates([DECIDED[country][style](day) for day in shown], country)
    read = days_of(reading)
    told = {problem.index for problem in reading.problems}
    for place, day in enumerate(shown):
        assert read[place] == day or place in told or None in told
    if style not in (
        "260305",
        "26-03-05",
        "5-3-26",
        "3/5/26",
        "5/3-26",
    ):  # with the year in full: always read
        assert read == shown


@pytest.mark.parametrize(("country", "style"), pairs(DECIDED))
@given(
    days=st.lists(RECENT.filter(lambda day: day.day <= 12 and day.day != day.month), min_size=1, max_size=6)
)
def test_an_ambiguous_date_is_never_read_without_a_finding(
    country: str, style: str, days: list[dt.date]
) -> None:
    """Every day could be a month here: nothing in the column proves what the reader takes it for."""
    cells: list[object] = [DECIDED[country][style](day) for day in days]
    for reader in ("sv", "nl", "en", "us"):
        reading = read_dates(cells, reader)
        assert any(day is None for day in days_of(reading)) or reading.problems
        if days_of(reading) != days:
            assert reading.problems


@given(day=RECENT)
def test_a_spreadsheets_own_number_of_a_day_is_read(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    for cell in (float(serial), float(serial) + 0.625, str(serial), float(f"{day:%Y%m%d}")):
        assert days_of(read_dates([cell], "sv")) == [day]


@given(
    day=RECENT,
    written=st.sampled_from(["v.{w} {y}", "v{y2}{w:02}", "vecka {w} {y}", "{y}-W{w:02}", "wk {w}/{y}"]),
)
def test_a_week_is_read_as_its_friday_and_always_told(day: dt.date, written: str) -> None:
    year, week, _ = day.isocalendar()
    text = written.format(w=week, y=year, y2=year % 100)
    reading = read_dates([text], "sv")
    assert days_of(reading) == [dt.date.fromisocalendar(year, week, 5)]
    assert [problem.code for problem in reading.problems] == ["date_of_week"]


# Separator of thousands and decimal sign, as each country writes amounts.
NUMBERS = {
    "sv": [(space, ",") for space in (" ", NBSP, THIN, NARROW, "")] + [(".", ",")],
    "nl": [(".", ","), ("", ","), (" ", ",")],
    "en": [(",", "."), ("", "."), ("'", "."), ("’", ".")],
}
SHAPES = {
    "sv": ["{}", "{} kr", "{} SEK", "SEK {}", "kr {}", "{}kr"],
    "nl": ["{}", "€ {}", "€{}", "EUR {}", "{} EUR", "{} euro", "€\u00a0{}"],
    "en": ["{}", "${}", "£{}", "USD {}", "{} USD", "US$ {}", "{} GBP"],
}
NEGATIVES = ["-{}", "({})", "{}-", "−{}"]


def text_of(amount: Decimal, thousands: str, decimal: str) -> str:
    whole, _, cents = f"{amount:f}".partition(".")
    groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)][::-1]
    return thousands.join(groups) + (decimal + cents if cents else "")


AMOUNTS = st.decimals(Decimal("0.00"), Decimal("99999999.99"), places=2)


@pytest.mark.parametrize("language", NUMBERS)
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=4), data=st.data())
def test_every_amount_comes_back_exactly(language: str, amounts: list[Decimal], data: st.DataObject) -> None:
    thousands, decimal = data.draw(st.sampled_from(NUMBERS[language]))
    shape = data.draw(st.sampled_from(SHAPES[language]))
    cells: list[object] = [shape.format(text_of(amount, thousands, decimal)) for amount in amounts]
    reading = read_column(cells, ColumnContext("unit_price", language=language, base_currency="SEK"))
    assert reading.values.tolist() == [float(amount) for amount in amounts]


@pytest.mark.parametrize("language", NUMBERS)
@given(amount=AMOUNTS.filter(bool), data=st.data())
def test_every_negative_amount_comes_back_exactly(
    language: str, amount: Decimal, data: st.DataObject
) -> None:
    thousands, decimal = data.draw(st.sampled_from(NUMBERS[language]))
    shape = data.draw(st.sampled_from(NEGATIVES))
    reading = read_column(
        [shape.format(text_of(amount, thousands, decimal))], ColumnContext("unit_price", language=language)
    )
    assert reading.values.tolist() == [-float(amount)]


@pytest.mark.parametrize("language", NUMBERS)
@pytest.mark.parametrize("unit", ["", " st", " stuks", " pcs", "st", " x", " kg", " ea", " förp."])
@given(number=st.integers(0, 9_999_999), data=st.data())
def test_every_whole_quantity_comes_back_or_is_told(
    language: str, unit: str, number: int, data: st.DataObject
) -> None:
    thousands, _ = data.draw(st.sampled_from(NUMBERS[language]))
    cell = text_of(Decimal(number), thousands, "") + unit
    reading = read_column([cell], ColumnContext("quantity", language=language))
    assert reading.values.tolist() == [float(number)] or reading.problems


@pytest.mark.parametrize("language", NUMBERS)
@given(
    percent=st.decimals(Decimal("0.0"), Decimal("100.0"), places=1),
    sign=st.sampled_from(["%", " %", "\u00a0%"]),
)
def test_every_percentage_comes_back_exactly(language: str, percent: Decimal, sign: str) -> None:
    for thousands, decimal in NUMBERS[language][:1]:
        cell = text_of(percent, thousands, decimal) + sign
        reading = read_column([cell], ColumnContext("discount", language=language))
        assert reading.values.tolist() == [float(percent)]
        assert reading.problems == ()


@given(code=st.from_regex(r"0[0-9]{1,9}", fullmatch=True))
def test_leading_zeros_of_a_code_are_kept(code: str) -> None:
    assert read_column([code], ColumnContext("item_number")).values.tolist() == [code]
    assert np.array_equal(read_column([float(code)], ColumnContext("quantity")).values, [float(code)])
