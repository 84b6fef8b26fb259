"""Scores for what is not money: the points of each criterion, the weighting, and what is not known."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from frame_rows import TODAY, frame
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.exchange import Rates
from buybook.core.needs import needed_days
from buybook.core.order_lines import OrderRules, order_lines
from buybook.core.quotations import QuotationRules, compare
from buybook.core.supplier_records import Record, supplier_records
from buybook.core.supplier_scores import (
    CRITERIA,
    ScoreRules,
    Scores,
    lead_time_points,
    quality_points,
    ranks,
    supplier_scores,
    weighted,
)
from buybook.schema import TableKind

D = Decimal
EQUAL = dict.fromkeys(CRITERIA, D(1))
Rows = list[dict[str, object]]


def quoted(supplier: str, price: float | None, **more: object) -> dict[str, object]:
    usual = {"item_number": "A1", "quantity": 100, "unit": "pcs", "currency": "SEK"}
    return {"supplier": supplier, "unit_price": price, **usual, **more}


def scored(
    rows: Rows, weights: dict[str, Decimal] = EQUAL, requests: Rows | None = None, **known: object
) -> Scores:
    tables = {TableKind.QUOTATIONS: frame(rows)}
    if requests:
        tables[TableKind.REQUISITIONS] = frame(requests, table=2)
    comparison = compare(tables, QuotationRules(), Rates("SEK", {}, "table"), TODAY)
    rules = ScoreRules(weights, needed_days(tables), **known)  # type: ignore[arg-type]
    return supplier_scores(comparison, rules, TODAY)


def points(scores: Scores, criterion: str) -> dict[str, Decimal | None]:
    return {each.offer.supplier: each.own.points[criterion] for item in scores.items for each in item.offers}


# The points of each criterion


def test_price_is_the_cheapest_landed_total_over_this_one() -> None:
    found = points(scored([quoted("Acme", 8), quoted("Bolt", 9, freight_cost=100)]), "price")
    assert found == {"Acme": D("100.0"), "Bolt": D("80.0")}


def test_lead_time_is_held_against_the_day_needed() -> None:
    needed = [
        {"item_number": "A1", "quantity": 100, "unit": "pcs", "requested_date": TODAY + timedelta(days=10)}
    ]
    rows = [quoted("Acme", 1, lead_time=10), quoted("Bolt", 1, lead_time=25), quoted("Cog", 1)]
    assert points(scored(rows, requests=needed), "lead_time") == {"Acme": D(100), "Bolt": D(40), "Cog": None}


def test_without_a_day_lead_time_is_held_against_the_shortest() -> None:
    rows = [quoted("Acme", 1, lead_time=10), quoted("Bolt", 1, lead_time=25)]
    assert points(scored(rows), "lead_time") == {"Acme": D(100), "Bolt": D(40)}


@pytest.mark.parametrize(
    ("lead_time", "days", "shortest", "expected"),
    [
        (None, 5, None, None),
        (0, 0, 0, 100),
        (3, 0, 3, 0),  # needed today or overdue
        (0, None, 0, 100),
        (1, None, 0, 100),  # less than a day counts as one
        (4, None, 0, 25),
    ],
)  # fmt: skip
def test_lead_times_at_the_edges(
    lead_time: int | None, days: int | None, shortest: int | None, expected: int | None
) -> None:
    assert lead_time_points(lead_time, days, shortest) == expected


@pytest.mark.parametrize(
    ("received", "rejected", "expected"),
    [(0, 0, None), (500, 0, 100), (1000, 5, 95), (100, 10, 0), (100, 60, 0), (100, -5, 100)],
)
def test_quality_loses_ten_points_for_each_percent_rejected(
    received: int, rejected: int, expected: int | None
) -> None:
    assert quality_points(Record(received=D(received), rejected=D(rejected))) == expected


def test_delivery_is_the_share_of_lines_on_time_and_no_line_is_no_data() -> None:
    records = {"acme": Record(due=4, on_time=3)}
    assert points(scored([quoted("Acme", 1), quoted("Bolt", 1)], records=records), "delivery") == {
        "Acme": D("75.0"),
        "Bolt": None,
    }


@pytest.mark.parametrize(
    ("payment", "incoterm", "expected"),
    [
        ("60 days net", None, 100),
        ("90 days net", None, 100),
        ("30 days net", None, 50),
        ("prepaid", None, 0),
        ("as agreed", None, None),
        (None, "DDP Lund", 100),  # handling alone is left
        (None, "EXW Gent", 60),  # within one customs area: freight, insurance, handling
        ("30 days net", "DDP Lund", 75),
        (None, "free house", None),
    ],
)
def test_terms_are_payment_days_and_the_parts_of_the_way_at_an_unknown_cost(
    payment: str | None, incoterm: str | None, expected: int | None
) -> None:
    rows = [quoted("Acme", 1, payment_terms=payment, incoterm=incoterm, country_of_origin="SE")]
    tables = {TableKind.QUOTATIONS: frame(rows)}
    from buybook.core.components import CostRules

    rules = QuotationRules(costs=CostRules(country="SE"))
    comparison = compare(tables, rules, Rates("SEK", {}, "table"), TODAY)
    assert points(supplier_scores(comparison, ScoreRules(EQUAL), TODAY), "terms") == {"Acme": expected}


def test_what_the_landed_price_counts_is_not_counted_again() -> None:
    rows = [
        quoted("Acme", 1, payment_terms="60 days net", incoterm="FCA Gent", freight_cost=5, insurance_cost=1)
    ]
    assert points(scored(rows, payment_in_price=False), "terms") == {"Acme": D("90.0")}  # duty, handling: 80
    assert points(scored(rows, payment_in_price=True), "terms") == {"Acme": D("80.0")}


# Weighting


def test_no_data_is_neither_good_nor_bad() -> None:
    known = weighted(
        {"price": D(80), "quality": D(60), "answers": None}, {"price": D(3), "quality": D(1), "answers": D(4)}
    )
    assert (known.score, known.backed) == (D("75.0"), D("50.0"))


@pytest.mark.parametrize("weights", [{"price": D(0)}, {"price": D(0), "quality": D(5)}])
def test_no_weight_on_anything_known_gives_no_score(weights: dict[str, Decimal]) -> None:
    values = {"price": D(80), "quality": None}
    found = weighted({name: values[name] for name in weights}, weights)
    assert (found.score, found.backed) == (None, D(0))


POINTS = st.fixed_dictionaries(
    {name: st.none() | st.decimals(0, 100, places=1) for name in CRITERIA}
)  # fmt: skip
WEIGHTS = st.fixed_dictionaries({name: st.decimals(0, 100, places=1) for name in CRITERIA})


@given(POINTS, WEIGHTS)
def test_a_score_lies_between_the_points_it_is_made_of(
    given_points: dict[str, Decimal | None], weights: dict[str, Decimal]
) -> None:
    counted = [value for name, value in given_points.items() if value is not None and weights[name] > 0]
    found = weighted(given_points, weights)
    assert (found.score is None) == (not counted)
    if found.score is not None:
        assert min(counted) <= found.score <= max(counted)
    assert 0 <= found.backed <= 100


@given(POINTS, WEIGHTS, st.sampled_from([D(2), D(10), D("0.5")]))
def test_only_the_proportions_of_the_weights_count(
    given_points: dict[str, Decimal | None], weights: dict[str, Decimal], factor: Decimal
) -> None:
    scaled = {name: factor * weight for name, weight in weights.items()}
    assert weighted(given_points, scaled) == weighted(given_points, weights)


@given(st.lists(st.none() | st.decimals(0, 100, places=1), max_size=8))
def test_ranks_follow_the_values_and_ties_share_a_place(values: list[Decimal | None]) -> None:
    places = ranks(values)
    for value, place in zip(values, places, strict=True):
        assert (value is None) == (place is None)
        if value is not None and place is not None:
            assert place == 1 + sum(1 for other in values if other is not None and other > value)


# Items and suppliers


def test_the_cheapest_need_not_be_the_best() -> None:
    rows = [quoted("Acme", 10, lead_time=40), quoted("Bolt", 10.5, lead_time=10), quoted("Out", None)]
    weights = EQUAL | dict.fromkeys(("quality", "delivery", "terms", "answers"), D(0))
    (item,) = scored(rows, weights).items
    assert [
        (each.offer.supplier, each.money_rank, each.own.score, each.own.rank) for each in item.offers
    ] == [
        ("Acme", 1, D("62.5"), 2),
        ("Bolt", 2, D("97.6"), 1),
    ]
    assert scored(rows).unscored == 1


def test_a_supplier_is_scored_once_an_item_by_its_best_offer() -> None:
    rows = [quoted("Acme", 10, quote_number="1"), quoted("ACME", 9, quote_number="2"), quoted("Bolt", 12)]
    found = scored(rows)
    assert [each.offer.supplier for each in found.items[0].offers] == ["ACME", "Bolt"]


def test_suppliers_over_all_items_by_what_the_best_offers_cost() -> None:
    rows = [
        quoted("Acme", 10), quoted("Bolt", 20),  # best 1,000
        quoted("Acme", 6, item_number="B2"), quoted("Bolt", 3, item_number="B2"),  # best 300
        quoted("Cog", 7, item_number="C3"),
    ]  # fmt: skip
    found = {each.supplier: each for each in scored(rows, EQUAL).suppliers}
    assert {
        name: (each.items, each.landed_total, each.above_best, each.money_rank)
        for name, each in found.items()
    } == {
        "Cog": (1, 700, 0, 1),
        "Acme": (2, 1600, D("23.1"), 2),
        "Bolt": (2, 2300, D("76.9"), 3),
    }
    assert found["Acme"].own.points["price"] == D("88.5")  # (1000 x 100 + 300 x 50) / 1300
    assert [each.own.rank for each in found.values()] == [1, 2, 3]
    assert found["Acme"].own.backed == D("16.7")  # the price alone


# The record


def record(orders: Rows, receipts: Rows, today: date = TODAY) -> Record:
    tables = {TableKind.ORDERS: frame(orders), TableKind.RECEIPTS: frame(receipts, table=2)}
    lines = order_lines(tables, OrderRules(), today)
    return supplier_records(tables, lines.frame, today)["acme"]


def ordered(po: str, days: int, **more: object) -> dict[str, object]:
    return {"po_number": po, "supplier": "Acme", "item_number": "A1", "quantity_ordered": 10,
            "promised_date": TODAY + timedelta(days=days), "order_date": TODAY - timedelta(days=60), **more}  # fmt: skip


def came(po: str, days: int, quantity: float = 10, **more: object) -> dict[str, object]:
    return {
        "po_number": po,
        "quantity_received": quantity,
        "received_date": TODAY + timedelta(days=days),
        **more,
    }


def test_the_record_counts_lines_due_and_goods_rejected() -> None:
    orders = [ordered("1", -20), ordered("2", -20), ordered("3", -20), ordered("4", 9), ordered("5", 9)]
    receipts = [came("1", -20, quantity_rejected=0), came("2", -15), came("5", -1)]
    found = record(orders, receipts)
    assert (found.due, found.on_time) == (4, 2)  # 1 and 5 came, 2 came late, 3 has not come, 4 is not due
    assert (found.received, found.rejected, found.per_million) == (30, 0, None)


def test_a_cancelled_line_and_one_without_a_day_of_receipt_do_not_count() -> None:
    orders = [ordered("1", -20, status="cancelled"), ordered("2", -20, status="received"), ordered("3", -20)]
    found = record(orders, [came("3", -21, 9, quantity_rejected=1)])
    assert (found.due, found.on_time, found.rejected) == (1, 0, 1)  # not in full


def test_where_nobody_writes_down_what_is_rejected_quality_is_not_known() -> None:
    found = record([ordered("1", -20)], [came("1", -20)])
    assert found.received == 0 and quality_points(found) is None


def test_a_supplier_of_an_order_list_with_numbers_alone_is_found_by_name() -> None:
    orders = frame([{"po_number": "1", "supplier_no": "17", "quantity_ordered": 10, "promised_date": TODAY}])
    suppliers = frame([{"supplier": "Acme", "supplier_no": "17"}], table=3)
    receipts = frame([came("1", 0, quantity_damaged=2)], table=2)
    tables = {TableKind.ORDERS: orders, TableKind.RECEIPTS: receipts, TableKind.SUPPLIERS: suppliers}
    lines = order_lines(tables, OrderRules(), TODAY)
    assert supplier_records(tables, lines.frame, TODAY)["acme"].rejected == 2
