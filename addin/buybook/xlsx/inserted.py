"""What whole inserted rows and columns take over from the line beside them, as in Excel.

A column takes the width and the format that its neighbour gives to cells that are not written, a row only
the format. Heights, hiding and outlines are not taken over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from buybook.xlsx import xmlscan

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet

_OF_COLUMNS = ("width", "customWidth", "bestFit", "style")


def take_column_settings(sheet: Sheet, first: int, last: int, model: int) -> None:
    """Give the columns from `first` to `last` the width and the format of the column `model`."""
    run = sheet.column_run(model)
    if run is None:
        return
    known = xmlscan.attribute_map(run.attributes)
    sheet.change_columns(first, last, {name: known.get(name) for name in _OF_COLUMNS})


def take_row_settings(sheet: Sheet, first: int, last: int, model: int) -> None:
    """Give the rows from `first` to `last` the format of the row `model`, where it has one of its own."""
    known = sheet.data.row_attributes(model)
    if not xmlscan.is_true(known.get("customFormat")):
        return
    for row in range(first, last + 1):
        sheet.data.put_row_attributes(row, {"s": known.get("s"), "customFormat": "1"})
    sheet.data.flush()  # what is asked of cells that are not written counts them in from now on
