"""Switching between normal, tightened and reduced inspection, ISO 2859-1:1999, 9.3, from the lots inspected so far."""

from __future__ import annotations

from collections.abc import Iterable

from buybook.core.sampling import AQLS, Inspection, Plan, plan
from buybook.frozen import frozen

_REJECTED_TO_TIGHTEN, _AMONG = 2, 5  # two of five or fewer consecutive lots
_ACCEPTED_TO_RELAX = 5  # consecutive lots on tightened inspection
_SCORE_TO_REDUCE = 30
_REJECTED_TO_STOP = 5  # lots not accepted while on tightened inspection


@frozen
class InspectedLot:
    """A lot that was decided on original inspection: its size, and how many units of the sample were bad."""

    size: int
    found: int
    accepted: bool


@frozen
class Strictness:
    """How the next lot is to be inspected; `stopped` where the supplier has to mend their process first."""

    inspection: Inspection = Inspection.NORMAL
    score: int = 0  # the switching score, on normal inspection
    stopped: bool = False


def strictness(
    lots: Iterable[InspectedLot], aql: float, level: str = "II", *, reduced: bool = False
) -> Strictness:
    """Replay the lots of an article from one supplier, the oldest first.

    Normal to tightened: two of five or fewer consecutive lots not accepted. Tightened to normal: five in a row
    accepted; stopped at the fifth not accepted while tightened. Normal to reduced: a switching score of 30, where
    `reduced` says that it is allowed (production is steady, and somebody wants it). Reduced to normal: a lot not
    accepted.
    """
    state = _State(aql, level, reduced)
    for lot in lots:
        state.take(lot)
    return Strictness(state.inspection, state.score, state.stopped)


class _State:
    def __init__(self, aql: float, level: str, reduced: bool) -> None:
        self._aql, self._level, self._may_reduce = aql, level, reduced
        self.inspection, self.score, self.stopped = Inspection.NORMAL, 0, False
        self._recent: list[bool] = []  # decisions since the last switch
        self._rejected = 0  # while tightened

    def take(self, lot: InspectedLot) -> None:
        """Take the next lot in."""
        self._recent.append(lot.accepted)
        if self.inspection is Inspection.NORMAL:
            self._normal(lot)
        elif self.inspection is Inspection.TIGHTENED:
            self._tightened(lot)
        elif not lot.accepted:
            self._switch(Inspection.NORMAL)

    def _switch(self, to: Inspection) -> None:
        self.inspection, self.score, self._recent, self._rejected = to, 0, [], 0

    def _normal(self, lot: InspectedLot) -> None:
        self.score = self.score + self._points(lot) if self._points(lot) else 0
        if self._recent[-_AMONG:].count(False) >= _REJECTED_TO_TIGHTEN:
            self._switch(Inspection.TIGHTENED)
        elif self._may_reduce and self.score >= _SCORE_TO_REDUCE:
            self._switch(Inspection.REDUCED)

    def _tightened(self, lot: InspectedLot) -> None:
        self._rejected += not lot.accepted
        if len(self._recent) >= _ACCEPTED_TO_RELAX and all(self._recent[-_ACCEPTED_TO_RELAX:]):
            self._switch(Inspection.NORMAL)
            self.stopped = False
        elif self._rejected >= _REJECTED_TO_STOP:
            self.stopped = True

    def _points(self, lot: InspectedLot) -> int:
        """Give what a lot adds to the switching score; 0 sets it back."""
        own = plan(lot.size, self._aql, self._level)
        if own is None or not lot.accepted:
            return 0
        if own.accept < 2:
            return 2
        tighter = _one_step_tighter(lot.size, self._aql, self._level)
        return 3 if tighter is not None and lot.found <= tighter.accept else 0


def _one_step_tighter(size: int, aql: float, level: str) -> Plan | None:
    place = AQLS.index(aql)
    return plan(size, AQLS[place - 1], level) if place else None


def out_of_limits(readings: Iterable[float], low: float | None, high: float | None) -> int:
    """Count readings outside their limits; a reading at a limit is inside.

    >>> out_of_limits([9.9, 10.0, 10.2], 9.9, 10.1)
    1
    """
    return sum((low is not None and each < low) or (high is not None and each > high) for each in readings)
