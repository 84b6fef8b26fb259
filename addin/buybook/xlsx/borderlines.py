"""Colours and diagonals of a border element (ECMA-376 18.8.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from buybook.xlsx import xmlscan
from buybook.xlsx.xmlscan import is_true

DIAGONALS: Final = {"diagonal_down": "diagonalDown", "diagonal_up": "diagonalUp"}
"""Our names of the diagonals, and the attributes that switch them on; they share one line."""

_SIDES: Final = {"left": ("left", "start"), "right": ("right", "end"), "top": ("top",), "bottom": ("bottom",)}


def line(raw: bytes, side: str) -> bytes | None:
    """The element of a side's line, or of a diagonal; None where there is no line."""
    root = xmlscan.root(raw)
    if side in DIAGONALS and not is_true(root.get(DIAGONALS[side])):
        return None
    for name in ("diagonal",) if side in DIAGONALS else _SIDES[side]:
        found = xmlscan.child(raw, name, root.body, root.body_end)
        if found is not None and (found.get("style") or "none") != "none":
            return raw[found.start : found.end]
    return None


def style(raw: bytes, side: str) -> str | None:
    """The line's style (`thin`, ...), None where there is no line."""
    found = line(raw, side)
    return None if found is None else xmlscan.root(found).get("style")


def changed(
    raw: bytes, diagonals: Mapping[str, str | None], colors: Mapping[str, str], prefix: bytes
) -> bytes:
    """The border with other diagonals (by style) and other colours (RRGGBB) of the lines that it has."""
    for side, wanted in diagonals.items():
        if style(raw, side) != wanted:
            raw = _with_diagonal(raw, side, wanted, prefix)
    for side, color in colors.items():
        found = line(raw, side)
        if found is not None:
            root = xmlscan.root(found)
            written = b'<%s%s><%scolor rgb="FF%s"/></%s>' % (
                root.name,
                root.attributes.rstrip().rstrip(b"/"),
                prefix,
                color.encode(),
                root.name,
            )
            raw = raw.replace(found, written, 1)
    return raw


def _with_diagonal(raw: bytes, side: str, wanted: str | None, prefix: bytes) -> bytes:
    values: dict[str, str | None] = {DIAGONALS[side]: None if wanted is None else "1"}
    raw = xmlscan.with_attributes(raw, xmlscan.root(raw), values)
    if wanted is None:
        return raw
    root = xmlscan.root(raw)
    name = prefix + b"diagonal"
    written = b'<%s style="%s"><%scolor auto="1"/></%s>' % (name, wanted.encode(), prefix, name)
    found = xmlscan.child(raw, "diagonal", root.body, root.body_end)
    if found is not None:
        return raw[: found.start] + written + raw[found.end :]
    order = ("start", "end", "left", "right", "top", "bottom", "diagonal", "vertical", "horizontal")
    return xmlscan.put_in_order(raw, order, "diagonal", written)
