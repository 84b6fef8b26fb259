"""What stands on a purchase order. How it is laid out, which takes openpyxl, is loaded when one is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from buybook.documents.rounding import rounded
from buybook.frozen import frozen

_ONE = Decimal(1)


@frozen
class Party:
    """A company as it stands on a document. Empty fields are left out."""

    name: str
    address: tuple[str, ...] = ()  # one entry a line
    number: str = ""  # the supplier's number in our books
    vat_number: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    country: str = ""  # ISO 3166 code
    peppol_id: str = ""  # scheme:number


@frozen
class PurchaseOrderLine:
    """A line of the order. `discount` is a percentage; `amount` is after it, in the order's currency.

    `unit_code` is the unit's own name (`each`, `kg`); `change` says what is other than in the last revision.
    """

    pos: str
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal
    item_number: str = ""
    supplier_item_number: str = ""
    requested_date: date | None = None
    price_per: Decimal = _ONE
    discount: Decimal = Decimal(0)
    specification: str = ""  # or the drawing and its revision
    certificates: str = ""  # that must come with the goods
    change: str = ""
    unit_code: str = ""


@dataclass(frozen=True, slots=True)
class PurchaseOrderDocument:
    """Everything that stands on a purchase order. Without a delivery address it goes to our own.

    `changes` say what is other than in the last revision, where it is not said at a line. `minor_digits` are the currency's decimals (JPY 0, EUR 2). `total` is the sum of the lines' amounts, each
    rounded half-up to them.
    """

    po_number: str
    order_date: date
    company: Party
    supplier: Party
    currency: str
    lines: tuple[PurchaseOrderLine, ...]
    delivery_address: tuple[str, ...] = ()
    reference: str = ""
    buyer: str = ""
    incoterm: str = ""
    payment_terms: str = ""
    revision: str = ""
    remarks: str = ""
    changes: tuple[str, ...] = ()
    minor_digits: int = 2
    total: Decimal = field(init=False)

    def __post_init__(self) -> None:
        amounts = (rounded(line.amount, self.minor_digits) for line in self.lines)
        object.__setattr__(self, "total", sum(amounts, Decimal(0)))
