"""What the parts of a title mean together: "confirmed" and "delivery date" make the promised date."""

from __future__ import annotations

from collections.abc import Mapping

# The parts, in the vocabulary under `concept.`, joined by blanks -> the fields that they can mean together.
_MEANINGS = """
order number: po_number
purchase number: po_number
purchase order number: po_number
purchase order: po_number purchase_order
supplier order number: reference
order line: po_line
order line number: po_line
purchase order line: po_line
purchase order line number: po_line
purchase line: po_line
purchase line number: po_line
line number: po_line
order item number: item_number po_line
request number: purchase_request
purchase request: purchase_request
purchase request number: purchase_request
order request number: purchase_request
supplier name: supplier
supplier number: supplier_no
purchase supplier: supplier
supplier contact: supplier_contact
supplier contact name: supplier_contact
contact name: supplier_contact
supplier item: supplier_item_number
supplier item number: supplier_item_number
supplier item name: description
manufacturer name: manufacturer
manufacturer number: manufacturer_part_number
manufacturer item: manufacturer_part_number
manufacturer item number: manufacturer_part_number
item number: item_number
item name: description
item number name: item_number description
line name: description
order name: description
item group: category
item group name: category
group name: category
group number: category
purchase group: category
item status: status
stock status: status
stock item status: status
order status: status
line status: status
order line status: status
delivery status: status
received status: status
purchase status: status
request status: status
quote status: status
ordered: quantity_ordered order_date
ordered quantity: quantity_ordered
order quantity: quantity_ordered
purchase quantity: quantity_ordered
purchase order quantity: quantity_ordered
confirmed quantity: quantity_confirmed
confirmed order quantity: quantity_confirmed
confirmed: promised_date quantity_confirmed
received: quantity_received received_date
received quantity: quantity_received
received quantity total: quantity_received
received total: quantity_received
delivered total: quantity_received
delivered: quantity_received received_date
delivered quantity: quantity_received
delivered quantity total: quantity_received
delivery quantity: quantity_received
expected quantity: quantity_to_receive
expected received quantity: quantity_to_receive
open quantity: quantity_outstanding
open order quantity: quantity_outstanding
open delivery quantity: quantity_outstanding
open delivery: quantity_outstanding
open: quantity_outstanding
rejected: quantity_rejected
rejected quantity: quantity_rejected
received rejected quantity: quantity_rejected
damaged: quantity_damaged
damaged quantity: quantity_damaged
damaged received quantity: quantity_damaged
accepted: quantity_accepted
accepted quantity: quantity_accepted
accepted received quantity: quantity_accepted
cancelled: quantity_cancelled
cancelled quantity: quantity_cancelled
cancelled order quantity: quantity_cancelled
requested quantity: quantity
requested item: description
requested item name: description
requested item number: item_number
requested item quantity: quantity
request quantity: quantity
quantity total: quantity
item quantity: quantity
quote quantity: quantity
invoice quantity: quantity
minimum quantity: moq
minimum order: moq minimum_order_value
minimum order quantity: moq
minimum purchase quantity: moq
minimum order amount: minimum_order_value
minimum amount: minimum_order_value
minimum order total: minimum_order_value
from quantity: quantity_break
quantity unit: unit
order unit: unit
purchase unit: unit
price unit: unit_price
order date: order_date
ordered date: order_date
ordered order: order_date
purchase date: order_date
purchase order date: order_date
requested date: requested_date
requested delivery: requested_date
request delivery: requested_date
request delivery date: requested_date
requested delivery date: requested_date
requested delivered date: requested_date
requested order date: requested_date
requested received date: requested_date
requested shipped date: requested_date
confirmed date: promised_date
confirmed delivery: promised_date
confirmed delivery date: promised_date
confirmed delivered date: promised_date
confirmed supplier date: promised_date
confirmed supplier delivery date: promised_date
confirmed order date: promised_date
confirmed shipped date: promised_date
confirmed received date: promised_date
confirmed delivery time: promised_date
supplier date: promised_date delivery_date
expected date: expected_date
expected delivery: expected_date
expected delivery date: expected_date
expected received date: expected_date
expected received: expected_date quantity_to_receive
expected delivered date: expected_date
delivery date: delivery_date
order delivery date: delivery_date
supplier delivery date: delivery_date
received date: received_date
delivered date: received_date
received delivery date: received_date
delivery received: received_date
actual date: received_date
actual delivery: received_date
actual delivery date: received_date
actual received: received_date quantity_received
actual received date: received_date
actual delivered date: received_date
shipped date: ship_date
shipped delivery date: ship_date
quote date: quote_date
valid date: quote_valid_until
valid until: quote_valid_until
valid until date: quote_valid_until
quote valid: quote_valid_until
quote valid until: quote_valid_until
quote valid date: quote_valid_until
quote valid until date: quote_valid_until
price valid: quote_valid_until
price valid until: quote_valid_until
price valid until date: quote_valid_until
price per unit: unit_price
price per: unit_price price_per
price net: unit_price
price unit net: unit_price
order price: unit_price
order price net: unit_price
purchase order price: unit_price
quote price: unit_price
quote price unit: unit_price
supplier price: unit_price
item price: unit_price
price per item: unit_price
unit cost: unit_price
cost per unit: unit_price
price currency: unit_price
price unit currency: unit_price
expected price: unit_price
expected price unit: unit_price
expected unit cost: unit_price
expected cost: unit_price
expected total: line_amount
expected price total: line_amount
expected cost total: line_amount
expected amount: line_amount
expected amount total: line_amount
expected quantity total: quantity
open amount: line_amount
open order amount: line_amount
open total: line_amount
stock amount: line_amount
expected delivery time: expected_date
minimum stock quantity: reorder_point
maximum stock quantity: max_stock
price excluding vat: price_excl_vat
price unit excluding vat: unit_price price_excl_vat
price net excluding vat: unit_price price_excl_vat
price including vat: price_incl_vat
price unit including vat: price_incl_vat
purchase price: purchase_price
purchase price unit: purchase_price unit_price
purchase price net: purchase_price
purchase price per unit: purchase_price
purchase price per: purchase_price
purchase price excluding vat: purchase_price
purchase cost: purchase_price
item cost: purchase_price
list price: list_price
list price unit: list_price
total price: line_amount
total cost: line_amount
total amount: line_amount
total price net: line_amount
line price: line_amount
line amount: line_amount
line total: line_amount
line item amount: line_amount
line item total: line_amount
line item price: unit_price
line item quantity: quantity
line amount total: line_amount
line price total: line_amount
amount net: line_amount
order amount: line_amount
purchase amount: line_amount
total excluding vat: line_amount
amount excluding vat: line_amount
total amount excluding vat: line_amount
total price excluding vat: line_amount
line total excluding vat: line_amount
line amount excluding vat: line_amount
purchase order amount: line_amount
order total: total
invoice amount: total
invoice total: total
quote total: total
total including vat: total
amount including vat: total
total amount including vat: total
order amount including vat: total
order currency: currency
quote currency: currency
currency number: currency
currency exchange: exchange_rate
exchange price: exchange_rate
currency price: exchange_rate
quote number: quote_number
supplier quote number: quote_number
quote request: rfq
quote request number: rfq
quote name: quote
invoice number: invoice_number
supplier invoice number: invoice_number
purchase invoice number: invoice_number
received number: receipt
item received number: receipt
delivery number: delivery_note
delivery note: delivery_note
delivery note number: delivery_note
note number: delivery_note
supplier note number: delivery_note
delivery address: delivery_address
delivery terms: incoterm
delivered terms: incoterm
shipped terms: incoterm
payment terms: payment_terms
payment time: payment_terms
payment days: payment_terms
payment terms days: payment_terms
delivery time: lead_time
delivery time days: lead_time
delivery days: lead_time
supplier delivery time: lead_time
supplier time: lead_time
time days: lead_time
supplier time days: lead_time
stock quantity: stock_on_hand
item stock: stock_on_hand
quantity stock available: stock_available
stock available: stock_available
available quantity: stock_available
stock reserved: stock_reserved
reserved quantity: stock_reserved
minimum stock: reorder_point
maximum stock: max_stock
safety stock: safety_stock
stock address: warehouse
rejected reason: reason
damaged reason: reason
late reason: comment
late days: days_late
shipped number: tracking_number
freight cost: freight_cost
freight price: freight_cost
freight amount: freight_cost
freight number: tracking_number
shipped cost: freight_cost
"""


def _read(text: str) -> dict[frozenset[str], tuple[str, ...]]:
    lines = (line.split(":") for line in text.strip().splitlines())
    return {frozenset(parts.split()): tuple(fields.split()) for parts, fields in lines}


MEANINGS: Mapping[frozenset[str], tuple[str, ...]] = _read(_MEANINGS)
