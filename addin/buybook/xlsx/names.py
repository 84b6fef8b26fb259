"""Defined names, and the order of a workbook part's elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from buybook.xlsx import xmlscan
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.formulacheck import check_formula
from buybook.xlsx.records import DefinedName
from buybook.xlsx.references import names_sheet
from buybook.xlsx.thisrow import stored_reference
from buybook.xlsx.xmlscan import Element, is_true

ORDER: Final = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets",
    "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews",
    "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr",
    "webPublishObjects", "extLst",
)  # fmt: skip
_VALID = re.compile(r"[^\W\d][\w.]*\Z|_xlnm\.\w+\Z|\\[\w.]*\Z")
BUILT_IN: Final = "_xlnm."  # the prefix of Print_Area and its like
TRUTHS: Final = frozenset({"TRUE", "FALSE"})
_LOOKS_LIKE_CELL = re.compile(r"(?:[A-Za-z]{1,3}[0-9]+|[Rr]?[0-9]*[Cc]?[0-9]*)\Z")


def _elements(xml: bytes) -> list[Element]:
    root = xmlscan.root(xml)
    found = xmlscan.child(xml, "definedNames", root.body, root.body_end)
    return [] if found is None else list(xmlscan.children(xml, found.body, found.body_end))


def _scope(element: Element, sheets: Sequence[str]) -> str | None:
    written = element.get("localSheetId")
    if written is None or not 0 <= xmlscan.whole(written) < len(sheets):
        return None
    return sheets[xmlscan.whole(written)]


def read(xml: bytes, sheets: Sequence[str]) -> list[DefinedName]:
    """The names in a workbook part; `sheets` are the names of all its sheets, in their order."""
    return [_record(xml, element, sheets) for element in _elements(xml)]


def last(xml: bytes, sheets: Sequence[str]) -> DefinedName:
    """The name at the end of the list in a workbook part that has some."""
    found = xmlscan.single(xml, "definedNames")
    prefix = xmlscan.prefix_of(xmlscan.root(xml).name)  # as `write` has it
    start = xml.rfind(b"<%sdefinedName " % prefix)
    if found is None or start < found.body:
        raise WorkbookError("damaged", "The workbook has no list of names.")
    return _record(xml, next(xmlscan.children(xml, start, found.body_end)), sheets)


def _record(xml: bytes, element: Element, sheets: Sequence[str]) -> DefinedName:
    return DefinedName(
        element.get("name") or "",
        xmlscan.text(xml, element),
        _scope(element, sheets),
        is_true(element.get("hidden")),
    )


class NameIndex:
    """The names of a workbook part by their words."""

    def __init__(self, names: Iterable[DefinedName]) -> None:
        self.all: list[DefinedName] = []
        self._called: dict[str, list[DefinedName]] = {}
        for name in names:
            self.add(name)

    def add(self, name: DefinedName) -> None:
        """Take in a name that the part got at the end of its list."""
        self.all.append(name)
        self._called.setdefault(_bare(name.name), []).append(name)

    def called(self, name: str) -> list[DefinedName]:
        """The names so called, that of the workbook and those of sheets; neither case nor `_xlnm.` counts."""
        return self._called.get(_bare(name), [])

    def find(self, name: str, scope: str | None) -> DefinedName | None:
        """The first name so called that belongs to exactly that sheet (None: to the workbook)."""
        wanted = name.casefold(), scope
        return next((n for n in self.called(name) if (n.name.casefold(), n.scope) == wanted), None)


def _bare(name: str) -> str:
    return name.casefold().removeprefix(BUILT_IN)


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
    xml: bytes,
    sheets: Sequence[str],
    name: str,
    refers_to: str,
    scope: str | None,
    *,
    hidden: bool = False,
    new: bool = False,
) -> bytes:
    """Define a name, or let it refer to something else. `new`: the caller knows that there is none so far."""
    is_valid = _VALID.match(name) and not _LOOKS_LIKE_CELL.match(name) and name.upper() not in TRUTHS
    if not is_valid or len(name) > 255:
        raise WorkbookError("wrong_argument", f"{name!r} cannot be the name of cells.")
    refers_to = stored_reference(refers_to, None)
    check_formula(refers_to)
    content = xmlscan.escape(refers_to.removeprefix("="))
    existing = None if new else _find(xml, sheets, name, scope)
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
    container = xmlscan.single(xml, "definedNames")
    if container is not None:
        return xmlscan.with_child(xml, container, element)
    return xmlscan.put_in_order(
        xml, ORDER, "definedNames", b"<%sdefinedNames>%s</%sdefinedNames>" % (p, element, p)
    )


def copy_scope(
    xml: bytes, sheets: Sequence[str], source: str, copy: str, text: Callable[[str], str]
) -> bytes:
    """Give the copy of a sheet its own names: those of the sheet, and those that refer to it.

    `text` makes the copy's formula of a name's. Both sheets are listed in `sheets` already.
    """
    place = str(list(sheets).index(copy))
    own = {(e.get("name") or "").casefold() for e in _elements(xml) if _scope(e, sheets) == source}
    written = b""
    for element in _elements(xml):
        name, formula = (element.get("name") or "").casefold(), xmlscan.text(xml, element)
        scope = _scope(element, sheets)
        is_shared = scope is None and name not in own and names_sheet(formula, source)
        if scope == source or (is_shared and not _is_macro(element)):
            values = xmlscan.set_attributes(element.attributes.rstrip(), {"localSheetId": place})
            content = xmlscan.escape(text(formula))
            written += b"<%s%s>%s</%s>" % (element.name, values, content, element.name)
    root = xmlscan.root(xml)
    container = xmlscan.child(xml, "definedNames", root.body, root.body_end)
    return xml if container is None or not written else xmlscan.with_child(xml, container, written)


def _is_macro(element: Element) -> bool:
    return any(is_true(element.get(kind)) for kind in ("function", "vbProcedure", "xlm"))


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
