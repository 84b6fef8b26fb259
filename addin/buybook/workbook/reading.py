"""Reading the recognised tables of a workbook into canonical frames, one a kind of table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from buybook.findings import Finding
from buybook.schema import FIELDS, Kind, TableKind
from buybook.settings import Settings
from buybook.vocabulary import Words
from buybook.workbook.centuries import Years, years_of
from buybook.workbook.column_reading import Array, ColumnContext, Distinct, Problem
from buybook.workbook.completing import Rows, complete
from buybook.workbook.data_rows import DataRows, data_rows
from buybook.workbook.date_columns import DateSurvey
from buybook.workbook.date_order import Elsewhere
from buybook.workbook.dates import Order
from buybook.workbook.looks import Place, complete_by_looks
from buybook.workbook.number_columns import NumberSurvey
from buybook.workbook.receipt_notes import FIELDS_WITH_NOTES, noted_receipts
from buybook.workbook.supplier_names import supplier_findings
from buybook.workbook.tables import Column, Grid, RecognisedTable, column_letter
from buybook.workbook.unread_columns import words_among_figures
from buybook.workbook.values import Survey, resolve, survey

Tables = Mapping[TableKind, pd.DataFrame]

_TABLE, _ROW = "_table", "_row"
# What Buybook itself works out for order lines: read back, its own answer would count as the buyer's word.
_RESULTS = frozenset(
    {"quantity_received", "quantity_accepted", "quantity_outstanding", "status", "flags", "days_late",
     "due_date"}
)  # fmt: skip
_NUMBERS = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.DAYS})


@dataclass
class _Column:
    """One column to be read: where it stands, and what its cells were found to say."""

    index: int  # column of the sheet
    field: str
    title: str
    block: int | None  # of suppliers side by side, counted from 0
    context: ColumnContext
    survey: Survey


@dataclass
class _TableReading:
    grid: Grid
    table: RecognisedTable
    neighbours: Sequence[RecognisedTable]  # all lists of the sheet
    data: DataRows
    columns: list[_Column]


def read_tables(
    grids: Mapping[str, Grid], tables: Sequence[RecognisedTable], settings: Settings, words: Words
) -> tuple[Tables, tuple[Finding, ...]]:
    """Read all recognised tables; give the frame of each kind, and a finding for whatever could not be read.

    A frame has a row per row of data (where suppliers stand side by side, per row and supplier), the fields
    that the workbook has, `_table` and `_row`, and besides them `status_text`, what the buyer wrote as the
    state, and `validity_days`, where a quotation is valid for a number of days. Tables without a language of
    their own are read as in the language of `words`.
    """
    by_sheet = {table.sheet: [each for each in tables if each.sheet == table.sheet] for table in tables}
    readings = [
        _survey(grids[table.sheet], table, by_sheet[table.sheet], settings, words) for table in tables
    ]
    _share(readings)
    frames: dict[TableKind, list[dict[str, Array]]] = {}
    findings: list[Finding] = []
    for reading in readings:
        findings.extend(reading.data.findings)
        findings.extend(words_among_figures(reading.grid, reading.table, reading.data.rows))
        frames.setdefault(reading.table.kind, []).append(_values(reading, settings, findings))
    read = {kind: _frame(parts) for kind, parts in frames.items()}
    return read, (*findings, *supplier_findings(read))


def _survey(
    grid: Grid,
    table: RecognisedTable,
    neighbours: Sequence[RecognisedTable],
    settings: Settings,
    words: Words,
) -> _TableReading:
    """Find the rows of data, and read their cells one by one."""
    chosen = _chosen(table)
    data = data_rows(grid, table, {index: name for index, name, _, _ in chosen})
    columns = []
    for index, name, title, block in chosen:
        context = _context(name, title, table, settings, words)
        columns.append(_Column(index, name, title, block, context, survey(data.cells[index], context)))
    return _TableReading(grid, table, neighbours, data, columns)


def _chosen(table: RecognisedTable) -> list[tuple[int, str, str, int | None]]:
    """Give column, field, title and block of everything to be read."""
    titles = {column.index: column.title for column in table.columns}
    chosen: list[tuple[int, str, str, int | None]] = []
    for name in dict.fromkeys(column.field for column in table.columns):
        column = table.column(name) if name is not None and name in FIELDS else None
        if column is not None and name is not None and not _is_result(column, table):
            chosen.append((column.index, name, column.title, None))
    for number, block in enumerate(table.blocks):
        fields = {name: index for index, name in block.fields.items() if name in FIELDS}
        chosen.extend((index, name, titles.get(index, ""), number) for name, index in fields.items())
    return chosen


def _is_result(column: Column, table: RecognisedTable) -> bool:
    return table.kind is TableKind.ORDERS and column.ours and column.field in _RESULTS


def _context(
    field: str, title: str, table: RecognisedTable, settings: Settings, words: Words
) -> ColumnContext:
    language = table.language or words.language
    return ColumnContext(
        field=field,
        title=title,
        language=language,
        table_kind=table.kind,
        base_currency=settings.base_currency,
        dates=Elsewhere(setting=settings.dates.order, language=language, country=settings.country),
        no_date=frozenset(settings.dates.no_date),
        decimal_setting=settings.numbers.decimal,
    )


def _share(readings: Sequence[_TableReading]) -> None:
    """Tell each column what the others of its table, and other tables, prove of how things are written."""
    orders = {id(column): _proved_orders(column) for reading in readings for column in reading.columns}
    signs = {id(column): _proved_sign(column) for reading in readings for column in reading.columns}
    certain = [_certain(reading) for reading in readings]
    for place, reading in enumerate(readings):
        years = _own_years(reading, certain, place)
        others = [column for other in readings if other is not reading for column in other.columns]
        for column in reading.columns:
            siblings = [sibling for sibling in reading.columns if sibling is not column]
            elsewhere = replace(
                column.context.dates,
                table=_agreed(orders[id(sibling)] for sibling in siblings),
                workbook=_agreed(orders[id(other)] for other in others),
            )
            column.context = replace(
                column.context,
                dates=elsewhere,
                years=years,
                near=_near(column, siblings),
                decimal_table=_only(signs[id(sibling)] for sibling in siblings),
                decimal_workbook=_only(signs[id(other)] for other in others),
            )


def _proved_orders(column: _Column) -> Mapping[str, Order]:
    return column.survey.proved(column.context) if isinstance(column.survey, DateSurvey) else {}


def _proved_sign(column: _Column) -> str | None:
    return column.survey.proved() if isinstance(column.survey, NumberSurvey) else None


def _agreed(proved: Iterable[Mapping[str, Order]]) -> dict[str, Order]:
    """Give the order of each style that all columns agree on."""
    found: dict[str, set[Order]] = {}
    for orders in proved:
        for style, order in orders.items():
            found.setdefault(style, set()).add(order)
    return {style: next(iter(orders)) for style, orders in found.items() if len(orders) == 1}


def _only(signs: Iterable[str | None]) -> str | None:
    found = set(signs) - {None}
    return found.pop() if len(found) == 1 else None


def _certain(reading: _TableReading) -> list[Array]:
    """Give the dates of a table that need no decision, column by column."""
    return [column.survey.certain() for column in reading.columns if isinstance(column.survey, DateSurvey)]


def _own_years(reading: _TableReading, certain: Sequence[list[Array]], place: int) -> Years | None:
    """Give the years that a table's dates lie in, else those of the other tables'."""
    if not certain[place]:
        return None
    no_date = reading.columns[0].context.no_date
    others = [days for number, columns in enumerate(certain) if number != place for days in columns]
    return years_of(certain[place], no_date) or years_of(others, no_date)


def _near(column: _Column, siblings: Sequence[_Column]) -> Array | None:
    """Give the dates of the sibling that has most dates without doubt, for a column that has doubts."""
    if not isinstance(column.survey, DateSurvey) or not column.survey.numeric():
        return None
    certain = [sibling.survey.certain() for sibling in siblings if isinstance(sibling.survey, DateSurvey)]
    best = max(certain, key=lambda days: int((~np.isnat(days)).sum()), default=None)
    return best if best is not None and not np.isnat(best).all() else None


def _values(reading: _TableReading, settings: Settings, findings: list[Finding]) -> dict[str, Array]:
    """Give the values of a table's rows by field, with their places; note what could not be read."""
    parts = [
        _part(reading, block, settings, findings)
        for block in (range(len(reading.table.blocks)) if reading.table.blocks else [None])
    ]
    joined = _joined(parts)
    order = np.argsort(joined[_ROW], kind="stable")
    return {name: values[order] for name, values in joined.items()}


