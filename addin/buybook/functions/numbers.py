"""Numbers in sentences, as the reader's language writes them."""

from __future__ import annotations

from decimal import Decimal

from buybook.core.money import to_step
from buybook.vocabulary import Words

_SEPARATORS = {"en": (",", "."), "sv": (" ", ","), "nl": (".", ",")}  # of thousands, and of decimals
_DIGITS = Decimal("0.000001")


def shown_number(number: Decimal, words: Words) -> str:
    """Write a number with at most six decimals: 1,250.5 in English, 1 250,5 in Swedish."""
    thousands, decimal = _SEPARATORS[words.language]
    plain = to_step(number, _DIGITS).normalize() + Decimal(0)
    whole, _, rest = f"{plain:,f}".partition(".")
    return whole.replace(",", thousands) + (decimal + rest if rest else "")
