"""Deflating and inflating (RFC 1951), the larger half of the time that saving a large workbook takes.

Intel's ISA-L (package `isal`) does both several times faster than zlib; on a machine for which it has no wheel
the standard library's zlib stands in, with another packed size and the same content.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any, Final

try:
    from isal import isal_zlib
except ImportError:  # no wheel for this machine
    _quick: Any = zlib
else:
    _quick = isal_zlib

CorruptData: Final[tuple[type[Exception], ...]] = (zlib.error, _quick.error)
"""What `inflate` raises for data that was not deflated."""

_LARGE: Final = 4 << 20  # bytes; from here on time counts for more than a tenth in size
_LARGE_LEVEL: Final = 2  # both pack to the same size at it, ISA-L in a quarter of the time
_SMALL_LEVEL: Final = 6
_RAW: Final = -zlib.MAX_WBITS  # without the header that zip files do not have
_PIECE: Final = 1 << 20


def checksum(pieces: Iterable[bytes]) -> int:
    """The CRC-32 of pieces that follow each other."""
    value = 0
    for piece in pieces:
        value = _quick.crc32(piece, value)
    return value


def inflate(data: bytes | memoryview, size: int) -> bytes:
    """The content of deflated data, but no more than `size` bytes and one: more than that is a fault."""
    content: bytes = _quick.decompressobj(_RAW).decompress(data, size + 1)
    return content


def deflate(pieces: Iterable[bytes], size: int) -> bytes:
    """Pieces that follow each other, deflated; `size` is that of all of them.

    The same content gives the same bytes, however it was cut into pieces.
    """
    if size < _LARGE:
        packer: Any = zlib.compressobj(_SMALL_LEVEL, zlib.DEFLATED, _RAW)
        return b"".join([packer.compress(b"".join(pieces)), packer.flush()])
    packer = _quick.compressobj(_LARGE_LEVEL, zlib.DEFLATED, _RAW)
    packed = [packer.compress(block) for block in _blocks(pieces)]
    return b"".join([*packed, packer.flush()])


def _blocks(pieces: Iterable[bytes]) -> Iterable[bytes | memoryview]:
    """The same bytes in blocks of one size: where a compressor is called must not show in what it writes."""
    rest = b""
    for piece in pieces:
        start = 0
        if rest:
            start = _PIECE - len(rest)
            rest += piece[:start]
            if len(rest) < _PIECE:
                continue
            yield rest
        view = memoryview(piece)
        whole = start + (len(piece) - start) // _PIECE * _PIECE
        for at in range(start, whole, _PIECE):
            yield view[at : at + _PIECE]
        rest = piece[whole:]
    if rest:
        yield rest
