"""Kind and size of a picture file, read from its first bytes."""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from buybook.xlsx.errors import WorkbookError

_SCREEN: Final = 96.0  # dots per inch where a picture does not say
_POINTS: Final = 72.0  # per inch
_INCH_IN_METRES: Final = 0.0254
_CENTIMETRES_PER_INCH: Final = 2.54
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG markers with the picture's size


class Image(NamedTuple):
    """A picture: the file's usual extension, its media type, width and height in points."""

    extension: str
    media_type: str
    width: float
    height: float


def measure(content: bytes) -> Image:
    """What kind of picture the bytes are and how large it is meant to be.

    PNG, JPEG, GIF and BMP are known; anything else is `unsupported`.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 33:
        return _png(content)
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return _image("gif", "image/gif", *struct.unpack("<HH", content[6:10]))
    if content.startswith(b"BM") and len(content) >= 46:
        width, height = struct.unpack("<ii", content[18:26])
        across, down = (metre * _INCH_IN_METRES for metre in struct.unpack("<ii", content[38:46]))
        return _image("bmp", "image/bmp", width, abs(height), across, down)
    raise WorkbookError("unsupported", "Only PNG, JPEG, GIF and BMP pictures can be put into a workbook.")


def _image(
    extension: str, media_type: str, width: int, height: int, across: float = 0.0, down: float = 0.0
) -> Image:
    if width <= 0 or height <= 0:
        raise WorkbookError("unsupported", "The picture has no size.")
    across, down = across if across > 1 else _SCREEN, down if down > 1 else _SCREEN
    return Image(extension, media_type, width * _POINTS / across, height * _POINTS / down)


def _png(content: bytes) -> Image:
    width, height = struct.unpack(">II", content[16:24])
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        if kind == b"pHYs" and at + 17 <= len(content):
            across, down, unit = struct.unpack(">IIB", content[at + 8 : at + 17])
            if unit == 1:
                # Whole dots per inch: 5669 dots per metre are meant as 144 and not as 143.99.
                dots = round(across * _INCH_IN_METRES), round(down * _INCH_IN_METRES)
                return _image("png", "image/png", width, height, *dots)
        if kind == b"IDAT":
            break
        at += 12 + length
    return _image("png", "image/png", width, height)


def _jpeg(content: bytes) -> Image:
    at, across, down = 2, 0.0, 0.0
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xE0 and content[at + 4 : at + 9] == b"JFIF\0" and at + 16 <= len(content):
            unit, x, y = struct.unpack(">BHH", content[at + 11 : at + 16])
            factor = {1: 1.0, 2: _CENTIMETRES_PER_INCH}.get(unit, 0.0)
            across, down = x * factor, y * factor
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return _image("jpeg", "image/jpeg", width, height, across, down)
        at += 2 + max(length, 2)
    raise WorkbookError("unsupported", "The JPEG picture is cut off.")
