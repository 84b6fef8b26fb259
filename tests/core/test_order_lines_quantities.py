"""What was received, accepted, rejected and damaged, and from which table it is known."""

from datetime import date

import pytest
from order_tables import codes, judge, order, quantities, receipt, row

NAN = float("nan")


@pytest.mark.parametrize(
    ("fields", "expected", "fits"),
    [
        ({"quantity_received": 8}, (8, 8, 0, 0, 2), True),
        ({"quantity": 8}, (8, 8, 0, 0, 2), True),
        ({"quantity_received": 8, "quantity_rejected": 1, "quantity_damaged": 2}, (8, 5, 1, 2, 5), True),
        ({"quantity_accepted": 5, "quantity_rejected": 1, "quantity_damaged": 2}, (8, 5, 1, 2, 5), True),
        ({"quantity_accepted": 5}, (5, 5, 0, 0, 5), True),
        ({"quantity_damaged": 3}, (3, 0, 0, 3, 10), True),
        ({"quantity_received": 8, "quantity_accepted": 5}, (8, 5, 3, 0, 5), True),
        ({"quantity_received": 8, "quantity_accepted": 5, "quantity_rejected": 1}, (8, 5, 1, 2, 5), True),
        ({"quantity_received": 8, "quantity_accepted": 5, "quantity_damaged": 1}, (8, 5, 2, 1, 5), True),
        ({"quantity_received": 8, "status": "damaged"}, (8, 0, 0, 8, 10), True),
        ({"quantity_received": 8, "status": "rejected_goods"}, (8, 0, 8, 0, 10), True),
        ({"quantity_received": 8, "status": "rejected_request"}, (8, 0, 8, 0, 10), True),
        ({"quantity_received": 8, "quantity_accepted": 6, "status": "damaged"}, (8, 6, 0, 2, 4), True),
        ({"quantity_received": 8, "quantity_damaged": 2, "status": "damaged"}, (8, 6, 0, 2, 4), True),
        ({"quantity_received": 8, "quantity_accepted": 9}, (8, 8, 0, 0, 2), False),
        (
            {"quantity_received": 8, "quantity_accepted": 8, "quantity_rejected": 1, "quantity_damaged": 1},
            (8, 6, 1, 1, 4),
            False,
        ),
        ({"quantity_received": 2, "quantity_rejected": 3}, (2, 0, 3, 0, 10), False),
        ({"quantity_received": 0}, (0, 0, 0, 0, 10), True),
    ],
)
def test_parts_of_a_receipt(fields: dict[str, object], expected: tuple[float, ...], fits: bool) -> None:
    result = judge([order()], [receipt(**fields)])
    assert quantities(result) == expected
    assert ("receipt_does_not_add_up" in codes(result)) is not fits


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ({"quantity_received": -3}, (5, 4, 0, 1, 6)),
        ({"quantity_accepted": -3}, (5, 4, 0, 1, 6)),
        ({"quantity_received": -1, "quantity_damaged": -1}, (7, 7, 0, 0, 3)),
        ({"quantity_received": -1, "quantity_damaged": 1}, (7, 7, 0, 0, 3)),
        ({"quantity_received": -20}, (-12, -13, 0, 1, 23)),
    ],
)
def test_returns_are_negative(back: dict[str, object], expected: tuple[float, ...]) -> None:
    result = judge([order()], [receipt(8, quantity_damaged=1), receipt(**back)])
    assert quantities(result) == expected


def test_receipts_add_up_and_win_over_the_order_list() -> None:
    result = judge([order(quantity_received=3, quantity_rejected=3)], [receipt(4), receipt(2)])
    assert quantities(result) == (6, 3, 3, 0, 7)  # the receipts are silent on quality: the list's word stands
    assert row(result)["received_source"] == "receipts"
    assert "received_differs" not in codes(result)
    inspected = judge([order(quantity_received=3, quantity_rejected=3)], [receipt(6, quantity_rejected=0)])
    assert quantities(inspected) == (6, 6, 0, 0, 4)


