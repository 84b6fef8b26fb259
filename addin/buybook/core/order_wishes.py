"""What is to be ordered: requests and awarded quotations of one article brought together.

An awarded quotation says from whom and at what price, a request says how much and for when. Chosen together,
or the quotation alone while requests wait for its article, they make one line a request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey
from buybook.core.money import ZERO, total
from buybook.core.needs import REFUSED, request_quantity, still_needed
from buybook.core.orderable import UNDECIDED, Gate
from buybook.core.purchase_lines import Wish, awarded_quantity, is_awarded
from buybook.core.quotations import Lot, Offer
from buybook.core.rows import Place, Row, folded, plain, rows_of
from buybook.core.units import converted
from buybook.findings import Finding, Severity
from buybook.schema import TableKind

_CLOSE = Decimal("1E-6")  # of a quantity: what the conversion of units may lack
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
        """Give a wish for each request and for each quotation that no request waits for.

        A request that several suppliers were awarded parts of has a wish for each part.
        """
        self._learn()
        quotations = [row for row in rows if self.allowed.kind(row) is TableKind.QUOTATIONS]
        offered = {row.place for row in quotations}
        wishes = {row.place: [Wish(row)] for row in rows if row.place not in offered}
        chosen = frozenset(wishes)
        unknown = [Wish(row) for row in quotations if self._offer_of(row) is None]
        named = [row for row in rows if row.place not in offered]
        by_lot: dict[ItemKey, list[_Chosen]] = {}
        for award in self._usable(self._offers([*quotations, *self._awarded_rows(named)])):
            by_lot.setdefault(award[0].key, []).append(award)
        for awards in by_lot.values():
            wishes |= self._answered(awards, chosen)
        return [*(wish for parts in wishes.values() for wish in parts), *unknown]

    def _awarded_rows(self, requests: Iterable[Row]) -> list[Row]:
        """Give the rows of quotations that are awarded a quantity of what the chosen requests ask for."""
        keys = dict.fromkeys(self.allowed.keys.of(row) for row in requests)
        lots = [lot for key in keys if key is not None and (lot := self.lots.get(key)) is not None]
        return [
            offer.quoted.rows[0].row
            for lot in lots
            for offer in lot.offers
            if awarded_quantity(offer, lot.unit) is not None
            and all(self.allowed.refusal(priced.row) is None for priced in offer.quoted.rows)
        ]

    def _answered(self, awards: Sequence[_Chosen], chosen: frozenset[Place]) -> dict[Place, list[Wish]]:
        """Give the wishes that the awards of one article make of what waits for it."""
        lot = awards[0][0]
        waiting = self._waiting(lot, chosen)
        quantities = [awarded_quantity(offer, lot.unit) for _, offer, _ in awards]
        if not waiting:
            self._point_out_drafts(lot, awards[0][2])
            return {
                row.place: [Wish(row, offer, lot, offer.places, quantity)]
                for (_, offer, row), quantity in zip(awards, quantities, strict=True)
            }
        left = [quantity for quantity in quantities if quantity is not None]
        if len(left) == len(awards):
            return self._parted(lot, [offer for _, offer, _ in awards], left, waiting)
        _, offer, _ = awards[0]
        return {
            request.place: [Wish(request, offer, lot, offer.places)]
            for request in waiting
            if self._fits(request, offer)
        }

    def _parted(
        self, lot: Lot, offers: Sequence[Offer], left: list[Decimal], waiting: Iterable[Row]
    ) -> dict[Place, list[Wish]]:
        """Share the awarded quantities out over the requests, the earliest need first."""
        found: dict[Place, list[Wish]] = {}
        for request in sorted(waiting, key=lambda row: (row.day("requested_date") or date.max, row.place)):
            able = [at for at, offer in enumerate(offers) if self._names(request, offer)]
            if not able:
                self._fits(request, offers[0])
                continue
            need = converted(
                request_quantity(request) or ZERO,
                request.text("unit"),
                lot.unit,
                offers[able[0]].quoted.content,
            )
            if need is None:  # told where its line is written
                found[request.place] = [Wish(request, offers[able[0]], lot, offers[able[0]].places)]
                continue
            there = total(left[at] for at in able)
            if there < need * (1 - _CLOSE):
                values = {"item": lot.item_number, "awarded": plain(there), "needed": plain(need)}
                self._tell(request, "award_too_small", Severity.ERROR, "quantity", **values)
                found[request.place] = []
                continue
            found[request.place] = self._parts(request, lot, [(at, offers[at]) for at in able], left, need)
        return found

    @staticmethod
    def _parts(
        request: Row, lot: Lot, able: Sequence[tuple[int, Offer]], left: list[Decimal], need: Decimal
    ) -> list[Wish]:
        parts = []
        for number, (at, offer) in enumerate(able, start=1):
            part = min(left[at], need)
            if number == len(able) or need - part <= need * _CLOSE:
                part = need  # what a quantity's conversion has left over
            if part > 0:
                parts.append(Wish(request, offer, lot, offer.places, part))
                left[at] -= min(part, left[at])
                need -= part
        return parts

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
        parted = {
            key: all(awarded_quantity(o, lot.unit) is not None for lot, o, _ in offers if lot.key == key)
            for key in keys
        }
        usable = []
        for lot, offer, row in offers:
            number = self._order_at_its_price(lot, offer)
            if number is not None:
                self._tell(row, "already_ordered", Severity.INFO, "po_number", number=number)
            elif keys.count(lot.key) > 1 and not parted[lot.key] and self._waiting(lot, frozenset()):
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

    @staticmethod
    def _names(request: Row, offer: Offer) -> bool:
        named = offer.quoted.book.name(request)
        return named is None or folded(named) == folded(offer.supplier)

    def _fits(self, request: Row, offer: Offer) -> bool:
        """Tell whether a request is for an offer's supplier, or for none."""
        if self._names(request, offer):
            return True
        values = {"supplier": offer.quoted.book.name(request), "awarded": offer.supplier}
        self._tell(request, "award_to_another_supplier", Severity.WARNING, "supplier", **values)
        return False

    def _tell(self, row: Row, code: str, severity: Severity, name: str, **values: object) -> None:
        self.findings.append(row.finding(code, severity, name, **values))
