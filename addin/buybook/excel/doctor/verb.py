"""`buybook doctor` in the terminal."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from buybook.excel.doctor.checks import CHECKS
from buybook.excel.doctor.programs import find_program
from buybook.excel.doctor.verdict import State, Surroundings, Verdict, sentences
from buybook.excel.places import here
from buybook.excel.programs import run_program
from buybook.vocabulary import Words, words

_WELL, _TO_MEND = 0, 1
_STYLES = {State.GOOD: "green", State.LOOK: "yellow", State.BAD: "bold red", State.NOT_HERE: "dim"}
_SEVERITIES = {State.LOOK: "warning", State.BAD: "error"}
_PIPE_WIDTH = 140

Found = tuple[str, Verdict]


def doctor(chosen: argparse.Namespace) -> int:
    """Look at everything and tell; the exit status is 1 when something does not work."""
    said = words(chosen.language or "en")
    around = Surroundings(here(), run_program, dt.datetime.now(), find_program=find_program)
    found = [(check.name, check.verdict(around)) for check in CHECKS]
    if not chosen.quick and dict(found)["excel"].state is State.GOOD:
        found += _tried_in_excel(around, said)
    if chosen.json:
        print(json.dumps(answer(found, said), ensure_ascii=False))
    else:
        _show(found, said)
    return _TO_MEND if any(verdict.state is State.BAD for _, verdict in found) else _WELL


def _tried_in_excel(around: Surroundings, said: Words) -> list[Found]:
    from buybook.excel.doctor.live import live_verdicts

    progress = Console(stderr=True)
    # Excel may hold a file a moment longer than it says; a folder that stays is in the system's temporary folder.
    with (
        progress.status(said.label("doctor.progress")),
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
    ):
        return live_verdicts(around, Path(folder))


def answer(found: Iterable[Found], said: Words) -> dict[str, object]:
    """Give what was found for programs."""
    told = [
        {"check": name, "state": verdict.state.value, "text": text, "remedy": remedy, "code": verdict.code}
        for name, verdict in found
        for text, remedy in [sentences(name, verdict, said)]
    ]
    return {"checks": told, "findings": list(_findings(found, said))}


def _findings(found: Iterable[Found], said: Words) -> Iterator[dict[str, object]]:
    """Give what is to be mended in the shape of all findings; there is no sheet or cell."""
    for name, verdict in found:
        if verdict.state in _SEVERITIES:
            text, remedy = sentences(name, verdict, said)
            place = {"sheet": None, "cell": None, "title": said.label(f"doctor.{name}")}
            code = f"doctor_{name}_{verdict.code}"
            yield {
                "code": code,
                "severity": _SEVERITIES[verdict.state],
                **place,
                "text": text,
                "remedy": remedy,
            }


def _show(found: list[Found], said: Words) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PIPE_WIDTH)
    table = Table(header_style="bold", show_lines=False)
    for column in ("state", "check", "found"):
        table.add_column(said.label(f"doctor.column.{column}"), overflow="fold")
    for name, verdict in found:
        text, remedy = sentences(name, verdict, said)
        state = f"[{_STYLES[verdict.state]}]{said.label(f'doctor.state.{verdict.state.value}')}[/]"
        told = escape(text) + (f"\n[bold]→ {escape(remedy)}[/]" if remedy else "")
        table.add_row(state, escape(said.label(f"doctor.{name}")), told)
    console.print(table, highlight=False)
    console.print(_closing(found, said), highlight=False)


def _closing(found: list[Found], said: Words) -> str:
    count = {state: sum(verdict.state is state for _, verdict in found) for state in State}
    if count[State.BAD]:
        return said.label("doctor.to_mend").format(count=count[State.BAD])
    return said.label("doctor.to_look" if count[State.LOOK] else "doctor.well")
