"""Titles that name a quantity from which a price holds: "10-49", "50+", "from 100 pcs"."""

from __future__ import annotations

import re

_WORDS_OF_TIERS = (
    r"from|fr|fra|från|fr\.?o\.?m\.?|vanaf|v\.?a\.?|ab|bij|vid|per|at|qty\.?|antal|aantal|min\.?|minst|over|över"
    r"|till|to|tot|t/m|t\.o\.m\."
)
_UNITS_OF_TIERS = r"pcs|pc|ea|units|st|styck|stuks|stk|kg|m|l|or more|and up|och fler|och uppåt|eller fler|of meer|en meer|en hoger"
_TIER = re.compile(
    rf"(?P<below><|≤|up to|upp till|tot en met)?\s*(?:@|>|≥|>=|(?:{_WORDS_OF_TIERS})(?![^\W\d_]))*\s*"
    rf"(?P<first>\d[\d\s.,]*)\s*(?:(?:-|–|to|till|tot|t/m)\s*\d[\d\s.,]*)?\s*\+?\s*(?:{_UNITS_OF_TIERS})?\.?"
)
_POINT_ZERO = re.compile(r"\.0$")  # of a number that was a cell's value


def tier_of(name: str) -> float | None:
    """Give the lowest quantity of a name such as "10-49", "50+", "from 100 pcs" or "< 10"; None for others."""
    tier = _TIER.fullmatch(_POINT_ZERO.sub("", " ".join(name.split()).casefold()))
    if tier is None:
        return None
    first = float(re.sub(r"\D", "", tier["first"]))
    return 1.0 if tier["below"] else first


def is_marked_tier(name: str) -> bool:
    """Tell whether a name says that it is a quantity to begin from: "10-49", "50+", "from 100", not "100" alone."""
    return tier_of(name) is not None and not _POINT_ZERO.sub("", name.strip()).replace(" ", "").isdigit()
