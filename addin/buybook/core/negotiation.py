"""What to aim for with each offer, why, and how far the supplier has come since their first quotation.

A target is the lowest price that something supports: the best comparable offer of another supplier, what was paid
last, what the article should cost, its standard price, or a price break within reach. All are brought to the
offer's own currency and to one unit of the lot, so that they stand beside the price that was quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from decimal import Decimal

from buybook.core.exchange import Rates
from buybook.core.item_keys import ItemKey
from buybook.core.money import ZERO, rounded, to_step
from buybook.core.price_history import PaidPrice
from buybook.core.quotations import Lot, Offer
from buybook.core.rows import Place, Row, folded
from buybook.core.units import converted
from buybook.frozen import frozen

REASONS = ("best_offer", "last_paid", "should_cost", "standard", "break")
_PRICE_DIGITS = Decimal("0.0001")
_PERCENT_DIGITS = Decimal("0.1")
_ONE = Decimal(1)


@frozen
class Amount:
    """A price for one `unit` of an article in a currency; no currency means the base currency."""

    price: Decimal
    currency: str | None = None
    unit: str | None = None


@frozen
class Known:
    """What there is to hold an offer against, by article."""

    paid: Mapping[ItemKey, PaidPrice] = field(default_factory=dict)
    should_cost: Mapping[ItemKey, Amount] = field(default_factory=dict)
    standard: Mapping[ItemKey, Amount] = field(default_factory=dict)


@frozen
class Reference:
    """One price to hold an offer against, in the offer's currency for one unit of the lot.

    `reason` is of `REASONS`. `supplier` and `day` say whose price it was and when; `quantity` is the quantity to
    order for a break, or that was bought. `old` is a price that was paid too long ago to aim for.
    """

    reason: str
    price: Decimal
    supplier: str | None = None
    day: date | None = None
    quantity: Decimal | None = None
    old: bool = False


@frozen
class Target:
    """What to aim for with one offer.

    `aim` is the lowest reference below the offer; None where none is. `gap` is offer less aim for one unit in
    the offer's currency, `gap_percent` of the offer to a tenth, `gap_amount` for the whole quantity in the base
    currency. Zero all, where there is nothing to aim for.
    """

    lot: Lot
    offer: Offer
    references: tuple[Reference, ...]
    aim: Reference | None
    gap: Decimal
    gap_percent: Decimal
    gap_amount: Decimal


@frozen
class QuotedRound:
    """One quotation of a supplier for an article among those that followed each other.

    `price` is net for one unit of the lot at the quantity needed. `conceded` is what it is less than the first
    round's, in this round's currency, negative where it rose; `percent` of the first. Both are None where the
    currencies cannot be converted.
    """

    number: int  # from 1
    day: date | None
    quote_number: str | None
    price: Decimal
    currency: str | None
    conceded: Decimal | None
    percent: Decimal | None
    places: tuple[Place, ...]


def targets(
    lots: Iterable[Lot], known: Known, rates: Rates, today: date, history_days: int = 730
) -> tuple[Target, ...]:
    """Give the target of every comparable offer, lot by lot, the best offer first."""
    oldest = today - timedelta(days=history_days)
    return tuple(
        _target(lot, offer, _references(lot, offer, known, rates, oldest), rates)
        for lot in lots
        for offer in lot.offers
        if offer.excluded is None and offer.unit_price is not None
    )


def _target(lot: Lot, offer: Offer, references: Sequence[Reference], rates: Rates) -> Target:
    price, quantity = offer.unit_price, offer.order_quantity
    assert price is not None and quantity is not None  # comparable
    lower = [each for each in references if each.price < price and not each.old]
    aim = min(lower, key=lambda each: (each.price, REASONS.index(each.reason)), default=None)
    if aim is None:
        return Target(lot, offer, tuple(references), None, ZERO, ZERO, ZERO)
    gap = price - aim.price
    rate = rate_of(offer, rates) or ZERO
    return Target(
        lot,
        offer,
        tuple(references),
        aim,
        to_step(gap, _PRICE_DIGITS),
        to_step(gap * 100 / price, _PERCENT_DIGITS),
        rounded(gap * quantity * rate, rates.base),
    )


def rate_of(offer: Offer, rates: Rates) -> Decimal | None:
    """Give what one unit of an offer's currency costs in the base currency; the quotation's own rate wins."""
    if offer.currency is None:
        return None
    own = offer.quoted.exchange_rate
    return own if own is not None and offer.currency != rates.base else rates.rate(offer.currency)


def _references(lot: Lot, offer: Offer, known: Known, rates: Rates, oldest: date) -> list[Reference]:
    found = [_by_best_offer(lot, offer, rates), _by_last_paid(lot, offer, known, rates, oldest)]
    for reason, amounts in (("should_cost", known.should_cost), ("standard", known.standard)):
        amount = amounts.get(lot.key)
        price = None if amount is None else price_beside(amount, lot, offer, rates)
        found.append(None if price is None else Reference(reason, price))
    if offer.hint is not None:
        step = offer.hint
        found.append(Reference("break", _price(step.net_price), offer.supplier, quantity=step.quantity))
    return [each for each in found if each is not None]


def _by_best_offer(lot: Lot, offer: Offer, rates: Rates) -> Reference | None:
    """Give the price at which an offer would land as cheap, for one unit, as the best of the other suppliers."""
    others = (each for each in lot.offers if each.rank and folded(each.supplier) != folded(offer.supplier))
    best = min(others, key=lambda each: each.rank or 0, default=None)
    rate, quantity, total = rate_of(offer, rates), offer.order_quantity, offer.landed_total
    goods = offer.components.get("amount")
    if best is None or best.landed_unit_price is None or not rate or not quantity:
        return None
    if total is None or goods is None:
        return None
    price = (best.landed_unit_price - (total - goods) / quantity) / rate
    return Reference("best_offer", _price(price), best.supplier) if price > 0 else None


def _by_last_paid(lot: Lot, offer: Offer, known: Known, rates: Rates, oldest: date) -> Reference | None:
    paid = known.paid.get(lot.key)
    if paid is None:
        return None
    price = price_beside(Amount(paid.price, paid.currency, paid.unit), lot, offer, rates)
    if price is None:
        return None
    return Reference("last_paid", price, paid.supplier, paid.day, paid.quantity, old=paid.day < oldest)


def price_beside(amount: Amount, lot: Lot, offer: Offer, rates: Rates) -> Decimal | None:
    """Bring a price to an offer's currency and one unit of its lot; None where that cannot be done."""
    units = converted(_ONE, lot.unit, amount.unit, offer.quoted.content)
    there, back = rate_of(offer, rates), rates.rate(amount.currency or rates.base or "")
    if units is None or not there or back is None:
        return None
    return _price(amount.price * units * back / there)


