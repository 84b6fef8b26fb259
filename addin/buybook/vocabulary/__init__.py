"""The words of Buybook in English, Swedish and Dutch: what fields and states are called, labels and messages.

A language is one file `<language>.yaml` (fields and states), one `titles.<language>.yaml` (further titles of
fields, as the trade writes them) and any number of `<topic>.<language>.yaml` (messages, labels and phrases of one
topic). Every topic has the same keys and placeholders in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

from buybook.frozen import frozen
from buybook.vocabulary.files import names, read

LANGUAGES: tuple[str, ...] = ("en", "sv", "nl")

_TITLES = "titles"  # the topic of further titles


@frozen
class Message:
    """The sentence of a finding and what the buyer can do about it, both with {placeholders}."""

    text: str
    remedy: str


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    language: str

    def load(self) -> None:
        """Read all words of the language now; they are read when first asked for otherwise."""
        _ = self._fields, self._states, self._topics

    def title(self, field: str) -> str:
        """Give the field's name as a column would be titled.

        A field that buyers have no column for (such as due_date) is called as our own column of it, or by its
        name.
        """
        found = self.aliases(field)
        return found[0] if found else self._topics.labels.get(f"column.{field}", field.replace("_", " "))

    def aliases(self, field: str) -> tuple[str, ...]:
        """Give the titles that buyers use for the field, the usual one first; none for an unknown field."""
        return self._fields.get(field, ())

    def usual_aliases(self, field: str) -> tuple[str, ...]:
        """Give the titles of a field without the further ones of the trade, which are many and oddly spelt."""
        return self._usual.get(field, ())

    def state(self, name: str) -> str:
        """Give the name of a state of an order line, as it is written into a status column."""
        return self.state_aliases(name)[0]

    def state_aliases(self, name: str) -> tuple[str, ...]:
        """Give the words that buyers use for the state, the usual one first; none for an unknown state."""
        return self._states.get(name, ())

    @property
    def states(self) -> tuple[str, ...]:
        """The names of all states there are words for."""
        return tuple(self._states)

    @property
    def yes(self) -> str:
        """The word for yes."""
        return str(self._basis["yes"])

    @property
    def no(self) -> str:
        """The word for no."""
        return str(self._basis["no"])

    def label(self, key: str) -> str:
        """Give a label of what Buybook makes: a column's title, a sheet's name, a heading."""
        return self._topics.labels[key]

    def has_label(self, key: str) -> bool:
        """Tell whether there is such a label."""
        return key in self._topics.labels

    @property
    def label_keys(self) -> frozenset[str]:
        """The keys of all labels."""
        return frozenset(self._topics.labels)

    def labels(self, prefix: str) -> Mapping[str, str]:
        """Give the labels whose keys begin with `prefix.`, by the rest of the key."""
        start = prefix + "."
        return {key[len(start) :]: text for key, text in self._topics.labels.items() if key.startswith(start)}

    def phrases(self, key: str) -> tuple[str, ...]:
        """Give a group of words that recognition looks for, such as those that begin a row of totals."""
        return self._topics.phrases[key]

    def phrase_names(self, prefix: str) -> tuple[str, ...]:
        """Give the keys of the groups of words that begin with `prefix.`, without it."""
        start = prefix + "."
        return tuple(key[len(start) :] for key in self._topics.phrases if key.startswith(start))

    def text(self, code: str, values: Mapping[str, object]) -> str:
        """Give the sentence of a finding, its placeholders filled from `values`."""
        return self._topics.messages[code].text.format_map(values)

    def remedy(self, code: str, values: Mapping[str, object]) -> str:
        """Give what the buyer can do about a finding, its placeholders filled from `values`."""
        return self._topics.messages[code].remedy.format_map(values)

    @property
    def messages(self) -> Mapping[str, Message]:
        """All messages by code, with their placeholders unfilled."""
        return self._topics.messages

    @cached_property
    def _basis(self) -> Mapping[str, Any]:
        content: Mapping[str, Any] = read(f"{self.language}.yaml")
        return content

    @cached_property
    def _titles(self) -> Mapping[str, Any]:
        content: Mapping[str, Any] = read(f"{_TITLES}.{self.language}.yaml")
        return content

    @cached_property
    def _usual(self) -> Mapping[str, tuple[str, ...]]:
        return _aliases(self._basis["fields"])

    @cached_property
    def _fields(self) -> Mapping[str, tuple[str, ...]]:
        usual, further = self._usual, _aliases(self._titles["fields"])
        return {
            name: tuple(dict.fromkeys((*usual.get(name, ()), *further.get(name, ()))))
            for name in {**usual, **further}
        }

    @cached_property
    def _states(self) -> Mapping[str, tuple[str, ...]]:
        return _aliases(self._basis["states"])

    @cached_property
    def _topics(self) -> _Topics:
        return _read_topics(self.language)


@frozen
class _Topics:
    labels: Mapping[str, str]
    messages: Mapping[str, Message]
    phrases: Mapping[str, tuple[str, ...]]


@cache
def words(language: str) -> Words:
    """Give the words of a language (`en`, `sv` or `nl`); each language is read from disk once.

    Raises ValueError for another language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"There are no words in {language!r}; there are in {', '.join(LANGUAGES)}.")
    return Words(language)


def all_words() -> tuple[Words, ...]:
    """Give the words of every language, English first."""
    return tuple(words(language) for language in LANGUAGES)


@cache
def cost_words() -> tuple[tuple[str, str], ...]:
    """Give the words that a row of a quotation names a cost of the whole quotation by, in every language.

    Each stands with the charge that it names: freight, packing, insurance, duty, handling or discount.
    """
    return tuple(
        (word, charge)
        for each in all_words()
        for charge in each.phrase_names("cost")
        for word in each.phrases(f"cost.{charge}")
    )


def _read_topics(language: str) -> _Topics:
    topics: dict[str, dict[str, Any]] = {"labels": {}, "messages": {}, "phrases": {}}
    for name in names(f"*.{language}.yaml"):
        if name.startswith(f"{_TITLES}."):
            continue
        for section, entries in (read(name) or {}).items():
            if section not in topics:
                raise ValueError(f"{name}: a topic has labels, messages and phrases, not {section!r}.")
            for key in topics[section].keys() & entries.keys():
                raise ValueError(f"{name}: {section}.{key} is in another file too.")
            topics[section].update(entries)
    return _Topics(
        labels=MappingProxyType(topics["labels"]),
        messages=MappingProxyType({code: Message(**entry) for code, entry in topics["messages"].items()}),
        phrases=_aliases(topics["phrases"]),
    )


def _aliases(entries: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(aliases) for key, aliases in entries.items()})
