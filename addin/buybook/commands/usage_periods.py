"""For how long the usage in a list is: a month, a year ... as the column's title says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from buybook.schema import TableKind
from buybook.vocabulary import all_words
from buybook.workbook.tables import RecognisedTable
from buybook.workbook.view import WorkbookView

_MONTHS: Mapping[str, Decimal] = MappingProxyType(
    {
        "day": Decimal(12) / 365,
        "week": Decimal(12) * 7 / 365,
        "month": Decimal(1),
        "quarter": Decimal(3),
        "year": Decimal(12),
    }
)
_WORD = re.compile(r"[^\W_]+")


def usage_periods(view: WorkbookView) -> Mapping[int, Decimal]:
    """Give the months that the usage in each list of articles or demand is for, by the list's id."""
    found: dict[int, Decimal] = {}
    for kind in (TableKind.ITEMS, TableKind.DEMAND):
        for table in view.recognition.of_kind(kind):
            column = table.column("demand")
            months = period_of(column.title) if column is not None else _side_by_side(table)
            if months is not None:
                found[table.id] = months
    return found


def _side_by_side(table: RecognisedTable) -> Decimal | None:
    """Give the months that the columns of a list cover together, each for a period of its own."""
    periods = [block.period for block in table.blocks if block.period is not None]
    known = [_MONTHS[period] for period in periods if period in _MONTHS]
    return sum(known, Decimal(0)) if known and len(known) == len(periods) else None


def period_of(title: str) -> Decimal | None:
    """Give the months that a title such as "Annual usage" speaks of; None where it says none, or several."""
    words = [word.casefold() for word in _WORD.findall(title)]
    named = {
        period
        for period, beginnings in _beginnings().items()
        for word in words
        if any(word == each if len(each) < 3 else word.startswith(each) for each in beginnings)
    }
    return _MONTHS[named.pop()] if len(named) == 1 else None


@cache
def _beginnings() -> Mapping[str, tuple[str, ...]]:
    """Give what a word that names a period begins with, in every language; one of two letters is the word."""
    return {
        period: tuple(phrase for words in all_words() for phrase in words.phrases(f"period.{period}"))
        for period in _MONTHS
    }
