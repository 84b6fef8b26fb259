"""Small pictures for tests, made here."""

from __future__ import annotations

import struct
import tempfile
import zlib
from pathlib import Path


def png(width: int, height: int, *, dots_per_metre: int | None = None, shade: int = 200) -> bytes:
    """A grey PNG of that size in pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    dots = b""
    if dots_per_metre is not None:
        dots = chunk(b"pHYs", struct.pack(">IIB", dots_per_metre, dots_per_metre, 1))
    rows = zlib.compress((b"\0" + bytes([shade]) * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + dots + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def write_picture(path: Path, width: int = 40, height: int = 20, *, shade: int = 200) -> Path:
    """Write such a picture to a file."""
    path.write_bytes(png(width, height, shade=shade))
    return path


PICTURE = str(write_picture(Path(tempfile.mkdtemp()) / "picture.png"))
