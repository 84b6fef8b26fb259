"""Due dates, lateness, states and flags."""

import math
from datetime import date, timedelta
from decimal import Decimal

import pytest
from order_tables import TODAY, codes, judge, order, receipt, row

from buybook.core.order_lines import OrderRules
from buybook.core.states import FLAGS

YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


def due(**fields: object) -> tuple[object, object]:
    line = row(judge([{"po_number": "1", "quantity": 1, "item_number": "A", **fields}]))
    return None if line["due_date"] is None else line["due_date"].date(), line["due_date_from"]


def test_the_latest_promise_is_due_before_every_other_date() -> None:
    dates = {
        "promised_date": date(2026, 5, 1),
        "expected_date": date(2026, 5, 2),
        "requested_date": date(2026, 5, 3),
        "order_date": date(2026, 1, 1),
        "lead_time": 10,
    }
    assert due(**dates) == (date(2026, 5, 1), "promised_date")
    del dates["promised_date"]
    assert due(**dates) == (date(2026, 5, 2), "expected_date")
    del dates["expected_date"]
    assert due(**dates, delivery_date=date(2026, 5, 9)) == (date(2026, 5, 9), "delivery_date")
    assert due(**dates) == (date(2026, 5, 3), "requested_date")
    del dates["requested_date"]
    assert due(**dates) == (date(2026, 1, 11), "order_date+lead_time")


def test_lead_times_are_calendar_days_over_leap_days_and_whole() -> None:
    assert due(order_date=date(2028, 2, 28), lead_time=2)[0] == date(2028, 3, 1)
    assert due(order_date=date(2026, 2, 28), lead_time=1.5)[0] == date(2026, 3, 2)


@pytest.mark.parametrize("days", [-1, float("nan"), 1e9])
def test_an_impossible_lead_time_gives_no_date(days: float) -> None:
    result = judge([{"po_number": "1", "quantity": 1, "order_date": TODAY, "lead_time": days}])
    assert row(result)["due_date_from"] is None
    assert "due_date_missing" in codes(result)


def test_lead_times_come_from_the_article_then_the_supplier() -> None:
    orders = [
        {
            "po_number": "1",
            "quantity": 1,
            "order_date": date(2026, 3, 1),
            "item_number": item,
            "supplier": who,
        }
        for item, who in (("a-1", "acme"), ("B", "ACME "), ("C", "Other"))
    ]
    items = [{"item_number": "A-1", "lead_time": 7}, {"item_number": "C", "lead_time": 1}]
    items += [{"item_number": "C", "lead_time": 2}]  # told twice, differently: not known
    result = judge(orders, items=items, suppliers=[{"supplier": "Acme", "lead_time": 14}])
    found = [row(result, at)["due_date"] for at in range(3)]
    assert [str(when)[:10] for when in found] == ["2026-03-08", "2026-03-15", "NaT"]


def test_a_delivery_date_beside_promises_is_an_arrival() -> None:
    arrived = {"delivery_date": date(2026, 3, 5), "quantity_received": 10}
    planned = order(po_number="2", promised_date=None, delivery_date=date(2026, 3, 5))
    result = judge([order(promised_date=date(2026, 3, 9), **arrived), planned])
    assert row(result, 1)["due_date_from"] is None
    assert row(result)["last_received_date"].date() == date(2026, 3, 5)
    result = judge([order(received_date=date(2026, 3, 5), quantity_received=10), planned])
    assert row(result, 1)["due_date_from"] == "delivery_date"


@pytest.mark.parametrize(
    ("due_date", "tolerance", "late", "days"),
    [
        (TOMORROW, 0, False, 0),
        (TODAY, 0, False, 0),
        (YESTERDAY, 0, True, 1),
        (YESTERDAY, 1, False, 0),
        (TODAY - timedelta(2), 1, True, 2),
        (date(2024, 2, 28), 0, True, 747),
    ],
)
def test_an_open_line_is_late_after_its_due_day_and_tolerance(
    due_date: date, tolerance: int, late: bool, days: int
) -> None:
    line = row(judge([order(promised_date=due_date)], rules=OrderRules(late_tolerance_days=tolerance)))
    assert ("late" in line["flags"], line["days_late"]) == (late, days)


