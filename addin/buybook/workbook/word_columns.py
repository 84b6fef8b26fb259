"""Reading a column of texts, codes, units, currencies or states."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from buybook.findings import Severity
from buybook.schema import Kind
from buybook.workbook.column_reading import (
    ColumnContext,
    ColumnReading,
    Distinct,
    Problem,
    cell_problems,
    is_error,
    shown,
)
from buybook.workbook.currencies import own_currency, read_currency
from buybook.workbook.lexicon import BLANKS
from buybook.workbook.number_columns import unsure_currency
from buybook.workbook.statuses import read_state
from buybook.workbook.units import read_unit, unit_of_cell

_EXPONENT = re.compile(r"\d[.,]\d+E\+\d+$", re.IGNORECASE)
_EXACT = 2**53  # beyond it a spreadsheet's numbers have lost digits


def read_words(cells: Distinct, context: ColumnContext) -> ColumnReading:
    """Read a column of words: text, codes, units, currencies or states."""
    return _READERS[context.kind](cells, context)


def as_text(value: object) -> str:
    """Give a cell as text: 10023 and not 10023.0, leading zeros as they are, no spaces around it."""
    if isinstance(value, str):
        return value.strip(BLANKS)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.date().isoformat() if isinstance(value, dt.datetime) else value.isoformat()
    return str(value)


def _read_text(cells: Distinct, context: ColumnContext) -> ColumnReading:
    told = _told_errors(cells, context)
    texts: list[str | None] = [
        value.strip(BLANKS) if value.__class__ is str else as_text(value) for value in cells.values
    ]
    for code in told:
        texts[code] = None
    if context.kind is Kind.CODE:
        for code, value in enumerate(cells.values):
            problem = None if isinstance(value, str) and "+" not in value else _damaged_code(value)
            if problem:
                told[code] = (problem, Severity.WARNING, {"value": shown(value)})
    return ColumnReading(cells.spread(texts, None, "object"), cell_problems(cells, told))


def _damaged_code(value: object) -> str | None:
    """Give the code of what a spreadsheet did to a number that identifies; None when it did nothing."""
    if isinstance(value, dt.date):
        return "date_for_code"
    if isinstance(value, float) and abs(value) > _EXACT:
        return "code_lost_digits"
    return "code_lost_digits" if isinstance(value, str) and _EXPONENT.match(value.strip()) else None


def _read_units(cells: Distinct, context: ColumnContext) -> ColumnReading:
    units = [
        None if is_error(value) or _is_nothing(value) else unit_of_cell(as_text(value))
        for value in cells.values
    ]
    unknown = [code for code, unit in enumerate(units) if unit and read_unit(unit) is None]
    problems = _once_each(cells, unknown, "unit_unknown")
    return ColumnReading(cells.spread(units, None, "object"), (*problems, *_errors(cells, context)))


def _read_currencies(cells: Distinct, context: ColumnContext) -> ColumnReading:
    codes: list[str | None] = []
    told = {}
    unsure: list[Problem] = []
    for index, value in enumerate(cells.values):
        sign = None if is_error(value) or _is_nothing(value) else read_currency(as_text(value))
        if sign is None:
            codes.append(None)
            if not _is_nothing(value):
                told[index] = ("not_a_currency", context.severity, {"value": shown(value), "example": "EUR"})
            continue
        code, sure = own_currency(sign, context.base_currency, context.language)
        codes.append(code)
        if not sure:
            unsure.append(unsure_currency(sign, code))
    return ColumnReading(cells.spread(codes, None, "object"), (*unsure[:1], *cell_problems(cells, told)))


def _read_states(cells: Distinct, context: ColumnContext) -> ColumnReading:
    texts = [None if is_error(value) or _is_nothing(value) else as_text(value) for value in cells.values]
    states = [text and read_state(text, context.language, context.table_kind) for text in texts]
    unknown = [
        code for code, (text, state) in enumerate(zip(texts, states, strict=True)) if text and not state
    ]
    return ColumnReading(
        values=cells.spread(states, None, "object"),
        problems=(*_once_each(cells, unknown, "status_unknown"), *_errors(cells, context)),
        extras=MappingProxyType({"status_text": cells.spread(texts, None, "object")}),
    )


def _is_nothing(value: object) -> bool:
    return isinstance(value, str) and (
        not as_text(value).strip("-–—?. ") or as_text(value).casefold() == "n/a"
    )


def _once_each(cells: Distinct, unknown: Sequence[int], code: str) -> list[Problem]:
    """Tell of each unknown word once, at the first row that holds it."""
    firsts = cells.firsts
    found = [
        Problem(code, Severity.INFO, {"value": shown(cells.values[word])}, int(firsts[word]))
        for word in unknown
    ]
    return sorted(found, key=lambda problem: problem.index or 0)


def _errors(cells: Distinct, context: ColumnContext) -> tuple[Problem, ...]:
    return cell_problems(cells, _told_errors(cells, context))


def _told_errors(
    cells: Distinct, context: ColumnContext
) -> dict[int, tuple[str, Severity, Mapping[str, object]]]:
    return {
        code: ("error_in_cell", context.severity, {"value": shown(value)})
        for code, value in enumerate(cells.values)
        if isinstance(value, str) and value[:1] == "#" and is_error(value)
    }


_READERS: dict[Kind, Callable[[Distinct, ColumnContext], ColumnReading]] = {
    Kind.TEXT: _read_text,
    Kind.CODE: _read_text,
    Kind.UNIT: _read_units,
    Kind.CURRENCY: _read_currencies,
    Kind.STATUS: _read_states,
}
