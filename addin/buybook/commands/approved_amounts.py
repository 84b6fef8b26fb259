"""Whether what an order costs was approved: of a new order, and of one whose amount was raised after it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from buybook.commands.answers import shown_number
from buybook.commands.approvals import APPROVALS, approval_rules, decided, in_base, request_of, requests_in
from buybook.commands.job import Job
from buybook.commands.rules import exchange_rates
from buybook.core.approvals import Request, Standing, standings, who_may
from buybook.core.exchange import Rates
from buybook.core.money import ZERO
from buybook.core.revisions import LineChange, OrderedLine
from buybook.core.rows import Place, Row, folded
from buybook.findings import Finding, Severity
from buybook.workbook.kept_lists import read_kept

_Key = tuple[str, str]


def past_limits(job: Job, requests: Sequence[Request], rates: Rates) -> tuple[set[Place], list[Finding]]:
    """Give the rows whose amount nobody approved who may approve as much, and a finding for each."""
    rules = approval_rules(job)
    if not rules.active or not requests:
        return set(), []
    kept = read_kept(job.view, APPROVALS)
    held = [each for each in standings(requests, decided(kept), rules) if not each.approved]
    found = [_past_limit(job, each, ", ".join(who_may(each.request, rules)), rates) for each in held]
    return {each.request.place for each in held}, [*kept.findings, *found]


def _past_limit(job: Job, standing: Standing, who: str, rates: Rates) -> Finding:
    request = standing.request
    values = {
        "item": " ".join(part for part in (request.number, request.item) if part) or "–",
        "amount": shown_number(request.amount, job.words.language, 2),
        "base": rates.base or "",
        "who": who or "–",
        "approved": ", ".join(standing.approvers) or "–",
    }
    code = "order_refused_request" if standing.refused_by else "order_past_limit"
    return Finding(code, Severity.ERROR, values, request.place.table, request.place.row, "status")


@dataclass
class _Cost:
    """What lines that come from one request cost in the base currency, and cost when they were sent last."""

    row: Row
    now: Decimal | None = ZERO
    sent: Decimal | None = ZERO

    @property
    def raised(self) -> bool:
        """Whether they cost more than the supplier was told; so does what cannot be converted."""
        return self.now is None or self.sent is None or self.now > self.sent

    def add(self, change: LineChange, rates: Rates) -> None:
        """Count a line in."""
        self.now = _plus(self.now, change.now, rates)
        self.sent = _plus(self.sent, change.before, rates)


def _plus(so_far: Decimal | None, line: OrderedLine | None, rates: Rates) -> Decimal | None:
    amount = in_base(line.amount, line.currency, rates) if line is not None else ZERO
    return None if so_far is None or amount is None else so_far + amount


def raised_past_limits(job: Job, changes: Sequence[LineChange]) -> list[Finding]:
    """Tell of each request that an order, as it is to be sent anew, takes past what was approved for it.

    What costs no more than the supplier was told last needs no new approval. Lines that come from one request are
    held against its approvals together. Empty where nothing stands in the way.
    """
    if not approval_rules(job).active:
        return []
    rates, _ = exchange_rates(job)
    origins = _Origins(job)
    costs: dict[tuple[_Key, int], _Cost] = {}
    requests: dict[tuple[_Key, int], Request] = {}
    for place, change in enumerate(changes):
        if change.row is None:  # the line is gone: it costs nothing
            continue
        request = origins.request(change.row)
        # Where several requests share a number and an article, each line is taken for one of them.
        key = request.key, place if origins.count(request.key) > 1 else 0
        costs.setdefault(key, _Cost(change.row)).add(change, rates)
        requests.setdefault(key, request)
    raised = [
        replace(requests[key], amount=cost.now, place=cost.row.place)
        for key, cost in costs.items()
        if cost.raised
    ]
    return past_limits(job, raised, rates)[1]


class _Origins:
    """The requests that lines of orders come from."""

    def __init__(self, job: Job) -> None:
        self._requests: dict[_Key, list[Request]] = {}
        self._ordered: dict[_Key, Request] = {}
        for row in requests_in(job):
            request = request_of(row, None)
            self._requests.setdefault(request.key, []).append(request)
            for number in (row.text("po_number") or "").split(","):  # a request may be ordered in parts
                if number.strip():
                    self._ordered.setdefault((folded(number), request.key[1]), request)

    def request(self, row: Row) -> Request:
        """Give the request that a row of the order list names, or was ordered from; else the row as one of its own."""
        own = request_of(row, None)
        if own.number and own.key in self._requests:
            return self._requests[own.key][0]
        return self._ordered.get((folded(row.text("po_number")), own.key[1]), own)

    def count(self, key: _Key) -> int:
        """Give how many requests have a number and an article."""
        return len(self._requests.get(key, ()))
