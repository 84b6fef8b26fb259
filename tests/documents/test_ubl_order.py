"""Orders as Peppol BIS Order 3: elements and rules of the published specification, and its schema where it is there.

Set BUYBOOK_UBL_XSD to a folder with OASIS' UBL 2.1 schemas to check against them too.
"""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from document_examples import line
from lxml import etree

from buybook.documents.order_content import Party, PurchaseOrderDocument
from buybook.documents.ubl_order import UNIT_CODES, lacking, ubl_order
from buybook.workbook.units import UNITS

NAMES = {
    prefix: f"urn:oasis:names:specification:ubl:schema:xsd:{name}-2"
    for prefix, name in (
        ("o", "Order"),
        ("cac", "CommonAggregateComponents"),
        ("cbc", "CommonBasicComponents"),
    )
}


@pytest.fixture
def peppol(order) -> PurchaseOrderDocument:
    lines = (
        line("10", unit_code="pcs", supplier_item_number="LL-7", specification="DRW rev. C", certificates="3.1"),
        line("20", unit_code="kg", quantity=Decimal("7.5"), unit_price=Decimal("12.345"), price_per=Decimal(100),
             discount=Decimal(5), amount=Decimal("0.88"), requested_date=None),
    )  # fmt: skip
    return order(
        *lines, currency="EUR", reference="PR-1", buyer="Jane", payment_terms="30 days net", incoterm="FCA Town",
        remarks="Mark <every> parcel & box",
        company=Party("Our Ltd", ("Lane 1", "Town"), email="a@b.example", country="GB", peppol_id="0088:7300010000001"),
        supplier=Party("Their AB", ("Väg 2",), country="SE", peppol_id="0007: 5567321707"),
    )  # fmt: skip


def texts(tree: etree._Element, path: str) -> list[str]:
    return [each if isinstance(each, str) else each.text for each in tree.xpath(path, namespaces=NAMES)]


def test_what_an_order_must_have_is_there(peppol) -> None:
    tree = etree.fromstring(ubl_order(peppol))
    head = [(etree.QName(each).localname, each.text) for each in tree if not len(each)]
    assert head == [
        ("CustomizationID", "urn:fdc:peppol.eu:poacc:trns:order:3"),
        ("ProfileID", "urn:fdc:peppol.eu:poacc:bis:order_only:3"),
        ("ID", "PO26-0455"),
        ("IssueDate", "2026-11-20"),
        ("OrderTypeCode", "220"),
        ("Note", "FCA Town\nMark <every> parcel & box"),
        ("DocumentCurrencyCode", "EUR"),
        ("CustomerReference", "Jane"),
    ]
    assert texts(tree, "//cbc:EndpointID/@schemeID") == ["0088", "0007"]
    assert texts(tree, "//cbc:EndpointID") == ["7300010000001", "5567321707"]
    assert texts(tree, "//cac:PartyLegalEntity/cbc:RegistrationName") == ["Our Ltd", "Their AB"]
    assert texts(tree, "//cac:Country/cbc:IdentificationCode") == ["GB", "SE"]
    assert texts(tree, "//cbc:Quantity/@unitCode") == ["EA", "KGM"]


def test_every_line_adds_up_by_the_rule_of_its_amount(peppol) -> None:
    tree = etree.fromstring(ubl_order(peppol))
    for item in tree.iterfind(".//cac:LineItem", NAMES):
        value = {
            name: Decimal(item.findtext(f".//cbc:{name}", namespaces=NAMES))
            for name in ("Quantity", "LineExtensionAmount", "PriceAmount", "BaseQuantity")
        }
        expected = value["Quantity"] * value["PriceAmount"] / value["BaseQuantity"]
        assert abs(expected - value["LineExtensionAmount"]) <= Decimal("0.02")
        assert -value["LineExtensionAmount"].as_tuple().exponent <= 2
    assert set(texts(tree, "//@currencyID")) == {"EUR"}
    assert sum(Decimal(each) for each in texts(tree, "//cbc:LineExtensionAmount")) == peppol.total


def test_no_element_is_empty(peppol) -> None:
    bare = replace(peppol, reference="", buyer="", payment_terms="", incoterm="", remarks="", supplier=replace(
        peppol.supplier, address=(), contact="", email=""))  # fmt: skip
    for each in etree.fromstring(ubl_order(bare)).iter():
        assert len(each) or (each.text and each.text.strip()), each.tag


@pytest.mark.parametrize(
    ("changes", "lack"),
    [
        ({"company": Party("Our Ltd")}, "company_peppol_id"),
        ({"supplier": Party("X", peppol_id="5567321707")}, "supplier_peppol_id"),
        ({"supplier": Party("", peppol_id="0007:5567321707")}, "supplier_name"),
        ({"lines": ()}, "lines"),
        ({"lines": (line(unit_code="furlong"),)}, "unit"),
        ({"lines": (line(unit_code="pcs"), line(unit_code="pcs"))}, "line_numbers"),
        ({"lines": (line(unit_code="pcs", quantity=Decimal(-1)),)}, "negative"),
        ({"currency": "KWD", "minor_digits": 3}, "decimals"),
    ],
)
def test_what_is_lacking_is_told_and_no_order_is_made(peppol, changes: dict[str, object], lack: str) -> None:
    order = replace(peppol, **changes)
    assert lack in [name for name, _ in lacking(order)]
    with pytest.raises(ValueError, match="lacks"):
        ubl_order(order)


def test_every_unit_that_buybook_knows_has_a_code() -> None:
    assert set(UNIT_CODES) == set(UNITS)


def test_hostile_text_stays_text(peppol) -> None:
    order = replace(peppol, po_number="<x>&\x00\x1b", remarks='<!ENTITY a "b">')
    tree = etree.fromstring(ubl_order(order))
    assert texts(tree, "/o:Order/cbc:ID") == ["<x>&"]


def test_the_schema_of_ubl_accepts_it(peppol) -> None:
    folder = os.environ.get("BUYBOOK_UBL_XSD", "")
    schema = Path(folder) / "maindoc" / "UBL-Order-2.1.xsd"
    if not folder or not schema.is_file():
        pytest.skip("The schemas of UBL 2.1 are not here: name their folder in BUYBOOK_UBL_XSD.")
    etree.XMLSchema(etree.parse(schema)).assertValid(etree.fromstring(ubl_order(peppol)))
