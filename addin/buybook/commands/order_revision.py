"""Sending an order anew, as its next revision, after the buyer changed it in the order list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from buybook.commands.answers import plain
from buybook.commands.approved_amounts import raised_past_limits
from buybook.commands.change_words import order_changes, said_change
from buybook.commands.correspondents import correspondent
from buybook.commands.job import Job, Outcome, Section, WrongCallError, no_list
from buybook.commands.order_documents import order_document
from buybook.commands.order_files import document_files
from buybook.commands.orders_sent import SentOrder, note_lines, ordered_lines, sent_order
from buybook.commands.rules import order_rules
from buybook.commands.today import has_orders
from buybook.core.frames import ROW, TABLE
from buybook.core.money import exact, total
from buybook.core.order_lines import order_lines
from buybook.core.purchase_lines import OrderLine
from buybook.core.purchase_orders import PurchaseOrder
from buybook.core.revisions import (
    ChangeKind,
    CurrentLine,
    LineChange,
    OrderedLine,
    merged,
    revised,
    wanted_quantity,
)
from buybook.core.rows import Place, Row, folded, rows_in
from buybook.core.supplier_book import supplier_book
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import TableKind

ZERO, ONE = Decimal(0), Decimal(1)


def revise(job: Job) -> Outcome:
    """Send the order that the option names anew, with what differs from what was sent last."""
    view, words = job.view, job.words
    if not has_orders(view):
        found = view.recognition.findings
        return Outcome(answer={"purchase_orders": []}, findings=(*found, no_list("orders", words)))
    number = str(job.options["revise"]).strip()
    rows = _rows(job, number)
    if not rows:
        raise WrongCallError("order_to_revise_not_found", number=number)
    number = rows[0].number
    sent, unread = sent_order(view, number)
    changes = revised(sent.lines, merged(_current(job, each, sent) for each in rows))
    said = [change for change in changes if change.kind is not ChangeKind.SAME]
    if sent.revision and not said:
        values = {"number": number, "revision": sent.revision, "day": sent.sent or "–"}
        headline = words.label("revise.nothing").format_map(values)
        return Outcome(answer={"purchase_orders": []}, findings=unread, headline=headline)
    revision = _Revision(sent, sent.revision + 1, changes, rows)
    held = raised_past_limits(job, changes)
    if held:
        headline = words.label("nothing_done")
        return Outcome(answer={"purchase_orders": []}, findings=(*unread, *held), headline=headline)
    return _outcome(job, revision, unread)


@frozen
class _Listed:
    """A row of the order, with what the rules say of it."""

    row: Row
    number: str
    po_line: str
    state: str
    received: Decimal


@frozen
class _Revision:
    """An order as it is sent now."""

    sent: SentOrder
    number: int
    changes: tuple[LineChange, ...]
    rows: Sequence[_Listed]

    @property
    def told(self) -> list[LineChange]:
        """The changes that the supplier is told of; none of an order that is sent first."""
        return [each for each in self.changes if each.kind is not ChangeKind.SAME and self.number > 1]


def _rows(job: Job, number: str) -> list[_Listed]:
    lines = order_lines(job.view.tables, order_rules(job), job.today).frame
    own = lines[[folded(each) == folded(number) for each in lines["po_number"]]]
    frame = job.view.tables[TableKind.ORDERS]
    rows = {row.place: row for row in rows_in(frame.loc[own.index])}
    return [
        _Listed(
            rows[Place(int(line[TABLE]), int(line[ROW]))],
            str(line["po_number"]),
            str(line["po_line"]),
            str(line["status"]),
            exact(line["quantity_received"]) or ZERO,
        )
        for _, line in own.sort_values([TABLE, ROW]).iterrows()
    ]


def _current(job: Job, listed: _Listed, sent: SentOrder) -> CurrentLine:
    """Give a row as a line, with what the list has no column for taken from what was sent."""
    row = listed.row
    under = Decimal(repr(job.settings.orders.under_tolerance_percent))
    quantity, cancelled = wanted_quantity(row, listed.state, listed.received, under)
    before = next(
        (each for each in reversed(sent.lines) if folded(each.po_line) == folded(listed.po_line)), None
    )
    dated = job.view.table(row.place.table).column("requested_date") is not None
    line = OrderedLine(
        po_line=listed.po_line,
        item_number=row.text("item_number") or (before.item_number if before else None),
        description=row.text("description") or (before.description if before else None),
        quantity=quantity,
        unit=row.text("unit") or (before.unit if before else None),
        unit_price=row.positive("unit_price") or (before.unit_price if before else ZERO),
        price_per=row.positive("price_per") or ONE,
        discount=row.number("discount") or ZERO,
        currency=row.text("currency") or (before.currency if before else None),
        requested_date=row.day("requested_date") if dated or before is None else before.requested_date,
    )
    return CurrentLine(_priced(line, row, before), row, cancelled, dated)


def _priced(line: OrderedLine, row: Row, before: OrderedLine | None) -> OrderedLine:
    """Write the price as it was sent where it is the same one, which the list may hold per one and net."""
    if before is None:
        return line
    own = row.positive("unit_price") is not None
    if own and abs(line.net_price - before.net_price) > Decimal("1e-9") * abs(before.net_price):
        return line
    return replace(
        line, unit_price=before.unit_price, price_per=before.price_per, discount=before.discount
    )  # fmt: skip


def _outcome(job: Job, revision: _Revision, unread: Sequence[Finding]) -> Outcome:
    words, number = job.words, revision.sent.po_number
    made = _order(job, revision)
    to = correspondent(job, made.supplier, made.supplier_no)
    document = order_document(job, made, to)
    if revision.number > 1:
        texts = {change.po_line: said_change(change, to.words) for change in revision.told}
        lines = tuple(replace(each, change=texts.get(each.pos, "")) for each in document.lines)
        changes = order_changes(revision.told, to.words, revision.number, job.today, revision.sent.sent)
        document = replace(document, lines=lines, changes=changes, revision=str(revision.number))
    files = document_files(job, document, to, ("purchase_orders", 0))
    noted = _noted(made, revision)
    sent = replace(revision.sent, supplier=made.supplier)
    said = "revise.headline" if revision.number > 1 else "revise.first"
    return Outcome(
        answer={"purchase_orders": [_answer(made, revision)]},
        edits=note_lines(job.view, words, sent, noted, revision=revision.number, day=job.today),
        findings=(*unread, *_findings(revision), *to.findings, *files.findings),
        documents=files.files,
        headline=words.label(said).format(number=number, revision=revision.number, lines=len(noted)),
        sections=(_section(job, revision),),
    )


def _noted(made: PurchaseOrder, revision: _Revision) -> list[OrderedLine]:
    """Give the lines to note: all of a first one, of a later one those that changed."""
    lines = ordered_lines(made)
    if revision.number == 1:
        return lines
    changed = {change.po_line for change in revision.told}
    return [line for line in lines if line.po_line in changed]


def _order(job: Job, revision: _Revision) -> PurchaseOrder:
    first = revision.rows[0].row
    book = supplier_book(job.view.tables)
    supplier = next((name for each in revision.rows if (name := book.name(each.row))), None)
    supplier = supplier or revision.sent.supplier or ""
    listed = book.entry(supplier, first.text("supplier_no"))
    lines = tuple(_line(change) for change in revision.changes)
    currencies = [line.currency for change in revision.changes if (line := change.now or change.before)]
    return PurchaseOrder(
        po_number=revision.sent.po_number,
        supplier=supplier,
        supplier_no=listed.text("supplier_no") or first.text("supplier_no"),
        currency=next((each for each in currencies if each), None) or listed.text("currency") or "",
        order_date=_ordered_on(revision) or job.today,
        delivery_address=first.text("delivery_address"),
        incoterm=first.text("incoterm") or listed.text("incoterm"),
        payment_terms=first.text("payment_terms") or listed.text("payment_terms"),
        lines=lines,
        total=total(line.amount for line in lines),
    )


def _ordered_on(revision: _Revision) -> date | None:
    days = [each.row.day("order_date") for each in revision.rows]
    return next((day for day in days if day is not None), revision.sent.sent)


def _line(change: LineChange) -> OrderLine:
    """Give a line of the document: as it is now; one that is gone, with nothing of it wanted."""
    known = change.now or change.before
    assert known is not None  # a change has one side at least
    line = known if change.now is not None else replace(known, quantity=ZERO)
    row = change.row or Row({"item_number": line.item_number})
    return OrderLine(
        po_line=change.po_line,
        item_number=line.item_number,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        price_per=line.price_per,
        discount=line.discount,
        amount=line.amount,
        requested_date=line.requested_date,
        purchase_request=row.text("purchase_request"),
        quote_number=row.text("quote_number"),
        supplier_item_number=row.text("supplier_item_number"),
        manufacturer_part_number=row.text("manufacturer_part_number"),
        source=row,
        sources=(row.place,),
        quotation=(),
    )


def _findings(revision: _Revision) -> list[Finding]:
    number = revision.sent.po_number
    found = []
    if revision.number == 1:
        row = revision.rows[0].row
        found.append(row.finding("order_first_noted", Severity.INFO, "po_number", number=number))
    for change in revision.changes:
        if change.kind is ChangeKind.MISSING:
            values = {"number": number, "line": change.po_line}
            found.append(Finding("order_line_gone", Severity.WARNING, values))
        elif change.row is not None and change.now is not None and change.now.unit_price == 0:
            values = {"supplier": revision.sent.supplier or number}
            found.append(change.row.finding("no_price", Severity.ERROR, "unit_price", **values))
    return found


def _answer(made: PurchaseOrder, revision: _Revision) -> dict[str, object]:
    kinds = {change.po_line: change for change in revision.changes}
    names = ("po_line", "item_number", "description", "quantity", "unit", "unit_price", "price_per", "discount",
             "amount", "requested_date")  # fmt: skip
    return {
        "po_number": made.po_number,
        "supplier": made.supplier,
        "currency": made.currency,
        "total": plain(made.total),
        "revision": revision.number,
        "lines": [
            {name: plain(getattr(line, name)) for name in names}
            | {"change": kinds[line.po_line].kind.value, "changed": list(kinds[line.po_line].fields)}
            for line in made.lines
        ],
        "documents": [],
    }


def _section(job: Job, revision: _Revision) -> Section:
    words = job.words
    told = [change for change in revision.changes if change.kind is not ChangeKind.SAME]
    rows = tuple((change.po_line, said_change(change, words)) for change in told)
    titles = (words.label("purchase_order.pos"), words.label("revise.change"))
    return Section(revision.sent.po_number, titles, rows)
