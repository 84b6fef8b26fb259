"""The workbook part: defined names, and the list of sheets when one is renamed or deleted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from buybook.xlsx.structure_changes import (
    Change,
    changed_attributes,
    changed_text,
    element,
    tag,
    with_tag_attributes,
)
from buybook.xlsx.xmlscan import attribute, attribute_map, escape, unescape, whole

_NAME = element("definedName")
_SHEET = element("sheet")
_VIEW = tag("workbookView")
_EMPTY_NAMES = re.compile(rb"<((?:[\w.-]+:)?definedNames)\s*(?:/>|>\s*</\1\s*>)")
_PIVOT_CACHE = element("pivotCache")
_EMPTY_CACHES = re.compile(rb"<((?:[\w.-]+:)?pivotCaches)(?:\s[^<>]*)?>\s*</\1\s*>")
_BUILT_IN = "_xlnm."


def change_names(xml: bytes, change: Change, sheet_names: Sequence[str]) -> bytes:
    """Return the workbook part with its defined names after the change.

    Print areas, print titles and filter ranges whose cells are gone go with them, as Excel has it.
    """

    def name(match: re.Match[bytes]) -> bytes:
        own = change.on(_scope(match, sheet_names))
        raw = match[4]
        if raw is None:
            return match[0]
        built_in = (attribute(match[3], "name") or "").startswith(_BUILT_IN)
        text = changed_text(raw, own.formula if built_in else own.name)
        if text is raw:
            return match[0]
        if built_in and b"#REF!" in text and b"#REF!" not in raw:
            text = escape(_without_lost_members(unescape(text)))
            if not text:
                return b""
        start, end = match.start(4) - match.start(), match.end(4) - match.start()
        return match[0][:start] + text + match[0][end:]

    changed = _NAME.sub(name, xml)
    return changed if changed == xml else _EMPTY_NAMES.sub(b"", changed)


def _scope(match: re.Match[bytes], sheet_names: Sequence[str]) -> str | None:
    number = attribute(match[3], "localSheetId")
    if number is None or not 0 <= whole(number) < len(sheet_names):
        return None
    return sheet_names[whole(number)]


def _without_lost_members(text: str) -> str:
    """Take the members that became #REF! out of a list such as print titles."""
    members = re.findall(r"(?:'(?:[^']|'')*'|[^,'])+", text)
    return ",".join(member for member in members if "#REF!" not in member)


def rename_in_workbook(xml: bytes, old: str, new: str) -> bytes:
    """Return the workbook part with the sheet's entry renamed; `change_names` sees to its names."""

    def sheet(match: re.Match[bytes]) -> bytes:
        return changed_attributes(
            match, {"name": lambda name: new if name.casefold() == old.casefold() else name}
        )

    return _SHEET.sub(sheet, xml)


def delete_in_workbook(xml: bytes, name: str, sheet_names: Sequence[str]) -> bytes:
    """Return the workbook part without the sheet and its names; the others are renumbered."""
    folded = [sheet.casefold() for sheet in sheet_names]
    gone = folded.index(name.casefold())
    left = len(sheet_names) - 1

    def sheet(match: re.Match[bytes]) -> bytes:
        return b"" if (attribute(match[3], "name") or "").casefold() == folded[gone] else match[0]

    def defined(match: re.Match[bytes]) -> bytes:
        number = attribute(match[3], "localSheetId")
        if number is None or whole(number) < gone:
            return match[0]
        return (
            b""
            if whole(number) == gone
            else with_tag_attributes(match, {"localSheetId": str(whole(number) - 1)})
        )

    def view(match: re.Match[bytes]) -> bytes:
        def tab(text: str) -> str:
            number = whole(text)
            return str(max(0, min(number - 1 if number > gone else number, left - 1)))

        return changed_attributes(match, {"activeTab": tab, "firstSheet": tab})

    changed = _VIEW.sub(view, _NAME.sub(defined, _SHEET.sub(sheet, xml)))
    return _EMPTY_NAMES.sub(b"", changed)


def without_pivot_cache(xml: bytes, identifier: str) -> bytes:
    """Return the workbook part without the pivot cache that a relationship names."""

    def cache(match: re.Match[bytes]) -> bytes:
        values = attribute_map(match[3])
        named = any(name.endswith(":id") and value == identifier for name, value in values.items())
        return b"" if named else match[0]

    return _EMPTY_CACHES.sub(b"", _PIVOT_CACHE.sub(cache, xml))
