"""The three-way match: invoice against order and receipts, each variance against its limits (tax aside).

Price variance = invoice amount - invoiced quantity x order price; quantity variance = (invoiced - received) x order
price. What was invoiced adds up over all invoices of a line in the order of the list, credit notes included, so that
partial invoices over several receipts, and a credit for what was too much, come out even.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from buybook.core.invoices.records import InvoiceRow, Limits, Matched, MatchedLine, MatchedRow, OrderedLine
from buybook.core.money import ZERO, allocate, rounded
from buybook.core.rows import folded

_HUNDRED = Decimal(100)


def match_invoices(lines: Sequence[OrderedLine], rows: Sequence[InvoiceRow], limits: Limits) -> Matched:
    """Match invoices with order lines; the rows of the answer are in the order in which they were given."""
    by_line = {line.line: line for line in lines}
    by_order: dict[str, list[OrderedLine]] = {}
    for line in lines:
        by_order.setdefault(line.order, []).append(line)
    ledger = _Ledger(by_line, by_order, limits)
    booked = [ledger.book(row) for row in sorted(rows, key=lambda row: row.place)]
    judged = {id(each.row): ledger.judged(each) for each in booked}
    return Matched(
        tuple(judged[id(row)] for row in rows),
        tuple(
            MatchedLine(line, ledger.invoiced.get(line.line, ZERO), ledger.amount.get(line.line, ZERO))
            for line in lines
        ),
    )


class _Ledger:
    """What was invoiced of each line so far."""

    def __init__(
        self,
        by_line: Mapping[int, OrderedLine],
        by_order: Mapping[str, Sequence[OrderedLine]],
        limits: Limits,
    ) -> None:
        self._by_line, self._by_order, self._limits = by_line, by_order, limits
        self.invoiced: dict[int, Decimal] = {}
        self.amount: dict[int, Decimal] = {}

    def book(self, row: InvoiceRow) -> MatchedRow:
        """Count a row, and give its variances as they were when it came."""
        reasons = self._hindrances(row)
        if reasons:
            return MatchedRow(row, reasons=reasons)
        if row.line is not None:
            return self._book_line(row, self._by_line[row.line])
        return self._book_order(row, self._by_order[row.order or ""])

    def _hindrances(self, row: InvoiceRow) -> tuple[str, ...]:
        """Give why a row cannot be matched at all."""
        if row.repeated:
            return ("duplicate",)
        lines = self._by_order.get(row.order or "", ())
        if not lines:
            return ("no_order",)
        if row.line is None and not row.whole_order:
            return ("no_line",)
        concerned = lines if row.line is None else [self._by_line[row.line]]
        found = []
        if row.supplier and not any(_alike(row.supplier, line.supplier) for line in concerned):
            found.append("other_supplier")
        if row.currency and any(line.currency not in (None, row.currency) for line in concerned):
            found.append("currency")
        if row.amount is None:
            found.append("no_amount")
        return tuple(found)

    def _book_line(self, row: InvoiceRow, line: OrderedLine) -> MatchedRow:
        amount = row.amount or ZERO
        quantity = row.quantity
        if (
            quantity is None
        ):  # an amount alone: a credit on the price has no quantity, else it is for the open rest
            quantity = ZERO if amount < 0 else max(ZERO, line.received - self.invoiced.get(line.line, ZERO))
        before = self.invoiced.get(line.line, ZERO)
        after = before + quantity
        self._count(line, quantity, amount)
        if line.price is None:
            return MatchedRow(row)
        expected = rounded(quantity * line.price, line.currency)
        beyond = max(ZERO, after - line.received) - max(ZERO, before - line.received)
        return MatchedRow(row, expected, amount - expected, rounded(beyond * line.price, line.currency))

    def _book_order(self, row: InvoiceRow, lines: Sequence[OrderedLine]) -> MatchedRow:
        """Count an invoice for a whole order: it is for what arrived and was not invoiced yet."""
        amount = row.amount or ZERO
        open_ = {line.line: max(ZERO, line.received - self.invoiced.get(line.line, ZERO)) for line in lines}
        worth = [rounded(open_[line.line] * (line.price or ZERO), line.currency) for line in lines]
        expected = sum(worth, ZERO)
        if expected > 0:
            for line, own, share in zip(lines, worth, allocate(amount, worth, row.currency), strict=True):
                part = Decimal(1) if own == 0 else min(Decimal(1), share / own)
                self._count(line, open_[line.line] * part if amount > 0 else ZERO, share)
        return MatchedRow(row, expected, amount - expected, ZERO)

    def _count(self, line: OrderedLine, quantity: Decimal, amount: Decimal) -> None:
        self.invoiced[line.line] = self.invoiced.get(line.line, ZERO) + quantity
        self.amount[line.line] = self.amount.get(line.line, ZERO) + amount

    def judged(self, row: MatchedRow) -> MatchedRow:
        """Give a row with why it is not to be paid: its own variance is too much, and so is its line's by now."""
        if row.reasons or row.price_variance is None or row.quantity_variance is None:
            return row
        reasons = []
        if row.row.line is None:
            if self._beyond(row.price_variance, row.expected or ZERO, price=True):
                reasons.append("amount" if row.expected else "not_received")
        else:
            line = self._by_line[row.row.line]
            reasons = self._line_reasons(row, line, line.price or ZERO)
        return MatchedRow(row.row, row.expected, row.price_variance, row.quantity_variance, tuple(reasons))

    def _line_reasons(self, row: MatchedRow, line: OrderedLine, price: Decimal) -> list[str]:
        invoiced = self.invoiced.get(line.line, ZERO)
        arrived = rounded(max(line.received, ZERO) * price, line.currency)
        now = rounded(max(ZERO, invoiced - line.received) * price, line.currency)
        reasons = []
        if self._beyond(row.quantity_variance or ZERO, arrived, price=False) and self._beyond(
            now, arrived, price=False
        ):
            reasons.append("quantity" if line.received > 0 else "not_received")
        billed = rounded(invoiced * price, line.currency)
        still = self.amount.get(line.line, ZERO) - billed
        if self._beyond(row.price_variance or ZERO, row.expected or ZERO, price=True) and self._beyond(
            still, billed, price=True
        ):
            reasons.append("price")
        return reasons

    def _beyond(self, variance: Decimal, basis: Decimal, *, price: bool) -> bool:
        """Tell whether a variance is above one of its two limits. What is in our favour blocks nothing."""
        limits = self._limits
        percent = limits.price_percent if price else limits.quantity_percent
        amount = limits.price_amount if price else limits.quantity_amount
        if variance <= 0:
            return False
        return variance * _HUNDRED > abs(basis) * percent or (amount is not None and variance > amount)


def _alike(one: str, other: str) -> bool:
    return not other or folded(one) == folded(other)


def not_invoiced(lines: Iterable[MatchedLine]) -> tuple[MatchedLine, ...]:
    """Give the lines of which something arrived and was not invoiced (GRNI), the oldest receipt first."""
    found = [line for line in lines if line.uninvoiced > 0]
    return tuple(
        sorted(
            found, key=lambda each: (each.line.received_on is None, each.line.received_on, each.line.place)
        )
    )


def accrued(line: MatchedLine) -> Decimal | None:
    """Give max(0, net received - invoiced) x order price; None where the order states no price."""
    if line.line.price is None:
        return None
    return rounded(line.uninvoiced * line.line.price, line.line.currency)
