"""Switching rules of ISO 2859-1."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buybook.core.sampling import Inspection
from buybook.core.switching import InspectedLot, out_of_limits, strictness

N, T, R = Inspection.NORMAL, Inspection.TIGHTENED, Inspection.REDUCED


def lots(decisions: str, size: int = 1000, found: int = 0) -> list[InspectedLot]:
    """A lot for each letter: + accepted, - not accepted."""
    return [InspectedLot(size, found if each == "+" else 9, each == "+") for each in decisions]


@pytest.mark.parametrize(
    ("decisions", "inspection"),
    [
        ("", N),
        ("-", N),
        ("--", T),
        ("-+++-", T),
        ("-++++-", N),  # two of six
        ("--++++", T),
        ("--+++++", N),
        ("--++++-+++++", N),
        ("--+++++-", N),  # what was before the switch counts no more
        ("--+++++--", T),
    ],
)
def test_normal_and_tightened(decisions: str, inspection: Inspection) -> None:
    assert strictness(lots(decisions), 1.0).inspection is inspection


def test_five_lots_refused_while_tightened_stop_it() -> None:
    assert not strictness(lots("--" + "----"), 1.0).stopped
    assert strictness(lots("--" + "--+--+-"), 1.0).stopped
    assert not strictness(lots("--" + "-----" + "+++++"), 1.0).stopped


def test_reduced_comes_by_the_score_and_only_where_it_is_allowed() -> None:
    ten = lots("+" * 10)  # 1,000 at AQL 1.0: Ac 2, three points a lot accepted at 0.65
    assert strictness(ten, 1.0, reduced=True).inspection is R
    assert strictness(ten, 1.0).inspection is N
    assert strictness(ten[:9], 1.0, reduced=True) == type(strictness([], 1.0))(N, 27)
    assert strictness([*ten, *lots("-")], 1.0, reduced=True).inspection is N


def test_small_acceptance_numbers_score_two_and_bad_samples_none() -> None:
    assert strictness(lots("+" * 14, size=100), 1.0, reduced=True).score == 28  # Ac 0
    assert strictness(lots("+" * 15, size=100), 1.0, reduced=True).inspection is R
    assert strictness(lots("+" * 9, found=2), 1.0, reduced=True).score == 0  # fine at 1.0, not at 0.65


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="+-", max_size=40), st.booleans())
def test_two_good_runs_never_tighten_and_two_bad_lots_always_do(decisions: str, reduced: bool) -> None:
    after = strictness(lots(decisions), 1.0, reduced=reduced)
    if decisions.endswith("--") and len(decisions) >= 4:
        assert after.inspection is not R
    if "-" not in decisions:
        assert after.inspection is not T
    if decisions.endswith("+++++"):
        assert after.inspection is not T
    assert reduced or after.inspection is not R


def test_readings_against_limits() -> None:
    assert out_of_limits([1, 2, 3], 2, None) == 1
    assert out_of_limits([1, 2, 3], None, 2) == 1
    assert out_of_limits([1, 2, 3], 1, 3) == 0
