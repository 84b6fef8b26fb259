"""What a title nobody knows may mean, by what it is spelt like: a small model of the letters of known titles.

It is naive Bayes over the runs of two to four letters in the titles of each field, in all languages at once. It
learns from the vocabulary when it is first asked, and gives the same answer every time. It
knows only how words look: its answer needs values that agree, and is always one that the buyer is asked about.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import add
from typing import NamedTuple, TypedDict

from buybook.workbook.recognise.spelling import read_title, words_of

_LONGEST = 4  # letters of a run; two are the fewest
_UNSEEN = 0.05  # what a run counts for that no title of a field has
_USUAL = 0.3  # how much it counts that a field has many titles: some have many because they were looked for
# Runs overlap, and so tell less than their number says.
_FEWEST_RUNS, _OVERLAP = 2.0, 6.0
_LEAST = 0.5  # chance of the likeliest field
_LEAST_ALIKE = 0.4  # of the runs of a title and of the known one it is most like are the same


class Likely(NamedTuple):
    """The field that a title may mean, how likely from 0 to 1, and the known title that it is spelt like."""

    field: str
    chance: float
    alias: str


class Learnt(TypedDict):
    """The titles of each field, and in how many of them each run of letters stands."""

    titles: Mapping[str, Sequence[str]]
    counts: Mapping[str, Mapping[str, int]]


class Likeness:
    """How the titles of each field are spelt."""

    def __init__(self, learnt: Learnt):
        self._titles, self._counts = learnt["titles"], learnt["counts"]
        every = sum(map(len, self._titles.values()))
        runs = len(frozenset(chain.from_iterable(self._counts.values())))
        self._bias = {field: _USUAL * math.log(len(each) / every) for field, each in self._titles.items()}
        self._sizes = {
            field: math.log(sum(counts.values()) / _UNSEEN + runs) for field, counts in self._counts.items()
        }
        self._known: dict[str, Likely | None] = {}

    def likely(self, title: str) -> Likely | None:
        """Give the field that a title is spelt like; None where no field is likelier than all others together."""
        if title not in self._known:
            self._known[title] = self._look_up(title)
        return self._known[title]

    def _look_up(self, title: str) -> Likely | None:
        forms = read_title(title).forms
        runs = _runs(forms[min(1, len(forms) - 1)]) if forms else frozenset()
        field, chance = self._likeliest(runs)
        if chance < _LEAST:
            return None
        likes = {alias: _alike(runs, _runs(words_of(alias))) for alias in self._titles[field]}
        alias = max(likes, key=lambda each: likes[each])
        return Likely(field, chance, alias) if likes[alias] >= _LEAST_ALIKE else None

    def _likeliest(self, runs: frozenset[str]) -> tuple[str, float]:
        known = sorted(run for run in runs if any(run in counts for counts in self._counts.values()))
        if not known:
            return "", 0.0
        sums = {field: self._bias[field] - len(known) * self._sizes[field] for field in self._counts}
        for field, counts in self._counts.items():
            for run in known:
                if run in counts:
                    sums[field] += math.log(counts[run] / _UNSEEN + 1.0)
        best = max(sums, key=lambda field: sums[field])
        softer = max(_FEWEST_RUNS, len(runs) / _OVERLAP)
        return best, 1.0 / sum(math.exp((each - sums[best]) / softer) for each in sums.values())


def learn(titles: Iterable[tuple[str, str]]) -> Learnt:
    """Learn how titles are spelt, from pairs of field and title."""
    known: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for field, alias in titles:
        known[field][alias] = _runs(words_of(alias))
    counts = {field: dict(Counter(chain.from_iterable(each.values()))) for field, each in known.items()}
    return Learnt(titles={field: list(each) for field, each in known.items()}, counts=counts)


def _runs(words: tuple[str, ...]) -> frozenset[str]:
    """Give the runs of letters in words, a blank at each end of a word counting as a letter."""
    text = f" {' '.join(words)} "
    found = set()
    longer: Iterable[str] = text
    for size in range(1, _LONGEST):
        longer = list(map(add, longer, text[size:]))  # two letters, then three, then four
        found.update(longer)
    return frozenset(found)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
