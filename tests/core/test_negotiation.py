"""Targets and rounds: each test is a small list of quotations and what a negotiator would work out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from frame_rows import TODAY, frame
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.exchange import Rates
from buybook.core.item_keys import item_keys
from buybook.core.negotiation import Amount, Known, Target, quoted_rounds, standard_prices, targets
from buybook.core.price_history import PaidPrice, last_paid
from buybook.core.quotations import Lot, QuotationRules, compare
from buybook.core.rows import rows_of
from buybook.core.supplier_book import supplier_book
from buybook.schema import TableKind

D = Decimal
RATES = Rates("SEK", {"EUR": D(11), "USD": D(10)}, "table")
A1 = ("item_number", "a1")
Rows = list[dict[str, object]]


def quoted(supplier: str, price: float, **more: object) -> dict[str, object]:
    """Write a row of a quotation for 100 pieces of A1 in SEK, unless told otherwise."""
    usual = {"item_number": "A1", "quantity": 100, "unit": "pcs", "currency": "SEK"}
    return {"supplier": supplier, "unit_price": price, **usual, **more}


def lot(*rows: dict[str, object]) -> Lot:
    (only,) = compare({TableKind.QUOTATIONS: frame(list(rows))}, QuotationRules(), RATES, TODAY).lots
    return only


def aimed(*rows: dict[str, object], **known: object) -> dict[str, Target]:
    found = targets([lot(*rows)], Known(**known), RATES, TODAY)  # type: ignore[arg-type]
    return {target.offer.supplier: target for target in found}


def shown(target: Target) -> tuple[object, ...]:
    aim = target.aim
    return (aim.reason, aim.price, target.gap, target.gap_percent, target.gap_amount) if aim else ()


# What to aim for


def test_the_best_offer_of_another_supplier_is_what_the_others_aim_for() -> None:
    found = aimed(quoted("Acme", 12), quoted("Bolt", 10), quoted("Cog", 11))
    assert shown(found["Acme"]) == ("best_offer", D(10), D(2), D("16.7"), D("200.00"))
    assert shown(found["Cog"]) == ("best_offer", D(10), D(1), D("9.1"), D("100.00"))
    assert found["Acme"].aim and found["Acme"].aim.supplier == "Bolt"
    assert shown(found["Bolt"]) == ()  # the others are dearer
    assert [each.reason for each in found["Bolt"].references] == ["best_offer"]


def test_a_target_leaves_room_for_the_offers_own_costs() -> None:
    # Bolt lands at 10.50 each; Acme adds 1.20 of freight each, so its price must come down to 9.30
    found = aimed(quoted("Acme", 10, freight_cost=120), quoted("Bolt", 10, freight_cost=50))
    assert shown(found["Acme"]) == ("best_offer", D("9.3"), D("0.7"), D("7.0"), D("70.00"))


def test_a_target_is_in_the_offers_own_currency() -> None:
    found = aimed(quoted("Acme", 2, currency="EUR"), quoted("Bolt", 16.5))
    # 16.50 SEK are 1.50 EUR; 0.50 EUR x 100 x 11
    assert shown(found["Acme"]) == ("best_offer", D("1.5"), D("0.5"), D("25.0"), D("550.00"))


PAID = PaidPrice(D("0.9"), "EUR", "pcs", D(50), date(2025, 11, 3), "Cog", "P7")


@pytest.mark.parametrize(
    ("known", "reason", "price"),
    [
        ({"paid": {A1: PAID}}, "last_paid", "9.9"),  # 0.90 EUR x 11
        ({"should_cost": {A1: Amount(D(8))}}, "should_cost", "8"),
        ({"should_cost": {A1: Amount(D("0.7"), "EUR")}}, "should_cost", "7.7"),
        ({"should_cost": {A1: Amount(D(850), "SEK", "100pcs")}}, "should_cost", "8.5"),
        ({"standard": {A1: Amount(D("9.5"))}}, "standard", "9.5"),
        ({"standard": {A1: Amount(D("9.5"))}, "paid": {A1: PAID}}, "standard", "9.5"),  # the lowest
        ({"standard": {A1: Amount(D("9.9"))}, "paid": {A1: PAID}}, "last_paid", "9.9"),  # of equals the first
        ({"standard": {A1: Amount(D(50), "SEK", "kg")}}, None, None),  # no kilogram is a number of pieces
        ({"standard": {A1: Amount(D(5), "GBP")}}, None, None),  # no rate
        ({"standard": {A1: Amount(D(10))}}, None, None),  # no lower than the offer
    ],
)
def test_other_prices_to_aim_for(known: dict[str, object], reason: str | None, price: str | None) -> None:
    target = aimed(quoted("Acme", 10), **known)["Acme"]
    found = (target.aim.reason, target.aim.price) if target.aim else (None, None)
    assert found == (reason, D(price) if price else None)


def test_a_price_paid_long_ago_is_shown_and_not_aimed_for() -> None:
    old = PaidPrice(D(5), "SEK", "pcs", None, date(2023, 1, 2), "Cog", None)
    target = aimed(quoted("Acme", 10), paid={A1: old})["Acme"]
    assert target.aim is None
    assert [(each.reason, each.old) for each in target.references] == [("last_paid", True)]


def test_a_break_within_reach() -> None:
    rows = [
        quoted("Acme", 10, quantity_break=1, quantity=96),
        quoted("Acme", 9.7, quantity_break=100, quantity=96),
    ]
    target = aimed(*rows)["Acme"]
    assert target.aim is not None
    assert (target.aim.reason, target.aim.price, target.aim.quantity) == ("break", D("9.7"), D(100))


def test_offers_that_cannot_be_compared_have_no_target() -> None:
    found = aimed(quoted("Acme", 10), quoted("Bolt", 9, quote_valid_until=date(2026, 3, 1)))
    assert set(found) == {"Acme"}
    assert found["Acme"].aim is None  # and an expired offer is none to aim for


@given(
    st.lists(st.decimals("0.01", "999", places=2), min_size=2, max_size=5),
    st.lists(st.decimals("0", "50", places=2), min_size=5, max_size=5),
)
def test_at_its_target_an_offer_would_land_as_the_best_of_the_others(
    prices: list[Decimal], freights: list[Decimal]
) -> None:
    rows = [
        quoted(f"S{at}", float(price), freight_cost=float(freights[at])) for at, price in enumerate(prices)
    ]
    for supplier, target in aimed(*rows).items():
        if target.aim is None:
            continue
        at = int(supplier[1:])
        met = [*rows[:at], {**rows[at], "unit_price": float(target.aim.price)}, *rows[at + 1 :]]
        landed = {
            each.supplier: each.landed_total for each in lot(*met).offers if each.landed_total is not None
        }
        best = min(total for name, total in landed.items() if name != supplier)
        assert abs(landed[supplier] - best) <= D("0.01")


# Rounds


def test_later_quotations_of_a_supplier_are_rounds() -> None:
    found = lot(
        quoted("Acme", 9.2, quote_number="Q3", quote_date=date(2026, 3, 10)),
        quoted("Acme", 10, quote_number="Q1", quote_date=date(2026, 2, 1)),
        quoted("Bolt", 9, quote_number="Q9", quote_date=date(2026, 2, 2)),
        quoted("Acme", 0.95, quote_number="Q2", quote_date=date(2026, 2, 20), currency="USD"),
        quoted("Acme", 1, quote_number="Q0", quote_date=date(2026, 1, 2), status="declined"),
    )
    rounds = quoted_rounds(found, "ACME", RATES)
    assert [(r.number, r.quote_number, r.price, r.conceded, r.percent) for r in rounds] == [
        (1, "Q1", D(10), D(0), D("0.0")),
        (2, "Q2", D("0.95"), D("0.05"), D("5.0")),  # 10 SEK are 1.00 USD
        (3, "Q3", D("9.2"), D("0.8"), D("8.0")),
    ]


def test_a_price_that_rose_is_conceded_with_a_minus() -> None:
    found = lot(
        quoted("Acme", 10, quote_date=date(2026, 2, 1)), quoted("Acme", 11, quote_date=date(2026, 2, 9))
    )
    assert [(r.conceded, r.percent) for r in quoted_rounds(found, "Acme", RATES)][1] == (D(-1), D("-10.0"))


def test_without_dates_the_one_quotation_that_stands_is_the_only_round() -> None:
    found = lot(quoted("Acme", 10), quoted("Acme", 9))
    assert [(r.price, r.percent) for r in quoted_rounds(found, "Acme", RATES)] == [(D(9), D("0.0"))]


def test_rounds_in_a_currency_without_a_rate_concede_nothing_known() -> None:
    found = lot(
        quoted("Acme", 10, quote_date=date(2026, 2, 1), currency="GBP"),
        quoted("Acme", 9, quote_date=date(2026, 2, 9)),
    )
    assert [(r.price, r.conceded) for r in quoted_rounds(found, "Acme", RATES)] == [
        (D(10), D(0)),
        (D(9), None),
    ]


# What was paid last


def paid(**lists: Rows) -> PaidPrice | None:
    known = {TableKind(kind): frame(rows, table=at) for at, (kind, rows) in enumerate(lists.items(), 1)}
    return last_paid(known, item_keys(known), supplier_book(known), TODAY).get(A1)


def bought(price: float, day: date | None, **more: object) -> dict[str, object]:
    usual = {"item_number": "A1", "quantity_ordered": 10, "unit": "pcs", "supplier": "Cog", "currency": "EUR"}
    return {"po_number": "P1", "unit_price": price, "order_date": day, **usual, **more}


def test_the_latest_order_counts_but_no_cancelled_and_no_future_one() -> None:
    found = paid(
        orders=[
            bought(5, date(2025, 6, 1)),
            bought(4, date(2026, 1, 5), po_number="P2"),
            bought(3, date(2026, 2, 5), status="cancelled"),
            bought(2, date(2026, 9, 5)),
            bought(1, None),
        ]
    )
    assert found == PaidPrice(D(4), "EUR", "pcs", D(10), date(2026, 1, 5), "Cog", "P2")


@pytest.mark.parametrize(
    ("more", "price"),
    [
        ({"price_per": 100}, "0.05"),
        ({"discount": 10}, "4.5"),
        ({"unit": "100pcs"}, "0.05"),
        ({"unit_price": None, "line_amount": 30}, "3"),
        ({"discount": 100}, None),
    ],
)
def test_a_paid_price_is_net_for_one(more: dict[str, object], price: str | None) -> None:
    found = paid(orders=[bought(5, date(2026, 1, 5), **more)])
    assert (found.price if found else None) == (D(price) if price else None)


def test_an_invoice_says_what_its_order_line_cost_in_the_end() -> None:
    found = paid(
        orders=[bought(5, date(2026, 1, 5), po_line="10")],
        invoices=[
            {"invoice_number": "F1", "po_number": "P1", "po_line": "10", "quantity": 10, "unit_price": 5.2}
        ],
    )
    assert found == PaidPrice(D("5.2"), "EUR", "pcs", D(10), date(2026, 1, 5), "Cog", "F1")


def test_standard_prices_of_the_item_list() -> None:
    known = {
        TableKind.ITEMS: frame(
            [
                {"item_number": "A1", "purchase_price": 250, "price_per": 100, "unit": "pcs"},
                {"item_number": "A1", "purchase_price": 9},
                {"item_number": "B2", "purchase_price": 0},
            ]
        )
    }
    keys = item_keys(known)
    rows = ((key, row) for row in rows_of(known, TableKind.ITEMS) if (key := keys.of(row)))
    assert standard_prices(rows) == {A1: Amount(D("2.5"), None, "pcs")}
