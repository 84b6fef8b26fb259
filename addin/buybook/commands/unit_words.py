"""Units in the buyer's words: the reader makes `st` and `stuks` alike, so what is written is put back."""

from __future__ import annotations

from collections import Counter

from buybook.vocabulary import Words
from buybook.workbook.tables import RecognisedTable
from buybook.workbook.units import UNITS, unit_of_cell
from buybook.workbook.view import WorkbookView


def shown_unit(unit: str | None, words: Words) -> str | None:
    """Give a unit as people of the language write it; one that is not known stays as it is."""
    if unit not in UNITS:
        return unit
    return words.phrases(f"unit.{unit}")[0]


def unit_in_list(unit: str | None, view: WorkbookView, table: RecognisedTable, words: Words) -> str | None:
    """Give a unit as this list writes it most often, else as people of the language do."""
    column = table.column("unit")
    if unit is None or column is None:
        return shown_unit(unit, words)
    cells = (view.value(table.sheet, row, column.index) for row in range(table.first_row, table.last_row + 1))
    counted = Counter(cell for cell in cells if isinstance(cell, str) and unit_of_cell(cell) == unit)
    if not counted:
        return shown_unit(unit, words)
    return max(sorted(counted), key=lambda cell: counted[cell])
