"""Approving requests, or refusing them: who, when, and up to which amount."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from buybook.commands.answers import plain, shown_number
from buybook.commands.approvals import APPROVALS, approval_rules, decided, estimated, request_of, requests_in
from buybook.commands.job import Job, Outcome, Section, Selected, WrongCallError, no_list
from buybook.commands.rules import exchange_rates, quotation_rules
from buybook.commands.status_words import StatusWords
from buybook.core.approvals import (
    Approval,
    ApprovalRules,
    Decision,
    Request,
    Standing,
    approvers_needed,
    objection,
    standings,
    who_may,
)
from buybook.core.item_keys import item_keys
from buybook.core.orderable import gate
from buybook.core.quotations import compare
from buybook.core.rows import Row
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.registry import Group, Option, OptionKind, command
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.edits import CellEdit, ColumnEdit, Edit, Value
from buybook.workbook.kept_lists import kept_edits, read_kept

_SHOWN = 30
_STATES: Mapping[str, str] = {
    "approved": "approved",
    "waiting": "awaiting_approval",
    "refused": "rejected_request",
}


@frozen
class _Decided:
    """A row that was decided on: the request, what was said of it, and where it stands now."""

    row: Row
    request: Request
    decision: Decision
    standing: Standing

    @property
    def state(self) -> str:
        """What its status is now."""
        if self.decision is Decision.REFUSED:
            return "refused"
        return "approved" if self.standing.approved else "waiting"


def selected_requests(job: Job, selected: Selected) -> dict[str, object]:
    """Give the rows of a list of requests that somebody selected."""
    lists = [t for t in job.view.recognition.of_kind(TableKind.REQUISITIONS) if t.sheet == selected.sheet]
    rows = tuple(
        row
        for row in selected.rows
        if any(t.first_row <= row <= t.last_row and row not in t.total_rows for t in lists)
    )
    return {"sheet": selected.sheet, "rows": rows} if rows else {}


@command(
    "approve",
    group=Group.ORDERS,
    icon="FileStartWorkflow",
    options=(
        Option("rows", OptionKind.ROWS),
        Option("sheet"),
        Option("refuse", OptionKind.FLAG),
        Option("reason"),
        Option("by"),
    ),
    from_selection=selected_requests,
)
def approve(job: Job) -> Outcome:
    """Approve the requests that are named, or refuse them with a reason; without rows, list what waits for whom."""
    view, words = job.view, job.words
    found = (*view.recognition.findings, *view.reading_findings)
    nothing: dict[str, object] = {"approvals": [], "waiting": []}
    if not view.recognition.of_kind(TableKind.REQUISITIONS):
        return Outcome(answer=nothing, findings=(*found, no_list("requisitions", words)))
    refuse, reason = bool(job.options.get("refuse")), str(job.options.get("reason") or "").strip()
    if refuse and not reason:
        raise WrongCallError("refusal_needs_reason")
    asking = _Asking(job)
    chosen = asking.chosen()
    by = str(job.options.get("by") or job.user).strip()
    done, told = asking.decide(chosen, by, Decision.REFUSED if refuse else Decision.APPROVED)
    waiting = asking.waiting({each.request.place for each in done if each.state != "waiting"})
    return Outcome(
        answer={
            "approvals": [_answer(each, by) for each in done],
            "waiting": [_answer_waiting(each, asking.rules) for each in waiting],
        },
        edits=(
            *_status_edits(job, done),
            *kept_edits(view, words, APPROVALS, [_kept(job, each, by, reason) for each in done]),
        ),
        findings=(*found, *asking.findings, *told),
        headline=_headline(done, waiting, words),
        sections=(_section(waiting, asking.rules, words),) if waiting else (),
    )


class _Asking:
    """The requests of a workbook, what they cost, and what was decided of them before."""

    def __init__(self, job: Job) -> None:
        self._job = job
        tables = job.view.tables
        rates, rate_findings = exchange_rates(job)
        quoted = bool(job.view.recognition.of_kind(TableKind.QUOTATIONS))
        lots = dict(compare(tables, quotation_rules(job), rates, job.today).by_item) if quoted else {}
        keys = item_keys(tables)
        self.rules: ApprovalRules = approval_rules(job)
        self._gate = gate(tables, keys)
        self._rows = requests_in(job)
        self._requests = [request_of(row, estimated(row, keys, lots, rates)) for row in self._rows]
        kept = read_kept(job.view, APPROVALS)
        self._decided: list[Approval] = decided(kept)
        foreign = any(row.text("currency") not in (None, rates.base) for row in self._rows)
        self.findings: tuple[Finding, ...] = (*kept.findings, *(rate_findings if foreign else ()))

    def chosen(self) -> list[int]:
        """Give the positions of the requests that the call names; WrongCallError where it names none that is there."""
        job = self._job
        rows, sheet = job.options.get("rows"), job.options.get("sheet")
        if rows is None:
            return []
        lists = job.view.recognition.of_kind(TableKind.REQUISITIONS)
        names = ", ".join(dict.fromkeys(table.sheet for table in lists))
        if sheet is None:
            raise WrongCallError("rows_need_sheet", sheets=names)
        own = {table.id for table in lists if table.sheet == sheet}
        if not own:
            raise WrongCallError("no_orderable_list", sheet=sheet)
        wanted = set(rows) if isinstance(rows, tuple) else set()
        return [at for at, row in enumerate(self._rows) if row.place.table in own and row.place.row in wanted]

    def decide(
        self, chosen: Sequence[int], by: str, decision: Decision
    ) -> tuple[list[_Decided], list[Finding]]:
        """Decide on requests; give those that were, and why others were not."""
        told: list[Finding] = []
        new: list[tuple[int, Approval]] = []
        before = standings(self._requests, self._decided, self.rules)
        for at in chosen:
            row, request = self._rows[at], self._requests[at]
            # What was ordered and costs more now can be approved, for the order's next revision.
            done_with = before[at].approved or decision is Decision.REFUSED or not self.rules.active
            refusal = (_ordered(row) if done_with else None) or self._refusal(row, request, by, decision)
            if refusal is None:
                amount = request.amount if request.amount is not None else Decimal(0)
                new.append(
                    (at, Approval(request.number, request.item, amount, by, decision, self._job.today))
                )
            else:
                told.append(refusal)
        after = standings(self._requests, [*self._decided, *(approval for _, approval in new)], self.rules)
        done = [_Decided(self._rows[at], self._requests[at], decision, after[at]) for at, _ in new]
        self._decided += [approval for _, approval in new]
        return done, told

    def _refusal(self, row: Row, request: Request, by: str, decision: Decision) -> Finding | None:
        if not self.rules.active:
            return None
        before = [
            each for each in self._decided if each.key == request.key and each.by.casefold() == by.casefold()
        ]
        if before and before[-1].decision is decision and before[-1].amount >= (request.amount or Decimal(0)):
            return row.finding("decided_before", Severity.INFO, "status", by=by, item=_named(request))
        why = objection(by, request, self.rules)
        if why is None or (decision is Decision.REFUSED and why != "no_right"):
            return None
        others = ", ".join(who_may(request, self.rules)) or "–"
        shown = shown_number(request.amount, self._job.words.language, 2)
        return row.finding(
            f"approval_{why}",
            Severity.WARNING,
            "status",
            by=by,
            item=_named(request),
            amount=shown,
            others=others,
        )

    def waiting(self, settled: set[object]) -> list[Standing]:
        """Give the requests that wait for somebody: not ordered, not refused, and not approved as the rules ask."""
        found = []
        for row, standing in zip(
            self._rows, standings(self._requests, self._decided, self.rules), strict=True
        ):
            if row.place in settled or standing.refused_by is not None or standing.approved:
                continue
            refusal = self._gate.refusal(row)
            if refusal is None or refusal.code == "row_not_approved":
                found.append(standing)
        if self.rules.active:
            return found
        return []


def _ordered(row: Row) -> Finding | None:
    """Tell that a request was ordered; None of one that was not."""
    number = row.text("po_number") or row.text("purchase_order")
    return row.finding("already_ordered", Severity.INFO, "po_number", number=number) if number else None


def _named(request: Request) -> str:
    return " ".join(part for part in (request.number, request.item) if part) or "–"


def _status_edits(job: Job, done: Sequence[_Decided]) -> Iterator[Edit]:
    """Write the state of each request that was decided on into the buyer's status column, else into one of ours."""
    view, words = job.view, job.words
    for table in view.recognition.of_kind(TableKind.REQUISITIONS):
        own = [each for each in done if each.request.place.table == table.id and _ordered(each.row) is None]
        if not own:
            continue
        vocabulary = StatusWords.of(view, words, table)
        column = table.column("status")
        values: dict[int, Value] = {
            each.request.place.row: vocabulary.word(_STATES[each.state])
            or words.label(f"approve.state.{each.state}")
            for each in own
        }
        if column is None:
            yield ColumnEdit(table.id, "status", words.label("column.status"), values, width=18)
            continue
        for row, word in values.items():
            formula = view.formulas(table.sheet, (row, column.index), (row, column.index))[0][0]
            if not formula.startswith("=") and (column.sure or column.ours):
                yield CellEdit(table.sheet, row, column.index, word)


