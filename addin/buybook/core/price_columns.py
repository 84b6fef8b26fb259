"""Prices of many quantities at once: the rules of `prices`, on columns.

Floats do the work; where one stands so near to a whole step or to half a coin that the decimal it stands for could
be on the other side, that row is computed exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np

from buybook.core.frames import Floats, Mask, Texts, positions
from buybook.core.money import ZERO, exact, minor_unit, rounded
from buybook.core.prices import BreakHint, PriceTerms, break_hint, common_multiple, price_at
from buybook.core.prices import order_quantity as exact_order_quantity

_NEAR = 1e-6
_EXACT_INTEGERS = 1e12  # quotients of whole numbers up to here are on the right side of a whole one


def order_quantities(need: Floats, minimum: Floats, multiple: Floats, pack: Floats) -> Floats:
    """Give `prices.order_quantity` of each need; NaN or nothing above zero is no minimum, multiple or pack."""
    raised = np.fmax(need, np.where(minimum > 0, minimum, -np.inf))
    step = _steps(multiple, pack)
    has_step = ~np.isnan(step)
    with np.errstate(invalid="ignore"):
        ratio = raised / step
    result = np.where(has_step, np.ceil(ratio) * step, raised)
    whole = (raised == np.floor(raised)) & (step == np.floor(step)) & (np.abs(raised) < _EXACT_INTEGERS)
    near = np.abs(ratio - np.round(ratio)) < _NEAR * np.maximum(1, np.abs(ratio))
    fraction = step != np.floor(step)
    for row in positions(has_step & ((near & ~whole) | fraction)):
        terms = PriceTerms((), None, multiple=exact(step[row]))
        wanted = exact(raised[row])
        assert wanted is not None
        result[row] = float(exact_order_quantity(wanted, terms))
    return result


def _steps(multiple: Floats, pack: Floats) -> Floats:
    """Give the common multiple of each row's multiple and pack; NaN for neither."""
    pairs, which = np.unique(np.stack([multiple, pack], axis=1), axis=0, return_inverse=True)
    steps = []
    for pair in pairs.tolist():
        sizes = [size for size in map(exact, pair) if size is not None and size > 0]
        step = common_multiple(sizes)
        steps.append(np.nan if step is None else float(step))
    return np.array(steps, dtype="float64")[which.ravel()]


def unit_prices(quantity: Floats, terms: PriceTerms) -> Floats:
    """Give the net price of one unit at each quantity; NaN below the lowest break."""
    return _by_break(quantity, terms, lambda found: found.net_price)


def amounts(quantity: Floats, terms: PriceTerms) -> Floats:
    """Give what each quantity costs in whole coins; NaN below the lowest break."""
    return _by_break(quantity, terms, lambda found: found.amount)


def _by_break(quantity: Floats, terms: PriceTerms, wanted: Callable[..., Decimal]) -> Floats:
    distinct, which = np.unique(quantity, return_inverse=True)
    found = [price_at(exact(each) or ZERO, terms) for each in distinct.tolist()]
    answers = [np.nan if each is None else float(wanted(each)) for each in found]
    return np.array(answers, dtype="float64")[which]


def hints(quantity: Floats, terms: PriceTerms) -> list[BreakHint | None]:
    """Give the larger quantity worth knowing of for each quantity, as `prices.break_hint` finds it."""
    distinct, which = np.unique(quantity, return_inverse=True)
    prices = [price_at(exact(each) or ZERO, terms) for each in distinct.tolist()]
    found = [None if price is None else break_hint(price, terms) for price in prices]
    return [found[place] for place in which.tolist()]


def rounded_amounts(rough: Floats, currency: Texts, exactly: Callable[[int], Decimal]) -> Floats:
    """Round amounts half-up to their currency's coins; rows near half a coin are computed `exactly`."""
    names, which = np.unique([each or "" for each in currency.tolist()], return_inverse=True)
    coins_per_unit = np.array([float(1 / minor_unit(name or None)) for name in names.tolist()])[which]
    coins = rough * coins_per_unit
    result: Floats = np.sign(coins) * np.floor(np.abs(coins) + 0.5) / coins_per_unit
    for row in positions(_near_half(coins)):
        result[row] = float(rounded(exactly(row), currency[row]))
    return np.asarray(result + 0.0, dtype="float64")


def _near_half(coins: Floats) -> Mask:
    size = np.abs(coins)
    return np.asarray(np.abs(size - np.floor(size) - 0.5) < _NEAR * np.maximum(1, size * _NEAR), dtype=bool)
