"""What a column holds by its values, where its title is unknown: codes and words of one kind, and sums.

A sum that comes out row by row is as good as a title. Words of one kind are less: they say what the values
are, not whose. A date or a bare number is never read by its values alone; that would be a guess.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

from buybook.schema import TableKind
from buybook.workbook.recognise.sums import (
    LIKELY,
    PROVEN,
    Known,
    Numbers,
    difference,
    numbers_of,
    product,
    with_tax,
)
from buybook.workbook.recognise.values import Profile, is_blank
from buybook.workbook.recognise.wording import told_by_words

_FEWEST = 3  # values, or rows of a sum, that prove anything
_TO_PROVE = 5  # numbers of a column that is told by a sum with another one that is unknown
_NEARLY_ALL = 0.95
_OUT_OF_ORDER = 0.2  # of the rows: more, and a date is not the first of its line
_QUANTITIES = (
    "quantity_ordered",
    "quantity",
    "quantity_received",
    "quantity_accepted",
    "reorder_quantity",
    "demand",
)
_PRICES = ("unit_price", "purchase_price", "price_excl_vat", "price_incl_vat")
_RECEIVED = ("quantity_received", "quantity_accepted")
_ORDERED = ("quantity_ordered", "quantity")
# What is left of one column when another is taken off it: field, whole, part, how sure, reason.
_DIFFERENCES = (
    ("quantity_outstanding", _ORDERED, _RECEIVED, PROVEN, "rest"),
    ("quantity_received", _ORDERED, ("quantity_outstanding",), PROVEN, "arrived"),
    ("stock_available", ("stock_on_hand",), ("stock_reserved",), PROVEN, "free"),
    ("reorder_quantity", ("max_stock",), ("stock_on_hand", "stock_available"), LIKELY, "filled_up"),
)
_WITH_TAX = (
    ("price_incl_vat", ("price_excl_vat", "unit_price", "purchase_price")),
    ("total", ("line_amount", "price_excl_vat")),
)


_BASES = frozenset({1, 10, 100, 1000})
_WORDY = 0.5
_BY_LEFTOVER = 0.6
_BY_PLACE = 0.62
_FULL = 0.9
_SOME_WORDY = 0.3
_SPARSE = 0.7


class Evidence(NamedTuple):
    """A field that the values speak for, how strongly from 0 to 1, and the name of the reason."""

    field: str
    score: float
    reason: str


def of_words(values: Sequence[object], found: Profile, kind: TableKind) -> Evidence | None:
    """Give what a column's words say it is: currencies, units, states, firms, people."""
    told = told_by_words(values, found, kind)
    return Evidence(*told) if told else None


def of_place(found: Profile, unnamed: bool, after: str | None, is_last: bool) -> Evidence | None:
    """Give what a column of words is by its place: a description right of the number, a remark at the end.

    `unnamed` says that nothing else names the goods, `after` what the column at the left holds.
    """
    told = of_leftover(found) if unnamed else None
    words = found.filled >= _FEWEST and found.text >= _NEARLY_ALL and found.states < _WORDY
    if (
        told is None
        and words
        and after == "item_number"
        and found.density >= _FULL
        and found.long >= _SOME_WORDY
    ):
        return Evidence("description", _BY_PLACE, "beside_number")
    if told is None and words and is_last and found.long >= _WORDY and found.density < _SPARSE:
        return Evidence("comment", _BY_PLACE, "last_words")
    return told


def of_leftover(found: Profile) -> Evidence | None:
    """Give what a column of words may be where nothing else in the list names the goods: their description."""
    filled = found.filled >= _FEWEST and found.density >= _NEARLY_ALL
    if filled and found.text >= _NEARLY_ALL and found.long >= _WORDY and found.states < _WORDY:
        return Evidence("description", _BY_LEFTOVER, "goods")
    return None


def of_sums(values: Sequence[object], known: Known, kind: TableKind) -> Evidence | None:
    """Give what a column is in a sum with columns that are known.

    Amount = quantity x price, in whichever of the three is missing; a price less its discount; what is left of an
    order, of a stock, and up to its maximum; a sum with VAT.
    """
    numbers = numbers_of(values)
    if sum(number is not None for number in numbers) < _FEWEST - 1:
        return None
    return (
        _of_product(numbers, known, kind)
        or _of_tax(numbers, known)
        or next(
            (
                Evidence(field, score, reason)
                for field, whole, part, score, reason in _DIFFERENCES
                if field not in known
                and (wholes := known.first(*whole))
                and (parts := known.first(*part))
                and difference(numbers, wholes, parts)
            ),
            None,
        )
    )


