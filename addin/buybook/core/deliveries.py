"""What the receipts say arrived for each order line, and how that is shared among its schedule lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd

from buybook.core.frames import (
    Dates,
    Floats,
    Ints,
    Mask,
    Tables,
    Texts,
    dates,
    day,
    given,
    numbers,
    places,
    plain,
    positions,
    settled,
    sheet_order,
    sums,
    table,
    texts,
)
from buybook.core.matching import Fit, LineIndex, Matches, References, keys
from buybook.core.quantities import Parts, parts
from buybook.findings import Finding, Severity
from buybook.schema import TableKind

Values = TypeVar("Values", Floats, Mask, Dates)
_NOT_ARRIVED = (
    "cancelled",
    "not_received",
    "awaiting_receipt",
    "draft",
)  # a receipt that is only planned, or void
_SAYS_DAMAGED = ("damaged",)
_SAYS_REJECTED = ("rejected_goods", "rejected_request")  # "Rejected" is both; in a receipt it is the goods


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The receipts that count, one entry each, in sheet order."""

    frame: pd.DataFrame  # their rows
    line: Ints
    date: Dates
    quantities: Parts
    inspected: Mask  # the row itself says what of the delivery was bad, be it nothing
    orphans: pd.DataFrame  # receipts that name no order

    def totals(self, count: int, part: Floats) -> Floats:
        """Add up one of the quantities by line, for `count` lines."""
        return sums(self.line, part, count)

    def lines_with(self, count: int, rows: Mask | None = None) -> Mask:
        """Tell which of `count` lines have receipts (of the given rows)."""
        return np.bincount(self.line if rows is None else self.line[rows], minlength=count)[:count] > 0


def receipt_parts(receipts: pd.DataFrame) -> Parts:
    """Give the quantities of each receipt, the missing ones derived."""
    states = texts(receipts, "status")
    return parts(
        numbers(receipts, "quantity_received", "quantity"),
        numbers(receipts, "quantity_accepted"),
        numbers(receipts, "quantity_rejected"),
        numbers(receipts, "quantity_damaged"),
        says_damaged=np.isin(states, _SAYS_DAMAGED),
        says_rejected=np.isin(states, _SAYS_REJECTED),
    )


def repeated(receipts: pd.DataFrame) -> Mask:
    """Tell which receipts are second entries of the same: one delivery note or receipt number, all else equal."""
    quantities = [numbers(receipts, name) for name in ("quantity_received", "quantity_accepted")]
    bad = [numbers(receipts, name) for name in ("quantity_rejected", "quantity_damaged", "quantity")]
    same = pd.DataFrame(dict(enumerate([*_references(receipts), *quantities, *bad])))
    same["date"] = dates(receipts, "received_date", "delivery_date").astype("datetime64[s]")
    result = np.zeros(len(receipts), dtype=bool)
    for field in ("delivery_note", "receipt"):
        number = keys(texts(receipts, field))
        result |= given(number) & same.assign(number=number).duplicated().to_numpy()
    return result


def _references(receipts: pd.DataFrame) -> list[Texts]:
    asked = References.of(receipts)
    more = [keys(texts(receipts, name)) for name in ("lot_number", "status", "reason")]
    return [asked.order, asked.line, asked.item, asked.description, *more]


def deliveries(tables: Tables, index: LineIndex) -> tuple[Deliveries, list[Finding]]:
    """Read the receipts table: what counts for which order line, and a finding for each row that does not."""
    receipts = table(tables, TableKind.RECEIPTS)
    receipts = receipts.iloc[sheet_order(receipts)]
    quantities = receipt_parts(receipts)
    matches = index.match(References.of(receipts))
    void = np.isin(texts(receipts, "status"), _NOT_ARRIVED)
    empty = ~quantities.known & ~void
    twice = repeated(receipts) & ~void & ~empty
    open_to_match = ~(void | empty | twice)
    lost = open_to_match & (matches.fit != Fit.MATCHED)
    counted = open_to_match & ~lost
    findings = [
        *_row_findings(receipts, void, "receipt_not_counted", Severity.INFO, "status"),
        *_row_findings(receipts, empty, "receipt_without_quantity", Severity.WARNING, "quantity_received"),
        *_row_findings(receipts, twice, "receipt_repeated", Severity.WARNING, "delivery_note"),
        *_lost_findings(receipts, lost, matches),
        *_misfit_findings(receipts, open_to_match & quantities.misfit, quantities),
    ]
    inspected = given_number(
        receipts, "quantity_accepted", "quantity_rejected", "quantity_damaged"
    ) | np.isin(texts(receipts, "status"), _SAYS_DAMAGED + _SAYS_REJECTED)
    kept = np.flatnonzero(counted)
    return (
        Deliveries(
            receipts.iloc[kept],
            matches.line[kept],
            dates(receipts, "received_date", "delivery_date")[kept],
            quantities.rows(kept),
            inspected[kept],
            receipts.iloc[np.flatnonzero(lost & (matches.fit == Fit.NO_ORDER))],
        ),
        findings,
    )


