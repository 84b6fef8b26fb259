"""Forms of five suppliers come back, three of them mangled: no wrong value, and every doubtful cell is told.

Then at random: whatever a supplier does to the form, a price is the right one, or it is told that it may not be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from rfq_examples import column_of, filled, grids, head, keyed, request, row_of, set_value, titles_row

from buybook.documents.order_content import Party
from buybook.documents.rfq import RfqLine
from buybook.rfq_keys import read_key, read_mark
from buybook.vocabulary import words
from buybook.workbook.rfq_reply import FormReply, read_own_form
from buybook.workbook.tables import Grid

EN = words("en")


@dataclass(frozen=True)
class Supplier:
    """What a supplier quotes, what they did to the form, and which cells must be told of."""

    name: str
    language: str
    currency: str
    prices: dict[str, object]  # as they were typed
    right: dict[str, tuple[str, int]]  # position -> price, and for how many
    mangle: Callable[[Worksheet, Workbook], None] | None = None
    told: frozenset[str] = field(default_factory=frozenset)


def sorted_with_rows_and_total(sheet: Worksheet, workbook: Workbook) -> None:
    """Sorted by price, a blank row and a remark between the lines, a total beneath, and a sheet of terms."""
    rows = [row for row, key in keyed(sheet) if key.kind == "L"]
    values = [[sheet.cell(row, column).value for column in range(1, sheet.max_column + 1)] for row in rows]
    for row, cells in zip(rows, reversed(values), strict=True):
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column).value = value  # type: ignore[union-attr]
    sheet.insert_rows(rows[2], 2)
    sheet.cell(rows[2], 3).value = "Prices hold for the whole year"  # type: ignore[union-attr]
    last = sheet.max_row + 2
    sheet.cell(last, 4).value = "Summa"  # type: ignore[union-attr]
    sheet.cell(last, column_of(sheet, "unit_price")).value = 99_999  # type: ignore[union-attr]
    terms = workbook.create_sheet("Villkor", 0)
    for row in (("Artikel", "Pris"), ("20-1100", 55), ("88-001", 44)):
        terms.append(row)


def renamed_with_columns(sheet: Worksheet, workbook: Workbook) -> None:
    """Columns inserted and renamed, prices per 100 by their title, two columns of their own."""
    for place in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(place.coord)
    sheet.insert_cols(column_of(sheet, "unit_price"), 1)
    sheet.insert_cols(2, 1)
    titles = titles_row(sheet)
    sheet.cell(titles, column_of(sheet, "unit_price")).value = "Nettoprijs per 100"  # type: ignore[union-attr]
    sheet.cell(titles, column_of(sheet, "lead_time")).value = "Levertijd (weken)"  # type: ignore[union-attr]
    surcharge = column_of(sheet, "unit_price") - 1
    sheet.cell(titles, surcharge).value = "Koperteslag"  # type: ignore[union-attr]
    sheet.cell(row_of(sheet, "10"), surcharge).value = 1.2  # type: ignore[union-attr]
    sheet.insert_rows(1, 4)


def units_and_lines(sheet: Worksheet, workbook: Workbook) -> None:
    """Another unit, another article, a line more, a line twice with another price."""
    set_value(sheet, row_of(sheet, "30"), "unit", "box")
    set_value(sheet, row_of(sheet, "20"), "description", "Bearing 6204-ZZ")
    source, target = row_of(sheet, "40"), sheet.max_row + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(target, column).value = sheet.cell(source, column).value  # type: ignore[union-attr]
    set_value(sheet, target, "unit_price", 7)
    set_value(sheet, target + 1, "item_number", "20-9000")
    set_value(sheet, target + 1, "description", "Key 8×7")
    set_value(sheet, target + 1, "unit_price", 3.1)


SUPPLIERS = (
    Supplier(
        "Kugghjul & Axlar AB", "sv", "SEK",
        {"10": 36.7, "20": 4.25, "30": 18.9, "40": 12},
        {"10": ("36.7", 1), "20": ("4.25", 1), "30": ("18.9", 1), "40": ("12", 1)},
    ),
    Supplier(
        "Harrowmere Ltd", "en", "GBP",
        {"10": "£1,234.50", "20": "no bid", "30": "18.90 GBP", "40": "12.00 / 100 pcs"},
        {"10": ("1234.50", 1), "30": ("18.90", 1), "40": ("12", 100)},
    ),
    Supplier(
        "Nordbolt AB", "sv", "SEK",
        {"10": "1.234,50 kr", "20": "4,25 kr", "30": "18,90", "40": "12,00 kr/100 st"},
        {"10": ("1234.50", 1), "20": ("4.25", 1), "30": ("18.90", 1), "40": ("12", 100)},
        sorted_with_rows_and_total,
        frozenset({"form_remark"}),
    ),
    Supplier(
        "Van Dael BV", "nl", "EUR",
        {"10": "3.670,00", "20": 425, "30": "1.890,00", "40": 1200},
        {"10": ("3670", 100), "20": ("425", 100), "30": ("1890", 100), "40": ("1200", 100)},
        renamed_with_columns,
        frozenset(
            {"form_column_renamed", "form_price_per_from_title", "form_extra_column", "days_by_title"}
        ),
    ),
    Supplier(
        "Ketels GmbH", "en", "EUR",
        {"10": "36.70", "20": "4.25", "30": "18.90", "40": 12},
        {"10": ("36.70", 1), "20": ("4.25", 1), "30": ("18.90", 1), "None": ("3.1", 1)},
        units_and_lines,
        frozenset({"form_unit_changed", "form_text_changed", "form_row_twice", "form_row_without_key"}),
    ),
)  # fmt: skip


def reply_of(supplier: Supplier) -> FormReply:
    rfq = request(supplier=Party(supplier.name))
    workbook = filled(rfq, supplier.language, supplier.prices)
    sheet = workbook.worksheets[0]
    head(sheet, "currency", supplier.currency)
    if supplier.mangle is not None:
        supplier.mangle(sheet, workbook)
    reply = read_own_form(grids(workbook), EN)
    assert reply is not None
    return reply


@pytest.mark.parametrize("supplier", SUPPLIERS, ids=lambda each: each.name)
def test_forms_of_five_suppliers(supplier: Supplier) -> None:
    reply = reply_of(supplier)
    assert reply.supplier == supplier.name
    priced = {
        str(line.line): (line.unit_price, line.price_per)
        for line in reply.lines
        if line.unit_price is not None
    }
    assert priced == {name: (Decimal(price), per) for name, (price, per) in supplier.right.items()}
    assert {line.currency for line in reply.lines if line.unit_price is not None} == {supplier.currency}
    assert {finding.code for finding in reply.findings} == supplier.told


def test_what_is_told_names_its_cell() -> None:
    for supplier in SUPPLIERS:
        for finding in reply_of(supplier).findings:
            assert finding.sheet and finding.cell, finding
            assert EN.text(finding.code, finding.values) and EN.remedy(finding.code, finding.values)


# -- at random

_STYLES: dict[str, Callable[[Decimal], object]] = {
    "number": float,
    "point": lambda price: f"{price:.2f}",
    "comma": lambda price: f"{price:.2f}".replace(".", ","),
    "grouped comma": lambda price: f"{price:,.2f}".translate(str.maketrans(",.", ".,")),
    "grouped point": lambda price: f"{price:,.2f}",
    "space": lambda price: f"{price:,.2f}".replace(",", " ").replace(".", ","),
    "currency": lambda price: f"EUR {price:.2f}".replace(".", ","),
    "three decimals": lambda price: f"{price:.3f}",
    "whole in groups": lambda price: f"{price:,.0f}" if price == price.to_integral() else f"{price:.2f}",
}
_PRICES = st.decimals("0.01", "99999", places=2)


@cache
def blank_form() -> tuple[tuple[object, ...], ...]:
    """The values of the form with ten lines, and the hidden sheet's."""
    lines = tuple(
        RfqLine(str(10 * at), f"Article {at}", Decimal(100 * at), "pcs", f"20-{at:04d}")
        for at in range(1, 11)
    )
    return tuple(tuple(map(tuple, grid.values)) for grid in grids(filled(request(lines=lines), "nl", {})))


