"""Every way to award one item: to one supplier, split between two, in part, or not at all.

Rules on a single item (shares of it, capacities, dates, picks) decide which options there are; what is left to
choose is one option for each item, under the rules over several items.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from buybook.core.award.board import NO_BID, Board
from buybook.core.award.pricing import Floats, Ints
from buybook.frozen import frozen

NOBODY = -1
_PENALTY = 10.0  # leaving an item costs this often what its dearest option does
_DIGITS = 9  # of a quantity that a split makes


@frozen
class Options:
    """The options, a row each, sorted by item and then by price; the second supplier is NOBODY where there is one.

    `price` is what the option costs in cents, with what is left unawarded at its penalty.
    """

    item: Ints  # (options,)
    supplier: Ints  # (options, 2)
    quantity: Floats  # (options, 2): of the need
    ordered: Floats  # (options, 2)
    cost: Floats  # (options, 2): cents
    short: Floats  # (options,): share of the item that is left
    price: Floats  # (options,)
    first: Ints  # (items + 1,): where each item's options begin

    def taken(self, rows: Ints | NDArray[np.bool_]) -> Options:
        """Give some of the options; each item must keep one."""
        item = self.item[rows]
        return Options(
            item,
            self.supplier[rows],
            self.quantity[rows],
            self.ordered[rows],
            self.cost[rows],
            self.short[rows],
            self.price[rows],
            np.searchsorted(item, np.arange(len(self.first))),
        )

    def with_supplier(self, supplier: Ints) -> Options:
        """Give the same options under other numbers of suppliers."""
        return replace(self, supplier=supplier)

    @property
    def count(self) -> int:
        """How many items there are."""
        return len(self.first) - 1


@frozen
class _Raw:
    item: Ints
    supplier: Ints
    quantity: Floats
    ordered: Floats
    cost: Floats


def options(board: Board, every_split: bool) -> Options:
    """Make the options. Without `every_split` only the cheapest split of each pair, where it beats both alone."""
    singles = _singles(board)
    parts = [_alone(singles)] if board.rules.min_per_item <= 1 else []
    if board.rules.max_per_item > 1:
        cheapest = np.full(board.bid_at.shape, np.inf)
        if board.rules.min_per_item <= 1:
            cheapest = np.min(_priced_short(board, singles), axis=2)
        parts += [
            _pair(board, first, second, None if every_split else cheapest)
            for first, second in combinations(range(len(board.suppliers)), 2)
        ]
    return _assembled(board, parts)


def _singles(board: Board) -> tuple[Floats, Floats, Floats]:
    """Quantities, order quantities and cents of each supplier alone, (items, suppliers, 3).

    The three: all of it, as much as the capacity lets, as much as the share of one item lets.
    """
    shape = (*board.bid_at.shape, 3)
    quantity, ordered, cost = np.zeros(shape), np.zeros(shape), np.full(shape, np.inf)
    rows, columns = np.nonzero(board.bid_at != NO_BID)
    bids = board.bid_at[rows, columns]
    need = board.demand[rows]
    wanted = np.stack([need, np.minimum(_capacity(board, bids), need), need * _most(board)], axis=1)
    wanted[:, 1:][wanted[:, 1:] >= need[:, None]] = 0
    quantity[rows, columns] = wanted
    ordered[rows, columns], priced = board.book.priced(bids, wanted, board.rules.buy_up)
    least = board.rules.min_item_share
    share = wanted / need[:, None]
    too_little = (wanted <= 0) | (share * 100 < (float(least) if least is not None else 0) - 1e-9)
    cost[rows, columns] = np.where(too_little | (share > _most(board) + 1e-9), np.inf, priced)
    return quantity, ordered, cost


def _most(board: Board) -> float:
    most = board.rules.max_item_share
    return 1.0 if most is None else min(max(float(most) / 100, 0.0), 1.0)


def _capacity(board: Board, bids: Ints) -> Floats:
    """Give the most that can be ordered of each bid, in whole multiples."""
    capacity, step = board.book.capacity[bids], board.book.step[bids]
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.floor(capacity / step + 1e-9) * step
    return np.where((step > 0) & np.isfinite(capacity), whole, capacity)


def _alone(singles: tuple[Floats, Floats, Floats]) -> _Raw:
    quantity, ordered, cost = singles
    item, supplier, which = np.nonzero(np.isfinite(cost))
    nobody = np.full(len(item), NOBODY, dtype=np.intp)
    nothing = np.zeros(len(item))

    def column(values: Floats) -> Floats:
        return np.stack([values[item, supplier, which], nothing], axis=1)

    return _Raw(item, np.stack([supplier, nobody], axis=1), column(quantity), column(ordered), column(cost))


def _priced_short(board: Board, singles: tuple[Floats, Floats, Floats]) -> Floats:
    """Give the cents of the whole quantity alone; of a part infinity, as a split leaves less."""
    quantity, _ordered, cost = singles
    return np.where(quantity >= board.demand[:, None, None], cost, np.inf)


def _pair(board: Board, first: int, second: int, cheapest: Floats | None) -> _Raw:
    """Split each item that both bid for."""
    item = np.flatnonzero((board.bid_at[:, first] != NO_BID) & (board.bid_at[:, second] != NO_BID))
    bids = board.bid_at[item, first], board.bid_at[item, second]
    need = board.demand[item][:, None]
    one = _candidates(board, bids, need)
    rest = np.minimum(need - one, _capacity(board, bids[1])[:, None]).astype(float)
    other = rest.round(_DIGITS)
    buy_up = board.rules.buy_up
    ordered_one, cost_one = board.book.priced(bids[0], one, buy_up)
    ordered_other, cost_other = board.book.priced(bids[1], other, buy_up)
    cost = cost_one + cost_other
    cost[~(_share_kept(board, one / need) & _share_kept(board, other / need))] = np.inf
    row, which = _chosen(cost, one + other < need * (1 - 1e-9), cheapest, item, first, second)

    def both(values: Floats, others: Floats) -> Floats:
        return np.stack([values[row, which], others[row, which]], axis=1)

    pair = np.broadcast_to(np.array([first, second], dtype=np.intp), (len(row), 2))
    return _Raw(
        item[row], pair, both(one, other), both(ordered_one, ordered_other), both(cost_one, cost_other)
    )


def _chosen(
    cost: Floats, short: NDArray[np.bool_], cheapest: Floats | None, item: Ints, first: int, second: int
) -> tuple[Ints, Ints]:
    """Choose the splits to keep: all that can be had, or the cheapest whole one and all that leave something."""
    if cheapest is None:
        row, which = np.nonzero(np.isfinite(cost))
        return row, which
    whole = np.where(short, np.inf, cost)
    keep = np.isfinite(cost) & short
    if cost.size:
        best = np.argmin(whole, axis=1)
        every = np.arange(len(item))
        alone = np.minimum(cheapest[item, first], cheapest[item, second])
        keep[every, best] |= whole[every, best] < alone
    row, which = np.nonzero(keep)
    return row, which


def _share_kept(board: Board, share: Floats) -> NDArray[np.bool_]:
    least = board.rules.min_item_share
    kept: NDArray[np.bool_] = share <= _most(board) + 1e-9
    return kept & (share > 0) if least is None else kept & (share * 100 >= float(least) - 1e-9)


def _candidates(board: Board, bids: tuple[Ints, Ints], need: Floats) -> Floats:
    """Give what the first of two suppliers might get: on the buyer's steps, and where a price or limit changes.

    Between two such quantities both costs are straight lines, so nothing in between is cheaper.
    """
    book = board.book
    own = [book.start[bids[0]], book.minimum[bids[0]][:, None], _capacity(board, bids[0])[:, None]]
    rest = [book.start[bids[1]], book.minimum[bids[1]][:, None], _capacity(board, bids[1])[:, None]]
    steps = _steps(float(board.rules.split_step), need)
    with np.errstate(invalid="ignore"):
        quantity = np.concatenate([steps, *own, *(need - part for part in rest)], axis=1)
    quantity[~((quantity > 0) & (quantity < need))] = 0
    quantity = np.sort(np.round(quantity, _DIGITS), axis=1)
    quantity[:, 1:][np.diff(quantity, axis=1) == 0] = 0  # each once
    return quantity


def _steps(percent: float, need: Floats) -> Floats:
    """Give the shares of the buyer's steps as quantities, whole where the need is whole."""
    if not 0 < percent < 100:
        return np.zeros((len(need), 0))
    share = np.arange(percent, 100 - 1e-9, percent) / 100
    quantity = need * share
    return np.where(need == np.round(need), np.round(quantity), quantity)


