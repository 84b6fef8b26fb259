"""What new rows of a table take over: the formulas of its calculated columns, the looks of its last row.

Excel does the same when a table is resized or typed on to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from buybook.xlsx import collection
from buybook.xlsx.arrays import set_array_formula
from buybook.xlsx.cells import Area, contains, overlap
from buybook.xlsx.references import move_formula

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet
    from buybook.xlsx.tables import TablePart


def complete(table: TablePart, before: Area) -> None:
    """Fill the rows by which a table without totals has grown, in the columns that it had `before`.

    Only what is missing is filled: a cell that holds something, or has a format of its own, keeps it.
    """
    first, (top, left, last, right) = before[2] + 1, table.area
    if first > last:
        return
    body_row = top + table.header_row
    for column in range(left, min(before[3], right) + 1):
        if before[2] >= body_row:
            _take_looks(table.sheet, before[2], (first, column, last, column))
        _fill(table, body_row, (first, column, last, column))


def _take_looks(sheet: Sheet, model_row: int, area: Area) -> None:
    """Format the cells of a column as the one in the model row, where that differs from the column's format."""
    column = area[1]
    plain, model = sheet.column_style(column), sheet.cell_style(model_row, column)
    if model != plain:
        sheet.restyle(*area, lambda xf: model if xf == plain else xf)


def _fill(table: TablePart, body_row: int, area: Area) -> None:
    """Put the formula of a calculated column, which is noted as of the first row, into its empty cells."""
    sheet, column = table.sheet, area[1]
    place = column - table.area[1] + 1
    formula = table.calculated_formula(place)
    if formula is None:
        return
    is_array = table.is_array_column(place)
    with collection.put_off():
        for row in list(_empty_rows(sheet, area)):
            moved = move_formula(formula, row - body_row, 0)
            if is_array:
                set_array_formula(sheet, (row, column, row, column), moved)
            else:
                sheet.set_formula(row, column, moved)


def _empty_rows(sheet: Sheet, area: Area) -> Iterator[int]:
    """The rows in which the cell of a column is empty, and belongs to nothing that reaches further."""
    taken = [
        other
        for other in (*sheet.merges, *sheet.pivot_areas, *sheet.data.formula_areas.arrays)
        if overlap(other, area)
    ]
    values, formulas = sheet.data.values(area), sheet.formulas(*area)
    for row, ([value], [formula]) in enumerate(zip(values, formulas, strict=True), start=area[0]):
        if value is None and formula is None and not any(contains(other, row, area[1]) for other in taken):
            yield row
