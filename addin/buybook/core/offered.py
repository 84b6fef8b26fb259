"""A line that a supplier offers, as it was read from their file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from buybook.frozen import frozen

# Without these being certain a line would be booked at a wrong price, for a wrong article or supplier.
DECISIVE = frozenset(
    {"unit_price", "price_per", "quantity_break", "supplier", "unit", "currency", "discount"}
)

UNNAMED = "–"  # what a line is called that names no article


@frozen
class OfferedLine:
    """What one supplier offers for one article, from a quantity on; what is not stated is None.

    `unit_price` is for `price_per` units, as the file has it, before `discount` percent. `doubtful` names the
    fields whose values are not certain. `row` counts on the file's sheet from 1.
    """

    sheet: str
    row: int
    supplier: str | None = None
    item_number: str | None = None
    supplier_item_number: str | None = None
    manufacturer_part_number: str | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    quantity_break: Decimal | None = None
    unit_price: Decimal | None = None
    price_per: Decimal = Decimal(1)
    currency: str | None = None
    discount: Decimal | None = None
    moq: Decimal | None = None
    order_multiple: Decimal | None = None
    pack_size: Decimal | None = None
    lead_time: Decimal | None = None
    freight_cost: Decimal | None = None
    valid_until: date | None = None
    quote_date: date | None = None
    quote_number: str | None = None
    rfq: str | None = None
    incoterm: str | None = None
    payment_terms: str | None = None
    comment: str | None = None
    declined: bool = False
    alternative: bool = False
    doubtful: frozenset[str] = frozenset()

    @property
    def price_of_one(self) -> Decimal | None:
        """The price of one unit after the discount; not rounded."""
        if self.unit_price is None:
            return None
        return self.unit_price / self.price_per * (100 - (self.discount or 0)) / 100

    @property
    def undecided(self) -> frozenset[str]:
        """The doubtful fields without which the line cannot be booked."""
        return self.doubtful & DECISIVE

    @property
    def name(self) -> str:
        """What the article is called in a sentence."""
        numbers = self.item_number or self.supplier_item_number or self.manufacturer_part_number
        return numbers or self.description or UNNAMED
