"""What reading a column takes and gives, whatever kind of values it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from buybook.findings import Severity
from buybook.frozen import frozen
from buybook.schema import FIELDS, Kind, TableKind
from buybook.workbook.centuries import Years
from buybook.workbook.date_order import Elsewhere
from buybook.workbook.lexicon import BLANKS

Array = npt.NDArray[Any]

ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!",
     "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA"}
)  # fmt: skip
_LONGEST_SHOWN = 60
# Without a right value here, quantities, due dates or prices come out wrong or missing.
_TELLING = frozenset(
    {"order_date", "requested_date", "promised_date", "expected_date", "delivery_date", "received_date",
     "quote_valid_until", "currency", "lead_time", "price_per", "exchange_rate", "discount"}
)  # fmt: skip


@frozen
class Problem:
    """Something to tell about a cell (`index` counts the rows read, from 0) or the whole column (None)."""

    code: str
    severity: Severity
    values: Mapping[str, object]
    index: int | None = None


@frozen
class ColumnContext:
    """What is known about a column from outside of it."""

    field: str
    title: str = ""
    language: str = "en"
    table_kind: TableKind = TableKind.ORDERS
    base_currency: str = "auto"
    dates: Elsewhere = dataclass_field(default_factory=Elsewhere)
    no_date: frozenset[dt.date] = frozenset()
    years: Years | None = None  # that the dates of the list lie in, where some are written in full
    near: Array | None = None  # another date of each row, datetime64[D], to judge an unclear order by
    decimal_setting: str = "auto"
    decimal_table: str | None = None  # the decimal sign of the table's other columns, where they show it
    decimal_workbook: str | None = None

    @property
    def kind(self) -> Kind:
        """The kind of values in the column."""
        return FIELDS[self.field].kind

    @property
    def severity(self) -> Severity:
        """How serious it is when a cell of the column cannot be read."""
        matters = self.kind in (Kind.QUANTITY, Kind.MONEY) or self.field in _TELLING
        return Severity.ERROR if matters else Severity.WARNING


@frozen
class ColumnReading:
    """What was read from a column, a value for each row.

    `extras` holds what cells said besides: `unit` of "12 st", `currency` and `price_per` of "€ 3/100",
    `status_text`. `evidence` says what the style was decided by.
    """

    values: Array
    problems: tuple[Problem, ...] = ()
    evidence: tuple[str, ...] = ()
    extras: Mapping[str, Array] = dataclass_field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Distinct:
    """The different values of a column, and which of them each row holds; -1 where a row holds nothing."""

    codes: npt.NDArray[np.intp]
    values: tuple[object, ...]

    @cached_property
    def firsts(self) -> npt.NDArray[np.intp]:
        """The first row of each value."""
        firsts = np.full(len(self.values), -1, dtype=np.intp)
        rows = np.flatnonzero(self.codes >= 0)[::-1]
        firsts[self.codes[rows]] = rows
        return firsts

    @property
    def filled(self) -> npt.NDArray[np.bool_]:
        """Which rows hold something."""
        return self.codes >= 0

    def at(self, row: int) -> object:
        """Give the value of a row; None where it holds nothing."""
        code = self.codes[row]
        return self.values[code] if code >= 0 else None

    def rows(self, mask: npt.NDArray[np.bool_]) -> Distinct:
        """Give the chosen rows only, with the values that stand in them."""
        codes = self.codes[mask]
        used = np.unique(codes[codes >= 0])
        if len(used) == len(self.values):
            return Distinct(codes, self.values)
        renumbered = np.full(len(self.values) + 1, -1, dtype=np.intp)  # the last is for -1
        renumbered[used] = np.arange(len(used))
        return Distinct(renumbered[codes], tuple(self.values[code] for code in used))

    def of_types(self, *types: type) -> bool:
        """Tell whether all values are of these types."""
        return set(map(type, self.values)) <= set(types)

    def spread(self, values: Sequence[object], missing: object, dtype: str) -> Array:
        """Give each row the value that belongs to its distinct one."""
        # The value for -1 stands last.
        table = np.empty(len(values) + 1, dtype=dtype)
        table[:] = [*values, missing]
        return table[self.codes]


def distinct(values: Sequence[object]) -> Distinct:
    """Find the different values of a column. Blank text is nothing; a tick is the text TRUE or FALSE."""
    if bool in set(map(type, values)):  # to Python True and 1 are one value, to a buyer they are not
        values = [str(value).upper() if isinstance(value, bool) else value for value in values]
    cells = np.empty(len(values), dtype=object)
    cells[:] = values
    codes, found = pd.factorize(cells)
    blank = [
        code
        for code, value in enumerate(found)
        if value is None or (isinstance(value, str) and (not value or value[0] in BLANKS) and is_blank(value))
    ]
    if blank:
        codes = np.where(np.isin(codes, blank), -1, codes)
    return Distinct(codes.astype(np.intp), tuple(found))


def shown(value: object) -> str:
    """Give a cell's value as the buyer sees it, shortened."""
    if isinstance(value, dt.datetime):
        text = value.date().isoformat()
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    else:
        text = str(value).strip()
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def is_error(value: object) -> bool:
    """Tell whether a cell shows an error of the spreadsheet instead of a value."""
    return isinstance(value, str) and value[:1] == "#" and value.rstrip() in ERRORS


def is_known(values: Array) -> npt.NDArray[np.bool_]:
    """Tell which of a field's values are there."""
    return np.asarray(pd.notna(values), dtype=bool)


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing that a person sees."""
    if value.__class__ is str:
        text = str(value)
        return not text or (text[0] in BLANKS and not text.strip(BLANKS))
    return value is None


def cell_problems(
    cells: Distinct, found: Mapping[int, tuple[str, Severity, Mapping[str, object]]]
) -> tuple[Problem, ...]:
    """Give a problem for every row that holds one of the distinct values in `found`, in the order of rows."""
    if not found:
        return ()
    rows = np.flatnonzero(np.isin(cells.codes, list(found)))
    return tuple(Problem(*found[int(cells.codes[row])], index=int(row)) for row in rows)
