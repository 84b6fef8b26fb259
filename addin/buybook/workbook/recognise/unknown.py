"""Columns whose titles nobody knows, read by what the titles are spelt like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from buybook.schema import TABLES, TableKind
from buybook.workbook.lexicon import month_numbers
from buybook.workbook.recognise.generic import generic_word
from buybook.workbook.recognise.kinds import weight
from buybook.workbook.recognise.likeness import Likely
from buybook.workbook.recognise.sources import Assignment, Reading, Source
from buybook.workbook.recognise.spelling import key_of, read_title, words_of
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.recognise.values import fitting

_BY_LIKENESS = 0.65  # always below what is written to without asking
_ALONE = 0.4  # what is left of it when none of the values fits
_FITTING = 0.7  # of the values, at least
_TOO_SHORT = 2  # letters: "Kg" is spelt like too many titles
_SHORT = 4  # what stands before brackets that say more: "Type (item/case/kit)"
_BY = frozenset({"by", "av", "door"})  # make the title about who did it: received, received by


def with_likeness(
    assignment: Assignment, unknown: Sequence[Source], lexicon: Lexicon, kind: TableKind
) -> Assignment:
    """Add unknown columns that are spelt like something such a list has, where their values agree.

    Of two columns that are spelt like one field, neither gets it.
    """
    held = {each.field for each in assignment.fields.values()}
    found = {
        source.index: reading
        for source in unknown
        if (reading := _spelt_like(source, lexicon.likely(source.title)))
        and reading.field not in held
        and _belongs(reading.field, kind)
    }
    often = Counter(reading.field for reading in found.values())
    alone = {index: reading for index, reading in found.items() if often[reading.field] == 1}
    return Assignment({**assignment.fields, **alone}, assignment.clashes)


def _spelt_like(source: Source, likely: Likely | None) -> Reading | None:
    if likely is None or not source.profile.filled or _is_of_other(source, likely):
        return None
    share, values = fitting(likely.field, source.profile)
    if share < _FITTING:
        return None
    share = min(1.0, share)
    score = _BY_LIKENESS * (_ALONE + (1 - _ALONE) * share)
    return Reading(likely.field, score, likely.alias, share, values, "likeness")


def _is_of_other(source: Source, likely: Likely) -> bool:
    """Tell whether a title says too little to be like another, names a month, or who did what that speaks of."""
    written = words_of(source.title)
    if len(key_of(written)) <= _TOO_SHORT or generic_word(source.title, source.key):
        return True
    if any(len(key_of(form)) <= _SHORT for form in read_title(source.title).forms[1:]):
        return True
    by_someone = _BY.isdisjoint(words_of(likely.alias)) and not _BY.isdisjoint(written)
    return by_someone or any(word in month_numbers() for word in written)


def _belongs(field: str, kind: TableKind) -> bool:
    """Tell whether lists of a kind have the field: what is unusual there needs more than a likeness."""
    speaks = weight(kind, field)
    return speaks > 0 or (speaks == 0 and field in TABLES[kind].usual)
