"""Lists of exchange rates: the column of rates without a known title, and the currency that rates are in."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from buybook.workbook.recognise.columns import Source
from buybook.workbook.recognise.layout import Layout
from buybook.workbook.recognise.spelling import CURRENCY_CODES, read_title
from buybook.workbook.tables import Column


def with_rate_column(sources: Sequence[Source]) -> list[Source]:
    """Read numbers titled with a currency's code, right of a column of codes, as rates: `Valuta | SEK`."""
    found = list(sources)
    for place, (left, right) in enumerate(itertools.pairwise(sources)):
        titled = right.title.strip().upper() in CURRENCY_CODES
        if left.profile.currencies >= 0.8 and titled and right.profile.numbers >= 0.8 and right.fixed is None:
            found[place + 1] = replace(right, fixed=("exchange_rate",))
    return found


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
