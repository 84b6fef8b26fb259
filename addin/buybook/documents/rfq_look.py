"""How the form for suppliers is laid out, and how its cells look."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from buybook.documents.cells import write_text
from buybook.documents.purchase_order_form import FormColumn
from buybook.rfq_keys import RowKey

TO_FILL = "FFF8E1"  # the ground of what the supplier writes
_EDGE = "D9C38A"
_LETTERS_PER_DIGIT = 1.1  # how many letters of running text take the width of one digit

OUR_COLUMNS = (
    FormColumn("pos", 5.5),
    FormColumn("item_number", 13),
    FormColumn("description", 30),
    FormColumn("specification", 22),
    FormColumn("quantity", 9, "right"),
    FormColumn("unit", 7),
    FormColumn("requested_date", 11.5),
)
FILL_COLUMNS = (
    FormColumn("supplier_item_number", 14),
    FormColumn("unit_price", 12, "right"),
    FormColumn("price_per", 8, "right"),
    FormColumn("moq", 9, "right"),
    FormColumn("lead_time", 9, "right"),
    FormColumn("no_bid", 8.5, "center"),
    FormColumn("comment", 24),
)


_AFTER_NUMBERS = frozenset({"unit", "requested_date", "supplier_item_number", "comment", "answer"})


def indent(column: FormColumn) -> int:
    """Give a column of words air after a column of numbers."""
    return 1 if column.name in _AFTER_NUMBERS else 0


@dataclass(frozen=True)
class Layout:
    """Which column of the sheet holds what: hidden keys, ours, hidden keys of facts, theirs."""

    ours: tuple[FormColumn, ...]
    theirs: tuple[FormColumn, ...]
    keys: int = 1
    first: int = 2

    @property
    def heads(self) -> int:
        """The hidden column with the keys of the facts of the quotation."""
        return self.first + len(self.ours)

    @property
    def last(self) -> int:
        """The last column."""
        return self.heads + len(self.theirs)

    @cached_property
    def numbered(self) -> tuple[tuple[int, FormColumn], ...]:
        """All columns that are seen, with their numbers."""
        return (*enumerate(self.ours, start=self.first), *enumerate(self.theirs, start=self.heads + 1))

    @property
    def width(self) -> float:
        """The width of all that is seen, in characters."""
        return sum(column.width for _, column in self.numbered)

    def number(self, name: str) -> int | None:
        """The number of a column by its name; None where it is left out."""
        return next((number for number, column in self.numbered if column.name == name), None)

    def is_theirs(self, number: int) -> bool:
        """Whether the supplier writes in a column."""
        return number > self.heads


def put(sheet: Worksheet, row: int, column: int, text: str, font: Font, alignment: Alignment) -> Cell:
    """Write text into a cell, in a look."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    if text:
        write_text(cell, text)
    cell.font = font
    cell.alignment = alignment
    return cell


def put_key(sheet: Worksheet, row: int, column: int, key: RowKey) -> None:
    """Write a hidden key into a cell."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    write_text(cell, str(key))


def fillable(cell: object) -> None:
    """Open a cell for the supplier, and let it look so."""
    styled: Cell = cell  # type: ignore[assignment]  # the rest of a merged area takes styles as a cell does
    styled.protection = Protection(locked=False)
    styled.fill = PatternFill("solid", fgColor=TO_FILL)
    styled.border = Border(*(Side("thin", color=_EDGE),) * 4)


def lines_needed(text: str, width: float) -> int:
    """Give how many lines a text takes in a width of so many characters."""
    per_line = max(1.0, width * _LETTERS_PER_DIGIT)
    return sum(max(1, math.ceil(len(line) / per_line)) for line in text.split("\n"))
