"""Deliveries in a file: a supplier's delivery note, or the receipts of another copy of the workbook."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from buybook.commands.job import Job, WrongCallError
from buybook.core.deliveries import receipt_parts
from buybook.core.delivery_notes import joined
from buybook.core.frames import Tables, table
from buybook.core.matching import code_key, line_key
from buybook.core.receiving import ARTICLE_FIELDS, NewReceipt
from buybook.core.rows import Row, rows_in
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.replies.files import ReplyFile, ReplyRefusedError, read_file
from buybook.schema import TableKind
from buybook.vocabulary import all_words
from buybook.workbook.places import locate
from buybook.workbook.reading import read_tables
from buybook.workbook.recognise import recognise
from buybook.workbook.tables import RecognisedTable

# A note is most like a list of receipts; without a date or words of its own it reads as orders or requests.
_KINDS = (TableKind.RECEIPTS, TableKind.ORDERS, TableKind.REQUISITIONS)


@frozen
class Delivered:
    """The receipts of a file, and what there is to tell of them."""

    receipts: tuple[NewReceipt, ...] = ()
    findings: tuple[Finding, ...] = ()


def delivered_in_file(job: Job, order: str | None, note: str | None, day: dt.date) -> Delivered:
    """Read what a file says was delivered.

    `order`, `note` and `day` stand for rows that name no order, delivery note or date. Raises WrongCallError for a
    file that is not read.
    """
    file = _read(job)
    grids = {grid.sheet: grid for grid in file.grids}
    recognition = recognise(file.grids, all_words(), reader=job.words)
    kind = next((each for each in _KINDS if recognition.of_kind(each)), None)
    if kind is None:
        values = {"name": file.name, "sheets": ", ".join(grids)}
        return Delivered((), (*file.findings, Finding("delivery_not_found", Severity.ERROR, values)))
    lists = recognition.of_kind(kind)
    frames, told = read_tables(grids, lists, job.settings, job.words)
    frame = frames[kind]
    made = _Rows(frame, lists, job.view.tables, order, note, day)
    receipts = list(made.receipts())
    new, again = _not_yet_there(receipts, job.view.tables)
    added, count = joined(new)
    findings = [*file.findings, *made.findings, *(_placed(each, lists) for each in told)]
    if again:
        findings.append(Finding("receipts_known", Severity.WARNING, {"name": file.name, "count": len(again)}))
    if count:
        findings.append(Finding("delivery_rows_added", Severity.INFO, {"name": file.name, "count": count}))
    return Delivered(tuple(added), tuple(findings))


def _read(job: Job) -> ReplyFile:
    try:
        return read_file(job.file("file"))
    except ReplyRefusedError as error:
        raise WrongCallError(error.code, **error.values) from None


def _placed(finding: Finding, lists: tuple[RecognisedTable, ...]) -> Finding:
    """Give a finding about the file with its place spelled out: its tables are not the workbook's."""
    place = locate(finding, lists)
    return replace(
        finding, table=None, row=None, sheet=place.sheet, cell=place.cell, title=place.title, field=None
    )


class _Rows:
    """The rows of a file as receipts."""

    def __init__(
        self,
        frame: pd.DataFrame,
        lists: tuple[RecognisedTable, ...],
        known: Tables,
        order: str | None,
        note: str | None,
        day: dt.date,
    ) -> None:
        self._frame, self._lists = frame, lists
        self._order, self._note, self._day = order, note, day
        self._articles = _articles(known)
        self.findings: list[Finding] = []

    def receipts(self) -> Iterator[NewReceipt]:
        """Give a receipt for each row that says what arrived for which order; of the others a finding."""
        parts = receipt_parts(self._frame)
        for place, row in enumerate(rows_in(self._frame)):
            po = row.text("po_number") or row.text("purchase_order") or self._order
            quantity = float(parts.received[place])
            if po is None:
                self._tell(row, "delivery_row_without_order", "po_number")
            elif not parts.known[place] or quantity == 0:
                self._tell(row, "delivery_row_without_quantity", "quantity_received")
            elif parts.misfit[place]:
                self._tell(row, "delivery_row_does_not_add_up", "quantity_received")
            else:
                yield NewReceipt(
                    po=po,
                    line=row.text("po_line"),
                    quantity=quantity,
                    date=row.day("received_date") or row.day("delivery_date") or self._day,
                    accepted=float(parts.accepted[place]),
                    rejected=float(parts.rejected[place]),
                    damaged=float(parts.damaged[place]),
                    reason=row.text("reason"),
                    delivery_note=row.text("delivery_note") or self._note,
                    item_number=self._article(row),
                    noted=_noted(row, quantity),
                )

    def _article(self, row: Row) -> str | None:
        """Give the article that a row names, where our lists know it: a supplier may have a number of its own."""
        names = [text for name in ARTICLE_FIELDS if (text := row.text(name))]
        known = [name for name in names if code_key(name) in self._articles]
        if names and not known and row.text("po_line"):
            self._tell(row, "delivery_row_unknown_item", "item_number", Severity.INFO)
        return next(iter(known), None)

    def _tell(self, row: Row, code: str, field: str, severity: Severity = Severity.WARNING) -> None:
        names = [text for name in ARTICLE_FIELDS if (text := row.text(name))]
        values = {"row": row.place.row, "item": next(iter(names), "–"), "line": row.text("po_line") or "–"}
        self.findings.append(_placed(row.finding(code, severity, field, **values), self._lists))


def _articles(tables: Tables) -> frozenset[str | None]:
    """Give the articles that orders and item list know, by any of their numbers."""
    frames = [table(tables, kind) for kind in (TableKind.ORDERS, TableKind.ITEMS)]
    return frozenset(
        code_key(value)
        for frame in frames
        for name in ARTICLE_FIELDS
        if name in frame
        for value in frame[name].dropna().unique()
    )


def _noted(row: Row, counted: float) -> float | None:
    """Give what a row says was sent, where beside it less was counted."""
    sent = row.number("quantity")
    if sent is None or row.number("quantity_received") is None or sent <= Decimal(repr(counted)):
        return None
    return float(sent)


def _not_yet_there(receipts: list[NewReceipt], tables: Tables) -> tuple[list[NewReceipt], list[NewReceipt]]:
    """Part receipts without a delivery note into new ones and those that the workbook has already, each once.

    Those with a note are told apart when they are booked.
    """
    booked = Counter(_booked_identities(tables))
    new: list[NewReceipt] = []
    again: list[NewReceipt] = []
    for each in receipts:
        key = (code_key(each.po), line_key(each.line or ""), each.date, each.quantity)
        if each.delivery_note is None and booked[key] > 0:
            booked[key] -= 1
            again.append(each)
        else:
            new.append(each)
    return new, again


def _booked_identities(tables: Tables) -> Iterator[tuple[object, ...]]:
    frame = table(tables, TableKind.RECEIPTS)
    received = receipt_parts(frame).received
    for place, row in enumerate(rows_in(frame)):
        po = row.text("po_number") or row.text("purchase_order") or ""
        day = row.day("received_date") or row.day("delivery_date")
        yield code_key(po), line_key(row.text("po_line") or ""), day, float(received[place])
