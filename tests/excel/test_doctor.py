"""`buybook doctor`: each check on machines where all is well, and where one thing is not."""

from __future__ import annotations

import ast
import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings
from schedule_entries import Scripted

from buybook.cli import main
from buybook.excel.addin import AddinSettings, build_addin
from buybook.excel.doctor import addin as addin_checks
from buybook.excel.doctor import python as python_checks
from buybook.excel.doctor import verb
from buybook.excel.doctor.checks import CHECKS
from buybook.excel.doctor.verdict import Check, State, Surroundings, sentences
from buybook.excel.installing import install, items
from buybook.excel.places import Places, System
from buybook.excel.schedule.entry import Entry
from buybook.excel.schedule.records import LastRun, Records
from buybook.vocabulary import all_words, words

NOW = dt.datetime(2026, 3, 16, 8, 0)
HERE = Path(sys.executable)


class Machine:
    """A user's machine in a folder, with the add-in installed and a workbook scheduled."""

    def __init__(self, system: System, home: Path) -> None:
        self.places = Places(system, home, {})
        self.python = home / "venv" / "Scripts" / "python.exe"
        self.runner = Scripted("-p")  # xattr finds no mark
        self.rows: dict[str, str] = {}  # what the add-in says otherwise than it was made
        self.programs = {"excel": "/excel", "libreoffice": "/soffice"}
        self._set_up()

    def _set_up(self) -> None:
        for path in (self.python, self.library):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        if self.places.addin is not None:
            install(items(self.places, str(self.python), build, "-- script\n"), self.places.installed)
        self.workbook = self.places.home / "orders.xlsx"
        self.workbook.touch()
        self.records.add(self.entry)

    @property
    def library(self) -> Path:
        return self.python.parent.parent / f"xlwings64-{xlwings.__version__}.dll"

    @property
    def records(self) -> Records:
        return Records(self.places.schedules)

    @property
    def entry(self) -> Entry:
        return Entry(str(self.places.home / "orders.xlsx"), dt.time(6, 30))

    def ended(self, status: int) -> None:
        last = LastRun(self.entry.workbook, NOW, NOW, status, 1, "It was open.", "/log", "/summary")
        self.records.note(self.entry.identity, last)

    def verdict(self, name: str) -> tuple[State, str]:
        around = Surroundings(self.places, self.runner, NOW, self.programs.get, str(self.python))
        if self.rows:
            vars(around)["addin_rows"] = {**around.addin_rows, **self.rows}
        (check,) = [each for each in CHECKS if each.name == name]
        found = check.verdict(around)
        for said in all_words():  # whatever is found can be said
            text, remedy = sentences(name, found, said)
            assert text and (remedy or found.state is not State.BAD)
        return found.state, found.code


def build(interpreter: str) -> bytes:
    return build_addin(AddinSettings(interpreter))


@pytest.fixture(params=list(System))
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    return Machine(request.param, tmp_path)


@pytest.fixture
def windows(tmp_path: Path) -> Machine:
    return Machine(System.WINDOWS, tmp_path)


@pytest.fixture
def mac(tmp_path: Path) -> Machine:
    return Machine(System.MACOS, tmp_path)


def test_where_all_is_well_nothing_is_to_mend(machine: Machine) -> None:
    states = {check.name: machine.verdict(check.name)[0] for check in CHECKS}
    assert set(states.values()) <= {State.GOOD, State.NOT_HERE}
    of_excel = {"excel", "addin", "interpreter", "settings", "trust"}
    expected = State.NOT_HERE if machine.places.system is System.LINUX else State.GOOD
    assert {states[name] for name in of_excel} == {expected}
    assert states["schedule"] is State.GOOD


def marked(machine: Machine) -> None:
    Path(f"{machine.places.addin}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n", encoding="ascii")


def says(name: str, value: str) -> Callable[[Machine], None]:
    """An add-in of another version, which says so of itself."""
    return lambda machine: machine.rows.update({name: value})


