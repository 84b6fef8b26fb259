"""A command's work on a workbook that is open, as a file or in Excel: read, rule, plan, journal, write.

What xlwings' object model has no word for, a `Host` does: `run` for files, `excel.live` for a running Excel.
"""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import xlwings as xw

from buybook.commands.answers import plain
from buybook.commands.job import Job, Later, Outcome, WrongCallError
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.registry import Command, command_named
from buybook.settings import Settings, loads
from buybook.settings.writing import Addition, NotWritableError, with_additions
from buybook.vocabulary import LANGUAGES, Words, words
from buybook.workbook.journal import journal_names, journal_steps
from buybook.workbook.opening import read_workbook
from buybook.workbook.places import locate
from buybook.workbook.planning import Change, Plan, make_plan
from buybook.workbook.tables import RecognisedTable
from buybook.workbook.view import WorkbookView

if TYPE_CHECKING:
    from buybook.documents.outgoing import OutgoingFile

DONE, FINDINGS_REMAIN, WRONG_CALL, UNREADABLE = 0, 1, 2, 3
CONFIG_NAME = "buybook.yaml"


@frozen
class Call:
    """What a command is told, wherever its workbook is open."""

    verb: str
    options: Mapping[str, object] = field(default_factory=dict)
    today: dt.date = field(default_factory=dt.date.today)
    dry_run: bool = False
    language: str | None = None
    user: str = field(default_factory=getpass.getuser)

    @property
    def command(self) -> Command:
        """The command that is called."""
        return command_named(self.verb)

    @property
    def will_write(self) -> bool:
        """Whether the workbook may change."""
        return self.command.writes and not self.dry_run


@frozen
class Written:
    """What was written where; nothing where nothing changed."""

    saved_to: Path | None = None
    backup: Path | None = None  # where the workbook stands as it was before
    documents: tuple[Path, ...] = ()


class Host(Protocol):
    """Where a workbook is open, and what is asked of that place beyond xlwings' object model."""

    @property
    def folder(self) -> Path:
        """The folder that documents are made in, or in a folder of which."""

    @property
    def settings_file(self) -> Path | None:
        """The file that choices are added to; None where the workbook has no folder yet."""

    def reading(self) -> None:
        """Say that the workbook is about to be read."""

    def refusals(self, view: WorkbookView, plan: Plan, *, journal: bool) -> list[Finding]:
        """Give the errors for which nothing may be written, such as protected sheets."""

    def told(self, view: WorkbookView) -> list[Finding]:
        """Give what a buyer should know before trusting what was read and written."""

    def write(self, book: xw.Book, plan: Plan, documents: Sequence[OutgoingFile], now: Work) -> Written:
        """Write documents and workbook, or neither."""


@frozen
class Work:
    """What is known while a command works."""

    call: Call
    settings: Settings
    words: Words
    host: Host

    @property
    def documents_folder(self) -> Path:
        """The folder that documents are written into."""
        return self.host.folder / self.settings.purchase_orders.documents_folder


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
    documents: tuple[Path, ...] = ()
    wrote: bool = False  # whether the workbook changed

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


def work(book: xw.Book, call: Call, settings: Settings, host: Host) -> Result:
    """Carry a call out on an open workbook.

    Raises WrongCallError for what the caller can put right, and what the host raises where it cannot read or
    write; nothing was written then.
    """
    host.reading()
    return work_on(read_workbook(book, settings, call.language), call, settings, host)


def work_on(view: WorkbookView, call: Call, settings: Settings, host: Host) -> Result:
    """Carry a call out on a workbook that was read."""
    said = words(view.language)
    now = Work(call, settings, said, host)
    job = Job(
        view, settings, said, call.today, call.options, str(now.documents_folder), host.folder, call.user
    )
    outcome = call.command.run(job)
    plan = make_plan(outcome.edits, view)
    if call.command.writes:
        plan.findings += host.refusals(view, plan, journal=outcome.journal)
        if outcome.journal:
            outcome = replace(outcome, findings=(*outcome.findings, *host.told(view)))
    outcome = replace(outcome, findings=(*outcome.findings, *plan.findings))
    if plan.findings:
        outcome, plan = _nothing_done(outcome, said), Plan(findings=plan.findings)
    return _kept(view, now, outcome, plan)


