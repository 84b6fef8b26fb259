"""A column as it stands on the sheet, and what it may be taken for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from buybook.frozen import frozen
from buybook.workbook.recognise.generic import generic_word
from buybook.workbook.recognise.spelling import key_of, words_of
from buybook.workbook.recognise.values import Profile, fitting

_NEARLY_ALL = 0.9
_ALL_CODES = 0.8
_FEW_WORDY = 0.2
_ALONE = 0.4  # what is left of a title's score when none of the values fits


@frozen
class Reading:
    """A field that a column may hold, and why."""

    field: str
    score: float  # from 0 to 1
    alias: str  # the title that says so; empty where another thing does
    share: float | None  # of its values that fit; None where the column is empty
    values: str  # what the values are: dates, numbers, …
    reason: str = "title"
    listed: bool = False  # the title is one of those listed for the field
    rival: str = ""  # another field that title and values speak for as much


@dataclass(frozen=True)
class Source:
    """A column as it stands on the sheet."""

    index: int
    title: str
    group: str | None
    values: Sequence[object]  # a sample
    profile: Profile
    fixed: tuple[str | None] | None = None  # the field that the settings give, None to leave it alone
    hint: str | None = None  # the field that the columns beside it speak for
    hinted_by: str = "rates"  # why: the name of the reason

    @cached_property
    def key(self) -> str:
        """The title in plain spelling."""
        return key_of(words_of(self.title))

    @property
    def are_codes(self) -> bool:
        """Whether the values are codes: one word with a digit in it each."""
        return self.profile.codes >= _ALL_CODES and self.profile.long < _FEW_WORDY


@frozen
class Clash:
    """Two columns that could hold the same field."""

    field: str
    first: int
    second: int
    decided: bool  # the first was taken


@frozen
class Assignment:
    """The field of each column, and the columns that could not be told apart."""

    fields: Mapping[int, Reading]
    clashes: tuple[Clash, ...]


def weighed(source: Source, field: str, score: float, alias: str, reason: str = "title") -> Reading:
    """Read a column as a field, its score taken down by the share of values that do not fit."""
    if not source.profile.filled:
        return Reading(field, score, alias, None, "", reason)
    share, values = fitting(field, source.profile)
    share = max(0.0, min(1.0, share))
    return Reading(field, score * (_ALONE + (1 - _ALONE) * share), alias, share, values, reason)


def is_ledger(sources: Sequence[Source]) -> bool:
    """Tell whether the lines of a list begin with a day, as those of a cash book do."""
    first = next((source for source in sources if source.title), None)
    return (
        first is not None
        and generic_word(first.title, first.key) == "date"
        and first.profile.dates >= _NEARLY_ALL
    )
