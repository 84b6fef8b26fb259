"""The price of each rule, ways to award side by side, and rules that conflict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from sourcings import EXACT, awarded, bid, sourcing, sourcings

from buybook.core.award import (
    AwardItem,
    AwardRules,
    Sourcing,
    SupplierRule,
    award,
    by_supplier_count,
    conflict,
    rule_prices,
    scenarios,
)

D = Decimal
TABLE = """
    bolt 10 A=1.00 B=1.10 C=1.50
    nut  10 A=2.00 B=1.80 C=2.50
    pin  10 A=3.00 B=3.30 C=2.90
"""


def test_the_price_of_each_rule() -> None:
    rules = AwardRules(
        max_suppliers=2, picks={"nut": "C"}, suppliers={"C": SupplierRule(max_share=D(60), fixed_cost=D(1))}
    )
    prices = rule_prices(sourcing(TABLE, rules))
    # kept: A 10 + 30, C 25 + 1 = 66; without the pick 58 (no C); without the two 66, as C is there already
    assert [(price.rule.name, price.rule.supplier, price.amount) for price in prices] == [
        ("max_suppliers", None, D("0.00")),
        ("max_per_item", None, D("0.40")),  # four pins more to C, to 57 %
        ("max_share", "C", D("1.00")),
        ("picks", "C", D("8.00")),
    ]
    assert [round(price.percent, 2) for price in prices if price.percent is not None] == [
        D(0),
        D("0.61"),
        D("1.54"),
        D("13.79"),
    ]


@given(sourcings(cross=True))
@settings(max_examples=10)
def test_no_rule_makes_anything_cheaper(case: Sourcing) -> None:
    best = award(case)
    for price in rule_prices(case, best):
        assert price.items >= 0 or best.broken
        if best.complete:
            assert price.amount >= 0


def test_another_supplier_has_a_price() -> None:
    counted = by_supplier_count(sourcing(TABLE), 3)
    assert [(scenario.name, str(scenario.award.total)) for scenario in counted] == [
        ("1", "60.00"),
        ("2", "58.00"),
        ("3", "57.00"),
    ]


def test_ways_to_award() -> None:
    case = sourcing(TABLE, AwardRules(suppliers={name: SupplierRule(fixed_cost=D("1.5")) for name in "ABC"}))
    days = {"A": date(2026, 3, 3), "B": date(2026, 3, 2), "C": date(2026, 3, 1)}
    case = replace(case, bids=tuple(replace(offer, delivery=days[offer.supplier]) for offer in case.bids))
    found = {each.name: each.award for each in scenarios(case, picks={"bolt": "C"})}
    assert {name: str(each.total) for name, each in found.items()} == {
        "cheapest": "61.00",  # B and C: 11 + 18 + 29
        "fewest_suppliers": "61.50",  # A
        "fastest": "70.50",  # C
        "own_picks": "65.00",
        "cheapest_per_item": "61.50",
    }
    assert len(found["fewest_suppliers"].suppliers) == 1
    assert awarded(found["fastest"]) == dict.fromkeys(("bolt", "nut", "pin"), "C")
    assert awarded(found["cheapest_per_item"]) == {"bolt": "A", "nut": "B", "pin": "C"}


@given(sourcings())
@settings(max_examples=40, deadline=None)
def test_never_dearer_than_the_cheapest_of_each_item(case: Sourcing) -> None:
    found = {each.name: each.award for each in scenarios(case)}
    lazy = found["cheapest_per_item"]
    if lazy.complete and len(lazy.suppliers) <= (case.rules.max_suppliers or 3):
        assert found["cheapest"].total <= lazy.total
    assert len(found["fewest_suppliers"].suppliers) <= len(found["cheapest"].suppliers)


def test_what_can_be_awarded_is_no_conflict() -> None:
    assert conflict(sourcing(TABLE)) is None


@pytest.mark.parametrize(
    ("table", "rules", "told"),
    [
        (
            "bolt 10 A=1\nnut 10 B=1\npin 10 C=1",
            AwardRules(max_suppliers=1),
            [("max_suppliers", None, D(3))],
        ),
        (
            "bolt 10 A=1 B=2\nnut 10 A=1",
            AwardRules(suppliers={"A": SupplierRule(max_share=D(25))}),
            [("max_share", "A", D("33.35"))],
        ),
        (
            "bolt 10 A=1 B=2\nnut 10 A=1",
            AwardRules(picks={"nut": "B"}),
            [("picks", "B", None)],
        ),
        (
            "bolt 10 A=1/6 B=2/6",
            AwardRules(),
            [("max_per_item", None, D(2))],
        ),
        (
            "bolt 10 A=1\nnut 10 A=1",
            AwardRules(suppliers={"A": SupplierRule(capacity=D(15))}),
            [("capacity", "A", D(20))],
        ),
    ],
)
def test_the_smallest_change_that_helps(
    table: str, rules: AwardRules, told: list[tuple[str, str | None, Decimal | None]]
) -> None:
    found = conflict(sourcing(table, rules))
    assert found is not None
    changes = [(each.rule.name, each.rule.supplier, each.needed) for each in found.relaxations]
    assert [change[:2] for change in changes] == [change[:2] for change in told]
    for (_name, _supplier, needed), (_n, _s, least) in zip(changes, told, strict=True):
        if least is None or needed is None:
            assert needed is least
        else:
            assert least - D("0.1") <= needed <= least * D("1.005")


def test_rules_that_only_together_leave_nothing() -> None:
    rules = AwardRules(exclusions=frozenset({("A", "bolt")}), picks={"bolt": "A"})
    case = sourcing("bolt 10 A=1", rules)
    found = conflict(case)
    assert found is not None and [rule.name for rule in found.rules] == ["exclusions"]
    both = replace(rules, exclusions=frozenset({("A", "bolt"), ("A", None)}))
    found = conflict(replace(case, rules=both))
    assert found is not None
    assert [rule.name for rule in found.rules] == ["exclusions", "exclusions"]
    assert found.relaxations == ()


def test_a_bid_that_comes_too_late_is_a_rule_to_give_way() -> None:
    late = bid("A", "bolt", "2", delivery=date(2026, 3, 2))
    case = Sourcing((AwardItem("bolt", D(45), date(2026, 3, 1)),), (late,), AwardRules(), "EUR", EXACT)
    found = conflict(case)
    assert found is not None and [rule.name for rule in found.rules] == ["on_time"]


def test_what_nobody_bid_for_is_no_rule_s_fault() -> None:
    case = sourcing("bolt 10 A=1")
    assert conflict(replace(case, items=(*case.items, AwardItem("nut", D(5))))) is None
