"""Names for files that we write: valid on every operating system, and never on top of another file."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from itertools import count
from pathlib import Path
from uuid import uuid4

MAX_STEM = 80  # characters; leaves room for the folder within Windows' 260
_MAX_STEM_BYTES = 200  # file systems count bytes, at most 255 with the suffix
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*|\s*)", re.IGNORECASE)


def safe_stem(text: str, fallback: str) -> str:
    """Turn any text into a file name without suffix that Windows, macOS and Linux accept.

    Separators, wildcards and invisible characters become "_", names that Windows keeps for devices get a
    leading "_", and a long name is shortened with a piece of its hash so that two long names stay two.
    `fallback` is used where nothing is left.
    """
    visible = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", text))
    allowed = _FORBIDDEN.sub("_", "".join(map(_printable, visible)))
    stem = " ".join(allowed.split()).strip(". ")
    if not stem.strip("_"):
        return fallback
    if _RESERVED.fullmatch(stem):
        stem = "_" + stem
    return _shortened(stem)


def _printable(char: str) -> str:
    # Control, format (such as right-to-left override), surrogate and private characters.
    return "_" if unicodedata.category(char).startswith("C") else char


def _shortened(stem: str) -> str:
    if len(stem) <= MAX_STEM and len(stem.encode()) <= _MAX_STEM_BYTES:
        return stem
    digest = hashlib.sha256(stem.encode()).hexdigest()[:8]
    kept = stem[: MAX_STEM - 9]
    while len(kept.encode()) > _MAX_STEM_BYTES - 9:
        kept = kept[:-1]
    return f"{kept.rstrip('. ')}-{digest}"


def publish(content: bytes, folder: Path, stem: str, suffix: str) -> Path:
    """Write `content` to `folder/stem+suffix` and return the path; the folder is made if missing.

    An existing file is never overwritten: with the same content it is the answer, with other content the
    new file becomes `stem (2)`, `stem (3)` and so on. The file appears whole or not at all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        target = folder / f"{stem}{f' ({number})' if number > 1 else ''}{suffix}"
        if target.is_file() and target.read_bytes() == content:
            return target
        if not os.path.lexists(target) and _place(content, target):
            return target
    raise AssertionError("unreachable: count() does not end")


def _place(content: bytes, target: Path) -> bool:
    """Let a new file appear at `target`; False when somebody else was faster."""
    waiting = target.with_name(f".buybook-{uuid4().hex}.tmp")
    try:
        with waiting.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        _rename_without_overwriting(waiting, target)
    except FileExistsError:
        return False
    finally:
        waiting.unlink(missing_ok=True)
    return True


def _rename_without_overwriting(source: Path, target: Path) -> None:
    if os.name == "nt":
        source.rename(target)  # Windows refuses an existing target
        return
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        with target.open("xb") as stream:
            stream.write(source.read_bytes())
