"""The bridge of every offer as programs read it."""

from __future__ import annotations

from collections.abc import Iterable

from buybook.commands.answers import plain
from buybook.core.bridge import Step
from buybook.core.quotations import Lot


def bridge_answer(lots: Iterable[Lot]) -> list[dict[str, object]]:
    """Give one entry an offer that has a landed total: its steps, their sum, and what is missing."""
    return [
        {
            "item_number": lot.item_number,
            "description": lot.description,
            "supplier": offer.supplier,
            "quote_number": offer.quote_number,
            "steps": [_step(step) for step in found.steps],
            "landed_total": plain(found.landed),
            "missing": list(found.missing),
        }
        for lot in lots
        for offer in lot.offers
        if (found := offer.bridge) is not None
    ]


def _step(step: Step) -> dict[str, object]:
    answer: dict[str, object] = {
        "step": step.name,
        "amount": plain(step.amount),
        "source": step.source.value,
    }
    if step.detail:
        answer["parts"] = {part: plain(amount) for part, amount in step.detail.items()}
    return answer
