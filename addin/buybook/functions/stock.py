"""Functions about stock."""

from __future__ import annotations

from buybook.core.frames import Floats
from buybook.core.stock import economic_order_quantity
from buybook.registry import Argument, FunctionGroup, function


@function(
    "BUY_EOQ",
    Argument("demand", least=0),
    Argument("order_cost", least=0),
    Argument("holding_cost", above=0),
    group=FunctionGroup.STOCK,
)
def eoq(demand: Floats, order_cost: Floats, holding_cost: Floats) -> Floats:
    """Give the economic order quantity."""
    return economic_order_quantity(demand, order_cost, holding_cost)
