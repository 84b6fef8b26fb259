"""Recognition without what it learnt from one source: the vocabulary less the titles of that source.

A source is a workbook, or several that share most of their titles: they were made from one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from labelled import LabelledWorkbook

import buybook.vocabulary
from buybook.schema import FIELDS
from buybook.vocabulary import LANGUAGES, Words, all_words
from buybook.workbook.recognise.spelling import key_of, read_title, words_of

_RELATED = 0.5  # of the titles of two workbooks together stand in both
Pair = tuple[str, str]  # a field and a title in plain spelling


@dataclass(frozen=True)
class PrunedWords(Words):
    """The words of a language without some titles of fields."""

    without: frozenset[Pair] = field(default_factory=frozenset)

    def aliases(self, field: str) -> tuple[str, ...]:
        """Give the titles of a field that are left."""
        return tuple(
            alias for alias in super().aliases(field) if (field, key_of(words_of(alias))) not in self.without
        )


def keys_of(title: str) -> frozenset[str]:
    """Give the plain spellings of a title: as it stands, and without brackets, units and currencies."""
    return frozenset(key_of(form) for form in read_title(title).forms)


def sources(books: Sequence[LabelledWorkbook]) -> list[list[LabelledWorkbook]]:
    """Put workbooks that were made from one another together."""
    found: list[list[LabelledWorkbook]] = []
    for book in books:
        kin = [source for source in found if any(_are_related(book, other) for other in source)]
        found = [source for source in found if source not in kin]
        found.append([*(each for source in kin for each in source), book])
    return found


def _are_related(one: LabelledWorkbook, other: LabelledWorkbook) -> bool:
    mine, theirs = ({key_of(words_of(title)) for title, _ in book.titles()} - {""} for book in (one, other))
    return len(mine & theirs) >= _RELATED * len(mine | theirs) > 0


def pruned(
    source: Sequence[LabelledWorkbook], others: Iterable[LabelledWorkbook], keep_published: bool
) -> tuple[PrunedWords, ...]:
    """Give the words of all languages without the titles that only this source speaks for.

    A title stays a title of a field where another source has it with that field; and, with `keep_published`,
    where the vocabulary has it from a published source.
    """
    titles = {key for book in source for title, _ in book.titles() for key in keys_of(title)}
    shown = {
        (name, key)
        for book in others
        for title, right in book.titles()
        for key in keys_of(title)
        for name in right
    }
    kept = shown | published() if keep_published else shown
    without = frozenset(
        (name, key) for name, key in vocabulary() if key in titles and (name, key) not in kept
    )
    return tuple(PrunedWords(language, without) for language in LANGUAGES)


@cache
def vocabulary() -> frozenset[Pair]:
    """Give every title of every field, in all languages together."""
    return frozenset(
        (name, key_of(words_of(alias)))
        for words in all_words()
        for name in FIELDS
        for alias in words.aliases(name)
    )


@cache
def published() -> frozenset[Pair]:
    """Give the titles that the vocabulary has from published sources: those without a star."""
    folder = Path(buybook.vocabulary.__file__).parent
    read = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))]
    return frozenset(
        (name, key_of(words_of(str(alias))))
        for content in read
        for name, aliases in content.get("fields", {}).items()
        for alias in aliases
        if not str(alias).endswith("*")
    )
