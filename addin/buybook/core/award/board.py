"""Which bids may be awarded for which item, and why the others may not; everything in an order of its own.

Items and suppliers are sorted by name, so that the rows' order in a workbook decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from buybook.core.award.model import AwardItem, AwardRules, Bid, Sourcing
from buybook.core.award.pricing import Floats, Ints, PriceBook, price_book
from buybook.core.money import minor_unit
from buybook.frozen import frozen

NO_BID = -1


@frozen
class Board:
    """The items (rows) by the suppliers (columns), and the bid at each crossing."""

    sourcing: Sourcing
    items: tuple[AwardItem, ...]
    suppliers: tuple[str, ...]
    bids: tuple[Bid, ...]
    book: PriceBook
    bid_at: Ints  # (items, suppliers): a row of `bids`, or NO_BID
    demand: Floats  # (items,)

    @property
    def rules(self) -> AwardRules:
        """The buyer's rules."""
        return self.sourcing.rules

    @property
    def coins(self) -> float:
        """How many of the smallest coin make one of the currency."""
        return float(Decimal(1) / minor_unit(self.sourcing.currency))

    @property
    def fixed(self) -> Floats:
        """Each supplier's fixed cost in cents."""
        costs = [float(self.rules.supplier(name).fixed_cost) for name in self.suppliers]
        return np.round(np.array(costs, dtype=float) * self.coins)


def board(sourcing: Sourcing) -> Board:
    """Sort out what may be awarded; of several bids of a supplier for an item, the cheapest for all of it."""
    items = _unique_items(sourcing.items)
    index = {item.item: row for row, item in enumerate(items)}
    allowed = [
        bid
        for bid in sourcing.bids
        if bid.item in index and _refusal(bid, items[index[bid.item]], sourcing.rules) is None
    ]
    awaited = {name for name, rule in sourcing.rules.suppliers.items() if rule.min_share}
    suppliers = tuple(sorted({bid.supplier for bid in allowed} | awaited))
    column = {name: number for number, name in enumerate(suppliers)}
    allowed.sort(key=lambda bid: (bid.item, bid.supplier))
    book = price_book(allowed, sourcing.currency)
    demand = np.array([float(item.quantity) for item in items])
    rows = np.array([index[bid.item] for bid in allowed], dtype=np.intp)
    columns = np.array([column[bid.supplier] for bid in allowed], dtype=np.intp)
    return Board(
        sourcing=sourcing,
        items=items,
        suppliers=suppliers,
        bids=tuple(allowed),
        book=book,
        bid_at=_bid_at(book, rows, columns, demand, len(suppliers)),
        demand=demand,
    )


def _unique_items(items: Sequence[AwardItem]) -> tuple[AwardItem, ...]:
    """Sort the items and leave out what is not needed at all; of an item named twice the first stands."""
    first: dict[str, AwardItem] = {}
    for item in items:
        if item.quantity > 0:
            first.setdefault(item.item, item)
    return tuple(first[name] for name in sorted(first))


def _refusal(bid: Bid, item: AwardItem, rules: AwardRules) -> str | None:
    """Say why a bid may not be awarded, whatever the quantity; None where it may."""
    if bid.excluded is not None:
        return "excluded"
    if rules.picks.get(bid.item, bid.supplier) != bid.supplier or _excluded(bid, rules):
        return "ruled_out"
    late = item.needed is not None and bid.delivery is not None and bid.delivery > item.needed
    return "late" if late and rules.on_time else None


def _excluded(bid: Bid, rules: AwardRules) -> bool:
    if not rules.exclusions:
        return False
    named = {(bid.supplier, bid.item), (bid.supplier, None), (None, bid.item)}
    return not named.isdisjoint(rules.exclusions)


def _bid_at(book: PriceBook, rows: Ints, columns: Ints, demand: Floats, width: int) -> Ints:
    """Lay the bids out; of two at one place the cheaper for the whole quantity, then the earlier in the order."""
    places = np.full((len(demand), width), NO_BID, dtype=np.intp)
    every = np.arange(len(rows), dtype=np.intp)
    cost = book.priced(every, demand[rows][:, None], buy_up=False)[1][:, 0]
    worst_first = np.lexsort((-every, -cost))
    places[rows[worst_first], columns[worst_first]] = worst_first  # the last one written stands
    return places


def reasons(table: Board, numbers: Sequence[int]) -> tuple[str, ...]:
    """Give for items that no bid can be priced for why they are left: the last hurdle that any bid came to."""
    hurdles = ("no_bid", "excluded", "ruled_out", "late", "below_minimum", "capacity")
    reached = {table.items[number].item: 0 for number in numbers}
    needs = {table.items[number].item: table.items[number] for number in numbers}
    for bid in table.sourcing.bids if reached else ():
        if bid.item in reached:
            reason = _refusal(bid, needs[bid.item], table.rules) or _unpriced(bid)
            reached[bid.item] = max(reached[bid.item], hurdles.index(reason))
    return tuple(hurdles[hurdle] for hurdle in reached.values())


def _unpriced(bid: Bid) -> str:
    """Say which hurdle is left for a bid that may be awarded, should its price turn out not to be had."""
    return "below_minimum" if bid.capacity is None else "capacity"
