"""Offers before any quantity is known: rows of quotations brought together, with their prices and terms.

Several rows of one quotation for one article are the quantity breaks of one offer. A newer quotation of the
same supplier replaces the older one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from decimal import Decimal

from buybook.core.money import ZERO
from buybook.core.offer_currencies import OfferKey, offer_key
from buybook.core.prices import Break, PriceBreaks, PriceTerms
from buybook.core.rows import Place, Row, folded
from buybook.core.supplier_book import SupplierBook
from buybook.core.units import price_unit
from buybook.findings import Finding, Severity
from buybook.frozen import frozen

_PRICE_FIELDS = ("unit_price", "price_excl_vat", "purchase_price", "list_price")
_DECLINED = frozenset({"declined", "rejected_request", "cancelled"})
_SAME_PRICE = Decimal("0.005")  # relative: a net price that was rounded to the cent


@frozen
class PricedRow:
    """A row of a quotation and the price it states; no price where it states none that can be used."""

    row: Row
    price: Break | None


@frozen
class QuotedOffer:
    """What one supplier offers for one article in one quotation, at any quantity."""

    supplier: str
    rows: tuple[PricedRow, ...]  # by break, ascending
    unit: str | None
    currency: str | None
    scheme: PriceBreaks
    book: SupplierBook
    superseded: bool = False
    usual_content: Decimal | None = None  # what a pack holds by the item list or the settings

    @property
    def quote_number(self) -> str | None:
        """The quotation's number."""
        return self.text("quote_number")

    @property
    def quote_date(self) -> date | None:
        """When the quotation was given."""
        return next((day for priced in self.rows if (day := priced.row.day("quote_date"))), None)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the rows of the offer stand."""
        return tuple(priced.row.place for priced in self.rows)

    @property
    def declined(self) -> bool:
        """Whether the supplier or the buyer has said no."""
        return any(priced.row.text("status") in _DECLINED for priced in self.rows)

    @property
    def terms(self) -> PriceTerms:
        """The prices and quantity rules; empty of breaks where the offer states no price."""
        return PriceTerms(
            breaks=tuple(priced.price for priced in self.rows if priced.price is not None),
            currency=self.currency,
            scheme=self.scheme,
            minimum=self._positive("moq"),
            multiple=self._positive("order_multiple"),
            pack=self._positive("pack_size"),
        )

    @property
    def content(self) -> Decimal | None:
        """How many units a pack holds: as quoted, else as usual for the article or the unit."""
        return self._positive("pack_size") or self.usual_content

    @property
    def exchange_rate(self) -> Decimal | None:
        """The rate that the quotation itself states, base currency per unit."""
        return self._positive("exchange_rate")

    @property
    def minimum_order_value(self) -> Decimal | None:
        """The smallest order that the supplier takes, in the offer's currency."""
        own = self._positive("minimum_order_value")
        listed = self.book.entry(self.supplier)
        if own is None and listed.text("currency") in (None, self.currency):
            return listed.positive("minimum_order_value")
        return own

    def row_at(self, quantity: Decimal | None) -> Row:
        """Give the row whose break a quantity (in the offer's unit) reaches, else the first."""
        reached = [
            priced.row
            for priced in self.rows
            if quantity is not None and priced.price is not None and priced.price.start <= quantity
        ]
        return reached[-1] if reached else self.rows[0].row

    def number_at(self, name: str, quantity: Decimal | None) -> Decimal | None:
        """Give a number as stated at the quantity's break, else as any row of the offer states it."""
        own = self.row_at(quantity).number(name)
        return own if own is not None else self._first(name)

    def valid_until(self, quantity: Decimal | None) -> date | None:
        """Give the last day of validity: as stated, else the quotation's date and its days of validity."""
        stated = [self.row_at(quantity).day("quote_valid_until")]
        stated += [priced.row.day("quote_valid_until") for priced in self.rows]
        last = next((day for day in stated if day is not None), None)
        days = self.number_at("validity_days", quantity)
        if last is None and days is not None and self.quote_date is not None:
            return self.quote_date + timedelta(days=int(days))
        return last

    def text(self, name: str) -> str | None:
        """Give a text that the offer's rows state; None where none does."""
        return next((text for priced in self.rows if (text := priced.row.text(name))), None)

    def text_or_listed(self, name: str) -> str | None:
        """Give a text that the offer states, else what the supplier list says of the supplier."""
        return self.text(name) or self.book.entry(self.supplier).text(name)

    def _first(self, name: str) -> Decimal | None:
        numbers = (priced.row.number(name) for priced in self.rows)
        return next((number for number in numbers if number is not None), None)

    def _positive(self, name: str) -> Decimal | None:
        numbers = (priced.row.positive(name) for priced in self.rows)
        return next((number for number in numbers if number is not None), None)


