"""How a call's cells are taken and its answer is given, whatever the function."""

from __future__ import annotations

import datetime as dt

import pytest
from examples import CALLS

from buybook.functions.calling import MISSING, call
from buybook.functions.surroundings import Surroundings
from buybook.registry import functions
from buybook.settings import loads

AROUND = Surroundings("en", dt.date(2026, 3, 10))
WHOLE = 1_048_576


def answer(name: str, *cells: object, around: Surroundings = AROUND) -> object:
    return call(functions()[name], cells, around)


def column(*values: object) -> list[list[object]]:
    return [[value] for value in values]


def test_there_is_an_example_of_every_function_with_every_argument() -> None:
    assert {name: list(cells) for name, cells in CALLS.items()} == {
        name: [argument.name for argument in each.arguments] for name, each in functions().items()
    }


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ((100.0, 40.0), 60.0),
        ((column(100.0, 50.0), 40.0), [[60.0], [10.0]]),
        (([[100.0, 50.0]], column(40.0, 10.0)), [[60.0, 10.0], [90.0, 40.0]]),
        (([100.0, 50.0], 40.0), [[60.0, 10.0]]),
        ((column(100.0, None, "", 8.0), 3.0), [[97.0], [""], [""], [5.0]]),
        ((column(100.0, 8.0), column(None, 3.0)), [[100.0], [5.0]]),
        ((100.0, MISSING, 1.0), 99.0),
        ((), "ordered: is missing."),
        ((column(1.0, 2.0), column(1.0, 2.0, 3.0)), "ordered: has 2 rows, where accepted has 3."),
        (([[1.0, 2.0]], [[1.0, 2.0, 3.0]]), "ordered: has 2 columns, where another argument has 3."),
        (((), 1.0), ""),
    ],
)
def test_shapes(cells: tuple[object, ...], found: object) -> None:
    assert answer("BUY_OPEN_QUANTITY", *cells) == found


def test_whole_columns_end_with_the_list_and_their_title_is_blank() -> None:
    ordered = [["Ordered"], [100.0], [8.0], *[[None]] * (WHOLE - 3)]
    accepted = [["Accepted"], [40.0], *[[None]] * (WHOLE - 2)]
    assert answer("BUY_OPEN_QUANTITY", ordered, accepted) == [[""], [60.0], [8.0]]


def test_a_title_counts_as_wrong_where_no_whole_column_is_given() -> None:
    assert answer("BUY_OPEN_QUANTITY", column("Ordered", 8.0)) == [
        ['ordered: "Ordered" is not a number.'],
        [8.0],
    ]


def test_each_row_says_its_own_mistake() -> None:
    found = answer("BUY_EOQ", column("abc", 1300.0, 5.0, -2146826246), column(8.0, "x", -1.0, 8.0), 0.225)
    assert found == [
        ['demand: "abc" is not a number.'],
        ['order_cost: "x" is not a number.'],
        ["order_cost: -1 is below 0."],
        ["demand: the cell shows #N/A."],
    ]


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", 'ordered: "abc" is not a number.'), ("sv", 'ordered: "abc" är inget tal.'),
     ("nl", 'ordered: "abc" is geen getal.')],
)  # fmt: skip
def test_sentences_in_the_language(language: str, told: str) -> None:
    around = Surroundings(language, AROUND.today)
    assert answer("BUY_OPEN_QUANTITY", "abc", around=around) == told


def test_today_is_told_from_outside_and_the_country_follows_the_language() -> None:
    assert answer("BUY_DAYS_LATE", dt.datetime(2026, 3, 2)) == 8.0
    midsummer = (dt.datetime(2026, 6, 18), dt.datetime(2026, 6, 19))
    assert answer("BUY_WORKING_DAYS", *midsummer) == 1.0
    assert answer("BUY_WORKING_DAYS", *midsummer, around=Surroundings("sv", AROUND.today)) == 0.0


def test_settings_decide_what_is_ambiguous() -> None:
    decided = Surroundings(
        "en", AROUND.today, loads("country: SE\ndates: {order: mdy}\nnumbers: {decimal: comma}")
    )
    assert answer("BUY_DUE_DATE", "3/4/2026", around=decided) == dt.datetime(2026, 3, 4)
    assert answer("BUY_OPEN_QUANTITY", "1,250", around=decided) == 1.25
    midsummer = (dt.datetime(2026, 6, 18), dt.datetime(2026, 6, 19))
    assert answer("BUY_WORKING_DAYS", *midsummer, around=decided) == 0.0


def test_breaks_are_taken_together_without_their_blank_rows() -> None:
    breaks, prices = column(1.0, 100.0, None, None), column(10.0, 9.0, None, None)
    assert answer("BUY_BREAK_PRICE", column(50.0, 100.0), breaks, prices) == [[10.0], [9.0]]
    assert answer("BUY_BREAK_PRICE", 50.0, [[1.0, 100.0]], [[10.0, 9.0]]) == 10.0


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((50.0, column(1.0, "x"), column(1.0, 2.0)), 'break_quantities (row 2): "x" is not a number.'),
        ((50.0, column(1.0, 2.0), column(1.0, None)), "break_prices (row 2): is blank."),
        ((50.0, column(1.0, 2.0)), "break_prices: is missing."),
        ((50.0, column(None), column(None)), "break_quantities: is missing."),
        ((50.0, column(1.0, 1.0), column(2.0, 3.0)), "break_quantities: 1 has two prices."),
        ((0.5, 1.0, 2.0), "quantity: 0.5 is below the lowest price break."),
    ],
)
def test_breaks_that_cannot_be_used(cells: tuple[object, ...], told: str) -> None:
    assert answer("BUY_BREAK_PRICE", *cells) == told


def test_a_table_has_its_titles_and_a_wrong_cell_names_its_row() -> None:
    found = answer("BUY_PPM", column("Beta", "Alfa"), column(5000.0, 10.0), column(3.0, None))
    assert found == [
        ["Supplier", "Received", "Rejected or damaged", "PPM"],
        ["Alfa", 10.0, 0.0, "under 1000 received"],
        ["Beta", 5000.0, 3.0, 600.0],
    ]
    assert answer("BUY_PPM", column("Beta"), column("x"), 3.0) == 'received: "x" is not a number.'
    assert answer("BUY_PPM", column("B", "A"), column(1.0, "x"), 3.0) == (
        'received (row 2): "x" is not a number.'
    )


def test_a_table_takes_one_cell_for_what_holds_for_all() -> None:
    lines = (column("A", "B"), column(*[dt.datetime(2026, 1, 1)] * 2), column(*[dt.datetime(2026, 1, 1)] * 2))
    told = answer("BUY_ON_TIME_RATE", *lines, MISSING, column(1.0, 2.0))
    assert told == "tolerance: takes one cell here."
    assert answer("BUY_ON_TIME_RATE", *lines, "soon") == 'today: "soon" is not a date.'
    assert answer("BUY_ON_TIME_RATE", (), (), ()) == "supplier: is missing."
