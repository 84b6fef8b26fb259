"""Comparing quotations: each test is a small list of quotations and what a buyer would work out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from frame_rows import TODAY, codes, frame
from hypothesis import given, settings
from hypothesis import strategies as st

from buybook.core.exchange import Rates
from buybook.core.prices import PriceBreaks
from buybook.core.quotations import COMPONENTS, Comparison, CostRules, Lot, Offer, QuotationRules, compare
from buybook.schema import TableKind

D = Decimal
RATES = Rates("SEK", {"EUR": D("11.2"), "USD": D("10.5")}, "table")


def quoted(supplier: str, price: float | None, **more: object) -> dict[str, object]:
    """Write a row of a quotation for 100 pieces of A1 in SEK, unless told otherwise."""
    usual = {"item_number": "A1", "quantity": 100, "unit": "pcs", "currency": "SEK"}
    return {"supplier": supplier, "unit_price": price, **usual, **more}


def compared(
    rows: list[dict[str, object]], rules: QuotationRules | None = None, rates: Rates = RATES, **lists: object
) -> Comparison:
    tables = {TableKind.QUOTATIONS: frame(rows)}
    for at, (kind, others) in enumerate(lists.items(), start=2):
        tables[TableKind(kind)] = frame(others, table=at)  # type: ignore[arg-type]
    return compare(tables, rules or QuotationRules(), rates, TODAY)


def lot(rows: list[dict[str, object]], **more: object) -> Lot:
    (only,) = compared(rows, **more).lots  # type: ignore[arg-type]
    return only


def offer(row: dict[str, object], *others: dict[str, object], **more: object) -> Offer:
    found = lot([row, *others], **more)
    return next(offer for offer in found.offers if offer.supplier == row["supplier"])


# Ranking


def test_the_cheapest_landed_total_in_the_base_currency_is_best() -> None:
    found = lot(
        [
            quoted("Acme", 12.0),
            quoted("Bolt", 1.05, currency="EUR"),
            quoted("Cog", 1.0, currency="USD", freight_cost=20),
        ]
    )
    assert [(o.supplier, o.rank, o.landed_total) for o in found.offers] == [
        ("Bolt", 1, D("1176.00")),
        ("Acme", 2, D("1200.00")),
        ("Cog", 3, D("1260.00")),
    ]
    assert found.best == "Bolt"
    assert found.best_offer is not None
    assert found.best_offer.landed_unit_price == D("11.76")


def test_ties_go_to_the_shorter_lead_time_then_to_the_name() -> None:
    rows = [
        quoted("Acme", 5),  # says no lead time
        quoted("Bolt", 5, lead_time=9),
        quoted("delta", 5, lead_time=5),
        quoted("Cog", 5, lead_time=5),
    ]
    assert [o.supplier for o in lot(rows).offers] == ["Cog", "delta", "Bolt", "Acme"]


def test_each_cost_is_rounded_in_its_currency_then_in_the_base() -> None:
    found = offer(quoted("Acme", 0.333, quantity=5, currency="EUR", freight_cost=2.005, duty_cost=0))
    # 1.665 -> 1.67 EUR -> 18.704 -> 18.70 SEK; 2.005 -> 2.01 EUR -> 22.512 -> 22.51 SEK
    assert found.components["amount"] == D("18.70")
    assert found.components["freight"] == D("22.51")
    assert found.components["duty"] == D("0.00")  # stated as nothing
    assert found.components["packing"] is None  # not stated
    assert found.landed_total == D("41.21")
    assert found.landed_unit_price == D("8.242")


def test_all_stated_costs_are_in_the_landed_total() -> None:
    costs = {f"{name}_cost": 10.0 for name in ("freight", "packing", "insurance", "duty", "handling")}
    assert offer(quoted("Acme", 1, **costs)).landed_total == D(150)


def test_a_cost_that_only_others_state_is_noted_as_missing() -> None:
    rows = [quoted("Acme", 5, freight_cost=10), quoted("Bolt", 5)]
    found = {o.supplier: o.notes for o in lot(rows).offers}
    assert "missing_freight" in found["Bolt"]
    assert "missing_freight" not in found["Acme"]
    assert "missing_packing" not in found["Bolt"]


@pytest.mark.parametrize(
    ("incoterm", "missing"),
    [
        ("EXW Milano", {"freight", "insurance", "duty"}),
        ("FCA Milano", {"freight", "insurance", "duty"}),
        ("cpt Lund", {"insurance", "duty"}),
        ("CIF Göteborg", {"duty"}),
        ("DAP Lund", {"duty"}),
        ("DDP Lund", set()),
        (None, {"freight", "insurance", "duty"}),
    ],
)
def test_what_the_seller_bears_is_not_missing(incoterm: str | None, missing: set[str]) -> None:
    full = quoted("Bolt", 5, freight_cost=1, insurance_cost=1, duty_cost=1)
    notes = offer(quoted("Acme", 5, incoterm=incoterm), full).notes
    assert {note.removeprefix("missing_") for note in notes if note.startswith("missing_")} == missing


# What is shown but not ranked


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"quote_valid_until": date(2026, 3, 15)}, "expired"),
        ({"quote_valid_until": date(2026, 3, 16)}, None),  # through the end of the day
        ({"quote_date": date(2026, 2, 14), "validity_days": 30}, None),
        ({"quote_date": date(2026, 2, 13), "validity_days": 30}, "expired"),
        ({"unit_price": None}, "no_price"),
        ({"unit_price": 0}, "no_price"),
        ({"discount": 100}, "no_price"),
        ({"price_per": 0}, "no_price"),
        ({"status": "declined"}, "declined"),
        ({"status": "rejected_request"}, "declined"),
        ({"status": "received"}, None),
        ({"currency": "GBP"}, "no_rate"),
        ({"currency": "GBP", "exchange_rate": 13}, None),
        ({"currency": None}, "no_currency"),
        ({"unit": "kg"}, "unit_mismatch"),
        ({"unit": "box"}, "unit_mismatch"),
        ({"unit": "box", "pack_size": 10}, None),
        ({"quantity_break": 101}, "below_minimum"),
        ({"quantity_break": 100}, None),
    ],
)
def test_excluded(more: dict[str, object], reason: str | None) -> None:
    tested = {**quoted("Acme", 1), **more, "quote_number": "T"}
    rows = [quoted("Bolt", 50), quoted("Cog", 51, currency="EUR"), tested]
    found = next(o for o in lot(rows).offers if o.quote_number == "T")
    assert found.excluded == reason
    assert (found.rank is None) == (reason is not None)
    assert (lot(rows).best == "Bolt") == (reason is not None)


def test_an_offer_of_nobody() -> None:
    result = compared([quoted("Acme", 9), {**quoted("", 1), "supplier": None}])
    assert [o.excluded for o in result.lots[0].offers] == [None, "no_supplier"]
    assert codes(result.findings) == ["offer_without_supplier"]
    by_number = compared(
        [{**quoted("", 1), "supplier_no": "007"}], suppliers=[{"supplier_no": "007", "supplier": "Bond"}]
    )
    assert by_number.lots[0].best == "Bond"


def test_an_expired_offer_still_shows_what_it_would_cost() -> None:
    found = offer(quoted("Acme", 2, quote_valid_until=date(2026, 1, 1)))
    assert (found.excluded, found.landed_total, found.rank) == ("expired", D(200), None)


def test_no_quantity_anywhere() -> None:
    result = compared([quoted("Acme", 2, quantity=None)])
    assert result.lots[0].quantity is None
    assert result.lots[0].offers[0].excluded == "no_quantity"
    assert codes(result.findings) == ["needed_quantity_unknown"]


@pytest.mark.parametrize(
    ("until", "note"),
    [
        (date(2026, 3, 16), "expiring"),
        (date(2026, 3, 23), "expiring"),
        (date(2026, 3, 24), None),
        (date(2026, 3, 15), None),
        (None, "validity_not_stated"),
    ],
)
def test_validity_notes(until: date | None, note: str | None) -> None:
    notes = offer(quoted("Acme", 2, quote_valid_until=until)).notes
    assert set(notes) & {"expiring", "validity_not_stated"} == ({note} if note else set())


def test_a_later_quotation_replaces_an_earlier_one_though_it_is_dearer() -> None:
    rows = [
        quoted("Acme", 9, quote_number="Q2", quote_date=date(2026, 2, 1)),
        quoted("ACME ", 5, quote_number="Q1", quote_date=date(2026, 1, 1)),
    ]
    assert {o.quote_number: o.excluded for o in lot(rows).offers} == {"Q2": None, "Q1": "superseded"}


def test_on_one_day_the_later_row_counts_and_a_refusal_replaces_nothing() -> None:
    rows = [quoted("Acme", 5, quote_number="Q1"), quoted("Acme", 6, quote_number="Q2")]
    assert {o.quote_number: o.excluded for o in lot(rows).offers} == {"Q1": "superseded", "Q2": None}
    rows[1]["unit_price"] = None
    assert {o.quote_number: o.excluded for o in lot(rows).offers} == {"Q1": None, "Q2": "no_price"}
    same = [quoted("Acme", 5, quote_number="Q1"), quoted("Acme", 6, quote_number="Q1")]
    assert [(o.excluded, o.unit_price) for o in lot(same).offers] == [(None, D(6)), ("superseded", D(5))]


def test_two_units_of_one_quotation_are_alternatives() -> None:
    rows = [
        quoted("Acme", 5, quote_number="Q1"),
        quoted("Acme", 40, quote_number="Q1", unit="box", pack_size=10, quantity=10),
    ]
    assert [(o.rank, o.landed_total) for o in lot(rows).offers] == [(1, D(400)), (2, D(500))]


# Order quantity and price


@pytest.mark.parametrize(
    ("more", "ordered", "unit_price", "amount"),
    [
        ({}, "100", "12.5", "1250.00"),
        ({"moq": 120}, "120", "12.5", "1500.00"),
        ({"order_multiple": 30}, "120", "12.5", "1500.00"),
        ({"pack_size": 30}, "120", "12.5", "1500.00"),
        ({"moq": 110, "order_multiple": 25, "pack_size": 30}, "150", "12.5", "1875.00"),
        ({"price_per": 100}, "100", "0.125", "12.50"),
        ({"unit": "100pcs"}, "100", "0.125", "12.50"),
        ({"unit": "100pcs", "price_per": 100}, "100", "0.125", "12.50"),
        ({"unit": "1000pcs", "price_per": 1}, "100", "0.0125", "1.25"),
        ({"discount": 7.5}, "100", "11.5625", "1156.25"),
        ({"list_price": 25, "discount": 50}, "100", "12.5", "1250.00"),  # net already
        ({"list_price": 12.5, "discount": 50}, "100", "6.25", "625.00"),
        ({"unit_price": None, "list_price": 12.5, "discount": 50}, "100", "6.25", "625.00"),
        ({"unit": "box", "pack_size": 12}, "108", "1.0416666667", "112.50"),  # nine whole boxes
        ({"unit": "box", "pack_size": 12, "moq": 10}, "120", "1.0416666667", "125.00"),
        ({"unit": "box", "pack_size": 12, "order_multiple": 5}, "120", "1.0416666667", "125.00"),
    ],
)
def test_what_is_ordered_and_what_it_costs(
    more: dict[str, object], ordered: str, unit_price: str, amount: str
) -> None:
    asked = [{"item_number": "A1", "quantity": 100, "unit": "pcs"}]
    found = offer({**quoted("Acme", 12.5), **more}, requisitions=asked)
    assert (found.order_quantity, found.unit_price) == (D(ordered), D(unit_price))
    assert found.components["amount"] == D(amount)


def test_breaks_are_in_the_offers_unit() -> None:
    rows = [
        quoted("Acme", 20, unit="kg", quantity=None, quantity_break=1, moq=0.5),
        quoted("Acme", 10, unit="kg", quantity=None, quantity_break=2),
    ]
    asked = [{"item_number": "A1", "quantity": 2500, "unit": "g"}]
    found = offer(*rows, requisitions=asked)
    assert (found.order_quantity, found.unit_price, found.landed_total) == (D(2500), D("0.01"), D(25))
    asked[0]["quantity"] = 900
    assert offer(*rows, requisitions=asked).excluded == "below_minimum"


def test_rounding_up_reaches_the_next_break() -> None:
    rows = [quoted("Acme", 2, quantity_break=1, pack_size=60), quoted("Acme", 1, quantity_break=120)]
    found = offer(*rows)
    assert (found.order_quantity, found.landed_total) == (D(120), D(120))
    assert "rounded_to_multiple" in found.notes


def test_raised_to_the_minimum_is_noted() -> None:
    assert "raised_to_moq" in offer(quoted("Acme", 2, moq=101)).notes
    assert "raised_to_moq" not in offer(quoted("Acme", 2, moq=100)).notes


def test_order_to_the_break_is_told_with_its_saving_and_changes_nothing() -> None:
    rows = [quoted("Acme", 2, quantity=45), quoted("Acme", 1.5, quantity=45, quantity_break=55)]
    result = compared(rows)
    found = result.lots[0].offers[0]
    assert found.order_quantity == D(45)
    assert found.hint is not None
    assert (found.hint.quantity, found.hint.saving) == (D(55), D("7.50"))
    assert "order_to_break" in found.notes
    assert codes(result.findings) == ["order_to_break"]


def test_incremental_breaks_are_a_setting() -> None:
    rows = [
        quoted("Acme", 10, quantity=150, quantity_break=1),
        quoted("Acme", 9, quantity=150, quantity_break=100),
    ]
    rules = QuotationRules(price_breaks=PriceBreaks.INCREMENTAL)
    assert offer(*rows).landed_total == D(1350)
    assert offer(*rows, rules=rules).landed_total == D(1450)


def test_costs_stand_on_the_row_of_the_break() -> None:
    rows = [
        quoted("Acme", 10, quantity_break=1, freight_cost=50, lead_time=5),
        quoted("Acme", 9, quantity_break=100, freight_cost=80, lead_time=9),
    ]
    found = offer(*rows)
    assert (found.components["freight"], found.lead_time_days) == (D(80), 9)


def test_what_a_box_holds_may_stand_in_the_item_list_or_the_settings() -> None:
    row = quoted("Acme", 120, unit="box")
    asked = [{"item_number": "A1", "quantity": 100, "unit": "pcs"}]
    assert offer(row, requisitions=asked).excluded == "unit_mismatch"
    by_item = offer(row, requisitions=asked, items=[{"item_number": "A1", "pack_size": 12}])
    assert by_item.order_quantity == D(108)
    by_setting = offer(row, requisitions=asked, rules=QuotationRules(pack_contents={"box": D(20)}))
    assert (by_setting.order_quantity, by_setting.landed_total) == (D(100), D(600))


def test_what_a_box_holds_is_no_multiple_of_boxes() -> None:
    row = quoted("Acme", 100, unit="box", pack_size=12, quantity=10)
    assert offer(row).order_quantity == D(10)
    assert offer({**row, "unit": "bottle"}).order_quantity == D(12)  # bottles come in twelves
    assert offer({**row, "quantity": 9.5}).order_quantity == D(10)  # boxes are sold whole


def test_below_the_minimum_order_value_is_noted_and_ranked() -> None:
    suppliers = [{"supplier": "acme", "minimum_order_value": 500}]
    found = offer(quoted("Acme", 4.99), suppliers=suppliers)
    assert found.rank == 1
    assert "below_minimum_order_value" in found.notes
    assert "below_minimum_order_value" not in offer(quoted("Acme", 5), suppliers=suppliers).notes


# How much is needed, of what


def test_open_requisitions_add_up_and_win() -> None:
    asked = [
        {"item_number": "A1", "quantity": 30},
        {"item_number": "a1", "quantity": 12, "status": "approved"},
        {"item_number": "A1", "quantity": 500, "status": "cancelled"},
        {"item_number": "A1", "quantity": 500, "status": "rejected_request"},
        {"item_number": "A1", "quantity": 500, "po_number": "PO-1"},
        {"item_number": "A1", "quantity": 500, "status": "sent"},
        {"item_number": "B2", "quantity": 500},
    ]
    assert lot([quoted("Acme", 1)], requisitions=asked).quantity == D(42)


def test_requisitions_are_converted() -> None:
    asked = [
        {"item_number": "A1", "quantity": 500, "unit": "g"},
        {"item_number": "A1", "quantity": 2, "unit": "kg"},
        {"item_number": "A1", "quantity": 2, "unit": "m"},
    ]
    result = compared([quoted("Acme", 10, unit="kg")], requisitions=asked)
    assert (result.lots[0].quantity, result.lots[0].unit) == (D(2500), "g")
    assert result.lots[0].offers[0].landed_total == D(25)
    assert "request_unit_mismatch" in codes(result.findings)


def test_only_the_requests_that_the_quotations_name() -> None:
    asked = [
        {"item_number": "A1", "quantity": 30, "purchase_request": "R1"},
        {"item_number": "A1", "quantity": 70, "purchase_request": "R2"},
    ]
    assert lot([quoted("Acme", 1, purchase_request="r2")], requisitions=asked).quantity == D(70)


def test_quantities_in_other_units_are_the_same_need() -> None:
    rows = [quoted("Acme", 20, unit="kg", quantity=1), quoted("Bolt", 0.03, unit="g", quantity=1000)]
    result = compared(rows, items=[{"item_number": "A1", "unit": "g"}])
    assert result.lots[0].quantity == D(1000)
    assert [o.landed_total for o in result.lots[0].offers] == [D(20), D(30)]
    assert result.findings == ()


def test_one_number_beside_several_units_is_the_need_itself() -> None:
    rows = [quoted("Acme", 5), quoted("Bolt", 40, unit="box", pack_size=12)]
    result = compared(rows)
    assert (result.lots[0].quantity, result.lots[0].unit) == (D(100), "pcs")
    assert [o.order_quantity for o in result.lots[0].offers] == [D(108), D(100)]
    assert codes(result.findings) == ["quantities_differ"]


@pytest.mark.parametrize(
    ("quantities", "used"),
    [([100, 100, 50], 100), ([100, 50], 100), ([50, 100], 100)],
)
def test_suppliers_that_quote_different_quantities(quantities: list[int], used: int) -> None:
    result = compared([quoted(f"S{at}", 5, quantity=q) for at, q in enumerate(quantities)])
    assert result.lots[0].quantity == D(used)
    assert codes(result.findings) == ["quantities_differ"]


def test_several_quantities_of_one_quotation_are_its_breaks() -> None:
    rows = [
        quoted("Acme", 3, quantity=50),
        quoted("Acme", 2, quantity=100),
        quoted("Acme", 1, quantity=500),
        quoted("Bolt", 4, quantity=50),
        quoted("Bolt", 3, quantity=100),
    ]
    result = compared(rows)
    assert result.lots[0].quantity == D(100)  # the largest that both quote
    assert [o.landed_total for o in result.lots[0].offers] == [D(200), D(300)]
    assert "quantities_differ" in codes(result.findings)


def test_lots_are_by_item_number_else_part_number_else_description() -> None:
    rows = [
        quoted("Acme", 1, item_number="A1", manufacturer_part_number="MP-1"),
        quoted("Bolt", 2, item_number=None, manufacturer_part_number="mp-1"),
        quoted("Cog", 3, item_number=None, manufacturer_part_number="MP-2"),
        quoted("Dent", 3, item_number=None, description="Hex  bolt M8"),
        quoted("Elm", 3, item_number=None, description="hex bolt m8"),
        quoted("Fir", 3, item_number="00A1"),
    ]
    lots = compared(rows).lots
    assert [(found.item_number, len(found.offers)) for found in lots] == [
        ("A1", 2),
        ("MP-2", 1),
        (None, 2),
        ("00A1", 1),
    ]


def test_a_description_of_two_articles_joins_neither() -> None:
    rows = [
        quoted("Acme", 1, item_number="A1", description="Bolt"),
        quoted("Bolt", 1, item_number="A2", description="Bolt"),
        quoted("Cog", 1, item_number=None, description="bolt"),
    ]
    assert [len(found.offers) for found in compared(rows).lots] == [1, 1, 1]
    assert [len(found.offers) for found in compared(rows[1:]).lots] == [2]


# Currency and money


def test_the_suppliers_currency_else_the_base_with_one_warning() -> None:
    rows = [
        quoted("Acme", 1, currency=None),
        quoted("Bolt", 20, currency=None),
        quoted("Cog", 30, currency=None),
    ]
    result = compared(rows, suppliers=[{"supplier": "ACME", "currency": "EUR"}])
    assert [(o.supplier, o.currency) for o in result.lots[0].offers] == [
        ("Acme", "EUR"),
        ("Bolt", "SEK"),
        ("Cog", "SEK"),
    ]
    assert codes(result.findings) == ["base_currency_assumed"]


def test_a_price_without_currency_among_others_is_not_guessed() -> None:
    result = compared([quoted("Acme", 1, currency=None), quoted("Bolt", 1, currency="EUR")])
    assert [(o.supplier, o.excluded) for o in result.lots[0].offers] == [
        ("Bolt", None),
        ("Acme", "no_currency"),
    ]
    assert "quotation_without_currency" in codes(result.findings)


def test_of_suppliers_side_by_side_each_has_its_own_currency() -> None:
    rows = [
        quoted("Acme", 12, currency=None, _row=6),
        quoted("Bolt", None, currency=None, _row=6),  # "no bid"
    ]
    result = compared(rows)
    assert [(o.supplier, o.excluded) for o in result.lots[0].offers] == [("Acme", None), ("Bolt", "no_price")]
    assert result.lots[0].best == "Acme"
    rows = [quoted("Acme", 12, _row=6), quoted("Bolt", 2, currency="EUR", _row=6)]
    assert [(o.supplier, o.currency) for o in lot(rows).offers] == [("Acme", "SEK"), ("Bolt", "EUR")]


def test_one_currency_needs_no_rates() -> None:
    result = compared(
        [quoted("Acme", 1, currency="PLN"), quoted("Bolt", 2, currency="PLN")], rates=Rates(None)
    )
    assert (result.base, result.lots[0].best, result.findings) == ("PLN", "Acme", ())
    result = compared([quoted("Acme", 1, currency=None)], rates=Rates(None))
    assert (result.base, result.lots[0].best) == ("XXX", "Acme")
    assert codes(result.findings) == ["no_currency_anywhere"]


def test_a_missing_rate_is_told_once() -> None:
    rows = [quoted("Acme", 1, currency="GBP"), quoted("Bolt", 1, currency="GBP"), quoted("Cog", 1)]
    assert codes(compared(rows).findings) == ["no_rate"]


@pytest.mark.parametrize(
    ("terms", "cost"),
    [
        ("net 30", "0.00"),
        ("60 dagar", "-9.86"),
        ("Prepayment", "9.86"),
        ("2/10 net 45", "-4.93"),
        ("as agreed", None),
    ],
)
def test_cost_of_money(terms: str, cost: str | None) -> None:
    rules = QuotationRules(costs=CostRules(D(12)))
    found = offer(quoted("Acme", 10, payment_terms=terms), rules=rules)  # 1000 x 12 % x 30 / 365 = 9.863
    assert found.components["cost_of_money"] == (D(cost) if cost else None)
    assert found.landed_total == D(1000) + D(cost or 0)
    assert ("missing_payment_terms" in found.notes) == (cost is None)
    assert offer(quoted("Acme", 10, payment_terms=terms)).landed_total == D(1000)


def test_payment_terms_may_stand_in_the_supplier_list() -> None:
    rules = QuotationRules(costs=CostRules(D(12), 60))
    suppliers = [{"supplier": "Acme", "payment_terms": "30 dagen netto"}]
    assert offer(quoted("Acme", 10), rules=rules, suppliers=suppliers).components["cost_of_money"] == D(
        "9.86"
    )


def test_different_delivery_terms_are_pointed_out() -> None:
    rows = [quoted("Acme", 1, incoterm="EXW Milano"), quoted("Bolt", 2, incoterm="DAP Lund")]
    (told,) = compared(rows).findings
    assert (told.code, told.values["terms"]) == ("incoterms_differ", "Acme: EXW Milano; Bolt: DAP Lund")
    rows[1]["quote_valid_until"] = date(2026, 1, 1)
    assert compared(rows).findings == ()


def test_no_quotations_no_lots() -> None:
    assert compare({}, QuotationRules(), RATES, TODAY).lots == ()


# Properties

prices = st.integers(1, 10_000).map(lambda cents: cents / 100)
offers = st.lists(
    st.fixed_dictionaries(
        {
            "unit_price": prices,
            "currency": st.sampled_from(["SEK", "EUR", "USD", "GBP"]),
            "moq": st.none() | st.integers(1, 300),
            "order_multiple": st.none() | st.integers(1, 40),
            "freight_cost": st.none() | prices,
            "discount": st.none() | st.integers(0, 90),
            "lead_time": st.none() | st.integers(1, 60),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(offers, st.randoms())
def test_the_order_of_rows_changes_nothing_and_totals_are_the_sum_of_their_parts(
    rows: list[dict[str, object]], random: object
) -> None:
    named = [{**quoted(f"S{at}", 1), **row, "_row": at + 2} for at, row in enumerate(rows)]
    shuffled = list(named)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = lot(named), lot(shuffled)
    assert [(o.supplier, o.rank, o.landed_total) for o in first.offers] == [
        (o.supplier, o.rank, o.landed_total) for o in second.offers
    ]
    ranks = [o.rank for o in first.offers if o.rank is not None]
    assert ranks == list(range(1, len(ranks) + 1))
    for found in first.offers:
        if found.landed_total is not None:
            assert found.landed_total == sum(found.components[name] or 0 for name in COMPONENTS)
            assert found.landed_total == round(found.landed_total, 2)
