"""A buyer's small workbook, made anew for each test."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from buybook.engine import open_book

HEADERS = ["PO", "Item", "Ordered", "Price", "Amount", "Due date", "Status"]
ROWS = [
    ["4501", "Bolt M8", 100, 0.25, "=C{r}*D{r}", dt.datetime(2026, 3, 2), "open"],
    ["4502", "Nut M8", 250, 0.1, "=C{r}*D{r}", dt.datetime(2026, 3, 9), "open"],
    ["4503", "Washer", 1000, 0.02, "=C{r}*D{r}", dt.datetime(2026, 4, 1), "closed"],
]


def _orders(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet.title = "Orders"
    sheet["A1"] = "Order list"
    sheet["A1"].font = Font(bold=True, size=14)
    for column, title in enumerate(HEADERS, start=1):
        sheet.cell(3, column, title)
    for row, values in enumerate(ROWS, start=4):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column, value.format(r=row) if isinstance(value, str) else value)
        sheet.cell(row, 4).number_format = "0.00"
        sheet.cell(row, 6).number_format = "yyyy\\-mm\\-dd"
        sheet.cell(row, 7).fill = PatternFill("solid", fgColor="FFEEEEEE")
    sheet.add_table(Table(displayName="Orders", ref="A3:G6"))
    late = PatternFill(bgColor="FFFFC7CE")
    sheet.conditional_formatting.add("G4:G6", FormulaRule(formula=['$G4="open"'], fill=late))
    choices = DataValidation(type="list", formula1='"open,closed,cancelled"', allow_blank=True)
    choices.add("G4:G6")
    sheet.add_data_validation(choices)
    sheet["A4"].hyperlink = "https://example.com/4501"
    sheet["B4"].comment = Comment("Ask for a better price", "Buyer")


def _workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    _orders(book.active)
    other = book.create_sheet("Supplier list")
    other.append(["Supplier", "Country", "Rating"])
    other.append(["Åberg & Söner", "SE", 4.5])
    other.append(["De Vries B.V.", "NL", "#N/A"])
    other["C3"].data_type = "e"
    other["D1"] = True
    book.defined_names["Suppliers"] = DefinedName("Suppliers", attr_text="'Supplier list'!$A$2:$A$3")
    book.save(path)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The workbook's file."""
    return _workbook(tmp_path / "orders.xlsx")


@pytest.fixture
def book(path: Path) -> Iterator[xw.Book]:
    """The workbook, open in the file engine."""
    opened = open_book(path)
    yield opened
    opened.close()


@pytest.fixture
def orders(book: xw.Book) -> xw.Sheet:
    """Its first sheet: a table in A3:G6."""
    return book.sheets["Orders"]


@pytest.fixture
def reopened(book: xw.Book, tmp_path: Path) -> Callable[[], xw.Book]:
    """Save under another name and open that file: what is then there is really in the file."""

    def save_and_open() -> xw.Book:
        target = tmp_path / "saved.xlsx"
        book.save(target)
        return open_book(target)

    return save_and_open


@pytest.fixture
def macro_path(path: Path) -> Path:
    """The workbook with a macro project (of arbitrary bytes) in it."""
    target = path.with_suffix(".xlsm")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
                data = data.replace(
                    b"</Types>",
                    b'<Override PartName="/xl/vbaProject.bin" '
                    b'ContentType="application/vnd.ms-office.vbaProject"/></Types>',
                )
            if name == "xl/_rels/workbook.xml.rels":
                data = data.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/'
                    b'vbaProject" Target="vbaProject.bin"/></Relationships>',
                )
            copy.writestr(name, data)
        copy.writestr("xl/vbaProject.bin", bytes(range(256)) * 8)
    return target
