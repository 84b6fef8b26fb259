"""What a buyer should know before an order leaves: buy up to the break, pool, wait, or mind the months of stock.

Nothing is decided here. Each advice is a finding with the figures that it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from buybook.core.consumption import Usage, monthly_usage
from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey, ItemKeys, item_keys
from buybook.core.money import ZERO, total
from buybook.core.needs import request_quantity
from buybook.core.offer_prices import PricedNeed, price_need
from buybook.core.orderable import gate
from buybook.core.pooling import (
    Request,
    chosen_offer,
    falling_together,
    order_cost,
    pooled,
    waiting_requests,
)
from buybook.core.prices import BreakHint
from buybook.core.purchase_lines import OrderLine
from buybook.core.purchase_orders import PurchaseOrder, unreached_minimum
from buybook.core.quotations import Comparison, Lot, Offer
from buybook.core.rows import Place, Row, folded, plain
from buybook.core.supplier_book import SupplierBook, supplier_book
from buybook.core.units import converted
from buybook.findings import Finding, Severity
from buybook.frozen import frozen

_FAR_MORE = 2  # times what is needed: told even where nobody knows how much is used


@frozen
class AdviceRules:
    """The knobs of pooling.

    `within_days` is how far apart two needs may lie to be bought together; `months_of_stock` how long what the
    minimum adds may last before it is told; `periods` for how many months the usage in a table is (by its id).
    """

    within_days: int = 14
    months_of_stock: Decimal = Decimal(3)
    periods: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class _Known:
    """What the workbook says that advice rests on."""

    keys: ItemKeys
    book: SupplierBook
    lots: Mapping[ItemKey, Lot]
    waiting: Mapping[ItemKey, list[Request]]
    tables: Tables
    rules: AdviceRules
    today: date

    @cached_property
    def usage(self) -> Mapping[ItemKey, Usage]:
        """What is used of each article; read when a minimum first adds something."""
        return monthly_usage(self.tables, self.keys, self.rules.periods, self.today)


def comparison_advice(
    comparison: Comparison, tables: Tables, rules: AdviceRules, today: date
) -> tuple[Finding, ...]:
    """Advise on the offer that each article will be bought by: the awarded one, else the best."""
    known = _known(comparison, tables, rules, today)
    findings: list[Finding] = []
    for lot in comparison.lots:
        offer = chosen_offer(lot)
        if offer is None or lot.quantity is None:
            continue
        priced = price_need(offer.quoted, lot.quantity, lot.unit)
        if isinstance(priced, str):
            continue
        row = offer.quoted.rows[0].row
        findings.extend(_near_break(row, lot, offer, priced.hint, priced.order_quantity))
        findings.extend(_surplus(row, lot, offer, lot.quantity, priced, known))
        for group in falling_together(known.waiting.get(lot.key, ()), rules.within_days):
            findings.extend(_pool(group[0].row, lot, offer, [each.quantity for each in group], group))
    return tuple(findings)


def order_advice(
    orders: Sequence[PurchaseOrder], comparison: Comparison, tables: Tables, rules: AdviceRules, today: date
) -> tuple[Finding, ...]:
    """Advise on orders that are about to be made."""
    known = _known(comparison, tables, rules, today)
    taken = frozenset(place for order in orders for line in order.lines for place in line.sources)
    findings: list[Finding] = []
    for order in orders:
        for lot, offer, lines in _by_offer(order.lines, known):
            findings.extend(_offer_advice(lot, offer, lines, taken, known))
        findings.extend(_small_order(order, taken, known))
    return tuple(findings)


def _known(comparison: Comparison, tables: Tables, rules: AdviceRules, today: date) -> _Known:
    keys, lots = item_keys(tables), comparison.by_item
    waiting = waiting_requests(tables, keys, gate(tables, keys), lots)
    return _Known(keys, supplier_book(tables), lots, waiting, tables, rules, today)


def _by_offer(lines: Iterable[OrderLine], known: _Known) -> list[tuple[Lot, Offer, list[OrderLine]]]:
    """Bring the lines of one offer together: their sum reached the break."""
    groups: dict[tuple[Place, ...], tuple[Lot, Offer, list[OrderLine]]] = {}
    for line in lines:
        key = known.keys.of(line.source)
        lot = known.lots.get(key) if key else None
        offers = lot.offers if lot is not None and line.quotation else ()
        offer = next((each for each in offers if each.places == line.quotation), None)
        if lot is not None and offer is not None:
            groups.setdefault(offer.places, (lot, offer, []))[2].append(line)
    return list(groups.values())


def _offer_advice(
    lot: Lot, offer: Offer, lines: Sequence[OrderLine], taken: frozenset[Place], known: _Known
) -> list[Finding]:
    need = total(_needed(line, lot) for line in lines)
    priced = price_need(offer.quoted, need, lot.unit)
    if isinstance(priced, str):
        return []
    row = lines[-1].source
    others = [
        each
        for each in known.waiting.get(lot.key, ())
        if each.row.place not in taken and _is_near(each, lines, known.rules.within_days)
    ]
    return [
        *_cheaper_break(row, lot, offer, priced),
        *_near_break(row, lot, offer, priced.hint, priced.order_quantity),
        *_surplus(row, lot, offer, need, priced, known),
        *(_pool(row, lot, offer, [need, *(each.quantity for each in others)], others) if others else ()),
    ]


def _needed(line: OrderLine, lot: Lot) -> Decimal:
    """Give what a line's row asks for, before the minimum and the multiple."""
    asked = request_quantity(line.source)
    wanted = None if asked is None else converted(asked, line.source.text("unit"), lot.unit)
    return line.quantity if wanted is None else min(wanted, line.quantity)


