"""Asking suppliers for quotations: a form and a letter each, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from buybook.commands.answers import plain
from buybook.commands.correspondents import correspondent
from buybook.commands.job import Job, Outcome, Section, Selected, WrongCallError, no_list
from buybook.commands.rfq_drafting import Drafted, Inquiry, Wishes, draft_rfqs
from buybook.commands.rfq_letters import form_name, inquiry_files, reminder, to_whom
from buybook.commands.rfq_list import (
    QUESTIONS,
    RFQS,
    KeptQuestion,
    KeptRfq,
    KeptRfqs,
    first_questions,
    read_questions,
    read_rfqs,
    sheet_of,
    state_edits,
)
from buybook.commands.rules import order_rules
from buybook.core.calendar import add_working_days
from buybook.core.needs import request_quantity
from buybook.core.rfqs import DRAFTED, REMINDED, AskedSupplier, requests_to_ask, responses, to_remind
from buybook.core.rows import Row, folded, rows_of, stated
from buybook.findings import Finding, Severity
from buybook.registry import Group, Option, OptionKind, command
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.edits import CellEdit, ColumnEdit, Edit, Value
from buybook.workbook.kept_lists import kept_edits
from buybook.workbook.numbers import NumberText, read_number_text

_REPLY_WITHIN = 7  # working days, where no date is named
_REMIND_WITHIN = 3
_MOST_QUANTITIES = 20
_WHOLE_WEIGHT = Decimal(100)


def selected_requests(job: Job, selected: Selected) -> dict[str, object]:
    """Give the requisitions that somebody selected; a cursor in one cell chooses none."""
    lists = [
        table
        for table in job.view.recognition.of_kind(TableKind.REQUISITIONS)
        if table.sheet == selected.sheet
    ]
    rows = tuple(
        row
        for row in selected.rows
        if any(table.first_row <= row <= table.last_row and row not in table.total_rows for table in lists)
    )
    return {"sheet": selected.sheet, "rows": rows} if selected.several and rows else {}


@command(
    "rfq",
    group=Group.QUOTATIONS,
    icon="FileSendAsAttachment",
    options=(
        Option("rows", OptionKind.ROWS),
        Option("sheet"),
        Option("suppliers"),
        Option("reply_by", OptionKind.DATE),
        Option("quantities"),
        Option("alternatives", OptionKind.FLAG),
        Option("services", OptionKind.FLAG),
        Option("remind"),
    ),
    from_selection=selected_requests,
)
def rfq(job: Job) -> Outcome:
    """Ask suppliers for quotations: a form and a draft of a letter each, kept in the list of RFQs."""
    kept = read_rfqs(job.view)
    if job.options.get("remind"):
        return _remind(job, kept, str(job.options["remind"]))
    if not job.view.recognition.of_kind(TableKind.REQUISITIONS):
        told = (*job.view.recognition.findings, no_list("requisitions", job.words))
        return Outcome(answer=_answer([], kept, job), edits=state_edits(job, kept), findings=told)
    rows, findings = _chosen(job)
    questions, more = _questions(job, rows)
    if questions is None:
        edits = (*first_questions(job, job.words), *state_edits(job, kept))
        headline = job.words.label("rfq.questions_begun")
        return Outcome(answer=_answer([], kept, job), edits=edits, findings=more, headline=headline)
    drafted = draft_rfqs(job, rows, _wishes(job, questions), kept)
    findings += [*more, *kept.findings, *drafted.findings, *_about_letters(drafted)]
    findings += job.view.findings_of_rows({row.place for row in rows})
    new = [_kept_row(inquiry, job.words) for inquiry in drafted.inquiries]
    return Outcome(
        answer=_answer([_inquiry_answer(each) for each in drafted.inquiries], kept, job),
        edits=(
            *state_edits(job, kept),
            *kept_edits(job.view, job.words, RFQS, new=new),
            *_marks(job, drafted),
        ),
        findings=tuple(findings),
        documents=tuple(
            file for at, each in enumerate(drafted.inquiries) for file in inquiry_files(job, each, at)
        ),
        headline=_headline(job.words, drafted),
        sections=_sections(drafted, job.words),
    )


def _chosen(job: Job) -> tuple[list[Row], list[Finding]]:
    """Give the requisitions to ask about: those that were named, or all that wait for a quotation."""
    view = job.view
    sheet, numbers = job.options.get("sheet"), job.options.get("rows")
    sheets = ", ".join(view.sheet_names)
    if sheet is None and numbers is not None:
        raise WrongCallError("rows_need_sheet", sheets=sheets)
    if sheet is None:
        return requests_to_ask(view.tables, job.today), []
    if sheet not in view.sheet_names:
        raise WrongCallError("sheet_not_found", sheet=sheet, sheets=sheets)
    lists = [table for table in view.recognition.of_kind(TableKind.REQUISITIONS) if table.sheet == sheet]
    if not lists:
        raise WrongCallError("no_requests_on_sheet", sheet=sheet)
    ids = {table.id for table in lists}
    if not isinstance(numbers, tuple):
        return [row for row in requests_to_ask(view.tables, job.today) if row.place.table in ids], []
    rows = [
        row
        for row in rows_of(view.tables, TableKind.REQUISITIONS)
        if row.place.table in ids and row.place.row in numbers
    ]
    return _with_quantities(rows), _missing(rows, numbers, lists[0].sheet, job)


def _with_quantities(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if request_quantity(row) is not None]


def _missing(rows: Sequence[Row], numbers: Sequence[int], sheet: str, job: Job) -> list[Finding]:
    """Tell of named rows that are none of the list, or that ask for no quantity."""
    found = {row.place.row: row for row in rows}
    tables = [table for table in job.view.recognition.of_kind(TableKind.REQUISITIONS) if table.sheet == sheet]
    first = min(table.first_row for table in tables)
    last = max(table.last_row for table in tables)
    told = [
        Finding(
            "row_not_in_list",
            Severity.ERROR,
            {"sheet": sheet, "row": number, "first": first, "last": last},
            sheet=sheet,
            cell=f"A{number}",
        )
        for number in numbers
        if number not in found
    ]
    told += [
        row.finding("rfq_no_quantity", Severity.ERROR, "quantity")
        for row in rows
        if request_quantity(row) is None
    ]
    return told


def _questions(job: Job, rows: Sequence[Row]) -> tuple[tuple[KeptQuestion, ...] | None, tuple[Finding, ...]]:
    """Give the questions to ask: with --services all, else those kept for one of the requisitions.

    None where questions are asked for and the workbook has no sheet of them yet.
    """
    services = bool(job.options.get("services"))
    if not sheet_of(job.view, QUESTIONS):
        return (None if services else ()), ()
    kept, findings = read_questions(job.view)
    names = {folded(text) for row in rows for text in (row.text("purchase_request"), row.text("item_number"))}
    chosen = tuple(
        question
        for question in kept
        if (services and not question.request) or (question.request and folded(question.request) in names)
    )
    total = sum((question.weight for question in chosen), Decimal(0))
    if chosen and total != _WHOLE_WEIGHT:
        values = {"total": f"{total:f}"}
        sheet = sheet_of(job.view, QUESTIONS)
        findings = (*findings, Finding("rfq_weights", Severity.WARNING, values, sheet=sheet))
    if services and not chosen:
        findings = (
            *findings,
            Finding("rfq_no_questions", Severity.WARNING, sheet=sheet_of(job.view, QUESTIONS)),
        )
    return chosen, findings


def _wishes(job: Job, questions: tuple[KeptQuestion, ...]) -> Wishes:
    options = job.options
    return Wishes(
        reply_by=_reply_by(job, _REPLY_WITHIN),
        suppliers=tuple(
            part.strip() for part in str(options.get("suppliers") or "").split(";") if part.strip()
        ),
        quantities=_quantities(job),
        alternatives=bool(options.get("alternatives")),
        questions=questions,
    )


def _reply_by(job: Job, within: int) -> dt.date:
    """Give the day named for the answer: the buyer's, else so many working days from today."""
    chosen = job.options.get("reply_by")
    if not isinstance(chosen, dt.date):
        return add_working_days(job.today, within, order_rules(job).country)
    if chosen < job.today:
        raise WrongCallError("rfq_reply_in_the_past", date=chosen.isoformat())
    return chosen


