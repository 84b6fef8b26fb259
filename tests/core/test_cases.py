"""Cases: which step may follow which, and what keeps a case from being closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buybook.core.cases import ALLOWED, Act, Billed, Case, CaseState, NotAllowedError, Step, open_points, told

D = Decimal


def case(kind: str = "damaged", quantity: int = 5, **more: object) -> Case:
    return Case("NC-1", kind, D(quantity), D("50.00"), "EUR", **more)  # type: ignore[arg-type]


def step(act: Act, quantity: object = None, amount: object = None, **more: object) -> Step:
    def number(value: object) -> Decimal | None:
        return None if value is None else D(str(value))

    return Step(act, None, number(quantity), number(amount), **more)  # type: ignore[arg-type]


CLAIM = step(Act.CLAIMED, amount=50, remedy="replacement", deadline=date(2026, 4, 1))


def points(*steps: Step, kind: str = "damaged", billed: Billed | None = None) -> list[str]:
    after, wrong = told(case(kind), steps)
    assert wrong == []
    return [point.code for point in open_points(after, billed)]


@pytest.mark.parametrize(
    ("steps", "missing"),
    [
        ([], ["quantity"]),
        ([step(Act.REPLACED, 5)], []),
        ([step(Act.REPLACED, 3)], ["quantity"]),
        ([step(Act.REPLACED, 3), step(Act.REWORKED, 2)], []),
        ([step(Act.RETURNED, 5)], ["quantity"]),  # gone, and nothing in its place
        ([step(Act.RETURNED, 5), step(Act.CREDITED, 5, 50)], []),
        ([step(Act.CREDITED, 5, 40)], ["credit"]),
        ([step(Act.CREDITED, 5, 40), step(Act.ANSWERED, amount=40)], []),
        ([step(Act.REPLACED, 3), step(Act.CREDITED, 2, 20)], []),
        ([step(Act.REPLACED, 3), step(Act.CREDITED, 2, "19.99")], ["credit"]),
        (
            [step(Act.ANSWERED, amount=10), step(Act.REPLACED, 5)],
            ["credit"],
        ),  # the agreed credit is still to come
    ],
)
def test_a_case_closes_when_quantities_and_money_reconcile(steps: list[Step], missing: list[str]) -> None:
    assert points(CLAIM, *steps) == missing


def test_what_was_to_go_back_must_have_gone_back() -> None:
    back = step(Act.CLAIMED, remedy="return")
    assert points(back, step(Act.CREDITED, 5, 50)) == ["return"]
    assert points(back, step(Act.CREDITED, 5, 50), step(Act.RETURNED, 5)) == []


def test_too_much_or_another_article_that_went_back_needs_nothing_in_its_place() -> None:
    assert points(CLAIM, step(Act.RETURNED, 5), kind="over") == []
    assert points(CLAIM, step(Act.RETURNED, 5), step(Act.REPLACED, 5), kind="wrong_item") == []


@pytest.mark.parametrize("kind", ["late", "missing_paper"])
def test_where_no_goods_are_wrong_the_answer_settles(kind: str) -> None:
    assert points(CLAIM, kind=kind) == ["answer"]
    assert points(CLAIM, step(Act.ANSWERED), kind=kind) == []
    assert points(CLAIM, step(Act.ANSWERED, amount=10), kind=kind) == ["credit"]
    assert points(CLAIM, step(Act.ANSWERED, amount=10), step(Act.CREDITED, amount=10), kind=kind) == []


def test_no_more_may_stay_invoiced_than_is_due() -> None:
    credit = step(Act.CREDITED, 5, 50, reference="CN-1")
    assert points(CLAIM, credit, billed=Billed(D(100), D(50))) == []
    assert points(CLAIM, credit, billed=Billed(D(110), D(50))) == ["invoice"]
    listed = Billed(
        D(50), D(50), credit_notes=frozenset({"cn-1"})
    )  # the note is among the invoices: counted once
    assert points(CLAIM, credit, billed=listed) == []
    assert points(CLAIM, step(Act.RETURNED, 5), kind="over", billed=Billed(D(150), D(100))) == ["invoice"]
    assert points(CLAIM, step(Act.REPLACED, 5), billed=Billed(D(100), D(100))) == []
    assert points(CLAIM, step(Act.REPLACED, 5), billed=Billed(D(120), D(100), D(20))) == []  # another case's


def test_goods_kept_at_a_lower_price_are_paid_for_as_agreed() -> None:
    steps = (CLAIM, step(Act.ANSWERED, amount=15), step(Act.CREDITED, 5, 15))
    assert points(*steps, billed=Billed(D(100), D(50))) == []
    assert points(*steps, billed=Billed(D("100.01"), D(50))) == ["invoice"]


@pytest.mark.parametrize(
    ("kind", "steps", "code"),
    [
        ("damaged", [step(Act.REPLACED, 1)], "case_step_not_allowed"),  # not claimed yet
        ("damaged", [CLAIM, step(Act.REPLACED, 6)], "case_too_much"),
        ("damaged", [CLAIM, step(Act.REPLACED, 3), step(Act.REWORKED, 3)], "case_too_much"),
        ("damaged", [CLAIM, step(Act.RETURNED, 6)], "case_too_much"),
        ("short", [CLAIM, step(Act.RETURNED, 1)], "case_nothing_came"),
        ("damaged", [CLAIM, step(Act.CREDITED, 0, 10)], "case_too_much"),
        ("damaged", [CLAIM, *[step(Act.CREDITED, 1, 10, reference="CN-1")] * 2], "case_credit_twice"),
        ("damaged", [CLAIM, step(Act.REPLACED, 5), step(Act.CLOSED), CLAIM], "case_step_not_allowed"),
        ("damaged", [step(Act.WITHDRAWN), CLAIM], "case_step_not_allowed"),
    ],
)
def test_what_cannot_be_is_refused(kind: str, steps: list[Step], code: str) -> None:
    after = case(kind)
    with pytest.raises(NotAllowedError) as refused:
        for each in steps:
            after = after.after(each)
    assert refused.value.code == code


ACTS = st.lists(st.sampled_from(list(Act)), max_size=12)


@settings(max_examples=200, deadline=None)
@given(ACTS, st.sampled_from(["damaged", "short", "over", "late"]))
def test_states_follow_the_allowed_transitions_only(acts: list[Act], kind: str) -> None:
    now = case(kind)
    for act in acts:
        before = now
        try:
            now = now.after(step(act, 1, 1))
        except NotAllowedError:
            assert now is before
            continue
        assert now.state is ALLOWED[before.state][act]
        assert len(now.steps) == len(before.steps) + 1
        assert kind == "late" or now.settled <= now.quantity
    if now.state in (CaseState.CLOSED, CaseState.WITHDRAWN):
        assert now.over and not ALLOWED[now.state]


def test_an_answer_is_overdue_after_its_day_until_it_comes() -> None:
    claimed = case().after(CLAIM)
    assert not claimed.overdue(date(2026, 4, 1)) and claimed.overdue(date(2026, 4, 2))
    assert not claimed.after(step(Act.ANSWERED)).overdue(date(2026, 4, 2))
