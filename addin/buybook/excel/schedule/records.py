"""What is scheduled and how the last runs went, kept as small files in the user's folder.

Schedulers answer in the words of the machine's language and know only a status; so we keep our own record, and ask
the scheduler only whether it knows an entry.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path

from buybook.excel.schedule.entry import Entry, ScheduleError
from buybook.frozen import frozen


@frozen
class LastRun:
    """How a scheduled run went. The times are local; `status` is its exit status."""

    workbook: str
    started: dt.datetime
    finished: dt.datetime
    status: int
    tries: int
    sentence: str
    log: str
    summary: str


class Records:
    """The records in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, entry: Entry) -> None:
        """Keep an entry."""
        _write(self._file(entry.identity), asdict(entry) | {"at": entry.at.isoformat("minutes")})

    def remove(self, identity: str) -> None:
        """Forget an entry and its last run."""
        self._file(identity).unlink(missing_ok=True)
        self._result_file(identity).unlink(missing_ok=True)

    def entry(self, identity: str) -> Entry:
        """Give an entry; ScheduleError when it is not there or cannot be read."""
        path = self._file(identity)
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return Entry(**(kept | {"at": dt.time.fromisoformat(kept["at"])}))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ScheduleError("schedule_record", path=str(path)) from error

    def identities(self) -> list[str]:
        """Give the identities of all entries."""
        return sorted(path.stem for path in self._folder.glob("*.json") if "." not in path.stem)

    def note(self, identity: str, last: LastRun) -> None:
        """Keep how a run went."""
        times = {
            "started": last.started.isoformat(timespec="seconds"),
            "finished": last.finished.isoformat(timespec="seconds"),
        }
        _write(self._result_file(identity), asdict(last) | times)

    def last_run(self, identity: str) -> LastRun | None:
        """Give how the last run went; None when there was none, or its record cannot be read."""
        try:
            kept = json.loads(self._result_file(identity).read_text(encoding="utf-8"))
            times = {name: dt.datetime.fromisoformat(kept[name]) for name in ("started", "finished")}
            return LastRun(**(kept | times))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def summary_file(self, identity: str) -> Path:
        """Give the file of the last run's summary, where the buyer named none."""
        return self._folder / f"{identity}.summary.txt"

    def _file(self, identity: str) -> Path:
        return self._folder / f"{identity}.json"

    def _result_file(self, identity: str) -> Path:
        return self._folder / f"{identity}.last.json"


def _write(path: Path, content: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)
