"""What a quantity costs: order quantity after minimum and multiples, then the price break it reaches.

The order is that of purchasing practice: the need in the offer's unit, raised to the minimum order quantity,
rounded up to the order multiple and the pack, and only then the break.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from fractions import Fraction
from math import gcd, lcm

from buybook.core.money import ZERO, rounded, total
from buybook.frozen import frozen

SMALL_STEP = Decimal("0.1")  # up to a tenth more is a small step up to the next break


class PriceBreaks(StrEnum):
    """How a price with quantity breaks is meant."""

    ALL_UNITS = "all_units"  # the highest break reached prices the whole quantity
    INCREMENTAL = "incremental"  # each band has its own price


@dataclass(frozen=True, slots=True, order=True)
class Break:
    """A price that holds from a quantity on: `price` for `per` units, less `discount` percent."""

    start: Decimal
    price: Decimal
    per: Decimal = Decimal(1)
    discount: Decimal = ZERO

    @property
    def net_price(self) -> Decimal:
        """The price of one unit after the discount, unrounded."""
        return self.cost(Decimal(1))

    def cost(self, quantity: Decimal) -> Decimal:
        """Give what a quantity costs at this price, unrounded; one division, last, so that ties stay ties."""
        return quantity * self.price * (100 - self.discount) / (100 * self.per)


@frozen
class PriceTerms:
    """The terms that an offer sells at; every quantity is in the offer's own unit."""

    breaks: tuple[Break, ...]  # ascending
    currency: str | None
    scheme: PriceBreaks = PriceBreaks.ALL_UNITS
    minimum: Decimal | None = None  # MOQ
    multiple: Decimal | None = None
    pack: Decimal | None = None


@frozen
class Price:
    """What a quantity costs: net price of one unit and cost, both unrounded, and the amount in coins."""

    quantity: Decimal
    net_price: Decimal
    cost: Decimal
    amount: Decimal


@frozen
class BreakHint:
    """A larger quantity worth knowing of: it reaches a cheaper break.

    `saving` is what it costs less in all; negative where it costs more, though little more of it is needed.
    """

    quantity: Decimal
    net_price: Decimal
    amount: Decimal
    saving: Decimal


def order_quantity(need: Decimal, terms: PriceTerms) -> Decimal:
    """Give the quantity to order for a need: at least the minimum, in whole multiples and packs.

    A minimum, multiple or pack of zero or less is none.

    >>> order_quantity(Decimal(45), PriceTerms((), "EUR", minimum=Decimal(50), multiple=Decimal(20)))
    Decimal('60')
    """
    quantity = max(need, terms.minimum or ZERO)
    step = common_multiple([size for size in (terms.multiple, terms.pack) if size is not None and size > 0])
    if step is None:
        return quantity
    return (quantity / step).to_integral_value(ROUND_CEILING) * step


def common_multiple(sizes: Sequence[Decimal]) -> Decimal | None:
    """Give the smallest whole multiple of every size, fractions included; None for no sizes.

    >>> common_multiple([Decimal(4), Decimal(6)]), common_multiple([Decimal("0.5"), Decimal("0.75")])
    (Decimal('12'), Decimal('1.5'))
    """
    if not sizes:
        return None
    fractions = [Fraction(size) for size in sizes]
    top = lcm(*(fraction.numerator for fraction in fractions))
    bottom = gcd(*(fraction.denominator for fraction in fractions))
    return Decimal(top) / Decimal(bottom)


def price_at(quantity: Decimal, terms: PriceTerms) -> Price | None:
    """Price a quantity; None below the lowest break, whose price is not offered for so little."""
    reached = [step for step in terms.breaks if step.start <= quantity]
    if not reached or quantity <= 0:
        return None
    if terms.scheme == PriceBreaks.INCREMENTAL:
        cost = _incremental_cost(quantity, reached)
        return Price(quantity, cost / quantity, cost, rounded(cost, terms.currency))
    cost = reached[-1].cost(quantity)
    return Price(quantity, reached[-1].net_price, cost, rounded(cost, terms.currency))


def break_hint(price: Price, terms: PriceTerms) -> BreakHint | None:
    """Find the larger quantity that costs least in all, if less than this one; else the next break if near.

    Near is a step up of at most a tenth. Only all-units breaks can make more cost less.
    """
    if terms.scheme == PriceBreaks.INCREMENTAL:
        return None
    hints = [
        _hint(price, larger)
        for step in terms.breaks
        if step.start > price.quantity
        if (larger := price_at(order_quantity(step.start, terms), terms)) is not None
        if larger.net_price < price.net_price
    ]
    cheaper = [hint for hint in hints if hint.saving > 0]
    if cheaper:
        return max(cheaper, key=lambda hint: (hint.saving, -hint.quantity))
    near = [hint for hint in hints if hint.quantity <= price.quantity * (1 + SMALL_STEP)]
    return near[0] if near else None


def _hint(price: Price, larger: Price) -> BreakHint:
    return BreakHint(larger.quantity, larger.net_price, larger.amount, price.amount - larger.amount)


def _incremental_cost(quantity: Decimal, reached: Sequence[Break]) -> Decimal:
    """Price each band from one break's quantity to the next; the first band begins at nothing."""
    starts = [ZERO, *(step.start for step in reached[1:]), quantity]
    bands = zip(starts, starts[1:], reached, strict=False)
    return total(step.cost(end - start) for start, end, step in bands)
