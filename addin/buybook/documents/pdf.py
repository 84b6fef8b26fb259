"""Text on pages of PDF: fonts that are embedded, lines that are wrapped, letters that a font has not.

Sizes are points, and heights count from the page's top. The same drawing always gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from buybook.documents.texts import visible_text

PAGE = (595.28, 841.89)  # A4
PLAIN, BOLD = "LiberationSans", "LiberationSans-Bold"
LINE = 1.25  # a line's height, in sizes of its letters
_FILES = {PLAIN: "LiberationSans-Regular.ttf", BOLD: "LiberationSans-Bold.ttf"}
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_MOST_LETTERS = 2_000  # of one text: what is longer belongs into a drawing
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2011": "-", "\u00ad": ""})


@cache
def _font(name: str) -> Any:
    """Load one of our fonts, once."""
    content = (resources.files("buybook.documents") / "fonts" / _FILES[name]).read_bytes()
    font = TTFont(name, io.BytesIO(content))
    pdfmetrics.registerFont(font)
    return font


def missing_letters(texts: Iterable[str]) -> str:
    """Give the letters that our fonts have not, each once, in their order."""
    known = _font(PLAIN).face.charToGlyph
    letters = dict.fromkeys("".join(map(visible_text, texts)))
    return "".join(each for each in letters if not each.isspace() and ord(each) not in known)


def printable(text: str) -> str:
    """Give a text as our fonts can show it: without control characters, and a sign for a letter they have not."""
    known = _font(PLAIN).face.charToGlyph
    clean = visible_text(text).translate(_SPACES).replace("\t", " ")
    if len(clean) > _MOST_LETTERS:
        clean = clean[: _MOST_LETTERS - 1] + "…"
    return "".join(each if each == "\n" or ord(each) in known else _UNKNOWN for each in clean)


def width(text: str, font: str, size: float) -> float:
    """Give how wide a text is on one line."""
    return float(_font(font).stringWidth(text, size))


@lru_cache(maxsize=4096)
def wrapped(text: str, room: float, font: str, size: float) -> tuple[str, ...]:
    """Break a text into lines no wider than `room`: between words, and within one only where it is too long."""
    lines: list[str] = []
    for paragraph in printable(text).split("\n"):
        line = ""
        for word in paragraph.split():
            wider = f"{line} {word}" if line else word
            if width(wider, font, size) <= room:
                line = wider
                continue
            if line:
                lines.append(line)
            *whole, line = _pieces(word, room, font, size)
            lines.extend(whole)
        lines.append(line)
    return tuple(lines)


def _pieces(word: str, room: float, font: str, size: float) -> list[str]:
    pieces, piece = [], ""
    for letter in word:
        if piece and width(piece + letter, font, size) > room:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


class Sheets:
    """The pages of one document."""

    def __init__(self, title: str, author: str) -> None:
        self._content = io.BytesIO()
        self._canvas = Canvas(self._content, pagesize=PAGE, invariant=1, pageCompression=1)
        self._canvas.setTitle(printable(title))
        self._canvas.setAuthor(printable(author))
        self._canvas.setCreator("Buybook")
        self._canvas.setProducer("Buybook")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        color: str,
        *,
        font: str = PLAIN,
        right: bool = False,
    ) -> None:
        """Write one line whose baseline is `y` below the top; with `right`, it ends at `x`."""
        if not text:
            return
        _font(font)
        self._canvas.setFillColor(HexColor(f"#{color}"))
        self._canvas.setFont(font, size)
        draw = self._canvas.drawRightString if right else self._canvas.drawString
        draw(x, PAGE[1] - y, text)

    def rule(self, x: float, y: float, length: float, thickness: float, color: str) -> None:
        """Draw a level line."""
        self._canvas.setStrokeColor(HexColor(f"#{color}"))
        self._canvas.setLineWidth(thickness)
        self._canvas.line(x, PAGE[1] - y, x + length, PAGE[1] - y)

    def band(self, x: float, y: float, length: float, height: float, color: str) -> None:
        """Fill a rectangle whose top is `y` below the page's."""
        self._canvas.setFillColor(HexColor(f"#{color}"))
        self._canvas.rect(x, PAGE[1] - y - height, length, height, stroke=0, fill=1)

    def turn(self) -> None:
        """End the page."""
        self._canvas.showPage()

    def content(self) -> bytes:
        """Give the document; no more can be drawn."""
        self._canvas.save()
        return self._content.getvalue()
