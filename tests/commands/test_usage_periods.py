"""For how long a usage is, by the title of its column."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from workbooks import call, write_lists

from buybook.commands.usage_periods import period_of


@pytest.mark.parametrize(
    ("title", "months"),
    [
        ("Monthly usage", 1),
        ("Annual usage", 12),
        ("Usage L12M", 12),
        ("Förbrukning/mån", 1),
        ("Årsförbrukning", 12),
        ("Förbrukning per år", 12),
        ("Verbruik per maand", 1),
        ("Jaarverbruik", 12),
        ("Gebruik/mnd", 1),
        ("Quarterly usage", 3),
        ("Usage", None),
        ("Usage Jan-Mar", None),
        ("Monthly usage, annual average", None),  # both: nobody knows
    ],
)
def test_period_of_a_title(title: str, months: int | None) -> None:
    assert period_of(title) == (None if months is None else Decimal(months))


def test_a_week_and_a_day_are_parts_of_a_month() -> None:
    assert period_of("Veckoförbrukning") == period_of("Wkly use") == Decimal(84) / 365
    assert period_of("Daily usage") == period_of("Dagverbruik") == Decimal(12) / 365


REQUESTS = ["Request no.", "Item no.", "Description", "Quantity", "Unit", "Needed by", "Status"]
QUOTES = ["Quote no.", "Supplier", "Item no.", "Unit price", "Currency", "MOQ"]
ITEMS = ["Item no.", "Description", "Unit", "Stock on hand", "Reorder point", "Annual usage"]


@pytest.mark.parametrize("verb", ["compare", "order"])
def test_months_of_stock_are_told_by_the_commands(tmp_path: Path, verb: str) -> None:
    path = write_lists(
        tmp_path / "stock.xlsx",
        {
            "Requests": (REQUESTS, [["R1", "S-1", "Seal", 40, "pcs", None, "Approved"]]),
            "Quotes": (QUOTES, [["Q1", "Nordbolt AB", "S-1", 2.5, "SEK", 500]]),
            "Items": (ITEMS, [["S-1", "Seal", "pcs", 12, 20, 480]]),
        },
    )
    told = [each["text"] for each in call(verb, path).answer["findings"]]
    assert "Nordbolt AB sells S-1 by 500: 460 more than the 40 needed, which lasts 11.5 months." in told, told


USAGE = ["Item no.", "Description", "Unit", *(f"Usage Q{number}" for number in range(1, 5))]


def test_usage_in_quarters_side_by_side_is_for_as_long_as_they_are_together(tmp_path: Path) -> None:
    path = write_lists(
        tmp_path / "stock.xlsx",
        {
            "Requests": (REQUESTS, [["R1", "S-1", "Seal", 40, "pcs", None, "Approved"]]),
            "Quotes": (QUOTES, [["Q1", "Nordbolt AB", "S-1", 2.5, "SEK", 500]]),
            "Usage": (USAGE, [["S-1", "Seal", "pcs", 100, 120, 200, 60]]),
        },
    )
    told = [each["text"] for each in call("compare", path).answer["findings"]]
    assert "Nordbolt AB sells S-1 by 500: 460 more than the 40 needed, which lasts 11.5 months." in told, told
