"""The text of a shape and its fonts (DrawingML, ECMA-376 21.1.2), in the element of the shape.

Paragraphs and line breaks count as one character, a line feed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from buybook.xlsx import xmlscan
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.xmlscan import Element

_HUNDREDTHS: Final = 100  # of a point: how DrawingML counts sizes
_DEFAULT_SIZE: Final = 11.0  # points, what Excel draws where neither the text nor the shape says a size
_LOOK_ORDER: Final = (
    "ln", "noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill", "effectLst", "effectDag",
    "highlight", "uLnTx", "uLn", "uFillTx", "uFill", "latin", "ea", "cs", "sym", "hlinkClick",
    "hlinkMouseOver", "rtl", "extLst",
)  # fmt: skip
_SCHEME: Final = {"tx1": "dk1", "bg1": "lt1", "tx2": "dk2", "bg2": "lt2"}


class Piece(NamedTuple):
    """A run, a field or a break of a text: its element, its words, and where its words begin."""

    element: Element
    words: str
    start: int


def read(shape: bytes) -> str:
    """The words of a shape; empty for one that has none."""
    body = _body(shape)
    return "" if body is None else "\n".join(_paragraph_text(shape, p) for p in _paragraphs(shape, body))


def write(shape: bytes, text: str) -> bytes:
    """The shape with other words, in the looks of the first ones that it had."""
    body = _body(shape)
    if body is None:
        return _with_new_body(shape, text)
    paragraphs = _paragraphs(shape, body)
    if not paragraphs:
        raise WorkbookError("damaged", "A shape's text has no paragraph.")
    a, look, properties = xmlscan.prefix_of(paragraphs[0].name), b"", b""
    for element in xmlscan.children(shape, paragraphs[0].body, paragraphs[0].body_end):
        if element.local == b"pPr":
            properties = shape[element.start : element.end]
        elif element.local in (b"r", b"fld", b"endParaRPr") and not look:
            look = _look_of(shape, element, a)
    lines = b"".join(_paragraph(a, properties, look, line) for line in text.split("\n"))
    return shape[: paragraphs[0].start] + lines + shape[paragraphs[-1].end :]


def _paragraph(a: bytes, properties: bytes, look: bytes, line: str) -> bytes:
    run = b"<%sr>%s<%st>%s</%st></%sr>" % (a, look, a, xmlscan.escape(line), a, a) if line else b""
    return b"<%sp>%s%s</%sp>" % (a, properties, run, a)


def _look_of(shape: bytes, element: Element, a: bytes) -> bytes:
    """The `rPr` of a run, or one that says what a paragraph's end says."""
    if element.local == b"endParaRPr":
        return b"<%srPr%s>%s</%srPr>" % (
            a,
            element.attributes.rstrip().rstrip(b"/"),
            xmlscan.body(shape, element),
            a,
        )
    found = xmlscan.child(shape, "rPr", element.body, element.body_end)
    return b"" if found is None else shape[found.start : found.end]


def _with_new_body(shape: bytes, text: str) -> bytes:
    """A text for a shape that has none yet; the names are those of the shape's other elements."""
    root = xmlscan.root(shape)
    if root.local != b"sp":
        raise WorkbookError("unsupported", "This object cannot hold a text.")
    properties = xmlscan.child(shape, "spPr", root.body, root.body_end)
    inner = (
        None
        if properties is None
        else next(xmlscan.children(shape, properties.body, properties.body_end), None)
    )
    if inner is None:
        raise WorkbookError("unsupported", "The shape has no form of its own that could hold a text.")
    a = xmlscan.prefix_of(inner.name)
    lines = b"".join(_paragraph(a, b"", b"", line) for line in text.split("\n"))
    x = xmlscan.prefix_of(root.name)
    body = b"<%stxBody><%sbodyPr/><%slstStyle/>%s</%stxBody>" % (x, a, a, lines, x)
    return xmlscan.with_child(shape, root, body)


def _body(shape: bytes) -> Element | None:
    root = xmlscan.root(shape)
    return xmlscan.child(shape, "txBody", root.body, root.body_end)


def _paragraphs(shape: bytes, body: Element) -> list[Element]:
    return [e for e in xmlscan.children(shape, body.body, body.body_end) if e.local == b"p"]


def _paragraph_text(shape: bytes, paragraph: Element) -> str:
    return "".join(_words(shape, e) for e in xmlscan.children(shape, paragraph.body, paragraph.body_end))


def _words(shape: bytes, element: Element) -> str:
    if element.local == b"br":
        return "\n"
    if element.local not in (b"r", b"fld"):
        return ""
    found = xmlscan.child(shape, "t", element.body, element.body_end)
    return "" if found is None else xmlscan.text(shape, found)


def _pieces(shape: bytes) -> Iterator[Piece]:
    body, place = _body(shape), 0
    for paragraph in [] if body is None else _paragraphs(shape, body):
        for element in xmlscan.children(shape, paragraph.body, paragraph.body_end):
            words = _words(shape, element)
            if words:
                yield Piece(element, words, place)
            place += len(words)
        place += 1  # the paragraph's end


