"""Lots that wait for their inspection, and those that were inspected, as they are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from buybook.commands.case_list import named
from buybook.commands.job import Job
from buybook.commands.lists import as_value
from buybook.core.delivery_notes import BookedReceipts
from buybook.core.frames import TABLE, Tables
from buybook.core.inspection_wishes import Wish, wishes
from buybook.core.matching import code_key, line_key
from buybook.core.order_numbers import next_numbers
from buybook.core.receiving import NewReceipt
from buybook.core.rows import folded
from buybook.core.sampling import AQLS, LEVELS, Inspection, Plan, plan
from buybook.core.switching import InspectedLot, Strictness, strictness
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import Kind, TableKind
from buybook.vocabulary import all_words
from buybook.workbook.edits import Edit, Value
from buybook.workbook.kept_lists import ROW, KeptColumn, KeptList, KeptRows, kept_edits, read_kept
from buybook.workbook.view import WorkbookView

INSPECTIONS = KeptList(
    "inspections",
    (
        KeptColumn("lot", Kind.CODE, 14),
        KeptColumn("received", Kind.DATE, 12),
        KeptColumn("po", Kind.CODE, 16),
        KeptColumn("line", Kind.CODE, 8),
        KeptColumn("supplier", Kind.TEXT, 24),
        KeptColumn("item", Kind.CODE, 16),
        KeptColumn("quantity", Kind.QUANTITY, 10),
        KeptColumn("delivery_note", Kind.CODE, 14),
        KeptColumn("aql", Kind.NUMBER, 8),
        KeptColumn("level", Kind.CODE, 8),
        KeptColumn("inspection", Kind.TEXT, 12),
        KeptColumn("sample", Kind.QUANTITY, 9),
        KeptColumn("accept", Kind.NUMBER, 12),
        KeptColumn("found", Kind.QUANTITY, 9),
        KeptColumn("certificate_needed", Kind.TEXT, 16),
        KeptColumn("certificate", Kind.CODE, 16),
        KeptColumn("decision", Kind.TEXT, 14),
        KeptColumn("decided", Kind.DATE, 12),
        KeptColumn("readings", Kind.TEXT, 30),
        KeptColumn("who", Kind.TEXT, 14),
    ),
)
DECISIONS = ("waiting", "accepted", "rejected")
_LOT_PATTERN = "IL-{year}-{number:03}"


@frozen
class Lot:
    """A lot as it is kept."""

    number: str
    row: int
    po: str
    line: str | None
    supplier: str
    item: str | None
    quantity: float
    received: dt.date | None
    delivery_note: str | None
    wish: Wish
    inspection: str
    decision: str
    found: float
    plan: Plan


def kept_lots(job: Job) -> tuple[list[Lot], KeptRows]:
    """Give the lots that are kept, and their rows; what cannot be read is among the findings of the rows."""
    kept = read_kept(job.view, INSPECTIONS)
    lots, unread = [], []
    for row in kept.rows:
        lot = _lot(row, job)
        if lot is None:
            unread.append(_unread(job, row))
        else:
            lots.append(lot)
    return lots, replace(kept, findings=(*kept.findings, *unread))


def without_waiting(job: Job, lines: pd.DataFrame) -> pd.DataFrame:
    """Give order lines with only that outstanding which has not arrived: what waits for inspection is not asked for."""
    waiting: dict[tuple[str | None, str | None], float] = {}
    for lot in kept_lots(job)[0]:
        if lot.decision == "waiting":
            key = code_key(lot.po), line_key(lot.line or "")
            waiting[key] = waiting.get(key, 0.0) + lot.quantity
    if not waiting:
        return lines
    still = []
    for po, line, open_ in zip(
        lines["po_number"], lines["po_line"], lines["quantity_outstanding"], strict=True
    ):
        key = code_key(str(po)), line_key(str(line))
        here = min(waiting.get(key, 0.0), open_) if open_ > 0 else 0.0
        if here:
            waiting[key] -= here
        still.append(open_ - here)
    return lines.assign(quantity_outstanding=still)


def _lot(row: Mapping[str, object], job: Job) -> Lot | None:
    def text(name: str) -> str | None:
        value = row.get(name)
        return value if isinstance(value, str) and value else None

    def number(name: str) -> float | None:
        value = row.get(name)
        return value if isinstance(value, float) else None

    decision = named(text("decision") or "waiting", "inspection.decision", DECISIONS)
    quantity, received = number("quantity"), row.get("received")
    lot, po = text("lot"), text("po")
    if lot is None or po is None or decision is None or quantity is None or quantity <= 0:
        return None
    aql, level = number("aql"), (text("level") or "").upper()
    chosen = job.settings.inspection
    wish = Wish(
        aql if aql in AQLS else chosen.aql,
        level if level in LEVELS else chosen.level,
        text("certificate_needed"),
    )
    return Lot(
        number=lot,
        row=int(str(row[ROW])),
        po=po,
        line=text("line"),
        supplier=text("supplier") or "",
        item=text("item"),
        quantity=quantity,
        received=received if isinstance(received, dt.date) else None,
        delivery_note=text("delivery_note"),
        wish=wish,
        inspection=text("inspection") or "",
        decision=decision,
        found=number("found") or 0.0,
        plan=Plan(int(number("sample") or 0), int(number("accept") or 0)),
    )


def _unread(job: Job, row: Mapping[str, object]) -> Finding:
    names = {each.casefold() for each in INSPECTIONS.sheet_names()}
    sheet = next(name for name in job.view.grids if name.casefold() in names)
    return Finding("inspection_row_unread", Severity.WARNING, {"row": row[ROW]}, sheet=sheet)


@frozen
class Held:
    """What of some receipts is booked at once, and what waits for its inspection."""

    receipts: tuple[NewReceipt, ...]
    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()
    lots: tuple[dict[str, object], ...] = ()


def held(job: Job, booked: BookedReceipts) -> Held:
    """Part receipts: what was found good on arrival of an article that asks for an inspection waits for it."""
    chosen = job.settings.inspection
    asked = wishes(_with_yes_and_no(job.view), chosen.aql, chosen.level)
    if not asked.of_item and not asked.of_line:
        return Held(booked.receipts)
    lots, kept = kept_lots(job)
    now: list[NewReceipt] = []
    waiting: list[tuple[NewReceipt, Mapping[str, object], Wish]] = []
    findings = list(kept.findings)
    for receipt, row in zip(booked.receipts, booked.rows, strict=True):
        names = [None if row[name] is None else str(row[name]) for name in ("po_line", "item_number")]
        wish = asked.of(str(row["po_number"]), names[0] or receipt.line, names[1])
        known = next((lot for lot in lots if _is_lot_of(lot, receipt, row)), None)
        if wish is None or receipt.quantity <= 0 or receipt.good <= 0:
            now.append(receipt)
        elif known is not None:
            values = {"lot": known.number, "note": receipt.delivery_note}
            findings.append(Finding("inspection_lot_known", Severity.WARNING, values))
        else:
            bad = receipt.rejected + receipt.damaged
            if bad:
                now.append(replace(receipt, quantity=bad, accepted=0.0))
            waiting.append(
                (replace(receipt, quantity=receipt.good, accepted=None, rejected=0, damaged=0), row, wish)
            )
    numbers = next_numbers([lot.number for lot in lots], len(waiting), job.today, _LOT_PATTERN)
    rows = [
        _new_row(job, number, receipt, row, wish, lots)
        for number, (receipt, row, wish) in zip(numbers, waiting, strict=True)
    ]
    findings += [_waits(row) for row in rows]
    edits = kept_edits(job.view, job.words, INSPECTIONS, rows)
    return Held(tuple(now), edits, tuple(findings), tuple(_plain(row) for row in rows))


def _with_yes_and_no(view: WorkbookView) -> Tables:
    """Give the tables, where an item list says yes and no under a title such as "Inspection" as its wishes.

    By its values such a column reads as a status.
    """
    items = view.tables.get(TableKind.ITEMS)
    if items is None or "status_text" not in items:
        return view.tables
    titles = {folded(alias) for words in all_words() for alias in words.aliases("inspection")}
    own = [
        table.id
        for table in view.recognition.of_kind(TableKind.ITEMS)
        if (column := table.column("status")) is not None and folded(column.title) in titles
    ]
    if not own:
        return view.tables
    said = items["status_text"].where(items[TABLE].isin(own), None)
    if "inspection" in items:
        said = items["inspection"].where(items["inspection"].notna(), said)
    return {**view.tables, TableKind.ITEMS: items.assign(inspection=said)}


def _is_lot_of(lot: Lot, receipt: NewReceipt, row: Mapping[str, object]) -> bool:
    """Tell whether a receipt is of a lot that is kept: the same delivery note, line and quantity."""
    line = row["po_line"] or receipt.line
    return (
        receipt.delivery_note is not None
        and code_key(lot.delivery_note or "") == code_key(receipt.delivery_note)
        and code_key(lot.po) == code_key(str(row["po_number"]))
        and line_key(lot.line or "") == line_key(str(line or ""))
        and lot.quantity == receipt.good
    )


def _new_row(
    job: Job, number: str, receipt: NewReceipt, row: Mapping[str, object], wish: Wish, lots: Sequence[Lot]
) -> dict[str, Value]:
    item = None if row["item_number"] is None else str(row["item_number"])
    supplier = str(row["supplier"] or "")
    how = how_strict(job, lots, supplier, item, wish)
    found = plan_for(receipt.quantity, wish, how)
    line = row["po_line"] or receipt.line
    return {
        "lot": number,
        "received": receipt.date,
        "po": str(row["po_number"]),
        "line": None if line is None else str(line),
        "supplier": supplier or None,
        "item": item,
        "quantity": as_value(receipt.quantity),
        "delivery_note": receipt.delivery_note,
        "aql": wish.aql,
        "level": wish.level,
        "inspection": job.words.label(f"inspection.how.{how.inspection}"),
        "sample": found.size,
        "accept": found.accept,
        "certificate_needed": wish.certificate,
        "decision": job.words.label("inspection.decision.waiting"),
    }


def how_strict(job: Job, lots: Sequence[Lot], supplier: str, item: str | None, wish: Wish) -> Strictness:
    """Give how strictly the next lot of an article from a supplier is inspected, by the lots decided so far."""
    history = [
        InspectedLot(int(lot.quantity), int(lot.found), lot.decision == "accepted")
        for lot in lots
        if lot.decision != "waiting"
        and folded(lot.supplier) == folded(supplier)
        and code_key(lot.item or "") == code_key(item or "")
    ]
    return strictness(history, wish.aql, wish.level, reduced=job.settings.inspection.reduced)


def plan_for(quantity: float, wish: Wish, how: Strictness) -> Plan:
    """Give the sample of a lot. Where the standard has no plan, or inspection is stopped, all of it is inspected."""
    size = max(1, int(-(-quantity // 1)))
    if how.stopped:
        return Plan(size, 0)
    found = plan(size, wish.aql, wish.level, how.inspection)
    if found is None:
        found = plan(size, wish.aql, wish.level, Inspection.NORMAL)
    return found or Plan(size, 0)


def _waits(row: Mapping[str, Value]) -> Finding:
    names = ("lot", "po", "line", "quantity", "sample", "accept", "inspection")
    return Finding(
        "inspection_waits", Severity.INFO, {name: "–" if row[name] is None else row[name] for name in names}
    )


def _plain(row: Mapping[str, Value]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}
