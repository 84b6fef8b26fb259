"""The styles part as lists of elements that only ever grow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from buybook.xlsx import xmlscan
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.xmlscan import Element

_ORDER: Final = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)  # fmt: skip
MAX_XFS: Final = 65_490  # cell formats in a workbook, Excel's limit
_FIRST_ITEMS: Final = {
    "fonts": b'<%sfont><%ssz val="11"/><%sname val="Calibri"/><%sfamily val="2"/></%sfont>',
    "fills": b'<%sfill><%spatternFill patternType="none"/></%sfill>'
    b'<%sfill><%spatternFill patternType="gray125"/></%sfill>',
    "borders": b"<%sborder/>",
    "cellStyleXfs": b'<%sxf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "cellXfs": b'<%sxf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
}
_USED_BY: Final = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}
_NAMED_FORMAT: Final = re.compile(rb"""\ss(?:tyle)?=["']([0-9]{1,5})["']""")  # of a cell, a row or a column
MINIMAL: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class StyleSheet:
    """The elements of `fonts`, `fills`, `cellXfs` and so on. New ones are kept aside until asked for."""

    def __init__(self, xml: bytes) -> None:
        self._xml = xml
        self._root = xmlscan.root(xml)
        self.prefix = xmlscan.prefix_of(self._root.name)
        self._lists: dict[str, list[bytes]] = {}
        self._places: dict[str, dict[bytes, int]] = {}
        self._known: dict[str, int] = {}
        self._named: dict[str, frozenset[int]] = {}
        for local in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs", "numFmts"):
            self._read(local)

    def _container(self, local: str) -> Element | None:
        return xmlscan.child(self._xml, local, self._root.body, self._root.body_end)

    def _read(self, local: str) -> None:
        container = self._container(local)
        found: list[bytes] = []
        if container is not None:
            for element in xmlscan.children(self._xml, container.body, container.body_end):
                found += (
                    self._alternatives(element)
                    if element.local == b"AlternateContent"
                    else [self._raw(element)]
                )
        self._lists[local] = found
        self._known[local] = len(found)
        self._places[local] = {}
        for place, raw in enumerate(found):
            self._places[local].setdefault(raw, place)

    def _raw(self, element: Element) -> bytes:
        return self._xml[element.start : element.end]

    def _alternatives(self, element: Element) -> list[bytes]:
        """What a reader that knows none of the extensions takes: the fallback."""
        fallback = xmlscan.child(self._xml, "Fallback", element.body, element.body_end)
        if fallback is None:
            return []
        return [self._raw(inner) for inner in xmlscan.children(self._xml, fallback.body, fallback.body_end)]

    def items(self, local: str) -> list[bytes]:
        """The elements of a list, those just added too."""
        return self._lists[local]

    def top(self, local: str) -> bytes | None:
        """The bytes of an element directly within the part, such as `colors`."""
        found = self._container(local)
        return None if found is None else self._raw(found)

    def place(self, local: str, raw: bytes) -> int:
        """The place of an element in its list; it is added when there is no equal one.

        A place beyond the list's end that a broken cell format names is passed over, so that no cell gets what
        is added now.
        """
        self.seed(local)
        known = self._places[local]
        if raw not in known:
            items = self._lists[local]
            if local == "cellXfs" and len(items) >= MAX_XFS:
                raise WorkbookError("unsupported", "The workbook has as many cell formats as Excel allows.")
            while len(items) in self._named_places(local):
                items.append(items[0])
            known[raw] = len(items)
            items.append(raw)
        return known[raw]

    def first(self, local: str) -> bytes:
        """The first element of a list, or what Excel takes for granted where the list is missing."""
        items = self._lists[local]
        return items[0] if items else self._defaults(local)[0]

    def _defaults(self, local: str) -> list[bytes]:
        written = _FIRST_ITEMS[local].replace(b"%s", self.prefix)
        return [written[element.start : element.end] for element in xmlscan.children(written)]

    def seed(self, local: str) -> None:
        """A list that is missing begins with what Excel takes for granted."""
        items = self._lists[local]
        if local in _FIRST_ITEMS and not items:
            items += self._defaults(local)
            for place, raw in enumerate(items):
                self._places[local].setdefault(raw, place)

    def complete(self) -> None:
        """Where there are no cell formats, begin them and the lists that a cell format names.

        A workbook that has formats and lacks another list is read by Excel as it is; it stays so.
        """
        if not self._lists["cellXfs"]:
            for local in _FIRST_ITEMS:
                self.seed(local)

    def reserve_named(self, sheets: Iterable[bytes]) -> None:
        """Where there are no cell formats at all, what sheets name all the same stays nobody's."""
        if not self._lists["cellXfs"]:
            numbers = (int(number) for xml in sheets for number in _NAMED_FORMAT.findall(xml))
            self._named["cellXfs"] = frozenset(numbers)

    def _named_places(self, local: str) -> frozenset[int]:
        """The places in a list that the cell formats name which were there from the beginning."""
        if local not in self._named:
            attribute = _USED_BY.get(local)
            users = [] if attribute is None else self._lists["cellXfs"] + self._lists["cellStyleXfs"]
            places = (xmlscan.whole(xmlscan.root(raw).get(attribute or "")) for raw in users)
            self._named[local] = frozenset(places)
        return self._named[local]

    @property
    def changed(self) -> bool:
        """Whether anything was added."""
        return any(len(items) > self._known[local] for local, items in self._lists.items())

    def to_bytes(self) -> bytes:
        """The part with all that was added."""
        for local in _ORDER:
            new = self._lists.get(local, [])[self._known.get(local, 0) :]
            if new:
                self._append(local, b"".join(new))
                self._known[local] = len(self._lists[local])
        return self._xml

    def _append(self, local: str, content: bytes) -> None:
        count = str(len(self._lists[local]))
        container = self._container(local)
        if container is None:
            name = self.prefix + local.encode()
            element = b'<%s count="%s">%s</%s>' % (name, count.encode(), content, name)
            self._xml = xmlscan.put_in_order(self._xml, _ORDER, local, element)
        else:
            self._xml = xmlscan.with_child(self._xml, container, content)
            self._root = xmlscan.root(self._xml)
            grown = self._container(local)
            if grown is not None and grown.get("count") is not None:
                self._xml = xmlscan.with_attributes(self._xml, grown, {"count": count})
        self._root = xmlscan.root(self._xml)
