"""What a supplier answered on our own form."""

from __future__ import annotations

import datetime as dt
from dataclasses import field
from decimal import Decimal

from buybook.findings import Finding
from buybook.frozen import frozen


@frozen
class FormAnswer:
    """An answer to a question: as text, and as the number or yes/no that was asked for, where it is one."""

    number: str
    question: str
    weight: Decimal | None  # percent
    text: str
    value: Decimal | bool | None = None
    comment: str = ""


@frozen
class FormLine:
    """A line of the reply. `unit_price` is for `price_per` of `unit` (a canonical name, else as written).

    `line` is the position of the request, None for what the supplier added; `quantity_break` is the quantity from
    which the price holds, None where the line has one price. `lead_time` is in days. `doubtful` names the fields
    that a finding of the row speaks of.
    """

    sheet: str
    row: int
    line: str | None
    item_number: str | None
    description: str | None
    quantity: Decimal | None
    unit: str | None
    unit_price: Decimal | None = None
    price_per: Decimal = Decimal(1)
    currency: str | None = None
    quantity_break: Decimal | None = None
    supplier_item_number: str | None = None
    moq: Decimal | None = None
    lead_time: Decimal | None = None
    valid_until: dt.date | None = None
    incoterm: str | None = None
    payment_terms: str | None = None
    comment: str | None = None
    alternative: bool = False
    doubtful: frozenset[str] = frozenset()


@frozen
class FormReply:
    """What a supplier answered on our form.

    `form` are the letters of `rfq_keys.form_id(rfq, supplier)`; number and supplier are empty where the reply lost
    them. Lines without a price, which the supplier does not quote, are in `declined`.
    """

    form: str
    rfq_number: str
    supplier: str
    lines: tuple[FormLine, ...]
    declined: tuple[FormLine, ...] = ()
    answers: tuple[FormAnswer, ...] = ()
    quote_number: str | None = None
    currency: str | None = None
    valid_until: dt.date | None = None
    validity_days: int | None = None
    incoterm: str | None = None
    payment_terms: str | None = None
    freight_cost: Decimal | None = None
    findings: tuple[Finding, ...] = field(default=())
