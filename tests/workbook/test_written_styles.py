"""Columns as buyers of each language write them, against the values they were written from.

A wrong value without a word about it is the one thing that must not happen, whatever the style, the length of the
column, its gaps and the odd cell in it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import numpy as np
import pytest
from months import MONTHS

from buybook.workbook.date_order import Elsewhere
from buybook.workbook.values import ColumnContext, ColumnReading, read_column

SHORT = {
    "sv": ["jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"],
    "nl": ["jan.", "feb.", "mrt.", "apr.", "mei", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
WEEKDAYS = {
    "sv": ["mån", "tis", "ons", "tor", "fre", "lör", "sön"],
    "nl": ["ma", "di", "wo", "do", "vr", "za", "zo"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}
NO_DATE = frozenset({dt.date(1970, 1, 1), dt.date(2099, 12, 31), dt.date(9999, 12, 31)})
ODD_DATES = ["TBD", "991231", "31-12-99", "99-12-31", "31.12.99", "?", "2026-02-30", "asap", 0.0, "v.12"]

_Style = Callable[[dt.date, str], object]
# The year is shown in full, or the month is named: read rightly, or asked about.
DATES: dict[str, _Style] = {
    "12 mars 2026": lambda day, language: f"{day.day} {MONTHS[language][day.month - 1]} {day.year}",
    "12 mrt. 2026": lambda day, language: f"{day.day} {SHORT[language][day.month - 1]} {day.year}",
    "12-mrt-26": lambda day, language: f"{day.day}-{SHORT[language][day.month - 1].rstrip('.')}-{day:%y}",
    "Mar 12, 2026": lambda day, language: f"{SHORT[language][day.month - 1]} {day.day}, {day.year}",
    "2026-03-12": lambda day, _: day.isoformat(),
    "2026-03-12 00:00:00": lambda day, _: f"{day} 00:00:00",
    "20260312": lambda day, _: float(f"{day:%Y%m%d}"),
    "serial": lambda day, _: float((day - dt.date(1899, 12, 30)).days),
    "true": lambda day, _: dt.datetime(day.year, day.month, day.day),
    "12-03-2026": lambda day, _: f"{day:%d-%m-%Y}",
    "12/03/2026": lambda day, _: f"{day:%d/%m/%Y}",
    "3/12/2026": lambda day, _: f"{day.month}/{day.day}/{day.year}",
    "12.03.2026": lambda day, _: f"{day:%d.%m.%Y}",
    "12.3.26": lambda day, _: f"{day.day}.{day.month}.{day:%y}",
    "12/3-26": lambda day, _: f"{day.day}/{day.month}-{day:%y}",
    "260312": lambda day, _: f"{day:%y%m%d}",
    "26-03-12": lambda day, _: f"{day:%y-%m-%d}",
    "12-03-26": lambda day, _: f"{day:%d-%m-%y}",
    "03/12/26": lambda day, _: f"{day:%m/%d/%y}",
    "do 12-03-2026": lambda day, language: f"{WEEKDAYS[language][day.weekday()]} {day:%d-%m-%Y}",
}
NOT_DATES: dict[str, _Style] = {
    "tor 12 mars": lambda day, language: (
        f"{WEEKDAYS[language][day.weekday()]} {day.day} {MONTHS[language][day.month - 1]}"
    ),
    "12 mars": lambda day, language: f"{day.day} {MONTHS[language][day.month - 1]}",
    "v.12": lambda day, _: f"v.{day.isocalendar().week}",
    "12/3": lambda day, _: f"{day.day}/{day.month}",
}
SEPARATORS = {
    "sv": [(thousands, ",") for thousands in (" ", "\u00a0", "\u2009", "\u202f", "", ".")],
    "nl": [(".", ","), ("", ","), (" ", ",")],
    "en": [(",", "."), ("", "."), ("'", "."), (" ", ".")],
}
AMOUNTS = [
    "{}",
    "{} kr",
    "€ {}",
    "USD {}",
    "{} USD",
    "${}",
    "{}:-",
    "{},-",
    "{}/st",
    "SEK {}/100 st",
    "({})",
    "{}-",
]
QUANTITIES = ["{}", "{} st", "{} stuks", "{} pcs", "{} x", "{} kg", "-{}", "{}-", "({})", "{} förp"]
UNREADABLE = ["{} 100-pack", "{}-pack", "{} av 100", "{} tkr", "{} dussin", "{} st + {} st", "{}½", "{} %"]


def told(reading: ColumnReading, row: int) -> bool:
    return any(
        problem.index in (None, row) and "currency" not in problem.code for problem in reading.problems
    )


def silently_wrong(reading: ColumnReading, cells: list[object], truth: list[object]) -> list[object]:
    missing = np.isnat(reading.values) if reading.values.dtype.kind == "M" else np.isnan(reading.values)
    read = [None if gone else value for gone, value in zip(missing, reading.values.tolist(), strict=True)]
    found = [value.date() if isinstance(value, dt.datetime) else value for value in read]
    return [
        (cell, value, right)
        for row, (cell, value, right) in enumerate(zip(cells, found, truth, strict=True))
        if value != right and not told(reading, row)
    ]


def date_columns(style: _Style, language: str, seed: int):
    chance = random.Random(seed)
    for count in (3, 3, 10, 10, 40):
        truth: list[object] = [
            dt.date(2025, 6, 1) + dt.timedelta(chance.randrange(600)) for _ in range(count)
        ]
        truth = [None if chance.random() < 0.15 else day for day in truth]
        cells = [style(day, language) if isinstance(day, dt.date) else None for day in truth]
        yield list(cells), list(truth)
        place = chance.randrange(count)
        cells[place], truth[place] = chance.choice(ODD_DATES), None
        yield cells, truth


def read_dates(cells: list[object], language: str) -> ColumnReading:
    context = ColumnContext(
        "promised_date", language=language, dates=Elsewhere(language=language), no_date=NO_DATE
    )
    return read_column(cells, context)


@pytest.mark.parametrize("language", ["en", "sv", "nl"])
@pytest.mark.parametrize("style", DATES)
def test_no_date_is_wrong_without_a_word(style: str, language: str) -> None:
    for seed in range(8):
        for cells, truth in date_columns(DATES[style], language, seed):
            assert silently_wrong(read_dates(cells, language), cells, truth) == []


@pytest.mark.parametrize("language", ["en", "sv", "nl"])
@pytest.mark.parametrize("style", DATES)
def test_a_long_column_of_dates_is_read_rightly_in_every_style(style: str, language: str) -> None:
    days = [dt.date(2025, 6, 1) + dt.timedelta(13 * place) for place in range(40)]
    cells: list[object] = [DATES[style](day, language) for day in days]
    for odd in (None, "991231", "31-12-99", "99-12-31", "TBD"):
        reading = read_dates([*cells, odd], language)
        assert reading.values.astype("datetime64[D]").tolist() == [*days, None]


@pytest.mark.parametrize("language", ["en", "sv", "nl"])
@pytest.mark.parametrize("style", NOT_DATES)
def test_a_day_without_its_year_is_always_told_and_never_guessed(style: str, language: str) -> None:
    cells: list[object] = [NOT_DATES[style](dt.date(2026, 3, 12 + place), language) for place in range(10)]
    reading = read_dates(cells, language)
    assert np.isnat(reading.values).all()
    assert [problem.index for problem in reading.problems] == list(range(10))


def number_columns(pattern: str, language: str, places: int, seed: int):
    chance = random.Random(f"{pattern}{language}{places}{seed}")
    for count in (3, 10, 40):
        for thousands, decimal in SEPARATORS[language]:
            truth: list[object] = []
            cells: list[object] = []
            for _ in range(count):
                amount = round(chance.uniform(0, chance.choice([10, 1000, 100000])), places)
                text = f"{amount:,.{places}f}".replace(",", "~").replace(".", decimal).replace("~", thousands)
                cells.append(pattern.format(*[text] * pattern.count("{}")))
                truth.append(amount * (-1 if pattern in ("-{}", "{}-", "({})") else 1) + 0.0)
            place = chance.randrange(count)
            cells[place], truth[place] = chance.choice(
                [(None, None), ("TBD", None), (12.5, 12.5), ("1250", 1250.0)]
            )
            yield cells, truth


@pytest.mark.parametrize("language", ["en", "sv", "nl"])
@pytest.mark.parametrize(
    ("field", "pattern"),
    [("unit_price", pattern) for pattern in AMOUNTS] + [("quantity", pattern) for pattern in QUANTITIES],
)
def test_no_number_is_wrong_without_a_word(field: str, pattern: str, language: str) -> None:
    for places in (0,) if pattern in ("{}:-", "{},-") else (0, 1, 2, 3, 4):
        for seed in range(2):
            for cells, truth in number_columns(pattern, language, places, seed):
                reading = read_column(cells, ColumnContext(field, language=language, base_currency="SEK"))
                assert silently_wrong(reading, cells, truth) == []


@pytest.mark.parametrize("language", ["en", "sv", "nl"])
@pytest.mark.parametrize("pattern", UNREADABLE)
def test_what_could_be_misread_is_told(pattern: str, language: str) -> None:
    cells: list[object] = [pattern.format(*[str(number)] * pattern.count("{}")) for number in (2, 30, 668)]
    reading = read_column(cells, ColumnContext("quantity", language=language))
    assert np.isnan(reading.values).all()
    assert [problem.index for problem in reading.problems] == [0, 1, 2]
