"""Columns of numbers that make a sum with each other, row by row: better evidence than any title.

Rows in which a number is missing, or is text, say nothing. A sum of few rows, or of few different numbers, may be
chance; from five rows on it is proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from buybook.workbook.recognise.values import is_number

PROVEN, LIKELY = 0.9, 0.75  # how sure a column is by its sum: written to without asking, or asked about
_FEW, _SOME, _ENOUGH = 2, 3, 5  # rows that make a sum likely, one with a factor likely, and that prove it
_DIFFERENT = 3  # numbers of each column that a proof needs
_HITS, _NEARLY_ALL = 0.8, 0.9
_CENT, _OF_AMOUNT = 0.011, 0.0001
_ROUNDED, _WORTH_ROUNDING = 0.51, 100.0  # whole amounts of a hundred and more are rounded
_PER = (100.0, 1000.0)  # units that a price is often for
_RATES = (0.05, 0.06, 0.09, 0.12, 0.2, 0.21, 0.25)  # of VAT in Britain, Sweden and the Netherlands
_LETTERS = {"e": 1.0, "ea": 1.0, "c": 100.0, "m": 1000.0}  # each, hundred, thousand
_COUNT = re.compile(r"\d[\d .,']*")

Numbers = tuple[float | None, ...]


class Known:
    """The numbers of the columns of a list whose fields are known."""

    def __init__(self, held: Mapping[str, Sequence[object]]):
        self._held = held
        self._read: dict[str, Numbers] = {}

    def first(self, *fields: str) -> Numbers | None:
        """Give the numbers of the first of some fields that the list has."""
        return next((self._numbers(field) for field in fields if field in self._held), None)

    def all(self, *fields: str) -> list[Numbers]:
        """Give the numbers of each of some fields that the list has."""
        return [self._numbers(field) for field in fields if field in self._held]

    def _numbers(self, field: str) -> Numbers:
        if field not in self._read:
            self._read[field] = numbers_of(self._held[field])
        return self._read[field]

    def __contains__(self, field: str) -> bool:
        return field in self._held

    @cached_property
    def factors(self) -> tuple[Numbers, ...]:
        """What a product is multiplied with, row by row.

        What a discount leaves, one by what a price is for or a pack holds, a rate of exchange; or two of them.
        """
        found: list[Numbers] = []
        if "discount" in self._held:
            found.append(_left(self._numbers("discount")))
        for name in ("price_per", "pack_size"):
            if name in self._held:
                bases = [_basis(value) for value in self._held[name]]
                found.append(tuple(1.0 / base if base else 1.0 for base in bases))
        if "exchange_rate" in self._held:
            found.append(self._numbers("exchange_rate"))
        pairs = [tuple(map(_times, one, other)) for one, other in combinations(found, 2)]
        return (*found, *pairs)


def numbers_of(values: Iterable[object]) -> Numbers:
    """Give the numbers among values, and None for all else."""
    return tuple(float(value) if is_number(value) else None for value in values)  # type: ignore[arg-type]


def product(amounts: Numbers, quantities: Numbers, prices: Numbers, factors: Sequence[Numbers] = ()) -> float:
    """Say how sure it is that amounts are quantity times price, from 0 to 1.

    The price may be for 100 or 1000, or each row have a factor of its own: what a discount leaves.
    """
    plain = _agree(amounts, quantities, prices, lambda a, q, p: a - q * p)
    if plain:
        return plain
    for factor in factors:
        scaled = tuple(map(_times, prices, factor))
        sure = _agree(amounts, quantities, scaled, lambda a, q, p: a - q * p, fewest=_SOME)
        if sure:
            return sure
    per = _likely_basis(amounts, quantities, prices)
    if per:
        scaled = tuple(price / per if price is not None else None for price in prices)
        if _agree(amounts, quantities, scaled, lambda a, q, p: a - q * p) == PROVEN:
            return PROVEN
    return 0.0


def _likely_basis(amounts: Numbers, quantities: Numbers, prices: Numbers) -> float | None:
    """Give what the price may be for, by the sums of all rows; None where it is not near 100 or 1000."""
    rows = _together(amounts, quantities, prices)
    paid = sum(abs(amount) for amount, _, _ in rows)
    made = sum(abs(quantity * price) for _, quantity, price in rows)
    return next((per for per in _PER if paid and 0.5 < made / per / paid < 2.0), None)


def with_tax(gross: Numbers, net: Numbers, tax: Numbers | None) -> float:
    """Say how sure it is that numbers are others with VAT: its rate or its amount in a column, or one rate for all."""
    if tax is not None:
        rates = tuple(rate if rate is None or abs(rate) < 1 else rate / 100 for rate in tax)
        by_rate = _agree(gross, net, rates, lambda g, n, r: g - n * (1 + r), varied=2)
        return by_rate or _agree(gross, net, tax, lambda g, n, t: g - n - t, varied=2)
    for rate in _RATES:
        taxed = tuple(None if number is None else number * (1 + rate) for number in net)
        if _agree(gross, net, taxed, lambda g, _, t: g - t, varied=2) == PROVEN:
            return LIKELY  # a surcharge or a margin could be as high
    return 0.0


def difference(rests: Numbers, wholes: Numbers, parts: Numbers) -> bool:
    """Tell whether numbers are others less a third, and never below nothing; rows without a part say little."""
    rows = _together(rests, wholes, parts)
    telling = [row for row in rows if row[2] and row[1] != row[2]]
    hits = sum(abs(rest - max(0.0, whole - part)) < 1e-6 for rest, whole, part in rows)
    return len(rows) > _FEW and bool(telling) and hits >= 0.95 * len(rows)


def _agree(
    results: Numbers,
    firsts: Numbers,
    seconds: Numbers,
    differs: Callable[[float, float, float], float],
    varied: int = 3,
    fewest: int = _FEW,
) -> float:
    """Say how sure it is that `differs` is nothing in each row; rows with a one or nothing in them say little.

    A proof needs different numbers in the first `varied` columns.
    """
    rows = [row for row in _together(results, firsts, seconds) if row[0]]
    telling = [row for row in rows if row[2] and 1 not in row[1:]]
    if len(telling) < fewest:
        return 0.0
    rounded = all(row[0].is_integer() and abs(row[0]) >= _WORTH_ROUNDING for row in rows)
    at_least = _ROUNDED if rounded else _CENT
    misses, allowed = 0, (1 - _HITS) * len(rows)
    for row in rows:
        misses += abs(differs(*row)) > max(at_least, _OF_AMOUNT * abs(row[0]))
        if misses > allowed:
            return 0.0
    different = min(len({row[place] for row in telling}) for place in range(varied))
    if misses <= (1 - _NEARLY_ALL) * len(rows) and len(telling) >= _ENOUGH and different >= _DIFFERENT:
        return PROVEN
    return LIKELY if not rounded or not misses else 0.0


def _together(*columns: Numbers) -> list[tuple[float, float, float]]:
    return [(a, b, c) for a, b, c in zip(*columns, strict=False) if None not in (a, b, c)]


def _times(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one * other


def _left(discounts: Numbers) -> Numbers:
    """Give what each discount leaves of a price: 20, and 0.2 where all are below one, leave 0.8."""
    shares = all(abs(each) < 1 for each in discounts if each is not None)
    return tuple(1 - (each or 0.0) / (1 if shares else 100) for each in discounts)


def _basis(value: object) -> float | None:
    """Give what a price is for: 100, "100 st", "per 1 000", C."""
    if is_number(value):
        return float(value)  # type: ignore[arg-type]
    text = str(value or "").strip().casefold()
    found = _COUNT.search(text)
    digits = "".join(sign for sign in found.group() if sign.isdigit()) if found else ""
    return float(digits) if digits else _LETTERS.get(text, 1.0)
