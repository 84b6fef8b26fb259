"""The words of a shape and their fonts, as `characters` asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from buybook.xlsx import records, shapetext

if TYPE_CHECKING:
    from buybook.engine.floating import Shape


class ShapeText:
    """The text of one shape."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape

    @property
    def _content(self) -> bytes:
        return self._shape.drawing.content(*self._shape.key)

    def _store(self, content: bytes) -> None:
        self._shape.drawing.set_content(*self._shape.key, content)

    @property
    def text(self) -> str:
        """The words."""
        return shapetext.read(self._content)

    def write(self, text: str) -> None:
        """Give the shape other words, in the looks of those that it had."""
        if text != self.text:
            self._store(shapetext.write(self._content, text))

    def fonts(self, start: int, end: int) -> list[records.Font]:
        """The fonts of some characters."""
        content = self._content
        theme = self._shape.parent.source.workbook.styles.theme
        looks = shapetext.looks(content, start, end) or [b""]
        return [
            records.Font(
                name=shapetext.typeface(look),
                size=shapetext.size(content, look),
                bold=shapetext.flag(look, "b"),
                italic=shapetext.flag(look, "i"),
                underline=False,
                strike=False,
                color=shapetext.color(content, look, theme),
            )
            for look in looks
        ]

    def set_font(self, start: int, end: int, setting: str, value: Any) -> None:
        """Change one setting of some characters."""

        def change(look: bytes) -> bytes:
            if setting in ("bold", "italic"):
                return shapetext.with_flag(look, setting[0], "1" if value else "0")
            if setting == "size":
                return shapetext.with_flag(look, "sz", str(round(value * 100)))
            if setting == "color":
                return shapetext.with_color(look, value)
            return shapetext.with_typeface(look, value)

        self._store(shapetext.restyle(self._content, start, end, change))
