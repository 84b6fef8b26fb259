"""Amounts from one currency into another by a list of rates, which say what one unit costs in one base currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from buybook.core.frames import Floats, Texts
from buybook.core.landed import converted


class UnknownRateError(ValueError):
    """A currency stands in no list of rates and cannot be their base."""

    def __init__(self, currency: str) -> None:
        super().__init__(f"There is no rate for {currency}.")
        self.currency = currency


@dataclass(frozen=True, slots=True)
class RateList:
    """Rates by ISO code. The base currency is the one whose rate is 1; a list without one leaves it out."""

    rates: Mapping[str, Decimal]

    def cross(self, source: str, target: str) -> Decimal:
        """Give what one unit of `source` costs in `target`. Raises UnknownRateError."""
        if source == target:
            return Decimal(1)
        unlisted = [code for code in (source, target) if code not in self.rates]
        if len(unlisted) > 1 or (unlisted and Decimal(1) in self.rates.values()):
            raise UnknownRateError(unlisted[0])
        one = Decimal(1)
        return self.rates.get(source, one) / self.rates.get(target, one)


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
