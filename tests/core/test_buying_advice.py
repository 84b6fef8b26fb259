"""Advice before an order leaves: each test is a small workbook and what a buyer would work out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from frame_rows import TODAY, codes, frame
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.buying_advice import AdviceRules, comparison_advice, order_advice
from buybook.core.exchange import Rates
from buybook.core.purchase_orders import OrderRules, awaiting_order, draft_orders
from buybook.core.quotations import QuotationRules, compare
from buybook.findings import Finding
from buybook.schema import TableKind

D = Decimal
RATES = Rates("SEK", {"EUR": D("11.2")}, "table")
MAY = date(2026, 5, 4)
Rows = list[dict[str, object]]


def asked(number: str, quantity: float, needed: date | None, **more: object) -> dict[str, object]:
    """Write an approved request for A1."""
    usual = {"item_number": "A1", "quantity": quantity, "unit": "pcs", "requested_date": needed}
    return {"purchase_request": number, **usual, "status": "approved", **more}


def quoted(start: float, price: float, **more: object) -> dict[str, object]:
    """Write a break of Acme's quotation for A1 in SEK."""
    usual = {"item_number": "A1", "unit": "pcs", "currency": "SEK", "quote_number": "Q1"}
    return {"supplier": "Acme", "quantity_break": start, "unit_price": price, **usual, **more}


def tables(**lists: Rows) -> dict[TableKind, object]:
    ids = {"requisitions": 1, "quotations": 2, "orders": 3, "suppliers": 4, "items": 5, "demand": 6}
    return {TableKind(kind): frame(rows, table=ids[kind]) for kind, rows in lists.items()}


def compared(rules: AdviceRules | None = None, **lists: Rows) -> tuple[Finding, ...]:
    known = tables(**lists)
    comparison = compare(known, QuotationRules(), RATES, TODAY)  # type: ignore[arg-type]
    return comparison_advice(comparison, known, rules or AdviceRules(), TODAY)  # type: ignore[arg-type]


def ordered(rules: AdviceRules | None = None, rows: int | None = None, **lists: Rows) -> tuple[Finding, ...]:
    """Order the first `rows` of the waiting requests, all without a number."""
    known = tables(**lists)
    comparison = compare(known, QuotationRules(), RATES, TODAY)  # type: ignore[arg-type]
    waiting = awaiting_order(known)  # type: ignore[arg-type]
    chosen = waiting if rows is None else waiting.head(rows)
    draft = draft_orders(chosen, known, OrderRules(), TODAY, comparison)  # type: ignore[arg-type]
    assert draft.orders
    return order_advice(draft.orders, comparison, known, rules or AdviceRules(), TODAY)  # type: ignore[arg-type]


def told(findings: tuple[Finding, ...], code: str, *names: str) -> list[tuple[object, ...]]:
    assert code in codes(findings) or not [each for each in findings if each.code == code]
    return [tuple(each.values[name] for name in names) for each in findings if each.code == code]


# A larger quantity


def test_at_order_time_a_larger_quantity_that_costs_less_is_told() -> None:
    # 45 x 10 = 450.00; 50 x 8 = 400.00
    found = ordered(requisitions=[asked("R1", 45, MAY)], quotations=[quoted(1, 10), quoted(50, 8)])
    assert told(found, "order_to_break", "quantity", "ordered", "saving") == [("50", "45", "50.00")]


def test_the_break_is_that_of_all_lines_of_the_offer_together() -> None:
    # 25 + 20 are priced as 45; alone neither would come near 50
    requests = [asked("R1", 25, MAY), asked("R2", 20, MAY)]
    found = ordered(requisitions=requests, quotations=[quoted(1, 10), quoted(50, 8)])
    assert told(found, "order_to_break", "quantity", "ordered", "saving") == [("50", "45", "50.00")]


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        (96, [("4", "100", "9.7", "10.00")]),  # 96 x 10 = 960.00; 100 x 9.70 = 970.00
        (97, []),  # 970.00 either way: more costs the same and no step is dearer
        (89, []),  # more than a tenth away, and dearer
    ],
)
def test_a_small_step_to_a_cheaper_break(need: float, expected: list[tuple[str, ...]]) -> None:
    lists = {"requisitions": [asked("R1", need, MAY)], "quotations": [quoted(1, 10), quoted(100, 9.7)]}
    for found in (compared(**lists), ordered(**lists)):
        steps = told(found, "near_break", "extra", "quantity", "price", "cost")
        assert [each for each in steps if each[3] != "0.00"] == expected


