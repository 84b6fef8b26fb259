"""Making purchase orders from requests and awarded quotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from buybook.commands.answers import plain, shown_number
from buybook.commands.approvals import ordered_requests
from buybook.commands.approved_amounts import past_limits
from buybook.commands.booked_savings import Booking, booking, saving_answer
from buybook.commands.job import Job, Outcome, Section, Selected, WrongCallError, no_list
from buybook.commands.lists import as_value, list_in_use, list_rows
from buybook.commands.orders_sent import note_orders, selected_order, sent_numbers
from buybook.commands.rules import advice_rules, exchange_rates, quotation_rules
from buybook.commands.status_words import StatusWords
from buybook.commands.unit_words import shown_unit, unit_in_list
from buybook.core.buying_advice import order_advice
from buybook.core.frames import ROW, TABLE
from buybook.core.purchase_lines import OrderLine
from buybook.core.purchase_orders import Draft, OrderRules, PurchaseOrder, awaiting_order, draft_orders
from buybook.core.quotations import compare
from buybook.core.rows import Place
from buybook.findings import Finding, Severity
from buybook.registry import Group, Option, OptionKind, command
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.appending import as_in_column
from buybook.workbook.edits import CellEdit, ColumnEdit, Edit, Value
from buybook.workbook.tables import Column, RecognisedTable
from buybook.workbook.view import WorkbookView

_SOURCES = (TableKind.REQUISITIONS, TableKind.QUOTATIONS, TableKind.ORDERS)
_LIST_FIELDS = (
    "po_number", "po_line", "order_date", "supplier", "item_number", "description", "quantity_ordered", "unit",
    "unit_price", "price_per", "discount", "currency", "line_amount", "requested_date", "promised_date", "incoterm",
    "payment_terms", "purchase_request", "status",
)  # fmt: skip
_HUNDRED = Decimal(100)


def selected_rows(job: Job, selected: Selected) -> dict[str, object]:
    """Give the rows of a list to order from that somebody selected; a cursor in one cell chooses none."""
    lists = [
        table
        for table in job.view.recognition.tables
        if table.sheet == selected.sheet and table.kind in _SOURCES
    ]
    rows = tuple(
        row
        for row in selected.rows
        if any(table.first_row <= row <= table.last_row and row not in table.total_rows for table in lists)
    )
    if not selected.several or not rows:
        return {}
    number = _sent_before(job, {table.id for table in lists}, rows)
    return {"sheet": selected.sheet, "rows": rows} if number is None else {"revise": number}


def _sent_before(job: Job, tables: set[int], rows: Sequence[int]) -> str | None:
    """Give the order that all of these rows are lines of, where it was sent; it can only be sent anew."""
    orders = job.view.tables.get(TableKind.ORDERS)
    if orders is None or "po_number" not in orders:
        return None
    return selected_order(job.view, orders[orders[TABLE].isin(tables) & orders[ROW].isin(rows)])


@command(
    "order",
    group=Group.ORDERS,
    icon="AccountingFormat",
    options=(Option("rows", OptionKind.ROWS), Option("sheet"), Option("revise")),
    from_selection=selected_rows,
)
def order(job: Job) -> Outcome:
    """Make purchase orders: lines in the order list, the source rows marked, documents for each order.

    With an order to revise, that order is sent anew instead.
    """
    if job.options.get("revise") is not None:
        from buybook.commands.order_revision import revise

        return revise(job)
    view, words = job.view, job.words
    found = view.recognition.findings
    rows, findings = _chosen(job)
    if rows is None:
        return Outcome(answer={"purchase_orders": []}, findings=(*found, no_list("requisitions", words)))
    draft, more, booked = _draft(job, rows)
    held, past_limits = _past_limits(job, draft)
    if held:
        rows = rows[[place not in held for place in zip(rows[TABLE], rows[ROW], strict=True)]]
        draft, more, booked = _draft(job, rows)
        more += past_limits
    chosen = set(zip(rows[TABLE].tolist(), rows[ROW].tolist(), strict=True))
    more += view.findings_of_rows(chosen)
    if not draft.orders:
        return Outcome(
            answer={"purchase_orders": []},
            findings=(*findings, *more, *draft.findings, *_without_approvals(view, rows)),
            headline=words.label("order.none"),
        )
    from buybook.commands.order_files import order_files  # with what writes documents: slow to load

    lines = [(made, line) for made in draft.orders for line in made.lines]
    made_files = order_files(job, draft.orders)
    return Outcome(
        answer={
            "purchase_orders": [_answer(made) for made in draft.orders],
            "savings": [saving_answer(saving) for saving in booked.savings],
        },
        edits=(
            *_marks(view, words, lines),
            *_new_rows(view, words, lines),
            *note_orders(view, words, draft.orders),
            *booked.edits,
        ),
        findings=(*findings, *more, *draft.findings, *made_files.findings, *booked.findings),
        documents=made_files.files,
        headline=words.label("order.headline").format(orders=len(draft.orders), lines=len(lines)),
        sections=(_section(draft.orders, words),),
    )


def _chosen(job: Job) -> tuple[pd.DataFrame | None, list[Finding]]:
    """The rows to order: those that were named, or all that are approved and not ordered."""
    view = job.view
    sheet, numbers = job.options.get("sheet"), job.options.get("rows")
    if sheet is None and numbers is None:
        if not any(view.recognition.of_kind(kind) for kind in (TableKind.REQUISITIONS, TableKind.QUOTATIONS)):
            return None, []
        return awaiting_order(view.tables), []
    sheets = ", ".join(view.sheet_names)
    if sheet is None:
        raise WrongCallError("rows_need_sheet", sheets=sheets)
    if sheet not in view.sheet_names:
        raise WrongCallError("sheet_not_found", sheet=sheet, sheets=sheets)
    lists = [table for table in view.recognition.tables if table.sheet == sheet and table.kind in _SOURCES]
    if not lists:
        raise WrongCallError("no_orderable_list", sheet=sheet)
    if not isinstance(numbers, tuple):
        waiting = awaiting_order(view.tables)
        return waiting[waiting[TABLE].isin([table.id for table in lists])], []
    return _named_rows(view, lists, numbers)


def _without_approvals(view: WorkbookView, rows: pd.DataFrame) -> list[Finding]:
    """Say why nothing is ordered where no column tells which requests are approved."""
    if len(rows):
        return []
    lists = view.recognition.of_kind(TableKind.REQUISITIONS)
    return [
        Finding(
            "no_approvals",
            Severity.WARNING,
            {"sheet": table.sheet, "first": table.first_row, "last": table.last_row},
            table=table.id,
            row=table.header_row,
        )
        for table in lists
        if table.column("status") is None
    ]


def _named_rows(
    view: WorkbookView, lists: Sequence[RecognisedTable], numbers: Sequence[int]
) -> tuple[pd.DataFrame, list[Finding]]:
    parts = []
    for table in lists:
        frame = view.tables.get(table.kind)
        if frame is not None:
            parts.append(frame[(frame[TABLE] == table.id) & frame[ROW].isin(numbers)])
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({TABLE: [], ROW: []})
    found = set(rows[ROW].tolist())
    table = lists[0]
    values = {"sheet": table.sheet, "first": table.first_row, "last": table.last_row}
    missing = [
        Finding("row_not_in_list", Severity.ERROR, values | {"row": row}, sheet=table.sheet, cell=f"A{row}")
        for row in numbers
        if row not in found
    ]
    return rows, missing


def _past_limits(job: Job, draft: Draft) -> tuple[set[Place], list[Finding]]:
    """Give the rows whose order nobody approved who may approve as much, and a finding for each."""
    rates, _ = exchange_rates(job)
    return past_limits(job, ordered_requests(draft.orders, rates), rates)


def _draft(job: Job, rows: pd.DataFrame) -> tuple[Draft, list[Finding], Booking]:
    rates, rate_findings = exchange_rates(job)
    comparison = compare(job.view.tables, quotation_rules(job), rates, job.today)
    pattern, base = job.settings.purchase_orders.number_pattern, comparison.base or rates.base
    rules = OrderRules(pattern, base, sent_numbers(job.view))
    needs_rates = not job.view.tables.get(TableKind.QUOTATIONS, pd.DataFrame()).empty
    draft = draft_orders(rows, job.view.tables, rules, job.today, comparison)
    advice = order_advice(draft.orders, comparison, job.view.tables, advice_rules(job), job.today)
    rates = replace(rates, base=comparison.base or rates.base)
    booked = booking(job, draft.orders, comparison, rates) if draft.orders else Booking()
    return draft, [*(rate_findings if needs_rates else ()), *advice], booked


def _new_rows(
    view: WorkbookView, words: Words, lines: Iterable[tuple[PurchaseOrder, OrderLine]]
) -> Iterator[Edit]:
    own = {table.id for table in view.recognition.of_kind(TableKind.ORDERS)}
    parts: dict[int, tuple[RecognisedTable | None, list[tuple[PurchaseOrder, OrderLine]]]] = {}
    for made, line in lines:
        if line.source.place.table not in own:  # a row of the order list itself is filled in, not added
            table = list_in_use(view, TableKind.ORDERS, made.supplier)
            parts.setdefault(table.id if table else 0, (table, []))[1].append((made, line))
    for table, new in parts.values():
        rows = _rows_of_list(view, words, table, new)
        yield from list_rows(view, words, TableKind.ORDERS, _LIST_FIELDS, rows, table)


def _rows_of_list(
    view: WorkbookView,
    words: Words,
    table: RecognisedTable | None,
    lines: Iterable[tuple[PurchaseOrder, OrderLine]],
) -> list[dict[str, Value]]:
    status = StatusWords.of(view, words, table).word("sent") if table is not None else words.state("sent")
    heads = ("po_number", "supplier")
    once = [name for name in heads if table is not None and _named_once(view, table, name)]
    rows: list[dict[str, Value]] = []
    named: set[str] = set()
    for made, line in lines:
        row = _list_row(made, line, table, status)
        row["unit"] = unit_in_list(line.unit, view, table, words) if table else shown_unit(line.unit, words)
        rows.append(row | (dict.fromkeys(once) if made.po_number in named else {}))
        named.add(made.po_number)
    return rows


def _named_once(view: WorkbookView, table: RecognisedTable, name: str) -> bool:
    """Tell whether the list names an order's number or supplier on the order's first row alone."""
    column, frame = table.column(name), view.tables.get(TableKind.ORDERS)
    if column is None or frame is None or name not in frame:
        return False
    own = frame[(frame[TABLE] == table.id) & frame[name].notna()]
    grid = view.grids[table.sheet]
    return any(
        view.value(table.sheet, row, column.index) in (None, "")
        and not any(area.first_column <= column.index <= area.last_column for area in grid.merged(row, row))
        for row in own[ROW].tolist()
    )


def _list_row(
    made: PurchaseOrder, line: OrderLine, table: RecognisedTable | None, status: str | None
) -> dict[str, Value]:
    price, per, discount = _price_for(line, table)
    return {
        "po_number": made.po_number,
        "po_line": line.po_line,
        "order_date": made.order_date,
        "supplier": made.supplier,
        "supplier_no": made.supplier_no,
        "item_number": line.item_number,
        "supplier_item_number": line.supplier_item_number,
        "manufacturer_part_number": line.manufacturer_part_number,
        "description": line.description,
        "quantity_ordered": as_value(line.quantity),
        "unit": line.unit,
        "unit_price": as_value(price),
        "price_per": as_value(per),
        "discount": as_value(discount) if discount else None,
        "currency": made.currency,
        "line_amount": as_value(line.amount),
        "requested_date": line.requested_date,
        "delivery_address": made.delivery_address,
        "incoterm": made.incoterm,
        "payment_terms": made.payment_terms,
        "purchase_request": line.purchase_request,
        "quote_number": line.quote_number,
        "status": status,
    }


def _price_for(line: OrderLine, table: RecognisedTable | None) -> tuple[Decimal, Decimal, Decimal]:
    """The price as the list can hold it: per one, and net, where it has no column for the unit or the discount."""
    price, per, discount = line.unit_price, line.price_per, line.discount
    if table is not None and table.column("discount") is None and discount:
        price, discount = price * (_HUNDRED - discount) / _HUNDRED, Decimal(0)
    if table is not None and table.column("price_per") is None and per != 1:
        price, per = price / per, Decimal(1)
    return price, per, discount


def _marks(
    view: WorkbookView, words: Words, lines: Sequence[tuple[PurchaseOrder, OrderLine]]
) -> Iterator[Edit]:
    """Write the order's number, and that it is ordered, into the rows that were ordered."""
    numbers: dict[int, dict[int, tuple[str, OrderLine]]] = {}  # a row that was split has several
    for made, line in lines:
        for place in line.sources:
            rows = numbers.setdefault(place.table, {})
            before = rows[place.row][0].split(", ") if place.row in rows else []
            rows[place.row] = (", ".join(dict.fromkeys((*before, made.po_number))), line)
    for table_id, rows in numbers.items():
        table = view.table(table_id)
        column = table.column("po_number") or table.column("purchase_order")
        if column is None:
            values: dict[int, Value] = {row: number for row, (number, _) in rows.items()}
            yield ColumnEdit(table_id, "po_number", words.label("column.po_number"), values, width=16)
        else:
            for row, (number, _) in rows.items():
                yield CellEdit(table.sheet, row, column.index, _like_others(view, table, column, number))
        yield from _status_marks(view, words, table, rows)
        if table.kind is TableKind.ORDERS:
            yield from _filled(view, table, rows, lines)