def test_a_list_that_says_more_than_the_receipts_is_told() -> None:
    result = judge([order(quantity_received=7)], [receipt(6)])
    assert quantities(result)[0] == 6
    finding = next(found for found in result.findings if found.code == "received_differs")
    assert (finding.table, finding.row, finding.field) == (1, 2, "quantity_received")
    assert finding.values == {"po": "PO-1", "line": "10", "typed": 7, "booked": 6}
    assert "received_differs" not in codes(judge([order(quantity_received=6)], [receipt(6)]))


def test_the_order_list_stands_where_a_line_has_no_receipts() -> None:
    result = judge(
        [order(quantity_received=8, quantity_damaged=2), order(po_line="20")], [receipt(1, po_line="20")]
    )
    assert quantities(result) == (8, 6, 0, 2, 4)
    assert [row(result, at)["received_source"] for at in range(2)] == ["orders", "receipts"]


def test_quantities_of_the_order_list_that_do_not_add_up_are_told() -> None:
    result = judge([order(quantity_received=2, quantity_damaged=5)])
    assert quantities(result) == (2, 0, 0, 5, 10)
    assert "received_does_not_add_up" in codes(result)


def test_the_status_stands_only_where_nothing_counts_receipts() -> None:
    by_word = judge([order(status="received")])
    assert quantities(by_word) == (10, 10, 0, 0, 0)
    assert (row(by_word)["received_source"], row(by_word)["status"]) == ("status", "received")
    counted = judge([order(status="received", quantity_received=None)])
    assert quantities(counted) == (0, 0, 0, 0, 10)
    assert "typed_received_but_open" in codes(counted)
    elsewhere = judge([order(status="received"), order(po_line="20")], [receipt(1, po_line="20")])
    assert quantities(elsewhere)[4] == 10 and "typed_received_but_open" in codes(elsewhere)
    empty_receipts = judge([order(status="received")], [])
    assert row(empty_receipts)["received_source"] == "status"


def test_quantities_win_over_a_status_of_received() -> None:
    result = judge([order(status="received", quantity_received=4)])
    assert (quantities(result)[4], row(result)["status"]) == (6, "partially_received")
    assert "typed_received_but_open" in codes(result)


def test_a_date_of_receipt_alone_means_all_came() -> None:
    came = judge([order(received_date=date(2026, 3, 5))])
    assert quantities(came)[0] == 10 and row(came)["last_received_date"].date() == date(2026, 3, 5)
    partly = judge([order(received_date=date(2026, 3, 5), status="partially_received")])
    assert quantities(partly)[0] == 0


def test_bad_goods_beside_a_status_of_received() -> None:
    assert quantities(judge([order(status="received", quantity_rejected=2)])) == (10, 8, 2, 0, 2)


def test_received_without_any_quantity_is_received() -> None:
    result = judge([order(status="received", quantity_ordered=None)])
    assert (row(result)["status"], row(result)["quantity_outstanding"]) == ("received", 0)
    assert "quantity_missing" not in codes(result)


def test_a_cancelled_quantity_is_not_open() -> None:
    assert quantities(judge([order(quantity_cancelled=4, quantity_received=5)]))[4] == 1
    assert quantities(judge([order(quantity_cancelled=4)]))[4] == 6


@pytest.mark.parametrize("number", ["delivery_note", "receipt"])
def test_a_receipt_entered_twice_counts_once(number: str) -> None:
    twice = [receipt(4, **{number: "N1"}), receipt(4, **{number: "n 1"})]
    result = judge([order()], twice)
    assert quantities(result)[0] == 4
    assert [(found.code, found.row) for found in result.findings] == [("receipt_repeated", 3)]


@pytest.mark.parametrize(
    "other",
    [
        {"delivery_note": "N2"},
        {"delivery_note": None},
        {"quantity_received": 5},
        {"quantity_damaged": 1},
        {"received_date": date(2026, 3, 3)},
        {"lot_number": "L2"},
    ],
)
def test_receipts_that_differ_in_anything_both_count(other: dict[str, object]) -> None:
    result = judge([order()], [receipt(4, delivery_note="N1"), receipt(4, delivery_note="N1") | other])
    assert quantities(result)[0] == 4 + other.get("quantity_received", 4)