def _is_near(request: Request, lines: Iterable[OrderLine], days: int) -> bool:
    needed = request.needed
    dates = [line.requested_date for line in lines if line.requested_date is not None]
    return needed is not None and any(abs((needed - day).days) <= days for day in dates)


def _cheaper_break(row: Row, lot: Lot, offer: Offer, priced: PricedNeed) -> list[Finding]:
    hint = priced.hint
    if hint is None or hint.saving <= 0:
        return []
    values = _hint_values(lot, offer, hint, priced.order_quantity) | {"saving": f"{hint.saving:f}"}
    return [row.finding("order_to_break", Severity.INFO, "quantity", **values)]


def _near_break(row: Row, lot: Lot, offer: Offer, hint: BreakHint | None, ordered: Decimal) -> list[Finding]:
    if hint is None or hint.saving > 0:
        return []
    values = _hint_values(lot, offer, hint, ordered)
    more = {
        "extra": plain(hint.quantity - ordered),
        "price": plain(hint.net_price),
        "cost": f"{-hint.saving:f}",
    }
    return [row.finding("near_break", Severity.INFO, "quantity", **values, **more)]


def _hint_values(lot: Lot, offer: Offer, hint: BreakHint, ordered: Decimal) -> dict[str, object]:
    return {
        "supplier": offer.supplier,
        "item": _name(lot),
        "quantity": plain(hint.quantity),
        "ordered": plain(ordered),
        "currency": offer.currency,
    }


def _surplus(
    row: Row, lot: Lot, offer: Offer, need: Decimal, priced: PricedNeed, known: _Known
) -> list[Finding]:
    """Tell what the minimum or the multiple adds, where that lasts for months or is as much as the need."""
    surplus = priced.order_quantity - need
    if surplus <= 0:
        return []
    usage = known.usage.get(lot.key)
    months = usage.months(surplus, lot.unit) if usage is not None else None
    values: dict[str, object] = {
        "supplier": offer.supplier,
        "item": _name(lot),
        "ordered": plain(priced.order_quantity),
        "needed": plain(need),
        "surplus": plain(surplus),
    }
    if usage is not None and months is not None:
        if months <= known.rules.months_of_stock:
            return []
        code = f"months_of_stock_{usage.source}"
        return [row.finding(code, Severity.WARNING, "quantity", **values, months=f"{months:f}")]
    if priced.order_quantity < _FAR_MORE * need:
        return []
    return [row.finding("far_more_than_needed", Severity.WARNING, "quantity", **values)]


def _pool(
    row: Row, lot: Lot, offer: Offer, parts: Sequence[Decimal], others: Sequence[Request]
) -> list[Finding]:
    pool = pooled(offer, parts, lot.unit)
    if pool is None or pool.saving <= 0:
        return []
    values = {
        "supplier": offer.supplier,
        "item": _name(lot),
        "requests": _names(others),
        "quantity": plain(pool.quantity),
        "saving": f"{pool.saving:f}",
        "goods": f"{pool.goods:f}",
        "costs": f"{pool.costs:f}",
        "currency": offer.currency,
    }
    return [row.finding("pool_requests", Severity.INFO, "requested_date", **values)]


