"""What goods cost landed, from the figures of one row: price, its costs, the exchange rate.

As quotations are compared: the amount after discount and each cost are rounded to the coins of the quotation's
currency, each is converted and rounded to those of the base currency, and the total is their sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np

from buybook.core.frames import Floats, Texts
from buybook.core.money import ZERO, exact
from buybook.core.price_columns import rounded_amounts
from buybook.frozen import frozen

_DAYS_IN_YEAR = 365


@frozen
class Goods:
    """Quantities and prices, one entry a row: `price` for `per` units, less `discount`, a fraction."""

    quantity: Floats
    price: Floats
    per: Floats
    discount: Floats
    currency: Texts

    def amount(self) -> Floats:
        """Give what they cost in whole coins."""
        rough = self.quantity * self.price * (1 - self.discount) / self.per

        def exactly(row: int) -> Decimal:
            quantity, price, per, discount = (
                exact(values[row]) or ZERO for values in (self.quantity, self.price, self.per, self.discount)
            )
            return quantity * price * (1 - discount) / per

        return rounded_amounts(rough, self.currency, exactly)


def landed_totals(goods: Goods, costs: Sequence[Floats], rate: Floats, base: Texts) -> Floats:
    """Give the landed total of each row in the base currency; `rate` is base currency for one unit."""
    charges = [rounded_amounts(cost, goods.currency, _exact_of(cost)) for cost in costs]
    total = np.zeros(len(rate))
    for part in (goods.amount(), *charges):
        total = total + converted(part, rate, base)
    return np.round(total, 6)


def converted(amount: Floats, rate: Floats, base: Texts) -> Floats:
    """Convert amounts at their rates, rounded to the coins of the base currency."""

    def exactly(row: int) -> Decimal:
        return (exact(amount[row]) or ZERO) * (exact(rate[row]) or ZERO)

    return rounded_amounts(amount * rate, base, exactly)


def _exact_of(values: Floats) -> Callable[[int], Decimal]:
    return lambda row: exact(values[row]) or ZERO


def cost_of_money(amount: Floats, annual_rate: Floats, days: Floats, reference: Floats) -> Floats:
    """Give amount x annual rate x (reference days - offered days) / 365; negative for longer terms than usual."""
    return amount * annual_rate * (reference - days) / _DAYS_IN_YEAR
