"""Putting the add-in where Excel finds it, and taking it away again.

What was put where is kept in a list with checksums. Only what is on the list and unchanged, or is known for ours by
its content, is replaced; only what is on the list and unchanged is removed. Whatever else lies there is somebody's.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from buybook.excel.installed_addin import addin_rows
from buybook.excel.places import Places, System
from buybook.excel.refusals import RefusedError
from buybook.frozen import frozen
from buybook.xlsx.ownerfile import lock_owner

Builder: TypeAlias = "Callable[[str], bytes]"


class Act(StrEnum):
    """What was done with a file, or would be."""

    WRITTEN = "written"
    SAME = "same"  # it was up to date
    REMOVED = "removed"
    GONE = "gone"  # there was nothing to remove
    KEPT = "kept"  # it is not ours, or was changed since: left alone


@frozen
class Item:
    """A file that an installation consists of; its kind is named in the vocabulary as `install.<kind>`."""

    kind: str
    path: Path
    content: bytes


@frozen
class Done:
    """What became of one file."""

    kind: str
    path: Path
    act: Act


@dataclass
class Manifest:
    """The list of what was put where, by path: kind and checksum; and the folders that were made for it."""

    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read the list; an empty one where there is none. RefusedError for one that is damaged."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            files = {str(each["path"]): (str(each["kind"]), str(each["sha256"])) for each in kept["files"]}
            return cls(files, [str(folder) for folder in kept["folders"]])
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise RefusedError("install_list_damaged", path=path) from error

    def write(self, path: Path) -> None:
        """Keep the list; an empty one is deleted."""
        if not self.files:
            path.unlink(missing_ok=True)
            return
        files = [{"path": each, "kind": kind, "sha256": mark} for each, (kind, mark) in self.files.items()]
        text = json.dumps({"files": files, "folders": self.folders}, ensure_ascii=False, indent=1)
        replace_file(path, text.encode("utf-8"), path.parent)

    def has(self, path: Path, content: bytes) -> bool:
        """Tell whether the content is what was put there."""
        return self.files.get(str(path), ("", ""))[1] == checksum(content)


def items(places: Places, interpreter: str, build: Builder, mac_script: str) -> Sequence[Item]:
    """Give what an installation consists of; RefusedError where there is no Excel to install it for."""
    if places.addin is None:
        raise RefusedError("install_no_excel")
    made = [Item("addin", places.addin, build(interpreter))]
    if interpreter.isascii() and '"' not in interpreter:
        # Excel reads this file in the machine's code page; any other path is read from the add-in.
        made.append(Item("settings", places.settings_file, settings_text(places, interpreter)))
    if places.system is System.MACOS:
        made.append(Item("script", places.mac_script, mac_script.encode("utf-8")))
    return made


def settings_text(places: Places, interpreter: str) -> bytes:
    """Give the add-in's settings as lines of quoted pairs, as its VBA reads them."""
    name = "INTERPRETER_MAC" if places.system is System.MACOS else "INTERPRETER_WIN"
    return f'"{name}","{interpreter}"\r\n'.encode("ascii")


def install(wanted: Sequence[Item], list_file: Path, *, dry_run: bool = False) -> list[Done]:
    """Put every item in its place; all that can be refused is, before the first is written."""
    manifest = Manifest.read(list_file)
    acts = [(item, _act(item, manifest)) for item in wanted]
    for item, act in acts:
        if act is Act.WRITTEN:
            _refuse_open(item.path)
    if not dry_run:
        for item, act in acts:
            _put(item, act, manifest, list_file)
    return [Done(item.kind, item.path, act) for item, act in acts]


def uninstall(list_file: Path, *, dry_run: bool = False) -> list[Done]:
    """Remove what was put in place and is still as it was put; then the folders that were made, where empty."""
    manifest = Manifest.read(list_file)
    done = []
    for name, (kind, mark) in list(manifest.files.items()):
        path = Path(name)
        act = _removal(path, mark)
        if act is Act.REMOVED:
            _refuse_open(path)
        done.append(Done(kind, path, act))
    if not dry_run:
        _remove(done, manifest, list_file)
    return done


def checksum(content: bytes) -> str:
    """Give the checksum by which a file is known for the one that was put there."""
    return hashlib.sha256(content).hexdigest()


def _act(item: Item, manifest: Manifest) -> Act:
    try:
        there = item.path.read_bytes()
    except FileNotFoundError:
        return Act.WRITTEN
    except OSError as error:
        raise RefusedError("install_not_allowed", path=item.path, detail=error.strerror or error) from error
    if there == item.content:
        return Act.SAME
    if manifest.has(item.path, there) or _is_ours(item, there):
        return Act.WRITTEN
    if item.kind == "settings":  # somebody's own choice of interpreter
        return Act.KEPT
    raise RefusedError("install_not_ours", path=item.path)


def _is_ours(item: Item, there: bytes) -> bool:
    """Whether a file is known by its content, where the list was lost."""
    if item.kind == "addin":
        return "BUYBOOK" in (addin_rows(there) or {})
    return item.kind == "script" and there.splitlines()[:1] == item.content.splitlines()[:1]


def _refuse_open(path: Path) -> None:
    if lock_owner(path) is not None:
        raise RefusedError("install_open", path=path)


def _put(item: Item, act: Act, manifest: Manifest, list_file: Path) -> None:
    if act is Act.KEPT:
        return
    if act is Act.WRITTEN:
        made = missing_folders(item.path.parent)
        try:
            item.path.parent.mkdir(parents=True, exist_ok=True)
            # Not in the same folder: Excel opens whatever lies in its start folder.
            replace_file(item.path, item.content, item.path.parent.parent)
        except PermissionError as error:
            raise RefusedError("install_open", path=item.path) from error
        except OSError as error:
            raise RefusedError(
                "install_not_allowed", path=item.path, detail=error.strerror or error
            ) from error
        manifest.folders += [str(folder) for folder in made if str(folder) not in manifest.folders]
    manifest.files[str(item.path)] = (item.kind, checksum(item.content))
    list_file.parent.mkdir(parents=True, exist_ok=True)
    manifest.write(list_file)


def _removal(path: Path, mark: str) -> Act:
    try:
        return Act.REMOVED if checksum(path.read_bytes()) == mark else Act.KEPT
    except FileNotFoundError:
        return Act.GONE
    except OSError as error:
        raise RefusedError("install_not_allowed", path=path, detail=error.strerror or error) from error


def _remove(done: Sequence[Done], manifest: Manifest, list_file: Path) -> None:
    for each in done:
        if each.act is Act.REMOVED:
            try:
                each.path.unlink(missing_ok=True)
            except PermissionError as error:
                raise RefusedError("install_open", path=each.path) from error
        del manifest.files[str(each.path)]
        manifest.write(list_file)
    for folder in sorted(map(Path, manifest.folders), key=lambda path: len(path.parts), reverse=True):
        with contextlib.suppress(OSError):  # something of somebody's lies in it
            folder.rmdir()


def missing_folders(folder: Path) -> list[Path]:
    """Give the folders of a path that are not there yet."""
    return [each for each in (folder, *folder.parents) if not each.exists()]


def replace_file(path: Path, content: bytes, beside: Path) -> None:
    """Write a file so that it is there as it was or whole; `beside` is a folder of the same disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".~buybook-", dir=beside)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if os.name == "posix":
            Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
