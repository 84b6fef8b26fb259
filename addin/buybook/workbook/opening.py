"""Reading a workbook: its sheets, the lists in them, and the language that its buyer writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import xlwings as xw

from buybook.settings import Settings
from buybook.vocabulary import LANGUAGES, all_words, words
from buybook.workbook.grid import read_grid
from buybook.workbook.recognise import recognise
from buybook.workbook.tables import RecognisedTable
from buybook.workbook.view import WorkbookView

# Sheets that hold what Buybook worked out, not what the buyer entered.
OWN_SHEETS = ("sheet.today", "sheet.comparison", "sheet.offers", "sheet.journal")


def own_sheet_names() -> frozenset[str]:
    """The names, in any language, of the sheets that Buybook makes for itself."""
    return frozenset(each.label(key) for each in all_words() for key in OWN_SHEETS)


def read_workbook(book: xw.Book, settings: Settings, language: str | None = None) -> WorkbookView:
    """Read every sheet and recognise the lists of all but our own ones.

    The language is the one asked for, else the settings', else the one that most lists are titled in.
    """
    grids = {sheet.name: read_grid(sheet) for sheet in book.sheets}
    own = own_sheet_names()
    theirs = tuple(grid for name, grid in grids.items() if name not in own)
    recognition = recognise(theirs, all_words(), settings.tables, settings.aliases)
    chosen = language or (settings.language if settings.language != "auto" else _spoken(recognition.tables))
    return WorkbookView(book, grids, recognition, chosen, settings, words(chosen))


def _spoken(tables: Iterable[RecognisedTable]) -> str:
    counted = Counter(table.language for table in tables for _ in table.columns)
    return max(LANGUAGES, key=lambda each: counted[each])
