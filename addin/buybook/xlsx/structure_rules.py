"""Rules that hold for a list of ranges: conditional formats, validations, sparklines, protected ranges."""

from __future__ import annotations

import re
from collections.abc import Sequence

from buybook.xlsx.addresses import Area, Unshiftable
from buybook.xlsx.references import references_in
from buybook.xlsx.structure_changes import (
    Change,
    areas_of,
    changed_attributes,
    changed_text,
    shifted_list,
    tag,
    with_tag_attributes,
)
from buybook.xlsx.xmlscan import attribute, escape, unescape

_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?(?:formula[12]?|f)(?:\s[^>]*)?(?<!/)>)([^<]*)(</)")
_SQREF = re.compile(rb"(<(?:[\w.-]+:)?sqref\s*>)([^<]*)(</)")
_CONDITION_VALUE = tag("cfvo")
_RULES = (b"conditionalFormatting", b"dataValidation")


def change_rule(match: re.Match[bytes], change: Change) -> bytes:
    """Change a rule that holds for a list of ranges, which stand in an attribute or in an `xm:sqref`."""
    block = match[0]
    inner = _SQREF.search(block)
    sqref = attribute(match[3], "sqref") or (unescape(inner[2]) if inner else "")
    where = [] if match[2] == b"sparkline" else areas_of(sqref)
    if match[2] in _RULES:
        _refuse_torn_rule(change, where, [unescape(found[2]) for found in _FORMULA.finditer(block)])

    def formula(found: re.Match[bytes]) -> bytes:
        return found[1] + changed_text(found[2], lambda text: change.anchored(text, where)) + found[3]

    def limit(found: re.Match[bytes]) -> bytes:
        return changed_attributes(found, {"val": lambda text: change.anchored(text, where)})

    changed = _CONDITION_VALUE.sub(limit, _FORMULA.sub(formula, block))
    shift = change.moves
    if shift is None or not sqref:
        return changed
    new = shifted_list(sqref, shift)
    if not new:
        return b""
    if new == sqref:
        return changed
    if inner:
        return _SQREF.sub(lambda found: found[1] + escape(new) + found[3], changed, count=1)
    opening = tag(match[2].decode()).match(changed)
    return (
        changed
        if opening is None
        else with_tag_attributes(opening, {"sqref": new}) + changed[opening.end() :]
    )


def _refuse_torn_rule(change: Change, where: Sequence[Area], formulas: Sequence[str]) -> None:
    """Refuse a rule that could not mean the same when only some of the cells beside each other move.

    Its formulas count from its first cell; they hold for all its cells only while these, and the cells that
    relative references lead to, stay or move together.
    """
    shift = change.shift
    if shift is None or shift.across is None or not where:
        return
    mine = change.moves is not None
    moving = mine and any(shift.reaches(area) for area in where)
    together = all(shift.covers(area) for area in where)
    if mine and any(shift.reaches(area) and not shift.covers(area) for area in where):
        raise Unshiftable(
            "rule_beside", f"a conditional format or validation also holds for cells beside ({where[0]})"
        )
    first, last = min(a.along(shift.axis)[0] for a in where), max(a.along(shift.axis)[1] for a in where)
    for formula in formulas:
        for prefix, area in references_in(formula):
            sheet = change.own_sheet if prefix is None else prefix.first
            ends = area.relative_ends(shift.axis)
            if not ends or not shift.is_on(sheet):
                continue
            reach = area.ordered().with_along(shift.axis, min(ends), max(ends) + last - first)
            if shift.reaches(reach) != moving or (moving and not (together and shift.covers(area))):
                raise Unshiftable(
                    "rule_reference",
                    f"a conditional format or validation compares with cells beside ({where[0]})",
                )
