"""Rules over several items: each alone, together, and without the solver."""

from __future__ import annotations

import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from sourcings import awarded, cheapest, sourcing, sourcings

from buybook.core.award import AwardRules, Rebate, Sourcing, SupplierRule, award

D = Decimal
TABLE = """
    bolt 10 A=1.00 B=1.10 C=1.50
    nut  10 A=2.00 B=2.20 C=2.50
    pin  10 A=3.00 B=3.30 C=3.10
    cap  10 A=4.00 B=4.40 C=4.20
"""


@given(sourcings(cross=True))
@settings(max_examples=70, deadline=None)
def test_no_award_is_cheaper_when_everything_is_tried(case: Sourcing) -> None:
    best, found = cheapest(case), award(case)
    assert found.complete == (best is not None)
    if best is not None:
        assert found.total == best
        assert found.bound is not None and found.bound <= best <= found.bound + D("0.05")


@given(case=sourcings(cross=True))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_without_the_solver_nothing_is_claimed_that_does_not_hold(
    monkeypatch: pytest.MonkeyPatch, case: Sourcing
) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    best, found = cheapest(case), award(case)
    assert found.method != "solver"
    if found.complete:
        assert best is not None and best <= found.total
    if best is not None and found.bound is not None and found.complete:
        assert found.bound <= best


WITHOUT_B = AwardRules(min_suppliers=2, exclusions=frozenset({("B", None)}))


def ruled(supplier: str, general: AwardRules | None = None, **rule: object) -> AwardRules:
    return replace(general or AwardRules(), suppliers={supplier: SupplierRule(**rule)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "total", "binds"),
    [
        (AwardRules(), "100.00", []),
        (ruled("A", max_share=D(60)), "102.00", []),  # the cap goes to C: 59 %
        (ruled("C", min_share=D(30)), "101.00", []),
        (ruled("C", min_share=D(65)), "103.00", []),
        (ruled("A", capacity=D(20)), "102.00", ["capacity"]),
        (
            ruled("C", WITHOUT_B, minimum_order_value=D(42)),
            "102.00",
            ["min_suppliers", "minimum_order_value"],
        ),
        (AwardRules(min_suppliers=2), "101.00", ["min_suppliers"]),
        (ruled("C", rebates=(Rebate(D(40), D(10)),)), "95.70", []),
        (ruled("B", rebates=(Rebate(D(100), D(10)),)), "99.00", []),
    ],
)
def test_each_rule(rules: AwardRules, total: str, binds: list[str]) -> None:
    found = award(sourcing(TABLE, rules))
    assert found.complete
    assert (str(found.total), [rule.name for rule in found.binding]) == (total, binds)


def test_a_rebate_counts_on_the_whole_value() -> None:
    rules = ruled("B", rebates=(Rebate(D(50), D(5)), Rebate(D(100), D(10))))
    found = award(sourcing(TABLE, rules))
    (only,) = found.suppliers
    assert (only.supplier, only.value, only.rebate) == ("B", D("110.00"), D("11.00"))
    assert awarded(found) == dict.fromkeys(("bolt", "cap", "nut", "pin"), "B")


def test_a_capacity_leaves_what_nobody_else_can_supply() -> None:
    found = award(sourcing("bolt 10 A=1\nnut 10 A=2", ruled("A", capacity=D(15))))
    assert [(left.item, left.reason) for left in found.unawarded] == [("bolt", "rules")]
    assert not found.complete


def test_a_share_that_cannot_be_reached_is_named_and_the_need_is_met_all_the_same() -> None:
    found = award(sourcing("bolt 10 A=1 B=1.2\nnut 10 A=9", ruled("B", min_share=D(50))))
    assert awarded(found) == {"bolt": "B", "nut": "A"}
    assert [(rule.name, rule.supplier) for rule in found.broken] == [("min_share", "B")]
    assert found.bound is None
