"""What is a reference in a formula and what only looks like one, when three rows are inserted and a sheet renamed."""

import pytest

from buybook.xlsx.references import (
    Shift,
    names_sheet,
    point_at_copy,
    rename_sheet_in_formula,
    rewrite_formula,
)

SHIFT = Shift("Data", "rows", 5, 3)


@pytest.mark.parametrize(
    ("formula", "shifted", "renamed"),
    [
        ("'It''s Data'!A9", None, None),
        ("[1]Data!A9+'[1]Data'!A9+'C:\\x\\[b.xlsx]Data'!A9", None, None),
        ("[1]!Total+A9", "[1]!Total+A12", None),
        ("Table1[[#Headers],[a'[b'] A9]]+Table1[A9]+[@[A9]]", None, None),
        ("R9C9+RC+R9", "R9C9+RC+R12", None),
        ("LOG10(A9)+ATAN2(A9,B9)", "LOG10(A12)+ATAN2(A12,B12)", None),
        ('"A9""A9"&A9', '"A9""A9"&A12', None),
        ("SUM(A9:A12 9:9,B:B)", "SUM(A12:A15 12:12,B:B)", None),
        ("A9#+@A9-Data!A9#%", "A12#+@A12-Data!A12#%", "A9#+@A9-'New 1'!A9#%"),
        ("LET(_xlpm.a9,A9,_xlpm.a9*2)", "LET(_xlpm.a9,A12,_xlpm.a9*2)", None),
        ("LAMBDA(_xlpm.x1,_xlpm.x1*A9)(A9)", "LAMBDA(_xlpm.x1,_xlpm.x1*A12)(A12)", None),
        ("Data!A9:B12", "Data!A12:B15", "'New 1'!A9:B12"),
        ("Sheet1!A9:Data!A9", "Sheet1!A9:Data!A12", "Sheet1!A9:'New 1'!A9"),
        ("OFFSET(A9,0,0):A12+A9:INDEX(A:A,9)", "OFFSET(A12,0,0):A15+A12:INDEX(A:A,9)", None),
        ("{1,2;3,4}+1E9+A9", "{1,2;3,4}+1E9+A12", None),
        ("A9.x+A9_x+x.A9+_A9+\\A9+XFE9", None, None),
        ("SUM(Jan:Data!A9)+'Jan:Data'!A9", None, "SUM('Jan:New 1'!A9)+'Jan:New 1'!A9"),
        ("#REF!A9+Data!#REF!+#N/A", None, "#REF!A9+'New 1'!#REF!+#N/A"),
        ('INDIRECT("Data!A9")', None, None),
        ("Q1_2020!A9+'A9'!A9+Données!A9", None, None),
        ("DATA!a9", "DATA!A12", "'New 1'!a9"),
        ("Data!Total+Total", None, "'New 1'!Total+Total"),
        ("A1048576", "#REF!", None),
    ],
)
def test_references_among_other_words(formula, shifted, renamed):
    assert rewrite_formula(formula, "Data", SHIFT) == (shifted or formula)
    assert rename_sheet_in_formula(formula, "Data", "New 1") == (renamed or formula)


def test_a_copy_takes_only_references_to_the_sheet_itself():
    formula = "Data!A1+Sheet1:Data!A1+[1]Data!A1+data!Total+A1"
    assert point_at_copy(formula, "Data", "Data (2)") == (
        "'Data (2)'!A1+Sheet1:Data!A1+[1]Data!A1+'Data (2)'!Total+A1"
    )
    assert names_sheet("1+DATA!A1", "Data") and not names_sheet("Sheet1:Data!A1+Date!A1", "Data")
