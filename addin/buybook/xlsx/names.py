"""Defined names, and the order of a workbook part's elements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from buybook.xlsx import xmlscan
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.records import DefinedName
from buybook.xlsx.xmlscan import Element, is_true

ORDER: Final = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets",
    "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews",
    "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr",
    "webPublishObjects", "extLst",
)  # fmt: skip
_VALID = re.compile(r"[^\W\d][\w.]*\Z|_xlnm\.\w+\Z|\\[\w.]*\Z")
_LOOKS_LIKE_CELL = re.compile(r"(?:[A-Za-z]{1,3}[0-9]+|[Rr]?[0-9]*[Cc]?[0-9]*)\Z")


def _elements(xml: bytes) -> list[Element]:
    root = xmlscan.root(xml)
    found = xmlscan.child(xml, "definedNames", root.body, root.body_end)
    return [] if found is None else list(xmlscan.children(xml, found.body, found.body_end))


def _scope(element: Element, sheets: Sequence[str]) -> str | None:
    written = element.get("localSheetId")
    if written is None or not written.isdigit() or int(written) >= len(sheets):
        return None
    return sheets[int(written)]


def read(xml: bytes, sheets: Sequence[str]) -> list[DefinedName]:
    """The names in a workbook part; `sheets` are the names of all its sheets, in their order."""
    return [
        DefinedName(
            element.get("name") or "",
            xmlscan.text(xml, element),
            _scope(element, sheets),
            is_true(element.get("hidden")),
        )
        for element in _elements(xml)
    ]


def _find(xml: bytes, sheets: Sequence[str], name: str, scope: str | None) -> Element | None:
    return next(
        (
            element
            for element in _elements(xml)
            if (element.get("name") or "").casefold() == name.casefold() and _scope(element, sheets) == scope
        ),
        None,
    )


def write(
    xml: bytes, sheets: Sequence[str], name: str, refers_to: str, scope: str | None, *, hidden: bool = False
) -> bytes:
    """Define a name, or let it refer to something else."""
    if not _VALID.match(name) or _LOOKS_LIKE_CELL.match(name) or len(name) > 255:
        raise WorkbookError("wrong_argument", f"{name!r} cannot be the name of cells.")
    content = xmlscan.escape(refers_to.removeprefix("="))
    existing = _find(xml, sheets, name, scope)
    if existing is not None:
        if existing.body == existing.end:
            return xmlscan.with_child(xml, existing, content)
        return xml[: existing.body] + content + xml[existing.body_end :]
    root = xmlscan.root(xml)
    p = xmlscan.prefix_of(root.name)
    values: dict[str, str | None] = {
        "name": name,
        "localSheetId": None if scope is None else str(list(sheets).index(scope)),
        "hidden": "1" if hidden else None,
    }
    element = b"<%sdefinedName%s>%s</%sdefinedName>" % (p, xmlscan.set_attributes(b"", values), content, p)
    container = xmlscan.child(xml, "definedNames", root.body, root.body_end)
    if container is not None:
        return xmlscan.with_child(xml, container, element)
    return xmlscan.put_in_order(
        xml, ORDER, "definedNames", b"<%sdefinedNames>%s</%sdefinedNames>" % (p, element, p)
    )


def remove(xml: bytes, sheets: Sequence[str], name: str, scope: str | None) -> bytes:
    """Delete a name; nothing happens when there is none."""
    element = _find(xml, sheets, name, scope)
    if element is None:
        return xml
    xml = xml[: element.start] + xml[element.end :]
    root = xmlscan.root(xml)
    container = xmlscan.child(xml, "definedNames", root.body, root.body_end)
    if container is not None and not _elements(xml):
        xml = xml[: container.start] + xml[container.end :]
    return xml
