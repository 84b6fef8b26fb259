"""What a cell of a number column says: an amount, a quantity, a percentage, a number of days.

One cell is read here. Where "1,250" could be 1250 or 1.25 both are given, and the column decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache, lru_cache

from buybook.frozen import frozen
from buybook.workbook.currencies import currency_signs, read_currency
from buybook.workbook.lexicon import alternatives, is_words, means_nothing, phrases, tidy, what_words_say
from buybook.workbook.units import read_unit

# Prices per C are for a hundred; M is a thousand in some trades and a metre in others, so it is asked about.
TRADE_SIGNS: dict[str, float | None] = {"C": 100.0, "M": None}
PER_QUANTITIES = (1, 10, 100, 1000, 10000)  # what a price may be for, written beside it


@frozen
class Digits:
    """The digits of a number as they are written.

    `value` is None where one separator with three digits after it leaves two readings: `grouped` takes it
    for a separator of thousands, `decimal` for the decimal sign. `sign` is that separator; `proves` is the
    decimal sign that the text shows without doubt.
    """

    value: float | None
    grouped: float = 0.0
    decimal: float = 0.0
    sign: str = ""
    proves: str = ""


@frozen
class NumberText:
    """A number with what stands around it. `negative` holds for both readings of the digits."""

    digits: Digits
    negative: bool = False
    percent: bool = False
    currency: str | None = None  # ISO code, or the sign where it stands for several
    unit: str | None = None
    per: float | None = None  # the price is for so many
    about: bool = False  # "ca 50"
    from_which: bool = False  # "from 100", "100+"
    upper: Digits | None = None  # the other end of a range
    dozen: bool = False  # the unit is written "dozen"
    beside: bool = False  # the unit stands right beside the number: "12 st", not "12/st"
    colon: bool = False  # 89:50, which is money or a time of day
    rest: str = ""  # words that were not understood here

    def value(self, decimal_sign: str | None) -> float | None:
        """Give the number; `decimal_sign` is the column's, and None leaves an ambiguous number unread."""
        return _signed(self.digits, self.negative, decimal_sign)

    def other(self, decimal_sign: str | None) -> float | None:
        """Give the reading of an ambiguous number that was not taken."""
        return _signed(self.digits, self.negative, "," if decimal_sign == "." else ".")

    def upper_value(self, decimal_sign: str | None) -> float | None:
        """Give the upper end of a range."""
        return None if self.upper is None else _signed(self.upper, self.negative, decimal_sign)

    @property
    def ambiguous(self) -> bool:
        """Whether the column must decide what the separator means."""
        return self.digits.value is None


@frozen
class NoNumber:
    """A cell that says no number; it is no mistake where `code` is "no_number_given"."""

    code: str


def _signed(digits: Digits, negative: bool, decimal_sign: str | None) -> float | None:
    value = digits.value
    if value is None and decimal_sign is not None:
        value = digits.decimal if digits.sign == decimal_sign else digits.grouped
    return -value if negative and value else value


_SEPARATORS = str.maketrans("", "", " .,'’")
_MINUS = str.maketrans(dict.fromkeys("−‒–—﹣－", "-"))
_NO_CENTS = re.compile(r"(?<=\d)\s?[,.:]\s?-{1,2}(?!\d)")  # 12,-  89:-  12.--
_OLD_CENTS = re.compile(r"^(\D*\d[\d ]*):(\d{2})(?!\d)")  # 89:50
_EXPONENT = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d{1,3}$", re.IGNORECASE)
_CORE = re.compile(r"\d(?:[\d.,'’ ]*\d)?|(?<!\w)[.,]\d+")
_RANGE = re.compile(r"^\s*(?:-|till|tot|t/m|to|à)\s*(?=\d)")
_GROUPS = re.compile(r"\d{1,3}(?:([ .,'’])\d{3})(?:\1\d{3})*$")


