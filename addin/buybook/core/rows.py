"""The rows of a canonical table one by one, with typed values: text or None, exact decimals, dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from buybook.core.frames import ROW, TABLE, Tables, table
from buybook.core.money import exact
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import TableKind


class Place(NamedTuple):
    """Where a row stands: its table and its row number on the sheet."""

    table: int
    row: int


@frozen
class Row:
    """One row of a canonical table; a field that the table does not have is None."""

    values: Mapping[str, object]

    @property
    def place(self) -> Place:
        """Where the row stands; (0, 0) for a row that came from no workbook."""
        return Place(_whole(self.values.get(TABLE)), _whole(self.values.get(ROW)))

    def text(self, field: str) -> str | None:
        """Give a text, code, unit, currency or status."""
        value = self.values.get(field)
        return value if isinstance(value, str) and value else None

    def number(self, field: str) -> Decimal | None:
        """Give a quantity, money, number, percent or number of days exactly."""
        return exact(self.values.get(field))

    def positive(self, field: str) -> Decimal | None:
        """Give a number above zero; zero and less count as not stated."""
        number = self.number(field)
        return number if number is not None and number > 0 else None

    def day(self, field: str) -> date | None:
        """Give a date without a time."""
        value = self.values.get(field)
        if isinstance(value, datetime):  # pandas' Timestamp too
            return None if pd.isna(value) else value.date()
        return value if isinstance(value, date) else None

    def finding(self, code: str, severity: Severity, field: str | None = None, **values: object) -> Finding:
        """Make a finding about this row."""
        return Finding(code, severity, values, self.place.table, self.place.row, field)


def rows_of(tables: Tables, kind: TableKind) -> list[Row]:
    """Give the rows of the table of a kind in their order; none where the workbook has no such table."""
    return rows_in(table(tables, kind))


def rows_in(frame: pd.DataFrame) -> list[Row]:
    """Give the rows of a canonical frame in their order."""
    return [Row({str(name): value for name, value in record.items()}) for record in frame.to_dict("records")]


def folded(text: str | None) -> str:
    """Give a text without differences of case and spacing, to compare names and codes by; '' for none."""
    return " ".join(text.split()).casefold() if text else ""


def stated(values: Iterable[str | None]) -> list[str]:
    """Give the values that there are, each once, in their order."""
    return list(dict.fromkeys(value for value in values if value))


def plain(number: Decimal) -> str:
    """Write a number without trailing zeros or an exponent: 100, not 1E+2 or 100.00."""
    return f"{number.normalize() + Decimal(0):f}"


def _whole(value: object) -> int:
    number = exact(value)
    return int(number) if number is not None else 0
