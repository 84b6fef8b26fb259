"""The box of a note in a VML drawing: what Excel asks to find there for every note.

VML is a format of 1998 that Excel reads leniently and other programs write carelessly (`<br>`, attributes
without quotes), so it is searched by patterns and never parsed. Widths and colours are those of Excel's own
notes; Excel computes the place anew from the anchor: column, pixels, row, pixels of both corners, from 0.
"""

from __future__ import annotations

import re
from typing import Final

from buybook.xlsx.addresses import MAX_COLUMN
from buybook.xlsx.errors import WorkbookError

_ID_BLOCK: Final = 1024  # shapes are numbered within blocks of this size, each drawing has its own blocks
_P: Final = rb"(?:[\w.-]+:)?"  # Excel writes v:, o: and x:, openpyxl ns0: and the like
_SHAPE: Final = re.compile(rb"<" + _P + rb"shape\s.*?</" + _P + rb"shape>\s*", re.DOTALL)
_DRAWN: Final = re.compile(rb"<" + _P + rb"(?:shape|group|rect|roundrect|oval|line|polyline|image)[\s>]")
_IDS: Final = re.compile(rb"_x0000_s(\d+)")
_BLOCKS: Final = re.compile(rb"<" + _P + rb"""idmap\b[^>]*\bdata\s*=\s*["']([\d,\s]+)["']""")
_ROW: Final = re.compile(rb"<" + _P + rb"Row>\s*(\d+)\s*<")
_COLUMN: Final = re.compile(rb"<" + _P + rb"Column>\s*(\d+)\s*<")
_IS_NOTE: Final = re.compile(rb"""ObjectType\s*=\s*["']Note["']""")
_SPACES: Final = (
    b'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_KIND: Final = (
    b"<v:shapetype "
    + _SPACES
    + b' id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def empty(block_number: int) -> bytes:
    """A drawing without shapes; `block_number` is one that no other drawing of the workbook uses."""
    return (
        b'<xml %s><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout>%s</xml>'
        % (_SPACES, block_number, _KIND)
    )


def block(vml: bytes) -> int:
    """The highest block of shape numbers that a drawing uses."""
    return max(_blocks(vml), default=0)


def _blocks(vml: bytes) -> list[int]:
    found = _BLOCKS.search(vml)
    return [] if found is None else [int(number) for number in found[1].replace(b",", b" ").split()]


def has_shapes(vml: bytes) -> bool:
    """Whether the drawing holds anything to be drawn."""
    return _DRAWN.search(vml) is not None


def add(vml: bytes, row: int, column: int) -> bytes:
    """The drawing with a hidden box for the note of a cell, to the right of it."""
    end = vml.rfind(b"</xml>")
    if end < 0:
        raise WorkbookError("unsupported", "The drawing of the sheet's notes has an unknown form.")
    kind = b"" if b'id="_x0000_t202"' in vml else _KIND
    return vml[:end] + kind + _box(_free_number(vml), row, column) + vml[end:]


def _free_number(vml: bytes) -> int:
    used = {int(number) for number in _IDS.findall(vml)}
    first = (_blocks(vml) or [1])[0] * _ID_BLOCK + 1
    return next(number for number in range(first, first + len(used) + 1) if number not in used)


def _box(number: int, row: int, column: int) -> bytes:
    left = column if column + 2 < MAX_COLUMN else MAX_COLUMN - 3
    top = max(row - 2, 0)
    return (
        b'<v:shape %s id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
        b'margin-top:2pt;width:108pt;height:60pt;z-index:%d;visibility:hidden" fillcolor="#ffffe1" '
        b'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        b'<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        b'<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        b"<x:SizeWithCells/><x:Anchor>%d, 15, %d, 10, %d, 15, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
        b"<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
        % (_SPACES, number, number % _ID_BLOCK, left, top, left + 2, top + 4, row - 1, column - 1)
    )


def remove(vml: bytes, row: int, column: int) -> bytes:
    """The drawing without the box of a cell's note."""

    def kept(match: re.Match[bytes]) -> bytes:
        at_row, at_column = _ROW.search(match[0]), _COLUMN.search(match[0])
        is_it = _IS_NOTE.search(match[0]) and at_row and at_column
        return (
            b""
            if is_it and at_row and at_column and (int(at_row[1]), int(at_column[1])) == (row - 1, column - 1)
            else match[0]
        )

    return _SHAPE.sub(kept, vml)