def read_number_text(text: str) -> NumberText | NoNumber:
    """Read a number from text."""
    line = tidy(text)
    simple = _read_simple(line)
    if simple is not None:
        return simple
    if means_nothing(line):
        return NoNumber("no_number_given")
    if _EXPONENT.match(line):
        return NumberText(Digits(float(line.replace(",", "."))))
    line, colons = _OLD_CENTS.subn(r"\1,\2", _NO_CENTS.sub("", line.translate(_MINUS)))
    bracketed = line.startswith("(") and line.endswith(")")
    if bracketed:
        line = line[1:-1].strip()
    found = _CORE.search(line)
    digits = read_digits(found.group()) if found else None
    if found is None or digits is None:
        return NoNumber(_not_a_number(line))
    number = _around(NumberText(digits, colon=colons > 0), line[: found.start()], line[found.end() :])
    if number is None or (bracketed and number.negative):
        return NoNumber(_not_a_number(line))
    return replace(number, negative=True) if bracketed else number


_SIMPLE = re.compile(r"(\d(?:[\d., ]*\d)?) ?([^\W\d_]*)$")


def _read_simple(line: str) -> NumberText | None:
    """Read digits with at most one word behind them, as most cells are; None leaves it to the long way."""
    found = _SIMPLE.match(line)
    digits = read_digits(found.group(1)) if found else None
    if found is None or digits is None:
        return None
    behind = _word_behind(found.group(2))
    return None if behind is None else behind(digits)


@lru_cache(maxsize=4096)
def _word_behind(word: str) -> Callable[[Digits], NumberText] | None:
    """Give what makes a number of digits with this word behind them; None where the word makes no sense."""
    if not word:
        return NumberText
    found = _suffix(NumberText(Digits(0.0)), word)
    if found is None:
        return None
    rest = tuple(getattr(found, each.name) for each in fields(found)[1:])
    return lambda digits: NumberText(digits, *rest)


def _not_a_number(line: str) -> str:
    return what_words_say(line, "words_for_number") if is_words(line) else "not_a_number"


def read_digits(text: str) -> Digits | None:
    """Read digits with their separators; None when they stand as in no number."""
    if text.isdigit():
        return Digits(float(text)) if text.isascii() else None
    signs = [sign for sign in text if sign in ".,"]
    last = max(text.rfind("."), text.rfind(","))
    if not signs or (len(set(signs)) == 1 and len(signs) > 1):
        return _whole_groups(text)
    before, sign, after = text[:last], text[last], text[last + 1 :]
    if not after.isdigit() or not after.isascii():
        return _whole_groups(text)
    plain_before = before.isdigit() and before.isascii()
    if not (plain_before or not before or _GROUPS.fullmatch(before)):
        return None
    value = float(f"{_only_digits(before) or '0'}.{after}")
    if plain_before and len(before) <= 3 and len(after) == 3 and before[0] != "0":
        return Digits(None, grouped=float(before + after), decimal=value, sign=sign)
    return Digits(value, proves=sign)


def _whole_groups(text: str) -> Digits | None:
    """Read a whole number in groups of three: 1 250 000, 1.250.000."""
    found = _GROUPS.fullmatch(text)
    if not found:
        return None
    proves = {".": ",", ",": "."}.get(found.group(1), "")
    return Digits(float(_only_digits(text)), proves=proves)


def _only_digits(text: str) -> str:
    return text.translate(_SEPARATORS)


@cache
def _beside() -> re.Pattern[str]:
    """Match one thing beside a number: a sign, a currency, a word."""
    signs = alternatives(currency_signs())
    return re.compile(rf"\s*(?:(?P<currency>{signs})|(?P<sign>[%+×*~±≥>/])|(?P<word>[^\W\d_][\w.²³'-]*))")


def _around(number: NumberText, before: str, after: str) -> NumberText | None:
    """Take in what stands before and after the digits; None when some of it makes no sense there."""
    before, negative_before = _minus(before)
    found = _prefix(number, before)
    if found is None:
        return None
    if _RANGE.match(after):
        return _range(found, after, negative_before)
    after, negative_after = _minus(after, behind=True)
    if negative_before and negative_after:
        return None
    return _suffix(replace(found, negative=negative_before or negative_after), after)


