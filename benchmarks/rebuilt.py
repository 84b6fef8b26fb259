"""Sheets made from labels, for workbooks of which only the titles may be passed on.

The titles stand where they stood, under a heading where the list had room for one; the values are ours, of the
kind that the labels name. That is easier than the real thing: figures of such sheets are shown by themselves.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from labelled import LabelledColumn, LabelledTable, LabelledWorkbook, place

from buybook.schema import FIELDS, Kind
from buybook.vocabulary import Words, words
from buybook.workbook.tables import Area, Grid

_GOODS = {
    "en": ("Hex bolt M8x40", "Ball valve 1/2\"", "Safety gloves L", "Toner black", "Cable tie 200 mm", "Air filter G4"),
    "sv": ("Sexkantskruv M8x40", "Kulventil DN15", "Skyddshandske L", "Toner svart", "Buntband 200 mm", "Luftfilter G4"),
    "nl": ("Zeskantbout M8x40", "Kogelkraan 1/2\"", "Werkhandschoen L", "Toner zwart", "Kabelbinder 200 mm", "Luchtfilter"),
}  # fmt: skip
_FIRMS = {
    "en": ("Acme Fasteners Ltd", "Northway Supplies", "Kessler Inc", "Bolton Tools Ltd"),
    "sv": ("Skruvgrossisten AB", "Nordvent AB", "Ahlsell", "Verktygsboden AB"),
    "nl": ("Van Dijk Techniek BV", "Bouwmaat", "De Vries Groothandel BV", "Technische Unie"),
}
_PEOPLE = {
    "en": ("J. Carter", "M. Doyle"),
    "sv": ("Eva Lind", "P. Nyström"),
    "nl": ("S. de Boer", "K. Smit"),
}
_UNITS = {
    "en": ("pcs", "pcs", "box", "m"),
    "sv": ("st", "st", "frp", "m"),
    "nl": ("stuks", "stuks", "doos", "m"),
}
_REMARKS = {"en": "call before delivery", "sv": "ring före leverans", "nl": "bellen voor levering"}
_TOTAL = {"en": "Total", "sv": "Summa", "nl": "Totaal"}
_GROUPS = ("Bosch", "SKF", "3M", "Wago")
_DAYS = re.compile(r"date|datum|updated", re.IGNORECASE)
_LINKS = re.compile(r"link|länk|url", re.IGNORECASE)
_START = dt.datetime(2026, 1, 12)
_FORM = 6  # a list that begins this far down has a form above it

Value = Callable[[str, int], object]


def rebuilt(book: LabelledWorkbook) -> list[Grid]:
    """Make the sheets that the labels of a workbook tell of."""
    sheets = dict.fromkeys(table.sheet for table in book.tables)
    return [_sheet(book.language, name, [t for t in book.tables if t.sheet == name]) for name in sheets]


def _sheet(language: str, name: str, tables: Sequence[LabelledTable]) -> Grid:
    cells: dict[tuple[int, int], object] = {}
    merges: list[Area] = []
    for table in tables:
        _write_above(cells, merges, table, words(language))
        _write_list(cells, merges, table, language)
    rows = max(row for row, _ in cells)
    columns = max(column for _, column in cells)
    values = [[cells.get((row, column)) for column in range(1, columns + 1)] for row in range(1, rows + 1)]
    return Grid(name, values, merges=tuple(merges))


def _write_above(
    cells: dict[tuple[int, int], object], merges: list[Area], table: LabelledTable, said: Words
) -> None:
    first, last = table.width()
    if table.header_row >= _FORM and first == 1:
        cells[1, 1] = _FIRMS[said.language][0]
        cells[3, 1] = said.label(f"kind.{table.kinds[0]}")
    if table.group_row is None:
        return
    groups = [[place(letters) for letters in block] for block in table.blocks] or [[first, last]]
    for number, columns in enumerate(groups):
        cells[table.group_row, columns[0]] = _FIRMS[said.language][number]
        merges.append(Area(table.group_row, columns[0], table.group_row, columns[-1]))


def _write_list(
    cells: dict[tuple[int, int], object], merges: list[Area], table: LabelledTable, language: str
) -> None:
    for row in range(table.header_row + 1, table.first_row):
        cells[row, table.width()[0]] = f"{_TOTAL[language][:1]}{row}. {_GOODS[language][row % 6].split()[0]}"
    for letters, column in table.columns.items():
        if column.title:
            cells[table.header_row, place(letters)] = column.title
    for row in range(table.first_row, table.last_row + 1):
        for letters, value in _line(table, language, row - table.first_row).items():
            cells[row, place(letters)] = value
    for one, other in pairwise(sorted(map(place, table.columns))):
        if other > one + 1:  # a title over several columns
            merges.extend(
                Area(row, one, row, other - 1) for row in range(table.header_row, table.last_row + 1)
            )
    priced = [letters for letters, column in table.columns.items() if column.field == "line_amount"]
    if len(priced) == 1:
        cells[table.last_row + 2, table.width()[0]] = _TOTAL[language]
        below = range(table.first_row, table.last_row + 1)
        cells[table.last_row + 2, place(priced[0])] = sum(
            value for row in below if isinstance(value := cells.get((row, place(priced[0]))), float)
        )


def _line(table: LabelledTable, language: str, number: int) -> dict[str, object]:
    """Give the values of a line; an amount is quantity times the price left of it."""
    line: dict[str, object] = {}
    quantity = price = 0.0
    for letters in sorted(table.columns, key=place):
        column = table.columns[letters]
        value = _value(column, language, number)
        if column.field == "line_amount" and quantity and price:
            value = round(quantity * price, 2)
        elif column.field in {"quantity", "quantity_ordered"} and isinstance(value, float):
            quantity = quantity or value
        elif column.field in {"unit_price", "purchase_price"} and isinstance(value, float):
            price = value = value + 0.35 * place(letters)
        line[letters] = value
    return line


def _value(column: LabelledColumn, language: str, number: int) -> object:
    name = column.field or next(iter(sorted(column.also)), None)
    if name is None:
        return _unlabelled(column.title, language, number)
    if name in _OF_FIELDS:
        return _OF_FIELDS[name](language, number)
    return _OF_KINDS[FIELDS[name].kind](language, number)


def _unlabelled(title: str, language: str, number: int) -> object:
    if _DAYS.search(title):
        return _day(language, number)
    if _LINKS.search(title):
        return f"https://shop.example/{number}"
    return _PEOPLE[language][number % 2] if len(title) > 7 else None


def _day(_: str, number: int) -> object:
    return _START + dt.timedelta(days=3 * number)


def _one_of(choices: Mapping[str, Sequence[str]]) -> Value:
    return lambda language, number: choices[language][number % len(choices[language])]


def _state(language: str, number: int) -> object:
    said = words(language)
    return said.state(("sent", "confirmed", "received")[number % 3])


_OF_FIELDS: Mapping[str, Value] = {
    "description": _one_of(_GOODS),
    "specification": lambda _, number: f"{10 + number} x {4 + number % 3} mm, A2",
    "manufacturer": lambda _, number: _GROUPS[number % 4],
    "manufacturer_part_number": lambda _, number: f"{_GROUPS[number % 4][:2].upper()}{6200 + 7 * number}-2Z",
    "supplier": _one_of(_FIRMS),
    "supplier_no": lambda _, number: f"{10020 + number % 4}",
    "buyer": _one_of(_PEOPLE),
    "supplier_contact": _one_of(_PEOPLE),
    "po_line": lambda _, number: float(number + 1),
    "comment": lambda language, number: None if number % 3 else _REMARKS[language],
    "category": lambda _, number: ("Fasteners", "Valves", "PPE")[number % 3],
    "payment_terms": lambda _, number: f"{30 + 15 * (number % 2)} days net",
}
_OF_KINDS: Mapping[Kind, Value] = {
    Kind.TEXT: _one_of(_GOODS),
    Kind.CODE: lambda _, number: f"AB-{1040 + 13 * number}",
    Kind.QUANTITY: lambda _, number: float((5, 12, 100, 2, 40)[number % 5]),
    Kind.UNIT: _one_of(_UNITS),
    Kind.MONEY: lambda _, number: (12.5, 3.95, 148.0, 0.72, 61.2)[number % 5],
    Kind.NUMBER: lambda _, number: (1.0, 7.25, 10.6)[number % 3],
    Kind.PERCENT: lambda _, number: (5.0, 10.0, 12.5)[number % 3],
    Kind.CURRENCY: lambda _, number: ("EUR", "SEK")[number % 2],
    Kind.DATE: _day,
    Kind.DAYS: lambda _, number: (7.0, 14.0, 21.0)[number % 3],
    Kind.STATUS: _state,
}