def _nothing_done(outcome: Outcome, said: Words) -> Outcome:
    """Give the outcome of a run that was refused: what it would have made is not there."""
    answer = {key: [] if isinstance(value, (list, Later)) else value for key, value in outcome.answer.items()}
    headline = said.label("nothing_done")
    return replace(
        outcome, answer=answer, headline=headline, sections=(), documents=(), settings=None, edits=()
    )


def _kept(view: WorkbookView, now: Work, outcome: Outcome, plan: Plan) -> Result:
    """Write what is to be written, with its journal, and give the result."""
    call = now.call
    settings = _new_settings(now.host.settings_file, outcome.settings or {})
    written, settings_to = Written(), None
    if call.will_write:
        if outcome.journal:
            verb, today, user = call.verb, call.today, call.user
            plan.steps.extend(journal_steps(plan, view, now.words, command=verb, today=today, user=user))
        written = now.host.write(view.book, plan, outcome.documents, now)
        if settings is not None:
            settings_to, content = settings
            _replace_text(settings_to, content)
    errors = any(each.severity is Severity.ERROR for each in outcome.findings)
    return Result(
        FINDINGS_REMAIN if errors else DONE,
        _with_documents(outcome.answer, outcome.documents, written.documents),
        now.words,
        view.recognition.tables,
        outcome,
        plan if call.command.writes else None,
        written.saved_to,
        written.backup,
        settings_to,
        documents=written.documents,
        wrote=call.will_write and not plan.empty,
    )


def _with_documents(
    answer: dict[str, object], documents: Sequence[OutgoingFile], paths: Sequence[Path]
) -> dict[str, object]:
    """Give the answer with the documents that were written: all of them, and each in the record it belongs to."""
    if not documents:
        return answer
    of_record: dict[tuple[str, int], list[str]] = {}
    for document, path in zip(documents, paths, strict=bool(paths)):
        if document.of is not None:
            of_record.setdefault(document.of, []).append(str(path))
    named = {
        key: [_named(record, of_record.get((key, place))) for place, record in enumerate(records)]
        for key, records in answer.items()
        if isinstance(records, list) and any(key == each for each, _ in of_record)
    }
    return answer | named | {"documents": [str(path) for path in paths]}


def _named(record: object, paths: list[str] | None) -> object:
    return record | {"documents": paths} if isinstance(record, dict) and paths is not None else record


def bring_to_front(book: xw.Book, sheet: str) -> None:
    """Show a sheet, unless it is gone: new sheets come to the front by themselves."""
    if book.sheets.active.name != sheet and sheet in [each.name for each in book.sheets]:
        # xlwings' own `activate` would fetch the application's window too, and a file has none.
        book.sheets[sheet].impl.activate()


@contextmanager
def documents_written(documents: Sequence[OutgoingFile], folder: Path) -> Iterator[tuple[Path, ...]]:
    """Write documents and give their paths; those that are new go again when the block fails."""
    if not documents:
        yield ()
        return
    before = set(folder.iterdir()) if folder.is_dir() else set()
    written: list[Path] = []
    try:
        written.extend(document.write(folder) for document in documents)
        yield tuple(written)
    except BaseException:
        for path in written:
            if path not in before:
                path.unlink(missing_ok=True)
        raise


def _new_settings(path: Path | None, additions: Mapping[str, Addition]) -> tuple[Path, str] | None:
    """Give the file of settings and its new content; None when nothing is to be added to it."""
    if not additions:
        return None
    if path is None:
        raise WrongCallError("settings_without_folder", file=CONFIG_NAME)
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


def spoken(asked: str | None, settings: Settings | None = None) -> str:
    """Give the language to speak before the workbook's own is known."""
    chosen = asked or (settings.language if settings is not None else "en")
    return chosen if chosen in LANGUAGES else "en"


def wrong_call(error: WrongCallError, language: str) -> Result:
    """Give the result of a call that cannot be right."""
    said = words(language)
    sentence = f"{said.text(error.code, error.values)} {said.remedy(error.code, error.values)}"
    return failed(WRONG_CALL, error.code, sentence, language)


def failed(status: int, code: str, sentence: str, language: str) -> Result:
    """Give the result of a run that did nothing."""
    return Result(status, {"error": {"code": code, "text": sentence}}, words(language), failure=sentence)
