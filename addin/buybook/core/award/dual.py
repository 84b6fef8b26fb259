"""A proven lower bound: what the award would cost if every supplier chose for itself at prices set for the items.

Each item is given a price u. A supplier takes the parts whose cost is less than their share of u, and is used if what
it gains exceeds its fixed cost. Whatever the prices, sum(u) less all that the suppliers gain is a lower bound
(Lagrange's relaxation of "each item is covered once", with the rule of at most N suppliers kept); the prices are
improved by steps along what was covered too much or too little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from buybook.core.award.options import NOBODY, Options
from buybook.core.award.pricing import Floats, Ints
from buybook.frozen import frozen

_ROUNDS = 250
_MOMENTUM = 0.8  # of the last step's direction that is kept
_PATIENCE = 12  # rounds without a better bound until the steps are halved


@frozen
class Menus:
    """What each supplier may take of each item, (items, suppliers, parts): share of the need, and cents.

    Parts that are no option cost infinity. `most` is what leaving an item costs: no price is above it.
    """

    share: Floats
    cost: Floats
    most: Floats  # (items,)


@frozen
class Bound:
    """A lower bound in cents, and what each supplier adds to it: below zero where it is used, else above."""

    cents: float
    supplier: Floats


def menus(options: Options, suppliers: int) -> Menus:
    """Take the options apart into what each supplier would get."""
    item = np.concatenate([options.item, options.item])
    supplier = options.supplier.T.ravel()
    share = (options.quantity / np.maximum(_need(options), 1e-300)[:, None]).T.ravel()
    cost = options.cost.T.ravel()
    there = supplier != NOBODY
    key = (item * suppliers + supplier)[there]
    order = np.lexsort((cost[there], share[there], key))
    key, share, cost = key[order], share[there][order], cost[there][order]
    fresh = np.ones(len(key), dtype=bool)
    fresh[1:] = (np.diff(key) != 0) | (np.diff(share) > 1e-12)  # of one share the cheapest
    key, share, cost = key[fresh], share[fresh], cost[fresh]
    hull = _lower_hull(key.tolist(), share.tolist(), cost.tolist())
    key, share, cost = key[hull], share[hull], cost[hull]
    place = np.arange(len(key)) - np.searchsorted(key, key)
    width = int(place.max()) + 1 if len(key) else 1
    shares = np.zeros((options.count * suppliers, width))
    costs = np.full(shares.shape, np.inf)
    shares[key, place], costs[key, place] = share, cost
    shape = (options.count, suppliers, -1)
    return Menus(shares.reshape(shape), costs.reshape(shape), _leaving(options))


def _lower_hull(key: list[int], share: list[float], cost: list[float]) -> list[int]:
    """Give the parts that some price makes the best of their supplier's for an item, with nothing at no cost.

    The others lie above a line between two of these, and no price ever makes them the best.
    """
    kept: list[int] = []
    begin, last = 0, None
    for part in range(len(key)):
        if key[part] != last:
            begin, last = len(kept), key[part]
        while len(kept) > begin:
            top = kept[-1]
            share_0, cost_0 = (share[kept[-2]], cost[kept[-2]]) if len(kept) - begin > 1 else (0.0, 0.0)
            if (cost[top] - cost_0) * (share[part] - share_0) < (cost[part] - cost_0) * (
                share[top] - share_0
            ):
                break
            kept.pop()
        kept.append(part)
    return kept


def _need(options: Options) -> Floats:
    """Give each option's item's whole quantity: what the option awards, over the share that it awards."""
    awarded = 1 - options.short
    need = np.zeros(options.count)
    whole = awarded > 0
    quantity = options.quantity.sum(axis=1)
    np.maximum.at(need, options.item[whole], quantity[whole] / awarded[whole])
    return need[options.item]


def _leaving(options: Options) -> Floats:
    nobody = options.supplier[:, 0] == NOBODY
    leaving: Floats = options.price[nobody]
    return leaving


def bound(menu: Menus, fixed: Floats, most: int, target: float, gap: float) -> Bound:
    """Give the best bound that prices reach; `target` is the cents of an award known."""
    rounds = ascent(menu, lambda prices: _relaxed(menu, fixed, most, prices), target, gap, _ROUNDS)
    return Bound(*max(rounds, key=lambda each: each[0]))


def ascent(
    menu: Menus,
    relaxed: Callable[[Floats], tuple[float, Floats, Floats]],
    target: float,
    gap: float,
    rounds: int,
) -> Iterator[tuple[float, Floats]]:
    """Improve the items' prices until the bound is within `gap` of `target`; give each round's bound and choices.

    `relaxed` lets every supplier choose at given prices: the bound, what was chosen, the share of each item covered.
    """
    prices = best_prices = first_prices(menu)
    best, stale = -np.inf, 0
    direction, scale = np.zeros(len(prices)), 1.0
    for _ in range(rounds):
        cents, chosen, covered = relaxed(prices)
        yield cents, chosen
        if cents > best:
            best, best_prices, stale = cents, prices, 0
        else:
            stale += 1
        if target - best <= gap * abs(target):
            return
        if stale > _PATIENCE:
            prices, scale, stale = best_prices, scale / 2, 0
            direction = np.zeros(len(prices))
            continue
        direction = 1 - covered + _MOMENTUM * direction
        step = scale * max(target - cents, 0) / max(float((direction**2).sum()), 1e-12)
        prices = np.minimum(np.maximum(prices + step * direction, 0), menu.most)


def first_prices(menu: Menus) -> Floats:
    """Begin a little above the cheapest cost of each item."""
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.where(menu.share > 0, menu.cost / menu.share, np.inf)
    each = np.sort(whole.min(axis=2), axis=1)
    second = each[:, min(1, each.shape[1] - 1)]
    first = each[:, 0]
    start = np.where(np.isfinite(second), (first + second) / 2, first)
    return np.minimum(np.where(np.isfinite(start), start, menu.most), menu.most)


def _relaxed(menu: Menus, fixed: Floats, most: int, prices: Floats) -> tuple[float, Floats, Floats]:
    """Let every supplier choose: give the bound, what each supplier adds, and the share of each item covered."""
    gain = menu.cost - prices[:, None, None] * menu.share
    if gain.shape[2] == 1:
        least, share = np.minimum(gain[:, :, 0], 0), menu.share[:, :, 0]
    else:
        which = np.argmin(gain, axis=2)[:, :, None]
        least = np.minimum(np.take_along_axis(gain, which, axis=2)[:, :, 0], 0)
        share = np.take_along_axis(menu.share, which, axis=2)[:, :, 0]
    supplier = fixed + least.sum(axis=0)
    used = used_suppliers(supplier, most)
    taken = share * (least < 0)
    covered = taken[:, used].sum(axis=1)
    return float(prices.sum() + supplier[used].sum()), supplier, covered


def used_suppliers(supplier: Floats, most: int) -> Ints:
    """Give the suppliers worth using, at most `most` of them."""
    order = np.argsort(supplier, kind="stable")[:most]
    return order[supplier[order] < 0]
