"""The cells of a reply's rows as values: each column is read as a whole, as a buyer's columns are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np
import pandas as pd

from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.rfq_keys import FIELD_OF, RowKey
from buybook.schema import FIELDS, Kind, TableKind
from buybook.workbook.column_reading import ColumnContext, ColumnReading, Problem, distinct, is_blank, shown
from buybook.workbook.date_order import Elsewhere
from buybook.workbook.form_places import FormColumns
from buybook.workbook.number_columns import NumberSurvey
from buybook.workbook.numbers import NumberText, read_number_text
from buybook.workbook.tables import Grid, column_letter
from buybook.workbook.values import Survey, resolve, survey
from buybook.workbook.word_columns import as_text

_STYLE = frozenset({"number_style_from_elsewhere", "number_style_unclear", "number_style_by_language"})
_DATE_STYLE = frozenset({"date_order_by_language", "date_order_from_elsewhere", "date_order_unclear"})
# A unit that we do not know may be the buyer's own, and their own words need no finding.
_QUIET = frozenset({"unit_unknown", "date_for_code"})
_DIGITS = 12  # of a number that a formula made: 12.340000000000002 is 12.34


@frozen
class Surroundings:
    """What is known of how the reply is written."""

    language: str
    currency: str = "auto"  # that of the whole quotation, which tells whose crowns "kr" are
    no_date: frozenset[dt.date] = frozenset()
    decimal: str = "auto"
    date_order: str = "auto"


@dataclass
class FormRow:
    """A row of the reply: its values by field, and what its price cell said besides."""

    grid: Grid
    row: int
    key: RowKey | None
    columns: FormColumns
    values: dict[str, object] = field(default_factory=dict)
    raw: dict[str, object] = field(default_factory=dict)
    beside: dict[str, object] = field(
        default_factory=dict
    )  # unit, currency and price_per of the price's cell
    findings: list[Finding] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)

    def text(self, name: str) -> str:
        """Give a field as text; empty where there is none."""
        value = self.raw.get(name)
        return "" if is_blank(value) else as_text(value)

    def number(self, name: str) -> Decimal | None:
        """Give a field as a number."""
        value = self.values.get(name)
        return value if isinstance(value, Decimal) else None

    def forget(self, name: str) -> None:
        """Take back what was told of a field."""
        column = self.columns.fields.get(name)
        cell = f"{column_letter(column or self.grid.first_column)}{self.row}"
        self.findings = [found for found in self.findings if found.cell != cell]
        self.doubtful.discard(name)

    def tell(self, name: str, code: str, severity: Severity, values: Mapping[str, object]) -> None:
        """Add a finding about a field of the row; a warning or an error makes the field doubtful."""
        column = self.columns.fields.get(name)
        cell = f"{column_letter(column or self.grid.first_column)}{self.row}"
        title = self.columns.titles.get(column) if column is not None else None
        self.findings.append(Finding(code, severity, values, sheet=self.grid.sheet, cell=cell, title=title))
        if severity is not Severity.INFO:
            self.doubtful.add(name)


def read_rows(
    grid: Grid, columns: FormColumns, rows: Mapping[int, RowKey | None], around: Surroundings
) -> tuple[list[FormRow], list[Finding]]:
    """Read the rows of a sheet; give them with their findings, and the findings about whole columns."""
    found = [FormRow(grid, row, key, columns) for row, key in sorted(rows.items())]
    about: list[Finding] = []
    contexts = {name: _context(name, columns, around) for name in columns.fields}
    cells = {name: [grid.cell(row.row, column) for row in found] for name, column in columns.fields.items()}
    surveys = {name: survey(distinct(cells[name]), contexts[name]) for name in cells}
    for name, surveyed in surveys.items():
        context = _with_signs(contexts[name], name, surveys)
        about.extend(_fill(found, name, cells[name], resolve(surveyed, context), context))
    return found, about


def _context(name: str, columns: FormColumns, around: Surroundings) -> ColumnContext:
    return ColumnContext(
        field=FIELD_OF.get(name, name),
        title=columns.titles.get(columns.fields[name], ""),
        language=around.language,
        table_kind=TableKind.QUOTATIONS,
        base_currency=around.currency,
        dates=Elsewhere(setting=around.date_order, language=around.language),
        no_date=around.no_date,
        decimal_setting=around.decimal,
    )


def _with_signs(context: ColumnContext, name: str, surveys: Mapping[str, Survey]) -> ColumnContext:
    """Tell a column the decimal sign that the others show."""
    others = {
        surveyed.proved() for other, surveyed in surveys.items()
        if other != name and isinstance(surveyed, NumberSurvey)
    } - {None}  # fmt: skip
    return replace(context, decimal_table=others.pop() if len(others) == 1 else None)


def _fill(
    rows: Sequence[FormRow], name: str, cells: Sequence[object], read: ColumnReading, context: ColumnContext
) -> list[Finding]:
    for index, row in enumerate(rows):
        row.raw[name] = cells[index]
        row.values[name] = typed(read.values[index], context.kind)
        if name == "unit_price":
            row.beside |= {
                extra: typed(values[index], Kind.NUMBER if extra == "price_per" else Kind.TEXT)
                for extra, values in read.extras.items()
            }
    about = []
    for problem in read.problems:
        if problem.code in _QUIET:
            continue
        if problem.code in _STYLE:
            _tell_styles(rows, name, read, problem)
        elif problem.index is None:
            about.append(_of_column(rows, name, problem))
        else:
            severity = Severity.WARNING if problem.code in _DATE_STYLE else problem.severity
            rows[problem.index].tell(name, problem.code, severity, problem.values)
    return about


def _of_column(rows: Sequence[FormRow], name: str, problem: Problem) -> Finding:
    columns = rows[0].columns
    column = columns.fields[name]
    return Finding(
        problem.code,
        Severity.WARNING if problem.code in _DATE_STYLE else problem.severity,
        problem.values,
        sheet=rows[0].grid.sheet,
        cell=f"{column_letter(column)}{columns.header_row}",
        title=columns.titles.get(column),
    )


def _tell_styles(rows: Sequence[FormRow], name: str, read: ColumnReading, problem: Problem) -> None:
    """Tell of every number of the column that could be read in two ways."""
    severity = Severity.INFO if problem.code == "number_style_from_elsewhere" else Severity.WARNING
    sign = read.evidence[0][:1]
    for row in rows:
        value = row.raw[name]
        says = read_number_text(value) if isinstance(value, str) else None
        if isinstance(says, NumberText) and says.ambiguous and row.values[name] is not None:
            values = {
                "value": shown(value), "number": f"{says.value(sign):.10g}", "other": f"{says.other(sign):.10g}"
            }  # fmt: skip
            row.tell(name, "form_number_style", severity, values)


def typed(value: object, kind: Kind) -> object:
    """Give a value as the reply holds it: a Decimal, a date, text, or None where there is none."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]  # a single value
        return None
    if isinstance(value, np.datetime64):
        return value.astype("datetime64[D]").astype(dt.date)
    if isinstance(value, (float, int, np.floating)):
        return as_decimal(float(value))
    return value if kind is not Kind.TEXT else str(value)


def as_decimal(number: float) -> Decimal | None:
    """Give a cell's number without what binary fractions leave at its end; None for one that is not finite."""
    if not np.isfinite(number):
        return None
    return Decimal(int(number)) if number.is_integer() else Decimal(f"{number:.{_DIGITS}g}")


def kind_of(name: str) -> Kind:
    """Give the kind of values of a field of the form."""
    return FIELDS[FIELD_OF.get(name, name)].kind
