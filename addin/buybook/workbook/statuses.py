"""Reading the state of a line from the buyer's words."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.vocabulary import all_words
from buybook.workbook.lexicon import plain, plain_phrases, tidy

_NUMBERING = re.compile(r"^\d{1,3}\s*[-.:)/]*\s*(?=[a-z])")
_WORDS = re.compile(r"[^\W_]+")
# What tells of a condition rather than how far a line has come: it yields to a word for the latter.
_CONDITIONS = frozenset({"overdue", "damaged", "lost", "in_stock", "low_stock"})
_REFUSALS = frozenset({"rejected_request", "rejected_goods"})  # one word in every language


@frozen
class _Alias:
    words: tuple[str, ...]
    states: frozenset[str]


@lru_cache(maxsize=4096)
def read_state(text: str, language: str, kind: TableKind) -> str | None:
    """Give the canonical state that a text names; None when it names none, or not surely one.

    The whole text counts first, then a state's words within it ("3 - Mottagen i lager"). A negation or
    "partly" beside such words forbids the match: "not yet received" is not received.
    """
    line = tuple(_WORDS.findall(_NUMBERING.sub("", plain(tidy(text)))))
    if not line:
        return None
    exact = _chosen(_exact(line, language), kind)
    return exact or _chosen(_contained(line), kind)


@cache
def _aliases(language: str | None) -> tuple[_Alias, ...]:
    states: dict[tuple[str, ...], set[str]] = {}
    for words in all_words():
        if language in (None, words.language):
            for state in words.states:
                for alias in words.state_aliases(state):
                    states.setdefault(tuple(_WORDS.findall(plain(alias))), set()).add(state)
    return tuple(_Alias(alias, frozenset(found)) for alias, found in states.items())


@cache
def _by_words(language: str | None) -> dict[tuple[str, ...], frozenset[str]]:
    return {alias.words: alias.states for alias in _aliases(language)}


def _exact(line: tuple[str, ...], language: str) -> frozenset[str]:
    return _by_words(language).get(line) or _by_words(None).get(line, frozenset())


def _contained(line: tuple[str, ...]) -> frozenset[str]:
    """Give the states whose words are in the line, if nothing in it turns their meaning."""
    found: set[str] = set()
    rest = list(line)
    for alias in sorted(_aliases(None), key=lambda alias: (-len(alias.words), alias.words)):
        start = _find(alias.words, rest)
        if start is not None:
            rest[start : start + len(alias.words)] = [""] * len(alias.words)
            found |= alias.states
    if any(word in plain_phrases("not_words") for word in rest):
        return frozenset()
    # "Order confirmation received" and "invoice received" say nothing of goods.
    if any(word in plain_phrases("confirmation_words") for word in rest):
        received = found and found <= {"received", "confirmed"}
        return frozenset({"confirmed"}) if received else frozenset()
    if any(word in plain_phrases("paper_words") for word in rest):
        return frozenset()
    if any(word in plain_phrases("partly_words") for word in rest):
        return frozenset({"partially_received"}) if found == {"received"} else frozenset()
    return frozenset(found)


def _find(words: tuple[str, ...], line: list[str]) -> int | None:
    for start in range(len(line) - len(words) + 1):
        if tuple(line[start : start + len(words)]) == words:
            return start
    return None


def _chosen(states: frozenset[str], kind: TableKind) -> str | None:
    """Give the one state that is meant; None when several could be."""
    if states == _REFUSALS:
        return "rejected_request" if kind is TableKind.REQUISITIONS else "rejected_goods"
    progress = states - _CONDITIONS or states
    return next(iter(progress)) if len(progress) == 1 else None
