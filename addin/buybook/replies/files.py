"""Opening a file that somebody else made: its values and nothing else, within limits.

Always read by our own engine, in Excel too: no macro runs, no link is followed, nothing is computed. A formula
counts as the value that its program left beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import xlwings as xw

from buybook.engine import open_book
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.replies.delimited import read_delimited
from buybook.rfq_keys import FACTS_SHEET
from buybook.workbook.form_facts import is_facts
from buybook.workbook.grid import read_grid
from buybook.workbook.tables import Area, Grid
from buybook.xlsx.archive import Limits
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.package import Package

MOST_BYTES = 32 << 20
MOST_SHEETS = 100
MOST_ROWS = 50_000
MOST_COLUMNS = 1_000
MOST_CELLS = 2_000_000  # of all sheets together
MOST_TEXT = 2_000  # characters of a cell; a price list says nothing in more
_LIMITS = Limits(entries=5_000, entry_bytes=96 << 20, total_bytes=256 << 20, ratio=150, ratio_from=4 << 20)
_TEXTS = frozenset({".csv", ".txt", ".tsv"})
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx"})
_SHEET = re.compile(rb"<(?:\w+:)?sheet[\s/>]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
# A formula that no value follows in its cell.
_WITHOUT_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*+(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*+</(?:\w+:)?c>"
)


class ReplyRefusedError(Exception):
    """A file that is not read; `code` and `values` are those of a message of the vocabulary."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, object] = values


@frozen
class ReplyFile:
    """The sheets of a file, hidden ones left out, and what is to be told of it."""

    name: str
    grids: tuple[Grid, ...]
    findings: tuple[Finding, ...] = ()
    language: str | None = None
    hidden: tuple[Grid, ...] = ()  # the hidden sheet of our own form


def read_file(path: Path) -> ReplyFile:
    """Read a file that a supplier sent: .xlsx, .xlsm, or text with a delimiter in any usual encoding.

    Raises ReplyRefusedError, with a sentence for the buyer, for other formats and for what is too large.
    """
    suffix = path.suffix.casefold()
    if suffix not in _TEXTS | _WORKBOOKS:
        code = "workbook_old_format" if suffix in {".xls", ".xlsb"} else "reply_other_format"
        raise ReplyRefusedError(code, name=path.name)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ReplyRefusedError("workbook_unreadable", name=path.name, detail=error.strerror or "") from None
    if size > MOST_BYTES:
        raise ReplyRefusedError("reply_too_large", name=path.name, limit=f"{MOST_BYTES >> 20} MB")
    try:
        return _read_text(path) if suffix in _TEXTS else _read_workbook(path)
    except WorkbookError as error:
        raise ReplyRefusedError(f"workbook_{error.code}", name=path.name, detail=str(error)) from None


def _read_text(path: Path) -> ReplyFile:
    content = path.read_bytes()
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ReplyRefusedError("reply_misnamed", name=path.name)
    rows = read_delimited(content, MOST_TEXT)
    _refuse_many(path.name, path.stem, len(rows), len(rows[0]) if rows else 0, 0)
    return ReplyFile(path.name, (Grid(path.stem, rows),) if rows else ())


def _refuse_many(name: str, sheet: str, rows: int, columns: int, cells: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS or cells + rows * columns > MOST_CELLS:
        raise ReplyRefusedError("reply_too_many_cells", name=name, sheet=sheet, rows=rows, columns=columns)


def _read_workbook(path: Path) -> ReplyFile:
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
        _refuse_many(name, sheet.name, rows, columns, cells)
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
