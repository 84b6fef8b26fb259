"""Putting a package on disk so that whatever happens the file is the old one or the new one.

The new file is written under another name in the same folder, brought to the disk, and renamed over the old one.
It takes over the old one's permissions, its owner where the system allows that, and on Linux its extended
attributes and access control list. Other names of the same file (hard links) keep the old content, as the name
that is saved then stands for a new file; a symbolic link stays one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.ownerfile import lock_owner, refuse_locked
from buybook.xlsx.package import Package, read_file

if sys.platform == "win32":
    import msvcrt
else:
    import errno
    import fcntl

__all__ = ["lock_owner", "save"]

_MARK = ".~buybook-"  # begins the names of all files that exist only while a workbook is saved


def save(package: Package, path: str | Path, *, backup: Path | None = None, keep: int = 0) -> bool:
    """Write a package to a file; False when nothing had changed, and nothing was written.

    Refused, and then the old file is as it was, are: a file that somebody has open, or that another process
    saves at this moment (`locked`), one that is read-only (`read_only`), one that is no longer what was read
    (`changed_meanwhile`), a folder that is not there (`missing`), and whatever the disk or the folder would not
    take (`unwritable`). `backup` is a folder that gets a copy of the old file first; of one file's copies the
    newest `keep` are kept (0: all).
    """
    try:
        return _save(package, Path(os.path.realpath(path)), backup, keep)
    except OSError as error:
        why = error.strerror or str(error)
        raise WorkbookError("unwritable", f"{Path(path).name} cannot be saved: {why}.") from error


def _save(package: Package, path: Path, backup: Path | None, keep: int) -> bool:
    same = package.path is not None and Path(os.path.realpath(package.path)) == path
    if same and not package.dirty:
        return False
    content = package.to_bytes()
    if not path.parent.is_dir():
        raise WorkbookError("missing", f"There is no folder {path.parent}.")
    expected = package.sha256 if same else None
    with _alone(path):
        _check(path, expected)
        _remove_left_over(path)
        copy = _back_up(path, backup) if backup is not None and path.exists() else None
        try:
            _replace(path, content, expected)
        except BaseException:
            if copy is not None:  # the file is as it was
                copy.unlink(missing_ok=True)
            raise
    if copy is not None and backup is not None and keep:
        _prune(path, backup, keep)
    package.saved_as(path, content)
    return True


def _check(path: Path, expected: str | None) -> None:
    """Refuse what may not be replaced; `expected` is the checksum that the file must still have."""
    refuse_locked(path)
    if expected is not None and not _has_checksum(path, expected):
        raise WorkbookError("changed_meanwhile", f"{path.name} was changed since it was read.")
    if path.exists():
        _refuse_read_only(path)


def _has_checksum(path: Path, expected: str) -> bool:
    return path.exists() and hashlib.sha256(read_file(path)).hexdigest() == expected


def _refuse_read_only(path: Path) -> None:
    if path.is_dir():
        raise WorkbookError("unwritable", f"{path.name} is a folder.")
    # The mode bits besides os.access: the administrator of a machine may write everywhere, yet was told not to.
    told_not_to = not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    if told_not_to or not os.access(path, os.W_OK):
        raise WorkbookError("read_only", f"{path.name} is read-only.")


# -- one process at a time


def _being_saved(path: Path) -> WorkbookError:
    return WorkbookError("locked", f"{path.name} is being saved by another program; try again in a moment.")


if sys.platform == "win32":

    @contextlib.contextmanager
    def _alone(path: Path) -> Iterator[None]:
        """Keep other processes from saving the same file.

        An open file could not be replaced here, so another one beside it is locked. Windows deletes that one
        and lets go of the lock also when the process is killed.
        """
        beside = path.with_name(f"{_MARK}{_short_name(path)}.lock")
        try:
            handle = os.open(beside, os.O_CREAT | os.O_RDWR | os.O_TEMPORARY)
        except PermissionError as error:
            raise WorkbookError("unwritable", f"Nothing can be written in {path.parent}.") from error
        try:
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            except OSError as error:
                raise _being_saved(path) from error
            yield
        finally:
            os.close(handle)

else:

    @contextlib.contextmanager
    def _alone(path: Path) -> Iterator[None]:
        """Keep other processes from saving the same file; the lock dies with the process.

        The lock is on the file itself: who gets it after the file was replaced has the wrong one, which the
        checksum tells. A file that is not there yet cannot be locked, nor one that may not be written to.
        """
        try:
            handle = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:  # `_check` finds out why, and says so
            yield
            return
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise _being_saved(path) from error
            except OSError as error:
                if error.errno not in {errno.ENOLCK, errno.ENOTSUP, errno.EINVAL}:
                    raise
                # A file system without locks: the checksum right before replacing must do.
            yield
        finally:
            os.close(handle)


# -- the new file


def _short_name(path: Path) -> str:
    """What tells a workbook's own temporary files from those of others in its folder."""
    return hashlib.sha256(path.name.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _remove_left_over(path: Path) -> None:
    """Remove what a process that was killed while it saved this file has left; nobody else saves it now."""
    for left in path.parent.glob(f"{_MARK}{_short_name(path)}-*"):
        left.unlink(missing_ok=True)


def _replace(path: Path, content: bytes, expected: str | None) -> None:
    handle, name = tempfile.mkstemp(
        prefix=f"{_MARK}{_short_name(path)}-", suffix=path.suffix[:8], dir=path.parent
    )
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            _sync(file.fileno())
        _copy_attributes(path, temporary)
        _check(path, expected)
        try:
            temporary.replace(path)
        except PermissionError as error:  # Windows: another program holds the file
            raise WorkbookError("locked", f"{path.name} cannot be replaced: {error.strerror}.") from error
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _copy_attributes(path: Path, temporary: Path) -> None:
    if not path.exists():
        if os.name == "posix":
            mask = os.umask(0)
            os.umask(mask)
            temporary.chmod(0o666 & ~mask)
        return
    if sys.platform != "win32":
        known = path.stat()
        # Only the administrator may give a file away, a member of a group may give it to the group; who may not
        # becomes the owner, as with other programs that save so.
        with contextlib.suppress(PermissionError):
            os.chown(temporary, -1, known.st_gid)
        with contextlib.suppress(PermissionError):
            os.chown(temporary, known.st_uid, -1)
    shutil.copystat(path, temporary)
    os.utime(temporary)  # the content is new


def _sync(handle: int) -> None:
    if sys.platform == "darwin":
        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)  # fsync leaves the bytes in the disk's own memory there
    else:
        os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk. The file is in its place already, so that nothing is refused here."""
    if os.name != "posix":  # a folder cannot be opened on Windows; its changes are journalled there
        return
    with contextlib.suppress(OSError):  # some network file systems do not know it
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# -- backups


def _back_up(path: Path, folder: Path) -> Path:
    """Copy a file to `name.1.xlsx`, `name.2.xlsx`, ...: the highest number is the newest. Gives the copy.

    The copy gets its name when it is whole, so that nothing with such a name is ever half a workbook.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = max(_backups(path, folder), default=0) + 1
    handle, name = tempfile.mkstemp(prefix=f"{_MARK}{_short_name(path)}-", dir=folder)
    copy = Path(name)
    try:
        with os.fdopen(handle, "wb") as file, path.open("rb") as source:
            shutil.copyfileobj(source, file, 1 << 20)
            file.flush()
            _sync(file.fileno())
        shutil.copystat(path, copy)
        made = copy.replace(folder / f"{path.stem}.{number}{path.suffix}")
    finally:
        copy.unlink(missing_ok=True)
    _sync_folder(folder)
    return made


def _prune(path: Path, folder: Path, keep: int) -> None:
    for number in sorted(_backups(path, folder))[:-keep]:
        (folder / f"{path.stem}.{number}{path.suffix}").unlink(missing_ok=True)


def _backups(path: Path, folder: Path) -> list[int]:
    middles = (
        other.name[len(path.stem) + 1 : len(other.name) - len(path.suffix)]
        for other in folder.iterdir()
        if other.name.startswith(path.stem + ".") and other.name.endswith(path.suffix)
    )
    return [int(middle) for middle in middles if middle.isascii() and middle.isdigit()]
