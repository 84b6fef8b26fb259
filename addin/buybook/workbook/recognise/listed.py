"""The titles that the vocabulary lists, made ready for looking up: much work, and always the same.

What is made here is kept beside the words (`vocabulary.files.derived`), so it is mappings, lists, text and numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from buybook import schema
from buybook.vocabulary import Words, all_words
from buybook.vocabulary.files import derived
from buybook.workbook.recognise import likeness, spelling
from buybook.workbook.recognise.likeness import Learnt, learn
from buybook.workbook.recognise.spelling import in_euro, key_of, words_of

Meant: TypeAlias = dict[str, Sequence[str]]
"""What a title means: by field, the alias that says so, and the languages that have it, `en sv`."""
Listed: TypeAlias = Mapping[str, Mapping[str, Meant]]
"""`titles` by their words run together, and `bags` by their words in alphabetical order with blanks between."""

_MADE_BY = tuple(
    Path(str(each)) for each in (__file__, spelling.__file__, likeness.__file__, schema.__file__)
)


def listed(words: Sequence[Words], fields: Iterable[str]) -> Listed:
    """Give what each title of the vocabulary means."""
    if not _are_all(words, fields):
        return _listed(words, fields)
    kept: Listed = derived("titles", _MADE_BY, lambda: _listed(words, fields))
    return kept


def learnt(words: Sequence[Words], fields: Iterable[str], further: Mapping[str, Sequence[str]]) -> Learnt:
    """Give how titles are spelt: the usual ones of the vocabulary, and further ones by field."""
    if further or not _are_all(words, fields):
        return learn(
            [*_usual(words, fields), *((field, each) for field in further for each in further[field])]
        )
    kept: Learnt = derived("spelling", _MADE_BY, lambda: learn(_usual(words, fields)))
    return kept


def _are_all(words: Sequence[Words], fields: Iterable[str]) -> bool:
    """Tell whether these are the words and fields as they are; measurements leave some out."""
    every = all_words()
    same = len(words) == len(every) and all(one is other for one, other in zip(words, every, strict=True))
    return same and tuple(fields) == tuple(schema.FIELDS)


def _usual(words: Sequence[Words], fields: Iterable[str]) -> list[tuple[str, str]]:
    return [(field, alias) for each in words for field in fields for alias in each.usual_aliases(field)]


def _listed(words: Sequence[Words], fields: Iterable[str]) -> Listed:
    titles: dict[str, Meant] = {}
    bags: dict[str, Meant] = {}
    for language in words:
        for field in fields:
            for alias in language.aliases(field):
                written = words_of(alias)
                for key in dict.fromkeys((key_of(written), key_of(in_euro(written)))):
                    _enter(titles.setdefault(key, {}), field, alias, language.language)
                if len(written) > 1:
                    _enter(bags.setdefault(" ".join(sorted(written)), {}), field, alias, language.language)
    return {"titles": titles, "bags": bags}


def _enter(meant: Meant, field: str, alias: str, language: str) -> None:
    """Let a title mean a field, in one more language."""
    before = meant[field][1] if field in meant else ""
    spoken = before if language in before.split() else f"{before} {language}".strip()
    meant[field] = [alias, spoken]
