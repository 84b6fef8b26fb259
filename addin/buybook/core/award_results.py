"""Who won and who lost, article by article, and the reason that a supplier may be told.

A reason speaks of the supplier's own offer alone: it gives away neither whose offer was better nor by how much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey, item_keys
from buybook.core.needs import REFUSED
from buybook.core.price_history import net_price
from buybook.core.purchase_lines import is_awarded
from buybook.core.quotations import Comparison, Lot, Offer
from buybook.core.rows import Place, Row, folded, rows_of
from buybook.frozen import frozen
from buybook.schema import TableKind

REASONS = ("price", "lead_time", "expired", "incomplete", "quality", "overall")
_INCOMPLETE = frozenset({"no_price", "unit_mismatch", "below_minimum", "no_currency"})
_SILENT = frozenset(
    {"declined", "superseded", "no_supplier"}
)  # they said no themselves, or said it better since


@frozen
class AwardResult:
    """What became of one offer. `reason` is of `REASONS`, None for one that won; `po_number` is its order."""

    lot: Lot
    offer: Offer
    won: bool
    reason: str | None = None
    po_number: str | None = None


def award_results(
    comparison: Comparison, tables: Tables, below_quality: frozenset[Place] = frozenset()
) -> list[AwardResult]:
    """Give the results of every article that was awarded or ordered; none of one that is undecided.

    An offer won if it is marked as awarded, names an order, or if its supplier has a later order of the article at
    its price. `below_quality` are the rows of quotations that the buyer found wanting.
    """
    keys = item_keys(tables)
    orders: dict[ItemKey, list[Row]] = {}
    for row in rows_of(tables, TableKind.ORDERS):
        key = keys.of(row)
        if key is not None and row.text("status") not in REFUSED:
            orders.setdefault(key, []).append(row)
    return [
        result for lot in comparison.lots for result in _of_lot(lot, orders.get(lot.key, []), below_quality)
    ]


def _of_lot(lot: Lot, orders: Sequence[Row], below_quality: frozenset[Place]) -> list[AwardResult]:
    winners: list[AwardResult] = []
    for offer in lot.offers:
        number = _order_of(offer, orders)
        if number is not None or (is_awarded(offer) and not offer.quoted.superseded):
            winners.append(AwardResult(lot, offer, won=True, po_number=number or None))
    if not winners:
        return []
    won = {folded(each.offer.supplier) for each in winners}
    losers = [
        AwardResult(lot, offer, won=False, reason=_reason(offer, winners, below_quality))
        for offer in _each_supplier_once(lot.offers)
        if folded(offer.supplier) not in won
    ]
    return [*winners, *losers]


def _order_of(offer: Offer, orders: Iterable[Row]) -> str | None:
    """Give the number of the order that was made of an offer, "" where it has none; None for no order."""
    for priced in offer.quoted.rows:
        number = priced.row.text("po_number") or priced.row.text("purchase_order")
        if number:
            return number
    given = offer.quoted.quote_date
    for row in orders:
        if folded(row.text("supplier")) != folded(offer.supplier) or net_price(row) != offer.unit_price:
            continue
        ordered, quotation = row.day("order_date"), row.text("quote_number")
        named = quotation is not None and folded(quotation) == folded(offer.quote_number)
        if named or (given is not None and ordered is not None and ordered >= given):
            return row.text("po_number") or ""
    return None


def _each_supplier_once(offers: Iterable[Offer]) -> list[Offer]:
    """Give the offer that stands of each supplier who is to hear of it; the best comes first in a lot."""
    standing: dict[str, Offer] = {}
    for offer in offers:
        if offer.excluded not in _SILENT:
            standing.setdefault(folded(offer.supplier), offer)
    return list(standing.values())


def _reason(offer: Offer, winners: Sequence[AwardResult], below_quality: frozenset[Place]) -> str:
    if offer.excluded == "expired":
        return "expired"
    if offer.excluded in _INCOMPLETE:
        return "incomplete"
    if below_quality & set(offer.places):
        return "quality"
    totals = [each.offer.landed_unit_price for each in winners if each.offer.landed_unit_price is not None]
    if totals and offer.landed_unit_price is not None and offer.landed_unit_price > max(totals):
        return "price"
    days = [each.offer.lead_time_days for each in winners if each.offer.lead_time_days is not None]
    if days and offer.lead_time_days is not None and offer.lead_time_days > max(days):
        return "lead_time"
    return "overall"
