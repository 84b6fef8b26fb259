"""From chosen options back to money: exact parts, fixed costs, rebates and what was left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np

from buybook.core.award.answer import Award, Part, Rule, SupplierAward, Unawarded
from buybook.core.award.board import Board, reasons
from buybook.core.award.model import SupplierRule
from buybook.core.award.options import NOBODY, Options
from buybook.core.award.pricing import Ints
from buybook.core.money import ZERO, exact, minor_unit, rounded, total


def settled(
    board: Board,
    options: Options,
    chosen: Ints,
    bound: float | None,
    method: str,
    broken: tuple[Rule, ...] = (),
) -> Award:
    """Make the award of the options chosen, one a item; `bound` in cents, what is left counted at its penalty."""
    parts = tuple(part for row in chosen for part in _parts(board, options, int(row)))
    unawarded = tuple(_left(board, options, chosen))
    suppliers = tuple(_suppliers(board, parts))
    value = total(part.cost for part in parts)
    whole = value + total(each.fixed_cost - each.rebate for each in suppliers)
    proven = None if bound is None else _bound(board, options, chosen, bound, whole)
    return Award(parts, unawarded, suppliers, whole, proven, method, broken=broken)


def _bound(board: Board, options: Options, chosen: Ints, bound: float, whole: Decimal) -> Decimal:
    """Take the penalty of what is left out of a bound; no bound lies above an award that exists."""
    penalty = float((options.price[chosen] - options.cost[chosen].sum(axis=1)).sum())
    cents = Decimal(int(np.floor(bound - penalty + 1e-3)))
    return min(max(cents, ZERO) * minor_unit(board.sourcing.currency), whole)


def _parts(board: Board, options: Options, row: int) -> list[Part]:
    item = board.items[int(options.item[row])]
    columns = [column for column in (0, 1) if options.supplier[row, column] != NOBODY]
    quantities = _quantities(item.quantity, [float(options.quantity[row, column]) for column in columns])
    parts = []
    for column, quantity in zip(columns, quantities, strict=True):
        bid = board.bids[int(board.bid_at[options.item[row], options.supplier[row, column]])]
        ordered = bid.ordered(quantity)
        planned = exact(float(options.ordered[row, column])) or ZERO
        ordered = planned if planned > ordered and board.rules.buy_up else ordered
        cost = bid.cost(ordered, board.sourcing.currency)
        if cost is None:  # a hair below a break that the float reached
            ordered, cost = planned, bid.cost(planned, board.sourcing.currency)
        assert cost is not None  # `planned` was priced
        parts.append(Part(bid.item, bid.supplier, quantity, ordered, cost, bid.delivery))
    return parts


def _quantities(need: Decimal, shares: Sequence[float]) -> list[Decimal]:
    """Give the quantities as decimals; the last takes what is left where the whole need is awarded."""
    if not shares:
        return []
    quantities = [exact(share) or ZERO for share in shares]
    whole = abs(float(need) - sum(shares)) <= 1e-9 * float(need)
    return [*quantities[:-1], need - total(quantities[:-1])] if whole else quantities


def _left(board: Board, options: Options, chosen: Ints) -> Iterable[Unawarded]:
    rows = chosen[options.short[chosen] > 0]
    numbers = [int(number) for number in options.item[rows]]
    for row, number, reason in zip(rows, numbers, reasons(board, numbers), strict=True):
        item = board.items[number]
        awarded = total(exact(float(part)) or ZERO for part in options.quantity[row])
        yield Unawarded(item.item, item.quantity - awarded, _reason(board, options, number, reason))


def _reason(board: Board, options: Options, number: int, reason: str) -> str:
    """Say why an item is left: by its own bids, or although some option would have awarded all of it."""
    own = slice(options.first[number], options.first[number + 1])
    if bool((options.short[own] == 0).any()):
        return "rules"
    splitting = board.rules.min_per_item > 1 or board.rules.max_item_share is not None
    return "split" if splitting and reason in {"below_minimum", "capacity"} else reason


def _suppliers(board: Board, parts: Sequence[Part]) -> Iterable[SupplierAward]:
    by_supplier: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        by_supplier[part.supplier].append(part)
    everything = total(part.cost for part in parts)
    for name in sorted(by_supplier):
        value = total(part.cost for part in by_supplier[name])
        rule = board.rules.supplier(name)
        share = value * 100 / everything if everything else ZERO
        rebate = rounded(value * rebate_percent(rule, value) / 100, board.sourcing.currency)
        yield SupplierAward(name, len(by_supplier[name]), value, share, rule.fixed_cost, rebate)


def rebate_percent(rule: SupplierRule, value: Decimal) -> Decimal:
    """Give the percent back at a value: that of the highest threshold reached."""
    reached = [rebate for rebate in rule.rebates if rebate.threshold <= value and value > 0]
    return max(reached, key=lambda rebate: rebate.threshold).percent if reached else ZERO
