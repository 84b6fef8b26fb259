"""What kind of values stand in a column: counted over a sample, to weigh what its title can mean."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from buybook.frozen import frozen
from buybook.schema import FIELDS, Kind
from buybook.vocabulary import all_words
from buybook.workbook.recognise.spelling import CURRENCY_CODES, words_of

_DATE = re.compile(
    r"(?:\D{0,4}\s)?(?:\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,5}"
    r"|\d{1,2}\s*[-./ ]?\s*[a-z]{3,9}\.?,?\s*[-./ ]?\s*(?:\d{2,4})?"
    r"|[a-z]{3,9}\.?\s\d{1,2},?\s\d{2,4}|\d{1,2}/\d{1,2}|\d{4}-?w\d{1,2}(?:-\d)?|(?:v|w|wk|week|vecka|v\.)\s?\.?\d{1,4})"
    r"(?:[t ]\d{1,2}:\d{2}.*)?",
    re.IGNORECASE,
)
_MONTH_STARTS = re.compile(
    r"\b(?:jan|feb|mar|mrt|maa|apr|maj|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?:[€$£]|[a-z]{2,3}\.?)?\s?[-+]?\d[\d\s.,'’ ]*(?::-|,-|:–|%)?\s?(?:[€$£%]|[a-zåäö]{1,6}\.?(?:/\d+)?)?",
    re.IGNORECASE,
)
_DOTTED_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.\s?(?:0?[1-9]|1[0-2])\.\s?(?:\d\d|(?:19|20)\d\d)\.?")
# What a price is for: 100, "1 000", "per 100 st", "/1000", "each".
_PRICE_BASIS = re.compile(
    r"(?:(?:per|pr\.?|p|à|/)\s*)?(?:(?P<count>[1-9]\d{0,2}(?:[\s.,'’]?\d{3})?)\s*)?(?P<unit>[^\W\d_]{1,12}\.?)?",
    re.IGNORECASE,
)
_SIX_DIGITS = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_EIGHT_DIGITS = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_SERIALS = range(30_000, 65_000)  # days since 1900 of the years 1982 to 2077
_LONGEST_CODE = 24
_NEARLY, _WEEKS = 0.95, 53
_CURRENCY_SIGNS = frozenset({"€", "$", "£", "kr", "%"})
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing that a person would see."""
    return value is None or (isinstance(value, str) and not value.strip())


def is_void(value: object) -> bool:
    """Tell whether a cell holds nothing of use: blank, or an error such as #N/A."""
    return value is None or (isinstance(value, str) and (not value.strip() or value in _ERRORS))


