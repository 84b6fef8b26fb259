"""The form on which a button asks for what it must know: built from the options that a command declares.

It is a sheet of ours. The button pressed again, with the form in front, carries the command out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field

from buybook.frozen import frozen
from buybook.options import read_option
from buybook.registry import Command, Option, OptionKind
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Choices, Look, Report, ReportCell, Value
from buybook.workbook.reports import anew
from buybook.workbook.steps import AllowOnly, Step
from buybook.workbook.tables import Grid, column_letter
from buybook.workbook.view import WorkbookView

SHEET = "sheet.form"
FIRST_ROW = 5
LABEL, INPUT, HELP, _LIST = 1, 2, 4, 6  # a narrow column stands between what is written and its help
_WIDTHS = {LABEL: 28.0, INPUT: 28.0, 3: 2.0, HELP: 80.0, 5: 2.0, _LIST: 8.0}
_HEIGHT = 21.0  # points: room to hit a cell with the mouse
_TITLE = Look(bold=True, size=16, colour="#1f4e5f")
_NOTE = Look(size=11, colour="#404040")
_LABEL = Look(bold=True)
_PROBLEM = Look(bold=True, colour="#9c0006")
_HELP = Look(colour="#595959", wrap=True)
_QUIET = Look(colour="#a6a6a6")
_YELLOW, _RED = "#fff9db", "#ffc7ce"
_FORMATS = {OptionKind.DATE: "yyyy-mm-dd", OptionKind.NUMBER: "General"}  # all else is text, as it is typed


@frozen
class Answers:
    """What stands on a form: what it means, what is wrong with it, and the cells as they are."""

    options: Mapping[str, object] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)  # option -> a sentence
    cells: Mapping[str, Value] = field(default_factory=dict)


def form_sheet(view: WorkbookView) -> str | None:
    """Give the name of the form's sheet in this workbook; None when it has none."""
    return next((name for name in _names() if name in view.grids), None)


def read_form(view: WorkbookView, command: Command, words: Words) -> Answers | None:
    """Give what the buyer filled in for a command; None when there is no form of it."""
    name = form_sheet(view)
    if name is None or not _is_of(view.grids[name], command):
        return None
    options: dict[str, object] = {}
    wrong: dict[str, str] = {}
    cells: dict[str, Value] = {}
    for row, option in enumerate(command.options, start=FIRST_ROW):
        cell = view.grids[name].cell(row, INPUT)
        if cell is None or not str(cell).strip():
            if option.required:
                wrong[option.name] = words.label("form.missing")
            continue
        cells[option.name] = cell if isinstance(cell, (str, float, dt.datetime)) else str(cell)
        try:
            options[option.name] = _meant(option, cell, words)
        except ValueError:
            shown = {"value": _as_text(cell)}
            wrong[option.name] = words.label(f"form.wrong.{option.kind}").format_map(shown)
    return Answers({name: value for name, value in options.items() if value is not False}, wrong, cells)


def _is_of(grid: Grid, command: Command) -> bool:
    """Whether a form asks for this command's options, in whatever language."""
    return any(
        grid.cell(1, LABEL) == words.label(f"command.{command.name}")
        and all(
            grid.cell(row, LABEL) == _label(command, option, words)
            for row, option in enumerate(command.options, start=FIRST_ROW)
        )
        for words in all_words()
    )


def _meant(option: Option, cell: object, words: Words) -> object:
    """Give what a cell says for an option; ValueError when it says nothing that the option takes."""
    if option.kind is OptionKind.FLAG:
        return _yes_or_no(str(cell), words)
    if option.kind is OptionKind.DATE and isinstance(cell, dt.datetime):
        return cell.date()
    if option.kind is OptionKind.NUMBER and isinstance(cell, float):
        return cell
    return read_option(option, _as_text(cell))


def _yes_or_no(text: str, words: Words) -> bool:
    said = text.strip().casefold()
    if said not in (words.yes.casefold(), words.no.casefold()):
        raise ValueError(text)
    return said == words.yes.casefold()


def _as_text(cell: object) -> str:
    """Give a cell as it was typed: a number of an order has no decimals, a date no time."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.date().isoformat() if isinstance(cell, dt.datetime) else str(cell).strip()


def form_steps(
    view: WorkbookView, command: Command, words: Words, answers: Answers, problem: str | None = None
) -> tuple[str, list[Step]]:
    """Give the steps that put the form there, or bring it up to date with what is wrong; and its sheet."""
    report = form_report(command, words, answers, problem)
    name, steps = anew(report, view)
    for row, option in enumerate(command.options, start=FIRST_ROW):
        if option.kind in (OptionKind.NUMBER, OptionKind.DATE):
            what = "date" if option.kind is OptionKind.DATE else "number"
            steps.append(AllowOnly(name, (row, INPUT), (row, INPUT), "date" if what == "date" else "number"))
    return name, steps


def form_report(command: Command, words: Words, answers: Answers, problem: str | None = None) -> Report:
    """Give the form as it is to be: what is asked, where to write, what is meant or what is wrong."""
    button = words.label(f"command.{command.name}")
    cells = {
        (1, 1): ReportCell(button, _TITLE),
        (2, 1): ReportCell(words.label("form.how").format(button=button), _NOTE),
    }
    if problem or answers.wrong:
        cells[3, 1] = ReportCell(problem or words.label("click.form_wrong"), _PROBLEM)
    for row, option in enumerate(command.options, start=FIRST_ROW):
        cells[row, LABEL] = ReportCell(_label(command, option, words), _LABEL)
        cells[row, INPUT] = _input(option, answers)
        cells[row, HELP] = _help(command, option, words, answers)
    last = FIRST_ROW + len(command.options)
    if any(option.required for option in command.options):
        cells[last + 1, LABEL] = ReportCell(words.label("form.needed"), _QUIET)
    flags = [row for row, each in enumerate(command.options, FIRST_ROW) if each.kind is OptionKind.FLAG]
    if flags:
        cells[FIRST_ROW, _LIST] = ReportCell(words.yes, _QUIET)
        cells[FIRST_ROW + 1, _LIST] = ReportCell(words.no, _QUIET)
    letter = column_letter(_LIST)
    source = f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + 1}"
    choices = tuple(Choices(f"B{row}:B{row}", source) for row in flags)
    heights = dict.fromkeys(range(FIRST_ROW, last), _HEIGHT)
    return Report(words.label(SHEET), _names(), cells, _WIDTHS, choices=choices, heights=heights)


def _label(command: Command, option: Option, words: Words) -> str:
    return words.label(f"form.{command.name}.{option.name}") + (" *" if option.required else "")


def _input(option: Option, answers: Answers) -> ReportCell:
    value = answers.cells.get(option.name)
    fill = _RED if option.name in answers.wrong else _YELLOW
    return ReportCell(value, Look(fill=fill, align="left", number_format=_FORMATS.get(option.kind, "@")))


def _help(command: Command, option: Option, words: Words, answers: Answers) -> ReportCell:
    if option.name in answers.wrong:
        return ReportCell(answers.wrong[option.name], Look(bold=True, colour="#9c0006", wrap=True))
    text = words.label(f"option.{command.name}.{option.name}")
    return ReportCell(text[:1].upper() + text[1:] + ".", _HELP)


def _names() -> tuple[str, ...]:
    return tuple(each.label(SHEET) for each in all_words())
