"""What a column's title says of its values: "Pris (EUR) per 100", "Ledtid (veckor)", "Antal (kg)"."""

from __future__ import annotations

import re
from functools import lru_cache

from buybook.frozen import frozen
from buybook.workbook.currencies import CODES, read_currency
from buybook.workbook.durations import Measure, measure_of
from buybook.workbook.lexicon import alternatives, phrases, tidy
from buybook.workbook.units import read_unit

_SIGN = re.compile(r"[€$£¥]")
_CODE = re.compile(r"(?<![^\W_])([A-Z]{3})(?![^\W_])")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{1,20})[)\]]")
_CROWN = re.compile(r"(?<![^\W_])kr(?![^\W_])", re.IGNORECASE)
# Codes that are words too: in a title they count in brackets only.
_ALSO_WORDS = frozenset(
    {"ALL", "TOP", "TRY", "PEN", "MAD", "BAM", "LAK", "CUP", "COP", "MOP", "SOS", "GEL", "RON", "ANG"}
)

_HUNDREDS = {"100pcs": 100.0, "1000pcs": 1000.0}


@frozen
class TitleHints:
    """What a title says; None where it says nothing, or two things.

    `per` and `per_unit` are what a price is for, in a price's title only: "Antal per förpackning" is the size
    of a pack, and no price or quantity is per pack for it.
    """

    currency: str | None = None  # ISO code, or "kr", "$", "¥"
    per: float | None = None
    per_unit: str | None = None
    unit: str | None = None  # in brackets
    measure: Measure | None = None  # of a length of time


@lru_cache(maxsize=1024)
def title_hints(title: str) -> TitleHints:
    """Read the hints in a column's title."""
    line = tidy(title)
    per, per_unit = _per(line)
    return TitleHints(_currency(line), per, per_unit, _bracketed_unit(line), _measure(line))


def _currency(line: str) -> str | None:
    found = {read_currency(sign) for sign in _SIGN.findall(line)}
    found |= {code for code in _CODE.findall(line) if code in CODES - _ALSO_WORDS}
    found |= {read_currency(part) for part in _BRACKETED.findall(line)}
    found |= {"kr"} if _CROWN.search(line) else set()
    found.discard(None)
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=1)
def _per_pattern() -> re.Pattern[str]:
    words = alternatives(phrases("per") - {"a", "p", "pr"})
    return re.compile(
        rf"(?:/|(?<![^\W_])(?:{words})(?![^\W_]))\s*"
        r"(1[ .,'’]?000|100|10)?(?![\d])\s*([^\W\d_]+[²³23]?)?",
        re.IGNORECASE,
    )


def _per(line: str) -> tuple[float | None, str | None]:
    for found in _per_pattern().finditer(line):
        count, word = found.groups()
        unit = read_unit(word) if word and word.casefold() not in phrases("any_unit") else None
        if unit in _HUNDREDS and count is None:
            return _HUNDREDS[unit], "pcs"
        if count or unit:
            return (float("".join(filter(str.isdigit, count))) if count else None), unit
    return None, None


def _bracketed_unit(line: str) -> str | None:
    units = {read_unit(part) for part in _BRACKETED.findall(line)} - {None}
    return units.pop() if len(units) == 1 else None


def _measure(line: str) -> Measure | None:
    """Read a unit of time: in brackets, or as the last words of the title."""
    for part in (*_BRACKETED.findall(line), *_endings(line)):
        found = measure_of(part)
        if found:
            return found
    return None


def _endings(line: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+\.?", line)
    # "d" or "v" alone is a unit only in brackets.
    return [ending for ending in (" ".join(words[-2:]), words[-1] if words else "") if len(ending) > 2]
