"""Whatever stands in the cells, a function answers: it never raises, and its answer has the arguments' shape."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from buybook.functions.calling import MISSING, call
from buybook.functions.surroundings import Surroundings
from buybook.registry import ArgumentKind, Gives, functions

EVERY = list(functions().values())
CELL = st.sampled_from(
    [None, "", " ", 0.0, 1.0, -1.0, 0.5, 100.0, 1e12, -1e12, 1e-9, 46000.0, 1e300, float("inf"), True, False,
     -2146826246, "abc", "12 st", "1,250", "5 %", "-", "SE", "EUR", "II", "normal", "v.12", "3/4/2026",
     "2026-03-04", "2099-12-31", "=1+1", "x" * 300, dt.datetime(2026, 3, 4), dt.datetime(1900, 1, 1),
     dt.datetime(9999, 12, 31)]
)  # fmt: skip
AROUND = Surroundings("nl", dt.date(2026, 3, 10))


@settings(max_examples=250)
@given(data=st.data(), rows=st.integers(1, 4))
def test_every_function_answers(data: st.DataObject, rows: int) -> None:
    function = data.draw(st.sampled_from(EVERY))
    column = st.lists(CELL, min_size=rows, max_size=rows).map(lambda cells: [[cell] for cell in cells])
    table = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=4)
    given_cells = [
        data.draw(table)
        if argument.kind is ArgumentKind.TABLE
        else data.draw(st.one_of(CELL, column, st.just(MISSING)))
        for argument in function.arguments
    ]
    answer = call(function, given_cells, AROUND)
    if isinstance(answer, list):
        assert len({len(row) for row in answer}) == 1
        if function.gives is Gives.CELLS:
            assert len(answer) == rows
        for row in answer:
            assert all(isinstance(value, (str, float, int, dt.datetime)) for value in row)
            assert not any(isinstance(value, float) and value != value for value in row)
    else:
        assert isinstance(answer, (str, float, int, dt.datetime))
