"""Savings by named baseline, booked when an order is made and realised by what arrives.

Price saving = (baseline - agreed) x volume, the baseline being the budget, what was paid last or the standard price;
negotiated = (first valid quotation - agreed) x volume; avoidance = (announced price - agreed) x volume. A line is
booked once, by one baseline, so that nothing is counted twice. A dearer price is a negative saving.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from buybook.core.exchange import Rates
from buybook.core.item_keys import ItemKey
from buybook.core.money import ZERO, rounded
from buybook.core.negotiation import Amount, quoted_rounds
from buybook.core.purchase_lines import OrderLine
from buybook.core.purchase_orders import PurchaseOrder
from buybook.core.quotations import Lot, Offer
from buybook.core.rows import folded
from buybook.core.units import converted
from buybook.frozen import frozen

_ONE = Decimal(1)


class Baseline(StrEnum):
    """What an agreed price is held against."""

    BUDGET = "budget"
    LAST_PAID = "last_paid"
    STANDARD = "standard"
    FIRST_QUOTATION = "first_quotation"
    ANNOUNCED = "announced"

    @property
    def kind(self) -> str:
        """The kind of saving: 'price', 'negotiated' or 'avoidance'."""
        return {Baseline.FIRST_QUOTATION: "negotiated", Baseline.ANNOUNCED: "avoidance"}.get(self, "price")


@frozen
class Saving:
    """What one order line saves: prices for one `unit` in the base currency, unrounded; `amount` in whole coins."""

    po_number: str
    po_line: str
    supplier: str
    item: str | None
    baseline: Baseline
    baseline_price: Decimal
    agreed_price: Decimal
    volume: Decimal
    unit: str | None
    amount: Decimal
    booked: date


@frozen
class Baselines:
    """The prices that are known of articles, by baseline; a first quotation is found in the lots."""

    prices: Mapping[Baseline, Mapping[ItemKey, Amount]]
    order: Sequence[Baseline]  # the first that is known of an article counts


@frozen
class Bought:
    """An order line with its article and what was quoted for it."""

    order: PurchaseOrder
    line: OrderLine
    key: ItemKey | None
    lot: Lot | None


def savings_of(
    bought: Iterable[Bought], baselines: Baselines, rates: Rates, today: date
) -> tuple[list[Saving], list[Bought]]:
    """Give the saving of each order line, and the lines of which no baseline is known: they have no saving."""
    savings: list[Saving] = []
    without: list[Bought] = []
    for each in bought:
        found = _saving(each, baselines, rates, today)
        if found is None:
            without.append(each)
        else:
            savings.append(found)
    return savings, without


def _saving(bought: Bought, baselines: Baselines, rates: Rates, today: date) -> Saving | None:
    line = bought.line
    rate = rates.rate(bought.order.currency)
    if rate is None or line.quantity <= 0:
        return None
    agreed = line.unit_price * (100 - line.discount) / (100 * line.price_per) * rate
    for baseline in baselines.order:
        price = _baseline_price(bought, baseline, baselines, rates)
        if price is not None:
            amount = rounded((price - agreed) * line.quantity, rates.base)
            return Saving(
                bought.order.po_number,
                line.po_line,
                bought.order.supplier,
                line.item_number or line.description,
                baseline,
                price,
                agreed,
                line.quantity,
                line.unit,
                amount,
                today,
            )
    return None


def _baseline_price(bought: Bought, baseline: Baseline, baselines: Baselines, rates: Rates) -> Decimal | None:
    """Give a baseline's price for one unit of the line in the base currency; None where it is not known."""
    if baseline is Baseline.FIRST_QUOTATION:
        return _first_quotation(bought, rates)
    if bought.key is None:
        return None
    amount = baselines.prices.get(baseline, {}).get(bought.key)
    rate = None if amount is None else rates.rate(amount.currency or rates.base or "")
    units = None if amount is None else converted(_ONE, bought.line.unit, amount.unit, _content(bought))
    if amount is None or rate is None or units is None:
        return None
    return amount.price * units * rate


def _first_quotation(bought: Bought, rates: Rates) -> Decimal | None:
    """Give the supplier's first price where a later quotation followed it: one quotation alone saved nothing."""
    lot = bought.lot
    rounds = quoted_rounds(lot, bought.order.supplier, rates) if lot is not None else ()
    if lot is None or len(rounds) < 2:
        return None
    first = rounds[0]
    offer = next(each for each in lot.offers if each.places == first.places)
    own = offer.quoted.exchange_rate if first.currency != rates.base else None
    rate = own or (rates.rate(first.currency) if first.currency else None)
    units = converted(_ONE, bought.line.unit, lot.unit, offer.quoted.content)
    return None if rate is None or units is None else first.price * units * rate


def _content(bought: Bought) -> Decimal | None:
    offer = _offer(bought)
    return offer.quoted.content if offer is not None else None


def _offer(bought: Bought) -> Offer | None:
    offers = bought.lot.offers if bought.lot is not None else ()
    name = folded(bought.order.supplier)
    return next((each for each in offers if folded(each.supplier) == name), None)


def realised(amount: Decimal, volume: Decimal, accepted: Decimal, base: str | None) -> Decimal:
    """Give the part of a booked saving that what arrived has realised; more than was ordered realises no more.

    >>> realised(Decimal("100.00"), Decimal(40), Decimal(10), "EUR")
    Decimal('25.00')
    """
    if volume <= 0:
        return ZERO
    return rounded(amount * min(max(accepted, ZERO), volume) / volume, base)
