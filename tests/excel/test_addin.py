"""`Buybook.xlam`: what is in it is what stands in `macros/`, the same bytes each time, and valid."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import pyvbaanalysis
import xlwings
from lxml import etree
from pyvbaanalysis.conditional import ConditionalCompilationEnvironment
from vba_readers import by_olevba, by_pyopenvba, project_file, streams

from buybook.excel import __main__ as command_line
from buybook.excel.addin import AddinSettings, addin_modules, build_addin, build_parts, settings_in
from buybook.excel.addin_package import VBA_PROJECT, zipped
from buybook.excel.build import generated
from buybook.excel.installed_addin import addin_rows
from buybook.excel.macros import MODULES, RIBBON, generated_macros, macro
from buybook.excel.vba_project import ModuleKind, VbaModule, vba_project
from buybook.vocabulary import words

ROOT = Path(__file__).resolve().parents[2]
ADDIN = build_addin(AddinSettings())
OWN = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "macros").glob("*.[bc][al]s")}


@pytest.fixture
def addin(tmp_path: Path) -> Path:
    path = tmp_path / "Buybook.xlam"
    path.write_bytes(ADDIN)
    return path


def code(source: str) -> str:
    """Source without attributes: those of modules follow from their kind, those of functions are their help."""
    return re.sub(r"(?m)^Attribute .*\n?", "", source).strip("\n")


@pytest.mark.parametrize("read", [by_olevba, by_pyopenvba], ids=["olevba", "pyOpenVBA"])
def test_the_source_is_that_of_the_folder(read, addin: Path) -> None:
    found = read(ADDIN if read is by_olevba else addin)
    assert {name: code(text) for name, text in found.items() if name != "xlwings"} == {
        name: text.strip("\n") for name, text in OWN.items()
    }
    assert set(found) == {*OWN, "xlwings"} == {*dict(MODULES), "xlwings"}


def test_every_stream_can_be_read() -> None:
    named = {f"VBA/{module.name}" for module in addin_modules(words("en"))}
    assert set(streams(project_file(ADDIN))) == named | {
        "VBA/dir",
        "VBA/_VBA_PROJECT",
        "PROJECT",
        "PROJECTwm",
    }


def test_the_generated_texts_are_those_of_the_folder() -> None:
    assert {name: macro(name) for name in generated_macros()} == generated_macros()


def test_the_same_bytes_in_another_process() -> None:
    program = (
        "import sys; from buybook.excel.addin import *; sys.stdout.buffer.write(build_addin(AddinSettings()))"
    )
    again = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd="/").stdout
    assert again == ADDIN


def test_the_package_names_no_time_and_no_system() -> None:
    with zipfile.ZipFile(io.BytesIO(ADDIN)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {0}


def test_the_interpreter_is_written_in_whatever_letters_it_has() -> None:
    parts = build_parts(AddinSettings(interpreter="C:\\Users\\Łukasz & Åsa\\venv\\Scripts\\python.exe"))
    tree = etree.fromstring(parts["xl/worksheets/sheet1.xml"])
    texts = [text.text for text in tree.iter("{*}t")]
    assert texts[texts.index("INTERPRETER_WIN") + 1] == "C:\\Users\\Łukasz & Åsa\\venv\\Scripts\\python.exe"


def test_an_addin_tells_what_it_was_built_with() -> None:
    settings = AddinSettings(interpreter="C:\\Python\\python.exe", language="sv")
    rows = addin_rows(build_addin(settings))
    assert rows is not None
    assert settings_in(rows) == settings


def test_the_ribbon_is_tied_to_the_package_as_excel_2010_and_later_want_it() -> None:
    parts = build_parts(AddinSettings())
    relations = etree.fromstring(parts["_rels/.rels"])
    kinds = {relation.get("Target"): relation.get("Type") for relation in relations}
    assert kinds["customUI/customUI14.xml"].endswith("/2007/relationships/ui/extensibility")
    assert b"http://schemas.microsoft.com/office/2009/07/customui" in parts["customUI/customUI14.xml"]
    assert parts["customUI/customUI14.xml"].decode() == macro(RIBBON)


def test_code_names_tie_the_sheet_and_the_workbook_to_their_modules() -> None:
    parts = build_parts(AddinSettings())
    assert b'<workbookPr codeName="ThisWorkbook"/>' in parts["xl/workbook.xml"]
    assert b'<sheetPr codeName="SettingsSheet"/>' in parts["xl/worksheets/sheet1.xml"]


SYSTEMS = {
    "Windows": {"VBA7": 1, "Win64": 1, "Win32": 1, "Mac": 0},
    "Mac": {"VBA7": 1, "Win64": 0, "Win32": 0, "Mac": 1},
}
# The analyser reports only what is provably so; these are no faults.
NO_FAULTS = {
    ("BuybookPython", "unused-procedure"),  # CleanUp: xlwings calls it by its name
    ("BuybookPython", "unknown-call"),  # AppleScriptTask, which VBA has on a Mac alone
    ("xlwings", "option-explicit-missing"),
    ("xlwings", "unused-variable"),
}
FAULTY = VbaModule(
    "Faulty",
    ModuleKind.STANDARD,
    "Option Explicit\nPublic Sub Say()\n    Total = 1\n    SayMore 1\nEnd Sub\n",
)


def remarks(modules: list[VbaModule], system: dict[str, int], path: Path) -> set[tuple[str, str]]:
    """Module and kind of every remark of a static analyser that is not ours."""
    parts = dict(build_parts(AddinSettings())) | {VBA_PROJECT: vba_project("Buybook", modules)}
    path.write_bytes(zipped(parts))
    seen = ConditionalCompilationEnvironment(compiler_constants=system)
    found = pyvbaanalysis.analyze_workbook(path, conditional_compilation=seen)
    return {(module, remark.code) for module, remarks in found.items() for remark in remarks}


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_name_is_undeclared_on_any_system(system: str, tmp_path: Path) -> None:
    assert remarks(list(addin_modules(words("en"))), SYSTEMS[system], tmp_path / "Buybook.xlam") <= NO_FAULTS


def test_the_analyser_would_tell_of_undeclared_names(tmp_path: Path) -> None:
    found = remarks([FAULTY], SYSTEMS["Mac"], tmp_path / "Buybook.xlam")
    assert {code for module, code in found if module == "Faulty"} == {"undeclared-variable", "unknown-call"}


def run_build(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["buybook.excel", "build", *arguments])
    return command_line.main()


def test_the_build_writes_the_addin_where_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "made" / "Buybook.xlam"
    assert run_build(monkeypatch, "--root", str(ROOT), "--output", str(target)) == 0
    assert target.read_bytes() == ADDIN


def test_the_check_tells_what_has_drifted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, content in generated().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    (tmp_path / "pyproject.toml").touch()
    assert run_build(monkeypatch, "--root", str(tmp_path), "--check") == 0
    (tmp_path / "macros" / "BuybookRibbon.bas").write_text("' changed", encoding="utf-8")
    assert run_build(monkeypatch, "--root", str(tmp_path), "--check") == 1
    assert "macros/BuybookRibbon.bas" in capsys.readouterr().out


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_build(monkeypatch, "--root", str(tmp_path)) == 2


def test_another_xlwings_stops_the_build(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(xlwings, "__version__", "0.38.0")
    assert run_build(monkeypatch, "--root", str(ROOT), "--output", str(tmp_path / "no.xlam")) == 1
    assert "pip install xlwings==0.37.8" in capsys.readouterr().err
    assert not (tmp_path / "no.xlam").exists()
