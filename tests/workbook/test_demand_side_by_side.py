"""Months, weeks or quarters side by side as columns of what is needed, and look-alikes that are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from layouts import drawn

from buybook.schema import TableKind
from buybook.settings import Settings, SheetOverride
from buybook.vocabulary import all_words, words
from buybook.workbook.reading import read_tables
from buybook.workbook.recognise import describe, recognise
from buybook.workbook.tables import Area, Recognition

MERGED = (Area(1, 3, 1, 6),)

# The sheet's name, the drawing, the header row, and the field of each titled column.
DEMAND = {
    "months under a merged group, with totals": (
        "Blad1",
        """Art.nr | Benämning | Behov
 | | jan | feb | mar | Totalt
A1 | Skruv | 3 | 4 | 5 | 12
A2 | Mutter | 1 | 2 | 3 | 6
Summa | | 4 | 6 | 8 | 18""",
        2, "item_number description demand demand demand -",
    ),
    "a group above the titles of the goods": (
        "Sheet1",
        """ | | Forecast
Item | Description | Jan-26 | Feb-26 | Mar-26 | Total
A1 | Bolt | 3 | 4 | 5 | 12
A2 | Nut | 1 | 2 | 3 | 6""",
        2, "item_number description demand demand demand -",
    ),
    "months of two years": (
        "Verbruik",
        """Artikelnr | Omschrijving | 2025 | | 2026
 | | nov | dec | jan | feb
A1 | Kabel | 3 | 4 | 5 | 6
A2 | Buis | 3 | 4 | 5 | 6""",
        2, "item_number description demand demand demand demand",
    ),
    "real dates as titles": (
        "Prognos",
        """Artikel | Benämning | 2026-01-01 | 2026-02-01 | 2026-03-01 | 2026-04-01
A1 | Skruv | 3 | 4 | 5 | 6
A2 | Mutter | 3 | 4 | 5 | 6""",
        1, "item_number description demand demand demand demand",
    ),
    "weeks after a stock": (
        "Materialbehov",
        """Artikel | Benämning | Lager | v.12 | v.13 | v.14 | v.15
A1 | Skruv | 100 | 3 | 4 | 5 | 6
A2 | Mutter | 50 | 3 | 4 | 5 | 6""",
        1, "item_number description stock_on_hand demand demand demand demand",
    ),
    "bare numbers under the word for weeks": (
        "Blad1",
        """Artikel | Benämning | Behov per vecka
 | | 12 | 13 | 14 | 15
A1 | Skruv | 3 | 4 | 5 | 6
A2 | Mutter | 3 | 4 | 5 | 6""",
        2, "item_number description demand demand demand demand",
    ),
    "the word in every title": (
        "Blad1",
        """Artikel | Behov mars | Behov april | Behov maj
A1 | 3 | 4 | 5
A2 | 1 | 2 | 3""",
        1, "item_number demand demand demand",
    ),
    "quarters beside a supplier": (
        "Demand plan",
        """Item | Supplier | Q1 | Q2 | Q3 | Q4 | Total
A1 | Acme | 3 | 4 | 5 | 3 | 15
A2 | Beta | 1 | 2 | 3 | 3 | 9""",
        1, "item_number supplier demand demand demand demand -",
    ),
    "months with their quarters between": (
        "Usage",
        """Part number | Jan | Feb | Mar | Q1 | Apr | May | Jun | Q2