def _small_order(order: PurchaseOrder, taken: frozenset[Place], known: _Known) -> list[Finding]:
    """Tell how an order below the supplier's minimum value reaches it: by pooling, or by waiting."""
    least = unreached_minimum(order, known.book)
    if least is None:
        return []
    latest = _latest_order_day(order, known)
    near, later = _of_supplier(order, taken, known)
    values = {
        "number": order.po_number,
        "supplier": order.supplier,
        "total": f"{order.total:f}",
        "least": f"{least:f}",
        "currency": order.currency,
        "latest": latest.isoformat() if latest else "",
    }
    row = order.lines[0].source
    reached = _reaching(near, least - order.total)
    if reached is not None:
        return [_to_minimum("pool_to_minimum", row, order, reached, values)]
    if latest is None or latest <= known.today:
        return []
    reached = _reaching([*near, *later], least - order.total)
    if reached is not None:
        return [_to_minimum("wait_for_minimum", row, order, reached, values)]
    return [row.finding("order_may_wait", Severity.INFO, "requested_date", **values)]


def _to_minimum(
    code: str,
    row: Row,
    order: PurchaseOrder,
    reached: Sequence[tuple[Request, Decimal]],
    values: Mapping[str, object],
) -> Finding:
    sums = order.total + total(cost for _, cost in reached)
    more = {"requests": _names([request for request, _ in reached]), "pooled": f"{sums:f}"}
    return row.finding(code, Severity.INFO, "requested_date", **values, **more)


_Costed = tuple[Request, Decimal]


def _of_supplier(
    order: PurchaseOrder, taken: frozenset[Place], known: _Known
) -> tuple[list[_Costed], list[_Costed]]:
    """Give the waiting requests that go to an order's supplier with their cost: near in time, and later."""
    days = [line.requested_date for line in order.lines if line.requested_date is not None]
    near: list[_Costed] = []
    later: list[_Costed] = []
    for requests in known.waiting.values():
        for request in requests:
            if request.row.place in taken or request.needed is None or not days:
                continue
            cost = _cost_with(request, order, known)
            if cost is not None:
                apart = min(abs((request.needed - day).days) for day in days)
                (near if apart <= known.rules.within_days else later).append((request, cost))
    return sorted(near, key=_by_need), sorted(later, key=_by_need)


def _by_need(costed: _Costed) -> tuple[date, Place]:
    request, _ = costed
    return request.needed or date.max, request.row.place


def _cost_with(request: Request, order: PurchaseOrder, known: _Known) -> Decimal | None:
    """Give what a request costs at an order's supplier; None where it is meant for another, or has no price."""
    lot = known.lots.get(request.key)
    named = known.book.name(request.row)
    offer = chosen_offer(lot)
    if named is not None and lot is not None and (offer is None or folded(offer.supplier) != folded(named)):
        offers = [each for each in lot.offers if each.excluded is None]
        offer = next((each for each in offers if folded(each.supplier) == folded(named)), None)
    supplier = named or (offer.supplier if offer else None)
    currency = offer.currency if offer else request.row.text("currency")
    if folded(supplier) != folded(order.supplier) or currency not in (None, order.currency):
        return None
    return order_cost(offer, request, lot.unit if lot else None)


def _reaching(requests: Sequence[_Costed], missing: Decimal) -> list[_Costed] | None:
    """Give as many of the requests, the earliest first, as reach an amount; None where all do not."""
    chosen: list[_Costed] = []
    for request, cost in requests:
        chosen.append((request, cost))
        missing -= cost
        if missing <= ZERO:
            return chosen
    return None


def _latest_order_day(order: PurchaseOrder, known: _Known) -> date | None:
    """Give the last day on which every line still comes in time; None where a date or lead time is missing."""
    days: list[date] = []
    listed = known.book.entry(order.supplier).number("lead_time")
    for line in order.lines:
        key = known.keys.of(line.source)
        lot = known.lots.get(key) if key else None
        offers = lot.offers if lot is not None and line.quotation else ()
        offer = next((each for each in offers if each.places == line.quotation), None)
        lead_time = offer.lead_time_days if offer and offer.lead_time_days is not None else listed
        if line.requested_date is None or lead_time is None:
            return None
        days.append(line.requested_date - timedelta(days=int(lead_time)))
    return min(days)


def _names(requests: Iterable[Request]) -> str:
    return ", ".join(
        f"{each.name} ({each.needed.isoformat()})" if each.needed else each.name for each in requests
    )


def _name(lot: Lot) -> str | None:
    return lot.item_number or lot.description
