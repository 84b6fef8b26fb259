"""A command on a workbook that is a file: settings, open, work, save, report."""

from __future__ import annotations

import datetime as dt
import getpass
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

import xlwings as xw

from buybook.commands.job import WrongCallError
from buybook.engine import open_book
from buybook.findings import Finding
from buybook.frozen import frozen
from buybook.precautions import refusals, told
from buybook.settings import Settings, SettingsError, load
from buybook.vocabulary import Words, words
from buybook.work import (
    CONFIG_NAME,
    DONE,
    FINDINGS_REMAIN,
    UNREADABLE,
    WRONG_CALL,
    Call,
    Result,
    Work,
    Written,
    bring_to_front,
    documents_written,
    failed,
    spoken,
    work,
    wrong_call,
)
from buybook.workbook.planning import Plan
from buybook.workbook.view import WorkbookView
from buybook.xlsx.collection import put_off
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.save import lock_owner

if TYPE_CHECKING:
    from buybook.documents.outgoing import OutgoingFile

__all__ = [
    "CONFIG_NAME",
    "DONE",
    "FINDINGS_REMAIN",
    "UNREADABLE",
    "WRONG_CALL",
    "Request",
    "Result",
    "run",
]


@frozen
class Request:
    """What somebody asks for: a verb on a workbook, with its options."""

    verb: str
    workbook: Path
    options: Mapping[str, object] = field(default_factory=dict)
    today: dt.date = field(default_factory=dt.date.today)
    config: Path | None = None
    output: Path | None = None
    dry_run: bool = False
    language: str | None = None
    user: str = field(default_factory=getpass.getuser)

    @property
    def call(self) -> Call:
        """What the command is told."""
        return Call(self.verb, self.options, self.today, self.dry_run, self.language, self.user)

    @property
    def target(self) -> Path:
        """The file that is written."""
        return self.output or self.workbook


def run(request: Request) -> Result:
    """Carry a request out. Nothing is raised for what a buyer can mend: the result says it."""
    try:
        settings = load(_config(request))
    except SettingsError as error:
        language = spoken(request.language)
        return failed(WRONG_CALL, "settings", error.text(language), language)
    language = spoken(request.language, settings)
    try:
        with put_off():
            return _run(request, settings)
    except WrongCallError as error:
        return wrong_call(error, language)
    except WorkbookError as error:
        return _refused(error, request, language)
    except NotImplementedError as error:  # what only a running Excel can do
        return _refused(WorkbookError("unsupported", str(error)), request, language)
    except OSError as error:  # a full disk, a folder that is not there or may not be written
        detail = error.strerror or str(error)
        return _refused(WorkbookError("unwritable", detail), request, language)


def _run(request: Request, settings: Settings) -> Result:
    call = request.call
    if call.will_write and request.output is None and lock_owner(request.workbook) is not None:
        raise WorkbookError("locked", f"{request.workbook.name} is open elsewhere.")
    book = open_book(request.workbook, read_only=not call.will_write or request.output is not None)
    try:
        return work(book, call, settings, WorkbookFile(book, request))
    finally:
        book.close()


class WorkbookFile:
    """A workbook that is open as a file: it is saved when the work is done."""

    def __init__(self, book: xw.Book, request: Request) -> None:
        self._book = book
        self._request = request

    @property
    def folder(self) -> Path:
        """The folder of the file that is written."""
        return self._request.target.resolve().parent

    @property
    def settings_file(self) -> Path:
        """The settings that were named, else those beside the workbook."""
        return self._request.config or self._request.workbook.parent / CONFIG_NAME

    def reading(self) -> None:
        """Nothing to say: it takes no longer than the terminal's own sign of life."""

    def refusals(self, view: WorkbookView, plan: Plan, *, journal: bool) -> list[Finding]:
        """Give what protection forbids: a file does not refuse by itself."""
        return refusals(self._book.api, view, plan, journal=journal)

    def told(self, view: WorkbookView) -> list[Finding]:
        """Give how the file is marked, and which results in it are out of date."""
        return told(self._book.api, view)

    def write(self, book: xw.Book, plan: Plan, documents: Sequence[OutgoingFile], now: Work) -> Written:
        """Write documents and workbook, or neither; an unchanged workbook keeps its bytes.

        The documents come first: should the machine stop in between, the next run makes the same ones again.
        """
        target, own = self._request.target, self._request.workbook
        if not target.resolve().parent.is_dir():
            raise WorkbookError("unwritable", f"{target.parent}")
        if plan.empty and not documents:
            if target.resolve() == own.resolve():
                return Written()
            shutil.copyfile(own, target)
            return Written(target)
        front = book.sheets.active.name
        for step in plan.steps:
            step.apply(book)
        bring_to_front(book, front)
        saving = now.settings.saving
        backups = self.folder / saving.backup_folder if saving.keep_backups else None
        with documents_written(documents, now.documents_folder) as paths:
            book.impl.save_file(target.resolve(), backup=backups, keep=saving.keep_backups)
        had_file = backups is not None and backups.is_dir()
        return Written(target, backups if had_file else None, paths)


def _config(request: Request) -> Path | None:
    if request.config is not None:
        return request.config
    beside = request.workbook.parent / CONFIG_NAME
    return beside if beside.is_file() else None


def _sentence(error: WorkbookError, request: Request, said: Words) -> str:
    code = f"workbook_{error.code}"
    if code not in said.messages:
        code = "workbook_unsupported"
    values = {"name": request.workbook.name, "detail": str(error)}
    return f"{said.text(code, values)} {said.remedy(code, values)}"


def _refused(error: WorkbookError, request: Request, language: str) -> Result:
    return failed(UNREADABLE, error.code, _sentence(error, request, words(language)), language)
