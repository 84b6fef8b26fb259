"""What goes to a supplier: the form, a letter with it, and a reminder, in the supplier's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from buybook.commands.correspondents import Correspondent
from buybook.commands.job import Job
from buybook.commands.letter_parts import closing, greeting
from buybook.commands.recipients import Recipient
from buybook.commands.rfq_drafting import Inquiry
from buybook.commands.rfq_list import KeptRfq
from buybook.documents.file_names import safe_stem
from buybook.documents.letters import Attachment, addresses, draft
from buybook.documents.outgoing import OutgoingFile

_XLSX, _EML = ".xlsx", ".eml"


def form_name(inquiry: Inquiry) -> str:
    """Give the name of the form's file."""
    document = inquiry.document
    return safe_stem(f"{document.rfq_number} {document.supplier.name}", "RFQ") + _XLSX


def inquiry_files(job: Job, inquiry: Inquiry, at: int) -> tuple[OutgoingFile, OutgoingFile]:
    """Give the form and the letter that it goes with; `at` is the place of the RFQ in the answer."""
    name = form_name(inquiry)
    content = _form(inquiry)
    stem = name.removesuffix(_XLSX)
    letter = partial(_letter, job, inquiry, name, content)
    return (
        OutgoingFile(stem, _XLSX, content, ("rfqs", at)),
        OutgoingFile(stem, _EML, letter, ("rfqs", at)),
    )


def _form(inquiry: Inquiry) -> Callable[[], bytes]:
    """Give what makes the form's bytes: once, for the file and for the letter."""

    @cache
    def content() -> bytes:
        from buybook.documents.rfq_form import rfq_bytes  # with openpyxl: slow to load

        return rfq_bytes(inquiry.document, inquiry.to.words)

    return content


def to_whom(to: Correspondent) -> Recipient:
    """Give a supplier as letters are addressed: a contact that is an address or a number is no name."""
    party = to.party
    mail = addresses(party.email) or addresses(party.contact)
    named = not addresses(party.contact) and not any(sign.isdigit() for sign in party.contact)
    return Recipient(party.name, "; ".join(mail), party.contact if named else "", to.words)


def _letter(job: Job, inquiry: Inquiry, name: str, content: Callable[[], bytes]) -> bytes:
    document, to = inquiry.document, to_whom(inquiry.to)
    label = to.words.label
    day = _shown(document.reply_by)
    paragraphs = [
        greeting(to),
        label("rfq_letter.text").format(count=len(document.lines), company=document.company.name or "–"),
        label("rfq_letter.reply").format(date=day, rfq=document.rfq_number),
    ]
    if document.questions:
        paragraphs.append(label("rfq_letter.questions"))
    if document.alternatives:
        paragraphs.append(label("rfq_letter.alternatives"))
    paragraphs.append(label("rfq_letter.decline"))
    text = "\n\n".join([*paragraphs, "\n".join(closing(job, to))]) + "\n"
    subject = label("rfq_letter.subject").format(rfq=document.rfq_number, date=day)
    return draft(to.to, subject, text, [Attachment(name, content())])


def reminder(job: Job, kept: KeptRfq, to: Correspondent, reply_by: dt.date, at: int) -> OutgoingFile:
    """Give a reminder of an RFQ, with the form again where its file is still in the folder of documents."""
    stem = safe_stem(f"{kept.asked.rfq} {kept.asked.supplier} {job.today.isoformat()}", "RFQ")
    return OutgoingFile(stem, _EML, partial(_reminder, job, kept, to, reply_by), ("rfqs", at))


def _reminder(job: Job, kept: KeptRfq, to: Correspondent, reply_by: dt.date) -> bytes:
    asked, recipient = kept.asked, to_whom(to)
    label = recipient.words.label
    forms = _sent_form(job, kept.file)
    opening = "rfq_letter.reminder" if asked.sent else "rfq_letter.reminder_undated"
    paragraphs = [
        greeting(recipient),
        label(opening).format(rfq=asked.rfq, sent=_shown(asked.sent)),
        label("rfq_letter.reply").format(date=_shown(reply_by), rfq=asked.rfq),
        label("rfq_letter.decline"),
    ]
    text = "\n\n".join([*paragraphs, "\n".join(closing(job, recipient))]) + "\n"
    subject = label("rfq_letter.reminder_subject").format(rfq=asked.rfq, date=_shown(reply_by))
    return draft(recipient.to, subject, text, forms)


def _sent_form(job: Job, name: str) -> list[Attachment]:
    """Give the form as it was sent; nothing for a name that leads elsewhere than into the folder of documents."""
    if not name.endswith(_XLSX) or name != Path(name).name or "\\" in name:
        return []
    path = Path(job.documents_folder) / name
    return [Attachment(name, path.read_bytes())] if path.is_file() else []


def _shown(day: dt.date | None) -> str:
    return day.isoformat() if day is not None else "–"
