"""Every public member of xlwings' objects gives a result on a file, or says in a sentence why not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import walk
import xlwings as xw
from openpyxl.chart import BarChart, Reference
from pictures import PICTURE

from buybook.engine import open_book

OBJECTS: dict[str, Callable[[xw.Sheet], Any]] = {
    "App": lambda sheet: sheet.book.app,
    "Books": lambda sheet: sheet.book.app.books,
    "Book": lambda sheet: sheet.book,
    "Sheets": lambda sheet: sheet.book.sheets,
    "Sheet": lambda sheet: sheet,
    "cell": lambda sheet: sheet["J20"],
    "filled cell": lambda sheet: sheet["A4"],
    "block": lambda sheet: sheet["A4:C6"],
    "Names": lambda sheet: sheet.book.names,
    "Name": lambda sheet: sheet.book.names["Suppliers"],
    "Tables": lambda sheet: sheet.tables,
    "Table": lambda sheet: sheet.tables[0],
    "TableRows": lambda sheet: sheet.tables[0].rows,
    "TableRow": lambda sheet: sheet.tables[0].rows[0],
    "TableColumns": lambda sheet: sheet.tables[0].columns,
    "TableColumn": lambda sheet: sheet.tables[0].columns[0],
    "Shapes": lambda sheet: sheet.shapes,
    "Shape": lambda sheet: sheet.shapes[0],
    "Pictures": lambda sheet: sheet.pictures,
    "Picture": lambda sheet: sheet.pictures[0],
    "Charts": lambda sheet: sheet.charts,
    "Chart": lambda sheet: sheet.charts[0],
    "Font": lambda sheet: sheet["A4"].font,
    "Characters": lambda sheet: sheet["A4"].characters,
    "characters' Font": lambda sheet: sheet["A4"].characters[1:2].font,
    "Borders": lambda sheet: sheet["A4:C6"].borders,
    "Border": lambda sheet: sheet["A4:C6"].borders["edge_top"],
    "Notes": lambda sheet: sheet.notes,
    "Note": lambda sheet: sheet["B4"].note,
    "PageSetup": lambda sheet: sheet.page_setup,
    "DataValidation": lambda sheet: sheet["G4:G6"].data_validation,
    "ConditionalFormats": lambda sheet: sheet["G4:G6"].conditional_formats,
    "ConditionalFormat": lambda sheet: sheet["G4:G6"].conditional_formats[0],
    "FreezePanes": lambda sheet: sheet.freeze_panes,
}


@pytest.fixture
def full(path: Path) -> Path:
    """The workbook with a chart and a picture."""
    book = openpyxl.load_workbook(path)
    chart = BarChart()
    chart.add_data(Reference(book["Orders"], min_col=3, min_row=3, max_row=6), titles_from_data=True)
    book["Orders"].add_chart(chart, "J1")
    book.save(path)
    opened = open_book(path)
    opened.sheets["Orders"].pictures.add(PICTURE)
    opened.save()
    return path


@pytest.mark.parametrize("kind", OBJECTS)
def test_every_member_gives_a_result_or_says_why_not(kind: str, full: Path) -> None:
    def make() -> Any:
        return OBJECTS[kind](open_book(full).sheets["Orders"])

    assert list(walk.faults(make)) == []


def test_the_walk_finds_what_says_nothing() -> None:
    class Poor:
        @property
        def bare(self) -> None:
            raise NotImplementedError

        def broken(self) -> None:
            raise AttributeError("internal")

        def good(self) -> None:
            raise NotImplementedError("This needs a running Excel.")

        def asks(self, what: str) -> None:
            del what

    found = [line.partition(":")[0] for line in walk.faults(Poor)]
    assert found == ["Poor.asks", "Poor.bare", "Poor.broken"]
