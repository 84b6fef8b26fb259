"""From a deviation to its end: claims, answers, replacements, returns, rework and credits, each case until it closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from buybook.commands.answers import answer_lines, plain, shown_date, shown_number
from buybook.commands.case_letters import case_letter
from buybook.commands.case_list import ListedCase, case_edits, listed_cases, named, refused, selected_case
from buybook.commands.case_opening import OpenedCase, opened_case
from buybook.commands.case_settling import billed_for, receipts_for
from buybook.commands.job import Job, Outcome, Section, WrongCallError
from buybook.commands.receipt_rows import book, judged, written_receipts
from buybook.commands.rules import order_rules
from buybook.commands.today import has_orders
from buybook.core.calendar import add_working_days
from buybook.core.cases import REMEDIES, Act, Case, CaseState, NotAllowedError, OpenPoint, Step, open_points
from buybook.core.money import ZERO, exact
from buybook.core.quality_record import QualityRecord, quality_record, without
from buybook.core.rows import folded
from buybook.documents.outgoing import OutgoingFile
from buybook.findings import Finding, Severity
from buybook.registry import Group, Option, OptionKind, command
from buybook.vocabulary import Words
from buybook.workbook.edits import CellEdit, Edit

_SHOWN = 20
_ANSWER_WITHIN = 10  # working days, where no deadline is given
_ENDS = {Act.CLOSED: "closed", Act.WITHDRAWN: "cancelled"}  # states of the buyer's own list


@command(
    "claim",
    group=Group.DELIVERIES,
    icon="ReviewNewComment",
    asking=True,
    options=(
        Option("case"),
        Option("po"),
        Option("line"),
        Option("kind"),
        Option("quantity", OptionKind.NUMBER),
        Option("reason"),
        Option("picture"),
        Option("remedy"),
        Option("deadline", OptionKind.DATE),
        Option("note"),
        Option("reply"),
        Option("agreed", OptionKind.NUMBER),
        Option("replaced", OptionKind.NUMBER),
        Option("returned", OptionKind.NUMBER),
        Option("reworked", OptionKind.NUMBER),
        Option("delivery_note"),
        Option("credited", OptionKind.NUMBER),
        Option("credit_note"),
        Option("close", OptionKind.FLAG),
        Option("withdraw", OptionKind.FLAG),
    ),
    from_selection=selected_case,
)
def claim(job: Job) -> Outcome:
    """List the open cases, open one, claim it with a letter, keep what the supplier does, and close it."""
    known, findings = listed_cases(job)
    given = job.options
    if given.get("case"):
        listed = known.get(folded(str(given["case"])))
        if listed is None:
            numbers = ", ".join(each.case.number for each in known.values() if not each.case.over)
            values = {"case": given["case"], "cases": numbers or "–"}
            return _nothing(job, [*findings, Finding("case_not_found", Severity.ERROR, values)])
        return _carried_on(job, known, OpenedCase(listed, (), ()), findings)
    if given.get("po"):
        opened = opened_case(job, known.values())
        if isinstance(opened, Finding):
            return _nothing(job, [*findings, opened])
        return _carried_on(job, known, opened, findings)
    return _overview(job, known, findings)


def _nothing(job: Job, findings: Sequence[Finding]) -> Outcome:
    headline = job.words.label("cases.nothing")
    return Outcome(answer={"cases": [], "orders": []}, findings=tuple(findings), headline=headline)


@dataclass
class _Progress:
    """A case as it goes on: what is to be written, and what there is to tell."""

    case: Case
    steps: list[Step] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    documents: list[OutgoingFile] = field(default_factory=list)
    orders: list[dict[str, object]] = field(default_factory=list)

    def take(self, step: Step, today: dt.date) -> None:
        """Take a step, unless it was said today already."""
        said = step.act in (Act.OPENED, Act.CLAIMED, Act.ANSWERED)
        if said and any(each == replace(step, day=each.day) for each in self.case.steps if each.day == today):
            return
        self.case = self.case.after(step)
        self.steps.append(step)


def _carried_on(
    job: Job,
    known: Mapping[str, ListedCase],
    begun: OpenedCase,
    findings: Sequence[Finding],
) -> Outcome:
    """Take a case on by what the options say; all of it or nothing."""
    listed = begun.listed
    now = _Progress(listed.case, edits=list(begun.edits), findings=list(findings))
    try:
        for step in begun.steps:
            now.take(step, job.today)
        if listed.case.over and any(True for _ in _asked(job, listed.case)):
            raise NotAllowedError("case_is_over", case=listed.case.number)
        for step in _asked(job, listed.case):
            now.take(step, job.today)
    except NotAllowedError as error:
        return _nothing(job, [*findings, refused(error, job.words)])
    bad = _booked(job, listed, now)
    points = _points(job, known, listed, now) if job.options.get("close") else ()
    if bad or points:
        told = (_point_finding(each, now.case, job.words) for each in points)
        return _nothing(job, [*now.findings, *told])
    if job.options.get("remedy"):
        letter, to = case_letter(job, listed, now.case)
        now.documents.append(letter)
        if not to.to:
            values = {"supplier": listed.supplier or "–"}
            now.findings.append(Finding("letter_without_address", Severity.INFO, values))
    now.edits += case_edits(job, now.case.number, now.case.currency, now.steps)
    now.edits += _ended(job, listed, now.steps)
    record = _record(job, known, listed)
    return Outcome(
        answer={
            "cases": [_answer(now.case, listed, job.today, record)],
            "orders": now.orders,
        },
        edits=tuple(now.edits),
        findings=tuple(now.findings),
        documents=tuple(now.documents),
        headline=_headline(now.case, job.words),
        sections=(_record_section(now.case, record, listed, job.words),) if record else (),
    )


def _asked(job: Job, case: Case) -> Iterator[Step]:
    """Give the steps that the options ask for, in the order in which they can happen."""
    given = job.options
    note, reference = _text(job, "note"), _text(job, "delivery_note")
    if given.get("picture") and given.get("case"):
        yield Step(Act.OPENED, picture=_text(job, "picture"))
    if given.get("remedy"):
        remedy = named(str(given["remedy"]), "cases.remedy", REMEDIES)
        if remedy is None:
            names = ", ".join(job.words.label(f"cases.remedy.{each}") for each in REMEDIES)
            raise WrongCallError("case_remedy_unknown", remedy=given["remedy"], remedies=names)
        yield Step(Act.CLAIMED, amount=case.amount, remedy=remedy, deadline=_deadline(job), note=note)
    if given.get("reply") or given.get("agreed") is not None:
        yield Step(Act.ANSWERED, amount=_number(job, "agreed"), note=_text(job, "reply"))
    for name, act in (("replaced", Act.REPLACED), ("returned", Act.RETURNED), ("reworked", Act.REWORKED)):
        if (quantity := _number(job, name)) is not None:
            yield Step(act, quantity=_positive(name, quantity), reference=reference, note=note)
    credited = _number(job, "credited")
    if credited is not None:
        quantity = _number(job, "quantity")
        rest = (
            case.quantity
            - case.settled
            - sum((_number(job, each) or ZERO for each in ("replaced", "reworked")), ZERO)
        )
        yield Step(
            Act.CREDITED,
            quantity=max(rest, ZERO) if quantity is None else quantity,
            amount=_positive("credited", credited),
            reference=_text(job, "credit_note"),
        )
    if given.get("close"):
        yield Step(Act.CLOSED)
    if given.get("withdraw"):
        yield Step(Act.WITHDRAWN, note=note)


def _positive(name: str, number: Decimal) -> Decimal:
    if number <= 0:
        raise WrongCallError("case_not_positive", option=name)
    return number


def _number(job: Job, name: str) -> Decimal | None:
    return exact(job.options.get(name))


def _text(job: Job, name: str) -> str | None:
    value = job.options.get(name)
    return None if value is None else str(value)


def _deadline(job: Job) -> dt.date:
    given = job.options.get("deadline")
    if isinstance(given, dt.date):
        return given
    return add_working_days(job.today, _ANSWER_WITHIN, order_rules(job).country)


def _booked(job: Job, listed: ListedCase, now: _Progress) -> bool:
    """Book what moved as receipts; tell whether that could not be done."""
    receipts = receipts_for(listed, now.case.kind, now.steps, job.today)
    if not receipts:
        return False
    booked = book(job, receipts)
    now.findings += booked.findings
    if booked.after is None or len(booked.receipts) < len(receipts):
        return True
    written = written_receipts(job, booked)
    now.edits += written.edits
    now.findings += written.findings
    now.orders += answer_lines(booked.after.frame.iloc[list(booked.touched)])
    return False


def _points(
    job: Job, known: Mapping[str, ListedCase], listed: ListedCase, now: _Progress
) -> tuple[OpenPoint, ...]:
    receipts = receipts_for(listed, now.case.kind, now.steps, job.today)
    return open_points(now.case, billed_for(job, known, listed, receipts))


def _point_finding(point: OpenPoint, case: Case, words: Words) -> Finding:
    decimals = None if point.code in ("quantity", "return") else 2
    values = {
        "case": case.number,
        "is_now": shown_number(point.is_now, words.language, decimals),
        "should_be": shown_number(point.should_be, words.language, decimals),
        "currency": case.currency or "",
    }
    return Finding(f"case_open_{point.code}", Severity.ERROR, values)


def _ended(job: Job, listed: ListedCase, steps: Sequence[Step]) -> Iterator[Edit]:
    """Write the end of a case into the buyer's own list."""
    state = next((_ENDS[step.act] for step in steps if step.act in _ENDS), None)
    if state is None or not listed.row.values:
        return
    table = job.view.table(listed.row.place.table)
    column = table.column("status")
    if column is not None:
        yield CellEdit(table.sheet, listed.row.place.row, column.index, job.words.state(state))


