"""The chance that an open line comes late, by the supplier's record on the clock of days to the promise."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from order_tables import TODAY, codes, judge, order, row

from buybook.core.lateness import ENOUGH_LINES, Record, chances
from buybook.core.order_lines import OrderRules


def record(lines: list[tuple[int, float, float, bool]], ago: float = 0) -> Record:
    """Lines as (supplier, day of the order, day of the end, delivered), days from the promise."""
    supplier, entered, ended, delivered = zip(*lines, strict=True)
    return Record(
        np.array(supplier, dtype="int64"),
        np.array(entered, dtype="float64"),
        np.array(ended, dtype="float64"),
        np.array(delivered, dtype=bool),
        np.full(len(lines), float(ago)),
    )


def chance(known: Record, supplier: int, now: int, tolerance: int = 0) -> float:
    found = chances(known, np.array([supplier]), np.array([now]), tolerance)
    return float(found.late[0])


# Supplier 0 delivers 30 of 40 lines ten days early, and 10 five days late; supplier 1 is always early.
TWO = [(0, -60.0, -10.0, True)] * 30 + [(0, -60.0, 5.0, True)] * 10 + [(1, -60.0, -10.0, True)] * 40


def test_whoever_is_still_open_after_the_usual_day_is_the_one_that_comes_late() -> None:
    known = record(TWO)
    long_before, after = chance(known, 0, -30), chance(known, 0, -5)
    assert long_before == pytest.approx(0.25, abs=0.05)  # drawn a little towards everybody's 12.5 %
    assert after > 0.95
    assert chance(known, 1, -30) < 0.05


def test_a_tolerance_forgives_what_is_within_it() -> None:
    assert chance(record(TWO), 0, -30, tolerance=5) < 0.01


def test_the_record_is_told_as_it_is_counted() -> None:
    found = chances(record(TWO), np.array([0, 0, 1, -1]), np.array([-30, -5, -5, -5]))
    assert found.open_then.tolist() == [40, 10, 0, 0]
    assert found.late_then.tolist() == [10, 10, 0, 0]
    assert np.isnan(found.late[3])  # a line without a supplier has no record


def test_a_supplier_of_few_lines_is_drawn_towards_everybody() -> None:
    known = record([*TWO, (2, -60.0, 5.0, True)])
    assert 0.1 < chance(known, 2, -30) < 0.3


def test_open_lines_count_while_they_were_seen_open() -> None:
    overdue = [(0, -60.0, 20.0, False)] * 20
    assert chance(record(TWO + overdue), 0, -30) > chance(record(TWO), 0, -30) + 0.15


def test_what_was_long_ago_counts_for_less() -> None:
    late = record([(0, -60.0, 5.0, True)] * 30)
    early = record([(0, -60.0, -5.0, True)] * 30)
    both = Record(
        *(
            np.concatenate([getattr(late, n), getattr(early, n)])
            for n in ("supplier", "entered", "ended", "delivered")
        ),
        np.array([2000.0] * 30 + [0.0] * 30),
    )
    assert chance(both, 0, -20) < 0.1
    assert chance(Record(both.supplier, both.entered, both.ended, both.delivered, np.zeros(60)), 0, -20) > 0.4


def test_too_little_is_known_for_a_judgement() -> None:
    assert np.isnan(chance(record(TWO[: ENOUGH_LINES - 1]), 0, -30))


_LINES = st.lists(
    st.tuples(
        st.integers(-1, 3),
        st.sampled_from([-90.0, -30.0, np.nan]),
        st.integers(-60, 60).map(float),
        st.booleans(),
    ),
    min_size=1,
    max_size=60,
)


@given(
    _LINES,
    st.lists(st.tuples(st.integers(-1, 4), st.integers(-400, 0)), min_size=1, max_size=8),
    st.randoms(),
)
def test_a_chance_is_a_probability_and_no_matter_of_order(
    lines: list[tuple[int, float, float, bool]], asked: list[tuple[int, int]], random: object
) -> None:
    supplier, now = (np.array(each, dtype="int64") for each in zip(*asked, strict=True))
    first = chances(record(lines), supplier, now)
    random.shuffle(lines)  # type: ignore[attr-defined]
    second = chances(record(lines), supplier, now)
    assert np.allclose(first.late, second.late, equal_nan=True)
    assert first.open_then.tolist() == second.open_then.tolist()
    known = first.late[~np.isnan(first.late)]
    assert ((known >= 0) & (known <= 1 + 1e-12)).all()
    assert (first.late_then <= first.open_then).all()


def past(late_by: int, count: int, supplier: str = "Acme") -> list[dict[str, object]]:
    """Completed lines, ordered 40 days before their promise, that came so many days after it."""
    promised = date(2026, 2, 1)
    return [
        order(
            po_number=f"{supplier}{late_by}/{number}",
            supplier=supplier,
            order_date=promised - timedelta(40),
            promised_date=promised,
            received_date=promised + timedelta(late_by),
            quantity_received=10,
        )
        for number in range(count)
    ]


def open_line(due_in: int, supplier: str = "Acme") -> dict[str, object]:
    due = TODAY + timedelta(due_in)
    return order(supplier=supplier, order_date=due - timedelta(40), promised_date=due, quantity_received=None)


def test_a_line_is_at_risk_when_the_record_says_so() -> None:
    history = [*past(-9, 20), *past(6, 10)]
    result = judge([*history, open_line(4), open_line(20)])
    near, far = row(result, 30), row(result, 31)
    assert near["late_chance"] > 0.8 and "at_risk" in near["flags"]
    assert (
        0.33 < far["late_chance"] < 0.5
    )  # twenty days before their date most were open still, and came early
    told = [finding for finding in result.findings if finding.code == "at_risk_by_record"]
    assert [(each.values["lines"], each.values["late"], each.values["days"]) for each in told] == [
        (10, 10, 4),
        (30, 10, 20),
    ]


def test_the_buyer_sets_from_which_chance_on() -> None:
    lines = [*past(-9, 20), *past(6, 10), open_line(20)]
    assert "at_risk_by_record" in codes(judge(lines, rules=OrderRules(at_risk_from_percent=30)))
    assert "at_risk_by_record" not in codes(judge(lines, rules=OrderRules(at_risk_from_percent=40)))
