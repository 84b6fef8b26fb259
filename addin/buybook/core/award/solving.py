"""The best award: which method fits the rules, and its answer.

Without rules over several items all sets of suppliers are compared (exact, up to twelve suppliers; beyond, a search
with a bound). With such rules a search and then HiGHS, from what the search found and within the time allowed; rebates
have a search and a bound of their own, which stand alone where they are within a percent.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from buybook.core.award.answer import Award, Rule
from buybook.core.award.board import Board, board
from buybook.core.award.cross import HARD, CrossRules, cross_rules, sums
from buybook.core.award.dual import menus
from buybook.core.award.many import Found, among_all, among_many
from buybook.core.award.mixed import mixed, options_of, solved
from buybook.core.award.model import Sourcing
from buybook.core.award.options import Options, options
from buybook.core.award.pricing import Ints
from buybook.core.award.pulls import favoured, pulled, worth
from buybook.core.award.rules import binding
from buybook.core.award.settling import settled
from buybook.core.award.subsets import MOST_SUPPLIERS
from buybook.core.award.tiers import tier_bound

_EVERY_SPLIT = 20_000  # options up to which all splits are looked at under rules over several items
_SMALL = 2_000  # options that the solver proves best, rebates or not
_ENOUGH = 0.01  # gap at which a search under rebates is left at that, as the solver is slow with them
_BROKEN_RULES = (
    "min_share",
    "max_share",
    "capacity",
    "minimum_order_value",
    "max_suppliers",
    "min_suppliers",
)


def award(sourcing: Sourcing) -> Award:
    """Find the cheapest award under the buyer's rules. What cannot be awarded is left, with the reason."""
    table = board(sourcing)
    rules = cross_rules(table)
    if rules.couples:
        choice = _wide_options(table)
        found = _coupled(table, choice, rules)
    else:
        choice = options(table, every_split=False)
        found = _uncoupled(choice, rules, sourcing.effort.gap)
    broken = broken_rules(table, rules, choice, found.chosen)
    best = settled(table, choice, found.chosen, None if broken else found.bound, found.method, broken)
    return replace(best, binding=binding(sourcing, best))


def _wide_options(table: Board) -> Options:
    """Give every split where they are few, as rules over several items may want a dearer one; else the cheapest."""
    pairs = len(table.suppliers) ** 2 / 2
    width = 100 / max(float(table.rules.split_step), 1) + 8
    few = len(table.items) * pairs * width <= _EVERY_SPLIT or table.rules.max_per_item == 1
    return options(table, every_split=few)


def _uncoupled(choice: Options, rules: CrossRules, gap: float) -> Found:
    if len(rules.fixed) <= MOST_SUPPLIERS:
        return among_all(choice, rules.fixed, rules.most)
    return among_many(choice, rules.fixed, rules.most, gap)


def _coupled(table: Board, choice: Options, rules: CrossRules) -> Found:
    """Search, then solve; where that leaves items for the sake of a share, break the share as little as can be."""
    start = _uncoupled(choice, rules, table.sourcing.effort.gap)
    alone = choice.first[:-1]  # the cheapest of each item, which the award must not be dearer than
    candidates = [start.chosen, alone, pulled(choice, rules, start.chosen)]
    best = min(candidates, key=lambda chosen: worth(choice, rules, chosen))
    if rules.tiered:
        best, bound = _favoured(choice, rules, best, table.sourcing.effort.gap)
        whole = _whole(choice, rules, best)
        if whole and len(choice.item) > _SMALL and worth(choice, rules, best) * (1 - _ENOUGH) <= bound:
            return Found(best, bound, "search")
    else:
        bound = -np.inf
    found = _solved(table, choice, rules, best, elastic=False)
    if found.bound is not None:
        found = replace(found, bound=max(found.bound, bound))
    if _whole(choice, rules, found.chosen) or not _may_break(rules):
        return found
    return _solved(table, choice, rules, best, elastic=True)


def _favoured(choice: Options, rules: CrossRules, best: Ints, gap: float) -> tuple[Ints, float]:
    """Improve a choice under rebates by what proving a bound shows of who is worth favouring."""
    target = worth(choice, rules, best)
    proof = tier_bound(menus(choice, len(rules.fixed)), rules, target, gap)
    # a rebate is rounded to the cent, that of the bound is not
    return favoured(choice, rules, best, proof.factors), proof.cents - len(rules.fixed)


def _may_break(rules: CrossRules) -> bool:
    return bool(rules.least or (rules.least_share > 0).any() or (rules.most_share < 1).any())


def _whole(choice: Options, rules: CrossRules, chosen: Ints) -> bool:
    """Whether a choice keeps every rule, and leaves no more of any item than its own bids make necessary."""
    least = np.minimum.reduceat(choice.short, choice.first[:-1]) if choice.count else choice.short
    return rules.kept(sums(choice, chosen, len(rules.fixed))) and bool((choice.short[chosen] <= least).all())


def _solved(table: Board, choice: Options, rules: CrossRules, best: Ints, elastic: bool) -> Found:
    effort = table.sourcing.effort
    program = mixed(choice, rules, elastic, table.coins)
    solution = solved(program, choice, best, effort.gap, effort.seconds)
    if solution is None:
        return Found(best, _relaxed_bound(choice, rules), "search")
    chosen = options_of(program, choice, solution)
    candidates = [best] if chosen is None else [chosen, best]
    method = "solver" if chosen is not None else "search"
    found = min(
        candidates, key=lambda each: (_breaks(choice, rules, each, elastic), worth(choice, rules, each))
    )
    return Found(
        found, solution.bound - len(rules.fixed), method
    )  # a rebate is rounded, the program's is not


def _breaks(choice: Options, rules: CrossRules, chosen: Ints, elastic: bool) -> bool:
    """Whether a choice breaks a rule that it must keep: any, or if shares may be broken, any but those and `least`."""
    excess = rules.excess(sums(choice, chosen, len(rules.fixed)))[0]
    return bool(excess[HARD].any() if elastic else excess.any())


def _relaxed_bound(choice: Options, rules: CrossRules) -> float | None:
    """Give a bound without a solver: the rules over several items let go, every rebate given in full."""
    most = float(rules.back.max()) if rules.tiered else 0.0
    found = _uncoupled(choice, rules, 0)
    if found.bound is None or most:
        return None if found.bound is None else (found.bound - rules.fixed.sum()) * (1 - most)
    return found.bound


def broken_rules(table: Board, rules: CrossRules, choice: Options, chosen: Ints) -> tuple[Rule, ...]:
    """Name the rules over several items that a choice breaks."""
    excess = rules.excess(sums(choice, chosen, len(rules.fixed)))[0]
    broken = []
    for name, amounts in zip(_BROKEN_RULES, excess, strict=True):
        if name.endswith("_suppliers") and amounts.any():
            broken.append(Rule(name, value=getattr(table.rules, name)))
        elif amounts.any():
            hit = [table.suppliers[number] for number in np.flatnonzero(amounts)]
            broken += [Rule(name, each, value=getattr(table.rules.supplier(each), name)) for each in hit]
    return tuple(broken)
