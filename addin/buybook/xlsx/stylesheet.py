"""The styles part as lists of elements that only ever grow."""

from __future__ import annotations

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
        self._filled: set[str] = set()
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
        """The place of an element in its list; it is added when there is no equal one."""
        self.seed(local)
        known = self._places[local]
        if raw not in known:
            items = self._lists[local]
            if local == "cellXfs" and len(items) >= MAX_XFS:
                raise WorkbookError("unsupported", "The workbook has as many cell formats as Excel allows.")
            known[raw] = len(items)
            items.append(raw)
        return known[raw]

    def seed(self, local: str) -> None:
        """A list that is missing begins with what Excel takes for granted.

        One that is shorter than its users believe is filled up, so that no cell gets what is added next.
        """
        items = self._lists[local]
        first = _FIRST_ITEMS.get(local)
        if first is not None and not items:
            written = first.replace(b"%s", self.prefix)
            items += [written[element.start : element.end] for element in xmlscan.children(written)]
            for place, raw in enumerate(items):
                self._places[local].setdefault(raw, place)
        if local in _USED_BY and local not in self._filled:
            self._filled.add(local)
            items += [items[0]] * (self._needed(_USED_BY[local]) - len(items))

    def _needed(self, attribute: str) -> int:
        users = self._lists["cellXfs"] + self._lists["cellStyleXfs"]
        return 1 + max((int(xmlscan.root(raw).get(attribute) or 0) for raw in users), default=0)

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
