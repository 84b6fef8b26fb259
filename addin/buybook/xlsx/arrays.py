"""Array formulas: one formula for all cells of an area (`{=...}` in Excel)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buybook.xlsx import xmlscan
from buybook.xlsx.cells import Area, area_name, check_cell, inside, overlap
from buybook.xlsx.edits import Edit, formula_edit
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.formulacheck import check_formula
from buybook.xlsx.thisrow import formula_in_cell

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet


def array_area(sheet: Sheet, row: int, column: int) -> Area | None:
    """The area of the array formula that a cell belongs to, None when it belongs to none."""
    cell = (row, column, row, column)
    return next((area for area in sheet.data.formula_areas.arrays if inside(cell, area)), None)


def set_array_formula(sheet: Sheet, area: Area, formula: str) -> None:
    """Let one formula fill an area; what stood there goes. It has no values until Excel computes it.

    Refused (`unsupported`): a part of another array, merged cells, and several cells of a table, as in Excel.
    """
    check_cell(area[2], area[3])
    formula = formula_in_cell(sheet, area[0], area[1], formula)
    check_formula(formula)
    several = area[:2] != area[2:]
    for other in sheet.merges:
        if overlap(area, other):
            raise WorkbookError("unsupported", f"{area_name(other)} is merged and takes no array formula.")
    for table in sheet.tables:
        header = table.header_area
        if overlap(area, table.area) and (several or (header is not None and overlap(area, header))):
            raise WorkbookError("unsupported", f"The table {table.name} takes no array formula there.")
    text = formula.removeprefix("=")
    p = sheet.prefix
    plain = formula_edit(formula, None, p, sheet.workbook.date1904)  # checks length and characters
    sheet.clear_contents(*area)
    element = b'<%sf t="array" ref="%s">%s</%sf>' % (p, area_name(area).encode(), xmlscan.escape(text), p)
    sheet.data.put(area[0], area[1], Edit(None, element, b"", None, plain.formula))
    sheet.data.flush()
    sheet.note_edit(area)
    sheet.workbook.content_changed(sheet.part, [area], formulas=True)
