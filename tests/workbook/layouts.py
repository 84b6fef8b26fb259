"""Sheets drawn as text: a line is a row, | parts the cells; numbers and dates are typed, 'text stays text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from buybook.workbook.tables import Area, Grid

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_HEAD = re.compile(r"\w+ ; ")


@dataclass(frozen=True)
class Drawing:
    """A sheet as drawn, and what is to be understood of it."""

    name: str
    sheet: str
    kind: str
    rows: tuple[int, ...]
    fields: tuple[str | None, ...]
    text: str


def drawings() -> list[Drawing]:
    """Read the drawn layouts."""
    found: list[list[str]] = []
    for line in (Path(__file__).parent / "recognised_layouts.txt").read_text(encoding="utf-8").splitlines():
        if _HEAD.match(line):
            found.append([line])
        elif found:
            found[-1].append(line)
    return [_drawing(head, lines) for head, *lines in found]


def _drawing(head: str, lines: list[str]) -> Drawing:
    name, sheet, kind, rows, fields = (part.strip() for part in head.split(" ; "))
    meant = tuple(None if field == "-" else field for field in fields.split())
    return Drawing(name, sheet, kind, tuple(map(int, rows.split())), meant, "\n".join(lines))


def drawn(text: str, sheet: str = "Sheet1", merges: tuple[Area, ...] = ()) -> Grid:
    """Make a grid of a drawing; the first line is row 1, the first cell column A."""
    rows = [[_cell(cell.strip()) for cell in line.split("|")] for line in text.strip("\n").splitlines()]
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
