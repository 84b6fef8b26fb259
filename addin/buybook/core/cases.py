"""Cases of non-conformance: from the deviation to the claim, what the supplier does about it, and the end.

A case is closed only when quantities and money reconcile: every unit is replaced, credited, reworked or gone back,
and no more stays invoiced than is due.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from buybook.core.money import ZERO, rounded
from buybook.frozen import frozen

REMEDIES = ("replacement", "credit", "rework", "return")
KINDS = ("damaged", "rejected", "wrong_item", "short", "over", "late", "missing_paper", "other")
_OF_WORDS = frozenset({"late", "missing_paper"})  # no goods to settle: the supplier's answer does
_GOES_BACK = frozenset({"over", "wrong_item"})  # gone back, these need nothing in their place
_NEVER_CAME = frozenset({"short", "late", "missing_paper"})


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What happens to a case."""

    OPENED = "opened"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    REPLACED = "replaced"
    RETURNED = "returned"
    REWORKED = "reworked"
    CREDITED = "credited"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


def _same(state: CaseState) -> dict[Act, CaseState]:
    settling = (Act.OPENED, Act.REPLACED, Act.RETURNED, Act.REWORKED, Act.CREDITED)
    return dict.fromkeys(settling, state) | {
        Act.CLAIMED: CaseState.CLAIMED,
        Act.ANSWERED: CaseState.ANSWERED,
        Act.CLOSED: CaseState.CLOSED,
        Act.WITHDRAWN: CaseState.WITHDRAWN,
    }


ALLOWED: Mapping[CaseState, Mapping[Act, CaseState]] = MappingProxyType(
    {
        CaseState.OPEN: {
            Act.OPENED: CaseState.OPEN,
            Act.CLAIMED: CaseState.CLAIMED,
            Act.WITHDRAWN: CaseState.WITHDRAWN,
        },
        CaseState.CLAIMED: _same(CaseState.CLAIMED),
        CaseState.ANSWERED: _same(CaseState.ANSWERED),
        CaseState.CLOSED: {},
        CaseState.WITHDRAWN: {},
    }
)


class NotAllowedError(ValueError):
    """A step that the state of a case does not allow, or that settles more than there is. `code` says which."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@frozen
class Step:
    """One thing that happened to a case.

    `quantity` is in the line's unit. `amount` is money: of a claim what is asked for, of an answer what was agreed,
    of a credit what the note says.
    """

    act: Act
    day: date | None = None
    quantity: Decimal | None = None
    amount: Decimal | None = None
    remedy: str | None = None
    deadline: date | None = None
    reference: str | None = None  # delivery note or credit note
    note: str | None = None
    picture: str | None = None


@frozen
class Case:
    """A deviation and all that happened since. `amount` is the quantity at the order's price."""

    number: str
    kind: str
    quantity: Decimal
    amount: Decimal | None = None
    currency: str | None = None
    steps: tuple[Step, ...] = ()
    state: CaseState = CaseState.OPEN
    ended_in_list: bool = False  # the buyer's own list says that it is over

    def after(self, step: Step) -> Case:
        """Give the case after a step. Raises NotAllowedError for one that cannot be."""
        state = ALLOWED[self.state].get(step.act)
        if state is None:
            raise NotAllowedError("case_step_not_allowed", case=self.number, state=self.state, act=step.act)
        if step.act in (Act.RETURNED, Act.REWORKED) and self.kind in _NEVER_CAME:
            raise NotAllowedError("case_nothing_came", case=self.number, act=step.act)
        if step.act is Act.CREDITED:
            self._check_credit(step)
        changed = replace(self, steps=(*self.steps, step), state=state)
        if self.kind not in _OF_WORDS and max(changed.settled, changed.returned) > self.quantity:
            settled = max(changed.settled, changed.returned)
            raise NotAllowedError("case_too_much", case=self.number, settled=settled, quantity=self.quantity)
        return changed

    def _check_credit(self, step: Step) -> None:
        notes = {(each.reference or "").casefold() for each in self.steps if each.act is Act.CREDITED}
        if step.reference and step.reference.casefold() in notes:
            raise NotAllowedError("case_credit_twice", case=self.number, note=step.reference)
        if self.kind not in _OF_WORDS | _GOES_BACK and not step.quantity:
            raise NotAllowedError(
                "case_too_much", case=self.number, settled=self.settled, quantity=self.quantity
            )

    def _sum(self, act: Act, name: str) -> Decimal:
        return sum((getattr(step, name) or ZERO for step in self.steps if step.act is act), ZERO)

    @property
    def replaced(self) -> Decimal:
        """How much was replaced."""
        return self._sum(Act.REPLACED, "quantity")

    @property
    def returned(self) -> Decimal:
        """How much went back."""
        return self._sum(Act.RETURNED, "quantity")

    @property
    def reworked(self) -> Decimal:
        """How much was made good."""
        return self._sum(Act.REWORKED, "quantity")

    @property
    def credited_quantity(self) -> Decimal:
        """For how much credit was given."""
        return self._sum(Act.CREDITED, "quantity")

    @property
    def credited(self) -> Decimal:
        """The credit that was given, in the case's currency."""
        return self._sum(Act.CREDITED, "amount")

    @property
    def settled(self) -> Decimal:
        """How much of the quantity is settled."""
        settled = self.replaced + self.reworked + self.credited_quantity
        if self.kind in _GOES_BACK:
            # What is replaced or credited and went back too is settled once.
            settled = max(settled, self.returned)
        return settled

    @property
    def remedy(self) -> str | None:
        """The remedy that was last asked for."""
        return next((step.remedy for step in reversed(self.steps) if step.remedy), None)

    @property
    def deadline(self) -> date | None:
        """By when the supplier was last asked to answer."""
        return next((step.deadline for step in reversed(self.steps) if step.deadline), None)

    @property
    def answered(self) -> bool:
        """Whether the supplier has answered the last claim."""
        said = [step.act for step in self.steps if step.act in (Act.CLAIMED, Act.ANSWERED)]
        return said[-1:] == [Act.ANSWERED]

    @property
    def agreed(self) -> Decimal | None:
        """The credit that was agreed on, where that is another than the price of the goods."""
        answers = [step.amount for step in self.steps if step.act is Act.ANSWERED]
        return next((amount for amount in reversed(answers) if amount is not None), None)

    @property
    def over(self) -> bool:
        """Whether nothing can happen to it any more."""
        return not ALLOWED[self.state] or self.ended_in_list

    @property
    def pictures(self) -> tuple[str, ...]:
        """The links to pictures that were kept with it."""
        return tuple(dict.fromkeys(step.picture for step in self.steps if step.picture))

    def value_of(self, quantity: Decimal) -> Decimal | None:
        """Give what some of the quantity costs at the order's price; None where no price is known."""
        if self.amount is None or not self.quantity:
            return None
        return rounded(self.amount * quantity / self.quantity, self.currency)

    @property
    def credit_due(self) -> Decimal:
        """Give how much credit is due: what was agreed, else the price of what is settled by credit."""
        if self.agreed is not None:
            return self.agreed
        return self.value_of(self.credited_quantity) or ZERO

    def overdue(self, today: date) -> bool:
        """Tell whether the supplier should have answered."""
        return self.state is CaseState.CLAIMED and self.deadline is not None and self.deadline < today


