"""The rules over several items, as arrays, and what a choice of options costs under them."""

from __future__ import annotations

import numpy as np

from buybook.core.award.board import Board
from buybook.core.award.model import SupplierRule
from buybook.core.award.options import NOBODY, Options
from buybook.core.award.pricing import Floats, Ints
from buybook.frozen import frozen

HARD = slice(2, 5)  # of the rules in `excess`, those that are never broken for the sake of others
_EXACT = 1e-9  # of a share: what rounding may take from it


@frozen
class Sums:
    """What each supplier gets, (choices, suppliers): cents, units and items; and the price of the options in all."""

    price: Floats  # (choices,)
    value: Floats
    units: Floats
    items: Floats


@frozen
class CrossRules:
    """Each supplier's rules in cents and shares of one, (suppliers,); where there is none, a limit without effect."""

    fixed: Floats
    least_share: Floats
    most_share: Floats
    capacity: Floats
    least_value: Floats
    threshold: Floats  # (suppliers, tiers), ascending; infinity where there is none
    back: Floats  # (suppliers, tiers): share of one
    most: int
    least: int

    @property
    def couples(self) -> bool:
        """Whether any rule couples items beyond fixed costs and a most number of suppliers."""
        return bool(
            self.least
            or (self.least_share > 0).any()
            or (self.most_share < 1).any()
            or np.isfinite(self.capacity).any()
            or (self.least_value > 0).any()
            or self.tiered
        )

    @property
    def tiered(self) -> bool:
        """Whether anybody gives a rebate."""
        return bool(np.isfinite(self.threshold).any())

    def rebate(self, value: Floats) -> Floats:
        """Give the cents back on values (choices, suppliers)."""
        percent = np.zeros(value.shape)
        for tier in range(self.threshold.shape[1]):
            percent = np.where(value >= self.threshold[:, tier] - 1e-6, self.back[:, tier], percent)
        return np.floor(value * percent + (0.5 + 1e-6))

    def cost(self, sums: Sums) -> Floats:
        """Give what choices cost in all, in cents, (choices,)."""
        used = sums.items > 0
        cost: Floats = sums.price + (used * self.fixed - self.rebate(sums.value)).sum(axis=1)
        return cost

    def excess(self, sums: Sums) -> Floats:
        """Give by how much choices break each rule, in cents or their like, (choices, 6, suppliers).

        The six: least share, most share, capacity, least value, too many suppliers, too few.
        """
        used = sums.items > 0
        every = sums.value.sum(axis=1, keepdims=True)
        slack = every * _EXACT
        count = used.sum(axis=1, keepdims=True)
        usual = sums.price[:, None] / max(sums.value.shape[1], 1)
        over = np.maximum(sums.units - self.capacity * (1 + _EXACT), 0)
        unit_value = np.divide(sums.value, sums.units, out=np.zeros(sums.units.shape), where=sums.units > 0)
        return np.stack(
            [
                np.maximum(self.least_share * every - slack - sums.value, 0),
                np.maximum(sums.value - self.most_share * every - slack, 0),
                over * unit_value,
                np.where(used, np.maximum(self.least_value - sums.value, 0), 0),
                np.where(used, np.maximum(count - self.most, 0) * usual, 0),
                np.maximum(self.least - count, 0) * np.broadcast_to(usual, used.shape),
            ],
            axis=1,
        )

    def kept(self, sums: Sums) -> bool:
        """Whether one choice keeps every rule."""
        return not self.excess(sums).any()


def cross_rules(board: Board) -> CrossRules:
    """Take the buyer's rules over several items into arrays."""
    rules = [board.rules.supplier(name) for name in board.suppliers]
    tiers = max((len(rule.rebates) for rule in rules), default=0)
    threshold, back = np.full((len(rules), tiers), np.inf), np.zeros((len(rules), tiers))
    for row, rule in enumerate(rules):
        for tier, rebate in enumerate(sorted(rule.rebates, key=lambda rebate: rebate.threshold)):
            threshold[row, tier] = float(rebate.threshold) * board.coins
            back[row, tier] = float(rebate.percent) / 100
    most = board.rules.max_suppliers
    return CrossRules(
        fixed=board.fixed,
        least_share=_limits(rules, "min_share", 0.01, 0.0),
        most_share=np.minimum(_limits(rules, "max_share", 0.01, 1.0), 1.0),
        capacity=_limits(rules, "capacity", 1.0, np.inf),
        least_value=_limits(rules, "minimum_order_value", board.coins, 0.0),
        threshold=threshold,
        back=back,
        most=len(rules) if most is None else max(most, 0),
        least=max(board.rules.min_suppliers or 0, 0),
    )


def _limits(rules: list[SupplierRule], name: str, scale: float, without: float) -> Floats:
    values = (getattr(rule, name) for rule in rules)
    return np.array([without if value is None else float(value) * scale for value in values], dtype=float)


def sums(options: Options, chosen: Ints, suppliers: int) -> Sums:
    """Add up one choice of options, one an item."""
    value, units, items = (np.zeros(suppliers) for _ in range(3))
    for column in (0, 1):
        supplier = options.supplier[chosen, column]
        there = supplier != NOBODY
        rows = chosen[there]
        np.add.at(value, supplier[there], options.cost[rows, column])
        np.add.at(units, supplier[there], options.ordered[rows, column])
        np.add.at(items, supplier[there], 1)
    price = np.array([options.price[chosen].sum()])
    return Sums(price, value[None], units[None], items[None])
