"""A workbook with all that the ribbon's commands work on, and ways to click and to look at what came of it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import xlwings as xw
from excel_stand_in import Excel
from workbooks import TODAY, write_orders

from buybook.excel.click import Click

REQUESTS = [
    "PR No.",
    "Item no.",
    "Description",
    "Qty",
    "Unit",
    "Supplier",
    "Unit price",
    "Currency",
    "Status",
]
REQUEST_ROWS = [
    ["PR-1", "B-1", "Bolt", 100, "pcs", "Nordbolt AB", 0.5, "EUR", "Approved"],
    ["PR-2", "B-2", "Nut", 7, "pcs", "Nordbolt AB", 2.0, "EUR", "Approved"],
    ["PR-3", "C-1", "Seal", 3, "pcs", "Van Dael BV", 10.0, "EUR", "Approved"],
]
QUOTES = [
    "Quote no.",
    "Supplier",
    "Item no.",
    "Description",
    "Qty",
    "Unit",
    "Unit price",
    "Currency",
    "Valid until",
]
QUOTE_ROWS = [
    ["Q1", "Nordbolt AB", "S-1", "Seal", 90, "pcs", 1.1, "EUR", "2026-06-30"],
    ["Q2", "Van Dael BV", "S-1", "Seal", 90, "pcs", 0.9, "EUR", "2026-06-30"],
]


def write_buying(path: Path) -> Path:
    """Orders and receipts, and after them requests and quotations."""
    write_orders(path)
    book = openpyxl.load_workbook(path)
    for name, titles, rows in (("Requests", REQUESTS, REQUEST_ROWS), ("Quotes", QUOTES, QUOTE_ROWS)):
        sheet = book.create_sheet(name)
        sheet.append(titles)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def click(book: xw.Book, button: str, *, preview: bool = False) -> None:
    """Press a button, as `clicks.run` does, on the day of the tests."""
    name, *options = button.split(":")
    Click(book, name, options, preview=preview, today=TODAY).carry_out()


def content(book: xw.Book) -> bytes:
    """The workbook as a file would hold it now."""
    data: bytes = book.impl._inner.to_bytes()
    return data


def cells(book: xw.Book) -> dict[str, dict[str, object]]:
    """Every cell that is not empty, by sheet; formulas as text."""
    return cells_of(content(book))


def cells_of(data: bytes) -> dict[str, dict[str, object]]:
    found = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: {
            cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
        }
        for sheet in found
    }


def reopened(book: xw.Book, path: Path, excel: Excel) -> xw.Book:
    """The workbook as the next click finds it: what was written can be read now."""
    active = book.sheets.active.name
    path.write_bytes(content(book))
    book.close()
    again = excel.open(path)
    again.sheets[active].impl.activate()
    return again


def without(sheets: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: each for name, each in sheets.items() if name not in names}
