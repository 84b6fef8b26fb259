"""Conditional formats, data validation, links and notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.datavalidation import DataValidation

from buybook.engine import open_book


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
    orders["G4"].conditional_formats.clear()
    assert [rule.formula for rule in orders["G5"].conditional_formats] == ['=$G5="open"']
    orders["G6"].conditional_formats.clear()
    assert [len(orders[cell].conditional_formats) for cell in ("G4", "G5", "G6")] == [0, 1, 0]
    orders["A1:H9"].conditional_formats.clear()
    assert len(orders["G5"].conditional_formats) == 0


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


@pytest.mark.parametrize(
    ("rule", "kind", "operator", "formula1", "formula2"),
    [
        (lambda v: v.set_whole_number("between", 1, 10), "whole_number", "between", "=1", "=10"),
        (lambda v: v.set_decimal("not_between", 0.5, 2), "decimal", "not_between", "=0.5", "=2"),
        (
            lambda v: v.set_date("greater_than", dt.date(2026, 3, 1)),
            "date",
            "greater_than",
            "=DATE(2026,3,1)",
            None,
        ),
        (lambda v: v.set_time("less_than", dt.time(12)), "time", "less_than", "=TIME(12,0,0)", None),
        (lambda v: v.set_text_length("equal_to", 4), "text_length", "equal_to", "=4", None),
    ],
)
def test_every_kind_of_validation(
    book: xw.Book,
    reopened: Callable[[], xw.Book],
    rule: Callable[[xw.main.DataValidation], None],
    kind: str,
    operator: str,
    formula1: str,
    formula2: str | None,
) -> None:
    rule(book.sheets["Orders"]["J4:J9"].data_validation)
    read = reopened().sheets["Orders"]["J5"].data_validation
    assert (read.type, read.operator, read.formula1, read.formula2) == (kind, operator, formula1, formula2)
    assert (read.ignore_blank, read.show_error, read.alert_style) == (True, True, "stop")
    assert (read.error_title, read.error_message, read.input_title, read.input_message) == ("", "", "", "")


def test_a_validation_by_a_formula_and_a_list_without_its_arrow(orders: xw.Sheet) -> None:
    orders["J4"].data_validation.set_custom("=J4>SUM(C4:C6)")
    assert orders["J4"].data_validation.type == "custom"
    assert orders["J4"].data_validation.formula == "=J4>SUM(C4:C6)"
    orders["J4"].data_validation.set_list(["a", "b"], in_cell_dropdown=False)
    assert orders["J4"].data_validation.in_cell_dropdown is False
    assert orders["J4"].data_validation.source == "a,b"


def test_messages_of_a_validation_are_read(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    rule = DataValidation(type="whole", operator="equal", formula1="1", errorStyle="warning")
    rule.error, rule.errorTitle, rule.showErrorMessage = "Only 1 & 2", "No", True
    rule.prompt, rule.promptTitle, rule.showInputMessage = "Type", "Here", True
    rule.add("J4:J9")
    book["Orders"].add_data_validation(rule)
    book.save(path)
    read = open_book(path).sheets["Orders"]["J4"].data_validation
    assert (read.error_title, read.error_message, read.alert_style) == ("No", "Only 1 & 2", "warning")
    assert (read.input_title, read.input_message, read.show_input) == ("Here", "Type", True)


def test_a_validation_is_taken_from_a_part_of_its_cells(orders: xw.Sheet) -> None:
    orders["G5"].data_validation.delete()
    assert [orders[f"G{row}"].data_validation.type for row in (4, 5, 6)] == ["list", "none", "list"]


def test_scales_bars_and_icons(book: xw.Book, reopened: Callable[[], xw.Book], tmp_path: Path) -> None:
    cells = book.sheets["Orders"]["C4:C6"].conditional_formats
    cells.add_color_scale(["#ff0000", "#ffff00", "#00ff00"])
    cells.add_color_scale(["#ffffff", "#0000ff"], thresholds=[10, 90], threshold_type="percent")
    cells.add_data_bar("#638ec6", minimum=0, maximum=1000, show_value=False)
    cells.add_data_bar("#638ec6")
    cells.add_icon_set("3_arrows", reverse_order=True)
    cells.add_icon_set("4_rating", thresholds=[1, 2, 3], threshold_type="number", show_value=False)
    read = reopened().sheets["Orders"]["C4:C6"].conditional_formats
    assert [rule.type for rule in read] == ["color_scale"] * 2 + ["data_bar"] * 2 + ["icon_set"] * 2
    assert read[0].colors == ((255, 0, 0), (255, 255, 0), (0, 255, 0))
    assert read[0].threshold_types == ("lowest_value", "percentile", "highest_value")
    assert read[1].thresholds == (10.0, 90.0)
    assert (read[2].bar_color, read[2].thresholds, read[2].show_value) == (
        (99, 142, 198),
        (0.0, 1000.0),
        False,
    )
    assert read[3].threshold_types == ("lowest_value", "highest_value")
    assert (read[4].icon_set, read[4].reverse_order, read[4].thresholds) == ("3_arrows", True, (33.0, 67.0))
    assert (read[5].threshold_types, read[5].show_value) == (("number",) * 3, False)
    theirs = openpyxl.load_workbook(tmp_path / "saved.xlsx")["Orders"].conditional_formatting
    kinds = [rule.type for block in theirs for rule in block.rules if str(block.sqref) == "C4:C6"]
    assert kinds == ["colorScale", "colorScale", "dataBar", "dataBar", "iconSet", "iconSet"]
    read[0].delete()
    assert len(reopened().sheets["Orders"]["C4:C6"].conditional_formats) == 6
    assert len(read) == 5


def test_what_excel_2007_did_not_know_is_refused(orders: xw.Sheet) -> None:
    with pytest.raises(NotImplementedError, match="gradient"):
        orders["C4:C6"].conditional_formats.add_data_bar("#ff0000", gradient=False)
    with pytest.raises(NotImplementedError, match="3_stars"):
        orders["C4:C6"].conditional_formats.add_icon_set("3_stars")


def test_a_rule_is_changed_and_keeps_its_rank(orders: xw.Sheet) -> None:
    cells = orders["J4:J6"].conditional_formats
    cells.add_cell_value("greater_than", 5, fill_color="#ff0000")
    cells.add_cell_value("less_than", 1, font_bold=True)
    cells[0].set(operator="between", formula1=5, formula2=9, font_color="#0000ff")
    assert [rule.operator for rule in cells] == ["between", "less_than"]
    assert (cells[0].formula1, cells[0].formula2) == ("=5", "=9")
    assert (cells[0].fill_color, cells[0].font_color) == ((255, 0, 0), (0, 0, 255))
