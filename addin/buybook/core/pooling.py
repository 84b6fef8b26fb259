"""Buying together what falls due together: which requests, and what it saves, exact to the coin.

What is compared is what one offer asks: the quantities ordered one by one, each raised to the minimum and rounded
up to the multiple, against their sum ordered once. The costs that the offer states for a line (freight, packing,
insurance, duty, handling) are then paid once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey, ItemKeys
from buybook.core.money import ZERO, rounded, total
from buybook.core.needs import request_quantity, still_needed
from buybook.core.offer_prices import PricedNeed, price_need
from buybook.core.orderable import Gate
from buybook.core.purchase_lines import is_awarded
from buybook.core.quotations import CHARGES, Lot, Offer
from buybook.core.rows import Row, rows_of
from buybook.core.units import converted
from buybook.frozen import frozen
from buybook.schema import TableKind


@frozen
class Request:
    """A requisition that waits for an order, its quantity in the unit that its article is compared in."""

    row: Row
    key: ItemKey
    quantity: Decimal
    needed: date | None

    @property
    def name(self) -> str:
        """The request's number, else the row that it stands in."""
        return self.row.text("purchase_request") or f"#{self.row.place.row}"


@frozen
class Pool:
    """What quantities cost one by one and together, in the offer's currency; `quantity` is ordered together."""

    quantity: Decimal
    goods: Decimal  # saved on the goods: a cheaper break, less that the minimum or multiple adds
    costs: Decimal  # saved on freight and other costs of a line
    together: Decimal  # what the whole then costs

    @property
    def saving(self) -> Decimal:
        """What buying together costs less; negative where it costs more."""
        return self.goods + self.costs


def waiting_requests(
    tables: Tables, keys: ItemKeys, gate: Gate, lots: Mapping[ItemKey, Lot]
) -> dict[ItemKey, list[Request]]:
    """Give the requisitions that wait for an order, by article, the earliest need first.

    Those that are not approved yet wait too; refused ones, ones on hold and ones already in the order list do
    not. A quantity that cannot be converted to the unit of the article's offers is left out.
    """
    waiting: dict[ItemKey, list[Request]] = {}
    for row in rows_of(tables, TableKind.REQUISITIONS):
        key, quantity = keys.of(row), request_quantity(row)
        if key is None or quantity is None or not _waits(row, gate):
            continue
        lot = lots.get(key)
        if lot is not None:
            in_unit = converted(quantity, row.text("unit"), lot.unit, row.positive("pack_size"))
            if in_unit is None:
                continue
            quantity = in_unit
        waiting.setdefault(key, []).append(Request(row, key, quantity, row.day("requested_date")))
    return {key: sorted(requests, key=_by_need) for key, requests in waiting.items()}


def _waits(row: Row, gate: Gate) -> bool:
    return still_needed(row) and row.text("status") != "on_hold" and row.place not in gate.in_orders


def _by_need(request: Request) -> tuple[bool, date, object]:
    return request.needed is None, request.needed or date.max, request.row.place


def falling_together(requests: Iterable[Request], within_days: int) -> list[list[Request]]:
    """Give the groups of two and more requests whose needs lie at most so many days apart.

    Each group begins with the earliest need that is in none yet. A request without a date is in no group.
    """
    groups: list[list[Request]] = []
    for request in sorted((each for each in requests if each.needed is not None), key=_by_need):
        first = groups[-1][0].needed if groups else None
        if first is not None and request.needed is not None and (request.needed - first).days <= within_days:
            groups[-1].append(request)
        else:
            groups.append([request])
    return [group for group in groups if len(group) > 1]


def pooled(offer: Offer, parts: Sequence[Decimal], unit: str | None) -> Pool | None:
    """Compare quantities (in `unit`) ordered one by one with their sum; None where one of them has no price."""
    alone = [price_need(offer.quoted, part, unit) for part in parts]
    together = price_need(offer.quoted, total(parts), unit)
    priced = [each for each in alone if not isinstance(each, str)]
    if isinstance(together, str) or len(priced) < len(parts):
        return None
    costs = _costs(offer, together)
    return Pool(
        together.order_quantity,
        total(each.price.amount for each in priced) - together.price.amount,
        total(_costs(offer, each) for each in priced) - costs,
        together.price.amount + costs,
    )


def _costs(offer: Offer, priced: PricedNeed) -> Decimal:
    """Give the costs of a line beside the goods, each rounded as the comparison rounds it."""
    stated = (offer.quoted.number_at(name, priced.price.quantity) for name in CHARGES.values())
    return total(rounded(amount, offer.currency) for amount in stated if amount is not None)


def chosen_offer(lot: Lot | None) -> Offer | None:
    """Give the offer that an article will be bought by: the awarded one, if it is only one, else the best."""
    if lot is None:
        return None
    awarded = [offer for offer in lot.offers if is_awarded(offer) and offer.excluded is None]
    return awarded[0] if len(awarded) == 1 else lot.best_offer


def order_cost(offer: Offer | None, request: Request, unit: str | None) -> Decimal | None:
    """Give what a request's goods cost alone: by an offer, else at the row's own price; None for neither."""
    if offer is not None:
        priced = price_need(offer.quoted, request.quantity, unit)
        return None if isinstance(priced, str) else priced.price.amount
    price, per = request.row.positive("unit_price"), request.row.positive("price_per") or Decimal(1)
    asked = request_quantity(request.row)
    discount = request.row.number("discount") or ZERO
    if price is None or asked is None or not 0 <= discount < 100:
        return None
    return rounded(asked * price * (100 - discount) / (100 * per), request.row.text("currency"))
