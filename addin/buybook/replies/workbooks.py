"""Reading a workbook that somebody else made, through our own engine."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import xlwings as xw

from buybook.engine import open_book
from buybook.findings import Finding, Severity
from buybook.replies.files import MOST_TEXT, ReplyFile, ReplyRefusedError, refuse_many
from buybook.rfq_keys import FACTS_SHEET
from buybook.workbook.form_facts import is_facts
from buybook.workbook.grid import read_grid
from buybook.workbook.tables import Area, Grid
from buybook.xlsx.archive import Limits
from buybook.xlsx.package import Package

MOST_SHEETS = 100
_LIMITS = Limits(entries=5_000, entry_bytes=96 << 20, total_bytes=256 << 20, ratio=150, ratio_from=4 << 20)
_SHEET = re.compile(rb"<(?:\w+:)?sheet[\s/>]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
# A formula that no value follows in its cell.
_WITHOUT_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*+(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*+</(?:\w+:)?c>"
)


def read_workbook(path: Path) -> ReplyFile:
    """Read a workbook that a supplier sent. Raises ReplyRefusedError and WorkbookError."""
    package = Package.open(path, limits=_LIMITS)  # sizes are checked before anything is unpacked
    main = next(iter(package.related("", "officeDocument")), None)
    sheets = len(_SHEET.findall(package.read(main))) if main is not None else 0
    if sheets > MOST_SHEETS:
        raise ReplyRefusedError("reply_too_many_sheets", name=path.name, count=sheets, limit=MOST_SHEETS)
    book = open_book(path, read_only=True)
    try:
        grids = _grids(path.name, book)
        shown = tuple(grid for grid in grids if not is_facts(grid))
        facts = tuple(grid for grid in grids if is_facts(grid))
    finally:
        book.close()
    return ReplyFile(path.name, shown, tuple(_told(path.name, package, main)), hidden=facts)


def _grids(name: str, book: xw.Book) -> tuple[Grid, ...]:
    """Read the sheets that are shown, and the hidden one of our form; one that would be too large is refused before its cells are read."""
    cells, found = 0, []
    for sheet in book.sheets:
        if not sheet.visible and not sheet.name.startswith(FACTS_SHEET):
            continue
        rows, columns = sheet.used_range.shape
        refuse_many(name, sheet.name, rows, columns, cells)
        cells += rows * columns
        found.append(_kept(read_grid(sheet, ())))
    return tuple(found)


def _kept(grid: Grid) -> Grid:
    """Give a sheet that no longer asks its book for anything, with texts of bounded length."""
    values = [[_bounded(value) for value in row] for row in grid.values]
    merges: tuple[Area, ...] = grid.merged(grid.first_row, grid.last_row) if any(map(any, values)) else ()
    return replace(grid, values=values, merges=merges, names=())


def _bounded(value: object) -> object:
    return value[:MOST_TEXT] if isinstance(value, str) else value


def _told(name: str, package: Package, main: str | None) -> list[Finding]:
    """Say what the file holds that was not carried over."""
    found = []
    parts = [part.lower() for part in package.part_names]
    if any(part.endswith("vbaproject.bin") for part in parts):
        found.append(Finding("reply_macros", Severity.WARNING, {"name": name}))
    if main is not None and package.related(main, "externalLink"):
        found.append(Finding("reply_links", Severity.INFO, {"name": name}))
    sheets = [package.read(part) for part in package.related(main, "worksheet")] if main is not None else []
    formulas = sum(len(_FORMULA.findall(sheet)) for sheet in sheets)
    without = sum(len(_WITHOUT_RESULT.findall(sheet)) for sheet in sheets)
    if formulas > without:
        found.append(Finding("reply_formulas", Severity.INFO, {"name": name, "count": formulas - without}))
    if without:
        found.append(Finding("reply_no_results", Severity.WARNING, {"name": name, "count": without}))
    return found
