"""How long an article's stock lasts at its usual usage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from buybook.core.consumption import Usage, monthly_usage
from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey, ItemKeys, item_keys
from buybook.core.money import ZERO
from buybook.core.rows import Row, rows_of
from buybook.schema import TableKind

_DAYS_IN_MONTH = Decimal(365) / 12
_FAR = 3650  # days; what lasts longer is not looked at


def stock_ends(
    tables: Tables, keys: ItemKeys, usage: Mapping[ItemKey, Usage], today: date
) -> Mapping[ItemKey, date]:
    """Give the day on which each article's stock is used up, where stock and usage are known.

    Days of cover that the list of articles states count first; an article that is used up already ends today.
    Stock in several rows adds up.
    """
    stock: dict[ItemKey, list[Row]] = {}
    for row in rows_of(tables, TableKind.ITEMS):
        key = keys.of(row)
        if key is not None:
            stock.setdefault(key, []).append(row)
    days = {key: _days(rows, usage.get(key)) for key, rows in stock.items()}
    return {key: today + timedelta(days=min(lasts, _FAR)) for key, lasts in days.items() if lasts is not None}


def stated_stock_ends(tables: Tables, periods: Mapping[int, Decimal], today: date) -> Mapping[str, date]:
    """Give, by folded item number, when stock is used up by the usage that lists of articles and demand state.

    Orders are not looked at, of which there are many: it is for lists that are brought up to date often.
    """
    stated = {kind: tables[kind] for kind in (TableKind.ITEMS, TableKind.DEMAND) if kind in tables}
    keys = item_keys(stated)
    ends = stock_ends(stated, keys, monthly_usage(stated, keys, periods, today), today)
    return {value: day for (way, value), day in ends.items() if way == "item_number"}


def _days(rows: list[Row], usage: Usage | None) -> int | None:
    stated = [number for row in rows if (number := row.number("days_of_cover")) is not None]
    if len(stated) == 1:
        return max(0, int(stated[0]))
    on_hand = [(row, number) for row in rows if (number := row.number("stock_on_hand")) is not None]
    if usage is None or not on_hand:
        return None
    lasts = [usage.months(max(number, ZERO), row.text("unit")) for row, number in on_hand]
    known = [months for months in lasts if months is not None]
    return int(sum(known, ZERO) * _DAYS_IN_MONTH) if len(known) == len(lasts) else None
