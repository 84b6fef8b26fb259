"""A VBA project from text (MS-OVBA): modules in, the bytes of `vbaProject.bin` out.

The project holds source alone. Without compiled code (the stream `_VBA_PROJECT` names version 0xFFFF, the modules
begin at offset 0) Excel compiles when it loads the project, whatever its version.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator, Sequence
from enum import Enum

from buybook.excel.compound_file import compound_file
from buybook.excel.vba_compression import compress
from buybook.excel.vba_protection import protection
from buybook.frozen import frozen

CODE_PAGE = 1252
_ENCODING = f"cp{CODE_PAGE}"
_COMPILE_FROM_SOURCE = bytes.fromhex("CC61FFFF000100")
_ENGLISH_US = 0x0409
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_LONGEST_LINE = 1023  # characters; the editor and the compiler take no more
_COOKIE = 0xFFFF  # a module's cookie, of meaning to compiled code only
_REFERENCES = (
    (
        "stdole",
        "*\\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\\Windows\\System32\\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        "*\\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        "C:\\Program Files\\Common Files\\Microsoft Shared\\OFFICE16\\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)


class ModuleKind(Enum):
    """What a module is, with the class it is based on as Excel writes it."""

    STANDARD = None
    CLASS = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"
    WORKBOOK = "0{00020819-0000-0000-C000-000000000046}"
    WORKSHEET = "0{00020820-0000-0000-C000-000000000046}"


@frozen
class VbaModule:
    """A module: its name, what it is, and its code without the lines of attributes at the head."""

    name: str
    kind: ModuleKind
    code: str

    @property
    def source(self) -> str:
        """The text as it is stored: attributes, then code; lines end in CR LF."""
        lines = [*_attributes(self), *self.code.splitlines()]
        return "".join(f"{line}\r\n" for line in lines)


def vba_project(name: str, modules: Sequence[VbaModule]) -> bytes:
    """Give the project's file; the same modules give the same bytes.

    Raises ValueError, naming the module and line, for what Excel would not load: characters outside code page
    1252, lines of more than 1,023 characters, names that are no names or stand twice.
    """
    _check_names([name, *(module.name for module in modules)])
    sources = {module.name: _encoded(module) for module in modules}
    streams = {f"VBA/{module.name}": compress(sources[module.name]) for module in modules}
    streams["VBA/_VBA_PROJECT"] = _COMPILE_FROM_SOURCE
    streams["VBA/dir"] = compress(b"".join(_directory_records(name, modules)))
    streams["PROJECTwm"] = b"".join(_name_map(module.name) for module in modules) + b"\0\0"
    streams["PROJECT"] = "".join(f"{line}\r\n" for line in _project_lines(name, modules)).encode(_ENCODING)
    return compound_file(streams)


def _attributes(module: VbaModule) -> Iterator[str]:
    yield f'Attribute VB_Name = "{module.name}"'
    if module.kind is ModuleKind.STANDARD:
        return
    of_excel = module.kind is not ModuleKind.CLASS
    yield f'Attribute VB_Base = "{module.kind.value}"'
    yield "Attribute VB_GlobalNameSpace = False"
    yield "Attribute VB_Creatable = False"
    yield f"Attribute VB_PredeclaredId = {of_excel}"
    yield f"Attribute VB_Exposed = {of_excel}"
    yield "Attribute VB_TemplateDerived = False"
    yield f"Attribute VB_Customizable = {of_excel}"


def _check_names(names: Sequence[str]) -> None:
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} cannot name a VBA module: a letter, then letters and digits, 31 at most."
            )
    twice = {name for name in names[1:] if [other.lower() for other in names].count(name.lower()) > 1}
    if twice:
        raise ValueError(f"These names of VBA modules stand twice: {', '.join(sorted(twice))}.")


def _encoded(module: VbaModule) -> bytes:
    for number, line in enumerate(module.source.split("\r\n"), start=1):
        place = f"VBA module {module.name}, line {number}"
        if len(line) > _LONGEST_LINE:
            raise ValueError(f"{place}: {len(line)} characters; VBA takes {_LONGEST_LINE}. Break the line.")
        odd = sorted({letter for letter in line if not _fits(letter)})
        if odd:
            raise ValueError(
                f"{place}: VBA cannot hold {' '.join(odd)}, only letters of code page {CODE_PAGE}."
            )
    return module.source.encode(_ENCODING)


def _fits(letter: str) -> bool:
    try:
        letter.encode(_ENCODING)
    except UnicodeEncodeError:
        return False
    return letter == "\t" or letter >= " "


def _record(identifier: int, content: bytes) -> bytes:
    return struct.pack("<HI", identifier, len(content)) + content


def _text_records(identifier: int, wide: int, text: str) -> bytes:
    return _record(identifier, text.encode(_ENCODING)) + _record(wide, text.encode("utf-16-le"))


def _number(identifier: int, value: int, size: int = 4) -> bytes:
    return _record(identifier, value.to_bytes(size, "little"))


def _directory_records(name: str, modules: Sequence[VbaModule]) -> Iterator[bytes]:
    yield _number(0x0001, 1)  # 32-bit Windows, as every Excel of today writes
    yield _number(0x0002, _ENGLISH_US) + _number(0x0014, _ENGLISH_US) + _number(0x0003, CODE_PAGE, 2)
    yield _record(0x0004, name.encode(_ENCODING))
    yield _text_records(0x0005, 0x0040, "")  # description
    yield _record(0x0006, b"") + _record(0x003D, b"")  # help files
    yield _number(0x0007, 0) + _number(0x0008, 0)  # help context, flags of the library
    yield struct.pack("<HIIH", 0x0009, 4, 1, 0)  # version; its length counts four of the six bytes
    yield _text_records(0x000C, 0x003C, "")  # constants for conditional compilation
    for reference, library in _REFERENCES:
        registered = library.encode(_ENCODING)
        yield _text_records(0x0016, 0x003E, reference)
        yield _record(0x000D, struct.pack("<I", len(registered)) + registered + bytes(6))
    yield _number(0x000F, len(modules), 2) + _number(0x0013, _COOKIE, 2)
    for module in modules:
        yield from _module_records(module)
    yield _record(0x0010, b"")


def _module_records(module: VbaModule) -> Iterator[bytes]:
    yield _text_records(0x0019, 0x0047, module.name)
    yield _text_records(0x001A, 0x0032, module.name)  # the stream's name
    yield _text_records(0x001C, 0x0048, "")  # description
    yield _number(0x0031, 0)  # where the source begins: nothing stands before it
    yield _number(0x001E, 0) + _number(0x002C, _COOKIE, 2)
    yield _record(0x0021 if module.kind is ModuleKind.STANDARD else 0x0022, b"")
    yield _record(0x002B, b"")


def _name_map(name: str) -> bytes:
    return name.encode(_ENCODING) + b"\0" + name.encode("utf-16-le") + b"\0\0"


def _project_lines(name: str, modules: Sequence[VbaModule]) -> Iterator[str]:
    identity = _identity(name)
    yield f'ID="{identity}"'
    yield from (_declaration(module) for module in modules)
    yield f'Name="{name}"'
    yield 'HelpContextID="0"'
    yield 'VersionCompatible32="393222000"'
    yield from (f'{key}="{value}"' for key, value in protection(identity).items())
    yield ""
    yield "[Host Extender Info]"
    yield "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"
    yield ""
    yield "[Workspace]"
    yield from (f"{module.name}=0, 0, 0, 0, C" for module in modules)


def _declaration(module: VbaModule) -> str:
    match module.kind:
        case ModuleKind.STANDARD:
            return f"Module={module.name}"
        case ModuleKind.CLASS:
            return f"Class={module.name}"
        case _:
            return f"Document={module.name}/&H00000000"


def _identity(name: str) -> str:
    """Give the project's identity, made from its name: a GUID of the random kind, but always the same."""
    digest = hashlib.sha256(f"VBA project {name}".encode()).hexdigest().upper()
    return f"{{{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}}}"
