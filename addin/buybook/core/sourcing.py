"""From a comparison of quotations to what an award is chosen from: items, landed bids, the buyer's rules.

A charge that a quotation states for a line, and its share of a charge for the whole quotation, is paid once however
much is ordered; what the buyer reckons in percent or by weight, and the cost of money, follow the quantity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from buybook.core.award import AwardItem, AwardRules, Bid, Effort, Part, Sourcing, SupplierRule
from buybook.core.components import Costing
from buybook.core.frames import Tables
from buybook.core.money import ZERO
from buybook.core.needs import needed_days
from buybook.core.offer_prices import PricedNeed, price_need, terms_per
from buybook.core.prices import Break, PriceTerms
from buybook.core.quotations import Comparison, Lot, Offer
from buybook.core.rows import folded
from buybook.core.units import converted
from buybook.frozen import frozen

_NO_TERMS = PriceTerms((), None)


@frozen
class Sourced:
    """The sourcing, with the lots and offers behind its items and bids.

    `left` are items that nothing is chosen for, by why: 'no_quantity' or 'ordered'.
    """

    sourcing: Sourcing
    lots: Mapping[str, Lot]  # by the item's name in the sourcing
    left: Mapping[str, str]

    def named(self, written: str) -> str | None:
        """Give the item that somebody means by its number, part number or description; None where it is none."""
        wanted = folded(written)
        for name, lot in self.lots.items():
            if wanted in (lot.key[1], folded(lot.item_number), folded(lot.description)):
                return name
        return None

    def offer(self, part: Part) -> Offer:
        """Give the offer that a part of an award is of: the supplier's cheapest for the quantity."""
        lot = self.lots[part.item]
        own = [each for each in lot.offers if each.excluded is None and each.supplier == part.supplier]
        return min(own, key=lambda each: _cost(each, lot, part.order_quantity))


def sourced(comparison: Comparison, tables: Tables, today: date, effort: Effort | None = None) -> Sourced:
    """Give the sourcing of all lots, as yet without rules but for the suppliers' smallest orders."""
    names = _names(comparison.lots)
    needed = needed_days(tables)
    left = {names[id(lot)]: why for lot in comparison.lots if (why := _why_left(lot)) is not None}
    items, bids = [], []
    for lot in comparison.lots:
        name = names[id(lot)]
        if name not in left and lot.quantity is not None:
            items.append(AwardItem(name, lot.quantity, needed.get(lot.key)))
            bids += [bid for offer in lot.offers if (bid := _bid(name, lot, offer, today)) is not None]
    base = comparison.base
    rules = AwardRules(suppliers=_smallest_orders(comparison.lots))
    sourcing = Sourcing(tuple(items), tuple(bids), rules, base, effort or Effort())
    return Sourced(sourcing, {names[id(lot)]: lot for lot in comparison.lots}, left)


def with_rules(found: Sourced, rules: AwardRules) -> Sourced:
    """Give the sourcing under the buyer's rules, the suppliers' smallest orders kept."""
    own = found.sourcing.rules.suppliers
    suppliers = {
        name: replace(
            rules.supplier(name),
            minimum_order_value=own[name].minimum_order_value if name in own else None,
        )
        for name in sorted({*own, *rules.suppliers})
    }
    return replace(found, sourcing=replace(found.sourcing, rules=replace(rules, suppliers=suppliers)))


def _names(lots: Iterable[Lot]) -> dict[int, str]:
    lots = list(lots)
    counted = Counter(lot.key[1] for lot in lots)
    return {id(lot): lot.key[1] if counted[lot.key[1]] == 1 else ":".join(lot.key) for lot in lots}


def _why_left(lot: Lot) -> str | None:
    if lot.quantity is None:
        return "no_quantity"
    rows = (priced.row for offer in lot.offers for priced in offer.quoted.rows)
    return "ordered" if any(row.text("po_number") or row.text("purchase_order") for row in rows) else None


def _bid(item: str, lot: Lot, offer: Offer, today: date) -> Bid | None:
    if not offer.supplier:
        return None
    days = offer.lead_time_days
    arrives = None if days is None else today + timedelta(days=days)
    terms = terms_per(offer.quoted, lot.unit)
    if offer.excluded is not None or offer.costing is None or terms is None:
        return Bid(
            offer.supplier, item, _NO_TERMS, delivery=arrives, excluded=offer.excluded or "unit_mismatch"
        )
    landed, charges = _landed_terms(offer.costing, offer, terms)
    return Bid(offer.supplier, item, landed, charges, None, arrives, None, _landed_at(offer, lot))


def _landed_terms(
    costing: Costing, offer: Offer, terms: PriceTerms
) -> tuple[PriceTerms, tuple[Decimal, ...]]:
    """Give an offer's terms at landed prices in the base currency, and what is charged once from each break on."""
    assert offer.currency is not None  # an offer with a landed total has one
    rate = costing.rates.rate(offer.currency) or Decimal(1)
    if offer.quoted.exchange_rate is not None and costing.rates.base not in (None, offer.currency):
        rate = offer.quoted.exchange_rate
    slope = costing.slope()
    breaks = tuple(
        Break(each.start, each.price * rate * slope.factor + slope.per_unit) for each in terms.breaks
    )
    charges = tuple(slope.lump + costing.charges_from(each.start) for each in offer.quoted.terms.breaks)
    return replace(terms, breaks=breaks, currency=costing.rates.base), charges


def _landed_at(offer: Offer, lot: Lot) -> Callable[[Decimal], Decimal | None]:
    """Give what costs a quantity exactly as the comparison would cost it."""

    def landed(quantity: Decimal) -> Decimal | None:
        if offer.costing is None:
            return None
        priced = price_need(offer.quoted, quantity, lot.unit)
        if not isinstance(priced, PricedNeed) or priced.order_quantity != quantity:
            return None
        return replace(offer.costing, known=priced).costed().landed

    return landed


def _cost(offer: Offer, lot: Lot, quantity: Decimal) -> tuple[bool, Decimal]:
    cost = _landed_at(offer, lot)(quantity)
    return cost is None, cost if cost is not None else ZERO


def _smallest_orders(lots: Iterable[Lot]) -> dict[str, SupplierRule]:
    """Give the smallest order that each supplier takes, in the base currency, where one is stated."""
    least: dict[str, Decimal] = {}
    for lot in lots:
        for offer in lot.offers:
            stated = offer.quoted.minimum_order_value
            if (
                stated is None
                or offer.costing is None
                or offer.excluded is not None
                or offer.currency is None
            ):
                continue
            value = offer.costing.rates.in_base(stated, offer.currency, offer.quoted.exchange_rate)
            if value is not None:
                least[offer.supplier] = max(value, least.get(offer.supplier, ZERO))
    return {name: SupplierRule(minimum_order_value=value) for name, value in least.items()}


def quoted_quantity(offer: Offer, lot: Lot, quantity: Decimal) -> Decimal:
    """Give a quantity of a lot in the unit that the offer's own rows are in."""
    there = converted(quantity, lot.unit, offer.quoted.unit, offer.quoted.content)
    return quantity if there is None else there
