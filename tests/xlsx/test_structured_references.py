"""Tables and their columns renamed: every formula that names them follows, and nothing else."""

import packages
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.structuredrefs import (
    delete_column_in_formula,
    escape_column,
    rename_column_in_formula,
    rename_table_in_formula,
)

UNTOUCHED = [
    "[1]!Orders[Qty]",
    "Book.xlsx!Orders[Qty]",
    "XOrders[Qty]",
    "Orders!A1",
    "'Orders'!A1",
    "Orders.x+_Orders",
    "Orders(1)",
    '"Orders[Qty]"&"it""s Orders"',
    "_xlpm.Orders+1",
]


@pytest.mark.parametrize("formula", UNTOUCHED)
def test_what_only_looks_like_the_table_stays(formula):
    assert rename_table_in_formula(formula, "Orders", "PO") == formula
    assert rename_column_in_formula(formula, "Orders", "Qty", "N") == formula


@pytest.mark.parametrize(
    ("formula", "table_renamed", "column_renamed", "column_deleted"),
    [
        ("SUM(Orders[Qty])", "SUM(PO[Qty])", "SUM(Orders[N])", "SUM(#REF!)"),
        ("ROWS(orders)+ROWS(Orders[])", "ROWS(PO)+ROWS(PO[])", None, None),
        ("Orders[[#This Row],[Qty]]*2", "PO[[#This Row],[Qty]]*2", "Orders[[#This Row],[N]]*2", "#REF!*2"),
        ("Orders[[#Totals], [Qty]]", "PO[[#Totals], [Qty]]", "Orders[[#Totals], [N]]", "#REF!"),
        ("Orders[[qty]:[Sum]]", "PO[[qty]:[Sum]]", "Orders[[N]:[Sum]]", "#REF!"),
        ("Orders[@Qty]/Orders[@[Qty]:[Sum]]", "PO[@Qty]/PO[@[Qty]:[Sum]]", "Orders[@N]/Orders[@[N]:[Sum]]", "#REF!/#REF!"),
        ("Orders[#Headers]", "PO[#Headers]", None, None),
        ("Orders[Q'[t']y]+Qty", "PO[Q'[t']y]+Qty", None, None),
        ("LET(_xlpm.x,Orders[Qty],_xlpm.x#)", "LET(_xlpm.x,PO[Qty],_xlpm.x#)", "LET(_xlpm.x,Orders[N],_xlpm.x#)", "LET(_xlpm.x,#REF!,_xlpm.x#)"),
        ("Sheet1:Sheet2!A1*Orders[Qty] Orders[Sum]", "Sheet1:Sheet2!A1*PO[Qty] PO[Sum]", "Sheet1:Sheet2!A1*Orders[N] Orders[Sum]", "Sheet1:Sheet2!A1*#REF! Orders[Sum]"),
    ],
)  # fmt: skip
def test_references_to_a_table_follow(formula, table_renamed, column_renamed, column_deleted):
    assert rename_table_in_formula(formula, "Orders", "PO") == table_renamed
    assert rename_column_in_formula(formula, "Orders", "Qty", "N") == (column_renamed or formula)
    assert delete_column_in_formula(formula, "ORDERS", "qTY") == (column_deleted or formula)


def test_brackets_without_a_table_belong_to_the_table_they_stand_in():
    assert rename_column_in_formula("[@Qty]*[Price]", "Orders", "Qty", "N", within=True) == "[@N]*[Price]"
    assert rename_column_in_formula("[@Qty]*[Price]", "Orders", "Qty", "N") == "[@Qty]*[Price]"


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_any_name_of_a_column_goes_there_and_back(old, new):
    formula = f'"x"&SUM(T[{escape_column(old)}],T[[#All],[{escape_column(old)}]])'
    there = rename_column_in_formula(formula, "T", old, new)
    assert there == f'"x"&SUM(T[{escape_column(new)}],T[[#All],[{escape_column(new)}]])'
    assert rename_column_in_formula(there, "T", new, old) == formula


def cell(place, formula=None, text=None):
    if text is not None:
        return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
    return f'<c r="{place}"><f>{formula}</f><v>1</v></c>'


