"""The sheet on which a click says what it found: what, where with a link, what to do; grouped, and no longer than
somebody reads."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from buybook.commands.job import Section
from buybook.findings import Finding, Severity
from buybook.vocabulary import Words, all_words
from buybook.work import Result
from buybook.workbook.edits import Look, Report, ReportCell, Value
from buybook.workbook.journal import journal_names
from buybook.workbook.planning import Change
from buybook.workbook.tables import quoted_sheet
from buybook.workbook.view import WorkbookView, cell_position

SHEET = "sheet.findings"
HEADER_ROW = 6
_COLUMNS = ("severity", "place", "title", "text", "remedy")
_WIDTHS = (12.0, 26.0, 24.0, 72.0, 58.0)
_WIDTHS_WITH_SECTIONS = (12.0, 26.0, 26.0, 40.0, 90.0)
_LINE = 15.0  # points
_PER_WIDTH = 1.12  # letters of running text in the width of one digit
_OF_A_KIND = 20  # findings of one kind that are listed
_MOST = 400  # findings that are listed
_CHANGES = 200  # changes that a preview lists
_OF_A_COLUMN = 8  # changes of one column that a preview lists
_SECTION_ROWS = 200
_TITLE = Look(bold=True, size=16, colour="#1f4e5f")
_NOTE = Look(size=11, colour="#404040")
_HEADER = Look(bold=True, fill="#1f4e5f", colour="#ffffff", wrap=True)
_IN_TERMINAL = re.compile(r"\bbuybook ([a-z]+)\b")
_LINK = Look(colour="#0563c1", wrap=True, top=True)
_WRAP = Look(wrap=True, top=True)
_QUIET = Look(italic=True, colour="#595959")
_MARKS = {
    Severity.ERROR: Look(fill="#ffc7ce", colour="#9c0006", top=True),
    Severity.WARNING: Look(fill="#ffeb9c", colour="#7f6000", top=True),
    Severity.INFO: Look(colour="#595959", top=True),
}


def findings_report(
    result: Result,
    findings: Sequence[Finding],
    command: str,
    today: dt.date,
    lines: Sequence[str],
    *,
    sections: bool = False,
    preview: bool = False,
) -> Report:
    """Give the sheet. `lines` say above the findings what was done; `sections` are the answer of a command that
    writes nothing itself; a `preview` lists what would change."""
    words = result.words
    cells = _head(result, findings, command, today, lines)
    row = HEADER_ROW
    if findings:
        _header(cells, row, [words.label(f"findings.column.{name}") for name in _COLUMNS])
        row = _list(cells, row + 1, result, findings)
    if preview:
        row = _changes(cells, row + 1, result)
    shown = result.outcome.sections if sections and result.outcome is not None else ()
    for section in shown:
        row = _section(cells, row + 1, section)
    widths = dict(enumerate(_WIDTHS_WITH_SECTIONS if shown else _WIDTHS, start=1))
    return Report(words.label(SHEET), _names(), cells, widths, heights=_heights(cells, widths))


def _heights(cells: Mapping[tuple[int, int], ReportCell], widths: Mapping[int, float]) -> Mapping[int, float]:
    """Give each row the height of its longest text: what a click wrote there before may have left another."""
    lines: dict[int, int] = {}
    for (row, column), cell in cells.items():
        if row > HEADER_ROW - 1:
            room = widths[column] * _PER_WIDTH if cell.look.wrap else math.inf
            lines[row] = max(lines.get(row, 1), math.ceil(len(str(cell.value or "")) / room), 1)
    return {row: _LINE * count + 1 for row, count in lines.items()}


def _head(
    result: Result, findings: Sequence[Finding], command: str, today: dt.date, lines: Sequence[str]
) -> dict[tuple[int, int], ReportCell]:
    words = result.words
    counted = Counter(finding.severity for finding in findings)
    title = words.label("findings.title").format(command=command, date=today.isoformat())
    counts = words.label("findings.counts").format(
        errors=counted[Severity.ERROR], warnings=counted[Severity.WARNING], infos=counted[Severity.INFO]
    )
    cells = {(1, 1): ReportCell(title, _TITLE)}
    told = [*islice(filter(None, lines), 2), counts if findings else words.label("findings.none")]
    for row, line in enumerate(told, start=2):
        cells[row, 1] = ReportCell(line, Look(size=12, bold=True) if row == 2 else _NOTE)
    return cells


def _header(cells: dict[tuple[int, int], ReportCell], row: int, titles: Sequence[str]) -> None:
    for column, title in enumerate(titles, start=1):
        cells[row, column] = ReportCell(title, _HEADER)


def _list(
    cells: dict[tuple[int, int], ReportCell], row: int, result: Result, findings: Sequence[Finding]
) -> int:
    """Write findings, the gravest first, those of a kind together; give the row after them."""
    words = result.words
    groups: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[list(Severity).index(finding.severity), finding.code].append(finding)
    room = _MOST
    for _, group in sorted(groups.items()):
        shown = group[: min(_OF_A_KIND, room)]
        for finding in shown:
            _finding(cells, row, result, finding)
            row += 1
        room -= len(shown)
        if len(group) > len(shown):
            rest = words.label("findings.rest").format(count=len(group) - len(shown))
            cells[row, 4] = ReportCell(rest, _QUIET)
            row += 1
    return row


def _finding(cells: dict[tuple[int, int], ReportCell], row: int, result: Result, finding: Finding) -> None:
    told = result.located(finding)
    sheet, cell = told["sheet"], _cell_now(result, told)
    place = f"{sheet}!{cell}" if sheet and cell else sheet
    link = f"{quoted_sheet(str(sheet))}!{cell or 'A1'}" if sheet else None
    shown: dict[int, ReportCell] = {
        1: ReportCell(result.words.label(f"severity.{finding.severity}"), _MARKS[finding.severity]),
        2: ReportCell(_value(place), _LINK if link else _WRAP, link),
        3: ReportCell(_value(told["title"]), _WRAP),
        4: ReportCell(_value(in_ribbon(str(told["text"]), result.words)), _WRAP),
        5: ReportCell(_value(in_ribbon(str(told["remedy"]), result.words)), _WRAP),
    }
    cells.update({(row, column): each for column, each in shown.items() if each.value is not None})


def _cell_now(result: Result, told: Mapping[str, object]) -> str | None:
    """Give the cell where it stands after rows were inserted above it."""
    cell, plan = told["cell"], result.plan
    if not isinstance(cell, str) or plan is None or not result.wrote:
        return cell if isinstance(cell, str) else None
    try:
        row = cell_position(cell)[0]
    except ValueError:  # several cells
        return cell
    return f"{cell.rstrip('0123456789')}{plan.row_now(str(told['sheet']), row)}"


def _changes(cells: dict[tuple[int, int], ReportCell], row: int, result: Result) -> int:
    """Write what would change; give the row after it."""
    plan, words = result.plan, result.words
    own = journal_names()
    count = sum(number for sheet, number in plan.changed_cells().items() if sheet not in own) if plan else 0
    if plan is None or not count:
        return row
    changes = list(
        islice(_first_of_columns(each for each in plan.changes if each.sheet not in own), _CHANGES)
    )
    heading = words.label("findings.changes").format(shown=len(changes), count=count)
    cells[row, 1] = ReportCell(heading, Look(bold=True, size=12))
    titles = {2: "findings.column.place", 4: "findings.before", 5: "findings.after"}
    for column in range(1, len(_COLUMNS) + 1):
        cells[row + 1, column] = ReportCell(
            words.label(titles[column]) if column in titles else None, _HEADER
        )
    for line, change in enumerate(changes, start=row + 2):
        cells[line, 2] = ReportCell(f"{change.sheet}!{change.cell}")
        cells[line, 4] = ReportCell(_shown(change.before), Look(wrap=True, top=True, align="left"))
        cells[line, 5] = ReportCell(_shown(change.after), Look(wrap=True, top=True, align="left"))
    return row + 2 + len(changes)


def _shown(value: Value) -> Value:
    """Give a value so that it is read the same in a cell of any format."""
    return value.isoformat()[:10] if isinstance(value, dt.date) else value


def _first_of_columns(changes: Iterable[Change]) -> Iterator[Change]:
    """Give the first changes of each column: the others are like them."""
    seen: Counter[tuple[str, int]] = Counter()
    for change in changes:
        seen[change.sheet, change.column] += 1
        if seen[change.sheet, change.column] <= _OF_A_COLUMN:
            yield change


def _section(cells: dict[tuple[int, int], ReportCell], row: int, section: Section) -> int:
    """Write a table of results; give the row after it."""
    cells[row, 1] = ReportCell(section.heading, Look(bold=True, size=12))
    _header(cells, row + 1, section.titles)
    for line, texts in enumerate(section.rows[:_SECTION_ROWS], start=row + 2):
        for column, text in enumerate(texts, start=1):
            look = Look(wrap=True, top=True, align="right" if column - 1 in section.numeric else "left")
            cells[line, column] = ReportCell(text or None, look)
    return row + 2 + min(len(section.rows), _SECTION_ROWS)


def says_something_new(report: Report, view: WorkbookView) -> bool:
    """Whether there is an error or something to look at that did not stand on the sheet before."""
    name = next((known for known in report.known_names if known in view.grids), None)
    grid = view.grids.get(name) if name is not None else None
    before = (
        {
            tuple(grid.cell(row, column) for column in _TOLD)
            for row in range(HEADER_ROW + 1, grid.last_row + 1)
        }
        if grid is not None
        else set()
    )
    return any(line not in before for line in _told(report))


_GRAVE = (Severity.ERROR, Severity.WARNING)
_TOLD = (1, 2, 4)  # severity, place, text


def _told(report: Report) -> Iterator[tuple[object, ...]]:
    words = {each.label(f"severity.{severity}") for each in all_words() for severity in _GRAVE}
    for row, column in sorted(report.cells):
        if column == 1 and row > HEADER_ROW and report.cells[row, 1].value in words:
            yield tuple(
                report.cells[row, each].value if (row, each) in report.cells else None for each in _TOLD
            )


def sentence_of(result: Result, finding: Finding) -> str:
    """Give a finding as a sentence for a box or a line."""
    told = result.located(finding)
    return in_ribbon(f"{told['text']} {told['remedy']}", result.words)


def in_ribbon(text: str, words: Words) -> str:
    """Give a sentence with commands called as the ribbon's buttons are, not as in the terminal."""

    def button(found: re.Match[str]) -> str:
        key = f"command.{found[1]}"
        return words.label(key) if words.has_label(key) else found[0]

    return _IN_TERMINAL.sub(button, text)


def _value(text: object) -> str | None:
    return str(text) if text else None


def _names() -> tuple[str, ...]:
    return tuple(each.label(SHEET) for each in all_words())
