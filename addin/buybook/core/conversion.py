"""Amounts from one currency into another by a list of rates, which say what one unit costs in one base currency."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from buybook.core.exchange import usual_rate
from buybook.core.frames import Floats, Texts
from buybook.core.landed import converted
from buybook.frozen import frozen

_CLEARLY = 3  # a factor between a rate and the usual one that no change of rates explains


class UnknownRateError(ValueError):
    """A currency stands in no list of rates and cannot be their base."""

    def __init__(self, currency: str) -> None:
        super().__init__(f"There is no rate for {currency}.")
        self.currency = currency


class DoubtfulRateError(ValueError):
    """A rate is plainly the other way round, or for a hundred units."""

    def __init__(self, source: str, target: str, rate: Decimal) -> None:
        super().__init__(f"One {source} cannot cost {rate} {target}.")
        self.source, self.target, self.rate = source, target, rate


@frozen
class RateList:
    """Rates by ISO code. The base currency is the one whose rate is 1; a list without one leaves it out."""

    rates: Mapping[str, Decimal]

    def cross(self, source: str, target: str) -> Decimal:
        """Give what one unit of `source` costs in `target`. Raises UnknownRateError, DoubtfulRateError."""
        if source == target:
            return Decimal(1)
        unlisted = [code for code in (source, target) if code not in self.rates]
        if len(unlisted) > 1 or (unlisted and Decimal(1) in self.rates.values()):
            raise UnknownRateError(unlisted[0])
        one = Decimal(1)
        rate = self.rates.get(source, one) / self.rates.get(target, one)
        if _is_mistaken(rate, usual_rate(source, target)):
            raise DoubtfulRateError(source, target, rate)
        return rate


def _is_mistaken(rate: Decimal, usual: Decimal | None) -> bool:
    """Tell whether a rate is usual only when it is turned round, or taken for a hundred units of either."""
    if usual is None or _near(rate, usual):
        return False
    return any(_near(other, usual) for other in (1 / rate, rate / 100, rate * 100))


def _near(rate: Decimal, usual: Decimal) -> bool:
    return usual / _CLEARLY <= rate <= usual * _CLEARLY


def exchanged(amount: Floats, source: Texts, target: Texts, rates: RateList) -> tuple[Floats, Texts]:
    """Give each amount in its target currency, in whole coins; NaN and the currency that has no rate."""
    pairs = list(zip(source.tolist(), target.tolist(), strict=True))
    known: dict[tuple[str, str], float] = {}
    missing: dict[tuple[str, str], str] = {}
    for pair in dict.fromkeys(pairs):
        try:
            known[pair] = float(rates.cross(*pair))
        except UnknownRateError as error:
            missing[pair] = error.currency
    rate = np.array([known.get(pair, np.nan) for pair in pairs], dtype="float64")
    without = np.array([missing.get(pair) for pair in pairs], dtype=object)
    result = np.full(len(pairs), np.nan)
    rows = ~np.isnan(rate)
    result[rows] = converted(amount[rows], rate[rows], target[rows])
    return result, without
