"""What an award is chosen from: the items needed, what was bid for them, and the buyer's rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal

from buybook.core.money import ZERO, rounded
from buybook.core.prices import PriceTerms, order_quantity, price_at
from buybook.frozen import frozen

MOST_PER_ITEM = 2  # suppliers that one item is split between, at most


@frozen
class AwardItem:
    """An item to award: its key, how much of it is needed, and the day by which (None: any day will do)."""

    item: str
    quantity: Decimal
    needed: date | None = None


@frozen
class Bid:
    """What one supplier offers for one item, landed, in the base currency and the item's unit.

    `terms` are the breaks (each price with its per-unit share of landed cost), MOQ, multiple and pack;
    `charges` is what is charged once however much is ordered: nothing, one amount, or one for each break.
    `capacity` is the most that is supplied of this item, `delivery` the earliest day of arrival.
    `excluded` is None, or the code of why the bid is shown and not awarded (expired, declined, ...).
    `landed` gives the cost of an order quantity to the cent where it is rounded in several steps; without it, or
    where it gives None, the cost is that of `terms` and `charges`, rounded.
    """

    supplier: str
    item: str
    terms: PriceTerms
    charges: tuple[Decimal, ...] = ()
    capacity: Decimal | None = None
    delivery: date | None = None
    excluded: str | None = None
    landed: Callable[[Decimal], Decimal | None] | None = None

    def charge(self, quantity: Decimal) -> Decimal:
        """Give what is charged once at an order quantity."""
        if len(self.charges) <= 1:
            return self.charges[0] if self.charges else ZERO
        reached = sum(1 for step in self.terms.breaks if step.start <= quantity)
        return self.charges[min(max(reached, 1), len(self.charges)) - 1]

    def ordered(self, quantity: Decimal) -> Decimal:
        """Give what has to be ordered for a quantity, by MOQ, multiple and pack."""
        return order_quantity(quantity, self.terms)

    def cost(self, ordered: Decimal, currency: str | None) -> Decimal | None:
        """Give the landed cost of an order quantity to the cent; None below the lowest break."""
        told = self.landed(ordered) if self.landed is not None else None
        if told is not None:
            return told
        price = price_at(ordered, self.terms)
        return None if price is None else rounded(price.cost + self.charge(ordered), currency)


@frozen
class Rebate:
    """Percent back on all of a supplier's value, once that value reaches the threshold."""

    threshold: Decimal
    percent: Decimal


@frozen
class SupplierRule:
    """What holds for a supplier as a whole; shares are percent of the value awarded, before rebates.

    `fixed_cost` is paid once if the supplier gets anything at all. `capacity` is in units over all items.
    A supplier who gets nothing breaks no `minimum_order_value`, but does break a `min_share`.
    """

    fixed_cost: Decimal = ZERO
    min_share: Decimal | None = None
    max_share: Decimal | None = None
    capacity: Decimal | None = None
    minimum_order_value: Decimal | None = None
    rebates: tuple[Rebate, ...] = ()


@frozen
class AwardRules:
    """The buyer's rules; as they stand here they ask for nothing.

    An item goes to one supplier (`max_per_item` 1) or to two (2). Splits lie on steps of `split_step` percent
    and on the quantities where a price or a capacity changes; `min_item_share` and `max_item_share` are
    percent of one item's quantity for one supplier. `picks` fixes the supplier of an item. `exclusions` are
    (supplier, item), either of which may be None for all. `on_time` keeps to the dates needed; a bid that
    names no delivery is taken as in time. `buy_up` orders more than is needed where that costs less.
    """

    max_per_item: int = 1
    min_per_item: int = 1
    split_step: Decimal = Decimal(10)
    min_item_share: Decimal | None = None
    max_item_share: Decimal | None = None
    max_suppliers: int | None = None
    min_suppliers: int | None = None
    suppliers: Mapping[str, SupplierRule] = field(default_factory=dict)
    picks: Mapping[str, str] = field(default_factory=dict)
    exclusions: frozenset[tuple[str | None, str | None]] = frozenset()
    on_time: bool = True
    buy_up: bool = False

    def supplier(self, name: str) -> SupplierRule:
        """Give what holds for a supplier."""
        return self.suppliers.get(name, _NO_RULE)


@frozen
class Effort:
    """How hard to look: good enough at a `gap` (0.001 is 0.1 %), and no longer than `seconds`."""

    gap: float = 0.001
    seconds: float = 20.0


@frozen
class Sourcing:
    """All that an award is chosen from; `currency` is the base currency that every bid is landed in."""

    items: tuple[AwardItem, ...]
    bids: tuple[Bid, ...]
    rules: AwardRules = AwardRules()
    currency: str | None = None
    effort: Effort = Effort()


_NO_RULE = SupplierRule()
