"""Who may approve what, and what is approved."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.approvals import (
    Approval,
    ApprovalRules,
    Decision,
    Limit,
    Request,
    objection,
    standings,
    who_may,
)
from buybook.core.rows import Place

RULES = ApprovalRules(
    limits=(
        Limit("Anna", Decimal(5000)),
        Limit("Bo", Decimal(50000)),
        Limit("Eva", Decimal(90000), categories=("IT",)),
        Limit("Per", Decimal(2000), requesters=("Lisa",)),
    ),
    free_up_to=Decimal(500),
    two_from=Decimal(20000),
)


def request(amount: str | None = "3000", **changes: Any) -> Request:
    values: dict[str, Any] = {
        "place": Place(1, 5),
        "number": "PR-1",
        "item": "A-1",
        "requester": "Karl",
        "category": "Bolts",
        "amount": None if amount is None else Decimal(amount),
    }
    return Request(**(values | changes))


def said(
    by: str, amount: str = "3000", decision: Decision = Decision.APPROVED, number: str = "pr-1 "
) -> Approval:
    return Approval(number, "A-1", Decimal(amount), by, decision)


@pytest.mark.parametrize(
    ("by", "changes", "why"),
    [
        ("anna", {}, None),
        ("Anna", {"amount": Decimal("5000.01")}, "above_limit"),
        ("Anna", {"amount": None}, "above_limit"),
        ("Anna", {"requester": "ANNA"}, "own_request"),
        ("Nobody", {}, "no_right"),
        ("Eva", {}, "no_right"),
        ("Eva", {"category": "it"}, None),
        ("Per", {"amount": Decimal(1000)}, "no_right"),
        ("Per", {"amount": Decimal(1000), "requester": "Lisa"}, None),
    ],
)
def test_who_may_approve(by: str, changes: dict[str, Any], why: str | None) -> None:
    assert objection(by, replace(request(), **changes), RULES) == why


def test_who_may_is_told_the_lowest_limit_first() -> None:
    assert who_may(request("3000"), RULES) == ["Anna", "Bo"]
    assert who_may(request("6000", requester="Bo"), RULES) == []
    assert who_may(request("60000", category="IT"), RULES) == ["Eva"]


@pytest.mark.parametrize(
    ("amount", "approvals", "missing", "refused"),
    [
        ("500", [], 0, None),
        ("500.01", [], 1, None),
        ("3000", [said("Anna")], 0, None),
        ("3001", [said("Anna")], 1, None),  # it became dearer since
        ("2000", [said("Anna")], 0, None),
        ("6000", [said("Anna", "9000")], 1, None),  # beyond what Anna may
        ("20000", [said("Bo", "20000")], 1, None),  # two are asked for
        ("20000", [said("Bo", "20000"), said("bo", "20000")], 1, None),
        ("3000", [said("Anna"), said("Bo", decision=Decision.REFUSED)], 1, "Bo"),
        ("3000", [said("Bo", decision=Decision.REFUSED), said("Anna")], 0, None),
        ("3000", [said("Anna", number="PR-2")], 1, None),
        (None, [said("Bo", "50000")], 1, None),  # nobody knows what it costs
    ],
)
def test_where_a_request_stands(
    amount: str | None, approvals: list[Approval], missing: int, refused: str | None
) -> None:
    (standing,) = standings([request(amount)], approvals, RULES)
    assert (standing.missing, standing.refused_by) == (missing, refused)
    assert standing.approved is (missing == 0 and refused is None)


def test_two_approvers_of_a_dear_request() -> None:
    asked = request("20000", category="IT")
    (standing,) = standings([asked], [said("Bo", "20000"), said("Eva", "20000")], RULES)
    assert (standing.approvers, standing.approved) == (("Bo", "Eva"), True)


def test_an_approval_covers_one_of_two_like_requests() -> None:
    both = [request("1000"), request("3000")]
    assert [each.missing for each in standings(both, [said("Anna")], RULES)] == [1, 0]


def test_without_limits_nothing_needs_an_approval() -> None:
    (standing,) = standings([request("999999")], [], ApprovalRules())
    assert standing.approved


@given(
    st.integers(0, 40000),
    st.permutations(["Anna", "Bo", "Eva", "Per"]),
    st.integers(0, 4),
    st.sampled_from(["Karl", "Anna", "Bo"]),
)
def test_nothing_passes_a_limit(amount: int, order: list[str], count: int, requester: str) -> None:
    asked = request(str(amount), requester=requester)
    (standing,) = standings([asked], [said(by, str(amount)) for by in order[:count]], RULES)
    if amount > 500 and standing.approved:
        assert len(set(standing.approvers)) == (2 if amount >= 20000 else 1)
        assert all(objection(by, asked, RULES) is None for by in standing.approvers)
        assert requester not in standing.approvers
