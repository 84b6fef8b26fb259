"""Findings of cells that say the same, told once for the column: with their number and where the first stand.

A column of 5,000 dates in which 2,000 cells say "Date not captured" has one thing to tell, not 2,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from buybook.findings import Finding
from buybook.workbook.places import locate
from buybook.workbook.tables import RecognisedTable

SHOWN = 5  # cells that are named
_KINDS = 8  # of one problem in one column that are told apart
# Each of these proposes something of its own, so they are never put together for their number alone.
_PROPOSALS = frozenset({"date_slip", "receipt_in_text", "receipt_in_text_undated"})
_DIGITS = re.compile(r"\d+")

_Column = tuple[object, ...]


def told_together(findings: Iterable[Finding], tables: Sequence[RecognisedTable]) -> tuple[Finding, ...]:
    """Give one finding for all cells of a column that have the same problem with texts of one kind.

    Texts are of one kind that differ in their digits only: "See DN-304" and "See DN-1021". Where a column holds
    more kinds than anybody would read, they become one. The order is that of the first cells.
    """
    columns: dict[_Column, dict[object, list[Finding]]] = {}
    for finding in findings:
        columns.setdefault(_column(finding), {}).setdefault(_kind(finding), []).append(finding)
    groups: list[list[Finding]] = []
    for (code, *_), kinds in columns.items():
        if len(kinds) > _KINDS and code not in _PROPOSALS:
            groups.append([finding for group in kinds.values() for finding in group])
        else:
            groups.extend(kinds.values())
    return tuple(_together(group, tables) for group in groups)


def _column(finding: Finding) -> _Column:
    letters = _DIGITS.sub("", finding.cell or "")
    return (finding.code, finding.severity, finding.table, finding.field, finding.sheet, letters)


def _kind(finding: Finding) -> object:
    """Give what makes two findings of a column alike: their texts but for the digits, and what else is said."""
    said = {name: value for name, value in finding.values.items() if name != "value"}
    text = _DIGITS.sub("#", str(finding.values.get("value", ""))).casefold()
    return (text, *sorted((name, str(value)) for name, value in said.items()))


def _together(group: Sequence[Finding], tables: Sequence[RecognisedTable]) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    cells = [place.cell for place in (locate(each, tables) for each in group[:SHOWN]) if place.cell]
    return replace(first, count=len(group), cells=tuple(cells))
