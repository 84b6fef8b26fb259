"""What an add-in's file says of itself: its version, xlwings' version and the interpreter written in."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping

_SHEET = "xl/worksheets/sheet1.xml"
_CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LARGEST = 1 << 20  # bytes; the sheet of ours has a few hundred


def addin_rows(content: bytes) -> Mapping[str, str] | None:
    """Give the rows of the add-in's settings sheet by name; None for what is no such file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo(_SHEET).file_size > _LARGEST:
                return None
            sheet = ET.fromstring(archive.read(_SHEET))
    except (zipfile.BadZipFile, KeyError, ET.ParseError, RuntimeError, ValueError, OSError):
        return None
    rows = ([_text(cell) for cell in row.iter(f"{_CELL}c")] for row in sheet.iter(f"{_CELL}row"))
    return {row[0]: row[1] for row in rows if len(row) == 2}


def _text(cell: ET.Element) -> str:
    return "".join(text.text or "" for text in cell.iter(f"{_CELL}t"))
