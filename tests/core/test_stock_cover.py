"""When an article's stock is used up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from buybook.core.stock_cover import stated_stock_ends
from buybook.schema import TableKind

TODAY = date(2026, 3, 16)
MONTHLY = {1: Decimal(1)}


@pytest.mark.parametrize(
    ("rows", "ends"),
    [
        ([{"stock_on_hand": 60.0, "demand": 60.0}], date(2026, 4, 15)),  # a month
        ([{"stock_on_hand": 0.0, "demand": 60.0}], TODAY),
        ([{"stock_on_hand": -5.0, "demand": 60.0}], TODAY),
        ([{"days_of_cover": 9.0, "stock_on_hand": 60.0, "demand": 60.0}], date(2026, 3, 25)),
        (
            [{"stock_on_hand": 30.0, "demand": 30.0}, {"stock_on_hand": 30.0, "demand": 30.0}],
            date(2026, 4, 15),
        ),
        ([{"stock_on_hand": 60.0}], None),  # nobody knows what is used
        ([{"demand": 60.0}], None),
        ([{"stock_on_hand": 1e12, "demand": 1.0}], date(2036, 3, 13)),  # as far as anybody looks
    ],
)
def test_when_stock_ends(rows: list[dict[str, float]], ends: date | None) -> None:
    frame = pd.DataFrame([{"_table": 1, "_row": n, "item_number": "A-1"} | row for n, row in enumerate(rows)])
    found = stated_stock_ends({TableKind.ITEMS: frame}, MONTHLY, TODAY)
    assert found == ({} if ends is None else {"a-1": ends})
