"""Where an award is written: awarded quantities beside the quotations, the suppliers beside the requests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from buybook.commands.answers import shown_number
from buybook.commands.lists import as_value
from buybook.core.award import Award
from buybook.core.item_keys import item_keys
from buybook.core.needs import still_needed
from buybook.core.rows import Place, rows_of
from buybook.core.sourcing import Sourced, quoted_quantity
from buybook.findings import Finding, Severity
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.edits import CellEdit, ColumnEdit, Edit, Value
from buybook.workbook.same import same_value
from buybook.workbook.tables import Column, RecognisedTable
from buybook.workbook.view import WorkbookView

_QUANTITY, _SUPPLIER = "quantity_awarded", "awarded_supplier"


def award_edits(
    view: WorkbookView, words: Words, found: Award, sourced: Sourced
) -> tuple[list[Edit], list[Finding]]:
    """Give the edits that write an award into the lists; a list that cannot hold it is told."""
    edits: list[Edit] = []
    findings: list[Finding] = []
    quantities = _quantities(found, sourced)
    kept = _ordered_rows(sourced)
    for table in view.recognition.of_kind(TableKind.QUOTATIONS):
        own = {place.row: value for place, value in quantities.items() if place.table == table.id}
        if table.blocks:
            if own:
                values = {"sheet": table.sheet}
                findings.append(
                    Finding("award_side_by_side", Severity.INFO, values, table=table.id, row=table.header_row)
                )
            continue
        leave = {place.row for place in kept if place.table == table.id}
        edits.extend(_written(view, words, table, _QUANTITY, own, leave))
    asked = _suppliers(view, words, found, sourced)
    for table in view.recognition.of_kind(TableKind.REQUISITIONS):
        named = {place.row: value for place, value in asked.items() if place.table == table.id}
        edits.extend(_written(view, words, table, _SUPPLIER, named, set()))
    return edits, findings


def _quantities(found: Award, sourced: Sourced) -> dict[Place, Value]:
    """Give the awarded quantity of each row of an offer, in the row's unit: on the row whose break it reaches."""
    quantities: dict[Place, Value] = {}
    for part in found.parts:
        offer, lot = sourced.offer(part), sourced.lots[part.item]
        row = offer.quoted.row_at(quoted_quantity(offer, lot, part.order_quantity))
        quantities[row.place] = as_value(quoted_quantity(offer, lot, part.quantity))
    return quantities


def _ordered_rows(sourced: Sourced) -> set[Place]:
    """Give the rows of what was ordered already: their awards stay as they are."""
    lots = [sourced.lots[name] for name, why in sourced.left.items() if why == "ordered"]
    return {place for lot in lots for offer in lot.offers for place in offer.places}


def _suppliers(view: WorkbookView, words: Words, found: Award, sourced: Sourced) -> dict[Place, Value]:
    """Give who was awarded what each waiting request asks for; with the quantities where they are several."""
    by_item: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for part in found.parts:
        by_item[part.item].append((part.supplier, part.quantity))
    by_key = {lot.key: by_item[name] for name, lot in sourced.lots.items() if name in by_item}
    keys = item_keys(view.tables)
    named: dict[Place, Value] = {}
    for row in rows_of(view.tables, TableKind.REQUISITIONS):
        key = keys.of(row)
        if key in by_key and still_needed(row):
            named[row.place] = _said(by_key[key], words)
    return named


def _said(parts: list[tuple[str, Decimal]], words: Words) -> str:
    if len(parts) == 1:
        return parts[0][0]
    return "; ".join(f"{supplier} {shown_number(quantity, words.language)}" for supplier, quantity in parts)


def _written(
    view: WorkbookView,
    words: Words,
    table: RecognisedTable,
    name: str,
    values: Mapping[int, Value],
    leave: set[int],
) -> Iterator[Edit]:
    """Write a column of the award: ours, the buyer's own of the kind, else a new one of ours."""
    column = _column(view, table, name)
    if column is None:
        if values:
            title = words.label(f"column.{name}")
            number_format = "#,##0.###" if name == _QUANTITY else "General"
            yield ColumnEdit(table.id, name, title, values, number_format, 14 if name == _QUANTITY else 26)
        return
    for row in range(table.first_row, table.last_row + 1):
        before = view.value(table.sheet, row, column.index)
        after = values.get(row)
        if row not in leave and row not in table.total_rows and not same_value(before, after):
            yield CellEdit(table.sheet, row, column.index, after)


def _column(view: WorkbookView, table: RecognisedTable, name: str) -> Column | None:
    own = next((each for each in table.columns if each.ours and each.field == name), None)
    theirs = table.column(name)
    if own is not None or theirs is None or not theirs.sure:
        return own
    lines = view.formulas(table.sheet, (table.first_row, theirs.index), (table.last_row, theirs.index))
    return None if any(line[0].startswith("=") for line in lines) else theirs