def given_number(frame: pd.DataFrame, *names: str) -> Mask:
    """Tell in which rows at least one of the fields has a number."""
    return ~np.isnan(numbers(frame, *names))


def _row_findings(
    frame: pd.DataFrame, rows: Mask, code: str, severity: Severity, field: str
) -> list[Finding]:
    tables_, sheet_rows = places(frame)
    order, line = texts(frame, "po_number", "purchase_order"), texts(frame, "po_line")
    return [
        Finding(
            code,
            severity,
            {"po": order[row] or "–", "line": line[row] or "–"},
            table=int(tables_[row]),
            row=int(sheet_rows[row]),
            field=field,
        )
        for row in positions(rows)
    ]


_LOST = {
    Fit.UNKNOWN_ORDER: ("receipt_unknown_order", "po_number"),
    Fit.UNKNOWN_LINE: ("receipt_unknown_line", "po_line"),
    Fit.UNCLEAR: ("receipt_unmatched", "po_line"),
}


def _lost_findings(receipts: pd.DataFrame, lost: Mask, matches: Matches) -> list[Finding]:
    return [
        finding
        for fit, (code, field) in _LOST.items()
        for finding in _row_findings(receipts, lost & (matches.fit == fit), code, Severity.WARNING, field)
    ]


def _misfit_findings(receipts: pd.DataFrame, rows: Mask, quantities: Parts) -> list[Finding]:
    tables_, sheet_rows = places(receipts)
    return [
        Finding(
            "receipt_does_not_add_up",
            Severity.WARNING,
            {
                "received": plain(quantities.received[row]),
                "accepted": plain(quantities.accepted[row]),
                "rejected": plain(quantities.rejected[row]),
                "damaged": plain(quantities.damaged[row]),
            },
            table=int(tables_[row]),
            row=int(sheet_rows[row]),
            field="quantity_received",
        )
        for row in positions(rows)
    ]


def orphan_findings(
    orphans: pd.DataFrame, orders: pd.DataFrame, index: LineIndex, is_open: Mask
) -> list[Finding]:
    """Tell of receipts without an order number, with the open line they may be for where only one can be meant."""
    wanted = _supplier_and_item(orphans)
    lines: dict[tuple[str, str], set[int]] = {}
    if any(pair is not None for pair in wanted):
        for row, pair in enumerate(_supplier_and_item(orders)):
            if pair is not None and is_open[row]:
                lines.setdefault(pair, set()).add(row)
    order = texts(orders, "po_number", "purchase_order")
    findings = _row_findings(
        orphans, np.ones(len(orphans), dtype=bool), "receipt_without_order", Severity.WARNING, "po_number"
    )
    for position, pair in enumerate(wanted):
        candidates = lines.get(pair, set()) if pair is not None else set()
        if len({int(index.line[row]) for row in candidates}) == 1:
            row = min(candidates)
            findings[position] = replace(
                findings[position],
                code="receipt_order_suggested",
                values={"po": order[row] or "–", "line": index.label[row] or "–"},
            )
    return findings


def _supplier_and_item(frame: pd.DataFrame) -> list[tuple[str, str] | None]:
    suppliers, items = keys(texts(frame, "supplier", "supplier_no")), keys(texts(frame, "item_number"))
    return [
        None if supplier is None or item is None else (supplier, item)
        for supplier, item in zip(suppliers, items, strict=True)
    ]


