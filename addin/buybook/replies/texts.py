"""What single texts of a supplier's file say: dates, currencies, delivery terms, packs, words of refusal."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache

import numpy as np

from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.workbook.column_reading import ColumnContext, Problem
from buybook.workbook.currencies import CODES, read_currency
from buybook.workbook.date_order import Elsewhere
from buybook.workbook.lexicon import alternatives, month_numbers, phrases, plain, tidy
from buybook.workbook.recognise.tiers import tier_of
from buybook.workbook.title_hints import title_hints
from buybook.workbook.units import read_unit
from buybook.workbook.values import read_column

_INCOTERM = re.compile(
    r"(?<![^\W_])(?P<term>EXW|FCA|FAS|FOB|CFR|CPT|CIF|CIP|DAP|DPU|DAT|DDP)(?![^\W_])"
    r"(?P<place>[ ,:]+(?!Incoterm)[^\W\d_][\w'/-]*(?: (?!Incoterm)[\w'/-]+){0,3})?"
)
_ISO_CODE = re.compile(r"(?<![^\W_])([A-Z]{3})(?![^\W_])")
_CURRENCY_WORD = re.compile(r"[€$£¥]|[^\W\d_]+\.?")
_NUMERIC_DATE = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./]\d{1,2}[./]\d{1,2}"
_NO_NAME = re.compile(r"[^\w]+")
# Currencies whose codes are words or names of other things too often to be taken from a sentence.
_ALSO_WORDS = frozenset(
    {"ALL", "TOP", "TRY", "PEN", "MAD", "BAM", "LAK", "CUP", "COP", "MOP", "SOS", "GEL", "RON"}
)


@frozen
class FoundDate:
    """A date in a text, and what was decided in reading it."""

    day: dt.date
    problems: tuple[Problem, ...] = ()


@cache
def _dates() -> re.Pattern[str]:
    months = alternatives(sorted(month_numbers()))
    named = rf"\d{{1,2}}\.?(?:st|nd|rd|th|e)? (?:{months})\.?,? \d{{4}}|(?:{months})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    return re.compile(rf"(?<!\w)(?:{_NUMERIC_DATE}|{named})(?!\d)", re.IGNORECASE)


def dates_in(text: str, language: str) -> list[FoundDate]:
    """Give the dates in a text, in their order."""
    found = []
    for match in _dates().finditer(plain(tidy(text))):
        date = read_one_date(match.group(), language)
        if date is not None:
            found.append(date)
    return found


def read_one_date(value: object, language: str) -> FoundDate | None:
    """Read a cell or a text as one date; None where it is none."""
    context = ColumnContext(
        "quote_date", language=language, table_kind=TableKind.QUOTATIONS, dates=Elsewhere(language=language)
    )
    read = read_column([value], context)
    if np.isnat(read.values[0]):
        return None
    return FoundDate(read.values[0].astype("datetime64[D]").astype(dt.date), read.problems)


def days_in(text: str, language: str) -> float | None:
    """Read a length of time in calendar days; None where the text is none."""
    context = ColumnContext("lead_time", language=language, table_kind=TableKind.QUOTATIONS)
    read = read_column([text.strip(" .:,;-–")], context)
    return None if np.isnan(read.values[0]) else float(read.values[0])


def incoterm_in(text: str) -> str | None:
    """Give the delivery term that a text names, with its place."""
    found = _INCOTERM.search(text)
    if found is None:
        return None
    place = (found["place"] or "").strip(" ,:.")
    return f"{found['term']} {place}".strip()


def currencies_in(text: str) -> set[str]:
    """Give the currencies that a text names, by code, sign or word; "kr" stays a sign of several."""
    found = {code for code in _ISO_CODE.findall(text) if code in CODES - _ALSO_WORDS}
    for word in _CURRENCY_WORD.findall(text):
        if len(word) == 1 and word.isalpha():
            continue
        currency = read_currency(word)
        if currency is not None and (currency not in CODES or word.upper() != currency):
            found.add(currency)
    return found


def words_in(text: str) -> Iterator[str]:
    """Give the words of a text in plain lower case."""
    return iter(_NO_NAME.sub(" ", plain(text)).split())


def says_any(text: str, key: str) -> bool:
    """Tell whether any phrase of a group stands in a text as whole words."""
    return bool(_any_of(key).search(plain(tidy(text))))


def begins_with(text: str, key: str) -> re.Match[str] | None:
    """Give the match where a text begins with a phrase of a group."""
    return _beginning(key).match(plain(tidy(text)))


@cache
def _any_of(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{_phrases(key)})(?![^\W_])")


@cache
def _beginning(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_phrases(key)})(?![^\W_])")


def _phrases(key: str) -> str:
    return alternatives({plain(word) for word in phrases(key)})


@lru_cache(maxsize=4096)
def is_declined(text: str) -> bool:
    """Tell whether a text in place of a price says that nothing is offered: "no bid", "offereras ej"."""
    line = plain(tidy(text)).strip(" .!*()-–")
    return line in {plain(word).strip(" .") for word in phrases("reply_declined")} or (
        begins_with(line, "reply_declined") is not None and len(line) > 2 and not any(map(str.isdigit, line))
    )


@cache
def _pack_pattern() -> re.Pattern[str]:
    words = alternatives(phrases("reply_pack_of"))
    return re.compile(
        rf"(?:per |/ ?)?(?P<pack>[^\W\d_]+\.?)(?: (?:{words}) ?|[ /]|, ?| ?\()(?P<count>\d[\d .,]*?)"
        r"(?: ?(?P<unit>[^\W\d_]+\.?))?\)?$",
        re.IGNORECASE,
    )


@frozen
class Pack:
    """What a pack is called and how many it holds."""

    unit: str
    content: float


@lru_cache(maxsize=1024)
def pack_in(text: str) -> Pack | None:
    """Read "box of 50", "doos van 200 st", "förp om 100"; None where a text is no such pack."""
    found = _pack_pattern().match(tidy(text))
    unit = read_unit(found["pack"]) if found else None
    if found is None or unit not in {"box", "pack", "pallet", "roll", "bag", "drum", "set", "bottle"}:
        return None
    digits = "".join(filter(str.isdigit, found["count"]))
    if found["unit"] and read_unit(found["unit"]) is None:
        return None
    return Pack(unit, float(digits)) if digits and float(digits) > 1 else None


def tier_row(title: str) -> bool:
    """Tell whether a title is a quantity from which a price holds."""
    return tier_of(title) is not None


_PER_SIGN = re.compile(
    r"(?:/|(?<![^\W_])(?:per|pro|je|pr|à|a|p)\.?(?![^\W_]))\s*(?P<sign>%|‰|‰)(?!\w)", re.IGNORECASE
)
_SIGNS = {"%": 100.0, "‰": 1000.0}
_TIME = re.compile(r"\d+(?:[.,]\d+)?(?:\s*(?:-|–|to|till|tot|bis|à)\s*\d+)?\s*[^\W\d_]+\.?(?:\s?[^\W\d_]+)?")


def per_in(text: str) -> float | None:
    """Give how many units a text says that prices are for: "per 1000 st", "Prijs per %"."""
    stated = title_hints(text).per
    sign = _PER_SIGN.search(text)
    return stated or (_SIGNS[sign["sign"]] if sign else None)


def lead_time_in(text: str, language: str) -> float | None:
    """Give the lead time, in days, that a sentence names anywhere: "normally 3-4 weeks after order"."""
    whole = days_in(text, language)
    if whole is not None:
        return whole
    for found in _TIME.findall(text):
        for part in (found, found.rsplit(" ", 1)[0]):
            days = days_in(part, language)
            if days is not None and not part[-1].isdigit():
                return days
    return None


def with_plain_per(text: str) -> str:
    """Write out the signs for hundreds behind a price: "12,50 /%" is "12,50 /100"."""
    return _PER_SIGN.sub(lambda found: f"/{_SIGNS[found['sign']]:.0f}", text)


_PERCENTAGE = re.compile(r"(?<![\d.,])(?P<number>\d{1,2}(?:[.,]\d{1,2})?)\s*(?:%|procent|percent|prozent)")


def discount_in(text: str) -> Decimal | None:
    """Give the percentage that a sentence takes off: "less 10 % discount"; None where it names none, or two."""
    if not says_any(text, "reply_discount"):
        return None
    found = {match["number"].replace(",", ".") for match in _PERCENTAGE.finditer(plain(text))}
    return Decimal(found.pop()) if len(found) == 1 else None
