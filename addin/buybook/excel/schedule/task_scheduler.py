"""A task of the user's own in Windows' Task Scheduler.

The task is written as XML, in the order of elements that the published schema and Windows' own exports agree on.
Windows expands `%NAME%` and `$(Arg0)` in a task's arguments and has no way to write such text as it is; a workbook
with one of them in its path is named by its record instead.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path

from buybook.excel.programs import Finished, Runner
from buybook.excel.schedule.entry import Entry, ScheduleError

_NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_SETTINGS = {
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "StartWhenAvailable": "true",  # a run that the machine slept through is made up for
    "ExecutionTimeLimit": "PT6H",  # longer than the waiting for a workbook that is open
}


class TaskScheduler:
    """The scheduler of Windows. `folder` keeps the XML, `user` is DOMAIN\\name, `today` the day it begins."""

    def __init__(self, folder: Path, interpreter: str, user: str, today: dt.date, run: Runner) -> None:
        if _is_expanded(interpreter):
            raise ScheduleError("schedule_odd_name", name=interpreter)
        self._folder = folder
        self._interpreter = interpreter
        self._user = user
        self._today = today
        self._run = run

    def shown(self, entry: Entry) -> Mapping[str, str]:
        """Give the task's XML."""
        return {self._file(entry.identity).name: self._xml(entry)}

    def register(self, entry: Entry) -> None:
        """Create the task in place of an older one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._file(entry.identity)
        path.write_bytes(self._xml(entry).encode("utf-16"))
        done = self._schtasks("/Create", "/TN", _name(entry.identity), "/XML", str(path), "/F")
        if done.status:
            path.unlink(missing_ok=True)
            raise _refused(done)

    def remove(self, identity: str) -> None:
        """Delete the task."""
        if self.is_registered(identity):
            done = self._schtasks("/Delete", "/TN", _name(identity), "/F")
            if done.status:
                raise _refused(done)
        self._file(identity).unlink(missing_ok=True)

    def is_registered(self, identity: str) -> bool:
        """Tell whether there is such a task."""
        return self._schtasks("/Query", "/TN", _name(identity)).status == 0

    def _xml(self, entry: Entry) -> str:
        task = ET.Element("Task", {"version": "1.2", "xmlns": _NAMESPACE})
        _add(task, "RegistrationInfo", Author="Buybook", Description=f"Buybook: {entry.name}")
        self._add_trigger(task, entry)
        principal = ET.SubElement(ET.SubElement(task, "Principals"), "Principal", {"id": "Author"})
        _fill(principal, UserId=self._user, LogonType="InteractiveToken", RunLevel="LeastPrivilege")
        _add(task, "Settings", **_SETTINGS)
        actions = ET.SubElement(task, "Actions", {"Context": "Author"})
        _add(actions, "Exec", Command=self._interpreter, Arguments=command_line(entry))
        ET.indent(task)
        return '<?xml version="1.0" encoding="UTF-16"?>\n' + ET.tostring(task, encoding="unicode") + "\n"

    def _add_trigger(self, task: ET.Element, entry: Entry) -> None:
        trigger = _add(ET.SubElement(task, "Triggers"), "CalendarTrigger")
        # Only what has one place in both orders: exports put Enabled last, the schema's page puts it first.
        _fill(trigger, StartBoundary=f"{self._today:%Y-%m-%d}T{entry.at:%H:%M}:00")
        if not entry.weekdays:
            _add(trigger, "ScheduleByDay", DaysInterval="1")
            return
        days = ET.SubElement(_add(trigger, "ScheduleByWeek", WeeksInterval="1"), "DaysOfWeek")
        for day in _WEEKDAYS:
            ET.SubElement(days, day)

    def _schtasks(self, *arguments: str) -> Finished:
        return self._run(["schtasks", *arguments])

    def _file(self, identity: str) -> Path:
        return self._folder / f"{identity}.xml"


def command_line(entry: Entry) -> str:
    """Give the task's arguments as one line, quoted as Windows programs take it apart."""
    line = subprocess.list2cmdline(entry.arguments())
    if _is_expanded(line):
        line = subprocess.list2cmdline(entry.arguments(by_identity=True))
    return line


def _is_expanded(text: str) -> bool:
    return "%" in text or "$(" in text


def _refused(done: Finished) -> ScheduleError:
    return ScheduleError("schedule_refused", scheduler="Task Scheduler", detail=done.output or done.status)


def _add(parent: ET.Element, tag: str, **children: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    _fill(element, **children)
    return element


def _fill(parent: ET.Element, **children: str) -> None:
    for tag, text in children.items():
        ET.SubElement(parent, tag).text = text


def _name(identity: str) -> str:
    return f"Buybook\\refresh-{identity}"
