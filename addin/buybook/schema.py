"""Every kind of table and every field that Buybook knows: what kind of value it holds and what it means.

The names are the field's standard terms; `vocabulary` holds the words that buyers use for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from buybook.frozen import frozen


class Kind(StrEnum):
    """What a value is, and so how a cell of it is read and written."""

    TEXT = "text"
    CODE = "code"  # text that identifies; leading zeros count
    QUANTITY = "quantity"
    UNIT = "unit"
    MONEY = "money"
    NUMBER = "number"
    PERCENT = "percent"  # 12.5 means 12.5 %
    CURRENCY = "currency"  # ISO 4217 code
    DATE = "date"
    DAYS = "days"
    STATUS = "status"


class TableKind(StrEnum):
    """What a list in a workbook is about."""

    REQUISITIONS = "requisitions"
    QUOTATIONS = "quotations"
    ORDERS = "orders"
    RECEIPTS = "receipts"
    NONCONFORMANCES = "nonconformances"
    SUPPLIERS = "suppliers"
    ITEMS = "items"
    INVOICES = "invoices"
    DEMAND = "demand"
    BOM = "bom"
    RATES = "rates"  # exchange rates; shown to the outside as "other"
    OTHER = "other"


@frozen
class Field:
    """One thing that a column can hold."""

    name: str
    kind: Kind
    meaning: str


def _fields(kind: Kind, **meanings: str) -> dict[str, Field]:
    return {name: Field(name, kind, meaning) for name, meaning in meanings.items()}


FIELDS: Mapping[str, Field] = MappingProxyType(
    _fields(
        Kind.CODE,
        po_number="The purchase order's number.",
        purchase_order="A purchase order, named or referred to.",
        po_line="The line's number within its purchase order.",
        purchase_request="The requisition's number.",
        supplier_no="The supplier's number in our books.",
        item_number="Our number of the article.",
        supplier_item_number="The supplier's number of the article.",
        manufacturer_part_number="The manufacturer's number of the article.",
        ean="The article's GTIN.",
        quote_number="The quotation's number.",
        rfq="The request for quotation.",
        delivery_note="The delivery note's number.",
        tracking_number="The carrier's number of the consignment.",
        project="The project that the goods are for.",
        cost_center="The cost centre.",
        account="The ledger account.",
        invoice_number="The invoice's number.",
        reference="Our or their reference.",
        lot_number="The batch or serial number.",
        hs_code="The customs tariff number.",
        agreement="The contract or blanket order.",
        receipt="The goods receipt's number.",
        nonconformance="The non-conformance case's number.",
        vat_number="The supplier's VAT registration number.",
        peppol_id="The supplier's address in the Peppol network, as scheme:number.",
        postal_code="The supplier's postal code.",
    )
    | _fields(
        Kind.TEXT,
        supplier="The supplier's name.",
        supplier_contact="The person at the supplier.",
        buyer="The person who buys or asked for the goods.",
        manufacturer="The manufacturer or brand.",
        description="What the article is.",
        specification="The article's specification.",
        category="The article's group.",
        quote="A quotation, named or referred to.",
        warehouse="Where the goods lie.",
        delivery_address="Where the goods shall go.",
        incoterm="The delivery term (Incoterms 2020), with its place.",
        payment_terms="The payment terms.",
        shipping_method="How the goods travel.",
        country_of_origin="The country of origin.",
        abc_class="The article's ABC class.",
        inspection="What the incoming inspection found or asks.",
        claim="What was claimed from the supplier.",
        partial_delivery="Whether the delivery is one of several.",
        comment="A remark.",
        reason="Why goods were rejected or damaged.",
        flags="What needs attention on the line.",
        certificate="The certificates that must come with the goods.",
        email="The supplier's address for e-mail.",
        language="The language that the supplier is written to in.",
        country="The supplier's country.",
        address="The supplier's street or whole postal address.",
        city="The supplier's town.",
    )
    | _fields(
        Kind.QUANTITY,
        quantity="A quantity, as the table means it.",
        quantity_ordered="How much was ordered.",
        quantity_confirmed="How much the supplier confirmed.",
        quantity_received="How much arrived, good or not.",
        quantity_to_receive="How much is expected.",
        quantity_outstanding="How much is still open.",
        quantity_cancelled="How much was cancelled.",
        quantity_rejected="How much was rejected.",
        quantity_damaged="How much was damaged.",
        quantity_accepted="How much was accepted.",
        pack_size="How many units one pack holds.",
        quantity_break="From which quantity the price holds.",
        moq="The smallest quantity the supplier sells.",
        order_multiple="The order quantity is a multiple of this.",
        stock_on_hand="How much lies in stock.",
        stock_available="How much of the stock is free.",
        stock_reserved="How much of the stock is reserved.",
        on_order="How much is on its way.",
        reorder_point="Below which stock to order.",
        safety_stock="The stock kept for surprises.",
        max_stock="Up to which stock to order.",
        reorder_quantity="How much to order.",
        demand="How much is used.",
        quantity_awarded="How much of the quotation's article its supplier is awarded.",
    )
    | _fields(Kind.UNIT, unit="The unit that quantities and prices are in.")
    | _fields(
        Kind.MONEY,
        unit_price="The price of one unit (see price_per).",
        purchase_price="What the article costs us.",
        list_price="The price before discounts.",
        line_amount="Quantity times price, after discounts.",
        total="The sum of a document.",
        price_incl_vat="A price with VAT.",
        price_excl_vat="A price without VAT.",
        minimum_order_value="The smallest order the supplier takes.",
        freight_cost="Freight for the line, in the quotation's currency.",
        packing_cost="Packing for the line, in the quotation's currency.",
        insurance_cost="Insurance for the line, in the quotation's currency.",
        duty_cost="Customs duty for the line, in the quotation's currency.",
        handling_cost="Handling and other charges for the line, in the quotation's currency.",
    )
    | _fields(
        Kind.NUMBER,
        price_per="How many units the price is for: 1, 100, 1000.",
        exchange_rate="What one unit of a currency costs in the base currency.",
        days_of_cover="How many days the stock lasts.",
        supplier_score="The supplier's score.",
        defect_rate="The share of defects.",
        on_time_rate="The share of deliveries on time.",
    )
    | _fields(
        Kind.PERCENT,
        discount="Discount on the price, percent.",
        vat="Value added tax, percent.",
    )
    | _fields(Kind.CURRENCY, currency="The currency of prices and amounts.")
    | _fields(
        Kind.DATE,
        order_date="When it was ordered.",
        requested_date="When we need it.",
        promised_date="When the supplier last promised it.",
        expected_date="When it is expected.",
        delivery_date="A date of delivery, planned or done, as the table means it.",
        received_date="When it physically arrived.",
        ship_date="When it was shipped.",
        quote_date="When the quotation was given.",
        quote_valid_until="Through which day the quotation holds.",
    )
    | _fields(
        Kind.DAYS,
        lead_time="Days from order to delivery.",
        days_late="Calendar days past the due date.",
    )
    | _fields(Kind.STATUS, status="The state of the line.")
)


@frozen
class TableSpec:
    """What a kind of table must hold, what it usually holds, and which fields mark it out."""

    kind: TableKind
    needs: tuple[tuple[str, ...], ...]  # of each group at least one field
    usual: tuple[str, ...]
    telling: tuple[str, ...]  # fields that hardly stand in tables of another kind


TABLES: Mapping[TableKind, TableSpec] = MappingProxyType(
    {
        spec.kind: spec
        for spec in (
            TableSpec(
                TableKind.REQUISITIONS,
                needs=(("quantity",), ("item_number", "description", "manufacturer_part_number")),
                usual=(
                    "purchase_request",
                    "item_number",
                    "description",
                    "quantity",
                    "unit",
                    "requested_date",
                    "buyer",
                    "supplier",
                    "unit_price",
                    "currency",
                    "project",
                    "cost_center",
                    "status",
                    "po_number",
                    "delivery_address",
                    "comment",
                ),
                telling=("purchase_request", "buyer", "cost_center"),
            ),
            TableSpec(
                TableKind.QUOTATIONS,
                needs=(
                    ("unit_price", "list_price", "price_excl_vat"),
                    ("supplier", "supplier_no", "quote_number"),
                    ("item_number", "description", "manufacturer_part_number", "supplier_item_number"),
                ),
                usual=(
                    "quote_number",
                    "rfq",
                    "supplier",
                    "item_number",
                    "description",
                    "quantity",
                    "unit",
                    "unit_price",
                    "price_per",
                    "currency",
                    "discount",
                    "quantity_break",
                    "moq",
                    "order_multiple",
                    "pack_size",
                    "lead_time",
                    "quote_date",
                    "quote_valid_until",
                    "freight_cost",
                    "incoterm",
                    "payment_terms",
                    "status",
                    "po_number",
                    "comment",
                ),
                telling=("quote_number", "rfq", "quote_date", "quote_valid_until", "quantity_break", "moq"),
            ),
            TableSpec(
                TableKind.ORDERS,
                needs=(
                    (
                        "po_number",
                        "purchase_order",
                        "quantity_ordered",
                        "order_date",
                        "promised_date",
                        "expected_date",
                    ),
                    ("quantity_ordered", "quantity", "item_number", "description", "supplier"),
                ),
                usual=(
                    "po_number",
                    "po_line",
                    "supplier",
                    "item_number",
                    "description",
                    "quantity_ordered",
                    "unit",
                    "unit_price",
                    "price_per",
                    "currency",
                    "line_amount",
                    "order_date",
                    "requested_date",
                    "promised_date",
                    "expected_date",
                    "quantity_received",
                    "quantity_rejected",
                    "quantity_damaged",
                    "quantity_outstanding",
                    "status",
                    "comment",
                ),
                telling=(
                    "quantity_ordered",
                    "promised_date",
                    "expected_date",
                    "quantity_outstanding",
                    "quantity_confirmed",
                ),
            ),
            TableSpec(
                TableKind.RECEIPTS,
                needs=(
                    ("po_number", "purchase_order", "delivery_note", "receipt"),
                    ("quantity_received", "quantity", "quantity_accepted"),
                ),
                usual=(
                    "receipt",
                    "received_date",
                    "po_number",
                    "po_line",
                    "supplier",
                    "item_number",
                    "description",
                    "quantity_received",
                    "quantity_accepted",
                    "quantity_rejected",
                    "quantity_damaged",
                    "reason",
                    "delivery_note",
                    "comment",
                ),
                telling=(
                    "delivery_note",
                    "received_date",
                    "receipt",
                    "quantity_damaged",
                    "quantity_rejected",
                ),
            ),
            TableSpec(
                TableKind.NONCONFORMANCES,
                needs=(
                    ("claim", "nonconformance", "quantity_rejected", "quantity_damaged", "reason"),
                    ("po_number", "supplier", "item_number"),
                ),
                usual=(
                    "nonconformance",
                    "claim",
                    "po_number",
                    "po_line",
                    "supplier",
                    "item_number",
                    "quantity",
                    "reason",
                    "status",
                    "comment",
                ),
                telling=("claim", "nonconformance"),
            ),
            TableSpec(
                TableKind.SUPPLIERS,
                needs=(("supplier",),),
                usual=(
                    "supplier_no",
                    "supplier",
                    "supplier_contact",
                    "payment_terms",
                    "incoterm",
                    "currency",
                    "lead_time",
                    "minimum_order_value",
                    "supplier_score",
                    "comment",
                ),
                telling=("supplier_contact", "supplier_no"),
            ),
            TableSpec(
                TableKind.ITEMS,
                needs=(("item_number", "description", "ean"),),
                usual=(
                    "item_number",
                    "description",
                    "category",
                    "unit",
                    "supplier",
                    "purchase_price",
                    "stock_on_hand",
                    "stock_available",
                    "reorder_point",
                    "safety_stock",
                    "max_stock",
                    "reorder_quantity",
                    "lead_time",
                    "moq",
                    "pack_size",
                    "warehouse",
                ),
                telling=("stock_on_hand", "reorder_point", "safety_stock", "max_stock", "stock_available"),
            ),
            TableSpec(
                TableKind.INVOICES,
                needs=(("invoice_number",),),
                usual=(
                    "invoice_number",
                    "supplier",
                    "po_number",
                    "po_line",
                    "quantity",
                    "unit_price",
                    "line_amount",
                    "total",
                    "vat",
                    "currency",
                ),
                telling=("invoice_number",),
            ),
            TableSpec(
                TableKind.DEMAND,
                needs=(("demand", "quantity"), ("item_number", "description")),
                usual=("item_number", "description", "demand", "quantity"),
                telling=("demand",),
            ),
            TableSpec(
                TableKind.BOM,
                needs=(("quantity",), ("item_number", "description", "manufacturer_part_number")),
                usual=(
                    "item_number",
                    "description",
                    "quantity",
                    "manufacturer",
                    "manufacturer_part_number",
                    "unit",
                    "specification",
                ),
                telling=("manufacturer_part_number", "manufacturer"),
            ),
            TableSpec(
                TableKind.RATES,
                needs=(("currency",), ("exchange_rate",)),
                usual=("currency", "exchange_rate", "price_per"),
                telling=("exchange_rate",),
            ),
        )
    }
)
