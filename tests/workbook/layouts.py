"""Sheets drawn as text: a line is a row, | parts the cells; numbers and ISO dates are typed, 'text stays text."""

from __future__ import annotations

import datetime as dt
import re

from buybook.workbook.tables import Area, Grid

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def drawn(text: str, sheet: str = "Sheet1", merges: tuple[Area, ...] = ()) -> Grid:
    """Make a grid of a drawing; the first line is row 1, the first cell column A."""
    lines = text.strip("\n").splitlines()
    rows = [[_cell(cell.strip()) for cell in line.split("|")] for line in lines]
    width = max(map(len, rows))
    return Grid(sheet, [row + [None] * (width - len(row)) for row in rows], merges=merges)


def _cell(text: str) -> object:
    if not text:
        return None
    if text.startswith("'"):
        return text[1:]
    if _DATE.fullmatch(text):
        return dt.datetime.fromisoformat(text)
    return float(text) if _NUMBER.fullmatch(text) else text.replace("\\n", "\n")
