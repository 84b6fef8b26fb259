"""Whether a cell already says what it should say."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence


def same_value(before: object, after: object) -> bool:
    """Tell whether two cells' values mean the same to a reader.

    Empty text is an empty cell; a date is a date with or without midnight; numbers agree to 12 digits, since
    a spreadsheet keeps no more than 15.
    """
    first, second = _plain(before), _plain(after)
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    if isinstance(first, (int, float)) and isinstance(second, (int, float)):
        return math.isclose(first, second, rel_tol=1e-12, abs_tol=1e-12)
    return type(first) is type(second) and first == second


def differing(before: Sequence[object], after: Sequence[object]) -> list[int]:
    """Give the positions at which cells do not say the same before and after."""
    known: dict[tuple[object, ...], bool] = {}
    found = []
    for place, (first, second) in enumerate(zip(before, after, strict=True)):
        pair = (first.__class__, first, second.__class__, second)  # to Python 1 and True are one value
        same = known.get(pair)
        if same is None:
            same = known[pair] = same_value(first, second)
        if not same:
            found.append(place)
    return found


def _plain(value: object) -> object:
    if value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time(0) else value
    return value
