"""The cells that a rule holds for: a conditional format's or a validation's, and its formulas with them.

A rule's formulas are written for its first cell (the top left one of all its areas), so a rule that loses that
cell has its formulas written anew for the next one.
"""

from __future__ import annotations

import re

from buybook.xlsx import xmlscan
from buybook.xlsx.cells import Area, areas_name, overlap, parse_areas
from buybook.xlsx.references import move_formula
from buybook.xlsx.structure_changes import changed_attributes, changed_text, tag
from buybook.xlsx.xmlscan import Element

_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?(?:formula[12]?|f)(?:\s[^>]*)?(?<!/)>)([^<]*)(</)")
_LIMIT = tag("cfvo")


def read(frame: bytes, rule: Element) -> tuple[Area, ...]:
    """The areas of a rule, from its attribute or (extension list) from the element within it."""
    written = rule.get("sqref")
    if written is None:
        inner = xmlscan.child(frame, "sqref", rule.body, rule.body_end)
        written = "" if inner is None else xmlscan.text(frame, inner)
    return parse_areas(written)


def without(areas: tuple[Area, ...], cut: Area) -> tuple[Area, ...]:
    """What is left of areas once a rectangle is cut out."""
    left: list[Area] = []
    for area in areas:
        top, first, bottom, last = area
        if not overlap(area, cut):
            left.append(area)
            continue
        upper, lower = max(top, cut[0]), min(bottom, cut[2])
        pieces = (
            (top, first, upper - 1, last),
            (upper, first, lower, cut[1] - 1),
            (upper, cut[3] + 1, lower, last),
            (lower + 1, first, bottom, last),
        )
        left.extend(piece for piece in pieces if piece[0] <= piece[2] and piece[1] <= piece[3])
    return tuple(left)


def with_areas(frame: bytes, rule: Element, areas: tuple[Area, ...]) -> bytes:
    """The frame with a rule holding for other areas, its formulas written for the first cell of these."""
    before, after = _first(read(frame, rule)), _first(areas)
    written = _moved(frame[rule.start : rule.end], after[0] - before[0], after[1] - before[1])
    frame = frame[: rule.start] + written + frame[rule.end :]
    rule = next(xmlscan.children(frame, rule.start))
    if rule.get("sqref") is not None:
        return xmlscan.with_attributes(frame, rule, {"sqref": areas_name(areas)})
    inner = xmlscan.child(frame, "sqref", rule.body, rule.body_end)
    assert inner is not None
    return frame[: inner.body] + areas_name(areas).encode() + frame[inner.body_end :]


def _first(areas: tuple[Area, ...]) -> tuple[int, int]:
    return min(area[0] for area in areas), min(area[1] for area in areas)


def _moved(rule: bytes, rows: int, columns: int) -> bytes:
    if not rows and not columns:
        return rule

    def moved(text: str) -> str:
        return move_formula(text, rows, columns, wrap=True)

    rule = _FORMULA.sub(lambda found: found[1] + changed_text(found[2], moved) + found[3], rule)
    return _LIMIT.sub(lambda found: changed_attributes(found, {"val": moved}), rule)
