"""The words that values are written with, of all languages together: a buyer's list mixes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from buybook.vocabulary import all_words

# Whatever shows as nothing: all kinds of spaces, and the invisible marks that come along when text is copied.
BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u200b\ufeff"
_SPACES = re.compile(f"[{re.escape(BLANKS)}]+")


_BEGINS_WITH_WORD = re.compile(r"[^\W\d_]{3,}[ \-]+(?:[^\W\d_]|.*[#:])")


def tidy(text: str) -> str:
    """Give a text without spaces around it, and with one plain space wherever it has any kind of them."""
    return _SPACES.sub(" ", text).strip()


def plain(text: str) -> str:
    """Give a text in lower case and without diacritics, to compare words by."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


@cache
def phrases(key: str) -> frozenset[str]:
    """Give a group of words, in lower case, of all languages."""
    return frozenset(word.casefold() for words in all_words() for word in words.phrases(key))


@cache
def plain_phrases(key: str) -> frozenset[str]:
    """Give a group of words in lower case and without diacritics, of all languages."""
    return frozenset(plain(word) for word in phrases(key))


def alternatives(words: Iterable[str]) -> str:
    """Give a regular expression for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def month_numbers() -> Mapping[str, int]:
    """Give the number of a month by its name or abbreviation, without diacritics."""
    return {
        plain(name): number
        for words in all_words()
        for number, names in enumerate(words.phrases("months"), start=1)
        for name in names.split()
    }


def is_words(text: str) -> bool:
    """Tell whether a text is words rather than a number or date with a slip in it: "See DN-304"."""
    return not any(sign.isdigit() for sign in text) or bool(_BEGINS_WITH_WORD.match(text))


@cache
def _elsewhere() -> tuple[tuple[re.Pattern[str], str], ...]:
    refers = alternatives(plain_phrases("refers_words"))
    counted = alternatives(plain_phrases("counted_words"))
    return (
        (re.compile(rf"(?:{refers})(?![^\W\d_])"), "refers_elsewhere"),
        (re.compile(rf".*(?<![^\W\d_])(?:{counted})(?![^\W\d_])"), "counted_elsewhere"),
    )


def what_words_say(text: str, otherwise: str) -> str:
    """Give the code of what words in place of a value say: where the value is, or else `otherwise`.

    "See DN-304" refers to another line or paper, "Included in the price" tells that it is counted there.
    """
    line = plain(text)
    return next((code for pattern, code in _elsewhere() if pattern.match(line)), otherwise)


@lru_cache(maxsize=4096)
def means_nothing(text: str) -> bool:
    """Tell whether a text says that there is no value: "n/a", "TBD", "okänt", "-"."""
    word = plain(tidy(text))
    nothing = plain_phrases("nothing")
    return word in nothing or word.rstrip(".! ") in nothing or word.startswith(("n/a ", "n/a:", "n/a-"))
