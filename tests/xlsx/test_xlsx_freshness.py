"""What was computed before cells were changed is not given out as if it were true."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from buybook.engine import open_book
from buybook.xlsx import uncomputed
from buybook.xlsx.package import Package
from buybook.xlsx.sheet import Sheet
from buybook.xlsx.workbook import Workbook


def computed(path: Path) -> Workbook:
    """A workbook whose formulas show values: B = twice A, C1 their sum, Other!A1 the sum, D1 a constant."""
    book = Workbook.create()
    sheet = book.sheets[0]
    sheet.name = "Data"
    other = book.add_sheet("Other")
    sheet.set_values(1, 1, [[1], [2], [3]])
    for row in (1, 2, 3):
        sheet.set_formula(row, 2, f"=A{row}*2", cached=row * 2)
    sheet.set_formula(1, 3, "=SUM(B1:B3)", cached=12)
    sheet.set_formula(2, 3, "=D1", cached=7)
    sheet.set_value(1, 4, 7)
    other.set_formula(1, 1, "=Data!C1", cached=12)
    return as_excel_saves(book, path)


def as_excel_saves(book: Workbook, path: Path) -> Workbook:
    """The workbook as it is once Excel has computed and saved it: the note and the flag are gone."""
    path.write_bytes(without_note(book))
    return Workbook.open(path)


def without_note(book: Workbook) -> bytes:
    book.flush()
    book.package.remove(uncomputed.PART)
    for found in book.package.relationships(book.part):
        if found.type == uncomputed.RELATIONSHIP:
            book.package.remove_relationship(book.part, found.id)
    book.xml = book.xml.replace(b' fullCalcOnLoad="1"', b"")
    return book.package.to_bytes()


def test_results_that_depend_on_a_change_are_no_longer_given(tmp_path: Path) -> None:
    book = computed(tmp_path / "book.xlsx")
    data, other = book.sheet("Data"), book.sheet("Other")
    assert other.value(1, 1) == 12
    data.set_value(2, 1, 20)
    assert data.values(1, 1, 3, 3) == [[1, 2, None], [20, None, 7], [3, 6, None]]
    assert other.value(1, 1) is None
    book.flush()
    assert other.value(1, 1) is None


def test_a_format_changes_no_result(tmp_path: Path) -> None:
    book = computed(tmp_path / "book.xlsx")
    data = book.sheet("Data")
    data.restyle(1, 1, 3, 1, lambda xf: book.styles.variant(xf, bold=True))
    assert data.value(1, 3) == 12


def test_the_file_keeps_what_was_computed_and_says_that_it_is_due(tmp_path: Path) -> None:
    book = computed(tmp_path / "book.xlsx")
    assert Workbook.create().calculation_due is False
    book.sheet("Data").set_value(2, 1, 20)
    book.save()
    assert book.calculation_due is True
    kept = openpyxl.load_workbook(tmp_path / "book.xlsx", data_only=True)
    assert kept["Other"]["A1"].value == 12
    assert kept.calculation.fullCalcOnLoad is True


def test_who_opens_the_file_is_not_given_old_results_either(tmp_path: Path) -> None:
    book = computed(tmp_path / "book.xlsx")
    book.sheet("Data").set_value(2, 1, 20)
    book.save()
    again = Workbook.open(tmp_path / "book.xlsx")
    assert again.sheet("Data").values(1, 1, 3, 3) == [[1, 2, None], [20, None, 7], [3, 6, None]]
    assert again.sheet("Other").value(1, 1) is None
    again.sheet("Data").set_value(3, 1, 30)
    again.save()
    assert Workbook.open(tmp_path / "book.xlsx").sheet("Data").value(3, 2) is None


def test_what_excel_has_saved_is_true_again(tmp_path: Path) -> None:
    book = computed(tmp_path / "book.xlsx")
    book.sheet("Data").set_value(2, 1, 20)
    assert as_excel_saves(book, tmp_path / "book.xlsx").sheet("Data").value(2, 2) == 4


def test_the_flag_alone_makes_nothing_old(tmp_path: Path) -> None:
    """Other programs set it in every workbook, and give right results with it."""
    book = computed(tmp_path / "book.xlsx")
    book.force_recalculation()
    book.save()
    assert Workbook.open(tmp_path / "book.xlsx").sheet("Data").value(2, 2) == 4


def test_nothing_is_noted_where_no_formula_is(tmp_path: Path) -> None:
    book = Workbook.create()
    book.sheets[0].set_value(1, 1, 3)
    book.flush()
    assert not any("uncomputed" in part for part in book.package.part_names)


def test_rows_that_come_and_go_make_what_counts_them_old(tmp_path: Path) -> None:
    data = computed(tmp_path / "book.xlsx").sheet("Data")
    data.insert_rows(3, 1)
    assert (data.value(1, 2), data.value(2, 2), data.value(4, 2), data.value(1, 3)) == (2, 4, 6, None)
    data = computed(tmp_path / "other.xlsx").sheet("Data")
    data.delete_rows(3, 1)
    assert (data.value(1, 2), data.value(1, 3)) == (2, None)


def test_names_and_sheets_that_change_are_followed(tmp_path: Path) -> None:
    book = computed(tmp_path / "book.xlsx")
    data = book.sheet("Data")
    book.set_name("Rate", "Data!$D$1")
    data.set_formula(5, 1, "=Rate*2", cached=14)
    data.set_formula(6, 1, "=SUM(Other!A1)", cached=12)
    book = as_excel_saves(book, tmp_path / "named.xlsx")
    data = book.sheet("Data")
    assert (data.value(5, 1), data.value(6, 1)) == (14, 12)
    book.delete_name("Rate")
    assert (data.value(5, 1), data.value(6, 1)) == (None, 12)
    book.delete_sheet(book.sheet("Other"))
    assert data.value(6, 1) is None
    assert data.value(1, 3) == 12


def test_a_formula_that_replaces_another_is_followed(tmp_path: Path) -> None:
    data = computed(tmp_path / "book.xlsx").sheet("Data")
    data.set_value(1, 1, 9)
    data.set_formula(2, 3, "=B1", cached=18)
    assert data.value(2, 3) is None
    data.set_value(2, 3, 18)
    assert data.value(2, 3) == 18


def test_xlwings_reads_nothing_where_only_excel_could_compute(tmp_path: Path) -> None:
    computed(tmp_path / "book.xlsx")
    book = open_book(tmp_path / "book.xlsx")
    book.sheets["Data"]["A3"].value = 30
    assert book.sheets["Other"]["A1"].value is None
    assert book.sheets["Data"]["B1:B3"].value == [2, 4, None]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=4))
def test_asking_in_between_changes_no_answer(rows: list[int]) -> None:
    """The dependents are looked at piece by piece; the answer is that of all changes at once."""
    asked, silent = _sheet(), _sheet()
    for row in rows:
        asked.set_value(row, 1, 100 + row)
        silent.set_value(row, 1, 100 + row)
        asked.values(1, 1, 3, 3)
    assert asked.values(1, 1, 3, 3) == silent.values(1, 1, 3, 3)
    assert {row for row in (1, 2, 3) if asked.value(row, 2) is None} == set(rows)


def _sheet() -> Sheet:
    book = Workbook.create()
    sheet = book.sheets[0]
    sheet.set_values(1, 1, [[1], [2], [3]])
    for row in (1, 2, 3):
        sheet.set_formula(row, 2, f"=A{row}*2", cached=row * 2)
    sheet.set_formula(1, 3, "=SUM(B1:B3)", cached=12)
    return Workbook(Package.from_bytes(without_note(book))).sheets[0]
