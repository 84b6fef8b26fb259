"""How much a column counts for a kind of list: by its title, its values and how many lines have it."""

from __future__ import annotations

from buybook.workbook.recognise.sources import Reading
from buybook.workbook.recognise.unread import HARDLY

_VAGUE = 0.5  # how much a title that says nothing by itself counts for a kind of list


def counts(reading: Reading, heard: bool) -> bool:
    """Tell whether a column counts as what a kind must have: not against its values, nor by a vague title."""
    return (heard or reading.reason != "generic") and (reading.share is None or reading.share >= HARDLY)


def presence(reading: Reading, density: float, heard: bool) -> float:
    """Say how much a column counts for a kind of list.

    Order numbers that only some lines have do not make a list of orders, nor does a "No." make one of requests.
    """
    vague = _VAGUE if reading.reason == "generic" and not heard else 1.0
    return vague * (density if reading.field == "po_number" else 1.0)
