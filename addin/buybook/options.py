"""What somebody wrote for an option of a command, as the command takes it."""

from __future__ import annotations

import datetime as dt
import math

from buybook.registry import Option, OptionKind


def read_option(option: Option, text: str) -> object:
    """Give what somebody wrote for an option; ValueError when it is not what the option takes."""
    match option.kind:
        case OptionKind.FLAG:
            return True
        case OptionKind.NUMBER:
            return _number(text)
        case OptionKind.DATE:
            return dt.date.fromisoformat(text)
        case OptionKind.ROWS:
            return _rows(text)
        case OptionKind.FILE:
            return text.strip().strip('"')  # Windows copies paths with quotation marks
        case OptionKind.TEXT:
            return text


def _number(text: str) -> float:
    number = float(text.replace(",", "."))
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _rows(text: str) -> tuple[int, ...]:
    """Give the rows of a list such as 5:9,12."""
    rows: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition(":")
        start, end = int(first), int(last or first)
        if not 1 <= start <= end <= 1_048_576:
            raise ValueError(text)
        rows.extend(range(start, end + 1))
    return tuple(dict.fromkeys(rows))
