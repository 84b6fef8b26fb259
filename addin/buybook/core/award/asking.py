"""What a rule costs, and how ways to award compare: one sourcing, awarded several times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from buybook.core.award.answer import Award, Rule, RulePrice, Scenario
from buybook.core.award.board import board
from buybook.core.award.conflicts import left
from buybook.core.award.model import Sourcing, SupplierRule
from buybook.core.award.options import options
from buybook.core.award.rules import active_rules, without
from buybook.core.award.solving import award
from buybook.core.money import ZERO, total


def rule_prices(sourcing: Sourcing, best: Award | None = None) -> tuple[RulePrice, ...]:
    """Price each rule of the buyer's: the best award under all of them less the best without this one."""
    best = award(sourcing) if best is None else best
    return tuple(_rule_price(sourcing, best, rule) for rule in active_rules(sourcing))


def _rule_price(sourcing: Sourcing, best: Award, rule: Rule) -> RulePrice:
    free = award(replace(sourcing, rules=without(sourcing.rules, rule)))
    items = len(best.unawarded) - len(free.unawarded)
    amount = best.total - free.total
    if items == 0 and not best.broken:
        amount = max(amount, ZERO)  # what keeps the rule is an award without it too
    comparable = items == 0 and left(best) == left(free) and not best.broken and free.total > 0
    return RulePrice(rule, amount, amount * 100 / free.total if comparable else None, items)


def by_supplier_count(sourcing: Sourcing, most: int) -> tuple[Scenario, ...]:
    """Award to at most one supplier, two, ... up to `most`; each named by the count."""
    counts = range(1, min(most, len({bid.supplier for bid in sourcing.bids})) + 1)
    return tuple(
        Scenario(str(count), award(replace(sourcing, rules=replace(sourcing.rules, max_suppliers=count))))
        for count in counts
    )


def scenarios(
    sourcing: Sourcing, picks: Mapping[str, str] | None = None, best: Award | None = None
) -> tuple[Scenario, ...]:
    """Award in several ways: cheapest, fewest_suppliers, fastest, own_picks (if any) and cheapest_per_item.

    All keep to the rules but the last, which takes the cheapest offer of each item and pays for what follows.
    """
    best = award(sourcing) if best is None else best
    found = [
        Scenario("cheapest", best),
        Scenario("fewest_suppliers", _fewest(sourcing, best)),
        Scenario("fastest", _fastest(sourcing)),
    ]
    if picks:
        rules = replace(sourcing.rules, picks={**sourcing.rules.picks, **picks})
        found.append(Scenario("own_picks", award(replace(sourcing, rules=rules))))
    return (*found, Scenario("cheapest_per_item", _per_item(sourcing)))


def _fewest(sourcing: Sourcing, best: Award) -> Award:
    """Find the fewest suppliers that leave no more than the cheapest award, by halving."""
    low, high, found = 1, len(best.suppliers), best
    while low < high:
        middle = (low + high) // 2
        tried = award(replace(sourcing, rules=replace(sourcing.rules, max_suppliers=middle)))
        if left(tried) <= left(best) and len(tried.broken) <= len(best.broken):
            high, found = middle, tried
        else:
            low = middle + 1
    return found


def _fastest(sourcing: Sourcing) -> Award:
    """Award each item among the bids that arrive by the first day on which all of it can be had."""
    days = _first_days(sourcing)
    bids = tuple(bid for bid in sourcing.bids if (bid.delivery or date.max) <= days.get(bid.item, date.max))
    return award(replace(sourcing, bids=bids))


def _first_days(sourcing: Sourcing) -> dict[str, date]:
    """Give the first day on which each item can be had, as whole as it can be had at all."""
    table = board(sourcing)
    every = options(table, every_split=False)
    best: dict[str, tuple[float, date]] = {}
    for row in range(len(every.item)):
        number = int(every.item[row])
        given = [int(supplier) for supplier in every.supplier[row] if supplier >= 0]
        days = [table.bids[int(table.bid_at[number, supplier])].delivery or date.max for supplier in given]
        name, rank = table.items[number].item, (float(every.short[row]), max(days, default=date.max))
        best[name] = min(best.get(name, rank), rank)
    return {name: day for name, (_short, day) in best.items()}


def _per_item(sourcing: Sourcing) -> Award:
    """Take the cheapest offer of each item, whoever it is, and pay the fixed costs that follow."""
    rules = sourcing.rules
    free = replace(rules, max_suppliers=None, min_suppliers=None, suppliers={})
    cheapest = award(replace(sourcing, rules=free))
    picks = {part.item: part.supplier for part in cheapest.parts}
    if len(picks) < len(cheapest.parts):  # splits: no single supplier to fix
        return _with_costs(sourcing, cheapest)
    plain = {
        name: SupplierRule(rule.fixed_cost, rebates=rule.rebates) for name, rule in rules.suppliers.items()
    }
    return award(replace(sourcing, rules=replace(free, suppliers=plain, picks=picks)))


def _with_costs(sourcing: Sourcing, found: Award) -> Award:
    suppliers = tuple(
        replace(each, fixed_cost=sourcing.rules.supplier(each.supplier).fixed_cost)
        for each in found.suppliers
    )
    added = total(each.fixed_cost for each in suppliers)
    return replace(found, suppliers=suppliers, total=found.total + added, bound=None)
