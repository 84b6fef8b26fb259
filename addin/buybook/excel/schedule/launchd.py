"""A job of the user's own launchd, on macOS."""

from __future__ import annotations

import plistlib
from collections.abc import Mapping
from pathlib import Path

from buybook.excel.programs import Finished, Runner
from buybook.excel.schedule.entry import Entry, ScheduleError

_MONDAY_TO_FRIDAY = range(1, 6)  # launchd counts Sunday as 0


class Launchd:
    """The scheduler of macOS. `output` gets what the interpreter says before Buybook's own log is open."""

    def __init__(self, folder: Path, interpreter: str, user: int, output: Path, run: Runner) -> None:
        self._folder = folder
        self._interpreter = interpreter
        self._domain = f"gui/{user}"
        self._output = output
        self._run = run

    def shown(self, entry: Entry) -> Mapping[str, str]:
        """Give the text of the property list."""
        return {self._file(entry.identity).name: self._plist(entry).decode("utf-8")}

    def register(self, entry: Entry) -> None:
        """Write the property list and load it in place of an older one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._output.parent.mkdir(parents=True, exist_ok=True)
        path = self._file(entry.identity)
        path.write_bytes(self._plist(entry))
        self._launchctl("bootout", self._target(entry.identity))  # refused where none is loaded: no matter
        done = self._launchctl("bootstrap", self._domain, str(path))
        if done.status:
            path.unlink(missing_ok=True)
            raise ScheduleError("schedule_refused", scheduler="launchd", detail=done.output or done.status)

    def remove(self, identity: str) -> None:
        """Unload the job and delete its property list."""
        if self.is_registered(identity):
            done = self._launchctl("bootout", self._target(identity))
            if done.status:
                raise ScheduleError(
                    "schedule_refused", scheduler="launchd", detail=done.output or done.status
                )
        self._file(identity).unlink(missing_ok=True)

    def is_registered(self, identity: str) -> bool:
        """Tell whether launchd has the job loaded."""
        return self._launchctl("print", self._target(identity)).status == 0

    def _plist(self, entry: Entry) -> bytes:
        return plistlib.dumps(
            {
                "Label": _label(entry.identity),
                "ProgramArguments": [self._interpreter, *entry.arguments()],
                "StartCalendarInterval": _times(entry),
                "ProcessType": "Background",
                "RunAtLoad": False,
                "StandardOutPath": str(self._output),
                "StandardErrorPath": str(self._output),
            },
            sort_keys=False,
        )

    def _launchctl(self, *arguments: str) -> Finished:
        return self._run(["launchctl", *arguments])

    def _target(self, identity: str) -> str:
        return f"{self._domain}/{_label(identity)}"

    def _file(self, identity: str) -> Path:
        return self._folder / f"{_label(identity)}.plist"


def _times(entry: Entry) -> dict[str, int] | list[dict[str, int]]:
    at = {"Hour": entry.at.hour, "Minute": entry.at.minute}
    return [at | {"Weekday": day} for day in _MONDAY_TO_FRIDAY] if entry.weekdays else at


def _label(identity: str) -> str:
    return f"buybook.refresh.{identity}"
