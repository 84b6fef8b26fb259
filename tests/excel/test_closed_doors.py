"""A workbook that a stranger sent decides nothing about what code runs: neither its sheets nor its folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from basic_office import Task, macro_workbook, needs_basic, run
from vba_conditions import WINDOWS, as_seen_on
from vba_readers import by_olevba

from buybook.excel.addin import AddinSettings, addin_modules, build_addin, build_parts
from buybook.excel.vba_project import VbaModule
from buybook.registry import functions
from buybook.vocabulary import words

SOURCES = by_olevba(build_addin(AddinSettings(interpreter=sys.executable)))
CODE = "\n".join(SOURCES.values())
UNCOMMENTED = re.sub(r"(?m)^\s*'.*$", "", CODE)


def used(pattern: str) -> set[str]:
    return {found.strip() for found in re.findall(pattern, UNCOMMENTED)}


def test_the_open_workbook_is_named_and_handed_over_and_nothing_else() -> None:
    assert used(r".*\bActiveWorkbook\b.*") == {
        "If ActiveWorkbook Is Nothing Then",
        '& " " & Quoted("--wb=" & ActiveWorkbook.Name) & " --from_xl=1 " & Quoted("--hwnd=" & Application.Hwnd) _',
        "Arguments = Array(Interpreter(), PythonLine, ActiveWorkbook.Name, UiLanguage(), LogFile())",
        'XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook',
    }
    for other in (
        "ActiveSheet",
        "ActiveCell",
        "Workbooks",
        "Sheets",
        "SheetExists",
        "FullName",
        "ThisWorkbook.Path",
    ):
        assert not used(rf".*\b{re.escape(other)}\b.*"), other


def test_settings_are_read_from_the_profile_and_the_addin_alone() -> None:
    assert used(r"(?m)^ *Open\b.*") == {"Open ProfileFile() For Input As #FileNumber"}
    assert used(r".*\.conf\b.*") == {'Private Const SETTINGS_FILE As String = "buybook.conf"'}
    assert used(r".*\bSETTINGS_FILE\b.*") - used(r".*\.conf\b.*") == {
        'ProfileFile = Environ("HOME") & "/" & SETTINGS_FILE',
        'ProfileFile = Environ("USERPROFILE") & "\\.buybook\\" & SETTINGS_FILE',
    }
    assert used(r".*\bWorksheets\b.*") == {"With ThisWorkbook.Worksheets(1)"}


def test_no_folder_is_put_on_pythons_path() -> None:
    assert used(r".*_SWITCHES As String = .*") == {'Public Const PYTHON_SWITCHES As String = " -E -P -B "'}
    for word in ("PYTHONPATH", "sys.path", "prepare_sys_path", "ADD_WORKBOOK", "ChDir", "CurDir", "ChDrive"):
        assert word not in UNCOMMENTED, word


def test_sheets_with_code_are_not_looked_for() -> None:
    for word in ('".py"', "embedded", "LICENSE_KEY", "xlwings.pro"):
        assert word not in UNCOMMENTED, word


def test_programs_and_libraries_come_from_the_interpreters_folder() -> None:
    assert used(r"\bCreateObject\(.*?\)") == {'CreateObject("WScript.Shell")'}
    assert used(r"\.Run\(.*\)") == {".Run(CommandLine, HIDDEN, WAIT)"}
    assert used(r"\bEnviron\(\"(\w+)\"\)") == {"HOME", "USERPROFILE", "TEMP", "ComSpec"}
    assert all(
        "ParentFolder(PYTHON_WIN)" in line for line in used(r".*\bLoadLibrary\(.*") - used(r".*\bDeclare\b.*")
    )


def test_no_cell_of_any_workbook_can_call_what_starts_python() -> None:
    """What a cell may call: public functions of modules that are not closed to cells. Subs it can call nowhere."""
    open_modules = [code for code in SOURCES.values() if "Option Private Module" not in code]
    callable_from_cells = {
        name for code in open_modules for name in re.findall(r"(?m)^(?:Public )?Function (\w+)\(", code)
    }
    assert callable_from_cells == set(functions())


# What follows runs the VBA: in LibreOffice, where the macros' workbook is the open one too, and so a hostile one.

ODD_NAME = "5 & $(touch x) 'å' `y`; --log=z | q.xlsm"  # what a shell would take for more than a name
HOSTILE_SHEETS = ("Buybook.conf", "xlwings.conf", "buybook.conf", "x.py")
ASKED = [
    ("BuybookPython", "WindowsCommand", ["import buybook, pandas, xlwings, sys; print([m.__file__ for m in (buybook, pandas, xlwings)])"]),
    ("BuybookServer", "XLPyCommand", []),
    ("BuybookSettings", "GetConfig", ["INTERPRETER_WIN"]),
    ("BuybookSettings", "GetConfig", ["CONDA PATH"]),
]  # fmt: skip


def with_hostile_sheets(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The package with sheets that name another interpreter."""
    rows = [
        ("INTERPRETER_WIN", "/evil/python"),
        ("INTERPRETER", "/evil/python"),
        ("PYTHONPATH", "/evil"),
        ("CONDA PATH", "/evil"),
    ]
    cells = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{key}</t></is></c>'
        f'<c r="B{number}" t="inlineStr"><is><t>{value}</t></is></c></row>'
        for number, (key, value) in enumerate(rows, start=1)
    )
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    hostile = re.sub(r"<sheetPr.*</sheetData>", f"<sheetData>{cells}</sheetData>", sheet)
    changed = dict(parts)
    for number, name in enumerate(HOSTILE_SHEETS, start=2):
        changed[f"xl/worksheets/sheet{number}.xml"] = hostile.encode()
        for part, before, added in (
            ("xl/workbook.xml", "</sheets>", f'<sheet name="{name}" sheetId="{number}" r:id="rIdS{number}"/>'),
            ("xl/_rels/workbook.xml.rels", "</Relationships>", f'<Relationship Id="rIdS{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{number}.xml"/>'),
            ("[Content_Types].xml", "</Types>", f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'),
        ):  # fmt: skip
            changed[part] = changed[part].replace(before.encode(), (added + before).encode())
    return changed


def runnable() -> list[VbaModule]:
    """The modules as Windows compiles them, but for the window's number, which LibreOffice has none of."""
    seen = [as_seen_on(WINDOWS, module) for module in addin_modules(words("en"))]
    return [VbaModule(each.name, each.kind, each.code.replace("Application.Hwnd", "4711")) for each in seen]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("hostile")
    for name in ("Buybook.conf", "xlwings.conf", "buybook.conf"):
        (folder / name).write_text('"INTERPRETER_WIN","/evil/python"\n', encoding="utf-8")
    parts = build_parts(AddinSettings(interpreter=sys.executable))
    tasks = [Task(macro_workbook(runnable(), each), ASKED) for each in (parts, with_hostile_sheets(parts))]
    tasks.append(Task(macro_workbook(runnable(), parts), ASKED[:1], ODD_NAME))
    environment = {
        "ComSpec": "C:\\Windows\\System32\\cmd.exe",
        "TEMP": str(folder),
        "USERPROFILE": str(folder),
    }
    clean, hostile, odd = run(tasks, folder, environment)
    return {"clean": clean["given"], "hostile": hostile["given"], "odd": odd["given"]}


def arguments(command: str) -> list[str]:
    """A command line's parts, as a program on Windows gets them; none of ours has a quote inside."""
    return [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|(\S+)', command)]


@pytest.mark.libreoffice
@needs_basic
def test_a_hostile_workbook_changes_no_command(given: dict[str, Any]) -> None:
    expected = [line.replace("macros1.xlsm", "macros0.xlsm") for line in given["hostile"]]
    assert expected == given["clean"]
    assert given["clean"][1:] == [
        f'C:\\Windows\\System32\\cmd.exe /K ""{sys.executable}" -E -P -B -c "import xlwings; xlwings.serve(\'$(CLSID)\')""',
        sys.executable,
        "",
    ]


@pytest.mark.libreoffice
@needs_basic
def test_a_workbooks_name_is_one_argument_whatever_it_is(given: dict[str, Any]) -> None:
    parts = arguments(given["odd"][0])
    assert parts[1:5] == ["-E", "-P", "-B", "-c"]
    assert parts[6:10] == [f"--wb={ODD_NAME}", "--from_xl=1", "--hwnd=4711", "--language=en"]
    assert parts[10].startswith("--log=")
    assert len(parts) == 11


@pytest.mark.libreoffice
@needs_basic
def test_a_click_started_beside_hostile_modules_imports_none_of_them(
    given: dict[str, Any], tmp_path: Path
) -> None:
    for name in (
        "buybook",
        "pandas",
        "numpy",
        "xlwings",
        "sitecustomize",
        "usercustomize",
        "encodings",
        "yaml",
    ):
        (tmp_path / f"{name}.py").write_text("print('hostile'); raise SystemExit(66)", encoding="utf-8")
    result = subprocess.run(
        arguments(given["hostile"][0]), cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert result.returncode == 0
    assert "hostile" not in result.stdout
    assert "site-packages" in result.stdout
    assert str(tmp_path) not in result.stdout
