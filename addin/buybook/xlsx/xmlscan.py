"""Finding one's way in the bytes of an XML part without a tree.

A part is never parsed into a tree and written again: that would respell what nobody asked to change. These
functions find elements and attributes by their bytes. They expect text without comments and CDATA sections;
`plain` makes it so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple
from xml.parsers import expat

from buybook.xlsx.errors import WorkbookError

# An atomic group, not a possessive quantifier: before 3.11.5 Python matches that wrongly over a group.
ATTRIBUTES = rb"""(?>(?:[^<>"'/]++|"[^"<]*+"|'[^'<]*+'|/(?!>))*)"""
"""What may stand between an element's name and its end: a quoted value may hold '>'.

Nothing may hold '<': so a search never looks twice at the same bytes, whatever they are.
"""

TAG = re.compile(rb"<(/?)([^\s<>/!?=\"']+)(" + ATTRIBUTES + rb")(/?)>", re.S)
"""Any tag: groups slash of an end tag, name, attributes, slash of an empty element."""
_ATTRIBUTE = re.compile(rb"""(?<![^\s"'/])([^\s=/<>"']++)\s*+=\s*+(?:"([^"]*)"|'([^']*)')""")
_CHARACTER = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|\w+);")
_SPECIAL = re.compile(rb"<!--|<!\[CDATA\[|<!DOCTYPE|<\?")
_DOCTYPE_END = re.compile(rb"[^<>\[]*+(?:\[[^\]]*+\][ \t\r\n]*+)?>")
_DATA_ENCODINGS = (
    "utf-16",
    "utf_16",
    "iso-8859-",
    "iso8859-",
    "latin",
    "windows-",
    "cp125",
    "gb",
    "big5",
    "shift_jis",
    "euc-",
    "koi8-",
)
_DECLARATION = re.compile(rb"\A\s*<\?xml[^>]*?\?>")
_ENCODING = re.compile(rb"""(encoding\s*=\s*["'])([A-Za-z0-9._-]+)(["'])""")
MAX_DEPTH: Final = 256  # elements within elements; drawings come to some thirty, libxml2 stops here too
_WHOLE = re.compile(r"[ \t\r\n]*[+-]?[0-9]{1,10}[ \t\r\n]*\Z")
_LONGEST_NUMBER = 64  # characters; a number of 17 digits with its exponent needs 24
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class Element(NamedTuple):
    """An element's place: `start` of its start tag, its content from `body` to `body_end`, and `end`."""

    name: bytes  # with the prefix, as written
    start: int
    body: int
    body_end: int
    end: int
    attributes: bytes  # as written

    @property
    def local(self) -> bytes:
        """The name without its prefix."""
        return self.name.rpartition(b":")[2]

    def get(self, name: str) -> str | None:
        """The value of one attribute."""
        return attribute(self.attributes, name)


def plain(xml: bytes, part: str) -> bytes:
    """The part as UTF-8 without comments and CDATA sections; the same bytes when it already is.

    A document type is left out, since its defaults mean nothing in a workbook; one with entities is refused,
    because they are how a small file becomes a large one. Processing instructions stay, unless they hold what
    looks like a tag.
    """
    xml = _utf8(xml, part)
    if b"<!" not in xml and xml.find(b"<?", 8) < 0:
        return xml
    pieces: list[bytes] = []
    position = 0
    while special := _SPECIAL.search(xml, position):
        end, written = _special(xml, special, part)
        pieces += (xml[position : special.start()], written)
        position = end
    return xml if position == 0 else b"".join((*pieces, xml[position:]))


def _special(xml: bytes, found: re.Match[bytes], part: str) -> tuple[int, bytes]:
    """Where a comment, a CDATA section, a document type or an instruction ends, and what stays of it."""
    kind = found[0]
    if kind == b"<!DOCTYPE":
        doctype = _DOCTYPE_END.match(xml, found.end())
        if doctype is None or b"<!ENTITY" in doctype[0]:
            raise WorkbookError("unsupported", f"{part} declares entities, which a workbook has no use for.")
        return doctype.end(), b""
    closing = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}[kind]
    inner_end = xml.find(closing, found.end())
    if inner_end < 0:
        raise WorkbookError("damaged", f"{part} is cut off.")
    end, inner = inner_end + len(closing), xml[found.end() : inner_end]
    if kind == b"<![CDATA[":
        return end, _escape_bytes(inner)
    return end, b"" if kind == b"<!--" or b"<" in inner or b">" in inner else xml[found.start() : end]


def check(xml: bytes, part: str) -> None:
    """Refuse (`damaged`) what is not well-formed, or nested deeper than any workbook is.

    Searching bytes would find its way in such a part too, but to places that nobody meant.
    """
    parser = expat.ParserCreate("utf-8")  # whatever the declaration still says
    if xml.count(b"</") > MAX_DEPTH:
        depth = _Depth(part)
        parser.StartElementHandler, parser.EndElementHandler = depth.enter, depth.leave
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise WorkbookError("damaged", f"{part} is not well-formed XML.") from error


class _Depth:
    def __init__(self, part: str) -> None:
        self._part = part
        self._depth = 0

    def enter(self, _name: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise WorkbookError("damaged", f"{self._part} is nested more than {MAX_DEPTH} elements deep.")

    def leave(self, _name: str) -> None:
        self._depth -= 1


def _escape_bytes(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _utf8(xml: bytes, part: str) -> bytes:
    if xml[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16"
    else:
        declaration = _DECLARATION.match(xml.removeprefix(b"\xef\xbb\xbf")[:200])
        found = _ENCODING.search(declaration[0]) if declaration else None
        encoding = found[2].decode("ascii").lower() if found else "utf-8"
    if encoding in {"utf-8", "utf8", "us-ascii", "ascii"}:
        return xml
    try:
        if not encoding.startswith(_DATA_ENCODINGS):  # Python knows others that are no texts, or are slow
            raise LookupError(encoding)
        text = xml.decode(encoding).encode("utf-8")
    except (LookupError, UnicodeDecodeError) as error:
        raise WorkbookError("damaged", f"The text of {part} cannot be read.") from error
    declaration = _DECLARATION.match(text)
    if declaration is None:
        return text
    return _ENCODING.sub(rb"\g<1>UTF-8\g<3>", declaration[0]) + text[declaration.end() :]


def attribute(attributes: bytes, name: str) -> str | None:
    """The value of an attribute in a start tag, unescaped; None when it is not there."""
    wanted = name.encode()
    if wanted not in attributes:
        return None
    for match in _ATTRIBUTE.finditer(attributes):
        if match[1] == wanted:
            return unescape(match[2] if match[2] is not None else match[3])
    return None


def attribute_map(attributes: bytes) -> dict[str, str]:
    """All attributes of a start tag, by name as written (with prefixes)."""
    return {
        match[1].decode("utf-8", "replace"): unescape(match[2] if match[2] is not None else match[3])
        for match in _ATTRIBUTE.finditer(attributes)
    }


def attribute_texts(xml: bytes) -> set[str]:
    """The values of all attributes of a part: what is not among them is named nowhere in it."""
    return {unescape(double or single) for _, double, single in _ATTRIBUTE.findall(xml)}


def set_attributes(attributes: bytes, values: dict[str, str | None]) -> bytes:
    """The attributes with some set, added at the end, or taken out (None). The others keep their bytes."""
    for name, value in values.items():
        encoded = name.encode()
        found = next((match for match in _ATTRIBUTE.finditer(attributes) if match[1] == encoded), None)
        written = b"" if value is None else encoded + b'="' + escape(value, quote=True) + b'"'
        if found is not None and value is None:
            start = found.start()
            while start and attributes[start - 1 : start].isspace():
                start -= 1
            attributes = attributes[:start] + attributes[found.end() :]
        elif found is not None:
            attributes = attributes[: found.start()] + written + attributes[found.end() :]
        elif value is not None:
            attributes = attributes.rstrip() + b" " + written
    return attributes


def is_true(value: str | None) -> bool:
    """Whether an XML boolean is true."""
    return value in {"1", "true"}


def whole(written: str | None, default: int = 0) -> int:
    """The whole number in an attribute, `default` when there is none; `damaged` for what is no such number.

    Python's own `int` would take `1_000` and other scripts' digits, and spend minutes on a million digits.
    """
    if written is None or not written.strip():
        return default
    if _WHOLE.match(written) is None:
        raise WorkbookError("damaged", f"The workbook says {written[:40]!r} where a whole number belongs.")
    return int(written)


def decimal(written: str | None, default: float = 0.0) -> float:
    """The number in an attribute, `default` when there is none; `damaged` for what is no finite number."""
    if written is None or not written.strip():
        return default
    try:
        number = float(written)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or len(written) > _LONGEST_NUMBER:
        raise WorkbookError("damaged", f"The workbook says {written[:40]!r} where a number belongs.")
    return number


def unescape(raw: bytes) -> str:
    """The text of escaped bytes."""
    text = raw.decode("utf-8", "replace")
    return _CHARACTER.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if not name.startswith("#"):
        return _NAMED.get(name, match[0])
    digits = name[1:].lstrip("0xX")
    if len(digits) > 7:  # beyond Unicode, and Python would spend long on a million digits
        return match[0]
    code = int(digits or "0", 16 if name[1] in "xX" else 10)
    return chr(code) if code < 0x110000 else match[0]


def escape(text: str, *, quote: bool = False) -> bytes:
    """Text as it may stand in an element, or with `quote` in an attribute's double quotes.

    Refused (`wrong_argument`): a character that XML cannot hold in any spelling, and half of a pair of them.
    """
    if not text.isprintable() and (found := _UNWRITABLE.search(text)):
        raise WorkbookError(
            "wrong_argument",
            f"The character U+{ord(found[0]):04X} cannot stand in {text[:40]!r} in a workbook.",
        )
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if quote:
        text = text.replace('"', "&quot;").replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    else:
        text = text.replace("\r", "&#13;")
    return text.encode("utf-8")


def root(xml: bytes) -> Element:
    """The outermost element."""
    for match in TAG.finditer(xml):
        if match[1]:
            break
        if match[4]:
            return Element(match[2], match.start(), match.end(), match.end(), match.end(), match[3])
        close = xml.rfind(b"</" + match[2])
        if close < match.end():
            break
        end = xml.find(b">", close)
        if end < 0:
            break
        return Element(match[2], match.start(), match.end(), close, end + 1, match[3])
    raise WorkbookError("damaged", "A part of the workbook is not XML.")


def prefix_of(name: bytes) -> bytes:
    """The prefix of an element's name with its colon, or nothing."""
    prefix, colon, _ = name.rpartition(b":")
    return prefix + colon


def children(xml: bytes, start: int = 0, end: int | None = None) -> Iterator[Element]:
    """The elements directly within the bytes from `start` to `end`, in their order."""
    limit = len(xml) if end is None else end
    depth = 0
    opened: re.Match[bytes] | None = None
    for match in TAG.finditer(xml, start, limit):
        if match[1]:
            depth -= 1
            if depth == 0 and opened is not None:
                yield Element(opened[2], opened.start(), opened.end(), match.start(), match.end(), opened[3])
                opened = None
        elif match[4]:
            if depth == 0:
                yield Element(match[2], match.start(), match.end(), match.end(), match.end(), match[3])
        else:
            if depth == 0:
                opened = match
            depth += 1
    if depth > 0 or opened is not None:
        raise WorkbookError("damaged", "A part of the workbook is not well-formed XML.")


def child(xml: bytes, local: str, start: int = 0, end: int | None = None) -> Element | None:
    """The first element of that local name directly within the bytes."""
    wanted = local.encode()
    return next((element for element in children(xml, start, end) if element.local == wanted), None)


def single(xml: bytes, local: str) -> Element | None:
    """The element of a name that a part holds once at most, at any depth; what it holds is not walked through."""
    match = next(start_tags(xml, local), None)
    if match is None:
        return None
    name = xml[match.start() + 1 : match.start(1)]
    if match[2]:
        return Element(name, match.start(), match.end(), match.end(), match.end(), match[1])
    close = xml.rfind(b"</" + name)
    end = xml.find(b">", close) + 1
    if close < match.end() or end <= 0:
        raise WorkbookError("damaged", "A part of the workbook is not well-formed XML.")
    return Element(name, match.start(), match.end(), close, end, match[1])


@lru_cache(maxsize=256)
def _start_pattern(local: str) -> re.Pattern[bytes]:
    return re.compile(
        rb"<(?:[^\s<>/:!?]+:)?" + local.encode() + rb"(?=[\s/>])(" + ATTRIBUTES + rb")(/?)>", re.S
    )


def start_tags(xml: bytes, local: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[bytes]]:
    """Start tags of that name at any depth: groups attributes, and the slash of an empty element."""
    return _start_pattern(local).finditer(xml, start, len(xml) if end is None else end)


def body(xml: bytes, element: Element) -> bytes:
    """The bytes within an element."""
    return xml[element.body : element.body_end]


def text(xml: bytes, element: Element) -> str:
    """The text of an element that has no children."""
    return unescape(body(xml, element))


def with_attributes(xml: bytes, element: Element, values: dict[str, str | None]) -> bytes:
    """The part with some attributes of an element changed."""
    changed = set_attributes(element.attributes.rstrip(), values)
    start = element.start + 1 + len(element.name)
    return xml[:start] + changed + xml[start + len(element.attributes) :]


def with_child(xml: bytes, element: Element, content: bytes, at: int | None = None) -> bytes:
    """The part with content put into an element, at its end or at `at`; an empty element is opened."""
    if element.body == element.end:
        opening = xml[element.start : element.end].rstrip(b">").rstrip(b"/").rstrip()
        return (
            xml[: element.start] + opening + b">" + content + b"</" + element.name + b">" + xml[element.end :]
        )
    place = element.body_end if at is None else at
    return xml[:place] + content + xml[place:]


def put_in_order(xml: bytes, order: Sequence[str], local: str, content: bytes) -> bytes:
    """Insert an element into the outermost one before the first that `order` puts after it.

    An `mc:AlternateContent` counts as the first known element within it; unknown elements are passed over.
    """
    places = {name.encode(): place for place, name in enumerate(order)}
    mine = places[local.encode()]
    top = root(xml)
    for element in children(xml, top.body, top.body_end):
        place = places.get(element.local)
        if element.local == b"AlternateContent":
            inner = (
                m[2].rpartition(b":")[2]
                for m in TAG.finditer(xml, element.body, element.body_end)
                if not m[1]
            )
            place = next((places[name] for name in inner if name in places), None)
        if place is not None and place > mine:
            return xml[: element.start] + content + xml[element.start :]
    return with_child(xml, top, content)
