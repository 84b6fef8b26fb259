"""What tells that a list is the structure of a product: levels, what goes into one, places on a board, parents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from buybook.workbook.recognise.kinds import KindWords
from buybook.workbook.recognise.sources import Source

# How much each speaks for a bill of materials.
_PER, _LEVELS, _PLACES, _PARENT = 2.0, 2.0, 1.5, 1.2
_MOST = 3.5  # by all of them together
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,6}")
_NEARLY_ALL = 0.9
_NUMBERS = 0.6  # of a column's values
_FEWEST = 3  # numbers in steps
_DEEPEST = 15  # levels
_LEFT = 2  # titled columns at the left, one of which a structure is numbered in
# What a structure may say of its parts as a list of articles does; without a structure it speaks against one.
ALSO_OF_PARTS = frozenset({"stock_on_hand", "supplier", "status", "category", "stock_available", "lead_time"})


def structure_of(sources: Sequence[Source], words: KindWords, coded: bool) -> float:
    """Say how much the titles and numbers of a list speak for a bill of materials.

    Numbers in steps count only where goods have numbers of their own (`coded`): works are numbered so, too.
    """
    titled = [source for source in sources if source.title]

    def any_of(*names: str) -> bool:
        return any(words.is_of_structure(name, source.title) for source in titled for name in names)

    levels = any(words.is_of_structure("level", each.title) and _are_levels(each) for each in titled)
    steps = coded and any(are_steps(source.values) for source in titled[:_LEFT])
    told = (
        (_PER, any_of("per", "cost")),
        (_LEVELS, levels or steps),
        (_PLACES, any_of("place")),
        (_PARENT, any_of("parent")),
    )
    return min(_MOST, sum(weight for weight, is_told in told if is_told))


def per_product(sources: Sequence[Source], words: KindWords) -> frozenset[int]:
    """Give the columns of how much goes into one product: beside it, a total is another quantity."""
    return frozenset(
        source.index
        for source in sources
        if source.title and source.profile.numbers >= _NUMBERS and words.is_of_structure("per", source.title)
    )


def are_steps(values: Sequence[object]) -> bool:
    """Tell whether values number a structure: 1, 1.1, 1.1.1, 1.2, 2. Each comes after the part that it belongs to."""
    texts = [_written(value) for value in values if value is not None and str(value).strip()]
    numbers = [tuple(map(int, text.split("."))) for text in texts if _NUMBER.fullmatch(text)]
    below = [number for number in numbers if len(number) > 1]
    if len(below) < _FEWEST - 1 or len(numbers) < max(_FEWEST, _NEARLY_ALL * len(texts)):
        return False
    known = set(numbers)
    rising = all(left < right for left, right in pairwise(numbers))
    return rising and numbers[0] in {(0,), (1,)} and all(number[:-1] in known for number in below)


def _are_levels(source: Source) -> bool:
    """Tell whether values are levels: a few small whole numbers that come again, perhaps after dots (..2)."""
    texts = [_written(value).strip(".- ") for value in source.values if value is not None]
    texts = [text for text in texts if text]
    levels = [text for text in texts if text.isdecimal() and int(text) <= _DEEPEST]
    return (bool(levels) and len(levels) >= _NEARLY_ALL * len(texts)) or are_steps(source.values)


def _written(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value).strip()  # type: ignore[call-overload]
