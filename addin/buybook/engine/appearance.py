"""How cells look: fonts, fills, borders, alignment, number formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from xlwings import base_classes

from buybook.engine.area import Area
from buybook.engine.borders import Borders
from buybook.engine.contents import used_part
from buybook.engine.refusal import FileObject, refuse

if TYPE_CHECKING:
    from buybook.engine.sheet import Sheet

Rgb: TypeAlias = tuple[int, int, int]
T = TypeVar("T")

# xlwings' word for an alignment, and the file's.
_HORIZONTAL = {
    "general": None,
    "left": "left",
    "center": "center",
    "right": "right",
    "fill": "fill",
    "justify": "justify",
    "center_across_selection": "centerContinuous",
    "distributed": "distributed",
}
_VERTICAL = {
    "top": "top",
    "center": "center",
    "bottom": "bottom",
    "justify": "justify",
    "distributed": "distributed",
}
_LARGEST_STYLED = 4_000_000


def rgb(color: str | None) -> Rgb | None:
    """RRGGBB as xlwings gives colours."""
    return None if color is None else (int(color[:2], 16), int(color[2:4], 16), int(color[4:], 16))


def hex_color(color: Rgb | int | str) -> str:
    """A colour as xlwings takes it (tuple, '#rrggbb', Excel's number with blue first) as RRGGBB."""
    if isinstance(color, str):
        return color.removeprefix("#").upper()
    if isinstance(color, int):
        color = (color & 255, color >> 8 & 255, color >> 16 & 255)
    return "{:02X}{:02X}{:02X}".format(*color)


def common(values: Iterable[T]) -> T | None:
    """The value that all share, None if they differ."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None


class Looks(FileObject, base_classes.Range):
    """The part of a range that is about its looks."""

    area: Area
    sheet: Sheet

    def _styles_used(self) -> set[int]:
        """The formats of the cells; of the whole columns or rows, those that are in use."""
        source = self.sheet.source
        area = self.area
        if area.has_all_rows or area.has_all_columns:
            area = used_part(source, area) or Area(area.row, area.column)
        if area.size == 0:
            return set()
        return {xf for row in source.cell_styles(*area.corners) for xf in row}

    def _each_look(self, read: Callable[[int], T]) -> T | None:
        return common(read(xf) for xf in self._styles_used())

    def restyle(self, **look: Any) -> None:
        """Change one side of the looks of every cell and leave the rest of each cell's looks alone."""
        variant = self.sheet.source.workbook.styles.variant
        self._restyle(self.area, lambda xf: variant(xf, **look))

    def _restyle(self, area: Area, change: Callable[[int], int]) -> None:
        source = self.sheet.source
        if area.has_all_rows or area.has_all_columns:
            used = used_part(source, area)
            if used is None:
                refuse("Formatting whole columns or rows of an empty sheet")
            area = used
        if area.size > _LARGEST_STYLED:
            raise ValueError(f"{area.address()} has too many cells to format one by one.")
        if area.size:
            source.restyle(*area.corners, change)

    @property
    def number_format(self) -> str | None:
        """Excel's code, in its English spelling; None where the cells differ."""
        return self._each_look(self.sheet.source.workbook.styles.number_format)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.restyle(number_format=value)

    @property
    def color(self) -> Rgb | None:
        """The fill; None for no fill, and where the cells differ."""
        return rgb(self._each_look(self.sheet.source.workbook.styles.fill_color))

    @color.setter
    def color(self, color_or_rgb: Rgb | int | str | None) -> None:
        self.restyle(fill=None if color_or_rgb is None else hex_color(color_or_rgb))

    def set_colors(self, colors: list[list[Any]]) -> None:
        """Fill cell by cell; an Ellipsis leaves a cell as it is."""
        for row, line in enumerate(colors, start=1):
            for column, color in enumerate(line, start=1):
                if color is not ...:
                    self(row, column).color = color

    def clear_formats(self) -> None:
        """Back to the workbook's normal style."""
        self._restyle(self.area, lambda _xf: 0)

    @property
    def wrap_text(self) -> bool | None:
        """Whether text is broken into lines; None where the cells differ."""
        return self._each_look(lambda xf: self.sheet.source.workbook.styles.alignment(xf).wrap)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.restyle(wrap=bool(value))

    @property
    def horizontal_alignment(self) -> str | None:
        """xlwings' word for it; None where the cells differ."""
        alignment = self.sheet.source.workbook.styles.alignment
        return self._each_look(lambda xf: _word(_HORIZONTAL, alignment(xf).horizontal, "general"))

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self.restyle(horizontal=_HORIZONTAL[value])

    @property
    def vertical_alignment(self) -> str | None:
        """xlwings' word for it; None where the cells differ."""
        alignment = self.sheet.source.workbook.styles.alignment
        return self._each_look(lambda xf: _word(_VERTICAL, alignment(xf).vertical, "bottom"))

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.restyle(vertical=_VERTICAL[value])

    @property
    def font(self) -> Font:
        """The font of the cells."""
        return Font(self)

    @property
    def borders(self) -> Borders:
        """The lines around and between the cells."""
        return Borders(self)


def _word(words: dict[str, str | None] | dict[str, str], stored: str | None, default: str) -> str:
    return next((word for word, value in words.items() if value == stored), default)


class Font(FileObject, base_classes.Font):
    """The font of a range's cells; a getter gives None where the cells differ."""

    def __init__(self, cells: Looks) -> None:
        self._cells = cells

    def _each(self, read: Callable[[Any], T]) -> T | None:
        font = self._cells.sheet.source.workbook.styles.font
        return self._cells._each_look(lambda xf: read(font(xf)))

    @property
    def api(self) -> Font:
        """The font itself: there is no native object behind it."""
        return self

    @property
    def bold(self) -> bool | None:
        """Whether it is bold."""
        return self._each(lambda font: bool(font.bold))

    @bold.setter
    def bold(self, value: bool) -> None:
        self._cells.restyle(bold=bool(value))

    @property
    def italic(self) -> bool | None:
        """Whether it is italic."""
        return self._each(lambda font: bool(font.italic))

    @italic.setter
    def italic(self, value: bool) -> None:
        self._cells.restyle(italic=bool(value))

    @property
    def size(self) -> float | None:
        """In points."""
        return self._each(lambda font: None if font.size is None else float(font.size))

    @size.setter
    def size(self, value: float) -> None:
        self._cells.restyle(font_size=value)

    @property
    def color(self) -> Rgb | None:
        """Automatic is black."""
        return rgb(self._each(lambda font: font.color or "000000"))

    @color.setter
    def color(self, color_or_rgb: Rgb | int | str) -> None:
        self._cells.restyle(font_color=hex_color(color_or_rgb))

    @property
    def name(self) -> str | None:
        """The typeface."""
        return self._each(lambda font: font.name)

    @name.setter
    def name(self, value: str) -> None:
        self._cells.restyle(font_name=value)
