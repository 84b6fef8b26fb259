from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from buybook.documents import templates
from buybook.documents.list_workbook import LIST_SHEETS
from buybook.run import Request, run
from buybook.schema import FIELDS, TABLES, Kind
from buybook.vocabulary import LANGUAGES, words

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "workbook_templates"
ELSEWHERE = {
    "buybook.templates": FOLDER,
    "buybook.macros": ROOT / "macros",
}  # packages beside the source folder
NAMES = sorted(
    f"{kind}.{language}.xlsx" for kind in ("buybook_lists", "purchase_order") for language in LANGUAGES
)


@pytest.fixture(scope="module")
def built():
    return templates.build_templates()


def parts(package: bytes) -> dict[str, str]:
    """The parts in canonical XML: compression and serialiser differ between machines, content must not."""
    with ZipFile(io.BytesIO(package)) as archive:
        return {
            name: ElementTree.canonicalize(archive.read(name), rewrite_prefixes=True)
            for name in archive.namelist()
        }


def test_the_same_code_gives_the_same_bytes(built):
    assert dict(templates.build_templates()) == dict(built)
    assert sorted(built) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_templates_are_what_the_code_makes(built, name):
    assert parts((FOLDER / name).read_bytes()) == parts(built[name]), "python -m buybook.documents.templates"


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_found_where_it_is_shipped(name):
    assert templates.template(name) == (FOLDER / name).read_bytes()


def test_another_process_gives_the_same_bytes(built):
    script = (
        "import hashlib; from buybook.documents.templates import build_templates;"
        "print(hashlib.sha256(b''.join(build_templates().values())).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert answer.strip() == hashlib.sha256(b"".join(built.values())).hexdigest()


def test_no_clock_shows_in_a_package(built):
    for package in built.values():
        with ZipFile(io.BytesIO(package)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert archive.namelist()[0] == "[Content_Types].xml"
            stamps = re.findall(rb">(\d{4}-[^<]*Z)<", archive.read("docProps/core.xml"))
            assert stamps == [b"2026-01-01T00:00:00Z"] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_list_is_a_table_titled_in_the_language(built, language):
    workbook = load_workbook(io.BytesIO(built[f"buybook_lists.{language}.xlsx"]))
    w = words(language)
    for sheet, plan in zip(workbook, LIST_SHEETS, strict=True):
        (table,) = sheet.tables.values()
        expected = [w.title(field) for field in TABLES[plan.kind].usual]
        assert (
            [cell.value for cell in sheet[table.ref][0]] == [c.name for c in table.tableColumns] == expected
        )
        assert len(set(expected)) == len(expected), "Excel refuses a table with two columns of one name"


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_of_orders_are_offered_in_the_language(built, language):
    sheet = load_workbook(io.BytesIO(built[f"buybook_lists.{language}.xlsx"]))[
        words(language).label("lists.orders")
    ]
    lists = [check.formula1 for check in sheet.data_validations.dataValidation if check.type == "list"]
    assert any(words(language).state("partially_received") in one for one in lists)
    assert all(len(one) <= 257 for one in lists), "Excel refuses a longer list"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_every_column_is_recognised_as_the_field_it_was_made_for(built, language, filled, tmp_path):
    path = tmp_path / "lists.xlsx"
    path.write_bytes(built[f"buybook_lists.{language}.xlsx"])
    if filled:
        fill_in(path, words(language))
    tables = {table.sheet: table for table in run(Request("map", path)).tables}
    for plan in LIST_SHEETS:
        table = tables[words(language).label(f"lists.{plan.kind.value}")]
        assert (table.kind, table.excel_table) == (plan.kind, plan.table)
        assert [column.field for column in table.columns] == list(TABLES[plan.kind].usual)


def fill_in(path, w):
    """Three lines in each list, of values as each column is made for."""
    samples = {
        Kind.TEXT: "Nordbolt AB", Kind.CODE: "A-100", Kind.QUANTITY: 5, Kind.UNIT: "st", Kind.MONEY: 12.5,
        Kind.NUMBER: 1, Kind.PERCENT: 2, Kind.CURRENCY: "EUR", Kind.DATE: dt.date(2026, 3, 2), Kind.DAYS: 14,
        Kind.STATUS: w.state("sent"),
    }  # fmt: skip
    workbook = load_workbook(path)
    for sheet, plan in zip(workbook, LIST_SHEETS, strict=True):
        for row in (4, 5, 6):
            for column, field in enumerate(TABLES[plan.kind].usual, start=1):
                sheet.cell(row, column, samples[FIELDS[field].kind])
        (table,) = sheet.tables.values()
        table.ref = table.ref[:-1] + "6"
    workbook.save(path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_colours_what_needs_attention(built, language):
    workbook = load_workbook(io.BytesIO(built[f"buybook_lists.{language}.xlsx"]))
    for sheet, plan in zip(workbook, LIST_SHEETS, strict=True):
        formulas = [rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules]
        assert formulas, sheet.title
        assert not any("{" in formula for formula in formulas)
        letters = {cell.column_letter for cell in sheet[3]}
        assert {
            letter for formula in formulas for letter in re.findall(r"\$([A-Z]+)\$?4", formula)
        } <= letters
        assert sheet.data_validations.count > 0
        assert plan.table in sheet.tables


def test_every_package_on_disk_is_shipped():
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    source = ROOT / "addin"
    on_disk = {
        ".".join(file.parent.relative_to(source).parts)
        for file in source.rglob("*.py")
        if "__pycache__" not in file.parts
    }
    assert set(setuptools["packages"]) == on_disk | set(ELSEWHERE), "[tool.setuptools] packages"
    assert {package: ROOT / setuptools["package-dir"][package] for package in ELSEWHERE} == ELSEWHERE


def test_every_data_file_is_shipped():
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    source = ROOT / "addin"
    for package, patterns in setuptools["package-data"].items():
        folder = ELSEWHERE.get(package, source / Path(*package.split(".")))
        assert any(list(folder.glob(pattern)) for pattern in patterns), package
    for file in source.rglob("*.yaml"):
        package = ".".join(file.parent.relative_to(source).parts)
        assert "*.yaml" in setuptools["package-data"].get(package, []), file
