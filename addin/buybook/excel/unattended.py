"""A command on a workbook that nobody has in front of them: in an Excel of our own where there is one, else on the file.

Excel computes the workbook's formulas anew, which the file engine leaves to whoever opens it next. What Excel would ask
about (a password, a workbook that is reserved or read-only) goes to the file engine, which answers instead of asking.
"""

from __future__ import annotations

import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import xlwings as xw

from buybook.commands.job import WrongCallError
from buybook.excel.live import HalfWrittenError, OpenWorkbook
from buybook.excel.native import give_up_in_time, is_true, refusal
from buybook.excel.own_excel import NoExcelError, Starter, open_quietly, own_excel, start_excel
from buybook.run import Request, Result, run
from buybook.settings import Settings, SettingsError, load
from buybook.vocabulary import words
from buybook.work import CONFIG_NAME, UNREADABLE, failed, spoken, work, wrong_call
from buybook.xlsx.ownerfile import lock_owner

_RESERVED = re.compile(rb"<(?:\w+:)?fileSharing\b")
_LARGEST = 1 << 22  # bytes of the part that says so


def run_unattended(request: Request, start: Starter = start_excel) -> Result:
    """Carry a request out where it can be done best. Nothing is raised for what a buyer can mend."""
    if not _excel_asks_nothing(request.workbook) or lock_owner(request.workbook) is not None:
        return run(request)
    try:
        settings = load(_settings_file(request))
    except SettingsError:
        return run(request)  # which says so
    try:
        with own_excel(start) as app:
            give_up_in_time()
            return _in_excel(app, request, settings)
    except NoExcelError:
        return run(request)


def _in_excel(app: xw.App, request: Request, settings: Settings) -> Result:
    language = spoken(request.language, settings)
    try:
        book = open_quietly(app, request.workbook.resolve())
        if is_true(book.api, "ReadOnly"):  # somebody opened it since we looked, or it is read-only
            return _refused("locked", request, language)
        result = work(book, request.call, settings, _Unattended(book, request))
        if result.plan is not None and not result.plan.empty:
            book.save()
            result = replace(result, saved_to=request.workbook)
        return result
    except WrongCallError as error:
        return wrong_call(error, language)
    except HalfWrittenError as error:  # closed without saving: the file is as it was
        cause = error.__cause__
        return _unless_ours(cause if isinstance(cause, Exception) else error, request, language)
    except Exception as error:
        return _unless_ours(error, request, language)


class _Unattended(OpenWorkbook):
    """A workbook open in an Excel that nobody sees."""

    def __init__(self, book: xw.Book, request: Request) -> None:
        super().__init__(book, None)
        self._config = request.config

    @property
    def settings_file(self) -> Path | None:
        """The settings that were named, else those beside the workbook."""
        return self._config or super().settings_file


def _unless_ours(error: Exception, request: Request, language: str) -> Result:
    """Give the result of what Excel refused; an error that is not Excel's is a fault, and is raised."""
    refused = refusal(error)
    if refused is None:
        raise error
    return _refused("locked" if refused.busy else "unwritable", request, language, refused.detail)


def _refused(code: str, request: Request, language: str, detail: str = "") -> Result:
    said = words(language)
    values = {"name": request.workbook.name, "detail": detail}
    sentence = f"{said.text(f'workbook_{code}', values)} {said.remedy(f'workbook_{code}', values)}"
    return failed(UNREADABLE, code, sentence, language)


def _settings_file(request: Request) -> Path | None:
    beside = request.workbook.parent / CONFIG_NAME
    return request.config or (beside if beside.is_file() else None)


def _excel_asks_nothing(path: Path) -> bool:
    """Whether Excel opens the workbook without a question that nobody would see."""
    if not os.access(path, os.W_OK):
        return False
    try:
        with zipfile.ZipFile(path) as package:
            part = package.getinfo("xl/workbook.xml")
            return part.file_size <= _LARGEST and _RESERVED.search(package.read(part)) is None
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return False  # encrypted or damaged: the file engine says which
