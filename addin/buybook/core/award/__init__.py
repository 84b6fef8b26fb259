"""The award: who should supply what, under the buyer's rules, how good that provably is, and what each rule costs.

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
in steps. `award` answers one sourcing; `rule_prices`, `scenarios` and `conflict` ask it several times.
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
]
