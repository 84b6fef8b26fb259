"""The files that words are written in. YAML is good to write and slow to read, so what was read can be kept as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

_read: dict[str, Any] = {}  # by the file's name, what was kept


def read(name: str) -> Any:
    """Give the content of a file of words: mappings and lists of text."""
    return _read[name] if name in _read else _parsed(FOLDER / name)


def names(pattern: str) -> list[str]:
    """Give the names of the files of a pattern, in their order."""
    return sorted(path.name for path in FOLDER.glob(pattern))


def keep_in(file: Path) -> None:
    """Read all words from a file that they were kept in, or keep them there for the next time.

    The file is of use as long as no file of words changed. Where it cannot be written, all is as without it.
    """
    stamp = _stamp()
    kept = _kept(file)
    if kept is None or kept.get("stamp") != stamp:
        kept = {"stamp": stamp, "files": {path.name: _parsed(path) for path in sorted(FOLDER.glob("*.yaml"))}}
        _write(file, kept)
    _read.update(kept["files"])


def _stamp() -> list[list[object]]:
    """Give what changes when a file of words does."""
    found = ((path.name, path.stat()) for path in sorted(FOLDER.glob("*.yaml")))
    return [[str(FOLDER)], *([name, stat.st_size, stat.st_mtime_ns] for name, stat in found)]


def _kept(file: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError):  # not there, or not whole
        return None
    return content if isinstance(content, dict) and isinstance(content.get("files"), dict) else None


def _write(file: Path, content: object) -> None:
    unfinished = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(file)
    except OSError:  # a profile that may not be written: the words are read anew each time
        return


def _parsed(path: Path) -> Any:
    import yaml

    # The base loader leaves every scalar a string: `no`, `on` and `12` are words here, not values.
    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    with path.open("rb") as file:
        return yaml.load(file, Loader=loader)
