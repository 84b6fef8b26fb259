"""`buybook schedule` in the terminal, and the registered line run as systemd would."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from schedule_entries import Scripted
from systemd_words import exec_words
from workbooks import write_orders

from buybook.cli import main
from buybook.excel.places import Places, System
from buybook.excel.schedule import verb
from buybook.excel.schedule.launchd import Launchd
from buybook.excel.schedule.systemd import Systemd
from buybook.excel.schedule.task_scheduler import TaskScheduler


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own; systemctl answers that all is well."""
    folder = tmp_path / "home"
    monkeypatch.setattr(verb, "here", lambda: Places(System.LINUX, folder, {}))
    monkeypatch.setattr(verb, "run_program", Scripted())
    return folder


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    folder = tmp_path / '100% "Inköp" & $HOME\'s'
    folder.mkdir()
    return write_orders(folder / "Order ;%h.xlsx")


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    assert main(["schedule", *map(str, arguments), "--json"]) == 0
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    assert answer["findings"] == []
    return answer


def test_schedule_list_and_remove(home: Path, workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", str(workbook), "--at", "6:30", "--weekdays"]) == 0
    assert re.search(r"Monday to Friday at 06:30. Next run: \d{4}-\d\d-\d\d 06:30", capsys.readouterr().out)
    (entry,) = told(capsys, "--list")["schedules"]
    assert (entry["workbook"], entry["at"], entry["weekdays"]) == (str(workbook), "06:30", True)
    assert (entry["registered"], entry["last"]) == (True, None)
    main(["schedule", str(workbook), "--at", "07:15"])
    capsys.readouterr()
    (entry,) = told(capsys, "--list")["schedules"]  # in place of the first one
    assert (entry["at"], entry["weekdays"]) == ("07:15", False)
    assert told(capsys, workbook, "--remove")["removed"] is True
    assert told(capsys, "--list")["schedules"] == []
    assert told(capsys, workbook, "--remove")["removed"] is False
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_print_registers_nothing(home: Path, workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = told(capsys, workbook, "--at", "06:30", "--print")["files"]
    assert [name.rsplit(".", 1)[1] for name in files] == ["service", "timer"]
    assert not home.exists()
    assert main(["schedule", str(workbook), "--at", "06:30", "--print"]) == 0
    assert "OnCalendar=*-*-* 06:30:00" in capsys.readouterr().out


def test_what_is_registered_runs(home: Path, workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The very line of the unit, taken apart as systemd does, from another folder and with a poor environment."""
    told(capsys, workbook, "--at", "06:30", "--language", "nl")
    (service,) = (home / ".config" / "systemd" / "user").glob("*.service")
    (line,) = re.findall("^ExecStart=(.*)$", service.read_text(encoding="utf-8"), re.MULTILINE)
    before = workbook.read_bytes()
    words = [exec_words(line)[0].removeprefix(":"), *exec_words(line)[1:]]
    (home / "buybook.py").write_text("raise SystemExit('a stray module was run')", encoding="utf-8")
    done = subprocess.run(
        words,
        cwd=home,
        env={"HOME": str(home), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert workbook.read_bytes() != before
    (entry,) = told(capsys, "--list")["schedules"]
    assert (entry["last"]["status"], entry["last"]["tries"]) == (0, 1)
    assert "Werkmap: " in Path(entry["summary"]).read_text(encoding="utf-8")
    assert main(["schedule", "--list", "--language", "nl"]) == 0
    assert "klaar" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["gone.xlsx", "--at", "06:30"], 2, "There is no workbook gone.xlsx"),
        (["--at", "06:30"], 2, "No workbook is named."),
        (["gone.xlsx"], 2, "No time is given."),
    ],
)
def test_a_wrong_call_is_told(
    arguments: list[str], status: int, sentence: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schedule", *arguments]) == status
    assert sentence in capsys.readouterr().err
    assert main(["schedule", *arguments, "--json"]) == status
    assert sentence in json.loads(capsys.readouterr().out)["error"]["text"]


def test_a_time_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["schedule", "x.xlsx", "--at", "25:00"])
    assert "25:00: write a time as HH:MM" in capsys.readouterr().err


def test_a_scheduler_that_refuses(
    home: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verb, "run_program", Scripted("--user"))
    assert main(["schedule", str(workbook), "--at", "06:30"]) == 3
    assert "systemd did not take it: Access is denied." in capsys.readouterr().err
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_an_entry_can_be_run_by_its_record(
    home: Path, workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, workbook, "--at", "06:30")
    (record,) = (home / ".buybook" / "schedule").glob("*.json")
    assert main(["run-scheduled", "--entry", record.stem]) == 0
    assert main(["run-scheduled", "--entry", "no-such"]) == 78
    assert main(["run-scheduled"]) == 78


def test_each_system_has_its_scheduler(tmp_path: Path) -> None:
    for system, kind in ((System.WINDOWS, TaskScheduler), (System.MACOS, Launchd), (System.LINUX, Systemd)):
        assert isinstance(verb.scheduler_of(Places(system, tmp_path, {}), Scripted()), kind)


def test_windows_runs_it_without_a_console(tmp_path: Path) -> None:
    python = tmp_path / "python.exe"
    assert verb.windowless(str(python)) == str(python)
    (tmp_path / "pythonw.exe").touch()
    assert verb.windowless(str(python)) == str(tmp_path / "pythonw.exe")


def test_a_last_run_is_kept_and_read_back(home: Path, workbook: Path) -> None:
    assert main(["run-scheduled", str(workbook)]) == 0
    (kept,) = (home / ".buybook" / "schedule").glob("*.last.json")
    finished = dt.datetime.fromisoformat(json.loads(kept.read_text(encoding="utf-8"))["finished"])
    assert dt.datetime.now() - finished < dt.timedelta(minutes=5)


def test_it_runs_where_there_is_nothing_to_write_on(
    home: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under pythonw on Windows there is neither standard output nor standard error."""
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["run-scheduled", str(workbook)]) == 0
    assert main(["run-scheduled"]) == 78
