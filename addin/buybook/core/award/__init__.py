"""The award: who should supply what, under the buyer's rules, how good that provably is, and what each rule costs.

>>> from dataclasses import replace
>>> from decimal import Decimal
>>> from buybook.core.prices import Break, PriceTerms
>>> def bid(supplier, item, price, **more):
...     return Bid(supplier, item, PriceTerms((Break(Decimal(0), Decimal(price)),), "EUR"), **more)
>>> sourcing = Sourcing(
...     items=(AwardItem("bolt", Decimal(100)), AwardItem("nut", Decimal(100))),
...     bids=(bid("A", "bolt", "2.00"), bid("A", "nut", "1.00"), bid("B", "bolt", "2.10"), bid("B", "nut", "0.80")),
...     rules=AwardRules(suppliers={name: SupplierRule(fixed_cost=Decimal(15)) for name in "AB"}),
...     currency="EUR",
... )
>>> best = award(sourcing)
>>> [(part.item, part.supplier, str(part.cost)) for part in best.parts]
[('bolt', 'B', '210.00'), ('nut', 'B', '80.00')]
>>> str(best.total), str(best.bound), best.gap == 0, best.method
('305.00', '305.00', True, 'exact')

The prices of a `Bid` are landed, in the base currency and the item's unit; its `landed` gives a cost that is rounded
in steps. `award` answers one sourcing; the others ask it several times.

>>> one = replace(sourcing, rules=replace(sourcing.rules, picks={"bolt": "A"}))
>>> [(price.rule.name, price.rule.item, str(price.amount)) for price in rule_prices(one) if price.amount]
[('picks', 'bolt', '5.00')]
>>> [(scenario.name, str(scenario.award.total)) for scenario in scenarios(one)]
[('cheapest', '310.00'), ('fewest_suppliers', '315.00'), ('fastest', '310.00'), ('cheapest_per_item', '310.00')]
>>> conflict(replace(one, rules=replace(one.rules, exclusions=frozenset({("A", None)})))).rules[0].name
'picks'
"""

from __future__ import annotations

from buybook.core.award.answer import (
    Award,
    Conflict,
    Part,
    Relaxation,
    Rule,
    RulePrice,
    Scenario,
    SupplierAward,
    Unawarded,
)
from buybook.core.award.asking import by_supplier_count, rule_prices, scenarios
from buybook.core.award.conflicts import conflict
from buybook.core.award.model import (
    AwardItem,
    AwardRules,
    Bid,
    Effort,
    Rebate,
    Sourcing,
    SupplierRule,
)
from buybook.core.award.solving import award

__all__ = [
    "Award",
    "AwardItem",
    "AwardRules",
    "Bid",
    "Conflict",
    "Effort",
    "Part",
    "Rebate",
    "Relaxation",
    "Rule",
    "RulePrice",
    "Scenario",
    "Sourcing",
    "SupplierAward",
    "SupplierRule",
    "Unawarded",
    "award",
    "by_supplier_count",
    "conflict",
    "rule_prices",
    "scenarios",
]
