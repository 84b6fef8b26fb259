"""Titles reduced to what matters: no case, no diacritics, no dots, abbreviations of "number" all alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_CAMEL = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGNS = str.maketrans(
    {
        "#": " nr ",
        "№": " nr ",
        "€": " eur ",
        "$": " usd ",
        "£": " gbp ",
        "ø": "o",
        "Ø": "o",
        "æ": "ae",
        "ß": "ss",
    }
)
_COUNT = re.compile(r"\b(?:number|no\.?|nr)\s+of(?:\s|$)")
_WORD = re.compile(r"[a-z0-9]+|%")
_BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|<([^<>]*)>")
_PART_SIGNS = re.compile(r"\s*(?:[/|\n;,]|\s[-–—]\s|\s(?:or|eller)\s)\s*", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
# Where goods or papers go is no part of what a column holds: "Delivered to client date", "PO sent to vendor".
_WHITHER = re.compile(
    r"\b(?:to (?:the )?(?:client|customer|site|vendor|supplier)|till (?:kund|leverantör)|naar (?:klant|leverancier))s?\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = frozenset({"no", "nos", "nr", "nrs", "num", "number", "numbers", "nummer", "numret"})
_NUMBER_ENDING = re.compile(r"(?<=[a-z]{2})(?:nummer|number|numer|nummber|nummr|numbr|numner)$")
_MAY_BE_NUMBER = re.compile("n[our]")  # in each of them
_YEAR = re.compile(r"(?:19|20)\d\d")
MAX_TITLE = 120  # longer text is prose, not a title

# What currencies, and the plainest units, are called in a title; not part of its meaning.
_QUALIFIERS = frozenset(
    [
        "eur",
        "euro",
        "sek",
        "kr",
        "kronor",
        "usd",
        "gbp",
        "nok",
        "dkk",
        "chf",
        "pln",
        "jpy",
        "cny",
        "st",
        "stk",
        "pcs",
        "pc",
        "stuks",
        "styck",
        "kg",
        "g",
        "m",
        "mm",
        "cm",
        "l",
        "ltr",
        "iso",
        "%",
    ]
)
CURRENCY_CODES = frozenset(
    [
        "EUR",
        "SEK",
        "USD",
        "GBP",
        "NOK",
        "DKK",
        "CHF",
        "PLN",
        "JPY",
        "CNY",
        "CZK",
        "HUF",
        "CAD",
        "AUD",
        "TRY",
        "INR",
        "KRW",
        "SGD",
        "HKD",
        "TWD",
        "THB",
        "ISK",
        "RON",
        "BGN",
        "ZAR",
        "MXN",
        "BRL",
    ]
)
_CURRENCY_WORDS = frozenset(code.lower() for code in CURRENCY_CODES)
CURRENCIES = _CURRENCY_WORDS - {"try"}  # an English word, too
_MONEY_WORDS = CURRENCIES | {"kr", "kronor", "euro", "euros", "pounds", "dollars"}
_MEASURES = frozenset({"kg", "g", "m", "mm", "cm", "m2", "m3", "l", "ltr"})
_PIECES = frozenset({"st", "stk", "pcs", "pc", "stuks", "styck"})
FOR = frozenset({"for", "bij", "voor", "till", "of", "van", "to"})  # what follows is what a title is for


class Title(NamedTuple):
    """A title as written, and the ways it can be looked up, the most faithful first."""

    written: str
    forms: tuple[tuple[str, ...], ...]  # words of the whole title, then of lesser forms of it
    parts: tuple[tuple[str, ...], ...]  # words of each part of a title that names two things
    currency: str | None  # a currency that the title names
    asides: tuple[tuple[str, ...], ...] = ()  # words of what stands in brackets


def plain(text: str) -> str:
    """Give text without case, diacritics and signs that have a word of their own."""
    line = text.translate(_SIGNS)
    if line[1:] != line[1:].lower():
        line = _CAMEL.sub(" ", line)
    if line.isascii():  # as most titles are; a vocabulary has some ten thousand
        return line.lower()
    decomposed = unicodedata.normalize("NFKD", line)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


@lru_cache(maxsize=32_768)
def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a title: `Art.Nr.`, `ART NR` and `Art #` are all (art, nr).

    A `number of` things is a quantity, not a code.
    """
    line = plain(text)
    if "of" in line:
        line = _COUNT.sub("qty ", line)
    found = _WORD.findall(line)
    if not _MAY_BE_NUMBER.search(line):
        return tuple(found)
    return tuple("nr" if word in _NUMBER_WORDS else _NUMBER_ENDING.sub("nr", word) for word in found)


