"""What items and order lines ask for in the way of inspection."""

from __future__ import annotations

import pytest
from order_tables import order, tables

from buybook.core.inspection_wishes import Wish, wishes


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("Yes", (1.0, "II")),
        ("AQL 0,65 II", (0.65, "II")),
        ("aql=2.5 level S-3", (2.5, "S3")),
        ("AQL 1.2", (1.0, "II")),  # not of the standard: the next stricter one
        ("AQL 0.65 III", (0.65, "III")),
        ("III", (1.0, "III")),
        ("mät i 3 punkter", (1.0, "II")),
        ("nej", None),
        ("-", None),
        (None, None),
    ],
)
def test_an_items_wish(said: str | None, wish: tuple[float, str] | None) -> None:
    item = {"item_number": "A-1", "inspection": said, "certificate": "3.1"}
    found = wishes(tables([order()], items=[item]), 1.0, "II").of("PO-1", "10", "a-1")
    assert found == (None if wish is None else Wish(*wish, "3.1"))


def test_an_order_lines_verdict_is_no_wish_but_its_aql_is() -> None:
    rows = [order(inspection="OK"), order(po_line="20", inspection="AQL 4")]
    found = wishes(tables(rows), 1.0, "II")
    assert found.of("PO-1", "10", "A-1") is None
    assert found.of("po-1", "0020", None) == Wish(4.0, "II")