def _record(
    job: Job, known: Mapping[str, ListedCase], listed: ListedCase
) -> tuple[QualityRecord, QualityRecord] | None:
    """Give the supplier's record without the case and with it; None where there are no order lines."""
    if not has_orders(job.view):
        return None
    own = [each.case for each in known.values() if folded(each.supplier) == folded(listed.supplier)]
    reworked = float(sum((case.reworked for case in own), ZERO))
    now = quality_record(job.view.tables, judged(job, job.view.tables), listed.supplier, reworked)
    return without(now, listed.case.kind, float(listed.case.quantity)), now


def _answer(
    case: Case, listed: ListedCase, today: dt.date, record: tuple[QualityRecord, QualityRecord] | None = None
) -> dict[str, object]:
    return {
        "case": case.number,
        "kind": case.kind,
        "supplier": listed.supplier or None,
        "po_number": listed.po or None,
        "po_line": listed.line,
        "item_number": listed.item,
        "quantity": plain(case.quantity),
        "amount": plain(case.amount),
        "currency": case.currency,
        "state": "closed" if case.ended_in_list and case.state is CaseState.OPEN else case.state.value,
        "remedy": case.remedy,
        "deadline": plain(case.deadline),
        "overdue": case.overdue(today) and not case.ended_in_list,
        "replaced": plain(case.replaced),
        "returned": plain(case.returned),
        "reworked": plain(case.reworked),
        "credited": plain(case.credited),
        "settled": plain(case.settled),
        "missing": [] if case.over else [each.code for each in open_points(case)],
        "record": None
        if record is None
        else {name: _plain_record(each) for name, each in zip(("before", "after"), record, strict=True)},
        "documents": [],
    }


