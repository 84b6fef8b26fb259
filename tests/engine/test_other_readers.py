"""What the engine adds to a workbook is what other programs find there."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from pictures import PICTURE
from python_calamine import CalamineWorkbook

from buybook.engine import new_book, open_book

RULES = {
    "set_whole_number": ("between", 1, 2),
    "set_decimal": ("greater_than", 0.5),
    "set_date": ("less_than", dt.date(2026, 1, 1)),
    "set_time": ("equal_to", dt.time(12)),
    "set_text_length": ("not_equal_to", 4),
    "set_custom": ("=V6>1",),
    "set_list": (["a", 'b"c'],),
}


def add_everything(book: xw.Book) -> None:
    """Add one of each kind of thing that the engine can add, to the first sheet and around it."""
    sheet = book.sheets[0]
    sheet["L1"].value = [["Code", "Qty", "When"], ["a", 1, dt.datetime(2026, 1, 2)], ["b", 2, None]]
    table = sheet.tables.add(sheet["L1:N3"], name="Extra")
    table.rows.add(["c", 3, None])
    table.show_totals = True
    sheet["P1"].value = [["h"], ["x"], ["y"]]
    sheet.tables.add(sheet["P1:P3"], name="NoHeader").show_headers = False
    sheet["R1"].add_note("a note\nwith lines & <signs>")
    sheet["R3"].value = "rich text here"
    sheet["R3"].characters[5:9].font.color = "#ff0000"
    sheet.pictures.add(PICTURE, left=400, top=300, name="Logo")
    sheet["T1:T9"].value = 3
    rules = sheet["T1:T9"].conditional_formats
    rules.add_color_scale(["#ff0000", "#ffff00", "#00ff00"])
    rules.add_data_bar("#638ec6")
    rules.add_icon_set("4_rating", reverse_order=True)
    rules.add_cell_value("between", 1, 4, fill_color="#00ff00")
    for row, (method, arguments) in enumerate(RULES.items(), start=1):
        getattr(sheet[f"V{row}"].data_validation, method)(*arguments)
    sheet["X1:Y3"].borders.set("all", line_style="continuous", color="#0000ff")
    sheet["30:32"].rows.hidden = True
    sheet["AA:AB"].columns.hidden = True
    sheet["AD1:AD3"].formula_array = "=T1:T3*2"
    sheet["AF1"].add_hyperlink("https://example.com", "link")
    copied = sheet.copy(name="Copied")
    copied.pictures[0].delete()
    book.sheets.add("Last", after=book.sheets[-1])["A1"].add_note("on another sheet")
    book.sheets["Last"].move(before=book.sheets[0])


@pytest.fixture(params=["new", "existing"])
def everything(request: pytest.FixtureRequest, path: Path, tmp_path: Path) -> Path:
    book = new_book() if request.param == "new" else open_book(path)
    add_everything(book)
    target = tmp_path / "everything.xlsx"
    book.save(target)
    return target


def test_openpyxl_finds_it_all(everything: Path) -> None:
    book = openpyxl.load_workbook(everything, rich_text=True)
    name = book.sheetnames[1]
    sheet = book[name]
    assert book.sheetnames[0] == "Last"
    assert book["Last"]["A1"].comment.text == "on another sheet"
    assert sheet["R1"].comment.text == "a note\nwith lines & <signs>"
    assert str(sheet["R3"].value) == "rich text here"
    assert sheet.tables["Extra"].ref == "L1:N5"
    assert sheet.tables["NoHeader"].headerRowCount == 0
    assert (len(sheet._images), len(book["Copied"]._images)) == (1, 0)
    kinds = {rule.type for rule in sheet.data_validations.dataValidation}
    assert kinds >= {"whole", "decimal", "date", "time", "textLength", "custom", "list"}
    scales = {rule.type for block in sheet.conditional_formatting for rule in block.rules}
    assert scales >= {"colorScale", "dataBar", "iconSet", "cellIs"}
    assert sheet["X2"].border.bottom.color.rgb == "FF0000FF"
    assert sheet.row_dimensions[31].hidden
    assert sheet["AD1"].value.ref == "AD1:AD3"
    assert book["Copied"]["M4"].value == 3


def test_calamine_finds_the_values(everything: Path) -> None:
    book = CalamineWorkbook.from_path(str(everything))
    for name in (book.sheet_names[1], "Copied"):
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        assert rows[3][11:13] == ["c", 3.0]
        assert rows[2][17] == "rich text here"


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("libreoffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_finds_it_all(everything: Path, tmp_path: Path) -> None:
    command = [
        "libreoffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
    ]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "lo"), str(everything)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    ours = openpyxl.load_workbook(everything)
    theirs = openpyxl.load_workbook(tmp_path / "lo" / everything.name)
    assert theirs.sheetnames == ours.sheetnames
    sheet = theirs[theirs.sheetnames[1]]
    assert theirs["Last"]["A1"].comment.text.endswith("on another sheet")
    assert sheet["R1"].comment.text.endswith("a note\nwith lines & <signs>")
    assert len(sheet._images) == 1
    assert (sheet["L4"].value, sheet["M4"].value, sheet["R3"].value) == ("c", 3, "rich text here")
    assert sheet["X2"].border.bottom.color.rgb == "FF0000FF"
    assert sheet.row_dimensions[31].hidden
    kinds = {rule.type for rule in sheet.data_validations.dataValidation}
    assert kinds >= {"whole", "decimal", "date", "time", "textLength", "list"}
    scales = {rule.type for block in sheet.conditional_formatting for rule in block.rules}
    assert scales >= {"colorScale", "dataBar", "iconSet"}
