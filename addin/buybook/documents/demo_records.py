"""The records that the demo is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Any

from buybook.documents.demo_facts import ITEMS, ItemFact
from buybook.frozen import frozen

Content = Mapping[str, Any]  # one of demo_<language>.yaml


@frozen
class OrderLine:
    """A line of the order list, as the buyer would know it."""

    po_number: str
    po_line: int
    order_date: date
    supplier: str  # key of demo_facts.SUPPLIERS
    item: str
    quantity: float
    unit_price: Decimal
    requested: date
    promised: date | None
    status: str
    booked: float | None = None  # the buyer's own "received" column
    comment: str = ""

    @property
    def fact(self) -> ItemFact:
        """The article."""
        return ITEMS[self.item]

    @property
    def amount(self) -> Decimal:
        """Quantity times price, as the buyer's own formula computes it."""
        return Decimal(repr(self.quantity)) * self.unit_price / self.fact.per


@frozen
class Receipt:
    """A delivery of one order line."""

    number: str
    day: date
    po_number: str
    po_line: int
    supplier: str
    item: str
    quantity: float
    rejected: float = 0
    damaged: float = 0
    reason: str = ""
    delivery_note: str = ""
    comment: str = ""


@frozen
class Quotation:
    """One price of an offer."""

    rfq: str
    number: str
    supplier: str
    item: str
    asked: float
    from_quantity: float | None
    unit_price: Decimal
    moq: float | None
    multiple: float | None
    freight: Decimal | None
    lead_days: int
    day: date
    valid_until: date | None
    comment: str


@frozen
class Request:
    """A row of the list of requests."""

    number: str
    department: str
    item: str
    quantity: float
    needed: date
    supplier: str
    unit_price: Decimal | None
    status: str
    po_number: str = ""
    comment: str = ""


@frozen
class Story:
    """All lists of the demo."""

    today: date
    orders: tuple[OrderLine, ...]
    receipts: tuple[Receipt, ...]
    quotations: tuple[Quotation, ...]
    requests: tuple[Request, ...]
    content: Content = field(repr=False)

    def company(self, key: str) -> tuple[str, str, str, str, str]:
        """A supplier's name, town, country, currency and payment terms."""
        name, town, country, currency, terms = self.content["companies"][key]
        return name, town, country, currency, terms

    def rate(self, supplier: str) -> Decimal:
        """What one unit of the supplier's currency costs in the base currency."""
        return Decimal(str(self.content["exchange"][self.company(supplier)[3]]))
