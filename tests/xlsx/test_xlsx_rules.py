"""Conditional formats and validations: every kind added, those of the extension list deleted, areas cleared."""

import io

import openpyxl
import packages
import pytest

from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.records import Message

X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
XM = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
BAR = (
    '<conditionalFormatting sqref="B2:B9"><cfRule type="dataBar" priority="1"><dataBar><cfvo type="min"/>'
    '<cfvo type="formula" val="B2*2"/><color rgb="FF638EC6"/></dataBar><extLst><ext '
    f'{X14} uri="{{B025F937-C7B1-47D3-B67F-A62EFF666E3E}}"><x14:id>{{BAR}}</x14:id></ext></extLst></cfRule>'
    "</conditionalFormatting>"
)
VALIDATION = (
    '<dataValidations count="1"><dataValidation type="custom" sqref="D2:D9 F2"><formula1>D2&gt;$A2</formula1>'
    "</dataValidation></dataValidations>"
)
EXTENSIONS = (
    f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" {X14}><x14:conditionalFormattings>'
    f'<x14:conditionalFormatting {XM}><x14:cfRule type="dataBar" id="{{BAR}}"><x14:dataBar/></x14:cfRule>'
    f"<xm:sqref>B2:B9</xm:sqref></x14:conditionalFormatting><x14:conditionalFormatting {XM}><x14:cfRule "
    'type="expression" priority="2" id="{R}"><xm:f>Lists!$A2&gt;C2</xm:f></x14:cfRule><xm:sqref>C2:C9</xm:sqref>'
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext>"
    f'<ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" {X14}><x14:dataValidations {XM} count="1">'
    '<x14:dataValidation type="list" showDropDown="1"><x14:formula1><xm:f>Lists!$A$1:A2</xm:f></x14:formula1>'
    "<xm:sqref>E2:E9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)


@pytest.fixture
def book():
    return packages.workbook(packages.worksheet(after=BAR + VALIDATION + EXTENSIONS), packages.worksheet())


def test_a_rule_takes_its_completion_in_the_extension_list_with_it(book):
    sheet = book.sheets[0]
    sheet.delete_conditional_format(sheet.conditional_formats[0])
    xml = packages.part(book)
    assert "BAR" not in xml and "{R}" in xml and "<conditionalFormatting" not in xml


def test_rules_of_the_extension_list_are_deleted_and_empty_lists_go(book):
    sheet = book.sheets[0]
    sheet.delete_conditional_format(sheet.conditional_formats[1])
    assert "{R}" not in packages.part(book) and "BAR" in packages.part(book)
    sheet.delete_conditional_format(sheet.conditional_formats[0])
    assert "78C0D931" not in packages.part(book)
    sheet.delete_validation(sheet.validation(3, 5))
    assert "extLst" not in packages.part(book)
    packages.assert_in_order(book)


def test_rules_that_lose_their_first_cells_count_from_the_next_one(book):
    sheet = book.sheets[0]
    sheet.clear_conditional_formats((1, 1, 3, 3))
    bar, extended = sheet.conditional_formats
    assert (bar.areas, extended.areas) == (((4, 2, 9, 2),), ((4, 3, 9, 3),))
    assert extended.formulas == ("Lists!$A4>C4",)
    assert 'val="B4*2"' in packages.part(book)
    sheet.clear_validations((1, 1, 3, 9))
    assert [(found.areas, found.formulas) for found in sheet.validations] == [
        (((4, 4, 9, 4),), ("D4>$A4",)),
        (((4, 5, 9, 5),), ("Lists!$A$1:A4",)),
    ]


def test_clearing_everything_leaves_nothing(book):
    sheet = book.sheets[0]
    sheet.clear_conditional_formats((1, 1, 99, 9))
    sheet.clear_validations((1, 1, 99, 9))
    assert packages.part(book).endswith("><sheetData/></worksheet>")


def test_clearing_the_middle_leaves_the_sides(book):
    sheet = book.sheets[0]
    sheet.clear_validations((4, 4, 5, 4))
    assert sheet.validations[0].areas == ((2, 4, 3, 4), (6, 4, 9, 4), (2, 6, 2, 6))
    assert sheet.validations[0].formulas == ("D2>$A2",)
    before = packages.part(book)
    sheet.clear_validations((4, 4, 5, 4))
    assert packages.part(book) == before


@pytest.mark.parametrize(
    ("kind", "operator", "formulas"),
    [
        ("whole", "between", ["1", "=B1"]),
        ("decimal", "notBetween", ["0.5", "2"]),
        ("date", "greaterThan", ["=TODAY()"]),
        ("time", "lessThanOrEqual", ["0.5"]),
        ("textLength", "equal", ["8"]),
        ("custom", None, ["=COUNTIF($A:$A,A1)<2"]),
        ("list", None, ["=Sheet1!$A$1:$A$9"]),
    ],
)
def test_every_kind_of_validation_is_added_and_read_by_others(book, kind, operator, formulas):
    sheet = book.sheets[1]
    error, prompt = Message("Wrong", 'Not "this" & that'), Message("Quantity", "Pieces")
    made = sheet.add_validation(
        [(1, 1, 9, 1), (3, 3, 3, 3)], kind, operator=operator, formulas=formulas, style="warning",
        error=error, prompt=prompt, allow_blank=False, dropdown=False,
    )  # fmt: skip
    again = packages.reopened(book).sheets[1]
    assert again.validations == [made]
    assert (made.error, made.prompt, made.style, made.dropdown) == (error, prompt, "warning", False)
    other = (
        openpyxl.load_workbook(io.BytesIO(book.to_bytes())).worksheets[1].data_validations.dataValidation[0]
    )
    assert (other.type, other.operator or "between") == (kind, operator or "between")
    assert [f for f in (other.formula1, other.formula2) if f] == [f.removeprefix("=") for f in formulas]
    assert (other.errorTitle, other.error, other.promptTitle, other.errorStyle) == (
        "Wrong", 'Not "this" & that', "Quantity", "warning",
    )  # fmt: skip
    assert (other.allow_blank, other.showDropDown, str(other.sqref)) == (False, True, "A1:A9 C3")
    again.delete_validation(made)
    assert again.validations == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "whole", "formulas": ["1"]},
        {"kind": "whole", "operator": "equal", "formulas": ["1", "2"]},
        {"kind": "whole", "operator": "about", "formulas": ["1"]},
        {"kind": "custom", "formulas": []},
        {"kind": "custom", "formulas": [""]},
        {"kind": "any", "formulas": ["1"]},
        {"kind": "list", "formulas": ["A1"], "style": "shout"},
        {"kind": "list", "formulas": ["A1"], "error": Message("x" * 33)},
        {"kind": "list", "formulas": ["A1"], "prompt": Message(None, "x" * 256)},
    ],
)
def test_wrong_validations_are_refused(book, wrong):
    before = packages.part(book, "xl/worksheets/sheet2.xml")
    with pytest.raises(WorkbookError) as refusal:
        book.sheets[1].add_validation([(1, 1, 1, 1)], **wrong)
    assert refusal.value.code == "wrong_argument"
    assert packages.part(book, "xl/worksheets/sheet2.xml") == before


def test_a_cell_has_one_validation(book):
    with pytest.raises(WorkbookError, match="E2:E9 has a validation already"):
        book.sheets[0].add_validation([(9, 5, 9, 5)], "custom", formulas=["1"])
