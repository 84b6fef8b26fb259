"""Price many quantities of many bids at once, in whole cents, by the rules of `core.prices`.

The cents are floats that hold whole numbers, so that sums of them are exact in any order. A quantity of a bid
that cannot be had (below the lowest break, above the capacity) costs infinity.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from buybook.core.award.model import Bid
from buybook.core.money import minor_unit
from buybook.core.prices import Break, PriceBreaks, common_multiple
from buybook.frozen import frozen

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
_TIE = 1e-6  # of a cent: what a float may lack of a half that is one exactly
_WHOLE = 1e-9  # of a multiple: what a float may exceed a whole number by


@frozen
class PriceBook:
    """The bids as arrays, a row a bid; breaks are padded with starts at infinity."""

    minimum: Floats  # (bids,)
    step: Floats  # (bids,); 0 for none
    capacity: Floats  # (bids,); infinity for none
    start: Floats  # (bids, breaks)
    price: Floats  # (bids, breaks): cents for a unit
    fixed: (
        Floats  # (bids, breaks): cents once, and what bands below an incremental break cost beyond its price
    )

    def order(self, rows: Ints, quantity: Floats) -> Floats:
        """Give the order quantities for `quantity` (rows, any) of the bids `rows`."""
        least = np.maximum(quantity, self.minimum[rows][:, None])
        step = self.step[rows][:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            whole = np.ceil(least / step - _WHOLE) * step
        return np.where(step > 0, whole, least)

    def cost(self, rows: Ints, ordered: Floats) -> Floats:
        """Give the cents of order quantities (rows, any) of the bids `rows`."""
        start, price, fixed = self.start[rows], self.price[rows], self.fixed[rows]
        unit = np.full(ordered.shape, np.inf)
        once = np.zeros(ordered.shape)
        for band in range(start.shape[1]):
            reached = ordered >= start[:, band, None]
            unit = np.where(reached, price[:, band, None], unit)
            once = np.where(reached, fixed[:, band, None], once)
        possible = (ordered > 0) & (ordered <= self.capacity[rows][:, None] * (1 + _WHOLE))
        # where nothing is ordered, infinity times zero would be no number
        amount = np.where(possible, unit, np.inf) * np.where(possible, ordered, 1.0) + once
        return np.floor(amount + (0.5 + _TIE))

    def priced(self, rows: Ints, quantity: Floats, buy_up: bool) -> tuple[Floats, Floats]:
        """Give order quantities and cents for quantities needed; with `buy_up`, the cheapest at least as large."""
        ordered = self.order(rows, quantity)
        cost = self.cost(rows, ordered)
        for band in range(self.start.shape[1] if buy_up else 0):
            larger = self.order(rows, np.maximum(quantity, self.start[rows][:, band, None]))
            saved = self.cost(rows, larger)
            better = saved < cost
            ordered, cost = np.where(better, larger, ordered), np.where(better, saved, cost)
        return ordered, cost


def price_book(bids: Sequence[Bid], currency: str | None) -> PriceBook:
    """Take the bids' terms apart into arrays."""
    width = max((len(bid.terms.breaks) for bid in bids), default=0)
    shape = (len(bids), max(width, 1))
    start, price, fixed = np.full(shape, np.inf), np.full(shape, np.inf), np.zeros(shape)
    coins = float(Decimal(1) / minor_unit(currency))
    count = np.array([len(bid.terms.breaks) for bid in bids], dtype=np.intp)
    row = np.repeat(np.arange(len(bids)), count)
    band = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    start[row, band] = [float(step.start) for bid in bids for step in bid.terms.breaks]
    price[row, band] = [_net(step) * coins for bid in bids for step in bid.terms.breaks]
    for number, bid in enumerate(bids):
        if bid.charges or bid.terms.scheme == PriceBreaks.INCREMENTAL:
            for place, step in enumerate(bid.terms.breaks):
                fixed[number, place] = float(bid.charge(step.start) + _bands_below(bid, place)) * coins
    return PriceBook(
        minimum=np.array([_positive(bid.terms.minimum) for bid in bids], dtype=float),
        step=np.array([_step(bid) for bid in bids], dtype=float),
        capacity=np.array([np.inf if bid.capacity is None else float(bid.capacity) for bid in bids]),
        start=start,
        price=price,
        fixed=fixed,
    )


def _net(step: Break) -> float:
    """Give the net price of one unit; in floats, as there may be a million breaks."""
    return float(step.price) * (100 - float(step.discount)) / (100 * float(step.per))


def _bands_below(bid: Bid, band: int) -> Decimal:
    """Give what an incremental break costs at its start beyond its own price; 0 for the first and all-units."""
    if bid.terms.scheme != PriceBreaks.INCREMENTAL or band == 0:
        return Decimal(0)
    breaks = bid.terms.breaks[: band + 1]
    starts = [Decimal(0), *(step.start for step in breaks[1:])]
    below = sum(
        (step.cost(end - begin) for step, begin, end in zip(breaks, starts, starts[1:], strict=False)),
        Decimal(0),
    )
    return below - breaks[-1].cost(starts[-1])


def _positive(number: Decimal | None) -> float:
    return max(float(number), 0.0) if number is not None else 0.0


def _step(bid: Bid) -> float:
    if bid.terms.multiple is None and bid.terms.pack is None:
        return 0.0
    sizes = [size for size in (bid.terms.multiple, bid.terms.pack) if size is not None and size > 0]
    return float(common_multiple(sizes) or 0)
