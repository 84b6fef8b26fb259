"""Which formulas are out of date after a change. Each case is a small workbook that one can read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.xlsx.cells import Area, cell_name, parse_area
from buybook.xlsx.dependents import Cells, Dependents, Formula, Meanings, Table

SHEETS = ("Orders", "Receipts", "Jan", "Feb", "Mar")
NAMES = {
    ("Limit", None): "Orders!$F$1",
    ("Twice", None): "Limit*2",
    ("Above", None): "Orders!A1",  # relative: a cell beside the one that uses it
    ("Local", "Receipts"): "$C$3",
    ("Moving", None): "OFFSET(Orders!$A$1,1,1)",
    ("Round", None): "Round+1",
}
TABLES = {"Lines": Table("Orders", parse_area("H1:J9"), ("PO", "Qty", "Open 'now'"))}


def stale(formulas: dict[str, str], *changed: str) -> set[str]:
    """The cells (`Sheet!A1`) out of date after `Sheet!A1:B2` changed."""

    def place(text: str) -> tuple[str, Area]:
        sheet, _, cells = text.rpartition("!")
        return sheet or "Orders", parse_area(cells)

    known = [Formula(*place(where), text) for where, text in formulas.items()]
    areas: dict[str, list[Area]] = {}
    for text in changed:
        sheet, area = place(text)
        areas.setdefault(sheet, []).append(area)
    found = Dependents(known, Meanings(SHEETS, NAMES, TABLES)).out_of_date(areas)
    return {where for where in formulas if (place(where)[0].casefold(), place(where)[1]) in found}


@pytest.mark.parametrize(
    ("formula", "changed", "is_stale"),
    [
        ("=A1+1", "A1", True),
        ("=A1+1", "A2", False),
        ("=SUM(A1:A9)", "A5", True),
        ("=SUM(A1:A900)", "A500", True),
        ("=SUM(A1:A900)", "A901", False),
        ("=SUM(A:A)", "A70000", True),
        ("=SUM(2:2)", "XFD2", True),
        ("=SUM($A$1:$B$2)", "B2", True),
        ("=SUM(Receipts!A:A)", "A1", False),
        ("=SUM(receipts!A:A)", "Receipts!A1", True),
        ("='Receipts'!A1", "Receipts!A1", True),
        ("=SUM(Jan:Mar!B2)", "Feb!B2", True),
        ("=SUM(Mar:Jan!B2)", "Feb!B2", True),
        ("=SUM(Jan:Feb!B2)", "Mar!B2", False),
        ("=[1]Receipts!A1", "Receipts!A1", False),
        ('="A1"', "A1", False),
        ('=CONCAT("Limit",B9)', "F1", False),
        ("=Limit", "F1", True),
        ("=twice", "F1", True),
        ("=Twice", "F2", False),
        ("=Above", "C7", True),
        ("=Local", "Receipts!C3", True),
        ("=Round", "A1", False),
        ("=INDIRECT(B5)", "Z9", True),
        ("=Moving", "Z9", True),
        ("=TODAY()-3", "Z9", False),
        ("=SUM(#REF!A1:A9)", "Z9", True),
        ("=SUBTOTAL(109,[Qty])", "I5", False),
        ("=SUM(Lines[Qty])", "I5", True),
        ("=SUM(Lines[Qty])", "J5", False),
        ("=SUM(LINES[qty])", "I5", True),
        ("=SUM(Lines[[PO]:[Qty]])", "H2", True),
        ("=SUM(Lines[[#Data],[Open ''now'']])", "J4", True),
        ("=SUM(Lines[[#Data],[Open ''now'']])", "H4", False),
        ("=ROWS(Lines)", "J9", True),
        ("=Lines[[#Totals],[PO]]", "H9", True),
    ],
)
def test_one_formula(formula: str, changed: str, is_stale: bool) -> None:
    assert stale({"Z99": formula}, changed) == ({"Z99"} if is_stale else set())


def test_a_formula_of_a_table_row_depends_on_its_row_alone() -> None:
    formulas = {"K3": "=Lines[[#This Row],[Qty]]*2", "K4": "=Lines[@Qty]*2"}
    assert stale(formulas, "I4") == {"K4"}


def test_what_depends_on_a_formula_follows() -> None:
    formulas = {
        "B1": "=A1",
        "B2": "=B1",
        "Receipts!C1": "=SUM(Orders!B1:B50)",
        "D1": "=Receipts!C1",
        "E1": "=A2",
    }
    assert stale(formulas, "A1") == {"B1", "B2", "Receipts!C1", "D1"}


def test_a_running_total_is_out_of_date_from_the_change_on() -> None:
    formulas = {f"B{row}": f"=B{row - 1}+A{row}" for row in range(2, 3001)}
    assert stale(formulas, "A2990") == {f"B{row}" for row in range(2990, 3001)}


def test_a_circle_ends() -> None:
    assert stale({"A1": "=B1", "B1": "=A1"}, "A1") == {"A1", "B1"}


def test_the_cells_that_an_array_fills_are_asked_for() -> None:
    assert stale({"C1:C5": "=A1:A5*2", "D1": "=C5"}, "A3") == {"C1:C5", "D1"}


def test_nothing_changed_nothing_out_of_date() -> None:
    assert stale({"A1": "=INDIRECT(C1)", "B1": "=A1"}) == set()


def test_a_table_may_leave_out_its_own_name() -> None:
    assert stale({"I9": "=SUBTOTAL(109,[Qty])", "J9": "=B1"}, "I5") == {"I9"}


areas = st.tuples(
    st.integers(1, 12), st.integers(1, 90), st.integers(0, 5), st.integers(0, 80)
).map(lambda t: (t[0], t[1], t[0] + t[2], t[1] + t[3]))  # fmt: skip


@given(st.lists(areas, max_size=6), areas)
def test_an_area_meets_the_cells_that_are_in_it(members: list[Area], asked: Area) -> None:
    cells = {
        (row, column) for top, left, bottom, right in members
        for row in range(top, bottom + 1) for column in range(left, right + 1)
    }  # fmt: skip
    expected = any(asked[0] <= row <= asked[2] and asked[1] <= column <= asked[3] for row, column in cells)
    assert Cells(members).meets(asked) is expected


@given(st.lists(areas, max_size=6), areas)
def test_the_areas_of_a_set_are_that_set(members: list[Area], asked: Area) -> None:
    assert Cells(Cells(members).areas()).meets(asked) is Cells(members).meets(asked)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.lists(st.integers(1, 9), max_size=3)), max_size=9),
    st.integers(1, 9),
)
def test_the_closure_is_that_of_the_graph(edges: list[tuple[int, list[int]]], changed: int) -> None:
    graph = dict(edges)
    formulas = {
        cell_name(1, to): "=" + "+".join(["0", *(cell_name(1, n) for n in of)]) for to, of in graph.items()
    }
    reached, grew = {changed}, True
    while grew:
        more = {to for to, of in graph.items() if reached & set(of)} - reached
        reached, grew = reached | more, bool(more)
    expected = {cell_name(1, to) for to, of in graph.items() if reached & set(of)}
    assert stale(formulas, cell_name(1, changed)) == expected