def _assembled(board: Board, parts: list[_Raw]) -> Options:
    """Put the options together, with the one to leave each item, sorted."""
    count = len(board.items)
    nothing = np.zeros((count, 2))
    left = _Raw(
        np.arange(count, dtype=np.intp), np.full((count, 2), NOBODY, dtype=np.intp), nothing, nothing, nothing
    )
    parts = [*parts, left]
    item = np.concatenate([part.item for part in parts])
    supplier = np.concatenate([part.supplier for part in parts])
    quantity = np.concatenate([part.quantity for part in parts])
    ordered = np.concatenate([part.ordered for part in parts])
    cost = np.concatenate([part.cost for part in parts])
    short = np.maximum(1 - quantity.sum(axis=1) / board.demand[item], 0.0)
    short[short < 1e-9] = 0
    price = cost.sum(axis=1) + short * _penalty(board, item, cost)[item]
    order = np.lexsort((supplier[:, 0], supplier[:, 1], quantity[:, 0], price, item))
    first = np.searchsorted(item[order], np.arange(count + 1))
    return Options(
        item[order],
        supplier[order],
        quantity[order],
        ordered[order],
        cost[order],
        short[order],
        price[order],
        first,
    )


def _penalty(board: Board, item: Ints, cost: Floats) -> Floats:
    """Give what leaving each item costs: far more than any award of it, fixed costs included."""
    dearest = np.zeros(len(board.items))
    np.maximum.at(dearest, item, cost.sum(axis=1))
    penalty: Floats = np.ceil(_PENALTY * (dearest + board.fixed.sum()))
    return penalty
