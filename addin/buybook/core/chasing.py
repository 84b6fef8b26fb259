"""Which open lines to ask a supplier about today, and how firmly.

A line is asked about while it is late, at risk or unconfirmed. It rests for some working days after each letter, and
after the supplier gave a new date, so that nobody is chased about what was confirmed yesterday. Each letter about
the same date is one step firmer; a new date begins anew. A partial delivery ends nothing: the rest is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal

from buybook.core.calendar import working_days
from buybook.core.rows import folded
from buybook.frozen import frozen

KINDS = ("late", "at_risk", "unconfirmed")  # in the order in which they hurt
_UNDER_WAY = frozenset({"sent", "confirmed", "partially_received"})


@frozen
class ChaseRules:
    """The knobs of chasing; days are working days of `country`."""

    again_after: int = 3
    quiet_after_answer: int = 2
    escalate_from: int = 3  # the letter about one date with which it goes further up
    country: str | None = "SE"


@frozen
class OpenLine:
    """An open order line as far as a letter speaks of it. `days_late` is 0 for one that is not late."""

    supplier: str
    po_number: str
    po_line: str
    status: str
    flags: tuple[str, ...]
    outstanding: float
    received: float = 0.0
    unit: str | None = None
    item_number: str | None = None
    supplier_item_number: str | None = None
    description: str | None = None
    their_reference: str | None = None
    due: date | None = None
    needed: date | None = None
    days_late: int = 0
    value: Decimal | None = None  # in the base currency
    stock_ends: date | None = None  # when the article's stock is used up, where that is known

    @property
    def key(self) -> tuple[str, str]:
        """What the line is told by."""
        return folded(self.po_number), folded(self.po_line)

    @property
    def kind(self) -> str | None:
        """Why it is asked about; None where it is not."""
        if self.outstanding <= 0 or self.status not in _UNDER_WAY or not self.supplier:
            return None
        return next((kind for kind in KINDS if kind in self.flags), None)


@frozen
class Letter:
    """A line that was asked about: when, for which date, and which letter about that date it was."""

    po_number: str
    po_line: str
    day: date
    due: date | None
    step: int


@frozen
class Asked:
    """A line to be asked about; `step` 1 is the first letter about its date."""

    line: OpenLine
    kind: str
    step: int


@frozen
class Chase:
    """All that one supplier is asked today, the worst first."""

    supplier: str
    lines: tuple[Asked, ...]
    escalates: bool

    @property
    def step(self) -> int:
        """The firmest step among the lines."""
        return max(each.step for each in self.lines)


@frozen
class Resting:
    """A line that is not asked about today: 'asked' or 'answered' lately, on `day`."""

    line: OpenLine
    reason: str
    day: date


@frozen
class ChasePlan:
    """Whom to ask about what, and what rests."""

    chases: tuple[Chase, ...] = ()
    resting: tuple[Resting, ...] = field(default=())


def plan_chases(
    lines: Iterable[OpenLine],
    letters: Sequence[Letter],
    answered: Mapping[tuple[str, str], date],
    rules: ChaseRules,
    today: date,
) -> ChasePlan:
    """Decide whom to ask about what today.

    `letters` are those sent before; `answered` gives the day on which a line's date was last confirmed or changed,
    by the line's key. Suppliers come by what hurts most of theirs, lines likewise.
    """
    before: dict[tuple[str, str], list[Letter]] = {}
    for letter in letters:
        before.setdefault((folded(letter.po_number), folded(letter.po_line)), []).append(letter)
    asked: dict[str, list[Asked]] = {}
    resting = []
    for line in lines:
        if line.kind is None:
            continue
        rest = _resting(line, before.get(line.key, ()), answered.get(line.key), rules, today)
        if rest is not None:
            resting.append(rest)
            continue
        step = 1 + sum(letter.due == line.due for letter in before.get(line.key, ()))
        asked.setdefault(folded(line.supplier), []).append(Asked(line, line.kind, step))
    chases = [_chase(each, rules) for each in asked.values()]
    return ChasePlan(tuple(sorted(chases, key=_of_supplier)), tuple(resting))


def _resting(
    line: OpenLine, letters: Sequence[Letter], answer: date | None, rules: ChaseRules, today: date
) -> Resting | None:
    last = max((letter.day for letter in letters), default=None)
    if last is not None and _waited(last, today, rules) < rules.again_after:
        return Resting(line, "asked", last)
    # A date that was confirmed and has passed again is no answer any more.
    if (
        answer is not None
        and "late" not in line.flags
        and _waited(answer, today, rules) < rules.quiet_after_answer
    ):
        return Resting(line, "answered", answer)
    return None


def _waited(since: date, today: date, rules: ChaseRules) -> float:
    return float(working_days(since, today, rules.country))


def _chase(lines: Sequence[Asked], rules: ChaseRules) -> Chase:
    ordered = tuple(sorted(lines, key=urgency))
    return Chase(ordered[0].line.supplier, ordered, any(each.step >= rules.escalate_from for each in lines))


def _of_supplier(chase: Chase) -> tuple[object, ...]:
    return (*urgency(chase.lines[0]), folded(chase.supplier))


def urgency(asked: Asked) -> tuple[int, date, date, Decimal, str, str]:
    """Give what lines are put in order by: why, when stock ends, when they are needed, and their value."""
    line = asked.line
    return (
        KINDS.index(asked.kind),
        line.stock_ends or date.max,
        line.needed or line.due or date.max,
        -(line.value or Decimal(0)),
        line.po_number,
        line.po_line,
    )
