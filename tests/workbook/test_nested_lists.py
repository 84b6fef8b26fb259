"""Lists within lists: each order's line, and below it the titles and lines of what was ordered."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from layouts import drawn

from buybook.settings import Settings
from buybook.vocabulary import all_words, words
from buybook.workbook.appending import Placement, place_rows
from buybook.workbook.reading import read_tables
from buybook.workbook.recognise import recognise

ORDERS = "PO number | Supplier | Order date | Status"
LINES = " | Item no. | Description | Qty | Unit price"


def order(number: int, supplier: str, *lines: str) -> str:
    """Give an order's line, and its lines below it."""
    below = "\n".join([LINES, *(f" | {line}" for line in lines)]) if lines else ""
    return f"PO-{number} | {supplier} | 2026-01-0{number} | Open\n{below}".rstrip("\n")


REPORT = "\n".join(
    [
        ORDERS,
        order(1, "Berg", "A-1 | Bolt M8 | 10 | 2.5", "A-2 | Nut M8 | 20 | 1.5"),
        order(2, "Berg", "A-3 | Washer M8 | 30 | 0.5"),
        ORDERS,
        order(3, "Visser", "B-1 | Pump | 1 | 310", "B-2 | Hose | 4 | 12"),
        order(4, "Visser"),
        ORDERS,
        order(5, "Kogel", "C-1 | Bearing | 2 | 44"),
    ]
)


def test_lists_within_lists_are_two_lists() -> None:
    outer, inner = recognise([drawn(REPORT, "Orders")], all_words()).tables
    rows = REPORT.splitlines()
    assert (outer.header_row, outer.first_row, outer.last_row) == (1, 2, len(rows))
    orders = [n for n, row in enumerate(rows, 1) if row.startswith("PO-")]
    assert [n for n in range(outer.first_row, outer.last_row + 1) if n not in outer.total_rows] == orders
    assert (inner.header_row, inner.first_row, inner.last_row) == (3, 4, len(rows))
    lines = [n for n, row in enumerate(rows, 1) if row.startswith(" | ") and row != LINES]
    assert [n for n in range(inner.first_row, inner.last_row + 1) if n not in inner.total_rows] == lines


def test_only_the_lines_of_a_list_within_a_list_are_read() -> None:
    grid = drawn(REPORT, "Orders")
    inner = recognise([grid], all_words()).tables[1]
    frames, _ = read_tables({"Orders": grid}, [inner], Settings(), words("en"))
    (frame,) = frames.values()
    assert list(frame["item_number"]) == ["A-1", "A-2", "A-3", "B-1", "B-2", "C-1"]


def test_an_order_without_lines_may_be_the_last() -> None:
    report = f"{REPORT}\n{order(6, 'Kogel')}"
    outer, inner = recognise([drawn(report, "Orders")], all_words()).tables
    rows = report.splitlines()
    assert (outer.last_row, inner.last_row) == (len(rows), len(rows) - 1)


def test_a_new_order_goes_below_the_lines_of_the_last_and_looks_like_an_order() -> None:
    long = f"{REPORT}\n{order(6, 'Berg', *(f'D-{n} | Nut | {n} | 2' for n in range(8)))}"
    grid = drawn(long, "Orders")
    recognition = recognise([grid], all_words())

    def formulas(sheet: str, first: tuple[int, int], last: tuple[int, int]) -> list[tuple[str, ...]]:
        width = last[1] - first[1] + 1
        return [
            tuple(str(cell) for cell in grid.values[row - 1][:width]) for row in range(first[0], last[0] + 1)
        ]

    view: Any = SimpleNamespace(grids={"Orders": grid}, recognition=recognition, formulas=formulas)
    placed = place_rows(view, recognition.tables[0], ({"po_number": "PO-7"},))
    assert isinstance(placed, Placement)
    rows = long.splitlines()
    assert placed.first_row == len(rows) + 1
    assert rows[placed.template_row - 1].startswith("PO-6")


def test_titles_in_turns_are_of_lists_below_each_other() -> None:
    pair = f"{ORDERS}\nPO-1 | Berg | 2026-01-05 | Open\n\n{LINES}\n | A-1 | Bolt M8 | 10 | 2.5\n"
    tables = recognise([drawn("\n".join([pair] * 3), "Orders")], all_words()).tables
    assert len(tables) == 6
