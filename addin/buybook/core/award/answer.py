"""What an award is: who supplies how much of what at which cost, what was left, and how good that provably is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from buybook.core.money import ZERO
from buybook.frozen import frozen


@frozen
class Part:
    """What one supplier gets of one item; `order_quantity` is after MOQ and multiples, `cost` is landed."""

    item: str
    supplier: str
    quantity: Decimal
    order_quantity: Decimal
    cost: Decimal
    delivery: date | None = None


@frozen
class Unawarded:
    """A quantity that nobody gets, and the code of why.

    no_bid (nobody bid), excluded (every bid was expired, declined, ...), ruled_out (the buyer's exclusion or
    pick), late (every bid arrives after the day needed), below_minimum (no bid prices so little),
    capacity (too little is offered), split (too few suppliers for the least number), rules (rules over several
    items leave none).
    """

    item: str
    quantity: Decimal
    reason: str


@frozen
class SupplierAward:
    """A supplier's whole award; `share` is percent of the value awarded, before rebates."""

    supplier: str
    items: int
    value: Decimal
    share: Decimal
    fixed_cost: Decimal
    rebate: Decimal


@frozen
class Rule:
    """One rule of the buyer's: the name of its field, and the supplier or item that it is about."""

    name: str
    supplier: str | None = None
    item: str | None = None
    value: object = None


@frozen
class Award:
    """An award. `total` = value of the parts + fixed costs - rebates.

    `bound` is proven: no award that leaves as little unawarded costs less; None where nothing is proven. `gap` is
    percent of the total above the bound. `binding` are the rules that the award stands right against, `broken`
    the rules over several items that it could not keep. `method` is exact, search, dual or solver.
    """

    parts: tuple[Part, ...]
    unawarded: tuple[Unawarded, ...]
    suppliers: tuple[SupplierAward, ...]
    total: Decimal
    bound: Decimal | None
    method: str
    binding: tuple[Rule, ...] = ()
    broken: tuple[Rule, ...] = ()

    @property
    def gap(self) -> Decimal | None:
        """Percent that the total lies above the bound, at most."""
        if self.bound is None:
            return None
        return ZERO if self.total <= self.bound else (self.total - self.bound) * 100 / self.total

    @property
    def complete(self) -> bool:
        """Whether everything is awarded and every rule kept."""
        return not self.unawarded and not self.broken


@frozen
class RulePrice:
    """What a rule costs: the best award with it less the best without it, and percent of the latter.

    Never negative but for the gaps of the two. `items` is how many more items are awarded without the rule;
    where any are, the amounts compare different baskets and `percent` is None.
    """

    rule: Rule
    amount: Decimal
    percent: Decimal | None
    items: int


@frozen
class Scenario:
    """A way to award: cheapest, fewest_suppliers, fastest, own_picks or cheapest_per_item."""

    name: str
    award: Award


@frozen
class Relaxation:
    """A change of one rule that would let everything be awarded: from its value to `needed` (None: lift it)."""

    rule: Rule
    needed: Decimal | None


@frozen
class Conflict:
    """Rules that cannot all be kept, and for each of them the smallest change that would help."""

    rules: tuple[Rule, ...]
    relaxations: tuple[Relaxation, ...]
