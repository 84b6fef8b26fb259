from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sourcings import EXACT, awarded, bid, cheapest, sourcing, sourcings

from buybook.core.award import AwardItem, AwardRules, Bid, Sourcing, SupplierRule, award
from buybook.core.prices import PriceBreaks

D = Decimal
FIXED = {name: SupplierRule(fixed_cost=D(15)) for name in "ABC"}


@given(sourcings())
@settings(max_examples=150, deadline=None)
def test_no_award_is_cheaper_when_everything_is_tried(case: Sourcing) -> None:
    best, found = cheapest(case), award(case)
    assert found.complete == (best is not None)
    if best is not None:
        assert found.total == best == found.bound
        assert found.gap == 0


@given(sourcings(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_decides_nothing(case: Sourcing, chance: object) -> None:
    items, bids = list(case.items), list(case.bids)
    chance.shuffle(items)  # type: ignore[attr-defined]
    chance.shuffle(bids)  # type: ignore[attr-defined]
    assert award(replace(case, items=tuple(items), bids=tuple(bids))) == award(case)


def test_fixed_costs_gather_the_items_at_one_supplier() -> None:
    table = """
        bolt 100 A=2.00 B=2.10
        nut  100 A=1.00 B=0.80
    """
    assert awarded(award(sourcing(table))) == {"bolt": "A", "nut": "B"}
    found = award(sourcing(table, AwardRules(suppliers=FIXED)))
    assert awarded(found) == {"bolt": "B", "nut": "B"}
    assert found.total == D("305.00")
    (only,) = found.suppliers
    assert (only.items, only.value, only.share, only.fixed_cost) == (2, D("290.00"), D(100), D(15))


def test_a_split_meets_a_need_that_nobody_meets_alone() -> None:
    table = "bolt 100 A=2.00/60 B=2.10/70 C=2.50"
    assert awarded(award(sourcing(table))) == {"bolt": "C"}
    found = award(sourcing(table, AwardRules(max_per_item=2)))
    assert awarded(found) == {"bolt": "A 60 + B 40"}
    assert found.total == D("204.00")


def test_what_nobody_can_supply_is_left_in_part() -> None:
    found = award(sourcing("bolt 100 A=2.00/60 B=2.10/30", AwardRules(max_per_item=2)))
    assert awarded(found) == {"bolt": "A 60 + B 30"}
    (left,) = found.unawarded
    assert (left.item, left.quantity, left.reason) == ("bolt", D(10), "capacity")
    assert found.total == found.bound == D("183.00")


def one(
    offer: Bid, rules: AwardRules | None = None, quantity: str = "45", needed: date | None = None
) -> Sourcing:
    return Sourcing((AwardItem("bolt", D(quantity), needed),), (offer,), rules or AwardRules(), "EUR", EXACT)


@pytest.mark.parametrize(
    ("offer", "rules", "needed", "reason"),
    [
        (bid("A", "bolt", "2", excluded="expired"), None, None, "excluded"),
        (bid("A", "bolt", "2"), AwardRules(exclusions=frozenset({("A", None)})), None, "ruled_out"),
        (bid("A", "bolt", "2"), AwardRules(exclusions=frozenset({("A", "bolt")})), None, "ruled_out"),
        (bid("A", "bolt", "2"), AwardRules(picks={"bolt": "B"}), None, "ruled_out"),
        (bid("A", "bolt", "2", delivery=date(2026, 3, 2)), None, date(2026, 3, 1), "late"),
        (bid("A", "bolt", "50: 2"), None, None, "below_minimum"),
        (bid("A", "nut", "2"), None, None, "no_bid"),
        (bid("A", "bolt", "2"), AwardRules(max_per_item=2, min_per_item=2), None, "split"),
    ],
)
def test_what_is_left_says_why(
    offer: Bid, rules: AwardRules | None, needed: date | None, reason: str
) -> None:
    found = award(one(offer, rules, needed=needed))
    assert [(left.item, left.quantity, left.reason) for left in found.unawarded] == [("bolt", D(45), reason)]
    assert (found.total, found.parts) == (D(0), ())


def test_a_day_late_is_awarded_where_dates_are_let_go() -> None:
    late = bid("A", "bolt", "2", delivery=date(2026, 3, 2))
    assert award(one(late, AwardRules(on_time=False), needed=date(2026, 3, 1))).complete
    assert award(one(late, needed=date(2026, 3, 2))).complete


@pytest.mark.parametrize(
    ("offer", "buy_up", "ordered", "cost"),
    [
        (bid("A", "bolt", "0: 2.00, 55: 1.50"), False, "45", "90.00"),
        (bid("A", "bolt", "0: 2.00, 55: 1.50"), True, "55", "82.50"),
        (bid("A", "bolt", "0: 2.00, 55: 1.50", multiple=D(20)), False, "60", "90.00"),  # reaches the break
        (
            bid("A", "bolt", "2.00", minimum=D(50), multiple=D(20), charges=(D("7.25"),)),
            False,
            "60",
            "127.25",
        ),
        (bid("A", "bolt", "0: 2, 40: 1", scheme=PriceBreaks.INCREMENTAL), False, "45", "85.00"),
        (bid("A", "bolt", "0: 0.105", charges=()), False, "45", "4.73"),  # 4.725: half up
        (bid("A", "bolt", "0: 2, 40: 1", charges=(D(9), D(3))), False, "45", "48.00"),  # freight of the break
        (bid("A", "bolt", "2", landed=lambda quantity: quantity * D("2.01")), False, "45", "90.45"),
    ],
)
def test_an_option_is_priced_like_a_quotation(offer: Bid, buy_up: bool, ordered: str, cost: str) -> None:
    (part,) = award(one(offer, AwardRules(buy_up=buy_up))).parts
    assert (part.order_quantity, part.cost) == (D(ordered), D(cost))


def test_shares_of_one_item() -> None:
    table = "bolt 100 A=1.00 B=2.00"
    most = AwardRules(max_per_item=2, max_item_share=D(70))
    assert awarded(award(sourcing(table, most))) == {"bolt": "A 70 + B 30"}
    least = AwardRules(max_per_item=2, min_per_item=2, min_item_share=D(40))
    assert awarded(award(sourcing(table, least))) == {"bolt": "A 60 + B 40"}


def test_at_most_so_many_suppliers() -> None:
    table = """
        bolt 10 A=1 B=2 C=3
        nut  10 A=3 B=1 C=3
        pin  10 A=3 B=3 C=1
    """
    assert award(sourcing(table)).total == D(30)
    assert award(sourcing(table, AwardRules(max_suppliers=2))).total == D(40)
    assert awarded(award(sourcing(table, AwardRules(max_suppliers=1)))) == {
        "bolt": "B",
        "nut": "B",
        "pin": "B",
    }


def test_nothing_to_award() -> None:
    found = award(Sourcing((), ()))
    assert (found.total, found.parts, found.unawarded, found.bound) == (D(0), (), (), D(0))


def test_of_two_bids_of_a_supplier_the_cheaper_counts() -> None:
    case = sourcing("bolt 10 A=2")
    case = replace(case, bids=(*case.bids, bid("A", "bolt", "1.50")))
    assert award(case).total == D(15)
