"""Prices on columns equal the exact rules, row by row."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.money import exact, rounded
from buybook.core.price_columns import amounts, hints, order_quantities, rounded_amounts, unit_prices
from buybook.core.prices import Break, PriceBreaks, PriceTerms, break_hint, order_quantity, price_at

DECIMALS = st.decimals("0.01", "5000", places=2).map(float)
SIZES = st.one_of(st.just(float("nan")), st.sampled_from([0.0, 0.1, 0.25, 1.0, 12.0, 50.0, 0.3]))


def terms(prices: list[float], scheme: PriceBreaks) -> PriceTerms:
    breaks = [
        Break(Decimal(10) ** place, exact(price) or Decimal(0), Decimal(100))
        for place, price in enumerate(prices)
    ]
    return PriceTerms(tuple(breaks), "EUR", scheme)


@given(needs=st.lists(DECIMALS, min_size=1, max_size=5), minimum=SIZES, multiple=SIZES, pack=SIZES)
def test_order_quantities(needs: list[float], minimum: float, multiple: float, pack: float) -> None:
    columns = [np.full(len(needs), value) for value in (minimum, multiple, pack)]
    found = order_quantities(np.array(needs), *columns)
    rule = PriceTerms((), None, minimum=exact(minimum), multiple=exact(multiple), pack=exact(pack))
    assert found.tolist() == [float(order_quantity(exact(need) or Decimal(0), rule)) for need in needs]


@given(
    quantities=st.lists(DECIMALS, min_size=1, max_size=5),
    prices=st.lists(DECIMALS, min_size=1, max_size=4),
    scheme=st.sampled_from(PriceBreaks),
)
def test_prices_at_quantities(quantities: list[float], prices: list[float], scheme: PriceBreaks) -> None:
    rule = terms(prices, scheme)
    wanted = [price_at(exact(each) or Decimal(0), rule) for each in quantities]
    units, costs = unit_prices(np.array(quantities), rule), amounts(np.array(quantities), rule)
    for price, unit, cost, hint in zip(wanted, units, costs, hints(np.array(quantities), rule), strict=True):
        if price is None:
            assert np.isnan(unit)
            assert np.isnan(cost)
            assert hint is None
        else:
            assert unit == float(price.net_price)
            assert cost == float(price.amount)
            assert hint == break_hint(price, rule)


@given(
    rows=st.lists(
        st.tuples(st.decimals("-1000", "1000", places=4).map(float), st.sampled_from(["EUR", "JPY", "KWD", None])),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_amounts_are_rounded_half_up_to_the_coin(rows: list[tuple[float, str | None]]) -> None:
    values = np.array([value for value, _ in rows])
    currency = np.array([code for _, code in rows], dtype=object)
    found = rounded_amounts(values, currency, lambda row: exact(values[row]) or Decimal(0))
    assert found.tolist() == [float(rounded(exact(value) or Decimal(0), code)) for value, code in rows]


def test_half_a_coin_goes_up() -> None:
    values, currency = np.array([1.005, 2.675, -1.005]), np.array(["EUR"] * 3, dtype=object)
    assert rounded_amounts(values, currency, lambda row: exact(values[row]) or Decimal(0)).tolist() == [
        1.01, 2.68, -1.01
    ]  # fmt: skip
