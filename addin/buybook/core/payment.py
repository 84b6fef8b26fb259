"""Payment terms: how many days after the invoice the money is due, read from what people write."""

from __future__ import annotations

import re

_DISCOUNT = re.compile(r"\d+(?:[.,]\d+)?\s*%(?:\s*\D{0,20}?\d+)?|\d+(?:[.,]\d+)?\s*/\s*\d+")
_NET = re.compile(r"\bnet(?:to|t)?\D{0,12}?(\d{1,3})\b|\b(\d{1,3})\D{0,12}?\bnet(?:to|t)?\b", re.IGNORECASE)
_DAYS = re.compile(r"\b(\d{1,3})\b")
_AT_ONCE = re.compile(
    r"\b(?:pre-?pa(?:id|yment)|in advance|cash on delivery|c\.?o\.?d\b|due on receipt|kontant|förskott\w*"
    r"|vooruit\w*|contant|rembours)",
    re.IGNORECASE,
)
# Thirty days after the month's end is between 30 and 61 days: not a number that can be computed with.
_MONTH_END = re.compile(r"\b(?:eom|end of month|fri\w* månad\w*|einde maand|f\.?m\b)", re.IGNORECASE)


def payment_days(terms: str | None) -> int | None:
    """Give the days until the full amount is due; None where the terms do not say it in days.

    >>> [payment_days(terms) for terms in ("net 30", "30 dagen netto", "2/10 net 30", "as agreed")]
    [30, 30, 30, None]
    """
    if not terms or _MONTH_END.search(terms):
        return None
    net = _NET.search(_DISCOUNT.sub(" ", terms)) or _NET.search(terms)
    if net:
        return int(net.group(1) or net.group(2))
    days = [int(found) for found in _DAYS.findall(_DISCOUNT.sub(" ", terms))]
    at_once = _AT_ONCE.search(terms) is not None
    if days:
        return None if at_once else max(days)  # a part in advance, the rest later: no one number of days
    return 0 if at_once else None
