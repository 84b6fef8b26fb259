"""An offer's way from the quoted price to the landed total, by named steps that add up to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from buybook.core.components import CHARGES, Costed, Source
from buybook.core.money import ZERO, total
from buybook.frozen import frozen

STEPS = ("quoted", "discount", "break", *CHARGES, "incoterm_gap", "cost_of_money")


@frozen
class Step:
    """One step in the base currency; `amount` is None where it is missing, included or not asked for.

    `detail` has the parts of the incoterm gap, each with its estimate or None.
    """

    name: str
    amount: Decimal | None
    source: Source
    detail: Mapping[str, Decimal | None] = field(default_factory=dict)


@frozen
class Bridge:
    """The steps in their order, and the landed total that they add up to."""

    steps: tuple[Step, ...]
    landed: Decimal

    @property
    def missing(self) -> tuple[str, ...]:
        """The steps that nobody knows, and the parts of the incoterm gap without an estimate."""
        steps = [step.name for step in self.steps if step.source is Source.MISSING]
        parts = [part for step in self.steps for part, amount in step.detail.items() if amount is None]
        return tuple(dict.fromkeys([name for name in steps if name != "incoterm_gap"] + parts))


def bridge(costed: Costed) -> Bridge | None:
    """Give an offer's steps; None for one that has no price in the base currency."""
    landed = costed.landed
    if landed is None:
        return None
    steps = tuple(_step(name, costed) for name in STEPS)
    assert total(step.amount or ZERO for step in steps) == landed
    return Bridge(steps, landed)


def _step(name: str, costed: Costed) -> Step:
    if name not in costed.goods:
        return Step(
            name, costed.amounts[name], costed.sources[name], costed.gap if name == "incoterm_gap" else {}
        )
    amount = costed.goods[name]
    shared = costed.amounts["quotation_discount"]
    if name == "discount" and shared is not None:
        return Step(name, amount + shared, Source.SHARED)
    stated = name == "quoted" or amount
    return Step(name, amount if stated else None, Source.STATED if stated else Source.NOT_ASKED)
