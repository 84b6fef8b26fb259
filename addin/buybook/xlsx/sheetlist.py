"""The list of sheets in a workbook part, and what counts sheets by their place in it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from buybook.xlsx import xmlscan
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.hyperlinks import relationship_id
from buybook.xlsx.names import ORDER
from buybook.xlsx.records import Relationship
from buybook.xlsx.xmlscan import Element

MAX_NAME = 31  # characters
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class SheetEntry(NamedTuple):
    """One sheet as the workbook lists it; `kind` is that of its relationship (`worksheet`, `chartsheet`)."""

    name: str
    state: str
    part: str
    kind: str
    identifier: str


def _elements(xml: bytes) -> list[Element]:
    root = xmlscan.root(xml)
    found = xmlscan.child(xml, "sheets", root.body, root.body_end)
    if found is None:
        raise WorkbookError("damaged", "The workbook does not say which sheets it has.")
    return [
        element for element in xmlscan.children(xml, found.body, found.body_end) if element.local == b"sheet"
    ]


def read(xml: bytes, relationships: Sequence[Relationship]) -> list[SheetEntry]:
    """All sheets in the order of their tabs, chart sheets too."""
    known = {item.id: item for item in relationships}
    entries: list[SheetEntry] = []
    parts: set[str] = set()
    for element in _elements(xml):
        identifier = relationship_id(element) or ""
        target = known.get(identifier)
        if target is not None and target.target.lower() in parts:
            raise WorkbookError("damaged", f"Two sheets of the workbook are the same part, {target.target}.")
        if target is not None:
            parts.add(target.target.lower())
        entries.append(
            SheetEntry(
                element.get("name") or "",
                element.get("state") or "visible",
                "" if target is None else target.target,
                "" if target is None else target.kind,
                identifier,
            )
        )
    return entries


def check_name(name: str, taken: Sequence[str]) -> None:
    """Refuse a name that Excel would refuse."""
    if (
        not name.strip()
        or len(name) > MAX_NAME
        or _FORBIDDEN.search(name)
        or name[0] == "'"
        or name[-1] == "'"
    ):
        raise WorkbookError("wrong_argument", f"{name!r} cannot be the name of a sheet.")
    if name.casefold() in {other.casefold() for other in taken}:
        raise WorkbookError("wrong_argument", f"There is a sheet named {name!r} already.")


def name_of_copy(name: str, taken: Sequence[str]) -> str:
    """The name that Excel gives a sheet's copy: `Orders (2)`."""
    known = {other.casefold() for other in taken}
    base = re.sub(r" \(\d+\)\Z", "", name) or name
    for number in itertools.count(2):
        ending = f" ({number})"
        copy = base[: MAX_NAME - len(ending)] + ending
        if copy.casefold() not in known:
            break
    return copy


def insert(xml: bytes, place: int, name: str, identifier: str, namespace: str) -> bytes:
    """List a new sheet at a place, counted from 0; what counts sheets by place is counted anew."""
    elements = _elements(xml)
    declared = _declared_prefix(xml, namespace)
    number = max((xmlscan.whole(element.get("sheetId")) for element in elements), default=0) + 1
    values: dict[str, str | None] = {
        "name": name,
        "sheetId": str(number),
        "xmlns:r": None if declared else namespace,
        f"{declared or 'r'}:id": identifier,
    }
    prefix = xmlscan.prefix_of(xmlscan.root(xml).name)
    written = b"<%ssheet%s/>" % (prefix, xmlscan.set_attributes(b"", values))
    at = elements[place - 1].end if place else elements[0].start
    front = active(xml)
    xml = xml[:at] + written + xml[at:]
    if place < len(elements):
        xml = _renumbered(xml, "definedName", "localSheetId", place)
        xml = _renumbered(xml, "workbookView", "firstSheet", place)
    if place <= front:
        xml = set_active(xml, front + 1)
    return xml


def _declared_prefix(xml: bytes, namespace: str) -> str | None:
    """The prefix that the root declares for a namespace, unless the list of sheets declares any itself."""
    root = xmlscan.root(xml)
    sheets = xmlscan.child(xml, "sheets", root.body, root.body_end)
    if sheets is None or b"xmlns" in sheets.attributes:
        return None
    known = xmlscan.attribute_map(root.attributes)
    return next(
        (name[6:] for name, value in known.items() if name.startswith("xmlns:") and value == namespace), None
    )


def _renumbered(xml: bytes, local: str, name: str, place: int) -> bytes:
    for tag in reversed(list(xmlscan.start_tags(xml, local))):
        written = xmlscan.attribute(tag[1], name)
        if written is not None and xmlscan.whole(written) >= place:
            changed = xmlscan.set_attributes(tag[1], {name: str(xmlscan.whole(written) + 1)})
            xml = xml[: tag.start(1)] + changed + xml[tag.end(1) :]
    return xml


def set_state(xml: bytes, place: int, state: str) -> bytes:
    """Show or hide the sheet at a place."""
    return xmlscan.with_attributes(
        xml, _elements(xml)[place], {"state": None if state == "visible" else state}
    )


def active(xml: bytes) -> int:
    """The place of the sheet that is in front when the workbook is opened."""
    view = next(xmlscan.start_tags(xml, "workbookView"), None)
    written = None if view is None else xmlscan.attribute(view[1], "activeTab")
    return max(0, xmlscan.whole(written))


def set_active(xml: bytes, place: int) -> bytes:
    """Put the sheet at a place in front."""
    view = next(xmlscan.start_tags(xml, "workbookView"), None)
    if view is not None:
        changed = xmlscan.set_attributes(view[1].rstrip(), {"activeTab": str(place)})
        return xml[: view.start(1)] + changed + xml[view.end(1) :]
    p = xmlscan.prefix_of(xmlscan.root(xml).name)
    element = b'<%sbookViews><%sworkbookView activeTab="%d"/></%sbookViews>' % (p, p, place, p)
    return xmlscan.put_in_order(xml, ORDER, "bookViews", element)
