"""The parts of an offer's landed cost, each in the base currency, and where each is known from.

Every part is rounded in its own currency, converted, and rounded in the base currency; the landed total is their
sum. A part that nobody states is None, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from buybook.core.countries import country_code, crosses_border
from buybook.core.document_costs import DISCOUNT
from buybook.core.exchange import Rates
from buybook.core.incoterms import BORDER, COVERED_BY, left_to_buyer, seller_bears, term_of
from buybook.core.money import ZERO, rounded, total
from buybook.core.offer_prices import PricedNeed
from buybook.core.offers import PricedRow, QuotedOffer
from buybook.core.payment import payment_days
from buybook.core.prices import Break
from buybook.frozen import frozen

CHARGES: Mapping[str, str] = MappingProxyType(
    {
        "freight": "freight_cost",
        "packing": "packing_cost",
        "insurance": "insurance_cost",
        "duty": "duty_cost",
        "handling": "handling_cost",
    }
)
COMPONENTS = ("amount", "quotation_discount", *CHARGES, "incoterm_gap", "cost_of_money")
_DAYS_IN_YEAR = 365
_HUNDRED = Decimal(100)


class Source(StrEnum):
    """Where a part of a landed cost is known from."""

    STATED = "stated"  # by the quotation for this line
    SHARED = "shared"  # its share of what the quotation states once
    ESTIMATED = "estimated"  # by the buyer's own estimates
    PARTLY_ESTIMATED = "partly_estimated"  # some of what the term leaves to the buyer has no estimate
    COMPUTED = "computed"
    INCLUDED = "included"  # the seller bears it by the delivery term
    MISSING = "missing"
    NOT_ASKED = "not_asked"  # nothing to add, or the settings leave it out


@frozen
class Estimate:
    """What the buyer reckons for a part that a delivery term leaves to them.

    One of `amount` (base currency a line), `percent` (of the goods' amount) and `per_kg` (base currency) counts.
    It holds for suppliers of `country` and for `incoterm`, where they are named.
    """

    part: str
    country: str | None = None
    incoterm: str | None = None
    amount: Decimal | None = None
    percent: Decimal | None = None
    per_kg: Decimal | None = None

    def fits(self, part: str, country: str | None, term: str | None) -> bool:
        """Tell whether it is meant for a part, a supplier's country and a term."""
        named = country_code(self.country)
        return (
            self.part == part and named in (None, country_code(country)) and self.incoterm in (None, "", term)
        )

    def value(self, goods: Decimal, kilos: Decimal | None) -> Decimal | None:
        """Give the estimated amount, unrounded; None where it needs a weight that is not known."""
        if self.amount is not None:
            return self.amount
        if self.percent is not None:
            return goods * self.percent / _HUNDRED
        return None if self.per_kg is None or kilos is None else self.per_kg * kilos


@frozen
class CostRules:
    """The knobs of landed cost; `country` is the buyer's own."""

    cost_of_money_percent: Decimal = ZERO  # a year; zero leaves the cost of money out
    reference_payment_days: int = 30
    estimates: tuple[Estimate, ...] = ()
    country: str | None = None


@frozen
class Costed:
    """An offer's parts in the base currency, by name, and the source of each.

    `goods` splits the amount into 'quoted' (the lowest break's price for the whole quantity, before discount),
    'discount' and 'break'; it is empty where the amount is not known. `gap` has the parts that the delivery
    term leaves to the buyer and the quotation does not state, each with its estimate or None.
    """

    amounts: Mapping[str, Decimal | None]
    sources: Mapping[str, Source]
    goods: Mapping[str, Decimal] = field(default_factory=dict)
    gap: Mapping[str, Decimal | None] = field(default_factory=dict)

    @property
    def landed(self) -> Decimal | None:
        """The landed total; None where not even the goods' amount is known in the base currency."""
        if self.amounts["amount"] is None:
            return None
        return total(part for part in self.amounts.values() if part is not None)


@frozen
class Slope:
    """Landed cost of a quantity = goods in the base currency x `factor` + quantity x `per_unit` + `lump`."""

    factor: Decimal
    per_unit: Decimal
    lump: Decimal


_UNKNOWN = Costed(dict.fromkeys(COMPONENTS), dict.fromkeys(COMPONENTS, Source.MISSING))


@frozen
class Costing:
    """Costs one offer at a priced need; `shares` are its shares of the quotation's costs, base currency."""

    offer: QuotedOffer
    known: PricedNeed
    rules: CostRules
    rates: Rates
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    shared_columns: frozenset[str] = frozenset()  # charges whose column is for the whole quotation
    kilos_each: Decimal | None = None  # what one unit of the need weighs

    def costed(self) -> Costed:
        """Give every part with its source."""
        if self.offer.currency is None:
            return _UNKNOWN
        amount = self._base(self.known.price.amount)
        parts: dict[str, tuple[Decimal | None, Source]] = {
            "amount": (amount, Source.STATED if amount is not None else Source.MISSING),
            "quotation_discount": self._quotation_discount(),
        }
        parts |= {name: self._charge(name) for name in CHARGES}
        gap = self._gap(amount, parts)
        parts["incoterm_gap"] = _gap_total(gap)
        parts["cost_of_money"] = self._cost_of_money()
        return Costed(
            {name: parts[name][0] for name in COMPONENTS},
            {name: parts[name][1] for name in COMPONENTS},
            self._goods() if amount is not None else {},
            gap,
        )

    def slope(self) -> Slope:
        """Give how the landed cost follows the quantity, at this need's break; unrounded."""
        goods = self._base(self.known.price.amount) or ZERO
        fitting = [self._fitting(part, goods) for part in self.costed().gap]
        percent = total(each.percent for each in fitting if each and each.percent is not None)
        per_kg = total(each.per_kg for each in fitting if each and each.per_kg is not None)
        lump = total(each.amount for each in fitting if each and each.amount is not None)
        days = payment_days(self.offer.text_or_listed("payment_terms"))
        longer = ZERO if days is None else Decimal(self.rules.reference_payment_days - days)
        money = max(self.rules.cost_of_money_percent, ZERO) * longer / (100 * _DAYS_IN_YEAR)
        return Slope(
            1 + percent / _HUNDRED + money,
            per_kg * (self.kilos_each or ZERO),
            lump + total(self.shares.values()),
        )

    def charges_from(self, start: Decimal) -> Decimal:
        """Give the charges that the quotation states for the line from a break on, in the base currency."""
        stated = (
            self.offer.number_at(CHARGES[name], start) for name in CHARGES if name not in self.shared_columns
        )
        return total(self._base(amount) or ZERO for amount in stated if amount is not None)

    def _base(self, amount: Decimal) -> Decimal | None:
        currency = self.offer.currency
        assert currency is not None  # checked first
        return self.rates.in_base(rounded(amount, currency), currency, self.offer.exchange_rate)

    def _quotation_discount(self) -> tuple[Decimal | None, Source]:
        share = self.shares.get(DISCOUNT)
        return (share, Source.SHARED) if share is not None else (None, Source.NOT_ASKED)

    def _charge(self, name: str) -> tuple[Decimal | None, Source]:
        own = None
        if name not in self.shared_columns:
            stated = self.offer.number_at(CHARGES[name], self.known.price.quantity)
            own = None if stated is None else self._base(stated)
        share = self.shares.get(name)
        if share is not None:
            return share + (own or ZERO), Source.SHARED
        if own is not None:
            return own, Source.STATED
        borne = seller_bears(name, self.offer.text_or_listed("incoterm"))
        return None, Source.INCLUDED if borne else Source.MISSING

    def _goods(self) -> dict[str, Decimal]:
        """Split the goods' amount: each level is rounded and converted, and a step is the difference of two."""
        quantity, scheme_amount = self.known.price.quantity, self.known.price.amount
        first = next(priced for priced in self.offer.rows if priced.price is not None)
        gross, net = _gross(first).cost(quantity), _price_of(first).cost(quantity)
        quoted, discounted, reached = (self._base(level) for level in (gross, net, scheme_amount))
        assert quoted is not None and discounted is not None and reached is not None  # one rate for all three
        return {"quoted": quoted, "discount": discounted - quoted, "break": reached - discounted}

    def _gap(
        self, goods: Decimal | None, parts: Mapping[str, tuple[Decimal | None, Source]]
    ) -> dict[str, Decimal | None]:
        """Give what the term leaves to the buyer and no charge of the quotation covers."""
        incoterm = self.offer.text_or_listed("incoterm")
        left, country = left_to_buyer(incoterm), self.offer.text_or_listed("country_of_origin")
        if left is None or goods is None:
            return {}
        stated = [name for name in COVERED_BY if parts[name][0] is not None]
        left = left.difference(*(COVERED_BY[name] for name in stated))
        if not crosses_border(country, self.rules.country):
            left -= BORDER
        return {part: self._estimate(part, goods) for part in sorted(left)}

    def _estimate(self, part: str, goods: Decimal) -> Decimal | None:
        estimate = self._fitting(part, goods)
        value = None if estimate is None else estimate.value(goods, self._kilos())
        return None if value is None else rounded(value, self.rates.base)

    def _fitting(self, part: str, goods: Decimal) -> Estimate | None:
        """Give the first estimate of a part that fits the offer and can be worked out."""
        term = term_of(self.offer.text_or_listed("incoterm"))
        country = self.offer.text_or_listed("country_of_origin")
        fitting = (each for each in self.rules.estimates if each.fits(part, country, term))
        return next((each for each in fitting if each.value(goods, self._kilos()) is not None), None)

    def _kilos(self) -> Decimal | None:
        return None if self.kilos_each is None else self.kilos_each * self.known.order_quantity

    def _cost_of_money(self) -> tuple[Decimal | None, Source]:
        """Amount x annual rate x (reference days - offered days) / 365; negative for longer terms than usual."""
        rate = self.rules.cost_of_money_percent
        if rate <= 0:
            return None, Source.NOT_ASKED
        days = payment_days(self.offer.text_or_listed("payment_terms"))
        if days is None:
            return None, Source.MISSING
        longer = self.rules.reference_payment_days - days
        cost = self.known.price.amount * rate * longer / (100 * _DAYS_IN_YEAR)
        return self._base(cost), Source.COMPUTED


def unknown() -> Costed:
    """Give the parts of an offer that cannot be priced: none is known."""
    return _UNKNOWN


def _gap_total(gap: Mapping[str, Decimal | None]) -> tuple[Decimal | None, Source]:
    estimated = [amount for amount in gap.values() if amount is not None]
    if not gap:
        return None, Source.NOT_ASKED
    if not estimated:
        return None, Source.MISSING
    whole = len(estimated) == len(gap)
    return total(estimated), Source.ESTIMATED if whole else Source.PARTLY_ESTIMATED


def _price_of(priced: PricedRow) -> Break:
    assert priced.price is not None  # rows without were passed over
    return priced.price


def _gross(priced: PricedRow) -> Break:
    """Give a row's price before its discount: also the list price that stands beside a price that is net."""
    price, row = _price_of(priced), priced.row
    listed = row.positive("list_price")
    net_already = not price.discount and listed is not None and bool(row.positive("discount"))
    if net_already and listed is not None and listed != price.price:
        return replace(price, price=listed)
    return replace(price, discount=ZERO)


def missing_charges(named: Sequence[str], costed: Costed, incoterm: str | None) -> list[str]:
    """Give the notes on charges, of those that others of the lot state, that an offer neither states nor bears."""
    return [
        f"missing_{name}"
        for name in named
        if costed.amounts[name] is None and not seller_bears(name, incoterm)
    ]
