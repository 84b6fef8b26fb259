"""At risk and unconfirmed."""

from datetime import date, timedelta

import numpy as np
import pytest
from order_tables import TODAY, codes, judge, order, row

from buybook.core.order_lines import OrderRules
from buybook.core.risk import forecast


def past(days: list[int], supplier: str = "Acme") -> list[dict[str, object]]:
    """Give completed lines that took so many days."""
    ordered = date(2025, 9, 1)
    return [
        order(
            po_number=f"{supplier}{number}",
            supplier=supplier,
            order_date=ordered,
            received_date=ordered + timedelta(taken),
            quantity_received=10,
        )
        for number, taken in enumerate(days)
    ]


def open_line(age: int, due_in: int, **fields: object) -> dict[str, object]:
    return order(
        order_date=TODAY - timedelta(age),
        promised_date=TODAY + timedelta(due_in),
        quantity_received=None,
        **fields,
    )


# The 90th percentile of 10, 20, 30, 40, 50 is 46.
@pytest.mark.parametrize(
    ("age", "due_in", "at_risk"),
    [(0, 46, False), (0, 45, True), (20, 28, False), (20, 27, True), (0, 60, False)],
)
def test_a_line_is_at_risk_when_its_supplier_takes_longer(age: int, due_in: int, at_risk: bool) -> None:
    result = judge([*past([50, 10, 30, 20, 40]), open_line(age, due_in)])
    assert ("at_risk" in row(result, 5)["flags"]) is at_risk
    assert ("at_risk_by_lead_time" in codes(result)) is at_risk


def test_the_finding_explains_itself() -> None:
    finding = judge([*past([10, 20, 30, 40, 50]), open_line(0, 45)]).findings[-1]
    assert finding.values == {
        "po": "PO-1",
        "line": "10",
        "supplier": "Acme",
        "lines": 5,
        "days": 46,
        "expected": date(2026, 5, 1),
        "due": date(2026, 4, 30),
    }


def test_too_little_experience_says_nothing() -> None:
    history = [*past([50, 50, 50, 50]), *past([90] * 9, supplier="Other")]
    assert "at_risk" not in row(judge([*history, open_line(0, 1)]), -1)["flags"]


def test_older_than_all_experience_is_a_day_at_least() -> None:
    history = past([10] * 5)
    assert "at_risk" in row(judge([*history, open_line(30, 0)]), 5)["flags"]
    assert "at_risk" not in row(judge([*history, open_line(30, 1)]), 5)["flags"]


def test_late_closed_and_unsent_lines_are_not_at_risk() -> None:
    history = past([50] * 5)
    for fields in ({"status": "closed"}, {"status": "draft"}, {"status": "cancelled"}):
        assert "at_risk" not in row(judge([*history, open_line(0, 10, **fields)]), 5)["flags"]
    late = row(judge([*history, open_line(60, -1)]), 5)["flags"]
    assert "late" in late and "at_risk" not in late


def test_remaining_days_are_of_the_longer_times_only() -> None:
    day = np.datetime64("2026-01-01")
    taken = np.array([10, 20, 30, 40, 50, 0])
    ordered = np.array([*([day] * 5), day - 25])
    completed = np.where(taken > 0, day + taken, np.datetime64("NaT"))
    result = forecast(np.array(["A"] * 6, dtype=object), ordered, completed, completed != completed, day)
    assert result.remaining[5] == 23  # of 30, 40, 50 the 90th percentile is 48, less 25
    assert result.experience[5] == 5


WAITING = {"promised_date": None, "requested_date": date(2026, 6, 1)}


# From Monday 9 March to Monday 16 March are five working days.
@pytest.mark.parametrize(
    ("ordered", "after", "unconfirmed"),
    [
        (date(2026, 3, 9), 5, False),
        (date(2026, 3, 6), 5, True),
        (date(2026, 3, 9), 4, True),
        (None, 5, False),
    ],
)
def test_a_line_is_unconfirmed_after_some_working_days(
    ordered: date | None, after: int, unconfirmed: bool
) -> None:
    rules = OrderRules(unconfirmed_after_working_days=after)
    flags = row(judge([order(order_date=ordered, **WAITING)], rules=rules))["flags"]
    assert flags == (("at_risk", "unconfirmed") if unconfirmed else ())


def test_a_late_line_is_unconfirmed_but_no_longer_at_risk() -> None:
    line = order(order_date=date(2026, 1, 2), promised_date=None, requested_date=date(2026, 3, 1))
    assert row(judge([line]))["flags"] == ("late", "unconfirmed")


@pytest.mark.parametrize(
    "answer",
    [
        {"promised_date": date(2026, 7, 1)},
        {"quantity_confirmed": 10},
        {"status": "confirmed"},
        {"status": "awaiting_receipt"},
        {"status": "partially_received"},
        {"quantity_received": 1},
        {"status": "cancelled"},
        {"status": "draft"},
    ],
)
def test_an_answer_of_any_kind_confirms(answer: dict[str, object]) -> None:
    line = order(order_date=date(2026, 1, 2), **(WAITING | answer))
    assert "unconfirmed" not in row(judge([line]))["flags"]


def test_a_list_without_a_place_for_confirmations_has_none_missing() -> None:
    line = {
        "po_number": "1",
        "quantity": 1,
        "order_date": date(2026, 1, 2),
        "requested_date": date(2026, 6, 1),
    }
    assert row(judge([line]))["flags"] == ()


def test_holidays_give_a_supplier_more_time() -> None:
    line = order(order_date=date(2026, 4, 1), **WAITING)
    rules = OrderRules(unconfirmed_after_working_days=3)
    assert row(judge([line], today=date(2026, 4, 8), rules=rules))["flags"] == ()
    plain = OrderRules(unconfirmed_after_working_days=3, holidays=False)
    assert "unconfirmed" in row(judge([line], today=date(2026, 4, 8), rules=plain))["flags"]
