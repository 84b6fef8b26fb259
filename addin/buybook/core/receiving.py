"""Booking a goods receipt: what to append to the receipts, and which non-conformances it opens."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd

from buybook.core.deliveries import receipt_parts, receipts_in_order
from buybook.core.frames import (
    Floats,
    Ints,
    Mask,
    Tables,
    given,
    places,
    plain,
    positions,
    settled,
    table,
    texts,
)
from buybook.core.line_values import amounts
from buybook.core.matching import LineIndex, References, code_key, index_lines, keys, line_key
from buybook.core.order_lines import OrderLines, OrderRules
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import TableKind

ARTICLE_FIELDS = ("item_number", "supplier_item_number", "manufacturer_part_number", "ean")
Row = Mapping[str, object]  # field -> value, of a row to append


@frozen
class NewReceipt:
    """Goods that arrived (or, negative, went back). Raises ValueError when its quantities do not add up.

    `accepted` None is what is neither rejected nor damaged. `item_number` only where another article than
    the ordered one may have come; without a `line` it names the line. `noted` is what the delivery note says was
    sent, where that is more than what was counted.
    """

    po: str
    line: str | None
    quantity: float
    date: date
    accepted: float | None = None
    rejected: float = 0
    damaged: float = 0
    reason: str | None = None
    delivery_note: str | None = None
    item_number: str | None = None
    noted: float | None = None

    def __post_init__(self) -> None:
        parts = [self.rejected, self.damaged, self.good]
        if not all(math.isfinite(part) for part in (self.quantity, *parts)) or self.quantity == 0:
            raise ValueError("The quantity must be a number other than zero.")
        if any(part * self.quantity < 0 for part in parts):
            raise ValueError("Accepted, rejected and damaged cannot be more than the quantity.")
        if round(sum(parts) - self.quantity, 9) != 0:
            raise ValueError("Accepted, rejected and damaged do not add up to the quantity.")

    @property
    def good(self) -> float:
        """What was accepted of the quantity."""
        if self.accepted is not None:
            return self.accepted
        return round(self.quantity - self.rejected - self.damaged, 9) + 0.0


@frozen
class Nonconformance:
    """A case to open with the supplier; `kind` is damaged, rejected, wrong_item, over or short."""

    kind: str
    po_number: str
    po_line: str | None
    supplier: str | None
    item_number: str | None
    quantity: float
    reason: str | None
    date: date
    amount: float | None  # quantity x unit price, in the line's currency; None where no price is known
    currency: str | None
    status: str = "open"


@frozen
class ReceiptOutcome:
    """What booking a receipt asks to be written. Nothing but findings where it cannot be booked.

    `openings` go before `rows`: they carry over what the order list alone says was received, for receipts win
    over it from then on.
    """

    rows: tuple[Row, ...] = ()
    openings: tuple[Row, ...] = ()
    nonconformances: tuple[Nonconformance, ...] = ()
    touched: tuple[int, ...] = ()  # positions in the orders frame
    findings: tuple[Finding, ...] = ()


@frozen
class _Line:
    """The order line that a receipt is for."""

    orders: pd.DataFrame
    frame: pd.DataFrame  # of `order_lines`
    index: LineIndex
    number: int
    rows: Ints  # positions in the orders frame

    @property
    def first(self) -> int:
        return int(self.rows[0])

    def text(self, field: str) -> str | None:
        value = self.frame[field].iloc[self.first]
        return None if pd.isna(value) else str(value)

    def sum(self, field: str) -> float:
        return float(settled(self.frame[field].to_numpy(dtype="float64")[self.rows]).sum())

    def finding(self, code: str, severity: Severity, field: str, **values: object) -> Finding:
        tables_, rows = places(self.orders)
        name = {"po": self.text("po_number") or "–", "line": self.text("po_line") or "–"}
        place = int(tables_[self.first]), int(rows[self.first])
        return Finding(code, severity, name | values, *place, field)


def book_receipt(
    tables: Tables, lines: OrderLines, receipt: NewReceipt, rules: OrderRules, today: date
) -> ReceiptOutcome:
    """Book a goods receipt on its order line.

    `lines` is the answer of `order_lines` for the same tables. An unknown or ambiguous line is an error and
    nothing is written; neither is a receipt that is booked already under its delivery note. More than
    ordered, a closed line or a date to come are booked, with a warning.
    """
    orders = table(tables, TableKind.ORDERS)
    index = index_lines(orders, References.of(receipts_in_order(tables)))
    found = _find_line(orders, lines.frame, index, receipt)
    if isinstance(found, Finding):
        return ReceiptOutcome(findings=(found,))
    if _is_booked(tables, found, receipt):
        note = found.finding(
            "receipt_already_booked",
            Severity.WARNING,
            "po_number",
            note=receipt.delivery_note,
            quantity=plain(receipt.quantity),
        )
        return ReceiptOutcome(findings=(note,))
    excess = _excess(found, receipt, rules)
    return ReceiptOutcome(
        rows=(_receipt_row(found, receipt),),
        openings=_openings(tables, found),
        nonconformances=_cases(found, receipt, excess),
        touched=tuple(found.rows.tolist()),
        findings=(*_note_again(tables, found, receipt), *_warnings(found, receipt, excess, today)),
    )


def _find_line(
    orders: pd.DataFrame, frame: pd.DataFrame, index: LineIndex, receipt: NewReceipt
) -> _Line | Finding:
    in_order = index.references.order == code_key(receipt.po)
    if not in_order.any():
        return Finding("order_not_found", Severity.ERROR, {"po": receipt.po})
    labels = ", ".join(dict.fromkeys(str(index.label[row]) for row in positions(in_order)))
    meant = in_order
    if receipt.line is not None:
        meant = in_order & (index.references.line == line_key(receipt.line))
        if not meant.any():
            return Finding(
                "order_line_not_found",
                Severity.ERROR,
                {"po": receipt.po, "line": receipt.line, "lines": labels},
            )
    elif receipt.item_number is not None:
        meant = _of_item(orders, in_order, receipt.item_number)
    numbers = np.unique(index.line[meant])
    if len(numbers) > 1:
        return Finding("order_line_ambiguous", Severity.ERROR, {"po": receipt.po, "lines": labels})
    rows = np.flatnonzero(index.line == numbers[0])
    return _Line(orders, frame, index, int(numbers[0]), rows)


def _of_item(orders: pd.DataFrame, in_order: Mask, item: str) -> Mask:
    """Give the rows of an order that are for an article; all of them where none is."""
    wanted = code_key(item)
    named = [keys(texts(orders, name)) == wanted for name in ARTICLE_FIELDS]
    found = in_order & np.logical_or.reduce(named)
    return found if found.any() else in_order


def _is_booked(tables: Tables, line: _Line, receipt: NewReceipt) -> bool:
    """Tell whether the delivery note has been booked on the line with the same quantity."""
    return bool((settled(_booked_with_note(tables, line, receipt) - receipt.quantity) == 0).any())


def _booked_with_note(tables: Tables, line: _Line, receipt: NewReceipt) -> Floats:
    """Give the quantities that are booked on the line with the receipt's delivery note."""
    note = code_key(receipt.delivery_note) if receipt.delivery_note else None
    if note is None:
        return np.zeros(0)
    booked = receipts_in_order(tables)
    same_line = line.index.match(References.of(booked)).line == line.number
    same_note = keys(texts(booked, "delivery_note")) == note
    return np.asarray(receipt_parts(booked).received[same_line & same_note], dtype="float64")


