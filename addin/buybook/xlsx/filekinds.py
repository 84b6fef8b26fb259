"""Kinds of workbook files: what the ending of a name promises, and the content type that must go with it.

Excel refuses to open a file whose ending and content type differ (ECMA-376 part 1, 12.3.23; [MS-OFFMACRO2]).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from buybook.xlsx.errors import WorkbookError

if TYPE_CHECKING:
    from buybook.xlsx.workbook import Workbook

_STANDARD: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MACROS: Final = "application/vnd.ms-excel."
KINDS: Final = {
    ".xlsx": _STANDARD + "sheet.main+xml",
    ".xltx": _STANDARD + "template.main+xml",
    ".xlsm": _MACROS + "sheet.macroEnabled.main+xml",
    ".xltm": _MACROS + "template.macroEnabled.main+xml",
    ".xlam": _MACROS + "addin.macroEnabled.main+xml",
}
"""Content types of the workbook part by the ending of the file's name."""

_WITH_MACROS: Final = frozenset((".xlsm", ".xltm", ".xlam"))
_MACRO_SHEETS: Final = frozenset(("xlMacrosheet", "xlIntlMacrosheet", "dialogsheet"))


def kind(workbook: Workbook) -> str:
    """The ending that the workbook's content type asks for, `.xlsx` for one that is unknown."""
    written = workbook.package.content_type(workbook.part)
    return next((suffix for suffix, content_type in KINDS.items() if content_type == written), ".xlsx")


def has_macros(workbook: Workbook) -> bool:
    """Whether the workbook holds a macro project or sheets of macros."""
    if workbook.package.related(workbook.part, "vbaProject"):
        return True
    return any(entry.kind in _MACRO_SHEETS for entry in workbook.entries)


def make(workbook: Workbook, suffix: str) -> None:
    """Make the workbook one of the kind that an ending means; `unsupported` if it would lose its macros."""
    suffix = suffix.lower()
    if suffix not in KINDS:
        raise WorkbookError("unsupported", f"A workbook cannot be written as a {suffix or 'nameless'} file.")
    if suffix == kind(workbook):
        return
    if suffix not in _WITH_MACROS and has_macros(workbook):
        raise WorkbookError(
            "unsupported", f"The workbook holds macros, which a {suffix} file cannot: save it as .xlsm."
        )
    if suffix == ".xlam":
        raise WorkbookError("unsupported", "Only Excel can make an add-in (.xlam) of a workbook.")
    workbook.package.set_content_type(workbook.part, KINDS[suffix])
