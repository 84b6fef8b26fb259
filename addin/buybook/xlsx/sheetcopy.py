"""Copying a sheet within its workbook: every part that belongs to it, with formulas that point at the copy.

As in Excel, a formula that names its own sheet names the copy afterwards, tables get new names, and names that
refer to the sheet get a twin that belongs to the copy. Pictures are shared; all other parts are copied.
"""

from __future__ import annotations

import posixpath
import re
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from buybook.xlsx import frame as frames
from buybook.xlsx import structure, xmlscan
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.package import Package, relationships_part
from buybook.xlsx.records import Relationship
from buybook.xlsx.references import point_at_copy
from buybook.xlsx.structure_changes import Change, tag, with_tag_attributes
from buybook.xlsx.structuredrefs import rename_table_in_formula

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet

_SHARED: Final = frozenset({"audio", "hdphoto", "image", "media", "model3d", "theme", "video"})
_REFUSED: Final = {
    "control": "form controls",
    "ctrlprop": "form controls",
    "oleobject": "embedded objects",
    "package": "embedded objects",
    "pivottable": "a pivot table",
    "slicer": "slicers",
    "tablesinglecells": "cells connected to XML data",
    "timeline": "timelines",
}
"""What hangs on a sheet and exists once: Excel tells two of them apart in ways that a copy would blur."""

_NUMBER: Final = re.compile(r"\d*(?=\.[^./]*\Z)")
_RELATIONSHIP: Final = tag("Relationship")
_UNIQUE: Final = re.compile(
    rb'(\bxr\d*:uid="\{|\s(?:id|parentId|mentionId)="\{|>tc=\{)([0-9A-Fa-f-]{36})(?=\})'
)
_TWIN: Final = uuid.UUID("6f0c4a0e-52a5-4c5e-9d55-0d7b1f8f3c11")


def copy_parts(sheet: Sheet, name: str) -> str:
    """Copy the part of a sheet and all parts that it relates to; gives the new sheet's part.

    `name` is the name of the copy. WorkbookError `unsupported`, and nothing is copied, when the sheet has
    something that cannot be there twice.
    """
    _refuse_unique(sheet)
    return _Copying(sheet, name).sheet_part()


def copied_formula(sheet: Sheet, name: str) -> Callable[[str], str]:
    """What becomes of a formula in the copy of a sheet that gets that name."""
    old, tables = sheet.name, _twins(sheet)

    def change(formula: str) -> str:
        formula = point_at_copy(formula, old, name)
        for table, twin in tables.items():
            formula = rename_table_in_formula(formula, table, twin)
        return formula

    return change


def _twins(sheet: Sheet) -> dict[str, str]:
    """The names of the copies of tables: the table's with the first number from 2 on that nothing else has."""
    twins: dict[str, str] = {}
    for table in sheet.tables:
        number = 2
        while (twin := f"{table.name}{number}") in twins.values() or sheet.workbook.is_name_taken(twin):
            number += 1
        twins[table.name] = twin
    return twins


def _refuse_unique(sheet: Sheet) -> None:
    package = sheet.workbook.package

    def refuse(what: str) -> None:
        raise WorkbookError("unsupported", f"The sheet {sheet.name} cannot be copied, because it has {what}.")

    for relationship in package.relationships(sheet.part):
        kind = relationship.kind.lower()
        if kind in _REFUSED and not relationship.external:
            refuse(_REFUSED[kind])
        if not relationship.external and not structure.is_known(kind):
            refuse(f"something that Buybook does not know ({kind})")
    if any(package.related(table.part, "queryTable") for table in sheet.tables):
        refuse("a table that is filled by a query")


class _Copying:
    """One copy of one sheet in the making."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet = sheet
        self._package: Package = sheet.workbook.package
        self._formula = copied_formula(sheet, name)
        self._change = Change(sheet.name, own_sheet=sheet.name, text=self._formula)
        self._copies: dict[str, str] = {}
        self._table_id = max((table.id for table in sheet.workbook.tables), default=0)

    def sheet_part(self) -> str:
        return self._part(self._sheet.part, "worksheet")

    def _part(self, old: str, kind: str) -> str:
        if old in self._copies:
            return self._copies[old]
        package, content_type = self._package, self._package.content_type(old) or ""
        pattern = _NUMBER.sub("{}", old.replace("{", "{{").replace("}", "}}"), count=1)
        new = self._copies[old] = package.free_name(pattern)
        content = package.read(old)
        if content_type.endswith(("xml", "vmlDrawing")):
            content = self._rewritten(package.read_xml(old), kind, content_type)
        package.add(new, content, content_type)
        self._relate(old, new)
        return new

    def _rewritten(self, xml: bytes, kind: str, content_type: str) -> bytes:
        rewrite = structure.rewrite_of(kind, content_type)
        if rewrite is not None:
            xml = rewrite(xml, self._change)
        if kind == "worksheet":
            xml = _without_identity(xml)
        if kind == "table":
            xml = self._renamed_table(xml)
        if kind in ("worksheet", "table", "comments", "threadedcomment"):
            xml = _UNIQUE.sub(self._twin, xml)
        return xml

    def _twin(self, match: re.Match[bytes]) -> bytes:
        seed = match[2].decode().lower() + self._copies[self._sheet.part]
        return match[1] + str(uuid.uuid5(_TWIN, seed)).upper().encode()

    def _renamed_table(self, xml: bytes) -> bytes:
        self._table_id += 1
        root = xmlscan.root(xml)
        name = self._formula(root.get("displayName") or root.get("name") or "")
        return xmlscan.with_attributes(
            xml, root, {"id": str(self._table_id), "name": name, "displayName": name}
        )

    def _relate(self, old: str, new: str) -> None:
        """Give the copy of a part relationships with the same ids, to copies of what the part relates to."""
        package, name = self._package, relationships_part(old)
        if not package.has(name):
            return
        known = {relationship.id: relationship for relationship in package.relationships(old)}
        folder = posixpath.dirname(new)

        def relationship(match: re.Match[bytes]) -> bytes:
            found = known[xmlscan.attribute(match[3], "Id") or ""]
            target = self._target(found)
            if target is None:
                return match[0]
            written = quote(posixpath.relpath("/" + target, "/" + folder))
            return with_tag_attributes(match, {"Target": written})

        xml = _RELATIONSHIP.sub(relationship, package.read_xml(name))
        xml = structure.change_links(xml, self._change)
        package.add(relationships_part(new), xml, package.content_type(name) or "")

    def _target(self, found: Relationship) -> str | None:
        """The part that the copy relates to; None where that is no part of the package."""
        if found.external or not self._package.has(found.target):
            return None
        kind = found.kind.lower()
        return found.target if kind in _SHARED else self._part(found.target, kind)


def _without_identity(xml: bytes) -> bytes:
    """A copy is not in front with the original, and a macro's module belongs to the original alone."""
    for view in frames.items(xml, "sheetViews"):
        if view.get("tabSelected") is not None:
            return _without_identity(xmlscan.with_attributes(xml, view, {"tabSelected": None}))
    properties = frames.find(xml, "sheetPr")
    if properties is None or properties.get("codeName") is None:
        return xml
    return xmlscan.with_attributes(xml, properties, {"codeName": None})