def _note_again(tables: Tables, line: _Line, receipt: NewReceipt) -> list[Finding]:
    """Warn of more goods under a delivery note that is booked on the line already; a return may name it."""
    before = _booked_with_note(tables, line, receipt)
    if receipt.quantity < 0 or not (before > 0).any():
        return []
    values = {"note": receipt.delivery_note, "before": plain(float(before[before > 0].sum()))}
    return [line.finding("receipt_note_again", Severity.WARNING, "po_number", **values)]


def _excess(line: _Line, receipt: NewReceipt, rules: OrderRules) -> float:
    """Give how much more than ordered is accepted with this receipt; 0 within the over tolerance."""
    ordered = line.sum("quantity_ordered")
    accepted = line.sum("quantity_accepted") + receipt.good
    beyond = accepted - ordered
    if not (receipt.quantity > 0 and round(beyond - ordered * rules.over_tolerance_percent / 100, 9) > 0):
        return 0.0
    return float(min(round(beyond, 9), receipt.good))


def _place(line: _Line) -> dict[str, object]:
    """Give the fields by which a row names its order line, as the order list writes them."""
    return {
        "po_number": line.text("po_number"),
        "po_line": line.text("po_line") if _needs_number(line) else None,
        "supplier": line.text("supplier"),
        "item_number": line.text("item_number"),
        "description": line.text("description"),
    }


def _needs_number(line: _Line) -> bool:
    """Tell whether the order number needs a line beside it: not where the buyer does without."""
    index, own = line.index, line.index.references
    if index.typed[line.rows].any():
        return True
    in_order = own.order == own.order[line.first]
    if len(np.unique(index.line[in_order])) == 1:
        return False
    same_item = in_order & (own.item == own.item[line.first]) & given(own.item)
    return len(np.unique(index.line[same_item])) != 1