# Pooling requests for one article


def test_requests_close_together_reach_the_break_and_pay_freight_once() -> None:
    requests = [asked("R1", 60, MAY), asked("R2", 50, date(2026, 5, 18)), asked("R3", 9, date(2026, 6, 30))]
    quotations = [quoted(1, 10, freight_cost=75.5), quoted(100, 9)]
    # alone 600.00 + 500.00 and twice 75.50; together 110 x 9 = 990.00 and 75.50 once
    found = compared(requisitions=requests, quotations=quotations)
    names = ("requests", "quantity", "goods", "costs", "saving", "currency")
    expected = ("R1 (2026-05-04), R2 (2026-05-18)", "110", "110.00", "75.50", "185.50", "SEK")
    assert told(found, "pool_requests", *names) == [expected]


@pytest.mark.parametrize(("days", "groups"), [(13, 0), (14, 1), (60, 1)])
def test_how_close_is_a_setting(days: int, groups: int) -> None:
    requests = [asked("R1", 60, MAY), asked("R2", 50, date(2026, 5, 18))]
    found = compared(AdviceRules(days), requisitions=requests, quotations=[quoted(1, 10), quoted(100, 9)])
    assert len(told(found, "pool_requests", "saving")) == groups


def test_at_order_time_the_requests_left_out_are_told() -> None:
    requests = [
        asked("R1", 60, MAY),
        asked("R2", 50, date(2026, 5, 10), status="to_approve"),
        asked("R3", 50, date(2026, 5, 10), status="rejected_request"),
        asked("R4", 50, None),
    ]
    found = ordered(requisitions=requests, quotations=[quoted(1, 10), quoted(100, 9)], rows=1)
    # 600.00 + 500.00 against 990.00
    assert told(found, "pool_requests", "requests", "saving") == [("R2 (2026-05-10)", "110.00")]


def test_nothing_is_told_where_pooling_saves_nothing() -> None:
    requests = [asked("R1", 60, MAY), asked("R2", 50, MAY)]
    assert compared(requisitions=requests, quotations=[quoted(1, 10)]) == ()


def test_pooling_saves_what_the_minimum_adds_twice() -> None:
    # alone each is raised to 100: 2 x 1,000.00; together 110 are 1,100.00
    requests = [asked("R1", 60, MAY), asked("R2", 50, MAY)]
    found = compared(requisitions=requests, quotations=[quoted(1, 10, moq=100)])
    assert told(found, "pool_requests", "quantity", "goods", "costs") == [("110", "900.00", "0")]


# Reaching the supplier's minimum order value

SUPPLIERS: Rows = [{"supplier": "Acme", "minimum_order_value": 1000, "currency": "SEK", "lead_time": 20}]


def test_other_needs_of_the_supplier_reach_the_minimum() -> None:
    requests = [
        asked("R1", 60, MAY),
        asked("R2", 5, date(2026, 5, 11), item_number="B2", supplier="Acme", unit_price=90, currency="SEK"),
        asked("R3", 5, date(2026, 5, 8), item_number="C3", supplier="Bolt", unit_price=90, currency="SEK"),
    ]
    found = ordered(requisitions=requests, quotations=[quoted(1, 10)], suppliers=SUPPLIERS, rows=1)
    names = ("total", "least", "requests", "pooled")
    expected = ("600.00", "1000", "R2 (2026-05-11)", "1050.00")
    assert told(found, "pool_to_minimum", *names) == [expected]


def test_waiting_for_a_later_need_reaches_the_minimum() -> None:
    requests = [
        asked("R1", 60, MAY),
        asked("R2", 5, date(2026, 6, 22), item_number="B2", supplier="Acme", unit_price=90, currency="SEK"),
    ]
    found = ordered(requisitions=requests, quotations=[quoted(1, 10)], suppliers=SUPPLIERS, rows=1)
    # needed on 4 May with 20 days of lead time
    expected = ("2026-04-14", "R2 (2026-06-22)", "1050.00")
    assert told(found, "wait_for_minimum", "latest", "requests", "pooled") == [expected]


