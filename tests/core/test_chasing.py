"""Whom to ask about what today: nobody about what was asked or answered yesterday, and firmer each time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.chasing import Chase, ChaseRules, Letter, OpenLine, plan_chases

TODAY = date(2026, 3, 16)  # a Monday
RULES = ChaseRules()
DUE = date(2026, 3, 9)


def line(number: str = "10", **changes: Any) -> OpenLine:
    values: dict[str, Any] = {
        "supplier": "Acme",
        "po_number": "PO-1",
        "po_line": number,
        "status": "confirmed",
        "flags": ("late",),
        "outstanding": 5.0,
        "due": DUE,
    }
    return OpenLine(**(values | changes))


def letter(day: date, number: str = "10", due: date | None = DUE) -> Letter:
    return Letter("po-1 ", number, day, due, 1)  # as somebody may have typed it


def asked(chases: tuple[Chase, ...]) -> list[tuple[str, list[tuple[str, str, int]]]]:
    return [(each.supplier, [(it.line.po_line, it.kind, it.step) for it in each.lines]) for each in chases]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "late"),
        ({"flags": ("at_risk", "unconfirmed")}, "at_risk"),
        ({"flags": ("unconfirmed",), "status": "sent"}, "unconfirmed"),
        ({"flags": ("damaged",)}, None),
        ({"outstanding": 0.0}, None),
        ({"status": "closed"}, None),
        ({"supplier": ""}, None),
        ({"status": "partially_received", "received": 3.0}, "late"),
    ],
)
def test_what_is_asked_about(changes: dict[str, Any], kind: str | None) -> None:
    assert line(**changes).kind == kind
    assert bool(plan_chases([line(**changes)], [], {}, RULES, TODAY).chases) is (kind is not None)


@pytest.mark.parametrize(
    ("last", "again"),
    [
        (date(2026, 3, 13), False),
        (date(2026, 3, 12), False),
        (date(2026, 3, 11), True),
        (date(2026, 3, 16), False),
    ],
)
def test_a_line_rests_for_working_days_after_a_letter(last: date, again: bool) -> None:
    plan = plan_chases([line()], [letter(last)], {}, RULES, TODAY)
    assert bool(plan.chases) is again
    assert [(each.reason, each.day) for each in plan.resting] == ([] if again else [("asked", last)])


def test_what_was_confirmed_yesterday_is_left_alone() -> None:
    promised = line(flags=("at_risk",), due=date(2026, 3, 20))
    plan = plan_chases(
        [promised], [letter(date(2026, 3, 2))], {promised.key: date(2026, 3, 13)}, RULES, TODAY
    )
    assert (plan.chases, plan.resting[0].reason) == ((), "answered")
    later = plan_chases([promised], [], {promised.key: date(2026, 3, 12)}, RULES, TODAY)
    assert asked(later.chases) == [("Acme", [("10", "at_risk", 1)])]


def test_a_date_confirmed_yesterday_that_has_passed_is_no_answer() -> None:
    plan = plan_chases([line()], [], {line().key: date(2026, 3, 13)}, RULES, TODAY)
    assert asked(plan.chases) == [("Acme", [("10", "late", 1)])]


def test_letters_about_one_date_get_firmer_and_a_new_date_begins_anew() -> None:
    days = [date(2026, 3, 2), date(2026, 3, 6)]
    plan = plan_chases([line()], [letter(day) for day in days], {}, RULES, TODAY)
    assert asked(plan.chases) == [("Acme", [("10", "late", 3)])]
    assert plan.chases[0].escalates
    moved = plan_chases([line(due=date(2026, 3, 12))], [letter(day) for day in days], {}, RULES, TODAY)
    assert (moved.chases[0].step, moved.chases[0].escalates) == (1, False)


def test_what_hurts_most_comes_first() -> None:
    lines = [
        line("1", supplier="Small", value=Decimal(10)),
        line("2", supplier="Big", value=Decimal(9000)),
        line("3", supplier="Big", flags=("at_risk",), value=Decimal(99999)),
        line("4", supplier="Urgent", needed=date(2026, 3, 1), value=Decimal(1)),
        line("5", supplier="Empty", stock_ends=date(2026, 3, 17), value=Decimal(1)),
    ]
    plan = plan_chases(lines, [], {}, RULES, TODAY)
    assert [each.supplier for each in plan.chases] == ["Empty", "Urgent", "Big", "Small"]
    assert asked(plan.chases)[2][1] == [("2", "late", 1), ("3", "at_risk", 1)]


def test_spellings_of_a_supplier_are_one_letter() -> None:
    plan = plan_chases([line("1", supplier="Acme AB"), line("2", supplier="acme  ab")], [], {}, RULES, TODAY)
    assert len(plan.chases) == 1


_DAYS = st.dates(date(2026, 2, 1), TODAY)


@given(
    st.permutations([line(str(n), supplier=f"S{n % 3}", value=Decimal(n)) for n in range(8)]), st.lists(_DAYS)
)
def test_the_order_of_rows_does_not_matter_and_asking_twice_asks_once(
    lines: list[OpenLine], days: list[date]
) -> None:
    letters = [letter(day, str(n % 8)) for n, day in enumerate(days)]
    plan = plan_chases(lines, letters, {}, RULES, TODAY)
    ordered = plan_chases(sorted(lines, key=lambda each: each.po_line), letters, {}, RULES, TODAY)
    assert asked(plan.chases) == asked(ordered.chases)
    sent = [
        Letter(it.line.po_number, it.line.po_line, TODAY, it.line.due, it.step)
        for each in plan.chases
        for it in each.lines
    ]
    assert plan_chases(lines, [*letters, *sent], {}, RULES, TODAY).chases == ()
