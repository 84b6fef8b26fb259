"""Time the award beside HiGHS used alone on the same instances, and print how far each is from the proven bound."""

from __future__ import annotations

import sys
import time
from decimal import Decimal

import numpy as np

from buybook.core.award import AwardItem, AwardRules, Bid, Effort, Rebate, Sourcing, SupplierRule, award
from buybook.core.award.linear import Program
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


def highs_alone(sourcing: Sourcing, seconds: float) -> tuple[float | None, float]:
    """Solve an instance by HiGHS from nothing, by the tight formulation: the best total it had, and its bound.

    A column for the quantity and one for the choice of each segment of each bid, one for each supplier.
    """
    program = Program()
    item_row = {item.item: row for row, item in enumerate(sourcing.items)}
    names = sorted({bid.supplier for bid in sourcing.bids})
    demand = np.array([float(item.quantity) for item in sourcing.items])
    used = program.add_columns(
        [float(sourcing.rules.supplier(name).fixed_cost) for name in names], 1, whole=True
    )
    segments = [segment for bid in sourcing.bids for segment in _segments(bid, demand[item_row[bid.item]])]
    low, high, price, count = (np.array(part) for part in zip(*segments, strict=True))
    bid_of = np.repeat(np.arange(len(sourcing.bids)), count[_firsts(count)].astype(int))
    item = np.array([item_row[bid.item] for bid in sourcing.bids])[bid_of]
    supplier = np.array([names.index(bid.supplier) for bid in sourcing.bids])[bid_of]
    quantity = program.add_columns(price, np.inf, whole=False)
    chosen = program.add_columns(np.zeros(len(price)), 1, whole=True)
    leaving = 10 * (
        price.max() + sum(program.cost[0]) / demand
    )  # as dear as the award holds it: a last resort
    short = program.add_columns(leaving, np.inf, whole=False)
    _at_most(program, quantity, chosen, high)
    least = program.add_rows(0, np.inf, len(price))
    program.put(least, quantity, 1)
    program.put(least, chosen, -low)
    link = program.add_rows(-np.inf, 0, len(sourcing.bids))
    program.put(link[bid_of], chosen, 1)
    program.put(link, used[supplier[np.searchsorted(bid_of, np.arange(len(link)))]], -1)
    cover = program.add_rows(demand, np.inf, len(demand))
    program.put(cover[item], quantity, 1)
    program.put(cover, short, 1)
    program.put(program.add_rows(-np.inf, sourcing.rules.max_per_item, len(demand))[item], chosen, 1)
    _tiers(program, sourcing, names, supplier, quantity, price, high)
    found = program.solve(None, GAP, seconds)
    assert found is not None, "highspy is not installed"
    costs = np.concatenate(program.cost)
    return (None if found.values is None else float(found.values @ costs)), found.bound


def _firsts(count: np.ndarray) -> np.ndarray:
    """Find where each bid's segments begin."""
    places, place = [], 0
    while place < len(count):
        places.append(place)
        place += int(count[place])
    return np.array(places)


def _segments(bid: Bid, demand: float) -> list[tuple[float, float, float, int]]:
    """Give each segment's least and most quantity and its price; whoever may buy up may do so to its beginning."""
    most = float("inf") if bid.capacity is None else float(bid.capacity)
    minimum = float(bid.terms.minimum or 0)
    starts = [max(float(step.start), minimum) for step in bid.terms.breaks]
    ends = [*(float(step.start) - 1 for step in bid.terms.breaks[1:]), float("inf")]
    found = [
        (start, min(end, most, max(demand, start)), float(step.net_price))
        for start, end, step in zip(starts, ends, bid.terms.breaks, strict=True)
        if start <= min(end, most)
    ]
    found = found or [(0.0, 0.0, float(bid.terms.breaks[0].price))]
    return [(*segment, len(found)) for segment in found]


def _at_most(program: Program, quantity: np.ndarray, chosen: np.ndarray, high: np.ndarray) -> None:
    most = program.add_rows(-np.inf, 0, len(high))
    program.put(most, quantity, 1)
    program.put(most, chosen, -high)


def _tiers(
    program: Program,
    sourcing: Sourcing,
    names: list[str],
    supplier: np.ndarray,
    quantity: np.ndarray,
    price: np.ndarray,
    high: np.ndarray,
) -> None:
    """Write each supplier's rebate: one tier at most, on no more than the value."""
    for number, name in enumerate(names):
        own, tiers = np.flatnonzero(supplier == number), []
        for rebate in sourcing.rules.supplier(name).rebates:
            back = float(rebate.percent) / 100
            reached = program.add_columns([0.0], 1, whole=True)
            given = program.add_columns([-1.0], np.inf, whole=False)
            enough, share, only = (
                program.add_rows(*limits, 1) for limits in ((0, np.inf), (-np.inf, 0), (-np.inf, 0))
            )
            program.put(enough, quantity[own], price[own])
            program.put(enough, reached, -float(rebate.threshold))
            program.put(share, given, 1)
            program.put(share, quantity[own], -back * price[own])
            program.put(only, given, 1)
            program.put(only, reached, -back * float(price[own] @ high[own]))
            tiers.append(int(reached[0]))
        if tiers:
            program.put(program.add_rows(-np.inf, 1, 1), tiers, 1)


CASES = (
    ("1,000 x 10, splits", {"items": 1_000, "suppliers": 10, "splits": True}),
    ("10,000 x 20, single", {"items": 10_000, "suppliers": 20}),
    ("1,000 x 10, rebates", {"items": 1_000, "suppliers": 10, "rebates": True}),
)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    print(f"{'instance':22}{'award':>16}{'gap %':>8}{'s':>8}{'HiGHS alone':>18}{'its bound':>16}{'s':>8}")
    for name, size in CASES:
        case = instance(**size)
        start = time.perf_counter()
        found = award(case)
        middle = time.perf_counter()
        total, bound = highs_alone(case, seconds)
        end = time.perf_counter()
        had = "none" if total is None else f"{total:,.0f}"
        best = max(float(found.bound or 0), bound)  # two proofs: the higher one counts
        gap = f"{max(float(found.total) - best, 0) / float(found.total) * 100:.3f}"
        ours = f"{name:22}{found.total:>16,.2f}{gap:>8}{middle - start:>8.2f}"
        print(f"{ours}{had:>18}{bound:>16,.0f}{end - middle:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
