"""What a workbook's owner has asked of those who open it: read only, final, shared, sheets as they are.

None of it is a lock: Excel lets whoever wants to work on, or keeps its promise only in its own window. The file
engine keeps every such marking and edits nevertheless, because a buyer's protected lists are there to be filled
in; what is asked is told here, so that a program can tell its user.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from buybook.xlsx import xmlscan

if TYPE_CHECKING:
    from buybook.xlsx.workbook import Workbook

Marking: TypeAlias = Literal["final", "read_only_recommended", "shared", "structure_protected"]

_CUSTOM_PROPERTIES = "docProps/custom.xml"


def read(workbook: Workbook) -> frozenset[Marking]:
    """The markings of a workbook.

    `read_only_recommended`: Excel asks whether to open it for reading only (ECMA-376 18.2.12, fileSharing).
    `final`: its author marked it as final (the custom property `_MarkAsFinal`). `shared`: several people may
    have it open at once, and a log of their changes goes along (18.11). `structure_protected`: Excel adds,
    deletes, renames and moves no sheets (18.2.29, workbookProtection).
    """
    found: set[Marking] = set()
    package, xml = workbook.package, workbook.xml
    if _says(xml, "fileSharing", "readOnlyRecommended"):
        found.add("read_only_recommended")
    if _says(xml, "workbookProtection", "lockStructure"):
        found.add("structure_protected")
    if package.related(workbook.part, "revisionHeaders"):
        found.add("shared")
    if package.has(_CUSTOM_PROPERTIES) and _is_final(package.read_xml(_CUSTOM_PROPERTIES)):
        found.add("final")
    return frozenset(found)


def _says(xml: bytes, local: str, name: str) -> bool:
    tag = next(xmlscan.start_tags(xml, local), None)
    return tag is not None and xmlscan.is_true(xmlscan.attribute(tag[1], name))


def _is_final(properties: bytes) -> bool:
    root = xmlscan.root(properties)
    for element in xmlscan.children(properties, root.body, root.body_end):
        if element.get("name") == "_MarkAsFinal":
            value = next(xmlscan.children(properties, element.body, element.body_end), None)
            return value is not None and xmlscan.is_true(xmlscan.text(properties, value).strip())
    return False
