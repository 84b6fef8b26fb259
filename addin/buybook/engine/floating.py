"""Pictures, charts and shapes: what floats over the cells of a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from buybook.engine import placing
from buybook.engine.characters import Characters, CharactersFont
from buybook.engine.placing import Box
from buybook.engine.refusal import FileObject, refuse
from buybook.engine.shapewords import ShapeText
from buybook.xlsx.drawings import Drawing, Floating
from buybook.xlsx.images import measure

if TYPE_CHECKING:
    from buybook.engine.sheet import Sheet

_KEEPING = {
    "scale_from_top_left": (0.0, 0.0),
    "scale_from_middle": (0.5, 0.5),
    "scale_from_bottom_right": (1.0, 1.0),
}
"""Which point of a shape stays where it is when it is scaled, as a part of its width and height."""


class Shapes(FileObject, base_classes.Collection):
    """All that floats over a sheet's cells, the one at the back first."""

    kinds: tuple[str, ...] | None = None  # None: every kind

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def _listed(self) -> list[Floating]:
        objects = Drawing(self._sheet.source).objects
        return [found for found in objects if self.kinds is None or found.kind in self.kinds]

    def _wrapped(self, found: Floating) -> Shape:
        return Shape(self._sheet, found)

    @property
    def api(self) -> list[Floating]:
        """The package layer's records."""
        return self._listed()

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self._sheet

    def __call__(self, key: int | str) -> Shape:
        """The one of that name or place (from 1); KeyError if there is none."""
        listed = self._listed()
        if isinstance(key, int):
            if not 1 <= key <= len(listed):
                raise KeyError(key)
            return self._wrapped(listed[key - 1])
        for found in listed:
            if found.name.lower() == key.lower():
                return self._wrapped(found)
        raise KeyError(f"There is no {key!r} among the pictures, charts and shapes of {self._sheet.name}.")

    def __len__(self) -> int:
        return len(self._listed())

    def __iter__(self) -> Iterator[Shape]:
        return (self._wrapped(found) for found in self._listed())

    def __contains__(self, key: str) -> bool:
        return any(found.name.lower() == key.lower() for found in self._listed())


