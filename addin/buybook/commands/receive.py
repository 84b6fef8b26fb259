"""Booking goods receipts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from buybook.commands.answers import plain, shown_number
from buybook.commands.job import Job, Outcome, Selected, WrongCallError
from buybook.commands.line_columns import line_edits
from buybook.commands.lists import as_value, list_rows
from buybook.commands.promise_list import kept_ledger
from buybook.commands.refresh import answer_lines, no_list
from buybook.commands.rules import order_rules
from buybook.commands.today import has_orders, today_lines
from buybook.core.frames import ROW, TABLE, Tables
from buybook.core.order_lines import order_lines
from buybook.core.order_numbers import next_numbers
from buybook.core.receiving import NewReceipt, Nonconformance, ReceiptOutcome, book_receipt
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
    "reason", "line_amount", "currency", "status",
)  # fmt: skip
_CASE_PATTERN = "NC-{year}-{number:03}"
_NEW_ROW = 1_048_576  # rows of this run stand after all that were read
_FOLLOWS = frozenset({"quantity_received"})  # the order line follows the receipt, whatever was typed there


def selected_line(job: Job, selected: Selected) -> dict[str, object]:
    """Give the order line that somebody selected, in the order list or on the sheet of today, and what is open."""
    if not has_orders(job.view):
        return {}
    lines = order_lines(job.view.tables, order_rules(job), job.today).frame
    found = lines[_in_list(job, selected, lines) | _on_today(job, selected, lines)]
    if found.empty:
        return {}
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
    options=(
        Option("po", required=True),
        Option("line"),
        Option("quantity", OptionKind.NUMBER, required=True),
        Option("accepted", OptionKind.NUMBER),
        Option("rejected", OptionKind.NUMBER),
        Option("damaged", OptionKind.NUMBER),
        Option("reason"),
        Option("date", OptionKind.DATE),
        Option("delivery_note"),
    ),
    from_selection=selected_line,
)
def receive(job: Job) -> Outcome:
    """Book a goods receipt: a row in the receipts, the order line brought up to date, a case for what was wrong."""
    view, words = job.view, job.words
    nothing: dict[str, object] = {"orders": [], "nonconformances": []}
    receipt = _receipt(job)
    if not has_orders(view):
        return Outcome(answer=nothing, findings=(*view.recognition.findings, no_list("orders", words)))
    rules = order_rules(job)
    ledger, _ = kept_ledger(view)  # what is wrong with it, refresh tells
    lines = order_lines(view.tables, rules, job.today, ledger)
    booked = book_receipt(view.tables, lines, receipt, rules, job.today)
    if not booked.rows:
        return Outcome(answer=nothing, findings=booked.findings, headline=words.label("receive.nothing"))
    after = order_lines(_with_receipts(view.tables, booked), rules, job.today, ledger)
    touched = after.frame.iloc[list(booked.touched)]
    follow = line_edits(view, words, touched, forced=_FOLLOWS, add_columns=False)
    rows = [_opening(row, words) for row in booked.openings] + [_values(row) for row in booked.rows]
    cases = _cases(view.tables, booked.nonconformances, words, job.today)
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
        findings=(*booked.findings, *follow.findings),
        headline=_headline(receipt, touched, words),
    )


def _receipt(job: Job) -> NewReceipt:
    given = job.options

    def number(name: str) -> float | None:
        value = given.get(name)
        return None if value is None else float(str(value))

    quantity, accepted = number("quantity") or 0.0, number("accepted")
    rejected, damaged = number("rejected") or 0.0, number("damaged") or 0.0
    date = given.get("date")
    try:
        return NewReceipt(
            po=str(given["po"]),
            line=_text(given.get("line")),
            quantity=quantity,
            date=date if isinstance(date, dt.date) else job.today,
            accepted=accepted,
            rejected=rejected,
            damaged=damaged,
            reason=_text(given.get("reason")),
            delivery_note=_text(given.get("delivery_note")),
        )
    except ValueError:
        rest = quantity - rejected - damaged if accepted is None else accepted
        shown = {"quantity": quantity, "accepted": rest, "rejected": rejected, "damaged": damaged}
        texts = {name: shown_number(value, job.words.language) for name, value in shown.items()}
        raise WrongCallError("parts_do_not_add_up", **texts) from None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _with_receipts(tables: Tables, booked: ReceiptOutcome) -> Tables:
    """The tables as they will be once the receipt is booked."""
    new = pd.DataFrame([dict(row) for row in (*booked.openings, *booked.rows)])
    if "received_date" in new:
        new["received_date"] = pd.to_datetime(new["received_date"]).astype("datetime64[s]")
    new["_table"] = -1
    new["_row"] = range(_NEW_ROW, _NEW_ROW + len(new))
    known = tables.get(TableKind.RECEIPTS)
    together = new if known is None or known.empty else pd.concat([known, new], ignore_index=True)
    return {**tables, TableKind.RECEIPTS: together}


def _values(row: Mapping[str, object]) -> dict[str, Value]:
    return {field: as_value(value) for field, value in row.items()}


def _opening(row: Mapping[str, object], words: Words) -> dict[str, Value]:
    return _values(row) | {"comment": words.label("receive.opening")}


def _cases(
    tables: Tables, cases: Sequence[Nonconformance], words: Words, today: dt.date
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


def _headline(receipt: NewReceipt, touched: pd.DataFrame, words: Words) -> str:
    line = touched.iloc[0]
    numbers = {
        "quantity": receipt.quantity,
        "accepted": receipt.good,
        "rejected": receipt.rejected,
        "damaged": receipt.damaged,
    }
    shown = {name: shown_number(value, words.language) for name, value in numbers.items()}
    return words.label("receive.headline").format(po=line["po_number"], line=line["po_line"], **shown)
