"""Looking up what a column's title can mean, in all languages at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import product
from typing import NamedTuple

from buybook.vocabulary import Words
from buybook.workbook.recognise.generic import generic_word
from buybook.workbook.recognise.likeness import Likely, Likeness
from buybook.workbook.recognise.listed import Meant, learnt, listed
from buybook.workbook.recognise.meanings import MEANINGS
from buybook.workbook.recognise.spelling import (
    CURRENCIES,
    FOR,
    Title,
    is_counted,
    is_slip,
    key_of,
    plain,
    read_title,
    words_of,
)

# How far a title's match is to be believed, from 0 to 1.
EXACT, PART, MEANT, SLIP, CONTAINED = 1.0, 0.9, 0.86, 0.75, 0.5
_SECOND_FORM = 0.97  # brackets, a currency or a unit had to be left out
_OTHER_ORDER = 0.94  # the words of an alias in another order
LISTED = EXACT * _SECOND_FORM  # the title is one of those listed for the field
_MAX_READINGS = 24
_MONEY = frozenset({"eur", "sek", "usd", "gbp", "kr"})
_LONGEST_PHRASE = 5
_ANY_DIGIT = str.maketrans("123456789", "0" * 9)
_MOST_WORDS = 7  # of a title that is taken apart
_SHORTEST_IN_COMPOUND = 3
_SHORTEST_TOLD = 4  # letters of a word within a title that is known by itself
_LINKS = ("", "s", "e", "n", "en")  # between the parts of a compound
_IGNORED = frozenset({"filler"})
_SUMS = frozenset({"total", "line_amount"})
_OF_NUMBERS = frozenset({"quantity", "price", "cost", "amount"})
# What an aside makes of a title: "Receipt date (planned)" is no date of receipt.
_TELLING = frozenset(
    {"confirmed", "requested", "expected", "received", "actual", "rejected", "supplier", "manufacturer"}
)
_PRICE_OF_ONE = re.compile(  # "€/st", "£ per pack", "kr / 1000", "$ @ 25 pcs", "Net £/kg ex VAT"
    r"(?:nett?o?\s+)?(?:[€£$]|kr|sek|eur|usd|gbp)\s*(?:/|per\b|p/|@)\s*(?=\w)(?:\d[\d ]*)?(?:[^\W\d_]+\.?)?"
    r"(?:\s+(?:ex|exk?l|excl)\.?(?:\s+(?:vat|tax|moms|btw))?)?",
    re.IGNORECASE,
)
_UNIT_PRICE = re.compile(  # "Pris/st[kr]", "Prijs/eenh. EUR"
    r"(?:pris|prijs|price|pr)\.?\s*(?:/|\bper\b|p/)\s*"
    r"(?:stuks?|stk?|eenh\w*|enh\w*|unit|pcs?|piece|each|ea|bak|doos|krat|fles|rol|pak|box|pack|förp|frp|rulle|tonne|ton|mt|t|kg|m|l)\.?"
    r"\s*(?:[\[(]?\s*(?:eur|sek|usd|gbp|kr|[€$£])\s*[\])]?)?",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"[A-Z]{3,5}")
_OF_INVOICES = frozenset({"invoice"})
_OF_SALES = frozenset({"sale"})
_OF_OTHERS = frozenset(
    {"other", "customer", "sale"}
)  # make the title about something else: old price, sales price


class Match(NamedTuple):
    """How well a title means a field, the alias that says so, and the languages that have it."""

    score: float
    alias: str
    languages: frozenset[str]


Matches = Mapping[str, Match]


class Lexicon:
    """The aliases of all fields in all languages, ready for looking up titles."""

    def __init__(self, words: Sequence[Words], fields: Iterable[str], further: Mapping[str, Sequence[str]]):
        self._words, self._fields = tuple(words), tuple(fields)
        self._further = {field: tuple(titles) for field, titles in further.items()}
        known = listed(self._words, self._fields)
        self._aliases, self._bags = dict(known["titles"]), known["bags"]
        self._known: dict[str, Matches] = {}
        self._own = {
            key_of(words_of(title)): field
            for language in self._words
            for field, title in language.labels("column").items()
        }
        for field, titles in self._further.items():
            for title in titles:
                self._settle(field, title)
        self._parts = _Parts(self._words)

    @cached_property
    def _acronyms(self) -> frozenset[str]:
        return frozenset(
            key
            for key, meant in self._aliases.items()
            if len(meant) == 1 and all(_ACRONYM.fullmatch(alias) for alias, _ in meant.values())
        )

    @cached_property
    def _by_start(self) -> Mapping[tuple[str, int], Sequence[str]]:
        """The aliases by their first letter and their length, for a slip of the pen changes little of either."""
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for key in self._aliases:
            found[key[:1], len(key)].append(key)
        return found

    def own_field(self, written: str) -> str | None:
        """Give the field of a column that Buybook added, by its exact title in any language."""
        return self._own.get(key_of(words_of(written)))

    def matches(self, written: str) -> Matches:
        """Give the fields that a title can mean, each with its best match."""
        if written not in self._known:
            self._known[written] = self._look_up(read_title(written))
        return self._known[written]

    def likely(self, written: str) -> Likely | None:
        """Give the field whose titles an unknown title is spelt like; None where none is likely."""
        return self._likeness.likely(written)

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(learnt(self._words, self._fields, self._further))

    def best_score(self, written: str) -> float:
        """Say how sure the likeliest meaning of a title is, from 0 to 1."""
        return max((match.score for match in self.matches(written).values()), default=0.0)

    def is_plainly_known(self, written: str) -> bool:
        """Tell, cheaply, whether a text is a title as it stands or without brackets."""
        return any(key_of(form) in self._aliases for form in read_title(written).forms)

    def is_price_of_one(self, written: str) -> bool:
        """Tell whether a title is a currency for a unit, "kr/enh", or the price of one, "price/pc"."""
        text = written.strip()
        return bool(_PRICE_OF_ONE.fullmatch(text) or _UNIT_PRICE.fullmatch(text))

    def is_known(self, written: str) -> bool:
        """Tell whether text is a title, or made of the parts of titles, and so hardly a name."""
        return self.best_score(written) >= MEANT or any(
            self._parts.readings(f) for f in read_title(written).forms
        )

    def mentions_known(self, written: str) -> bool:
        """Tell whether a word of a title, or all of it, is a title itself: it may speak of something else."""
        return bool(self.matches(written)) or any(
            key_of((word,)) in self._aliases for word in words_of(written) if len(word) > _SHORTEST_TOLD
        )

    def is_customers(self, written: str) -> bool:
        """Tell whether a title is that of customers, as in a list of sales."""
        named = (frozenset({"customer"}), frozenset({"customer", "name"}))
        return any(reading in named for reading in self._parts.readings(words_of(written)))

    def is_of_sales(self, written: str) -> bool:
        """Tell whether a title is about selling: sales rep, sell price, margin."""
        return self._parts.mentions(words_of(written), _OF_SALES)

    def is_of_invoices(self, written: str) -> bool:
        """Tell whether a title is about what was invoiced: "Quantity invoiced"."""
        return self._parts.mentions(words_of(written), _OF_INVOICES)

    def is_about_other(self, written: str) -> bool:
        """Tell whether a title is about sales, a customer or the past."""
        return any(self._parts.is_about_other(form) for form in read_title(written).forms)

    def speaks_of_numbers(self, written: str) -> bool:
        """Tell whether a title names a quantity, a price or an amount."""
        return any(self._parts.mentions(form, _OF_NUMBERS) for form in read_title(written).forms)

    def _settle(self, field: str, title: str) -> None:
        """Let a title of the buyer's settings mean one field only."""
        self._aliases[key_of(words_of(title))] = {field: (title, "")}

    def _meant(self, key: str, score: float = EXACT) -> dict[str, Match]:
        """Give what the alias of a key means, with a score for all."""
        return _matches(self._aliases.get(key, {}), score)

    def _look_up(self, title: Title) -> Matches:
        if _PRICE_OF_ONE.fullmatch(title.written.strip()):
            return {"unit_price": Match(PART, title.written, frozenset())}
        told = self._by_aside(title)
        if told:
            return told
        exact = self._exact(title)
        if exact:
            return exact
        for form in title.forms:
            swapped = self._bags.get(" ".join(sorted(form))) if len(form) > 1 else None
            if swapped:
                return _matches(swapped, _OTHER_ORDER)
        if _UNIT_PRICE.fullmatch(title.written.strip()):
            return {"unit_price": Match(PART, title.written, frozenset())}
        found: dict[str, Match] = {}
        for source in (
            self._by_parts(title),
            self._by_meaning(title),
            self._by_slip(title),
            self._contained(title),
        ):
            for field, match in source.items():
                if field not in found or match.score > found[field].score:
                    found[field] = match
        return found

    def _by_aside(self, title: Title) -> Matches:
        """Read a title together with what its brackets say, where that makes another thing of it."""
        whole = title.forms[:1]
        if not any(self._parts.mentions(aside, _TELLING) for aside in title.asides):
            return {}
        if any(key_of(form) in self._aliases for form in whole):
            return {}
        return self._by_meaning(title._replace(forms=whole))

    def _exact(self, title: Title) -> Matches:
        for place, form in enumerate(title.forms):
            found = self._meant(key_of(form), EXACT if place == 0 else LISTED)
            if form[-1] in CURRENCIES:  # "Credit €" is no "Crediteur"
                found = {f: m for f, m in found.items() if not CURRENCIES.isdisjoint(words_of(m.alias))}
            if found:
                return _counted(found) if place and is_counted(title.forms[0]) else found
        return {}

    def _by_parts(self, title: Title) -> Matches:
        """Look up each thing that a title names: `Artikel / Text`, `Supplier (Leverantör)`."""
        found: dict[str, Match] = {}
        for part in title.parts:
            for field, match in self._meant(key_of(part)).items():
                agreed = field in found
                found[field] = match._replace(score=EXACT * _SECOND_FORM if agreed else PART * 0.9)
        return found

    def _by_meaning(self, title: Title) -> Matches:
        """Look up what the parts of the words mean together."""
        found: dict[str, Match] = {}
        for form in (*title.forms, *map(_priced, title.forms[:1])):
            for meaning in self._parts.readings(form):
                for field in MEANINGS.get(meaning, ()):
                    found.setdefault(field, Match(MEANT, " ".join(form), frozenset()))
            if found:
                return found
        return {}

    def _by_slip(self, title: Title) -> Matches:
        found: dict[str, Match] = {}
        for form in title.forms[:2]:
            written = key_of(form)
            if self._parts.is_about_other(form) or generic_word(title.written, written):
                continue
            for length in range(len(written) - 2, len(written) + 3):
                for key in self._by_start.get((written[:1], length), ()):
                    if is_slip(written, key):
                        for field, match in self._meant(key, SLIP).items():
                            found.setdefault(field, match)
        return found

    def _contained(self, title: Title) -> Matches:
        """Look for an alias of several words, or one long word, within the title."""
        form = title.forms[0] if title.forms else ()
        if self._parts.is_about_other(form):
            return {}
        for size in range(len(form) - 1, 0, -1):
            for start in range(len(form) - size + 1):
                key = key_of(form[start : start + size])
                if (len(key) >= 5 and key in self._aliases) or key in self._acronyms:
                    # The head of a title is its end, or what stands before "for": `Parts for the pump`.
                    at_end = start + size == len(form) and len(form) <= 4 and not _is_exported(title)
                    at_end = at_end or (start == 0 and form[size : size + 1] != () and form[size] in FOR)
                    score = CONTAINED * (0.6 + 0.4 * size / len(form)) + (0.15 if at_end else 0.0)
                    return self._meant(key, score)
        return {}


