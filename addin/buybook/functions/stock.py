"""Functions about stock."""

from __future__ import annotations

import numpy as np

from buybook.core.frames import Floats, settled
from buybook.core.price_columns import order_quantities
from buybook.core.stock import economic_order_quantity, proposed_need, reorder_point, safety_stock
from buybook.registry import Argument, ArgumentKind, FunctionGroup, function


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


@function(
    "BUY_SAFETY_STOCK",
    Argument("service_level", ArgumentKind.PERCENT, above=0),
    Argument("demand_deviation", least=0),
    Argument("lead_time", least=0),
    Argument("demand", optional=True, default=0.0, least=0),
    Argument("lead_time_deviation", optional=True, default=0.0, least=0),
    group=FunctionGroup.STOCK,
)
def safety(
    service_level: Floats,
    demand_deviation: Floats,
    lead_time: Floats,
    demand: Floats,
    lead_time_deviation: Floats,
) -> Floats:
    """Give the safety stock for a service level."""
    return safety_stock(service_level, demand_deviation, lead_time, demand, lead_time_deviation)


@function(
    "BUY_REORDER_POINT",
    Argument("demand", least=0),
    Argument("lead_time", least=0),
    Argument("safety_stock", optional=True, default=0.0, least=0),
    group=FunctionGroup.STOCK,
)
def point(demand: Floats, lead_time: Floats, safety_stock: Floats) -> Floats:
    """Give the stock at which to order again."""
    return reorder_point(demand, lead_time, safety_stock)


@function(
    "BUY_PROPOSED_QUANTITY",
    Argument("on_hand"),
    Argument("reorder_point", least=0),
    Argument("order_size", optional=True, default=0.0, least=0),
    Argument("on_order", optional=True, default=0.0, least=0),
    Argument("reserved", optional=True, default=0.0, least=0),
    Argument("minimum", optional=True, least=0),
    Argument("multiple", optional=True, least=0),
    group=FunctionGroup.STOCK,
)
def proposed_quantity(
    on_hand: Floats,
    reorder_point: Floats,
    order_size: Floats,
    on_order: Floats,
    reserved: Floats,
    minimum: Floats,
    multiple: Floats,
) -> Floats:
    """Give how much to order now: nothing while the projected stock is above the reorder point."""
    need = proposed_need(on_hand, reorder_point, on_order, reserved, order_size)
    projected = on_hand + on_order - reserved
    wanted = settled(projected) <= reorder_point
    no_pack = np.full(len(need), np.nan)
    return np.where(wanted, order_quantities(need, minimum, multiple, no_pack), 0.0)
