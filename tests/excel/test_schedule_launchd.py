"""The launchd property list: read back, and how it is loaded."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest
from hypothesis import given
from schedule_entries import Scripted, entries, entry

from buybook.excel.schedule.entry import Entry, ScheduleError
from buybook.excel.schedule.launchd import Launchd

PYTHON = "/Users/x/venv/bin/python3"


def launchd(folder: Path, said: Scripted | None = None) -> Launchd:
    return Launchd(folder, PYTHON, 501, folder / "logs" / "launchd.log", said or Scripted())


def plist(each: Entry) -> dict[str, object]:
    (text,) = launchd(Path("/agents")).shown(each).values()
    read: dict[str, object] = plistlib.loads(text.encode("utf-8"))
    return read


@given(entries)
def test_the_property_list_reads_back(each: Entry) -> None:
    read = plist(each)
    assert read["ProgramArguments"] == [PYTHON, *each.arguments()]
    times = read["StartCalendarInterval"]
    at = {"Hour": each.at.hour, "Minute": each.at.minute}
    assert times == ([at | {"Weekday": day} for day in range(1, 6)] if each.weekdays else at)


# launchd.plist(5): the keys that a job of ours may have, and the kind of each.
KINDS = {
    "Label": str, "ProgramArguments": list, "StartCalendarInterval": (dict, list), "ProcessType": str, "RunAtLoad": bool,
    "StandardOutPath": str, "StandardErrorPath": str,
}  # fmt: skip


def test_every_key_is_one_that_launchd_knows() -> None:
    read = plist(entry())
    assert set(read) == set(KINDS)
    assert all(isinstance(value, KINDS[key]) for key, value in read.items())
    assert read["ProcessType"] in {"Background", "Standard", "Adaptive", "Interactive"}
    assert read["RunAtLoad"] is False


def test_registering_removing_and_asking(tmp_path: Path) -> None:
    said = Scripted()
    each = entry()
    label = f"buybook.refresh.{each.identity}"
    launchd(tmp_path, said).register(each)
    path = tmp_path / f"{label}.plist"
    assert plistlib.loads(path.read_bytes())["Label"] == label
    assert said.calls == [
        ["launchctl", "bootout", f"gui/501/{label}"],
        ["launchctl", "bootstrap", "gui/501", str(path)],
    ]
    assert launchd(tmp_path, said).is_registered(each.identity)
    launchd(tmp_path, said).remove(each.identity)
    assert not path.exists()
    assert not launchd(tmp_path, Scripted("print")).is_registered(each.identity)


def test_the_first_time_there_is_nothing_to_unload(tmp_path: Path) -> None:
    launchd(tmp_path, Scripted("bootout")).register(entry())
    assert list(tmp_path.glob("*.plist"))


def test_a_refusal_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ScheduleError):
        launchd(tmp_path, Scripted("bootstrap")).register(entry())
    assert list(tmp_path.glob("*.plist")) == []
