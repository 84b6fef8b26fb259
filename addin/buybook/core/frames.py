"""Typed access to the canonical tables: a field that a workbook lacks reads as a column of missing values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from buybook.schema import FIELDS, Kind, TableKind

Tables: TypeAlias = Mapping[TableKind, pd.DataFrame]
Series: TypeAlias = "pd.Series[Any]"
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
Dates: TypeAlias = NDArray[np.datetime64]  # in whole days
Texts: TypeAlias = NDArray[np.object_]  # str or None

TABLE, ROW = "_table", "_row"
_NUMERIC = {Kind.QUANTITY, Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.DAYS}
_DECIMALS = 9  # below this a difference of quantities is float noise


def table(tables: Tables, kind: TableKind) -> pd.DataFrame:
    """Give the table of a kind; without rows where the workbook has none."""
    found = tables.get(kind)
    if found is not None:
        return found
    return pd.DataFrame({TABLE: pd.Series(dtype="int64"), ROW: pd.Series(dtype="int64")})


def column(frame: pd.DataFrame, name: str) -> Series:
    """Give a field's column in the type of its kind; all missing where the frame lacks it.

    Numbers are float64 with NaN, dates datetime64[s] with NaT, everything else objects with None.
    """
    if name in (TABLE, ROW):
        return pd.Series(_place(frame, name), index=frame.index)
    field = FIELDS.get(name)
    if field is not None and field.kind in _NUMERIC:
        return _typed(frame, name, "float64", np.nan)
    if field is not None and field.kind is Kind.DATE:
        return _typed(frame, name, "datetime64[s]", pd.NaT)
    values = _typed(frame, name, "object", None)
    return values.where(values.notna(), None)


def _typed(frame: pd.DataFrame, name: str, dtype: str, missing: object) -> Series:
    if name in frame:
        return frame[name].astype(np.dtype(dtype))
    return pd.Series(missing, index=frame.index, dtype=np.dtype(dtype))


def numbers(frame: pd.DataFrame, *names: str) -> Floats:
    """Give the first of the fields that a row has, as floats; NaN where it has none, or no finite number."""
    result = np.full(len(frame), np.nan)
    for name in _present(frame, names):
        values = column(frame, name).to_numpy(dtype="float64")
        result = np.where(np.isnan(result) & np.isfinite(values), values, result)
    return result


def dates(frame: pd.DataFrame, *names: str) -> Dates:
    """Give the first of the dates that a row has, in whole days; NaT where it has none."""
    result = np.full(len(frame), np.datetime64("NaT", "D"))
    for name in _present(frame, names):
        values = column(frame, name).to_numpy().astype("datetime64[D]")
        result = np.where(np.isnat(result), values, result)
    return result


def texts(frame: pd.DataFrame, *names: str) -> Texts:
    """Give the first of the texts that a row has; None where it has none."""
    result: Texts | None = None
    for name in _present(frame, names):
        values = _objects(frame, name)
        result = values if result is None else np.where(given(result), result, values)
    return np.full(len(frame), None, dtype=object) if result is None else result


def _objects(frame: pd.DataFrame, name: str) -> Texts:
    """Give a column as objects, straight from its array: a command reads dozens of them."""
    field = FIELDS.get(name)
    if name in (TABLE, ROW) or (field is not None and (field.kind in _NUMERIC or field.kind is Kind.DATE)):
        return column(frame, name).to_numpy(dtype=object)
    values: Texts = frame[name].to_numpy(dtype=object, copy=True)
    values[~given(values)] = None
    return values


def _present(frame: pd.DataFrame, names: Iterable[str]) -> list[str]:
    return [name for name in names if name in frame]


def given(values: Texts) -> Mask:
    """Tell which values are there."""
    return np.asarray(pd.notna(values), dtype=bool)


def places(frame: pd.DataFrame) -> tuple[Ints, Ints]:
    """Give the table and the sheet row that each row stands in."""
    return _place(frame, TABLE), _place(frame, ROW)


def _place(frame: pd.DataFrame, name: str) -> Ints:
    return frame[name].to_numpy(dtype="int64") if name in frame else np.arange(len(frame), dtype="int64")


def sheet_order(frame: pd.DataFrame) -> Ints:
    """Give the positions of the rows in the order in which they stand in the workbook."""
    tables_, rows = places(frame)
    return np.lexsort((rows, tables_)).astype("int64")


def settled(values: NDArray[np.number[Any]]) -> Floats:
    """Clean float noise off quantities: nine decimals, and no negative zero."""
    return np.round(np.asarray(values, dtype="float64"), _DECIMALS) + 0.0


def sums(group: Ints, values: NDArray[Any], count: int) -> Floats:
    """Add up values by group, for `count` groups."""
    return settled(np.bincount(group, values, minlength=count)[:count])


def days_between(asked: Dates, came: Dates) -> Floats:
    """Give how many days after a date the goods were complete, negative before it; NaN where one is not known."""
    known = ~np.isnat(asked) & ~np.isnat(came)
    return np.where(known, (came - asked).astype("timedelta64[D]").astype("float64"), np.nan)


def positions(mask: Mask) -> list[int]:
    """Give the positions of what is true."""
    return np.flatnonzero(mask).tolist()


def plain(value: float) -> int | float | None:
    """Give a quantity as people write it: 10 for 10.0, None for NaN."""
    number = float(value)
    if np.isnan(number):
        return None
    return int(number) if number.is_integer() else number


def day(value: np.datetime64) -> date | None:
    """Give a date of an array as a plain date; None for NaT."""
    return None if np.isnat(value) else value.astype("datetime64[D]").astype(date)