def _of_product(numbers: Numbers, known: Known, kind: TableKind) -> Evidence | None:
    """Give which of quantity, price and amount a column is, where the other two are known."""
    quantities, prices, amounts = known.all(*_QUANTITIES), known.all(*_PRICES), known.all("line_amount")
    if not amounts:
        prices += known.all("list_price")
        sure = max((product(numbers, q, p, known.factors) for q in quantities for p in prices), default=0.0)
        return Evidence("line_amount", sure, "product") if sure else None
    (amount,) = amounts
    if not quantities:
        prices += known.all("list_price")
        sure = max((product(amount, numbers, price, known.factors) for price in prices), default=0.0)
        field = "quantity_ordered" if kind is TableKind.ORDERS else "quantity"
        return Evidence(field, sure, "factor") if sure else None
    if not prices:
        sure = max((product(amount, q, numbers, known.factors) for q in quantities), default=0.0)
        return Evidence("unit_price", sure, "factor") if sure else None
    return None


def of_pairs(unread: Mapping[int, Sequence[object]], known: Known, kind: TableKind) -> dict[int, Evidence]:
    """Give what two columns are that make a sum with one that is known, where no other two do.

    Quantity and amount beside a price; quantity and price beside an amount: the quantity is the one of whole numbers.
    """
    if known.all(*_QUANTITIES):
        return {}
    numbers = {index: numbers_of(values) for index, values in unread.items()}
    numbers = {
        index: each for index, each in numbers.items() if sum(n is not None for n in each) >= _TO_PROVE
    }
    prices, amounts = known.all(*_PRICES), known.all("line_amount")
    counted = "quantity_ordered" if kind is TableKind.ORDERS else "quantity"
    found: list[dict[int, Evidence]] = []
    for one, other in permutations(numbers, 2):
        if not _are_whole(numbers[one]):
            continue
        whole = Evidence(counted, LIKELY, "factor")
        if prices and not amounts:
            if any(product(numbers[other], numbers[one], price) == PROVEN for price in prices):
                found.append({one: whole, other: Evidence("line_amount", LIKELY, "product")})
        elif amounts and not prices and not _are_whole(numbers[other]):
            made = product(amounts[0], numbers[one], numbers[other]) == PROVEN
            found += [{one: whole, other: Evidence("unit_price", LIKELY, "factor")}] * made
    return found[0] if len(found) == 1 else {}


def of_offer(offered: Mapping[int, Sequence[object]], shared: Sequence[Sequence[object]]) -> dict[int, str]:
    """Give which column of a supplier's is the price and which the amount, by a quantity that all suppliers share."""
    numbers = {index: numbers_of(values) for index, values in offered.items()}
    quantities = [numbers_of(values) for values in shared]
    for price, amount in permutations(numbers, 2):
        if any(product(numbers[amount], quantity, numbers[price]) == PROVEN for quantity in quantities):
            return {price: "unit_price", amount: "line_amount"}
    return {}


def _are_whole(numbers: Numbers) -> bool:
    return all(number is None or number.is_integer() for number in numbers)


def _of_tax(numbers: Numbers, known: Known) -> Evidence | None:
    """Give whether a column is a price or a sum with VAT."""
    tax = known.first("vat")
    for field, nets in _WITH_TAX:
        for net in known.all(*nets) if field not in known else ():
            sure = with_tax(numbers, net, tax)
            if sure:
                return Evidence(field, sure, "taxed")
    return None


def are_bases(values: Sequence[object]) -> bool:
    """Tell whether values are what prices are for: 1, 10, 100 or 1000, and not all of them 1."""
    filled = {value for value in values if not is_blank(value)}
    return bool(filled - {1}) and filled <= _BASES


def comes_later(firsts: Sequence[object], others: Sequence[object]) -> bool:
    """Tell whether dates that should come first in their rows come after others too often."""
    rows = [
        (first, other)
        for first, other in zip(firsts, others, strict=False)
        if isinstance(first, dt.datetime) and isinstance(other, dt.datetime)
    ]
    return bool(rows) and sum(first > other for first, other in rows) > _OUT_OF_ORDER * len(rows)
