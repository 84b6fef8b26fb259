"""Opening a file that somebody else made: its values and nothing else, within limits.

Always read by our own engine, in Excel too: no macro runs, no link is followed, nothing is computed. A formula
counts as the value that its program left beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from buybook.findings import Finding
from buybook.frozen import frozen
from buybook.replies.delimited import read_delimited
from buybook.workbook.tables import Grid
from buybook.xlsx.errors import WorkbookError

MOST_BYTES = 32 << 20
MOST_ROWS = 50_000
MOST_COLUMNS = 1_000
MOST_CELLS = 2_000_000  # of all sheets together
MOST_TEXT = 2_000  # characters of a cell; a price list says nothing in more
_TEXTS = frozenset({".csv", ".txt", ".tsv"})
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx"})


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
        if suffix in _TEXTS:
            return _read_text(path)
        from buybook.replies.workbooks import read_workbook  # and with it the engine

        return read_workbook(path)
    except WorkbookError as error:
        raise ReplyRefusedError(f"workbook_{error.code}", name=path.name, detail=str(error)) from None


def _read_text(path: Path) -> ReplyFile:
    content = path.read_bytes()
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ReplyRefusedError("reply_misnamed", name=path.name)
    rows = read_delimited(content, MOST_TEXT)
    refuse_many(path.name, path.stem, len(rows), len(rows[0]) if rows else 0, 0)
    return ReplyFile(path.name, (Grid(path.stem, rows),) if rows else ())


def refuse_many(name: str, sheet: str, rows: int, columns: int, cells: int) -> None:
    """Refuse a sheet that is too large, or that is too much beside the cells of those before it."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS or cells + rows * columns > MOST_CELLS:
        raise ReplyRefusedError("reply_too_many_cells", name=name, sheet=sheet, rows=rows, columns=columns)
