"""The state of every order line: quantities, due date, status and flags, from all that the workbook tells.

The rules are those of the field; `docs` names them. The answer has one row per row of the order list and does
not depend on the order of rows, except that a line without a number is named by its position in its order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field, fields
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import numpy as np
import pandas as pd

from buybook.core.calendar import working_days
from buybook.core.deliveries import (
    Deliveries,
    deliveries,
    future_findings,
    orphan_findings,
    receipts_in_order,
)
from buybook.core.due_dates import DueDates, due_dates
from buybook.core.frames import (
    ROW,
    TABLE,
    Dates,
    Mask,
    Tables,
    Texts,
    column,
    day,
    days_between,
    given,
    numbers,
    places,
    table,
    texts,
)
from buybook.core.line_findings import line_findings, order_of_findings, price_findings, wrong_item_findings
from buybook.core.line_quantities import LineQuantities, line_quantities
from buybook.core.line_values import amounts, credited, differing_prices, values_by_currency
from buybook.core.matching import LineIndex, References, index_lines, joint_codes, keys, leading_rows
from buybook.core.outlook import Outlook, Watched, outlook
from buybook.core.promises import Followed, Ledger, Promise, PromisedRows, follow
from buybook.core.states import (
    DAMAGED_WORDS,
    FLAGS,
    REJECTED_WORDS,
    flag_tuples,
    is_typed,
    keeps_typed,
    line_states,
)
from buybook.findings import Finding
from buybook.frozen import frozen
from buybook.schema import TableKind


@frozen
class OrderRules:
    """The knobs of the rules for order lines. Days and percentages cannot be negative."""

    late_tolerance_days: int = 0  # calendar days past due that are not yet late
    unconfirmed_after_working_days: int = 5
    under_tolerance_percent: float = 0  # of ordered; within it a line closes
    over_tolerance_percent: float = 0  # of ordered; above it a line is flagged
    price_difference_percent: float = 0  # of the agreed price
    at_risk_from_percent: float = 33  # probability of coming late, by the supplier's record
    country: str | None = "SE"  # whose working days count, ISO 3166; None is Monday to Friday
    holidays: bool = True
    damaged_words: tuple[str, ...] = DAMAGED_WORDS
    rejected_words: tuple[str, ...] = REJECTED_WORDS

    def __post_init__(self) -> None:
        for knob in fields(self):
            value = getattr(self, knob.name)
            if isinstance(value, (int, float)) and not value >= 0:
                raise ValueError(f"{knob.name} must not be negative, and is {value}.")


@frozen
class OrderSummary:
    """The order list in figures. Values are by currency; the key "" is for lines without one."""

    lines: int = 0
    open: int = 0
    states: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    flags: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    value_outstanding: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    value_late: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    late_without_value: int = 0  # late lines that no price is known of
    most_days_late: int = 0
    next_due: date | None = None  # the next date on which an open line is due, today or later
    next_due_lines: int = 0


@frozen
class OrderLines:
    """What `order_lines` answers.

    `frame` has a row for each row of the orders frame, in its order and with its index.
    """

    frame: pd.DataFrame
    findings: tuple[Finding, ...]
    summary: OrderSummary
    new_promises: tuple[Promise, ...] = ()  # seen today, and to be entered into the ledger


@frozen
class _Lines:
    """What is known of the order rows before they are judged."""

    orders: pd.DataFrame
    index: LineIndex
    due: DueDates
    quantities: LineQuantities
    arrived: Deliveries
    typed: Texts  # the state that the buyer wrote
    promises: Followed
    today: np.datetime64


def order_lines(tables: Tables, rules: OrderRules, today: date, ledger: Ledger | None = None) -> OrderLines:
    """Work out the state of every order line as of `today`.

    Reads orders, receipts, non-conformances, invoices, items and suppliers, and the ledger of promises. Never
    raises on bad data: what cannot be used is told in the findings. Raises UnknownCountryError for a country
    without a calendar.
    """
    orders = table(tables, TableKind.ORDERS)
    receipts = receipts_in_order(tables)
    asked = References.of(receipts)
    index = index_lines(orders, asked)
    due = due_dates(tables, orders)
    arrived, findings = deliveries(receipts, asked, index)
    quantities = line_quantities(
        tables,
        orders,
        index,
        arrived,
        due,
        under_percent=rules.under_tolerance_percent,
        damaged_words=rules.damaged_words,
        rejected_words=rules.rejected_words,
    )
    now = np.datetime64(today, "D")
    promises = follow(ledger or Ledger(), PromisedRows.of(orders, index, due, quantities), now)
    lines = _Lines(orders, index, due, quantities, arrived, texts(orders, "status"), promises, now)
    wrong_items = _wrong_items(lines)
    prices = _differing_prices(tables, lines, rules.price_difference_percent)
    frame, expected = _judged(lines, rules, wrong_items, [line for _, line in prices])
    findings += [
        *orphan_findings(arrived.orphans, orders, index, quantities.is_open),
        *future_findings(arrived, lines.today),
        *wrong_item_findings(arrived, wrong_items, orders, index),
        *(finding for rows, line in prices for finding in price_findings(rows, line, orders, index)),
        *line_findings(
            tables,
            orders,
            index,
            quantities=quantities,
            frame=frame,
            outlook=expected,
            promises=promises,
            today=lines.today,
        ),
    ]
    return OrderLines(
        frame, order_of_findings(findings), _summary(frame, quantities.is_open, today), promises.new
    )


def _baseline(lines: _Lines) -> Dates:
    """Give the date that the supplier's punctuality is measured by: the first promise, else the due date."""
    first = lines.promises.first
    return np.where(np.isnat(first), lines.due.due, first)


