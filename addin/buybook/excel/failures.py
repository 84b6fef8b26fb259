"""What a buyer is told when a click fails: one sentence, and where the log is that support asks for."""

from __future__ import annotations

import datetime as dt

import xlwings as xw

from buybook.commands.job import WrongCallError
from buybook.excel.click_log import write_failure
from buybook.excel.live import HalfWrittenError
from buybook.excel.native import refusal
from buybook.excel.places import here
from buybook.settings import SettingsError
from buybook.vocabulary import Words, words


def tell(error: Exception, command: str, book: xw.Book, language: str, now: dt.datetime) -> None:
    """Tell the buyer in a box what happened. Raises the error again where not even that can be shown."""
    sentence = sentence_for(error, command, language, now)
    try:
        book.app.status_bar = False
        book.app.alert(sentence, "Buybook", mode="critical")
    except Exception:
        raise error from None


def sentence_for(error: Exception, command: str, language: str, now: dt.datetime) -> str:
    """Give the sentence; what is no matter of the buyer's goes to the log first."""
    said = words(language)
    if isinstance(error, SettingsError):
        return error.text(language)
    if isinstance(error, WrongCallError):
        return f"{said.text(error.code, error.values)} {said.remedy(error.code, error.values)}"
    if isinstance(error, HalfWrittenError):
        return _half_written(error, said)
    if isinstance(error, OSError):  # a full disk, a folder that may not be written
        values = {"name": str(error.filename or ""), "detail": error.strerror or str(error)}
        return f"{said.text('workbook_unwritable', values)} {said.remedy('workbook_unwritable', values)}"
    refused = refusal(error)
    if refused is not None:
        label = "click.busy" if refused.busy else "click.refused"
        return said.label(label).format(detail=refused.detail).strip()
    return _logged(error, command, said, now)


def _half_written(error: HalfWrittenError, said: Words) -> str:
    where = (
        said.label("click.half_copy").format(folder=error.backup)
        if error.backup is not None
        else said.label("click.half_close")
    )
    return f"{said.label('click.half')} {where}"


def _logged(error: Exception, command: str, said: Words, now: dt.datetime) -> str:
    try:
        file = write_failure(error, command, now, here().logs)
    except OSError:
        return said.label("click.internal_unlogged").format(kind=type(error).__name__)
    return said.label("click.internal").format(path=file)
