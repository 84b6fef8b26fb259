"""Offered lines as rows of the buyer's list of quotations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from buybook.commands.job import Job
from buybook.commands.lists import as_value, list_in_use, list_rows, new_list
from buybook.commands.unit_words import shown_unit, unit_in_list
from buybook.core.offered import OfferedLine
from buybook.core.rows import folded
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.edits import ColumnEdit, Edit, Value
from buybook.workbook.tables import RecognisedTable
from buybook.workbook.title_hints import title_hints

FIELDS = (
    "quote_number", "rfq", "supplier", "item_number", "description", "quantity", "unit", "unit_price", "price_per",
    "currency", "discount", "quantity_break", "moq", "order_multiple", "pack_size", "lead_time", "freight_cost",
    "quote_date", "quote_valid_until", "incoterm", "payment_terms", "supplier_item_number",
    "manufacturer_part_number", "status", "comment",
)  # fmt: skip
_ALWAYS = frozenset(
    {"quote_number", "supplier", "item_number", "description", "quantity", "unit", "unit_price", "price_per",
     "currency", "quantity_break", "moq", "lead_time", "quote_date", "quote_valid_until", "status", "comment"}
)  # fmt: skip
# What a price means nothing without: a list that has no column for one of these gets one of ours.
_MUST_KEEP = ("price_per", "currency", "discount", "quantity_break", "quote_valid_until")


def offer_edits(job: Job, lines: Sequence[OfferedLine]) -> tuple[Edit, ...]:
    """Give the edits that add lines to the buyer's list of quotations, or begin one.

    A list in which suppliers stand side by side takes no rows; where there is no other, a new one is begun.
    """
    if not lines:
        return ()
    table = _target(job, lines)
    rows = [_row(job, line, table) for line in lines]
    if table is None:
        fields = [
            name for name in FIELDS if name in _ALWAYS or any(row.get(name) is not None for row in rows)
        ]
        return (new_list(job.view, job.words, TableKind.QUOTATIONS, fields, rows),)
    return (
        *_missing_columns(job.words, table, rows),
        *list_rows(job.view, job.words, TableKind.QUOTATIONS, FIELDS, rows, table),
    )


def _target(job: Job, lines: Sequence[OfferedLine]) -> RecognisedTable | None:
    suppliers = {folded(line.supplier) for line in lines}
    only = next(iter(lines)).supplier if len(suppliers) == 1 else None
    fitting = [
        table for table in job.view.recognition.of_kind(TableKind.QUOTATIONS) if _takes(table, suppliers)
    ]
    preferred = list_in_use(job.view, TableKind.QUOTATIONS, only)
    return preferred if preferred in fitting else next(iter(fitting), None)


def _takes(table: RecognisedTable, suppliers: set[str]) -> bool:
    """Tell whether a list can hold lines of these suppliers: it has a column for the name, or is theirs alone."""
    if table.blocks:
        return False
    named = table.column("supplier") is not None or table.column("supplier_no") is not None
    return named or (table.supplier is not None and suppliers == {folded(table.supplier)})


def _missing_columns(words: Words, table: RecognisedTable, rows: Sequence[Mapping[str, Value]]) -> list[Edit]:
    needed = [
        name
        for name in _MUST_KEEP
        if table.column(name) is None and any(_says(name, row.get(name)) for row in rows)
    ]
    formats = {"quote_valid_until": "yyyy-mm-dd"}
    return [
        ColumnEdit(
            table.id, name, words.label(f"column.{name}"), {}, number_format=formats.get(name, "General")
        )
        for name in needed
    ]


def _says(name: str, value: Value) -> bool:
    return value is not None and not (name in {"price_per", "quantity_break"} and value == 1)


def _row(job: Job, line: OfferedLine, table: RecognisedTable | None) -> dict[str, Value]:
    words = job.words
    unit = (
        unit_in_list(line.unit, job.view, table, words) if table is not None else shown_unit(line.unit, words)
    )
    values: dict[str, Value] = {
        name: as_value(getattr(line, name)) for name in FIELDS if hasattr(line, name) and name != "unit"
    }
    values["unit"] = unit
    values["quote_valid_until"] = line.valid_until
    values["quote_date"] = (
        line.quote_date or job.today
    )  # the older offer stays, and this one counts from today
    values["lead_time"] = as_value(_lead_time(line.lead_time, table))
    if line.unit_price is None:
        values["price_per"] = None
    remarks = [line.comment] if line.comment else []
    if line.declined:
        values["status"] = words.state("declined")
    if line.alternative:
        remarks.insert(0, words.label("quotation.alternative"))
    values["comment"] = "; ".join(remarks) or None
    return {name: value for name, value in values.items() if value is not None}


def _lead_time(days: Decimal | None, table: RecognisedTable | None) -> Decimal | None:
    """Give a lead time in the unit of the list's column: "Lead time (weeks)" takes weeks."""
    column = table.column("lead_time") if table is not None else None
    measure = title_hints(column.title).measure if column is not None else None
    if days is None or measure is None or measure.factor == 1:
        return days
    return round(days / Decimal(repr(measure.factor)), 2)
