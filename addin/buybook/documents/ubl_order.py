"""An order as Peppol BIS Order 3 (transaction T01): XML of UBL 2.1, for suppliers in the Peppol network.

The rules are those of OpenPEPPOL's "Peppol Order transaction 3". VAT is left out, as the rules allow: an order
list seldom knows it. What a valid order needs and is not known is told by `lacking`, and then there is no XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from xml.etree import ElementTree as ET

from buybook.documents.order_content import Party, PurchaseOrderDocument, PurchaseOrderLine
from buybook.documents.rounding import rounded
from buybook.documents.texts import visible_text

CUSTOMIZATION = "urn:fdc:peppol.eu:poacc:trns:order:3"
PROFILE = "urn:fdc:peppol.eu:poacc:bis:order_only:3"
_PURCHASE_ORDER = "220"  # UNCL 1001
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_ORDER, _CAC, _CBC = (
    f"{{{_UBL}{name}-2}}" for name in ("Order", "CommonAggregateComponents", "CommonBasicComponents")
)
_ADDRESS = re.compile(r"[0-9]{4}:[A-Za-z0-9][A-Za-z0-9.:_-]{0,49}")
# UN/ECE recommendation 20, with 21 for what goods are packed in.
UNIT_CODES: Mapping[str, str] = {
    "pcs": "EA", "100pcs": "CEN", "1000pcs": "MIL", "mg": "MGM", "g": "GRM", "kg": "KGM", "t": "TNE", "mm": "MMT",
    "cm": "CMT", "m": "MTR", "km": "KMT", "m2": "MTK", "m3": "MTQ", "ml": "MLT", "dl": "DLT", "l": "LTR", "h": "HUR",
    "box": "XBX", "pack": "XPK", "pallet": "XPX", "roll": "XRO", "pair": "PR", "set": "SET", "bag": "XBG",
    "drum": "XDR", "sheet": "XST", "bottle": "XBO",
}  # fmt: skip


def lacking(order: PurchaseOrderDocument) -> Iterator[tuple[str, str]]:
    """Give what a valid order needs and this one has not, as a kind of lack and what it is about."""
    for party, whose in ((order.company, "company"), (order.supplier, "supplier")):
        if not party.name.strip():
            yield f"{whose}_name", ""
        if not _ADDRESS.fullmatch(party.peppol_id.replace(" ", "")):
            yield f"{whose}_peppol_id", party.peppol_id
    if not order.lines:
        yield "lines", ""
    if order.minor_digits > 2:
        yield "decimals", order.currency
    units = dict.fromkeys(line.unit_code or line.unit for line in order.lines)
    yield from (("unit", unit) for unit in units if unit not in UNIT_CODES)
    if any(line.quantity < 0 or line.unit_price < 0 for line in order.lines):
        yield "negative", ""
    numbers = [line.pos for line in order.lines]
    if len(set(numbers)) < len(numbers):
        yield "line_numbers", ""


def ubl_order(order: PurchaseOrderDocument) -> bytes:
    """Give the order as XML. Raises ValueError where something that it needs is lacking."""
    if any(True for _ in lacking(order)):
        raise ValueError("The order lacks what Peppol asks for.")
    for prefix, name in (("", _ORDER), ("cac", _CAC), ("cbc", _CBC)):
        ET.register_namespace(prefix, name[1:-1])
    root = ET.Element(f"{_ORDER}Order")
    _basics(root, order)
    if order.reference:
        _add(_group(root, "OriginatorDocumentReference"), "ID", order.reference)
    _party(_group(root, "BuyerCustomerParty"), order.company)
    _party(_group(root, "SellerSupplierParty"), order.supplier)
    if order.payment_terms:
        _add(_group(root, "PaymentTerms"), "Note", order.payment_terms)
    for line in order.lines:
        _line(_group(_group(root, "OrderLine"), "LineItem"), line, order)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _basics(root: ET.Element, order: PurchaseOrderDocument) -> None:
    delivery = f"{order.incoterm}; {', '.join(order.delivery_address)}".strip("; ")
    note = "\n".join(text for text in (delivery, order.remarks) if text)
    values = (
        ("CustomizationID", CUSTOMIZATION),
        ("ProfileID", PROFILE),
        ("ID", order.po_number),
        ("IssueDate", order.order_date.isoformat()),
        ("OrderTypeCode", _PURCHASE_ORDER),
        ("Note", note),
        ("DocumentCurrencyCode", order.currency),
        ("CustomerReference", order.buyer),
    )
    for name, text in values:
        _add(root, name, text)


def _party(parent: ET.Element, party: Party) -> None:
    inside = _group(parent, "Party")
    scheme, _, number = party.peppol_id.replace(" ", "").partition(":")
    _add(inside, "EndpointID", number, schemeID=scheme)
    _add(_group(inside, "PartyName"), "Name", party.name)
    if party.country:
        address = _group(inside, "PostalAddress")
        lines = [line for line in party.address if line]
        _add(address, "StreetName", lines[0] if lines else "")
        _add(address, "AdditionalStreetName", ", ".join(lines[1:]))
        _add(_group(address, "Country"), "IdentificationCode", party.country)
    _add(_group(inside, "PartyLegalEntity"), "RegistrationName", party.name)
    if party.contact or party.phone or party.email:
        contact = _group(inside, "Contact")
        for name, text in (
            ("Name", party.contact),
            ("Telephone", party.phone),
            ("ElectronicMail", party.email),
        ):
            _add(contact, name, text)


def _line(item: ET.Element, line: PurchaseOrderLine, order: PurchaseOrderDocument) -> None:
    unit = UNIT_CODES[line.unit_code or line.unit]
    _add(item, "ID", line.pos)
    _add(item, "Note", "; ".join(text for text in (line.specification, line.certificates) if text))
    _add(item, "Quantity", _plain(line.quantity), unitCode=unit)
    amount = rounded(line.amount, order.minor_digits)
    _add(item, "LineExtensionAmount", _plain(amount), currencyID=order.currency)
    if line.requested_date is not None:
        period = _group(_group(item, "Delivery"), "RequestedDeliveryPeriod")
        _add(period, "StartDate", line.requested_date.isoformat())
        _add(period, "EndDate", line.requested_date.isoformat())
    price = _group(item, "Price")
    net = line.unit_price * (100 - line.discount) / 100
    _add(price, "PriceAmount", _plain(net), currencyID=order.currency)
    _add(price, "BaseQuantity", _plain(line.price_per), unitCode=unit)
    goods = _group(item, "Item")
    name = line.description or line.item_number or line.pos
    _add(goods, "Name", " ".join(name.split()))
    for group, number in (
        ("BuyersItemIdentification", line.item_number),
        ("SellersItemIdentification", line.supplier_item_number),
    ):
        if number:
            _add(_group(goods, group), "ID", number)


def _group(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, f"{_CAC}{name}")


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    """Add an element with its text; an empty one is left out, as the rules want it."""
    clean = visible_text(text).strip()
    if clean:
        ET.SubElement(parent, f"{_CBC}{name}", attributes).text = clean


def _plain(number: Decimal) -> str:
    return f"{number.normalize() + Decimal(0):f}"
