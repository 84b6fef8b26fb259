"""Values on their way between Python, xlwings and the cells of a file."""

from __future__ import annotations

import datetime as dt
import decimal
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from buybook.xlsx.cells import CellError, Value

Row: TypeAlias = Sequence[Any]


def clean_rows(
    rows: Sequence[Row],
    make_datetime: Callable[..., Any],
    empty: Any,
    make_number: Callable[[float], Any] | None,
    errors_as_text: bool,
) -> list[list[Any]]:
    """Cells as `Range.value` gives them: errors as None or text, blanks, dates and numbers as asked."""
    is_plain = make_datetime is dt.datetime and make_number is None and empty is None
    cleaned: list[list[Any]] = []
    for row in rows:
        kinds = set(map(type, row))
        if is_plain and CellError not in kinds and "" not in row:
            cleaned.append(list(row))
            continue
        cleaned.append([_clean(v, make_datetime, empty, make_number, errors_as_text) for v in row])
    return cleaned


def _clean(
    value: Any,
    make_datetime: Callable[..., Any],
    empty: Any,
    make_number: Callable[[float], Any] | None,
    errors_as_text: bool,
) -> Any:
    if value is None or value == "":
        return empty
    if isinstance(value, CellError):
        return str(value) if errors_as_text else None
    if isinstance(value, dt.datetime):
        return _rebuilt(value, make_datetime)
    if make_number is not None and isinstance(value, float):
        return make_number(value)
    return value


def _rebuilt(moment: dt.datetime, make_datetime: Callable[..., Any]) -> Any:
    return make_datetime(
        year=moment.year,
        month=moment.month,
        day=moment.day,
        hour=moment.hour,
        minute=moment.minute,
        second=moment.second,
        microsecond=moment.microsecond,
        tzinfo=None,
    )


def cell_value(value: Any) -> Value:
    """A Python value as a cell can hold it; what counts as missing (None, NaN, NaT, '') is None.

    Time zones are cut off without conversion, as xlwings does. A type that no cell can hold raises TypeError.
    """
    kind = type(value)
    if kind is str:
        return value or None
    if value is None or kind is bool or (kind is dt.datetime and value.tzinfo is None):
        return value  # type: ignore[no-any-return]
    if kind is float or kind is int:
        return None if math.isnan(value) else float(value)
    return _unusual_value(value)


def _unusual_value(value: Any) -> Value:
    if isinstance(value, str):
        return str(value) or None
    if value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, np.timedelta64):
        value = pd.Timedelta(value)
    if value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime(warn=False)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.timedelta):
        return value
    if isinstance(value, bool | np.bool):
        return bool(value)
    if isinstance(value, int | float | decimal.Decimal | np.number):
        return cell_value(float(value))
    raise TypeError(f"A cell cannot hold a value of type {type(value).__name__}: {value!r}.")


def as_rows(data: Any, rows: int, columns: int) -> Sequence[Row] | None:
    """Data given for a range as rows; None if it is one value, meant for every cell.

    ValueError unless the data has the range's shape: Excel would cut it or fill up with #N/A.
    """
    if not isinstance(data, list | tuple):
        return None
    is_flat = not any(isinstance(row, list | tuple) for row in data)
    grid: Sequence[Row] = [data] if is_flat else data
    if len(grid) != rows or any(len(row) != columns for row in grid):
        widths = sorted({len(row) for row in grid})
        raise ValueError(
            f"{len(grid)} rows of {' or '.join(map(str, widths))} values do not fit a range of "
            f"{rows} rows and {columns} columns."
        )
    return grid
