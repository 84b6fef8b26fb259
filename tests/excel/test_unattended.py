"""A refresh that nobody watches, in an Excel of our own: here its stand-in; else on the file."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
import xlwings as xw
from click_workbooks import cells_of
from excel_stand_in import Engine, Excel
from test_clicks import ComError
from workbooks import TODAY, write_orders

from buybook.engine import application, register
from buybook.excel.own_excel import NoExcelError, own_excel, start_excel
from buybook.excel.unattended import run_unattended
from buybook.run import DONE, UNREADABLE, Request, Result, run

JOURNAL = "Buybook journal"


class Running(application.App):
    """A stand-in that knows whether it was closed."""

    ended = False

    def quit(self) -> None:
        super().quit()
        self.ended = True


class Started:
    """Starts stand-ins for Excel, and counts them."""

    def __init__(self, excel: Excel | None = None) -> None:
        self.excel = excel or Excel()
        self.apps: list[Running] = []

    def __call__(self) -> xw.App:
        self.apps.append(Running(register().impl))
        return xw.App(impl=Engine(self.apps[-1], self.excel))

    @property
    def left_running(self) -> int:
        return sum(not app.ended for app in self.apps)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_orders(tmp_path / "orders.xlsx")


def refresh(path: Path, start, **more) -> Result:
    return run_unattended(Request("refresh", path, today=TODAY, user="", **more), start)


def test_excel_writes_and_saves_what_the_file_engine_writes(workbook: Path, tmp_path: Path) -> None:
    other = tmp_path / "file" / workbook.name
    other.parent.mkdir()
    other.write_bytes(workbook.read_bytes())
    before = workbook.read_bytes()
    run(Request("refresh", other, today=TODAY, user=""))
    started = Started()
    result = refresh(workbook, started)
    assert (result.status, result.saved_to, len(started.apps)) == (DONE, workbook, 1)
    mine, theirs = cells_of(workbook.read_bytes()), cells_of(other.read_bytes())
    assert {name: mine[name] for name in mine if name != JOURNAL} == {
        name: theirs[name] for name in theirs if name != JOURNAL
    }
    (copy,) = (workbook.parent / "Buybook backups").iterdir()
    assert cells_of(copy.read_bytes()) == cells_of(before)
    assert started.left_running == 0


def test_a_second_run_saves_nothing(workbook: Path) -> None:
    refresh(workbook, Started())
    once = workbook.read_bytes()
    assert refresh(workbook, Started()).saved_to is None
    assert workbook.read_bytes() == once


def test_that_excel_is_quiet_and_runs_no_macro(workbook: Path) -> None:
    started = Started()
    with own_excel(started):
        assert started.left_running == 1
    settings = started.excel.settings
    assert [settings[name][0] for name in ("display_alerts", "enable_events", "screen_updating")] == [
        False
    ] * 3
    assert started.left_running == 0


def test_without_excel_it_is_done_on_the_file(workbook: Path) -> None:
    def none() -> xw.App:
        raise NoExcelError("planted")

    assert refresh(workbook, none).status == DONE
    assert JOURNAL in cells_of(workbook.read_bytes())


def test_here_there_is_no_excel() -> None:
    if "excel" in xw.engines.engines_by_name:
        pytest.skip("this machine has an engine for Excel")
    with pytest.raises(NoExcelError):
        start_excel()


@pytest.mark.parametrize("who", ["owner file", "read only"])
def test_a_workbook_that_is_open_is_left_alone(who: str, workbook: Path) -> None:
    started = Started(Excel(read_only=who == "read only"))
    if who == "owner file":
        workbook.with_name("~$orders.xlsx").write_bytes(b"\x03Eva")
    before = workbook.read_bytes()
    result = refresh(workbook, started)
    assert (result.status, result.said["error"]["code"]) == (UNREADABLE, "locked")
    assert workbook.read_bytes() == before
    assert len(started.apps) == (who == "read only")
    assert started.left_running == 0


@pytest.mark.parametrize(
    ("error", "code"),
    [(ComError(-2147418111), "locked"), (ComError(-2147352567, "The disk is full.", -1), "unwritable")],
)
@pytest.mark.parametrize("member", ["save", "raw_value"])
def test_what_excel_refuses_leaves_the_file_as_it_was(
    member: str, error: Exception, code: str, workbook: Path
) -> None:
    before = workbook.read_bytes()
    started = Started(Excel(fails_at={member: error}))
    result = refresh(workbook, started)
    assert (result.status, result.said["error"]["code"]) == (UNREADABLE, code)
    assert workbook.read_bytes() == before
    assert started.left_running == 0


def test_a_fault_of_ours_is_raised_and_excel_closed(workbook: Path) -> None:
    before = workbook.read_bytes()
    started = Started(Excel(fails_at={"raw_value": RuntimeError("planted")}))
    with pytest.raises(RuntimeError, match="planted"):
        refresh(workbook, started)
    assert workbook.read_bytes() == before
    assert started.left_running == 0


def reserved(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    mark = b'<fileSharing userName="Eva" reservationPassword="CC1A"/>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbookPr", mark + b"<workbookPr", 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def read_only(path: Path) -> None:
    path.chmod(0o444)


@pytest.mark.parametrize(
    "spoil",
    [
        reserved,
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0 encrypted"),
        lambda path: path.unlink(),
        read_only,
    ],
    ids=["reserved", "encrypted", "gone", "read_only"],
)
def test_what_excel_would_ask_about_is_not_opened_in_it(
    spoil, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(workbook)
    if spoil is read_only:  # the administrator may write to it all the same
        monkeypatch.setattr(os, "access", lambda path, mode: False)
    started = Started()
    result = refresh(workbook, started)
    assert started.apps == []
    assert result.failure or result.status == DONE


def test_settings_that_are_named_are_used(workbook: Path, tmp_path: Path) -> None:
    config = tmp_path / "mine.yaml"
    config.write_text("language: nl\n", encoding="utf-8")
    assert refresh(workbook, Started(), config=config).words.language == "nl"
    config.write_text("langauge: nl\n", encoding="utf-8")
    assert "langauge" in (refresh(workbook, Started(), config=config).failure or "")
