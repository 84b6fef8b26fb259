"""What a button of the ribbon does: the command of its name, on the workbook that is open in Excel.

The ribbon's macros call `run`. What it needs is imported when it is needed: each click starts Python anew.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings as xw

PREVIEW = "preview"


def run(button: str, *, preview: bool = False) -> None:
    """Carry out a button of the ribbon on the workbook that calls; what it has to say, it says in Excel.

    A button may name options after a colon: `setup:mark`, or `refresh:preview`, which shows what would change.
    Raises only where Excel cannot be reached at all: the macro that called tells of that.
    """
    close_doors(sys.path)
    from buybook.excel.click import Click
    from buybook.excel.failures import tell

    name, *options = button.split(":")
    book = calling_book()
    click = Click(book, name, options, preview=preview, language=_argument("language"))
    try:
        click.carry_out()
    except Exception as error:
        tell(error, name, book, click.language, dt.datetime.now())


def close_doors(searched: list[str]) -> None:
    """Take the folder that Python was started in out of the folders searched for code.

    Where a workbook lies, its sender can lay other files: nothing beside a workbook is code.
    """
    here, own = Path.cwd().resolve(), Path(__file__).resolve().parents[2]
    searched[:] = [
        each for each in searched if each not in ("", ".") and (Path(each).resolve() != here or here == own)
    ]


def calling_book() -> xw.Book:
    """Give the workbook from which a macro called Python."""
    import xlwings as xw

    from buybook.excel.native import give_up_in_time

    give_up_in_time()
    name, window = _argument("wb"), _argument("hwnd")
    if name is None or "=" not in name or window is None:
        return xw.Book.caller()
    # xlwings would read the name only up to its equals sign.
    app: xw.App = next(each for each in xw.apps if each.hwnd == int(window))
    return app.books[name]


def _argument(name: str) -> str | None:
    """Give what the macro said on the command line; None where it said nothing of the kind."""
    start = f"--{name}="
    return next((each.removeprefix(start) for each in sys.argv if each.startswith(start)), None)
