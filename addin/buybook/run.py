"""The single path of a command: open, recognise, read, plan, apply, journal, save, report."""

from __future__ import annotations

import datetime as dt
import getpass
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import xlwings as xw

from buybook.commands.answers import plain
from buybook.commands.job import Job, Later, Outcome, WrongCallError
from buybook.commands.order import with_documents
from buybook.documents.purchase_order import PurchaseOrderDocument, write_purchase_order
from buybook.engine import open_book
from buybook.findings import Finding, Severity
from buybook.precautions import refusals, told
from buybook.registry import commands
from buybook.settings import Settings, SettingsError, load, loads
from buybook.settings.writing import Addition, NotWritableError, with_additions
from buybook.vocabulary import LANGUAGES, Words, words
from buybook.workbook.journal import journal_names, journal_steps
from buybook.workbook.opening import read_workbook
from buybook.workbook.places import locate
from buybook.workbook.planning import Change, Plan, make_plan
from buybook.workbook.tables import RecognisedTable
from buybook.xlsx.collection import put_off
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.save import lock_owner

DONE, FINDINGS_REMAIN, WRONG_CALL, UNREADABLE = 0, 1, 2, 3
CONFIG_NAME = "buybook.yaml"


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Result:
    """What came of it: the exit status, the answer for programs, and what people are shown."""

    status: int
    said: Mapping[str, object]  # the answer for programs, but for findings and changes
    words: Words
    tables: tuple[RecognisedTable, ...] = ()
    outcome: Outcome | None = None
    plan: Plan | None = None
    saved_to: Path | None = None
    backup: Path | None = None
    settings_to: Path | None = None  # the file of settings that choices went into
    failure: str | None = None  # why nothing was done, in one sentence

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What there is to tell the buyer."""
        return self.outcome.findings if self.outcome is not None else ()

    @cached_property
    def answer(self) -> dict[str, object]:
        """The answer for programs. It can be long, and is made when first asked for."""
        answer = {
            name: value.items() if isinstance(value, Later) else value for name, value in self.said.items()
        }
        answer["findings"] = [self.located(finding) for finding in self.findings]
        if self.plan is not None:
            own = journal_names()
            answer["changes"] = [changed(change) for change in self.plan.changes if change.sheet not in own]
        return answer

    def _sentence(self, finding: Finding) -> str:
        """Give what a finding says, and of how many cells where it speaks of several."""
        text = self.words.text(finding.code, finding.values)
        if finding.count == 1:
            return text
        cells = ", ".join(finding.cells) + (" …" if finding.count > len(finding.cells) else "")
        return f"{text} {self.words.label('such_cells').format(count=finding.count, cells=cells)}"

    def located(self, finding: Finding) -> dict[str, object]:
        """Give a finding with its place and its sentences, as the terminal's contract has it."""
        place = locate(finding, self.tables)
        return {
            "code": finding.code,
            "severity": finding.severity.value,
            "sheet": place.sheet,
            "cell": place.cell,
            "title": place.title,
            "text": self._sentence(finding),
            "remedy": self.words.remedy(finding.code, finding.values),
        }


def run(request: Request) -> Result:
    """Carry a request out. Nothing is raised for what a buyer can mend: the result says it."""
    try:
        settings = load(_config(request))
    except SettingsError as error:
        language = _language_of(request)
        return _failed(WRONG_CALL, "settings", error.text(language), language)
    language = _language_of(request, settings)
    try:
        with put_off():
            return _run(request, settings)
    except WrongCallError as error:
        said = words(language)
        sentence = f"{said.text(error.code, error.values)} {said.remedy(error.code, error.values)}"
        return _failed(WRONG_CALL, error.code, sentence, language)
    except WorkbookError as error:
        return _refused(error, request, language)
    except NotImplementedError as error:  # what only a running Excel can do
        return _refused(WorkbookError("unsupported", str(error)), request, language)
    except OSError as error:  # a full disk, a folder that is not there or may not be written
        detail = error.strerror or str(error)
        return _refused(WorkbookError("unwritable", detail), request, language)