class Mangled:
    """The values of the form's first sheet, and what is done to them."""

    def __init__(self) -> None:
        sheet, facts = blank_form()
        self.rows: list[list[object]] = [list(row) for row in sheet]  # type: ignore[call-overload, attr-defined]
        self.facts = facts

    def column(self, name: str) -> int:
        return next(at for row in self.rows for at, value in enumerate(row) if read_mark(value) == name)

    def lines(self) -> dict[str, int]:
        keys = {at: read_key(row[0]) or read_key(row[1]) for at, row in enumerate(self.rows)}
        return {key.name: at for at, key in keys.items() if key is not None and key.kind == "L"}

    def title(self, name: str, text: str) -> None:
        column = self.column(name)
        marks = next(at for at, row in enumerate(self.rows) if read_mark(row[column]))
        self.rows[marks + 1][column] = text

    def insert_column(self, at: int) -> None:
        for row in self.rows:
            row.insert(at, None)

    def grids(self) -> list[Grid]:
        return [Grid("Aanvraag", self.rows), Grid("buybook_form", self.facts)]  # type: ignore[arg-type]


@given(
    prices=st.lists(_PRICES, min_size=10, max_size=10),
    style=st.sampled_from(sorted(_STYLES)),
    order=st.permutations(range(10)),
    insert=st.lists(st.integers(1, 12), max_size=2),
    blank=st.lists(st.integers(0, 30), max_size=3),
    title=st.sampled_from([None, "Ons tarief", "Net price", "Prijs"]),
    total=st.booleans(),
    without_marks=st.booleans(),
    without_facts=st.booleans(),
)
def test_no_price_is_silently_wrong(
    prices: list[Decimal],
    style: str,
    order: list[int],
    insert: list[int],
    blank: list[int],
    title: str | None,
    total: bool,
    without_marks: bool,
    without_facts: bool,
) -> None:
    form = Mangled()
    column = form.column("unit_price")
    for price, row in zip(prices, form.lines().values(), strict=True):
        form.rows[row][column] = _STYLES[style](price)
    right = dict(zip(form.lines(), prices, strict=True))
    places = sorted(form.lines().values())
    moved = [form.rows[places[at]] for at in order]
    for place, values in zip(places, moved, strict=True):
        form.rows[place] = values
    if total:
        form.rows.append([None] * len(form.rows[0]))
        form.rows[-1][3], form.rows[-1][column] = "Totaal", float(sum(prices))
    if title is not None and not without_marks:
        form.title("unit_price", title)
    if without_marks:
        form.rows = [row for row in form.rows if not any(read_mark(value) for value in row)]
    for at in insert:
        form.insert_column(at)
    for at in blank:
        form.rows.insert(at, [None] * len(form.rows[0]))
    sheets = form.grids()[:1] if without_facts else form.grids()
    reply = read_own_form(sheets, EN)
    assert reply is not None
    assert {line.line for line in reply.lines} == set(right)
    for line in reply.lines:
        if line.unit_price != right[str(line.line)]:
            assert line.doubtful & {"unit_price"}, (line, right[str(line.line)])


@given(values=st.lists(st.one_of(st.none(), st.text(max_size=12), st.floats(), st.booleans()), max_size=40))
def test_no_content_of_cells_raises(values: list[object]) -> None:
    form = Mangled()
    cells = [(row, column) for row in form.lines().values() for column in range(2, len(form.rows[0]))]
    for (row, column), value in zip(cells[::5], values, strict=False):
        form.rows[row][column] = value
    reply = read_own_form(form.grids(), EN)
    assert reply is not None
    for finding in reply.findings:
        assert EN.text(finding.code, finding.values)
