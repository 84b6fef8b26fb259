"""From requisitions to requests for quotation: what each supplier is asked, under which number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from buybook.commands.correspondents import Correspondent, correspondent, own_company
from buybook.commands.job import Job
from buybook.commands.rfq_list import KeptQuestion, KeptRfqs
from buybook.commands.unit_words import shown_unit
from buybook.core.needs import request_quantity
from buybook.core.order_numbers import next_numbers
from buybook.core.rfqs import KnownSuppliers, positions
from buybook.core.rows import Place, Row, folded, rows_of, stated
from buybook.documents.rfq import AnswerKind, RfqDocument, RfqLine, RfqQuestion
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.lexicon import plain as plain_text
from buybook.workbook.lexicon import plain_phrases, tidy
from buybook.workbook.tables import RecognisedTable
from buybook.workbook.word_columns import as_text

_PATTERN = "RFQ-{year}-{number:04d}"
_CURRENCIES = {"SE": "SEK", "GB": "GBP", "NO": "NOK", "DK": "DKK", "NL": "EUR", "DE": "EUR", "FI": "EUR"}


@frozen
class Wishes:
    """What the buyer wants of this request, beside the rows."""

    reply_by: dt.date
    suppliers: tuple[str, ...] = ()
    quantities: tuple[Decimal, ...] = ()
    alternatives: bool = False
    questions: tuple[KeptQuestion, ...] = ()


@frozen
class Inquiry:
    """One supplier's part of an RFQ: the document, and the requisitions that it asks about."""

    document: RfqDocument
    to: Correspondent
    rows: tuple[Row, ...]


@dataclass
class Drafted:
    """What is to be sent, and which number each requisition got."""

    inquiries: list[Inquiry] = field(default_factory=list)
    numbers: list[tuple[Row, str]] = field(default_factory=list)  # of rows that had none
    findings: list[Finding] = field(default_factory=list)


def draft_rfqs(job: Job, rows: Sequence[Row], wishes: Wishes, kept: KeptRfqs) -> Drafted:
    """Draft a request to every supplier of the rows. Rows that were asked about keep their number.

    A supplier who was asked under a number is not asked again under it.
    """
    known = KnownSuppliers.of(job.view.tables)
    drafted = Drafted()
    _tell_unknown(wishes.suppliers, known, drafted)
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.text("rfq") or "", []).append(row)
    new = next_numbers(_existing(job, kept), 1, job.today, _PATTERN)[0]
    for number, group in groups.items():
        _draft_one(job, number or new, bool(number), group, wishes, kept, known, drafted)
    return drafted


def _tell_unknown(names: Iterable[str], known: KnownSuppliers, drafted: Drafted) -> None:
    for name in names:
        if not known.knows(known.spelled(name)):
            drafted.findings.append(Finding("rfq_supplier_unknown", Severity.WARNING, {"supplier": name}))


def _existing(job: Job, kept: KeptRfqs) -> list[str]:
    kinds = (TableKind.REQUISITIONS, TableKind.QUOTATIONS)
    written = [row.text("rfq") for kind in kinds for row in rows_of(job.view.tables, kind)]
    return stated([*written, *(each.asked.rfq for each in kept.rows)])


def _draft_one(
    job: Job,
    number: str,
    again: bool,
    rows: Sequence[Row],
    wishes: Wishes,
    kept: KeptRfqs,
    known: KnownSuppliers,
    drafted: Drafted,
) -> None:
    whole = _rows_of_rfq(job, number, rows) if again else list(rows)
    names = dict(zip((row.place for row in whole), positions(len(whole)), strict=True))
    asked_before = {
        folded(each.asked.supplier) for each in kept.rows if folded(each.asked.rfq) == folded(number)
    }
    by_supplier: dict[str, tuple[str, list[Row]]] = {}
    for row in rows:
        suppliers = [known.spelled(name) for name in wishes.suppliers] or known.for_request(row)
        if not suppliers:
            item = row.text("item_number") or row.text("description") or "?"
            drafted.findings.append(row.finding("rfq_no_supplier", Severity.WARNING, "supplier", item=item))
            continue
        for supplier in suppliers:
            by_supplier.setdefault(folded(supplier), (supplier, []))[1].append(row)
    for key, (supplier, own) in by_supplier.items():
        if key in asked_before:
            values = {"rfq": number, "supplier": supplier}
            drafted.findings.append(Finding("rfq_already_asked", Severity.INFO, values))
            continue
        drafted.inquiries.append(_inquiry(job, number, supplier, own, names, wishes, known))
    if not again:
        asked = {row.place for inquiry in drafted.inquiries for row in inquiry.rows}
        drafted.numbers.extend((row, number) for row in rows if row.place in asked)


