"""A workbook from a stranger, with files beside it and sheets in it that would like to run: none of them does.

Python is started as the add-in's macros start it, in the workbook's own folder, which is the worst that could be.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click_workbooks import write_buying

from buybook.excel.clicks import WITHOUT_TABLES, close_doors

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "buybook",
    "pandas",
    "numpy",
    "xlwings",
    "yaml",
    "openpyxl",
    "json",
    "datetime",
    "sitecustomize",
    "usercustomize",
)
CONF = "INTERPRETER_WIN,evil.exe\nINTERPRETER_MAC,/tmp/evil\nPYTHONPATH,.\nUDF_MODULES,evil\n"
# The stand-in for Excel takes the place of the window that the macros name; all else is what they run.
STAND_IN = """
import sys
sys.path += {paths!r}
from pathlib import Path
from excel_stand_in import Excel
excel = Excel()
book = excel.open(Path(sys.argv[1]))
book.set_mock_caller()
"""
ENDING = """
from click_workbooks import content
Path(sys.argv[2]).write_bytes(content(book))
assert not excel.boxes, excel.boxes
"""


def switches() -> list[str]:
    """The switches that the macros give to Python."""
    macros = "".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "macros").glob("*.bas")))
    found = re.search(r'SWITCHES As String = "([^"]*)"', macros)
    assert found is not None
    return found[1].split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a workbook, and beside it what a sender could put there."""
    folder = tmp_path / "mail attachment"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.py").write_text(f"open({str(folder / f'{name}.ran')!r}, 'w').close()\n")
    for name in ("xlwings.conf", "Buybook.conf", "buybook.conf"):
        (folder / name).write_text(CONF)
    path = write_buying(folder / "orders.xlsx")
    book = openpyxl.load_workbook(path)
    for name in ("xlwings.conf", "Buybook.conf", "_Buybook.conf", "x.py"):
        sheet = book.create_sheet(name)
        for line in CONF.splitlines():
            sheet.append(line.split(","))
    book.save(path)
    return folder


def run_as_the_macros_do(folder: Path, line: str, *given: str) -> subprocess.CompletedProcess[str]:
    tests = [str(ROOT / "tests" / "excel"), str(ROOT / "tests" / "commands")]
    code = STAND_IN.format(paths=tests) + line + ENDING
    command = [sys.executable, *(given or switches()), "-c", code, "orders.xlsx", "after.xlsx"]
    command += ["--wb=orders.xlsx", "--from_xl=1", "--hwnd=1"]
    home = {"HOME": str(folder.parent), "USERPROFILE": str(folder.parent)}
    return subprocess.run(
        command, cwd=folder, env=os.environ | home, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("button", ["map", "refresh"])
def test_nothing_beside_or_in_a_workbook_is_run(button: str, folder: Path) -> None:
    done = run_as_the_macros_do(folder, f"from buybook.excel import clicks; clicks.run({button!r})\n")
    assert done.returncode == 0, done.stderr
    assert [file.name for file in folder.glob("*.ran")] == []
    assert "Buybook findings" in openpyxl.load_workbook(folder / "after.xlsx").sheetnames or button != "map"
    after = openpyxl.load_workbook(folder / "after.xlsx")
    for name in ("xlwings.conf", "Buybook.conf", "x.py"):
        assert [cell.value for cell in after[name][1]] == ["INTERPRETER_WIN", "evil.exe"]


def test_without_the_macros_switches_the_strangers_files_would_run(folder: Path) -> None:
    done = run_as_the_macros_do(folder, "", "-B")
    assert done.returncode != 0
    assert list(folder.glob("*.ran"))


def test_settings_beside_a_workbook_are_data(folder: Path) -> None:
    (folder / "buybook.yaml").write_text("language: sv\n", encoding="utf-8")
    done = run_as_the_macros_do(folder, "from buybook.excel import clicks; clicks.run('map')\n")
    assert done.returncode == 0, done.stderr
    assert "Buybook anmärkningar" in openpyxl.load_workbook(folder / "after.xlsx").sheetnames


def test_settings_that_would_be_code_are_refused(folder: Path) -> None:
    attack = f"language: !!python/object/apply:os.system ['touch {folder}/yaml.ran']\n"
    (folder / "buybook.yaml").write_text(attack, encoding="utf-8")
    done = run_as_the_macros_do(
        folder, "from buybook.excel import clicks; clicks.run('map')\nexcel.boxes.clear()\n"
    )
    assert done.returncode == 0, done.stderr
    assert list(folder.glob("*.ran")) == []
    assert "Buybook findings" not in openpyxl.load_workbook(folder / "after.xlsx").sheetnames


@pytest.mark.parametrize("name", sorted(WITHOUT_TABLES))
def test_a_click_that_computes_no_tables_does_not_load_what_would(name: str, folder: Path) -> None:
    check = "assert not {'pandas', 'numpy'} & set(sys.modules), 'loaded'\n"
    # The stand-in loads the file engine, and xlwings with it: the doors are shut before.
    code = f"import sys; from buybook.excel import clicks; clicks.prepare({name!r})\n{check}"
    done = subprocess.run(
        [sys.executable, *switches(), "-c", code],
        cwd=folder,
        env=os.environ | {"HOME": str(folder.parent), "USERPROFILE": str(folder.parent)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_folder_that_python_was_started_in_is_not_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    searched = ["", ".", str(tmp_path), str(tmp_path / "other"), "/usr/lib/python3"]
    close_doors(searched)
    assert searched == [str(tmp_path / "other"), "/usr/lib/python3"]
