"""Orders that were changed after they were sent: what is other than the supplier knows, line by line.

An order keeps its number; each change that is sent makes its next revision. A line that was cancelled, or whose rest
was, is wanted as far as it came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from buybook.core.money import rounded
from buybook.core.rows import Row, folded
from buybook.frozen import frozen

_ONE, _HUNDRED = Decimal(1), Decimal(100)
_SAME_PRICE = Decimal("1e-9")  # of a price: what a list loses that holds it per one and net


class ChangeKind(StrEnum):
    """What became of a line since it was sent."""

    SAME = "same"
    ADDED = "added"
    CHANGED = "changed"
    CANCELLED = "cancelled"  # all of it, or its rest
    MISSING = "missing"  # no row of the order list is it any more


@frozen
class OrderedLine:
    """A line as it was sent, or as the order list has it now. `discount` is percent, `price_per` a number of units."""

    po_line: str
    item_number: str | None
    description: str | None
    quantity: Decimal
    unit: str | None
    unit_price: Decimal
    price_per: Decimal
    discount: Decimal
    currency: str | None
    requested_date: date | None
    revision: int = 0  # with which it was sent
    sent: date | None = None

    @property
    def net_price(self) -> Decimal:
        """The price of one unit after discount."""
        return self.unit_price * (_HUNDRED - self.discount) / _HUNDRED / (self.price_per or _ONE)

    @property
    def amount(self) -> Decimal:
        """Quantity times net price, rounded half-up to the currency's smallest coin."""
        exact = self.quantity * self.unit_price * (_HUNDRED - self.discount)
        return rounded(exact / (_HUNDRED * (self.price_per or _ONE)), self.currency)


@frozen
class LineChange:
    """A line before and now; `fields` are what differs: quantity, unit, price, currency, date, item."""

    kind: ChangeKind
    before: OrderedLine | None
    now: OrderedLine | None
    row: Row | None
    fields: tuple[str, ...] = ()

    @property
    def po_line(self) -> str:
        """The line's number within its order."""
        known = self.before or self.now
        return known.po_line if known is not None else ""


@frozen
class CurrentLine:
    """A row of the order list, as a line, with what was cancelled of it.

    `cancelled` tells that the quantity is less because of a cancellation. `dated` tells whether the list has
    requested dates at all; where it has none, a date cannot differ.
    """

    line: OrderedLine
    row: Row
    cancelled: bool = False
    dated: bool = True


def wanted_quantity(row: Row, state: str, received: Decimal, under_percent: Decimal) -> tuple[Decimal, bool]:
    """Give how much of a row the buyer wants now, and whether a part was cancelled.

    `state` is the line's state by the rules, `received` what came of it. A cancelled line is wanted as far as it
    came; so is one that was closed though it came short by more than the under tolerance, if any of it came.
    """
    ordered = row.number("quantity_ordered") or row.number("quantity") or Decimal(0)
    taken_back = max(row.number("quantity_cancelled") or Decimal(0), Decimal(0))
    if state == "cancelled":
        return max(min(received, ordered), Decimal(0)), True
    least = ordered * (_HUNDRED - under_percent) / _HUNDRED
    if state == "closed" and 0 < received < least - taken_back:
        return received, True
    return max(ordered - taken_back, Decimal(0)), taken_back > 0


def latest(sent: Iterable[OrderedLine]) -> dict[str, OrderedLine]:
    """Give each line as it was sent last, in the order in which the lines were sent first."""
    found: dict[str, OrderedLine] = {}
    for line in sorted(sent, key=lambda each: each.revision):
        found[line.po_line] = line
    return found


def merged(current: Iterable[CurrentLine]) -> list[CurrentLine]:
    """Give rows of one line, as of a delivery in parts, as one: their quantities added, the first of their dates."""
    by_line: dict[str, CurrentLine] = {}
    for each in current:
        key = folded(each.row.text("po_line")) or f"row {len(by_line)}"
        first = by_line.get(key)
        by_line[key] = each if first is None else _together(first, each)
    return list(by_line.values())


def _together(first: CurrentLine, other: CurrentLine) -> CurrentLine:
    dates = [day for each in (first, other) if (day := each.line.requested_date) is not None]
    line = replace(
        first.line,
        quantity=first.line.quantity + other.line.quantity,
        requested_date=min(dates, default=None),
    )
    return replace(first, line=line, cancelled=first.cancelled or other.cancelled)


def revised(sent: Sequence[OrderedLine], current: Sequence[CurrentLine]) -> tuple[LineChange, ...]:
    """Compare what was sent of an order with its rows now: its lines in their order, then those that are missing."""
    known = latest(sent)
    pairs = _paired(known, current)
    changes = [_change(known.get(name) if name else None, each) for each, name in pairs]
    found = {name for _, name in pairs}
    gone = [line for name, line in known.items() if name not in found and line.quantity > 0]
    return (*changes, *(LineChange(ChangeKind.MISSING, line, None, None, ("quantity",)) for line in gone))


def _paired(
    known: dict[str, OrderedLine], current: Sequence[CurrentLine]
) -> list[tuple[CurrentLine, str | None]]:
    """Find for each row the line that was sent: by its number, else by its article, else by its place."""
    by_number = {folded(name): name for name in known}
    numbered = [each.row.text("po_line") is not None for each in current]
    if all(numbered):
        return [(each, by_number.get(folded(each.line.po_line))) for each in current]
    items = Counter(folded(line.item_number) for line in known.values())
    rows = Counter(folded(each.line.item_number) for each in current)
    by_item = {
        item: name
        for name, line in known.items()
        if (item := folded(line.item_number)) and items[item] == 1 and rows[item] == 1
    }
    free = [name for name in known if name not in by_item.values()]
    pairs: list[tuple[CurrentLine, str | None]] = []
    for each in current:
        name = by_item.get(folded(each.line.item_number))
        if name is None and free and folded(known[free[0]].item_number) == folded(each.line.item_number):
            name = free.pop(0)
        pairs.append((each, name))
    return pairs


def _change(before: OrderedLine | None, each: CurrentLine) -> LineChange:
    now = each.line
    if before is None:
        kind = (
            ChangeKind.ADDED if now.quantity > 0 else ChangeKind.SAME
        )  # added and cancelled: nobody was told of it
        return LineChange(kind, None, now, each.row)
    fields = tuple(_differing(before, now, each.dated))
    if not fields:
        return LineChange(ChangeKind.SAME, before, now, each.row)
    less = "quantity" in fields and now.quantity < before.quantity
    return LineChange(
        ChangeKind.CANCELLED if each.cancelled and less else ChangeKind.CHANGED, before, now, each.row, fields
    )


def _differing(before: OrderedLine, now: OrderedLine, dated: bool) -> Iterable[str]:
    if before.quantity != now.quantity:
        yield "quantity"
    if now.unit is not None and folded(before.unit) != folded(now.unit):
        yield "unit"
    if abs(before.net_price - now.net_price) > _SAME_PRICE * max(abs(before.net_price), _SAME_PRICE):
        yield "price"
    if now.currency is not None and folded(before.currency) != folded(now.currency):
        yield "currency"
    if dated and before.requested_date != now.requested_date:
        yield "date"
    if now.item_number is not None and folded(before.item_number) != folded(now.item_number):
        yield "item"
