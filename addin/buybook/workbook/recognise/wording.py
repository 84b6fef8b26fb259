"""What the words and codes of a column say it is, where its title is unknown: units, firms, people, addresses.

They say what the values are, not whose: all of it is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from buybook.schema import TableKind
from buybook.vocabulary import all_words
from buybook.workbook.lexicon import plain, plain_phrases
from buybook.workbook.recognise.values import Profile, is_unit_or_currency, is_void

FOR_UNKNOWN = frozenset({"people", "ticked"})  # reasons that a title must not speak against
ALL, MOST, SOME = 0.78, 0.7, 0.6  # how sure: every value says so, most do, or it is only likely

_FEWEST = 3
_NEARLY_ALL, _MOSTLY, _HALF = 0.95, 0.8, 0.5
_SOME_FIRMS = 0.3  # of the names in a column: buyers leave the legal form out more often than not
_FEW_DISTINCT = 0.7  # units and people come again
_LONGEST_UNIT = 12
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_VAT = re.compile(
    r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK)[0-9A-Z]{8,12}"
)
_PEPPOL = re.compile(r"\d{4}:[\w.\-]{4,}")
_TERMS = re.compile(r"(?P<days>\d{1,3})\s*(?:d|dg|dgr|dgn|dagar|dagen|days)\b\.?.*", re.IGNORECASE)
_USUAL_TERMS = frozenset({7, 8, 10, 14, 15, 20, 21, 30, 45, 60, 75, 90})
_LONG_TERM = 20  # days: goods come sooner than their invoice is paid
_GTIN = frozenset({8, 12, 13, 14})  # digits
_ONLY_WITH_TICKS = frozenset({TableKind.ORDERS, TableKind.REQUISITIONS})
_BOUGHT_FOR = frozenset({TableKind.ORDERS, TableKind.REQUISITIONS, TableKind.INVOICES})
# Incoterms 2020, and the older rules that orders still name; a place may follow.
_INCOTERMS = frozenset(
    ["EXW", "FCA", "FAS", "FOB", "CPT", "CIP", "CFR", "CIF", "DAP", "DPU", "DDP", "DAT", "DAF", "DDU", "DES", "DEQ"]
)  # fmt: skip


def told_by_words(values: Sequence[object], found: Profile, kind: TableKind) -> tuple[str, float, str] | None:
    """Give the field that a column's words speak for in a kind of list, how sure it is, and the reason's name."""
    filled = [value for value in values if not is_void(value)]
    if len(filled) < _FEWEST:
        return None
    texts = [value.strip() for value in filled if isinstance(value, str)]
    if found.currencies >= _NEARLY_ALL:
        return "currency", ALL, "words"
    if found.units >= _NEARLY_ALL or _are_units(texts, found):
        return "unit", ALL if found.units >= _NEARLY_ALL else SOME, "words"
    if _share(texts, lambda text: text.split()[0].strip(",.").upper() in _INCOTERMS) >= _NEARLY_ALL and texts:
        return "incoterm", ALL, "words"
    if found.states >= _NEARLY_ALL:
        return "status", ALL, "words"
    if _are_article_numbers(filled):
        return "ean", ALL, "check_digits"
    if len(texts) < _MOSTLY * len(filled):
        return None
    return _of_suppliers(texts, kind) or _of_names(texts, found, kind) or _of_ticks(filled, kind)


def _of_suppliers(texts: Sequence[str], kind: TableKind) -> tuple[str, float, str] | None:
    """Give what a list of suppliers says of each: addresses for mail and invoices, terms, the VAT number."""
    if kind is not TableKind.SUPPLIERS:
        return None
    if _share(texts, lambda text: bool(_EMAIL.fullmatch(text))) >= _MOSTLY:
        return "email", ALL, "patterns"
    if _share(texts, lambda text: bool(_PEPPOL.fullmatch(text))) >= _NEARLY_ALL:
        return "peppol_id", ALL, "patterns"
    if _share(texts, lambda text: bool(_VAT.fullmatch(re.sub(r"[\s.\-]", "", text)))) >= _MOSTLY:
        return "vat_number", MOST, "patterns"
    days = [int(match["days"]) for text in texts if (match := _TERMS.fullmatch(text))]
    usual = [day for day in days if day in _USUAL_TERMS]
    if len(usual) >= _HALF * len(texts) and usual == days and max(days, default=0) >= _LONG_TERM:
        return "payment_terms", SOME, "patterns"
    return None


def _of_names(texts: Sequence[str], found: Profile, kind: TableKind) -> tuple[str, float, str] | None:
    """Give whether names are those of firms, by their legal forms, or of people, by their first names."""
    if found.text >= _NEARLY_ALL and _share(texts, _is_firm) >= _SOME_FIRMS and found.distinct < 1.0:
        return "supplier", MOST, "firms"
    if _share(texts, _is_person) >= _HALF and found.text >= _MOSTLY:
        if kind is TableKind.SUPPLIERS:
            return "supplier_contact", SOME, "people"
        if kind in _BOUGHT_FOR and found.distinct <= _FEW_DISTINCT:
            return "buyer", SOME, "people"
    return None


def _of_ticks(filled: Sequence[object], kind: TableKind) -> tuple[str, float, str] | None:
    """Give whether cells are only ticked: done, agreed, ordered."""
    ticks = _share(
        filled, lambda value: isinstance(value, bool) or plain(str(value)).strip(" .!") in _tick_words()
    )
    return ("status", SOME, "ticked") if kind in _ONLY_WITH_TICKS and ticks >= _NEARLY_ALL else None


def _are_units(texts: Sequence[str], found: Profile) -> bool:
    """Tell whether values are mostly units, and the others as short: kg, sack, bunch, kg."""
    short = all(len(text) <= _LONGEST_UNIT and text.count(" ") <= 1 for text in texts)
    lettered = any(len(text) > 1 and is_unit_or_currency(text) for text in texts)  # H and N may be initials
    again = found.text >= _MOSTLY and found.distinct <= _FEW_DISTINCT
    return found.units >= _HALF and lettered and short and again


def _is_firm(text: str) -> bool:
    """Tell whether a name ends in a legal form: Bergs Plåt AB, De Boer B.V."""
    last = text.replace(".", "").split()[-1:]
    return bool(last) and plain(last[0]) in plain_phrases("legal_forms")


def _is_person(text: str) -> bool:
    """Tell whether a text begins with somebody's first name: "Anna", "Tomas R", and not "Anna's bakery"."""
    words = text.replace(",", " ").split()
    return 0 < len(words) <= 3 and plain(words[0]).strip(".") in plain_phrases("first_names")


def _are_article_numbers(filled: Sequence[object]) -> bool:
    """Tell whether values are GTINs: 8, 12, 13 or 14 digits, of which the last is a check on the others."""
    written = [
        str(int(value)) if isinstance(value, float) and value.is_integer() else str(value) for value in filled
    ]
    right = sum(map(_is_gtin, written))
    return right >= _FEWEST and right >= _MOSTLY * len(written) and len(set(written)) >= _FEWEST


def _is_gtin(text: str) -> bool:
    digits = text.replace(" ", "").replace("-", "")
    if not digits.isdecimal() or len(digits) not in _GTIN or not int(digits):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))) % 10 == 0


@cache
def _tick_words() -> frozenset[str]:
    words = {word for each in all_words() for word in (each.yes, each.no)}
    return frozenset(plain(word) for word in words) | {"x", "✓", "v", "y", "n", "j", "ok"}


def _share(values: Sequence[object], test: Callable[..., bool]) -> float:
    return sum(map(test, values)) / len(values) if values else 0.0
