"""What is to be ordered: requests and awarded quotations of one article brought together.

An awarded quotation says from whom and at what price, a request says how much and for when. Chosen together,
or the quotation alone while requests wait for its article, they make one line a request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey
from buybook.core.needs import REFUSED, still_needed
from buybook.core.orderable import UNDECIDED, Gate
from buybook.core.purchase_lines import Wish, is_awarded
from buybook.core.quotations import Lot, Offer
from buybook.core.rows import Place, Row, folded, rows_of
from buybook.findings import Finding, Severity
from buybook.schema import TableKind

_Chosen = tuple[Lot, Offer, Row]  # a chosen quotation's lot and offer, and the row that was named


@dataclass(frozen=True, slots=True)
class Wishes:
    """Turns the chosen rows into wishes, so that no row is ordered twice; what was odd goes to `findings`."""

    tables: Tables
    allowed: Gate
    lots: Mapping[ItemKey, Lot]
    findings: list[Finding]
    _requests: dict[ItemKey, list[Row]] = field(default_factory=dict, init=False)
    _lines: dict[ItemKey, list[Row]] = field(default_factory=dict, init=False)

    def of(self, rows: Sequence[Row]) -> list[Wish]:
        """Give a wish for each request and for each quotation that no request waits for."""
        self._learn()
        quotations = [row for row in rows if self.allowed.kind(row) is TableKind.QUOTATIONS]
        offered = {row.place for row in quotations}
        wishes = {row.place: Wish(row) for row in rows if row.place not in offered}
        chosen = frozenset(wishes)
        unknown = [row for row in quotations if self._offer_of(row) is None]
        for lot, offer, row in self._usable(self._offers(quotations)):
            waiting = self._waiting(lot, chosen)
            if not waiting:
                self._point_out_drafts(lot, row)
                wishes[row.place] = Wish(row, offer, lot, offer.places)
            for request in waiting:
                if self._fits(request, offer):
                    wishes[request.place] = Wish(request, offer, lot, offer.places)
        return [*wishes.values(), *(Wish(row) for row in unknown)]

    def _learn(self) -> None:
        for kind, by_item in ((TableKind.REQUISITIONS, self._requests), (TableKind.ORDERS, self._lines)):
            by_item.clear()
            for row in rows_of(self.tables, kind):
                key = self.allowed.keys.of(row)
                if key is not None:
                    by_item.setdefault(key, []).append(row)

    def _offers(self, quotations: Iterable[Row]) -> list[_Chosen]:
        """Give the offers of the chosen quotations, each once, though several of its rows were chosen."""
        found: dict[tuple[Place, ...], _Chosen] = {}
        for row in quotations:
            of_row = self._offer_of(row)
            if of_row is not None:
                found.setdefault(of_row[1].places, (*of_row, row))
        return list(found.values())

    def _usable(self, offers: Sequence[_Chosen]) -> list[_Chosen]:
        """Leave out what was ordered, what is out of date and not awarded, and awards that must be split."""
        keys = [lot.key for lot, _, _ in offers]
        usable = []
        for lot, offer, row in offers:
            number = self._order_at_its_price(lot, offer)
            if number is not None:
                self._tell(row, "already_ordered", Severity.INFO, "po_number", number=number)
            elif keys.count(lot.key) > 1 and self._waiting(lot, frozenset()):
                self._tell(row, "several_awards", Severity.ERROR, "status", item=lot.item_number)
            elif offer.excluded not in ("expired", "superseded"):
                usable.append((lot, offer, row))
            elif is_awarded(offer):
                code = f"order_from_{offer.excluded}"
                self._tell(row, code, Severity.WARNING, "quote_valid_until", supplier=offer.supplier)
                usable.append((lot, offer, row))
            else:
                code = f"quotation_{offer.excluded}"
                self._tell(row, code, Severity.ERROR, "quote_valid_until", supplier=offer.supplier)
        return usable

    def _offer_of(self, row: Row) -> tuple[Lot, Offer] | None:
        key = self.allowed.keys.of(row)
        lot = self.lots.get(key) if key else None
        if lot is None:
            return None
        return next(((lot, offer) for offer in lot.offers if row.place in offer.places), None)

    def _waiting(self, lot: Lot, chosen: frozenset[Place]) -> list[Row]:
        """Give the requests for an article: the chosen ones, else all that wait and are no drafts."""
        requests = self._requests.get(lot.key, [])
        waiting = [row for row in requests if still_needed(row) and self.allowed.refusal(row) is None]
        named = [row for row in waiting if row.place in chosen]
        return named or [row for row in waiting if row.text("status") not in UNDECIDED]

    def _order_at_its_price(self, lot: Lot, offer: Offer) -> str | None:
        """Find a later order of the same article, supplier and price: made of the quotation by hand."""
        given = offer.quoted.quote_date
        for row in self._lines.get(lot.key, []):
            ordered = row.day("order_date")
            price = row.positive("unit_price")
            if price is None or given is None or ordered is None or ordered < given:
                continue
            same_supplier = folded(row.text("supplier")) == folded(offer.supplier)
            same_price = price / (row.positive("price_per") or Decimal(1)) == offer.unit_price
            if same_supplier and same_price and row.text("status") not in REFUSED:
                return row.text("po_number")
        return None

    def _point_out_drafts(self, lot: Lot, row: Row) -> None:
        if any(still_needed(request) for request in self._requests.get(lot.key, [])):
            self._tell(row, "award_beside_request", Severity.WARNING, "status", item=lot.item_number)

    def _fits(self, request: Row, offer: Offer) -> bool:
        """Tell whether a request is for an offer's supplier, or for none."""
        named = offer.quoted.book.name(request)
        if named is None or folded(named) == folded(offer.supplier):
            return True
        values = {"supplier": named, "awarded": offer.supplier}
        self._tell(request, "award_to_another_supplier", Severity.WARNING, "supplier", **values)
        return False

    def _tell(self, row: Row, code: str, severity: Severity, name: str, **values: object) -> None:
        self.findings.append(row.finding(code, severity, name, **values))
