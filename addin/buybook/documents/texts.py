"""Numbers and lines of text as they stand on documents, in the language of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from buybook.documents.order_content import PurchaseOrderDocument, PurchaseOrderLine
from buybook.documents.rounding import rounded
from buybook.vocabulary import Words

# Control characters, halves of characters, and signs that turn the direction of the text after them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_SIGNS = {"sv": ("\u00a0", ","), "nl": (".", ",")}  # of thousands and decimals; else as in English


def visible_text(text: str) -> str:
    """Give a text without what cannot be seen, its lines ended alike."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def shown_amount(amount: Decimal, decimals: int, language: str) -> str:
    """Write an amount rounded half-up to so many decimals, with signs between the thousands.

    >>> shown_amount(Decimal("1234.505"), 2, "nl")
    '1.234,51'
    """
    thousands, point = _SIGNS.get(language, (",", "."))
    text = f"{rounded(amount, decimals):,f}"
    return text.replace(",", "\0").replace(".", point).replace("\0", thousands)


def shown_decimal(number: Decimal, language: str, least: int = 0, most: int = 6) -> str:
    """Write a number with the decimals that it has, from `least` to `most`."""
    exponent = number.normalize().as_tuple().exponent
    has = max(0, -exponent) if isinstance(exponent, int) else 0
    return shown_amount(number, max(least, min(most, has)), language)


def line_notes(line: PurchaseOrderLine, words: Words) -> tuple[str, ...]:
    """Give what a line says beneath its description: specification or drawing revision, and certificates."""
    named = {"specification": line.specification, "certificates": line.certificates}
    return tuple(
        f"{words.label(f'purchase_order.{name}')}: {text}" for name, text in named.items() if text.strip()
    )


def order_texts(order: PurchaseOrderDocument) -> Iterator[str]:
    """Give every text of an order that came from outside."""
    for party in (order.company, order.supplier):
        yield from (party.name, *party.address, party.vat_number, party.contact, party.email, party.phone)
    yield from (order.po_number, *order.delivery_address, order.reference, order.buyer, order.incoterm)
    yield from (order.payment_terms, order.remarks, *order.changes)
    for line in order.lines:
        yield from (line.pos, line.description, line.unit, line.item_number, line.supplier_item_number)
        yield from (line.specification, line.certificates, line.change)