def _judged(
    lines: _Lines, rules: OrderRules, wrong_items: Mask, price_lines: list[np.ndarray]
) -> tuple[pd.DataFrame, Outlook]:
    orders, due, quantities = lines.orders, lines.due, lines.quantities
    states = _states(lines)
    tolerance = np.timedelta64(rules.late_tolerance_days, "D")
    late = quantities.is_open & (lines.today > due.due + tolerance)
    supplier = keys(texts(orders, "supplier", "supplier_no"))
    unconfirmed = _unconfirmed(lines, states, rules)
    under_way = quantities.is_open & ~late & np.isin(states, ("sent", "confirmed", "partially_received"))
    delivered = ~np.isnat(quantities.full_date)
    watched_by = np.where(delivered, _baseline(lines), due.due)
    expected = outlook(
        Watched(supplier, due.ordered, watched_by, quantities.full_date, quantities.is_open),
        under_way,
        lines.today,
        tolerance=rules.late_tolerance_days,
        from_percent=rules.at_risk_from_percent,
    )
    flags = {
        "late": late,
        "at_risk": quantities.is_open & ~late & (expected.slow | expected.likely | unconfirmed),
        "unconfirmed": unconfirmed,
        "damaged": (quantities.damaged > 0) | is_typed(lines.typed, "damaged"),
        "rejected": (quantities.rejected > 0) | _rejected_by_word(lines),
        "wrong_item": _on_rows(lines, lines.arrived.line[wrong_items]),
        "short": _short(lines, rules),
        "over": _over(quantities, rules),
        "price_differs": _on_rows(lines, np.concatenate([np.zeros(0, dtype="int64"), *price_lines])),
        "date_moved": (due.promised > due.requested) | (lines.promises.days_moved > 0),
    }
    return _frame(lines, rules, states, flags).assign(
        late_chance=np.round(expected.chances.late, 4)
    ), expected


