"""Conditional formats: listed, added, deleted, and stretched over copied rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from buybook.xlsx import extensions, ruleareas, xmlscan
from buybook.xlsx import frame as frames
from buybook.xlsx.cells import Area, areas_name, cell_name, parse_areas
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.formulacheck import check_formula
from buybook.xlsx.records import ConditionalFormat
from buybook.xlsx.xmlscan import Element, is_true

_GROUP = "conditionalFormattings"
_ID = re.compile(rb"<(?:[\w.-]+:)?id\s*>\s*([^<]*?)\s*</")


def _rules(frame: bytes) -> Iterator[tuple[Element, Element]]:
    for block in frames.find_all(frame, "conditionalFormatting"):
        for rule in xmlscan.children(frame, block.body, block.body_end):
            if rule.local == b"cfRule":
                yield block, rule


def _number(text: str | None) -> int | None:
    return None if text is None else xmlscan.whole(text)


def _record(frame: bytes, areas: tuple[Area, ...], rule: Element, *, extended: bool) -> ConditionalFormat:
    name = b"f" if extended else b"formula"
    inner = [e for e in xmlscan.children(frame, rule.body, rule.body_end) if e.local == name]
    return ConditionalFormat(
        areas=areas,
        kind=rule.get("type") or "",
        formulas=tuple(xmlscan.text(frame, element) for element in inner),
        operator=rule.get("operator"),
        text=rule.get("text"),
        dxf=_number(rule.get("dxfId")),
        priority=_number(rule.get("priority")) or 0,
        stop=is_true(rule.get("stopIfTrue")),
        extended=extended,
    )


def read(frame: bytes) -> list[ConditionalFormat]:
    """All rules of a sheet, those in its extension list too, the strongest first."""
    found = [
        _record(frame, parse_areas(block.get("sqref") or ""), rule, extended=False)
        for block, rule in _rules(frame)
    ]
    return sorted(found + list(_extended(frame)), key=lambda rule: rule.priority)


def _extended(frame: bytes) -> Iterator[ConditionalFormat]:
    for block in extensions.blocks(frame, _GROUP):
        areas = ruleareas.read(frame, block)
        for rule in xmlscan.children(frame, block.body, block.body_end):
            # Without a priority it only completes a rule of the sheet proper.
            if rule.local == b"cfRule" and rule.get("priority") is not None:
                yield _record(frame, areas, rule, extended=True)


def add(
    frame: bytes,
    areas: Sequence[Area],
    *,
    kind: str,
    formulas: Sequence[str],
    operator: str | None,
    text: str | None,
    dxf: int | None,
    stop: bool,
) -> tuple[bytes, ConditionalFormat]:
    """Add a rule that is weaker than all there are. Formulas are written for the first area's first cell."""
    if not areas or kind not in {"expression", "cellIs", "containsText"}:
        raise WorkbookError("wrong_argument", f"A conditional format of the kind {kind!r} cannot be added.")
    if kind == "containsText":
        if not text:
            raise WorkbookError("wrong_argument", "A rule for a text needs the text.")
        corner = cell_name(min(area[0] for area in areas), min(area[1] for area in areas))
        quoted = text.replace('"', '""')
        formulas, operator = (f'NOT(ISERROR(SEARCH("{quoted}",{corner})))',), "containsText"
    formulas = tuple(formula.removeprefix("=") for formula in formulas)
    for formula in formulas:
        check_formula(formula)
    tags = xmlscan.start_tags(frame, "cfRule")  # those in the extension list too
    priority = max((xmlscan.whole(xmlscan.attribute(tag[1], "priority")) for tag in tags), default=0) + 1
    attributes: dict[str, str | None] = {
        "type": kind,
        "dxfId": None if dxf is None else str(dxf),
        "priority": str(priority),
        "stopIfTrue": "1" if stop else None,
        "operator": operator,
        "text": text if kind == "containsText" else None,
    }
    p = frames.prefix(frame)
    inner = b"".join(b"<%sformula>%s</%sformula>" % (p, xmlscan.escape(formula), p) for formula in formulas)
    rule = b"<%scfRule%s>%s</%scfRule>" % (p, xmlscan.set_attributes(b"", attributes), inner, p)
    sqref = areas_name(tuple(areas)).encode()
    element = b'<%sconditionalFormatting sqref="%s">%s</%sconditionalFormatting>' % (p, sqref, rule, p)
    record = ConditionalFormat(
        tuple(areas), kind, formulas, operator, attributes["text"], dxf, priority, stop
    )
    return frames.put(frame, "conditionalFormatting", element), record


def remove(frame: bytes, wanted: ConditionalFormat) -> bytes:
    """Take a rule out; the others keep their priorities."""
    for group, block, rule, areas in _all_rules(frame):
        if _record(frame, areas, rule, extended=group is not None) == wanted:
            return _cut(frame, group, block, rule)
    raise WorkbookError("wrong_argument", "The sheet has no such conditional format.")


def _all_rules(frame: bytes) -> Iterator[tuple[str | None, Element, Element, tuple[Area, ...]]]:
    for block, rule in _rules(frame):
        yield None, block, rule, ruleareas.read(frame, block)
    for block in extensions.blocks(frame, _GROUP):
        for rule in xmlscan.children(frame, block.body, block.body_end):
            if rule.local == b"cfRule":
                yield _GROUP, block, rule, ruleareas.read(frame, block)


def _cut(frame: bytes, group: str | None, block: Element, rule: Element) -> bytes:
    """Take out a rule, its block when that holds no other, and the part of it in the extension list."""
    rules = [e for e in xmlscan.children(frame, block.body, block.body_end) if e.local == b"cfRule"]
    completed = _ID.search(xmlscan.body(frame, rule)) if group is None else None
    gone = block if len(rules) == 1 else rule
    frame = frames.cut(frame, gone) if group is None else extensions.cut(frame, gone, group)
    if completed is not None:
        for place, outer, other, _ in _all_rules(frame):
            if place is not None and other.get("id") == xmlscan.unescape(completed[1]):
                return _cut(frame, place, outer, other)
    return frame


def clear(frame: bytes, area: Area) -> bytes:
    """Take all rules from an area; rules that also hold for other cells stay active there."""
    for block in reversed(list(frames.find_all(frame, "conditionalFormatting"))):
        frame = _cleared(frame, block, area, None)
    for block in reversed(list(extensions.blocks(frame, _GROUP))):
        frame = _cleared(frame, block, area, _GROUP)
    return frame


def _cleared(frame: bytes, block: Element, area: Area, group: str | None) -> bytes:
    before = ruleareas.read(frame, block)
    after = ruleareas.without(before, area)
    if after == before:
        return frame
    if after:
        return ruleareas.with_areas(frame, block, after)
    return frames.cut(frame, block) if group is None else extensions.cut(frame, block, group)
