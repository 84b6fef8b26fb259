"""Conditional formats: listed, added, deleted, and stretched over copied rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from buybook.xlsx import frame as frames
from buybook.xlsx import xmlscan
from buybook.xlsx.cells import Area, areas_name, cell_name, overlap, parse_areas
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.records import ConditionalFormat
from buybook.xlsx.xmlscan import Element, is_true


def _rules(frame: bytes) -> Iterator[tuple[Element, Element]]:
    for block in frames.find_all(frame, "conditionalFormatting"):
        for rule in xmlscan.children(frame, block.body, block.body_end):
            if rule.local == b"cfRule":
                yield block, rule


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.lstrip("-").isdigit() else None


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
    extensions = frames.find(frame, "extLst")
    if extensions is None or b"conditionalFormatting" not in xmlscan.body(frame, extensions):
        return
    for extension in xmlscan.children(frame, extensions.body, extensions.body_end):
        for group in xmlscan.children(frame, extension.body, extension.body_end):
            if group.local != b"conditionalFormattings":
                continue
            for block in xmlscan.children(frame, group.body, group.body_end):
                inner = list(xmlscan.children(frame, block.body, block.body_end))
                sqref = next((xmlscan.text(frame, e) for e in inner if e.local == b"sqref"), "")
                for rule in inner:
                    # Without a priority it only completes a rule of the sheet proper.
                    if rule.local == b"cfRule" and rule.get("priority") is not None:
                        yield _record(frame, parse_areas(sqref), rule, extended=True)


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
    priority = max((rule.priority for rule in read(frame)), default=0) + 1
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
    if wanted.extended:
        raise WorkbookError("unsupported", "This conditional format can only be deleted in Excel.")
    for block, rule in _rules(frame):
        if _record(frame, parse_areas(block.get("sqref") or ""), rule, extended=False) == wanted:
            alone = sum(1 for _ in xmlscan.children(frame, block.body, block.body_end)) == 1
            return frames.cut(frame, block if alone else rule)
    raise WorkbookError("wrong_argument", "The sheet has no such conditional format.")


def clear(frame: bytes, area: Area) -> bytes:
    """Take all rules from an area; rules that also hold for other cells stay active there.

    A rule whose formula is written for the first of its cells keeps its meaning only while that cell stays, so
    taking away just its first cells is `unsupported`; so is emptying an extended rule.
    """
    for block in reversed(list(frames.find_all(frame, "conditionalFormatting"))):
        before = parse_areas(block.get("sqref") or "")
        after = _without(before, area)
        if after == before:
            continue
        if not after:
            frame = frames.cut(frame, block)
            continue
        _refuse_moved_corner(before, after, xmlscan.body(frame, block))
        frame = xmlscan.with_attributes(frame, block, {"sqref": areas_name(after)})
    return _clear_extended(frame, area)


def _clear_extended(frame: bytes, area: Area) -> bytes:
    extensions = frames.find(frame, "extLst")
    if extensions is None or b"conditionalFormatting" not in xmlscan.body(frame, extensions):
        return frame
    for block in reversed(list(_extended_blocks(frame, extensions))):
        inner = xmlscan.child(frame, "sqref", block.body, block.body_end)
        if inner is None:
            continue
        before = parse_areas(xmlscan.text(frame, inner))
        after = _without(before, area)
        if after == before:
            continue
        if not after:
            raise WorkbookError("unsupported", "This conditional format can only be deleted in Excel.")
        _refuse_moved_corner(before, after, xmlscan.body(frame, block))
        frame = frame[: inner.body] + areas_name(after).encode() + frame[inner.body_end :]
    return frame


def _extended_blocks(frame: bytes, extensions: Element) -> Iterator[Element]:
    for extension in xmlscan.children(frame, extensions.body, extensions.body_end):
        for group in xmlscan.children(frame, extension.body, extension.body_end):
            if group.local == b"conditionalFormattings":
                yield from xmlscan.children(frame, group.body, group.body_end)


def _without(areas: tuple[Area, ...], cut: Area) -> tuple[Area, ...]:
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


def _refuse_moved_corner(before: tuple[Area, ...], after: tuple[Area, ...], rules: bytes) -> None:
    corners = [(min(area[0] for area in areas), min(area[1] for area in areas)) for areas in (before, after)]
    if corners[0] != corners[1] and re.search(rb"<(?:\w+:)?(?:formula|f)>", rules):
        raise WorkbookError("unsupported", "A conditional format cannot lose only the first of its cells.")
