"""The compression of VBA source and of the project's `dir` stream (MS-OVBA 2.4.1), deterministic."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_CHUNK = 4096
_SIGNATURE = 0x01
_COMPRESSED, _RAW = 0xB000, 0x3000  # a chunk's header, but for its length
_SHORTEST = 3  # bytes that a copy is worth


def compress(content: bytes) -> bytes:
    """Compress into the container that VBA reads.

    Raises ValueError for an end of fewer than 4,096 bytes that does not get shorter: the format has no place for it.
    """
    chunks = (_chunk(content[start : start + _CHUNK]) for start in range(0, len(content), _CHUNK))
    return bytes([_SIGNATURE]) + b"".join(chunks)


def _chunk(content: bytes) -> bytes:
    tokens = b"".join(_token_groups(content))
    if len(tokens) <= _CHUNK:
        return struct.pack("<H", _COMPRESSED | (len(tokens) - 1)) + tokens
    if len(content) < _CHUNK:
        raise ValueError("This text cannot be stored in a VBA project: it does not compress.")
    return struct.pack("<H", _RAW | (_CHUNK - 1)) + content


def _token_groups(content: bytes) -> Iterator[bytes]:
    """Give groups of eight tokens, each led by a byte whose bits say which ones are copies."""
    flags, tokens, count = 0, bytearray(), 0
    for is_copy, token in _tokens(content):
        flags |= is_copy << count
        tokens += token
        count += 1
        if count == 8:
            yield bytes([flags]) + tokens
            flags, tokens, count = 0, bytearray(), 0
    if count:
        yield bytes([flags]) + tokens


def _tokens(content: bytes) -> Iterator[tuple[bool, bytes]]:
    seen: dict[bytes, list[int]] = {}
    place = 0
    while place < len(content):
        offset, length = _longest_copy(content, place, seen)
        if length >= _SHORTEST:
            yield True, _copy_token(place, offset, length)
        else:
            length = 1
            yield False, content[place : place + 1]
        for passed in range(place, place + length):
            seen.setdefault(content[passed : passed + _SHORTEST], []).append(passed)
        place += length


def _longest_copy(content: bytes, place: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Give how far back the longest equal run begins, and its length; the nearest one of equal length."""
    limit = min(len(content) - place, (0xFFFF >> _offset_bits(place)) + _SHORTEST)
    offset, best = 0, 0
    for start in reversed(seen.get(content[place : place + _SHORTEST], ())):
        length = _equal(content, start, place, limit)
        if length > best:
            offset, best = place - start, length
            if best == limit:
                break
    return offset, best


def _equal(content: bytes, start: int, place: int, limit: int) -> int:
    length = 0
    while length < limit and content[start + length] == content[place + length]:
        length += 1
    return length


def _copy_token(place: int, offset: int, length: int) -> bytes:
    shift = 16 - _offset_bits(place)
    return struct.pack("<H", (offset - 1) << shift | (length - _SHORTEST))


def _offset_bits(place: int) -> int:
    """Give how many bits of a copy's 16 say how far back: enough for what the chunk holds so far, 4 at least."""
    return max(4, (place - 1).bit_length())