def _is_exported(title: Title) -> bool:
    """Tell whether a title may begin with what it is, as an export's does: `name_shipping` is a name."""
    return "_" in title.written and len(title.forms[0]) == 2


def _counted(found: Matches) -> Matches:
    """Read a total that is counted in pieces, "Totaal stuks", as a quantity rather than as money."""
    sums = found.keys() & _SUMS
    if not sums:
        return found
    kept = {field: match for field, match in found.items() if field not in sums}
    return {"quantity": found[min(sums)]._replace(score=LISTED), **kept}


def _matches(meant: Meant, score: float) -> dict[str, Match]:
    return {field: Match(score, alias, frozenset(spoken.split())) for field, (alias, spoken) in meant.items()}


class _Parts:
    """The parts that titles are made of, and the taking apart of words into them."""

    def __init__(self, words: Sequence[Words]):
        self._concepts: dict[str, set[str]] = defaultdict(set)
        self._phrases: dict[tuple[str, ...], str] = {}
        for language in words:
            for concept in concept_names(language):
                for stem in language.phrases(f"concept.{concept}"):
                    parts = words_of(stem)
                    if len(parts) > 1:
                        self._phrases[parts] = concept
                    elif parts:
                        self._concepts[parts[0]].add(concept)
        self._split = cache(self._take_apart)

    def readings(self, form: tuple[str, ...]) -> tuple[frozenset[str], ...]:
        """Give the sets of parts that the words can be read as; none when a word is unknown."""
        choices: list[frozenset[str]] = []
        if len(form) > _MOST_WORDS:
            return ()
        rest = form
        while rest:
            phrase = next((p for p in self._phrases if rest[: len(p)] == p), None)
            if phrase:
                choices.append(frozenset({self._phrases[phrase]}))
                rest = rest[len(phrase) :]
                continue
            pieces = self._split(rest[0])
            if not pieces:
                return ()
            choices.extend(pieces)
            rest = rest[1:]
        readings = dict.fromkeys(frozenset(each) - _IGNORED for each in product(*map(sorted, choices)))
        return tuple(readings)[:_MAX_READINGS]

    def is_about_other(self, form: tuple[str, ...]) -> bool:
        """Tell whether a word says that the title is about sales, a customer or the past."""
        return self.mentions(form, _OF_OTHERS)

    def mentions(self, form: tuple[str, ...], concepts: frozenset[str]) -> bool:
        """Tell whether a word, or a part of one, can stand for one of the concepts."""
        return any(concepts & piece for word in form for piece in self._split(word))

    def _take_apart(self, word: str) -> tuple[frozenset[str], ...]:
        """Take a word apart into known parts; the fewest parts win."""
        if word in self._concepts:
            return (frozenset(self._concepts[word]),)
        best: tuple[frozenset[str], ...] = ()
        for end in range(len(word) - 1, _SHORTEST_IN_COMPOUND - 1, -1):
            if word[:end] not in self._concepts:
                continue
            for link in _LINKS:
                after = word[end + len(link) :]
                if not word[end:].startswith(link) or not (
                    after == "nr" or len(after) >= _SHORTEST_IN_COMPOUND
                ):
                    continue
                rest = self._take_apart(after)
                if rest and (not best or len(rest) + 1 < len(best)):
                    best = (frozenset(self._concepts[word[:end]]), *rest)
        return best


