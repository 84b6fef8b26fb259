"""The buyer's workbook as it was when the run began: everything is read here, before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import xlwings as xw

from buybook.findings import Finding
from buybook.schema import TableKind
from buybook.settings import Settings
from buybook.vocabulary import Words
from buybook.workbook.alike import told_together
from buybook.workbook.tables import Grid, RecognisedTable, Recognition

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class WorkbookView:
    """A workbook that was read: its sheets' values, what was recognised, and the rows of its lists."""

    book: xw.Book
    grids: Mapping[str, Grid]  # every worksheet, ours too
    recognition: Recognition
    language: str
    settings: Settings
    words: Words
    _formulas: dict[tuple[str, int, int, int, int], list[list[str]]] = field(default_factory=dict)

    @cached_property
    def _read(self) -> tuple[Mapping[TableKind, pd.DataFrame], tuple[Finding, ...]]:
        from buybook.workbook.reading import read_tables  # with pandas, which some commands do without

        return read_tables(self.grids, self.recognition.tables, self.settings, self.words)

    @property
    def tables(self) -> Mapping[TableKind, pd.DataFrame]:
        """The rows of the lists by kind; read from the values when first asked for."""
        return self._read[0]

    @cached_property
    def reading_findings(self) -> tuple[Finding, ...]:
        """What could not be read: one finding for all cells of a column that say the same."""
        return told_together(self._read[1], self.recognition.tables)

    def findings_of_rows(self, rows: Container[tuple[int, int]]) -> tuple[Finding, ...]:
        """What could not be read in some rows, given by table and row of the sheet."""
        chosen = [found for found in self._read[1] if (found.table, found.row) in rows]
        return told_together(chosen, self.recognition.tables)

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The names of the worksheets, in their order."""
        return tuple(self.grids)

    def table(self, identifier: int) -> RecognisedTable:
        """Give a recognised table by its id; KeyError when there is none."""
        for table in self.recognition.tables:
            if table.id == identifier:
                return table
        raise KeyError(identifier)

    def value(self, sheet: str, row: int, column: int) -> object:
        """Give a cell's value as it was read; None for an empty cell."""
        grid = self.grids.get(sheet)
        return None if grid is None else grid.cell(row, column)

    def column(self, sheet: str, column: int, rows: Sequence[int]) -> list[object]:
        """Give the values of a column in some rows as they were read; None for an empty cell."""
        grid = self.grids.get(sheet)
        return [None] * len(rows) if grid is None else grid.column(column, rows)

    def formulas(self, sheet: str, first: tuple[int, int], last: tuple[int, int]) -> list[list[str]]:
        """Give the formulas of a rectangle, row by row; a cell without one gives its value as text."""
        key = (sheet, *first, *last)
        if key not in self._formulas:
            answer = self.book.sheets[sheet].range(first, last).formula
            self._formulas[key] = as_rows(answer, last[0] - first[0] + 1, last[1] - first[1] + 1)
        return self._formulas[key]

    def list_items(self, sheet: str, row: int, column: int) -> tuple[str, ...]:
        """Give the words that a cell's list validation allows; empty when there is no such list.

        A list that stands in cells is read from there; one made by a formula counts as none.
        """
        validation = self.book.sheets[sheet].range((row, column)).data_validation
        if validation.type != "list":
            return ()
        source = validation.source or ""
        if not source.startswith("="):
            return tuple(item.strip() for item in source.replace(";", ",").split(",") if item.strip())
        return self._items_in_cells(sheet, source[1:])

    def _items_in_cells(self, sheet: str, reference: str) -> tuple[str, ...]:
        name, _, area = reference.rpartition("!")
        grid = self.grids.get(name.strip("'").replace("''", "'") or sheet)
        if grid is None:
            return ()
        try:
            first, last = _corners(area.replace("$", ""))
        except ValueError:
            return ()
        cells = (
            grid.cell(row, column)
            for row in range(first[0], last[0] + 1)
            for column in range(first[1], last[1] + 1)
        )
        return tuple(str(cell) for cell in cells if cell is not None)

    def note(self, sheet: str, row: int, column: int) -> str | None:
        """Give the text of a cell's note; None where it has none."""
        note = self.book.sheets[sheet].range((row, column)).note
        return None if note is None else str(note.text)

    def number_format(self, sheet: str, row: int, column: int) -> str:
        """Give the number format of a cell."""
        return str(self.book.sheets[sheet].range((row, column)).number_format or "General")


def as_rows(answer: object, rows: int, columns: int) -> list[list[str]]:
    """Give what xlwings answers for a range as rows of text, whatever the range's shape."""
    if rows == 1 and columns == 1:
        return [["" if answer is None else str(answer)]]
    lines: Sequence[object] = answer if isinstance(answer, (list, tuple)) else [answer]
    if rows == 1 and not isinstance(lines[0], (list, tuple)):
        lines = [lines]
    return [_texts(line if isinstance(line, (list, tuple)) else [line]) for line in lines]


def _texts(line: Sequence[object]) -> list[str]:
    return [cell if isinstance(cell, str) else "" if cell is None else str(cell) for cell in line]


def _corners(area: str) -> tuple[tuple[int, int], tuple[int, int]]:
    first, _, last = area.partition(":")
    return cell_position(first), cell_position(last or first)


def cell_position(address: str) -> tuple[int, int]:
    """Give row and column of an address such as B12; ValueError when it is none."""
    letters = address.rstrip("0123456789")
    digits = address[len(letters) :]
    if not letters.isascii() or not letters.isalpha() or not digits:
        raise ValueError(f"{address!r} is not a cell.")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits), column


def as_date(value: object) -> dt.date | None:
    """Give a cell's date without its time; None when it is no date."""
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None
