"""ISO 2859-1: plans that everybody who uses the standard knows, and what its structure promises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.sampling import AQLS, LEVELS, Inspection, Plan, code_letter, plan

LOTS = st.integers(2, 1_000_000)


@pytest.mark.parametrize(
    ("lot", "level", "letter"),
    [(2, "II", "A"), (8, "II", "A"), (9, "II", "B"), (150, "II", "F"), (151, "II", "G"), (1200, "II", "J"),
     (1201, "II", "K"), (500_000, "II", "P"), (500_001, "II", "Q"), (500_001, "III", "R"), (1000, "I", "G"),
     (1000, "III", "K"), (1000, "S1", "C"), (1000, "S2", "C"), (1000, "S3", "E"), (1000, "S4", "F"),
     (500_001, "S1", "D"), (500_001, "S4", "K"), (500_001, "I", "N")],
)  # fmt: skip
def test_code_letters(lot: int, level: str, letter: str) -> None:
    assert code_letter(lot, level) == letter


@pytest.mark.parametrize(
    ("lot", "aql", "level", "inspection", "size", "accept"),
    [
        (1000, 1.0, "II", "normal", 80, 2),
        (1000, 2.5, "II", "normal", 80, 5),
        (1000, 4.0, "II", "normal", 80, 7),
        (500, 1.0, "II", "normal", 50, 1),
        (3000, 0.65, "II", "normal", 125, 2),
        (10_000, 1.5, "II", "normal", 200, 7),
        (100, 0.65, "II", "normal", 20, 0),
        (100, 1.0, "II", "normal", 13, 0),  # up: a smaller sample
        (100, 1.5, "II", "normal", 32, 1),  # down: a larger one
        (50, 0.10, "II", "normal", 50, 0),  # 125 of 50: all of them
        (1000, 0.010, "II", "normal", 1000, 0),
        (10, 15.0, "II", "normal", 3, 1),
        (1_000_000, 0.015, "III", "normal", 800, 0),
        (1000, 65.0, "II", "normal", 20, 21),
        (2000, 1.0, "II", "tightened", 125, 2),
        (2000, 2.5, "II", "tightened", 125, 5),
        (2000, 4.0, "II", "tightened", 125, 8),
        (2000, 0.15, "II", "tightened", 125, 0),
        (1_000_000, 0.025, "III", "tightened", 3150, 1),
        (2000, 6.5, "II", "reduced", 50, 8),
        (2000, 1.0, "II", "reduced", 50, 2),
        (1000, 1.0, "II", "reduced", 32, 1),
        (1, 1.0, "II", "normal", 1, 0),
    ],
)  # fmt: skip
def test_known_plans(lot: int, aql: float, level: str, inspection: str, size: int, accept: int) -> None:
    assert plan(lot, aql, level, Inspection(inspection)) == Plan(size, accept)


def test_reduced_plans_are_given_up_to_ten_percent() -> None:
    assert plan(1000, 15.0, "II", Inspection.REDUCED) is None


@given(lot=LOTS, aql=st.sampled_from(AQLS), level=st.sampled_from(LEVELS), how=st.sampled_from(Inspection))
def test_a_sample_is_part_of_the_lot(lot: int, aql: float, level: str, how: Inspection) -> None:
    found = plan(lot, aql, level, how)
    if found is not None:
        assert 0 < found.size <= lot
        assert found.accept >= 0
    else:
        assert how is Inspection.REDUCED


@given(lot=LOTS, aql=st.sampled_from(AQLS), level=st.sampled_from(LEVELS))
def test_good_lots_pass_more_easily_the_less_strict_the_inspection(lot: int, aql: float, level: str) -> None:
    normal, tightened = plan(lot, aql, level), plan(lot, aql, level, Inspection.TIGHTENED)
    assert normal is not None
    assert tightened is not None
    if normal.size == tightened.size:
        assert tightened.accept <= normal.accept


@given(aql=st.sampled_from(AQLS[:16]), level=st.sampled_from(("I", "II", "III")))
def test_lots_at_the_aql_are_mostly_accepted(aql: float, level: str) -> None:
    """The standard's promise: at the AQL about 88 to 99 of 100 lots pass under normal inspection."""
    from math import exp, factorial

    for lot in (1000, 20_000, 600_000):
        found = plan(lot, aql, level)
        assert found is not None
        if found.size < lot:
            mean = found.size * aql / 100
            passed = sum(exp(-mean) * mean**bad / factorial(bad) for bad in range(found.accept + 1))
            assert 0.86 < passed < 0.9995
