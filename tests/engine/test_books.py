"""Books, sheets and names; saving."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from buybook.engine import NAME, new_book, open_book, register
from buybook.xlsx.errors import WorkbookError


def test_registering_twice_is_registering_once() -> None:
    count = len(xw.engines)
    assert register() is register()
    assert len(xw.engines) <= count + 1
    assert xw.engines[NAME] is register()


def test_opening_leaves_the_active_engine_alone(path: Path) -> None:
    before = xw.engines.active
    book = open_book(path)
    assert xw.engines.active is before
    assert book.app.engine.name == "file"
    book.close()


def test_xlwings_opens_books_when_the_engine_is_active(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xw.engines, "active", register())
    with xw.App(add_book=False) as app:
        book = xw.Book(path)
        assert xw.Book("orders.xlsx") == book
        assert xw.books.active.name == "orders.xlsx"
        assert app.books.open(path) == book
        new = app.books.add()
        assert (new.name, new.sheet_names) == ("Book1", ["Sheet1"])
        new.close()
        assert app.books.count == 1
        assert app.books.active == book


def test_books_of_two_folders_with_one_name(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / path.name
    other.parent.mkdir()
    other.write_bytes(path.read_bytes())
    one, two = open_book(path), open_book(other)
    one.sheets[0]["J1"].value = 1
    assert two.sheets[0]["J1"].value is None
    assert one != two


def test_a_new_book_is_saved_and_opened(tmp_path: Path) -> None:
    book = new_book()
    book.sheets[0]["A1"].value = [["a", "b"], [1, 2]]
    book.save(tmp_path / "new.xlsx")
    assert book.fullname == str(tmp_path / "new.xlsx")
    assert open_book(tmp_path / "new.xlsx").sheets[0]["A1:B2"].value == [["a", "b"], [1.0, 2.0]]


def test_sheets_are_found_added_renamed_and_deleted(book: xw.Book, reopened: Callable[[], xw.Book]) -> None:
    assert book.sheet_names == ["Orders", "Supplier list"]
    assert book.sheets["orders"].index == 1
    book.sheets.add("Today", after="Orders")
    book.sheets["Supplier list"].name = "Suppliers 2026"
    book.sheets.add(after="Suppliers 2026")
    assert book.sheet_names == ["Orders", "Today", "Suppliers 2026", "Sheet1"]
    assert book.sheets.active.name == "Sheet1"  # as in Excel
    book.sheets["Sheet1"].delete()
    book.sheets["Today"]["A1"].value = "x"
    read = reopened()
    assert read.sheets.active.name == "Orders"  # unless a sheet is activated, the file opens as before
    assert read.sheet_names == ["Orders", "Today", "Suppliers 2026"]
    assert read.sheets["Today"]["A1"].value == "x"
    assert read.names["Suppliers"].refers_to == "='Suppliers 2026'!$A$2:$A$3"
    with pytest.raises(KeyError):
        read.sheets["Sheet1"]
    with pytest.raises(ValueError, match="already present"):
        read.sheets.add("today")


def test_hidden_sheets_and_gridlines(book: xw.Book, reopened: Callable[[], xw.Book]) -> None:
    book.sheets[1].visible = False
    book.sheets[0].show_gridlines = False
    read = reopened()
    assert [sheet.visible for sheet in read.sheets] == [True, False]
    assert read.sheets[0].show_gridlines is False
    assert read.sheets[1].show_gridlines is True


def test_frozen_panes_and_print_area(book: xw.Book, reopened: Callable[[], xw.Book]) -> None:
    book.sheets[0].freeze_panes.freeze_at("1:3")
    book.sheets[1].freeze_panes.freeze_at("A1")
    book.sheets[0].page_setup.print_area = "A1:G6"
    read = reopened()
    assert read.sheets[0].api.frozen == (3, 0)
    assert read.sheets[1].api.frozen == (1, 1)
    read.sheets[1].freeze_panes.freeze_at("A:B")
    assert read.sheets[1].api.frozen == (0, 2)
    assert read.sheets[0].page_setup.print_area == "$A$1:$G$6"
    assert read.sheets[1].page_setup.print_area is None
    read.sheets[0].freeze_panes.unfreeze()
    assert read.sheets[0].api.frozen == (0, 0)


def test_names(book: xw.Book, reopened: Callable[[], xw.Book]) -> None:
    orders = book.sheets["Orders"]
    orders["A4:A6"].name = "Numbers"
    orders["C4"].name = "Orders!First"
    book.names.add("Rate", "=1.25")
    read = reopened()
    assert [name.name for name in read.names] == ["Numbers", "Orders!First", "Rate", "Suppliers"]
    assert read.names["numbers"].refers_to_range == read.sheets["Orders"]["A4:A6"]
    assert read.names["Rate"].refers_to == "=1.25"
    assert [name.name for name in read.sheets["Orders"].names] == ["Orders!First"]
    assert read.sheets["Orders"]["A4:A6"].name.name == "Numbers"
    assert read.sheets["Orders"]["A4:A5"].name is None
    with pytest.raises(ValueError, match="Rate"):
        _ = read.names["Rate"].refers_to_range
    read.sheets["Orders"].names.add("Rate", "=2")
    assert read.names["Rate"].refers_to == "=1.25"
    assert read.names["Orders!Rate"].refers_to == "=2"
    assert read.sheets["Orders"].names["Rate"].refers_to == "=2"
    read.names["Orders!Rate"].delete()
    read.names["Rate"].refers_to = "=1.3"
    assert read.names["Rate"].refers_to == "=1.3"
    del read.names["Rate"]
    assert "Rate" not in read.names


@pytest.mark.parametrize(
    "refers_to", ["=Orders!$A$1,Orders!$C$1", "=[1]Orders!$A$1", "=SUM(Orders!$A$1)", "=#REF!"]
)
def test_a_name_that_is_no_single_range_says_so(book: xw.Book, refers_to: str) -> None:
    book.names.add("Odd", refers_to)
    assert book.names["Odd"].refers_to == refers_to
    with pytest.raises(ValueError, match="no range"):
        _ = book.names["Odd"].refers_to_range
    with pytest.raises(ValueError, match="no address"):
        book.sheets["Orders"].range("Odd")


def test_saving_an_unchanged_book_writes_nothing(path: Path, book: xw.Book) -> None:
    before = path.read_bytes()
    assert book.impl.save_file() is False
    book.sheets[0]["A4"].value = book.sheets[0]["A4"].value
    book.sheets[0]["D4"].number_format = "0.00"
    book.save()
    assert path.read_bytes() == before


def test_saving_keeps_the_parts_that_did_not_change(path: Path, book: xw.Book) -> None:
    with zipfile.ZipFile(path) as file:
        before = {name: file.read(name) for name in file.namelist()}
    book.sheets["Orders"]["J1"].value = "new"
    book.save()
    with zipfile.ZipFile(path) as file:
        changed = {name for name in before if file.read(name) != before[name]}
        assert "xl/uncomputed.xml" in file.namelist()
    # The part that notes what Excel has to compute is new, and has to be listed.
    assert changed == {"xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"}


def test_saving_keeps_backups(path: Path, book: xw.Book, tmp_path: Path) -> None:
    before = path.read_bytes()
    book.sheets[0]["J1"].value = 1
    assert book.impl.save_file(backup=tmp_path / "backups", keep=2) is True
    (kept,) = (tmp_path / "backups").iterdir()
    assert kept.read_bytes() == before


def test_a_book_that_changed_meanwhile_is_not_overwritten(path: Path, book: xw.Book) -> None:
    book.sheets[0]["J1"].value = 1
    path.write_bytes(path.read_bytes() + b"\0")
    theirs = path.read_bytes()
    with pytest.raises(WorkbookError) as refused:
        book.save()
    assert refused.value.code == "changed_meanwhile"
    assert path.read_bytes() == theirs


def test_a_book_that_is_open_in_excel_is_not_overwritten(path: Path, book: xw.Book) -> None:
    before = path.read_bytes()
    path.with_name("~$orders.xlsx").write_bytes(b"\x05Buyer".ljust(165, b" "))
    book.sheets[0]["J1"].value = 1
    with pytest.raises(WorkbookError) as refused:
        book.save()
    assert refused.value.code == "locked"
    assert path.read_bytes() == before


def test_a_book_opened_for_reading_is_saved_elsewhere_only(path: Path, tmp_path: Path) -> None:
    book = open_book(path, read_only=True)
    book.sheets[0]["J1"].value = 1
    with pytest.raises(WorkbookError) as refused:
        book.save()
    assert refused.value.code == "read_only"
    book.save(tmp_path / "copy.xlsx")
    assert open_book(tmp_path / "copy.xlsx").sheets[0]["J1"].value == 1.0


@pytest.mark.parametrize("suffix", [".xlsm", ".xltx", ".xltm", ".xlsx"])
def test_a_workbook_becomes_another_kind_of_workbook(book: xw.Book, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"other{suffix}"
    book.save(target)
    with zipfile.ZipFile(target) as file:
        types = file.read("[Content_Types].xml").decode()
    wanted = {".xlsm": "sheet.macroEnabled", ".xltx": ".template.main", ".xltm": "template.macroEnabled"}
    assert wanted.get(suffix, "spreadsheetml.sheet.main") in types
    assert open_book(target).sheets["Orders"]["A4"].value == "4501"
    assert openpyxl.load_workbook(target)["Orders"]["A4"].value == "4501"


def test_a_workbook_with_macros_stays_one(macro_path: Path, tmp_path: Path) -> None:
    book = open_book(macro_path)
    with pytest.raises(WorkbookError, match="macros"):
        book.save(tmp_path / "orders.xlsx")
    assert not (tmp_path / "orders_2.xlsx").exists()
    book.save(tmp_path / "copy.xlsm")
    with zipfile.ZipFile(tmp_path / "copy.xlsm") as file:
        assert "sheet.macroEnabled" in file.read("[Content_Types].xml").decode()


@pytest.mark.parametrize("name", ["orders.xls", "orders.xlsb", "orders.csv", "orders", "orders.pdf"])
def test_other_formats_are_left_to_excel(book: xw.Book, tmp_path: Path, name: str) -> None:
    with pytest.raises(NotImplementedError, match="Saving as"):
        book.save(tmp_path / name)
    assert not (tmp_path / name).exists()


def test_a_password_is_refused(book: xw.Book) -> None:
    with pytest.raises(NotImplementedError, match="password"):
        book.save(password="x")


def test_a_save_that_fails_leaves_the_kind_of_file_as_it_was(
    book: xw.Book, path: Path, tmp_path: Path
) -> None:
    with pytest.raises(WorkbookError):
        book.save(tmp_path / "no such folder" / "other.xlsm")
    book.sheets[0]["J1"].value = 1
    book.save()
    with zipfile.ZipFile(path) as file:
        assert b"macroEnabled" not in file.read("[Content_Types].xml")


def test_sheets_are_copied_and_moved(book: xw.Book, reopened: Callable[[], xw.Book]) -> None:
    copied = book.sheets["Orders"].copy(name="Orders old")
    assert book.sheet_names == ["Orders", "Supplier list", "Orders old"]
    assert book.sheets.active == copied
    copied["A4"].value = "changed"
    book.sheets["Orders old"].move(before=book.sheets["Orders"])
    book.sheets["Orders"].move(after=book.sheets["Supplier list"])
    read = reopened()
    assert read.sheet_names == ["Orders old", "Supplier list", "Orders"]
    assert read.sheets.active.name == "Orders"
    assert read.sheets["Orders"]["A4"].value == "4501"
    assert read.sheets["Orders old"]["A4"].value == "changed"
    assert read.sheets["Orders old"].tables[0].range.address == "$A$3:$G$6"
    assert read.sheets["Orders old"].tables[0].name != read.sheets["Orders"].tables[0].name


def test_a_sheets_own_names_move_with_it(book: xw.Book, reopened: Callable[[], xw.Book]) -> None:
    book.sheets["Supplier list"].names.add("Local", "='Supplier list'!$A$1")
    book.sheets["Supplier list"].move(before=book.sheets["Orders"])
    read = reopened()
    assert [name.name for name in read.sheets["Supplier list"].names] == ["'Supplier list'!Local"]
    assert len(read.sheets["Orders"].names) == 0


def test_a_sheet_is_not_copied_to_another_workbook(book: xw.Book) -> None:
    with pytest.raises(NotImplementedError, match="another workbook"):
        book.sheets["Orders"].copy(after=new_book().sheets[0])


def test_no_workbook_is_opened_where_there_is_none(tmp_path: Path) -> None:
    text = tmp_path / "text.xlsx"
    text.write_text("not a workbook")
    with pytest.raises(WorkbookError) as refused:
        open_book(text)
    assert refused.value.code == "not_a_workbook"


def test_macros_keep_their_bytes(macro_path: Path) -> None:
    book = open_book(macro_path)
    book.sheets["Orders"]["J1"].value = "new"
    book.save()
    with zipfile.ZipFile(macro_path) as file:
        assert file.read("xl/vbaProject.bin") == bytes(range(256)) * 8
    assert open_book(macro_path).sheets["Orders"]["J1"].value == "new"


def test_a_preview_is_a_file_in_memory(book: xw.Book, path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    book.sheets[0]["J1"].value = "new"
    preview = tmp_path / "preview.xlsx"
    preview.write_bytes(book.impl.to_bytes())
    assert open_book(preview).sheets[0]["J1"].value == "new"
    assert path.read_bytes() == before
