"""The log of scheduled runs: one file a day, the oldest go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

_KEPT = 60  # files
_NAME = "refresh "


class RunLog:
    """The log of the day on which a run began."""

    def __init__(self, folder: Path, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self.path = folder / f"{_NAME}{now():%Y-%m-%d}.log"
        folder.mkdir(parents=True, exist_ok=True)
        for old in sorted(folder.glob(f"{_NAME}*.log"))[:-_KEPT]:
            old.unlink(missing_ok=True)

    def write(self, text: str) -> None:
        """Add a line, with the time in front."""
        with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{self._now():%Y-%m-%d %H:%M:%S}  {text.rstrip()}\n")
