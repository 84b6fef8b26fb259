"""Quotations side by side: what each offer costs for the need, landed, in the base currency, ranked.

The order of operations for every offer: convert the need to the offer's unit, raise it to the minimum order
quantity, round it up to the multiple and the pack, then choose the price break; the amount is rounded in the
quotation's currency, each cost likewise, each is converted and rounded, and the landed total is their sum.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from decimal import Decimal

from buybook.core.bridge import Bridge, bridge
from buybook.core.components import (
    CHARGES,
    COMPONENTS,
    Costed,
    Costing,
    CostRules,
    missing_charges,
    unknown,
)
from buybook.core.document_costs import DocumentCosts, QuotedLine, Shares, SharingRules
from buybook.core.exchange import Rates
from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey, ItemKeys, item_keys
from buybook.core.money import ZERO, to_step
from buybook.core.needs import Need, needed_quantity
from buybook.core.offer_currencies import NO_CURRENCY, offer_currencies
from buybook.core.offer_prices import PricedNeed, price_need
from buybook.core.offers import OfferReader, QuotedOffer
from buybook.core.payment import payment_days
from buybook.core.prices import BreakHint, PriceBreaks
from buybook.core.rows import Place, Row, folded, plain, rows_of, stated
from buybook.core.supplier_book import SupplierBook, supplier_book
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import TableKind

__all__ = [
    "CHARGES",
    "COMPONENTS",
    "Comparison",
    "CostRules",
    "Lot",
    "Offer",
    "QuotationRules",
    "SharingRules",
    "compare",
]

_LANDED_DIGITS = Decimal("1E-6")


@frozen
class QuotationRules:
    """The knobs of comparing; the defaults are those of terms.md."""

    expiring_within_days: int = 7
    price_breaks: PriceBreaks = PriceBreaks.ALL_UNITS
    costs: CostRules = field(default_factory=CostRules)
    sharing: SharingRules = field(default_factory=SharingRules)
    pack_contents: Mapping[str, Decimal] = field(
        default_factory=dict
    )  # unit -> pieces, where nothing else says


@frozen
class Offer:
    """One supplier's offer for a lot; what could not be computed is None.

    Quantities are in the lot's unit, `unit_price` is net in the quotation's currency for one unit of the lot,
    landed amounts and `components` are in the base currency. A component that the quotation does not state is
    None. `excluded` is None, or why the offer is not ranked: 'declined', 'no_price', 'superseded', 'expired',
    'no_supplier', 'no_quantity', 'unit_mismatch', 'below_minimum', 'no_currency', 'no_rate'.
    `notes` are codes: expiring, validity_not_stated, below_minimum_order_value, order_to_break, near_break,
    raised_to_moq, rounded_to_multiple, missing_<component>, estimated_incoterm_gap.
    """

    supplier: str
    quoted: QuotedOffer
    quote_number: str | None
    order_quantity: Decimal | None
    unit_price: Decimal | None
    currency: str | None
    landed_unit_price: Decimal | None
    landed_total: Decimal | None
    lead_time_days: int | None
    valid_until: date | None
    rank: int | None
    excluded: str | None
    notes: tuple[str, ...]
    components: Mapping[str, Decimal | None]
    hint: BreakHint | None
    incoterm: str | None
    payment_terms: str | None
    places: tuple[Place, ...]
    costed: Costed = field(default_factory=unknown)  # the components, with where each is known from
    costing: Costing | None = field(default=None, repr=False, compare=False)  # to cost other quantities by

    @property
    def bridge(self) -> Bridge | None:
        """The named steps to the landed total; None where there is none."""
        return bridge(self.costed)


@frozen
class Lot:
    """An article, how much of it is needed, and who offers it; `best` is the first-ranked supplier."""

    key: ItemKey
    item_number: str | None
    description: str | None
    quantity: Decimal | None
    unit: str | None
    offers: tuple[Offer, ...]
    best: str | None

    @property
    def best_offer(self) -> Offer | None:
        """The first-ranked offer."""
        return next((offer for offer in self.offers if offer.rank == 1), None)


@frozen
class Comparison:
    """All lots of a workbook, in the order in which the quotations name them."""

    lots: tuple[Lot, ...]
    findings: tuple[Finding, ...] = ()
    base: str | None = None

    @property
    def by_item(self) -> Mapping[ItemKey, Lot]:
        """The lots by the keys of their articles."""
        return {lot.key: lot for lot in self.lots}


def compare(tables: Tables, rules: QuotationRules, rates: Rates, today: date) -> Comparison:
    """Compare all quotations of a workbook, article by article."""
    findings: list[Finding] = []
    keys, book = item_keys(tables), supplier_book(tables)
    rows = rows_of(tables, TableKind.QUOTATIONS)
    rates = _with_base(rates, rows, book)
    cost_rows = _cost_rows(rows, rules.sharing, book)
    costs = {row.place for row in cost_rows}
    goods = [row for row in rows if row.place not in costs]
    currencies = offer_currencies(rows, book, rates.base, findings)
    reader = OfferReader(book, rules.price_breaks, currencies, findings, rules.pack_contents)
    requests = _grouped(rows_of(tables, TableKind.REQUISITIONS), keys)
    items = _grouped(rows_of(tables, TableKind.ITEMS), keys)
    wanted = []
    for key, lot_rows in _grouped(goods, keys).items():
        item = next(iter(items.get(key, ())), None)
        offers = reader.offers(lot_rows, item)
        need = needed_quantity(requests.get(key, []), offers, item, findings)
        naming = [*lot_rows, *items.get(key, ()), *requests.get(key, ())]
        wanted.append(_Wanted(key, offers, need, naming))
    shares: Shares = {}
    if cost_rows or rules.sharing.per_quotation:
        shares = DocumentCosts(rules.sharing, book, rates, findings).shares(cost_rows, _quoted_lines(wanted))
    lots = [_compared(each, shares, rules, rates, today) for each in wanted]
    findings.extend(comparison_findings(lots, rates.base))
    return Comparison(tuple(lots), tuple(findings), rates.base)


@frozen
class _Wanted:
    """An article with its offers and how much of it is needed, before anything is valued."""

    key: ItemKey
    offers: Sequence[QuotedOffer]
    need: Need
    naming: Sequence[Row]  # rows that may name the article

    @property
    def item_number(self) -> str | None:
        return next(iter(stated(row.text("item_number") for row in self.naming)), None)

    def priced(self, offer: QuotedOffer) -> PricedNeed | str:
        if self.need.quantity is None:
            return "no_quantity"
        return price_need(offer, self.need.quantity, self.need.unit)


def _quoted_lines(wanted: Iterable[_Wanted]) -> list[QuotedLine]:
    return [
        QuotedLine(offer, each.item_number, priced, each.need.unit)
        for each in wanted
        for offer in each.offers
        if not isinstance(priced := each.priced(offer), str)
    ]


def _compared(wanted: _Wanted, shares: Shares, rules: QuotationRules, rates: Rates, today: date) -> Lot:
    valued = [_valued(offer, wanted, shares, rules, rates, today) for offer in wanted.offers]
    return _lot(wanted.key, wanted.naming, wanted.need, _ranked(_missing_charges(valued)))


def _cost_rows(rows: Sequence[Row], sharing: SharingRules, book: SupplierBook) -> list[Row]:
    """Find the rows that are costs of a quotation; who quotes nothing else offers transport, say, as goods."""
    named = [row for row in rows if sharing.charge_of(row)]
    if not named:
        return []
    costs = {row.place for row in named}
    sellers = {folded(book.name(row)) for row in rows if row.place not in costs}
    return [row for row in named if book.name(row) is None or folded(book.name(row)) in sellers]


def _with_base(rates: Rates, rows: Sequence[Row], book: SupplierBook) -> Rates:
    """Compare in the only currency there is, where nobody named a base currency."""
    if rates.base is not None:
        return rates
    named = stated(book.stated(row, "currency") for row in rows)
    if len(named) > 1:
        return rates
    return replace(rates, base=named[0] if named else NO_CURRENCY)


def _grouped(rows: Iterable[Row], keys: ItemKeys) -> dict[ItemKey, list[Row]]:
    groups: dict[ItemKey, list[Row]] = {}
    for row in rows:
        key = keys.of(row)
        if key is not None:
            groups.setdefault(key, []).append(row)
    return groups


def _lot(key: ItemKey, rows: Sequence[Row], need: Need, offers: Sequence[Offer]) -> Lot:
    def first(name: str) -> str | None:
        return next(iter(stated(row.text(name) for row in rows)), None)

    return Lot(
        key=key,
        item_number=first("item_number") or first("manufacturer_part_number"),
        description=first("description"),
        quantity=need.quantity,
        unit=need.unit,
        offers=tuple(offers),
        best=next((offer.supplier for offer in offers if offer.rank == 1), None),
    )


def _valued(
    offer: QuotedOffer, wanted: _Wanted, shares: Shares, rules: QuotationRules, rates: Rates, today: date
) -> Offer:
    """Value one offer as far as it goes; an excluded one too, so that the buyer sees what it would cost."""
    priced = wanted.priced(offer)
    known = None if isinstance(priced, str) else priced
    at_break = known.price.quantity if known else None
    costed, costing = unknown(), None
    if known is not None:
        own, columns = shares.get(offer.places, {}), rules.sharing.per_quotation
        kilos = rules.sharing.weights.get(folded(wanted.item_number))
        costing = Costing(offer, known, rules.costs, rates, own, columns, kilos)
        costed = costing.costed()
    landed = costed.landed
    valid_until = offer.valid_until(at_break)
    lead_time = offer.number_at("lead_time", at_break)
    excluded = _excluded(offer, valid_until, today)
    if excluded is None and isinstance(priced, str):
        excluded = priced
    if excluded is None and landed is None:
        excluded = "no_currency" if offer.currency is None else "no_rate"
    return Offer(
        supplier=offer.supplier,
        quoted=offer,
        quote_number=offer.quote_number,
        order_quantity=known.order_quantity if known else None,
        unit_price=known.unit_price if known else None,
        currency=offer.currency,
        landed_unit_price=_per_unit(landed, known),
        landed_total=landed,
        lead_time_days=None if lead_time is None else math.ceil(lead_time),
        valid_until=valid_until,
        rank=None,
        excluded=excluded,
        notes=(*_notes(offer, known, valid_until, rules, today), *_estimated(costed)),
        components=costed.amounts,
        hint=known.hint if known else None,
        incoterm=offer.text_or_listed("incoterm"),
        payment_terms=offer.text_or_listed("payment_terms"),
        places=offer.places,
        costed=costed,
        costing=costing,
    )


def _excluded(offer: QuotedOffer, valid_until: date | None, today: date) -> str | None:
    """Give the reason, of those that have nothing to do with the quantity, not to rank an offer."""
    reasons = {
        "declined": offer.declined,
        "no_price": not offer.terms.breaks,
        "no_supplier": not offer.supplier,
        "superseded": offer.superseded,
        "expired": valid_until is not None and valid_until < today,  # valid through the end of the day
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _per_unit(landed: Decimal | None, known: PricedNeed | None) -> Decimal | None:
    if landed is None or known is None:
        return None
    return to_step(landed / known.order_quantity, _LANDED_DIGITS)


def _notes(
    offer: QuotedOffer, known: PricedNeed | None, valid_until: date | None, rules: QuotationRules, today: date
) -> tuple[str, ...]:
    last_days = today + timedelta(days=rules.expiring_within_days)
    least = offer.minimum_order_value
    notes = {
        "validity_not_stated": valid_until is None,
        "expiring": valid_until is not None and today <= valid_until <= last_days,
        "below_minimum_order_value": known is not None and least is not None and known.price.amount < least,
        "missing_payment_terms": rules.costs.cost_of_money_percent > 0
        and payment_days(offer.text_or_listed("payment_terms")) is None,
    }
    return (*(known.notes if known else ()), *(note for note, holds in notes.items() if holds))


def _estimated(costed: Costed) -> tuple[str, ...]:
    return ("estimated_incoterm_gap",) if costed.amounts["incoterm_gap"] is not None else ()


def _missing_charges(offers: Sequence[Offer]) -> list[Offer]:
    """Note on each offer the charges that others of the lot state, and that it neither states nor bears."""
    named = [name for name in CHARGES if any(offer.components[name] is not None for offer in offers)]
    return [
        replace(offer, notes=(*offer.notes, *missing_charges(named, offer.costed, offer.incoterm)))
        for offer in offers
    ]


def _ranked(offers: Iterable[Offer]) -> list[Offer]:
    """Rank by landed total, then lead time, then supplier; those that are excluded follow, unranked."""
    everyone = sorted(offers, key=_order)
    return [
        replace(offer, rank=position) if offer.excluded is None else offer
        for position, offer in enumerate(everyone, start=1)
    ]


def _order(offer: Offer) -> tuple[bool, Decimal, float, str, tuple[Place, ...]]:
    return (
        offer.excluded is not None,
        offer.landed_total if offer.landed_total is not None else Decimal("Infinity"),
        offer.lead_time_days if offer.lead_time_days is not None else math.inf,
        folded(offer.supplier),
        offer.places,
    )


def comparison_findings(lots: Iterable[Lot], base: str | None) -> list[Finding]:
    """Say what the buyer should know of each lot, and once per currency that there is no rate for it."""
    findings: list[Finding] = []
    without_rate: set[str] = set()
    for lot in lots:
        findings.extend(_lot_findings(lot))
        for offer in lot.offers:
            if offer.excluded == "no_rate" and base and offer.currency and offer.currency not in without_rate:
                without_rate.add(offer.currency)
                values = {"currency": offer.currency, "base": base}
                findings.append(_about(offer, "no_rate", Severity.ERROR, "currency", **values))
    return findings


def _lot_findings(lot: Lot) -> list[Finding]:
    name = lot.item_number or lot.description
    findings = []
    if lot.quantity is None:
        findings.append(
            _about(lot.offers[0], "needed_quantity_unknown", Severity.WARNING, "quantity", item=name)
        )
    elif lot.best is None:
        findings.append(_about(lot.offers[0], "no_comparable_offer", Severity.WARNING, None, item=name))
    terms = {
        term.split()[0].upper(): f"{offer.supplier}: {term}"
        for offer in lot.offers
        if offer.excluded is None and (term := offer.incoterm)
    }
    if len(terms) > 1:
        findings.append(
            _about(
                lot.offers[0],
                "incoterms_differ",
                Severity.WARNING,
                "incoterm",
                item=name,
                terms="; ".join(terms.values()),
            )
        )
    return findings + [finding for offer in lot.offers for finding in _offer_findings(offer, lot)]


def _offer_findings(offer: Offer, lot: Lot) -> list[Finding]:
    name = lot.item_number or lot.description
    if offer.excluded == "unit_mismatch":
        values = {"unit": offer.quoted.unit, "lot_unit": lot.unit, "supplier": offer.supplier, "item": name}
        return [_about(offer, "offer_unit_mismatch", Severity.WARNING, "unit", **values)]
    if offer.excluded == "no_supplier":
        return [_about(offer, "offer_without_supplier", Severity.WARNING, "supplier", item=name)]
    if offer.excluded is None and offer.hint is not None and offer.hint.saving > 0:
        values = {
            "supplier": offer.supplier,
            "item": name,
            "quantity": plain(offer.hint.quantity),
            "ordered": plain(offer.order_quantity or ZERO),
            "saving": f"{offer.hint.saving:f}",
            "currency": offer.currency,
        }
        return [_about(offer, "order_to_break", Severity.INFO, "quantity_break", **values)]
    return []


def _about(offer: Offer, code: str, severity: Severity, field: str | None, **values: object) -> Finding:
    return offer.quoted.rows[0].row.finding(code, severity, field, **values)
