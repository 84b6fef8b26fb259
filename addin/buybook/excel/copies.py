"""Copies of a workbook from before Buybook wrote into it, numbered as the file engine numbers its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def keep_copy(file: Path, folder: Path, keep: int, save: Callable[[Path], None]) -> Path:
    """Let `save` write a copy `name.1.xlsx`, `name.2.xlsx`, ...: the highest number is the newest; give the copy.

    Of one workbook's copies the last `keep` stay. The copy gets its name when it is whole. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    numbers = _numbers(file, folder)
    number = max(numbers, default=0) + 1
    unfinished = folder / f".~buybook-{file.name}"
    try:
        save(unfinished)
        made = unfinished.replace(_copy(file, folder, number))
    finally:
        unfinished.unlink(missing_ok=True)
    for old in sorted([*numbers, number])[:-keep]:
        _copy(file, folder, old).unlink(missing_ok=True)
    return made


def _copy(file: Path, folder: Path, number: int) -> Path:
    return folder / f"{file.stem}.{number}{file.suffix}"


def _numbers(file: Path, folder: Path) -> list[int]:
    middles = (
        other.name[len(file.stem) + 1 : len(other.name) - len(file.suffix)]
        for other in folder.iterdir()
        if other.name.startswith(file.stem + ".") and other.name.endswith(file.suffix)
    )
    return [int(middle) for middle in middles if middle.isascii() and middle.isdigit()]
