"""Requests for quotation to test with, and their forms filled in as suppliers do."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from buybook.documents.order_content import Party
from buybook.documents.rfq import AnswerKind, RfqDocument, RfqLine, RfqQuestion
from buybook.documents.rfq_form import rfq_bytes
from buybook.rfq_keys import column_mark, read_key, read_mark
from buybook.vocabulary import words
from buybook.workbook.tables import Grid

LINES = (
    RfqLine(
        "10",
        "Shaft 28×310, ground",
        Decimal(500),
        "pcs",
        "20-1100",
        requested_date=date(2026, 12, 20),
        specification="SP-204 rev. C",
        attachments=("20-1100_C.pdf",),
    ),
    RfqLine("20", "Bearing 6204-2RS", Decimal(40), "pcs", "000123"),
    RfqLine("30", "Grease EP2", Decimal("12.5"), "kg", "88-001"),
    RfqLine("40", "Seal 28×40×7", Decimal(250), "pcs", "20-4471"),
)
QUESTIONS = (
    RfqQuestion("1", "Do you hold ISO 9001?", Decimal(30), AnswerKind.YES_NO),
    RfqQuestion("2", "Complaints in the last year?", Decimal(20), AnswerKind.NUMBER),
    RfqQuestion("3", "How do you secure capacity?", Decimal(50)),
)
PRICES = {"10": 36.7, "20": 4.25, "30": 18.9, "40": 1234.5}


def request(**changes: Any) -> RfqDocument:
    values: dict[str, Any] = {
        "rfq_number": "RFQ-2026-0001",
        "sent": date(2026, 11, 29),
        "company": Party("Norrland Pumps AB", ("Industrigatan 4", "931 57 Skellefteå")),
        "supplier": Party("Kugghjul & Axlar AB"),
        "lines": LINES,
        "reply_by": date(2026, 12, 11),
    }
    return RfqDocument(**(values | changes))


def form(rfq: RfqDocument, language: str = "en") -> Workbook:
    return load_workbook(io.BytesIO(rfq_bytes(rfq, words(language))))


def filled(rfq: RfqDocument, language: str = "en", prices: Mapping[str, object] | None = None) -> Workbook:
    """The form with a price on every row, in EUR, as a supplier returns it."""
    workbook = form(rfq, language)
    sheet = workbook.worksheets[0]
    head(sheet, "currency", "EUR")
    for row, key in keyed(sheet):
        if key.name in (prices or PRICES) and key.kind == "L":
            set_value(sheet, row, "unit_price", (prices or PRICES)[key.name])
            set_value(sheet, row, "lead_time", 14)
    return workbook


def keyed(sheet: Worksheet) -> Iterator[tuple[int, Any]]:
    """The rows of lines and free rows, with their keys."""
    for row in range(1, sheet.max_row + 1):
        for column in range(1, sheet.max_column + 1):
            key = read_key(sheet.cell(row, column).value)
            if key is not None and key.kind in ("L", "X", "Q"):
                yield row, key


def row_of(sheet: Worksheet, name: str, part: int | None = None, kind: str = "L") -> int:
    return next(
        row for row, key in keyed(sheet) if key.name == name and key.kind == kind and part in (None, key.part)
    )


def column_of(sheet: Worksheet, field: str) -> int:
    return next(cell.column for row in sheet.iter_rows() for cell in row if cell.value == column_mark(field))


def set_value(sheet: Worksheet, row: int, field: str, value: object) -> None:
    sheet.cell(row, column_of(sheet, field)).value = value  # type: ignore[assignment, union-attr]


def head(sheet: Worksheet, field: str, value: object) -> None:
    """Fill in a fact of the quotation."""
    for row in sheet.iter_rows():
        for cell in row:
            key = read_key(cell.value)
            if key is not None and key.kind == "H" and key.name == field:
                sheet.cell(cell.row, cell.column + 3).value = value  # type: ignore[union-attr, assignment]


def titles_row(sheet: Worksheet) -> int:
    return next(
        row for row in range(1, sheet.max_row + 1)
        if any(read_mark(cell.value) for cell in sheet[row])
    ) + 1  # fmt: skip


def grids(workbook: Workbook) -> list[Grid]:
    """The values of the sheets, as the reader gives them."""
    return [
        Grid(sheet.title, [[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)])
        for sheet in workbook.worksheets
    ]


def _plain(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return value


Mangle = Callable[[Workbook], None]