def _rows_of_rfq(job: Job, number: str, rows: Sequence[Row]) -> list[Row]:
    """Give all requisitions of an RFQ, so that a line keeps its position for a supplier who is asked later."""
    own = [
        row
        for row in rows_of(job.view.tables, TableKind.REQUISITIONS)
        if folded(row.text("rfq")) == folded(number)
    ]
    return own or list(rows)


def _inquiry(
    job: Job,
    number: str,
    supplier: str,
    rows: Sequence[Row],
    names: Mapping[Place, str],
    wishes: Wishes,
    known: KnownSuppliers,
) -> Inquiry:
    to = correspondent(job, supplier)
    document = RfqDocument(
        rfq_number=number,
        sent=job.today,
        company=own_company(job),
        supplier=to.party,
        lines=tuple(_line(job, row, names[row.place], supplier, to.words, wishes) for row in rows),
        reply_by=wishes.reply_by,
        currency=known.book.entry(supplier).text("currency") or _CURRENCIES.get(to.country or "", ""),
        incoterm=_stated(rows, known, supplier, "incoterm"),
        payment_terms=_stated(rows, known, supplier, "payment_terms"),
        delivery_address=tuple(_same(row.text("delivery_address") for row in rows).splitlines()),
        questions=tuple(
            RfqQuestion(str(at), question.text, question.weight, AnswerKind(question.answer))
            for at, question in enumerate(wishes.questions, start=1)
        ),
        alternatives=wishes.alternatives,
    )
    return Inquiry(document, to, tuple(rows))


def _same(texts: Iterable[str | None]) -> str:
    """Give what all rows that say anything say; empty where they differ."""
    found = {folded(text): text for text in texts if text}
    return next(iter(found.values())) if len(found) == 1 else ""


def _stated(rows: Sequence[Row], known: KnownSuppliers, supplier: str, field_name: str) -> str:
    """Give a term that the rows agree on, else the supplier list's."""
    return _same(row.text(field_name) for row in rows) or known.book.entry(supplier).text(field_name) or ""


def _line(job: Job, row: Row, pos: str, supplier: str, words: Words, wishes: Wishes) -> RfqLine:
    papers = _Papers.of(job, row, words)
    own_number = row.text("supplier_item_number") if _names(row, supplier) else None
    maker = " ".join(stated([row.text("manufacturer"), row.text("manufacturer_part_number")]))
    description = row.text("description") or row.text("item_number") or ""
    return RfqLine(
        pos=pos,
        description=f"{description} ({maker})" if maker and maker != description else description,
        quantity=request_quantity(row),
        unit=shown_unit(row.text("unit"), words) or "",
        item_number=row.text("item_number") or "",
        supplier_item_number=own_number or "",
        requested_date=row.day("requested_date"),
        specification=papers.specification,
        attachments=papers.attachments,
        quantities=wishes.quantities,
    )


def _names(row: Row, supplier: str) -> bool:
    """Tell whether the row names this supplier alone, so that the supplier's number on it is theirs."""
    return folded(row.text("supplier")) == folded(supplier)


@frozen
class _Papers:
    """What a line refers to: its specification with the revision, its drawings and other files."""

    specification: str
    attachments: tuple[str, ...]

    @classmethod
    def of(cls, job: Job, row: Row, words: Words) -> _Papers:
        """Take them from the columns of the requisition, whatever they are titled."""
        table = job.view.table(row.place.table)
        revision = " ".join(_cells(job, table, row, "rfq.revision_title"))
        column = table.column("specification")
        others = ("rfq.attachment_title", "rfq.revision_title")  # which are read below
        other = column is not None and any(_titled(column.title, titles) for titles in others)
        specification = "" if other else row.text("specification") or ""
        if revision:
            stated_revision = words.label("rfq_form.revision").format(revision=revision)
            specification = f"{specification} {stated_revision}".strip()
        certificate = row.text("certificate")
        more = [certificate] if certificate else []
        return cls(specification, (*_cells(job, table, row, "rfq.attachment_title"), *more))


def _titled(title: str, titles: str) -> bool:
    return plain_text(tidy(title)).rstrip(".") in plain_phrases(titles)


def _cells(job: Job, table: RecognisedTable, row: Row, titles: str) -> list[str]:
    """Give what stands in the columns with such titles, several parted by semicolons or lines."""
    found: list[str] = []
    for column in table.columns:
        if not _titled(column.title, titles):
            continue
        value = job.view.value(table.sheet, row.place.row, column.index)
        if value is not None:
            found.extend(part.strip() for part in as_text(value).replace("\n", ";").split(";"))
    return [part for part in found if part]
