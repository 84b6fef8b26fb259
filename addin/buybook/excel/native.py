"""What only Excel's own object model tells: protection, filters, the workbook's path; and its errors.

On Windows `api` is a COM object with properties in Excel's spelling. On a Mac it is a reference whose properties
are spelt with underscores and asked for with `get`; what its dictionary lacks counts as not known.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import xlwings as xw

from buybook.frozen import frozen

ATTEMPTS = 600  # to reach a busy Excel before giving up; xlwings by itself would try for ever
_BUSY = frozenset(
    {-2147418111, -2147417846, -2147417848, -2146777998}
)  # call rejected, retry later, ..., editing
_BUSY_ON_MAC = frozenset({-1712, -609, -50})  # timed out, connection invalid, refused
_NO_RESULT = -2147352567  # "exception occurred": the reason is inside


@frozen
class Refusal:
    """Why Excel did not do what it was asked."""

    busy: bool  # a cell is being edited, a dialog is open
    detail: str = ""  # Excel's own sentence, where it has one


def refusal(error: BaseException) -> Refusal | None:
    """Give why Excel refused; None for an error that is not Excel's."""
    if type(error).__name__ == "ExcelBusyError":
        return Refusal(busy=True)
    if type(error).__name__ == "com_error":
        return _com_refusal(error)
    number = getattr(error, "errornumber", None)
    if isinstance(number, int):
        return Refusal(number in _BUSY_ON_MAC, str(getattr(error, "errormessage", "") or ""))
    return None


def _com_refusal(error: BaseException) -> Refusal:
    result = getattr(error, "hresult", None)
    inside: Sequence[object] = getattr(error, "excepinfo", None) or ()
    code = inside[5] if result == _NO_RESULT and len(inside) > 5 else result
    detail = str(inside[2] or "") if len(inside) > 2 else ""
    return Refusal(code in _BUSY, detail)


def ask(api: object, name: str, *, mac: bool = sys.platform == "darwin") -> object:
    """Give a property of one of Excel's own objects; None where this Excel does not know it."""
    if not mac:
        return getattr(api, name)
    reference = getattr(api, re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(), None)
    return None if reference is None else reference.get()


def is_true(api: object, name: str) -> bool:
    """Whether a property of one of Excel's own objects is true; one that is not known is not."""
    return ask(api, name) is True


def full_name(book: xw.Book) -> str:
    """Give the workbook's path or address. xlwings' own would look for one in the workbook's settings."""
    return str(ask(book.api, "FullName") or book.name)


def local_file(book: xw.Book) -> Path | None:
    """Give the workbook's file on this computer; None before it is saved, or where it is only on the web."""
    name = full_name(book)
    path = Path(name)
    if "://" in name or not path.is_absolute():
        return None
    return path if path.is_file() else None


def is_online(book: xw.Book) -> bool:
    """Whether Excel has the workbook from the web, such as OneDrive or SharePoint."""
    return "://" in full_name(book)


def save_copy(book: xw.Book, path: Path, file: Path) -> None:
    """Save a copy of the workbook as it is now. Excel for Mac has no such act: there it is the file as last saved."""
    if sys.platform == "darwin":
        import shutil

        shutil.copy2(file, path)
    else:
        book.api.SaveCopyAs(str(path))


def is_filtered(sheet: xw.Sheet) -> bool:
    """Whether a filter hides rows of the sheet."""
    if is_true(sheet.api, "FilterMode"):
        return True
    filters = (ask(table.api, "AutoFilter") for table in sheet.tables)
    return any(each is not None and is_true(each, "FilterMode") for each in filters)


def hide_fill(series: object, *, mac: bool = sys.platform == "darwin") -> None:
    """Make a chart's series invisible; xlwings itself can only colour it."""
    if mac:
        series.chart_format.fill_format.visible.set(False)  # type: ignore[attr-defined]
    else:
        series.Format.Fill.Visible = False  # type: ignore[attr-defined]


def give_up_in_time() -> None:
    """Let xlwings not wait for ever for an Excel that answers nobody. It knows such a limit on Windows alone."""
    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        windows.N_COM_ATTEMPTS = ATTEMPTS  # type: ignore[attr-defined]
