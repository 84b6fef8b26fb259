"""What a buyer's own template may ask for: the names of an order's facts, and what stands in their places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice

from buybook.documents.order_content import Party, PurchaseOrderDocument, PurchaseOrderLine
from buybook.documents.rounding import rounded
from buybook.documents.texts import shown_amount, shown_decimal
from buybook.frozen import frozen

ADDRESS_LINES = 5  # of the places that take an address line by line

Fact = str | Decimal | date | tuple[str, ...] | None


@frozen
class Field:
    """A fact of an order or of one of its lines; lines of text are a tuple.

    `decimals` of its number as text: 'money' as the currency has, 'price' at least those, '' those it has.
    """

    of: Callable[[PurchaseOrderDocument], Fact]
    decimals: str = ""


@frozen
class LineField:
    """A fact of an order's line; `percent` ones are 5 for 5 %."""

    of: Callable[[PurchaseOrderLine, int], Fact]  # the line, and the currency's decimals
    decimals: str = ""
    percent: bool = False


def _delivery(order: PurchaseOrderDocument) -> tuple[str, ...]:
    own = (order.company.name, *order.company.address)
    return order.delivery_address or tuple(line for line in own if line)


def _supplier(order: PurchaseOrderDocument) -> tuple[str, ...]:
    return (order.supplier.name, *order.supplier.address)


def _nth(lines: Callable[[PurchaseOrderDocument], tuple[str, ...]], number: int) -> Field:
    """Give one line of an address; the last place takes what is left of it."""

    def line(order: PurchaseOrderDocument) -> str:
        rest = lines(order)[number - 1 :]
        return ", ".join(rest) if number == ADDRESS_LINES else next(iter(rest), "")

    return Field(line)


def _party(name: str, of: Callable[[PurchaseOrderDocument], Party]) -> dict[str, Field]:
    return {
        f"{name}_address": Field(lambda order: of(order).address),
        f"{name}_contact": Field(lambda order: of(order).contact),
        f"{name}_email": Field(lambda order: of(order).email),
        f"{name}_phone": Field(lambda order: of(order).phone),
        f"{name}_vat": Field(lambda order: of(order).vat_number),
        f"{name}_country": Field(lambda order: of(order).country),
    }


ORDER_FIELDS: Mapping[str, Field] = {
    "po_number": Field(lambda order: order.po_number),
    "order_date": Field(lambda order: order.order_date),
    "revision": Field(lambda order: order.revision),
    "reference": Field(lambda order: order.reference),
    "buyer": Field(lambda order: order.buyer),
    "supplier": Field(lambda order: order.supplier.name),
    "supplier_no": Field(lambda order: order.supplier.number),
    **_party("supplier", lambda order: order.supplier),
    "company_name": Field(lambda order: order.company.name),
    **_party("company", lambda order: order.company),
    "delivery_address": Field(_delivery),
    "currency": Field(lambda order: order.currency),
    "incoterm": Field(lambda order: order.incoterm),
    "payment_terms": Field(lambda order: order.payment_terms),
    "total": Field(lambda order: order.total, "money"),
    "remarks": Field(lambda order: tuple(order.remarks.split("\n"))),
    "changes": Field(lambda order: order.changes),
    **{f"supplier_{each}": _nth(_supplier, each) for each in range(1, ADDRESS_LINES + 1)},
    **{f"delivery_{each}": _nth(_delivery, each) for each in range(1, ADDRESS_LINES + 1)},
}

LINE_FIELDS: Mapping[str, LineField] = {
    "pos": LineField(lambda line, _: line.pos),
    "item_number": LineField(lambda line, _: line.item_number),
    "supplier_item_number": LineField(lambda line, _: line.supplier_item_number),
    "description": LineField(lambda line, _: line.description),
    "quantity": LineField(lambda line, _: line.quantity),
    "unit": LineField(lambda line, _: line.unit),
    "unit_price": LineField(lambda line, _: line.unit_price, "price"),
    "price_per": LineField(lambda line, _: line.price_per),
    "discount": LineField(lambda line, _: line.discount or None, percent=True),
    "amount": LineField(lambda line, digits: rounded(line.amount, digits), "money"),
    "requested_date": LineField(lambda line, _: line.requested_date),
    "specification": LineField(lambda line, _: line.specification),
    "certificates": LineField(lambda line, _: line.certificates),
    "change": LineField(lambda line, _: line.change),
}


def as_text(fact: Fact, decimals: str, digits: int, language: str) -> str:
    """Write a fact within other text, in a language; `digits` are the currency's decimals."""
    if isinstance(fact, Decimal):
        if decimals == "money":
            return shown_amount(fact, digits, language)
        return shown_decimal(fact, language, digits if decimals == "price" else 0)
    if isinstance(fact, date):
        return fact.isoformat()
    return ", ".join(line for line in fact if line) if isinstance(fact, tuple) else fact or ""


def spread(lines: tuple[str, ...], rows: int) -> list[str]:
    """Give lines of text for so many rows; the last row takes what is left.

    >>> spread(("Road 1", "123 45 Town", "Sweden"), 2)
    ['Road 1', '123 45 Town, Sweden']
    """
    shown = [line for line in lines if line]
    rest = ", ".join(shown[rows - 1 :])
    filled = [*islice(shown, rows - 1), *([rest] if rest else [])]
    return [*filled, *[""] * (rows - len(filled))]
