"""How many units a price is for, as it stands in a column of its own: 100, "1.000 st", "per 100", "kg"."""

from __future__ import annotations

from functools import lru_cache

from buybook.frozen import frozen
from buybook.workbook.lexicon import tidy
from buybook.workbook.numbers import TRADE_SIGNS, NumberText, read_number_text, read_per
from buybook.workbook.units import read_unit

_COUNTS = {"100pcs": 100.0, "1000pcs": 1000.0}


@frozen
class PricePer:
    """A price is for so many of a unit; `unit` is None where only the count was written."""

    count: float
    unit: str | None = None


@lru_cache(maxsize=1024)
def read_price_per(text: str) -> PricePer | None:
    """Read a cell that says how many units a price is for; None when it cannot be read.

    Prices are for 1, 100 or 1000 and never for a fraction with three decimals, so a separator before three
    digits is one of thousands: "1,000" and "1.000" are both a thousand.
    """
    line = tidy(text)
    number = read_number_text(line)
    if isinstance(number, NumberText):
        return _of_number(number)
    per = read_per(line)
    if per is not None:
        count, unit = per
        return PricePer(count or 1.0, unit)
    if line in TRADE_SIGNS:
        count = TRADE_SIGNS[line]
        return None if count is None else PricePer(count, "pcs")
    unit = read_unit(line)
    if unit is None:
        return None
    return PricePer(_COUNTS[unit], "pcs") if unit in _COUNTS else PricePer(1.0, unit)


def _of_number(number: NumberText) -> PricePer | None:
    odd = number.percent or number.currency or number.per or number.rest or number.upper or number.colon
    if odd or number.about or number.from_which or number.negative:
        return None
    count = number.digits.grouped if number.digits.value is None else number.digits.value
    return PricePer(count, number.unit) if count > 0 else None