def _quantities(job: Job) -> tuple[Decimal, ...]:
    """Give the quantities to price, from "100;500;1000", each once, from the smallest."""
    text = str(job.options.get("quantities") or "")
    found = []
    for part in filter(None, (each.strip() for each in text.split(";"))):
        says = read_number_text(part)
        sign = "," if job.words.language in ("sv", "nl") else "."
        value = says.value(sign) if isinstance(says, NumberText) and not says.rest else None
        if value is None or value <= 0:
            raise WrongCallError("rfq_not_quantities", value=part)
        found.append(Decimal(repr(value)).normalize())
    if len(found) > _MOST_QUANTITIES:
        raise WrongCallError("rfq_not_quantities", value=text)
    return tuple(sorted(set(found)))


def _kept_row(inquiry: Inquiry, words: Words) -> Mapping[str, Value]:
    document = inquiry.document
    return {
        "rfq": document.rfq_number,
        "supplier": document.supplier.name,
        "language": inquiry.to.words.language,
        "sent": document.sent,
        "reply_by": document.reply_by,
        "lines": len(document.lines),
        "state": words.label(f"rfq.state.{DRAFTED}"),
        "file": form_name(inquiry),
    }


def _marks(job: Job, drafted: Drafted) -> Iterator[Edit]:
    """Write the RFQ's number on the requisitions that are asked about."""
    by_table: dict[int, dict[int, Value]] = {}
    for row, number in drafted.numbers:
        by_table.setdefault(row.place.table, {})[row.place.row] = number
    for table_id, values in by_table.items():
        table = job.view.table(table_id)
        column = table.column("rfq")
        if column is None or not column.sure:
            yield ColumnEdit(table_id, "rfq", job.words.label("column.rfq"), values, width=16)
            continue
        for row_number, value in values.items():
            yield CellEdit(table.sheet, row_number, column.index, value)