class Shape(FileObject, base_classes.Shape):
    """Anything that floats over the cells."""

    def __init__(self, sheet: Sheet, found: Floating) -> None:
        self._sheet = sheet
        self._key = found.number, found.turn

    @property
    def drawing(self) -> Drawing:
        """The package layer's drawing."""
        return Drawing(self._sheet.source)

    @property
    def key(self) -> tuple[int, int]:
        """How the drawing knows it."""
        return self._key

    @property
    def api(self) -> Floating:
        """The package layer's record."""
        return self.drawing.find(*self._key)

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self._sheet

    @property
    def name(self) -> str:
        """Its name."""
        return self.api.name

    @name.setter
    def name(self, value: str) -> None:
        self.drawing.rename(*self._key, value)

    @property
    def index(self) -> int:
        """Its place among the sheet's shapes, from 1."""
        keys = [(found.number, found.turn) for found in self.drawing.objects]
        return keys.index(self._key) + 1

    @property
    def type(self) -> str:
        """xlwings' word: 'picture', 'chart', 'auto_shape', 'text_box', 'line', 'group'; 'other' if unknown."""
        return self.api.kind

    # -- place and size

    def _box(self) -> Box:
        return placing.box_of(self._sheet.source, self.api.anchor)

    def _put(self, box: Box) -> None:
        anchor = placing.anchored(self._sheet.source, box, self.api.anchor)
        self.drawing.move(*self._key, anchor)

    @property
    def left(self) -> float:
        """Points from the sheet's left edge."""
        return self._box().left

    @left.setter
    def left(self, value: float) -> None:
        self._put(replace(self._box(), left=float(value)))

    @property
    def top(self) -> float:
        """Points from the sheet's top."""
        return self._box().top

    @top.setter
    def top(self, value: float) -> None:
        self._put(replace(self._box(), top=float(value)))

    @property
    def width(self) -> float:
        """In points."""
        return self._box().width

    @width.setter
    def width(self, value: float) -> None:
        self._resize(width=float(value))

    @property
    def height(self) -> float:
        """In points."""
        return self._box().height

    @height.setter
    def height(self, value: float) -> None:
        self._resize(height=float(value))

    @property
    def lock_aspect_ratio(self) -> bool:
        """Whether width and height keep their proportion when one is set."""
        return self.drawing.lock_ratio(*self._key)

    @lock_aspect_ratio.setter
    def lock_aspect_ratio(self, value: bool) -> None:
        if bool(value) != self.lock_aspect_ratio:
            self.drawing.set_lock_ratio(*self._key, bool(value))

    def _resize(
        self,
        width: float | None = None,
        height: float | None = None,
        keeping: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        before = self._box()
        if self.lock_aspect_ratio and before.width and before.height:
            factor = width / before.width if width is not None else (height or 0) / before.height
            width, height = before.width * factor, before.height * factor
        width = before.width if width is None else width
        height = before.height if height is None else height
        left = before.left + (before.width - width) * keeping[0]
        top = before.top + (before.height - height) * keeping[1]
        self._put(Box(max(left, 0.0), max(top, 0.0), width, height))

    def _original(self) -> tuple[float, float]:
        if self.type != "picture":
            raise ValueError(f"{self.name} is no picture: it has no original size.")
        image = measure(self.drawing.image(*self._key))
        return image.width, image.height

    def scale_width(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        """Multiply the width of now, or a picture's original width."""
        width = self._original()[0] if relative_to_original_size else self.width
        self._resize(width=width * factor, keeping=_kept_point(scale))

    def scale_height(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        """Multiply the height of now, or a picture's original height."""
        height = self._original()[1] if relative_to_original_size else self.height
        self._resize(height=height * factor, keeping=_kept_point(scale))

    def delete(self) -> None:
        """Take it away."""
        self.drawing.delete(*self._key)

    # -- text

    @property
    def text(self) -> str | None:
        """Its words; None if it has none, as in Excel."""
        return ShapeText(self).text or None

    @text.setter
    def text(self, value: Any) -> None:
        ShapeText(self).write("" if value is None else str(value))

    @property
    def font(self) -> CharactersFont:
        """The font of all its words."""
        words = ShapeText(self)
        return CharactersFont(words, 0, len(words.text))

    @property
    def characters(self) -> Characters:
        """Its words, to be sliced."""
        return Characters(ShapeText(self))


def _kept_point(scale: str) -> tuple[float, float]:
    if scale not in _KEEPING:
        raise ValueError(f"Invalid scale {scale!r}: use {', '.join(map(repr, _KEEPING))}.")
    return _KEEPING[scale]


class Pictures(Shapes, base_classes.Pictures):
    """The pictures of a sheet."""

    kinds = ("picture",)

    def _wrapped(self, found: Floating) -> Picture:
        return Picture(self._sheet, found)

    def add(
        self,
        filename: str,
        link_to_file: bool,
        save_with_document: bool,
        left: float | None,
        top: float | None,
        width: float,
        height: float,
        anchor: Any = None,
    ) -> Picture:
        """Put a picture file over the cells. A width or height of -1 is the picture's own size."""
        if link_to_file or not save_with_document:
            refuse("Linking a picture to its file")
        content = Path(filename).read_bytes()
        image, native = measure(content), width == -1 or height == -1
        box = Box(
            float(anchor.left if anchor else left or 0),
            float(anchor.top if anchor else top or 0),
            image.width if native else float(width),
            image.height if native else float(height),
        )
        name = self._free_name()
        place = placing.between_cells(self._sheet.source, box)
        added = Drawing(self._sheet.source).add_picture(content, name, place, locked=native)
        return Picture(self._sheet, added)

    def _free_name(self) -> str:
        taken = {found.name.lower() for found in Drawing(self._sheet.source).objects}
        number = len(taken) + 1
        while f"picture {number}" in taken:
            number += 1
        return f"Picture {number}"


class Picture(Shape, base_classes.Picture):  # type: ignore[misc]  # two bases know an `index`
    """A picture."""

    def update(self, filename: str) -> Picture:
        """Show another file in its place, in the same box."""
        self.drawing.replace_picture(*self.key, Path(filename).read_bytes())
        return self
