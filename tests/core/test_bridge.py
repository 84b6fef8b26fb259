"""Like for like: each offer's steps to the landed total, as a buyer would work them out by hand, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from frame_rows import TODAY, frame
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.bridge import STEPS, Bridge
from buybook.core.components import CHARGES, CostRules, Estimate, Source
from buybook.core.countries import crosses_border
from buybook.core.exchange import Rates
from buybook.core.incoterms import TERMS, left_to_buyer
from buybook.core.money import ZERO, total
from buybook.core.prices import PriceBreaks
from buybook.core.quotations import Lot, Offer, QuotationRules, SharingRules, compare
from buybook.schema import TableKind

D = Decimal
RATES = Rates("SEK", {"EUR": D("11.2"), "USD": D("10.5")}, "table")


def quoted(supplier: str, price: float | None, **more: object) -> dict[str, object]:
    usual = {"item_number": "A1", "quantity": 100, "unit": "pcs", "currency": "SEK"}
    return {"supplier": supplier, "unit_price": price, **usual, **more}


def lot(*rows: dict[str, object], rules: QuotationRules | None = None) -> Lot:
    tables = {TableKind.QUOTATIONS: frame(list(rows))}
    (only,) = compare(tables, rules or QuotationRules(), RATES, TODAY).lots
    return only


def offer(*rows: dict[str, object], **more: object) -> Offer:
    found = lot(*rows, **more)  # type: ignore[arg-type]
    return next(each for each in found.offers if each.supplier == rows[0]["supplier"])


def steps(found: Offer) -> dict[str, Decimal]:
    """Give the steps that have an amount."""
    made = bridged(found)
    return {step.name: step.amount for step in made.steps if step.amount is not None}


def bridged(found: Offer) -> Bridge:
    made = found.bridge
    assert made is not None
    assert [step.name for step in made.steps] == list(STEPS)
    assert total(step.amount or ZERO for step in made.steps) == made.landed == found.landed_total
    return made


def source(found: Offer, name: str) -> Source:
    return next(step.source for step in bridged(found).steps if step.name == name)


def test_every_step_from_the_quoted_price_to_the_landed_total() -> None:
    found = offer(
        quoted(
            "Acme", 12.0, currency="EUR", quantity_break=1, discount=10, freight_cost=33.335, packing_cost=5
        ),
        quoted(
            "Acme", 9.0, currency="EUR", quantity_break=50, discount=10, freight_cost=33.335, packing_cost=5
        ),
    )
    assert steps(found) == {
        "quoted": D("13440.00"),  # 1200.00 EUR
        "discount": D("-1344.00"),  # to 1080.00
        "break": D("-3024.00"),  # to 810.00
        "freight": D("373.41"),  # 33.34 EUR
        "packing": D("56.00"),
    }
    assert found.landed_total == D("9501.41")
    assert set(bridged(found).missing) == {"insurance", "duty", "handling"}


def test_a_list_price_beside_a_net_price_is_where_the_bridge_begins() -> None:
    found = offer(quoted("Acme", 9.0, list_price=10, discount=10))
    assert steps(found) == {"quoted": D(1000), "discount": D(-100)}


def test_incremental_breaks_lower_only_the_upper_band() -> None:
    rules = QuotationRules(price_breaks=PriceBreaks.INCREMENTAL)
    rows = [quoted("Acme", 10, quantity_break=1), quoted("Acme", 8, quantity_break=60)]
    assert steps(offer(*rows, rules=rules)) == {"quoted": D(1000), "break": D(-80)}


def test_what_does_not_end_is_rounded_once_a_step_and_still_adds_up() -> None:
    found = offer(
        quoted("Acme", 3.333, currency="EUR", quantity=7, quantity_break=1, discount=7),
        quoted("Acme", 3.111, currency="EUR", quantity=7, quantity_break=5, discount=7),
    )
    # 23.331 -> 23.33 -> 261.30; 21.69783 -> 21.70 -> 243.04; 20.25261 -> 20.25 -> 226.80
    assert steps(found) == {"quoted": D("261.30"), "discount": D("-18.26"), "break": D("-16.24")}


@given(
    prices=st.lists(st.decimals("0.001", "999", places=3), min_size=2, max_size=2),
    discount=st.integers(0, 60),
    freight=st.one_of(st.none(), st.decimals("0", "99", places=3)),
    quantity=st.integers(1, 999),
    currency=st.sampled_from(["SEK", "EUR", "USD"]),
)
def test_the_steps_always_add_up(
    prices: list[Decimal], discount: int, freight: Decimal | None, quantity: int, currency: str
) -> None:
    more = {"currency": currency, "quantity": quantity, "discount": discount, "freight_cost": freight}
    rules = QuotationRules(costs=CostRules(D("7.5"), 60, (Estimate("duty", percent=D("2.7")),)))
    rows = [
        quoted(
            "Acme", float(price), quantity_break=start, payment_terms="net 14", incoterm="FOB Ningbo", **more
        )
        for start, price in zip((1, 100), sorted(prices, reverse=True), strict=True)
    ]
    bridged(offer(*rows, rules=rules))


# Price-break traps


def test_55_pieces_may_cost_less_than_45() -> None:
    rows = [
        quoted("Acme", 10, quantity=45, quantity_break=1),
        quoted("Acme", 8, quantity=45, quantity_break=50),
    ]
    found = offer(*rows)
    assert steps(found) == {"quoted": D(450)}
    assert found.hint is not None
    assert (found.hint.quantity, found.hint.saving) == (D(50), D(50))
    assert offer(*(row | {"quantity": 55} for row in rows)).landed_total == D(440)


def test_breaks_in_kilograms_for_a_need_in_grams() -> None:
    request = frame([{"item_number": "A1", "quantity": 2500, "unit": "g"}], table=2)
    rows = [
        quoted("Acme", 40, unit="kg", quantity=None, quantity_break=start) | {"unit_price": price}
        for start, price in ((1, 40.0), (2, 36.0), (5, 30.0))
    ]
    tables = {TableKind.QUOTATIONS: frame(rows), TableKind.REQUISITIONS: request}
    (only,) = compare(tables, QuotationRules(), RATES, TODAY).lots
    (found,) = only.offers
    assert (found.order_quantity, found.unit_price, found.landed_total) == (D(2500), D("0.036"), D(90))
    assert steps(found) == {"quoted": D(100), "break": D(-10)}


def test_rounding_up_to_the_multiple_reaches_the_next_break() -> None:
    rows = [
        quoted("Acme", price, quantity=95, order_multiple=25, quantity_break=start)
        for start, price in ((1, 3.0), (100, 2.0))
    ]
    assert steps(offer(*rows)) == {"quoted": D(300), "break": D(-100)}


def test_below_the_lowest_break_there_is_no_bridge() -> None:
    found = offer(quoted("Acme", 3, quantity_break=500), quoted("Acme", 2, quantity_break=1000))
    assert found.excluded == "below_minimum"
    assert found.bridge is None


# What is missing, and what the seller bears


def test_missing_is_not_zero_and_stated_zero_is_not_missing() -> None:
    found = offer(quoted("Acme", 5, freight_cost=0))
    assert steps(found)["freight"] == 0
    assert source(found, "packing") is Source.MISSING
    assert "packing" not in steps(found)


@pytest.mark.parametrize(
    ("term", "left"),
    [
        ("EXW", {"export", "freight", "insurance", "duty", "handling"}),
        ("FCA", {"freight", "insurance", "duty", "handling"}),
        ("FAS", {"loading", "freight", "on_carriage", "insurance", "duty", "handling"}),
        ("FOB", {"freight", "on_carriage", "insurance", "duty", "handling"}),
        ("CFR", {"on_carriage", "insurance", "duty", "handling"}),
        ("CPT", {"insurance", "duty", "handling"}),
        ("CIF", {"on_carriage", "duty", "handling"}),
        ("CIP", {"duty", "handling"}),
        ("DAP", {"duty", "handling"}),
        ("DPU", {"duty"}),
        ("DDP", {"handling"}),
    ],
)
def test_what_each_of_the_eleven_terms_leaves_to_the_buyer(term: str, left: set[str]) -> None:
    assert left_to_buyer(f"{term} somewhere") == left
    gap = offer(quoted("Acme", 5, incoterm=term, country_of_origin="China")).costed.gap
    assert gap == dict.fromkeys(left)
    assert len(TERMS) == 11


def test_no_duty_within_the_customs_union_and_none_at_home() -> None:
    rules = QuotationRules(costs=CostRules(country="SE"))
    for country, border in (("Tyskland", False), ("SE", False), ("Norge", True), (None, True)):
        gap = offer(quoted("Acme", 5, incoterm="EXW", country_of_origin=country), rules=rules).costed.gap
        assert ("duty" in gap) is ("export" in gap) is border
    assert not crosses_border("GB", "gb")
    assert crosses_border("GB", "NL")


def test_estimates_fill_the_gap_and_are_marked() -> None:
    estimates = (
        Estimate("freight", "CN", "FOB", percent=D(6)),
        Estimate("freight", per_kg=D("1.5")),
        Estimate("on_carriage", amount=D("450.005")),
        Estimate("insurance", percent=D("0.3")),
        Estimate("duty", percent=D("2.5")),
        Estimate("handling", amount=D(120)),
    )
    weights = SharingRules(weights={"a1": D("0.25")})
    rules = QuotationRules(costs=CostRules(estimates=estimates, country="SE"), sharing=weights)
    china = quoted("Far", 1.11, currency="USD", incoterm="FOB Ningbo", country_of_origin="cn")
    found = offer(china, rules=rules)  # goods 111.00 USD = 1165.50 SEK
    assert found.costed.gap == {
        "duty": D("29.14"), "freight": D("69.93"), "handling": D("120.00"),
        "insurance": D("3.50"), "on_carriage": D("450.01"),
    }  # fmt: skip
    assert steps(found) == {"quoted": D("1165.50"), "incoterm_gap": D("672.58")}
    assert source(found, "incoterm_gap") is Source.ESTIMATED
    assert "estimated_incoterm_gap" in found.notes
    other = offer(china | {"incoterm": "EXW Ningbo", "insurance_cost": 1}, rules=rules)
    assert other.costed.gap == {
        "duty": D("29.14"), "export": None, "freight": D("37.50"), "handling": D("120.00"),
    }  # fmt: skip
    assert source(other, "incoterm_gap") is Source.PARTLY_ESTIMATED
    assert "export" in bridged(other).missing


def test_an_estimate_by_weight_needs_the_weight() -> None:
    rules = QuotationRules(costs=CostRules(estimates=(Estimate("freight", per_kg=D(2)),)))
    found = offer(quoted("Far", 1, incoterm="FCA Ningbo"), rules=rules)
    assert source(found, "incoterm_gap") is Source.MISSING
    assert found.landed_total == D(100)


def test_estimates_decide_the_ranking() -> None:
    rules = QuotationRules(costs=CostRules(estimates=(Estimate("freight", percent=D(20)),)))
    rows = [quoted("Near", 11, incoterm="DAP Lund"), quoted("Far", 10, incoterm="EXW Ningbo")]
    assert lot(*rows).best == "Far"
    assert lot(*rows, rules=rules).best == "Near"


def test_cost_of_money_may_be_a_step_down() -> None:
    rules = QuotationRules(costs=CostRules(D(12), 30))
    found = offer(quoted("Acme", 100, payment_terms="net 60"), rules=rules)
    assert steps(found)["cost_of_money"] == D("-98.63")  # 10,000 x 12 % x -30 / 365
    silent = offer(quoted("Acme", 100), rules=rules)
    assert source(silent, "cost_of_money") is Source.MISSING
    assert source(offer(quoted("Acme", 100)), "cost_of_money") is Source.NOT_ASKED


def test_the_seller_bears_what_the_term_says() -> None:
    found = offer(quoted("Acme", 5, incoterm="DDP Lund"))
    borne = {name for name in CHARGES if source(found, name) is Source.INCLUDED}
    assert borne == {"freight", "insurance", "duty"}
