"""The buyer's rules one by one: which there are, the same rules without one, and which an award stands against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from buybook.core.award.answer import Award, Rule
from buybook.core.award.model import AwardRules, Sourcing, SupplierRule

BY_SUPPLIER = ("min_share", "max_share", "capacity", "minimum_order_value")
_DEFAULTS = AwardRules()
_ONE_BY_ONE = 10  # picks or exclusions up to so many are rules of their own, more are one together
_NEAR = Decimal("0.01")  # of a limit: that close is right against it


def active_rules(sourcing: Sourcing) -> tuple[Rule, ...]:
    """Give every rule that could keep an award from being cheaper, in a fixed order."""
    return (*_general(sourcing), *_of_suppliers(sourcing.rules), *_of_items(sourcing.rules))


def _general(sourcing: Sourcing) -> Iterator[Rule]:
    rules = sourcing.rules
    for name in ("max_suppliers", "min_suppliers", "min_per_item", "min_item_share", "max_item_share"):
        if getattr(rules, name) != getattr(_DEFAULTS, name):
            yield Rule(name, value=getattr(rules, name))
    if rules.max_per_item == 1:
        yield Rule("max_per_item", value=1)
    if rules.on_time and any(item.needed is not None for item in sourcing.items):
        yield Rule("on_time", value=True)


def _of_suppliers(rules: AwardRules) -> Iterator[Rule]:
    for supplier in sorted(rules.suppliers):
        for name in BY_SUPPLIER:
            value = getattr(rules.suppliers[supplier], name)
            if value is not None:
                yield Rule(name, supplier, value=value)


def _of_items(rules: AwardRules) -> Iterator[Rule]:
    if len(rules.picks) > _ONE_BY_ONE:
        yield Rule("picks", value=len(rules.picks))
    else:
        yield from (Rule("picks", rules.picks[item], item) for item in sorted(rules.picks))
    if len(rules.exclusions) > _ONE_BY_ONE:
        yield Rule("exclusions", value=len(rules.exclusions))
    else:
        ordered = sorted(rules.exclusions, key=lambda pair: (pair[0] or "", pair[1] or ""))
        yield from (Rule("exclusions", supplier, item) for supplier, item in ordered)


def without(rules: AwardRules, rule: Rule) -> AwardRules:
    """Give the rules without one of them."""
    if rule.name in BY_SUPPLIER:
        return with_value(rules, rule, None)
    if rule.name == "picks":
        kept = {item: name for item, name in rules.picks.items() if rule.item not in (None, item)}
        return replace(rules, picks=kept)
    if rule.name == "exclusions":
        alone = (rule.supplier, rule.item)
        return replace(rules, exclusions=frozenset() if alone == (None, None) else rules.exclusions - {alone})
    lifted = {"max_per_item": 2, "on_time": False}
    return with_value(rules, rule, lifted.get(rule.name, getattr(_DEFAULTS, rule.name)))


def with_value(rules: AwardRules, rule: Rule, value: object) -> AwardRules:
    """Give the rules with another value of one of them."""
    if rule.supplier is None:
        return AwardRules(**{**_values(rules), rule.name: value})
    changed = SupplierRule(**{**_values(rules.supplier(rule.supplier)), rule.name: value})
    return replace(rules, suppliers={**rules.suppliers, rule.supplier: changed})


def _values(rules: AwardRules | SupplierRule) -> dict[str, Any]:
    return {each.name: getattr(rules, each.name) for each in fields(rules)}


def binding(sourcing: Sourcing, award: Award) -> tuple[Rule, ...]:
    """Give the rules on suppliers that an award stands right against, to a hundredth of the limit."""
    return tuple(rule for rule in active_rules(sourcing) if _binds(rule, award))


def _binds(rule: Rule, award: Award) -> bool:
    count = len(award.suppliers)
    if rule.name == "max_suppliers":
        return count >= int(str(rule.value))
    if rule.name == "min_suppliers":
        return count <= int(str(rule.value))
    own = next((each for each in award.suppliers if each.supplier == rule.supplier), None)
    if rule.name not in BY_SUPPLIER or own is None or not isinstance(rule.value, Decimal):
        return False
    units = sum((part.order_quantity for part in award.parts if part.supplier == rule.supplier), Decimal(0))
    reached = {"capacity": units, "minimum_order_value": own.value}.get(rule.name, own.share)
    return abs(reached - rule.value) <= _NEAR * rule.value
