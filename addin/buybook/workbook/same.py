"""Whether a cell already says what it should say."""

from __future__ import annotations

import datetime as dt
import math


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


def _plain(value: object) -> object:
    if value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time(0) else value
    return value