def _states(lines: _Lines) -> Texts:
    quantities, orders = lines.quantities, lines.orders
    has_number = given(lines.index.references.order)
    return line_states(
        lines.typed,
        has_number=has_number,
        has_order_date=~np.isnat(lines.due.ordered),
        has_promise=~np.isnat(column(orders, "promised_date").to_numpy())
        | (numbers(orders, "quantity_confirmed") > 0),
        cancelled=quantities.is_cancelled,
        received_by_word=quantities.closed_by_word,
        received=quantities.received,
        accepted=quantities.accepted,
        outstanding=quantities.outstanding,
    )


def _unconfirmed(lines: _Lines, states: Texts, rules: OrderRules) -> Mask:
    """Tell which open lines were sent long ago and never confirmed, where there is a place for that."""
    orders = lines.orders
    if not ("promised_date" in orders or "quantity_confirmed" in orders):
        return np.zeros(len(orders), dtype=bool)
    waited = working_days(
        lines.due.ordered, lines.today.astype(date), rules.country, observe_holidays=rules.holidays
    )
    waiting = lines.quantities.is_open & (states == "sent")
    return np.asarray(waiting & (waited > rules.unconfirmed_after_working_days), dtype=bool)


def _short(lines: _Lines, rules: OrderRules) -> Mask:
    quantities = lines.quantities
    past_or_closed = (lines.today > lines.due.due) | is_typed(lines.typed, "closed")
    tolerated = np.maximum(quantities.ordered, 0) * rules.under_tolerance_percent / 100
    missing = quantities.shortfall > np.round(tolerated, 9)
    return np.asarray(
        (quantities.received > 0) & missing & past_or_closed & ~quantities.is_cancelled, dtype=bool
    )


def _over(quantities: LineQuantities, rules: OrderRules) -> Mask:
    limit = np.round(quantities.ordered * (1 + rules.over_tolerance_percent / 100), 9)
    return (quantities.ordered >= 0) & (quantities.accepted > limit)


def _rejected_by_word(lines: _Lines) -> Mask:
    """Take "Rejected" for goods only once goods came: before that it is the order that was refused."""
    came = lines.quantities.received > 0
    return is_typed(lines.typed, "rejected_goods") | (is_typed(lines.typed, "rejected_request") & came)


def _on_rows(lines: _Lines, line: np.ndarray) -> Mask:
    return np.asarray(np.isin(lines.index.line, line), dtype=bool)


def _wrong_items(lines: _Lines) -> Mask:
    """Tell which receipts are for another article than their line's, by any of the line's numbers for it."""
    index, arrived, orders = lines.index, lines.arrived, lines.orders
    names = ("item_number", "supplier_item_number", "manufacturer_part_number", "ean")
    own = [keys(texts(orders, name)) for name in names]
    asked = keys(texts(arrived.frame, "item_number"))
    codes = joint_codes(asked, *own)
    known = np.zeros(len(asked), dtype=bool)
    size = int(max((values.max(initial=0) for values in codes), default=0)) + 1
    for values in codes[1:]:
        pairs = index.line[values >= 0] * size + values[values >= 0]
        known |= np.isin(arrived.line * size + codes[0], pairs)
    has_item = np.isin(arrived.line, index.line[given(own[0])])
    return given(asked) & has_item & ~known


def _differing_prices(tables: Tables, lines: _Lines, percent: float) -> list[tuple[pd.DataFrame, np.ndarray]]:
    """Give the rows of receipts and invoices that charge another price, not credited since, and their lines."""
    row_of_line = leading_rows(lines.index, lines.orders, ~np.isnan(numbers(lines.orders, "unit_price")))
    invoices = table(tables, TableKind.INVOICES)
    charged = (
        (lines.arrived.frame, lines.arrived.line),
        (invoices, lines.index.match(References.of(invoices)).line),
    )
    result = []
    for rows, line in charged:
        differs = differing_prices(lines.orders, row_of_line, rows, line, percent)
        if rows is invoices:
            differs &= ~credited(lines.orders, row_of_line, rows, line)
        result.append((rows.iloc[np.flatnonzero(differs)], line[differs]))
    return result