def _receipt_row(line: _Line, receipt: NewReceipt) -> Row:
    row = _place(line) | {
        "quantity_received": receipt.quantity,
        "quantity_accepted": receipt.good,
        "quantity_rejected": receipt.rejected,
        "quantity_damaged": receipt.damaged,
        "received_date": receipt.date,
        "delivery_note": receipt.delivery_note,
        "reason": receipt.reason,
    }
    if receipt.item_number is not None:
        row["item_number"] = receipt.item_number
    return MappingProxyType(row)


def _openings(tables: Tables, line: _Line) -> tuple[Row, ...]:
    """Carry over what the order list alone says was received.

    For this line; and with the first receipt of all for each line that is received by the buyer's word only,
    since that word does not count beside a table of receipts.
    """
    frame, index = line.frame, line.index
    source = frame["received_source"].to_numpy(dtype=object)
    received = frame["quantity_received"].to_numpy(dtype="float64")
    carried = np.isin(source, ("orders", "status")) & (received != 0)
    wanted = carried & (index.line == line.number)
    if not len(table(tables, TableKind.RECEIPTS)):
        wanted |= carried & (source == "status")
    openings = []
    for number in dict.fromkeys(index.line[wanted].tolist()):
        rows = np.flatnonzero((index.line == number) & carried)
        openings.append(_opening_row(_Line(line.orders, frame, index, number, rows)))
    return tuple(openings)


def _opening_row(line: _Line) -> Row:
    arrived = line.frame["last_received_date"].iloc[line.rows].max()
    return MappingProxyType(
        _place(line)
        | {
            name: line.sum(name)
            for name in ("quantity_received", "quantity_accepted", "quantity_rejected", "quantity_damaged")
        }
        | {"received_date": None if pd.isna(arrived) else arrived.date()}
    )


def _cases(line: _Line, receipt: NewReceipt, excess: float) -> tuple[Nonconformance, ...]:
    quantities = {  # of a return they are negative and open no case
        "damaged": receipt.damaged,
        "rejected": receipt.rejected,
        "wrong_item": receipt.quantity if _is_wrong(line, receipt) else 0,
        "over": excess,
        "short": 0 if receipt.noted is None else round(receipt.noted - receipt.quantity, 9),
    }
    place = _place(line)
    return tuple(
        Nonconformance(
            kind=kind,
            po_number=str(place["po_number"]),
            po_line=line.text("po_line"),
            supplier=line.text("supplier"),
            item_number=receipt.item_number or line.text("item_number"),
            quantity=quantity,
            reason=receipt.reason,
            date=receipt.date,
            amount=_amount(line, quantity),
            currency=line.text("currency"),
        )
        for kind, quantity in quantities.items()
        if quantity > 0
    )


def open_case(
    tables: Tables,
    lines: OrderLines,
    *,
    kind: str,
    po: str,
    line: str | None,
    quantity: float | None,
    reason: str | None,
    today: date,
) -> Nonconformance | Finding:
    """Give the case of a deviation that no receipt tells of; a finding where its order line is not found.

    Without a quantity it is about what the line ordered.
    """
    orders = table(tables, TableKind.ORDERS)
    index = index_lines(orders, References.of(receipts_in_order(tables)))
    found = _find_line(orders, lines.frame, index, NewReceipt(po, line, 1, today))
    if isinstance(found, Finding):
        return found
    about = abs(found.sum("quantity_ordered") if quantity is None else quantity)
    return Nonconformance(
        kind=kind,
        po_number=str(_place(found)["po_number"]),
        po_line=found.text("po_line"),
        supplier=found.text("supplier"),
        item_number=found.text("item_number"),
        quantity=about,
        reason=reason,
        date=today,
        amount=_amount(found, about),
        currency=found.text("currency"),
    )


def _is_wrong(line: _Line, receipt: NewReceipt) -> bool:
    if receipt.item_number is None:
        return False
    known = {keys(texts(line.orders, name))[line.first] for name in ARTICLE_FIELDS} - {None}
    return bool(known) and code_key(receipt.item_number) not in known


def _amount(line: _Line, quantity: float) -> float | None:
    ordered = line.frame["quantity_ordered"].to_numpy(dtype="float64")[[line.first]]
    value = amounts(line.orders.iloc[[line.first]], np.array([float(quantity)]), ordered)[0]
    return None if np.isnan(value) else float(value)


def _warnings(line: _Line, receipt: NewReceipt, excess: float, today: date) -> list[Finding]:
    findings = []
    if excess > 0:
        findings.append(
            line.finding(
                "receipt_over_delivery",
                Severity.WARNING,
                "quantity_received",
                excess=plain(excess),
                ordered=plain(line.sum("quantity_ordered")),
            )
        )
    if set(line.frame["status"].iloc[line.rows]) <= {"closed", "cancelled"}:
        findings.append(line.finding("receipt_on_closed_line", Severity.WARNING, "status"))
    if receipt.date > today:
        findings.append(
            line.finding("receipt_in_future", Severity.WARNING, "received_date", date=receipt.date)
        )
    return findings
