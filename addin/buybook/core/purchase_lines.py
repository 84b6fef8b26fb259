"""Lines of purchase orders: a row that may be ordered, and the supplier, price and terms it is ordered at.

What a row does not say is taken from the quotations: its supplier from the awarded or best offer, its price
from its supplier's offer. Rows of one article from one offer are priced together, so that they reach the
minimum, the multiple and the break together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from decimal import Decimal

from buybook.core.item_keys import ItemKey, ItemKeys
from buybook.core.money import ZERO, rounded, total
from buybook.core.needs import request_quantity
from buybook.core.offer_currencies import NO_CURRENCY
from buybook.core.offer_prices import PricedNeed, price_need
from buybook.core.orderable import is_approved
from buybook.core.prices import Break
from buybook.core.quotations import Lot, Offer
from buybook.core.rows import Place, Row, folded, plain
from buybook.core.supplier_book import SupplierBook
from buybook.core.units import converted, price_unit
from buybook.findings import Finding, Severity
from buybook.frozen import frozen

ONE = Decimal(1)


@frozen
class OrderLine:
    """One line of an order. `amount` is after discount, rounded half-up to the currency's smallest coin.

    `sources` are the rows that are ordered by it: the request first, then the awarded quotation it was priced
    by. `quotation` are the rows of the offer used, awarded or not.
    """

    po_line: str
    item_number: str | None
    description: str | None
    quantity: Decimal
    unit: str | None
    unit_price: Decimal
    price_per: Decimal
    discount: Decimal  # percent
    amount: Decimal
    requested_date: date | None
    purchase_request: str | None
    quote_number: str | None
    supplier_item_number: str | None
    manufacturer_part_number: str | None
    source: Row
    sources: tuple[Place, ...]
    quotation: tuple[Place, ...]


@frozen
class Header:
    """What the lines of one order share."""

    supplier: str
    currency: str
    delivery_address: str | None
    incoterm: str | None
    payment_terms: str | None

    @property
    def key(self) -> tuple[str, ...]:
        """What decides whether two lines go into one order."""
        return tuple(
            folded(text) for text in (self.supplier, self.currency, self.delivery_address, self.incoterm)
        )


@frozen
class Wish:
    """A row to be ordered, and the offer that it is ordered by where there is one."""

    row: Row
    offer: Offer | None = None
    lot: Lot | None = None
    awards: tuple[Place, ...] = field(default=())  # rows of awarded quotations that the row stands for
    quantity: Decimal | None = None  # the part of the row that this offer serves, in the lot's unit


@frozen
class LineWriter:
    """Turns wishes into lines with their headers; what is missing goes to `findings`."""

    book: SupplierBook
    keys: ItemKeys
    lots: Mapping[ItemKey, Lot]
    base_currency: str | None
    findings: list[Finding]

    def lines(self, wishes: Iterable[Wish]) -> list[tuple[Header, OrderLine]]:
        """Give the lines in the order of their rows."""
        filled = [wish for row in wishes if (wish := self._filled(row)) is not None]
        by_offer: dict[tuple[Place, ...], list[Wish]] = {}
        found: list[tuple[Wish, tuple[Header, OrderLine]]] = []
        for wish in filled:
            if wish.offer is not None:
                by_offer.setdefault(wish.offer.places, []).append(wish)
            elif (line := self._own_line(wish)) is not None:
                found.append((wish, line))
        for group in by_offer.values():
            found.extend(self._offer_lines(group))
        order = {wish.row.place: at for at, wish in enumerate(filled)}
        return [line for _, line in sorted(found, key=lambda pair: order[pair[0].row.place])]

    def _filled(self, wish: Wish) -> Wish | None:
        """Find the offer for a row that lacks supplier or price; None where either stays unknown."""
        row, supplier = wish.row, self.book.name(wish.row)
        if request_quantity(row) is None and wish.offer is None:
            self._leave(row, "no_quantity", "quantity")
            return None
        if wish.offer is not None:
            return wish
        key = self.keys.of(row)
        lot = self.lots.get(key) if key else None
        if supplier is None:
            offer = _preferred(lot)
            if lot is None or offer is None:
                self._leave(row, "no_supplier", "supplier")
                return None
            self._tell(row, "supplier_from_offer", "supplier", supplier=offer.supplier)
            return Wish(row, offer, lot, _award(offer))
        offer = _of_supplier(lot, supplier)
        if row.positive("unit_price") is not None:
            return self._with_own_price(Wish(row, None, lot, _award(offer)), offer)
        if lot is None or offer is None:
            self._leave(row, "no_price", "unit_price", supplier=supplier)
            return None
        self._tell(row, "price_from_quotation", "unit_price", supplier=supplier)
        return Wish(row, offer, lot, _award(offer))

    def _with_own_price(self, wish: Wish, offer: Offer | None) -> Wish:
        if offer is not None and offer.unit_price is not None and wish.lot is not None:
            price, per = wish.row.positive("unit_price"), wish.row.positive("price_per") or ONE
            same_unit = converted(ONE, wish.row.text("unit"), wish.lot.unit) == 1
            discount = wish.row.number("discount") or ZERO
            own = (price or ZERO) * (100 - discount) / (100 * per)
            if same_unit and wish.row.text("currency") in (None, offer.currency) and own != offer.unit_price:
                values = {"price": plain(own), "quoted": plain(offer.unit_price), "supplier": offer.supplier}
                self._warn(wish.row, "price_differs_from_quotation", "unit_price", **values)
        return wish

    def _own_line(self, wish: Wish) -> tuple[Header, OrderLine] | None:
        """Make a line at the price that stands on the row itself."""
        row, supplier = wish.row, self.book.name(wish.row)
        quantity, price = request_quantity(row), row.positive("unit_price")
        per, discount = row.number("price_per"), row.number("discount") or ZERO
        assert supplier is not None and quantity is not None and price is not None  # rows without were left
        if (per is not None and per <= 0) or not 0 <= discount < 100:
            self._leave(row, "order_price_impossible", "price_per")
            return None
        currency = self._currency(row, supplier, wish.lot)
        if currency is None:
            self._leave(row, "no_currency", "currency", supplier=supplier)
            return None
        header = self._header(row, None, supplier, currency)
        amount = rounded(Break(ZERO, price, per or ONE, discount).cost(quantity), currency)
        line = _line(wish, quantity, row.text("unit"), price, amount)
        return header, replace(line, price_per=per or ONE, discount=discount)

    def _offer_lines(self, wishes: Sequence[Wish]) -> list[tuple[Wish, tuple[Header, OrderLine]]]:
        """Make the lines that one offer serves: their sum decides minimum, multiple and break."""
        offer, lot = wishes[0].offer, wishes[0].lot
        assert offer is not None and lot is not None  # grouped by their offer
        wanted: list[tuple[Wish, Decimal]] = []
        for wish in wishes:
            quantity = _wanted(wish, lot)
            if quantity is None:
                self._mismatch(wish.row, lot.unit, offer)
            else:
                wanted.append((wish, quantity))
        if not wanted:
            return []
        need = total(quantity for _, quantity in wanted)
        priced = price_need(offer.quoted, need, lot.unit)
        if isinstance(priced, str) or offer.currency in (None, NO_CURRENCY):
            for wish, _ in wanted:
                self._unpriced(wish.row, priced, offer)
            return []
        last, quantity = wanted[-1]
        if priced.order_quantity != need:
            raised = quantity + priced.order_quantity - need
            wanted[-1] = (last, raised)
            values = {"wanted": plain(quantity), "ordered": plain(raised), "supplier": offer.supplier}
            self._tell(last.row, "order_quantity_raised", "quantity", **values)
        return [(wish, self._offer_line(wish, offer, lot, quantity, priced)) for wish, quantity in wanted]

    def _unpriced(self, row: Row, reason: object, offer: Offer) -> None:
        """Leave a row that its offer has no price for."""
        if reason == "unit_mismatch":
            self._mismatch(row, offer.quoted.unit, offer)
        elif reason == "below_minimum":
            self._leave(row, "order_below_minimum", "quantity", supplier=offer.supplier)
        elif reason == "no_price":
            self._leave(row, "no_price", "unit_price", supplier=offer.supplier)
        else:
            self._leave(row, "no_currency", "currency", supplier=offer.supplier)

    def _mismatch(self, row: Row, unit: str | None, offer: Offer) -> None:
        values = {"unit": row.text("unit") or "-", "offered": unit or "-", "supplier": offer.supplier}
        self._leave(row, "order_unit_mismatch", "unit", **values)

    def _offer_line(
        self, wish: Wish, offer: Offer, lot: Lot, quantity: Decimal, priced: PricedNeed
    ) -> tuple[Header, OrderLine]:
        assert offer.currency is not None  # checked with the price
        amount = rounded(priced.price.cost * quantity / priced.order_quantity, offer.currency)
        line = _line(wish, quantity, lot.unit, priced.unit_price, amount)
        return self._header(wish.row, offer, offer.supplier, offer.currency), line

    def _header(self, row: Row, offer: Offer | None, supplier: str, currency: str) -> Header:
        listed = self.book.entry(supplier, row.text("supplier_no"))
        return Header(
            supplier=supplier,
            currency=currency,
            delivery_address=row.text("delivery_address"),
            incoterm=row.text("incoterm") or (offer.incoterm if offer else None) or listed.text("incoterm"),
            payment_terms=row.text("payment_terms")
            or (offer.payment_terms if offer else None)
            or listed.text("payment_terms"),
        )

    def _currency(self, row: Row, supplier: str, lot: Lot | None) -> str | None:
        """Give the currency of a row's own price: its own, the offer's, the supplier's, else the base."""
        offer = _of_supplier(lot, supplier)
        listed = self.book.entry(supplier, row.text("supplier_no"))
        offered = None if offer is None or offer.currency == NO_CURRENCY else offer.currency
        currency = row.text("currency") or offered or listed.text("currency")
        if currency is None and self.base_currency is not None:
            self._warn(row, "order_in_base_currency", "currency", base=self.base_currency)
        return currency or self.base_currency

    def _leave(self, row: Row, code: str, name: str, **values: object) -> None:
        self.findings.append(row.finding(code, Severity.ERROR, name, **values))

    def _warn(self, row: Row, code: str, name: str, **values: object) -> None:
        self.findings.append(row.finding(code, Severity.WARNING, name, **values))

    def _tell(self, row: Row, code: str, name: str, **values: object) -> None:
        self.findings.append(row.finding(code, Severity.INFO, name, **values))


