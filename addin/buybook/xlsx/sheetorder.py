"""Moving a sheet to another place among the tabs; what counts sheets by place is counted anew."""

from __future__ import annotations

import re
from collections.abc import Sequence

from buybook.xlsx import xmlscan
from buybook.xlsx.errors import WorkbookError

_COUNTED = (("definedName", "localSheetId"), ("workbookView", "activeTab"), ("workbookView", "firstSheet"))


def moved(xml: bytes, place: int, target: int) -> bytes:
    """The workbook part with the sheet at one place (from 0) moved to another one.

    The sheet in front stays in front. Formulas over several sheets (`Jan:Dec!A1`) are the caller's to look at.
    """
    if place == target:
        return xml
    root = xmlscan.root(xml)
    listed = xmlscan.child(xml, "sheets", root.body, root.body_end)
    if listed is None:
        raise WorkbookError("damaged", "The workbook does not say which sheets it has.")
    elements = [e for e in xmlscan.children(xml, listed.body, listed.body_end) if e.local == b"sheet"]
    order = list(range(len(elements)))
    order.insert(target, order.pop(place))
    written = b"".join(xml[elements[old].start : elements[old].end] for old in order)
    xml = xml[: elements[0].start] + written + xml[elements[-1].end :]
    for local, name in _COUNTED:
        xml = _renumbered(xml, local, name, order)
    return xml


def _renumbered(xml: bytes, local: str, name: str, order: Sequence[int]) -> bytes:
    places = {str(old): str(new) for new, old in enumerate(order)}

    def tag(match: re.Match[bytes]) -> bytes:
        written = xmlscan.attribute(match[1], name)
        if name == "activeTab" and written is None:
            written = "0"
        if written is None or written not in places or places[written] == written:
            return match[0]
        start, end = match.start(1) - match.start(), match.end(1) - match.start()
        attributes = xmlscan.set_attributes(match[1].rstrip(), {name: places[written]})
        return match[0][:start] + attributes + match[0][end:]

    pieces, copied = [], 0
    for match in xmlscan.start_tags(xml, local):
        pieces += [xml[copied : match.start()], tag(match)]
        copied = match.end()
    return b"".join([*pieces, xml[copied:]])
