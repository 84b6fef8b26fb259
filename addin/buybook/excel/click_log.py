"""The log of clicks that failed: a dated file in the user's profile that support can ask for.

It holds when, which command, which versions and where in Buybook it happened; of the workbook nothing but its
ending, and of an error's own words no more than a line.
"""

from __future__ import annotations

import datetime as dt
import platform
import traceback
from pathlib import Path

from buybook import __version__

LOGS_KEPT = 30  # days on which something failed
_LARGEST = 500_000  # bytes of one day's file; what comes after is not written
_LONGEST = 200  # characters of an error's own words


def write_failure(error: BaseException, command: str, now: dt.datetime, folder: Path) -> Path:
    """Add a failure to the day's log and give the file; raises OSError when it cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"clicks-{now:%Y-%m-%d}.log"
    if not file.exists() or file.stat().st_size < _LARGEST:
        with file.open("a", encoding="utf-8") as log:
            log.write(_entry(error, command, now))
    for old in sorted(folder.glob("clicks-????-??-??.log"))[:-LOGS_KEPT]:
        old.unlink(missing_ok=True)
    return file


def _entry(error: BaseException, command: str, now: dt.datetime) -> str:
    machine = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    lines = [f"{now:%Y-%m-%d %H:%M:%S} {command}: Buybook {__version__}, {machine}"]
    chain: BaseException | None = error
    while chain is not None:
        said = " ".join(str(chain).split())[:_LONGEST]
        lines.append(f"  {type(chain).__module__}.{type(chain).__qualname__}: {said}")
        # Where it happened, without the lines' text and without values.
        lines += [
            f"    {Path(at.filename).name}:{at.lineno} {at.name}"
            for at in traceback.extract_tb(chain.__traceback__)
        ]
        chain = chain.__cause__ or chain.__context__
    return "\n".join(lines) + "\n"