def _part(
    reading: _TableReading, block: int | None, settings: Settings, findings: list[Finding]
) -> dict[str, Array]:
    """Read the shared columns, and those of one supplier's block."""
    columns = [column for column in reading.columns if column.block in (None, block)]
    rows = Rows(titles={column.field: column.title for column in columns}, readings={}, values={})
    read = {column.field: resolve(column.survey, column.context) for column in columns}
    rows.readings = read
    for name, found in read.items():
        rows.values[name] = found.values
        rows.values |= {
            extra: found.extras[extra] for extra in ("status_text", "validity_days") if extra in found.extras
        }
        rows.problems.extend((name, problem) for problem in found.problems)
    if rows.values:
        complete(rows, settings.base_currency, reading.table.language)
        complete_by_looks(rows, _place(reading, columns), settings.base_currency)
    if reading.table.kind is TableKind.ORDERS:
        _offer_receipts(rows, columns)
    places = {column.field: column for column in columns}
    findings.extend(
        _finding(reading, name, places.get(name), problem)
        for name, problem in rows.problems
        if block in (None, 0)
        or (name in places and places[name].block is not None)  # shared columns are told of once
    )
    return _with_places(reading, block, rows.values)


def _offer_receipts(rows: Rows, columns: Sequence[_Column]) -> None:
    received = rows.values.get("quantity_received")
    for column in columns:
        if column.field in FIELDS_WITH_NOTES:
            cells = column.survey if isinstance(column.survey, Distinct) else column.survey.cells
            rows.problems.extend((column.field, problem) for problem in noted_receipts(cells, received))


