"""From an order to the document that the supplier gets."""

from __future__ import annotations

from decimal import Decimal

from buybook.commands.job import Job
from buybook.commands.unit_words import shown_unit
from buybook.core.money import minor_unit
from buybook.core.purchase_lines import OrderLine
from buybook.core.purchase_orders import PurchaseOrder
from buybook.core.rows import folded
from buybook.documents.order_content import Party, PurchaseOrderDocument, PurchaseOrderLine
from buybook.schema import TableKind
from buybook.vocabulary import Words


def order_document(job: Job, made: PurchaseOrder) -> PurchaseOrderDocument:
    """Give the order as a document, with our company from the settings and the supplier from the supplier list."""
    company = job.settings.purchase_orders.company
    return PurchaseOrderDocument(
        po_number=made.po_number,
        order_date=made.order_date,
        company=Party(
            name=company.name,
            address=tuple(company.address.splitlines()),
            vat_number=company.vat_number,
            contact=company.contact,
            email=company.email,
            phone=company.phone,
        ),
        supplier=Party(
            name=made.supplier, number=made.supplier_no or "", contact=_contact(job, made.supplier)
        ),
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


def _contact(job: Job, supplier: str) -> str:
    frame = job.view.tables.get(TableKind.SUPPLIERS)
    if frame is None or "supplier_contact" not in frame or "supplier" not in frame:
        return ""
    for name, contact in zip(frame["supplier"], frame["supplier_contact"], strict=True):
        if isinstance(name, str) and folded(name) == folded(supplier) and isinstance(contact, str):
            return contact
    return ""
