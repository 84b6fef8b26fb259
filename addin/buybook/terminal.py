"""What people read in the terminal: the headline, tables of results, what was written where, the findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from buybook.commands.job import Section
from buybook.run import Request, Result
from buybook.vocabulary import Words
from buybook.workbook.journal import journal_names

_EXAMPLES = 3  # of each kind of finding; --json lists all
_SEVERITIES = ("error", "warning", "info")
_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def show(result: Result, request: Request, console: Console) -> None:
    """Print a result for people."""
    words = result.words
    outcome = result.outcome
    if outcome is not None:
        if outcome.headline:
            console.print(f"[bold]{escape(outcome.headline)}[/]", highlight=False)
        for section in outcome.sections:
            console.print(_table(section))
    _show_written(result, request, console, words)
    if result.findings:
        _show_findings(result, console)


def _table(section: Section) -> Table:
    table = Table(
        title=section.heading, title_justify="left", title_style="bold", header_style="bold", expand=False
    )
    for number, title in enumerate(section.titles):
        right = number in section.numeric
        table.add_column(escape(title), justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in section.rows:
        table.add_row(*(escape(cell) for cell in row))
    return table


def _show_written(result: Result, request: Request, console: Console, words: Words) -> None:
    plan = result.plan
    if plan is None:
        return
    if result.settings_to is not None:
        path = escape(str(result.settings_to))
        console.print(words.label("written.settings").format(path=path), highlight=False)
    counted = {sheet: count for sheet, count in plan.changed_cells().items() if sheet not in journal_names()}
    for document in result.documents:
        console.print(words.label("written.document").format(path=escape(str(document))), highlight=False)
    if not counted:
        console.print(words.label("written.nothing"), highlight=False)
        return
    where = ", ".join(f"{sheet}: {count}" for sheet, count in counted.items())
    key = "written.preview" if request.dry_run else "written.cells"
    console.print(words.label(key).format(count=sum(counted.values()), where=escape(where)), highlight=False)
    if result.saved_to is not None:
        console.print(words.label("written.saved").format(path=escape(str(result.saved_to))), highlight=False)
    if result.backup is not None:
        console.print(words.label("written.backup").format(path=escape(str(result.backup))), highlight=False)


def _show_findings(result: Result, console: Console) -> None:
    words = result.words
    grouped: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, finding in enumerate(result.findings):
        grouped[_SEVERITIES.index(finding.severity.value), finding.code].append(number)
    console.print()
    for (rank, _), group in sorted(grouped.items()):
        style = _STYLES[_SEVERITIES[rank]]
        for told in [result.located(result.findings[number]) for number in group[:_EXAMPLES]]:
            place = _place(told)
            mark = words.label(f"severity.{_SEVERITIES[rank]}")
            sentence = " ".join(str(told[key]) for key in ("text", "remedy") if told[key])
            where = f"{escape(place)}: " if place else ""
            console.print(f"[{style}]{mark}[/] {where}{escape(sentence)}", highlight=False, soft_wrap=True)
        if len(group) > _EXAMPLES:
            console.print(
                "  " + words.label("findings.more").format(count=len(group) - _EXAMPLES), highlight=False
            )


def _place(finding: Mapping[str, object]) -> str:
    sheet, cell, title = (finding.get(key) for key in ("sheet", "cell", "title"))
    where = f"{sheet}!{cell}" if sheet and cell else str(sheet or cell or "")
    return f"{where} ({title})" if title else where
