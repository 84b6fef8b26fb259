"""The columns of a table when columns of the sheet are inserted or deleted across it."""

from __future__ import annotations

import re

from buybook.xlsx.addresses import Area, Shift, Unshiftable
from buybook.xlsx.structure_changes import element, tag, with_tag_attributes
from buybook.xlsx.xmlscan import attribute, set_attributes, whole

_COLUMNS = tag("tableColumns")
_COLUMN = element("tableColumn")
_BOUND = re.compile(rb"\s(?:queryTableFieldId|uniqueName)\s*=|<(?:[\w.-]+:)?xmlColumnPr[\s/>]")


def change_columns(xml: bytes, area: Area, shift: Shift, name: str) -> bytes:
    """Return a table part with new columns (`Column1`, ...) or without the deleted ones.

    Unshiftable for a table whose columns belong to a query or to XML data.
    """
    if _BOUND.search(xml):
        raise Unshiftable("table_columns", f"the columns of the table {name} come from a query or XML data")
    if shift.count < 0:
        return _without(xml, deleted_places(area, shift))
    return _with_new(xml, shift.at - area.along("columns")[0], shift.count)


def inserted_columns(area: Area, shift: Shift) -> range:
    """The sheet's columns that an insertion within a table of that area (before it) adds to the table."""
    left, last = area.along("columns")
    inside = shift.axis == "columns" and shift.count > 0 and left < shift.at <= last and shift.covers(area)
    return range(shift.at, shift.at + shift.count) if inside else range(0)


def deleted_places(area: Area, shift: Shift) -> range:
    """Which columns of a table of that area, counted from 0, a deletion takes."""
    left, last = area.along("columns")
    if shift.axis == "rows" or shift.count > 0 or not shift.covers(area):
        return range(0)
    return range(max(0, shift.at - left), min(last + 1, shift.first_kept) - left)


def _without(xml: bytes, gone: range) -> bytes:
    place = -1

    def column(match: re.Match[bytes]) -> bytes:
        nonlocal place
        place += 1
        return b"" if place in gone else match[0]

    return _counted(_COLUMN.sub(column, xml))


def _with_new(xml: bytes, place: int, count: int) -> bytes:
    columns = list(_COLUMN.finditer(xml))
    number = max(whole(attribute(column[3], "id")) for column in columns)
    taken = {(attribute(column[3], "name") or "").casefold() for column in columns}
    written, suffix = b"", 1
    for step in range(1, count + 1):
        while f"column{suffix}" in taken:
            suffix += 1
        taken.add(f"column{suffix}")
        values: dict[str, str | None] = {"id": str(number + step), "name": f"Column{suffix}"}
        written += b"<%stableColumn%s/>" % (columns[0][1], set_attributes(b"", values))
    at = columns[place].start()
    return _counted(xml[:at] + written + xml[at:])


def _counted(xml: bytes) -> bytes:
    count = str(sum(1 for _ in _COLUMN.finditer(xml)))
    return _COLUMNS.sub(lambda match: with_tag_attributes(match, {"count": count}), xml, count=1)
