"""Booking goods receipts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from buybook.commands.answers import plain, shown_number
from buybook.commands.delivered_goods import delivered, open_lines
from buybook.commands.job import Job, Outcome, Selected
from buybook.commands.line_columns import line_edits
from buybook.commands.lists import as_value, list_rows
from buybook.commands.promise_list import kept_ledger
from buybook.commands.refresh import answer_lines, no_list
from buybook.commands.rules import order_rules
from buybook.commands.today import has_orders, today_lines
from buybook.core.delivery_notes import BookedReceipts, book_receipts
from buybook.core.frames import ROW, TABLE, Tables
from buybook.core.order_lines import OrderLines, order_lines
from buybook.core.order_numbers import next_numbers
from buybook.core.receiving import Nonconformance
from buybook.registry import Group, Option, OptionKind, command
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.edits import Value

_RECEIPT_FIELDS = (
    "received_date", "po_number", "po_line", "supplier", "item_number", "description", "quantity_received",
    "quantity_accepted", "quantity_rejected", "quantity_damaged", "reason", "delivery_note", "comment",
)  # fmt: skip
_CASE_FIELDS = (
    "nonconformance", "received_date", "po_number", "po_line", "supplier", "item_number", "claim", "quantity",
    "reason", "line_amount", "currency", "status", "comment",
)  # fmt: skip
_CASE_PATTERN = "NC-{year}-{number:03}"
_FOLLOWS = frozenset({"quantity_received"})  # the order line follows the receipt, whatever was typed there


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
    nothing: dict[str, object] = {"orders": [], "nonconformances": []}
    if not has_orders(view):
        return Outcome(answer=nothing, findings=(*view.recognition.findings, no_list("orders", words)))
    arrived = delivered(job)
    rules = order_rules(job)
    ledger, _ = kept_ledger(view)  # what is wrong with it, refresh tells

    def judge(tables: Tables) -> OrderLines:
        return order_lines(tables, rules, job.today, ledger)

    booked = book_receipts(view.tables, judge, arrived.receipts, rules, job.today)
    findings = (*arrived.findings, *booked.findings)
    if booked.after is None:
        return Outcome(answer=nothing, findings=findings, headline=words.label("receive.nothing"))
    touched = booked.after.frame.iloc[list(booked.touched)]
    follow = line_edits(view, words, touched, forced=_FOLLOWS, add_columns=False)
    rows = [_opening(row, words) for row in booked.openings] + [_values(row) for row in booked.rows]
    picture = None if job.options.get("picture") is None else str(job.options["picture"])
    cases = _cases(view.tables, booked.nonconformances, words, job.today, picture)
    edits = (
        *list_rows(view, words, TableKind.RECEIPTS, _RECEIPT_FIELDS, rows),
        *list_rows(view, words, TableKind.NONCONFORMANCES, _CASE_FIELDS, cases),
        *follow.edits,
    )
    return Outcome(
        answer={
            "orders": answer_lines(touched),
            "nonconformances": _answer_cases(booked.nonconformances, cases),
        },
        edits=edits,
        findings=(*findings, *follow.findings),
        headline=_headline(booked, touched, words),
    )


def _values(row: Mapping[str, object]) -> dict[str, Value]:
    return {field: as_value(value) for field, value in row.items()}


def _opening(row: Mapping[str, object], words: Words) -> dict[str, Value]:
    return _values(row) | {"comment": words.label("receive.opening")}


def _cases(
    tables: Tables, cases: Sequence[Nonconformance], words: Words, today: dt.date, picture: str | None
) -> list[dict[str, Value]]:
    known = tables.get(TableKind.NONCONFORMANCES)
    existing = (
        [] if known is None or "nonconformance" not in known else known["nonconformance"].dropna().tolist()
    )
    numbers = next_numbers(existing, len(cases), today, _CASE_PATTERN)
    return [
        {
            "nonconformance": number,
            "received_date": case.date,
            "po_number": case.po_number,
            "po_line": case.po_line,
            "supplier": case.supplier,
            "item_number": case.item_number,
            "claim": words.label(f"flag.{case.kind}"),
            "quantity": as_value(case.quantity),
            "reason": case.reason,
            "line_amount": as_value(case.amount),
            "currency": case.currency,
            "status": words.state("open"),
            "comment": picture,
        }
        for number, case in zip(numbers, cases, strict=True)
    ]


def _answer_cases(
    cases: Sequence[Nonconformance], rows: Sequence[Mapping[str, Value]]
) -> list[dict[str, object]]:
    names = ("kind", "po_number", "po_line", "supplier", "item_number", "quantity", "reason", "date", "amount",
             "currency", "status")  # fmt: skip
    return [
        {"number": row["nonconformance"]} | {name: plain(getattr(case, name)) for name in names}
        for case, row in zip(cases, rows, strict=True)
    ]


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
