"""Putting a package on disk so that whatever happens the file is the old one or the new one."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.package import Package, read_file


def save(package: Package, path: str | Path, *, backup: Path | None = None, keep: int = 0) -> bool:
    """Write a package to a file; False when nothing had changed, and nothing was written.

    The file is written under another name in the same folder, brought to the disk, and renamed over the old
    one. Refused are a file that somebody has open (`locked`), one that is read-only (`read_only`) and one
    that is no longer what was read (`changed_meanwhile`). `backup` is a folder that gets a copy of the old
    file first; of one file's copies the newest `keep` are kept (0: all).
    """
    path = Path(os.path.realpath(path))
    same = package.path is not None and _same_file(package.path, path)
    if same and not package.dirty:
        return False
    content = package.to_bytes()
    _refuse_locked(path)
    if same:
        _refuse_changed(package, path)
    if path.exists():
        _refuse_read_only(path)
        if backup is not None:
            _back_up(path, backup, keep)
    _replace(path, content, package if same else None)
    package.saved_as(path, content)
    return True


def _same_file(one: Path, other: Path) -> bool:
    return Path(os.path.realpath(one)) == other


def lock_owner(path: str | Path) -> str | None:
    """Who has the file open, as the lock file of Excel or LibreOffice beside it says; None when nobody does.

    The name may be empty where the lock file does not tell.
    """
    path = Path(path)
    excel = path.with_name("~$" + path.name)
    with contextlib.suppress(OSError):
        return _excel_user(excel.read_bytes())
    if excel.exists():  # Excel on Windows lets nobody read it
        return ""
    libre = path.with_name(f".~lock.{path.name}#")
    with contextlib.suppress(OSError):
        fields = libre.read_text("utf-8", "replace").split(",")
        return next((field.strip() for field in fields if field.strip()), "")
    return None


def _excel_user(content: bytes) -> str:
    """The user in an owner file: a length, the name in one byte a letter, from byte 54 on in two."""
    if len(content) > 56:
        length = int.from_bytes(content[54:56], "little")
        return content[56 : 56 + 2 * min(length, 54)].decode("utf-16-le", "replace").strip()
    return content[1 : 1 + content[0]].decode("latin-1").strip() if content else ""


def _refuse_locked(path: Path) -> None:
    owner = lock_owner(path)
    if owner is not None:
        by = f" by {owner}" if owner else ""
        raise WorkbookError("locked", f"{path.name} is open{by}.")


def _refuse_read_only(path: Path) -> None:
    # The mode bits, not os.access: the administrator of a machine may write everywhere, yet was told not to.
    if not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise WorkbookError("read_only", f"{path.name} is read-only.")


def _refuse_changed(package: Package, path: Path) -> None:
    if not path.exists() or hashlib.sha256(read_file(path)).hexdigest() != package.sha256:
        raise WorkbookError("changed_meanwhile", f"{path.name} was changed since it was read.")


def _back_up(path: Path, folder: Path, keep: int) -> None:
    """Copy a file to `name.1.xlsx`, `name.2.xlsx`, ...: the highest number is the newest."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = sorted(_backups(path, folder))
    target = folder / f"{path.stem}.{(numbers[-1] if numbers else 0) + 1}{path.suffix}"
    shutil.copy2(path, target)
    _sync_file(target)
    for number in _backups(path, folder)[:-keep] if keep else []:
        (folder / f"{path.stem}.{number}{path.suffix}").unlink(missing_ok=True)


def _backups(path: Path, folder: Path) -> list[int]:
    middles = (
        other.name[len(path.stem) + 1 : len(other.name) - len(path.suffix)]
        for other in folder.iterdir()
        if other.name.startswith(path.stem + ".") and other.name.endswith(path.suffix)
    )
    return sorted(int(middle) for middle in middles if middle.isdigit())


def _replace(path: Path, content: bytes, package: Package | None) -> None:
    if not path.parent.is_dir():
        raise WorkbookError("missing", f"There is no folder {path.parent}.")
    try:
        handle, name = tempfile.mkstemp(prefix=".~buybook-", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise WorkbookError(
            "read_only", f"Nothing can be written in {path.parent}: {error.strerror}."
        ) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _copy_permissions(path, temporary)
        _refuse_locked(path)
        if package is not None:
            _refuse_changed(package, path)
        temporary.replace(path)
    except PermissionError as error:  # Windows: another program holds the file
        raise WorkbookError("locked", f"{path.name} cannot be replaced: {error.strerror}.") from error
    except OSError as error:
        raise WorkbookError("unreadable", f"{path.name} cannot be written: {error.strerror}.") from error
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _copy_permissions(path: Path, temporary: Path) -> None:
    if path.exists():
        shutil.copymode(path, temporary)
        if hasattr(os, "chown"):
            known = path.stat()
            with contextlib.suppress(
                PermissionError
            ):  # the owner stays whoever saves, as with other programs
                os.chown(temporary, known.st_uid, known.st_gid)
    elif os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # a folder cannot be opened on Windows; its changes are journalled there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