def _frame(lines: _Lines, rules: OrderRules, states: Texts, flags: Mapping[str, Mask]) -> pd.DataFrame:
    orders, due, quantities = lines.orders, lines.due, lines.quantities
    late = flags["late"]
    days = np.where(late, (lines.today - due.due).astype("timedelta64[D]").astype("int64"), 0)
    working = np.zeros(len(orders))
    working[late] = working_days(
        due.due[late], lines.today.astype(date), rules.country, observe_holidays=rules.holidays
    )
    tolerance = np.timedelta64(rules.late_tolerance_days, "D")
    nothing = np.datetime64("NaT", "D")
    table_, row = places(orders)
    columns: dict[str, np.ndarray] = {
        TABLE: table_,
        ROW: row,
        "po_number": texts(orders, "po_number", "purchase_order"),
        "po_line": lines.index.label,
        "supplier": texts(orders, "supplier", "supplier_no"),
        "item_number": texts(orders, "item_number"),
        "description": texts(orders, "description"),
        "quantity_ordered": quantities.ordered,
        "quantity_received": quantities.received,
        "quantity_accepted": quantities.accepted,
        "quantity_rejected": quantities.rejected,
        "quantity_damaged": quantities.damaged,
        "quantity_cancelled": quantities.cancelled,
        "quantity_outstanding": quantities.outstanding,
        "due_date": due.due.astype("datetime64[s]"),
        "due_date_from": due.source,
        "status": states,
        "flags": flag_tuples(flags),
        "days_late": days,
        "working_days_late": working.astype("int64"),
        "first_promised": lines.promises.first.astype("datetime64[s]"),
        "latest_promised": lines.promises.latest.astype("datetime64[s]"),
        "times_moved": lines.promises.moved,
        "received_late": quantities.is_full & (quantities.full_date > _baseline(lines) + tolerance),
        "full_receipt_date": quantities.full_date.astype("datetime64[s]"),
        "days_after_request": days_between(due.requested, quantities.full_date),
        "days_after_promise": days_between(lines.promises.first, quantities.full_date),
        "baseline_date": np.where(quantities.is_full, _baseline(lines), nothing).astype("datetime64[s]"),
        "last_received_date": quantities.last_date.astype("datetime64[s]"),
        "received_source": quantities.source,
        "unit_price": numbers(orders, "unit_price"),
        "currency": texts(orders, "currency"),
        "value_outstanding": amounts(orders, quantities.outstanding, quantities.ordered),
        "typed_status": lines.typed,
        "keeps_typed_status": keeps_typed(lines.typed, states, late),
        "line": lines.index.line,
    }
    typed = {
        name: pd.Series(values, index=orders.index, dtype=values.dtype) for name, values in columns.items()
    }
    return pd.DataFrame(typed)


def _summary(frame: pd.DataFrame, is_open: Mask, today: date) -> OrderSummary:
    tuples = Counter(frame["flags"])
    is_late = {flags: "late" in flags for flags in tuples}
    late = np.array([is_late[flags] for flags in frame["flags"]], dtype=bool)
    due = frame["due_date"].to_numpy()[is_open & ~late]
    due = due[due >= np.datetime64(today, "s")]
    next_due = due.min() if len(due) else None
    return OrderSummary(
        lines=len(frame),
        open=int(is_open.sum()),
        states=MappingProxyType({str(k): int(n) for k, n in frame["status"].value_counts().items()}),
        flags=MappingProxyType(
            {name: sum(count for flags, count in tuples.items() if name in flags) for name in FLAGS}
        ),
        value_outstanding=values_by_currency(frame[is_open]),
        value_late=values_by_currency(frame[late]),
        late_without_value=int(frame.loc[late, "value_outstanding"].isna().sum()),
        most_days_late=int(frame["days_late"].max()) if len(frame) else 0,
        next_due=None if next_due is None else day(next_due),
        next_due_lines=0 if next_due is None else int((due == next_due).sum()),
    )