def _minus(text: str, *, behind: bool = False) -> tuple[str, bool]:
    """Take a minus sign out of what stands before or behind a number."""
    line = text.strip()
    if behind and line.startswith("-") and not line[1:2].isalnum():  # 12-pack is not -12
        return line[1:].strip(), True
    if not behind and line.endswith(("-", "+")):
        return line[:-1].strip(), line.endswith("-")
    if not behind and line.startswith("-"):
        return line[1:].strip(), True
    return line, False


def _prefix(number: NumberText, text: str) -> NumberText | None:
    """Read what stands before a number: a currency, "ca", "from"."""
    line = text.casefold().strip()
    if not line:
        return number
    if line in phrases("about") or line == "~":
        return replace(number, about=True)
    if line in phrases("from_which"):
        return replace(number, from_which=True)
    currency = read_currency(line)
    return replace(number, currency=currency) if currency else None


def _range(number: NumberText, after: str, negative: bool) -> NumberText | None:
    """Read the upper end of a range such as 4-6 weeks."""
    rest = _RANGE.sub("", after)
    found = _CORE.match(rest)
    upper = read_digits(found.group()) if found else None
    if found is None or upper is None or negative:
        return None
    return _suffix(replace(number, upper=upper), rest[found.end() :])


def _suffix(number: NumberText, text: str) -> NumberText | None:
    """Read what stands behind a number: percent, currency, unit, "/100 st"; other words go to `rest`."""
    line = text.strip().strip(".,;").strip()
    if not line:
        return number
    line = _without_tax().sub("", line)
    lowered = line.casefold()
    if not line:
        return number
    if lowered in phrases("percent"):
        return replace(number, percent=True)
    if lowered in phrases("times"):
        return number
    if lowered == "+":
        return replace(number, from_which=True)
    currency, line = _leading_currency(line)
    if currency:
        if number.currency and number.currency != currency:
            return None
        number = replace(number, currency=currency)
        if line.startswith("-") and not number.negative:  # 5 € -
            return replace(number, negative=True) if line == "-" else None
        if not line:
            return number
    per = read_per(line)
    if per is not None:
        return replace(number, per=per[0], unit=per[1])
    unit = read_unit(line)
    if unit:
        return replace(number, unit=unit, dozen=lowered == "dozen", beside=True)
    return replace(number, rest=line)


@cache
def _without_tax() -> re.Pattern[str]:
    """Match "excl. VAT", which prices between businesses are anyway; "incl. VAT" is another price."""
    words = alternatives(phrases("without_tax"))
    return re.compile(rf"(?:^|\s*[,(]?\s+|\s*\()(?:{words})\)?$", re.IGNORECASE)


def _leading_currency(text: str) -> tuple[str | None, str]:
    """Take a currency from the front of what stands behind a number."""
    found = _beside().match(text)
    if not found or not (found.group("currency") or found.group("word")):
        return None, text
    code = read_currency(found.group().strip(" ."))
    return (code, text[found.end() :].strip(" .;,")) if code else (None, text)


@cache
def _per_pattern() -> re.Pattern[str]:
    words = alternatives(phrases("per"))
    return re.compile(
        rf"(?:(?:{words})(?![^\W\d_])/?|/)\s*(?:(10?[ .,'’]000|10{{0,4}})(?!\d|[.,]\d))?\s*(.*)$",
        re.IGNORECASE,
    )


def read_per(text: str) -> tuple[float | None, str | None] | None:
    """Read what a price is for: "/100 st", "per kg", "per 1000"; None when the text says something else."""
    if text.casefold().rstrip(".") in phrases("apiece"):
        return None, "pcs"
    found = _per_pattern().match(text)
    if not found:
        return None
    written, rest = found.group(1), found.group(2).strip(" .")
    per = float(_only_digits(written)) if written else None
    if per is not None and per not in PER_QUANTITIES:
        return None
    if not rest:
        return (per, None) if per else None
    if rest in TRADE_SIGNS:
        return (TRADE_SIGNS[rest], "pcs") if per is None and TRADE_SIGNS[rest] else None
    unit = read_unit(rest)
    if unit is None:
        return None
    if unit in ("100pcs", "1000pcs") and per is None:
        return float(unit.removesuffix("pcs")), "pcs"
    return per, unit
