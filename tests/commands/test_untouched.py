"""A workbook with all that Excel can put into one: after every verb, what need not change has its bytes."""

from __future__ import annotations

import datetime as dt
import functools
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook
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


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_demo(tmp_path_factory.mktemp("demo") / "demo.xlsx", "en", TODAY)


@pytest.fixture
def workbook(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo, tmp_path / "demo.xlsx"))


def runs(path: Path) -> Iterator[str]:
    """Run the main job, verb by verb."""
    for verb in ("setup", "compare", "order", "receive", "refresh", "undo"):
        options: dict[str, object] = {}
        if verb == "receive":
            orders = call("refresh", path, today=TODAY, _dry_run=True).answer["orders"]
            late = next(each for each in orders if "late" in each["flags"])
            options = {"po": late["po_number"], "line": late["po_line"], "quantity": 1.0, "damaged": 1.0}
        result = call(verb, path, today=TODAY, **options)
        assert result.failure is None
        assert result.answer["changes"], verb
        yield verb


def test_parts_that_need_not_change_keep_their_bytes(workbook: Path) -> None:
    before = parts(workbook)
    for verb in runs(workbook):
        after = parts(workbook)
        for name, content in before.items():
            may_change = SHEET.match(name) or name in SHARED or name.startswith("xl/tables/")
            # Rows that are inserted above the totals move what charts and drawings point at.
            moved = verb in ("order", "undo") and name.startswith(("xl/charts/", "xl/drawings/"))
            if not may_change and not moved:
                assert after[name] == content, f"{verb} changed {name}"
        before = after


def test_everything_a_buyer_put_there_is_still_there(workbook: Path) -> None:
    before = inventory(workbook)
    assert {"chart", "text box", "sparkline", "data bar", "validation", "table"} <= {
        kind for kind, _ in before
    }
    for verb in runs(workbook):
        assert before <= inventory(workbook), verb


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


def test_two_other_readers_see_the_same_values(workbook: Path) -> None:
    for _ in runs(workbook):
        ours = {sheet.name: sheet.used_range.raw_value for sheet in open_book(workbook).sheets}
        theirs = CalamineWorkbook.from_path(workbook)
        openpyxl.load_workbook(workbook)
        for name, rows in ours.items():
            texts = {
                cell for row in rows for cell in row if isinstance(cell, str) and not cell.startswith("#")
            }
            read = theirs.get_sheet_by_name(name).to_python(skip_empty_area=True)
            assert texts <= {cell for row in read for cell in row if isinstance(cell, str)}, name


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("libreoffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_opens_it_and_shows_the_same_values(workbook: Path, tmp_path: Path) -> None:
    for verb in ("order", "refresh"):
        call(verb, workbook, today=TODAY)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "libreoffice",
        "--headless",
        profile,
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
    ]
    subprocess.run(
        [*command, str(tmp_path / "lo"), str(workbook)], check=True, capture_output=True, timeout=120
    )
    ours = openpyxl.load_workbook(workbook, data_only=True)
    theirs = openpyxl.load_workbook(tmp_path / "lo" / workbook.name, data_only=True)
    assert ours.sheetnames == theirs.sheetnames
    formulas = openpyxl.load_workbook(workbook)
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                is_formula = str(formulas[sheet.title][cell.coordinate].value).startswith("=")
                if cell.value is not None and not is_formula:
                    assert theirs[sheet.title][cell.coordinate].value == cell.value, (
                        f"{sheet.title}!{cell.coordinate}"
                    )


def test_commands_read_everything_before_they_write(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buybook.run, "open_book", functools.partial(open_book, deferred_writes=True))
    assert list(runs(workbook)) == ["setup", "compare", "order", "receive", "refresh", "undo"]


def test_the_same_call_gives_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        path = Path(shutil.copy(demo, tmp_path / f"{name}.xlsx"))
        call("refresh", path, today=TODAY)
        made.append(path.read_bytes())
    assert made[0] == made[1]
