"""A worksheet around its cells: the part with an empty `<sheetData/>`, small enough to be searched at will.

The elements directly within a worksheet stand in a fixed order (CT_Worksheet in ECMA-376 18.3.1.99); Excel
repairs a sheet in which they do not.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from buybook.xlsx import xmlscan
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.xmlscan import Element

ORDER: Final = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations",
    "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
    "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip


class SplitSheet(NamedTuple):
    """A worksheet part as frame and cells; `prefix` is that of its elements."""

    frame: bytes
    data: bytes
    prefix: bytes


def split(xml: bytes) -> SplitSheet:
    """Take the cells out of a worksheet part."""
    root = xmlscan.root(xml)
    prefix = xmlscan.prefix_of(root.name)
    opening = _opening_of_data(xml, root)
    if opening is None:
        frame = put(xml, "sheetData", b"<%ssheetData/>" % prefix)
        return SplitSheet(frame, b"", prefix)
    if opening[4]:
        _refuse_second(xml)
        return SplitSheet(xml, b"", prefix)
    close = xml.find(b"</" + opening[2], opening.end())
    end = xml.find(b">", close) + 1
    if close < 0 or end <= 0:
        raise WorkbookError("damaged", "The cells of a sheet are cut off.")
    empty = b"<%s%s/>" % (opening[2], opening[3].rstrip())
    frame = xml[: opening.start()] + empty + xml[end:]
    _refuse_second(frame)
    return SplitSheet(frame, xml[opening.end() : close], prefix)


def _refuse_second(frame: bytes) -> None:
    if frame.count(b"sheetData") > 1 and len(find_all(frame, "sheetData")) > 1:
        raise WorkbookError("damaged", "A sheet has two places for its cells.")


def _opening_of_data(xml: bytes, root: Element) -> re.Match[bytes] | None:
    depth = 0
    for match in xmlscan.TAG.finditer(xml, root.body, root.body_end):
        if match[1]:
            depth -= 1
        elif depth == 0 and match[2].rpartition(b":")[2] == b"sheetData":
            return match
        elif not match[4]:
            depth += 1
    return None


def join(frame: bytes, data: bytes) -> tuple[bytes, ...]:
    """The worksheet part of a frame and cells, in pieces: the cells may be large, and are not copied."""
    if not data:
        return (frame,)
    element = find(frame, "sheetData")
    if element is None:
        raise WorkbookError("damaged", "A sheet has lost the place of its cells.")
    if element.body < element.end:
        return frame[: element.body], data, frame[element.body :]
    opening = frame[element.start : element.end].rstrip(b">").rstrip(b"/").rstrip()
    closing = b"</" + element.name + b">"
    return frame[: element.start] + opening + b">", data, closing + frame[element.end :]


def find(frame: bytes, local: str) -> Element | None:
    """The first element of that name directly within the worksheet."""
    root = xmlscan.root(frame)
    return xmlscan.child(frame, local, root.body, root.body_end)


def find_all(frame: bytes, local: str) -> list[Element]:
    """All elements of that name directly within the worksheet."""
    root, wanted = xmlscan.root(frame), local.encode()
    return [e for e in xmlscan.children(frame, root.body, root.body_end) if e.local == wanted]


def put(frame: bytes, local: str, content: bytes) -> bytes:
    """Insert an element at its place, after others of its name."""
    return xmlscan.put_in_order(frame, ORDER, local, content)


def cut(frame: bytes, element: Element) -> bytes:
    """Take an element out."""
    return frame[: element.start] + frame[element.end :]


def swap(frame: bytes, element: Element, content: bytes) -> bytes:
    """Put other bytes in the place of an element."""
    return frame[: element.start] + content + frame[element.end :]


def prefix(frame: bytes) -> bytes:
    """The prefix of the worksheet's elements with its colon, or nothing."""
    return xmlscan.prefix_of(xmlscan.root(frame).name)


_COUNTED = frozenset({"mergeCells", "dataValidations", "tableParts"})  # other lists have no count


def put_in_list(frame: bytes, local: str, item: bytes) -> bytes:
    """Add an item, or several, to a list such as `mergeCells`, which is made when missing; its `count` follows."""
    found = find(frame, local)
    if found is None:
        name = prefix(frame) + local.encode()
        counted = b' count="1"' if local in _COUNTED else b""
        frame = put(frame, local, b"<%s%s>%s</%s>" % (name, counted, item, name))
        return _recount(frame, local)
    return _recount(xmlscan.with_child(frame, found, item), local)


def cut_from_list(frame: bytes, local: str, item: Element) -> bytes:
    """Take an item out of a list; an empty list goes too."""
    frame = cut(frame, item)
    found = find(frame, local)
    if found is None:
        return frame
    if not any(True for _ in xmlscan.children(frame, found.body, found.body_end)):
        return cut(frame, found)
    return _recount(frame, local)


def _recount(frame: bytes, local: str) -> bytes:
    found = find(frame, local)
    if found is None or found.get("count") is None:
        return frame
    count = sum(1 for _ in xmlscan.children(frame, found.body, found.body_end))
    return xmlscan.with_attributes(frame, found, {"count": str(count)})


def items(frame: bytes, local: str) -> list[Element]:
    """The elements within a list such as `mergeCells`."""
    found = find(frame, local)
    return [] if found is None else list(xmlscan.children(frame, found.body, found.body_end))
