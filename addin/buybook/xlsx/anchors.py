"""Where a drawing's object stands: between two cells, from one cell on, or at a place of its own.

Offsets and sizes are in English Metric Units, 12,700 to a point; rows and columns count from 0 here, as in the
part (ECMA-376 20.5.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from buybook.xlsx import xmlscan
from buybook.xlsx.xmlscan import Element

EMU: Final = 12_700  # in a point


@dataclass(frozen=True, slots=True)
class Corner:
    """A place within a cell."""

    column: int
    x: int
    row: int
    y: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """An object's place. With `end` it is stretched between two cells, else it has a `size`.

    Without `start` it stands at `position` on the sheet, whatever becomes of the cells.
    """

    start: Corner | None
    end: Corner | None
    size: tuple[int, int] | None
    position: tuple[int, int] | None


def _number(xml: bytes, element: Element, local: str) -> int:
    found = xmlscan.child(xml, local, element.body, element.body_end)
    return 0 if found is None else int(float(xmlscan.text(xml, found).strip() or 0))


def _corner(xml: bytes, element: Element | None) -> Corner | None:
    if element is None:
        return None
    names = ("col", "colOff", "row", "rowOff")
    return Corner(*(_number(xml, element, name) for name in names))


def _pair(element: Element | None, first: str, second: str) -> tuple[int, int] | None:
    if element is None:
        return None
    return int(float(element.get(first) or 0)), int(float(element.get(second) or 0))


def read(xml: bytes, anchor: Element) -> Anchor:
    """The place that an anchor element tells."""
    parts = {e.local.decode(): e for e in xmlscan.children(xml, anchor.body, anchor.body_end)}
    start, end = _corner(xml, parts.get("from")), _corner(xml, parts.get("to"))
    size = None if end is not None else _pair(parts.get("ext"), "cx", "cy") or (0, 0)
    position = None if start is not None else _pair(parts.get("pos"), "x", "y") or (0, 0)
    return Anchor(start, end, size, position)


def _written(name: bytes, corner: Corner) -> bytes:
    p = xmlscan.prefix_of(name)
    inner = b"".join(
        b"<%s%s>%d</%s%s>" % (p, local, number, p, local)
        for local, number in (
            (b"col", corner.column),
            (b"colOff", corner.x),
            (b"row", corner.row),
            (b"rowOff", corner.y),
        )
    )
    return b"<%s>%s</%s>" % (name, inner, name)


def write(xml: bytes, anchor: Element, place: Anchor) -> bytes:
    """The part with an anchor element telling another place of the same kind."""
    for element in reversed(list(xmlscan.children(xml, anchor.body, anchor.body_end))):
        written = None
        if element.local == b"from" and place.start is not None:
            written = _written(element.name, place.start)
        elif element.local == b"to" and place.end is not None:
            written = _written(element.name, place.end)
        elif element.local == b"ext" and place.size is not None:
            values: dict[str, str | None] = {"cx": str(place.size[0]), "cy": str(place.size[1])}
            xml = xmlscan.with_attributes(xml, element, values)
        elif element.local == b"pos" and place.position is not None:
            values = {"x": str(place.position[0]), "y": str(place.position[1])}
            xml = xmlscan.with_attributes(xml, element, values)
        if written is not None:
            xml = xml[: element.start] + written + xml[element.end :]
    return xml
