"""Lists of exchange rates: known by the currency codes in them, and the currency that their rates are in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from buybook.workbook.recognise.columns import Source
from buybook.workbook.recognise.layout import Layout
from buybook.workbook.recognise.spelling import CURRENCY_CODES, read_title
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.recognise.values import is_number
from buybook.workbook.tables import Column

_MOST_COLUMNS = 6  # of a list of rates
_MOSTLY = 0.8
_SURE = 0.8
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
    best = max(rated, key=lambda each: _likeness(each, codes, lexicon), default=None)
    if best is None or _likeness(best, codes, lexicon) < 0:
        return list(sources)
    hints = {codes.index: "currency", best.index: "exchange_rate"}
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


def _likeness(source: Source, codes: Source, lexicon: Lexicon) -> float:
    """Say how likely a column of positive numbers is that of the rates; below 0 when it is another one."""
    fields = _sure_fields(source, lexicon)
    title = read_title(source.title)
    if "exchange_rate" in fields:
        return 3.0
    if title.currency:  # "GBP per unit", "1 EUR =", or the code alone
        return 2.0
    if fields and not fields & _LIKE_A_RATE:
        return -1.0
    return 1.0 + (source.index > codes.index) * 0.5


def base_currency(layout: Layout, columns: Sequence[Column], sheet: str) -> str | None:
    """Give the currency that the rates are in, where a title names it."""
    rate = next((column for column in columns if column.field == "exchange_rate"), None)
    titles = [rate.title] if rate else []
    titles += [column.title for column in columns if column.field != "exchange_rate"]
    for text in (*titles, *layout.above[:4], layout.name or "", layout.excel_table or "", sheet):
        currency = read_title(text).currency
        if currency in CURRENCY_CODES:
            return currency
    return None
