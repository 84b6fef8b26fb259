"""Who may approve what, and what is approved: nothing is ordered past a limit.

A request needs as many approvers as the rules ask for, each of whom may approve its amount. An approval is for a
request as it was: it covers the same request at the same amount or less. Where the rules name no approver, the
buyer's own word in the status column stands, as it always did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from buybook.core.money import ZERO
from buybook.core.rows import Place, folded
from buybook.frozen import frozen


class Decision(StrEnum):
    """What an approver said."""

    APPROVED = "approved"
    REFUSED = "refused"


@frozen
class Limit:
    """Up to which amount, in the base currency, somebody may approve; empty lists mean all."""

    approver: str
    up_to: Decimal
    categories: tuple[str, ...] = ()
    requesters: tuple[str, ...] = ()


@frozen
class ApprovalRules:
    """The knobs of approving; amounts are in the base currency. Without limits nothing needs an approval."""

    limits: tuple[Limit, ...] = ()
    free_up_to: Decimal = ZERO  # up to this a request needs nobody
    four_eyes: bool = True  # nobody approves what they asked for
    two_from: Decimal | None = None  # from this on two different approvers are asked for

    @property
    def active(self) -> bool:
        """Whether anything needs an approval."""
        return bool(self.limits)


@frozen
class Request:
    """A request as far as its approval goes; `amount` is in the base currency, None where it is not known."""

    place: Place
    number: str
    item: str
    requester: str
    category: str
    amount: Decimal | None

    @property
    def key(self) -> tuple[str, str]:
        """What an approval names it by."""
        return folded(self.number), folded(self.item)


@frozen
class Approval:
    """A decision that was taken: about which request, at which amount, by whom and when."""

    number: str
    item: str
    amount: Decimal
    by: str
    decision: Decision
    day: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Which request it is about."""
        return folded(self.number), folded(self.item)


@frozen
class Standing:
    """Where a request stands: who approved it, and how many approvers are still missing."""

    request: Request
    approvers: tuple[str, ...]
    missing: int
    refused_by: str | None = None

    @property
    def approved(self) -> bool:
        """Whether it may be ordered."""
        return self.missing == 0 and self.refused_by is None


def standings(
    requests: Sequence[Request], approvals: Iterable[Approval], rules: ApprovalRules
) -> list[Standing]:
    """Give where each request stands. Of requests of one key each approval covers one, the dearest first.

    A refusal holds until the same request is approved later.
    """
    latest: dict[tuple[str, str], list[Approval]] = {}
    for approval in approvals:
        latest.setdefault(approval.key, []).append(approval)
    answer: dict[int, Standing] = {}
    for number, request in sorted(enumerate(requests), key=lambda each: -(each[1].amount or ZERO)):
        answer[number] = _standing(request, latest.get(request.key, []), rules)
    return [answer[number] for number in range(len(requests))]


def _standing(request: Request, known: list[Approval], rules: ApprovalRules) -> Standing:
    """Judge one request, taking the approvals that it uses out of `known`."""
    needed = approvers_needed(request, rules)
    if needed == 0:
        return Standing(request, (), 0)
    covering: dict[str, Approval] = {}
    refused: str | None = None
    for approval in known:
        if approval.decision is Decision.REFUSED:
            refused, covering = approval.by, {}
        elif (
            request.amount is not None
            and approval.amount >= request.amount
            and _may(approval.by, request, rules)
        ):
            refused = None
            covering.setdefault(folded(approval.by), approval)
    used = list(covering.values())[:needed]
    for approval in used:
        known.remove(approval)
    return Standing(request, tuple(each.by for each in used), needed - len(used), refused)


def approvers_needed(request: Request, rules: ApprovalRules) -> int:
    """Give how many people must approve a request: none up to the free amount, two from `two_from` on."""
    if not rules.active or (request.amount is not None and request.amount <= rules.free_up_to):
        return 0
    return 2 if rules.two_from is not None and (request.amount or ZERO) >= rules.two_from else 1


def _may(by: str, request: Request, rules: ApprovalRules) -> bool:
    return objection(by, request, rules) is None


def objection(by: str, request: Request, rules: ApprovalRules) -> str | None:
    """Say why somebody may not approve a request: 'own_request', 'no_right', 'above_limit'; None when they may."""
    if rules.four_eyes and request.requester and folded(request.requester) == folded(by):
        return "own_request"
    limits = [
        limit for limit in rules.limits if folded(limit.approver) == folded(by) and _fits(limit, request)
    ]
    if not limits:
        return "no_right"
    if request.amount is None or request.amount > max(limit.up_to for limit in limits):
        return "above_limit"
    return None


def who_may(request: Request, rules: ApprovalRules) -> list[str]:
    """Give who may approve a request, those with the lowest limit that suffices first."""
    found = [
        limit
        for limit in rules.limits
        if objection(limit.approver, request, rules) is None and _fits(limit, request)
    ]
    ordered = sorted(found, key=lambda limit: (limit.up_to, folded(limit.approver)))
    return list(dict.fromkeys(limit.approver for limit in ordered))


def _fits(limit: Limit, request: Request) -> bool:
    categories = {folded(each) for each in limit.categories}
    requesters = {folded(each) for each in limit.requesters}
    return (not categories or folded(request.category) in categories) and (
        not requesters or folded(request.requester) in requesters
    )
