"""ISO 2859-1, single plans for normal inspection: every cell of the master table, with its arrows, typed out."""

from __future__ import annotations

import pytest

from buybook.core.sampling import AQLS, LEVELS, Plan, code_letter, plan

# A column for each AQL from 0.010 to 1,000; v is the arrow down, ^ the arrow up.
TABLE = """
A    2  v v v v v v v v v v v v v v 0 v v 1 2 3 5 7 10 14 21 30
B    3  v v v v v v v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 30 44
C    5  v v v v v v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 30 44 ^
D    8  v v v v v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 30 44 ^ ^
E   13  v v v v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 30 44 ^ ^ ^
F   20  v v v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^
G   32  v v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^
H   50  v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^
J   80  v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^
K  125  v v v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
L  200  v v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
M  315  v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
N  500  v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
P  800  v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
Q 1250  0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
R 2000  ^ ^ 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
LETTERS = [row[0] for row in ROWS]
SIZES = [int(row[1]) for row in ROWS]
CELLS = [row[2:] for row in ROWS]
LOTS = (2, 8, 9, 15, 16, 25, 26, 50, 51, 90, 91, 150, 151, 280, 281, 500, 501, 1200, 1201, 3200, 3201, 10_000, 10_001,
        35_000, 35_001, 150_000, 150_001, 500_000, 500_001)  # fmt: skip


def by_the_table(letter: str, column: int) -> Plan:
    """Follow the arrows of the table by hand."""
    row = LETTERS.index(letter)
    while CELLS[row][column] in "v^":
        row += 1 if CELLS[row][column] == "v" else -1
    return Plan(SIZES[row], int(CELLS[row][column]))


@pytest.mark.parametrize("letter", LETTERS)
def test_every_cell_of_the_normal_table(letter: str) -> None:
    used = [(lot, level) for lot in LOTS for level in LEVELS if code_letter(lot, level) == letter]
    assert used
    for column, aql in enumerate(AQLS):
        table = by_the_table(letter, column)
        for lot, level in used:
            whole = Plan(lot, table.accept)  # a sample as large as the lot: all of it is inspected
            assert plan(lot, aql, level) == (table if table.size < lot else whole)


def test_every_row_of_the_table_is_complete() -> None:
    assert {len(cells) for cells in CELLS} == {len(AQLS)}
