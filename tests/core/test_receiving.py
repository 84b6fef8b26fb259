"""Booking goods receipts."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from frame_rows import frame
from order_tables import TODAY, Rows, order, quantities, receipt, tables

from buybook.core.frames import Tables
from buybook.core.order_lines import OrderLines, OrderRules, order_lines
from buybook.core.receiving import NewReceipt, ReceiptOutcome, book_receipt
from buybook.findings import Severity
from buybook.schema import TableKind

NEW = NewReceipt("PO-1", "10", 4, TODAY)


def book(
    workbook: Tables, new: NewReceipt = NEW, rules: OrderRules | None = None
) -> tuple[ReceiptOutcome, OrderLines]:
    """Give the outcome, and the order lines once its rows are appended."""
    rules = rules or OrderRules()
    outcome = book_receipt(workbook, order_lines(workbook, rules, TODAY), new, rules, TODAY)
    appended = frame([dict(row) for row in (*outcome.openings, *outcome.rows)], table=9)
    before = workbook.get(TableKind.RECEIPTS)
    parts = [part for part in (before, appended) if part is not None and len(part)]
    after = dict(workbook)
    if parts:
        after[TableKind.RECEIPTS] = pd.concat(parts, ignore_index=True)
    return outcome, order_lines(after, rules, TODAY)


def codes(outcome: ReceiptOutcome) -> list[str]:
    return [finding.code for finding in outcome.findings]


def test_a_receipt_is_a_row_and_the_line_follows() -> None:
    new = NewReceipt("po-1", "010", 6, TODAY, rejected=1, damaged=2, reason="wet", delivery_note="N1")
    outcome, after = book(tables([order(description="Bolt")]), new)
    assert outcome.rows == (
        {
            "po_number": "PO-1",
            "po_line": "10",
            "supplier": "Acme",
            "item_number": "A-1",
            "description": "Bolt",
            "quantity_received": 6,
            "quantity_accepted": 3,
            "quantity_rejected": 1,
            "quantity_damaged": 2,
            "received_date": TODAY,
            "delivery_note": "N1",
            "reason": "wet",
        },
    )
    assert (outcome.openings, outcome.findings, outcome.touched) == ((), (), (0,))
    assert quantities(after) == (6, 3, 1, 2, 7)


@pytest.mark.parametrize(
    ("po", "line", "code"),
    [
        ("PO-9", None, "order_not_found"),
        ("PO-1", "30", "order_line_not_found"),
        ("PO-1", None, "order_line_ambiguous"),
    ],
)
def test_what_cannot_be_placed_is_an_error_and_writes_nothing(po: str, line: str | None, code: str) -> None:
    outcome, _ = book(tables([order(), order(po_line="20")]), NewReceipt(po, line, 1, TODAY))
    assert codes(outcome) == [code] and outcome.findings[0].severity is Severity.ERROR
    assert (outcome.rows, outcome.openings, outcome.nonconformances) == ((), (), ())
    if code != "order_not_found":
        assert outcome.findings[0].values["lines"] == "10, 20"


def test_one_line_number_for_two_articles_is_ambiguous() -> None:
    outcome, _ = book(tables([order(), order(item_number="B")]))
    assert codes(outcome) == ["order_line_ambiguous"]


def test_an_order_with_one_line_needs_no_line_number() -> None:
    outcome, after = book(tables([order(), order(po_number="PO-2")]), replace(NEW, line=None))
    assert outcome.rows[0]["po_line"] == "10" and quantities(after)[0] == 4


@pytest.mark.parametrize(
    "parts",
    [
        {"accepted": 3},
        {"accepted": 3, "damaged": 2},
        {"rejected": 5},
        {"rejected": -1},
        {"quantity": 0},
        {"quantity": float("nan")},
        {"quantity": -4, "damaged": 1},
        {"accepted": -1, "damaged": 5},
    ],
)
def test_parts_must_add_up(parts: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"quantity"):
        replace(NEW, **parts)


def test_parts_add_up_in_decimals_too() -> None:
    assert NewReceipt("1", None, 0.3, TODAY, accepted=0.1, damaged=0.2).good == 0.1
    assert NewReceipt("1", None, 0.3, TODAY, damaged=0.2).good == 0.1


NOTED = receipt(4, delivery_note="N 1")


@pytest.mark.parametrize(
    ("new", "booked"),
    [
        ({"delivery_note": "n1"}, True),
        ({"delivery_note": "N2"}, False),
        ({"delivery_note": "N1", "quantity": 5}, False),
        ({"delivery_note": None}, False),
        ({"delivery_note": "N1", "line": "20"}, False),
    ],
)
def test_a_delivery_note_is_booked_once(new: dict[str, object], booked: bool) -> None:
    outcome, after = book(tables([order(), order(po_line="20")], [NOTED]), replace(NEW, **new))
    assert (codes(outcome) == ["receipt_already_booked"]) is booked
    assert (outcome.rows == ()) is booked
    assert after.frame["quantity_received"].sum() == 4 + (0 if booked else new.get("quantity", 4))


def test_twice_is_once() -> None:
    workbook = tables([order()])
    new = replace(NEW, delivery_note="N1")
    outcome, _ = book(workbook, new)
    booked = dict(workbook) | {TableKind.RECEIPTS: frame([dict(row) for row in outcome.rows])}
    again, after = book(booked, new)
    assert codes(again) == ["receipt_already_booked"] and quantities(after)[0] == 4


@pytest.mark.parametrize(
    ("new", "percent", "excess"),
    [({"quantity": 6}, 0, 0), ({"quantity": 7}, 0, 1), ({"quantity": 7}, 10, 0), ({"quantity": 8}, 10, 2)],
)
def test_more_than_ordered_is_booked_and_told(new: dict[str, float], percent: float, excess: float) -> None:
    rules = OrderRules(over_tolerance_percent=percent)
    outcome, after = book(tables([order()], [receipt(4)]), replace(NEW, **new), rules)
    assert len(outcome.rows) == 1 and ("over" in after.frame["flags"][0]) is (excess > 0)
    assert ("receipt_over_delivery" in codes(outcome)) is (excess > 0)
    assert [(case.kind, case.quantity) for case in outcome.nonconformances] == [("over", excess)] * (
        excess > 0
    )


def test_no_more_is_over_than_this_receipt_brought() -> None:
    outcome, _ = book(tables([order()], [receipt(12)]), replace(NEW, quantity=1))
    assert outcome.nonconformances[0].quantity == 1
    damaged, _ = book(tables([order()], [receipt(12)]), replace(NEW, damaged=4))
    assert [case.kind for case in damaged.nonconformances] == ["damaged"]


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_a_closed_line_is_booked_with_a_warning(status: str) -> None:
    outcome, _ = book(tables([order(status=status)]))
    assert codes(outcome) == ["receipt_on_closed_line"] and len(outcome.rows) == 1


def test_a_date_to_come_is_booked_with_a_warning() -> None:
    assert codes(book(tables([order()]), replace(NEW, date=date(2026, 3, 17)))[0]) == ["receipt_in_future"]
    assert codes(book(tables([order()]), replace(NEW, date=TODAY))[0]) == []


def test_what_the_order_list_alone_says_is_carried_over() -> None:
    came = order(quantity_received=3, quantity_damaged=1, received_date=date(2026, 3, 1))
    outcome, after = book(tables([came, order(po_line="20", quantity_received=2)]))
    assert len(outcome.openings) == 1
    opening = outcome.openings[0]
    assert (opening["quantity_received"], opening["quantity_accepted"], opening["quantity_damaged"]) == (
        3,
        2,
        1,
    )
    assert (opening["po_line"], opening["received_date"]) == ("10", date(2026, 3, 1))
    assert quantities(after) == (7, 6, 0, 1, 4) and quantities(after, 1)[0] == 2


@pytest.mark.parametrize("receipts", [[receipt(1)], [receipt(1), receipt(1)]])
def test_nothing_is_carried_over_beside_receipts(receipts: Rows) -> None:
    outcome, _ = book(tables([order(quantity_received=3)], receipts))
    assert outcome.openings == ()


def test_the_first_receipt_keeps_lines_received_by_word() -> None:
    lines = [order(), order(po_line="20", status="received"), order(po_line="30", status="open")]
    outcome, after = book(tables(lines))
    assert [row["po_line"] for row in outcome.openings] == ["20"]
    assert after.frame["status"].tolist() == ["partially_received", "received", "confirmed"]
    later, _ = book(tables(lines, [receipt(1)]))
    assert later.openings == ()


def test_cases_are_opened_for_bad_goods() -> None:
    new = replace(NEW, rejected=1, damaged=2, reason="wet")
    outcome, _ = book(tables([order(unit_price=1.005, currency="EUR")]), new)
    damaged, rejected = outcome.nonconformances
    assert (damaged.kind, damaged.quantity, damaged.amount, damaged.currency) == ("damaged", 2, 2.01, "EUR")
    assert (rejected.kind, rejected.quantity, rejected.amount) == ("rejected", 1, 1.01)
    assert (damaged.po_number, damaged.po_line, damaged.supplier) == ("PO-1", "10", "Acme")
    assert (damaged.item_number, damaged.reason, damaged.date, damaged.status) == (
        "A-1",
        "wet",
        TODAY,
        "open",
    )


def test_another_article_is_a_case() -> None:
    outcome, after = book(tables([order(supplier_item_number="S-1")]), replace(NEW, item_number="B"))
    case = outcome.nonconformances[0]
    assert (case.kind, case.quantity, case.item_number, case.amount) == ("wrong_item", 4, "B", None)
    assert outcome.rows[0]["item_number"] == "B" and after.frame["flags"][0] == ("wrong_item",)
    same, _ = book(tables([order(supplier_item_number="S-1")]), replace(NEW, item_number="s-1"))
    assert same.nonconformances == ()


def test_a_return_opens_no_case() -> None:
    new = NewReceipt("PO-1", "10", -2, TODAY, damaged=-2)
    outcome, after = book(tables([order()], [receipt(12, quantity_damaged=2)]), new)
    assert outcome.nonconformances == () and quantities(after) == (10, 10, 0, 0, 0)


def test_schedule_lines_share_a_receipt() -> None:
    early = order(promised_date=date(2026, 1, 1), quantity_ordered=3)
    outcome, after = book(tables([order(), early]))
    assert outcome.touched == (0, 1) and after.frame["quantity_received"].tolist() == [1, 3]


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ([order(po_line=None)], None),
        ([order(po_line=None), order(po_line=None, item_number="B")], None),
        ([order(po_line=None), order(po_line=None)], None),
        ([order(po_line=None, item_number=None), order(po_line=None, item_number=None)], "1"),
    ],
)
def test_no_line_number_is_written_where_the_buyer_does_without(lines: Rows, number: str | None) -> None:
    outcome, after = book(tables(lines), replace(NEW, line="1"))
    assert outcome.rows[0]["po_line"] == number
    assert after.frame["quantity_received"].sum() == 4 and after.findings == ()
