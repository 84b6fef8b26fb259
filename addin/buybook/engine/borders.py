"""The lines around and between cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from xlwings import base_classes

from buybook.engine.area import Area
from buybook.engine.refusal import FileObject

if TYPE_CHECKING:
    from buybook.engine.appearance import Looks, Rgb

T = TypeVar("T")

# The file's one word for a line is two in Excel: style and weight.
_LINES = {
    "thin": ("continuous", "thin"),
    "hair": ("continuous", "hairline"),
    "medium": ("continuous", "medium"),
    "thick": ("continuous", "thick"),
    "dashed": ("dash", "thin"),
    "mediumDashed": ("dash", "medium"),
    "dashDot": ("dash_dot", "thin"),
    "mediumDashDot": ("dash_dot", "medium"),
    "dashDotDot": ("dash_dot_dot", "thin"),
    "mediumDashDotDot": ("dash_dot_dot", "medium"),
    "dotted": ("dot", "thin"),
    "double": ("double", "thick"),
    "slantDashDot": ("slant_dash_dot", "medium"),
}
_LINE_OF = {words: line for line, words in _LINES.items()}
_EDGES = {"edge_left": "left", "edge_right": "right", "edge_top": "top", "edge_bottom": "bottom"}
_DIAGONALS = ("diagonal_down", "diagonal_up")


class Borders(FileObject, base_classes.Borders):
    """The lines of a range; a getter gives None where they differ."""

    def __init__(self, cells: Looks) -> None:
        self._cells = cells

    @property
    def parent(self) -> Looks:
        """The range."""
        return self._cells

    @property
    def api(self) -> Borders:
        """The borders themselves: there is no native object behind them."""
        return self

    def __getitem__(self, key: str) -> Border:
        return Border(self, key)

    def _grid(self) -> list[tuple[str | None, str | None]]:
        return [line for side in base_classes.BORDER_GRID_SIDES for line in self.lines(side)]

    @property
    def line_style(self) -> str | None:
        """xlwings' word for all lines of the grid."""
        return _shared(_style_word(line) for line, _ in self._grid())

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.set(line_style=value)

    @property
    def weight(self) -> str | None:
        """xlwings' word for all lines of the grid."""
        return _shared(_weight_word(line) for line, _ in self._grid())

    @weight.setter
    def weight(self, value: str) -> None:
        self.set(weight=value)

    @property
    def color(self) -> Rgb | None:
        """The colour of all lines of the grid; automatic is black."""
        return _shared(_color(line, color) for line, color in self._grid())

    @color.setter
    def color(self, value: Any) -> None:
        self.set(color=value)

    def lines(self, side: str) -> set[tuple[str | None, str | None]]:
        """The file's words for the lines on a side, and their colours."""
        source = self._cells.sheet.source
        read = source.workbook.styles.border_line
        return {
            read(xf, edge)
            for area, edge in _parts(self._cells.area, side)
            for row in source.cell_styles(*area.corners)
            for xf in set(row)
        }

    def set(
        self,
        which: Iterable[str] = base_classes.BORDER_GRID_SIDES,
        *,
        line_style: str | None = base_classes._UNSET,
        weight: str = base_classes._UNSET,
        color: Any = base_classes._UNSET,
    ) -> None:
        """Draw or remove lines; what is not given stays, and a new line is continuous and thin."""
        unset = base_classes._UNSET
        for side in which:
            known = {line for line, _ in self.lines(side)}
            before = _LINES.get(known.pop() or "" if len(known) == 1 else "", ("continuous", "thin"))
            style = before[0] if line_style is unset else line_style
            thickness = before[1] if weight is unset else weight
            line = None if style in (None, "none") else _line(str(style), thickness)
            self._draw(side, line, None if color is unset else _hex(color))

    def _draw(self, side: str, line: str | None, color: str | None) -> None:
        variant = self._cells.sheet.source.workbook.styles.variant
        for area, edge in _parts(self._cells.area, side):
            where = "diagonals" if edge in _DIAGONALS else "border"
            look: dict[str, Any] = {where: {edge: line}}
            if color is not None:
                look["border_color"] = {edge: color}
            self._cells._restyle(area, lambda xf, look=look: variant(xf, **look))  # type: ignore[misc]

    def clear(self, which: Iterable[str] = base_classes.BORDER_SIDES) -> None:
        """Remove lines."""
        self.set(which, line_style=None)


class Border(FileObject, base_classes.Border):
    """The line on one side of a range."""

    def __init__(self, borders: Borders, side: str) -> None:
        self._borders = borders
        self._side = side

    @property
    def api(self) -> Border:
        """The border itself: there is no native object behind it."""
        return self

    @property
    def line_style(self) -> str | None:
        """xlwings' word; 'none' where there is no line."""
        return _shared(_style_word(line) for line, _ in self._borders.lines(self._side)) or "none"

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self._borders.set([self._side], line_style=value)

    @property
    def weight(self) -> str | None:
        """xlwings' word; None where there is no line."""
        return _shared(_weight_word(line) for line, _ in self._borders.lines(self._side))

    @weight.setter
    def weight(self, value: str) -> None:
        self._borders.set([self._side], weight=value)

    @property
    def color(self) -> Rgb | None:
        """Automatic is black; None where there is no line."""
        return _shared(_color(line, color) for line, color in self._borders.lines(self._side))

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self._borders.set([self._side], color=color_or_rgb)


def _shared(words: Iterator[T]) -> T | None:
    found = set(words)
    return found.pop() if len(found) == 1 else None


def _style_word(line: str | None) -> str:
    return "none" if line is None else _LINES[line][0]


def _weight_word(line: str | None) -> str | None:
    return None if line is None else _LINES[line][1]


def _color(line: str | None, color: str | None) -> Rgb | None:
    if line is None:
        return None
    text = color or "000000"
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def _hex(color: Any) -> str:
    if isinstance(color, str):
        return color.removeprefix("#").upper()
    if isinstance(color, int):  # Excel's number, blue first
        color = (color & 255, color >> 8 & 255, color >> 16 & 255)
    return "{:02X}{:02X}{:02X}".format(*color)


def _line(style: str, weight: str) -> str:
    """The file's word for a style and a weight; the style wins where the two do not go together."""
    exact = _LINE_OF.get((style, weight))
    return exact or next(line for line, words in _LINES.items() if words[0] == style)


def _parts(area: Area, side: str) -> list[tuple[Area, str]]:
    """The cells that carry the line of a side, with the edge of theirs that it is."""
    if side in _DIAGONALS:
        return [(area, side)]
    if side in _EDGES:
        return [(_edge_cells(area, side), _EDGES[side])]
    if side == "inside_horizontal" and area.rows > 1:
        upper = Area(area.row, area.column, area.rows - 1, area.columns)
        return [(upper, "bottom"), (Area(area.row + 1, area.column, area.rows - 1, area.columns), "top")]
    if side == "inside_vertical" and area.columns > 1:
        left = Area(area.row, area.column, area.rows, area.columns - 1)
        return [(left, "right"), (Area(area.row, area.column + 1, area.rows, area.columns - 1), "left")]
    return []


def _edge_cells(area: Area, side: str) -> Area:
    if side == "edge_left":
        return Area(area.row, area.column, area.rows, 1)
    if side == "edge_right":
        return Area(area.row, area.last_column, area.rows, 1)
    if side == "edge_top":
        return Area(area.row, area.column, 1, area.columns)
    return Area(area.last_row, area.column, 1, area.columns)
