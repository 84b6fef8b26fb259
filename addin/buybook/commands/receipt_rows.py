"""Receipts and new cases as they are written: rows of the buyer's lists, the order lines following."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from buybook.commands.answers import plain
from buybook.commands.case_list import CASES, step_row
from buybook.commands.job import Job
from buybook.commands.line_columns import line_edits
from buybook.commands.lists import as_value, list_rows
from buybook.commands.promise_list import kept_ledger
from buybook.commands.rules import order_rules
from buybook.core.cases import Act, Step
from buybook.core.delivery_notes import BookedReceipts, book_receipts
from buybook.core.frames import Tables
from buybook.core.order_lines import OrderLines, order_lines
from buybook.core.order_numbers import next_numbers
from buybook.core.receiving import NewReceipt, Nonconformance
from buybook.findings import Finding
from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.edits import Edit, Value
from buybook.workbook.kept_lists import kept_edits

_RECEIPT_FIELDS = (
    "received_date", "po_number", "po_line", "supplier", "item_number", "description", "quantity_received",
    "quantity_accepted", "quantity_rejected", "quantity_damaged", "reason", "delivery_note", "comment",
)  # fmt: skip
CASE_FIELDS = (
    "nonconformance", "received_date", "po_number", "po_line", "supplier", "item_number", "claim", "quantity",
    "reason", "line_amount", "currency", "status",
)  # fmt: skip
_CASE_PATTERN = "NC-{year}-{number:03}"
_FOLLOWS = frozenset({"quantity_received"})  # the order line follows the receipt, whatever was typed there


@frozen
class WrittenReceipts:
    """What is to be written of receipts, and the rows of the cases that they open."""

    edits: tuple[Edit, ...]
    cases: list[dict[str, Value]]
    findings: tuple[Finding, ...]


def judged(job: Job, tables: Tables) -> OrderLines:
    """Give the order lines of some tables, with the promises that are kept of them."""
    ledger, _ = kept_ledger(job.view)  # what is wrong with it, refresh tells
    return order_lines(tables, order_rules(job), job.today, ledger)


def book(job: Job, receipts: Iterable[NewReceipt]) -> BookedReceipts:
    """Book receipts on the workbook's order lines."""
    return book_receipts(
        job.view.tables, lambda tables: judged(job, tables), receipts, order_rules(job), job.today
    )


def written_receipts(job: Job, booked: BookedReceipts, picture: str | None = None) -> WrittenReceipts:
    """Give the edits that write what was booked; a link to a picture is kept with each case that it opens."""
    view, words = job.view, job.words
    if booked.after is None:
        return WrittenReceipts((), [], ())
    touched = booked.after.frame.iloc[list(booked.touched)]
    follow = line_edits(view, words, touched, forced=_FOLLOWS, add_columns=False)
    rows = [_opening(row, words) for row in booked.openings] + [_values(row) for row in booked.rows]
    cases = case_rows(view.tables, booked.nonconformances, words, job.today)
    seen = [
        step_row(job, str(row["nonconformance"]), None, Step(Act.OPENED, picture=picture)) for row in cases
    ]
    edits = (
        *list_rows(view, words, TableKind.RECEIPTS, _RECEIPT_FIELDS, rows),
        *list_rows(view, words, TableKind.NONCONFORMANCES, CASE_FIELDS, cases),
        *follow.edits,
        *(kept_edits(view, words, CASES, seen) if picture else ()),
    )
    return WrittenReceipts(edits, cases, tuple(follow.findings))


def _values(row: Mapping[str, object]) -> dict[str, Value]:
    return {field: as_value(value) for field, value in row.items()}


def _opening(row: Mapping[str, object], words: Words) -> dict[str, Value]:
    return _values(row) | {"comment": words.label("receive.opening")}


def case_rows(
    tables: Tables, cases: Sequence[Nonconformance], words: Words, today: dt.date
) -> list[dict[str, Value]]:
    """Give new cases as rows of the list of non-conformances, numbered on."""
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
            "claim": words.label(f"cases.kind.{case.kind}"),
            "quantity": as_value(case.quantity),
            "reason": case.reason,
            "line_amount": as_value(case.amount),
            "currency": case.currency,
            "status": words.state("open"),
        }
        for number, case in zip(numbers, cases, strict=True)
    ]


def answer_cases(
    cases: Sequence[Nonconformance], rows: Sequence[Mapping[str, Value]]
) -> list[dict[str, object]]:
    """Give new cases as the terminal's contract has them."""
    names = ("kind", "po_number", "po_line", "supplier", "item_number", "quantity", "reason", "date", "amount",
             "currency", "status")  # fmt: skip
    return [
        {"number": row["nonconformance"]} | {name: plain(getattr(case, name)) for name in names}
        for case, row in zip(cases, rows, strict=True)
    ]
