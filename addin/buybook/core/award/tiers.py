"""A proven lower bound under rebates and order minima, and how much each supplier would have to be favoured.

As in `dual`, the items have prices and each supplier chooses for itself. It chooses a tier too: its parts cost the less by
the tier's rebate, and their value must reach the tier's threshold. That threshold is bought with a factor on the
costs: whatever the factor, what the supplier pays at it, with the threshold's share of the difference given back, is
a lower bound of what the tier costs.
"""

from __future__ import annotations

import numpy as np

from buybook.core.award.cross import CrossRules
from buybook.core.award.dual import Menus, ascent, used_suppliers
from buybook.core.award.pricing import Floats
from buybook.frozen import frozen

_ROUNDS = 300
_FACTORS = np.array([1, 0.99, 0.98, 0.97, 0.96, 0.95, 0.94, 0.93, 0.92, 0.91, 0.9, 0.87, 0.83, 0.75, 0.6])


@frozen
class TierBound:
    """A lower bound in cents, and all factors at which suppliers chose on the way: infinity for those not used."""

    cents: float
    factors: Floats  # (patterns, suppliers), each once


def tier_bound(menu: Menus, rules: CrossRules, target: float, gap: float) -> TierBound:
    """Give the best bound that prices reach, and the factors on the way; `target` is the cents of an award known."""
    rounds = list(ascent(menu, lambda prices: _relaxed(menu, rules, prices), target, gap, _ROUNDS))
    return TierBound(
        max(cents for cents, _ in rounds), np.unique(np.array([each for _, each in rounds]), axis=0)
    )


def _relaxed(menu: Menus, rules: CrossRules, prices: Floats) -> tuple[float, Floats, Floats]:
    """Let every supplier choose its parts and its tier: the bound, the factors chosen, the share covered."""
    worth = prices[:, None, None] * menu.share
    # (factors, suppliers): what the parts worth taking cost at each factor, less what they are worth
    gain = np.stack(
        [np.minimum((factor * menu.cost - worth).min(axis=2), 0).sum(axis=0) for factor in _FACTORS]
    )
    cost, chosen = _best_tier(rules, gain)
    supplier = rules.fixed + cost
    used = used_suppliers(supplier, rules.most)
    factors = np.full(len(supplier), np.inf)
    factors[used] = chosen[used]
    scaled = chosen[None, used, None] * menu.cost[:, used] - worth[:, used]
    which = np.argmin(scaled, axis=2)[:, :, None]
    taken = np.take_along_axis(scaled, which, axis=2)[:, :, 0] < 0
    share = np.take_along_axis(menu.share[:, used], which, axis=2)[:, :, 0]
    return float(prices.sum() + supplier[used].sum()), factors, (share * taken).sum(axis=1)


def _best_tier(rules: CrossRules, gain: Floats) -> tuple[Floats, Floats]:
    """Give each supplier's cheapest tier at the factor that proves most for it."""
    suppliers = gain.shape[1]
    best, factor = np.full(suppliers, np.inf), np.ones(suppliers)
    thresholds = [rules.least_value, *rules.threshold.T]
    backs = [np.zeros(suppliers), *rules.back.T]
    for threshold, back in zip(thresholds, backs, strict=True):
        reachable = np.isfinite(threshold)
        price = 1 - back
        given = (price[None] - _FACTORS[:, None]) * np.where(reachable, threshold, 0)
        bound = np.where(_FACTORS[:, None] <= price[None] + 1e-12, given + gain, -np.inf)
        # a factor a little above the tier's price would not be valid, and the exact one may not be in the list
        which = np.argmax(bound, axis=0)
        cost = np.where(reachable, bound[which, np.arange(suppliers)], np.inf)
        better = cost < best
        best, factor = np.where(better, cost, best), np.where(better, _FACTORS[which], factor)
    return best, factor
