"""Reading a workbook: its sheets, the lists in them, and the language that its buyer writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import xlwings as xw

from buybook.settings import Settings
from buybook.vocabulary import LANGUAGES, all_words, words
from buybook.workbook.grid import read_grid, read_grids
from buybook.workbook.recognise import recognise
from buybook.workbook.remembered import read_remembered, setup_sheet
from buybook.workbook.tables import RecognisedTable
from buybook.workbook.view import WorkbookView


def read_workbook(book: xw.Book, settings: Settings, language: str | None = None) -> WorkbookView:
    """Read every sheet and recognise the lists on all but our own ones.

    The language is the one asked for, else the settings', else the one that most columns are titled in.
    """
    theirs = {grid.sheet: grid for grid in read_grids(book)}
    asked = language or (settings.language if settings.language != "auto" else None)
    reader = words(asked) if asked is not None else None
    grids = {sheet.name: theirs.get(sheet.name) or read_grid(sheet, ()) for sheet in book.sheets}
    remembered = read_remembered(grids.get(setup_sheet(grids) or ""))
    recognition = recognise(
        tuple(theirs.values()), all_words(), settings.tables, settings.aliases, reader, remembered
    )
    chosen = asked or _spoken(recognition.tables)
    return WorkbookView(book, grids, recognition, chosen, settings, words(chosen))


def _spoken(tables: Iterable[RecognisedTable]) -> str:
    counted = Counter(table.language for table in tables for _ in table.columns)
    return max(LANGUAGES, key=lambda each: counted[each])
