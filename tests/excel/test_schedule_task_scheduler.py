"""The Task Scheduler's XML: the order and kind of its elements, its command line, and how it is registered."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from schedule_entries import Scripted, entries, entry
from windows_words import words_of

from buybook.excel.schedule.entry import Entry, ScheduleError
from buybook.excel.schedule.task_scheduler import TaskScheduler, command_line

PYTHON = "C:\\Users\\Åsa & co\\venv\\Scripts\\pythonw.exe"
NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def scheduler(folder: Path = Path("/xml"), said: Scripted | None = None) -> TaskScheduler:
    return TaskScheduler(folder, PYTHON, "FIRM\\asa", dt.date(2026, 3, 13), said or Scripted())


def task(each: Entry) -> ET.Element:
    (text,) = scheduler().shown(each).values()
    return ET.fromstring(text.encode("utf-16"))


# The published schema: the children an element may have, in their order, and what a text may be. Where the schema
# leaves the order free, it is the order of Windows' own exports.
BOOLEAN, DURATION = r"true|false", r"PT\d+[HMS]"
SCHEMA: dict[str, str | list[str]] = {
    "Task": ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"],
    "RegistrationInfo": ["Author", "Description"],
    "Triggers": ["CalendarTrigger"],
    "CalendarTrigger": ["StartBoundary", "ScheduleByDay|ScheduleByWeek"],
    "ScheduleByDay": ["DaysInterval"],
    "ScheduleByWeek": ["WeeksInterval", "DaysOfWeek"],
    "DaysOfWeek": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
    "Principals": ["Principal"],
    "Principal": ["UserId", "LogonType", "RunLevel"],
    "Settings": [
        "MultipleInstancesPolicy", "DisallowStartIfOnBatteries", "StopIfGoingOnBatteries", "StartWhenAvailable",
        "ExecutionTimeLimit",
    ],
    "Actions": ["Exec"],
    "Exec": ["Command", "Arguments"],
    "Author": r".+",
    "Description": r".+",
    "StartBoundary": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "DaysInterval": r"[1-9]\d{0,2}",
    "WeeksInterval": r"[1-9]\d?",
    "UserId": r"[^\\]+\\[^\\]+",
    "LogonType": r"S4U|Password|InteractiveToken|InteractiveTokenOrPassword|Group",
    "RunLevel": r"LeastPrivilege|HighestAvailable",
    "MultipleInstancesPolicy": r"Parallel|Queue|IgnoreNew|StopExisting",
    "DisallowStartIfOnBatteries": BOOLEAN,
    "StopIfGoingOnBatteries": BOOLEAN,
    "StartWhenAvailable": BOOLEAN,
    "ExecutionTimeLimit": DURATION,
    "Command": r".+",
    "Arguments": r".+",
} | dict.fromkeys(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), r"")  # fmt: skip
ATTRIBUTES = {"Task": {"version": "1.2"}, "Principal": {"id": "Author"}, "Actions": {"Context": "Author"}}


def check(element: ET.Element) -> None:
    name = element.tag.removeprefix(NAMESPACE)
    assert element.tag == NAMESPACE + name
    assert element.attrib == ATTRIBUTES.get(name, {})
    expected = SCHEMA[name]
    if isinstance(expected, str):
        assert not list(element)
        assert re.fullmatch(expected, element.text or "", re.DOTALL), (name, element.text)
        return
    children = [child.tag.removeprefix(NAMESPACE) for child in element]
    assert len(children) == len(expected), (name, children)
    assert all(re.fullmatch(want, got) for want, got in zip(expected, children, strict=True)), (
        name,
        children,
    )
    assert not (element.text or "").strip()
    for child in element:
        check(child)


@given(entries)
def test_the_task_has_the_schemas_elements_in_their_order(each: Entry) -> None:
    check(task(each))


@pytest.mark.parametrize(
    ("tag", "spoil"),
    [
        ("StartBoundary", lambda found: setattr(found, "text", "06:30")),
        ("Settings", lambda found: found.insert(0, found[-1])),
        ("Exec", lambda found: found.clear()),
        ("Principal", lambda found: found.set("id", "Other")),
    ],
)
def test_the_check_finds_what_is_wrong(tag: str, spoil) -> None:
    spoiled = task(entry())
    spoil(next(spoiled.iter(NAMESPACE + tag)))
    with pytest.raises(AssertionError):
        check(spoiled)


@given(entries)
def test_windows_takes_the_command_line_apart_as_it_was_meant(each: Entry) -> None:
    line = task(each).findtext(f"{NAMESPACE}Actions/{NAMESPACE}Exec/{NAMESPACE}Arguments") or ""
    assert line == command_line(each)
    assert "%" not in line and "$(" not in line  # Task Scheduler would expand them
    told = words_of(line)
    by_record = told[-2:] == ["--entry", each.identity]
    assert by_record or told == list(each.arguments())


@pytest.mark.parametrize(
    ("path", "by_record"),
    [
        ("C:\\a b\\x.xlsx", False),
        ("C:\\100% klart\\x.xlsx", True),
        ("C:\\%PATH%\\x.xlsx", True),
        ("C:\\$(Arg0)\\x.xlsx", True),
        ("C:\\$x\\(y).xlsx", False),
    ],
)
def test_a_path_that_would_be_expanded_is_named_by_its_record(path: str, by_record: bool) -> None:
    assert ("--entry" in command_line(entry(path))) is by_record


def test_an_interpreter_that_would_be_expanded_is_refused() -> None:
    with pytest.raises(ScheduleError):
        TaskScheduler(Path("/xml"), "C:\\%x%\\pythonw.exe", "FIRM\\asa", dt.date(2026, 3, 13), Scripted())


def test_registering_removing_and_asking(tmp_path: Path) -> None:
    said = Scripted()
    each = entry("C:\\Inköp\\x.xlsx", weekdays=True)
    scheduler(tmp_path, said).register(each)
    path = tmp_path / f"{each.identity}.xml"
    content = path.read_bytes()
    assert content.startswith(b"\xff\xfe") and content.decode("utf-16").startswith(
        '<?xml version="1.0" encoding="UTF-16"?>'
    )
    check(ET.fromstring(content))
    name = f"Buybook\\refresh-{each.identity}"
    assert said.calls == [["schtasks", "/Create", "/TN", name, "/XML", str(path), "/F"]]
    assert scheduler(tmp_path, said).is_registered(each.identity)
    scheduler(tmp_path, said).remove(each.identity)
    assert said.calls[-1] == ["schtasks", "/Delete", "/TN", name, "/F"]
    assert not path.exists()


@pytest.mark.parametrize("refused", ["/Create", "/Delete"])
def test_a_refusal_is_told_in_its_own_words(refused: str, tmp_path: Path) -> None:
    tasks = scheduler(tmp_path, Scripted(refused))
    with pytest.raises(ScheduleError) as told:
        tasks.register(entry()) if refused == "/Create" else tasks.remove(entry().identity)
    assert told.value.values["detail"] == "Access is denied."
    assert list(tmp_path.iterdir()) == []
