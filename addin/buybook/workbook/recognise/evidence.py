"""What a column holds by its values, where its title is unknown: codes and words of one kind, and sums.

A sum that comes out row by row is as good as a title. Words of one kind are less: they say what the values
are, not whose. A date or a bare number is never read by its values alone; that would be a guess.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from buybook.workbook.lexicon import plain_phrases
from buybook.workbook.recognise.values import Profile, is_number

_FEWEST = 3  # values, or rows of a sum, that prove anything
_NEARLY_ALL = 0.95
_BY_SUM = 0.9
_BY_WORDS = 0.8
_OUT_OF_ORDER = 0.2  # of the rows: more, and a date is not the first of its line
# Incoterms 2020, and the older rules that orders still name; a place may follow.
_INCOTERMS = frozenset(
    [
        "EXW",
        "FCA",
        "FAS",
        "FOB",
        "CPT",
        "CIP",
        "CFR",
        "CIF",
        "DAP",
        "DPU",
        "DDP",
        "DAT",
        "DAF",
        "DDU",
        "DES",
        "DEQ",
    ]
)
_QUANTITIES = ("quantity_ordered", "quantity")
_PRICES = ("unit_price", "purchase_price")
_RECEIVED = ("quantity_received", "quantity_accepted")


_SOME_FIRMS = 0.3  # of the names in a column: buyers leave the legal form out more often than not
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


def of_words(values: Sequence[object], found: Profile) -> Evidence | None:
    """Give what a column's words say it is: currencies, units, delivery terms, states."""
    if found.filled < _FEWEST:
        return None
    if found.currencies >= _NEARLY_ALL:
        return Evidence("currency", _BY_WORDS, "words")
    if found.units >= _NEARLY_ALL:
        return Evidence("unit", _BY_WORDS, "words")
    if _share_of_incoterms(values) >= _NEARLY_ALL:
        return Evidence("incoterm", _BY_WORDS, "words")
    if found.states >= _NEARLY_ALL:
        return Evidence("status", _BY_WORDS, "words")
    if found.text >= _NEARLY_ALL and _share_of_firms(values) >= _SOME_FIRMS and found.distinct < 1.0:
        return Evidence("supplier", _BY_WORDS, "firms")
    return None


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


def of_sums(values: Sequence[object], held: Mapping[str, Sequence[object]]) -> Evidence | None:
    """Give what a column is in a sum with columns that are known, by their fields.

    Amount = quantity x price, in whichever of the three is missing; open = ordered - received.
    """
    quantity = next((held[name] for name in _QUANTITIES if name in held), None)
    price = next((held[name] for name in _PRICES if name in held), None)
    amount = held.get("line_amount")
    if quantity and price and amount is None and is_product(values, quantity, price):
        return Evidence("line_amount", _BY_SUM, "product")
    if price and amount and quantity is None and is_product(amount, values, price):
        return Evidence("quantity", _BY_SUM, "factor")
    if quantity and amount and price is None and is_product(amount, quantity, values):
        return Evidence("unit_price", _BY_SUM, "factor")
    received = next((held[name] for name in _RECEIVED if name in held), None)
    if quantity and received and "quantity_outstanding" not in held and _is_rest(values, quantity, received):
        return Evidence("quantity_outstanding", _BY_SUM, "rest")
    return None


def is_product(amounts: Sequence[object], quantities: Sequence[object], prices: Sequence[object]) -> bool:
    """Tell whether an amount is quantity times price, row by row, to the cent."""
    rows = [
        (float(a), float(q), float(p))  # type: ignore[arg-type]
        for a, q, p in zip(amounts, quantities, prices, strict=False)
        if is_number(a) and is_number(q) and is_number(p) and a and q != 1 and p != 1
    ]
    hits = sum(
        abs(amount - quantity * price) <= max(0.011, 0.0001 * abs(amount)) for amount, quantity, price in rows
    )
    return len(rows) >= 2 and hits >= 0.8 * len(rows)


def comes_later(firsts: Sequence[object], others: Sequence[object]) -> bool:
    """Tell whether dates that should come first in their rows come after others too often."""
    rows = [
        (first, other)
        for first, other in zip(firsts, others, strict=False)
        if isinstance(first, dt.datetime) and isinstance(other, dt.datetime)
    ]
    return bool(rows) and sum(first > other for first, other in rows) > _OUT_OF_ORDER * len(rows)


def _is_rest(rests: Sequence[object], wholes: Sequence[object], parts: Sequence[object]) -> bool:
    """Tell whether a column is another less a third; rows in which that says nothing do not count."""
    rows = [
        (float(r), float(w), float(p))  # type: ignore[arg-type]
        for r, w, p in zip(rests, wholes, parts, strict=False)
        if is_number(r) and is_number(w) and is_number(p)
    ]
    telling = [row for row in rows if row[2] and row[1] != row[2]]
    hits = sum(abs(rest - max(0.0, whole - part)) < 1e-6 for rest, whole, part in rows)
    return len(rows) >= _FEWEST and bool(telling) and hits >= _NEARLY_ALL * len(rows)


def _share_of_incoterms(values: Sequence[object]) -> float:
    texts = [value.split() for value in values if isinstance(value, str) and value.strip()]
    return sum(words[0].strip(",.").upper() in _INCOTERMS for words in texts) / len(texts) if texts else 0.0


def _share_of_firms(values: Sequence[object]) -> float:
    """Give the share of names that end in a legal form: Bergs Plåt AB, De Boer B.V."""
    texts = [value for value in values if isinstance(value, str) and value.strip()]
    forms = plain_phrases("legal_forms")
    last = [text.replace(".", "").split()[-1:] for text in texts]
    named = sum(bool(words) and words[0].casefold() in forms for words in last)
    return named / len(texts) if texts else 0.0
