"""An award, its scenarios and what its rules cost, as programs read them."""

from __future__ import annotations

from collections.abc import Iterable

from buybook.commands.answers import plain
from buybook.core.award import Award, Conflict, Part, Relaxation, Rule, RulePrice, Scenario
from buybook.core.sourcing import Sourced


def award_answer(found: Award, sourced: Sourced) -> dict[str, object]:
    """Give an award: its items and suppliers, what was left and why, its total and the proven bound."""
    return {
        "total": plain(found.total),
        "bound": plain(found.bound),
        "gap_percent": plain(found.gap),
        "method": found.method,
        "complete": found.complete and not sourced.left,
        "items": [_part(part, sourced) for part in found.parts],
        "suppliers": [
            {
                "supplier": each.supplier,
                "items": each.items,
                "value": plain(each.value),
                "share_percent": plain(each.share),
                "fixed_cost": plain(each.fixed_cost),
                "rebate": plain(each.rebate),
            }
            for each in found.suppliers
        ],
        "unawarded": [
            {**_item(each.item, sourced), "quantity": plain(each.quantity), "reason": each.reason}
            for each in found.unawarded
        ]
        + [{**_item(name, sourced), "quantity": None, "reason": why} for name, why in sourced.left.items()],
        "binding": [rule_answer(rule, sourced) for rule in found.binding],
        "broken": [rule_answer(rule, sourced) for rule in found.broken],
    }


def _item(name: str, sourced: Sourced) -> dict[str, object]:
    lot = sourced.lots[name]
    return {"item_number": lot.item_number, "description": lot.description}


def _part(part: Part, sourced: Sourced) -> dict[str, object]:
    offer = sourced.offer(part)
    return {
        **_item(part.item, sourced),
        "supplier": part.supplier,
        "quote_number": offer.quote_number,
        "quantity": plain(part.quantity),
        "order_quantity": plain(part.order_quantity),
        "unit": sourced.lots[part.item].unit,
        "cost": plain(part.cost),
        "delivery": plain(part.delivery),
    }


def rule_answer(rule: Rule, sourced: Sourced) -> dict[str, object]:
    """Give a rule: its name, and the supplier and item that it is about."""
    item = None if rule.item is None else _item(rule.item, sourced)["item_number"] or rule.item
    return {"rule": rule.name, "supplier": rule.supplier, "item_number": item, "value": plain(rule.value)}


def rule_price_answer(prices: Iterable[RulePrice], sourced: Sourced) -> list[dict[str, object]]:
    """Give what each rule costs: the amount, its percent, and how many items more are awarded without it."""
    return [
        {
            **rule_answer(each.rule, sourced),
            "amount": plain(each.amount),
            "percent": plain(each.percent),
            "items": each.items,
        }
        for each in prices
    ]


def scenario_answer(scenarios: Iterable[Scenario]) -> list[dict[str, object]]:
    """Give the scenarios side by side."""
    return [
        {
            "scenario": each.name,
            "total": plain(each.award.total),
            "suppliers": [own.supplier for own in each.award.suppliers],
            "unawarded": len(each.award.unawarded),
            "latest_delivery": plain(max((p.delivery for p in each.award.parts if p.delivery), default=None)),
            "broken": [rule.name for rule in each.award.broken],
        }
        for each in scenarios
    ]


def conflict_answer(found: Conflict | None, sourced: Sourced) -> dict[str, object] | None:
    """Give the rules that cannot all be kept, and for each the smallest change that would help."""
    if found is None:
        return None
    return {
        "rules": [rule_answer(rule, sourced) for rule in found.rules],
        "relaxations": [_relaxation(each, sourced) for each in found.relaxations],
    }


def _relaxation(each: Relaxation, sourced: Sourced) -> dict[str, object]:
    return rule_answer(each.rule, sourced) | {"needed": plain(each.needed)}
