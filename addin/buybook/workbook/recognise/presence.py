"""How much a column counts for a kind of list: by its title, its values and how many lines have it."""

from __future__ import annotations

from buybook.workbook.recognise.sources import Reading
from buybook.workbook.recognise.unread import HARDLY

_VAGUE = 0.5  # how much a title that says nothing by itself counts for a kind of list


def counts(reading: Reading, heard: bool, vague: bool = False) -> bool:
    """Tell whether a column counts as what a kind must have: not against its values, nor by a vague title."""
    plain = not _says_little(reading, vague)
    return (heard or plain) and (reading.share is None or reading.share >= HARDLY)


def presence(reading: Reading, density: float, heard: bool, vague: bool = False) -> float:
    """Say how much a column counts for a kind of list.

    Order numbers that only some lines have do not make a list of orders, nor does a "No." make one of requests.
    """
    less = _VAGUE if _says_little(reading, vague) and not heard else 1.0
    return less * (density if reading.field == "po_number" else 1.0)


def _says_little(reading: Reading, vague: bool) -> bool:
    return reading.reason == "generic" or (vague and reading.reason == "title")
