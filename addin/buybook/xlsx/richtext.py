"""The runs of a cell's text that have fonts of their own (ECMA-376 18.4.4 `r`, 18.4.7 `rPr`).

A cell with such a text holds its runs itself (`<is>`) once one was changed; the shared strings stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from buybook.xlsx import xmlscan
from buybook.xlsx.cells import cell_name
from buybook.xlsx.edits import Edit
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.strings import decode_text, encode_text
from buybook.xlsx.xmlscan import Element

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet

_ORDER: Final = (
    "rFont", "charset", "family", "b", "i", "strike", "outline", "shadow", "condense", "extend", "color",
    "sz", "u", "vertAlign", "scheme",
)  # fmt: skip


class Run(NamedTuple):
    """A stretch of text with one font; `font` is its `rPr` element, empty where the cell's font holds."""

    text: str
    font: bytes


def read(sheet: Sheet, row: int, column: int) -> list[Run]:
    """The runs of a cell's text; one with the cell's font where it has none of its own.

    `wrong_argument` when the cell holds no text, or a formula.
    """
    held = sheet.data.content(row, column)
    if held.formula is not None or not isinstance(held.value, str) or held.kind == b"e":
        raise WorkbookError(
            "wrong_argument", f"{cell_name(row, column)} holds no text whose characters could have fonts."
        )
    item = _item(sheet, held)
    runs = [] if item is None else _runs(item)
    return runs or [Run(held.value, b"")]


def write(sheet: Sheet, row: int, column: int, runs: Iterable[Run]) -> None:
    """Give a cell's text other runs. Their words together must be the words that it has."""
    p, written = sheet.prefix, list(runs)
    inner = b"".join(
        b'<%sr>%s<%st xml:space="preserve">%s</%st></%sr>' % (p, run.font, p, encode_text(run.text), p, p)
        for run in written
    )
    if all(not run.font for run in written):
        inner = b'<%st xml:space="preserve">%s</%st>' % (
            p,
            encode_text("".join(run.text for run in written)),
            p,
        )
    text = "".join(run.text for run in written)
    edit = Edit(None, b"<%sis>%s</%sis>" % (p, inner, p), b"inlineStr", text)
    sheet.data.put(row, column, edit)
    sheet.note_edit((row, column, row, column))
    sheet.workbook.content_changed(sheet.part, [(row, column, row, column)], formulas=False)


def _item(sheet: Sheet, held: Edit) -> bytes | None:
    """The string item of a cell: its own, or the shared one; None for a text that is written plainly."""
    content = held.content or b""
    if held.kind == b"inlineStr":
        found = xmlscan.child(content, "is")
        return None if found is None else content[found.start : found.end]
    if held.kind != b"s":
        return None
    value, workbook = xmlscan.child(content, "v"), sheet.workbook
    part = next(iter(workbook.package.related(workbook.part, "sharedStrings")), None)
    if value is None or part is None:
        return None
    xml = workbook.package.read_xml(part)
    number = xmlscan.whole(xmlscan.text(content, value))
    tag = next(islice(xmlscan.start_tags(xml, "si"), number, None), None)
    if tag is None:
        return None
    element = next(xmlscan.children(xml, tag.start()))
    return _with_prefix(xml[element.start : element.end], xmlscan.prefix_of(element.name), sheet.prefix)


def _with_prefix(item: bytes, old: bytes, new: bytes) -> bytes:
    """The item as a part spells it that has another prefix."""
    if old == new:
        return item
    return re.sub(rb"<(/?)" + re.escape(old) + rb"(?=[A-Za-z])", rb"<\1" + new, item)


def _runs(item: bytes) -> list[Run]:
    root = xmlscan.root(item)
    runs = []
    for element in xmlscan.children(item, root.body, root.body_end):
        if element.local == b"t":
            runs.append(Run(decode_text(xmlscan.body(item, element)), b""))
        elif element.local == b"r":
            font = xmlscan.child(item, "rPr", element.body, element.body_end)
            words = xmlscan.child(item, "t", element.body, element.body_end)
            runs.append(
                Run(
                    "" if words is None else decode_text(xmlscan.body(item, words)),
                    b"" if font is None else item[font.start : font.end],
                )
            )
    return runs


def change(runs: Iterable[Run], start: int, end: int, font: Callable[[bytes], bytes]) -> list[Run]:
    """The runs with `font` applied to the font of the characters from `start` (from 0) up to `end`."""
    changed: list[Run] = []
    place = 0
    for run in runs:
        first = min(max(start - place, 0), len(run.text))
        last = min(max(end - place, 0), len(run.text))
        pieces = [Run(run.text[:first], run.font), Run(run.text[last:], run.font)]
        if first < last:
            pieces.insert(1, Run(run.text[first:last], font(run.font)))
        else:
            pieces = [run]
        changed += [piece for piece in pieces if piece.text]
        place += len(run.text)
    return changed


def within(runs: Iterable[Run], start: int, end: int) -> list[Run]:
    """The runs that have characters from `start` (from 0) up to `end`."""
    found, place = [], 0
    for run in runs:
        if place < end and place + len(run.text) > start:
            found.append(run)
        place += len(run.text)
    return found


def run_font(cell_font: bytes, p: bytes) -> bytes:
    """The `rPr` element, with the prefix `p`, that says what a cell's `font` element says.

    Only the typeface is called otherwise there.
    """
    root = xmlscan.root(cell_font)
    inner = {e.local.decode(): e for e in xmlscan.children(cell_font, root.body, root.body_end)}
    pieces = []
    for name in _ORDER:
        element = inner.get("name" if name == "rFont" else name)
        if element is not None:
            pieces.append(b"<%s%s%s/>" % (p, name.encode(), element.attributes.rstrip().rstrip(b"/")))
    return b"<%srPr>%s</%srPr>" % (p, b"".join(pieces), p)


def with_setting(font: bytes, name: str, attributes: dict[str, str] | None) -> bytes:
    """An `rPr` element with one of its settings given those attributes; None takes the setting away."""
    root: Element = xmlscan.root(font)
    found = xmlscan.child(font, name, root.body, root.body_end)
    if found is not None:
        font = font[: found.start] + font[found.end :]
    if attributes is None:
        return font
    values: dict[str, str | None] = dict(attributes)
    element = b"<%s%s%s/>" % (
        xmlscan.prefix_of(root.name),
        name.encode(),
        xmlscan.set_attributes(b"", values),
    )
    if name == "rFont":
        font = with_setting(font, "scheme", None)  # else the theme's typeface would win
    return xmlscan.put_in_order(font, _ORDER, name, element)


def setting(font: bytes, name: str) -> dict[str, str] | None:
    """The attributes of one of a font's settings; None where it is not said."""
    if not font:
        return None
    root = xmlscan.root(font)
    found = xmlscan.child(font, name, root.body, root.body_end)
    return None if found is None else xmlscan.attribute_map(found.attributes)
