"""What a file is that only bears the name of a workbook of today."""

from __future__ import annotations

from typing import Final

from buybook.xlsx.errors import WorkbookError

_OLE_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF_MARKS: Final = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")


def refuse_other_formats(data: bytes) -> None:
    """Refuse what is no zip file, or the zip file of another program, by its first bytes."""
    if data.startswith(_OLE_MARK):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WorkbookError("encrypted", "The workbook is encrypted with a password.")
        raise WorkbookError("old_format", "The workbook is in the format of Excel 97-2003.")
    if data.startswith(_BIFF_MARKS):
        raise WorkbookError("old_format", "The workbook is in the format of an Excel before 1997.")
    head = data[: 1 << 16]
    if b"PK\x03\x04" not in head:
        raise _not_a_workbook(head)
    if head[30:66].startswith(b"mimetypeapplication/vnd.oasis."):
        raise WorkbookError(
            "not_a_workbook", "The file is in the format of LibreOffice; save it as .xlsx there."
        )


def _not_a_workbook(head: bytes) -> WorkbookError:
    """What a file is that only bears the name of a workbook."""
    if not head:
        return WorkbookError("not_a_workbook", "The file is empty.")
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").lstrip().lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
        return WorkbookError("old_format", "The workbook is in the XML format of Excel 2003.")
    if b"<html" in text or b"<table" in text or text.startswith(b"<!doctype html"):
        return WorkbookError(
            "not_a_workbook", "The file is a web page that only bears the name of a workbook."
        )
    if b"\0" not in head and any(mark in head for mark in (b";", b",", b"\t")):
        return WorkbookError(
            "not_a_workbook", "The file is a text (CSV) that only bears the name of a workbook."
        )
    return WorkbookError("not_a_workbook", "The file is not an Excel workbook.")