def future_findings(arrived: Deliveries, today: np.datetime64) -> list[Finding]:
    """Tell of receipts dated after today; they count, for the goods are in the books."""
    tables_, rows = places(arrived.frame)
    return [
        Finding(
            "receipt_in_future",
            Severity.WARNING,
            {"date": day(arrived.date[row])},
            table=int(tables_[row]),
            row=int(rows[row]),
            field="received_date",
        )
        for row in positions(arrived.date > today)
    ]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The rows of the order list in the order in which deliveries fill them: by line, then earliest due first."""

    row: Ints  # positions in the orders frame
    line: Ints  # of those rows, ascending
    first: Mask  # the row is its line's first
    last: Mask
    capacity: Floats  # what the row can take: ordered less cancelled
    before: Floats  # what the rows of the line before it take

    @classmethod
    def of(cls, index: LineIndex, due: Dates, wanted: Floats, places_: tuple[Ints, Ints]) -> Schedule:
        """Bring order rows into sequence; rows without a due date come last in their line."""
        far = np.where(np.isnat(due), np.iinfo("int64").max, due.astype("int64"))
        row = np.lexsort((places_[1], places_[0], far, index.line)).astype("int64")
        line = index.line[row]
        change = np.diff(line) != 0
        first = np.concatenate([np.ones(min(1, len(line)), dtype=bool), change])
        last = np.concatenate([change, np.ones(min(1, len(line)), dtype=bool)])
        capacity = np.maximum(np.nan_to_num(wanted[row]), 0)
        return cls(row, line, first, last, capacity, running(capacity, line) - capacity)


def share(schedule: Schedule, arrived: Deliveries, count: int) -> Parts:
    """Share the quantities delivered among the order's rows, in the orders frame's own order.

    Accepted goods fill the rows of a line in the schedule's sequence, the remainder goes to the last. Bad goods
    belong to the row that was being filled at the end of the day they arrived. No total is changed.
    """
    total = arrived.totals(count, arrived.quantities.accepted)[schedule.line]
    left = total - schedule.before
    accepted = np.clip(left, 0, schedule.capacity)
    accepted = np.where(schedule.last, np.maximum(left, 0), accepted)
    accepted = np.where(total < 0, np.where(schedule.first, total, 0), accepted)
    target = _being_filled(schedule, arrived)
    rejected = sums(target, arrived.quantities.rejected, len(accepted))
    damaged = sums(target, arrived.quantities.damaged, len(accepted))
    received = accepted + rejected + damaged
    stated = arrived.totals(count, arrived.quantities.received)
    gap = stated - sums(schedule.line, received, count)
    received = received + np.where(schedule.last, gap[schedule.line], 0)
    known = arrived.lines_with(count)[schedule.line]
    return Parts(
        _in_place(schedule, settled(received)),
        _in_place(schedule, settled(accepted)),
        _in_place(schedule, rejected),
        _in_place(schedule, damaged),
        known=_in_place(schedule, known),
        misfit=np.zeros(len(accepted), dtype=bool),
    )


def _in_place(schedule: Schedule, values: Values) -> Values:
    result = np.empty_like(values)
    result[schedule.row] = values
    return result


def running(values: Floats, group: Ints) -> Floats:
    """Add up within groups that stand together."""
    return settled(pd.Series(values).groupby(group, sort=False).cumsum().to_numpy(dtype="float64"))


@dataclass(frozen=True, slots=True)
class Days:
    """What was accepted in all by the end of each day, by line, then day; undated receipts come first."""

    line: Ints
    date: Dates
    accepted: Floats
    of_delivery: Ints  # which entry each delivery belongs to

    @classmethod
    def of(cls, arrived: Deliveries) -> Days:
        """Add up the deliveries day by day."""
        when = arrived.date.astype("int64")  # NaT is the smallest
        sequence = np.lexsort((when, arrived.line))
        line, when = arrived.line[sequence], when[sequence]
        new = np.concatenate(
            [np.ones(min(1, len(line)), dtype=bool), (np.diff(line) != 0) | (when[1:] != when[:-1])]
        )
        entry = np.cumsum(new) - 1
        of_delivery = np.empty(len(entry), dtype="int64")
        of_delivery[sequence] = entry
        by_day = sums(entry, arrived.quantities.accepted[sequence], int(new.sum()))
        lines = line[new]
        return cls(lines, when[new].astype("datetime64[D]"), running(by_day, lines), of_delivery)


def _being_filled(schedule: Schedule, arrived: Deliveries) -> Ints:
    """Give, for each delivery, the position in the schedule of the row being filled at the end of its day."""
    if not len(arrived.line):
        return np.zeros(0, dtype="int64")
    days = Days.of(arrived)
    events_line = np.concatenate([schedule.line, days.line])
    events_value = np.concatenate([schedule.before, np.maximum(days.accepted, 0)])
    is_day = np.concatenate([np.zeros(len(schedule.line)), np.ones(len(days.line))])
    position = np.arange(len(events_line))
    sequence = np.lexsort((position, is_day, events_value, events_line))
    latest = np.maximum.accumulate(np.where(is_day[sequence] == 0, position[sequence], -1))
    result = np.empty(len(position), dtype="int64")
    result[sequence] = latest
    return result[len(schedule.line) :][days.of_delivery]


def full_receipt_dates(schedule: Schedule, arrived: Deliveries, needed: Floats) -> Dates:
    """Give, in the orders frame's own order, the day on which each row's quantity had been accepted.

    `needed` is what makes a row full, in frame order. NaT where that day is not known or never came. Only
    a day counts from which on the sum was reached; later returns are the caller's to see.
    """
    days = Days.of(arrived)
    need = schedule.before + needed[schedule.row]
    reached = pd.Series(days.accepted).groupby(days.line).cummax().to_numpy(dtype="float64")
    events_line = np.concatenate([days.line, schedule.line])
    events_value = settled(np.concatenate([reached, need]))
    is_need = np.concatenate([np.zeros(len(days.line)), np.ones(len(need))])
    position = np.arange(len(events_line))
    sequence = np.lexsort((position, -is_need, events_value, events_line))[::-1]
    none = len(days.line)
    following = np.minimum.accumulate(np.where(is_need[sequence] == 0, position[sequence], none))
    answer = np.empty(len(position), dtype="int64")
    answer[sequence] = following
    found = answer[none:]
    valid = found < none
    found = np.where(valid, found, 0)
    if none == 0:
        return np.full(len(need), np.datetime64("NaT", "D"))
    valid &= days.line[found] == schedule.line
    result = np.where(valid, days.date[found], np.datetime64("NaT", "D"))
    return _in_place(schedule, result)
