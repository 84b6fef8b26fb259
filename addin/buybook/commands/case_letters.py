"""Letters to suppliers about a deviation: the facts, what we ask for, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from buybook.commands.answers import shown_date, shown_number
from buybook.commands.case_list import ListedCase
from buybook.commands.job import Job
from buybook.commands.letter_parts import closing, greeting
from buybook.commands.recipients import Recipient, recipient
from buybook.core.cases import Case
from buybook.documents.file_names import safe_stem
from buybook.documents.letters import draft
from buybook.documents.outgoing import OutgoingFile


def case_letter(job: Job, listed: ListedCase, case: Case, place: int = 0) -> tuple[OutgoingFile, Recipient]:
    """Draft the letter of a claim, the record at `place` of the answer's cases; and give whom it goes to."""
    to = recipient(job, listed.supplier)
    label = to.words.label
    subject = label("cases.letter.subject").format(case=case.number, po=listed.po or "–")
    text = "\n".join(_text(job, listed, case, to))
    stem = safe_stem(f"{case.number} {listed.supplier} {job.today.isoformat()}", "claim")
    return OutgoingFile(stem, ".eml", partial(draft, to.to, subject, text), ("cases", place)), to


def _text(job: Job, listed: ListedCase, case: Case, to: Recipient) -> Iterator[str]:
    label = to.words.label
    yield greeting(to)
    yield ""
    yield label("cases.letter.opening").format(kind=label(f"cases.kind.{case.kind}").lower())
    yield ""
    for name, value in _facts(listed, case, to):
        yield f"- {label(f'cases.letter.{name}')}: {value}"
    if case.remedy:
        yield ""
        yield label(f"cases.letter.remedy.{case.remedy}")
    if case.deadline:
        yield label("cases.letter.deadline").format(day=shown_date(case.deadline))
    yield ""
    yield from closing(job, to)


def _facts(listed: ListedCase, case: Case, to: Recipient) -> Iterator[tuple[str, str]]:
    language = to.words.language
    yield "case", case.number
    if listed.po:
        line = f" / {listed.line}" if listed.line else ""
        yield "order", f"{listed.po}{line}"
    if listed.item:
        yield "item", listed.item
    received = listed.row.day("received_date")
    if received is not None:
        yield "received", received.isoformat()
    if case.quantity:
        yield "quantity", shown_number(case.quantity, language)
    if listed.reason:
        yield "reason", listed.reason
    if case.amount is not None:
        yield "amount", f"{shown_number(case.amount, language, 2)} {case.currency or ''}".strip()
    for step in case.steps:
        if step.note and step.act.value == "claimed":
            yield "note", step.note
    for picture in case.pictures:
        yield "picture", picture
