"""Excel's door to the functions: this module holds each of them under its name, as xlwings looks for them.

Off Windows xlwings' decorators keep no notes; `exposed` takes the real ones of `xlwings.udfs` where the VBA
wrappers are generated. A call ends here at the latest: whatever happens, the cell gets a sentence.
"""

from __future__ import annotations

import datetime as dt
import inspect
import logging
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import xlwings as xw
from xlwings.conversion import Accessor, Pipeline

from buybook.excel.user_settings import log_failure, user_settings
from buybook.functions.calling import MISSING, call, sentence
from buybook.functions.cells import Cells
from buybook.functions.surroundings import Surroundings
from buybook.functions.texts import LONGEST, argument_meaning, meaning
from buybook.registry import Argument, Function, functions
from buybook.vocabulary import words

CATEGORY = "Buybook"

_UI_LANGUAGE = 2  # msoLanguageIDUI
_LANGUAGES = {0x1D: "sv", 0x13: "nl"}  # the lowest ten bits of a Windows language id
_LOG = logging.getLogger(__name__)


class ArgumentCells(Accessor):
    """Reads an argument as Excel has it; of whole columns only the rows that the sheet uses."""

    @classmethod
    def reader(cls, options: Mapping[str, object]) -> Pipeline:
        """Give the one step of reading; xlwings' options of an argument have no place in it."""
        del options
        return Pipeline([_read_argument])


def _read_argument(context: Any) -> None:
    if context.range is None:
        context.value = Cells.of(context.value)
        return
    cells = context.range
    height = cells.shape[0]
    whole = height >= 1_000_000
    if whole:
        used = cells.sheet.used_range
        height = max(1, min(height, used.row + used.shape[0] - cells.row))
        cells = cells[:height, :]
    context.value = Cells.of(cells.raw_value, whole=whole)


@cache
def excel_language() -> str:
    """Give the language of Excel's menus, if it is one of ours, else English."""
    try:
        number = int(xw.Book.caller().app.api.LanguageSettings.LanguageID(_UI_LANGUAGE))
    except Exception as error:  # of whatever kind: the language of a sentence is no reason to fail
        _LOG.info("Excel does not tell its language: %s", error)
        return "en"
    return _LANGUAGES.get(number & 0x3FF, "en")


def surroundings() -> Surroundings:
    """Give what functions are told from outside: the settings' language, else Excel's; and today."""
    settings = user_settings()
    language = excel_language() if settings.language == "auto" else settings.language
    return Surroundings(language, dt.date.today(), settings)


def exposed(
    func: Callable[..., Any], arg: Callable[..., Any], ret: Callable[..., Any], language: str | None = None
) -> dict[str, Callable[..., object]]:
    """Give every function by name, decorated with xlwings' `func`, `arg` and `ret`.

    With a language there is help too; a call needs none, and reading the words takes longer than a call.
    """
    return {
        each.name: _decorated(_entry(each), each, func, arg, ret, language) for each in functions().values()
    }


def _entry(function: Function) -> Callable[..., object]:
    """Make the Python function that xlwings calls, with the arguments' names and no defaults but MISSING."""

    def entry(*given: object) -> object:
        around = surroundings()
        try:
            return call(function, given, around)
        except Exception as error:
            # A fault of ours: the buyer gets a sentence, support gets the trace.
            log_failure(error, function.name)
            return sentence("internal", "", {}, around)

    entry.__annotations__ = {}  # xlwings would convert by them
    entry.__name__ = entry.__qualname__ = function.name
    entry.__signature__ = inspect.Signature(list(map(_parameter, function.arguments)))  # type: ignore[attr-defined]
    return entry


def _parameter(argument: Argument) -> inspect.Parameter:
    default = MISSING if argument.optional else inspect.Parameter.empty
    return inspect.Parameter(argument.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)


def _decorated(
    entry: Callable[..., object],
    function: Function,
    func: Callable[..., Any],
    arg: Callable[..., Any],
    ret: Callable[..., Any],
    language: str | None,
) -> Callable[..., object]:
    spoken = None if language is None else words(language)
    entry.__doc__ = "" if spoken is None else meaning(function, spoken)[:LONGEST]
    decorated = ret(convert=None)(entry)
    for argument in function.arguments:
        told = "" if spoken is None else argument_meaning(function, argument, spoken)[:LONGEST]
        decorated = arg(argument.name, convert=ArgumentCells, doc=told)(decorated)
    # Last, for each of the others sets the category back.
    result: Callable[..., object] = func(decorated, category=CATEGORY)
    return result


globals().update(exposed(xw.func, xw.arg, xw.ret))
