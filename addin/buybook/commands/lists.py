"""Rows for the buyer's lists: which of a list's columns takes what, and new lists where there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

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
_WIDTHS: Mapping[str, float] = {"supplier": 26, "description": 32, "reason": 30, "claim": 18, "comment": 30}


def list_rows(
    view: WorkbookView,
    words: Words,
    kind: TableKind,
    fields: Sequence[str],
    rows: Sequence[Mapping[str, Value]],
) -> tuple[Edit, ...]:
    """Give the edits that add rows to the workbook's list of a kind; a new list of `fields` where it has none.

    Where it has several such lists, the one with the most rows is the one in use.
    """
    if not rows:
        return ()
    lists = view.recognition.of_kind(kind)
    if not lists:
        return (_new_list(view, words, kind, fields, rows),)
    table = max(lists, key=lambda each: (each.last_row - each.first_row, -each.id))
    fitted = tuple(_fitted(table, row) for row in rows)
    return (*_missing_columns(words, table, fitted), RowsEdit(table.id, fitted))


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


def _new_list(
    view: WorkbookView,
    words: Words,
    kind: TableKind,
    fields: Sequence[str],
    rows: Sequence[Mapping[str, Value]],
) -> ListEdit:
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
