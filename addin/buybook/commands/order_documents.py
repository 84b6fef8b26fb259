"""From an order to the document that the supplier gets."""

from __future__ import annotations

from decimal import Decimal

from buybook.commands.correspondents import correspondent, own_company
from buybook.commands.job import Job
from buybook.commands.unit_words import shown_unit
from buybook.core.money import minor_unit
from buybook.core.purchase_lines import OrderLine
from buybook.core.purchase_orders import PurchaseOrder
from buybook.documents.order_content import PurchaseOrderDocument, PurchaseOrderLine
from buybook.vocabulary import Words


def order_document(job: Job, made: PurchaseOrder) -> PurchaseOrderDocument:
    """Give the order as a document, with our company from the settings and the supplier from the supplier list."""
    company = own_company(job)
    return PurchaseOrderDocument(
        po_number=made.po_number,
        order_date=made.order_date,
        company=company,
        supplier=correspondent(job, made.supplier, made.supplier_no).party,
        currency=made.currency,
        lines=tuple(_line(line, job.words) for line in made.lines),
        delivery_address=tuple((made.delivery_address or "").splitlines()),
        reference=", ".join(
            dict.fromkeys(line.purchase_request for line in made.lines if line.purchase_request)
        ),
        buyer=company.contact,
        incoterm=made.incoterm or "",
        payment_terms=made.payment_terms or "",
        minor_digits=-int(minor_unit(made.currency).as_tuple().exponent),
    )


def _line(line: OrderLine, words: Words) -> PurchaseOrderLine:
    return PurchaseOrderLine(
        pos=line.po_line,
        description=line.description or line.item_number or "",
        quantity=line.quantity,
        unit=shown_unit(line.unit, words) or "",
        unit_price=line.unit_price,
        amount=line.amount,
        item_number=line.item_number or "",
        supplier_item_number=line.supplier_item_number or "",
        requested_date=line.requested_date,
        price_per=line.price_per,
        discount=Decimal(line.discount),
    )
