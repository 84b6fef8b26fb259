"""The package: parts by name, their content types and relationships (ECMA-376 part 2).

Parts that nobody writes are copied as they are packed. A part that is written with the bytes it already has
does not count as changed.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from buybook.xlsx import relationships, xmlscan
from buybook.xlsx.archive import Entry, Limits, new_entry, read_entries, replaced, unpack, write_entries
from buybook.xlsx.compression import checksum
from buybook.xlsx.contenttypes import ContentTypes, part_key
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.otherformats import refuse_other_formats
from buybook.xlsx.records import Relationship

CONTENT_TYPES: Final = "[Content_Types].xml"
_RELATIONSHIPS_NAMESPACE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONSHIPS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_MAX_FILE: Final = 1 << 30
_CACHED_PART: Final = 1 << 20
CHECKED_PART: Final = 1 << 20  # bytes; checking as many takes some eight milliseconds


def read_file(path: Path) -> bytes:
    """The bytes of a file, or a `WorkbookError` that says why not."""
    try:
        if path.stat().st_size > _MAX_FILE:
            raise WorkbookError("too_large", f"{path.name} is larger than a workbook can be.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise WorkbookError("missing", f"There is no file {path}.") from error
    except OSError as error:
        raise WorkbookError("unreadable", f"{path.name} cannot be read: {error.strerror}.") from error


class Package:
    """A package that is held in memory: what is on disk is touched only by `save`."""

    def __init__(self, data: bytes, *, path: Path | None = None, limits: Limits | None = None) -> None:
        self.path = path
        self.sha256 = hashlib.sha256(data).hexdigest()
        refuse_other_formats(data)
        self._limits = limits or Limits()
        self._entries = read_entries(data, self._limits)
        self._parts = _parts_by_key(self._entries)
        self._changed: dict[str, tuple[bytes, ...]] = {}  # in pieces, so that a large sheet is not held twice
        self._added: dict[str, tuple[str, bytes]] = {}
        self._removed: set[str] = set()
        self._cache: dict[str, bytes] = {}
        # What was parsed, with the bytes that it was parsed from: a part that is written has others.
        self._types: tuple[bytes, ContentTypes] | None = None
        self._relationships: dict[str, tuple[bytes, list[Relationship]]] = {}
        self._unchecked = set(self._parts)
        if CONTENT_TYPES.lower() not in self._parts:
            raise WorkbookError("not_a_workbook", "The file is a zip file, but not a workbook.")

    @classmethod
    def open(cls, path: str | Path, *, limits: Limits | None = None) -> Package:
        """Read a package from a file, once; the file is closed again."""
        path = Path(path)
        return cls(read_file(path), path=path, limits=limits)

    @classmethod
    def from_bytes(cls, data: bytes, *, path: Path | None = None, limits: Limits | None = None) -> Package:
        """A package from bytes; `path` is where `save` would compare and write."""
        return cls(data, path=path, limits=limits)

    # -- parts

    @property
    def part_names(self) -> list[str]:
        """The names of all parts, without a leading slash: the file's in its order, then the new ones."""
        kept = [name for key, (name, _) in self._parts.items() if key not in self._removed]
        return kept + [name for name, _ in self._added.values()]

    def has(self, part: str) -> bool:
        """Whether there is such a part; case does not matter."""
        key = part.lower()
        return key in self._added or (key in self._parts and key not in self._removed)

    def read(self, part: str) -> bytes:
        """The bytes of a part as they are now."""
        key = part.lower()
        if key in self._added:
            return self._added[key][1]
        if key in self._changed:
            return _whole(self._changed[key])
        if key not in self._parts or key in self._removed:
            raise WorkbookError("damaged", f"The workbook lacks its part {part}.")
        if key not in self._cache:
            content = unpack(self._parts[key][1])
            if len(content) > _CACHED_PART:
                return content
            self._cache[key] = content
        return self._cache[key]

    def read_xml(self, part: str, *, whole: bool = True) -> bytes:
        """The part as UTF-8 XML without comments and CDATA sections; see `xmlscan.plain`.

        A part that is not well-formed is `damaged`. Without `whole` a large one is not looked at, which would
        take half as long as reading it: who reads cells and texts must find his way in damaged ones himself.
        """
        xml = xmlscan.plain(self.read(part), part)
        key = part.lower()
        if key in self._unchecked and (whole or len(xml) <= CHECKED_PART):
            self._unchecked.discard(key)
            xmlscan.check(xml, part)
        return xml

    def write(self, part: str, content: bytes) -> None:
        """Give a part other bytes."""
        self.write_pieces(part, (content,))

    def write_pieces(self, part: str, pieces: tuple[bytes, ...]) -> None:
        """As `write`, with bytes in pieces that follow each other; they are never joined to be saved."""
        key = part.lower()
        if key in self._added:
            self._added[key] = (self._added[key][0], _whole(pieces))
        elif not self.has(part):
            raise WorkbookError("damaged", f"The workbook lacks its part {part}.")
        elif self._is_original(key, pieces):
            self._changed.pop(key, None)
        else:
            self._changed[key] = pieces

    def _is_original(self, key: str, pieces: tuple[bytes, ...]) -> bool:
        entry = self._parts[key][1]
        if entry.size != sum(map(len, pieces)) or entry.crc != checksum(pieces):
            return False
        return unpack(entry) == _whole(pieces)

    def add(self, part: str, content: bytes, content_type: str) -> None:
        """Add a part. A part that was in the file and was removed takes its old place again."""
        if self.has(part):
            raise WorkbookError("wrong_argument", f"There is already a part {part}.")
        key = part.lower()
        if key in self._removed:
            self._removed.discard(key)
            self.write(part, content)
        else:
            self._added[key] = (part, content)
        if self.content_type(part) != content_type:
            self._add_content_type(part, content_type)

    def remove(self, part: str) -> None:
        """Remove a part, its relationships and its content type. Relationships *to* it are the caller's."""
        for name in (part, relationships_part(part)):
            key = name.lower()
            self._added.pop(key, None)
            self._changed.pop(key, None)
            if key in self._parts:
                self._removed.add(key)
        self._remove_content_type(part)

    def free_name(self, pattern: str) -> str:
        """The first name of the pattern (`xl/tables/table{}.xml`) that no part has, counting from 1."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    # -- content types

    def content_type(self, part: str) -> str | None:
        """The content type of a part, its own or that of its extension."""
        raw = self.read(CONTENT_TYPES)
        if self._types is None or self._types[0] is not raw:
            self._types = raw, ContentTypes(self.read_xml(CONTENT_TYPES))
        return self._types[1].of(part)

    def set_content_type(self, part: str, content_type: str) -> None:
        """Give a part a content type of its own."""
        if self.content_type(part) != content_type:
            self._remove_content_type(part)
            self._add_content_type(part, content_type)

    def _add_content_type(self, part: str, content_type: str) -> None:
        xml = self.read_xml(CONTENT_TYPES)
        root = xmlscan.root(xml)
        name = xmlscan.escape("/" + quote(part), quote=True)
        element = b'<%sOverride PartName="%s" ContentType="%s"/>' % (
            xmlscan.prefix_of(root.name),
            name,
            content_type.encode(),
        )
        self.write(CONTENT_TYPES, xmlscan.with_child(xml, root, element))

    def _remove_content_type(self, part: str) -> None:
        xml = self.read_xml(CONTENT_TYPES)
        for tag in xmlscan.start_tags(xml, "Override"):
            if part_key(xmlscan.attribute(tag[1], "PartName") or "") == part.lower():
                end = tag.end() if tag[2] else xml.index(b">", tag.end()) + 1
                self.write(CONTENT_TYPES, xml[: tag.start()] + xml[end:])
                return

    # -- relationships

    def relationships(self, part: str = "") -> list[Relationship]:
        """The relationships of a part, or of the package when no part is named."""
        name = relationships_part(part)
        if not self.has(name):
            return []
        raw, known = self.read(name), self._relationships.get(name)
        if known is None or known[0] is not raw:
            folder, xml = posixpath.dirname(part), self.read_xml(name)
            found = [relationships.parse(tag[1], folder) for tag in xmlscan.start_tags(xml, "Relationship")]
            known = self._relationships[name] = raw, found
        return list(known[1])

    def related(self, part: str, kind: str) -> list[str]:
        """The parts that a part relates to by relationships of a kind (`table`, `styles`, ...)."""
        return [
            relationship.target
            for relationship in self.relationships(part)
            if relationship.kind == kind and not relationship.external and self.has(relationship.target)
        ]

    def add_relationship(self, part: str, kind: str, target: str, *, external: bool = False) -> str:
        """Add a relationship and give its id. `kind` is its whole type; an internal target is a part."""
        return self.add_relationships(part, kind, [target], external=external)[0]

    def add_relationships(
        self, part: str, kind: str, targets: Sequence[str], *, external: bool = False
    ) -> list[str]:
        """As `add_relationship`, for many at once: an id for each target."""
        if not targets:
            return []
        name = relationships_part(part)
        if not self.has(name):
            xml = _DECLARATION + b'<Relationships xmlns="%s"/>' % _RELATIONSHIPS_NAMESPACE.encode()
            self.add(name, xml, _RELATIONSHIPS_TYPE)
        xml = self.read_xml(name)
        root = xmlscan.root(xml)
        identifiers = relationships.free_identifiers(
            {known.id for known in self.relationships(part)}, len(targets)
        )
        elements = [
            b'<%sRelationship Id="%s" Type="%s" Target="%s"%s/>'
            % (
                xmlscan.prefix_of(root.name),
                identifier.encode(),
                xmlscan.escape(kind, quote=True),
                xmlscan.escape(target if external else relationships.relative(target, part), quote=True),
                b' TargetMode="External"' if external else b"",
            )
            for identifier, target in zip(identifiers, targets, strict=True)
        ]
        self.write(name, xmlscan.with_child(xml, root, b"".join(elements)))
        return identifiers

    def remove_relationship(self, part: str, identifier: str) -> None:
        """Remove one relationship; a relationships part that we made goes with its last one."""
        self.remove_relationships(part, {identifier})

    def remove_relationships(self, part: str, identifiers: set[str]) -> None:
        """As `remove_relationship`, for many at once."""
        name = relationships_part(part)
        xml = self.read_xml(name)
        pieces, position = [], 0
        for tag in xmlscan.start_tags(xml, "Relationship"):
            if xmlscan.attribute(tag[1], "Id") in identifiers:
                pieces.append(xml[position : tag.start()])
                position = tag.end() if tag[2] else xml.index(b">", tag.end()) + 1
        if pieces:
            self.write(name, b"".join([*pieces, xml[position:]]))
        if name.lower() in self._added and not self.relationships(part):
            self.remove(name)

    # -- the whole

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what was read."""
        return bool(self._changed or self._added or self._removed)

    @property
    def signed(self) -> bool:
        """Whether the package carries a digital signature, which any change would break."""
        return any("digital-signature" in relationship.type for relationship in self.relationships())

    def to_bytes(self) -> bytes:
        """The package as a file. Deterministic: the same changes to the same file give the same bytes."""
        if self.dirty and self.signed:
            raise WorkbookError(
                "unsupported", "The workbook is digitally signed; changing it would break the signature."
            )
        return write_entries(self._written_entries())

    def saved_as(self, path: Path, content: bytes) -> None:
        """Take note that the package now stands in a file, so that nothing counts as changed."""
        self.path = path
        self.sha256 = hashlib.sha256(content).hexdigest()
        self._entries = read_entries(content, self._limits)
        self._parts = _parts_by_key(self._entries)
        self._changed, self._added, self._removed, self._cache = {}, {}, set(), {}

    def _written_entries(self) -> list[Entry]:
        keys = {id(entry): key for key, (_, entry) in self._parts.items()}
        entries: list[Entry] = []
        for entry in self._entries:
            key = keys.get(id(entry))
            if key in self._removed:
                continue
            entries.append(replaced(entry, self._changed[key]) if key in self._changed else entry)
        entries += [new_entry(name, content) for name, content in self._added.values()]
        return entries


def relationships_part(part: str) -> str:
    """The name of the part that holds another part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def _whole(pieces: tuple[bytes, ...]) -> bytes:
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _parts_by_key(entries: list[Entry]) -> dict[str, tuple[str, Entry]]:
    parts: dict[str, tuple[str, Entry]] = {}
    for entry in entries:
        name = entry.text_name.replace("\\", "/")
        if name.endswith("/"):
            continue  # a folder
        _refuse_escape(name)
        name = name.removeprefix("/")
        if name.lower() in parts:
            raise WorkbookError("damaged", f"The file holds two parts named {name}.")
        parts[name.lower()] = (name, entry)
    return parts


def _refuse_escape(name: str) -> None:
    segments = name.removeprefix("/").split("/")
    if ".." in segments or "\x00" in name or (len(name) > 1 and name[1] == ":"):
        raise WorkbookError("damaged", f"The file holds a part whose name leads out of it: {name!r}.")
