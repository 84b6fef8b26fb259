"""Rounding of what stands on documents."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

_WIDE = Context(prec=1000)  # an amount may be as large as a slip of the hand makes it


def rounded(amount: Decimal, decimals: int) -> Decimal:
    """Round half-up (0.005 becomes 0.01), the way invoices are rounded."""
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, context=_WIDE)
