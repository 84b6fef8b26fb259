"""The checks that start Excel, on its stand-in: what they do, and that each finds what it is there for.

That Excel itself passes them is for a machine with Excel to show: `buybook doctor` there runs these very checks.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xlwings as xw
from excel_stand_in import Engine, Excel
from schedule_entries import Scripted
from test_unattended import Running
from workbooks import write_orders

from buybook.cli import main
from buybook.core.stock import economic_order_quantity
from buybook.engine import register
from buybook.excel.addin import AddinSettings, build_addin
from buybook.excel.doctor import live, verb
from buybook.excel.doctor.live import ANSWER, FORMULA, LIVE, Session, verdicts
from buybook.excel.doctor.verdict import State, Surroundings, Verdict, sentences
from buybook.excel.own_excel import NoExcelError
from buybook.excel.places import Places, System
from buybook.vocabulary import all_words

NOW = dt.datetime(2026, 3, 16, 8, 0)
NAMES = [name for name, _ in LIVE]


class Computing(Running):
    """A stand-in that says it computes, and saves as Excel does: without our note."""

    keeps_note = False
    version = "16.0"

    def calculate(self) -> None:
        """Nothing to do: the values are those of the file."""


class Machine:
    def __init__(self, folder: Path, excel: Excel | None = None) -> None:
        self.places = Places(System.WINDOWS, folder / "home", {})
        self.excel = excel or Excel()
        self.apps: list[Computing] = []
        self.folder = folder / "tried"
        self.folder.mkdir()

    def install(self) -> None:
        self.places.addin.parent.mkdir(parents=True)
        self.places.addin.write_bytes(build_addin(AddinSettings("python.exe")))

    @property
    def around(self) -> Surroundings:
        return Surroundings(self.places, Scripted(), NOW, {"excel": "/excel"}.get)

    def start(self) -> xw.App:
        self.apps.append(Computing(register().impl))
        return xw.App(impl=Engine(self.apps[-1], self.excel))

    def session(self, start=None) -> Session:
        return Session(self.around, self.folder, start or self.start, lambda: self.left)

    @property
    def left(self) -> list[int]:
        return [app.pid for app in self.apps if not app.ended]

    def verdicts(self) -> dict[str, Verdict]:
        found = dict(verdicts(self.session()))
        assert all(app.ended for app in self.apps)  # whatever was found
        for name, verdict in found.items():
            for said in all_words():
                text, remedy = sentences(name, verdict, said)
                assert text and (remedy or verdict.state in (State.GOOD, State.NOT_HERE))
        return found


@pytest.fixture
def machine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(live, "_values", lambda sheet: iter(()))  # the stand-in has not computed them
    if (
        request.function is not test_without_the_add_in_all_else_is_tried
    ):  # a small workbook does for the others
        monkeypatch.setattr(live, "build_demo", lambda path, language, today: write_orders(path))
    return Machine(tmp_path)


def test_without_the_add_in_all_else_is_tried(machine: Machine) -> None:
    found = machine.verdicts()
    assert list(found) == NAMES
    absent = {"live_addin", "live_function"}
    expected = {name: State.NOT_HERE if name in absent else State.GOOD for name in NAMES}
    expected["live_saves"] = State.LOOK  # the stand-in saves as the file engine does, with our note
    assert {name: verdict.state for name, verdict in found.items()} == expected
    assert len(machine.apps) == 2  # the second one is the unattended refresh's own


def test_a_note_that_excel_drops_is_as_it_should_be(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = zipfile.ZipFile.namelist
    monkeypatch.setattr(
        zipfile.ZipFile, "namelist", lambda self: [n for n in note(self) if "uncomputed" not in n]
    )
    assert machine.verdicts()["live_saves"].state is State.GOOD


def test_an_excel_that_does_not_start_is_one_verdict(machine: Machine) -> None:
    def none() -> xw.App:
        raise NoExcelError("no licence")

    found = verdicts(machine.session(none))
    assert [(name, verdict.code) for name, verdict in found] == [("live_start", "not_started")]


def test_an_excel_that_stays_is_found(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    session = machine.session()
    session.running = lambda: [app.pid for app in machine.apps]
    assert dict(verdicts(session))["live_end"].code == "left"


@pytest.mark.parametrize(
    ("excel", "name", "code"),
    [
        (Excel(mended="  -  [Repaired]"), "live_opens", "repaired"),
        (Excel(read_only=True), "live_refresh", "refused"),
        (Excel(fails_at={"save": RuntimeError("planted")}), "live_saves", "failed"),
    ],
)
def test_what_goes_wrong_is_found_and_excel_closed(
    excel: Excel, name: str, code: str, machine: Machine
) -> None:
    machine.excel = excel
    assert machine.verdicts()[name].code == code


def test_cells_with_errors_are_found(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_values", lambda sheet: iter(["text", "#REF!"]))
    found = machine.verdicts()["live_computes"]
    assert found.code == "errors" and "#REF!" in str(found.values["cells"])


def test_a_refresh_that_writes_otherwise_is_found(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    done = live.run_unattended

    def taking_back(request, start):
        before = request.workbook.read_bytes()
        result = done(request, start)
        request.workbook.write_bytes(before)
        return result

    monkeypatch.setattr(live, "run_unattended", taking_back)
    assert machine.verdicts()["live_refresh"].code == "differs"


def test_the_functions_answer_is_compared_with_the_rules(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [float(number) for number in re.findall(r"\d+", FORMULA.split("(")[1])]
    (expected,) = economic_order_quantity(*(np.array([number]) for number in numbers))
    assert expected == ANSWER
    machine.install()
    session = machine.session()
    for value, state in ((ANSWER, State.GOOD), ("#NAME?", State.BAD), (0.0, State.BAD), (None, State.BAD)):
        monkeypatch.setattr(Session, "answer", lambda self, formula, value=value: value)
        assert live.answers(session).state is state


def test_a_formula_is_asked_in_a_new_workbook(machine: Machine) -> None:
    session = machine.session()
    session.begin()
    before = len(session.excel.books)
    session.answer("=1+1")
    assert len(session.excel.books) == before
    session.end()


def test_the_terminal_tries_excel_where_there_is_one(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[Callable[..., object]] = []

    def noting(around: Surroundings, folder: Path) -> list[tuple[str, Verdict]]:
        tried.append(noting)
        return [("live_start", Verdict(State.GOOD, "good", {"version": "16.0"}))]

    monkeypatch.setattr(live, "live_verdicts", noting)
    monkeypatch.setattr(verb, "here", lambda: machine.places)
    monkeypatch.setattr(verb, "run_program", Scripted())
    monkeypatch.setattr(verb, "find_program", {"excel": "/excel"}.get)
    main(["doctor", "--quick"])
    assert tried == []
    main(["doctor"])
    assert len(tried) == 1 and "version 16.0, without a window" in capsys.readouterr().out
