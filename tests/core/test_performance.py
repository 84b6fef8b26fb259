"""How suppliers perform, with answers that one can count."""

from __future__ import annotations

import numpy as np
import pytest

from buybook.core.performance import (
    Suppliers,
    due,
    in_full,
    lead_times,
    on_time,
    parts_per_million,
    shares,
)

TODAY = np.datetime64("2026-03-10", "D")
NEVER = "NaT"


def days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


def names(*texts: str | None) -> np.ndarray:
    return np.array(texts, dtype=object)


def test_suppliers_are_one_whatever_their_case_and_spacing() -> None:
    found = Suppliers.of(names("Beta AB", "alfa", None, " beta  ab"))
    assert found.names == ("alfa", "Beta AB", "")
    assert found.of_row.tolist() == [1, 0, 2, 1]
    assert found.count(np.array([True, True, False, True])).tolist() == [1, 2, 0]


def test_lines_never_received_are_late_and_those_to_come_do_not_count() -> None:
    baseline = days("2026-03-01", "2026-03-01", "2026-03-01", "2026-04-01", NEVER)
    received = days("2026-03-01", "2026-03-03", NEVER, NEVER, "2026-03-01")
    assert due(baseline, TODAY).tolist() == [True, True, True, False, False]
    assert on_time(baseline, received, 0).tolist() == [True, False, False, False, False]
    assert on_time(baseline, received, 2).tolist() == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("ordered", "accepted", "tolerance", "full"),
    [(100, 100, 0, True), (100, 99, 0, False), (100, 95, 0.05, True), (100, 94.9, 0.05, False),
     (100, float("nan"), 0.05, False), (0.3, 0.1 + 0.2, 0, True)],
)  # fmt: skip
def test_in_full(ordered: float, accepted: float, tolerance: float, full: bool) -> None:
    assert in_full(np.array([ordered]), np.array([accepted]), tolerance)[0] == full


def test_no_share_of_nothing() -> None:
    found = shares(np.array([1, 0]), np.array([2, 0]))
    assert found[0] == 0.5
    assert np.isnan(found[1])


def test_lead_times() -> None:
    start = days("2026-01-01", "2026-01-01", "2026-01-01", "2026-01-01", NEVER)
    received = days("2026-01-11", "2026-01-21", "2026-01-31", NEVER, "2026-01-05")
    suppliers = Suppliers.of(names("A", "A", "A", "B", "B"))
    found = lead_times(suppliers, start, received)
    assert found.count.tolist() == [3, 0]
    assert (found.median[0], found.mean[0], found.deviation[0], found.percentile[0]) == (20, 20, 10, 28)
    assert np.isnan([found.median[1], found.mean[1], found.deviation[1], found.percentile[1]]).all()


def test_parts_per_million_only_of_a_thousand_or_more() -> None:
    found = parts_per_million(np.array([3.0, 3.0]), np.array([1000.0, 999.0]))
    assert found[0] == 3000
    assert np.isnan(found[1])
