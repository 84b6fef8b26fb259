"""One click on the ribbon: the form where a command asks for more, the command, what is shown of its result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import xlwings as xw

from buybook.commands.job import Job, WrongCallError
from buybook.excel.findings_sheet import findings_report, says_something_new, sentence_of
from buybook.excel.forms import Answers, form_sheet, form_steps, read_form
from buybook.excel.live import OpenWorkbook
from buybook.findings import Finding, Severity
from buybook.registry import Command
from buybook.settings import Settings, load
from buybook.vocabulary import LANGUAGES, Words, words
from buybook.work import Call, Result, spoken, work_on, wrong_call
from buybook.workbook.edits import ReportEdit, Value
from buybook.workbook.journal import journal_names
from buybook.workbook.opening import read_workbook
from buybook.workbook.reports import anew
from buybook.workbook.steps import AddSheet, DeleteSheet, Step
from buybook.workbook.view import WorkbookView

_TOLD_IN_A_BOX = 3  # findings, where no sheet may be added for them


class Click:
    """A button pressed on an open workbook."""

    def __init__(
        self,
        book: xw.Book,
        name: str,
        options: Sequence[str] = (),
        *,
        preview: bool = False,
        language: str | None = None,
        today: dt.date | None = None,
    ) -> None:
        flags = {each: True for each in options if each != "preview"}
        self.language = language if language in LANGUAGES else "en"  # until the workbook's own is known
        self._host = OpenWorkbook(book, language if language in LANGUAGES else None)
        self._call = Call(name, flags, today or dt.date.today(), dry_run=preview or "preview" in options)
        self._settings = Settings()

    def carry_out(self) -> None:
        """Do what the button says. Raises what Excel raises, and SettingsError."""
        host = self._host
        file = host.settings_file
        self._settings = load(file if file is not None and file.is_file() else None)
        if self._settings.language in LANGUAGES:
            self._speak(spoken(None, self._settings))
        host.reading()
        view = read_workbook(host.book, self._settings)
        self._speak(view.language)
        if self._call.command.asks:
            self._with_form(view)
        else:
            chosen = _from_selection(self._call.command, self._job(view), host)
            call = replace(self._call, options={**chosen, **self._call.options})
            self._show(view, self._result(view, call))

    def _speak(self, language: str) -> None:
        self.language = language
        self._host.language = language

    def _job(self, view: WorkbookView) -> Job:
        return Job(view, self._settings, words(view.language), self._call.today)

    def _result(self, view: WorkbookView, call: Call) -> Result:
        try:
            return work_on(view, call, self._settings, self._host)
        except WrongCallError as error:
            return wrong_call(error, view.language)

    def _with_form(self, view: WorkbookView) -> None:
        """Ask on a form, or carry out what stands on the one in front; then the form goes."""
        command, said = self._call.command, words(view.language)
        in_front = self._host.book.sheets.active.name == form_sheet(view)
        answers = read_form(view, command, said) if in_front else None
        if answers is None:
            given = _from_selection(command, self._job(view), self._host)
            self._ask(view, Answers(cells=_as_cells(given)))
        elif answers.wrong:
            self._ask(view, answers, said.label("click.form_wrong"))
        else:
            result = self._result(view, replace(self._call, options=answers.options))
            problem = _why_nothing(result)
            if problem is not None:
                self._ask(view, answers, problem)
            else:
                self._show(view, result, gone=None if self._call.dry_run else form_sheet(view))

    def _ask(self, view: WorkbookView, answers: Answers, problem: str | None = None) -> None:
        said = words(view.language)
        if self._host.structure_protected and form_sheet(view) is None:
            raise WrongCallError("structure_protected")
        name, steps = form_steps(view, self._call.command, said, answers, problem)
        self._host.carry_out(steps, name)
        button = said.label(f"command.{self._call.verb}")
        self._host.say(problem or said.label("click.form").format(button=button))

    def _show(self, view: WorkbookView, result: Result, gone: str | None = None) -> None:
        """Put what was found on its sheet, and what came of it into the status bar."""
        host, said, preview = self._host, result.words, self._call.dry_run
        if result.failure is not None:
            host.tell(result.failure)
            return
        findings = (*result.findings, *host.notes)
        lines = _lines(result, said, preview)
        report = findings_report(
            result,
            findings,
            said.label(f"command.{self._call.verb}"),
            self._call.today,
            lines,
            sections=not self._call.command.writes,
            preview=preview,
        )
        name, steps = anew(report, view)
        host.say(_status(lines, findings, name, said))
        asked_for = preview or not self._call.command.writes
        if isinstance(steps[0], AddSheet):
            if not findings and not asked_for:
                steps = []  # a sheet with nothing to say is not begun
            elif host.structure_protected:
                host.tell("\n\n".join([*lines[:1], *_sentences(result, findings)]))
                return
        removed: list[Step] = [DeleteSheet(gone)] if gone is not None else []
        shown = name if asked_for or says_something_new(report, view) else self._about(result, view, gone)
        host.carry_out([*steps, *removed], shown)

    def _about(self, result: Result, view: WorkbookView, gone: str | None) -> str | None:
        """Give the sheet to show: a new one of ours, the command's own, or after a form the first that changed."""
        outcome, plan = result.outcome, result.plan
        if outcome is None or plan is None:
            return None
        for report in (edit.report for edit in outcome.edits if isinstance(edit, ReportEdit)):
            known = next((name for name in report.known_names if name in view.grids), None)
            if known is None or self._call.command.shows:
                return known or report.sheet
        return next(iter(plan.changed_cells()), None) if gone is not None else None


