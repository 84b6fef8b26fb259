"""From a comparison to an award: bids cost what the comparison says, whatever the unit, currency and quantity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from frame_rows import TODAY, frame
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.award import award
from buybook.core.components import CostRules, Estimate
from buybook.core.exchange import Rates
from buybook.core.quotations import Comparison, QuotationRules, compare
from buybook.core.sourcing import Sourced, sourced
from buybook.schema import TableKind

D = Decimal
RATES = Rates("SEK", {"EUR": D("11.2")}, "table")


def quoted(supplier: str, price: float, **more: object) -> dict[str, object]:
    usual = {"item_number": "A1", "quantity": 100, "unit": "pcs", "currency": "SEK"}
    return {"supplier": supplier, "unit_price": price, **usual, **more}


def sourcing(*rows: dict[str, object], **lists: list[dict[str, object]]) -> tuple[Comparison, Sourced]:
    tables = {TableKind.QUOTATIONS: frame(list(rows))}
    tables |= {TableKind(kind): frame(each, table=at) for at, (kind, each) in enumerate(lists.items(), 2)}
    rules = QuotationRules(costs=CostRules(D(9), 30, (Estimate("duty", percent=D("2.5")),)))
    comparison = compare(tables, rules, RATES, TODAY)
    return comparison, sourced(comparison, tables, TODAY)


@given(
    price=st.decimals("0.01", "99", places=2),
    quantity=st.integers(1, 500),
    freight=st.one_of(st.none(), st.decimals("0", "50", places=2)),
    terms=st.sampled_from([None, "net 10", "net 90"]),
    currency=st.sampled_from(["SEK", "EUR"]),
)
def test_a_bid_for_the_need_costs_what_the_comparison_says(
    price: Decimal, quantity: int, freight: Decimal | None, terms: str | None, currency: str
) -> None:
    more = {"quantity": quantity, "freight_cost": freight, "payment_terms": terms, "currency": currency}
    comparison, found = sourcing(quoted("Acme", float(price), incoterm="FCA Ningbo", moq=20, **more))
    (offer,), (bid,) = comparison.lots[0].offers, found.sourcing.bids
    assert offer.order_quantity is not None
    assert bid.cost(offer.order_quantity, "SEK") == offer.landed_total
    rough = D(0) if not bid.terms.breaks else bid.terms.breaks[0].cost(offer.order_quantity) + bid.charges[0]
    assert abs(rough - (offer.landed_total or D(0))) <= D("0.10")  # what is rounded in several steps
    assert award(found.sourcing).total == offer.landed_total


def test_boxes_are_bid_in_the_unit_of_the_need() -> None:
    _, found = sourcing(
        quoted("Acme", 60, unit="box", quantity=None, pack_size=12, quantity_break=2),
        requisitions=[
            {"item_number": "A1", "quantity": 30, "unit": "pcs", "requested_date": date(2026, 5, 1)}
        ],
    )
    (item,), (bid,) = found.sourcing.items, found.sourcing.bids
    assert (item.quantity, item.needed) == (D(30), date(2026, 5, 1))
    assert (bid.terms.breaks[0].start, bid.ordered(item.quantity)) == (D(24), D(36))
    assert bid.cost(D(36), "SEK") == D(180)


def test_what_is_out_or_ordered_is_not_chosen_from() -> None:
    _, found = sourcing(
        quoted("Acme", 1, quote_valid_until=date(2020, 1, 1)),
        quoted("Bolt", 2),
        quoted("Bolt", 2, item_number="B2", po_number="PO-1"),
    )
    assert {bid.supplier: bid.excluded for bid in found.sourcing.bids} == {"Acme": "expired", "Bolt": None}
    assert found.left == {"b2": "ordered"}
    assert found.named(" B2 ") == "b2"
    assert found.named("C3") is None


def test_the_smallest_order_of_a_supplier_is_kept() -> None:
    _, found = sourcing(quoted("Acme", 1, minimum_order_value=500, currency="EUR"), quoted("Bolt", 20))
    assert found.sourcing.rules.supplier("Acme").minimum_order_value == D("5600.00")
    assert [part.supplier for part in award(found.sourcing).parts] == ["Bolt"]
