"""Money: exact decimals, rounded half-up to the smallest coin of their currency, and shared out to the cent.

Numbers come out of a workbook as floats. `exact` takes the shortest decimal that means the same float, so
0.1 is 0.1; from there on everything is `decimal.Decimal`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from types import MappingProxyType

ZERO = Decimal(0)
# A cell can hold 1E+308. Rounding such a slip to the cent takes more digits than Decimal works with by itself.
_WIDE = Context(prec=2_000)

# ISO 4217: the currencies whose smallest coin is not a hundredth, by how many digits it has.
_EXCEPTIONS = {
    0: (
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ),
    3: ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"),
    4: ("CLF", "UYW"),
}
_DIGITS: Mapping[str, int] = MappingProxyType(
    {currency: digits for digits, currencies in _EXCEPTIONS.items() for currency in currencies}
)


class ZeroBasisError(ValueError):
    """An amount was to be shared over lines whose weights add up to nothing, or of which one is negative."""


def exact(value: object) -> Decimal | None:
    """Give a number of a workbook as an exact decimal; None for what is no finite number.

    >>> exact(0.1)
    Decimal('0.1')
    >>> exact(float("nan")) is None
    True
    """
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(value)  # type: ignore[arg-type]  # numpy's scalars too; what is no number raises
    except (TypeError, ValueError):
        return None
    return Decimal(repr(number)).normalize() + ZERO if math.isfinite(number) else None


def minor_unit(currency: str | None) -> Decimal:
    """Give the smallest coin of a currency by ISO 4217: 0.01 of EUR, 1 of JPY, 0.001 of KWD."""
    return Decimal(1).scaleb(-_DIGITS.get((currency or "").upper(), 2))


def rounded(amount: Decimal, currency: str | None) -> Decimal:
    """Round an amount half-up (away from zero) to the currency's smallest coin.

    >>> rounded(Decimal("2.345"), "EUR"), rounded(Decimal("-2.5"), "JPY")
    (Decimal('2.35'), Decimal('-3'))
    """
    return to_step(amount, minor_unit(currency))


def to_step(amount: Decimal, step: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Round a number to the digits of `step`, half-up unless told otherwise, however large it is.

    >>> to_step(Decimal("2.345"), Decimal("0.01"))
    Decimal('2.35')
    """
    return amount.quantize(step, rounding, _WIDE)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add up amounts that are already rounded; the sum is as exact as they are."""
    return sum(amounts, ZERO)


def allocate(amount: Decimal, weights: Sequence[Decimal], currency: str | None) -> tuple[Decimal, ...]:
    """Share an amount over lines in proportion to their weights, exact to the smallest coin.

    Each share is rounded half-up and the remainder goes to the largest line (the first of equals). Where that
    would turn the largest line's share to the other side of zero, shares are rounded down instead.
    The amount itself is rounded first. Raises ZeroBasisError when the weights add up to nothing or one of
    them is negative.
    """
    basis = total(weights)
    if basis <= 0 or min(weights) < 0:
        raise ZeroBasisError("The lines have no common measure to share the amount by.")
    whole = rounded(amount, currency)
    shares = _shares(whole, weights, basis, minor_unit(currency), ROUND_HALF_UP)
    if any(share * whole < 0 for share in shares):
        shares = _shares(whole, weights, basis, minor_unit(currency), ROUND_DOWN)
    return tuple(shares)


def _shares(
    whole: Decimal, weights: Sequence[Decimal], basis: Decimal, coin: Decimal, rounding: str
) -> list[Decimal]:
    shares = [to_step(whole * weight / basis, coin, rounding) for weight in weights]
    largest = max(range(len(weights)), key=lambda index: weights[index])
    shares[largest] += whole - total(shares)
    return shares
