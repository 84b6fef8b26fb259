"""The page that `map` shows: what is doubtful first, each list with its columns, the same layout once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from workbooks import ORDERS, STANDARD, call, write_lists, write_orders

from buybook.commands.job import Section
from buybook.run import Result

ODD = ["Xyzzy", *ORDERS, "Zeta"]
ROWS = [["q w", *line, dt.date(2026, 4, day)] for day, line in enumerate(STANDARD, start=1)]


def sections(result: Result) -> tuple[Section, ...]:
    assert result.outcome is not None
    return result.outcome.sections


def test_each_list_is_shown_with_all_its_columns(tmp_path: Path) -> None:
    result = call("map", write_orders(tmp_path / "orders.xlsx"))
    orders, receipts = sections(result)
    assert orders.heading == "Orders on Orders: titles in row 4, lines 5 to 8 (sure)"
    assert receipts.heading == "Receipts on Goods in: titles in row 1, lines 2 to 3 (sure)"
    assert [row[0] for row in orders.rows] == list("ABCDEFGHIJKL")
    assert orders.rows[5][1:4] == ("Ordered qty", "Ordered qty", "sure")
    assert all(row[4] for row in orders.rows), "each says why"


def test_what_is_doubtful_comes_first_and_what_is_not_read_last(tmp_path: Path) -> None:
    result = call("map", write_lists(tmp_path / "orders.xlsx", {"Orders": (ODD, ROWS)}))
    look, orders = sections(result)
    assert look.heading == "Please look at these first"
    assert [row[:2] for row in look.rows] == [("Orders!N1", "Zeta")]
    assert look.rows[0][3], "it asks something"
    assert (orders.rows[0][0], orders.rows[0][3]) == ("N", "doubtful")
    middle = [row[0] for row in orders.rows[1:] if row[3] != "not read"]
    assert middle == sorted(middle)
    assert (orders.rows[-1][1], orders.rows[-1][3]) == ("Xyzzy", "not read")


def test_lists_that_are_alike_are_shown_once(tmp_path: Path) -> None:
    names = [f"Order {number}" for number in range(4501, 4506)]
    path = write_lists(tmp_path / "orders.xlsx", dict.fromkeys(names, (ORDERS, STANDARD)))
    (only,) = sections(call("map", path))
    assert only.heading.startswith("Orders on 5 sheets (Order 4501, Order 4502, Order 4503 … Order 4505)")
    assert len(call("map", path).answer["tables"]) == 5


def test_the_page_is_in_the_readers_language(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "orders.xlsx")
    assert sections(call("map", path, _language="nl"))[0].titles[3] == "Hoe zeker"
    assert sections(call("map", path, _language="sv"))[0].titles[3] == "Hur säkert"