def _plain_record(record: QualityRecord) -> dict[str, object]:
    return {"received": plain(record.received), "bad": plain(record.bad), "ppm": plain(record.ppm)}


def _headline(case: Case, words: Words) -> str:
    return words.label("cases.headline").format(
        case=case.number,
        state=words.label(f"cases.state.{case.state}"),
        settled=shown_number(case.settled, words.language),
        quantity=shown_number(case.quantity, words.language),
        credited=shown_number(case.credited, words.language, 2),
        currency=case.currency or "",
    )


def _record_section(
    case: Case, record: tuple[QualityRecord, QualityRecord] | None, listed: ListedCase, words: Words
) -> Section:
    assert record is not None
    rows = tuple(
        (
            words.label(f"cases.record.{name}"),
            shown_number(each.received, words.language),
            shown_number(each.bad, words.language),
            shown_number(each.ppm, words.language, 0),
        )
        for name, each in zip(("before", "after"), record, strict=True)
    )
    heading = words.label("cases.record.heading").format(supplier=listed.supplier or "–", case=case.number)
    titles = ("", *(words.label(f"cases.record.{name}") for name in ("received", "bad", "ppm")))
    return Section(heading, titles, rows, numeric=frozenset({1, 2, 3}))


def _overview(job: Job, known: Mapping[str, ListedCase], findings: Sequence[Finding]) -> Outcome:
    words = job.words
    still = [each for each in known.values() if not each.case.over]
    still.sort(
        key=lambda each: (
            not each.case.overdue(job.today),
            each.case.deadline or dt.date.max,
            each.case.number,
        )
    )
    late = [
        each.row.finding(
            "case_answer_overdue",
            Severity.WARNING,
            "nonconformance",
            case=each.case.number,
            supplier=each.supplier or "–",
            day=shown_date(each.case.deadline),
        )
        for each in still
        if each.case.overdue(job.today)
    ]
    return Outcome(
        answer={"cases": [_answer(each.case, each, job.today) for each in still], "orders": []},
        findings=(*findings, *late),
        headline=words.label("cases.overview").format(count=len(still), overdue=len(late)),
        sections=(_section(still, words),) if still else (),
    )


def _section(still: Sequence[ListedCase], words: Words) -> Section:
    names = ("case", "supplier", "order", "kind", "quantity", "settled", "state", "deadline")
    rows = tuple(
        (
            each.case.number,
            each.supplier or "–",
            f"{each.po} / {each.line}" if each.line else each.po or "–",
            words.label(f"cases.kind.{each.case.kind}"),
            shown_number(each.case.quantity, words.language),
            shown_number(each.case.settled, words.language),
            words.label(f"cases.state.{each.case.state}"),
            shown_date(each.case.deadline),
        )
        for each in still[:_SHOWN]
    )
    heading = words.label("cases.heading").format(shown=len(rows), count=len(still))
    titles = tuple(words.label(f"cases.column.{name}") for name in names)
    return Section(heading, titles, rows, numeric=frozenset({4, 5}))
