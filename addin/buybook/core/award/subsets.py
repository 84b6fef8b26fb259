"""The best set of suppliers among all sets: what every one of them costs, exactly, in one pass over the items."""

from __future__ import annotations

import numpy as np

from buybook.core.award.options import NOBODY, Options
from buybook.core.award.pricing import Floats, Ints

MOST_SUPPLIERS = 12
_CELLS = 1 << 20  # of the table of sets that is worked on at a time


def masks(options: Options) -> Ints:
    """Give each option's suppliers as bits."""
    bits = np.where(options.supplier == NOBODY, 0, np.left_shift(1, np.maximum(options.supplier, 0)))
    return np.bitwise_or(bits[:, 0], bits[:, 1]).astype(np.intp)


def cost_of_sets(options: Options, suppliers: int) -> Floats:
    """Give the cents of the cheapest options within each set of suppliers, (2 ** suppliers,), fixed costs aside."""
    sets, mask = 1 << suppliers, masks(options)
    total = np.zeros(sets)
    step = max(1, _CELLS // sets)
    for begin in range(0, options.count, step):
        end = min(begin + step, options.count)
        rows = slice(options.first[begin], options.first[end])
        table = np.full((end - begin, sets), np.inf)
        # the options of an item stand by price, so that of one set the cheapest is written last
        table[options.item[rows][::-1] - begin, mask[rows][::-1]] = options.price[rows][::-1]
        _spread(table, suppliers)
        total += table.sum(axis=0)
    return total


def _spread(table: Floats, suppliers: int) -> None:
    """Let every set take over what any set within it costs, where that is less."""
    for supplier in range(suppliers):
        halves = table.reshape(len(table), -1, 2, 1 << supplier)
        np.minimum(halves[:, :, 1], halves[:, :, 0], out=halves[:, :, 1])


def sizes(suppliers: int) -> Ints:
    """Give how many suppliers each set holds."""
    count = np.zeros(1 << suppliers, dtype=np.intp)
    for supplier in range(suppliers):
        count[1 << supplier : 2 << supplier] = count[: 1 << supplier] + 1
    return count


def fixed_of_sets(fixed: Floats) -> Floats:
    """Give the fixed costs of each set."""
    total = np.zeros(1 << len(fixed))
    for supplier, cost in enumerate(fixed):
        total[1 << supplier : 2 << supplier] = total[: 1 << supplier] + cost
    return total


def best_set(options: Options, fixed: Floats, most: int | None) -> tuple[int, float]:
    """Give the cheapest set of at most `most` suppliers and its cents; of equals the smallest, then the first."""
    count = sizes(len(fixed))
    total = cost_of_sets(options, len(fixed)) + fixed_of_sets(fixed)
    if most is not None:
        total[count > max(most, 0)] = np.inf
    best = int(np.lexsort((np.arange(len(total)), count, total))[0])
    return best, float(total[best])


def within(options: Options, chosen: int) -> Ints:
    """Give each item's cheapest option within a set of suppliers, as rows of the options."""
    allowed = np.flatnonzero((masks(options) & ~chosen) == 0)
    item = options.item[allowed]
    return allowed[np.searchsorted(item, np.arange(options.count))]
