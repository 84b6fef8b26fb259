"""From an order to the documents that the supplier gets."""

from __future__ import annotations

from decimal import Decimal

from buybook.commands.correspondents import Correspondent, own_company
from buybook.commands.job import Job
from buybook.commands.unit_words import shown_unit
from buybook.core.item_keys import item_keys
from buybook.core.money import minor_unit
from buybook.core.purchase_lines import OrderLine
from buybook.core.purchase_orders import PurchaseOrder
from buybook.core.rows import Row, rows_of
from buybook.documents.order_content import PurchaseOrderDocument, PurchaseOrderLine
from buybook.schema import TableKind
from buybook.vocabulary import Words


def order_document(job: Job, made: PurchaseOrder, to: Correspondent) -> PurchaseOrderDocument:
    """Give the order as a document in its supplier's language."""
    company = own_company(job)
    asked = Requirements(job)
    return PurchaseOrderDocument(
        po_number=made.po_number,
        order_date=made.order_date,
        company=company,
        supplier=to.party,
        currency=made.currency,
        lines=tuple(_line(line, to.words, asked) for line in made.lines),
        delivery_address=tuple((made.delivery_address or "").splitlines()),
        reference=", ".join(
            dict.fromkeys(line.purchase_request for line in made.lines if line.purchase_request)
        ),
        buyer=company.contact,
        incoterm=made.incoterm or "",
        payment_terms=made.payment_terms or "",
        minor_digits=minor_digits(made.currency),
    )


def minor_digits(currency: str) -> int:
    """Give how many decimals amounts of a currency have."""
    return -int(minor_unit(currency).as_tuple().exponent)


class Requirements:
    """What must come with the goods: from the row that is ordered, else from the list of articles."""

    def __init__(self, job: Job) -> None:
        self._keys = item_keys(job.view.tables)
        self._items: dict[object, Row] = {}
        for row in rows_of(job.view.tables, TableKind.ITEMS):
            key = self._keys.of(row)
            if key is not None:
                self._items.setdefault(key, row)

    def of(self, row: Row, field: str) -> str:
        """Give what is asked for a row's goods; "" where nothing is."""
        own = row.text(field)
        if own is None:
            key = self._keys.of(row)
            own = self._items.get(key, Row({})).text(field) if key is not None else None
        return own or ""


def _line(line: OrderLine, words: Words, asked: Requirements) -> PurchaseOrderLine:
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
        specification=asked.of(line.source, "specification"),
        certificates=asked.of(line.source, "certificate"),
        unit_code=line.unit or "",
    )