def test_working_days_late_leave_out_weekends_and_holidays() -> None:
    line = row(judge([order(promised_date=date(2026, 4, 2))], today=date(2026, 4, 8)))
    assert (line["days_late"], line["working_days_late"]) == (6, 2)
    rules = OrderRules(holidays=False)
    line = row(judge([order(promised_date=date(2026, 4, 2))], today=date(2026, 4, 8), rules=rules))
    assert line["working_days_late"] == 4


@pytest.mark.parametrize(
    "done",
    [{"status": "closed"}, {"status": "cancelled"}, {"quantity_received": 10}, {"quantity_ordered": 0}],
)
def test_what_is_not_open_is_not_late(done: dict[str, object]) -> None:
    line = row(judge([order(promised_date=YESTERDAY, **done)]))
    assert "late" not in line["flags"] and line["quantity_outstanding"] == 0


def test_a_line_without_a_quantity_is_late_until_something_comes() -> None:
    result = judge([order(quantity_ordered=None, promised_date=YESTERDAY, quantity_received=None)])
    assert "late" in row(result)["flags"] and "quantity_missing" in codes(result)
    result = judge([order(quantity_ordered=None, promised_date=YESTERDAY, quantity_received=5)])
    assert "late" not in row(result)["flags"]


STATES = [
    ({}, "draft"),
    ({"status": "draft", "po_number": "1", "order_date": TODAY}, "draft"),
    ({"status": "draft", "promised_date": TODAY}, "draft"),
    ({"status": "to_approve", "po_number": "1"}, "awaiting_approval"),
    ({"status": "approved"}, "approved"),
    ({"status": "approved", "po_number": "1", "order_date": TODAY}, "sent"),
    ({"order_date": TODAY}, "draft"),
    ({"po_number": "1"}, "sent"),
    ({"po_number": "1", "order_date": TODAY}, "sent"),
    ({"status": "open"}, "sent"),
    ({"status": "overdue", "po_number": "1"}, "sent"),
    ({"po_number": "1", "promised_date": TODAY}, "confirmed"),
    ({"po_number": "1", "expected_date": TODAY}, "sent"),
    ({"po_number": "1", "quantity_confirmed": 2}, "confirmed"),
    ({"po_number": "1", "quantity_confirmed": 0}, "sent"),
    ({"status": "awaiting_receipt"}, "confirmed"),
    ({"status": "partially_received"}, "confirmed"),
    ({"status": "received", "quantity_received": 0}, "confirmed"),
    ({"po_number": "1", "quantity_ordered": 0}, "sent"),
    ({"status": "sent", "quantity_received": 1}, "partially_received"),
    ({"status": "draft", "quantity_received": 10}, "received"),
    ({"status": "open", "quantity_received": 12}, "received"),
    ({"status": "closed", "quantity_received": 4}, "closed"),
    ({"status": "cancelled", "quantity_received": 10}, "cancelled"),
    ({"po_number": "1", "quantity_cancelled": 10}, "cancelled"),
    ({"po_number": "1", "quantity_cancelled": 4, "quantity_received": 6}, "received"),
    ({"po_number": "1", "quantity_received": 10, "quantity_rejected": 10}, "partially_received"),
]


@pytest.mark.parametrize(("fields", "state"), STATES)
def test_states(fields: dict[str, object], state: str) -> None:
    assert row(judge([{"quantity_ordered": 10, **fields}]))["status"] == state


def flags(fields: dict[str, object], rules: OrderRules | None = None) -> tuple[str, ...]:
    return row(judge([order(**fields)], rules=rules))["flags"]


def test_nothing_wrong_has_no_flag() -> None:
    assert flags({}) == ()


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"quantity_received": 5, "quantity_damaged": 1}, "damaged"),
        ({"quantity_received": 5, "quantity_rejected": 1}, "rejected"),
        ({"quantity_received": 11}, "over"),
        ({"quantity_received": 9, "promised_date": YESTERDAY}, "short"),
        ({"quantity_received": 9, "status": "closed"}, "short"),
        ({"requested_date": date(2026, 5, 31)}, "date_moved"),
        ({"status": "damaged"}, "damaged"),
        ({"status": "rejected_goods"}, "rejected"),
        ({"status": "rejected_request", "quantity_received": 1}, "rejected"),
    ],
)
def test_flags(fields: dict[str, object], flag: str) -> None:
    assert flag in flags(fields)


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"quantity_received": 10}, "over"),
        ({"quantity_received": 11, "quantity_damaged": 1}, "over"),
        ({"quantity_ordered": -5}, "over"),
        ({"quantity_received": 9, "promised_date": TODAY}, "short"),
        ({"quantity_received": 0, "promised_date": YESTERDAY}, "short"),
        ({"quantity_received": 9, "quantity_cancelled": 1, "promised_date": YESTERDAY}, "short"),
        ({"quantity_received": 9, "status": "cancelled", "promised_date": YESTERDAY}, "short"),
        ({"requested_date": date(2026, 6, 1)}, "date_moved"),
        ({"status": "rejected_request"}, "rejected"),
    ],
)
def test_flags_that_are_not_raised(fields: dict[str, object], flag: str) -> None:
    assert flag not in flags(fields)