def test_equal_receipts_without_a_number_both_count() -> None:
    assert quantities(judge([order()], [receipt(4), receipt(4)]))[0] == 8


@pytest.mark.parametrize("status", ["cancelled", "not_received", "awaiting_receipt", "draft"])
def test_planned_and_void_receipts_do_not_count(status: str) -> None:
    result = judge([order()], [receipt(4, status=status)])
    assert quantities(result)[0] == 0 and "receipt_not_counted" in codes(result)


def test_a_receipt_without_a_quantity_is_told() -> None:
    result = judge([order()], [receipt(None, delivery_note="x")])
    assert quantities(result)[0] == 0 and row(result)["received_source"] == "none"
    assert "receipt_without_quantity" in codes(result)


def test_a_receipt_of_the_future_counts_with_a_warning() -> None:
    result = judge([order()], [receipt(4, received_date=date(2026, 3, 17))])
    assert quantities(result)[0] == 4 and "receipt_in_future" in codes(result)
    assert "receipt_in_future" not in codes(judge([order()], [receipt(4, received_date=date(2026, 3, 16))]))


SCHEDULE = [
    order(promised_date=date(2026, 3, 10)),
    order(promised_date=date(2026, 2, 10), quantity_ordered=5),
    order(promised_date=None, quantity_ordered=5),
]


@pytest.mark.parametrize(
    ("came", "accepted"),
    [(3, [0, 3, 0]), (5, [0, 5, 0]), (12, [7, 5, 0]), (15, [10, 5, 0]), (22, [10, 5, 7]), (-2, [0, -2, 0])],
)
def test_schedule_lines_are_filled_earliest_first(came: float, accepted: list[float]) -> None:
    result = judge(SCHEDULE, [receipt(came)])
    assert result.frame["quantity_accepted"].tolist() == accepted
    assert result.frame["quantity_received"].tolist() == accepted


def test_bad_goods_stay_with_the_schedule_line_being_filled() -> None:
    came = [
        receipt(5, quantity_damaged=1, received_date=date(2026, 2, 1)),
        receipt(8, quantity_rejected=2, received_date=date(2026, 2, 20)),
    ]
    result = judge(SCHEDULE, came)
    assert result.frame["quantity_accepted"].tolist() == [5, 5, 0]
    assert result.frame["quantity_damaged"].tolist() == [0, 1, 0]
    assert result.frame["quantity_rejected"].tolist() == [2, 0, 0]
    assert result.frame["quantity_received"].tolist() == [7, 6, 0]
    assert [str(when)[:10] for when in result.frame["full_receipt_date"]] == ["NaT", "2026-02-20", "NaT"]


def test_schedule_lines_are_full_on_their_own_days() -> None:
    came = [
        receipt(5, received_date=date(2026, 2, 1)),
        receipt(4, received_date=date(2026, 2, 2)),
        receipt(6, received_date=date(2026, 2, 3)),
    ]
    result = judge(SCHEDULE, came)
    assert [str(when)[8:10] for when in result.frame["full_receipt_date"][:2]] == ["03", "01"]
    assert [str(when)[8:10] for when in result.frame["last_received_date"][:2]] == ["03", "01"]


def test_a_line_standing_twice_is_told() -> None:
    assert "order_line_repeated" in codes(judge([order(), order()]))
    assert "order_line_repeated" not in codes(judge(SCHEDULE))


CASES = [
    ({"quantity": 3, "status": "damaged"}, (8, 5, 0, 3, 5)),
    ({"quantity": 3, "status": "rejected_goods"}, (8, 5, 3, 0, 5)),
    ({"quantity_damaged": 2, "quantity_rejected": 1}, (8, 5, 1, 2, 5)),
    ({"quantity": 3, "reason": "Transportskada"}, (8, 5, 0, 3, 5)),
    ({"quantity": 3, "reason": "Beschadigd bij aankomst"}, (8, 5, 0, 3, 5)),
    ({"quantity": 3, "claim": "Rejected by QC"}, (8, 5, 3, 0, 5)),
    ({"quantity": 3, "reason": "Oskadad, men sen"}, (8, 8, 0, 0, 2)),
    ({"quantity": 3, "reason": "undamaged"}, (8, 8, 0, 0, 2)),
    ({"quantity": 3, "reason": "Late"}, (8, 8, 0, 0, 2)),
    ({"quantity": 3, "status": "cancelled", "reason": "damaged"}, (8, 8, 0, 0, 2)),
    ({"quantity": 9, "reason": "damaged"}, (9, 0, 0, 9, 10)),
    ({"quantity": None, "reason": "damaged"}, (8, 8, 0, 0, 2)),
]