def is_awarded(offer: Offer) -> bool:
    """Tell whether the buyer has given the order to this offer."""
    return any(is_approved(priced.row) for priced in offer.quoted.rows)


def awarded_quantity(offer: Offer, unit: str | None) -> Decimal | None:
    """Give how much of its article an offer is awarded, in `unit`; None where no quantity says so."""
    quoted = offer.quoted
    stated = [number for priced in quoted.rows if (number := priced.row.positive("quantity_awarded"))]
    return converted(total(stated), quoted.unit, unit, quoted.content) if stated else None


def _award(offer: Offer | None) -> tuple[Place, ...]:
    return offer.places if offer is not None and is_awarded(offer) else ()


def _preferred(lot: Lot | None) -> Offer | None:
    """Choose the offer for a row without a supplier: the awarded one, if it is only one, else the best."""
    if lot is None:
        return None
    awarded = [offer for offer in lot.offers if is_awarded(offer) and offer.excluded is None]
    return awarded[0] if len(awarded) == 1 else lot.best_offer


def _of_supplier(lot: Lot | None, supplier: str) -> Offer | None:
    """Give the supplier's valid offer."""
    if lot is None:
        return None
    name = folded(supplier)
    return next(
        (offer for offer in lot.offers if offer.excluded is None and folded(offer.supplier) == name), None
    )