def _price(price: Decimal) -> Decimal:
    return to_step(price, _PRICE_DIGITS).normalize() + ZERO


def quoted_rounds(lot: Lot, supplier: str, rates: Rates) -> tuple[QuotedRound, ...]:
    """Give a supplier's quotations for an article in the order of their dates, replaced and expired ones too.

    Declined ones and ones without a price for the quantity are no rounds. Without a date nobody knows which of
    two quotations came first: they are in the order in which they stand.
    """
    own = [each for each in lot.offers if folded(each.supplier) == folded(supplier)]
    quotations: dict[tuple[date, str], list[Offer]] = {}
    for offer in own:
        if offer.unit_price is not None and not offer.quoted.declined:
            key = (offer.quoted.quote_date or date.min, folded(offer.quote_number))
            quotations.setdefault(key, []).append(offer)
    chosen = [_standing(offers) for _, offers in sorted(quotations.items(), key=_when)]
    return tuple(_round(at, offer, chosen[0], rates) for at, offer in enumerate(chosen, start=1))


def _when(quotation: tuple[tuple[date, str], list[Offer]]) -> tuple[date, Place]:
    (day, _), offers = quotation
    return day, min(offer.places[0] for offer in offers)


def _standing(offers: Sequence[Offer]) -> Offer:
    """Give the offer of a quotation that counts: what replaced the others, the cheapest of several units."""
    standing = [each for each in offers if not each.quoted.superseded] or offers[-1:]
    return min(standing, key=lambda each: (each.landed_total is None, each.landed_total or ZERO, each.places))


def _round(number: int, offer: Offer, first: Offer, rates: Rates) -> QuotedRound:
    price, start = offer.unit_price, first.unit_price
    assert price is not None and start is not None  # rounds have a price
    if offer.currency != first.currency:
        here, there = rate_of(offer, rates), rate_of(first, rates)
        start = start * there / here if here and there else ZERO
    known = start > 0
    return QuotedRound(
        number=number,
        day=offer.quoted.quote_date,
        quote_number=offer.quote_number,
        price=price,
        currency=offer.currency,
        conceded=to_step(start - price, _PRICE_DIGITS).normalize() + ZERO if known else None,
        percent=to_step((start - price) * 100 / start, _PERCENT_DIGITS) if known else None,
        places=offer.places,
    )


def standard_prices(items: Iterable[tuple[ItemKey, Row]]) -> dict[ItemKey, Amount]:
    """Give what the item list says that articles cost, of two rows the first."""
    found: dict[ItemKey, Amount] = {}
    for key, row in items:
        price = row.positive("purchase_price")
        if price is not None:
            per = row.positive("price_per") or _ONE
            found.setdefault(key, Amount(price / per, row.text("currency"), row.text("unit")))
    return found