def key_of(words: tuple[str, ...]) -> str:
    """Give words run together, so that `Leverans datum` and `Leveransdatum` are one."""
    return "".join(words)


@lru_cache(maxsize=8192)
def read_title(written: str) -> Title:
    """Take a title apart: without brackets, without currency and unit, and by the things it names."""
    text = written.strip().rstrip(":*").strip()[:MAX_TITLE]
    inside = [next(filter(None, found), "") for found in _BRACKETED.findall(text)]
    outside = _BRACKETED.sub(" ", text)
    whole, bare = words_of(text), words_of(outside)
    forms = [whole, bare, _without_qualifiers(bare), _without_qualifiers(whole), _without_currency(bare)]
    forms += [in_euro(whole), in_euro(bare)]
    parts = [words_of(part) for part in (*_PART_SIGNS.split(outside), *inside)]
    meant = [part for part in parts if part and not set(part) <= _QUALIFIERS and part not in forms]
    forms += [_without_years(bare), *(words_of(each) for each in _lessened(outside))]
    asides = _distinct([words_of(part) for part in inside])
    return Title(written, _distinct(forms), _distinct(meant), _currency(whole), asides)


def _lessened(text: str) -> list[str]:
    """Give a title without the ends of possessives (`Maker's part no.`) and without where things go."""
    return [sign.sub("", text) for sign in (_POSSESSIVE, _WHITHER) if sign.search(text)]


def _without_qualifiers(words: tuple[str, ...]) -> tuple[str, ...]:
    end = len(words)
    while end > 1 and words[end - 1] in _QUALIFIERS:
        end -= 1
    if end > 1 and words[end - 1] in {"i", "in"}:
        end -= 1
    return words[:end]


def _without_years(words: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the year of "Forecast 2026"; the same column of another year then asks which one is meant."""
    end = len(words)
    while end > 1 and _YEAR.fullmatch(words[end - 1]):
        end -= 1
    return words[:end]


def _without_currency(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _CURRENCY_WORDS)


def in_euro(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give words with every currency exchanged for one, so that `Rate to SEK` is known as `Rate to EUR`."""
    if CURRENCIES.isdisjoint(words):
        return words
    return tuple("eur" if word in CURRENCIES else word for word in words)


def is_currency(title: str) -> bool:
    """Tell whether a title is no more than a currency: "Kronor", "€"."""
    words = words_of(title)
    return bool(words) and _MONEY_WORDS.issuperset(words)


def is_measure(title: str) -> bool:
    """Tell whether a title is no more than the unit of its values: "kg", "mm"."""
    words = words_of(title)
    return bool(words) and _MEASURES.issuperset(words)


def is_counted(words: tuple[str, ...]) -> bool:
    """Tell whether a title ends in pieces, as "Totaal stuks" does."""
    return bool(words) and words[-1] in _PIECES


def _currency(words: tuple[str, ...]) -> str | None:
    return next((word.upper() for word in words if word in CURRENCIES), None)


def _distinct(forms: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(form for form in forms if form))


def is_slip(written: str, meant: str) -> bool:
    """Tell whether one word is the other with one letter (two, from ten on) wrong, missing or swapped."""
    allowed = 0 if len(meant) < 6 else 1 if len(meant) < 10 else 2
    if abs(len(written) - len(meant)) > allowed or written[:1] != meant[:1] or not allowed:
        return False
    return _distance(written, meant, allowed) <= allowed


def _distance(one: str, other: str, limit: int) -> int:
    """Count the letters to insert, delete, exchange or swap with a neighbour; stops above the limit."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
