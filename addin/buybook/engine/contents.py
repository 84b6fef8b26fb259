"""Reading and writing the cells of an area: values, formulas, and text as a person types it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from buybook.engine.area import Area, between
from buybook.engine.formulas import stored_formula, typed_formula
from buybook.engine.values import as_rows, cell_value
from buybook.xlsx.cells import KEEP, CellError, Keep, Scalar, Value, overlap
from buybook.xlsx.dates import to_serial
from buybook.xlsx.edits import formula_edit, normal
from buybook.xlsx.formulacheck import check_formula
from buybook.xlsx.references import move_formula
from buybook.xlsx.sheet import Sheet

T = TypeVar("T")

_SMALL = 1024  # cells that are read as they are, without asking where the content ends
_content_areas: WeakKeyDictionary[Sheet, Area | None] = (
    WeakKeyDictionary()
)  # to find it, all rows are looked at

ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"))
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def is_formula(value: object) -> bool:
    """Whether a value, written to a cell as Excel does it, becomes a formula."""
    return isinstance(value, str) and len(value) > 1 and value[0] == "="


def content_area(sheet: Sheet) -> Area | None:
    """From the first to the last cell with content; None if there is none. Known until `content_changed`."""
    if sheet not in _content_areas:
        extent = sheet.content_extent
        _content_areas[sheet] = None if extent is None else between(*extent)
    return _content_areas[sheet]


def content_changed(sheet: Sheet) -> None:
    """Every writer calls this: where the content ends must be looked up again."""
    _content_areas.pop(sheet, None)


def used_part(sheet: Sheet, area: Area) -> Area | None:
    """The part of an area that can hold content; None where there is none."""
    content = content_area(sheet)
    return None if content is None else area.intersection(content)


def read_grid(
    sheet: Sheet, area: Area, read: Callable[[int, int, int, int], list[list[T]]], blank: T
) -> list[list[T]]:
    """What `read` gives for an area; of a large one it is asked only where the sheet has content."""
    if area.size <= _SMALL:
        return read(*area.corners)
    used = used_part(sheet, area)
    if used is None:
        return [[blank] * area.columns for _ in range(area.rows)]
    before, after = [blank] * (used.column - area.column), [blank] * (area.last_column - used.last_column)
    rows = [[blank] * area.columns for _ in range(used.row - area.row)]
    found = read(*used.corners)
    rows += [[*before, *row, *after] for row in found] if before or after else found
    rows += [[blank] * area.columns for _ in range(area.last_row - used.last_row)]
    return rows


def read_values(sheet: Sheet, area: Area) -> list[list[Scalar]]:
    """The values of an area, row by row."""
    return read_grid(sheet, area, sheet.values, None)


def read_formulas(sheet: Sheet, area: Area) -> list[list[str | None]]:
    """The formulas of an area as the file holds them; None where there is none."""
    return read_grid(sheet, area, sheet.formulas, None)


def write_values(sheet: Sheet, area: Area, data: Any) -> None:
    """Write one value to every cell of an area, or rows of values of the same shape.

    As in Excel, text that begins with `=` becomes a formula, and an apostrophe in front makes it text.
    """
    rows = as_rows(data, area.rows, area.columns)
    if rows is None:
        _fill(sheet, area, data)
    else:
        _write_rows(sheet, area, rows)


def write_formulas(sheet: Sheet, area: Area, data: Any) -> None:
    """As write_values, but numbers, TRUE and errors given as text are what they look like."""
    rows = as_rows(data, area.rows, area.columns)
    if rows is None and (area.size == 1 or not is_formula(data)):
        rows = [[data] * area.columns] * area.rows
    if rows is None:
        _fill(sheet, area, data)
    else:
        rows = _without_held(sheet, area, rows)
        _write_rows(sheet, area, [[typed(value) for value in row] for row in rows])


def _without_held(sheet: Sheet, area: Area, rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """The rows, with KEEP for what stands in the formula bar already, where cells share an array formula."""
    if not any(overlap(array, area.corners) for array in sheet.data.formula_areas.arrays):
        return rows
    shown = as_typed(sheet, area)
    return [
        [KEEP if given == held else given for given, held in zip(row, line, strict=True)]
        for row, line in zip(rows, shown, strict=True)
    ]


def _fill(sheet: Sheet, area: Area, value: Any) -> None:
    if not is_formula(value):
        row = [_plain(value)] * area.columns
        sheet.set_contents(area.row, area.column, [row] * area.rows, {})
        return
    formula = stored_formula(value)
    formulas = {
        (row, column): move_formula(formula, row, column)
        for row in range(area.rows)
        for column in range(area.columns)
    }
    sheet.set_contents(area.row, area.column, [[KEEP] * area.columns] * area.rows, formulas)


def _write_rows(sheet: Sheet, area: Area, rows: Sequence[Sequence[Any]]) -> None:
    formulas = {
        (row_offset, column_offset): stored_formula(value)
        for row_offset, row in enumerate(rows)
        for column_offset, value in enumerate(row)
        if value is not None and is_formula(value)
    }
    plain = [[None if value is None else _plain(value) for value in row] for row in rows]
    sheet.set_contents(area.row, area.column, plain, formulas)


def check_content(value: Any, date1904: bool) -> None:
    """Refuse, as writing it to a cell would, what no cell can hold."""
    if is_formula(value):
        formula = stored_formula(value)
        check_formula(formula)
        formula_edit(formula, None, b"", date1904)
    else:
        plain = _plain(value)
        if not isinstance(plain, Keep):
            normal(plain, date1904)


def _plain(value: Any) -> Value | Keep:
    """The value of a cell that holds no formula: KEEP for one that gets a formula, or is left alone."""
    if isinstance(value, Keep):
        return value
    if isinstance(value, str) and not isinstance(value, CellError):
        if is_formula(value):
            return KEEP
        return value[1:] if value.startswith("'") else value or None
    return cell_value(value)


def typed(value: Any) -> Any:
    """What text means when it is typed into a cell; anything but text is left as it is."""
    if not isinstance(value, str) or isinstance(value, CellError):
        return value
    if value.upper() in ("TRUE", "FALSE"):
        return value.upper() == "TRUE"
    if value in ERRORS:
        return CellError(value)
    return float(value) if _NUMBER.fullmatch(value) else value


def as_typed(sheet: Sheet, area: Area) -> list[list[str]]:
    """What stands in the formula bar for each cell: formula, number, text; '' for a blank.

    Text that would not survive being typed again (a number, a formula, TRUE) has its apostrophe, so that
    writing the answer back changes nothing. Excel's own answer leaves the apostrophe out.
    """
    formulas, values = read_formulas(sheet, area), read_values(sheet, area)
    date1904 = sheet.workbook.date1904
    known: dict[tuple[type, Scalar], str] = {}  # long columns repeat themselves

    def shown(value: Scalar) -> str:
        key = value.__class__, value
        text = known.get(key)
        if text is None:
            text = known[key] = _shown(value, date1904)
        return text

    return [
        [typed_formula(f) if f is not None else shown(v) for f, v in zip(fs, vs, strict=True)]
        for fs, vs in zip(formulas, values, strict=True)
    ]


def _shown(value: Scalar, date1904: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        value = to_serial(value, date1904)
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, CellError):
        return str(value)
    needs_apostrophe = value.startswith("'") or is_formula(value) or not isinstance(typed(value), str)
    return "'" + value if needs_apostrophe else value
