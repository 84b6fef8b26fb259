"""The files by which Excel and LibreOffice tell others that a workbook is open.

Excel lays `~$name.xlsx` beside a workbook while it is open, LibreOffice `.~lock.name.xlsx#`. A program that
crashed leaves its file behind. On Windows that can be told, since nobody else may write to the file of a running
Excel; elsewhere, and over a network, it cannot, so the sentence says what to do.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from buybook.xlsx.errors import WorkbookError

_LONGEST = 4096  # bytes; the files of both programs hold a few hundred
_HELD_FILES_REFUSE_WRITING = os.name == "nt"


def lock_owner(path: str | Path) -> str | None:
    """Who has the file open, as the lock file of Excel or LibreOffice beside it says; None when nobody does.

    The name may be empty where the lock file does not tell.
    """
    found = _owner_file(Path(path))
    return None if found is None else _user(found)


def refuse_locked(path: Path) -> None:
    """Refuse (`locked`) a workbook that somebody has open."""
    found = _owner_file(path)
    if found is None:
        return
    user = _user(found)
    by = f" by {user}" if user else ""
    raise WorkbookError(
        "locked",
        f"{path.name} is open{by}: close it there, or delete {found.name} beside it if nobody has it open.",
    )


def _owner_file(path: Path) -> Path | None:
    with contextlib.suppress(OSError):  # a name that is too long with the mark in front has no such file
        excel = path.with_name("~$" + path.name)
        if excel.is_file() and not _is_left_over(excel):
            return excel
    with contextlib.suppress(OSError):
        libre = path.with_name(f".~lock.{path.name}#")
        if libre.is_file():
            return libre
    return None


def _is_left_over(excel: Path) -> bool:
    """Whether nobody holds the file that Excel made: it crashed."""
    if not _HELD_FILES_REFUSE_WRITING:
        return False
    try:
        os.close(os.open(excel, os.O_RDWR))
    except OSError:
        return False
    return True


def _user(owner_file: Path) -> str:
    try:
        with owner_file.open("rb") as file:
            content = file.read(_LONGEST)
    except OSError:  # a running Excel may let nobody read it
        return ""
    if owner_file.name.startswith("~$"):
        return _excel_user(content)
    fields = content.decode("utf-8", "replace").split(",")
    return next((field.strip() for field in fields if field.strip()), "")


def _excel_user(content: bytes) -> str:
    """The user in an owner file: a length, the name in one byte a letter, from byte 54 on in two."""
    if len(content) > 56:
        length = int.from_bytes(content[54:56], "little")
        return content[56 : 56 + 2 * min(length, 54)].decode("utf-16-le", "replace").strip()
    return content[1 : 1 + content[0]].decode("latin-1").strip() if content else ""
