"""The files that words are written in. YAML is good to write and slow to read, so what was read can be kept as JSON."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
_TRADE_MARK = "*"  # after an alias: trade usage without a published source, for whoever writes the files

_read: dict[str, Any] = {}  # by the file's name, what was kept
_kept_in: list[Path] = []  # the file that words are kept in, once it is known


def read(name: str) -> Any:
    """Give the content of a file of words: mappings and lists of text."""
    return _read[name] if name in _read else _parsed(FOLDER / name)


def names(pattern: str) -> list[str]:
    """Give the names of the files of a pattern, in their order."""
    return sorted(path.name for path in FOLDER.glob(pattern))


def keep_in(file: Path) -> None:
    """Read all words from a file that they were kept in, or keep them there for the next time.

    The file is of use as long as no file of words changed. Each installation has its own, with a number for its
    place in the name: two of one user would undo each other's. Where it cannot be written, all is as without it.
    """
    own = file.with_stem(f"{file.stem}-{zlib.crc32(str(FOLDER).encode()):08x}")
    _kept_in[:] = [own]
    made = _made_once(
        own, _stamp(), lambda: {path.name: _parsed(path) for path in sorted(FOLDER.glob("*.yaml"))}
    )
    _read.update(made)


def derived(name: str, made_by: Iterable[Path], make: Callable[[], Any]) -> Any:
    """Give what is made of the words, in types that JSON has; kept beside them where words are kept.

    It is made anew when a file of words changed, or one of those that hold how it is made.
    """
    if not _kept_in:
        return make()
    file = _kept_in[0].with_name(f"{_kept_in[0].stem}.{name}.json")
    return _made_once(file, [*_stamp(), *map(_state, made_by)], make)


def _made_once(file: Path, stamp: list[list[object]], make: Callable[[], Any]) -> Any:
    kept = _kept(file)
    if kept is None or kept["stamp"] != stamp:
        kept = {"stamp": stamp, "content": make()}
        _write(file, kept)
    return kept["content"]


def _stamp() -> list[list[object]]:
    """Give what changes when a file of words does, or how they are read."""
    return [[str(FOLDER)], _state(Path(__file__)), *map(_state, sorted(FOLDER.glob("*.yaml")))]


def _state(path: Path) -> list[object]:
    stat = path.stat()
    return [path.name, stat.st_size, stat.st_mtime_ns]


def _kept(file: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError):  # not there, or not whole
        return None
    whole = isinstance(content, dict) and "stamp" in content and isinstance(content.get("content"), dict)
    return content if whole else None


def _write(file: Path, content: object) -> None:
    unfinished = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(
            json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
        )
        unfinished.replace(file)
    except OSError:  # a profile that may not be written: the words are read anew each time
        return


def _parsed(path: Path) -> Any:
    import yaml

    # The base loader leaves every scalar a string: `no`, `on` and `12` are words here, not values.
    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    with path.open("rb") as file:
        return _unmarked(yaml.load(file, Loader=loader))


def _unmarked(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _unmarked(value) for key, value in content.items()}
    if isinstance(content, list):
        return [str(alias).removesuffix(_TRADE_MARK) for alias in content]
    return content