def is_number(value: object) -> bool:
    """Tell whether a cell holds a number; a tick (True) is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@lru_cache(maxsize=16_384)
def looks_like_date(text: str) -> bool:
    """Tell whether text is written as a date, rightly or wrongly."""
    written = text.strip()
    if len(written) > 40 or not _DATE.fullmatch(written):
        return False
    letters = re.search(r"[^\W\d_]{3,}", written)
    return not letters or bool(_MONTH_STARTS.search(written)) or written[:1].casefold() in {"v", "w"}


@lru_cache(maxsize=16_384)
def looks_like_number(text: str) -> bool:
    """Tell whether text is written as a number, perhaps with a currency or a unit."""
    written = text.strip()
    if len(written) > 30 or not _NUMBER.fullmatch(written):
        return False
    letters = "".join(sign for sign in written if sign.isalpha())
    return (
        not letters
        or written.endswith(letters)
        or letters.upper() in CURRENCY_CODES
        or letters.casefold() == "kr"
    )


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    return _listed("unit")


@lru_cache(maxsize=1)
def _states() -> frozenset[str]:
    return frozenset(
        " ".join(words_of(alias))
        for each in all_words()
        for state in each.states
        for alias in each.state_aliases(state)
    )


def is_unit_or_currency(text: str) -> bool:
    """Tell whether text is nothing but a unit or a currency, perhaps in brackets."""
    bare = text.strip().strip("()[]").strip()
    return (
        bare.casefold().strip(". ") in _units() or bare.upper() in CURRENCY_CODES or bare in _CURRENCY_SIGNS
    )


def _listed(prefix: str) -> frozenset[str]:
    return frozenset(
        word.casefold().strip(". ")
        for each in all_words()
        for name in each.phrase_names(prefix)
        for word in each.phrases(f"{prefix}.{name}")
    )


@frozen
class Profile:
    """Shares, from 0 to 1, of the filled cells of a sample that look like each kind of value."""

    count: int  # cells in the sample
    filled: int
    dates: float = 0.0
    date_numbers: float = 0.0  # numbers that could be dates: 45000, 260312, 20260312
    numbers: float = 0.0  # true numbers, and text written as a number
    whole: float = 0.0  # of the filled cells: whole numbers
    text: float = 0.0  # words that are neither date nor number
    codes: float = 0.0  # one word with a digit in it, or a whole number
    units: float = 0.0
    currencies: float = 0.0
    states: float = 0.0
    long: float = 0.0  # text of several words
    distinct: float = 0.0
    counter: bool = False  # 1, 2, 3 … or 10, 20, 30 …
    places: bool = False  # small numbers from 1 or 10 on, such as 10, 20, 10: perhaps the lines of orders
    average: float = 0.0  # of the true numbers
    bases: float = 0.0  # whole numbers and units that a price can be for: 1, "per 100", "1 000 st", "each"
    digits: float = 0.0  # anything but words: numbers, dates, and text with a digit in it

    @property
    def are_mere_numbers(self) -> bool:
        """Whether the values are numbers that are neither dates nor weeks of a year."""
        weeks = self.whole >= _NEARLY and 1 <= self.average <= _WEEKS
        return self.numbers >= _NEARLY and not self.dates and not self.date_numbers and not weeks

    @property
    def density(self) -> float:
        """The share of cells that are filled."""
        return self.filled / self.count if self.count else 0.0


def profile(values: Sequence[object]) -> Profile:
    """Count what a sample of a column's cells look like."""
    filled = [value for value in values if not is_void(value) and not _is_placeholder(value)]
    if not filled:
        return Profile(len(values), 0)
    numbers = [
        float(value) for value in filled if isinstance(value, (int, float)) and not isinstance(value, bool)
    ]
    texts = [value.strip() for value in filled if isinstance(value, str)]
    dated = [text for text in texts if looks_like_date(text) and not _is_digits(text)]
    known = set(dated)
    numeric = [text for text in texts if text not in known and looks_like_number(text)]
    known.update(numeric)
    lettered = [text for text in texts if text not in known]
    size = len(filled)
    digits = [text for text in texts if text.isdecimal()]
    whole = sum(value.is_integer() for value in numbers) + len(digits)
    true_dates = sum(isinstance(value, dt.date) for value in filled)
    return Profile(
        count=len(values),
        filled=size,
        dates=(true_dates + len(dated)) / size,
        date_numbers=(sum(map(_could_be_date, numbers)) + sum(map(_digits_of_date, digits))) / size,
        numbers=(len(numbers) + len(numeric)) / size,
        whole=whole / size,
        text=len(lettered) / size,
        codes=(sum(map(_is_code, texts)) + sum(value.is_integer() for value in numbers)) / size,
        units=_share(texts, lambda text: text.casefold().strip(". ") in _units(), size),
        currencies=_share(
            texts, lambda text: text.upper() in CURRENCY_CODES or text in {"€", "$", "£", "kr"}, size
        ),
        states=_share(texts, lambda text: " ".join(words_of(text)) in _states(), size),
        long=_share(texts, lambda text: " " in text, size),
        distinct=len({str(value) for value in filled}) / size,
        counter=_counts(numbers[:20] if numbers else [float(text) for text in digits if len(text) < 6]),
        places=_could_be_places([float(each) for each in digits] if len(digits) == size else numbers)
        and size in {len(numbers), len(digits)},
        average=sum(numbers) / len(numbers) if numbers else 0.0,
        bases=(sum(value.is_integer() and value >= 1 for value in numbers) + sum(map(_is_price_basis, texts)))
        / size,
        digits=1 - _share(texts, lambda text: not any(sign.isdigit() for sign in text), size),
    )


def _is_digits(text: str) -> bool:
    """Tell whether text is digits and dots alone, and no date such as 12.03.2026."""
    return text.replace(".", "").isdigit() and not _DOTTED_DATE.fullmatch(text)


def _is_price_basis(text: str) -> bool:
    found = _PRICE_BASIS.fullmatch(text)
    if found is None or not (found["count"] or found["unit"]):
        return False
    return not found["unit"] or found["unit"].casefold().strip(". ") in _units()


def _is_placeholder(value: object) -> bool:
    """Tell whether a cell is to be filled by a program: {{line.price}}."""
    return isinstance(value, str) and value.lstrip().startswith("{{")


def _share(texts: Iterable[str], test: Callable[[str], bool], size: int) -> float:
    return sum(map(test, texts)) / size


