"""Time the award beside HiGHS used alone on the same instances, and print how far each is from the proven bound."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from buybook.core.award import AwardItem, AwardRules, Bid, Effort, Rebate, Sourcing, SupplierRule
from buybook.core.prices import Break, PriceTerms

GAP = 0.001


def instance(
    items: int, suppliers: int, *, splits: bool = False, rebates: bool = False, seed: int = 1
) -> Sourcing:
    """Make quotations as they come: prices that go together, part coverage, breaks, MOQs, some capacities.

    Fixed costs (tools, audits, freight) are some percent of what a supplier would get.
    """
    random = np.random.default_rng(seed)
    names = [f"Supplier {number:02d}" for number in range(suppliers)]
    level = random.normal(1, 0.05, suppliers)  # some houses are dear
    coverage = random.uniform(0.6, 0.9, suppliers)
    demands = np.round(np.exp(random.normal(4.5, 1.2, items))).astype(int) + 1
    usual = np.exp(random.normal(1.5, 1.2, items))
    spend = float((demands * usual).sum())
    bids = []
    for item in range(items):
        bidders = np.flatnonzero(random.random(suppliers) < coverage)
        for supplier in bidders if len(bidders) else [item % suppliers]:
            price = usual[item] * level[supplier] * random.normal(1, 0.08)
            bids.append(_bid(random, names[supplier], item, max(price, 0.05), int(demands[item]), splits))
    fixed = random.uniform(0.004, 0.02, suppliers) * spend * 6 / suppliers
    rules = AwardRules(
        max_per_item=2 if splits else 1,
        buy_up=True,
        suppliers={
            name: SupplierRule(
                fixed_cost=Decimal(f"{cost:.2f}"),
                rebates=_rebates(random, spend / suppliers) if rebates else (),
            )
            for name, cost in zip(names, fixed, strict=True)
        },
    )
    needs = tuple(AwardItem(f"{item:05d}", Decimal(int(demand))) for item, demand in enumerate(demands))
    return Sourcing(needs, tuple(bids), rules, "EUR", Effort(gap=GAP))


def _bid(
    random: np.random.Generator, supplier: str, item: int, price: float, demand: int, splits: bool
) -> Bid:
    steps = [Break(Decimal(0), Decimal(f"{price:.4f}"))]
    for start in sorted({max(2, int(demand * share)) for share in random.uniform(0.3, 1.6, 2)}):
        price *= random.uniform(0.93, 0.985)
        steps.append(Break(Decimal(start), Decimal(f"{price:.4f}")))
    minimum = Decimal(max(1, int(demand * random.uniform(0.1, 1.2)))) if random.random() < 0.2 else None
    scarce = splits and random.random() < 0.4
    capacity = Decimal(max(1, int(demand * random.uniform(0.4, 1.1)))) if scarce else None
    return Bid(supplier, f"{item:05d}", PriceTerms(tuple(steps), "EUR", minimum=minimum), capacity=capacity)


def _rebates(random: np.random.Generator, usual: float) -> tuple[Rebate, ...]:
    return tuple(
        Rebate(Decimal(f"{usual * share:.0f}"), Decimal(percent))
        for share, percent in zip(sorted(random.uniform(0.5, 2.5, 3)), ("2", "4", "7"), strict=True)
    )
