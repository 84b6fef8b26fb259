"""A good award under rules over several items: pull each supplier's prices up or down until the rules are kept.

Given factors on the suppliers' prices, the cheapest option of each item is found at once. The factors are searched
one supplier at a time, by what the award really costs and how far it breaks the rules; then single items are moved.
"""

from __future__ import annotations

import numpy as np

from buybook.core.award.cross import CrossRules, Sums, sums
from buybook.core.award.options import NOBODY, Options
from buybook.core.award.pricing import Floats, Ints

_WEIGHT = 20.0  # of a rule broken by an amount, over that amount
_FACTORS = (0.8, 0.9, 0.95, 0.98, 0.99, 1.0, 1.01, 1.03, 1.07, 1.15, 1.3, np.inf)
_NUDGES = (0.97, 0.99, 0.996, 1.004, 1.01, 1.03)
_SWEEPS = 6
_PROMISING = 6  # patterns of factors that are searched from
_MOVES = 60
_MOST_WORK = 2_000_000  # options times suppliers, beyond which single items are not moved


def pulled(options: Options, rules: CrossRules, start: Ints) -> Ints:
    """Improve a choice of options, one an item, under the rules over several items."""
    found = _searched(options, rules, np.ones(len(rules.fixed)))
    best = min((start, found), key=lambda chosen: worth(options, rules, chosen))
    return moved(options, rules, best)


def favoured(options: Options, rules: CrossRules, start: Ints, patterns: Floats) -> Ints:
    """Improve a choice by searching from those factors, (patterns, suppliers), that promise most."""
    values = [worth(options, rules, _choice(options, factors)) for factors in patterns]
    promising = np.argsort(values, kind="stable")[:_PROMISING]
    found = [start, *(_searched(options, rules, patterns[number]) for number in promising)]
    return moved(options, rules, min(found, key=lambda chosen: worth(options, rules, chosen)))


def worth(options: Options, rules: CrossRules, chosen: Ints) -> float:
    """Give the cents of a choice, with what it breaks at a high price."""
    return float(_worth(rules, sums(options, chosen, len(rules.fixed)))[0])


def _worth(rules: CrossRules, result: Sums) -> Floats:
    broken = rules.excess(result).sum(axis=(1, 2))
    valued: Floats = rules.cost(result) + _WEIGHT * broken
    return valued


def _searched(options: Options, rules: CrossRules, factors: Floats) -> Ints:
    """Change one factor at a time while that helps: in large steps and in small ones, by turns."""
    chosen = _choice(options, factors)
    best = worth(options, rules, chosen)
    for sweep in range(_SWEEPS):
        before = best
        for supplier in range(len(factors)):
            here = factors[supplier] if np.isfinite(factors[supplier]) else 1.0
            tried = _FACTORS if sweep % 2 == 0 else tuple(here * nudge for nudge in _NUDGES)
            for factor in tried:
                changed = factors.copy()
                changed[supplier] = factor
                found = _choice(options, changed)
                value = worth(options, rules, found)
                if value < best:
                    factors, chosen, best = changed, found, value
        if best >= before and sweep % 2:
            break
    return chosen


def _choice(options: Options, factors: Floats) -> Ints:
    """Give each item's cheapest option at the factors, the first of equals; an infinite one gets nothing."""
    padded = np.append(factors, 1.0)  # NOBODY is -1: the last
    assert NOBODY == -1
    price = options.price - options.cost.sum(axis=1)
    for column in (0, 1):
        there = options.supplier[:, column] != NOBODY
        price = (
            price + np.where(there, options.cost[:, column], 1) * padded[options.supplier[:, column]] - ~there
        )
    least = np.minimum.reduceat(price, options.first[:-1])
    rows = np.flatnonzero(price == least[options.item])
    chosen: Ints = rows[np.searchsorted(options.item[rows], np.arange(options.count))]
    return chosen


def moved(options: Options, rules: CrossRules, chosen: Ints) -> Ints:
    """Move one item at a time to another option, the move that gains most first, until none gains."""
    suppliers = len(rules.fixed)
    if len(options.item) * suppliers > _MOST_WORK:
        return chosen
    tables = [_wide(options, amounts, suppliers) for amounts in (options.cost, options.ordered, None)]
    for _ in range(_MOVES):
        now = sums(options, chosen, suppliers)
        old = chosen[options.item]
        value, units, items = (
            total + table - table[old]
            for total, table in zip((now.value, now.units, now.items), tables, strict=True)
        )
        after = Sums(now.price + options.price - options.price[old], value, units, np.maximum(items, 0))
        gain = _worth(rules, now)[0] - _worth(rules, after)
        best = int(np.argmax(gain))
        if gain[best] <= 0.5:
            break
        chosen = chosen.copy()
        chosen[options.item[best]] = best
    return chosen


def _wide(options: Options, amounts: Floats | None, suppliers: int) -> Floats:
    """Lay what each option gives to each supplier out, (options, suppliers)."""
    table = np.zeros((len(options.item), suppliers))
    for column in (0, 1):
        rows = np.flatnonzero(options.supplier[:, column] != NOBODY)
        table[rows, options.supplier[rows, column]] = 1 if amounts is None else amounts[rows, column]
    return table
