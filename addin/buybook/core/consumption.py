"""How much of an article is used in a month: as the buyer states it, else by what was ordered lately."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey, ItemKeys
from buybook.core.money import ZERO, to_step
from buybook.core.needs import REFUSED, request_quantity
from buybook.core.rows import Row, rows_of
from buybook.core.units import converted
from buybook.frozen import frozen
from buybook.schema import TableKind

_YEAR = 365
_DAYS_IN_MONTH = Decimal(_YEAR) / 12
_SHORTEST = 90  # days of orders that tell anything about a month
_TENTH = Decimal("0.1")


@frozen
class Usage:
    """What is used of an article in a month, in `unit`, and whether the buyer says so or the orders tell it."""

    monthly: Decimal
    unit: str | None
    source: Literal["stated", "ordered"]

    def months(self, quantity: Decimal, unit: str | None) -> Decimal | None:
        """Give how many months a quantity lasts, to a tenth; None where the units cannot be converted."""
        own = converted(quantity, unit, self.unit)
        return None if own is None else to_step(own / self.monthly, _TENTH)


def monthly_usage(
    tables: Tables, keys: ItemKeys, periods: Mapping[int, Decimal], today: date
) -> Mapping[ItemKey, Usage]:
    """Give the usage of each article that it is known of.

    `periods` says for how many months the figures of a table of items or demand are (12 for a year's usage);
    a table that nobody knows it of tells nothing. The rows of one article in one table add up. Without a stated
    usage it is what was ordered in the last year, or since the first order where that is three months ago or
    more.
    """
    return {**_ordered(tables, keys, today), **_stated(tables, keys, periods)}


def _stated(tables: Tables, keys: ItemKeys, periods: Mapping[int, Decimal]) -> dict[ItemKey, Usage]:
    used: dict[ItemKey, Usage] = {}
    for kind in (TableKind.ITEMS, TableKind.DEMAND):
        own: dict[ItemKey, Usage] = {}
        for row in rows_of(tables, kind):
            months = periods.get(row.place.table)
            amount = row.positive("demand")
            if months is not None and amount is not None:
                _add(own, keys.of(row), row, amount / months, "stated")
        used = {**own, **used}  # the list of articles comes first
    return used


def _ordered(tables: Tables, keys: ItemKeys, today: date) -> dict[ItemKey, Usage]:
    rows = [row for row in rows_of(tables, TableKind.ORDERS) if row.text("status") not in REFUSED]
    days = [day for row in rows if (day := row.day("order_date")) is not None and day <= today]
    span = min(_YEAR, (today - min(days)).days) if days else 0
    used: dict[ItemKey, Usage] = {}
    if span < _SHORTEST:
        return used
    first = today - timedelta(days=span)
    for row in rows:
        day, amount = row.day("order_date"), _ordered_quantity(row)
        if day is not None and first <= day <= today and amount is not None:
            _add(used, keys.of(row), row, amount * _DAYS_IN_MONTH / span, "ordered")
    return used


def _ordered_quantity(row: Row) -> Decimal | None:
    ordered = row.positive("quantity_ordered") or request_quantity(row)
    return None if ordered is None else ordered - (row.positive("quantity_cancelled") or ZERO)


def _add(
    used: dict[ItemKey, Usage],
    key: ItemKey | None,
    row: Row,
    monthly: Decimal,
    source: Literal["stated", "ordered"],
) -> None:
    """Add to an article's usage what is in a unit that fits; the rest cannot be added up and is left out."""
    if key is None or monthly <= 0:
        return
    known = used.get(key)
    if known is None:
        used[key] = Usage(monthly, row.text("unit"), source)
        return
    in_unit = converted(monthly, row.text("unit"), known.unit)
    if in_unit is not None:
        used[key] = Usage(known.monthly + in_unit, known.unit, source)
