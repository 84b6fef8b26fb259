"""Rules in a sheet's extension list, where Excel 2010 and later keep what the sheet proper cannot say.

There conditional formats and validations may refer to other sheets; the elements stand in a namespace of their
own and name their cells in an `xm:sqref` ([MS-XLSX] 2.4.14, 2.6.5).
"""

from __future__ import annotations

from collections.abc import Iterator

from buybook.xlsx import frame as frames
from buybook.xlsx import xmlscan
from buybook.xlsx.xmlscan import Element


def blocks(frame: bytes, group: str) -> Iterator[Element]:
    """The members of a group (`conditionalFormattings`, `dataValidations`) in the extension list."""
    for _, found in _groups(frame, group):
        yield from xmlscan.children(frame, found.body, found.body_end)


def cut(frame: bytes, element: Element, group: str) -> bytes:
    """Take an element out of a group. A group that is empty then goes, with what held only it."""
    frame = frames.cut(frame, element)
    for extension, found in _groups(frame, group):
        members = sum(1 for _ in xmlscan.children(frame, found.body, found.body_end))
        if not members:
            frame = frames.cut(frame, extension)
            break
        if found.get("count") not in (None, str(members)):
            frame = xmlscan.with_attributes(frame, found, {"count": str(members)})
            break
    extensions = frames.find(frame, "extLst")
    if extensions is not None and not xmlscan.body(frame, extensions).strip():
        frame = frames.cut(frame, extensions)
    return frame


def _groups(frame: bytes, local: str) -> Iterator[tuple[Element, Element]]:
    extensions = frames.find(frame, "extLst")
    if extensions is None or local.encode() not in xmlscan.body(frame, extensions):
        return
    for extension in xmlscan.children(frame, extensions.body, extensions.body_end):
        for group in xmlscan.children(frame, extension.body, extension.body_end):
            if group.local == local.encode():
                yield extension, group