def _kept(job: Job, each: _Decided, by: str, reason: str) -> dict[str, Value]:
    request = each.request
    rates, _ = exchange_rates(job)
    return {
        "day": job.today,
        "by": by,
        "decision": job.words.label(f"approve.{each.decision.value}"),
        "number": request.number or None,
        "item": request.item or None,
        "requester": request.requester or None,
        "amount": None if request.amount is None else float(request.amount),
        "currency": rates.base,
        "reason": reason or None,
    }


def _answer(each: _Decided, by: str) -> dict[str, object]:
    return _answer_request(each.request) | {
        "decision": each.decision.value,
        "by": by,
        "state": each.state,
        "approvers": list(each.standing.approvers),
        "missing": each.standing.missing,
    }


def _answer_waiting(standing: Standing, rules: ApprovalRules) -> dict[str, object]:
    return _answer_request(standing.request) | {
        "approvers": list(standing.approvers),
        "missing": standing.missing,
        "needed": approvers_needed(standing.request, rules),
        "may_approve": who_may(standing.request, rules),
    }


def _answer_request(request: Request) -> dict[str, object]:
    return {
        "purchase_request": request.number or None,
        "item": request.item or None,
        "requester": request.requester or None,
        "category": request.category or None,
        "amount": plain(request.amount),
        "row": request.place.row,
    }


def _headline(done: Sequence[_Decided], waiting: Sequence[Standing], words: Words) -> str:
    counts = {
        state: sum(each.state == state for each in done) for state in ("approved", "waiting", "refused")
    }
    return words.label("approve.headline").format(
        approved=counts["approved"], refused=counts["refused"], half=counts["waiting"], waiting=len(waiting)
    )


def _section(waiting: Sequence[Standing], rules: ApprovalRules, words: Words) -> Section:
    rows = tuple(
        (
            each.request.number or "–",
            each.request.item or "–",
            each.request.requester or "–",
            shown_number(each.request.amount, words.language, 2),
            ", ".join(each.approvers) or "–",
            ", ".join(who_may(each.request, rules)) or "–",
        )
        for each in waiting[:_SHOWN]
    )
    names = ("number", "item", "requester", "amount", "approved_by", "may")
    titles = tuple(words.label(f"approve.column.{name}") for name in names)
    heading = words.label("approve.heading").format(shown=len(rows), count=len(waiting))
    return Section(heading, titles, rows, numeric=frozenset({3}))
