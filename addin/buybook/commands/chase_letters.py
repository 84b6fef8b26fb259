"""Letters that ask suppliers about their open lines: one for each supplier, in their language, firmer each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial

from buybook.commands.answers import shown_date, shown_number
from buybook.commands.job import Job
from buybook.commands.letter_parts import closing, greeting
from buybook.commands.recipients import Recipient, recipient
from buybook.commands.unit_words import shown_unit
from buybook.core.calendar import add_working_days
from buybook.core.chasing import KINDS, Asked, Chase
from buybook.core.rows import stated
from buybook.documents.file_names import safe_stem
from buybook.documents.letters import draft
from buybook.documents.outgoing import OutgoingFile
from buybook.vocabulary import Words

_FIRMEST = 3  # the letters have three tones
_MOST = 200  # lines of a letter; nobody answers more


def chase_letter(job: Job, chase: Chase, place: int, country: str | None) -> tuple[OutgoingFile, Recipient]:
    """Draft the letter of a chase, the record at `place` of the answer's chases; and give whom it goes to."""
    to = recipient(job, chase.supplier)
    label = to.words.label
    tone = tone_of(chase)
    orders = stated(each.line.po_number for each in chase.lines)
    shown = ", ".join(orders[:4]) + (" …" if len(orders) > 4 else "")
    subject = label(f"chase.subject.{tone}").format(orders=shown)
    text = "\n".join(_text(job, chase, to, tone, country))
    copy = job.settings.chasing.escalate_to if chase.escalates else ""
    stem = safe_stem(f"{label('chase.file')} {chase.supplier} {job.today.isoformat()}", "chase")
    content = partial(draft, to.to, subject, text, copy=copy)
    return OutgoingFile(stem, ".eml", content, ("chases", place)), to


def tone_of(chase: Chase) -> int:
    """Give the tone of a letter, from 1, a question, to 3, which goes further up."""
    return _FIRMEST if chase.escalates else min(chase.step, _FIRMEST - 1)


def _text(job: Job, chase: Chase, to: Recipient, tone: int, country: str | None) -> Iterable[str]:
    label = to.words.label
    yield greeting(to)
    yield ""
    yield label(f"chase.opening.{tone}")
    for kind in KINDS:
        lines = [each for each in chase.lines if each.kind == kind]
        if lines:
            yield ""
            yield label(f"chase.about.{kind}")
            yield from (_line(each, to.words) for each in lines[:_MOST])
            if len(lines) > _MOST:
                yield label("chase.more").format(count=len(lines) - _MOST)
    yield ""
    answer_by = add_working_days(job.today, job.settings.chasing.answer_within_working_days, country)
    yield label(f"chase.request.{tone}").format(day=answer_by.isoformat())
    yield ""
    yield from closing(job, to)


def _line(asked: Asked, words: Words) -> str:
    line, label, language = asked.line, words.label, words.language
    unit = shown_unit(line.unit, words) or ""

    def quantity(number: float) -> str:
        return f"{shown_number(number, language)} {unit}".strip()

    article = " ".join(stated([line.item_number, line.description])) or "–"
    if line.supplier_item_number and line.supplier_item_number != line.item_number:
        article += f" ({label('chase.your_item').format(item=line.supplier_item_number)})"
    parts = [
        label("chase.line.order").format(po=line.po_number, line=line.po_line),
        label("chase.line.reference").format(reference=line.their_reference) if line.their_reference else "",
        article,
        label("chase.line.open").format(quantity=quantity(line.outstanding)),
        label("chase.line.received").format(quantity=quantity(line.received)) if line.received > 0 else "",
        label("chase.line.due").format(day=shown_date(line.due)) if line.due else "",
        label("chase.line.late").format(days=line.days_late) if line.days_late else "",
        label("chase.line.needed").format(day=shown_date(line.needed))
        if _sooner(line.needed, line.due)
        else "",
    ]
    return "- " + "; ".join(part for part in parts if part)


def _sooner(needed: dt.date | None, due: dt.date | None) -> bool:
    return needed is not None and (due is None or needed < due)
