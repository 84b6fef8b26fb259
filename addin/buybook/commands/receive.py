"""Booking goods receipts."""

from __future__ import annotations

import pandas as pd

from buybook.commands.answers import answer_lines, plain, shown_number
from buybook.commands.delivered_goods import delivered, open_lines
from buybook.commands.inspection_list import Held, held
from buybook.commands.job import Job, Outcome, Selected, no_list
from buybook.commands.receipt_rows import answer_cases, book, written_receipts
from buybook.commands.rules import order_rules
from buybook.commands.today import has_orders, today_lines
from buybook.core.delivery_notes import BookedReceipts
from buybook.core.frames import ROW, TABLE
from buybook.core.order_lines import order_lines
from buybook.registry import Group, Option, OptionKind, command
from buybook.schema import TableKind
from buybook.vocabulary import Words


def selected_line(job: Job, selected: Selected) -> dict[str, object]:
    """Give the order lines that somebody selected, in the order list or on the sheet of today, and what is open."""
    if not has_orders(job.view):
        return {}
    lines = order_lines(job.view.tables, order_rules(job), job.today).frame
    found = lines[_in_list(job, selected, lines) | _on_today(job, selected, lines)]
    if found.empty:
        return {}
    if len(found) > 1 and selected.several:
        return {"date": job.today, "lines": open_lines(found)}
    line = found.iloc[0]
    still_open = plain(line["quantity_outstanding"])
    known = {"po": plain(line["po_number"]), "line": plain(line["po_line"]), "quantity": still_open or None}
    return {"date": job.today} | {name: value for name, value in known.items() if value is not None}


def _in_list(job: Job, selected: Selected, lines: pd.DataFrame) -> pd.Series[bool]:
    lists = [
        each.id for each in job.view.recognition.of_kind(TableKind.ORDERS) if each.sheet == selected.sheet
    ]
    return lines[TABLE].isin(lists) & lines[ROW].isin(selected.rows)


def _on_today(job: Job, selected: Selected, lines: pd.DataFrame) -> pd.Series[bool]:
    keys = today_lines(job.view, selected.sheet, selected.rows)
    own = pd.Series(list(zip(lines["po_number"], lines["po_line"], strict=True)), index=lines.index)
    return own.isin(keys)


@command(
    "receive",
    group=Group.DELIVERIES,
    icon="GetExternalDataFromText",
    large=True,
    asking=True,
    options=(
        Option("po"),
        Option("line"),
        Option("quantity", OptionKind.NUMBER),
        Option("accepted", OptionKind.NUMBER),
        Option("rejected", OptionKind.NUMBER),
        Option("damaged", OptionKind.NUMBER),
        Option("reason"),
        Option("date", OptionKind.DATE),
        Option("delivery_note"),
        Option("noted", OptionKind.NUMBER),
        Option("item"),
        Option("picture"),
        Option("lines"),
        Option("file", OptionKind.FILE),
    ),
    from_selection=selected_line,
)
def receive(job: Job) -> Outcome:
    """Book goods receipts: rows in the receipts, the order lines brought up to date, a case for what was wrong."""
    view, words = job.view, job.words
    nothing: dict[str, object] = {"orders": [], "nonconformances": [], "lots": []}
    if not has_orders(view):
        return Outcome(answer=nothing, findings=(*view.recognition.findings, no_list("orders", words)))
    arrived = delivered(job)
    booked = book(job, arrived.receipts)
    waiting = Held(booked.receipts) if job.options.get("accepted") is not None else held(job, booked)
    if waiting.receipts != booked.receipts:
        booked = book(job, waiting.receipts)
    findings = (*arrived.findings, *booked.findings, *waiting.findings)
    if booked.after is None:
        headline = words.label("receive.waiting" if waiting.lots else "receive.nothing")
        return Outcome(
            answer=nothing | {"lots": list(waiting.lots)},
            edits=waiting.edits,
            findings=findings,
            headline=headline.format(count=len(waiting.lots)),
        )
    touched = booked.after.frame.iloc[list(booked.touched)]
    picture = None if job.options.get("picture") is None else str(job.options["picture"])
    written = written_receipts(job, booked, picture)
    return Outcome(
        answer={
            "orders": answer_lines(touched),
            "nonconformances": answer_cases(booked.nonconformances, written.cases),
            "lots": list(waiting.lots),
        },
        edits=(*written.edits, *waiting.edits),
        findings=(*findings, *written.findings),
        headline=_headline(booked, touched, words),
    )


def _headline(booked: BookedReceipts, touched: pd.DataFrame, words: Words) -> str:
    receipts = booked.receipts
    line = touched.iloc[0]
    numbers = {
        "quantity": sum(each.quantity for each in receipts),
        "accepted": sum(each.good for each in receipts),
        "rejected": sum(each.rejected for each in receipts),
        "damaged": sum(each.damaged for each in receipts),
    }
    shown = {name: shown_number(value, words.language) for name, value in numbers.items()}
    if len(receipts) > 1:
        cases = len(booked.nonconformances)
        return words.label("receive.headline_many").format(count=len(receipts), cases=cases, **shown)
    return words.label("receive.headline").format(po=line["po_number"], line=line["po_line"], **shown)
