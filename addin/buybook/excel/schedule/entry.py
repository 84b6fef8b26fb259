"""What is scheduled: a workbook, a time, on which days, and the command line that does it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Protocol

from buybook.excel.refusals import RefusedError
from buybook.frozen import frozen

_FRIDAY = 4


class ScheduleError(RefusedError):
    """Something cannot be scheduled."""


@frozen
class Entry:
    """A refresh of one workbook at a time of the day. Paths are absolute, and text: they may be another system's."""

    workbook: str
    at: dt.time
    weekdays: bool = False  # Monday to Friday only
    config: str | None = None
    summary: str | None = None  # a file that gets the summary of each run
    language: str | None = None

    def __post_init__(self) -> None:
        for path in (self.workbook, self.config, self.summary):
            if path is not None and not _can_be_told(path):
                raise ScheduleError("schedule_odd_name", name=ascii(path))

    @property
    def identity(self) -> str:
        """What tells this workbook's entry from those of others; a workbook has one."""
        return identity_of(self.workbook)

    @property
    def name(self) -> str:
        """The workbook's name without its folder."""
        return self.workbook.replace("\\", "/").rsplit("/", 1)[-1]

    def arguments(self, *, by_identity: bool = False) -> tuple[str, ...]:
        """Give what follows the interpreter on the command line.

        `-P` and `-E` keep modules that lie in the current folder, and variables of the environment, from taking
        the place of ours. With `by_identity` no path is named: it stands in the record.
        """
        start = ("-E", "-P", "-m", "buybook", "run-scheduled")
        if by_identity:
            return (*start, "--entry", self.identity)
        options = {"--config": self.config, "--summary": self.summary, "--language": self.language}
        given = [part for name, value in options.items() if value is not None for part in (name, value)]
        return (*start, *given, self.workbook)

    def next_run(self, now: dt.datetime) -> dt.datetime:
        """Give the first time after `now` at which it is due (local time)."""
        due = dt.datetime.combine(now.date(), self.at)
        while due <= now or (self.weekdays and due.weekday() > _FRIDAY):
            due += dt.timedelta(days=1)
        return due


class Scheduler(Protocol):
    """A system's scheduler. Whatever it refuses is a ScheduleError with its own words as `detail`."""

    def shown(self, entry: Entry) -> Mapping[str, str]:
        """Give what would be registered, as text, by the name of its file."""

    def register(self, entry: Entry) -> None:
        """Register an entry, in place of what was registered for the workbook before."""

    def remove(self, identity: str) -> None:
        """Remove an entry; one that is not there is removed already."""

    def is_registered(self, identity: str) -> bool:
        """Tell whether the scheduler knows the entry."""


def identity_of(workbook: str) -> str:
    """Give the identity of a workbook's entry, from its absolute path."""
    return hashlib.sha256(workbook.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _can_be_told(path: str) -> bool:
    """Whether a path can stand in XML, a unit file and a command line: no control characters, whole letters."""
    return not any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 or _not_in_xml(letter) for letter in path)


def _not_in_xml(letter: str) -> bool:
    return 0xD800 <= ord(letter) <= 0xDFFF or ord(letter) in (0xFFFE, 0xFFFF, 0x2028, 0x2029)
