"""Hyperlinks of a sheet. Addresses outside the workbook stand in the part's relationships.

Links that are set wait (`LinkIndex`) until the part is wanted: bringing each into the part by itself would go
through all links that are there already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from buybook.xlsx import frame as frames
from buybook.xlsx import xmlscan
from buybook.xlsx.cells import Area, area_name, contains, parse_area
from buybook.xlsx.records import Hyperlink
from buybook.xlsx.xmlscan import Element


def relationship_id(element: Element) -> str | None:
    """The relationship that an element names (`r:id`, whatever the prefix)."""
    found = xmlscan.attribute_map(element.attributes)
    return next((value for name, value in found.items() if name.endswith(":id")), None)


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


def element(prefix: bytes, link: Hyperlink, identifier: str | None, namespace: str) -> bytes:
    """A link's element; `identifier` is the relationship with its address, `namespace` that of relationships."""
    values: dict[str, str | None] = {
        "ref": area_name(link.area),
        "location": link.location,
        "tooltip": link.tooltip,
        "display": link.display,
    }
    attributes = xmlscan.set_attributes(b"", values)
    if identifier is not None:
        attributes += b' xmlns:r="%s" r:id="%s"' % (namespace.encode(), identifier.encode())
    return b"<%shyperlink%s/>" % (prefix, attributes)


def change(frame: bytes, gone: Iterable[Area], added: bytes) -> tuple[bytes, set[str]]:
    """Take the links of exactly these areas out and put elements in; also the relationships of the lost ones."""
    areas, lost = set(gone), set[str]()
    found = frames.find(frame, "hyperlinks")
    if found is None:
        return (frames.put_in_list(frame, "hyperlinks", added), lost) if added else (frame, lost)
    pieces, position = [], found.body
    for item in xmlscan.children(frame, found.body, found.body_end) if areas else ():
        if parse_area(item.get("ref") or "") in areas:
            pieces.append(frame[position : item.start])
            position = item.end
            lost |= {identifier} if (identifier := relationship_id(item)) else set()
    pieces += [frame[position : found.body_end], added]
    content = b"".join(pieces)
    if found.body == found.end:
        return (xmlscan.with_child(frame, found, added), lost) if added else (frame, lost)
    if b"<" not in content:
        return frames.cut(frame, found), lost
    return frame[: found.body] + content + frame[found.body_end :], lost


class LinkIndex:
    """The links of a sheet by their cells, as they are in the part and as they are to be."""

    def __init__(self, links: Iterable[Hyperlink]) -> None:
        self.waiting: dict[tuple[int, int], Hyperlink | None] = {}  # None: to be taken away
        self._wide: list[Hyperlink] = []
        self._written: dict[tuple[int, int], Hyperlink] = {}
        for link in links:
            if link.area[:2] == link.area[2:]:
                self._written.setdefault(link.area[:2], link)
            else:
                self._wide.append(link)

    def find(self, row: int, column: int) -> Hyperlink | None:
        """The link of a cell: its own, else that of an area around it."""
        cell = (row, column)
        own = self.waiting[cell] if cell in self.waiting else self._written.get(cell)
        return own or next((link for link in self._wide if contains(link.area, row, column)), None)

    def is_written(self, row: int, column: int) -> bool:
        """Whether the part holds a link of the cell's own."""
        return (row, column) in self._written
