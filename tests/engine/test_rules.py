"""Conditional formats, data validation, links and notes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import xlwings as xw

from buybook.xlsx.errors import WorkbookError


def test_rules_of_the_file_are_listed(orders: xw.Sheet) -> None:
    (rule,) = orders["G5"].conditional_formats
    assert (rule.type, rule.formula, rule.fill_color) == ("custom", '=$G4="open"', (255, 199, 206))
    assert rule.font_bold is None
    assert len(orders["A4"].conditional_formats) == 0


def test_rules_are_added_and_read_back(orders: xw.Sheet, reopened: Callable[[], xw.Book]) -> None:
    rules = orders["C4:C6"].conditional_formats
    added = rules.add_custom("=$C4>100", fill_color="#ffeb9c", font_color=(156, 0, 6), font_bold=True)
    assert added.formula == "=$C4>100"
    rules.add_cell_value("between", 1, 50, fill_color="#c6efce", stop_if_true=True)
    found = {rule.type: rule for rule in reopened().sheets["Orders"]["C5"].conditional_formats}
    custom, compared = found["custom"], found["cell_value"]
    assert (custom.formula, custom.fill_color, custom.font_color) == (
        "=$C4>100",
        (255, 235, 156),
        (156, 0, 6),
    )
    assert (custom.font_bold, custom.stop_if_true) == (True, False)
    assert (compared.operator, compared.formula1, compared.formula2) == ("between", "=1", "=50")
    assert compared.stop_if_true is True


def test_a_rule_is_deleted_and_others_stay(orders: xw.Sheet, reopened: Callable[[], xw.Book]) -> None:
    orders["G4:G6"].conditional_formats.add_custom("=$G4=1", fill_color="#000000")
    for rule in list(orders["G4:G6"].conditional_formats):
        if rule.formula == "=$G4=1":
            rule.delete()
    assert [rule.formula for rule in reopened().sheets["Orders"]["G4"].conditional_formats] == ['=$G4="open"']


def test_clearing_rules(orders: xw.Sheet) -> None:
    with pytest.raises(WorkbookError, match="first of its cells"):
        orders["G4"].conditional_formats.clear()
    assert len(orders["G4"].conditional_formats) == 1
    orders["G6"].conditional_formats.clear()
    assert [len(orders[cell].conditional_formats) for cell in ("G4", "G5", "G6")] == [1, 1, 0]
    orders["A1:H9"].conditional_formats.clear()
    assert len(orders["G4"].conditional_formats) == 0


def test_a_list_of_choices_is_read(orders: xw.Sheet) -> None:
    choices = orders["G4:G6"].data_validation
    assert (choices.type, choices.source, choices.ignore_blank) == ("list", "open,closed,cancelled", True)
    assert orders["A4"].data_validation.type == "none"
    assert orders["F4:G4"].data_validation.type == "mixed_criteria"


def test_lists_of_choices_are_set(book: xw.Book, reopened: Callable[[], xw.Book]) -> None:
    sheet = book.sheets["Orders"]
    sheet["G4:G6"].data_validation.set_list(["yes", "no"])
    sheet["H4:H6"].data_validation.set_list(book.sheets["Supplier list"]["A2:A3"])
    sheet["I4"].data_validation.set_list(book.names["Suppliers"])
    read = reopened().sheets["Orders"]
    assert read["G5"].data_validation.source == "yes,no"
    assert read["H5"].data_validation.source == "='Supplier list'!$A$2:$A$3"
    assert read["I4"].data_validation.source == "=Suppliers"
    read["G4:G6"].data_validation.delete()
    assert read["G5"].data_validation.type == "none"


def test_links(orders: xw.Sheet, reopened: Callable[[], xw.Book]) -> None:
    assert orders["A4"].hyperlink == "https://example.com/4501"
    orders["J1"].add_hyperlink("https://example.com/?a=1&b=2", "see", "tip")
    orders["J2"].add_hyperlink("#'Supplier list'!A2", "supplier")
    sheet = reopened().sheets["Orders"]
    assert sheet["J1:J2"].value == ["see", "supplier"]
    assert sheet["J1"].hyperlink == "https://example.com/?a=1&b=2"
    assert sheet["J2"].hyperlink == "#'Supplier list'!A2"
    assert sheet.api.hyperlink(1, 10).url == "https://example.com/?a=1&b=2"
    assert sheet.api.hyperlink(2, 10).location == "'Supplier list'!A2"
    assert sheet.api.hyperlink(2, 10).url is None
    assert sheet["J1"].font.color == (5, 99, 193)
    with pytest.raises(ValueError, match="hyperlink"):
        _ = sheet["J3"].hyperlink


def test_notes_are_read(orders: xw.Sheet) -> None:
    note = orders["B4"].note
    assert note is not None
    assert (note.text, note.author) == ("Ask for a better price", "Buyer")
    assert orders["B5"].note is None
    assert [note.location.address for note in orders.notes] == ["$B$4"]
    with pytest.raises(NotImplementedError, match="note"):
        note.text = "other"