def _status_marks(
    view: WorkbookView, words: Words, table: RecognisedTable, rows: Iterable[int]
) -> Iterator[CellEdit]:
    column = table.column("status")
    if column is None or not column.sure:
        return
    vocabulary = StatusWords.of(view, words, table)
    word = (
        vocabulary.word("sent")
        if vocabulary.allowed or "sent" in vocabulary.used
        else words.label("state.ordered")
    )
    for row in rows:
        formula = view.formulas(table.sheet, (row, column.index), (row, column.index))[0][0]
        if word is not None and not formula.startswith("="):
            yield CellEdit(table.sheet, row, column.index, word)


def _filled(
    view: WorkbookView,
    table: RecognisedTable,
    rows: dict[int, tuple[str, OrderLine]],
    lines: Sequence[tuple[PurchaseOrder, OrderLine]],
) -> Iterator[CellEdit]:
    """Fill in what a row of the order list leaves empty."""
    orders = {made.po_number: made for made, _ in lines}
    for row, (number, line) in rows.items():
        for field, value in _list_row(orders[number], line, table, None).items():
            column = table.column(field)
            if column is None or not column.sure or value is None or field in ("po_number", "status"):
                continue
            if view.value(table.sheet, row, column.index) in (None, ""):
                formula = view.formulas(table.sheet, (row, column.index), (row, column.index))[0][0]
                if not formula.startswith("="):
                    yield CellEdit(table.sheet, row, column.index, _like_others(view, table, column, value))