def test_an_order_without_company_may_wait_until_its_lead_time() -> None:
    found = ordered(requisitions=[asked("R1", 60, MAY)], quotations=[quoted(1, 10)], suppliers=SUPPLIERS)
    assert told(found, "order_may_wait", "latest") == [("2026-04-14",)]


@pytest.mark.parametrize("needed", [date(2026, 4, 5), None])  # too late to wait; no date to wait for
def test_waiting_is_not_proposed_where_it_would_be_late_or_nobody_knows(needed: date | None) -> None:
    lists = {"requisitions": [asked("R1", 60, needed)], "quotations": [quoted(1, 10)]}
    assert ordered(suppliers=SUPPLIERS, **lists) == ()


# Months of stock


def surplus(usage: Rows, kind: str = "items", periods: dict[int, Decimal] | None = None) -> list[object]:
    lists = {"requisitions": [asked("R1", 40, MAY)], "quotations": [quoted(1, 10, moq=500)], kind: usage}
    rules = AdviceRules(periods=periods or {})
    for found in (compared(rules, **lists), ordered(rules, **lists)):
        codes(found)
        answer: list[object] = [
            (each.code, each.values["surplus"], each.values.get("months")) for each in found
        ]
    return answer


@pytest.mark.parametrize(
    ("usage", "months", "expected"),
    [
        (40, D(1), ("months_of_stock_stated", "460", "11.5")),
        (480, D(12), ("months_of_stock_stated", "460", "11.5")),
        (154, D(1), None),  # 460 / 154 = 2.99, within three months
        (150, D(1), ("months_of_stock_stated", "460", "3.1")),
        (None, D(1), ("far_more_than_needed", "460", None)),
        (40, None, ("far_more_than_needed", "460", None)),  # nobody says for how long the 40 are
    ],
)
def test_months_that_a_minimum_leaves(
    usage: float | None, months: Decimal | None, expected: tuple[object, ...] | None
) -> None:
    found = surplus([{"item_number": "A1", "demand": usage}], periods={5: months} if months else {})
    assert found == ([expected] if expected else [])


def test_usage_by_the_orders_of_the_last_year() -> None:
    history = [
        {"po_number": "P1", "item_number": "A1", "quantity_ordered": 999, "order_date": date(2025, 1, 1)},
        {"po_number": "P2", "item_number": "A1", "quantity_ordered": 300, "order_date": date(2025, 6, 1)},
        {"po_number": "P3", "item_number": "A1", "quantity_ordered": 300, "order_date": date(2026, 1, 9)},
        {"po_number": "P4", "item_number": "A1", "quantity_ordered": 300, "order_date": date(2026, 2, 9),
         "status": "cancelled"},
    ]  # fmt: skip
    # 600 in a year are 50 a month; 460 last 9.2 months
    assert surplus(history, "orders") == [("months_of_stock_ordered", "460", "9.2")]


def test_a_few_weeks_of_orders_tell_no_usage() -> None:
    history = [
        {"po_number": "P1", "item_number": "A1", "quantity_ordered": 300, "order_date": date(2026, 2, 1)}
    ]
    assert surplus(history, "orders") == [("far_more_than_needed", "460", None)]


# What holds whatever is asked for


@given(
    st.lists(st.integers(1, 400), min_size=2, max_size=5),
    st.integers(1, 300),
    st.sampled_from([None, 25.0, 100.0]),
    st.sampled_from([None, 12.5]),
)
def test_what_pooling_saves_is_the_difference_of_what_is_paid(
    quantities: list[int], start: int, moq: float | None, freight: float | None
) -> None:
    quotations = [quoted(0, 10, moq=moq, freight_cost=freight), quoted(start, 9.99)]

    def paid(parts: list[int]) -> Decimal:
        one = compare(
            tables(requisitions=[asked("R", sum(parts), MAY)], quotations=quotations),  # type: ignore[arg-type]
            QuotationRules(),
            RATES,
            TODAY,
        )
        best = one.lots[0].best_offer
        assert best is not None and best.landed_total is not None
        return best.landed_total

    requests = [asked(f"R{at}", quantity, MAY) for at, quantity in enumerate(quantities)]
    found = told(compared(requisitions=requests, quotations=quotations), "pool_requests", "saving")
    saving = sum((paid([each]) for each in quantities), D(0)) - paid(quantities)
    assert [D(str(each)) for (each,) in found] == ([saving] if saving > 0 else [])
