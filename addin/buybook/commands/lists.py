"""Rows for the buyer's lists: which of a list's columns takes what, and new lists where there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from buybook.schema import FIELDS, Kind, TableKind
from buybook.vocabulary import Words
from buybook.workbook.edits import ColumnEdit, Edit, ListColumn, ListEdit, RowsEdit, Value
from buybook.workbook.tables import RecognisedTable
from buybook.workbook.view import WorkbookView

# Where a list has no column of the first kind, the next takes the value.
_STAND_INS: Mapping[str, tuple[str, ...]] = {
    "po_number": ("purchase_order",),
    "quantity_ordered": ("quantity",),
    "quantity_received": ("quantity",),
    "received_date": ("delivery_date",),
    "requested_date": ("delivery_date", "expected_date"),
    "reason": ("claim", "comment"),
    "claim": ("reason",),
    "unit_price": ("purchase_price", "price_excl_vat"),
    "supplier": ("supplier_no",),
}
# What must not get lost: a list without a column for it gets one of ours.
_MUST_KEEP = (
    "po_number", "quantity_received", "quantity_ordered", "quantity_rejected", "quantity_damaged", "reason",
    "delivery_note", "received_date",
)  # fmt: skip
_IN_USE_BY = ("order_date", "received_date")  # the latest of these shows which list is in use
_WIDTHS: Mapping[str, float] = {"supplier": 26, "description": 32, "reason": 30, "claim": 18, "comment": 30}


def list_rows(
    view: WorkbookView,
    words: Words,
    kind: TableKind,
    fields: Sequence[str],
    rows: Sequence[Mapping[str, Value]],
    table: RecognisedTable | None = None,
) -> tuple[Edit, ...]:
    """Give the edits that add rows to `table`, else to the list of the kind that is in use.

    A new list of `fields` is made where the workbook has none.
    """
    if not rows:
        return ()
    table = table or list_in_use(view, kind)
    if table is None:
        return (new_list(view, words, kind, fields, rows),)
    fitted = tuple(_fitted(table, row) for row in rows)
    return (*_missing_columns(words, table, fitted), RowsEdit(table.id, fitted))


def list_in_use(view: WorkbookView, kind: TableKind, supplier: str | None = None) -> RecognisedTable | None:
    """Give the list of a kind that the buyer goes on with; None when there is none.

    Of several it is the one that holds this supplier alone, or is named after it (a sheet a supplier); else the
    one with the latest date (a sheet a month); else the longest.
    """
    lists = view.recognition.of_kind(kind)
    if len(lists) < 2:
        return next(iter(lists), None)
    frame = view.tables[kind]
    if supplier is not None:
        wanted = _plain(supplier)
        for table in lists:
            if _suppliers(frame, table) == {wanted} or wanted in _plain(f"{table.sheet}"):
                return table
    return max(lists, key=lambda table: (_latest(frame, table), table.last_row - table.first_row, table.id))


def _suppliers(frame: pd.DataFrame, table: RecognisedTable) -> set[str]:
    if "supplier" not in frame:
        return set()
    own = frame.loc[frame["_table"] == table.id, "supplier"]
    return {_plain(name) for name in own if isinstance(name, str)}


def _latest(frame: pd.DataFrame, table: RecognisedTable) -> pd.Timestamp:
    dates = [frame.loc[frame["_table"] == table.id, name].max() for name in _IN_USE_BY if name in frame]
    return max((date for date in dates if not pd.isna(date)), default=pd.Timestamp.min)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _fitted(table: RecognisedTable, row: Mapping[str, Value]) -> dict[str, Value]:
    """Put each value under the field that the list has a column for; what was named first goes first."""
    fitted: dict[str, Value] = {}
    for field, value in row.items():
        names = (field, *_STAND_INS.get(field, ()))
        target = next(
            (name for name in names if table.column(name) is not None and name not in row.keys() - {field}),
            field,
        )
        fitted.setdefault(target, value)
    return fitted


def _missing_columns(
    words: Words, table: RecognisedTable, rows: Iterable[Mapping[str, Value]]
) -> list[ColumnEdit]:
    needed = [
        field
        for field in _MUST_KEEP
        if table.column(field) is None and any(row.get(field) not in (None, 0) for row in rows)
    ]
    return [
        ColumnEdit(table.id, field, words.label(f"column.{field}"), {}, number_format=_format(field, words))
        for field in needed
    ]


def new_list(
    view: WorkbookView,
    words: Words,
    kind: TableKind,
    fields: Sequence[str],
    rows: Sequence[Mapping[str, Value]],
) -> ListEdit:
    """Give the edit that begins a list of a kind on a sheet of its own."""
    title = words.label(f"list.{kind.value}")
    columns = tuple(
        ListColumn(field, words.title(field), _format(field, words), _WIDTHS.get(field, 14))
        for field in fields
    )
    return ListEdit(_free_sheet_name(title, view.sheet_names), title, columns, tuple(rows))


def _free_sheet_name(name: str, taken: Iterable[str]) -> str:
    known = {each.casefold() for each in taken}
    free, number = name, 2
    while free.casefold() in known:
        free, number = f"{name} {number}", number + 1
    return free


def _format(field: str, words: Words) -> str:
    match FIELDS[field].kind:
        case Kind.DATE:
            return {"nl": "dd-mm-yyyy", "sv": "yyyy-mm-dd"}.get(words.language, "dd mmm yyyy")
        case Kind.MONEY:
            return "#,##0.00##" if field == "unit_price" else "#,##0.00"
        case _:
            return "General"


def as_value(value: object) -> Value:
    """Give a value of the core as a cell takes it."""
    if value is None or isinstance(value, (str, bool, int, dt.date)):
        return value
    number = float(str(value))
    return int(number) if number.is_integer() else number
