"""A supplier's order confirmation as a file: its lines with the dates, quantities and prices that they confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from buybook.core.confirming import Confirmation
from buybook.core.rows import Row, rows_in
from buybook.findings import Finding, Severity
from buybook.replies.files import ReplyFile
from buybook.schema import TableKind
from buybook.settings import Settings
from buybook.settings.model import SheetOverride
from buybook.vocabulary import Words, all_words
from buybook.workbook.places import locate
from buybook.workbook.reading import read_tables
from buybook.workbook.recognise import recognise
from buybook.workbook.tables import RecognisedTable

_DATES = ("promised_date", "expected_date", "delivery_date", "ship_date")
_QUANTITIES = ("quantity_confirmed", "quantity_ordered", "quantity", "quantity_to_receive")


def read_confirmations(
    file: ReplyFile, settings: Settings, words: Words
) -> tuple[tuple[Confirmation, ...], tuple[Finding, ...]]:
    """Read a file's lines that confirm something; places in findings are those of the file. Nothing raises."""
    tables = [
        replace(table, id=number)
        for number, table in enumerate(
            (table for grid in file.grids for table in recognise(
                (grid,), all_words(), {grid.sheet: SheetOverride(kind=TableKind.ORDERS)}
            ).tables), start=1
        )
    ]  # fmt: skip
    grids = {grid.sheet: grid for grid in file.grids}
    frames, told = read_tables(grids, tables, settings, words)
    findings = [*file.findings, *(_in_file(found, file, tables) for found in told)]
    frame = frames.get(TableKind.ORDERS, pd.DataFrame())
    said = [each for row in rows_in(frame) if (each := _confirmation(row)) is not None]
    if not said:
        values: Mapping[str, object] = {"name": file.name}
        findings.append(Finding("confirmation_no_list", Severity.ERROR, values))
    return tuple(said), tuple(findings)


def _confirmation(row: Row) -> Confirmation | None:
    """Give what a row confirms; None for one that names no line, or confirms nothing."""
    line, item = row.text("po_line"), row.text("item_number")
    day = next((found for name in _DATES if (found := row.day(name)) is not None), None)
    quantity = next((number for name in _QUANTITIES if (number := row.number(name)) is not None), None)
    price, per = row.number("unit_price"), row.number("price_per")
    if (line is None and item is None) or (day is None and quantity is None and price is None):
        return None
    return Confirmation(
        row.text("po_number") or row.text("purchase_order") or "",
        line,
        item,
        day,
        None if quantity is None else float(quantity),
        None if price is None else float(price),
        None if per is None else float(per),
        row.text("currency"),
    )


def _in_file(found: Finding, file: ReplyFile, tables: Sequence[RecognisedTable]) -> Finding:
    place = locate(found, tables)
    sheet = f"[{file.name}]{place.sheet}" if place.sheet else None
    return replace(found, table=None, row=None, sheet=sheet, cell=place.cell, title=place.title)
