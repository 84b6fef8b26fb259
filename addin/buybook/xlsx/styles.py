"""Cell formats. What is there is never changed; a format that is missing is added at the end."""

from __future__ import annotations

from typing import Unpack

from buybook.xlsx import borderlines, styleparts, xmlscan
from buybook.xlsx.colors import PALETTE, SCHEME, resolve, theme_colors
from buybook.xlsx.dates import is_date_format
from buybook.xlsx.numberformats import BUILT_IN, FIRST_CUSTOM, GENERAL, NUMBERS, check_code
from buybook.xlsx.records import Alignment, Border, Dxf, Font
from buybook.xlsx.styleparts import Format, children, flag, value
from buybook.xlsx.stylesheet import StyleSheet
from buybook.xlsx.xmlscan import is_true


class Styles:
    """The formats of a workbook's cells, each named by its number (`xf`) in `cellXfs`."""

    def __init__(self, xml: bytes, theme: bytes | None = None) -> None:
        self.sheet = StyleSheet(xml)
        self._theme = theme
        self._theme_colors: tuple[str, ...] | None = None
        self._codes: dict[int, str] | None = None
        self._date_styles: tuple[int, frozenset[int]] | None = None
        self._variants: dict[tuple[int, str], int] = {}

    @property
    def count(self) -> int:
        """The number of cell formats."""
        return max(1, len(self.sheet.items("cellXfs")))

    # -- reading

    def _xf(self, xf: int) -> bytes:
        items = self.sheet.items("cellXfs")
        return items[xf] if 0 <= xf < len(items) else self.sheet.first("cellXfs")

    def _number(self, xf: int, name: str) -> int:
        return xmlscan.whole(xmlscan.root(self._xf(xf)).get(name))

    def _part(self, xf: int, local: str, attribute: str) -> bytes:
        items, number = self.sheet.items(local), self._number(xf, attribute)
        return items[number] if number < len(items) else self.sheet.first(local)

    @property
    def _format_codes(self) -> dict[int, str]:
        if self._codes is None:
            self._codes = dict(BUILT_IN)
            for raw in self.sheet.items("numFmts"):
                element = xmlscan.root(raw)
                self._codes[xmlscan.whole(element.get("numFmtId"))] = element.get("formatCode") or GENERAL
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
        return tuple(rgb[-6:].upper().rjust(6, "0") for rgb in written) or PALETTE

    def font(self, xf: int) -> Font:
        """The font of such a cell."""
        return self._font_record(self._part(xf, "fonts", "fontId"))

    @property
    def theme(self) -> dict[str, str]:
        """The theme's colours as RRGGBB by name: `dk1`, `lt1`, `accent1`, ..."""
        return dict(zip(SCHEME, theme_colors(self._theme), strict=True))

    def font_element(self, xf: int) -> bytes:
        """The font of such a cell as its element in the styles part."""
        return self._part(xf, "fonts", "fontId")

    def run_font(self, element: bytes) -> Font:
        """The font that an `rPr` element of a rich text says; its typeface is called `rFont` there."""
        return self._font_record(element)

    def _font_record(self, raw: bytes) -> Font:
        inner = children(raw)
        inner["name"] = inner.get("rFont", inner.get("name", b"<name/>"))
        size = value(inner["sz"]) if "sz" in inner else ""
        return Font(
            name=value(inner["name"]) or None,
            size=xmlscan.decimal(size) if size else None,
            bold=flag(inner, "b"),
            italic=flag(inner, "i"),
            underline=flag(inner, "u"),
            strike=flag(inner, "strike"),
            color=self._color(raw, "color"),
        )

    def fill_color(self, xf: int) -> str | None:
        """The colour behind such a cell as RRGGBB; None without a solid fill."""
        return self._fill_record(self._part(xf, "fills", "fillId"), solid="fgColor")

    def _fill_record(self, raw: bytes, *, solid: str) -> str | None:
        pattern = children(raw).get("patternFill")
        if pattern is None:
            return None
        kind = xmlscan.root(pattern).get("patternType")
        if kind == "solid" or (kind is None and solid == "bgColor"):
            return self._color(pattern, solid) or self._color(pattern, "fgColor")
        return None

    def alignment(self, xf: int) -> Alignment:
        """The alignment in such a cell."""
        return styleparts.alignment(self._xf(xf))

    def border(self, xf: int) -> Border:
        """The lines around such a cell."""
        return styleparts.border(self._part(xf, "borders", "borderId"))

    def locked(self, xf: int) -> bool:
        """Whether such a cell is locked once its sheet is protected."""
        raw = children(self._xf(xf)).get("protection")
        return raw is None or is_true(xmlscan.root(raw).get("locked") or "1")

    # -- adding

    def variant(self, xf: int, **wanted: Unpack[Format]) -> int:
        """The format that differs from `xf` only in what is given; it is added if the workbook lacks it."""
        key = (xf, repr(sorted(wanted.items(), key=lambda item: item[0])))
        if key not in self._variants:
            self._variants[key] = self._variant(xf, wanted)
        return self._variants[key]

    def _variant(self, xf: int, wanted: Format) -> int:
        changes: dict[str, str | None] = {}
        if "number_format" in wanted and wanted["number_format"] != self.number_format(xf):
            number = self._format_number(wanted["number_format"])
            changes |= {"numFmtId": str(number), "applyNumberFormat": "1"}
        font = self._part(xf, "fonts", "fontId")
        new_font = styleparts.changed_font(font, self._color(font, "color"), wanted, self.sheet.prefix)
        if new_font != font:
            changes |= {"fontId": str(self.sheet.place("fonts", new_font)), "applyFont": "1"}
        if "fill" in wanted and _upper(wanted["fill"]) != self.fill_color(xf):
            changes |= {"fillId": str(self._fill_number(wanted["fill"])), "applyFill": "1"}
        border = self._part(xf, "borders", "borderId")
        new_border = styleparts.changed_border(border, wanted.get("border", {}), self.sheet.prefix)
        new_border = borderlines.changed(
            new_border, wanted.get("diagonals", {}), self._new_colors(new_border, wanted), self.sheet.prefix
        )
        if new_border != border:
            changes |= {"borderId": str(self.sheet.place("borders", new_border)), "applyBorder": "1"}
        alignment = styleparts.alignment_changes(self.alignment(xf), wanted)
        locked = wanted.get("locked", self.locked(xf))
        protection: dict[str, str | None] = (
            {} if locked == self.locked(xf) else {"locked": "1" if locked else "0"}
        )
        return self._changed_xf(xf, changes, {"alignment": alignment, "protection": protection})

    def _new_colors(self, border: bytes, wanted: Format) -> dict[str, str]:
        """The colours of lines that differ from what they are now."""
        colors = wanted.get("border_color", {})
        return {side: color for side, color in colors.items() if self._line_color(border, side) != color}

    def _line_color(self, border: bytes, side: str) -> str | None:
        line = borderlines.line(border, side)
        return None if line is None else self._color(line, "color")

    def border_line(self, xf: int, side: str) -> tuple[str | None, str | None]:
        """Style and colour (RRGGBB, None: automatic) of a side's line, or of `diagonal_down` and `_up`."""
        border = self._part(xf, "borders", "borderId")
        return borderlines.style(border, side), self._line_color(border, side)

    def _changed_xf(
        self, xf: int, changes: dict[str, str | None], inner: dict[str, dict[str, str | None]]
    ) -> int:
        raw = self._xf(xf)
        elements = children(raw)
        for local, values in inner.items():
            if values:
                element = elements.get(local, b"<%s%s/>" % (self.sheet.prefix, local.encode()))
                elements[local] = xmlscan.with_attributes(element, xmlscan.root(element), values)
                changes[f"apply{local.title()}"] = "1"
        if not changes:
            return xf
        self.sheet.complete()  # the cells that name no format are of the first one, so there must be one
        if not self.sheet.items("cellStyleXfs"):
            changes["xfId"] = None  # it would name a style that is not there
        root = xmlscan.root(raw)
        attributes = xmlscan.set_attributes(root.attributes.rstrip(), changes)
        content = b"".join(
            elements[name] for name in ("alignment", "protection", "extLst") if name in elements
        )
        written = (
            b"<%s%s>%s</%s>" % (root.name, attributes, content, root.name)
            if content
            else b"<%s%s/>" % (root.name, attributes)
        )
        return self.sheet.place("cellXfs", written)

    def _format_number(self, code: str) -> int:
        check_code(code)
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
            back = b'<%spatternFill><%sbgColor rgb="FF%s"/></%spatternFill>' % (
                p,
                p,
                fill.upper().encode(),
                p,
            )
            content += b"<%sfill>%s</%sfill>" % (p, back, p)
        return self.sheet.place("dxfs", b"<%sdxf>%s</%sdxf>" % (p, content, p))

    def dxf(self, number: int) -> Dxf:
        """What a differential format changes."""
        items = self.sheet.items("dxfs")
        inner = children(items[number]) if 0 <= number < len(items) else {}
        font = inner.get("font")
        flags = {} if font is None else children(font)
        return Dxf(
            font_color=None if font is None else self._color(font, "color"),
            fill=self._fill_record(inner["fill"], solid="bgColor") if "fill" in inner else None,
            bold=is_true(value(flags["b"], "1")) if "b" in flags else None,
            italic=is_true(value(flags["i"], "1")) if "i" in flags else None,
        )


def _upper(color: str | None) -> str | None:
    return None if color is None else color.upper()