def _about_letters(drafted: Drafted) -> Iterator[Finding]:
    """Tell what the buyer has to add before the letters can go."""
    nobody = [each.document.supplier.name for each in drafted.inquiries if not to_whom(each.to).to]
    if nobody:
        yield Finding("rfq_no_address", Severity.INFO, {"suppliers": ", ".join(nobody)})
    files = stated(
        name for each in drafted.inquiries for line in each.document.lines for name in line.attachments
    )
    if files:
        yield Finding("rfq_attach", Severity.INFO, {"files": ", ".join(files)})
    if drafted.inquiries and not drafted.inquiries[0].document.company.name:
        yield Finding("rfq_no_company", Severity.WARNING)


def _remind(job: Job, kept: KeptRfqs, number: str) -> Outcome:
    """Draft a reminder to every supplier of an RFQ who owes an answer, with a new date to answer by."""
    if folded(number) not in {folded(each.rfq) for each in kept.asked}:
        known = ", ".join(stated(each.rfq for each in kept.asked)) or "–"
        raise WrongCallError("rfq_not_found", rfq=number, known=known)
    waiting = to_remind(kept.asked, number)
    rows = [each for each in kept.rows if each.asked in waiting and each.asked.reminded != job.today]
    reply_by = _reply_by(job, _REMIND_WITHIN)
    day = {each.row: max(reply_by, each.asked.reply_by or reply_by) for each in rows}
    state = job.words.label(f"rfq.state.{REMINDED}")
    changed: dict[int, Mapping[str, Value]] = {
        each.row: {"state": state, "reminded": job.today, "reply_by": day[each.row]} for each in rows
    }
    others = KeptRfqs(tuple(each for each in kept.rows if each not in rows))
    documents = [
        reminder(job, each, correspondent(job, each.asked.supplier), day[each.row], at)
        for at, each in enumerate(rows)
    ]
    return Outcome(
        answer=_answer([_reminded_answer(each, day[each.row]) for each in rows], kept, job),
        edits=(*state_edits(job, others), *kept_edits(job.view, job.words, RFQS, changed=changed)),
        findings=kept.findings,
        documents=tuple(documents),
        headline=job.words.label("rfq.reminded").format(count=len(rows), rfq=number),
    )


