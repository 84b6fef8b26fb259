"""Save a workbook of our own making so that the same content always gives the same bytes.

openpyxl stamps the clock into every zip entry and into the document's properties. Here both are set to a date
that the caller gives, so that a second run can see that a file is unchanged and templates can be compared.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime

from openpyxl import Workbook

PartEdit = Callable[[bytes], bytes]

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip entry can carry
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_FIRST_PART = "[Content_Types].xml"
_FONT = re.compile(rb"(?<=<font>).*?(?=</font>)", re.DOTALL)
_FONT_PROPERTY = re.compile(rb"<(\w+)[^>]*/>")
# The schema's order; openpyxl has one of its own, over which strict readers stumble.
_FONT_ORDER = (
    b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign", b"sz", b"color",
    b"name", b"family", b"charset", b"scheme",
)  # fmt: skip


def package_bytes(
    workbook: Workbook,
    created: date,
    *,
    edits: Mapping[str, PartEdit] | None = None,
    parts: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the workbook as a package whose only dates are `created`.

    `edits` change named parts after openpyxl has written them, for what openpyxl cannot write itself;
    `parts` are added. A part that an edit names but that does not exist raises KeyError.
    """
    stamp = datetime(created.year, created.month, created.day)
    workbook.properties.created = stamp
    workbook.properties.creator = "Buybook"
    written = io.BytesIO()
    workbook.save(written)
    contents = _read_parts(written.getvalue())
    contents["docProps/core.xml"] = _with_modified(contents["docProps/core.xml"], stamp)
    contents["xl/styles.xml"] = _FONT.sub(_in_order, contents["xl/styles.xml"])
    for name, edit in (edits or {}).items():
        contents[name] = edit(contents[name])
    return _zip_parts(contents | dict(parts or {}))


def _read_parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with_modified(core_properties: bytes, stamp: datetime) -> bytes:
    text = stamp.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return _MODIFIED.sub(lambda found: found[1] + text + found[2], core_properties)


def _in_order(font: re.Match[bytes]) -> bytes:
    properties = sorted(_FONT_PROPERTY.finditer(font[0]), key=lambda found: _FONT_ORDER.index(found[1]))
    return b"".join(found[0] for found in properties)


def _zip_parts(contents: Mapping[str, bytes]) -> bytes:
    # Readers that stream a package expect the content types first.
    names = sorted(contents, key=lambda name: name != _FIRST_PART)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(_entry(name), contents[name], zipfile.ZIP_DEFLATED, 6)
    return target.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
    entry.create_system = 0  # else the machine's operating system would show in the bytes
    entry.external_attr = 0
    return entry
