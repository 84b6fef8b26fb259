"""Booking several receipts at once: the lines of a delivery note, or the receipts of another copy of the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from buybook.core.frames import ROW, TABLE, Tables
from buybook.core.order_lines import OrderLines, OrderRules
from buybook.core.receiving import NewReceipt, Nonconformance, ReceiptOutcome, Row, book_receipt
from buybook.findings import Finding
from buybook.frozen import frozen
from buybook.schema import TableKind

Judge = Callable[[Tables], OrderLines]
_NEW_ROW = 1_048_576  # rows of this run stand after all that were read


@frozen
class BookedReceipts:
    """What booking receipts asks to be written, and the order lines once it is."""

    receipts: tuple[NewReceipt, ...] = ()  # those that were booked
    rows: tuple[Row, ...] = ()
    openings: tuple[Row, ...] = ()
    nonconformances: tuple[Nonconformance, ...] = ()
    touched: tuple[int, ...] = ()  # positions in the orders frame
    findings: tuple[Finding, ...] = ()
    after: OrderLines | None = None  # None where nothing was booked


def book_receipts(
    tables: Tables, judge: Judge, receipts: Iterable[NewReceipt], rules: OrderRules, today: date
) -> BookedReceipts:
    """Book receipts one after another, each on what the ones before it left.

    `judge` gives the order lines of tables. The answer does not depend on the order of receipts of different lines.
    """
    state = _Booking(tables, judge(tables))
    done: list[tuple[NewReceipt, ReceiptOutcome]] = []
    findings: list[Finding] = []
    for receipt in receipts:
        outcome = book_receipt(state.tables, state.lines, receipt, rules, today)
        if state.pending and state.stale.intersection(outcome.touched or _all(state.lines)):
            state = state.renewed(judge)
            outcome = book_receipt(state.tables, state.lines, receipt, rules, today)
        findings += outcome.findings
        if outcome.rows:
            state.book(outcome)
            done.append((receipt, outcome))
    if not done:
        return BookedReceipts(findings=tuple(findings))
    return BookedReceipts(
        receipts=tuple(receipt for receipt, _ in done),
        rows=tuple(row for _, outcome in done for row in outcome.rows),
        openings=tuple(state.openings),
        nonconformances=tuple(case for _, outcome in done for case in outcome.nonconformances),
        touched=tuple(dict.fromkeys(place for _, outcome in done for place in outcome.touched)),
        findings=tuple(findings),
        after=judge(
            with_receipts(tables, (*state.openings, *(row for _, each in done for row in each.rows)))
        ),
    )


def _all(lines: OrderLines) -> range:
    return range(len(lines.frame))


class _Booking:
    """The tables as they are judged, and what was booked since: that is judged again only where it matters."""

    def __init__(self, tables: Tables, lines: OrderLines, openings: Sequence[Row] = ()) -> None:
        self.tables, self.lines = tables, lines
        self.openings = list(openings)
        self.pending: list[Row] = []
        self.stale: set[int] = set()  # positions of order rows that were booked on since

    def book(self, outcome: ReceiptOutcome) -> None:
        """Take a booking in. What the order list alone said of a line is carried over once."""
        new = [row for row in outcome.openings if row not in self.openings]
        self.openings += new
        self.pending += (*new, *outcome.rows)
        self.stale.update(outcome.touched)

    def renewed(self, judge: Judge) -> _Booking:
        """Give the booking with everything judged again."""
        tables = with_receipts(self.tables, self.pending)
        return _Booking(tables, judge(tables), self.openings)


def with_receipts(tables: Tables, rows: Sequence[Row]) -> Tables:
    """Give the tables as they will be once these receipts are appended."""
    if not rows:
        return tables
    new = pd.DataFrame([dict(row) for row in rows])
    if "received_date" in new:
        new["received_date"] = pd.to_datetime(new["received_date"]).astype("datetime64[s]")
    known = tables.get(TableKind.RECEIPTS)
    first = _NEW_ROW + (0 if known is None else len(known))
    new[TABLE] = _NEW_ROW  # after every table that was read
    new[ROW] = range(first, first + len(new))
    together = new if known is None or known.empty else pd.concat([known, new], ignore_index=True)
    return {**tables, TableKind.RECEIPTS: together}


def joined(receipts: Sequence[NewReceipt]) -> tuple[list[NewReceipt], int]:
    """Add up the rows of one delivery note that are for the same line, and say how many were added to another.

    A note that lists a line twice, a pallet each, is one receipt: booked again it has the same quantity.
    """
    found: dict[tuple[object, ...], NewReceipt] = {}
    for each in receipts:
        names = (each.po, each.line, each.item_number, each.date, each.delivery_note)
        key = tuple(name if not isinstance(name, str) else name.casefold() for name in names)
        if each.delivery_note is None or key not in found:
            found[key if each.delivery_note is not None else (len(found), *key)] = each
        else:
            found[key] = _sum(found[key], each)
    return list(found.values()), len(receipts) - len(found)


def _sum(one: NewReceipt, other: NewReceipt) -> NewReceipt:
    reasons = dict.fromkeys(reason for reason in (one.reason, other.reason) if reason)
    noted = [each.quantity if each.noted is None else each.noted for each in (one, other)]
    return replace(
        one,
        quantity=round(one.quantity + other.quantity, 9),
        accepted=round(one.good + other.good, 9),
        rejected=round(one.rejected + other.rejected, 9),
        damaged=round(one.damaged + other.damaged, 9),
        reason="; ".join(reasons) or None,
        noted=None if one.noted is None and other.noted is None else round(sum(noted), 9),
    )
