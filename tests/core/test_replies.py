"""A reply against what the buyer has: whose article a line is, what differs, and what is booked already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd
import pytest

from buybook.core.frames import Tables
from buybook.core.offered import OfferedLine
from buybook.core.replies import Difference, differences, is_booked, match_lines, standing
from buybook.schema import TableKind

ITEMS = [
    {"item_number": "A-1", "description": "Hex bolt M8 x 40 zinc", "supplier_item_number": "N-77"},
    {"item_number": "A-2", "description": "Washer M8", "manufacturer_part_number": "W8-Z"},
    {"item_number": "A-3", "description": "Nut M8"},
    {"item_number": "A-4", "description": "Nut M8"},
]


def tables(**rows: Sequence[Mapping[str, object]]) -> Tables:
    """Canonical frames by kind."""
    found = {}
    for number, (kind, records) in enumerate(rows.items(), start=1):
        frame = pd.DataFrame([dict(record) for record in records], dtype=object)
        frame.insert(0, "_table", number)
        frame.insert(1, "_row", range(2, 2 + len(frame)))
        found[TableKind(kind)] = frame
    return found


def line(item: str | None = None, price: str | None = "2.50", **more: object) -> OfferedLine:
    values: dict[str, object] = {"supplier": "Nordbolt AB", "currency": "EUR"} | more
    return OfferedLine(
        "Prices",
        5,
        item_number=item,
        unit_price=None if price is None else Decimal(price),
        **values,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("offered", "number", "way", "proposed"),
    [
        (line("a-1"), "A-1", "item_number", None),
        (line(supplier_item_number="N-77"), "A-1", "supplier_item_number", None),
        (line("N-77"), "A-1", "supplier_item_number", None),
        (line("X", manufacturer_part_number="w8-z"), "A-2", "manufacturer_part_number", None),
        (line("X", description="washer  m8"), "A-2", "description", None),
        (line("X", description="Nut M8"), "X", None, None),  # two articles are called so
        (line("X", description="Hex bolt M8 x 40"), "X", None, "A-1"),
        (line("X", description="Bracket"), "X", None, None),
    ],
)
def test_whose_article_a_line_is(
    offered: OfferedLine, number: str, way: str | None, proposed: str | None
) -> None:
    found = match_lines([offered], tables(items=ITEMS))[0]
    assert (found.line.item_number, found.way, found.proposed) == (number, way, proposed)


def quoted(item: str, price: float | None, **more: object) -> dict[str, object]:
    return {"supplier": "Nordbolt AB", "item_number": item, "unit_price": price, "currency": "EUR"} | more


def found(lines: Sequence[OfferedLine], known: Tables, rfq: str | None = None) -> list[Difference]:
    return differences(match_lines(lines, known), standing(known, ["Nordbolt AB"], rfq))


def kinds(lines: Sequence[OfferedLine], known: Tables) -> list[tuple[str, str]]:
    return [(each.kind, each.article) for each in found(lines, known)]


def test_a_price_is_compared_per_unit_after_discount() -> None:
    known = tables(quotations=[quoted("A-1", 0.02)])
    dearer = line("A-1", "2.50", price_per=Decimal(100), discount=Decimal(10))
    (change,) = found([dearer], known)
    assert (change.kind, change.percent) == ("price_changed", Decimal("12.5"))
    assert kinds([line("A-1", "2.00", price_per=Decimal(100))], known) == []


def test_the_newest_offer_is_what_a_reply_is_compared_with() -> None:
    known = tables(
        quotations=[
            quoted("A-1", 3.0, quote_date=dt.datetime(2026, 2, 1)),
            quoted("A-1", 1.0, quote_date=dt.datetime(2025, 2, 1)),
        ]
    )
    assert found([line("A-1", "3.30")], known)[0].percent == Decimal("10.0")


def test_breaks_are_compared_with_their_own() -> None:
    known = tables(quotations=[quoted("A-1", 3.0), quoted("A-1", 2.5, quantity_break=100.0)])
    lines = [line("A-1", "3.00"), line("A-1", "2.75", quantity_break=Decimal(100))]
    assert [(each.kind, each.quantity_break) for each in found(lines, known)] == [("price_changed", 100)]


def test_terms_that_changed() -> None:
    old = quoted("A-1", 2.5, unit="pcs", moq=10.0, lead_time=7.0, quote_valid_until=dt.datetime(2026, 1, 31))
    new = line(
        "A-1", "2.50", unit="box", moq=Decimal(20), lead_time=Decimal(14), valid_until=dt.date(2026, 6, 30)
    )
    assert [each.kind for each in found([new], tables(quotations=[old]))] == [
        "unit_changed", "moq_changed", "lead_time_changed", "valid_until_changed",
    ]  # fmt: skip


def test_another_currency_is_told_and_not_compared() -> None:
    assert kinds([line("A-1", "2.50", currency="SEK")], tables(quotations=[quoted("A-1", 2.5)])) == [
        ("currency_changed", "A-1")
    ]


def test_what_was_asked_for_is_missed_and_what_was_not_is_told() -> None:
    known = tables(quotations=[quoted("A-1", None), quoted("A-2", None)])
    assert kinds([line("A-1"), line("A-3"), line("A-9", None, declined=True)], known) == [
        ("new_price", "A-1"), ("not_asked", "A-3"), ("new_price", "A-3"), ("not_asked", "A-9"),
        ("declined", "A-9"), ("missing", "A-2"),
    ]  # fmt: skip


def test_a_request_says_what_was_asked_for() -> None:
    known = tables(requisitions=[{"item_number": "A-1", "rfq": "R-1"}, {"item_number": "A-2", "rfq": "R-2"}])
    assert [each.article for each in found([], known, "R-1")] == ["A-1"]


def test_a_line_is_booked_once() -> None:
    known = tables(quotations=[quoted("A-1", 0.025, quote_valid_until=dt.datetime(2026, 6, 30))])
    here = standing(known, ["Nordbolt AB"])
    assert is_booked(line("A-1", "2.50", price_per=Decimal(100)), here)
    assert is_booked(line("A-1", "0.025", valid_until=dt.date(2026, 6, 30)), here)
    assert not is_booked(line("A-1", "0.025", valid_until=dt.date(2026, 7, 31)), here)
    assert not is_booked(line("A-1", "0.026"), here)
    assert not is_booked(line("A-1", "0.025", supplier="Other AB"), here)
    assert not is_booked(line("A-1", "0.025", quantity_break=Decimal(50)), here)
    assert not is_booked(line("A-1", None, declined=True), here)
