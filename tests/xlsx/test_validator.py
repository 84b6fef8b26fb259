"""What we write has no error under the Open XML SDK's validator that what we read had not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, DataBarRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from validator import errors, needs_validator
from workbooks import call

from buybook.documents.demo import build_demo
from buybook.engine import new_book, open_book
from buybook.xlsx.workbook import Workbook

pytestmark = [pytest.mark.validator, needs_validator]
TEMPLATES = sorted((Path(__file__).parents[2] / "workbook_templates").glob("*.xlsx"))
TODAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with something of everything, as another program writes it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Orders"
    sheet.append(["Order list"])
    sheet.append(["PO", "Item", "Quantity", "Price", "Amount", "Due"])
    for row in range(3, 7):
        sheet.append([f"45{row}", "Bolt", row, 1.5, f"=C{row}*D{row}", dt.date(2026, 3, row)])
    sheet["E8"] = "=SUM(Orders[Amount])"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A3"].hyperlink = "https://example.com/45"
    sheet["B3"].comment = Comment("Ask again", "Buyer")
    sheet.merge_cells("A1:F1")
    sheet.add_table(Table(displayName="Orders", ref="A2:F6"))
    sheet.conditional_formatting.add(
        "C3:C6", CellIsRule("greaterThan", ["4"], fill=PatternFill(bgColor="FFFFC7CE"))
    )
    sheet.conditional_formatting.add("D3:D6", DataBarRule("min", None, "max", None, color="FF638EC6"))
    choices = DataValidation(type="list", formula1="Items", allow_blank=True)
    choices.add("B3:B6")
    sheet.add_data_validation(choices)
    sheet.freeze_panes = "A3"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=2, max_row=6), titles_from_data=True)
    sheet.add_chart(chart, "H2")
    other = book.create_sheet("Item list")
    other.append(["Item"])
    other.append(["Bolt"])
    book.create_sheet("Nobody's")
    book.defined_names["Items"] = DefinedName("Items", attr_text="'Item list'!$A$2:$A$9")
    path = tmp_path_factory.mktemp("golden") / "golden.xlsx"
    book.save(path)
    return path


def new_errors(before: Path, after: Path) -> dict[tuple[str, str, str], int]:
    return dict(errors(after) - errors(before))


def values(book: xw.Book) -> None:
    orders = book.sheets["Orders"]
    orders["A10"].value = [["text & <more>", 1, 2.5, True, dt.datetime(2026, 1, 2, 3, 4), " spaced "]]
    orders["C3"].value = 12345
    orders["B4"].value = None
    orders["J20"].formula = "=SUM(C3:C6)"
    orders["E3"].value = "was a formula"


def styles(book: xw.Book) -> None:
    cells = book.sheets["Orders"]["A3:F4"]
    cells.color = "#FFC7CE"
    cells.number_format = "0.000"
    cells.font.bold = True
    cells.font.color = (1, 2, 3)
    cells.font.size = 13
    cells.font.name = "Arial"
    cells.wrap_text = True
    sheet = book.api.sheet("Orders")
    sheet.restyle(3, 1, 6, 6, lambda xf: book.api.styles.variant(xf, border={"bottom": "thin"}, locked=False))
    sheet.set_column_width(2, 3, 20)
    sheet.set_row_height(3, 4, 30)


def table(book: xw.Book) -> None:
    sheet = book.sheets["Orders"]
    orders = sheet.tables["Orders"]
    orders.resize(sheet["A2:F7"])
    sheet["A7:D7"].value = ["4507", "Bolt", 9, 2]
    orders.api.add_column("Note & more")
    orders.api.rename_column(1, "Order")
    orders.api.set_calculated_formula(5, "=Orders[[#This Row],[Quantity]]*2")
    sheet["H30:I32"].value = [["a", "b"], [1, 2], [3, 4]]
    sheet.tables.add(sheet["H30:I32"], name="More").show_totals = True


def rules(book: xw.Book) -> None:
    sheet = book.api.sheet("Orders")
    mark = book.api.styles.add_dxf(font_color="9C0006", fill="FFC7CE", bold=True)
    sheet.add_conditional_format([(3, 1, 6, 6)], formulas=["=$C3>4"], dxf=mark)
    sheet.add_conditional_format([(3, 1, 6, 1)], kind="containsText", text="45", dxf=mark)
    sheet.delete_conditional_format(sheet.conditional_formats[-1])
    sheet.add_list_validation([(3, 4, 6, 4)], items=["1", "2"], prompt="Choose")
    sheet.add_list_validation([(3, 1, 6, 1)], source="='Item list'!$A$2:$A$9")
    sheet.set_autofilter(None)
    book.api.sheet("Item list").set_autofilter((1, 1, 2, 1))
    sheet.freeze(2, 1)
    sheet.gridlines = False
    sheet.tab_color = "FF0000"
    sheet.set_page(landscape=True, fit_to_width=1, fit_to_height=0, print_titles=(2, 2))


def names_and_sheets(book: xw.Book) -> None:
    book.names.add("Prices", "=Orders!$D$3:$D$6")
    book.names["Items"].delete()
    added = book.sheets.add("Ours, & new", after=book.sheets["Orders"])
    added["A1"].value = [["a", "b"], [1, "=A2*2"]]
    book.sheets["Item list"].name = "Items we buy"
    book.sheets["Nobody's"].delete()
    book.api.sheet("Ours, & new").state = "hidden"


def rows_and_columns(book: xw.Book) -> None:
    orders = book.sheets["Orders"]
    orders["4:5"].insert("down")
    orders["3:3"].delete()
    orders["G:G"].insert("right")
    book.sheets["Item list"]["1:1"].insert("down")


def links_notes_and_merges(book: xw.Book) -> None:
    sheet = book.sheets["Orders"]
    sheet["C4"].add_hyperlink("https://example.com/?a=1&b=2", "there", "a tip")
    book.api.sheet("Orders").set_hyperlink(5, 3, location="'Item list'!A1")
    book.api.sheet("Orders").remove_hyperlink(3, 1)
    sheet["B3"].note.text = "Asked & answered"
    sheet["A12:C13"].merge()
    sheet["A1:F1"].unmerge()


EDITS: list[Callable[[xw.Book], None]] = [
    values, styles, table, rules, names_and_sheets, rows_and_columns, links_notes_and_merges,
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_no_edit_brings_an_error(golden: Path, tmp_path: Path, edit: Callable[[xw.Book], None]) -> None:
    book = open_book(golden)
    edit(book)
    book.save(tmp_path / "edited.xlsx")
    assert new_errors(golden, tmp_path / "edited.xlsx") == {}


def test_all_edits_one_after_the_other_bring_no_error(golden: Path, tmp_path: Path) -> None:
    path = golden
    for edit in (values, styles, table, rules, links_notes_and_merges, names_and_sheets):
        book = open_book(path)
        edit(book)
        path = tmp_path / f"{edit.__name__}.xlsx"
        book.save(path)
    assert new_errors(golden, path) == {}


def test_a_new_workbook_has_no_error(tmp_path: Path) -> None:
    book = new_book()
    sheet = book.sheets[0]
    sheet["A1"].value = [["Item", "Qty"], ["Bolt", 5]]
    sheet["A1:B1"].font.bold = True
    sheet["B2"].color = (255, 199, 206)
    sheet.tables.add(sheet["A1:B2"], name="Items")
    book.save(tmp_path / "new.xlsx")
    assert errors(tmp_path / "new.xlsx") == {}


def test_the_demo_has_no_error_after_any_verb(tmp_path: Path) -> None:
    path = build_demo(tmp_path / "demo.xlsx", "en", TODAY)
    assert errors(path) == {}
    orders = call("refresh", path, today=TODAY, _dry_run=True).answer["orders"]
    late = next(each for each in orders if "late" in each["flags"])
    receipt = {"po": late["po_number"], "line": late["po_line"], "quantity": 1.0, "damaged": 1.0}
    for verb in ("compare", "order", "receive", "refresh", "undo"):
        result = call(verb, path, today=TODAY, **(receipt if verb == "receive" else {}))
        assert result.failure is None and result.answer["changes"], verb
        assert errors(path) == {}, verb
    documents = [found for found in tmp_path.rglob("*.xlsx") if found != path]
    assert len(documents) > 1  # the purchase orders and the backups
    for document in documents:
        assert errors(document) == {}, document.name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_have_no_error(template: Path) -> None:
    assert errors(template) == {}


def test_an_error_is_seen(golden: Path, tmp_path: Path) -> None:
    book = Workbook.open(golden)
    sheet = book.sheets[0].part
    book.package.write(
        sheet, book.package.read(sheet).replace(b"<sheetData>", b'<sheetData nonsense="1">', 1)
    )
    bad = tmp_path / "bad.xlsx"
    book.save(bad)
    found = [description for _, _, description in new_errors(golden, bad)]
    assert found == ["The 'nonsense' attribute is not declared."]
