"""The award as a mixed-integer program: a column an option, and the rules over several items as rows.

HiGHS (Huangfu and Hall, 2018) solves it, from an award that is already known and within a time limit.
Amounts are in units of the currency, so that rows and costs are of a size.
"""

from __future__ import annotations

import numpy as np

from buybook.core.award.cross import CrossRules
from buybook.core.award.linear import Program, Solution
from buybook.core.award.options import NOBODY, Options
from buybook.core.award.pricing import Floats, Ints
from buybook.frozen import frozen

_BROKEN = 10.0  # what an amount by which a rule is broken costs, times itself, where rules may be broken


@frozen
class Mixed:
    """The program, and which of its columns stand for what."""

    program: Program
    option: Ints
    used: Ints  # (suppliers,)
    unit: float  # cents to one of the program's amounts


def mixed(options: Options, rules: CrossRules, elastic: bool, unit: float) -> Mixed:
    """Write the program. With `elastic` shares and the least number of suppliers may be broken, dearly."""
    program = Program()
    option = program.add_columns(options.price / unit, 1, whole=True)
    used = program.add_columns(rules.fixed / unit, 1, whole=True)
    program.put(program.add_rows(1, 1, options.count)[options.item], option, 1)
    taking = [
        np.flatnonzero((options.supplier == supplier).any(axis=1)) for supplier in range(len(rules.fixed))
    ]
    amounts = [_amounts(options, taking[supplier], supplier, unit) for supplier in range(len(taking))]
    for supplier, rows in enumerate(taking):
        _link(program, options, rows, used[supplier])
        _limits(program, options, rules, supplier, rows, amounts[supplier], used[supplier], unit)
        _rebates(program, options, rules, supplier, rows, amounts[supplier], used[supplier], unit)
    _shares(program, options, rules, taking, amounts, elastic, unit)
    _counts(program, rules, taking, used, elastic, float(options.price.sum()) / unit)
    return Mixed(program, option, used, unit)


def solved(
    program: Mixed, options: Options, chosen: Ints | None, gap: float, seconds: float
) -> Solution | None:
    """Solve it, from options already chosen; None where HiGHS is not installed. The bound is in cents."""
    start = None if chosen is None else _start(program, options, chosen)
    found = program.program.solve(start, gap, seconds)
    if found is None:
        return None
    return Solution(found.values, found.bound * program.unit, found.proven)


def options_of(program: Mixed, options: Options, solution: Solution) -> Ints | None:
    """Give the options that a solution chooses, one an item."""
    if solution.values is None:
        return None
    taken = solution.values[program.option]
    best = np.lexsort((-taken, options.item))
    return best[options.first[:-1]]


def _start(program: Mixed, options: Options, chosen: Ints) -> Floats:
    values = np.full(program.program.columns, np.inf)  # whatever follows from the options
    values[program.option] = values[program.used] = 0
    values[program.option[chosen]] = 1
    suppliers = np.unique(options.supplier[chosen])
    values[program.used[suppliers[suppliers != NOBODY]]] = 1
    return values


def _amounts(options: Options, rows: Ints, supplier: int, unit: float) -> Floats:
    own = np.where(options.supplier[rows] == supplier, options.cost[rows], 0.0)
    amounts: Floats = own.sum(axis=1) / unit
    return amounts


def _link(program: Program, options: Options, rows: Ints, used: int) -> None:
    """Whoever gets any of an item is used: one row an item, and the other way round one row."""
    items, place = np.unique(options.item[rows], return_inverse=True)
    links = program.add_rows(-np.inf, 0, len(items))
    program.put(links[place], rows, 1)
    program.put(links, used, -1)
    once = program.add_rows(0, np.inf, 1)
    program.put(once, rows, 1)
    program.put(once, used, -1)


def _limits(
    program: Program,
    options: Options,
    rules: CrossRules,
    supplier: int,
    rows: Ints,
    amount: Floats,
    used: int,
    unit: float,
) -> None:
    """Keep to a supplier's capacity and minimum order value."""
    if np.isfinite(rules.capacity[supplier]):
        units = np.where(options.supplier[rows] == supplier, options.ordered[rows], 0).sum(axis=1)
        limit = program.add_rows(-np.inf, 0, 1)
        program.put(limit, rows, units)
        program.put(limit, used, -rules.capacity[supplier])
    if rules.least_value[supplier] > 0:
        limit = program.add_rows(0, np.inf, 1)
        program.put(limit, rows, amount)
        program.put(limit, used, -rules.least_value[supplier] / unit)


def _rebates(
    program: Program,
    options: Options,
    rules: CrossRules,
    supplier: int,
    rows: Ints,
    amount: Floats,
    used: int,
    unit: float,
) -> None:
    """Give the rebate of at most one tier: no more than its percent of the value, and only from its threshold on."""
    tiers = np.flatnonzero(np.isfinite(rules.threshold[supplier]) & (rules.back[supplier] > 0))
    if not len(tiers):
        return
    threshold = rules.threshold[supplier, tiers] / unit
    back = rules.back[supplier, tiers]
    top = np.append(threshold[1:], np.inf)
    most = np.zeros(options.count)
    np.maximum.at(most, options.item[rows], amount)
    top = np.minimum(top, most.sum())
    reached = program.add_columns(np.zeros(len(tiers)), 1, whole=True)
    given = program.add_columns(np.full(len(tiers), -1.0), np.inf, whole=False)
    one = program.add_rows(-np.inf, 0, 1)
    program.put(one, reached, 1)
    program.put(one, used, -1)
    enough = program.add_rows(0, np.inf, 1)
    program.put(enough, rows, amount)
    program.put(enough, reached, -threshold)
    only = program.add_rows(-np.inf, 0, len(tiers))
    program.put(only, given, 1)
    program.put(only, reached, -back * top)
    share = program.add_rows(-np.inf, 0, 1)  # all tiers' rebates over their percents: no more than the value
    program.put(share, given, 1 / back)
    program.put(share, rows, -amount)


def _shares(
    program: Program,
    options: Options,
    rules: CrossRules,
    taking: list[Ints],
    amounts: list[Floats],
    elastic: bool,
    unit: float,
) -> None:
    """Keep each supplier's value between its least and most share of all values."""
    every = options.cost.sum(axis=1) / unit
    valued = np.flatnonzero(every)
    for supplier, rows in enumerate(taking):
        own = np.zeros(len(every))
        own[rows] = amounts[supplier]
        for share, sign in ((rules.least_share[supplier], 1), (rules.most_share[supplier], -1)):
            if share == (0, 1)[sign < 0]:
                continue
            limit = program.add_rows(0, np.inf, 1)
            program.put(limit, valued, sign * (own - share * every)[valued])
            if elastic:
                program.put(limit, program.add_columns([_BROKEN], np.inf, whole=False), 1)


def _counts(
    program: Program, rules: CrossRules, taking: list[Ints], used: Ints, elastic: bool, dear: float
) -> None:
    """Use at most, and at least, so many suppliers."""
    if rules.most < len(taking):
        program.put(program.add_rows(-np.inf, rules.most, 1), used, 1)
    if rules.least:
        least = program.add_rows(rules.least, np.inf, 1)
        program.put(least, used, 1)
        if elastic:
            program.put(least, program.add_columns([dear / max(len(taking), 1)], np.inf, whole=False), 1)
