"""What a supplier confirmed, set against what was ordered: dates, quantities and prices.

A line that the supplier confirms in parts counts as confirmed for the day of its last part: only then is it complete.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from buybook.core.frames import Floats, Texts, day, numbers, texts
from buybook.core.line_values import price_of_one
from buybook.core.matching import Fit, References, index_lines, keys, line_key
from buybook.core.states import DONE
from buybook.findings import Finding, Severity
from buybook.frozen import frozen

LATER, SHORT, OVER, PRICE, PARTS = "date_later", "short", "over", "price_differs", "in_parts"
_NOISE = 1e-9


@frozen
class Confirmation:
    """What a supplier says of an order line. What is None was not said."""

    po: str
    line: str | None = None
    item: str | None = None
    date: date | None = None
    quantity: float | None = None
    price: float | None = None  # of one unit, or of as many as the order prices, where `price_per` is None
    price_per: float | None = None
    currency: str | None = None


@frozen
class Difference:
    """One way in which a confirmation is not what was ordered; `days` tells how much later."""

    kind: str
    ordered: object
    confirmed: object
    days: int | None = None


@frozen
class Confirmed:
    """A row of the order list with what was confirmed for it."""

    row: int  # position in the orders frame
    parts: tuple[Confirmation, ...]
    date: date | None
    quantity: float | None
    price: float | None  # as the order list has it: for as many units as the order prices
    differences: tuple[Difference, ...]


def confirmed_lines(
    orders: pd.DataFrame, lines: pd.DataFrame, said: Sequence[Confirmation], price_percent: float = 0
) -> tuple[tuple[Confirmed, ...], tuple[Finding, ...]]:
    """Find the order row of each confirmation and compare them.

    `orders` is the canonical order list and `lines` the answer of `order_lines` for it, row by row. Prices differ
    by more than `price_percent` of the agreed one, before or after its discount. A confirmation that fits no open
    row, or several, is a finding.
    """
    said = list(dict.fromkeys(said))
    asked = References(
        keys(_texts(each.po for each in said)),
        keys(_texts(each.line for each in said), line_key),
        keys(_texts(each.item for each in said)),
        keys(_texts(None for _ in said)),
    )
    index = index_lines(orders, asked)
    matches = index.match(asked)
    findings: list[Finding] = []
    by_line: dict[int, list[Confirmation]] = defaultdict(list)
    for each, line, fit in zip(said, matches.line.tolist(), matches.fit.tolist(), strict=True):
        if fit == Fit.MATCHED:
            by_line[line].append(each)
        else:
            findings.append(_finding("confirmation_unmatched", each))
    is_done = np.isin(lines["status"].to_numpy(dtype=object), DONE)
    found: list[Confirmed] = []
    terms = _Terms.of(orders, lines, price_percent)
    for line, parts in by_line.items():
        open_rows = np.flatnonzero((index.line == line) & ~is_done).tolist()
        if not open_rows:
            findings.append(_finding("confirmation_of_done_line", parts[0]))
            continue
        paired = _paired(open_rows, parts, terms)
        if paired is None:
            findings.append(_finding("confirmation_unclear", parts[0]))
        else:
            found.extend(terms.compared(row, group) for row, group in paired)
    return tuple(sorted(found, key=lambda each: each.row)), tuple(findings)


def _texts(values: Iterable[str | None]) -> Texts:
    return np.array([*values, None], dtype=object)[:-1]


def _finding(code: str, said: Confirmation) -> Finding:
    values = {"po": said.po, "line": said.line or said.item or "–"}
    return Finding(code, Severity.WARNING, values)


def _paired(
    rows: Sequence[int], parts: Sequence[Confirmation], terms: _Terms
) -> list[tuple[int, tuple[Confirmation, ...]]] | None:
    """Give each row its confirmations: all to a single row, else one a row in the order of their dates.

    A single confirmation of a line with several rows is for the one row of its quantity; None where that is unclear.
    """
    if len(rows) == 1:
        return [(rows[0], tuple(parts))]
    if len(parts) == len(rows):
        by_date = sorted(parts, key=lambda each: (each.date or date.max, each.quantity or 0))
        sequence = sorted(rows, key=lambda row: (terms.due[row] or date.max, row))
        return [(row, (part,)) for row, part in zip(sequence, by_date, strict=True)]
    if len(parts) == 1:
        alike = [row for row in rows if terms.ordered[row] == parts[0].quantity]
        return [(alike[0], tuple(parts))] if len(alike) == 1 else None
    return None


@frozen
class _Terms:
    """What was agreed for each order row."""

    asked: list[date | None]  # the day asked for, else the day due
    due: list[date | None]
    ordered: Floats
    price: Floats  # as written
    per: Floats
    net: Floats  # of one unit, after discount
    discounted: Floats
    currency: Texts
    percent: float

    @classmethod
    def of(cls, orders: pd.DataFrame, lines: pd.DataFrame, percent: float) -> _Terms:
        due = [day(each) for each in lines["due_date"].to_numpy()]
        requested = (
            [day(each) for each in orders["requested_date"].to_numpy()]
            if "requested_date" in orders
            else [None] * len(orders)
        )
        per = numbers(orders, "price_per")
        return cls(
            [wanted or usual for wanted, usual in zip(requested, due, strict=True)],
            due,
            np.asarray(lines["quantity_ordered"], dtype="float64")
            - np.asarray(lines["quantity_cancelled"], dtype="float64"),
            numbers(orders, "unit_price"),
            np.where(np.isnan(per) | (per <= 0), 1.0, per),
            price_of_one(orders),
            np.nan_to_num(numbers(orders, "discount")),
            texts(orders, "currency"),
            percent,
        )

    def compared(self, row: int, parts: tuple[Confirmation, ...]) -> Confirmed:
        dates = [each.date for each in parts if each.date is not None]
        quantities = [each.quantity for each in parts if each.quantity is not None]
        last = max(dates, default=None)
        quantity = round(sum(quantities), 9) if len(quantities) == len(parts) else None
        prices = [(each, self._price(row, each)) for each in parts if each.price is not None]
        odd = [pair for pair in prices if self._price_differs(row, *pair)]
        price = odd[0][1] if odd else prices[0][1] if prices else None
        differences = [
            *self._date(row, last),
            *self._quantity(row, quantity),
            *(Difference(PRICE, _known(self.price[row]), asked) for _, asked in odd[:1]),
        ]
        if len(parts) > 1 and len(set(dates)) > 1:
            differences.append(Difference(PARTS, 1, len(parts)))
        writable = price if not self.discounted[row] or not odd else None
        return Confirmed(row, parts, last, quantity, writable, tuple(differences))

    def _date(self, row: int, confirmed: date | None) -> list[Difference]:
        asked = self.asked[row]
        if asked is None or confirmed is None or confirmed <= asked:
            return []
        return [Difference(LATER, asked, confirmed, (confirmed - asked).days)]

    def _quantity(self, row: int, confirmed: float | None) -> list[Difference]:
        ordered = float(self.ordered[row])
        if confirmed is None or np.isnan(ordered) or abs(confirmed - ordered) <= _NOISE:
            return []
        return [Difference(SHORT if confirmed < ordered else OVER, _known(ordered), _known(confirmed))]

    def _price(self, row: int, said: Confirmation) -> float:
        """Give a confirmed price for as many units as the order prices."""
        per = float(self.per[row]) if not said.price_per or said.price_per <= 0 else said.price_per
        return round(float(said.price or 0) / per * float(self.per[row]), 9)

    def _price_differs(self, row: int, said: Confirmation, price: float) -> bool:
        if said.currency and self.currency[row] and said.currency != self.currency[row]:
            return True
        agreed = [float(self.price[row]), float(self.net[row] * self.per[row])]
        if np.isnan(agreed[0]):
            return False
        return all(abs(price - each) > abs(each) * self.percent / 100 + _NOISE for each in agreed)


def _known(value: float) -> int | float | None:
    number = float(value)
    if np.isnan(number):
        return None
    return int(number) if number.is_integer() else number


def as_ordered(orders: pd.DataFrame, lines: pd.DataFrame, po: str, line: str | None) -> list[Confirmation]:
    """Give the confirmation of an order, or one line of it, as it was ordered: day asked for, and quantity."""
    wanted, number = _key(po), None if line is None else line_key(line)
    terms = _Terms.of(orders, lines, 0)
    order = keys(texts(orders, "po_number", "purchase_order"))
    label = keys(lines["po_line"].to_numpy(dtype=object), line_key)
    done = np.isin(lines["status"].to_numpy(dtype=object), DONE)
    return [
        Confirmation(
            po,
            str(lines["po_line"].iloc[row]),
            texts(orders, "item_number")[row],
            terms.asked[row],
            _known(terms.ordered[row]),
        )
        for row in range(len(orders))
        if order[row] == wanted and (number is None or label[row] == number) and not done[row]
    ]


def _key(code: str) -> str | None:
    return str(keys(_texts([code]))[0])


def of_order(said: Iterable[Confirmation], po: str) -> list[Confirmation]:
    """Give the confirmations of one order; those that name none are of it."""
    return [replace(each, po=each.po or po) for each in said if not each.po or _key(each.po) == _key(po)]
