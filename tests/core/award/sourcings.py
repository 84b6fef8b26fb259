"""Small sourcings written as tables, random ones, and the best award found by trying everything."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, product

from hypothesis import strategies as st

from buybook.core.award import AwardItem, AwardRules, Bid, Effort, Rebate, Sourcing, SupplierRule
from buybook.core.money import rounded
from buybook.core.prices import Break, PriceBreaks, PriceTerms

D = Decimal
SUPPLIERS = "ABC"
EXACT = Effort(gap=0, seconds=30)


def terms(breaks: str, **rules: object) -> PriceTerms:
    """Write breaks as '0: 2.00, 55: 1.50'; a lone price holds from nothing on."""
    written = [step.split(":") if ":" in step else ("0", step) for step in breaks.replace(" ", "").split(",")]
    return PriceTerms(tuple(Break(D(start), D(price)) for start, price in written), "EUR", **rules)  # type: ignore[arg-type]


def bid(supplier: str, item: str, breaks: str, **more: object) -> Bid:
    """Write a bid; MOQ, multiple and scheme go to its terms."""
    selling = {name: more.pop(name) for name in ("minimum", "multiple", "pack", "scheme") if name in more}
    return Bid(supplier, item, terms(breaks, **selling), **more)  # type: ignore[arg-type]


def sourcing(table: str, rules: AwardRules | None = None, effort: Effort = EXACT) -> Sourcing:
    """Read 'item quantity A=2.00 B=1.90/0' lines; what follows a slash is the capacity."""
    items, bids = [], []
    for line in table.strip().splitlines():
        name, quantity, *offers = line.split()
        items.append(AwardItem(name, D(quantity)))
        for offer in offers:
            supplier, price = offer.split("=")
            price, _, capacity = price.partition("/")
            bids.append(bid(supplier, name, price, capacity=D(capacity) if capacity else None))
    return Sourcing(tuple(items), tuple(bids), rules or AwardRules(), "EUR", effort)


def awarded(answer: object) -> dict[str, str]:
    """Give who gets what: 'A' for all of an item, 'A 60 + B 40' for a split."""
    parts: dict[str, list[tuple[str, Decimal]]] = {}
    for part in answer.parts:  # type: ignore[attr-defined]
        parts.setdefault(part.item, []).append((part.supplier, part.quantity))
    return {
        item: shares[0][0]
        if len(shares) == 1
        else " + ".join(f"{name} {amount:f}" for name, amount in shares)
        for item, shares in parts.items()
    }


@st.composite
def bids_for(draw: st.DrawFn, item: str) -> list[Bid]:
    found = []
    for supplier in draw(st.sets(st.sampled_from(SUPPLIERS), min_size=1)):
        price = draw(st.integers(50, 150))
        second = draw(st.integers(30, price))
        breaks = (Break(D(0), D(price) / 100), Break(D(draw(st.integers(2, 4))), D(second) / 100))
        found.append(
            Bid(
                supplier,
                item,
                PriceTerms(
                    breaks[: draw(st.integers(1, 2))],
                    "EUR",
                    draw(st.sampled_from(PriceBreaks)),
                    minimum=draw(st.sampled_from([None, D(2), D(3)])),
                ),
                charges=draw(st.sampled_from([(), (D("0.35"),)])),
                capacity=draw(st.sampled_from([None, None, D(2), D(3)])),
            )
        )
    return found


@st.composite
def supplier_rules(draw: st.DrawFn, cross: bool) -> SupplierRule:
    def maybe(*values: object) -> object:
        return draw(st.sampled_from([None, None, None, *values]))

    fixed = D(draw(st.integers(0, 300))) / 100
    if not cross:
        return SupplierRule(fixed_cost=fixed)
    return SupplierRule(
        fixed_cost=fixed,
        min_share=maybe(D(10), D(30)),  # type: ignore[arg-type]
        max_share=maybe(D(60), D(45)),  # type: ignore[arg-type]
        capacity=maybe(D(4), D(6)),  # type: ignore[arg-type]
        minimum_order_value=maybe(D(3), D(5)),  # type: ignore[arg-type]
        rebates=draw(st.sampled_from([(), (), (Rebate(D(3), D(5)), Rebate(D(6), D(20)))])),
    )


@st.composite
def sourcings(draw: st.DrawFn, cross: bool = False) -> Sourcing:
    names = ["bolt", "nut", "pin"][: draw(st.integers(1, 3))]
    items = tuple(AwardItem(name, D(draw(st.sampled_from([2, 4])))) for name in names)
    bids = tuple(offer for name in names for offer in draw(bids_for(name)))
    rules = AwardRules(
        max_per_item=draw(st.integers(1, 2)),
        split_step=D(25),
        max_suppliers=draw(st.sampled_from([None, None, 1, 2])),
        min_suppliers=draw(st.sampled_from([None, None, 2])) if cross else None,
        suppliers={name: draw(supplier_rules(cross)) for name in SUPPLIERS},
    )
    return Sourcing(items, bids, rules, "EUR", EXACT)


Choice = list[tuple[str, Decimal, Decimal]]  # supplier, order quantity, cost


def ways(case: Sourcing, item: AwardItem) -> Iterator[Choice]:
    """Give every way to award all of an item in whole units."""
    bids = {offer.supplier: offer for offer in case.bids if offer.item == item.item}
    for offer in bids.values():
        yield from _way(case, [(offer, item.quantity)])
    for first, second in combinations(sorted(bids), 2) if case.rules.max_per_item > 1 else ():
        for quantity in range(1, int(item.quantity)):
            yield from _way(case, [(bids[first], D(quantity)), (bids[second], item.quantity - quantity)])


def _way(case: Sourcing, shares: list[tuple[Bid, Decimal]]) -> Iterator[Choice]:
    choice = []
    for offer, quantity in shares:
        ordered = offer.ordered(quantity)
        cost = offer.cost(ordered, case.currency)
        if cost is None or (offer.capacity is not None and ordered > offer.capacity):
            return
        choice.append((offer.supplier, ordered, cost))
    yield choice


def total_of(case: Sourcing, choices: tuple[Choice, ...]) -> Decimal | None:
    """Give what the choices cost in all; None where they break a rule over several items."""
    value: dict[str, Decimal] = {}
    amount: dict[str, Decimal] = {}
    for choice in choices:
        for name, ordered, cost in choice:
            value[name] = value.get(name, D(0)) + cost
            amount[name] = amount.get(name, D(0)) + ordered
    if not (case.rules.min_suppliers or 0) <= len(value) <= (case.rules.max_suppliers or len(SUPPLIERS)):
        return None
    everything = sum(value.values(), D(0))
    result = everything
    for name in SUPPLIERS:
        rule, own = case.rules.supplier(name), value.get(name, D(0))
        if (
            (rule.min_share is not None and own * 100 < rule.min_share * everything)
            or (rule.max_share is not None and own * 100 > rule.max_share * everything)
            or (rule.capacity is not None and amount.get(name, D(0)) > rule.capacity)
            or (name in value and own < (rule.minimum_order_value or 0))
        ):
            return None
        percent = max((r.percent for r in rule.rebates if r.threshold <= own), default=D(0))
        result += (rule.fixed_cost if name in value else D(0)) - rounded(own * percent / 100, "EUR")
    return result


def cheapest(case: Sourcing) -> Decimal | None:
    """Try everything; None where no award is whole and keeps every rule."""
    every = product(*(list(ways(case, item)) for item in case.items))
    totals = [cost for choices in every if (cost := total_of(case, choices)) is not None]
    return min(totals, default=None)
