"""A workbook that is open in Excel, as a command needs it: nothing is saved for the buyer, a copy is kept before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import xlwings as xw

from buybook.commands.job import Selected
from buybook.excel import native
from buybook.excel.copies import keep_copy
from buybook.findings import Finding, Severity
from buybook.vocabulary import words
from buybook.work import CONFIG_NAME, Work, Written, bring_to_front, documents_written
from buybook.workbook.chart_steps import AddChart
from buybook.workbook.planning import Plan
from buybook.workbook.steps import Step
from buybook.workbook.touched import (
    adds_or_deletes_sheets,
    blocks_written,
    puts_only_values,
    sheets_touched,
)
from buybook.workbook.view import WorkbookView

if TYPE_CHECKING:
    from buybook.documents.outgoing import OutgoingFile

_LONGEST_STATUS = 240  # characters; Excel cuts what is longer
_MOST_ROWS = 2000  # rows of a selection that are looked at: whether each is shown is a question to Excel
_LAST_ROW = 1_048_576
# What is put off while many cells are written, in the order in which it comes back.
_QUIET: tuple[tuple[str, object], ...] = (
    ("screen_updating", False),
    ("display_alerts", False),
    ("enable_events", False),
    ("calculation", "manual"),
)


class HalfWrittenError(Exception):
    """Excel refused in the middle of the writing; `backup` is the folder of the copy from before."""

    def __init__(self, backup: Path | None) -> None:
        super().__init__()
        self.backup = backup


class OpenWorkbook:
    """A workbook in a running Excel."""

    def __init__(self, book: xw.Book, language: str | None) -> None:
        self.book = book
        self.language = language  # None until it is known
        self.notes: list[Finding] = []  # what is to be told of where the workbook is

    @cached_property
    def file(self) -> Path | None:
        """The workbook's file on this computer, where it has one."""
        return native.local_file(self.book)

    @property
    def folder(self) -> Path:
        """The workbook's folder; the user's documents where it has none on this computer."""
        if self.file is not None:
            return self.file.parent
        documents = Path.home() / "Documents"
        return documents if documents.is_dir() else Path.home()

    @property
    def settings_file(self) -> Path | None:
        """The settings beside the workbook, there or not."""
        return None if self.file is None else self.file.parent / CONFIG_NAME

    def reading(self) -> None:
        """Say so in the status bar; until the language is known, what the macro said stays there."""
        if self.language is not None:
            self.say(words(self.language).label("click.reading"))

    def say(self, text: str) -> None:
        """Show a text in Excel's status bar."""
        line = f"Buybook: {text}"
        self.book.app.status_bar = line if len(line) <= _LONGEST_STATUS else line[: _LONGEST_STATUS - 1] + "…"

    def tell(self, text: str) -> None:
        """Show a text in a box: for what cannot be shown on a sheet."""
        self.book.app.status_bar = False
        self.book.app.alert(text, "Buybook")

    def selected(self) -> Selected | None:
        """Give the rows that are selected and shown; None where no cells are selected, but a picture or a chart."""
        cells = self.book.selection
        if cells is None:
            return None
        address = cells.address
        areas = [_rows_of(part) for part in address.split(",")]
        rows = sorted({row for area in areas if len(area) <= _MOST_ROWS for row in area})[: _MOST_ROWS + 1]
        if len(rows) > _MOST_ROWS or any(len(area) > _MOST_ROWS for area in areas):
            return Selected(cells.sheet.name, (), several=False)  # a whole column chooses no rows
        shown = tuple(row for row in rows if cells.sheet.range((row, 1)).row_height != 0)
        return Selected(cells.sheet.name, shown, several=":" in address or "," in address)

    def refusals(self, view: WorkbookView, plan: Plan, *, journal: bool) -> list[Finding]:
        """Give what Excel would refuse: sheets and structures that are protected, lists that are filtered."""
        found = []
        if adds_or_deletes_sheets(plan, view, journal=journal) and self.structure_protected:
            found.append(Finding("structure_protected", Severity.ERROR))
        for name in sheets_touched(plan):
            if name not in view.grids:
                continue
            sheet = self.book.sheets[name]
            if native.is_true(sheet.api, "ProtectContents") and not _only_unlocked(sheet, plan):
                found.append(Finding("sheet_protected", Severity.ERROR, {"sheet": name}, sheet=name))
            elif native.is_filtered(sheet):
                found.append(Finding("sheet_filtered", Severity.ERROR, {"sheet": name}, sheet=name))
        return found

    @property
    def structure_protected(self) -> bool:
        """Whether sheets can neither be added nor deleted."""
        return native.is_true(self.book.api, "ProtectStructure")

    def told(self, view: WorkbookView) -> list[Finding]:
        """Tell of a workbook that Excel opened for reading only."""
        del view
        if native.is_true(self.book.api, "ReadOnly"):
            return [Finding("open_read_only", Severity.WARNING, {"name": self.book.name})]
        return []

    def write(self, book: xw.Book, plan: Plan, documents: Sequence[OutgoingFile], now: Work) -> Written:
        """Keep a copy, then write; the workbook itself is left for the buyer to save."""
        del book  # the one that is open
        if plan.empty and not documents:
            return Written()
        backup = self._keep_copy(now) if plan.steps else None
        self.say(now.words.label("click.writing"))
        try:
            with documents_written(documents, now.documents_folder) as paths:
                self.carry_out(plan.steps)
        except Exception as error:
            if native.refusal(error) is None:
                raise
            raise HalfWrittenError(backup) from error
        return Written(None, backup, paths)

    def _keep_copy(self, now: Work) -> Path | None:
        saving = now.settings.saving
        if not saving.keep_backups:
            return None
        if self.file is None:
            code = "no_copy_online" if native.is_online(self.book) else "no_copy_unsaved"
            self.notes.append(Finding(code, Severity.INFO))
            return None
        folder = self.file.parent / saving.backup_folder
        file = self.file
        try:
            keep_copy(file, folder, saving.keep_backups, lambda path: native.save_copy(self.book, path, file))
        except OSError as error:
            values = {"folder": str(folder), "detail": error.strerror or str(error)}
            self.notes.append(Finding("no_copy_written", Severity.WARNING, values))
            return None
        return folder

    def carry_out(self, steps: Sequence[Step], front: str | None = None) -> None:
        """Carry steps out quietly; the sheet that the buyer was on, or `front`, is in front in the end."""
        wanted = front or self.book.sheets.active.name
        with quiet(self.book.app):
            for step in steps:
                step.apply(self.book)
                if isinstance(step, AddChart):
                    self._hide(step)
        bring_to_front(self.book, wanted)

    def _hide(self, step: AddChart) -> None:
        """Let what a chart stands on not be seen: the base of a bridge's steps."""
        chart = self.book.sheets[step.sheet].charts[step.chart.name]
        for place in step.invisible:
            native.hide_fill(chart.series[place].api)


def _rows_of(area: str) -> range:
    """Give the rows of an area such as $A$5:$C$9, or $B:$B, which is all of them."""
    numbers = [int(digits) for digits in re.findall(r"\d+", area)]
    return range(numbers[0], numbers[-1] + 1) if numbers else range(1, _LAST_ROW + 1)


def _only_unlocked(sheet: xw.Sheet, plan: Plan) -> bool:
    """Whether the plan only puts values into cells that the sheet's owner unlocked."""
    return puts_only_values(plan, sheet.name) and all(
        native.ask(sheet.range(first, last).api, "Locked") is False
        for first, last in blocks_written(plan, sheet.name)
    )


@contextmanager
def quiet(app: xw.App) -> Iterator[None]:
    """Let Excel neither draw, ask, run macros on changes nor compute until the block ends, however it ends."""
    with ExitStack() as restoring:
        for name, value in _QUIET:
            before = getattr(app, name)
            if before != value:
                restoring.callback(setattr, app, name, before)
                setattr(app, name, value)
        yield
