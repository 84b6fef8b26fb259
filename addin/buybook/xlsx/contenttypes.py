"""The content types of a package's parts (`[Content_Types].xml`, ECMA-376 part 2, 7.2.3)."""

from __future__ import annotations

from urllib.parse import unquote

from buybook.xlsx import xmlscan


def part_key(written: str) -> str:
    """What tells a part from others, of the name that is written for it: neither case nor escapes count."""
    return unquote(written).removeprefix("/").lower()


class ContentTypes:
    """The list as it stands in the file, parsed once; the first line about a part is the one that holds."""

    def __init__(self, xml: bytes) -> None:
        self._parts: dict[str, str | None] = {}
        self._extensions: dict[str, str | None] = {}
        for tag in xmlscan.start_tags(xml, "Override"):
            name = part_key(xmlscan.attribute(tag[1], "PartName") or "")
            self._parts.setdefault(name, xmlscan.attribute(tag[1], "ContentType"))
        for tag in xmlscan.start_tags(xml, "Default"):
            extension = (xmlscan.attribute(tag[1], "Extension") or "").lower()
            self._extensions.setdefault(extension, xmlscan.attribute(tag[1], "ContentType"))

    def of(self, part: str) -> str | None:
        """The content type of a part, its own or that of its extension; None when it has none."""
        key = part.lower()
        if key in self._parts:
            return self._parts[key]
        return self._extensions.get(key.rpartition(".")[2])
