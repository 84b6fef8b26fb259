"""An Excel of our own beside the buyer's: started without a window, asked nothing, closed whatever happens."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

import xlwings as xw

_NO_MACROS = 3  # msoAutomationSecurityForceDisable
_QUIET = ("display_alerts", "enable_events", "screen_updating")

Starter: TypeAlias = "Callable[[], xw.App]"


class NoExcelError(Exception):
    """There is no Excel that can be started."""


def start_excel() -> xw.App:
    """Start an Excel that nobody sees; NoExcelError where there is none, or it does not start."""
    if "excel" not in xw.engines.engines_by_name:
        raise NoExcelError("xlwings finds no Excel on this machine.")
    try:
        return xw.App(visible=False, add_book=False)
    except Exception as error:  # not installed, not licensed, no desktop to start on: as many kinds of error
        raise NoExcelError(f"{type(error).__name__}: {error}") from error


@contextmanager
def own_excel(start: Starter = start_excel) -> Iterator[xw.App]:
    """Give an Excel in which no macro runs and no question is asked; it is gone at the end."""
    app = start()
    try:
        for name in _QUIET:
            setattr(app, name, False)
        if sys.platform != "darwin":  # Excel for Mac has no such setting
            app.api.AutomationSecurity = _NO_MACROS
        yield app
    finally:
        with suppress(Exception):
            for book in list(app.books):
                book.close()
        try:
            app.quit()
        except Exception:
            app.kill()


def open_quietly(app: xw.App, path: Path, *, read_only: bool = False) -> xw.Book:
    """Open a workbook: no link is followed, nobody is told, it is not in the list of recent files."""
    return app.books.open(
        str(path),
        update_links=False,
        read_only=read_only,
        ignore_read_only_recommended=True,
        notify=False,
        add_to_mru=False,
    )
