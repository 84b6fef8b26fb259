"""What a delivery term leaves to the buyer, by Incoterms 2020, up to the buyer's own place, goods unloaded there.

The parts are those that a buyer can put a price on: `export` (clearance), `loading` (onto the ship), `freight`
(main carriage), `insurance`, `on_carriage` (from the named port to the buyer), `duty` (import clearance, duty) and
`handling` (unloading).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PARTS = ("export", "loading", "freight", "insurance", "on_carriage", "duty", "handling")

_LEFT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "EXW": frozenset({"export", "freight", "insurance", "duty", "handling"}),
        "FCA": frozenset({"freight", "insurance", "duty", "handling"}),
        "FAS": frozenset({"loading", "freight", "insurance", "on_carriage", "duty", "handling"}),
        "FOB": frozenset({"freight", "insurance", "on_carriage", "duty", "handling"}),
        "CFR": frozenset({"insurance", "on_carriage", "duty", "handling"}),
        "CPT": frozenset({"insurance", "duty", "handling"}),
        "CIF": frozenset({"on_carriage", "duty", "handling"}),
        "CIP": frozenset({"duty", "handling"}),
        "DAP": frozenset({"duty", "handling"}),  # not unloaded
        "DPU": frozenset({"duty"}),
        "DDP": frozenset({"handling"}),  # cleared and duty paid, not unloaded
    }
)
TERMS = tuple(_LEFT)
BORDER = frozenset({"export", "duty"})  # asked only where the goods cross a customs border

# A charge that a quotation states covers these parts.
COVERED_BY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "freight": frozenset({"freight", "on_carriage", "loading"}),
        "insurance": frozenset({"insurance"}),
        "duty": frozenset({"duty"}),
        "handling": frozenset({"handling", "export"}),
    }
)


def term_of(incoterm: str | None) -> str | None:
    """Give the three letters of a delivery term; None for what is none of Incoterms 2020.

    >>> term_of("fob Shanghai"), term_of("free house")
    ('FOB', None)
    """
    term = (incoterm or "").strip().upper()[:3]
    return term if term in _LEFT else None


def left_to_buyer(incoterm: str | None) -> frozenset[str] | None:
    """Give the parts that a term leaves to the buyer; None where the term is not known."""
    term = term_of(incoterm)
    return _LEFT[term] if term else None


def seller_bears(charge: str, incoterm: str | None) -> bool:
    """Tell whether a charge is the seller's by the term: the main part of it, for freight the main carriage."""
    left = left_to_buyer(incoterm)
    return left is not None and charge in COVERED_BY and charge not in left
