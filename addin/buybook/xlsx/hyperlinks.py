"""Hyperlinks of a sheet. Addresses outside the workbook stand in the part's relationships."""

from __future__ import annotations

import re
from collections.abc import Mapping

from buybook.xlsx import frame as frames
from buybook.xlsx import xmlscan
from buybook.xlsx.cells import Area, area_name, parse_area
from buybook.xlsx.records import Hyperlink
from buybook.xlsx.xmlscan import Element

_COVERS_SEVERAL = re.compile(rb"""\bref\s*=\s*["'][^"':]*:""")


def relationship_id(element: Element) -> str | None:
    """The relationship that an element names (`r:id`, whatever the prefix)."""
    found = xmlscan.attribute_map(element.attributes)
    return next((value for name, value in found.items() if name.endswith(":id")), None)


def may_hold(frame: bytes, row: int, column: int) -> bool:
    """Tell at a glance whether a cell may have a link: it is named, or some link covers several cells."""
    found = frames.find(frame, "hyperlinks")
    if found is None:
        return False
    content = xmlscan.body(frame, found)
    cell = area_name((row, column, row, column)).encode()
    return cell in content or _COVERS_SEVERAL.search(content) is not None


def read(frame: bytes, targets: Mapping[str, str]) -> list[Hyperlink]:
    """All links of a sheet; `targets` are the addresses by relationship."""
    found = []
    for item in frames.items(frame, "hyperlinks"):
        identifier = relationship_id(item)
        found.append(
            Hyperlink(
                parse_area(item.get("ref") or ""),
                None if identifier is None else targets.get(identifier),
                item.get("location"),
                item.get("tooltip"),
                item.get("display"),
            )
        )
    return found


def add(frame: bytes, link: Hyperlink, identifier: str | None, namespace: str) -> bytes:
    """Add a link; `identifier` is the relationship with its address, `namespace` that of relationships."""
    values: dict[str, str | None] = {
        "ref": area_name(link.area),
        "location": link.location,
        "tooltip": link.tooltip,
        "display": link.display,
    }
    attributes = xmlscan.set_attributes(b"", values)
    if identifier is not None:
        attributes += b' xmlns:r="%s" r:id="%s"' % (namespace.encode(), identifier.encode())
    return frames.put_in_list(frame, "hyperlinks", b"<%shyperlink%s/>" % (frames.prefix(frame), attributes))


def remove(frame: bytes, area: Area) -> tuple[bytes, str | None]:
    """Take the link of exactly that area out; also gives the relationship that it named."""
    for item in frames.items(frame, "hyperlinks"):
        if parse_area(item.get("ref") or "") == area:
            return frames.cut_from_list(frame, "hyperlinks", item), relationship_id(item)
    return frame, None