def _from_selection(command: Command, job: Job, host: OpenWorkbook) -> Mapping[str, object]:
    """Give what the selected cells say of the command's options."""
    selected = host.selected() if command.from_selection is not None else None
    if selected is None or command.from_selection is None:
        return {}
    return command.from_selection(job, selected)


def _as_cells(given: Mapping[str, object]) -> Mapping[str, Value]:
    return {name: value if isinstance(value, Value) else str(value) for name, value in given.items()}


def _why_nothing(result: Result) -> str | None:
    """Give why a call that was made on a form did nothing, in a sentence; None when it did something."""
    if result.failure is not None:
        return result.failure
    if result.plan is not None and result.plan.changed_cells():
        return None
    error = next((each for each in result.findings if each.severity is Severity.ERROR), None)
    if error is None:
        return None
    return sentence_of(result, error)


def _lines(result: Result, said: Words, preview: bool) -> list[str]:
    """Give in a line each what came of it, and what was written."""
    headline = result.outcome.headline if result.outcome is not None else ""
    plan, own = result.plan, journal_names()
    if plan is None:
        return [headline]
    counted = {sheet: count for sheet, count in plan.changed_cells().items() if sheet not in own}
    if not counted:
        written = said.label("written.nothing")
    elif preview:
        written = said.label("click.preview").format(count=sum(counted.values()))
    else:
        where = ", ".join(f"{sheet}: {count}" for sheet, count in counted.items())
        written = said.label("written.cells").format(count=sum(counted.values()), where=where)
    more = [said.label("written.backup").format(path=result.backup)] if result.backup is not None else []
    more += [said.label("written.document").format(path=path) for path in result.documents]
    return [each for each in (headline, " ".join([written, *more])) if each]


def _status(lines: Sequence[str], findings: Sequence[Finding], sheet: str, said: Words) -> str:
    counted = [each.severity for each in findings]
    errors, warnings = counted.count(Severity.ERROR), counted.count(Severity.WARNING)
    told = said.label("click.told").format(errors=errors, warnings=warnings, sheet=sheet)
    return " ".join([*lines[:1], *([told] if errors or warnings else [])])


def _sentences(result: Result, findings: Sequence[Finding]) -> list[str]:
    """Give the gravest findings, for a box."""
    ordered = sorted(findings, key=lambda each: list(Severity).index(each.severity))[:_TOLD_IN_A_BOX]
    return [sentence_of(result, each) for each in ordered]
