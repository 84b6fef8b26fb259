"""The scheduled run: it waits for a workbook that is open, keeps log, summary and record, and ends in a status."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from pathlib import Path

import pytest
from workbooks import write_orders

from buybook.excel.schedule.errand import TRIES, WAIT, Errand, Means
from buybook.excel.schedule.records import Records
from buybook.excel.schedule.statuses import RunStatus
from buybook.run import Request, Result, run

NOW = dt.datetime(2026, 3, 16, 6, 30)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_orders(tmp_path / "Order å.xlsx")


class World:
    """A clock that sleeping moves, and what happens at each sleep."""

    def __init__(self, then=lambda naps: None) -> None:
        self.time = NOW
        self.naps = 0
        self.then = then

    def sleep(self, seconds: float) -> None:
        self.time += dt.timedelta(seconds=seconds)
        self.naps += 1
        self.then(self.naps)

    def means(self, refresh=run) -> Means:
        return Means(lambda: self.time, self.sleep, refresh)


def errand(workbook: Path, **more) -> Errand:
    folder = workbook.parent / "home"
    return Errand(workbook, Records(folder / "schedule"), folder / "logs", **more)


def test_a_run_refreshes_and_keeps_log_summary_and_record(workbook: Path) -> None:
    before = workbook.read_bytes()
    task = errand(workbook)
    assert task.run(World().means()) is RunStatus.DONE
    assert workbook.read_bytes() != before
    last = task.records.last_run(task.identity)
    assert (last.status, last.tries, last.started) == (0, 1, NOW)
    log = Path(last.log).read_text(encoding="utf-8")
    assert Path(last.log).name == "refresh 2026-03-16.log"
    assert "2026-03-16 06:30:00  Begun: " in log and "(exit status 0)" in log
    summary = Path(last.summary).read_text(encoding="utf-8")
    assert summary.startswith(f"Buybook 2026-03-16: {workbook.name}\n\n{last.sentence}\n")
    assert "- Chase late delivery: Supplier Nordbolt AB, PO number PO-2026-0101, Line 1" in summary
    assert summary.endswith(f"Workbook: {workbook}\nLog: {last.log}\n")


def test_a_second_run_changes_nothing(workbook: Path) -> None:
    errand(workbook).run(World().means())
    once = workbook.read_bytes()
    assert errand(workbook).run(World().means()) is RunStatus.DONE
    assert workbook.read_bytes() == once


def test_a_workbook_that_is_open_is_left_alone_and_tried_again(workbook: Path) -> None:
    owner = workbook.with_name("~$" + workbook.name)
    owner.write_bytes(b"\x03Eva")
    before = workbook.read_bytes()
    untouched = []

    def then(naps: int) -> None:
        untouched.append(workbook.read_bytes() == before)
        if naps == 3:
            owner.unlink()

    world = World(then)
    task = errand(workbook)
    assert task.run(world.means()) is RunStatus.DONE
    assert untouched == [True, True, True]
    last = task.records.last_run(task.identity)
    assert (last.tries, last.finished - last.started) == (4, 3 * WAIT)
    assert Path(last.log).read_text(encoding="utf-8").count("Trying again in 15 minutes.") == 3


def test_it_gives_up_after_two_hours(workbook: Path) -> None:
    workbook.with_name("~$" + workbook.name).write_bytes(b"\x03Eva")
    before = workbook.read_bytes()
    world = World()
    task = errand(workbook)
    assert task.run(world.means()) is RunStatus.BUSY
    assert workbook.read_bytes() == before
    assert (world.naps, world.time) == (TRIES - 1, NOW + dt.timedelta(hours=2))
    last = task.records.last_run(task.identity)
    assert last.status == 75 and "is open" in last.sentence
    assert "was not refreshed" in Path(last.summary).read_text(encoding="utf-8")


def test_what_waiting_does_not_mend_is_not_waited_for(workbook: Path) -> None:
    def broken(request: Request) -> Result:
        raise RuntimeError("planted fault")

    def wrong_settings(request: Request) -> Result:
        request.workbook.with_name("buybook.yaml").write_text("langauge: sv\n", encoding="utf-8")
        return run(request)

    cases = [
        (errand(workbook.with_name("gone.xlsx")), run, RunStatus.UNREADABLE, "There is no file"),
        (errand(workbook), broken, RunStatus.FAULT, "did not expect"),
        (errand(workbook), wrong_settings, RunStatus.WRONG, "langauge"),
    ]
    for task, refresh, status, sentence in cases:
        world = World()
        assert task.run(world.means(refresh)) is status
        assert world.naps == 0
        assert sentence in task.records.last_run(task.identity).sentence
    assert "planted fault" in next((workbook.parent / "home" / "logs").iterdir()).read_text(encoding="utf-8")


def test_a_summary_that_is_a_mail_opens_for_sending(workbook: Path) -> None:
    draft = workbook.parent / "today.eml"
    errand(workbook, summary=draft, language="sv").run(World().means())
    mail = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
    assert mail["X-Unsent"] == "1"
    assert mail["Subject"] == "Buybook 2026-03-16: Order å.xlsx"
    assert "Jaga sen leverans: Leverantör Nordbolt AB" in mail.get_content()


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Workbook: "), ("sv", "Arbetsbok: "), ("nl", "Werkmap: ")]
)
def test_the_summary_speaks_the_buyers_language(language: str, word: str, workbook: Path) -> None:
    task = errand(workbook, language=language)
    task.run(World().means())
    assert word in Path(task.records.last_run(task.identity).summary).read_text(encoding="utf-8")


def test_a_summary_that_cannot_be_written_is_told_in_the_log(workbook: Path) -> None:
    folder = workbook.parent / "a folder.txt"
    folder.mkdir()
    task = errand(workbook, summary=folder)
    assert task.run(World().means()) is RunStatus.DONE
    log = Path(task.records.last_run(task.identity).log).read_text(encoding="utf-8")
    assert f"The summary could not be written to {folder}" in log


def test_old_logs_go(workbook: Path) -> None:
    logs = workbook.parent / "home" / "logs"
    logs.mkdir(parents=True)
    for day in range(100):
        (logs / f"refresh {dt.date(2025, 1, 1) + dt.timedelta(days=day)}.log").touch()
    (logs / "mine.log").touch()
    errand(workbook).run(World().means())
    names = sorted(path.name for path in logs.iterdir())
    assert len(names) == 62 and "mine.log" in names and "refresh 2026-03-16.log" in names
