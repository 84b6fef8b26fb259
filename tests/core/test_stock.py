"""Stock formulas against published answers.

The instances `example_3_1` and `problem_3_1` and their answers are from stockpyl by Larry Snyder,
https://github.com/LarrySnyder/stockpyl, MIT License, Copyright (c) 2021 Larry Snyder.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.stock import (
    economic_order_quantity,
    proposed_need,
    reorder_point,
    safety_stock,
    service_factor,
)


def one(*values: float) -> list[np.ndarray]:
    return [np.array([value], dtype="float64") for value in values]


@pytest.mark.parametrize(
    ("demand", "order_cost", "holding_cost", "quantity"),
    [(1300, 8, 0.225, 304.0467800264368), (182_500, 2250, 275, 1728.1099407427)],
)
def test_economic_order_quantity(
    demand: float, order_cost: float, holding_cost: float, quantity: float
) -> None:
    assert economic_order_quantity(*one(demand, order_cost, holding_cost))[0] == pytest.approx(quantity)


@pytest.mark.parametrize(
    ("level", "factor"), [(0.5, 0.0), (0.9, 1.281552), (0.95, 1.644854), (0.975, 1.959964), (0.99, 2.326348)]
)
def test_service_factors_are_those_of_the_normal_table(level: float, factor: float) -> None:
    assert service_factor(*one(level))[0] == pytest.approx(factor, abs=1e-6)


@pytest.mark.parametrize(
    ("level", "deviation", "lead_time", "demand", "lead_deviation", "stock"),
    [
        (0.95, 10, 4, 0, 0, 1.6448536 * 20),
        (0.95, 0, 4, 100, 0.5, 1.6448536 * 50),
        (0.95, 30, 1, 20, 2, 1.6448536 * 50),
        (0.4, 10, 4, 0, 0, 0),
    ],
)
def test_safety_stock(
    level: float, deviation: float, lead_time: float, demand: float, lead_deviation: float, stock: float
) -> None:
    found = safety_stock(*one(level, deviation, lead_time, demand, lead_deviation))
    assert found[0] == pytest.approx(stock, abs=1e-4)


def test_reorder_point() -> None:
    assert reorder_point(*one(20, 4, 33))[0] == 113


@pytest.mark.parametrize(
    ("on_hand", "point", "on_order", "reserved", "size", "need"),
    [(50, 40, 0, 0, 100, 0), (40, 40, 0, 0, 100, 100), (10, 40, 5, 0, 0, 25), (10, 40, 40, 30, 5, 20),
     (-5, 40, 0, 0, 10, 45), (39.9, 40, 0.1, 0, 7, 7)],
)  # fmt: skip
def test_what_is_proposed(
    on_hand: float, point: float, on_order: float, reserved: float, size: float, need: float
) -> None:
    assert proposed_need(*one(on_hand, point, on_order, reserved, size))[0] == pytest.approx(need)


@given(
    demand=st.floats(1, 1e6), order_cost=st.floats(0.01, 1e4), holding=st.floats(0.01, 1e3),
    other=st.floats(0.2, 5),
)  # fmt: skip
def test_no_other_quantity_costs_less(demand: float, order_cost: float, holding: float, other: float) -> None:
    best = economic_order_quantity(*one(demand, order_cost, holding))[0]

    def cost(quantity: float) -> float:
        return demand / quantity * order_cost + quantity / 2 * holding

    assert cost(best) <= cost(best * other) * (1 + 1e-12)