def _could_be_date(value: float) -> bool:
    return value.is_integer() and (int(value) in _SERIALS or _digits_of_date(str(int(value))))


def _digits_of_date(text: str) -> bool:
    return bool(_SIX_DIGITS.fullmatch(text) or _EIGHT_DIGITS.fullmatch(text))


def _is_code(text: str) -> bool:
    return len(text) <= _LONGEST_CODE and text.count(" ") <= 1 and any(sign.isdigit() for sign in text)


def _counts(numbers: Sequence[float]) -> bool:
    """Tell whether numbers count up evenly from the first, as line numbers do."""
    if len(numbers) < 3 or numbers[0] not in {0, 1, 10, 100}:
        return False
    step = numbers[1] - numbers[0]
    return step in {1, 5, 10} and all(after - before == step for before, after in itertools.pairwise(numbers))


def _could_be_places(numbers: Sequence[float]) -> bool:
    """Tell whether numbers could be those of lines, counted anew for each order."""
    if not numbers or numbers[0] not in {1, 10}:
        return False
    step = int(numbers[0])
    return all(number.is_integer() and number % step == 0 and 0 < number < 100 * step for number in numbers)


# What a kind of field expects of its column: the share of fitting cells, and the name of the reason for it.
def fitting(field: str, found: Profile) -> tuple[float, str]:
    """Give the share of filled cells that can be values of the field, and the word for what they are."""
    if field in _SPECIAL:
        return _SPECIAL[field](found)
    return _BY_KIND[FIELDS[field].kind](found)


_BY_KIND: dict[Kind, Callable[[Profile], tuple[float, str]]] = {
    Kind.DATE: lambda p: (min(1.0, p.dates + p.date_numbers), "dates"),
    Kind.QUANTITY: lambda p: (p.numbers, "numbers"),
    Kind.MONEY: lambda p: (p.numbers, "numbers"),
    Kind.NUMBER: lambda p: (p.numbers, "numbers"),
    Kind.PERCENT: lambda p: (p.numbers, "numbers"),
    Kind.DAYS: lambda p: (max(p.numbers, 0.9 * (1 - p.dates) * (p.codes > 0.3), 0.7 * p.long), "numbers"),
    Kind.UNIT: lambda p: (max(p.units, 0.75 * p.text * (p.long < 0.3) * (p.distinct < 0.5)), "units"),
    Kind.CURRENCY: lambda p: (p.currencies, "currencies"),
    Kind.CODE: lambda p: (1 - 0.8 * p.dates - 0.4 * p.long - 0.15 * max(0.0, p.text - p.codes), "codes"),
    Kind.TEXT: lambda p: (
        1 - 0.7 * p.dates - max(0.7 * min(1.0, p.numbers), 0.3 * p.codes * (p.long < 0.5)),
        "text",
    ),
    Kind.STATUS: lambda p: (1 - p.dates - 0.8 * p.numbers, "states"),
}


def _names(found: Profile) -> tuple[float, str]:
    return max(
        0.0, 1 - found.dates - 0.9 * found.numbers - 0.5 * found.units - 0.6 * found.currencies
    ), "text"


def _free_text(found: Profile) -> tuple[float, str]:
    return 1 - 0.3 * found.dates - 0.4 * found.numbers, "text"


_SPECIAL: dict[str, Callable[[Profile], tuple[float, str]]] = {
    "supplier": _names,
    "buyer": _names,
    "manufacturer": _names,
    "comment": _free_text,
    "reference": lambda p: (1 - 0.8 * p.dates, "codes"),
    "vat": lambda p: (max(p.numbers, 0.8 * p.text), "numbers"),
    "discount": lambda p: (max(p.numbers, 0.5 * p.text), "numbers"),
    "quote_valid_until": lambda p: (
        min(1.0, p.dates + p.date_numbers + 0.6 * p.numbers * (p.average < 366) + 0.6 * p.text),
        "dates",
    ),
    "inspection": _free_text,
    "claim": _free_text,
    "partial_delivery": _free_text,
    "abc_class": _free_text,
    "supplier_score": lambda p: (max(p.numbers, 1 - p.dates - 0.5 * p.long), "text"),
    "price_per": lambda p: (p.bases, "numbers"),
    # "2 v", and often words: in stock, on request
    "lead_time": lambda p: (max(_BY_KIND[Kind.DAYS](p)[0], min(1.0, p.numbers + 0.7 * p.text)), "numbers"),
}