def test_tolerances_are_percent_of_ordered_and_include_their_limit() -> None:
    rules = OrderRules(under_tolerance_percent=10, over_tolerance_percent=10)
    within = row(judge([order(quantity_received=9)], rules=rules))
    assert (within["status"], within["quantity_outstanding"]) == ("received", 0)
    under = row(judge([order(quantity_received=8.9, promised_date=YESTERDAY)], rules=rules))
    assert (under["status"], under["quantity_outstanding"]) == ("partially_received", 1.1)
    assert "short" in under["flags"]
    assert "over" not in flags({"quantity_received": 11}, rules)
    assert "over" in flags({"quantity_received": 11.1}, rules)
    nothing_came = row(judge([order()], rules=OrderRules(under_tolerance_percent=100)))
    assert nothing_came["quantity_outstanding"] == 10
    all_bad = order(quantity_received=10, quantity_damaged=10)
    assert row(judge([all_bad], rules=OrderRules(under_tolerance_percent=100)))["quantity_outstanding"] == 10


def test_float_noise_leaves_nothing_open() -> None:
    came = [receipt(0.1), receipt(0.2)]
    line = row(judge([order(quantity_ordered=0.3)], came))
    assert (line["quantity_outstanding"], line["status"], line["flags"]) == (0, "received", ())


def test_received_late_is_told_against_the_due_date() -> None:
    came = [receipt(6, received_date=date(2026, 3, 2)), receipt(4, received_date=date(2026, 3, 4))]
    line = row(judge([order(promised_date=date(2026, 3, 3))], came))
    assert line["received_late"] and line["full_receipt_date"].date() == date(2026, 3, 4)
    assert line["baseline_date"].date() == date(2026, 3, 3)
    on_time = row(judge([order(promised_date=date(2026, 3, 4))], came))
    assert not on_time["received_late"]
    tolerated = judge([order(promised_date=date(2026, 3, 3))], came, rules=OrderRules(late_tolerance_days=1))
    assert not row(tolerated)["received_late"]
    under = judge([order(promised_date=date(2026, 3, 3))], came, rules=OrderRules(under_tolerance_percent=40))
    assert row(under)["full_receipt_date"].date() == date(2026, 3, 2)


def test_prices_of_invoices_and_receipts_are_held_against_the_order() -> None:
    lines = [order(unit_price=100, currency="SEK"), order(po_line="20", unit_price=5, price_per=100)]

    def charge(price: float, line: str = "10", **more: object) -> dict[str, object]:
        return {"invoice_number": "F1", "po_number": "PO-1", "po_line": line, "unit_price": price, **more}

    def differs(charged: dict[str, object], percent: float = 0) -> bool:
        result = judge(lines, invoices=[charged], rules=OrderRules(price_difference_percent=percent))
        hits = ["price_differs" in row(result, at)["flags"] for at in range(2)]
        assert ("price_differs" in codes(result)) == any(hits)
        return any(hits)

    assert not differs(charge(100))
    assert differs(charge(100.01)) and differs(charge(99))
    assert not differs(charge(101), percent=1)
    assert differs(charge(101.01), percent=1)
    assert not differs(charge(110, currency="EUR")), "another currency is no comparison"
    assert not differs(charge(125, discount=20))
    assert not differs(charge(0.05, line="20")) and differs(charge(0.06, line="20"))
    assert not differs(charge(1, line="30"))
    noisy = judge([order(unit_price=3.3, discount=10)], [receipt(1, unit_price=2.97)])
    assert 3.3 * (1 - 10 / 100) != 2.97 and "price_differs" not in codes(noisy)
    in_receipt = judge(lines, [receipt(1, unit_price=90)])
    assert "price_differs" in row(in_receipt)["flags"]