@frozen
class OfferReader:
    """Turns the rows of one lot into offers; what is wrong with them goes to `findings`."""

    book: SupplierBook
    scheme: PriceBreaks
    currencies: Mapping[OfferKey, str | None]  # of every row of the quotations
    findings: list[Finding]
    pack_contents: Mapping[str, Decimal] = field(default_factory=dict)  # by unit, from the settings

    def offers(self, rows: Iterable[Row], item: Row | None = None) -> list[QuotedOffer]:
        """Give the offers of a lot in the order of their first rows, replaced ones included.

        `item` is the article's row in the item list.
        """
        quotations: dict[tuple[object, ...], list[Row]] = {}
        for row in rows:
            quotations.setdefault(self._quotation(row), []).append(row)
        offers = [offer for group in _dated(quotations) for offer in self._offers_of(group)]
        contained = item.positive("pack_size") if item else None
        return [
            replace(offer, usual_content=contained or self.pack_contents.get(offer.unit or ""))
            for offer in _superseded(offers)
        ]

    def _quotation(self, row: Row) -> tuple[object, ...]:
        unit, _ = price_unit(row.text("unit"))
        supplier = folded(self.book.name(row))
        return supplier, folded(row.text("quote_number")), folded(unit), row.day("quote_date")

    def _offers_of(self, rows: Sequence[Row]) -> list[QuotedOffer]:
        """Make one offer of a quotation's rows for an article; of two rows for one break the later counts."""
        start = _break_field(rows)
        by_break: dict[Decimal, PricedRow] = {}
        replaced: list[Row] = []
        for row in rows:
            begins = (row.positive(start) if start else None) or ZERO
            old = by_break.get(begins)
            priced = PricedRow(row, self._price(row, begins))
            if old is not None and priced.price is None:
                replaced.append(row)
                continue
            if old is not None:
                replaced.append(old.row)
            by_break[begins] = priced
        offer = self._offer(tuple(by_break[begins] for begins in sorted(by_break)))
        return [*(replace(self._older(row), superseded=True) for row in replaced), offer]

    def _older(self, row: Row) -> QuotedOffer:
        return self._offer((PricedRow(row, self._price(row, ZERO, silent=True)),))

    def _offer(self, rows: tuple[PricedRow, ...]) -> QuotedOffer:
        first = rows[0].row
        return QuotedOffer(
            supplier=self.book.name(first) or first.text("quote_number") or "",
            rows=rows,
            unit=price_unit(first.text("unit"))[0],
            currency=self.currencies.get(offer_key(first, self.book)),
            scheme=self.scheme,
            book=self.book,
        )

    def _price(self, row: Row, begins: Decimal, *, silent: bool = False) -> Break | None:
        """Read what a row asks for one unit from a quantity on."""
        findings = [] if silent else self.findings
        name = next((name for name in _PRICE_FIELDS if row.number(name) is not None), None)
        price = row.number(name) if name else None
        per, discount = _price_per(row), row.number("discount") or ZERO
        if name is None or price is None:
            return None
        if price <= 0:
            findings.append(row.finding("price_not_positive", Severity.WARNING, name, price=price))
            return None
        if per is None:
            findings.append(row.finding("price_per_not_positive", Severity.ERROR, "price_per"))
            return None
        if not 0 <= discount < 100:
            findings.append(row.finding("discount_impossible", Severity.ERROR, "discount", discount=discount))
            return None
        if _is_net(row, name, price, discount):
            return Break(begins, price, per)
        if discount and name != "list_price" and row.number("list_price") not in (None, price):
            findings.append(row.finding("discount_unclear", Severity.WARNING, "discount", discount=discount))
        return Break(begins, price, per, discount)


def _price_per(row: Row) -> Decimal | None:
    """Give how many units a price is for. "Per 100" may stand in the unit, in price_per, or in both."""
    _, by_unit = price_unit(row.text("unit"))
    stated = row.number("price_per")
    if stated is None:
        return by_unit
    if stated <= 0:
        return None
    return by_unit if stated == 1 else stated


def _is_net(row: Row, name: str, price: Decimal, discount: Decimal) -> bool:
    """Tell whether the discount is in the price already: the list price beside it says so."""
    listed = row.positive("list_price")
    if name == "list_price" or listed is None or not discount:
        return False
    net = listed * (100 - discount) / 100
    return abs(price - net) <= max(net * _SAME_PRICE, Decimal("0.005")) and price != listed


def _break_field(rows: Sequence[Row]) -> str | None:
    """Tell which field holds the breaks: its own, else quantities that differ within one quotation."""
    if any(row.positive("quantity_break") is not None for row in rows):
        return "quantity_break"
    quantities = {row.positive("quantity") for row in rows}
    return "quantity" if len(quantities) > 1 else None


def _dated(quotations: Mapping[tuple[object, ...], list[Row]]) -> list[list[Row]]:
    """Bring rows without a date to the one dated quotation that they can only belong to."""
    days: dict[tuple[object, ...], list[tuple[object, ...]]] = {}
    for key in quotations:
        days.setdefault(key[:-1], []).append(key)
    groups: dict[tuple[object, ...], list[Row]] = {}
    for key, rows in quotations.items():
        dated = [other for other in days[key[:-1]] if other[-1] is not None]
        home = dated[0] if key[-1] is None and len(dated) == 1 else key
        groups.setdefault(home, []).extend(rows)
    return [sorted(rows, key=lambda row: row.place) for rows in groups.values()]


def _superseded(offers: list[QuotedOffer]) -> list[QuotedOffer]:
    """Mark the offers that a later quotation of the same supplier replaces."""
    newest: dict[str, QuotedOffer] = {}
    for offer in offers:
        standing = newest.get(folded(offer.supplier))
        if _competes(offer) and (standing is None or _age(offer) > _age(standing)):
            newest[folded(offer.supplier)] = offer
    return [
        replace(offer, superseded=True) if _replaced(offer, newest.get(folded(offer.supplier))) else offer
        for offer in offers
    ]


def _competes(offer: QuotedOffer) -> bool:
    return not (offer.declined or offer.superseded) and bool(offer.terms.breaks) and bool(offer.supplier)


def _age(offer: QuotedOffer) -> tuple[date, Place]:
    return offer.quote_date or date.min, max(offer.places)


def _replaced(offer: QuotedOffer, newest: QuotedOffer | None) -> bool:
    if newest is None or newest is offer or not _competes(offer):
        return False
    same_quotation = (offer.quote_number, offer.quote_date) == (newest.quote_number, newest.quote_date)
    return not (same_quotation and folded(offer.unit) != folded(newest.unit))
