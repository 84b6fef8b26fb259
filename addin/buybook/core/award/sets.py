"""A good set of many suppliers by adding, dropping and swapping, and each item's best option within a set."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from buybook.core.award.options import NOBODY, Options
from buybook.core.award.pricing import Floats

Flags = NDArray[np.bool_]


def cost_of_set(options: Options, fixed: Floats, chosen: Flags) -> float:
    """Give the cents of the cheapest options within a set of suppliers, (suppliers,), with its fixed costs."""
    price = np.where(allowed(options, chosen), options.price, np.inf)
    return float(np.minimum.reduceat(price, options.first[:-1]).sum() + fixed[chosen].sum())


def allowed(options: Options, chosen: Flags) -> Flags:
    """Say which options keep to a set of suppliers."""
    padded = np.append(chosen, True)  # NOBODY is -1: the last
    assert NOBODY == -1
    flags: Flags = padded[options.supplier[:, 0]] & padded[options.supplier[:, 1]]
    return flags


def searched(options: Options, fixed: Floats, most: int) -> tuple[Flags, float]:
    """Improve a set of suppliers until no adding, dropping or swapping helps; give it and its cents."""
    best = _start(options, fixed, most)
    cost = cost_of_set(options, fixed, best)
    while True:
        found = _step(options, fixed, most, best, cost)
        if found is None:
            return best, cost
        best, cost = found


def _start(options: Options, fixed: Floats, most: int) -> Flags:
    """Begin with all suppliers, dropping whoever is missed least while there are too many."""
    chosen = np.ones(len(fixed), dtype=bool)
    while chosen.sum() > most:
        rest = [
            (cost_of_set(options, fixed, _flipped(chosen, out)), out)
            for out in np.flatnonzero(chosen).tolist()
        ]
        chosen = _flipped(chosen, min(rest)[1])
    return chosen


def _step(
    options: Options, fixed: Floats, most: int, chosen: Flags, cost: float
) -> tuple[Flags, float] | None:
    """Take the best single change, or else the best swap; None where neither helps."""
    for changes in (_flips(chosen, most), _swaps(chosen)):
        tried = [(cost_of_set(options, fixed, change), number) for number, change in enumerate(changes)]
        if tried and min(tried)[0] < cost:
            least, number = min(tried)
            return changes[number], least
    return None


def _flips(chosen: Flags, most: int) -> list[Flags]:
    room = chosen.sum() < most
    return [_flipped(chosen, supplier) for supplier in range(len(chosen)) if chosen[supplier] or room]


def _swaps(chosen: Flags) -> list[Flags]:
    inside, outside = np.flatnonzero(chosen).tolist(), np.flatnonzero(~chosen).tolist()
    return [_flipped(_flipped(chosen, out), into) for out in inside for into in outside]


def _flipped(chosen: Flags, supplier: int) -> Flags:
    flipped = chosen.copy()
    flipped[supplier] = not flipped[supplier]
    return flipped
