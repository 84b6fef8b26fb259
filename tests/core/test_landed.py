"""Landed cost of a row, the cost of money, and amounts in other currencies."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.conversion import DoubtfulRateError, RateList, UnknownRateError, exchanged
from buybook.core.landed import Goods, converted, cost_of_money, landed_totals
from buybook.core.money import exact, rounded

ROW = (3.0, 1.005, 1.0, 0.0)


def goods(quantity: float, price: float, per: float, discount: float, currency: str | None = "EUR") -> Goods:
    numbers = [np.array([value]) for value in (quantity, price, per, discount)]
    return Goods(*numbers, np.array([currency], dtype=object))


@pytest.mark.parametrize(
    ("row", "amount"),
    [((100, 2.5, 1, 0.1), 225), ((3, 1.005, 1, 0), 3.02), ((1, 1.005, 1, 0), 1.01), ((250, 12.5, 1000, 0), 3.13)],
)  # fmt: skip
def test_amount_of_goods(row: tuple[float, float, float, float], amount: float) -> None:
    assert goods(*row).amount().tolist() == [amount]


def test_each_cost_is_rounded_and_converted_before_it_is_added() -> None:
    costs = [np.array([0.005]), np.array([0.005])]
    found = landed_totals(goods(1, 1, 1, 0), costs, np.array([1.0]), np.array(["EUR"], dtype=object))
    assert found.tolist() == [1.02]


@given(
    amount=st.decimals("0", "9999", places=2).map(float),
    rate=st.decimals("0.01", "20", places=4).map(float),
    base=st.sampled_from(["SEK", "JPY"]),
)
def test_conversion_is_exact_to_the_coin(amount: float, rate: float, base: str) -> None:
    found = converted(np.array([amount]), np.array([rate]), np.array([base], dtype=object))
    wanted = rounded((exact(amount) or Decimal(0)) * (exact(rate) or Decimal(0)), base)
    assert found.tolist() == [float(wanted)]


def test_cost_of_money() -> None:
    one = [np.array([value]) for value in (36500.0, 0.05, 10.0, 30.0)]
    assert cost_of_money(*one).tolist() == [100.0]


RATES = RateList({"EUR": Decimal("11.2"), "USD": Decimal(10)})


def test_the_base_may_be_left_out_of_the_list() -> None:
    assert RATES.cross("EUR", "SEK") == Decimal("11.2")
    assert RATES.cross("USD", "EUR") == Decimal(10) / Decimal("11.2")
    assert RATES.cross("GBP", "GBP") == 1


@pytest.mark.parametrize(("source", "target"), [("GBP", "NOK"), ("NOK", "GBP")])
def test_two_unknown_currencies_have_no_rate(source: str, target: str) -> None:
    with pytest.raises(UnknownRateError) as told:
        RATES.cross(source, target)
    assert told.value.currency == source


def test_a_list_that_names_its_base_knows_no_other() -> None:
    named = RateList({**RATES.rates, "SEK": Decimal(1)})
    with pytest.raises(UnknownRateError):
        named.cross("EUR", "NOK")


@pytest.mark.parametrize(
    ("rates", "source", "target"),
    [({"EUR": "0.089"}, "EUR", "SEK"), ({"JPY": "7"}, "JPY", "SEK"), ({"SEK": "1", "USD": "0.095"}, "USD", "SEK")],
)  # fmt: skip
def test_rates_the_other_way_round_or_for_a_hundred_are_doubted(
    rates: dict[str, str], source: str, target: str
) -> None:
    with pytest.raises(DoubtfulRateError):
        RateList({code: Decimal(rate) for code, rate in rates.items()}).cross(source, target)


def test_amounts_are_exchanged_row_by_row() -> None:
    source, target = (
        np.array(codes, dtype=object) for codes in (["EUR", "USD", "GBP"], ["SEK", "EUR", "NOK"])
    )
    values, missing = exchanged(np.array([100.0, 56.0, 1.0]), source, target, RATES)
    assert values.tolist()[:2] == [1120.0, 50.0]
    assert np.isnan(values[2])
    assert missing.tolist() == [None, None, "GBP"]
