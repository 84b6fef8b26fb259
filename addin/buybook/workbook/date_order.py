"""Deciding the order of day, month and year for a column as a whole.

Evidence goes before custom, and the nearest evidence first: the setting, the column itself (a number above
12), the years it would give, the table's other dates, the workbook's, the custom of the language. What is
still open is read day first and said aloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from buybook.frozen import frozen
from buybook.workbook.centuries import Years
from buybook.workbook.dates import Numeric, Order

Days = npt.NDArray[np.datetime64]

_YEARS_TOGETHER = 3  # the dates of a list lie within so many years,
_YEARS_APART = 8  # and a wrong order spreads them over so many
_CLEAR_MAJORITY = 0.9
_NEARER = 3  # a right order lies so many times nearer to the row's other dates than a wrong one
_TWO = 2  # years that agree over different texts, where days do not, are no coincidence
_FEW = 3  # so many different values are needed before a pattern counts


class Basis(StrEnum):
    """What decided the order."""

    SETTING = "setting"
    COLUMN = "column"
    YEARS = "years"
    TABLE = "table"
    NEAR = "near"
    WORKBOOK = "workbook"
    LANGUAGE = "language"
    NOTHING = "nothing"
    CONFLICT = "conflict"  # the column holds proof of two orders


@frozen
class Decision:
    """The order in which dates of one style are written, and what decided it."""

    order: Order | None  # None only in a conflict
    basis: Basis
    orders: frozenset[Order] = frozenset()  # those it was decided between


@frozen
class Elsewhere:
    """What is known from outside of the column."""

    setting: str = "auto"
    language: str = "en"
    country: str = "auto"
    table: Mapping[str, Order] = field(default_factory=lambda: MappingProxyType({}))  # style -> order
    workbook: Mapping[str, Order] = field(default_factory=lambda: MappingProxyType({}))


def decide(
    style: str,
    cells: Sequence[Numeric],
    elsewhere: Elsewhere,
    near: Sequence[tuple[Numeric, date]] = (),
    years: Years | None = None,
) -> Decision:
    """Decide the order for all cells of one style in a column.

    `cells` are the different texts; `near` pairs cells with another, certain date of their row; `years` are
    those of the list's certain dates.
    """
    orders = _orders(cells)
    if elsewhere.setting in orders:
        return Decision(Order(elsewhere.setting), Basis.SETTING, orders)
    own = _by_column(cells, orders)
    if own is not None:
        return own
    possible = _fitting(cells, orders)
    fitting = _by_span(cells, _by_known_years(cells, years, possible))
    if len(fitting) == 1:
        return Decision(next(iter(fitting)), Basis.YEARS, possible)
    for basis, found in (
        (Basis.TABLE, _by_others(style, elsewhere.table, fitting)),
        (Basis.NEAR, _by_nearness(near, fitting)),
        (Basis.WORKBOOK, _by_others(style, elsewhere.workbook, fitting)),
        (Basis.LANGUAGE, _by_custom(style, elsewhere, fitting)),
    ):
        if found is not None:
            return Decision(found, basis, fitting)
    return Decision(next(order for order in Order if order in fitting), Basis.NOTHING, fitting)


def _orders(cells: Iterable[Numeric]) -> frozenset[Order]:
    return frozenset(order for cell in cells for order in cell.candidates)


def _fitting(cells: Iterable[Numeric], orders: frozenset[Order]) -> frozenset[Order]:
    return frozenset(order for order in orders if all(order in cell.candidates for cell in cells))


def _by_column(cells: Sequence[Numeric], orders: frozenset[Order]) -> Decision | None:
    """Decide where one order fits every cell, or nearly every; proof of two orders is a conflict."""
    fitting = _fitting(cells, orders)
    if len(fitting) > 1:
        return None
    if fitting:
        return Decision(next(iter(fitting)), Basis.COLUMN, orders)
    fits = {order: sum(order in cell.candidates for cell in cells) for order in orders}
    best = max(Order, key=lambda order: fits.get(order, 0))
    proof = [cell for cell in cells if len(cell.candidates) == 1]
    agreeing = sum(best in cell.candidates for cell in proof)
    if proof and agreeing >= _CLEAR_MAJORITY * len(proof):
        return Decision(best, Basis.COLUMN, orders)
    return Decision(None, Basis.CONFLICT, orders)


def _by_known_years(
    cells: Sequence[Numeric], years: Years | None, fitting: frozenset[Order]
) -> frozenset[Order]:
    """Leave out the orders that take a day for the year, by the years of the list's other dates."""
    if years is None:
        return fitting
    return _likely(
        {order: max(years.distance(cell.candidates[order].year) for cell in cells) for order in fitting}
    )


def _by_span(cells: Sequence[Numeric], fitting: frozenset[Order]) -> frozenset[Order]:
    """Leave out the orders that take a day for the year: lists span few years, and days taken for years many."""
    if len(cells) < _TWO:
        return fitting
    years = {order: [cell.candidates[order].year for cell in cells] for order in fitting}
    return _likely({order: max(found) - min(found) for order, found in years.items()})


def _likely(years: Mapping[Order, int]) -> frozenset[Order]:
    """Give the orders that keep dates within few years, if all others put them many years apart."""
    close = frozenset(order for order, apart in years.items() if apart <= _YEARS_TOGETHER)
    clear = all(apart >= _YEARS_APART for order, apart in years.items() if order not in close)
    return close if close and clear else frozenset(years)


def _by_others(style: str, known: Mapping[str, Order], fitting: frozenset[Order]) -> Order | None:
    """Decide as other columns do: by those with the same separator, else where all others agree."""
    if style in known:
        return known[style] if known[style] in fitting else None
    others = set(known.values()) & fitting
    return next(iter(others)) if len(others) == 1 and len(set(known.values())) == 1 else None


def _by_nearness(near: Sequence[tuple[Numeric, date]], fitting: frozenset[Order]) -> Order | None:
    """Decide by the other dates in the same rows: an order and its delivery are weeks apart."""
    if len({tuple(cell.candidates.values()) for cell, _ in near}) < _FEW:
        return None
    distance = {
        order: sum(abs((cell.candidates[order] - other).days) for cell, other in near) for order in fitting
    }
    best, *others = sorted(distance, key=lambda order: (distance[order], order))
    return best if all(distance[order] > _NEARER * distance[best] for order in others) else None


def usual_orders(elsewhere: Elsewhere) -> list[Order]:
    """Give the orders that a date with its year in full is likely to be written in, where no date shows it."""
    if elsewhere.setting in list(Order):
        return [Order(elsewhere.setting)]
    custom = _by_custom("/", elsewhere, frozenset({Order.DMY, Order.MDY}))
    return [custom] if custom is not None else [Order.DMY, Order.MDY]


def _by_custom(style: str, elsewhere: Elsewhere, fitting: frozenset[Order]) -> Order | None:
    """Decide by the custom of the country, else of the language."""
    if elsewhere.country == "US":
        custom = Order.MDY
    elif elsewhere.language == "sv":
        custom = Order.YMD if Order.YMD in fitting else Order.DMY
    elif elsewhere.language == "nl" or elsewhere.country != "auto" or style not in ("/", "6", "8", " "):
        custom = Order.DMY
    else:
        return None
    return custom if custom in fitting else None
