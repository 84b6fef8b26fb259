"""Writing a compound file (MS-CFB, version 3): the container that a VBA project is kept in.

Streams shorter than 4,096 bytes go to the mini stream, as the format demands. Nothing in the file depends on the
clock or the system, so the same streams give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_SECTOR = 512
_MINI_SECTOR = 64
_MINI_CUTOFF = 4096
_ENTRY = 128  # bytes of a directory entry
_NUMBERS = _SECTOR // 4  # sector numbers that fit one sector
_FREE, _END, _FAT_SECTOR, _NOBODY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_HEADER_FATS = 109  # FAT sectors that the header itself can name: some seven megabytes
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1

Streams = Mapping[str, bytes]


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    children: list[_Entry] = field(default_factory=list)
    number: int = 0
    left: int = _NOBODY
    right: int = _NOBODY
    child: int = _NOBODY
    colour: int = _BLACK
    start: int = 0


def compound_file(streams: Streams) -> bytes:
    """Give a compound file of the streams, named by their paths (`VBA/dir`), in the order that they are to lie.

    Raises ValueError for a name that the format does not allow, and for more than seven megabytes.
    """
    root = _tree(streams)
    entries = _numbered(root)
    mini, mini_fat = _mini_stream(entries)
    root.content = mini
    fat: list[int] = []
    body = bytearray()
    for entry in entries:
        if entry.kind == _STREAM and len(entry.content) >= _MINI_CUTOFF:
            entry.start = _append(body, fat, entry.content)
    root.start = _append(body, fat, mini)
    mini_fat_start = _append(body, fat, _packed(mini_fat))
    directory_start = _append(body, fat, _directory(entries), filler=_empty_entry())
    fat_start, fat_sectors = _append_fat(body, fat)
    header = _header(directory_start, fat_start, fat_sectors, mini_fat_start, len(mini_fat))
    return header + bytes(body)


def _tree(streams: Streams) -> _Entry:
    root = _Entry("Root Entry", _ROOT)
    for path, content in streams.items():
        *folders, name = path.split("/")
        parent = root
        for folder in folders:
            parent = _storage(parent, folder)
        parent.children.append(_Entry(_checked(name), _STREAM, content))
    return root


def _storage(parent: _Entry, name: str) -> _Entry:
    for entry in parent.children:
        if entry.name == name and entry.kind == _STORAGE:
            return entry
    parent.children.append(_Entry(_checked(name), _STORAGE))
    return parent.children[-1]


def _checked(name: str) -> str:
    if not 0 < len(name.encode("utf-16-le")) <= 62 or set(name) & set("/\\:!"):
        raise ValueError(f"{name!r} cannot be the name of a stream: 31 characters at most, none of / \\ : !")
    return name


def _numbered(root: _Entry) -> list[_Entry]:
    """Give all entries in the order of the directory, each storage's children tied into a search tree."""
    entries = [root]
    for entry in entries:  # grows as it is walked: level by level
        entries.extend(entry.children)
    for number, entry in enumerate(entries):
        entry.number = number
    for entry in entries:
        entry.child = _tied(sorted(entry.children, key=_rank), len(entry.children).bit_length())
    return entries


def _rank(entry: _Entry) -> tuple[int, str]:
    return len(entry.name.encode("utf-16-le")), entry.name.upper()


def _tied(ranked: Sequence[_Entry], levels: int, *, top_level: bool = True) -> int:
    """Tie entries into a balanced tree, black but for its deepest level; give the number of the one on top."""
    if not ranked:
        return _NOBODY
    middle = len(ranked) // 2
    top = ranked[middle]
    top.left = _tied(ranked[:middle], levels - 1, top_level=False)
    top.right = _tied(ranked[middle + 1 :], levels - 1, top_level=False)
    top.colour = _RED if levels == 1 and not top_level else _BLACK
    return top.number


def _mini_stream(entries: Iterable[_Entry]) -> tuple[bytes, list[int]]:
    stream, fat = bytearray(), list[int]()
    for entry in entries:
        if entry.kind == _STREAM and len(entry.content) < _MINI_CUTOFF:
            entry.start = _append(stream, fat, entry.content, size=_MINI_SECTOR)
    return bytes(stream), fat


def _append(
    body: bytearray, fat: list[int], content: bytes, *, size: int = _SECTOR, filler: bytes = b"\0"
) -> int:
    """Append content in whole sectors, chain them, and give the first one's number."""
    if not content:
        return _END
    start = len(fat)
    body += content
    while len(body) % size:
        body += filler
    count = len(body) // size - start
    fat.extend(range(start + 1, start + count))
    fat.append(_END)
    return start


def _append_fat(body: bytearray, fat: list[int]) -> tuple[int, int]:
    """Append the FAT, which has a place for its own sectors too; give its first sector and how many there are."""
    start, count = len(fat), 1
    while count * _NUMBERS < start + count:
        count += 1
    if count > _HEADER_FATS:
        raise ValueError("The VBA project is too large: seven megabytes at most.")
    fat.extend([_FAT_SECTOR] * count)
    body += _packed(fat)
    return start, count


def _packed(numbers: Sequence[int]) -> bytes:
    padded = [*numbers, *[_FREE] * (-len(numbers) % _NUMBERS)]
    return struct.pack(f"<{len(padded)}I", *padded)


def _directory(entries: Iterable[_Entry]) -> bytes:
    return b"".join(_directory_entry(entry) for entry in entries)


def _directory_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    links = (entry.left, entry.right, entry.child)
    size = 0 if entry.kind == _STORAGE else len(entry.content)
    head = name.ljust(64, b"\0") + struct.pack("<HBB3I", len(name), entry.kind, entry.colour, *links)
    return head + bytes(36) + struct.pack("<IQ", entry.start, size)  # no class, no flags, no times


def _empty_entry() -> bytes:
    return bytes(68) + struct.pack("<3I", _NOBODY, _NOBODY, _NOBODY) + bytes(48)


def _header(directory: int, fat: int, fat_sectors: int, mini_fat: int, mini_sectors: int) -> bytes:
    signature = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    versions = struct.pack("<5H", 0x003E, 3, 0xFFFE, 9, 6) + bytes(6)
    mini_fat_sectors = -(-mini_sectors // _NUMBERS)
    chains = (0, fat_sectors, directory, 0, _MINI_CUTOFF, mini_fat, mini_fat_sectors, _END, 0)
    named = [*range(fat, fat + fat_sectors), *[_FREE] * (_HEADER_FATS - fat_sectors)]
    return signature + versions + struct.pack("<9I", *chains) + struct.pack(f"<{_HEADER_FATS}I", *named)
