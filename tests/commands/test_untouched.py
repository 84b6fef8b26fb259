"""A workbook with all that Excel can put into one: after every verb, what need not change has its bytes."""

from __future__ import annotations

import datetime as dt
import functools
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook
from soundness import new_faults
from workbooks import call, parts

import buybook.run
from buybook.documents.demo import build_demo
from buybook.engine import open_book

TODAY = dt.date(2026, 11, 20)
SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml$")
# What adding rows, columns and sheets has to touch besides the sheets themselves.
SHARED = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/calcChain.xml",
    "xl/uncomputed.xml",
}


VERBS = ("setup", "compare", "order", "receive", "refresh", "undo")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_demo(tmp_path_factory.mktemp("demo") / "demo.xlsx", "en", TODAY)


def run_verbs(demo: Path, folder: Path) -> dict[str, Path]:
    """Run the main job, verb by verb, and keep the workbook as each left it."""
    path = Path(shutil.copy(demo, folder / "demo.xlsx"))
    left: dict[str, Path] = {}
    for verb in VERBS:
        options: dict[str, object] = {}
        if verb == "receive":
            orders = call("refresh", path, today=TODAY, _dry_run=True).answer["orders"]
            late = next(each for each in orders if "late" in each["flags"])
            options = {"po": late["po_number"], "line": late["po_line"], "quantity": 1.0, "damaged": 1.0}
        result = call(verb, path, today=TODAY, **options)
        assert result.failure is None
        assert result.answer["changes"], verb
        left[verb] = Path(shutil.copy(path, folder / f"{verb}.xlsx"))
    return left


@pytest.fixture(scope="module")
def left(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbook as each verb left it."""
    return run_verbs(demo, tmp_path_factory.mktemp("left"))


def test_no_verb_brings_a_fault_in(demo: Path, left: dict[str, Path]) -> None:
    for before, (verb, after) in zip((demo, *left.values()), left.items(), strict=False):
        assert dict(new_faults(before.read_bytes(), after.read_bytes())) == {}, verb


def test_parts_that_need_not_change_keep_their_bytes(demo: Path, left: dict[str, Path]) -> None:
    before = parts(demo)
    for verb, path in left.items():
        after = parts(path)
        for name, content in before.items():
            may_change = SHEET.match(name) or name in SHARED or name.startswith("xl/tables/")
            # Rows that are inserted above the totals move what charts and drawings point at.
            moved = verb in ("order", "undo") and name.startswith(("xl/charts/", "xl/drawings/"))
            if not may_change and not moved:
                assert after[name] == content, f"{verb} changed {name}"
        before = after


def test_everything_a_buyer_put_there_is_still_there(demo: Path, left: dict[str, Path]) -> None:
    before = inventory(demo)
    assert {"chart", "text box", "sparkline", "data bar", "validation", "table"} <= {
        kind for kind, _ in before
    }
    for verb, path in left.items():
        assert before <= inventory(path), verb


def inventory(path: Path) -> set[tuple[str, str]]:
    """What a workbook shows besides its cells."""
    found: set[tuple[str, str]] = set()
    for name, content in parts(path).items():
        if name.startswith("xl/charts/chart"):
            found.add(("chart", name))
        if not name.endswith(".xml"):
            continue
        root = etree.fromstring(content)
        tags = [etree.QName(element).localname for element in root.iter(etree.Element)]
        if name.startswith("xl/drawings/drawing"):
            found |= {("text box", name)} if "txBody" in tags else set()
        if SHEET.match(name):
            for kind, tag in (
                ("sparkline", "sparkline"),
                ("data bar", "dataBar"),
                ("validation", "dataValidation"),
                ("table", "tablePart"),
                ("frozen", "pane"),
                ("rule", "conditionalFormatting"),
            ):
                found |= {(kind, f"{name} {number}") for number in range(tags.count(tag))}
        if name == "xl/workbook.xml":
            names = root.iter("{*}definedName")
            found |= {("name", str(each.get("name"))) for each in names}
    return found


def test_two_other_readers_see_the_same_values(left: dict[str, Path]) -> None:
    for path in left.values():
        ours = {sheet.name: sheet.used_range.raw_value for sheet in open_book(path).sheets}
        theirs = CalamineWorkbook.from_path(path)
        openpyxl.load_workbook(path)
        for name, rows in ours.items():
            texts = {
                cell for row in rows for cell in row if isinstance(cell, str) and not cell.startswith("#")
            }
            read = theirs.get_sheet_by_name(name).to_python(skip_empty_area=True)
            assert texts <= {cell for row in read for cell in row if isinstance(cell, str)}, name


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("libreoffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_opens_it_and_shows_the_same_values(left: dict[str, Path], tmp_path: Path) -> None:
    path = left["refresh"]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "libreoffice",
        "--headless",
        profile,
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
    ]
    subprocess.run([*command, str(tmp_path / "lo"), str(path)], check=True, capture_output=True, timeout=120)
    ours = openpyxl.load_workbook(path, data_only=True)
    theirs = openpyxl.load_workbook(tmp_path / "lo" / path.name, data_only=True)
    assert ours.sheetnames == theirs.sheetnames
    formulas = openpyxl.load_workbook(path)
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                is_formula = str(formulas[sheet.title][cell.coordinate].value).startswith("=")
                if cell.value is not None and not is_formula:
                    # LibreOffice writes fifteen digits of a number.
                    value = pytest.approx(cell.value, rel=1e-14) if cell.data_type == "n" else cell.value
                    assert theirs[sheet.title][cell.coordinate].value == value, (
                        f"{sheet.title}!{cell.coordinate}"
                    )


def test_commands_read_everything_before_they_write(
    demo: Path, left: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buybook.run, "open_book", functools.partial(open_book, deferred_writes=True))
    for verb, path in run_verbs(demo, tmp_path).items():
        assert parts(path) == parts(left[verb]), verb


def test_the_same_call_gives_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        path = Path(shutil.copy(demo, tmp_path / f"{name}.xlsx"))
        call("refresh", path, today=TODAY)
        made.append(path.read_bytes())
    assert made[0] == made[1]
