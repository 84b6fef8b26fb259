"""Currencies that only a number format shows, and states that are only a colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pytest

from buybook.findings import Finding, Severity
from buybook.schema import TableKind
from buybook.settings import Settings
from buybook.vocabulary import words
from buybook.workbook.format_currencies import currency_of_format
from buybook.workbook.reading import read_tables
from buybook.workbook.status_colours import MOST_ROWS
from buybook.workbook.tables import Area, Column, Grid, RecognisedTable

GREEN, YELLOW, RED, BLUE = (0, 176, 80), (255, 255, 0), (255, 0, 0), (0, 0, 255)
FIELDS = {
    "Order": "po_number",
    "Leverantör": "supplier",
    "Artikel": "item_number",
    "Antal": "quantity_ordered",
}


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ('#,##0.00 "kr"', "kr"),
        ("#,##0.00\\ [$kr-41D]", "SEK"),
        ("#,##0.00 [$kr-414]", "NOK"),
        ("[$kr-da-DK] #,##0", "DKK"),
        ("[$€-413] #,##0.00", "EUR"),
        ("[$€-2]\\ #,##0.00", "EUR"),
        ('_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', "EUR"),
        ("£#,##0.00", "GBP"),
        ("[$$-409]#,##0.00", "USD"),
        ("[$$-1009]#,##0.00", "CAD"),
        ("[$¥-411]0", "JPY"),
        ("[$USD] 0.00", "USD"),
        ("$#,##0.00", None),  # the computer's own currency, whatever that is
        ("General", None),
        ("0.00", None),
        ('0 "st"', None),
        ('#,##0.00 "kr/st"', None),
        ("[$-413]d mmm yyyy", None),
    ],
)
def test_the_currency_of_a_number_format(code: str, currency: str | None) -> None:
    assert currency_of_format(code) == currency


class Sheet:
    """A sheet with a legend in A1:B4 and a list from row 6 on, and how often its looks were asked for."""

    def __init__(
        self,
        rows: list[list[object]],
        legend: Mapping[str, tuple[int, int, int]],
        fields: Mapping[str, str] = FIELDS,
        fills: Mapping[tuple[int, int], tuple[int, int, int]] | None = None,
        formats: Mapping[int, str] | None = None,
    ) -> None:
        self.fills = {(1 + place, 1): colour for place, colour in enumerate(legend.values())} | dict(
            fills or {}
        )
        self.formats = formats or {}
        self.asked = 0
        width = len(fields)
        head: list[list[object]] = [[None, word, *[None] * (width - 2)] for word in legend]
        head += [[None] * width] * (5 - len(head))
        self.grid = Grid(
            "Order", [*head, list(fields), *rows], number_format=self.number_format, fill=self.fill
        )
        columns = tuple(Column(place, title, name) for place, (title, name) in enumerate(fields.items(), 1))
        self.table = RecognisedTable(
            1, TableKind.ORDERS, "Order", 6, 7, 6 + len(rows), 1, width, columns, language="sv"
        )

    def fill(self, area: Area) -> tuple[int, int, int] | None:
        self.asked += 1
        return self.fills.get((area.first_row, area.first_column))

    def number_format(self, area: Area) -> str | None:
        self.asked += 1
        found = {self.formats.get(row, "General") for row in range(area.first_row, area.last_row + 1)}
        return found.pop() if len(found) == 1 else None

    def read(self, settings: Settings | None = None) -> tuple[pd.DataFrame, list[Finding]]:
        frames, findings = read_tables(
            {"Order": self.grid}, [self.table], settings or Settings(), words("sv")
        )
        return frames[TableKind.ORDERS], list(findings)


LEGEND = {"Levererad": GREEN, "Gul = delleverans": YELLOW, "Avbeställd": RED}


def lines(count: int) -> list[list[object]]:
    return [[f"PO-{number}", "Nordic AB", f"A-{number}", 10.0] for number in range(count)]


def test_a_colour_is_read_as_the_legend_says() -> None:
    fills = {(7, 3): GREEN, (8, 3): YELLOW, (9, 3): RED, (10, 3): BLUE, (7, 1): BLUE}
    frame, findings = Sheet(lines(5), LEGEND, fills=fills).read()
    assert frame["status"].tolist() == ["received", "partially_received", "cancelled", None, None]
    assert frame["status_text"].tolist() == ["Levererad", "delleverans", "Avbeställd", None, None]
    (told,) = [finding for finding in findings if finding.code == "status_by_colour"]
    assert told.values == {"column": "C", "count": 3, "legend": "B1, B2, B3"}


def test_colours_without_a_legend_mean_nothing_and_are_not_asked_for() -> None:
    sheet = Sheet(lines(200), {}, fills={(row, 1): GREEN for row in range(7, 100)})
    frame, findings = sheet.read()
    assert "status" not in frame
    assert (sheet.asked, findings) == (0, [])


def test_one_coloured_word_is_no_legend_and_one_colour_has_one_meaning() -> None:
    fills = {(row, 1): GREEN for row in range(7, 10)}
    assert "status" not in Sheet(lines(3), {"Levererad": GREEN}, fills=fills).read()[0]
    twice = {"Levererad": GREEN, "Avbeställd": GREEN, "Delleverans": YELLOW}
    assert "status" not in Sheet(lines(3), twice, fills=fills).read()[0]


def test_a_status_in_words_counts_before_colours() -> None:
    fields = {**FIELDS, "Status": "status"}
    rows = [[*line, status] for line, status in zip(lines(2), ["Beställd", None], strict=True)]
    sheet = Sheet(rows, LEGEND, fields, fills={(7, 1): GREEN, (8, 1): GREEN})
    assert sheet.read()[0]["status"].tolist() == ["sent", None]
    assert sheet.asked == 0


def test_an_empty_status_column_is_where_the_colours_are_looked_for_first() -> None:
    fields = {**FIELDS, "Status": "status"}
    fills = {(7, 5): GREEN, (8, 5): RED, (7, 1): YELLOW, (8, 1): YELLOW}
    sheet = Sheet([[*line, None] for line in lines(2)], LEGEND, fields, fills=fills)
    assert sheet.read()[0]["status"].tolist() == ["received", "cancelled"]


def test_a_long_list_is_read_in_part_and_told() -> None:
    count = MOST_ROWS + 50
    sheet = Sheet(lines(count), LEGEND, fills={(7 + row, 2): GREEN for row in range(count)})
    frame, findings = sheet.read()
    assert frame["status"].notna().sum() == MOST_ROWS
    (told,) = [finding for finding in findings if finding.code.startswith("status_by_colour")]
    assert (told.code, told.severity) == ("status_by_colour_in_part", Severity.WARNING)
    assert sheet.asked < MOST_ROWS + 500


PRICED = {**FIELDS, "Pris": "unit_price"}


def test_the_number_format_of_prices_says_their_currency() -> None:
    formats = dict.fromkeys(range(7, 107), "[$€-413] #,##0.00") | {20: '#,##0.00 "kr"'}
    sheet = Sheet([[*line, 12.5] for line in lines(100)], {}, PRICED, formats=formats)
    frame, findings = sheet.read(replace(Settings(), base_currency="SEK"))
    assert frame["currency"].tolist() == ["SEK" if row == 13 else "EUR" for row in range(100)]
    told = [finding for finding in findings if finding.code == "currency_from_format"]
    assert [dict(each.values) for each in told] == [
        {"currency": "EUR", "count": 99},
        {"currency": "SEK", "count": 1},
    ]
    assert sheet.asked < 30


def test_a_currency_in_words_counts_before_the_format() -> None:
    fields = {**PRICED, "Valuta": "currency"}
    rows = [[*line, 12.5, currency] for line, currency in zip(lines(2), ["USD", None], strict=True)]
    sheet = Sheet(rows, {}, fields, formats=dict.fromkeys((7, 8), "[$€-2] 0"))
    assert sheet.read()[0]["currency"].tolist() == ["USD", "EUR"]
    sheet = Sheet([[*line, 12.5, "USD"] for line in lines(2)], {}, fields)
    sheet.read()
    assert sheet.asked == 0
