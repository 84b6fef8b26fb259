"""The form: what a command must know is asked on a sheet, prefilled from the selection; the same button carries it out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from click_workbooks import cells, click, content, reopened, without, write_buying
from excel_stand_in import Excel
from workbooks import TODAY, call
from workbooks import cells as cells_of_file

from buybook.vocabulary import LANGUAGES, words

FORM, FINDINGS, JOURNAL = "Buybook form", "Buybook findings", "Buybook journal"
# The rows of the form of `receive`, in the order of its options.
PO, LINE, QUANTITY, ACCEPTED, REJECTED, DAMAGED, REASON, DATE, NOTE, NOTED, ITEM, PICTURE, LINES = (
    f"B{row}" for row in range(5, 18)
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_buying(tmp_path / "buying.xlsx")


def asked(path: Path, selection: tuple[str, str] | None) -> tuple[Excel, xw.Book]:
    """The workbook after the first click: the form is in front."""
    excel = Excel(selection=selection)
    book = excel.open(path)
    click(book, "receive")
    return excel, book


def filled_in(book: xw.Book, path: Path, excel: Excel, values: dict[str, object]) -> xw.Book:
    """The workbook after the buyer has written on the form."""
    book = reopened(book, path, excel)
    sheet = book.impl._inner.sheets(FORM)
    for cell, value in values.items():
        sheet.range(cell).raw_value = value
    return reopened(book, path, excel)


@pytest.mark.parametrize("cursor", ["A6", "F6", "A6:L6"])
def test_the_selected_order_line_is_filled_in(cursor: str, path: Path) -> None:
    excel, book = asked(path, ("Orders", cursor))
    form = cells(book)[FORM]
    assert book.sheets.active.name == FORM
    assert {cell: form.get(cell) for cell in (PO, LINE, QUANTITY, DATE)} == {
        PO: "PO-2026-0101",
        LINE: "2",
        QUANTITY: 40,
        DATE: dt.datetime(TODAY.year, TODAY.month, TODAY.day),
    }
    assert "yellow cells" in str(excel.status[-1])


def test_several_selected_lines_are_received_on_one_form(path: Path) -> None:
    excel, book = asked(path, ("Orders", "A6:L8"))
    form = cells(book)[FORM]
    assert form[LINES] == "PO-2026-0101 / 2 = 40; PO-2026-0103 / 1 = 25"
    book = filled_in(book, path, excel, {LINES: "PO-2026-0101 / 2 = 40; PO-2026-0103 / 1 = 5", NOTE: "DN-9"})
    click(book, "receive")
    assert FORM not in cells(book)
    receipts = cells(book)["Goods in"]
    assert [(receipts[f"D{row}"], receipts[f"H{row}"]) for row in (4, 5)] == [(40, "DN-9"), (5, "DN-9")]


def test_a_line_on_the_sheet_of_today_is_filled_in(path: Path) -> None:
    call("refresh", path)
    today = cells_of_file(path, "Buybook today")
    row = next(cell[1:] for cell, value in today.items() if cell[0] == "C" and value == "PO-2026-0101")
    _, book = asked(path, ("Buybook today", f"A{row}"))
    form = cells(book)[FORM]
    assert (form[PO], form[LINE]) == ("PO-2026-0101", today[f"D{row}"])


@pytest.mark.parametrize("selection", [None, ("Summary", "A1"), ("Orders", "A1")])
def test_without_a_line_the_form_is_empty(selection: tuple[str, str] | None, path: Path) -> None:
    _, book = asked(path, selection)
    assert [cells(book)[FORM].get(cell) for cell in (PO, LINE, QUANTITY, DATE)] == [None] * 4


def test_the_same_button_carries_it_out_and_the_form_goes(path: Path, tmp_path: Path) -> None:
    other = write_buying(tmp_path / "terminal.xlsx")
    call("receive", other, po="PO-2026-0101", line="2", quantity=40.0, damaged=2.0)
    excel, book = asked(path, ("Orders", "A6"))
    book = filled_in(book, path, excel, {DAMAGED: 2.0})
    click(book, "receive")
    found = cells(book)
    assert FORM not in found
    for sheet in ("Orders", "Goods in", "Non-conformances"):
        assert found[sheet] == cells_of_file(other, sheet)
    assert book.sheets.active.name == "Goods in"


@pytest.mark.parametrize(
    ("written", "cell", "sentence"),
    [
        ({QUANTITY: "forty"}, QUANTITY, "“forty” is not a number"),
        ({DATE: "last Monday"}, DATE, "“last Monday” is not a date"),
    ],
)
def test_wrong_input_is_marked_and_says_what_to_do(
    written: dict[str, object], cell: str, sentence: str, path: Path
) -> None:
    excel, book = asked(path, ("Orders", "A6"))
    book = filled_in(book, path, excel, written)
    before = without(cells(book), FORM)
    click(book, "receive")
    form = cells(book)[FORM]
    assert without(cells(book), FORM) == before
    assert sentence in str(form["D" + cell[1:]])
    assert "red cells" in str(form["A3"])
    assert fill(book, cell) == "FFC7CE"
    assert fill(book, REASON) == "FFF9DB"
    assert form.get(LINE) == "2"  # what was right stays


def fill(book: xw.Book, cell: str) -> str:
    import io

    colour = openpyxl.load_workbook(io.BytesIO(content(book)))[FORM][cell].fill.start_color.rgb
    return str(colour)[2:]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({ACCEPTED: 5.0, DAMAGED: 2.0}, "40"),  # parts that do not add up
        ({PO: "PO-1999-0001"}, "PO-1999-0001"),
        ({PO: None}, "What arrived?"),
        ({QUANTITY: "  "}, "How much arrived of PO-2026-0101?"),
    ],
)
def test_what_the_command_refuses_is_told_on_the_form(
    written: dict[str, object], sentence: str, path: Path
) -> None:
    excel, book = asked(path, ("Orders", "A6"))
    book = filled_in(book, path, excel, written)
    click(book, "receive")
    assert sentence in str(cells(book)[FORM]["A3"])
    assert JOURNAL not in cells(book)
    assert excel.boxes == []


def test_a_form_that_is_not_in_front_is_made_anew(path: Path) -> None:
    excel, book = asked(path, ("Orders", "A6"))
    book = filled_in(book, path, excel, {QUANTITY: "forty"})
    book.sheets["Orders"].impl.activate()
    excel.selection = ("Orders", "A8")
    click(book, "receive")
    form = cells(book)[FORM]
    assert (form[PO], form[LINE], form[QUANTITY]) == ("PO-2026-0103", "1", 25)
    assert JOURNAL not in cells(book)


def test_a_number_of_an_order_that_was_typed_as_a_number(path: Path) -> None:
    orders = openpyxl.load_workbook(path)
    for row in (5, 6):
        orders["Orders"].cell(row, 1, 4501)
    orders.save(path)
    excel, book = asked(path, None)
    book = filled_in(book, path, excel, {PO: 4501.0, LINE: 2.0, QUANTITY: "12,5"})
    click(book, "receive")
    assert FORM not in cells(book)
    assert cells(book)["Goods in"]["D4"] == 12.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_speaks_the_buyers_language(language: str, path: Path) -> None:
    (path.parent / "buybook.yaml").write_text(f"language: {language}\n", encoding="utf-8")
    excel, book = asked(path, ("Orders", "A6"))
    said = words(language)
    name = said.label("sheet.form")
    assert cells(book)[name]["A5"] == said.label("form.receive.po")
    book = reopened(book, path, excel)
    click(book, "receive")
    assert name not in cells(book)


def test_the_sheets_of_clicks_are_no_lists_of_the_buyer(path: Path) -> None:
    _, book = asked(path, ("Orders", "A6"))
    path.write_bytes(content(book))
    kinds = [table["kind"] for table in call("map", path).answer["tables"]]  # type: ignore[union-attr]
    assert sorted(kinds) == ["orders", "quotations", "receipts", "requisitions"]


def test_the_form_takes_numbers_and_dates_only_where_it_asks_for_them(path: Path) -> None:
    _, book = asked(path, ("Orders", "A6"))
    path.write_bytes(content(book))
    rules = openpyxl.load_workbook(path)[FORM].data_validations.dataValidation
    assert {str(rule.sqref): rule.type for rule in rules} == dict.fromkeys(
        (QUANTITY, ACCEPTED, REJECTED, DAMAGED, NOTED), "decimal"
    ) | {DATE: "date"}


def test_a_protected_structure_leaves_no_room_for_a_form(path: Path) -> None:
    from buybook.commands.job import WrongCallError

    excel = Excel(selection=("Orders", "A6"), protected_structure=True)
    book = excel.open(path)
    with pytest.raises(WrongCallError, match="structure_protected"):
        click(book, "receive")


def test_the_selected_case_and_the_lot_that_waits_are_filled_in(path: Path) -> None:
    call("receive", path, po="PO-2026-0103", line="1", quantity=25.0, damaged=5.0, picture="https://p/1.jpg")
    for selection in (("Non-conformances", "C4"), ("Buybook cases", "A4:L4")):
        book = Excel(selection=selection).open(path)
        click(book, "claim")
        assert cells(book)[FORM]["B5"] == "NC-2026-001"
    items = openpyxl.load_workbook(path)
    items.create_sheet("Items").append(
        ["Item no.", "Description", "Stock on hand", "Reorder point", "Inspection"]
    )
    items["Items"].append(["A-2", "Item 2", 5, 10, "AQL 1.0"])
    items.save(path)
    call("receive", path, po="PO-2026-0101", line="2", quantity=40.0)
    book = Excel(selection=("Orders", "A5")).open(path)
    click(book, "inspect")
    assert cells(book)[FORM]["B5"] == "IL-2026-001"
