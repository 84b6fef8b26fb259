"""Conditional formats that compare cells with each other: colour scales, data bars, icon sets.

These are the rules of Excel 2007 (ECMA-376 18.3.1.16, 18.3.1.28, 18.3.1.49). What Excel 2010 added (bars without
a gradient, stars, triangles, boxes) stands in extensions and is only listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from buybook.xlsx import conditional, xmlscan
from buybook.xlsx import frame as frames
from buybook.xlsx.cells import Area, areas_name
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.records import ConditionalFormat
from buybook.xlsx.xmlscan import Element, is_true

_KINDS: Final = ("colorScale", "dataBar", "iconSet")


class Threshold(NamedTuple):
    """Where a colour, a bar or an icon begins: `min`, `max`, `num`, `percent`, `percentile` or `formula`."""

    kind: str
    value: str | None


class Scale(NamedTuple):
    """A colour scale, a data bar or an icon set; colours are RRGGBB (None: the theme's)."""

    kind: str
    thresholds: tuple[Threshold, ...]
    colors: tuple[str | None, ...] = ()
    icons: str | None = None
    show_value: bool = True
    reverse: bool = False


def add(frame: bytes, areas: Sequence[Area], scale: Scale) -> tuple[bytes, ConditionalFormat]:
    """Add a scale that is weaker than all rules there are."""
    if scale.kind not in _KINDS or not areas:
        raise WorkbookError("wrong_argument", f"There is no scale of the kind {scale.kind!r}.")
    p = frames.prefix(frame)
    priority = max((rule.priority for rule in conditional.read(frame)), default=0) + 1
    rule = b'<%scfRule type="%s" priority="%d">%s</%scfRule>' % (
        p,
        scale.kind.encode(),
        priority,
        _written(scale, p),
        p,
    )
    sqref = areas_name(tuple(areas)).encode()
    element = b'<%sconditionalFormatting sqref="%s">%s</%sconditionalFormatting>' % (p, sqref, rule, p)
    frame = frames.put(frame, "conditionalFormatting", element)
    return frame, next(found for found in conditional.read(frame) if found.priority == priority)


def _written(scale: Scale, p: bytes) -> bytes:
    values: dict[str, str | None] = {
        "iconSet": scale.icons,
        "showValue": None if scale.show_value else "0",
        "reverse": "1" if scale.reverse else None,
    }
    thresholds = b"".join(
        b"<%scfvo%s/>" % (p, xmlscan.set_attributes(b"", {"type": kind, "val": value}))
        for kind, value in scale.thresholds
    )
    colors = b"".join(b'<%scolor rgb="FF%s"/>' % (p, (color or "000000").encode()) for color in scale.colors)
    name = p + scale.kind.encode()
    return b"<%s%s>%s%s</%s>" % (name, xmlscan.set_attributes(b"", values), thresholds, colors, name)


def read(frame: bytes, rule: ConditionalFormat) -> Scale | None:
    """The scale of a rule, None for another kind of rule or one in the sheet's extensions."""
    found = None if rule.extended else _rule(frame, rule.priority)
    if found is None:
        return None
    for element in xmlscan.children(frame, found.body, found.body_end):
        if element.local.decode() in _KINDS:
            return _scale(frame, element)
    return None


def _rule(frame: bytes, priority: int) -> Element | None:
    for block in frames.find_all(frame, "conditionalFormatting"):
        for rule in xmlscan.children(frame, block.body, block.body_end):
            if rule.local == b"cfRule" and xmlscan.whole(rule.get("priority")) == priority:
                return rule
    return None


def _scale(frame: bytes, element: Element) -> Scale:
    inner = list(xmlscan.children(frame, element.body, element.body_end))
    colors = [(e.get("rgb") or "")[-6:].upper() or None for e in inner if e.local == b"color"]
    kind = element.local.decode()
    return Scale(
        kind=kind,
        thresholds=tuple(Threshold(e.get("type") or "", e.get("val")) for e in inner if e.local == b"cfvo"),
        colors=tuple(colors),
        icons=(element.get("iconSet") or "3TrafficLights1") if kind == "iconSet" else None,
        show_value=is_true(element.get("showValue") or "1"),
        reverse=is_true(element.get("reverse")),
    )


def with_priority(frame: bytes, rule: ConditionalFormat, priority: int) -> bytes:
    """The rule, which must not be in the extensions, with another priority; a smaller one wins."""
    found = _rule(frame, rule.priority)
    if found is None:
        raise WorkbookError("wrong_argument", "The sheet has no such conditional format.")
    return xmlscan.with_attributes(frame, found, {"priority": str(priority)})
