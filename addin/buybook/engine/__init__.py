"""An engine for xlwings that works on workbook files without Excel.

`register()` makes it known to xlwings under the name 'file'; `open_book(path)` opens a workbook with it and
leaves the engine that other code uses alone. Everything else is xlwings' own object model.

What only a running Excel can do (calculate, select, print, macros) raises NotImplementedError.
"""

from __future__ import annotations

import os
from pathlib import Path

import xlwings as xw

from buybook.engine import application
from buybook.engine.guard import ReadAfterWriteError

__all__ = ["NAME", "ReadAfterWriteError", "new_book", "open_book", "register"]

NAME = application.NAME


def register() -> xw.Engine:
    """Make the engine known to xlwings, once; it does not become the active one by this."""
    known: dict[str, xw.Engine] = xw.engines.engines_by_name
    if NAME not in known:
        xw.engines.add(xw.Engine(impl=application.Engine()))
    return known[NAME]


def open_book(
    path: str | os.PathLike[str], *, read_only: bool = False, deferred_writes: bool = False
) -> xw.Book:
    """Open a workbook file in an application of its own, whatever engine is active.

    With `read_only` saving to the same file is refused. With `deferred_writes` a cell cannot be read after it
    was written (ReadAfterWriteError): a command that passes so also runs on Excel for the web. Raises
    WorkbookError for a file that is no workbook, damaged, encrypted or too large.
    """
    books = application.App(register().impl).books
    opened = books.open(Path(path).resolve(), read_only=read_only, deferred_writes=deferred_writes)
    return xw.Book(impl=opened)


def new_book() -> xw.Book:
    """A new workbook with one empty sheet, in an application of its own; it has no file until it is saved."""
    return xw.Book(impl=application.App(register().impl).books.add())
