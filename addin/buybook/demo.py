"""A demo: a buyer's workbook as they grow over years, and the main job on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from buybook.documents.demo import build_demo, demo_settings
from buybook.run import CONFIG_NAME, DONE, FINDINGS_REMAIN, Request, Result, run
from buybook.terminal import show
from buybook.vocabulary import words

_STEPS = ("compare", "negotiate", "order", "receive", "claim", "refresh", "confirm", "chase", "match")
_LATER = 9  # days after what was asked for that the supplier confirms
Line = Mapping[str, object]  # an order line of an answer
_Options = Mapping[str, object]


def run_demo(folder: Path, language: str, today: dt.date, console: Console) -> int:
    """Write the demo workbook into `folder`, run the main job on it, and say what happened; give the exit status.

    A demo that is there already is left alone: the new one gets a name of its own.
    """
    said = words(language)
    folder.mkdir(parents=True, exist_ok=True)
    workbook = _free_name(folder / f"{said.label('demo.file')}.xlsx")
    build_demo(workbook, language, today)
    (folder / CONFIG_NAME).write_text(demo_settings(language), encoding="utf-8")
    console.print(said.label("demo.made").format(path=escape(str(workbook))), highlight=False)
    lines = _lines(run(Request("refresh", workbook, today=today, language=language, dry_run=True)))
    result: Result | None = None
    for verb in _STEPS:
        options = _options(verb, lines, result, language)
        if options is None:
            continue
        console.print(
            f"\n[bold]{said.label(f'command.{verb}')}[/]  [dim]{_command_line(verb, workbook, options)}[/]"
        )
        request = Request(verb, workbook, options, today=today, language=language)
        result = run(request)
        if result.status not in (DONE, FINDINGS_REMAIN):
            console.print(result.failure or "", style="bold red")
            return result.status
        show(result, request, console)
    console.print("\n" + said.label("demo.next").format(path=escape(str(workbook))), highlight=False)
    return DONE


def _options(verb: str, lines: Sequence[Line], before: Result | None, language: str) -> _Options | None:
    """What the demo tells each command, after the result before it; None where there is nothing to show."""
    if verb == "receive":
        return _damaged_delivery(lines, language)
    if verb == "claim":
        return _claim_of(before, language)
    if verb == "confirm":
        return _late_confirmation(lines)
    return {}


def _damaged_delivery(lines: Sequence[Line], language: str) -> _Options | None:
    line = next((each for each in lines if _awaited(each)), None)
    if line is None:
        return None
    quantity = float(str(line["quantity_outstanding"]))
    return {
        "po": line["po_number"],
        "line": line["po_line"],
        "quantity": quantity,
        "damaged": max(1.0, quantity // 10),
        "reason": words(language).label("demo.reason"),
        "delivery_note": words(language).label("demo.delivery_note"),
    }


def _claim_of(receipt: Result | None, language: str) -> _Options | None:
    """The damaged goods of a receipt that was just booked are to be replaced."""
    cases = receipt.answer.get("nonconformances") if receipt is not None else None
    if not isinstance(cases, list) or not cases:
        return None
    return {"case": cases[0]["number"], "remedy": words(language).label("cases.remedy.replacement")}


def _late_confirmation(lines: Sequence[Line]) -> _Options | None:
    """A supplier confirms, some days later than asked, an order that waited for it."""
    line = next((each for each in lines if each["status"] == "sent" and each["due_date"]), None)
    if line is None:
        return None
    day = dt.date.fromisoformat(str(line["due_date"])) + dt.timedelta(_LATER)
    return {"po": line["po_number"], "line": line["po_line"], "date": day}


def _lines(result: Result) -> Sequence[Line]:
    orders = result.answer.get("orders")
    return orders if isinstance(orders, list) else []


def _awaited(line: Line) -> bool:
    """Whether a late line of some pieces has had no delivery yet."""
    is_late = "late" in str(line["flags"])
    return is_late and line["quantity_received"] == 0 and float(str(line["quantity_outstanding"] or 0)) >= 10


def _command_line(verb: str, workbook: Path, options: _Options) -> str:
    said = [f"--{name.replace('_', '-')} {_quoted(value)}" for name, value in options.items()]
    return escape(" ".join([f"buybook {verb}", _quoted(workbook.name), *said]))


def _quoted(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f'"{text}"' if " " in text else text


def _free_name(path: Path) -> Path:
    number = 2
    free = path
    while free.exists():
        free = path.with_stem(f"{path.stem} {number}")
        number += 1
    return free
