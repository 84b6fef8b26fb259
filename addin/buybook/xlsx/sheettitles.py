"""The titles of sheets in the document's properties (`docProps/app.xml`), kept in step with the sheets.

`HeadingPairs` lists kinds of parts with their numbers (in the writer's language: `Worksheets`, 2, `Named
Ranges`, 1), `TitlesOfParts` their titles one after the other (ECMA-376 part 1, 22.2.2.12 and 22.2.2.26). File
managers and search engines read them; Excel writes them anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from buybook.xlsx import xmlscan
from buybook.xlsx.package import Package
from buybook.xlsx.xmlscan import Element

_KIND = "extended-properties"
_NUMBER = re.compile(rb">\s*(\d+)\s*<")


class _Section(NamedTuple):
    """One kind of parts: the two items that say its heading and its number, and the titles."""

    heading: bytes
    number: bytes
    titles: list[str]

    def written(self) -> bytes:
        count = b">%d<" % len(self.titles)
        return self.heading + _NUMBER.sub(count, self.number, count=1)


def follow(
    package: Package, before: Sequence[str], after: Sequence[str], title: Callable[[str], str | None]
) -> None:
    """Let the titles follow when the names of the worksheets went from `before` to `after`.

    `title` tells what becomes of titles of another kind, such as `Orders!Print_Area` (None: it goes).
    Properties that did not agree with the workbook before are left alone.
    """
    for part in package.related("", _KIND):
        xml = package.read_xml(part)
        changed = _changed(xml, list(before), list(after), title)
        if changed != xml:
            package.write(part, changed)


def _changed(xml: bytes, before: list[str], after: list[str], title: Callable[[str], str | None]) -> bytes:
    pairs, titles = _vector(xml, "HeadingPairs"), _vector(xml, "TitlesOfParts")
    if pairs is None or titles is None:
        return xml
    items = list(xmlscan.children(xml, titles.body, titles.body_end))
    sections = _sections(xml, pairs, [xmlscan.text(xml, item) for item in items])
    mine = next((place for place, found in enumerate(sections) if found.titles == before), None)
    if mine is None or before == after:
        return xml
    changed = []
    for place, section in enumerate(sections):
        kept = after if place == mine else [new for old in section.titles if (new := title(old)) is not None]
        if kept:
            changed.append(section._replace(titles=kept))
    texts = [text for section in changed for text in section.titles]
    name = items[0].name
    written = b"".join(b"<%s>%s</%s>" % (name, xmlscan.escape(text), name) for text in texts)
    vectors = [
        (pairs, b"".join(section.written() for section in changed), 2 * len(changed)),
        (titles, written, len(texts)),
    ]
    for vector, content, size in sorted(vectors, key=lambda found: -found[0].start):
        xml = xml[: vector.body] + content + xml[vector.body_end :]
        xml = xmlscan.with_attributes(xml, vector, {"size": str(size)})
    return xml


def _vector(xml: bytes, local: str) -> Element | None:
    root = xmlscan.root(xml)
    found = xmlscan.child(xml, local, root.body, root.body_end)
    return None if found is None else xmlscan.child(xml, "vector", found.body, found.body_end)


def _sections(xml: bytes, pairs: Element, titles: list[str]) -> list[_Section]:
    """The kinds of parts with their titles; none when numbers and titles do not agree."""
    items = list(xmlscan.children(xml, pairs.body, pairs.body_end))
    sections: list[_Section] = []
    taken = 0
    for heading, number in zip(items[::2], items[1::2], strict=False):
        written = xml[number.start : number.end]
        found = _NUMBER.search(written)
        if found is None:
            return []
        count = int(found[1])
        sections.append(_Section(xml[heading.start : heading.end], written, titles[taken : taken + count]))
        taken += count
    return sections if taken == len(titles) else []
