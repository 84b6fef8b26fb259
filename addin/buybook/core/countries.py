"""Countries as lists write them, and whether goods from one cross a customs border on their way to another."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from buybook.core.rows import folded

# The customs union of the EU: code, then the names in English, Swedish, Dutch and the country's own tongue.
_UNION = """
AT austria österrike oostenrijk österreich
BE belgium belgien belgië belgique
BG bulgaria bulgarien bulgarije
CY cyprus cypern
CZ czechia tjeckien tsjechië česko
DE germany tyskland duitsland deutschland
DK denmark danmark denemarken
EE estonia estland eesti
ES spain spanien spanje españa
FI finland suomi
FR france frankrike frankrijk
GR greece grekland griekenland
HR croatia kroatien kroatië hrvatska
HU hungary ungern hongarije magyarország
IE ireland irland ierland
IT italy italien italië italia
LT lithuania litauen litouwen lietuva
LU luxembourg luxemburg
LV latvia lettland letland latvija
MT malta
NL netherlands nederländerna nederland holland
PL poland polen polska
PT portugal
RO romania rumänien roemenië românia
SE sweden sverige zweden
SI slovenia slovenien slovenië slovenija
SK slovakia slovakien slowakije slovensko
"""
_CODES: Mapping[str, str] = MappingProxyType(
    {word.casefold(): line.split()[0] for line in _UNION.strip().splitlines() for word in line.split()}
)


def country_code(country: str | None) -> str | None:
    """Give the code of a country as a list writes it; what is not of the customs union stays as it is.

    >>> country_code("Tyskland"), country_code("cn")
    ('DE', 'CN')
    """
    word = folded(country)
    return _CODES.get(word, word.upper()) or None


def crosses_border(country: str | None, own: str | None) -> bool:
    """Tell whether goods from one country to another pass a customs border; where one is not known they may."""
    source, target = country_code(country), country_code(own)
    if source is None or target is None:
        return True
    union = set(_CODES.values())
    return source != target and not (source in union and target in union)
