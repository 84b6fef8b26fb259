"""What stands on a request for quotation: the lines and questions that one supplier is asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from buybook.documents.order_content import Party
from buybook.frozen import frozen
from buybook.rfq_keys import RowKey, RowKind, form_id, line_check


class AnswerKind(StrEnum):
    """What a question is answered with."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"


@frozen
class RfqLine:
    """What is asked for: a price for `quantity`, or one for each of `quantities`, in `unit`, as people write it."""

    pos: str
    description: str
    quantity: Decimal | None
    unit: str
    item_number: str = ""
    supplier_item_number: str = ""
    requested_date: date | None = None
    specification: str = ""  # with its revision
    attachments: tuple[str, ...] = ()
    quantities: tuple[Decimal, ...] = ()

    @property
    def asked(self) -> tuple[Decimal | None, ...]:
        """The quantities to be priced, one a row."""
        return self.quantities or (self.quantity,)

    @property
    def papers(self) -> str:
        """The specification and the attachments, as they are named on the line."""
        return "; ".join(part for part in (self.specification, *self.attachments) if part)


@frozen
class RfqQuestion:
    """A question beside the prices; `weight` is its share of the score, in percent."""

    number: str
    text: str
    weight: Decimal
    answer: AnswerKind = AnswerKind.TEXT


@frozen
class RfqDocument:
    """A request for quotation to one supplier. `currency` is proposed, the supplier may choose another."""

    rfq_number: str
    sent: date
    company: Party
    supplier: Party
    lines: tuple[RfqLine, ...]
    reply_by: date | None = None
    currency: str = ""
    incoterm: str = ""
    payment_terms: str = ""
    delivery_address: tuple[str, ...] = ()
    questions: tuple[RfqQuestion, ...] = ()
    alternatives: bool = False  # may the supplier offer something else

    @property
    def form(self) -> str:
        """The letters by which this supplier's form is known."""
        return form_id(self.rfq_number, self.supplier.name)

    def line_key(self, line: RfqLine, part: int) -> RowKey:
        """The key of a line's row for one of its quantities, counted from 1."""
        quantity = line.asked[part - 1]
        check = line_check(self.form, line.pos, part, line.item_number, line.description, quantity, line.unit)
        return RowKey(self.form, RowKind.LINE, line.pos, part, check)
