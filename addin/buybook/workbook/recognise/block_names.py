"""The names of suppliers that stand side by side, where they are written above the titles and not merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from buybook.workbook.recognise.blocks import Span
from buybook.workbook.recognise.headers import Header
from buybook.workbook.recognise.values import is_blank, looks_like_date, looks_like_number
from buybook.workbook.tables import Grid

_ROWS = 3  # above the titles that are looked at


def named_above(grid: Grid, header: Header, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Give the suppliers' columns with the names above them, where none has a name yet and each has one there.

    The row must hold one text over each supplier's columns: a title of the sheet, or totals, are no names.
    """
    found = tuple(spans)
    if not found or any(span.supplier or span.quantity_break is not None for span in found):
        return found
    for row in range(header.top_row - 1, max(header.top_row - 1 - _ROWS, grid.first_row - 1), -1):
        names = [_name(grid, row, span) for span in found]
        if all(names) and len(set(names)) == len(names):
            return tuple(replace(span, supplier=name) for span, name in zip(found, names, strict=True))
    return found


def _name(grid: Grid, row: int, span: Span) -> str | None:
    cells = [grid.cell(row, column) for column in sorted(span.titles)]
    filled = [cell for cell in cells if not is_blank(cell)]
    if len(filled) != 1 or not isinstance(filled[0], str):
        return None
    name = " ".join(filled[0].split())
    return None if looks_like_number(name) or looks_like_date(name) or name.endswith(":") else name