def looks(shape: bytes, start: int, end: int) -> list[bytes]:
    """The `rPr` elements (or nothing) of the characters from `start` (from 0) up to `end`."""
    return [
        _look_of(shape, piece.element, b"")
        for piece in _pieces(shape)
        if piece.start < end and piece.start + len(piece.words) > start
    ]


def restyle(shape: bytes, start: int, end: int, change: Callable[[bytes], bytes]) -> bytes:
    """The shape with `change` applied to the `rPr` of the characters from `start` (from 0) up to `end`."""
    for piece in reversed(list(_pieces(shape))):
        first = min(max(start - piece.start, 0), len(piece.words))
        last = min(max(end - piece.start, 0), len(piece.words))
        if first >= last or piece.element.local == b"br":
            continue
        element = piece.element
        a = xmlscan.prefix_of(element.name)
        look = _look_of(shape, element, a) or b"<%srPr/>" % a
        if element.local == b"fld":
            first, last = 0, len(piece.words)  # a field, such as a date, has one look
            written = _relooked(shape, element, change(look))
        else:
            stretches = ((0, first, look), (first, last, change(look)), (last, len(piece.words), look))
            written = b"".join(
                b"<%sr>%s<%st>%s</%st></%sr>" % (a, this, a, xmlscan.escape(piece.words[i:j]), a, a)
                for i, j, this in stretches
                if i < j
            )
        shape = shape[: element.start] + written + shape[element.end :]
    return shape


def _relooked(shape: bytes, element: Element, look: bytes) -> bytes:
    found = xmlscan.child(shape, "rPr", element.body, element.body_end)
    at = (element.body, element.body) if found is None else (found.start, found.end)
    return shape[element.start : at[0]] + look + shape[at[1] : element.end]


def with_flag(look: bytes, name: str, value: str | None) -> bytes:
    """An `rPr` element with an attribute: `b`, `i` or `sz` (hundredths of a point)."""
    return xmlscan.with_attributes(look, xmlscan.root(look), {name: value})


def _with_child(look: bytes, gone: Sequence[str], name: str, content: bytes) -> bytes:
    for local in gone:
        root = xmlscan.root(look)
        found = xmlscan.child(look, local, root.body, root.body_end)
        if found is not None:
            look = look[: found.start] + look[found.end :]
    return xmlscan.put_in_order(look, _LOOK_ORDER, name, content)


def with_color(look: bytes, color: str) -> bytes:
    """An `rPr` element with a colour, RRGGBB."""
    a = xmlscan.prefix_of(xmlscan.root(look).name)
    fill = b'<%ssolidFill><%ssrgbClr val="%s"/></%ssolidFill>' % (a, a, color.encode(), a)
    return _with_child(look, ("noFill", "solidFill", "gradFill", "blipFill", "pattFill"), "solidFill", fill)


def with_typeface(look: bytes, name: str) -> bytes:
    """An `rPr` element with a typeface."""
    a = xmlscan.prefix_of(xmlscan.root(look).name)
    written = b'<%slatin typeface="%s"/>' % (a, xmlscan.escape(name, quote=True))
    return _with_child(look, ("latin",), "latin", written)


def size(shape: bytes, look: bytes) -> float:
    """The size in points that an `rPr` gives, else the end of the first paragraph, else the format's own."""
    own = None if not look else xmlscan.root(look).get("sz")
    if own is None:
        end = next(xmlscan.start_tags(shape, "endParaRPr"), None) or next(
            xmlscan.start_tags(shape, "defRPr"), None
        )
        own = None if end is None else xmlscan.attribute(end[1], "sz")
    return _DEFAULT_SIZE if own is None else xmlscan.whole(own) / _HUNDREDTHS


def flag(look: bytes, name: str) -> bool:
    """Whether an `rPr` says yes to `b` or `i`."""
    return bool(look) and xmlscan.is_true(xmlscan.root(look).get(name))


def color(shape: bytes, look: bytes, theme: dict[str, str]) -> str | None:
    """The colour that an `rPr` gives, else the shape's style, as RRGGBB; None where neither says one.

    `theme` names the theme's colours (`accent1`, ...). Tints of them are not computed.
    """
    fill = next(xmlscan.start_tags(look, "solidFill"), None)
    style = next(xmlscan.start_tags(shape, "fontRef"), None)
    source, at = (look, fill) if fill is not None else (shape, style)
    if at is None or at[2]:
        return None
    element = next(xmlscan.children(source, at.start()))
    value = next(xmlscan.children(source, element.body, element.body_end), None)
    if value is None:
        return None
    if value.local == b"srgbClr":
        return (value.get("val") or "000000").upper()
    if value.local == b"sysClr":
        return (value.get("lastClr") or "000000").upper()
    name = value.get("val") or ""
    return theme.get(_SCHEME.get(name, name))


def typeface(look: bytes) -> str | None:
    """The typeface that an `rPr` names; None where the theme decides."""
    found = next(xmlscan.start_tags(look, "latin"), None)
    return None if found is None else xmlscan.attribute(found[1], "typeface")
