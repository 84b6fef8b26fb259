"""Structured references as a person types them in a table, spelt as a file holds them.

A person writes `[@Qty]`; the file holds `Orders[[#This Row],[Qty]]`: always with the table's name, and with the
keyword for `@` ([MS-XLSX] 2.2.2, "this row").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.structuredrefs import TOKEN

if TYPE_CHECKING:
    from buybook.xlsx.sheetcells import SheetCells

_THIS_ROW = "[#This Row]"


def stored_reference(formula: str, table: str | None) -> str:
    """The formula with all its structured references spelt as in a file.

    `table` is the name of the table in which the formula stands. Refused (`wrong_argument`) when it stands in
    none (None) and refers to columns without naming their table.
    """

    def replacement(match: re.Match[str]) -> str:
        if match["own"] is not None:
            return str(match["table"]) + _specifier(match["own"])
        if match["bare"] is None:
            return match[0]
        if table is None:
            raise WorkbookError(
                "wrong_argument", f"{match[0]} does not name its table, and the formula stands in none."
            )
        return table + _specifier(match["bare"])

    return TOKEN.sub(replacement, formula) if "[" in formula else formula


def formula_in_cell(sheet: SheetCells, row: int, column: int, formula: str) -> str:
    """The formula as the file holds it in a cell of a sheet: see `stored_reference`."""
    if "[" not in formula:
        return formula
    around = (table for table in sheet.tables if _holds(table.area, row, column))
    table = next(around, None)
    return stored_reference(formula, None if table is None else table.name)


def _holds(area: tuple[int, int, int, int], row: int, column: int) -> bool:
    return area[0] <= row <= area[2] and area[1] <= column <= area[3]


def _specifier(written: str) -> str:
    """The brackets with `@` as the keyword: `[@Qty]` is `[[#This Row],[Qty]]`."""
    inner = written[1:-1].lstrip()
    if not inner.startswith("@"):
        return written
    columns = inner[1:].strip()
    if not columns:
        return _THIS_ROW
    if not columns.startswith("["):
        columns = f"[{columns}]"
    return f"[{_THIS_ROW},{columns}]"
