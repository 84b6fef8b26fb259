"""Which rules cannot all be kept, and how little each would have to give."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from buybook.core.award.answer import Award, Conflict, Relaxation, Rule
from buybook.core.award.model import AwardItem, AwardRules, Bid, Effort, Sourcing
from buybook.core.award.rules import active_rules, with_value, without
from buybook.core.award.solving import award
from buybook.core.money import to_step, total

_COUNTS = frozenset({"max_suppliers", "min_suppliers", "max_per_item", "min_per_item"})
_HALVINGS = 10  # of the way from a limit to none: to a thousandth of it
_HUNDREDTH = Decimal("0.01")
_ROUGH = 0.005
_SECONDS = 5.0


def conflict(sourcing: Sourcing, best: Award | None = None) -> Conflict | None:
    """Say which rules keep an award from being whole, and for each the smallest change that would help.

    None where everything is awarded and every rule kept, or where no rule is to blame for what is left. A rule is to
    blame if more is awarded, or less broken, without it; where it takes several at once, they are lifted one by
    one until it does, and are the conflict without a relaxation of their own.
    """
    best = award(sourcing) if best is None else best
    if best.complete:
        return None
    # what can be kept is asked, not what it costs
    effort = Effort(max(sourcing.effort.gap, _ROUGH), min(sourcing.effort.seconds, _SECONDS))
    sourcing = replace(sourcing, effort=effort)
    rules = active_rules(sourcing)
    blamed = [rule for rule in rules if _better(award(_lifted(sourcing, rule)), best)]
    if blamed:
        relaxations = tuple(Relaxation(rule, _needed(sourcing, rule, best)) for rule in blamed)
        return Conflict(tuple(blamed), relaxations)
    together = _together(sourcing, rules, best)
    return Conflict(together, ()) if together else None


def _lifted(sourcing: Sourcing, rule: Rule) -> Sourcing:
    return replace(sourcing, rules=without(sourcing.rules, rule))


def _better(found: Award, best: Award) -> bool:
    return (left(found), len(found.broken)) < (left(best), len(best.broken))


def _together(sourcing: Sourcing, rules: tuple[Rule, ...], best: Award) -> tuple[Rule, ...]:
    """Lift all rules; then put back each that is not missed."""
    lifted = list(rules)
    if not lifted or not _better(award(_all_lifted(sourcing, lifted)), best):
        return ()
    for rule in rules:
        rest = [other for other in lifted if other != rule]
        if _better(award(_all_lifted(sourcing, rest)), best):
            lifted = rest
    return tuple(lifted)


def _all_lifted(sourcing: Sourcing, rules: list[Rule]) -> Sourcing:
    changed: AwardRules = sourcing.rules
    for rule in rules:
        changed = without(changed, rule)
    return replace(sourcing, rules=changed)


def _needed(sourcing: Sourcing, rule: Rule, best: Award) -> Decimal | None:
    """Give the value nearest to the rule's own that helps as much as lifting it; None where it is no number."""
    goal = award(_lifted(sourcing, rule))
    far = _far(sourcing, rule)
    if far is None or not _better(goal, best):
        return None
    near, helpful = Decimal(str(rule.value)), far
    step = Decimal(1) if rule.name in _COUNTS else abs(far - near) / (1 << _HALVINGS)
    while abs(helpful - near) > step:
        middle = (near + helpful) / 2
        middle = to_step(middle, Decimal(1), ROUND_FLOOR) if rule.name in _COUNTS else middle
        number: object = int(middle) if rule.name in _COUNTS else middle
        tried = award(replace(sourcing, rules=with_value(sourcing.rules, rule, number)))
        near, helpful = (middle, helpful) if _better(goal, tried) else (near, middle)
    outward = ROUND_CEILING if helpful > near else ROUND_FLOOR
    return to_step(helpful, _HUNDREDTH, outward)


def _far(sourcing: Sourcing, rule: Rule) -> Decimal | None:
    """Give the value at which a rule asks for nothing any more."""
    suppliers = len({bid.supplier for bid in sourcing.bids})
    most = {
        "max_suppliers": Decimal(suppliers),
        "max_per_item": Decimal(2),
        "max_item_share": Decimal(100),
        "max_share": Decimal(100),
        "capacity": total(bid.ordered(item.quantity) for bid, item in _asked(sourcing, rule)),
    }
    least = {
        "min_suppliers": 0,
        "min_per_item": 1,
        "min_item_share": 0,
        "min_share": 0,
        "minimum_order_value": 0,
    }
    return most[rule.name] if rule.name in most else _decimal(least.get(rule.name))


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _asked(sourcing: Sourcing, rule: Rule) -> list[tuple[Bid, AwardItem]]:
    items = {item.item: item for item in sourcing.items}
    return [
        (bid, items[bid.item]) for bid in sourcing.bids if bid.supplier == rule.supplier and bid.item in items
    ]


def left(found: Award) -> Decimal:
    """Give how much an award leaves, over all items."""
    return total(each.quantity for each in found.unawarded)
