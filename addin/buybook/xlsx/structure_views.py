"""The views of a sheet when rows or columns shift: panes, cursor and scroll position."""

from __future__ import annotations

import re
from collections.abc import Callable

from buybook.xlsx.addresses import Shift, format_cell, parse_a1
from buybook.xlsx.structure_changes import changed_attributes, shifted_list, shifted_reference, tag
from buybook.xlsx.xmlscan import attribute, decimal

_SCROLLED = tag("pane|selection")


def shifted_view(match: re.Match[bytes], shift: Shift) -> bytes:
    """Let frozen rows stay the same rows, and cursor and scroll position stay at the same cells."""
    top = attribute(match[3], "topLeftCell")

    def scrolled(found: re.Match[bytes]) -> bytes:
        if found[2] == b"selection":
            return changed_attributes(
                found, {"activeCell": follow, "sqref": lambda text: shifted_list(text, shift) or text}
            )
        changes: dict[str, Callable[[str], str | None]] = {"topLeftCell": scroll}
        if attribute(found[3], "state") in ("frozen", "frozenSplit"):
            changes["ySplit" if shift.axis == "rows" else "xSplit"] = lambda text: _split(text, top, shift)
        return changed_attributes(found, changes)

    def follow(text: str) -> str:
        return shifted_reference(text, shift) or text

    def scroll(text: str) -> str:
        return _scrolled(text, shift)

    opening = tag("sheetView|customSheetView").match(match[0])
    if opening is None:
        return match[0]
    body = _SCROLLED.sub(scrolled, match[0][opening.end() :])
    return changed_attributes(opening, {"topLeftCell": scroll}) + body


def _scrolled(text: str, shift: Shift) -> str:
    """The first visible cell. Rows inserted right there are to be seen, so it moves only for earlier ones."""
    try:
        area = parse_a1(text)
    except ValueError:
        return text
    index = area.along(shift.axis)[0]
    if index <= shift.at and shift.count > 0:
        return text
    moved = shift.moved(index)
    new = area.with_along(shift.axis, moved or shift.at, moved or shift.at)
    return str(new)


def _split(text: str, top: str | None, shift: Shift) -> str:
    """The number of frozen rows. At least one stays frozen: an empty split is no valid view."""
    frozen = int(decimal(text))
    first = parse_a1(top or format_cell(1, 1)).along(shift.axis)[0]
    span = shift.span(first, first + frozen - 1) if frozen else None
    if span is None or not first <= shift.at < first + frozen:
        return text
    kept = shift.moved(first + frozen - 1) or shift.at - 1
    new_first = first if shift.count > 0 else span[0]
    return str(max(1, kept - new_first + 1))
