"""Formulas that Excel would not take are refused, and what a person types in a table is spelt for the file."""

from __future__ import annotations

import pytest

from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.formulacheck import check_formula
from buybook.xlsx.thisrow import stored_reference

FAULTY = {
    "=bad(": "parenthesis",
    "=1)": "parenthesis",
    "=SUM({1,2)": "parenthesis",
    "=SUM({1,2": "brace",
    "=SUM(1;2)": "commas",
    "=A1;A2": "commas",
    "=1+": "operator",
    "=SUM(1*)": "operator",
    "=A1:": "operator",
    '="abc': "quotation",
    "='My sheet!A1": "apostrophe",
    "=Orders[Qty": "bracket",
    "=A1]": "bracket",
    "=A1#": "dynamic",
    "=SUM(A1#)": "dynamic",
    "=@A1:A3": "dynamic",
}
SOUND = [
    '="a;b(c""@#"',
    "={1,2;3,4}",
    "=SUM({1;2},(A1,B2))",
    "='It''s (1;2)'!A1",
    "='C:\\[a;b.xlsx]Sheet'!A1+[1]Other!B2",
    "=Orders[[#This Row],[Qty; ('[left']]]",
    "=IF(#REF!=#N/A,#DIV/0!,#NAME?)",
    "=Sheet1!#REF!*2",
    "=IF(A1,,)",
    "=50%",
    "=-A1 ",
    "=SUM(A1:A3 A2:C2)",
    "=_xlfn.ANCHORARRAY(A1)",
]


@pytest.mark.parametrize("formula", FAULTY)
def test_what_excel_would_not_take_is_refused(formula: str) -> None:
    for written in (formula, formula.removeprefix("=")):
        with pytest.raises(WorkbookError, match=FAULTY[formula]) as caught:
            check_formula(written)
        assert caught.value.code == "wrong_argument"


@pytest.mark.parametrize("formula", SOUND)
def test_what_excel_takes_is_not_refused(formula: str) -> None:
    check_formula(formula)
    check_formula(formula.removeprefix("="))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("=[@Qty]*2", "=Orders[[#This Row],[Qty]]*2"),
        ("=[@[Qty left]]", "=Orders[[#This Row],[Qty left]]"),
        ("=SUM([@[Qty left]:[Sum]])", "=SUM(Orders[[#This Row],[Qty left]:[Sum]])"),
        ("=COUNTA([@])", "=COUNTA(Orders[#This Row])"),
        ("=SUM([Qty])", "=SUM(Orders[Qty])"),
        ("=[[#Headers],[Qty]]", "=Orders[[#Headers],[Qty]]"),
        ("=Other[@Qty]", "=Other[[#This Row],[Qty]]"),
        ("=[@[Price '[EUR']]]", "=Orders[[#This Row],[Price '[EUR']]]"),
        ('="[@Qty]"&[1]Sheet!A1', '="[@Qty]"&[1]Sheet!A1'),
        ("=Orders[[#This Row],[Qty]]", "=Orders[[#This Row],[Qty]]"),
    ],
)
def test_references_are_spelt_as_in_a_file(typed: str, stored: str) -> None:
    assert stored_reference(typed, "Orders") == stored


def test_outside_a_table_its_name_is_needed() -> None:
    assert stored_reference("=SUM(Orders[@Qty])", None) == "=SUM(Orders[[#This Row],[Qty]])"
    with pytest.raises(WorkbookError, match="does not name its table"):
        stored_reference("=[@Qty]", None)
