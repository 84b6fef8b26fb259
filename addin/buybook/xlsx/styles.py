"""Cell formats. What is there is never changed; a format that is missing is added at the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from buybook.xlsx import xmlscan
from buybook.xlsx.colors import PALETTE, resolve, theme_colors
from buybook.xlsx.dates import is_date_format
from buybook.xlsx.numberformats import BUILT_IN, FIRST_CUSTOM, GENERAL, NUMBERS
from buybook.xlsx.records import Alignment, Border, Dxf, Font
from buybook.xlsx.stylesheet import StyleSheet
from buybook.xlsx.xmlscan import is_true

_FONT_ORDER: Final = (
    "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme".split()
)
_BORDER_ORDER: Final = "start end left right top bottom diagonal vertical horizontal".split()


class _Keep:
    """The type of `KEEP`: leave it as it is."""


KEEP: Final = _Keep()


class Styles:
    """The formats of a workbook's cells, each named by its number (`xf`) in `cellXfs`."""

    def __init__(self, xml: bytes, theme: bytes | None = None) -> None:
        self.sheet = StyleSheet(xml)
        self._theme = theme
        self._theme_colors: tuple[str, ...] | None = None
        self._codes: dict[int, str] | None = None
        self._date_styles: tuple[int, frozenset[int]] | None = None
        self._variants: dict[tuple[object, ...], int] = {}

    @property
    def count(self) -> int:
        """The number of cell formats."""
        return max(1, len(self.sheet.items("cellXfs")))

    # -- reading

    def _xf(self, xf: int) -> bytes:
        items = self.sheet.items("cellXfs")
        if 0 <= xf < len(items):
            return items[xf]
        return b'<%sxf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' % self.sheet.prefix

    def _number(self, xf: int, name: str) -> int:
        return int(xmlscan.root(self._xf(xf)).get(name) or 0)

    def _part(self, xf: int, local: str, attribute: str) -> bytes:
        items, number = self.sheet.items(local), self._number(xf, attribute)
        if number < len(items):
            return items[number]
        name = self.sheet.prefix + local.removesuffix("s").encode()
        return b"<%s/>" % name

    @property
    def _format_codes(self) -> dict[int, str]:
        if self._codes is None:
            self._codes = dict(BUILT_IN)
            for raw in self.sheet.items("numFmts"):
                element = xmlscan.root(raw)
                self._codes[int(element.get("numFmtId") or 0)] = element.get("formatCode") or GENERAL
        return self._codes

    def number_format(self, xf: int) -> str:
        """The number format's code, in the spelling of an English Excel."""
        return self._format_codes.get(self._number(xf, "numFmtId"), GENERAL)

    def is_date(self, xf: int) -> bool:
        """Whether numbers in such a cell show as dates or times of day."""
        return is_date_format(self.number_format(xf))

    @property
    def date_styles(self) -> frozenset[int]:
        """All formats under which numbers show as dates."""
        count = len(self.sheet.items("cellXfs"))
        if self._date_styles is None or self._date_styles[0] != count:
            self._date_styles = count, frozenset(xf for xf in range(count) if self.is_date(xf))
        return self._date_styles[1]

    def _color(self, raw: bytes, local: str) -> str | None:
        root = xmlscan.root(raw)
        found = xmlscan.child(raw, local, root.body, root.body_end)
        if found is None:
            return None
        if self._theme_colors is None:
            self._theme_colors = theme_colors(self._theme)
        return resolve(found, self._theme_colors, self._palette())

    def _palette(self) -> tuple[str, ...]:
        own = self.sheet.top("colors")
        if own is None:
            return PALETTE
        written = [xmlscan.attribute(tag[1], "rgb") or "" for tag in xmlscan.start_tags(own, "rgbColor")]
        return tuple(rgb[-6:].upper() for rgb in written) or PALETTE

    def font(self, xf: int) -> Font:
        """The font of such a cell."""
        return self._font_record(self._part(xf, "fonts", "fontId"))

    def _font_record(self, raw: bytes) -> Font:
        inner = _children(raw)

        def flag(name: str) -> bool:
            return name in inner and is_true(_value(inner[name], "1"))

        size = _value(inner["sz"], "") if "sz" in inner else ""
        return Font(
            name=_value(inner["name"], "") or None if "name" in inner else None,
            size=float(size) if size else None,
            bold=flag("b"),
            italic=flag("i"),
            underline="u" in inner and _value(inner["u"], "single") != "none",
            strike=flag("strike"),
            color=self._color(raw, "color"),
        )

    def fill_color(self, xf: int) -> str | None:
        """The colour behind such a cell as RRGGBB; None without a solid fill."""
        return self._fill_record(self._part(xf, "fills", "fillId"), solid="fgColor")

    def _fill_record(self, raw: bytes, *, solid: str) -> str | None:
        pattern = _children(raw).get("patternFill")
        if pattern is None:
            return None
        kind = xmlscan.root(pattern).get("patternType")
        if kind == "solid" or (kind is None and solid == "bgColor"):
            return self._color(pattern, solid) or self._color(pattern, "fgColor")
        return None

    def alignment(self, xf: int) -> Alignment:
        """The alignment in such a cell."""
        raw = _children(self._xf(xf)).get("alignment")
        if raw is None:
            return Alignment(None, None, wrap=False, indent=0)
        found = xmlscan.root(raw)
        return Alignment(
            found.get("horizontal"), found.get("vertical"), is_true(found.get("wrapText")), int(found.get("indent") or 0)
        )

    def border(self, xf: int) -> Border:
        """The lines around such a cell."""
        inner = _children(self._part(xf, "borders", "borderId"))
        sides = {side: xmlscan.root(inner[side]).get("style") if side in inner else None for side in inner}
        named = {name: None if (style := sides.get(name)) == "none" else style for name in sides}
        return Border(
            left=named.get("left") or named.get("start"),
            right=named.get("right") or named.get("end"),
            top=named.get("top"),
            bottom=named.get("bottom"),
        )

    def locked(self, xf: int) -> bool:
        """Whether such a cell is locked once its sheet is protected."""
        raw = _children(self._xf(xf)).get("protection")
        return raw is None or is_true(xmlscan.root(raw).get("locked") or "1")

    # -- adding

    def variant(
        self,
        xf: int,
        *,
        number_format: str | _Keep = KEEP,
        bold: bool | _Keep = KEEP,
        italic: bool | _Keep = KEEP,
        underline: bool | _Keep = KEEP,
        font_color: str | None | _Keep = KEEP,
        font_size: float | _Keep = KEEP,
        font_name: str | _Keep = KEEP,
        fill: str | None | _Keep = KEEP,
        horizontal: str | None | _Keep = KEEP,
        vertical: str | None | _Keep = KEEP,
        wrap: bool | _Keep = KEEP,
        indent: int | _Keep = KEEP,
        border: Mapping[str, str | None] | _Keep = KEEP,
        locked: bool | _Keep = KEEP,
    ) -> int:
        """The format that differs from `xf` only in what is given; it is added if the workbook lacks it.

        Colours are RRGGBB, None takes the colour away. `border` gives line styles by side (`{"bottom": "thin"}`),
        None takes a side's line away.
        """
        lines = tuple(sorted(border.items())) if isinstance(border, Mapping) else border
        wanted = (
            xf, number_format, bold, italic, underline, font_color, font_size, font_name,
            fill, horizontal, vertical, wrap, indent, lines, locked,
        )  # fmt: skip
        key = tuple((type(item), item) for item in wanted)
        if key in self._variants:
            return self._variants[key]
        changes: dict[str, str | None] = {}
        if not isinstance(number_format, _Keep) and number_format != self.number_format(xf):
            changes |= {"numFmtId": str(self._format_number(number_format)), "applyNumberFormat": "1"}
        font = _changed_font(
            self._part(xf, "fonts", "fontId"), self._font_record,
            {"b": bold, "i": italic, "u": underline}, font_color, font_size, font_name, self.sheet.prefix,
        )  # fmt: skip
        if font is not None:
            changes |= {"fontId": str(self.sheet.place("fonts", font)), "applyFont": "1"}
        if not isinstance(fill, _Keep) and fill != self.fill_color(xf):
            changes |= {"fillId": str(self._fill_number(fill)), "applyFill": "1"}
        if isinstance(border, Mapping) and self._has_other_lines(xf, border):
            raw = _changed_border(self._part(xf, "borders", "borderId"), border, self.sheet.prefix)
            changes |= {"borderId": str(self.sheet.place("borders", raw)), "applyBorder": "1"}
        result = self._changed_xf(xf, changes, _alignment_changes(self.alignment(xf), horizontal, vertical, wrap, indent))
        if not isinstance(locked, _Keep) and locked != self.locked(xf):
            result = self._with_child(result, "protection", {"locked": None if locked else "0"}, "applyProtection")
        self._variants[key] = result
        return result

    def _has_other_lines(self, xf: int, border: Mapping[str, str | None]) -> bool:
        now = self.border(xf)
        return any(getattr(now, side) != style for side, style in border.items())

    def _changed_xf(self, xf: int, changes: dict[str, str | None], alignment: dict[str, str | None]) -> int:
        if changes:
            raw = self._xf(xf)
            root = xmlscan.root(raw)
            xf = self.sheet.place("cellXfs", xmlscan.with_attributes(raw, root, changes))
        return self._with_child(xf, "alignment", alignment, "applyAlignment") if alignment else xf

    def _with_child(self, xf: int, local: str, values: dict[str, str | None], flag: str) -> int:
        raw = self._xf(xf)
        inner = _children(raw)
        name = self.sheet.prefix + local.encode()
        element = inner.get(local, b"<%s/>" % name)
        inner[local] = xmlscan.with_attributes(element, xmlscan.root(element), values)
        written = b"".join(inner[key] for key in ("alignment", "protection", "extLst") if key in inner)
        attributes = xmlscan.set_attributes(xmlscan.root(raw).attributes.rstrip(), {flag: "1"})
        p = self.sheet.prefix
        return self.sheet.place("cellXfs", b"<%sxf%s>%s</%sxf>" % (p, attributes, written, p))

    def _format_number(self, code: str) -> int:
        for number, known in self._format_codes.items():
            if known == code and number >= FIRST_CUSTOM:
                return number
        if code in NUMBERS and self._format_codes[NUMBERS[code]] in {code, BUILT_IN[NUMBERS[code]]}:
            return NUMBERS[code]
        number = max(FIRST_CUSTOM - 1, *self._format_codes) + 1
        attributes = xmlscan.set_attributes(b"", {"numFmtId": str(number), "formatCode": code})
        self.sheet.place("numFmts", b"<%snumFmt%s/>" % (self.sheet.prefix, attributes))
        self._format_codes[number] = code
        return number

    def _fill_number(self, color: str | None) -> int:
        if color is None:
            return 0
        p = self.sheet.prefix
        inner = b'<%sfgColor rgb="FF%s"/><%sbgColor indexed="64"/>' % (p, color.upper().encode(), p)
        raw = b'<%sfill><%spatternFill patternType="solid">%s</%spatternFill></%sfill>' % (p, p, inner, p, p)
        return self.sheet.place("fills", raw)

    # -- differential formats

    def add_dxf(
        self,
        *,
        font_color: str | None = None,
        fill: str | None = None,
        bold: bool | None = None,
        italic: bool | None = None,
    ) -> int:
        """The number of a differential format for conditional formats; an equal one is used again."""
        p = self.sheet.prefix
        font = b"".join(
            b"<%s%s/>" % (p, name) if on else b'<%s%s val="0"/>' % (p, name)
            for name, on in ((b"b", bold), (b"i", italic))
            if on is not None
        )
        if font_color is not None:
            font += b'<%scolor rgb="FF%s"/>' % (p, font_color.upper().encode())
        content = b"<%sfont>%s</%sfont>" % (p, font, p) if font else b""
        if fill is not None:
            back = b'<%spatternFill><%sbgColor rgb="FF%s"/></%spatternFill>' % (p, p, fill.upper().encode(), p)
            content += b"<%sfill>%s</%sfill>" % (p, back, p)
        return self.sheet.place("dxfs", b"<%sdxf>%s</%sdxf>" % (p, content, p))

    def dxf(self, number: int) -> Dxf:
        """What a differential format changes."""
        items = self.sheet.items("dxfs")
        inner = _children(items[number]) if 0 <= number < len(items) else {}
        font = inner.get("font")
        flags = {} if font is None else _children(font)
        return Dxf(
            font_color=None if font is None else self._color(font, "color"),
            fill=self._fill_record(inner["fill"], solid="bgColor") if "fill" in inner else None,
            bold=is_true(_value(flags["b"], "1")) if "b" in flags else None,
            italic=is_true(_value(flags["i"], "1")) if "i" in flags else None,
        )


def _children(raw: bytes) -> dict[str, bytes]:
    """The elements within an element, by local name."""
    root = xmlscan.root(raw)
    return {e.local.decode(): raw[e.start : e.end] for e in xmlscan.children(raw, root.body, root.body_end)}


def _value(raw: bytes, default: str) -> str:
    return xmlscan.root(raw).get("val") or default


def _ordered(inner: dict[str, bytes], order: list[str]) -> bytes:
    known = [inner[name] for name in order if name in inner]
    return b"".join(known + [raw for name, raw in inner.items() if name not in order])


def _changed_font(
    raw: bytes,
    record: object,
    flags: dict[str, bool | _Keep],
    color: str | None | _Keep,
    size: float | _Keep,
    name: str | _Keep,
    prefix: bytes,
) -> bytes | None:
    raise NotImplementedError


def _changed_border(raw: bytes, lines: Mapping[str, str | None], prefix: bytes) -> bytes:
    raise NotImplementedError


def _alignment_changes(
    now: Alignment, horizontal: object, vertical: object, wrap: object, indent: object
) -> dict[str, str | None]:
    raise NotImplementedError
