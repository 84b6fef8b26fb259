"""What a column could be as well as what it was taken for: by its own title, or if the list is of another kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from buybook.schema import TableKind
from buybook.workbook.recognise.belonging import may_hold
from buybook.workbook.recognise.sources import Reading, Source
from buybook.workbook.recognise.spelling import words_of

RIVAL = 0.96  # of a reading's score: from here on, another reading is as likely
CLOSE_KIND = 1.5  # between the scores of two kinds: less, and the list could be of either
_WEAK_KIND = 0.8  # what speaks for a kind besides one column or name: below, the kind hangs on that alone
_YOURS = frozenset({"your", "yours", "er", "ert", "era", "eran", "uw", "jullie"})
OURS_AND_YOURS = _YOURS | {"our", "ours", "var", "vart", "vara", "ons", "onze"}
# What does not come from the title, and so does not suffer from one that says little.
_PROVEN = frozenset({"settings", "product", "factor", "rest", "pattern", "bases"})
# Fields between which a title need not choose: who reads one of them reads the other.
_ALIKE = (
    frozenset({"quantity", "quantity_ordered", "reorder_quantity"}),
    frozenset({"po_number", "purchase_order"}),
    frozenset({"unit_price", "purchase_price", "price_excl_vat"}),
    frozenset({"line_amount", "total"}),
    frozenset({"quote", "quote_number"}),
)


def speaks_to_us(titles: Iterable[str]) -> bool:
    """Tell whether titles speak of "your order" or "ert ordernr", as a supplier's list to a buyer does."""
    return any(not _YOURS.isdisjoint(words_of(title)) for title in titles)


def rival_of(reading: Reading, others: Sequence[Reading]) -> str:
    """Give a field of quite another meaning that a column could be as well; none where it makes no difference."""
    alike = next((group for group in _ALIKE if reading.field in group), frozenset({reading.field}))
    return next((each.field for each in others if each.field not in alike), "")


def with_kinds_in_doubt(
    fields: Mapping[int, Reading], others: Iterable[Mapping[int, Reading]]
) -> dict[int, Reading]:
    """Mark the columns that would be something else if the list were of another kind that is as likely."""
    marked = dict(fields)
    for other in others:
        for index, reading in marked.items():
            if index in other and not reading.rival and reading.reason != "settings":
                marked[index] = replace(reading, rival=rival_of(reading, [other[index]]))
    return marked


def doubt_of(
    source: Source,
    reading: Reading,
    rest: float,
    near: Iterable[TableKind],
    vague: frozenset[str],
    theirs: bool = False,
) -> str:
    """Say why a column is asked about though its title and values agree; empty where nothing speaks against it.

    `rest` is how much speaks for the kind of list besides the one column or name that says most, `near` the other
    kinds that it could as well be. A title made of `vague` words alone, or none but that of a group, says little;
    so does any where the kind hangs on a single thing; and in a list of a kind that is as likely the column could
    not be what it was read as. In a list of `theirs`, which speaks of "your order", "our" and "your" may be turned.
    """
    if reading.reason in _PROVEN:
        return ""
    written = words_of(source.title)
    if vague.issuperset(written):
        return "vague"
    if theirs and not OURS_AND_YOURS.isdisjoint(written):
        return "theirs"
    if rest < _WEAK_KIND:
        return "weak_kind"
    return "" if all(may_hold(kind, reading.field) for kind in near) else "close_kind"