def _priced(words: tuple[str, ...]) -> tuple[str, ...]:
    """Read a currency as a price: `Est. unit $`."""
    return tuple("price" if word in _MONEY else word for word in words)


@cache
def concept_names(language: Words) -> tuple[str, ...]:
    """Give the names of the parts of titles, as the vocabulary has them."""
    return language.phrase_names("concept")


def starts_like(text: str, phrases: frozenset[str]) -> bool:
    """Tell whether the first or the last words of a text are one of the phrases (given in plain spelling)."""
    # Long lists are full of codes that differ in their digits only, and any digit makes another word.
    return _starts_like(text if _have_digits(phrases) else text.translate(_ANY_DIGIT), phrases)


@lru_cache(maxsize=64)
def _have_digits(phrases: frozenset[str]) -> bool:
    return any(sign.isdigit() for phrase in phrases for sign in phrase)


@lru_cache(maxsize=4096)
def _starts_like(text: str, phrases: frozenset[str]) -> bool:
    found = words_of(text)
    sizes = range(1, min(len(found), _LONGEST_PHRASE) + 1)
    return any(" ".join(found[:size]) in phrases or " ".join(found[-size:]) in phrases for size in sizes)


def plain_phrases(words: Sequence[Words], key: str) -> frozenset[str]:
    """Give a group of phrases of all languages, in plain spelling."""
    return frozenset(
        " ".join(words_of(phrase)) for language in words for phrase in language.phrases(key) if plain(phrase)
    )