@pytest.mark.parametrize(("case", "expected"), CASES)
def test_cases_tell_of_bad_goods_that_nothing_else_shows(
    case: dict[str, object], expected: tuple[float, ...]
) -> None:
    cases = [{"po_number": "po-1", "po_line": 10.0, **case}]
    assert quantities(judge([order()], [receipt(8)], nonconformances=cases)) == expected
    assert quantities(judge([order(quantity_received=8)], nonconformances=cases)) == expected


def test_cases_do_not_count_beside_bad_goods_in_receipts() -> None:
    cases = [{"po_number": "PO-1", "po_line": "10", "quantity": 3, "status": "damaged"}]
    result = judge([order()], [receipt(8, quantity_damaged=1)], nonconformances=cases)
    assert quantities(result) == (8, 7, 0, 1, 3)


def test_a_case_does_not_bring_back_goods_that_were_returned() -> None:
    cases = [{"po_number": "PO-1", "po_line": "10", "quantity": 3, "reason": "damaged"}]
    came, back = receipt(8, quantity_damaged=3), receipt(-3, quantity_damaged=-3)
    assert quantities(judge([order()], [came, back], nonconformances=cases)) == (5, 5, 0, 0, 5)
    replaced = judge([order()], [came, back, receipt(5)], nonconformances=cases)
    assert quantities(replaced) == (10, 10, 0, 0, 0)


def test_a_case_of_the_other_kind_counts_with_what_is_more() -> None:
    cases = [
        {"po_number": "PO-1", "po_line": "10", "quantity": 1, "status": "damaged"},
        {"po_number": "PO-1", "po_line": "10", "quantity": 2, "status": "rejected_goods"},
    ]
    result = judge([order()], [receipt(8, quantity_damaged=1)], nonconformances=cases)
    assert quantities(result) == (8, 5, 2, 1, 5)
    result = judge([order()], [receipt(8, quantity_rejected=3)], nonconformances=cases[:1])
    assert quantities(result) == (8, 5, 3, 0, 5)


def test_a_case_is_taken_from_the_last_goods_accepted() -> None:
    cases = [{"po_number": "PO-1", "po_line": "10", "quantity": 4, "status": "damaged"}]
    result = judge(SCHEDULE, [receipt(8)], nonconformances=cases)
    assert result.frame["quantity_accepted"].tolist() == [0, 4, 0]
    assert result.frame["quantity_damaged"].tolist() == [3, 1, 0]


def test_a_status_of_damaged_without_a_quantity_is_told() -> None:
    assert "bad_goods_without_quantity" in codes(judge([order(status="damaged")]))
    assert "bad_goods_without_quantity" not in codes(
        judge([order(status="damaged", quantity_received=2, quantity_damaged=1)])
    )


def test_a_negative_order_has_nothing_open() -> None:
    result = judge([order(quantity_ordered=-5, promised_date=date(2026, 1, 1))])
    assert quantities(result)[4] == 0 and row(result)["flags"] == ()
    assert "quantity_negative" in codes(result)


def test_missing_values_everywhere_are_survived() -> None:
    names = ("po_number", "po_line", "item_number", "supplier", "quantity_ordered", "quantity_received")
    blank = dict.fromkeys((*names, "promised_date", "order_date", "unit_price", "status", "lead_time"))
    result = judge(
        [blank, order()], [dict.fromkeys(receipt(1)), receipt(NAN)], invoices=[{"unit_price": NAN}]
    )
    assert len(result.frame) == 2 and row(result)["status"] == "draft"
    assert {"quantity_missing", "receipt_without_quantity"} <= set(codes(result))