A1 | 1 | 1 | 1 | 3 | 2 | 2 | 2 | 6
A2 | 1 | 1 | 1 | 3 | 2 | 2 | 2 | 6""",
        1, "item_number demand demand demand - demand demand demand -",
    ),
}  # fmt: skip


def seen(text: str, sheet: str, merges: tuple[Area, ...] = (), **settings: object) -> Recognition:
    return recognise([drawn(text, sheet, merges)], all_words(), **settings)


def codes(recognition: Recognition) -> list[str]:
    return [finding.code for finding in recognition.findings]


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("name", DEMAND)
def test_periods_side_by_side_are_demand(name: str, merged: bool) -> None:
    sheet, text, row, meant = DEMAND[name]
    recognition = seen(text, sheet, MERGED if merged and row == 2 else ())
    (table,) = recognition.tables
    assert (table.kind, table.header_row, table.last_row) == (TableKind.DEMAND, row, row + 2)
    assert [column.field or "-" for column in table.columns] == meant.split()
    assert codes(recognition) == ["demand_by_period"]
    assert "blocks" not in describe(recognition)[0]


OTHER = {
    "sales": ("Sales 2025", "Product | Jan | Feb | Mar | Apr\nPump | 3 | 4 | 5 | 6\nValve | 3 | 4 | 5 | 6"),
    "sales with prices": (
        "Omzet",
        "Artikel | Prijs | jan | feb | mrt | apr | mei | jun\nA1 | 3 | 3 | 4 | 5 | 6 | 1 | 1\nA2 | 2 | 3 | 4 | 5 | 6 | 1 | 1",
    ),
    "sales above": (
        "Blad1",
        "Försäljningsstatistik\n\nArtikelnr | Benämning | jan | feb | mar | apr | maj | jun\nA1 | Skruv | 3 | 4 | 5 | 6 | 1 | 1\nA2 | Mutter | 3 | 4 | 5 | 6 | 1 | 1",
    ),
    "budget": ("Budget", "Konto | Benämning | jan | feb | mar | Totalt\n4010 | Material | 3000 | 4000 | 5000 | 12000"),
    "cost centres": ("Sheet1", "Cost center | Description | Jan | Feb | Mar\n100 | Rent | 3000 | 4000 | 5000\n200 | Travel | 1 | 2 | 3"),
    "hours": ("Tid", "Namn | Projekt | v.1 | v.2 | v.3\nEva | P1 | 8 | 8 | 8\nJan | P2 | 8 | 8 | 8"),
    "spend": ("Spend", "Supplier | Jan | Feb | Mar\nAcme | 3000 | 4000 | 5000\nBeta | 1 | 2 | 3"),
    "household": ("Huishouden", "Omschrijving | jan | feb | mrt | Totaal\nHuur | 900 | 900 | 900 | 2700\nGas | 100 | 100 | 100 | 300"),
    "customers": ("Sheet1", "Item no. | Customer | Jan | Feb | Mar | Apr | May | Jun\nA1 | Shop | 1 | 1 | 1 | 1 | 1 | 1\nA2 | Shop | 1 | 1 | 1 | 1 | 1 | 1"),
    "received": ("Sheet1", "Item no. | Description | Received\n | | Jan | Feb | Mar | Apr | May | Jun\nA1 | Bolt | 1 | 1 | 1 | 1 | 1 | 1\nA2 | Nut | 1 | 1 | 1 | 1 | 1 | 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER)
def test_other_figures_by_period_are_no_demand(name: str) -> None:
    sheet, text = OTHER[name]
    assert {table.kind for table in seen(text, sheet).tables} <= {TableKind.OTHER}


UNSAID = "Artikelnr | Benämning | jan | feb | mar | apr | maj | jun\nA1 | Skruv | 3 | 4 | 5 | 6 | 1 | 1\nA2 | Mutter | 3 | 4 | 5 | 6 | 1 | 1"


def test_where_nothing_says_what_the_figures_are_it_is_asked() -> None:
    recognition = seen(UNSAID, "Blad1")
    (table,) = recognition.tables
    assert table.kind is TableKind.DEMAND
    assert codes(recognition) == ["demand_by_period_unsure"]
    assert not any(column.sure for column in table.columns if column.field == "demand")


def test_money_by_its_format_is_no_demand() -> None:
    grid = replace(drawn(UNSAID, "Blad1"), number_format=lambda area: "#,##0.00 kr")
    assert {table.kind for table in recognise([grid], all_words()).tables} <= {TableKind.OTHER}


def test_few_periods_of_which_nothing_is_said_are_left_and_told() -> None:
    recognition = seen(
        "Artikelnr | Benämning | v.1 | v.2 | v.3\nA1 | Skruv | 3 | 4 | 5\nA2 | Mutter | 3 | 4 | 5", "Blad1"
    )
    assert [table.kind for table in recognition.tables] == [TableKind.OTHER]
    assert "periods_not_read" in codes(recognition)


def test_the_buyer_says_that_the_list_is_of_demand() -> None:
    text = "Product | Jan | Feb | Mar\nPump | 3 | 4 | 5\nValve | 1 | 2 | 3"
    (table,) = seen(text, "Sales", overrides={"Sales": SheetOverride(kind=TableKind.DEMAND)}).tables
    assert [block.period for block in table.blocks] == ["month"] * 3


def test_a_column_that_the_buyer_leaves_out_is_left_out() -> None:
    override = SheetOverride(columns={"feb": None})
    (table,) = seen(UNSAID, "Behov", overrides={"Behov": override}).tables
    assert [column.field for column in table.columns].count("demand") == 5


def test_a_column_of_its_own_for_the_usage_is_read_and_the_months_are_not() -> None:
    (table,) = seen(
        "Item | Desc | Jan | Feb | Mar | Avg/month\nA1 | Bolt | 3 | 3 | 3 | 3\nA2 | Nut | 6 | 6 | 6 | 6",
        "Usage",
    ).tables
    assert [column.field for column in table.columns] == [
        "item_number",
        "description",
        None,
        None,
        None,
        "demand",
    ]
    assert table.blocks == ()


def test_stock_with_levels_and_a_history_stays_a_list_of_items() -> None:
    text = """Item no. | Description | On hand | Reorder point | Safety stock | Supplier | Jan | Feb | Mar
A1 | Bolt | 3 | 4 | 5 | Acme | 1 | 1 | 1
A2 | Nut | 3 | 4 | 5 | Acme | 1 | 1 | 1"""
    (table,) = seen(text, "Stock").tables
    assert (table.kind, table.blocks) == (TableKind.ITEMS, ())


def test_each_period_of_each_article_is_a_row_of_demand() -> None:
    sheet, text, _, _ = DEMAND["months under a merged group, with totals"]
    grid = drawn(text, sheet, MERGED)
    tables, findings = read_tables(
        {sheet: grid}, recognise([grid], all_words()).tables, Settings(), words("sv")
    )
    frame = tables[TableKind.DEMAND]
    assert frame.groupby("item_number")["demand"].sum().to_dict() == {"A1": 12.0, "A2": 6.0}
    assert len(frame) == 6
    assert findings == ()


def test_three_lines_of_dates_in_steps_are_no_titles() -> None:
    text = """PO | Supplier | Item | Qty | Ordered | Wanted | Confirmed
1 | Acme | A1 | 1 | 2026-01-05 | 2026-01-12 | 2026-01-19
2 | Acme | A1 | 1 | 2026-01-05 | 2026-01-12 | 2026-01-19"""
    (table,) = seen(text, "Orders").tables
    assert (table.kind, table.header_row, table.last_row) == (TableKind.ORDERS, 1, 3)
