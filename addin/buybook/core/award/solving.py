"""The best award: which method fits the rules, and its answer."""

from __future__ import annotations

from buybook.core.award.answer import Award
from buybook.core.award.board import Board, board
from buybook.core.award.model import Sourcing
from buybook.core.award.options import options
from buybook.core.award.settling import settled
from buybook.core.award.subsets import best_set, within


def award(sourcing: Sourcing) -> Award:
    """Find the cheapest award under the buyer's rules. What cannot be awarded is left, with the reason."""
    return solved(board(sourcing))


def solved(table: Board) -> Award:
    """Find the cheapest award on a board."""
    choice = options(table, every_split=False)
    chosen, cents = best_set(choice, table.fixed, table.rules.max_suppliers)
    return settled(table, choice, within(choice, chosen), cents, "exact")
