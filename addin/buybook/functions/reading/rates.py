"""Reading a range of exchange rates: currencies beside what one unit of each costs in one base currency."""

from __future__ import annotations

from decimal import Decimal

from buybook.core.conversion import DoubtfulRateError, RateList
from buybook.core.money import exact
from buybook.functions.answers import RefusedCallError
from buybook.functions.cells import Cells

_CODE_LENGTH = 3


def rate_list(cells: Cells) -> RateList:
    """Read the rates: in each row the first currency code and the first number beside it.

    Rows without either, such as titles, are left out. Raises RefusedCallError where there are no rates, where a
    rate is not above zero, and where a currency has two.
    """
    rates: dict[str, Decimal] = {}
    for line in cells.lines:
        code = next((code for value in line if (code := _code(value)) is not None), None)
        rate = next((exact(value) for value in line if isinstance(value, float)), None)
        if code is None or rate is None:
            continue
        if rate <= 0:
            raise RefusedCallError("not_above", "rates", {"value": f"{code} {rate}", "limit": "0"})
        if rates.setdefault(code, rate) != rate:
            raise RefusedCallError("two_rates", "rates", {"value": code})
    if not rates:
        raise RefusedCallError("no_rates", "rates")
    return RateList(rates)


def doubtful(doubt: DoubtfulRateError) -> RefusedCallError:
    """Refuse rates of which one cannot be what one unit costs."""
    values = {"source": doubt.source, "target": doubt.target, "rate": f"{doubt.rate:.6g}"}
    return RefusedCallError("doubtful_rate", "rates", values)


def _code(value: object) -> str | None:
    text = value.strip() if isinstance(value, str) else ""
    return text.upper() if len(text) == _CODE_LENGTH and text.isascii() and text.isalpha() else None
