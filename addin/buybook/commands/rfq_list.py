"""The list of RFQs in the buyer's workbook: who was asked, what became of it, and the questions to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from buybook.commands.job import Job
from buybook.core.rfqs import DRAFTED, STATES, AskedSupplier
from buybook.core.rows import folded
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import Kind
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Edit, Value
from buybook.workbook.kept_lists import ROW, KeptColumn, KeptList, kept_edits, read_kept
from buybook.workbook.view import WorkbookView

RFQS = KeptList(
    "rfqs",
    (
        KeptColumn("rfq", Kind.CODE, 16),
        KeptColumn("supplier", Kind.TEXT, 28),
        KeptColumn("language", Kind.TEXT, 10),
        KeptColumn("sent", Kind.DATE, 13),
        KeptColumn("reply_by", Kind.DATE, 13),
        KeptColumn("lines", Kind.NUMBER, 8),
        KeptColumn("state", Kind.TEXT, 13),
        KeptColumn("reminded", Kind.DATE, 13),
        KeptColumn("answered", Kind.DATE, 13),
        KeptColumn("file", Kind.TEXT, 36),
    ),
)
QUESTIONS = KeptList(
    "rfq_questions",
    (
        KeptColumn("question", Kind.TEXT, 70),
        KeptColumn("weight", Kind.PERCENT, 10),
        KeptColumn("answer", Kind.TEXT, 14),
        KeptColumn("request", Kind.CODE, 22),
    ),
)


@frozen
class KeptRfq:
    """A row of the list: its place on the sheet, and who was asked."""

    row: int
    asked: AskedSupplier
    file: str


@frozen
class KeptRfqs:
    """The list, with what could not be read of it."""

    rows: tuple[KeptRfq, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def asked(self) -> list[AskedSupplier]:
        """Everybody who was asked."""
        return [each.asked for each in self.rows]


@frozen
class KeptQuestion:
    """A question that the buyer keeps; `request` limits it to one requisition or article."""

    text: str
    weight: Decimal
    answer: str
    request: str


def read_rfqs(view: WorkbookView) -> KeptRfqs:
    """Read the list. A state in words of the buyer's own is a finding, and is left as it is."""
    kept = read_kept(view, RFQS)
    rows, findings = [], list(kept.findings)
    for row in kept.rows:
        number, supplier = row.get("rfq"), row.get("supplier")
        if not isinstance(number, str) or not isinstance(supplier, str):
            continue
        written = str(row.get("state") or "")
        state = state_named(written)
        if written and state is None:
            place = {"sheet": sheet_of(view, RFQS), "row": row[ROW], "value": written}
            findings.append(Finding("rfq_state_unknown", Severity.WARNING, place))
            continue
        asked = AskedSupplier(
            number, supplier, state or DRAFTED,
            _day(row, "sent"), _day(row, "reply_by"), _day(row, "reminded"), _day(row, "answered"),
        )  # fmt: skip
        place_row = row[ROW]
        assert isinstance(place_row, int)
        rows.append(KeptRfq(place_row, asked, str(row.get("file") or "")))
    return KeptRfqs(tuple(rows), tuple(findings))


def sheet_of(view: WorkbookView, kept: KeptList) -> str:
    """Give the sheet of a kept list; empty where there is none."""
    names = {name.casefold() for name in kept.sheet_names()}
    return next((name for name in view.sheet_names if name.casefold() in names), "")


def _day(row: Mapping[str, object], name: str) -> dt.date | None:
    value = row.get(name)
    return value if isinstance(value, dt.date) else None


def state_named(text: str) -> str | None:
    """Give the state that a cell names in any language; None for another word."""
    word = folded(text)
    return next(
        (
            state
            for state in STATES
            if word == state
            or any(word == folded(words.label(f"rfq.state.{state}")) for words in all_words())
        ),
        None,
    )


def state_edits(job: Job, kept: KeptRfqs) -> tuple[Edit, ...]:
    """Give the edits that bring the states up to date: late after the day named for the answer."""
    changed: dict[int, Mapping[str, Value]] = {}
    for each in kept.rows:
        state = each.asked.state_on(job.today)
        if state != each.asked.state:
            changed[each.row] = {"state": job.words.label(f"rfq.state.{state}")}
    return kept_edits(job.view, job.words, RFQS, changed=changed) if changed else ()


def rfq_edits(job: Job) -> tuple[Edit, ...]:
    """Give the edits that bring the list of RFQs up to date, where the workbook has one."""
    return state_edits(job, read_rfqs(job.view)) if sheet_of(job.view, RFQS) else ()


def read_questions(view: WorkbookView) -> tuple[list[KeptQuestion], tuple[Finding, ...]]:
    """Read the questions that the buyer keeps; a row without a text is none."""
    kept = read_kept(view, QUESTIONS)
    found = []
    for row in kept.rows:
        text, weight = row.get("question"), row.get("weight")
        if isinstance(text, str):
            share = Decimal(repr(weight)) if isinstance(weight, float) and weight > 0 else Decimal(0)
            answer = _answer_kind(str(row.get("answer") or ""))
            found.append(KeptQuestion(text, share, answer, str(row.get("request") or "")))
    return found, kept.findings


def _answer_kind(text: str) -> str:
    word = folded(text)
    kinds = ("number", "yes_no")
    for kind in kinds:
        if word == kind or any(word == folded(words.label(f"rfq.answer.{kind}")) for words in all_words()):
            return kind
    return "text"


def first_questions(job: Job, words: Words) -> tuple[Edit, ...]:
    """Begin the sheet of questions with some that most services need, for the buyer to change."""
    rows: list[Mapping[str, Value]] = [
        {
            "question": words.label(f"rfq.question.{name}"),
            "weight": weight,
            "answer": words.label(f"rfq.answer.{kind}"),
        }
        for name, weight, kind in (
            ("certified", 20, "yes_no"),
            ("experience", 30, "text"),
            ("response", 20, "number"),
            ("plan", 30, "text"),
        )
    ]
    return kept_edits(job.view, words, QUESTIONS, new=rows)