def _reminded_answer(kept: KeptRfq, reply_by: dt.date) -> dict[str, object]:
    asked = kept.asked
    return {
        "rfq": asked.rfq,
        "supplier": asked.supplier,
        "sent": plain(asked.sent),
        "reply_by": plain(reply_by),
        "state": REMINDED,
        "documents": [],
    }


def _inquiry_answer(inquiry: Inquiry) -> dict[str, object]:
    document = inquiry.document
    return {
        "rfq": document.rfq_number,
        "supplier": document.supplier.name,
        "language": inquiry.to.words.language,
        "sent": plain(document.sent),
        "reply_by": plain(document.reply_by),
        "state": DRAFTED,
        "lines": [
            {
                "line": line.pos,
                "item_number": line.item_number or None,
                "description": line.description,
                "quantities": [plain(quantity) for quantity in line.asked],
                "unit": line.unit or None,
                "requested_date": plain(line.requested_date),
            }
            for line in document.lines
        ],
        "questions": len(document.questions),
        "documents": [],
    }


def _answer(rfqs: Sequence[dict[str, object]], kept: KeptRfqs, job: Job) -> dict[str, object]:
    """Give what was asked or reminded now, everybody who was asked before, and how suppliers respond."""
    return {
        "rfqs": list(rfqs),
        "asked": [_asked_answer(each, job.today) for each in kept.asked],
        "responses": [
            {
                "supplier": each.supplier,
                "asked": each.asked,
                "answered": each.answered,
                "declined": each.declined,
                "late": each.late,
                "response_rate_percent": plain(each.rate),
                "median_response_days": plain(each.median_days),
            }
            for each in responses(kept.asked, job.today)
        ],
    }


def _asked_answer(asked: AskedSupplier, today: dt.date) -> dict[str, object]:
    return {
        "rfq": asked.rfq,
        "supplier": asked.supplier,
        "sent": plain(asked.sent),
        "reply_by": plain(asked.reply_by),
        "state": asked.state_on(today),
        "answered": plain(asked.answered),
        "response_days": asked.response_days,
    }


def _headline(words: Words, drafted: Drafted) -> str:
    if not drafted.inquiries:
        return words.label("rfq.none")
    numbers = ", ".join(stated(each.document.rfq_number for each in drafted.inquiries))
    lines = {row.place for each in drafted.inquiries for row in each.rows}
    return words.label("rfq.headline").format(rfq=numbers, suppliers=len(drafted.inquiries), lines=len(lines))


def _sections(drafted: Drafted, words: Words) -> tuple[Section, ...]:
    if not drafted.inquiries:
        return ()
    names = ("rfq", "supplier", "language", "lines", "reply_by")
    titles = tuple(words.label(f"kept.rfqs.{name}") for name in names)
    rows = tuple(
        (
            each.document.rfq_number,
            each.document.supplier.name,
            each.to.words.language,
            str(len(each.document.lines)),
            plain(each.document.reply_by),
        )
        for each in drafted.inquiries
    )
    shown = tuple(tuple(str(cell) for cell in row) for row in rows)
    return (Section(words.label("rfq.heading"), titles, shown, numeric=frozenset({3})),)
