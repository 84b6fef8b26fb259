"""What a whole list of orders lacks is told once."""

from collections import Counter
from datetime import date

import pytest
from order_tables import codes, judge, order, receipt

WHOLE = {"promised_date": date(2026, 5, 4), "status": "sent"}


def lines(count: int, **fields: object) -> list[dict[str, object]]:
    return [order(po_line=str(number), **{**WHOLE, **fields}) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("lacks", "told", "of_each_line"),
    [
        ({"quantity_ordered": None}, "no_quantities", "quantity_missing"),
        ({"promised_date": None}, "no_due_dates", "due_date_missing"),
    ],
)
def test_what_no_line_has_is_told_once_for_the_list(
    lacks: dict[str, object], told: str, of_each_line: str
) -> None:
    counted = Counter(codes(judge(lines(5, **lacks))))
    assert (counted[told], counted[of_each_line]) == (1, 0)
    counted = Counter(codes(judge([*lines(5, **lacks), order(po_number="9", **WHOLE)])))
    assert (counted[told], counted[of_each_line]) == (0, 5), "one line has it, so each that has not is named"
    counted = Counter(codes(judge(lines(2, **lacks))))
    assert (counted[told], counted[of_each_line]) == (0, 2), "two lines are named"


def test_a_list_that_says_nothing_of_arrivals_is_told() -> None:
    silent = lines(4, status=None)
    result = judge(silent)
    (finding,) = [each for each in result.findings if each.code == "arrivals_unknown"]
    assert finding.values["count"] == 4
    for says in ({"status": "sent"}, {"quantity_received": 0}, {"received_date": date(2026, 4, 1)}):
        assert "arrivals_unknown" not in codes(judge([*silent, order(po_number="9", **says)]))
    assert "arrivals_unknown" not in codes(judge(silent, [receipt(1)]))
