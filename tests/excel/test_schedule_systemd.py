"""The systemd units: read back by systemd's own rules and by systemd itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from schedule_entries import ODD_NAMES, Scripted, entries, entry
from systemd_words import exec_words

from buybook.excel.schedule.entry import Entry, ScheduleError
from buybook.excel.schedule.systemd import Systemd

REFUSED = set("\\\"'")  # in a program's path; in its arguments they are taken
ANALYZE = shutil.which("systemd-analyze")


def unit(text: str) -> dict[str, str]:
    """The settings of a unit file; a test of ours names none twice."""
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def units(each: Entry, interpreter: str = "/usr/bin/python3") -> dict[str, dict[str, str]]:
    shown = Systemd(Path("/units"), interpreter, Scripted()).shown(each)
    return {name.rsplit(".", 1)[1]: unit(text) for name, text in shown.items()}


@given(entries)
def test_systemd_reads_back_the_words_that_were_meant(each: Entry) -> None:
    line = units(each)["service"]["ExecStart"]
    assert exec_words(line) == [":/usr/bin/python3", *each.arguments()]


@given(entries)
def test_each_setting_is_one_line(each: Entry) -> None:
    for text in Systemd(Path("/units"), "/usr/bin/python3", Scripted()).shown(each).values():
        assert len(text.splitlines()) == text.count("\n")
        assert all(re.fullmatch(r"\[\w+\]|\w+=.*|", line) for line in text.splitlines())


def test_the_timer_says_when() -> None:
    assert units(entry())["timer"]["OnCalendar"] == "*-*-* 06:30:00"
    assert units(entry(weekdays=True))["timer"]["OnCalendar"] == "Mon..Fri *-*-* 06:30:00"


def verify(folder: Path) -> subprocess.CompletedProcess[str]:
    if ANALYZE is None:
        pytest.skip("systemd-analyze is not on this machine")
    runtime = folder / "run"
    runtime.mkdir(exist_ok=True)
    files = [str(path) for path in folder.iterdir() if path.suffix in (".service", ".timer")]
    return subprocess.run(
        [ANALYZE, "--user", "--man=no", "verify", *files], capture_output=True, text=True, check=False,
        env=os.environ | {"XDG_RUNTIME_DIR": str(runtime)},
    )  # fmt: skip


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    systemd = Systemd(tmp_path, "/bin/sh", Scripted())
    for number, name in enumerate(ODD_NAMES):
        systemd.register(entry(f"/home/x/{name}", weekdays=number % 2 == 0))
    done = verify(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", [each for each in ODD_NAMES if not set(each) & REFUSED])
def test_systemd_itself_reads_an_odd_path_as_it_is(name: str, tmp_path: Path) -> None:
    program = tmp_path / name
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    Systemd(tmp_path, str(program), Scripted()).register(entry())
    done = verify(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    program.unlink()
    assert "is not executable" in verify(tmp_path).stderr  # so it did look for that very name


@pytest.mark.parametrize("name", [each for each in ODD_NAMES if set(each) & REFUSED])
def test_an_interpreter_that_systemd_refuses_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScheduleError):
        Systemd(tmp_path, f"/opt/{name}", Scripted())


def test_registering_removing_and_asking(tmp_path: Path) -> None:
    said = Scripted()
    systemd = Systemd(tmp_path / "units", "/usr/bin/python3", said)
    each = entry()
    systemd.register(each)
    timer = f"buybook-refresh-{each.identity}.timer"
    assert sorted(path.suffix for path in (tmp_path / "units").iterdir()) == [".service", ".timer"]
    assert [call[2:] for call in said.calls] == [["daemon-reload"], ["enable", timer], ["restart", timer]]
    assert systemd.is_registered(each.identity)
    systemd.remove(each.identity)
    assert list((tmp_path / "units").iterdir()) == []
    assert ["systemctl", "--user", "disable", "--now", timer] in said.calls
    calls = len(said.calls)
    systemd.remove(each.identity)  # what is not there is removed already
    assert len(said.calls) == calls


def test_a_refusal_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ScheduleError) as refused:
        Systemd(tmp_path, "/usr/bin/python3", Scripted("--user enable")).register(entry())
    assert refused.value.values["detail"] == "Access is denied."
    assert list(tmp_path.iterdir()) == []
