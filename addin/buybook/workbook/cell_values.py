"""What a cell holds, as xlwings and Excel's own interfaces give it, made plain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

# Excel on Windows gives errors as numbers.
_ERRORS = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
    -2146826248: "#CALC!",
    -2146826249: "#SPILL!",
}
_PLAIN = frozenset({type(None), str, float, bool, dt.datetime})


def plain_row(row: Sequence[object]) -> list[object]:
    """Give the cells of a row as `plain_value` does."""
    if not _PLAIN.issuperset(map(type, row)) or "" in row:
        return list(map(plain_value, row))
    return row if isinstance(row, list) else list(row)


def plain_value(raw: object) -> object:
    """Give a cell's value: None, text, float, bool or datetime; an error is its text, such as "#N/A"."""
    if raw is None or raw == "":
        return None
    if type(raw) in _PLAIN:
        return raw
    if isinstance(raw, dt.datetime):  # on Windows a subclass with a time zone
        return dt.datetime(raw.year, raw.month, raw.day, raw.hour, raw.minute, raw.second, raw.microsecond)
    if isinstance(raw, int):
        return _ERRORS.get(raw, float(raw))
    if isinstance(raw, (float, Decimal)):
        return float(raw)
    return str(raw)
