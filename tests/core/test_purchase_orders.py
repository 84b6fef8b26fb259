"""Purchase orders from rows: which rows are ordered, from whom, at what price, in which order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from frame_rows import TODAY, codes, frame
from hypothesis import given, settings
from hypothesis import strategies as st

from buybook.core.exchange import Rates
from buybook.core.purchase_orders import Draft, OrderRules, awaiting_order, draft_orders
from buybook.core.quotations import QuotationRules, compare
from buybook.core.rows import Place
from buybook.schema import TableKind

D = Decimal
RATES = Rates("SEK", {"EUR": D("11.2")}, "table")
Rows = list[dict[str, object]]


def request(number: str | None = "R1", **more: object) -> dict[str, object]:
    """Write an approved request for 10 pieces of A1 from Acme at 5 SEK, unless told otherwise."""
    usual = {"item_number": "A1", "quantity": 10, "unit": "pcs", "supplier": "Acme", "unit_price": 5.0}
    return {"purchase_request": number, **usual, "currency": "SEK", "status": "approved", **more}


def quoted(supplier: str, price: float, **more: object) -> dict[str, object]:
    usual = {"item_number": "A1", "quantity": 10, "unit": "pcs", "currency": "SEK"}
    return {"supplier": supplier, "unit_price": price, **usual, **more}


def workbook(**lists: Rows) -> dict[TableKind, pd.DataFrame]:
    """Make the tables of a workbook; each kind has its own id: requisitions 1, quotations 2, others after."""
    ids = {"requisitions": 1, "quotations": 2, "orders": 3, "suppliers": 4, "items": 5}
    return {TableKind(kind): frame(rows, table=ids[kind]) for kind, rows in lists.items()}


def drafted(
    tables: dict[TableKind, pd.DataFrame], rows: pd.DataFrame | None = None, rules: OrderRules | None = None
) -> Draft:
    comparison = compare(tables, QuotationRules(), RATES, TODAY)
    chosen = awaiting_order(tables) if rows is None else rows
    return draft_orders(chosen, tables, rules or OrderRules(), TODAY, comparison)


def ordered(**lists: Rows) -> Draft:
    return drafted(workbook(**lists))


# Which rows


@pytest.mark.parametrize(
    ("more", "awaited"),
    [
        ({}, True),
        ({"status": "awarded"}, True),
        ({"status": None}, False),
        ({"status": "draft"}, False),
        ({"status": "to_approve"}, False),
        ({"status": "sent"}, False),
        ({"status": "cancelled"}, False),
        ({"po_number": "PO-7"}, False),
        ({"purchase_order": "PO-7"}, False),
    ],
)
def test_awaiting_are_approved_rows_without_an_order(more: dict[str, object], awaited: bool) -> None:
    rows = awaiting_order(workbook(requisitions=[request(**more)]))
    assert len(rows) == awaited
    assert len(awaiting_order({})) == 0


def test_awarded_quotations_await_an_order_too() -> None:
    tables = workbook(
        requisitions=[request(item_number="B2")], quotations=[quoted("Acme", 5, status="awarded")]
    )
    assert awaiting_order(tables)[["_table", "_row"]].to_numpy().tolist() == [[1, 2], [2, 2]]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"po_number": "PO-7"}, "already_ordered"),
        ({"status": "sent"}, "already_ordered_by_state"),
        ({"status": "confirmed"}, "already_ordered_by_state"),
        ({"status": "partially_received"}, "already_ordered_by_state"),
        ({"status": "received"}, "already_ordered_by_state"),
        ({"status": "closed"}, "already_ordered_by_state"),
        ({"status": "cancelled"}, "row_refused"),
        ({"status": "rejected_request"}, "row_refused"),
        ({"status": "on_hold"}, "row_refused"),
        ({"status": "draft"}, "row_not_approved"),
        ({"status": "to_approve"}, "row_not_approved"),
        ({"status": "awaiting_approval"}, "row_not_approved"),
        ({"status": None}, None),
        ({"status": "open"}, None),
    ],
)
def test_a_row_named_by_the_buyer(more: dict[str, object], told: str | None) -> None:
    tables = workbook(requisitions=[request(**more), request("R2", item_number="B2")])
    rows = tables[TableKind.REQUISITIONS].iloc[:1]
    result = drafted(tables, rows)
    assert codes(result.findings) == ([told] if told else [])
    assert len(result.orders) == (told is None)


def test_drafts_are_ordered_where_nobody_approves() -> None:
    tables = workbook(requisitions=[request(status="draft"), request("R2", status=None)])
    assert len(drafted(tables, tables[TableKind.REQUISITIONS]).orders[0].lines) == 2


def test_a_request_that_stands_in_the_order_list_is_not_ordered_again() -> None:
    rows = [request("R1"), request("r1 ", item_number="B2"), request("R2")]
    orders: Rows = [{"po_number": "PO-1", "purchase_request": "R1", "item_number": "a1"}]
    result = ordered(requisitions=rows, orders=orders)
    assert [line.source.place.row for line in result.orders[0].lines] == [3, 4]
    orders[0]["status"] = "cancelled"
    assert len(ordered(requisitions=rows, orders=orders).orders[0].lines) == 3


def test_one_order_line_answers_one_request_row() -> None:
    rows = [request(po_number="PO-1"), request(requested_date=date(2026, 5, 1))]
    orders: Rows = [{"po_number": "PO-1", "purchase_request": "R1", "item_number": "A1"}]
    assert [line.source.place.row for line in ordered(requisitions=rows, orders=orders).orders[0].lines] == [
        3
    ]
    assert ordered(requisitions=rows, orders=orders * 2).orders == ()
    # the row that names its order is the one that was ordered, wherever it stands
    assert [
        line.source.place.row for line in ordered(requisitions=rows[::-1], orders=orders).orders[0].lines
    ] == [2]


def test_a_received_quotation_is_no_received_order() -> None:
    tables = workbook(quotations=[quoted("Acme", 5, status="received")])
    assert len(drafted(tables, tables[TableKind.QUOTATIONS]).orders) == 1


def test_twice_is_once() -> None:
    lists: dict[str, Rows] = {
        "requisitions": [
            request("R1", supplier=None, unit_price=None, currency=None),
            request("R2", item_number="B2"),
        ],
        "quotations": [
            quoted("Bolt", 4, status="awarded"),
            quoted("Cog", 3, item_number="C3", status="awarded"),
        ],
    }
    first = ordered(**lists)
    assert len(first.orders) == 3
    marks = {
        place: order.po_number for order in first.orders for line in order.lines for place in line.sources
    }
    assert set(marks) == {Place(1, 2), Place(1, 3), Place(2, 2), Place(2, 3)}
    for table, rows in ((1, lists["requisitions"]), (2, lists["quotations"])):
        for at, row in enumerate(rows, start=2):
            row["po_number"] = marks[Place(table, at)]
    assert drafted(workbook(**lists)).orders == ()
    everything = pd.concat(list(workbook(**lists).values()), ignore_index=True)
    again = drafted(workbook(**lists), everything)
    assert (again.orders, set(codes(again.findings))) == ((), {"already_ordered"})


def test_the_same_row_named_twice_is_one_line() -> None:
    tables = workbook(requisitions=[request()])
    twice = pd.concat([tables[TableKind.REQUISITIONS]] * 2)
    assert len(drafted(tables, twice).orders[0].lines) == 1
    tables = workbook(requisitions=[request(po_number="PO-1")])
    twice = pd.concat([tables[TableKind.REQUISITIONS]] * 2)
    assert codes(drafted(tables, twice).findings) == ["already_ordered"]


# What they cost


def test_a_line_at_the_rows_own_price() -> None:
    row = request(
        quantity=250, unit_price=12.35, price_per=100, discount=7.5, requested_date=date(2026, 4, 1)
    )
    (order,) = ordered(requisitions=[row]).orders
    (line,) = order.lines
    assert (line.quantity, line.unit_price, line.price_per, line.discount) == (
        D(250),
        D("12.35"),
        D(100),
        D("7.5"),
    )
    assert (line.amount, order.total, order.currency) == (D("28.56"), D("28.56"), "SEK")
    assert (line.purchase_request, line.requested_date, order.order_date) == ("R1", date(2026, 4, 1), TODAY)


def test_lines_are_rounded_one_by_one_and_the_total_is_their_sum() -> None:
    rows = [request(f"R{at}", quantity=1, unit_price=0.335) for at in range(3)]
    (order,) = ordered(requisitions=rows).orders
    assert [line.amount for line in order.lines] == [D("0.34")] * 3
    assert order.total == D("1.02")


def test_no_supplier_the_best_offers() -> None:
    quotations = [
        quoted("Bolt", 4),
        quoted("Cog", 3, quote_number="Q9", supplier_item_number="C-1"),
        quoted("Acme", 5),
    ]
    result = ordered(requisitions=[request(supplier=None, unit_price=99.0)], quotations=quotations)
    (order,) = result.orders
    assert (order.supplier, order.total, order.lines[0].unit_price) == ("Cog", D(30), D(3))
    assert (order.lines[0].quote_number, order.lines[0].supplier_item_number) == ("Q9", "C-1")
    assert order.lines[0].sources == (Place(1, 2),)
    assert order.lines[0].quotation == (Place(2, 3),)
    assert codes(result.findings) == ["supplier_from_offer"]


def test_no_supplier_rather_the_awarded_offers_than_the_best() -> None:
    quotations = [quoted("Bolt", 4, status="awarded"), quoted("Cog", 3)]
    (order,) = ordered(requisitions=[request(supplier=None, unit_price=None)], quotations=quotations).orders
    assert (order.supplier, len(order.lines)) == ("Bolt", 1)
    assert order.lines[0].sources == (Place(1, 2), Place(2, 2))
    tables = workbook(requisitions=[request(supplier=None)], quotations=quotations)
    (order,) = drafted(tables, tables[TableKind.REQUISITIONS]).orders  # the award was not chosen with it
    assert (order.supplier, order.lines[0].sources) == ("Bolt", (Place(1, 2), Place(2, 2)))


def test_no_price_the_named_suppliers_offer_though_it_is_dearer() -> None:
    quotations = [quoted("acme", 6), quoted("Cog", 3)]
    result = ordered(requisitions=[request(unit_price=None, currency=None)], quotations=quotations)
    assert result.orders[0].total == D(60)
    assert codes(result.findings) == ["price_from_quotation"]


def test_an_expired_offer_fills_nothing_in() -> None:
    quotations = [quoted("Acme", 6, quote_valid_until=date(2026, 3, 15))]
    result = ordered(requisitions=[request(unit_price=None)], quotations=quotations)
    assert (result.orders, codes(result.findings)) == ((), ["no_price"])


def test_the_rows_own_price_counts_but_a_different_quotation_is_told() -> None:
    result = ordered(requisitions=[request()], quotations=[quoted("Acme", 4)])
    assert result.orders[0].total == D(50)
    assert codes(result.findings) == ["price_differs_from_quotation"]
    assert ordered(requisitions=[request()], quotations=[quoted("Acme", 5)]).findings == ()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"supplier": None}, "no_supplier"),
        ({"quantity": None}, "no_quantity"),
        ({"quantity": 0}, "no_quantity"),
        ({"unit_price": None}, "no_price"),
        ({"unit_price": 0}, "no_price"),
        ({"currency": None}, "no_currency"),
        ({"price_per": 0}, "order_price_impossible"),
        ({"discount": 100}, "order_price_impossible"),
    ],
)
def test_what_is_missing_leaves_the_row(more: dict[str, object], told: str) -> None:
    result = ordered(requisitions=[request(**more), request("R2", item_number="B2")])
    assert codes(result.findings) == [told]
    assert result.findings[0].row == 2
    assert [line.source.place.row for line in result.orders[0].lines] == [3]


def test_where_a_missing_currency_comes_from() -> None:
    row = request(currency=None)
    by_offer = ordered(requisitions=[row], quotations=[quoted("Acme", 5, currency="EUR")])
    by_list = ordered(requisitions=[row], suppliers=[{"supplier": "ACME", "currency": "USD"}])
    by_base = drafted(workbook(requisitions=[row]), rules=OrderRules(base_currency="SEK"))
    assert [draft.orders[0].currency for draft in (by_offer, by_list, by_base)] == ["EUR", "USD", "SEK"]
    assert codes(by_base.findings) == ["order_in_base_currency"]
    nowhere = drafted(workbook(requisitions=[row]), rules=OrderRules(base_currency="XXX"))
    assert codes(nowhere.findings) == ["no_currency"]


def test_rows_of_one_article_reach_minimum_and_break_together() -> None:
    quotations = [
        quoted("Acme", 10, moq=30, order_multiple=25, quantity_break=1),
        quoted("Acme", 8, quantity_break=50),
    ]
    rows = [request(f"R{at}", quantity=20, unit_price=None) for at in range(3)]
    result = ordered(requisitions=rows, quotations=quotations)
    (order,) = result.orders
    assert [line.quantity for line in order.lines] == [D(20), D(20), D(35)]  # 60 -> 75, the rest on the last
    assert [line.amount for line in order.lines] == [D(160), D(160), D(280)]
    raised = result.findings[-1]
    assert (raised.code, raised.row, raised.values["wanted"], raised.values["ordered"]) == (
        "order_quantity_raised",
        4,
        "20",
        "35",
    )


def test_boxes_are_ordered_whole_and_priced_exactly() -> None:
    quotations = [quoted("Acme", 100, unit="box", pack_size=12)]
    (order,) = ordered(requisitions=[request(quantity=20, unit_price=None)], quotations=quotations).orders
    assert (order.lines[0].quantity, order.lines[0].unit, order.total) == (D(24), "pcs", D(200))


# Awarded quotations


def test_an_award_orders_the_requests_that_wait_for_it() -> None:
    tables = workbook(
        requisitions=[
            request("R1", supplier=None, unit_price=None),
            request("R2", supplier=None, quantity=5),
        ],
        quotations=[quoted("Bolt", 4, status="awarded"), quoted("Cog", 3)],
    )
    (order,) = drafted(tables, tables[TableKind.QUOTATIONS].iloc[:1]).orders
    assert (order.supplier, [line.purchase_request for line in order.lines]) == ("Bolt", ["R1", "R2"])
    assert order.total == D(60)
    assert all(Place(2, 2) in line.sources for line in order.lines)


def test_an_award_without_requests_orders_its_own_quantity_once() -> None:
    quotations = [
        quoted("Bolt", 4, quantity=10, status="awarded", moq=20),
        quoted("Bolt", 3, quantity=50, status="awarded"),  # a break of the same offer
    ]
    (order,) = ordered(quotations=quotations).orders
    assert len(order.lines) == 1
    assert order.lines[0].sources == (Place(2, 2), Place(2, 3))
    assert (order.lines[0].quantity, order.total) == (D(20), D(80))


def test_an_award_to_another_supplier_than_the_requests() -> None:
    result = ordered(requisitions=[request()], quotations=[quoted("Bolt", 4, status="awarded")])
    assert [order.supplier for order in result.orders] == ["Acme"]
    assert codes(result.findings) == ["award_to_another_supplier"]


def test_two_awards_for_waiting_requests_are_left() -> None:
    quotations = [quoted("Bolt", 4, status="awarded"), quoted("Cog", 3, status="awarded")]
    tables = workbook(requisitions=[request(supplier=None)], quotations=quotations)
    result = drafted(tables, tables[TableKind.QUOTATIONS])
    assert (result.orders, codes(result.findings)) == ((), ["several_awards"] * 2)
    assert [order.supplier for order in ordered(quotations=quotations).orders] == ["Bolt", "Cog"]


@pytest.mark.parametrize(
    ("status", "told", "orders"), [("awarded", "order_from_expired", 1), (None, "quotation_expired", 0)]
)
def test_an_expired_quotation(status: str | None, told: str, orders: int) -> None:
    tables = workbook(quotations=[quoted("Acme", 4, status=status, quote_valid_until=date(2026, 3, 1))])
    result = drafted(tables, tables[TableKind.QUOTATIONS])
    assert (len(result.orders), codes(result.findings)) == (orders, [told])


def test_an_award_that_was_ordered_by_hand() -> None:
    quotations = [quoted("Acme", 4, status="awarded", quote_date=date(2026, 2, 1))]
    order = {
        "po_number": "PO-1",
        "supplier": "acme",
        "item_number": "A1",
        "unit_price": 400.0,
        "price_per": 100,
    }
    result = ordered(quotations=quotations, orders=[{**order, "order_date": date(2026, 2, 1)}])
    assert (result.orders, codes(result.findings)) == ((), ["already_ordered"])
    assert ordered(quotations=quotations, orders=[{**order, "order_date": date(2026, 1, 31)}]).orders
    assert ordered(
        quotations=quotations, orders=[{**order, "order_date": date(2026, 2, 2), "unit_price": 5}]
    ).orders


def test_an_award_beside_a_request_that_is_not_approved() -> None:
    result = ordered(
        requisitions=[request(status="to_approve")], quotations=[quoted("Bolt", 4, status="awarded")]
    )
    assert (len(result.orders), codes(result.findings)) == (1, ["award_beside_request"])


def test_an_award_takes_no_draft_along_where_nobody_approves() -> None:
    requests = [request(status="draft", supplier=None, quantity=99)]
    (order,) = ordered(requisitions=requests, quotations=[quoted("Bolt", 4, status="awarded")]).orders
    assert (order.lines[0].quantity, order.lines[0].sources) == (D(10), (Place(2, 2),))


# Grouping and numbers


def test_one_order_a_supplier_currency_address_and_delivery_term() -> None:
    rows = [
        request("R1"),
        request("R2", supplier=" acme "),
        request("R3", currency="EUR"),
        request("R4", delivery_address="Dock 2"),
        request("R5", incoterm="DAP Lund"),
        request("R6", supplier="Bolt"),
        request("R7", incoterm="dap  lund"),
    ]
    orders = ordered(requisitions=rows).orders
    assert [[line.purchase_request for line in order.lines] for order in orders] == [
        ["R1", "R2"],
        ["R3"],
        ["R4"],
        ["R5", "R7"],
        ["R6"],
    ]


def test_terms_come_from_the_supplier_list() -> None:
    listed = {"supplier": "ACME", "supplier_no": "17", "payment_terms": "net 30", "incoterm": "EXW"}
    (order,) = ordered(requisitions=[request()], suppliers=[listed]).orders
    assert (order.supplier, order.supplier_no, order.payment_terms, order.incoterm) == (
        "Acme",
        "17",
        "net 30",
        "EXW",
    )


def test_orders_and_lines_are_numbered_like_the_order_list() -> None:
    orders: Rows = [
        {"po_number": "INK-0098", "po_line": "10"},
        {"po_number": "INK-0098", "po_line": "20"},
        {"po_number": "INK-0099", "po_line": "10"},
    ]
    taken = request("R0", po_number="ink-0100")  # used, though not in the order list
    result = ordered(
        requisitions=[taken, request("R1"), request("R2"), request("R3", supplier="Bolt")], orders=orders
    )
    assert [order.po_number for order in result.orders] == ["INK-0101", "INK-0102"]
    assert [line.po_line for line in result.orders[0].lines] == ["10", "20"]


def test_rows_of_the_order_list_itself() -> None:
    row = {"supplier": "Acme", "item_number": "A1", "quantity_ordered": 4, "unit_price": 5, "currency": "SEK"}
    tables = workbook(orders=[{"po_number": "PO-2026-0001", **row}, row])
    result = drafted(tables, tables[TableKind.ORDERS])
    assert [(order.po_number, order.total) for order in result.orders] == [("PO-2026-0002", D(20))]
    assert codes(result.findings) == ["already_ordered"]


def test_a_small_order_is_told() -> None:
    listed = {"supplier": "Acme", "minimum_order_value": 50.01}
    assert codes(ordered(requisitions=[request()], suppliers=[listed]).findings) == [
        "order_below_minimum_value"
    ]
    listed["minimum_order_value"] = 50
    assert ordered(requisitions=[request()], suppliers=[listed]).findings == ()


wanted = st.fixed_dictionaries(
    {
        "supplier": st.sampled_from(["Acme", "acme ", "Bolt", None]),
        "item_number": st.sampled_from(["A1", "B2"]),
        "quantity": st.integers(1, 90),
        "unit_price": st.none() | st.integers(1, 999).map(lambda cents: cents / 100),
        "currency": st.sampled_from(["SEK", "EUR"]),
        "status": st.sampled_from(["approved", "draft", "sent"]),
    }
)
offered = st.fixed_dictionaries(
    {
        "supplier": st.sampled_from(["Acme", "Bolt"]),
        "unit_price": st.integers(1, 999).map(lambda cents: cents / 100),
        "item_number": st.sampled_from(["A1", "B2"]),
        "moq": st.none() | st.integers(1, 60),
        "order_multiple": st.none() | st.integers(1, 20),
        "status": st.sampled_from([None, "awarded"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(wanted, max_size=6), st.lists(offered, max_size=4))
def test_no_row_twice_no_quantity_lost_and_totals_add_up(requests: Rows, quotations: Rows) -> None:
    result = ordered(
        requisitions=[{**request(f"R{at}"), **row} for at, row in enumerate(requests)],
        quotations=[{**quoted("", 1), "quantity": None, **row} for row in quotations],
    )
    lines = [line for order in result.orders for line in order.lines]
    sources = [line.source.place for line in lines]
    assert len(sources) == len(set(sources))
    assert len({order.po_number for order in result.orders}) == len(result.orders)
    for order in result.orders:
        assert order.total == sum(line.amount for line in order.lines)
    for line in lines:
        asked = line.source.number("quantity")
        assert asked is None or line.quantity >= asked
        assert line.source.text("status") in ("approved", "awarded")


# Quantities that were awarded


def test_a_split_award_parts_a_request() -> None:
    quotations = [
        quoted("Acme", 5, quantity=100, quantity_awarded=60),
        quoted("Bolt", 6, quantity=100, quantity_awarded=40),
        quoted("Cog", 9, quantity=100),
    ]
    open_request = request(quantity=100, supplier=None, unit_price=None)
    result = ordered(requisitions=[open_request], quotations=quotations)
    assert [(order.supplier, order.total) for order in result.orders] == [("Acme", D(300)), ("Bolt", D(240))]
    assert [order.lines[0].sources for order in result.orders] == [
        (Place(1, 2), Place(2, 2)),
        (Place(1, 2), Place(2, 3)),
    ]


def test_requests_are_served_by_the_earliest_need_and_whole() -> None:
    quotations = [quoted("Acme", 5, quantity_awarded=30), quoted("Bolt", 6, quantity_awarded=30)]
    requests = [
        request("R1", quantity=25, supplier=None, unit_price=None, requested_date=date(2026, 6, 1)),
        request("R2", quantity=20, supplier=None, unit_price=None, requested_date=date(2026, 5, 1)),
        request("R3", quantity=50, supplier=None, unit_price=None, requested_date=date(2026, 7, 1)),
    ]
    result = ordered(requisitions=requests, quotations=quotations)
    lines = {
        order.supplier: [(line.purchase_request, line.quantity) for line in order.lines]
        for order in result.orders
    }
    assert lines == {"Acme": [("R1", D(10)), ("R2", D(20))], "Bolt": [("R1", D(15))]}
    assert "award_too_small" in codes(result.findings)


def test_an_awarded_quantity_without_requests_is_ordered_as_awarded() -> None:
    quotations = [
        quoted("Acme", 5, quantity=100, quantity_awarded=70, moq=50),
        quoted("Bolt", 6, quantity=100, quantity_awarded=30, moq=50),
    ]
    result = ordered(quotations=quotations)
    assert [(order.supplier, order.lines[0].quantity) for order in result.orders] == [
        ("Acme", D(70)),
        ("Bolt", D(50)),
    ]


def test_a_chosen_request_is_ordered_by_the_award_though_another_is_cheaper() -> None:
    tables = workbook(
        requisitions=[request(supplier=None, unit_price=None)],
        quotations=[quoted("Acme", 5), quoted("Bolt", 6, quantity_awarded=10)],
    )
    result = drafted(tables, tables[TableKind.REQUISITIONS])
    assert [order.supplier for order in result.orders] == ["Bolt"]


def test_an_award_in_boxes_serves_a_request_in_pieces() -> None:
    quotations = [
        quoted("Acme", 60, unit="box", quantity=None, pack_size=12, quantity_awarded=3),
        quoted("Bolt", 6, quantity_awarded=24),
    ]
    result = ordered(
        requisitions=[request(quantity=60, supplier=None, unit_price=None)], quotations=quotations
    )
    assert [(order.supplier, order.lines[0].quantity, order.total) for order in result.orders] == [
        ("Acme", D(36), D(180)),
        ("Bolt", D(24), D(144)),
    ]