def test_a_price_that_was_credited_differs_no_more() -> None:
    def differs(*invoices: dict[str, object]) -> bool:
        charged = [{"po_number": "PO-1", "po_line": "10", **each} for each in invoices]
        return "price_differs" in row(judge([order(unit_price=100)], invoices=charged))["flags"]

    dear: dict[str, object] = {"quantity": 4, "unit_price": 110, "line_amount": 440}
    assert differs(dear)
    assert differs(dear, {"line_amount": -30}) and differs(dear, {"line_amount": -50})
    assert not differs(dear, {"line_amount": -40})
    assert not differs(dear, {"quantity": -4, "line_amount": -440}), "taken back whole"
    assert differs(dear, {"quantity": 4, "unit_price": 90, "line_amount": 360}), (
        "too little is no credit note"
    )


def test_days_after_the_request_and_after_the_first_promise() -> None:
    asked = order(quantity_ordered=5, requested_date=date(2026, 3, 1), promised_date=date(2026, 3, 9))
    came = row(judge([asked], [receipt(2), receipt(3, received_date=date(2026, 3, 6))]))
    assert (came["days_after_request"], came["days_after_promise"]) == (5, -3)
    part = row(judge([asked], [receipt(2)]))
    assert math.isnan(part["days_after_request"]) and math.isnan(part["days_after_promise"])  # type: ignore[arg-type]


def test_open_value_is_rounded_half_up_to_the_coin() -> None:
    def value(**fields: object) -> object:
        return row(judge([order(quantity_ordered=1, **fields)]))["value_outstanding"]

    assert value(unit_price=1.005) == 1.01  # 1.005 in floats is less than that
    assert value(unit_price=2.5, currency="JPY") == 3
    assert value(unit_price=1.0005, currency="KWD") == 1.001
    assert value(unit_price=250, price_per=100, discount=10) == 2.25
    assert value(line_amount=99.99) == 99.99
    assert value() != value()  # NaN: no price


def test_the_summary_counts_and_adds_up() -> None:
    lines = [
        order(po_line="1", promised_date=YESTERDAY, unit_price=0.1, currency="EUR"),
        order(po_line="2", promised_date=date(2026, 3, 1), unit_price=0.7, currency="EUR"),
        order(po_line="3", promised_date=date(2026, 3, 1), unit_price=3),
        order(po_line="4", promised_date=date(2026, 3, 1)),
        order(po_line="5", promised_date=TOMORROW, unit_price=1, currency="SEK"),
        order(po_line="6", promised_date=TOMORROW, status="closed"),
        order(po_line="7", promised_date=date(2026, 5, 5), quantity_received=20),
    ]
    summary = judge(lines).summary
    assert (summary.lines, summary.open, summary.flags["late"], summary.flags["over"]) == (7, 5, 4, 1)
    assert summary.value_late == {"EUR": Decimal("8.00"), "": Decimal("30.00")}
    assert summary.value_outstanding["SEK"] == Decimal("10.00")
    assert (summary.late_without_value, summary.most_days_late) == (1, 15)
    assert (summary.next_due, summary.next_due_lines) == (TOMORROW, 1)
    assert summary.states["closed"] == 1
    assert set(summary.flags) == set(FLAGS)


def test_a_workbook_without_orders_has_no_lines() -> None:
    result = judge([], [receipt(1)])
    assert len(result.frame) == 0 and codes(result) == ["receipt_unknown_order"]
    assert result.summary.lines == 0 and result.summary.next_due is None


def test_the_buyers_word_may_stay_where_it_agrees() -> None:
    def keeps(**fields: object) -> object:
        return row(judge([order(**fields)]))["keeps_typed_status"]

    assert keeps(status="confirmed") and keeps(status="open") and keeps(status="on_hold")
    assert not keeps(status="sent") and not keeps(status="overdue") and not keeps()
    assert keeps(status="overdue", promised_date=YESTERDAY)


@pytest.mark.parametrize("knob", ["late_tolerance_days", "under_tolerance_percent", "over_tolerance_percent"])
def test_rules_refuse_negative_limits(knob: str) -> None:
    with pytest.raises(ValueError, match=knob):
        OrderRules(**{knob: -1})