def _run(request: Request, settings: Settings) -> Result:
    command = commands()[request.verb]
    will_write = command.writes and not request.dry_run
    if will_write and request.output is None and lock_owner(request.workbook) is not None:
        raise WorkbookError("locked", f"{request.workbook.name} is open elsewhere.")
    book = open_book(request.workbook, read_only=not will_write or request.output is not None)
    try:
        view = read_workbook(book, settings, request.language)
        said = words(view.language)
        folder = (
            request.output or request.workbook
        ).resolve().parent / settings.purchase_orders.documents_folder
        job = Job(view, settings, said, request.today, request.options, str(folder))
        outcome = command.run(job)
        plan = make_plan(outcome.edits, view)
        if command.writes:
            plan.findings += refusals(book.api, view, plan, journal=outcome.journal)
            if outcome.journal:
                outcome = replace(outcome, findings=(*outcome.findings, *told(book.api, view)))
        findings = (*outcome.findings, *plan.findings)
        blocked = bool(plan.findings)
        said_answer = outcome.answer
        if blocked:
            plan = Plan(findings=plan.findings)
            said_answer = {
                key: [] if isinstance(value, (list, Later)) else value for key, value in said_answer.items()
            }
            outcome = replace(outcome, headline=said.label("nothing_done"), sections=())
        saved_to = backup = settings_to = None
        new_settings = _new_settings(request, outcome.settings or {}) if not blocked else None
        if will_write:
            if outcome.journal:
                plan.steps.extend(
                    journal_steps(
                        plan, view, said, command=request.verb, today=request.today, user=request.user
                    )
                )
            documents = () if blocked else outcome.documents
            saved_to, backup, written = _write(book, plan, documents, folder, request, settings, said)
            said_answer = with_documents(said_answer, written)
            if new_settings is not None:
                settings_to, content = new_settings
                _replace_text(settings_to, content)
    finally:
        book.close()
    status = FINDINGS_REMAIN if any(each.severity is Severity.ERROR for each in findings) else DONE
    shown = Outcome(**(vars(outcome) | {"findings": findings}))
    return Result(
        status,
        said_answer,
        said,
        view.recognition.tables,
        shown,
        plan if command.writes else None,
        saved_to,
        backup,
        settings_to,
    )


def _write(
    book: xw.Book,
    plan: Plan,
    documents: tuple[PurchaseOrderDocument, ...],
    folder: Path,
    request: Request,
    settings: Settings,
    said: Words,
) -> tuple[Path | None, Path | None, list[Path]]:
    """Write documents and workbook, or neither; give the file, its backup and the documents.

    The documents come first: should the machine stop in between, the next run makes the same ones again.
    """
    target = request.output or request.workbook
    if not target.resolve().parent.is_dir():
        raise WorkbookError("unwritable", f"{target.parent}")
    if plan.empty and not documents:
        if target.resolve() == request.workbook.resolve():
            return None, None, []
        shutil.copyfile(request.workbook, target)
        return target, None, []
    for step in plan.steps:
        step.apply(book)
    before = set(folder.iterdir()) if folder.is_dir() else set()
    written: list[Path] = []
    try:
        written.extend(write_purchase_order(document, folder, said) for document in documents)
        keep = settings.saving.keep_backups
        backups = target.resolve().parent / settings.saving.backup_folder if keep else None
        book.impl.save_file(target.resolve(), backup=backups, keep=keep)
    except BaseException:
        for path in written:
            if path not in before:
                path.unlink(missing_ok=True)
        raise
    had_file = backups is not None and backups.is_dir()
    return target, backups if had_file else None, written


def _new_settings(request: Request, additions: Mapping[str, Addition]) -> tuple[Path, str] | None:
    """Give the file of settings and its new content; None when nothing is to be added to it."""
    if not additions:
        return None
    path = request.config or request.workbook.parent / CONFIG_NAME
    before = path.read_bytes().decode("utf-8-sig") if path.is_file() else ""
    try:
        after = with_additions(before, additions)
    except NotWritableError as error:
        raise WrongCallError("setup_not_written", file=path.name, path=error.path) from None
    loads(after, path.name)  # what Buybook wrote itself it must be able to read
    return None if after == before else (path, after)


def _replace_text(path: Path, content: str) -> None:
    """Write a file so that it is there either as it was or whole."""
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_text(content, encoding="utf-8", newline="")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def changed(change: Change) -> dict[str, object]:
    """Give a change as the terminal's contract has it."""
    return {
        "sheet": change.sheet,
        "cell": change.cell,
        "before": plain(change.before),
        "after": plain(change.after),
    }


def _config(request: Request) -> Path | None:
    if request.config is not None:
        return request.config
    beside = request.workbook.parent / CONFIG_NAME
    return beside if beside.is_file() else None


def _language_of(request: Request, settings: Settings | None = None) -> str:
    chosen = request.language or (settings.language if settings is not None else "en")
    return chosen if chosen in LANGUAGES else "en"


def _sentence(error: WorkbookError, request: Request, said: Words) -> str:
    code = f"workbook_{error.code}"
    if code not in said.messages:
        code = "workbook_unsupported"
    values = {"name": request.workbook.name, "detail": str(error)}
    return f"{said.text(code, values)} {said.remedy(code, values)}"


def _refused(error: WorkbookError, request: Request, language: str) -> Result:
    return _failed(UNREADABLE, error.code, _sentence(error, request, words(language)), language)


def _failed(status: int, code: str, sentence: str, language: str) -> Result:
    return Result(status, {"error": {"code": code, "text": sentence}}, words(language), failure=sentence)
