"""Characters of a cell's or a shape's text, and their fonts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from xlwings import base_classes

from buybook.engine.appearance import Rgb, hex_color, rgb
from buybook.engine.area import Area
from buybook.engine.refusal import FileObject, refuse
from buybook.xlsx import records, richtext

if TYPE_CHECKING:
    from buybook.engine.range import Range


class StyledText(Protocol):
    """A text whose characters have fonts, counted from 0."""

    @property
    def text(self) -> str:
        """The words."""

    def fonts(self, start: int, end: int) -> Sequence[records.Font]:
        """The fonts of some characters; of none, the font that new ones would have."""

    def set_font(self, start: int, end: int, setting: str, value: Any) -> None:
        """Change `bold`, `italic`, `size`, `color` (RRGGBB) or `name` of some characters."""


class Characters(FileObject, base_classes.Characters):
    """Some characters of a text; without slicing all of them."""

    def __init__(self, source: StyledText, start: int | None = None, end: int | None = None) -> None:
        self._source = source
        self._start = start
        self._end = end

    @property
    def _bounds(self) -> tuple[int, int]:
        length = len(self._source.text)
        return self._start or 0, length if self._end is None else min(self._end, length)

    @property
    def api(self) -> Characters:
        """The characters themselves: there is no native object behind them."""
        return self

    @property
    def text(self) -> str:
        """The words."""
        start, end = self._bounds
        return self._source.text[start:end]

    @property
    def font(self) -> CharactersFont:
        """Their font."""
        return CharactersFont(self._source, *self._bounds)

    def __getitem__(self, item: int | slice) -> Characters:
        """A character by its place from 0, or a slice."""
        start, end = self._bounds
        if isinstance(item, slice):
            chosen = range(start, end)[item]
            return Characters(self._source, chosen.start, chosen.stop)
        place = range(start, end)[item]
        return Characters(self._source, place, place + 1)


class CharactersFont(FileObject, base_classes.Font):
    """The font of some characters; a getter gives None where they differ."""

    def __init__(self, source: StyledText, start: int, end: int) -> None:
        self._source = source
        self._bounds = start, end

    @property
    def api(self) -> CharactersFont:
        """The font itself: there is no native object behind it."""
        return self

    def _get(self, setting: str) -> Any:
        found = {getattr(font, setting) for font in self._source.fonts(*self._bounds)}
        return found.pop() if len(found) == 1 else None

    def _set(self, setting: str, value: Any) -> None:
        self._source.set_font(*self._bounds, setting, value)

    @property
    def bold(self) -> bool | None:
        """Whether they are bold."""
        return self._get("bold")  # type: ignore[no-any-return]

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("bold", bool(value))

    @property
    def italic(self) -> bool | None:
        """Whether they are italic."""
        return self._get("italic")  # type: ignore[no-any-return]

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("italic", bool(value))

    @property
    def size(self) -> float | None:
        """In points."""
        return self._get("size")  # type: ignore[no-any-return]

    @size.setter
    def size(self, value: float) -> None:
        self._set("size", float(value))

    @property
    def color(self) -> Rgb | None:
        """Automatic is black."""
        colors = {font.color or "000000" for font in self._source.fonts(*self._bounds)}
        return rgb(colors.pop()) if len(colors) == 1 else None

    @color.setter
    def color(self, color_or_rgb: Rgb | int | str) -> None:
        self._set("color", hex_color(color_or_rgb))

    @property
    def name(self) -> str | None:
        """The typeface."""
        return self._get("name")  # type: ignore[no-any-return]

    @name.setter
    def name(self, value: str) -> None:
        self._set("name", value)


class CellText:
    """The text of a single cell."""

    def __init__(self, cell: Range) -> None:
        if cell.area.size != 1:
            refuse("Working with the characters of several cells at once")
        self._cell = cell
        self._sheet = cell.sheet.source

    def _runs(self) -> list[richtext.Run]:
        return richtext.read(self._sheet, self._cell.row, self._cell.column)

    @property
    def text(self) -> str:
        """The words."""
        self._cell.reads()
        return "".join(run.text for run in self._runs())

    def fonts(self, start: int, end: int) -> list[records.Font]:
        """The fonts of some characters."""
        self._cell.reads()
        styles = self._sheet.workbook.styles
        own = styles.font(self._sheet.cell_style(self._cell.row, self._cell.column))
        runs = richtext.within(self._runs(), start, end)
        return [styles.run_font(run.font) if run.font else own for run in runs] or [own]

    def set_font(self, start: int, end: int, setting: str, value: Any) -> None:
        """Change one setting. All characters at once change the cell's font too, as in Excel."""
        runs = self._runs()
        whole = start <= 0 and end >= sum(len(run.text) for run in runs)
        styled = any(run.font for run in runs)
        if whole:
            setattr(self._cell.font, setting, value)
        if styled or not whole:
            base = self._base_font()
            name, attributes = _as_element(setting, value)
            changed = richtext.change(
                runs, start, end, lambda font: richtext.with_setting(font or base, name, attributes)
            )
            richtext.write(self._sheet, self._cell.row, self._cell.column, changed)
            self._cell.sheet.wrote(Area(self._cell.row, self._cell.column))

    def _base_font(self) -> bytes:
        xf = self._sheet.cell_style(self._cell.row, self._cell.column)
        return richtext.run_font(self._sheet.workbook.styles.font_element(xf), self._sheet.prefix)


def _as_element(setting: str, value: Any) -> tuple[str, dict[str, str] | None]:
    """A setting as a run's font spells it."""
    if setting in ("bold", "italic"):
        return setting[0], {} if value else None
    if setting == "size":
        return "sz", {"val": f"{value:g}"}
    if setting == "color":
        return "color", {"rgb": "FF" + value}
    return "rFont", {"val": value}