def _wanted(wish: Wish, lot: Lot) -> Decimal | None:
    """Give the quantity that a row wants in the lot's unit; a quotation without one means the lot's need."""
    if wish.quantity is not None:
        return wish.quantity
    quantity = request_quantity(wish.row)
    if quantity is None:
        return lot.quantity
    offer = wish.offer
    from_quotation = offer is not None and wish.row.place in offer.places
    unit = price_unit(wish.row.text("unit"))[0] if from_quotation else wish.row.text("unit")
    content = offer.quoted.content if offer is not None else None
    return converted(quantity, unit, lot.unit, content)


def _line(wish: Wish, quantity: Decimal, unit: str | None, unit_price: Decimal, amount: Decimal) -> OrderLine:
    row, lot, offer = wish.row, wish.lot, wish.offer

    def stated(name: str) -> str | None:
        return row.text(name) or (offer.quoted.text(name) if offer else None)

    return OrderLine(
        po_line="",
        item_number=row.text("item_number") or (lot.item_number if lot else None),
        description=row.text("description") or (lot.description if lot else None),
        quantity=quantity,
        unit=unit,
        unit_price=unit_price,
        price_per=ONE,
        discount=ZERO,
        amount=amount,
        requested_date=row.day("requested_date"),
        purchase_request=row.text("purchase_request"),
        quote_number=stated("quote_number"),
        supplier_item_number=stated("supplier_item_number"),
        manufacturer_part_number=stated("manufacturer_part_number"),
        source=row,
        sources=tuple(dict.fromkeys((row.place, *wish.awards))),
        quotation=offer.places if offer else (),
    )
