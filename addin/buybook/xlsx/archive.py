"""The zip file under a workbook: entries are read with limits, and copied as they are unless they changed.

The format is that of PKWARE's APPNOTE 6.3; the standard library's `zipfile` cannot copy an entry without
decompressing it, which is why the directory is read here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple

from buybook.xlsx.compression import CorruptData, checksum, deflate, inflate
from buybook.xlsx.errors import WorkbookError

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")

_LOCAL_MARK: Final = b"PK\x03\x04"
_CENTRAL_MARK: Final = b"PK\x01\x02"
_END_MARK: Final = b"PK\x05\x06"
_LOCATOR_MARK: Final = b"PK\x06\x07"
_END64_MARK: Final = b"PK\x06\x06"

_STORED: Final = 0
_DEFLATED: Final = 8
_ENCRYPTED_FLAG: Final = 0x0001
_DESCRIPTOR_FLAG: Final = 0x0008
_UTF8_FLAG: Final = 0x0800
_ZIP64_FIELD: Final = 0x0001
_NEW_ENTRY_DATE: Final = 0x0021  # 1 January 1980: a result must not depend on the time of the run
_4_GIB: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a package may unpack to; a file that claims or holds more is refused as `too_large`.

    `ratio` (unpacked to packed size) is looked at only in entries of more than `ratio_from` bytes: sheets of
    repeated rows compress well, but none that people made comes near it.
    """

    entries: int = 20_000
    entry_bytes: int = 1 << 30
    total_bytes: int = 2 << 30
    ratio: int = 250
    ratio_from: int = 16 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the zip file; `data` is as it is stored, packed by `method`."""

    name: bytes
    made_by: int
    needs: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    size: int
    data: bytes | memoryview
    local_extra: bytes
    central_extra: bytes
    comment: bytes
    internal: int
    external: int

    @property
    def text_name(self) -> str:
        """The name as text: UTF-8 when it is, else the old DOS code page."""
        try:
            return self.name.decode("utf-8")
        except UnicodeDecodeError:
            return self.name.decode("cp437")


class _Sizes(NamedTuple):
    packed: int
    unpacked: int
    offset: int


def _damaged(what: str) -> WorkbookError:
    return WorkbookError("damaged", f"The file is damaged: {what}.")


def read_entries(data: bytes, limits: Limits) -> list[Entry]:
    """The entries of a zip file, in the order of its directory. Nothing is unpacked yet."""
    count, size, offset, end = _find_directory(data)
    if count > limits.entries:
        raise WorkbookError("too_large", f"The file holds {count} parts; {limits.entries} is the limit.")
    start = end - size  # bytes before the zip file proper shift every offset alike
    shift = start - offset
    if start < 0 or shift < 0:
        raise _damaged("its directory lies outside the file")
    entries: list[Entry] = []
    places: list[tuple[int, int]] = []
    position, total = start, 0
    for _ in range(count):
        entry, place, position = _read_entry(data, position, shift, start)
        total += entry.size
        _check_size(entry, total, limits)
        entries.append(entry)
        places.append(place)
    _refuse_overlap(places)
    return entries


def _refuse_overlap(places: list[tuple[int, int]]) -> None:
    """Entries that share bytes are how a small file is made to hold a thousand times its size."""
    places.sort()
    if any(end > following for (_, end), (following, _) in pairwise(places)):
        raise _damaged("two of its parts overlap")


def _find_directory(data: bytes) -> tuple[int, int, int, int]:
    """Number of entries, size and offset of the directory, and where it ends."""
    at = data.rfind(_END_MARK, max(0, len(data) - 65_557))
    if at < 0 or at + _END.size > len(data):
        raise _damaged("the end of the zip file is missing")
    _, _, _, _, count, size, offset, _ = _END.unpack_from(data, at)
    end = at
    locator = at - _LOCATOR.size
    if locator >= 0 and data.startswith(_LOCATOR_MARK, locator):
        end = data.rfind(_END64_MARK, 0, locator)
        if end < 0 or end + _END64.size > len(data):
            raise _damaged("the end of the zip file is missing")
        *_, count, size, offset = _END64.unpack_from(data, end)
    return count, size, offset, end


def _read_entry(data: bytes, position: int, shift: int, limit: int) -> tuple[Entry, tuple[int, int], int]:
    """An entry of the directory at `position`, where it lies in the file, and where the next one stands."""
    try:
        fields = _CENTRAL.unpack_from(data, position)
    except struct.error as error:
        raise _damaged("its directory is cut off") from error
    mark, made_by, needs, flags, method, time, date, crc, packed, unpacked = fields[:10]
    name_size, extra_size, comment_size, _disk, internal, external, offset = fields[10:]
    if mark != _CENTRAL_MARK:
        raise _damaged("its directory is broken")
    at = position + _CENTRAL.size
    name = data[at : at + name_size]
    extra = data[at + name_size : at + name_size + extra_size]
    end = at + name_size + extra_size + comment_size
    comment = data[end - comment_size : end]
    sizes = _zip64_sizes(extra, _Sizes(packed, unpacked, offset))
    at = sizes.offset + shift
    body, local_extra, data_end = _packed_data(data, at, sizes.packed, limit, name)
    if flags & _ENCRYPTED_FLAG:
        raise WorkbookError("encrypted", "The file is protected with a password.")
    entry = Entry(
        name, made_by, needs, flags, method, time, date, crc, sizes.unpacked, body,
        local_extra, extra, comment, internal, external,
    )  # fmt: skip
    return entry, (at, data_end), end


def _zip64_sizes(extra: bytes, sizes: _Sizes) -> _Sizes:
    """Sizes of four bytes that are full stand, in this order, in the zip64 field."""
    if _4_GIB not in sizes:
        return sizes
    found = _extra_field(extra, _ZIP64_FIELD)
    values = list(struct.unpack(f"<{len(found) // 8}Q", found[: len(found) // 8 * 8]))
    try:
        unpacked = values.pop(0) if sizes.unpacked == _4_GIB else sizes.unpacked
        packed = values.pop(0) if sizes.packed == _4_GIB else sizes.packed
        offset = values.pop(0) if sizes.offset == _4_GIB else sizes.offset
    except IndexError as error:
        raise _damaged("its directory is broken") from error
    return _Sizes(packed, unpacked, offset)


def _extra_fields(extra: bytes) -> Iterable[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        end = at + 4 + size
        if end <= len(extra):  # what is cut off says nothing
            yield kind, extra[at:end]
        at = end


def _extra_field(extra: bytes, wanted: int) -> bytes:
    return next((field[4:] for kind, field in _extra_fields(extra) if kind == wanted), b"")


def _without_zip64(extra: bytes) -> bytes:
    return b"".join(field for kind, field in _extra_fields(extra) if kind != _ZIP64_FIELD)


def _packed_data(data: bytes, at: int, size: int, limit: int, name: bytes) -> tuple[memoryview, bytes, int]:
    """The data of an entry, its own extra field, and where it ends; `limit` is where the directory begins."""
    if at + _LOCAL.size + size > limit:
        raise _damaged("a part is cut off")
    fields = _LOCAL.unpack_from(data, at)
    name_start = at + _LOCAL.size
    name_end = name_start + fields[9]
    if fields[0] != _LOCAL_MARK or data[name_start:name_end] != name:
        raise _damaged("a part is not where the directory says")
    start = name_end + fields[10]
    end = start + size
    if end > limit:
        raise _damaged("a part is cut off")
    return memoryview(data)[start:end], data[name_end:start], end


def _check_size(entry: Entry, total: int, limits: Limits) -> None:
    steep = entry.size > limits.ratio_from and entry.size > limits.ratio * max(1, len(entry.data))
    if entry.size > limits.entry_bytes or total > limits.total_bytes or steep:
        raise WorkbookError(
            "too_large", f"The file unpacks to too much: {entry.text_name} to {entry.size:,} bytes."
        )


def unpack(entry: Entry) -> bytes:
    """The content of an entry; never more than the directory said, and only if its checksum is right."""
    if entry.method == _STORED:
        content = bytes(entry.data)
    elif entry.method == _DEFLATED:
        content = _inflated(entry)
    else:
        raise WorkbookError(
            "unsupported", f"{entry.text_name} is packed by a method that Excel does not use."
        )
    if len(content) != entry.size or checksum([content]) != entry.crc:
        raise _damaged(f"{entry.text_name} does not match its checksum")
    return content


def _inflated(entry: Entry) -> bytes:
    try:
        return inflate(entry.data, entry.size)
    except CorruptData as error:
        raise _damaged(f"{entry.text_name} cannot be unpacked") from error


def replaced(entry: Entry, pieces: Sequence[bytes]) -> Entry:
    """The entry with other content, given in pieces; name, date and attributes stay."""
    size = sum(map(len, pieces))
    return replace(
        entry, method=_DEFLATED, needs=max(20, entry.needs), crc=checksum(pieces), size=size,
        data=deflate(pieces, size),
    )  # fmt: skip


def new_entry(name: str, content: bytes) -> Entry:
    """An entry for a new part."""
    encoded = name.encode("utf-8")
    flags = 0 if name.isascii() else _UTF8_FLAG
    blank = Entry(encoded, 20, 20, flags, _DEFLATED, 0, _NEW_ENTRY_DATE, 0, 0, b"", b"", b"", b"", 0, 0)
    return replaced(blank, [content])


def write_entries(entries: Iterable[Entry], *, comment: bytes = b"") -> bytes:
    """A zip file of these entries. Packed data is copied; sizes stand in front of it, never behind."""
    body: list[bytes | memoryview] = []
    directory: list[bytes] = []
    offset = count = 0
    for entry in entries:
        flags = entry.flags & ~_DESCRIPTOR_FLAG
        local_extra, central_extra = _without_zip64(entry.local_extra), _without_zip64(entry.central_extra)
        shared = (
            entry.needs,
            flags,
            entry.method,
            entry.time,
            entry.date,
            entry.crc,
            len(entry.data),
            entry.size,
        )
        header = _LOCAL.pack(_LOCAL_MARK, *shared, len(entry.name), len(local_extra))
        body += (header, entry.name, local_extra, entry.data)
        lengths = (len(entry.name), len(central_extra), len(entry.comment))
        directory.append(
            _CENTRAL.pack(
                _CENTRAL_MARK, entry.made_by, *shared, *lengths, 0, entry.internal, entry.external, offset
            )
            + entry.name + central_extra + entry.comment
        )  # fmt: skip
        offset += len(header) + len(entry.name) + len(local_extra) + len(entry.data)
        count += 1
    if offset > _4_GIB or count > 0xFFFF:
        raise WorkbookError("too_large", "The workbook has become too large for a file.")
    index = b"".join(directory)
    end = _END.pack(_END_MARK, 0, 0, count, count, len(index), offset, len(comment)) + comment
    return b"".join((*body, index, end))