def _like_others(view: WorkbookView, table: RecognisedTable, column: Column, value: Value) -> Value:
    """Give a value as the column's other rows hold theirs."""
    cells = (view.value(table.sheet, row, column.index) for row in range(table.first_row, table.last_row + 1))
    return as_in_column(value, next((cell for cell in cells if cell not in (None, "")), None))


def _answer(made: PurchaseOrder) -> dict[str, object]:
    return {
        "po_number": made.po_number,
        "supplier": made.supplier,
        "currency": made.currency,
        "total": plain(made.total),
        "lines": [_answer_line(line) for line in made.lines],
        "documents": [],
    }


def _answer_line(line: OrderLine) -> dict[str, object]:
    names = ("po_line", "item_number", "description", "quantity", "unit", "unit_price", "price_per", "discount",
             "amount", "requested_date", "purchase_request", "quote_number")  # fmt: skip
    return {name: plain(getattr(line, name)) for name in names}


def _section(orders: Sequence[PurchaseOrder], words: Words) -> Section:
    titles = tuple(
        words.label(f"order.column.{name}") for name in ("po", "supplier", "lines", "total", "currency")
    )
    rows = tuple(
        (
            made.po_number,
            made.supplier,
            str(len(made.lines)),
            shown_number(made.total, words.language, 2),
            made.currency,
        )
        for made in orders
    )
    return Section(words.label("order.heading"), titles, rows, numeric=frozenset({2, 3}))
