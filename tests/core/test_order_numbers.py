from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.order_numbers import line_numbers, next_numbers

TODAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("existing", "today", "expected"),
    [
        (["PO-2026-0117", "PO-2026-0118"], TODAY, "PO-2026-0119"),
        (["PO-2026-0118", "PO-2026-0117"], TODAY, "PO-2026-0119"),  # whatever the order of rows
        (["4500012345"], TODAY, "4500012346"),
        (["PO-099"], TODAY, "PO-100"),
        (["PO-099", "PO-999"], TODAY, "PO-1000"),
        (["IO9"], TODAY, "IO10"),
        (["1001-A", "1002-A"], TODAY, "1003-A"),
        # the year moves on; the counter starts again only if it did before
        (["PO-2025-117", "PO-2025-118"], TODAY, "PO-2026-119"),
        (["PO-2024-300", "PO-2025-001", "PO-2025-118"], TODAY, "PO-2026-001"),
        (["PO-2024-099", "PO-2025-100"], TODAY, "PO-2026-101"),
        (["PO-2024-300", "PO-2025-001", "PO-2026-040"], TODAY, "PO-2026-041"),
        (["PO 2025-1001", "PO 2025-1117", "PO 2026-1001"], date(2027, 1, 2), "PO 2027-1001"),
        (["PO 2025-1055", "PO 2026-1044"], date(2027, 1, 2), "PO 2027-1"),
        (["INK-25-0117"], TODAY, "INK-26-0118"),
        (["INK-12-0117"], TODAY, "INK-12-0118"),  # 12 is no year here
        (["117/2025", "118/2025", "1/2026"], TODAY, "2/2026"),
        (["23/2026", "24/2026"], TODAY, "25/2026"),
        (["25/2026", "26/2026"], TODAY, "27/2026"),  # the longer one is the year
        (["20250099", "20260001"], TODAY, "20260002"),
        (["PO-2025", "PO-2026"], TODAY, "PO-2027"),  # one run of digits is the counter
        # several patterns
        (["A1", "A2", "B-100"], TODAY, "A3"),
        (["A1", "A2", "A3", "A4", "B-100", "b-101", "B-102"], TODAY, "B-103"),
        (["A-1", "B-1"], TODAY, "B-2"),
        (["by phone", "PO-7"], TODAY, "PO-8"),
        ([], TODAY, "PO-2026-0001"),
        (["by phone"], TODAY, "PO-2026-0001"),
    ],
)
def test_the_next_number_is_in_the_buyers_pattern(existing: list[str], today: date, expected: str) -> None:
    assert next_numbers(existing, 1, today) == [expected]


def test_a_number_is_never_used_twice_whatever_its_case() -> None:
    # two patterns can make the same number
    assert next_numbers(["PO-2025-7", "po-2026-8", " PO-2026-09 "], 2, TODAY) == ["PO-2026-10", "PO-2026-11"]
    assert next_numbers(["po-2026-0001"], 1, TODAY, "PO-{year}-{number:04}") != ["PO-2026-0001"]


def test_the_fallback_pattern_must_count() -> None:
    assert next_numbers([], 2, TODAY, "B{year}{month:02}-{number}") == ["B202603-1", "B202603-2"]
    with pytest.raises(ValueError, match="number"):
        next_numbers([], 1, TODAY, "B-{year}")


parts = st.text("ABPO-/ 0123456789", min_size=0, max_size=8)


@given(st.lists(parts | st.integers(1, 10**6).map(lambda n: f"PO-2026-{n}"), max_size=12), st.integers(0, 12))
def test_numbers_never_collide(existing: list[str], how_many: int) -> None:
    made = next_numbers(existing, how_many, TODAY)
    taken = {" ".join(number.split()).casefold() for number in existing}
    assert len(made) == how_many == len({number.casefold() for number in made})
    assert not taken & {" ".join(number.split()).casefold() for number in made}


@pytest.mark.parametrize(
    ("existing", "expected"),
    [
        ([], ["1", "2", "3"]),
        ([("a", "1"), ("a", "2"), ("b", "1")], ["1", "2", "3"]),
        ([("a", "20"), ("a", "10"), ("b", "10")], ["10", "20", "30"]),
        ([("a", "00010"), ("a", "00020")], ["00010", "00020", "00030"]),
        ([("a", "001"), ("b", "001")], ["001", "002", "003"]),
        ([("a", "1"), ("a", "10"), ("b", "1"), ("c", "10")], ["1", "2", "3"]),
        ([("a", "A"), ("b", "0")], ["1", "2", "3"]),
    ],
)
def test_line_numbers_follow_the_order_list(existing: list[tuple[str, str]], expected: list[str]) -> None:
    assert line_numbers(existing, 3) == expected
