"""How much of an article is needed, and in which unit: by the requisitions, else by the quotations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey, item_keys
from buybook.core.money import total
from buybook.core.offers import QuotedOffer
from buybook.core.rows import Row, folded, plain, rows_of, stated
from buybook.core.units import PACKS, converted, price_unit
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import TableKind

# States that say that an order was made of a row, or that none will be.
ORDERED = frozenset(
    {
        "sent",
        "awaiting_confirmation",
        "confirmed",
        "awaiting_receipt",
        "not_received",
        "partially_received",
        "received",
        "closed",
        "overdue",
        "damaged",
        "lost",
        "rejected_goods",
        "in_stock",
    }
)
REFUSED = frozenset({"cancelled", "rejected_request", "declined"})


@frozen
class Need:
    """How much is needed; no quantity where nobody says."""

    quantity: Decimal | None
    unit: str | None


def still_needed(row: Row) -> bool:
    """Tell whether a requisition's row waits for an order."""
    ordered = row.text("po_number") or row.text("purchase_order")
    return not ordered and row.text("status") not in ORDERED | REFUSED


def needed_days(tables: Tables) -> dict[ItemKey, date]:
    """Give the earliest day that a waiting request names, by the article."""
    keys, days = item_keys(tables), dict[ItemKey, date]()
    for row in rows_of(tables, TableKind.REQUISITIONS):
        key, day = keys.of(row), row.day("requested_date")
        if key is not None and day is not None and still_needed(row):
            days[key] = min(day, days.get(key, day))
    return days


def needed_quantity(
    requests: Sequence[Row], offers: Sequence[QuotedOffer], item: Row | None, findings: list[Finding]
) -> Need:
    """Find the need of one article.

    Open requisitions add up. Without any, the quotations' own quantities tell it: the one that all state,
    else the largest that every supplier prices, else the most frequent (of equals the largest), with a
    warning.
    """
    waiting = _asked_for(requests, offers)
    unit = _lot_unit(waiting, offers, item)
    wanted = [quantity for row in waiting if (quantity := _wanted(row, unit, findings)) is not None]
    if wanted:
        return Need(total(wanted), unit)
    quoted = _quoted_quantities(offers, unit)
    quantities = Counter(quantity for by_supplier in quoted.values() for quantity in by_supplier)
    if not quantities:
        return Need(None, unit)
    if len(quantities) == 1:
        return Need(next(iter(quantities)), unit)
    written = {priced.row.positive("quantity") for offer in offers for priced in offer.rows} - {None}
    shared = set.intersection(*(set(by_supplier) for by_supplier in quoted.values()))
    if len(written) == 1:  # one number beside several units: the units are those of the prices
        chosen = next(number for number in written if number is not None)
    elif shared:
        chosen = max(shared)
    else:
        chosen = max(quantities, key=lambda quantity: (quantities[quantity], quantity))
    findings.append(
        offers[0]
        .rows[0]
        .row.finding(
            "quantities_differ",
            Severity.WARNING,
            "quantity",
            quantities=", ".join(plain(quantity) for quantity in sorted(quantities)),
            used=plain(chosen),
        )
    )
    return Need(chosen, unit)


def request_quantity(row: Row) -> Decimal | None:
    """Give the quantity that a row asks for: the one to order where it has one."""
    return row.positive("quantity") or row.positive("quantity_ordered")


def _asked_for(requests: Sequence[Row], offers: Iterable[QuotedOffer]) -> list[Row]:
    """Give the waiting requests; of these those that the quotations name, where they name any of them."""
    waiting = [row for row in requests if still_needed(row) and request_quantity(row) is not None]
    named = {
        folded(number)
        for number in stated(priced.row.text("purchase_request") for offer in offers for priced in offer.rows)
    }
    matching = [row for row in waiting if folded(row.text("purchase_request")) in named]
    return matching or waiting


def _lot_unit(requests: Sequence[Row], offers: Sequence[QuotedOffer], item: Row | None) -> str | None:
    """Choose the unit to compare in: the request's, the article's, else the offers' usual one."""
    asked = stated([*(row.text("unit") for row in requests), item.text("unit") if item else None])
    if asked:
        return price_unit(asked[0])[0]
    units = Counter(offer.unit for offer in offers if offer.unit)
    return max(units, key=lambda unit: (units[unit], unit not in PACKS), default=None)


def _wanted(row: Row, unit: str | None, findings: list[Finding]) -> Decimal | None:
    quantity = request_quantity(row)
    assert quantity is not None  # rows without one were left out
    wanted = converted(quantity, row.text("unit"), unit, row.positive("pack_size"))
    if wanted is None:
        values = {"unit": row.text("unit"), "lot_unit": unit}
        findings.append(row.finding("request_unit_mismatch", Severity.WARNING, "unit", **values))
    return wanted


def _quoted_quantities(offers: Iterable[QuotedOffer], unit: str | None) -> dict[str, list[Decimal]]:
    """Give the quantities that each supplier's rows state, in the unit to compare in."""
    by_supplier: dict[str, list[Decimal]] = {}
    for offer in offers:
        for priced in offer.rows:
            quantity = priced.row.positive("quantity")
            in_unit = converted(quantity, offer.unit, unit, offer.content) if quantity is not None else None
            if in_unit is not None:
                by_supplier.setdefault(folded(offer.supplier), []).append(in_unit)
    return by_supplier
