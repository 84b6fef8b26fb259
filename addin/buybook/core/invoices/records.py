"""What invoices and order lines are for the three-way match, and what it says of them."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from decimal import Decimal

from buybook.core.money import ZERO
from buybook.core.rows import Place
from buybook.frozen import frozen

# Why an invoice is not to be paid yet, in the order in which it is told.
REASONS = (
    "duplicate",  # the same invoice stands in the list twice
    "no_order",  # it names no order, or one that is not in the list
    "no_line",  # its order has no such line, or several that it could be for
    "other_supplier",  # the order is somebody else's
    "currency",  # it is in another currency than the order
    "no_amount",  # it states no amount
    "not_received",  # nothing has arrived yet
    "quantity",  # more was invoiced than arrived
    "price",  # the price is not the order's
    "amount",  # an invoice for a whole order asks for more than what arrived is worth
)


@frozen
class Limits:
    """How far an invoice may be from the order; of the two limits of a kind the tighter one counts.

    Amounts are in the order's currency, None for no such limit. The quantity's percent is of what arrived is worth.
    """

    price_percent: Decimal = Decimal(2)
    price_amount: Decimal | None = Decimal(50)
    quantity_percent: Decimal = ZERO
    quantity_amount: Decimal | None = ZERO


@frozen
class OrderedLine:
    """An order line as the match needs it: `received` is net of returns, `price` of one unit after discount."""

    line: int
    order: str  # its key
    po_number: str
    po_line: str
    supplier: str
    item_number: str | None
    description: str | None
    received: Decimal
    price: Decimal | None
    currency: str | None
    place: Place
    received_on: date | None = None


@frozen
class InvoiceRow:
    """A row of an invoice, or a whole invoice: what it is for, how much it asks, tax aside.

    `line` is None for one that fits no single line of its `order` (its key). A credit note is negative.
    """

    place: Place
    invoice: str
    supplier: str
    order: str | None
    line: int | None
    quantity: Decimal | None
    amount: Decimal | None
    currency: str | None = None
    whole_order: bool = False  # it names an order alone, and so is for all of it
    repeated: bool = False  # the same row stands in the list before


@frozen
class MatchedRow:
    """What the match says of an invoice's row.

    `expected` is what its quantity costs by the order. `price_variance` = amount - invoiced quantity x order price,
    `quantity_variance` = what of it was invoiced beyond what arrived x order price; positive is unfavourable.
    """

    row: InvoiceRow
    expected: Decimal | None = None
    price_variance: Decimal | None = None
    quantity_variance: Decimal | None = None
    reasons: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether it is not to be paid yet."""
        return bool(self.reasons)


@frozen
class MatchedLine:
    """What was invoiced of an order line, and what it owes: GRNI, goods received and not invoiced."""

    line: OrderedLine
    invoiced: Decimal
    amount: Decimal  # that was invoiced for it

    @property
    def uninvoiced(self) -> Decimal:
        """How much arrived and was not invoiced yet."""
        return max(ZERO, self.line.received - self.invoiced)


@frozen
class Matched:
    """The answer of the match: rows as they were given, and every order line."""

    rows: tuple[MatchedRow, ...] = ()
    lines: tuple[MatchedLine, ...] = field(default=())
