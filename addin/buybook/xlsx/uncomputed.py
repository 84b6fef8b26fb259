"""A note in the package of what was changed since Excel last computed it.

`fullCalcOnLoad` tells that results are old, not which. The note keeps the cells that were changed, so that who
opens the file with this layer is not given old results as true. It is a part of its own that no other program
knows; Excel leaves such parts out when it saves, which is when it has computed everything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from buybook.xlsx import xmlscan
from buybook.xlsx.cells import Area, areas_name, parse_areas
from buybook.xlsx.package import Package

PART: Final = "xl/uncomputed.xml"
TYPE: Final = "application/vnd.buybook.uncomputed+xml"
RELATIONSHIP: Final = "urn:buybook:uncomputed"
_NAMESPACE: Final = b"urn:buybook:uncomputed"


@dataclass
class Changes:
    """What was changed: cells by sheet part, names, and whether sheets were added, deleted or renamed."""

    cells: dict[str, list[Area]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    sheets: bool = False

    def __bool__(self) -> bool:
        return bool(self.cells or self.names or self.sheets)


def read(package: Package) -> Changes:
    """The note of a package; nothing when it has none."""
    changes = Changes()
    if not package.has(PART):
        return changes
    xml = package.read_xml(PART)
    root = xmlscan.root(xml)
    for element in xmlscan.children(xml, root.body, root.body_end):
        if element.local == b"cells":
            areas = parse_areas(element.get("ref") or "")
            changes.cells.setdefault(element.get("part") or "", []).extend(areas)
        elif element.local == b"name":
            changes.names.add(element.get("name") or "")
        elif element.local == b"sheets":
            changes.sheets = True
    return changes


def write(package: Package, workbook_part: str, changes: Changes) -> None:
    """Put the note into a package, in the place of the one that was there."""
    items = [
        b'<cells part="%s" ref="%s"/>'
        % (xmlscan.escape(part, quote=True), xmlscan.escape(areas_name(tuple(areas)), quote=True))
        for part, areas in sorted(changes.cells.items())
        if areas
    ]
    items += [b'<name name="%s"/>' % xmlscan.escape(name, quote=True) for name in sorted(changes.names)]
    items += [b"<sheets/>"] if changes.sheets else []
    xml = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<uncomputed xmlns="%s">%s</uncomputed>'
        % (
            _NAMESPACE,
            b"".join(items),
        )
    )
    if package.has(PART):
        package.write(PART, xml)
        return
    package.add(PART, xml, TYPE)
    package.add_relationship(workbook_part, RELATIONSHIP, PART)
