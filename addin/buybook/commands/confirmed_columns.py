"""Where what was confirmed is written: the buyer's own columns of promise, confirmed quantity and price, else ours."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

import pandas as pd

from buybook.commands.line_columns import LineEdits, date_format, first_formula
from buybook.core.confirming import Confirmed
from buybook.core.due_dates import PROMISES
from buybook.core.frames import Tables
from buybook.findings import Finding, Severity
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.edits import CellEdit, ColumnEdit, Value
from buybook.workbook.same import same_value
from buybook.workbook.tables import Column, RecognisedTable
from buybook.workbook.view import WorkbookView

_Found: TypeAlias = "tuple[Column | None, list[Finding]]"
_DATE, _QUANTITY, _PRICE = "promised_date", "quantity_confirmed", "unit_price"


def _values(confirmed: Confirmed) -> dict[str, Value]:
    values: dict[str, Value] = {_DATE: confirmed.date, _QUANTITY: confirmed.quantity, _PRICE: confirmed.price}
    return {name: value for name, value in values.items() if value is not None}


def with_confirmed(tables: Tables, accepted: Sequence[Confirmed]) -> Tables:
    """Give the tables as they will be once the confirmations are written."""
    orders = tables[TableKind.ORDERS].copy()
    for each in accepted:
        place = orders.index[each.row]
        for name, value in _values(each).items():
            if name not in orders:
                missing: object = pd.NaT if name == _DATE else float("nan")
                dtype = "datetime64[s]" if name == _DATE else "float64"
                orders[name] = pd.Series(missing, index=orders.index, dtype=dtype)
            orders.loc[place, name] = pd.Timestamp(value) if isinstance(value, dt.date) else value
    return {**tables, TableKind.ORDERS: orders}


def confirmed_edits(view: WorkbookView, words: Words, accepted: Sequence[Confirmed]) -> LineEdits:
    """Give the edits that write confirmations into the order lists.

    The date goes into the column that the promise is read from; quantities into one of ours where there is none.
    A price is only written into a column of prices.
    """
    result = LineEdits()
    orders = view.tables.get(TableKind.ORDERS)
    if orders is None or not accepted:
        return result
    values: dict[tuple[int, str], dict[int, Value]] = defaultdict(dict)
    places = list(zip(orders["_table"].tolist(), orders["_row"].tolist(), strict=True))
    for each in accepted:
        table, row = places[each.row]
        for name, value in _values(each).items():
            values[int(table), name][int(row)] = value
    for (table_id, name), of_rows in values.items():
        _write(view, words, view.table(table_id), name, of_rows, result)
    return result


def _write(
    view: WorkbookView,
    words: Words,
    table: RecognisedTable,
    name: str,
    values: dict[int, Value],
    result: LineEdits,
) -> None:
    names = PROMISES if name == _DATE else (name,)
    column = next((found for each in names if (found := table.column(each)) is not None), None)
    formula = None if column is None or column.ours else first_formula(view, table, column)
    if column is not None and formula is not None:
        told = {"column": column.title, "ours": words.label(f"column.{name}")}
        result.findings.append(
            Finding("formula_in_the_way", Severity.INFO, told, table=table.id, row=formula, field=name)
        )
    if column is not None and formula is None:
        for row, value in values.items():
            if not same_value(view.value(table.sheet, row, column.index), value):
                result.edits.append(CellEdit(table.sheet, row, column.index, value))
    elif name != _PRICE:
        form = date_format(view, words) if name == _DATE else "General"
        title = words.label(f"column.{name}")
        result.edits.append(ColumnEdit(table.id, name, title, values, number_format=form, width=14))