TABLE = (
    f'<table xmlns="{packages.MAIN}" id="1" name="Orders" displayName="Orders" ref="A1:C4" totalsRowCount="1">'
    '<autoFilter ref="A1:C3"/><tableColumns count="3"><tableColumn id="1" name="Qty" totalsRowFunction="sum"/>'
    '<tableColumn id="2" name="Price"/><tableColumn id="3" name="Sum"><calculatedColumnFormula>'
    "Orders[[#This Row],[Qty]]*[Price]</calculatedColumnFormula><totalsRowFormula>SUBTOTAL(109,[Qty])</totalsRowFormula>"
    "</tableColumn></tableColumns></table>"
)
RULES = (
    '<conditionalFormatting sqref="A2"><cfRule type="expression" priority="1"><formula>SUM(Orders[Qty])&gt;1</formula>'
    '</cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" sqref="E1">'
    "<formula1>INDIRECT(\"Orders[Qty]\")</formula1></dataValidation></dataValidations>"
)  # fmt: skip


@pytest.fixture
def book():
    header = f'<row r="1">{cell("A1", text="Qty")}{cell("B1", text="Price")}{cell("C1", text="Sum")}</row>'
    body = f'<row r="2">{cell("C2", "Orders[[#This Row],[Qty]]*Orders[[#This Row],[Price]]")}</row>'
    other = f'<row r="1">{cell("A1", "SUM(Orders[Qty])")}{cell("B1", "Qty+1")}</row>'
    return packages.workbook(
        packages.worksheet(header + body, after=RULES),
        packages.worksheet(other),
        tables={"table1.xml": TABLE},
        names='<definedNames><definedName name="All">Orders[[#All],[Qty]]</definedName></definedNames>',
    )


def test_a_table_is_renamed_in_the_whole_workbook(book):
    book.table("Orders").rename("PO_2026")
    again = packages.reopened(book)
    table = again.table("po_2026")
    assert again.table("Orders") is None
    assert again.sheet("Sheet2").formula(1, 1) == "=SUM(PO_2026[Qty])"
    assert again.sheet("Sheet1").formula(2, 3) == "=PO_2026[[#This Row],[Qty]]*PO_2026[[#This Row],[Price]]"
    assert again.names[0].refers_to == "PO_2026[[#All],[Qty]]"
    assert again.sheet("Sheet1").conditional_formats[0].formulas == ("SUM(PO_2026[Qty])>1",)
    assert again.sheet("Sheet1").validations[0].formulas == ('INDIRECT("Orders[Qty]")',)
    assert table.calculated_formula(3) == "=PO_2026[[#This Row],[Qty]]*[Price]"


@pytest.mark.parametrize("how", ["rename_column", "header cell"])
def test_a_column_is_renamed_in_the_whole_workbook(book, how):
    if how == "rename_column":
        book.table("Orders").rename_column(1, "Pieces [#]")
    else:
        book.sheet("Sheet1").set_values(1, 1, [["Pieces [#]"]])
    again = packages.reopened(book)
    table = again.table("Orders")
    assert table.columns[0] == again.sheet("Sheet1").value(1, 1) == "Pieces [#]"
    assert again.sheet("Sheet2").formulas(1, 1, 1, 2) == [["=SUM(Orders[Pieces '['#']])", "=Qty+1"]]
    assert table.calculated_formula(3) == "=Orders[[#This Row],[Pieces '['#']]]*[Price]"
    assert "SUBTOTAL(109,[Pieces '['#']])" in packages.part(again, "xl/tables/table1.xml")
    assert again.names[0].refers_to == "Orders[[#All],[Pieces '['#']]]"


def test_columns_swapped_by_one_write_do_not_mix_up_formulas(book):
    book.sheet("Sheet1").set_values(1, 1, [["A", "Qty"]])
    assert book.sheet("Sheet1").formula(2, 3) == "=Orders[[#This Row],[A]]*Orders[[#This Row],[Qty]]"
    assert book.table("Orders").columns == ["A", "Qty", "Sum"]


@pytest.mark.parametrize("name", ["", "a b", "A1", "R1C1", "rc", "Taken", "9x", "x" * 256])
def test_names_that_a_table_cannot_have_are_refused(book, name):
    book.set_name("Taken", "Sheet1!$A$1")
    before = book.to_bytes()
    with pytest.raises(WorkbookError) as refusal:
        book.table("Orders").rename(name)
    assert refusal.value.code == "wrong_argument"
    assert book.to_bytes() == before


def test_only_its_case_may_change(book):
    book.table("Orders").rename("ORDERS")
    assert book.sheet("Sheet2").formula(1, 1) == "=SUM(ORDERS[Qty])"
