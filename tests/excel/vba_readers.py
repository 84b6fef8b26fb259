"""Readers of VBA projects that are not ours: what they find in a project's file."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import olefile
import pyopenvba
from oletools.olevba import VBA_Parser, decompress_stream

PROJECT_VERSION = 0x0009  # the one record whose length leaves out its last two bytes


def by_olevba(addin: bytes) -> Mapping[str, str]:
    """Source by module as olevba extracts it from the package."""
    parser = VBA_Parser("Buybook.xlam", data=addin)
    found = {stream.removeprefix("VBA/"): code for _, stream, _, code in parser.extract_all_macros()}
    parser.close()
    return {name: _lines(code) for name, code in found.items()}


def by_pyopenvba(addin: Path) -> Mapping[str, str]:
    """Source by module as pyOpenVBA extracts it from the package."""
    return {name: _lines(code) for name, code in pyopenvba.ExcelFile(str(addin)).vba_modules().items()}


def _lines(code: str | bytes) -> str:
    text = code.decode("cp1252") if isinstance(code, bytes) else code
    return text.replace("\r\n", "\n").strip("\n")


def project_file(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read("xl/vbaProject.bin")


def streams(project: bytes) -> Mapping[str, bytes]:
    with olefile.OleFileIO(io.BytesIO(project), raise_defects=olefile.DEFECT_UNSURE) as opened:
        return {"/".join(path): opened.openstream(path).read() for path in opened.listdir()}


def directory(project: bytes) -> list[tuple[int, bytes]]:
    """The records of the stream `dir`, until the one that ends it."""
    content = bytes(decompress_stream(bytearray(streams(project)["VBA/dir"])))
    records, place = [], 0
    while not records or records[-1][0] != 0x0010:
        kind, size = struct.unpack_from("<HI", content, place)
        size += 2 if kind == PROJECT_VERSION else 0
        records.append((kind, content[place + 6 : place + 6 + size]))
        place += 6 + size
    return records


def unhidden(value: str, identity: str) -> bytes:
    """What a protection value says (MS-OVBA 2.4.3.3), after a check of the project's key in it."""
    data = bytes.fromhex(value)
    seed, older, newer = data[0], data[1], data[2]
    key = plain = seed ^ newer
    assert seed ^ older == 2
    assert key == sum(identity.encode()) & 0xFF
    opened = bytearray()
    for byte in data[3:]:
        plain = byte ^ ((older + plain) & 0xFF)
        opened.append(plain)
        older, newer = newer, byte
    rest = bytes(opened[(seed & 6) // 2 :])
    assert int.from_bytes(rest[:4], "little") == len(rest) - 4
    return rest[4:]