def _place(reading: _TableReading, columns: Sequence[_Column]) -> Place:
    indices = {column.field: column.index for column in columns}
    return Place(reading.grid, reading.table, reading.neighbours, reading.data.rows, indices)


def _with_places(reading: _TableReading, block: int | None, values: dict[str, Array]) -> dict[str, Array]:
    count = len(reading.data.rows)
    found = values | {
        _TABLE: np.full(count, reading.table.id, dtype=np.int64),
        _ROW: reading.data.rows.astype(np.int64),
    }
    if block is None and reading.table.supplier is not None and "supplier" not in found:
        found["supplier"] = np.full(count, reading.table.supplier, dtype=object)
    if block is None:
        return found
    quantity = reading.table.blocks[block].quantity_break
    if quantity is not None:
        found["quantity_break"] = np.full(count, quantity)
    for name, value in reading.table.blocks[block].stated.items():
        kind = None if isinstance(value, float) else object
        found[name] = np.full(count, value, dtype=kind)
    supplier = reading.table.blocks[block].supplier
    if supplier is not None:
        found["supplier"] = np.full(count, supplier, dtype=object)
    offered = np.zeros(count, dtype=bool)
    for column in reading.columns:
        if column.block == block:
            offered |= reading.data.cells[column.index].filled
    return {name: array[offered] for name, array in found.items()}


def _finding(reading: _TableReading, name: str, column: _Column | None, problem: Problem) -> Finding:
    """Place a problem: by row and field, or by cell where several columns hold the same field."""
    table = reading.table
    row = table.header_row if problem.index is None else int(reading.data.rows[problem.index])
    if column is None or column.block is None:
        return Finding(problem.code, problem.severity, problem.values, table=table.id, row=row, field=name)
    cell = f"{column_letter(column.index)}{row}"
    return Finding(
        problem.code, problem.severity, problem.values, sheet=table.sheet, cell=cell, title=column.title
    )


def _joined(parts: Sequence[dict[str, Array]]) -> dict[str, Array]:
    """Put the rows of several parts below each other; what a part does not have is missing in its rows."""
    if len(parts) == 1:
        return parts[0]
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: np.concatenate([_present(part, name) for part in parts]) for name in names}


def _present(part: dict[str, Array], name: str) -> Array:
    if name in part:
        return part[name]
    count = len(part[_ROW])
    kind = FIELDS[name].kind if name in FIELDS else None
    if kind in _NUMBERS or name == "validity_days":
        return np.full(count, np.nan)
    if kind is Kind.DATE:
        return np.full(count, np.datetime64("NaT", "s"))
    return np.full(count, None, dtype=object)


def _frame(parts: Sequence[dict[str, Array]]) -> pd.DataFrame:
    joined = _joined(parts)
    names = [_TABLE, _ROW, *(name for name in FIELDS if name in joined)]
    names += [name for name in joined if name not in names]
    # dtype given: pandas would make its own kind of text columns, with NaN for what is missing.
    return pd.DataFrame({name: pd.Series(joined[name], dtype=joined[name].dtype) for name in names})
