"""Lists of exchange rates: known by the currency codes in them, and the currency that their rates are in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from buybook.workbook.recognise.layout import Layout
from buybook.workbook.recognise.sources import Source
from buybook.workbook.recognise.spelling import CURRENCY_CODES, plain, read_title, words_of
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.recognise.values import is_number
from buybook.workbook.tables import Column

_MOST_COLUMNS = 6  # of a list of rates
_MOSTLY = 0.8
_SURE = 0.8
_HIGHEST = 500.0  # of a rate that no title speaks of; more is a sum of money
# What a list of rates does not have: with one of these it is about goods, orders or sums of money.
_NOT_OF_RATES = frozenset(
    {
        "po_number", "purchase_order", "supplier", "supplier_no", "item_number", "manufacturer_part_number",
        "quantity", "quantity_ordered", "quantity_received", "line_amount", "total", "minimum_order_value",
        "freight_cost", "invoice_number", "quote_number", "payment_terms", "incoterm", "lead_time", "moq",
    }
)  # fmt: skip
# What a column of rates is sometimes titled: "Price of one unit", "Rate per unit".
_LIKE_A_RATE = frozenset({"exchange_rate", "unit_price", "purchase_price"})


def with_rate_columns(sources: Sequence[Source], lexicon: Lexicon, named: bool) -> list[Source]:
    """Read each currency's code with a positive number beside it as its rate, whatever the titles are.

    `named` says that the sheet or a title speaks of rates: then a title such as "Value" does no harm.
    """
    codes = next((each for each in sources if _holds_codes(each)), None)
    others = [each for each in sources if each is not codes and (each.title or each.profile.filled)]
    if codes is None or len(others) + 1 > _MOST_COLUMNS or (not named and _is_of_goods(others, lexicon)):
        return list(sources)
    rated = [each for each in others if each.fixed is None and _holds_rates(each)]
    likeness = {each.index: _likeness(each, codes, lexicon, named) for each in rated}
    best = max(rated, key=lambda each: likeness[each.index], default=None)
    if best is None or likeness[best.index] < 0:
        return list(sources)
    hints = {each.index: "price_per" for each in rated if each is not best and each.profile.bases >= _MOSTLY}
    hints |= {codes.index: "currency", best.index: "exchange_rate"}
    return [replace(each, hint=hints.get(each.index)) if each.fixed is None else each for each in sources]


def _holds_codes(source: Source) -> bool:
    """Tell whether a column holds codes of currencies, each in one row, or in one of each date."""
    found = source.profile
    return found.currencies >= _MOSTLY and found.filled > 0 and (found.distinct >= 0.9 or found.filled > 20)


def _holds_rates(source: Source) -> bool:
    found = source.profile
    positive = all(value > 0 for value in source.values if is_number(value))  # type: ignore[operator]
    return found.numbers >= _MOSTLY and positive and not found.counter


def _is_of_goods(others: Iterable[Source], lexicon: Lexicon) -> bool:
    return any(field in _NOT_OF_RATES for each in others for field in _sure_fields(each, lexicon))


def _sure_fields(source: Source, lexicon: Lexicon) -> set[str]:
    return {field for field, match in lexicon.matches(source.title).items() if match.score >= _SURE}


def _likeness(source: Source, codes: Source, lexicon: Lexicon, named: bool) -> float:
    """Say how likely a column of positive numbers is that of the rates; below 0 when it is another one."""
    fields = _sure_fields(source, lexicon)
    title = read_title(source.title)
    if "exchange_rate" in fields:
        return 3.0
    if title.currency:  # "GBP per unit", "1 EUR =", or the code alone
        return 2.0
    if not named and (fields - _LIKE_A_RATE or not _could_be_rates(source)):
        return -1.0
    return 1.0 - (source.profile.bases >= _MOSTLY) + (source.index > codes.index) * 0.5


def _could_be_rates(source: Source) -> bool:
    """Tell whether numbers under a title that says nothing can be rates, rather than counts or sums."""
    numbers = [float(value) for value in source.values if is_number(value)]  # type: ignore[arg-type]
    return source.profile.bases < _MOSTLY and max(numbers, default=0.0) <= _HIGHEST


def base_currency(layout: Layout, columns: Sequence[Column], sheet: str) -> str | None:
    """Give the currency that the rates are in, where a title names it."""
    return _base_named(layout, columns, sheet)[0]


def rates_per_base(layout: Layout, columns: Sequence[Column], sheet: str) -> bool | None:
    """Tell which way round the rates are, where the title that names the base currency says so.

    `1 EUR =` and `per EUR` are units for one euro: True. `EUR per unit` and `Rate to EUR` are euros for one
    unit: False.
    """
    base, title = _base_named(layout, columns, sheet)
    if base is None or len({word for word in words_of(title) if word.upper() in CURRENCY_CODES}) > 1:
        return None
    text, code = " ".join(plain(title).split()), base.casefold()
    per_base = re.search(rf"\bper (?:1 ?)?{code}\b|\b{code} ?=", text) is not None
    per_unit = re.search(rf"\b{code} per\b|= ?{code}\b|\b(?:to|in|i|till|naar) {code}\b", text) is not None
    return None if per_base == per_unit else per_base


def _base_named(layout: Layout, columns: Sequence[Column], sheet: str) -> tuple[str | None, str]:
    """Give the base currency and the title that names it."""
    rate = next((column for column in columns if column.field == "exchange_rate"), None)
    titles = [rate.title] if rate else []
    titles += [column.title for column in columns if column.field != "exchange_rate"]
    for text in (*titles, *layout.above[:4], layout.name or "", layout.excel_table or "", sheet):
        currency = read_title(text).currency
        if currency in CURRENCY_CODES:
            return currency, text
    return None, ""
