"""Colours as a workbook names them: by value, by place in a palette, or by the theme."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from typing import Final

from buybook.xlsx import xmlscan
from buybook.xlsx.xmlscan import Element

_RGB = re.compile(r"[0-9A-Fa-f]{6}")
_BASE = (
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF",
)  # fmt: skip
PALETTE: Final = (
    *_BASE,
    *_BASE,
    "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080", "9999FF", "993366",
    "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF", "000080", "FF00FF", "FFFF00", "00FFFF",
    "800080", "800000", "008080", "0000FF", "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC",
    "CC99FF", "FFCC99", "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696",
    "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333",
)  # fmt: skip
SCHEME: Final = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
)  # fmt: skip
_OFFICE = (
    "FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646",
    "0000FF", "800080",
)  # fmt: skip


def theme_colors(theme: bytes | None) -> tuple[str, ...]:
    """The twelve colours of a theme part, in the order in which cells number them."""
    found = dict(zip(SCHEME, _OFFICE, strict=True))
    scheme = None if theme is None else next(xmlscan.start_tags(theme, "clrScheme"), None)
    if theme is not None and scheme is not None:
        for element in xmlscan.children(theme, scheme.end(), theme.find(b"clrScheme>", scheme.end()) - 3):
            value = next(xmlscan.children(theme, element.body, element.body_end), None)
            rgb = None if value is None else value.get("lastClr") or value.get("val")
            if rgb is not None and _RGB.fullmatch(rgb):
                found[element.local.decode("utf-8", "replace")] = rgb.upper()
    return tuple(found[name] for name in SCHEME)


def resolve(color: Element, theme: Sequence[str], palette: Sequence[str]) -> str | None:
    """The colour of an element such as `<color theme="4"/>` as RRGGBB; None for the automatic one."""
    rgb = color.get("rgb")
    if rgb and _RGB.fullmatch(rgb[-6:]):
        return rgb[-6:].upper()
    indexed, number = color.get("indexed"), color.get("theme")
    if indexed is not None and 0 <= xmlscan.whole(indexed) < len(palette):
        return palette[xmlscan.whole(indexed)]
    if number is not None and 0 <= xmlscan.whole(number) < len(theme):
        return _tinted(theme[xmlscan.whole(number)], xmlscan.decimal(color.get("tint")))
    return None


def _tinted(rgb: str, tint: float) -> str:
    """A colour made darker (tint below 0) or lighter, as ECMA-376 18.8.19 says: by its luminance."""
    if not tint:
        return rgb
    hue, light, saturation = colorsys.rgb_to_hls(*(int(rgb[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    mixed = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), saturation)
    return "".join(f"{round(part * 255):02X}" for part in mixed)
