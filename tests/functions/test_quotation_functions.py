"""Quotations and currencies in cells: what a range is recognised as, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from examples import QUOTATIONS, RATES

from buybook.functions.calling import MISSING, call
from buybook.functions.surroundings import Surroundings
from buybook.registry import functions
from buybook.settings import loads

AROUND = Surroundings("en", dt.date(2026, 3, 10))


def answer(name: str, *cells: object, around: Surroundings = AROUND) -> object:
    return call(functions()[name], cells, around)


def column(*values: object) -> list[list[object]]:
    return [[value] for value in values]


def test_offers_side_by_side_the_best_first() -> None:
    found = answer("BUY_COMPARISON", QUOTATIONS, 80.0, RATES, "SEK")
    assert isinstance(found, list)
    assert found[0] == [
        "Item", "Supplier", "Order qty", "Net unit price", "Currency", "Landed per unit SEK", "Landed total SEK",
        "Lead time (days)", "Rank", "Remarks",
    ]  # fmt: skip
    assert [row[:9] for row in found[1:]] == [
        ["B1", "Beta", 80.0, 26.0, "SEK", 26.0, 2080.0, 20, 1],
        ["B1", "Alfa", 100.0, 2.5, "EUR", 28.0, 2800.0, 10, 2],
        ["B2", "Alfa", 80.0, 1.0, "EUR", 11.2, 896.0, 5, 1],
        ["B3", "Gamma", 80.0, 9.0, "SEK", 9.0, 720.0, 5, 1],
    ]
    assert found[2][9] == "Raised to the minimum quantity; Validity not stated"


def test_swedish_titles_in_another_order_are_recognised() -> None:
    listed = [
        ["Leverantör", "Artikelnr", "À-pris", "Valuta", "Antal"],
        ["Alfa", "B1", "12,50", "SEK", 10.0],
        ["Beta", "B1", "11,75", "SEK", 10.0],
    ]
    found = answer("BUY_BEST_QUOTATION", "B1", listed, around=Surroundings("sv", AROUND.today))
    assert found == "Beta"


def test_each_item_has_its_own_quantity() -> None:
    items, quantities = column("B1", "b1", "B2", "B9", None), column(80.0, 1000.0, 5.0, 1.0, 1.0)
    cheaper = [*QUOTATIONS, ["B1", "Delta", 1.0, "SEK", 900.0, 1.0]]
    assert answer("BUY_BEST_QUOTATION", items, cheaper, quantities, RATES, "SEK") == [
        ["Delta"],
        ["Delta"],
        ["Alfa"],
        ["item: B9 is not among the quotations."],
        [""],
    ]


def test_items_without_a_number_of_ours_have_each_its_own_quantity() -> None:
    listed = [
        ["MPN", "Supplier", "Unit price", "Currency", "From qty"],
        ["X1", "Alfa", 2.0, "SEK", 1.0],
        ["X1", "Beta", 1.0, "SEK", 100.0],
        ["X2", "Alfa", 5.0, "SEK", 1.0],
        ["X2", "Gamma", 4.0, "SEK", 1.0],
    ]
    found = answer(
        "BUY_BEST_QUOTATION", column("X1", "X1", "X2"), listed, column(10.0, 200.0, 3.0), MISSING, "SEK"
    )
    assert found == [["Alfa"], ["Beta"], ["Gamma"]]


def test_the_settings_tell_rates_and_the_base_currency() -> None:
    settings = loads("base_currency: SEK\nexchange_rates: {date: 2026-03-01, rates: {EUR: 11.2}}")
    around = Surroundings("en", AROUND.today, settings)
    assert answer("BUY_BEST_QUOTATION", "B1", QUOTATIONS, 80.0, around=around) == "Beta"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (([["a", "b"], [1.0, 2.0]],), "quotations: no quotations are recognised;"),
        ((QUOTATIONS, 80.0, RATES), "base_code: is missing."),
        ((QUOTATIONS, 80.0, [["x", 1.0]], "SEK"), "rates: holds no currencies"),
        ((QUOTATIONS, 80.0, [["EUR", 11.0], ["EUR", 12.0]], "SEK"), "rates: EUR has two rates."),
        ((QUOTATIONS, 80.0, [["EUR", -1.0]], "SEK"), "rates: EUR -1 is not above 0."),
        ((QUOTATIONS, 80.0, [["EUR", 0.089]], "SEK"), "rates: 1 EUR cannot cost 0.089 SEK;"),
        ((QUOTATIONS, 80.0, [["EUR", 11.2], ["SEK", 1.0]], "NOK"), "base_code: there is no rate for NOK."),
        ((QUOTATIONS, "x"), 'quantity: "x" is not a number.'),
        ((), "quotations: is missing."),
    ],
)
def test_what_is_refused(cells: Sequence[object], told: str) -> None:
    assert str(answer("BUY_COMPARISON", *cells)).startswith(told)


def test_a_cell_that_cannot_be_read_names_its_row() -> None:
    listed = [*QUOTATIONS, ["B3", "Delta", "dear", "SEK", 1.0, 1.0]]
    found = str(answer("BUY_COMPARISON", listed, 80.0, RATES, "SEK"))
    assert found.startswith("quotations (row 6): ")
    assert '"dear"' in found


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((100.0, "EUR", "SEK", RATES), 1120.0),
        ((column(100.0, 1.0), "eur", "SEK", RATES), [[1120.0], [11.2]]),
        ((100.0, "EUR", "NOK", [*RATES, ["SEK", 1.0]]), "to_code: there is no rate for NOK."),
        ((100.0, "EUR", "SEK", [["EUR", 0.089]]),
         "rates: 1 EUR cannot cost 0.089 SEK; give what one unit costs in the base currency."),
        ((100.0, "EUR", "SEK", MISSING), "rates: is missing."),
    ],
)  # fmt: skip
def test_exchange(cells: Sequence[object], told: object) -> None:
    assert answer("BUY_EXCHANGE", *cells) == told