def own_settings(text: str) -> Callable[[Machine], None]:
    return lambda machine: machine.places.settings_file.write_text(text, encoding="ascii") and None


FAULTS = [
    ("excel", lambda m: m.programs.clear(), "missing", State.BAD),
    ("addin", lambda m: m.places.addin.unlink(), "missing", State.BAD),
    ("addin", lambda m: m.places.addin.write_bytes(b"mine"), "not_ours", State.BAD),
    ("addin", lambda m: m.places.addin.write_bytes(m.places.addin.read_bytes() + b" "), "changed", State.LOOK),
    ("addin", says("BUYBOOK", "0.0.9"), "old", State.BAD),
    ("xlwings", says("XLWINGS", "0.30.1"), "addin", State.BAD),
    ("interpreter", lambda m: m.python.unlink(), "missing", State.BAD),
    ("interpreter", own_settings(f'"INTERPRETER_WIN","{HERE}"\n'), "other", State.LOOK),
    ("settings", own_settings('"INTERPRETER_WIN","C:\\other\\python.exe"\n'), "other", State.LOOK),
    ("settings", own_settings('"USE UDF SERVER","true"\n'), "own", State.LOOK),
    ("settings", lambda m: m.places.settings_file.unlink(), "none", State.GOOD),
    ("trust", marked, "marked", State.BAD),
    ("library", lambda m: m.library.unlink(), "missing", State.BAD),
    ("schedule", lambda m: m.records.remove(m.entry.identity), "none", State.NOT_HERE),
    ("schedule", lambda m: setattr(m, "runner", Scripted("/Query")), "lost", State.BAD),
    ("schedule", lambda m: m.workbook.unlink(), "gone", State.BAD),
    ("schedule", lambda m: m.ended(75), "failed_last", State.LOOK),
    ("schedule", lambda m: m.ended(0), "good", State.GOOD),
    ("schedule", lambda m: m.places.schedules.joinpath(f"{m.entry.identity}.json").write_text("{"), "failed", State.BAD),
    ("cloud", lambda m: m.records.add(Entry("/home/x/OneDrive - Firm/o.xlsx", dt.time(6))), "synced", State.LOOK),
    ("libreoffice", lambda m: m.programs.clear(), "not_here", State.NOT_HERE),
]  # fmt: skip


@pytest.mark.parametrize(("name", "spoil", "code", "state"), FAULTS, ids=[f"{f[0]}-{f[2]}" for f in FAULTS])
def test_each_fault_is_found(
    name: str, spoil: Callable[[Machine], object], code: str, state: State, windows: Machine
) -> None:
    spoil(windows)
    assert windows.verdict(name) == (state, code)


def test_faults_of_a_mac(mac: Machine) -> None:
    mac.runner = Scripted()  # xattr finds the mark
    assert mac.verdict("trust") == (State.BAD, "marked")
    mac.places.mac_script.unlink()
    assert mac.verdict("script") == (State.BAD, "missing")


