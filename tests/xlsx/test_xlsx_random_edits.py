"""Random edits against a model in a dict, read back by other people's readers."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import packages
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buybook.xlsx.dates import to_serial
from buybook.xlsx.package import Package
from buybook.xlsx.workbook import Workbook

ROWS, COLUMNS = 12, 6


def _source() -> tuple[bytes, dict[tuple[int, int], object]]:
    """A workbook by openpyxl with gaps, texts, formulas and formats, and what it holds."""

    book = openpyxl.Workbook()
    sheet = book.active
    model: dict[tuple[int, int], object] = {}
    for row in (2, 3, 5, 9):
        for column in (1, 3, 4):
            value: object = f"text {row}" if column == 3 else row * column * 1.5
            sheet.cell(row, column, value)
            model[row, column] = value
        sheet.cell(row, 6, f"=A{row}*2")
        model[row, 6] = f"=A{row}*2"
    sheet["D3"].number_format = "0.00"
    sheet["B5"].font = openpyxl.styles.Font(bold=True)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue(), model


SOURCE, MODEL = _source()

VALUES = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12),
    st.datetimes(dt.datetime(1930, 1, 1), dt.datetime(2100, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)
CELLS = st.tuples(st.integers(1, ROWS), st.integers(1, COLUMNS))
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("value"), CELLS, VALUES),
        st.tuples(st.just("formula"), CELLS, st.sampled_from(["=A1+1", '="a"&B2', "=SUM(A1:C3)"])),
        st.tuples(st.just("clear"), CELLS, st.none()),
        st.tuples(st.just("bold"), CELLS, st.none()),
        st.tuples(st.just("flush"), CELLS, st.none()),
    ),
    max_size=25,
)


def _apply(book: Workbook, edits: list[tuple[str, tuple[int, int], object]]) -> dict[tuple[int, int], object]:
    model = dict(MODEL)
    sheet = book.sheets[0]
    for action, (row, column), value in edits:
        if action == "value":
            sheet.set_value(row, column, value)
            model[row, column] = None if value == "" else value
        elif action == "formula":
            sheet.set_formula(row, column, str(value))
            model[row, column] = value
        elif action == "clear":
            sheet.clear(row, column, row, column)
            model[row, column] = None
        elif action == "bold":
            sheet.set_style(row, column, book.styles.variant(sheet.cell_style(row, column), bold=True))
        else:
            book.flush()
    return {place: value for place, value in model.items() if value is not None}


def _same(one: object, other: object) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dt.datetime) and isinstance(other, dt.datetime):
        return abs(one - other) < dt.timedelta(milliseconds=2)
    if isinstance(one, dt.datetime) and isinstance(
        other, (int, float)
    ):  # a number under the date format that was there
        return abs(to_serial(one, False) - other) < 1e-7
    return one == other


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS)
def test_random_edits_are_read_back_alike(edits):
    book = Workbook(Package.from_bytes(SOURCE))
    model = _apply(book, edits)
    pending = _held(book)
    packages.assert_in_order(book, book.sheets[0].part)
    data = book.to_bytes()
    again = Workbook(Package.from_bytes(data))
    for found in (pending, _held(again)):
        assert found.keys() == model.keys()
        assert all(_same(found[place], model[place]) for place in model)
    theirs = openpyxl.load_workbook(io.BytesIO(data)).active
    held = {
        (cell.row, cell.column): cell.value
        for row in theirs.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert held.keys() == model.keys()
    assert all(isinstance(held[place], dt.time) or _alike(held[place], model[place]) for place in model)
    python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def _alike(theirs: object, ours: object) -> bool:
    """openpyxl leaves `_x0001_` as it is written, and reads a float such as 3.0 as an int."""
    if isinstance(theirs, str) and isinstance(ours, str) and theirs != ours:
        return "_x" in theirs
    return _same(theirs, ours)


def _held(book: Workbook) -> dict[tuple[int, int], object]:
    sheet = book.sheets[0]
    values, formulas = sheet.values(1, 1, ROWS, COLUMNS), sheet.formulas(1, 1, ROWS, COLUMNS)
    both = (
        (r, c, formulas[r][c] if formulas[r][c] is not None else values[r][c])
        for r in range(ROWS)
        for c in range(COLUMNS)
    )
    return {(r + 1, c + 1): value for r, c, value in both if value is not None}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS)
def test_edits_in_one_pass_and_one_by_one_give_the_same_sheet(edits):
    together, apart = Workbook(Package.from_bytes(SOURCE)), Workbook(Package.from_bytes(SOURCE))
    _apply(together, [edit for edit in edits if edit[0] != "flush"])
    _apply(apart, [step for edit in edits for step in (edit, ("flush", (1, 1), None))])
    assert _held(packages.reopened(together)) == _held(packages.reopened(apart))
