"""What a button of the ribbon does: the command of its name, on the workbook that is open in Excel.

The ribbon's macros call `run`. What it needs is imported when it is needed: each click starts Python anew.
"""

from __future__ import annotations

import datetime as dt
import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings as xw

# Commands that work on values as they stand. Where no table is computed, what computes tables is not loaded.
WITHOUT_TABLES = frozenset({"map", "setup", "undo"})
_LOADED_BY_XLWINGS = ("pandas", "numpy")  # for its converters, which Buybook does not use


def run(button: str, *, preview: bool = False) -> None:
    """Carry out a button of the ribbon on the workbook that calls; what it has to say, it says in Excel.

    A button may name options after a colon: `setup:mark`, or `refresh:preview`, which shows what would change.
    Raises only where Excel cannot be reached at all: the macro that called tells of that.
    """
    close_doors(sys.path)
    name, *options = button.split(":")
    with _garbage_left():
        prepare(name)
        _click(name, options, preview)
    if _argument("wb") is not None:  # a process for this click alone
        leave()


def prepare(name: str) -> None:
    """Load what a command needs, and no more: this is what a click costs before the workbook is touched."""
    with _garbage_left():
        with _not_loaded(_LOADED_BY_XLWINGS if name in WITHOUT_TABLES else ()):
            import xlwings  # noqa: F401  # before all that imports it
        from buybook.excel import click, failures  # noqa: F401
        from buybook.excel.places import here
        from buybook.registry import command_named
        from buybook.vocabulary import all_words
        from buybook.vocabulary.files import keep_in

        keep_in(here().words)
        command_named(name)
        if name not in WITHOUT_TABLES:
            from buybook.workbook import reading  # noqa: F401
        for each in all_words():
            each.load()


def leave() -> None:
    """Let the process end without looking through all that it holds for garbage, which takes another fifth."""
    gc.freeze()


def _click(name: str, options: list[str], preview: bool) -> None:
    from buybook.excel.click import Click
    from buybook.excel.failures import tell

    book = calling_book()
    click = Click(book, name, options, preview=preview, language=_argument("language"))
    try:
        click.carry_out()
    except Exception as error:
        tell(error, name, book, click.language, dt.datetime.now())


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Collect no garbage meanwhile: loading makes much that stays, and looking through it takes a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def _not_loaded(names: Sequence[str]) -> Iterator[None]:
    """Let imports of these fail meanwhile, unless they are loaded: xlwings does without them."""
    missing = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(missing))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]


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