def told(case: Case, steps: Iterable[Step]) -> tuple[Case, list[NotAllowedError]]:
    """Give a case after the steps that are kept of it, and what of them cannot be and was left out."""
    wrong = []
    for step in steps:
        try:
            case = case.after(step)
        except NotAllowedError as error:
            wrong.append(error)
    return case, wrong


@frozen
class Billed:
    """What stands in the invoices of the case's order line, all without tax.

    `payable` is what the line is worth: accepted goods and those still to come, at the order's price. `elsewhere` is
    what other open cases of the line are about.
    """

    invoiced: Decimal
    payable: Decimal
    elsewhere: Decimal = ZERO
    credit_notes: frozenset[str] = field(
        default=frozenset()
    )  # numbers of the notes that are among them, folded


@frozen
class OpenPoint:
    """Something that keeps a case from being closed; `code` is quantity, return, credit, answer or invoice."""

    code: str
    is_now: Decimal = ZERO
    should_be: Decimal = ZERO


def open_points(case: Case, billed: Billed | None = None) -> tuple[OpenPoint, ...]:
    """Give all that keeps a case from being closed; nothing where quantities and money reconcile."""
    points = []
    if case.kind in _OF_WORDS:
        if not case.answered:
            points.append(OpenPoint("answer"))
    elif case.settled != case.quantity:
        points.append(OpenPoint("quantity", case.settled, case.quantity))
    if case.remedy == "return" and case.kind not in _NEVER_CAME and case.returned != case.quantity:
        points.append(OpenPoint("return", case.returned, case.quantity))
    if case.credited < case.credit_due:
        points.append(OpenPoint("credit", case.credited, case.credit_due))
    if billed is not None and (excess := _excess(case, billed)) > 0:
        points.append(OpenPoint("invoice", excess))
    return tuple(points)


def _excess(case: Case, billed: Billed) -> Decimal:
    """Give how much more stays invoiced than is due."""
    unlisted = sum(
        (
            step.amount or ZERO
            for step in case.steps
            if step.act is Act.CREDITED and (step.reference or "").casefold() not in billed.credit_notes
        ),
        ZERO,
    )
    kept = (case.value_of(case.credited_quantity) or ZERO) - case.credited  # used at a lower price, as agreed
    due = billed.payable + max(kept, ZERO) + billed.elsewhere
    return rounded(billed.invoiced - unlisted - due, case.currency)
