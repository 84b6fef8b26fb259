"""The award among many suppliers: a searched set, a bound, and every set of those that the bound leaves open."""

from __future__ import annotations

import numpy as np

from buybook.core.award.dual import Bound, bound, menus
from buybook.core.award.options import NOBODY, Options
from buybook.core.award.pricing import Floats, Ints
from buybook.core.award.sets import Flags, allowed, searched
from buybook.core.award.subsets import best_set, within
from buybook.frozen import frozen

_MOST_WORK = 1 << 27  # items times sets: half a second


@frozen
class Found:
    """Chosen options, one an item; a proven bound in cents, if any; and how they were found."""

    chosen: Ints
    bound: float | None
    method: str


def among_all(options: Options, fixed: Floats, most: int) -> Found:
    """Compare all sets of suppliers; for twelve and fewer."""
    chosen, cents = best_set(options, fixed, most)
    return Found(within(options, chosen), cents, "exact")


def among_many(options: Options, fixed: Floats, most: int, gap: float) -> Found:
    """Search a set and prove how good it is; exactly where the proof leaves few enough suppliers in doubt."""
    chosen, cents = searched(options, fixed, most)
    proof = bound(menus(options, len(fixed)), fixed, most, cents, gap)
    if cents - proof.cents <= gap * cents:
        return Found(_cheapest(options, chosen), proof.cents, "search")
    sure, never = _decided(proof, chosen, cents, most)
    if options.count << int((~(sure | never)).sum()) > _MOST_WORK:
        return Found(_cheapest(options, chosen), proof.cents, "search")
    return _finished(options, fixed, most, sure, never)


def _decided(proof: Bound, chosen: Flags, cents: float, most: int) -> tuple[Flags, Flags]:
    """Give the suppliers that any better set has, and those that none has, by what forcing the contrary adds."""
    room = cents - proof.cents
    order = np.sort(proof.supplier)
    stand_in = min(float(order[most]), 0.0) if most < len(order) else 0.0
    rank = np.argsort(np.argsort(proof.supplier, kind="stable"), kind="stable")
    used = (proof.supplier < 0) & (rank < most)
    sure = used & chosen & (stand_in - proof.supplier > room)
    never = ~used & ~chosen & (proof.supplier > room)
    return sure, never


def _finished(options: Options, fixed: Floats, most: int, sure: Flags, never: Flags) -> Found:
    """Compare all sets that have the sure suppliers and none of those ruled out."""
    rows = np.flatnonzero(allowed(options, ~never))
    open_ones = np.flatnonzero(~(sure | never))
    renamed = np.full(len(fixed) + 1, NOBODY)
    renamed[open_ones] = np.arange(
        len(open_ones)
    )  # the sure ones cost nothing more, and are as good as nobody
    kept = options.taken(rows).with_supplier(renamed[options.supplier[rows]])
    part, cents = best_set(kept, fixed[open_ones], most - int(sure.sum()))
    return Found(rows[within(kept, part)], cents + float(fixed[sure].sum()), "exact")


def _cheapest(options: Options, chosen: Flags) -> Ints:
    rows = np.flatnonzero(allowed(options, chosen))
    return rows[np.searchsorted(options.item[rows], np.arange(options.count))]
