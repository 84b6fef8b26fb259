"""What a column could be as well as what it was taken for: by its own title, or if the list is of another kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from buybook.workbook.recognise.sources import Reading

RIVAL = 0.96  # of a reading's score: from here on, another reading is as likely
CLOSE_KIND = 1.5  # between the scores of two kinds: less, and the list could be of either
# Fields between which a title need not choose: who reads one of them reads the other.
_ALIKE = (
    frozenset({"quantity", "quantity_ordered", "reorder_quantity"}),
    frozenset({"po_number", "purchase_order"}),
    frozenset({"unit_price", "purchase_price", "price_excl_vat"}),
    frozenset({"line_amount", "total"}),
    frozenset({"quote", "quote_number"}),
)


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