def test_a_folder_that_cannot_be_written(windows: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(dir: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    assert windows.verdict("folders") == (State.BAD, "unwritable")


@pytest.mark.parametrize(
    ("requirement", "wrong"),
    [
        ("PyYAML<7,>=6.0.2", None),
        ("PyYAML<6", "PyYAML: 6.0.3, <6"),
        ("xlwings==0.37.8", None),
        ("xlwings==0.37.80", "xlwings: 0.37.8, ==0.37.80"),
        ("xlwings==0.37", "xlwings: 0.37.8, ==0.37"),
        ("no-such-package>=1", "no-such-package: –, >=1"),
        ('no-such-package>=1; platform_machine == "x"', None),
        ("rich>=1000", f"rich: {python_checks.metadata.version('rich')}, >=1000"),
    ],
)
def test_packages_are_compared_with_what_is_needed(requirement: str, wrong: str | None) -> None:
    assert list(python_checks.wrong_packages([requirement])) == ([] if wrong is None else [wrong])


def test_an_environment_whose_python_is_gone(
    windows: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyvenv.cfg").write_text("home = /gone/bin\nversion = 3.12.1\n", encoding="utf-8")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert windows.verdict("environment") == (State.BAD, "moved")


def test_an_old_python_or_another_xlwings(windows: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert windows.verdict("python") == (State.BAD, "old")
    monkeypatch.setattr(python_checks, "XLWINGS_VERSION", "0.99")
    assert windows.verdict("xlwings") == (State.BAD, "wrong")


def test_an_add_in_without_an_interpreter(windows: Machine) -> None:
    windows.places.addin.write_bytes(build(""))
    windows.places.settings_file.unlink()
    assert windows.verdict("interpreter") == (State.BAD, "none")
    assert windows.verdict("library") == (State.NOT_HERE, "not_here")


def test_a_check_that_cannot_look_is_a_verdict(windows: Machine) -> None:
    def breaks(around: Surroundings) -> None:
        raise RuntimeError("planted\nfault")

    around = Surroundings(windows.places, windows.runner, NOW, windows.programs.get)
    found = Check("python", breaks).verdict(around)
    assert found.state is State.BAD
    assert (
        sentences("python", found, words("sv"))[0]
        == "Det här gick inte att kontrollera: RuntimeError: planted fault"
    )


def test_everything_that_can_be_found_can_be_said() -> None:
    """The codes that the checks give, read from their source: each has its words, and a remedy where it is bad."""
    kinds = {"good": State.GOOD, "look": State.LOOK, "bad": State.BAD, "not_here": State.NOT_HERE}
    said = words("en")
    checked = set()
    for check in CHECKS:
        source = ast.parse(Path(sys.modules[check.look.__module__].__file__).read_text(encoding="utf-8"))
        (function,) = [
            node
            for node in source.body
            if isinstance(node, ast.FunctionDef) and node.name == check.look.__name__
        ]
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in kinds:
                code = call.args[0].value if call.args else call.func.id
                assert said.has_label(f"doctor.{check.name}.{code}"), (check.name, code)
                if kinds[call.func.id] is State.BAD:
                    assert said.has_label(f"doctor.{check.name}.{code}.remedy"), (check.name, code)
                checked.add((check.name, code))
        assert said.has_label(f"doctor.{check.name}")
    assert len(checked) > 30


def test_the_terminal_tells(
    windows: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verb, "here", lambda: windows.places)
    monkeypatch.setattr(verb, "run_program", windows.runner)
    monkeypatch.setattr(verb, "find_program", windows.programs.get)
    windows.library.unlink()
    assert main(["doctor", "--quick", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [each["check"] for each in told["checks"]] == [check.name for check in CHECKS]
    codes = {each["code"]: each["severity"] for each in told["findings"]}
    assert codes == {"doctor_library_missing": "error", "doctor_interpreter_other": "warning"}
    for language, word in (("en", "To mend: 1."), ("sv", "Att åtgärda: 1."), ("nl", "Te herstellen: 1.")):
        assert main(["doctor", "--quick", "--language", language]) == 1
        assert word in capsys.readouterr().out
    windows.library.touch()
    assert main(["doctor", "--quick"]) == 0
    assert "What is marked above should be known." in capsys.readouterr().out


def test_this_machine_can_be_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--quick", "--json"]) in (0, 1)
    told = json.loads(capsys.readouterr().out)
    assert not [each for each in told["checks"] if each["code"] == "failed"]


def test_settings_are_read_as_the_add_ins_vba_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "buybook.conf"
    path.write_text('"A","1, 2"\r\nB,plain\r\n"A","last"\r\n\r\n', encoding="cp1252", newline="")
    assert addin_checks.profile_settings(path) == {"A": "last", "B": "plain"}
