"""Fonts, fills, borders and alignments as the bytes of their elements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypedDict

from buybook.xlsx import xmlscan
from buybook.xlsx.records import Alignment, Border
from buybook.xlsx.xmlscan import is_true

_FONT_ORDER: Final = (
    "b",
    "i",
    "strike",
    "condense",
    "extend",
    "outline",
    "shadow",
    "u",
    "vertAlign",
    "sz",
    "color",
    "name",
    "family",
    "charset",
    "scheme",
)  # fmt: skip
_BORDER_ORDER: Final = (
    "start", "end", "left", "right", "top", "bottom", "diagonal", "vertical", "horizontal",
)  # fmt: skip
_FONT_FLAGS: Final = {"bold": "b", "italic": "i", "underline": "u"}
_ALIGNMENT: Final = {
    "horizontal": "horizontal",
    "vertical": "vertical",
    "wrap": "wrapText",
    "indent": "indent",
}


class Format(TypedDict, total=False):
    """What `Styles.variant` may be asked to change; what is not given stays.

    Colours are RRGGBB, None takes the colour away. `border` gives line styles by side (`{"bottom": "thin"}`),
    None takes a side's line away; `diagonals` likewise for `diagonal_down` and `diagonal_up`. `border_color`
    colours the lines that there are then.
    """

    number_format: str
    bold: bool
    italic: bool
    underline: bool
    font_color: str | None
    font_size: float
    font_name: str
    fill: str | None
    horizontal: str | None
    vertical: str | None
    wrap: bool
    indent: int
    border: Mapping[str, str | None]
    border_color: Mapping[str, str]
    diagonals: Mapping[str, str | None]
    locked: bool


def children(raw: bytes) -> dict[str, bytes]:
    """The elements within an element, by local name."""
    root = xmlscan.root(raw)
    return {
        e.local.decode("utf-8", "replace"): raw[e.start : e.end]
        for e in xmlscan.children(raw, root.body, root.body_end)
    }


def value(raw: bytes, default: str = "") -> str:
    """The `val` of an element such as `<sz val="11"/>`."""
    return xmlscan.root(raw).get("val") or default


def flag(inner: Mapping[str, bytes], name: str) -> bool:
    """Whether a font's element such as `<b/>` is there and on."""
    if name == "u":
        return "u" in inner and value(inner["u"], "single") != "none"
    return name in inner and is_true(value(inner[name], "1"))


def alignment(xf: bytes) -> Alignment:
    """The alignment of a cell format."""
    raw = children(xf).get("alignment")
    if raw is None:
        return Alignment(None, None, wrap=False, indent=0)
    found = xmlscan.root(raw)
    return Alignment(
        found.get("horizontal"),
        found.get("vertical"),
        is_true(found.get("wrapText")),
        xmlscan.whole(found.get("indent")),
    )


def border(raw: bytes) -> Border:
    """The lines of a border."""
    inner = children(raw)

    def line(*names: str) -> str | None:
        styles = (xmlscan.root(inner[name]).get("style") for name in names if name in inner)
        return next((style for style in styles if style and style != "none"), None)

    return Border(line("left", "start"), line("right", "end"), line("top"), line("bottom"))


def _rebuilt(raw: bytes, inner: Mapping[str, bytes], order: Sequence[str]) -> bytes:
    root = xmlscan.root(raw)
    known = [inner[name] for name in order if name in inner]
    content = b"".join(known + [element for name, element in inner.items() if name not in order])
    return b"<%s%s>%s</%s>" % (root.name, root.attributes.rstrip(), content, root.name)


def changed_font(raw: bytes, color: str | None, wanted: Format, prefix: bytes) -> bytes:
    """The font with what is wanted; the same bytes when it already is so. `color` is its colour now."""
    inner = children(raw)
    before = dict(inner)
    for key, name in _FONT_FLAGS.items():
        if key in wanted and bool(wanted[key]) != flag(inner, name):  # type: ignore[literal-required]
            inner.pop(name, None)
            if wanted[key]:  # type: ignore[literal-required]
                inner[name] = b"<%s%s/>" % (prefix, name.encode())
    if "font_color" in wanted and wanted["font_color"] != color:
        inner.pop("color", None)
        if wanted["font_color"] is not None:
            inner["color"] = b'<%scolor rgb="FF%s"/>' % (prefix, wanted["font_color"].upper().encode())
    size = value(inner["sz"]) if "sz" in inner else ""
    if "font_size" in wanted and (not size or xmlscan.decimal(size) != wanted["font_size"]):
        inner["sz"] = b'<%ssz val="%s"/>' % (prefix, f"{wanted['font_size']:g}".encode())
    if "font_name" in wanted and ("name" not in inner or value(inner["name"]) != wanted["font_name"]):
        inner["name"] = b'<%sname val="%s"/>' % (prefix, xmlscan.escape(wanted["font_name"], quote=True))
        inner.pop("scheme", None)  # it would overrule the name
        inner.pop("family", None)
    return raw if inner == before else _rebuilt(raw, inner, _FONT_ORDER)


def changed_border(raw: bytes, lines: Mapping[str, str | None], prefix: bytes) -> bytes:
    """The border with other lines on some sides; the same bytes when it already is so."""
    now, inner = border(raw), children(raw)
    before = dict(inner)
    for side, style in lines.items():
        if getattr(now, side) == style:
            continue
        name = prefix + side.encode()
        if style is None:
            inner[side] = b"<%s/>" % name
        else:
            inner[side] = b'<%s style="%s"><%scolor auto="1"/></%s>' % (name, style.encode(), prefix, name)
    return raw if inner == before else _rebuilt(raw, inner, _BORDER_ORDER)


def alignment_changes(now: Alignment, wanted: Format) -> dict[str, str | None]:
    """The attributes of an alignment that must change."""
    changes: dict[str, str | None] = {}
    for key, name in _ALIGNMENT.items():
        if key not in wanted:
            continue
        new = wanted[key]  # type: ignore[literal-required]
        if new == getattr(now, key):
            continue
        changes[name] = "1" if new is True else None if new in {None, False} else str(new)
    return changes
