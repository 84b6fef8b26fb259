"""Finding programs where their makers put them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

_MAC = {
    "excel": "/Applications/Microsoft Excel.app",
    "libreoffice": "/Applications/LibreOffice.app",
}
_WINDOWS = {
    "excel": ("Microsoft Office/root/Office16/EXCEL.EXE", "Microsoft Office/Office16/EXCEL.EXE"),
    "libreoffice": ("LibreOffice/program/soffice.exe",),
}
_ON_PATH = {"excel": ("excel",), "libreoffice": ("libreoffice", "soffice")}


def find_program(name: str) -> str | None:
    """Give where a program ('excel' or 'libreoffice') is; None where it is not."""
    if sys.platform == "darwin" and Path(_MAC[name]).exists():
        return _MAC[name]
    if sys.platform == "win32":
        return _registered(name) or _in_program_files(name)
    return next((found for each in _ON_PATH[name] if (found := shutil.which(each))), None)


def _in_program_files(name: str) -> str | None:
    roots = [os.environ.get(root) for root in ("ProgramFiles", "ProgramFiles(x86)")]
    paths = [Path(root) / place for root in roots if root for place in _WINDOWS[name]]
    return next((str(path) for path in paths if path.is_file()), None)


def _registered(name: str) -> str | None:
    """Give the path of a program as Windows has it registered."""
    if sys.platform != "win32":
        return None
    import winreg

    program = {"excel": "excel.exe", "libreoffice": "soffice.exe"}[name]
    try:
        key = rf"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\{program}"
        return winreg.QueryValue(winreg.HKEY_LOCAL_MACHINE, key) or None
    except OSError:
        return None
