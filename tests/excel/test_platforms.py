"""What docs/platforms.md says can be tested here: what runs without Windows, without Excel, and in a browser."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from buybook.excel.places import System
from buybook.registry import functions

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "platforms.md").read_text(encoding="utf-8")

# What Pyodide has, or is pure Python and can be loaded there with micropip.
IN_A_BROWSER = {"numpy", "pandas", "yaml", "dateutil", "six", "pytz", "tzdata", "holidays"}

# Imports every module of the rules and of the functions where only what a browser has can be imported, then calls
# functions with cells as Excel passes them.
IN_A_BROWSER_ALONE = """
import importlib, pkgutil, sys
from importlib.abc import MetaPathFinder

ALLOWED = {allowed!r}

NEVER = {{"subprocess", "multiprocessing", "winreg", "msvcrt", "fcntl"}}  # what a browser's Python cannot do

class OnlyWhatIsThere(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        standard = top in sys.stdlib_module_names and top not in NEVER
        if not (standard or top == "buybook" or top in ALLOWED):
            raise ModuleNotFoundError(f"not in a browser: {{name}}", name=name)

import numpy, pandas, yaml  # what these look for on this machine is their own matter
sys.meta_path.insert(0, OnlyWhatIsThere())

import buybook.core, buybook.functions
for package in (buybook.core, buybook.functions):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)

import datetime as dt
from buybook.functions.calling import call
from buybook.functions.surroundings import Surroundings
from buybook.registry import functions

around = Surroundings("en", dt.date(2026, 3, 16))
print(call(functions()["BUY_EOQ"], [1000.0, 50.0, 2.0], around))
print(call(functions()["BUY_EOQ"], [((1000.0,), ("many",)), 50.0, 2.0], around))
print(call(functions()["BUY_WORKING_DAYS"], [dt.datetime(2026, 12, 23), dt.datetime(2026, 12, 28), "SE"], around))
try:
    import openpyxl
except ModuleNotFoundError as error:
    print(error)
banned = [name for name in sys.modules if name.startswith(("xlwings", "win32", "pythoncom", "openpyxl"))]
print(banned)
"""


def test_the_functions_run_where_only_a_browsers_packages_are() -> None:
    program = IN_A_BROWSER_ALONE.format(allowed=IN_A_BROWSER)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    one, two, days, refused, banned = done.stdout.splitlines()
    assert float(one) == pytest.approx(50_000**0.5)
    assert "223.6" in two and "demand" in two  # the row that can be answered is, the other says what is wrong
    assert float(days) == 1  # the 28th: Christmas Eve to Boxing Day are free in Sweden, the 27th is a Sunday
    assert refused == "not in a browser: openpyxl"
    assert banned == "[]"


def test_nothing_of_xlwings_pro_is_needed_for_a_command(tmp_path: Path) -> None:
    """A refresh where neither pywin32 nor xlwings.pro can be imported."""
    program = (
        "import sys\n"
        "for name in ('win32com', 'pythoncom', 'pywintypes', 'win32api', 'appscript', 'aem', 'psutil'):\n"
        "    sys.modules[name] = None\n"
        "import xlwings\n"
        "asked = [name for name in sys.modules if name.startswith('xlwings.pro')]\n"
        "for name in asked: sys.modules[name] = None\n"
        "from buybook.cli import main\n"
        f"status = main(['demo', {str(tmp_path)!r}])\n"
        "raise SystemExit(status)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("|---")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if len(row) == len(cells[0])]


def test_each_statement_says_how_it_is_known() -> None:
    title, *statements = rows()
    assert title[1:] == ["Windows", "macOS", "web", "Linux", "how it is known"]
    assert len(statements) >= 8
    for row in statements:
        assert re.match(r"(tested here|waits for)", row[-1]), row[0]
        if row[-1].startswith("tested here"):
            tests = re.findall(r"`(tests/[\w/.]+)`", row[-1])
            assert tests and all((ROOT / name).exists() for name in tests), row[0]


def test_every_system_is_told_of() -> None:
    names = {System.WINDOWS: "Windows", System.MACOS: "macOS", System.LINUX: "Linux"}
    assert all(names[system] in PAGE for system in System)
    assert any(name in PAGE for name in functions())
