"""Stock: when to order again, how much, and how much to keep in reserve.

Demand and lead time are in one unit of time, days, weeks or months, throughout a call. The formulas are the
textbook ones: ROP = demand in lead time + safety stock; SS = z x sqrt(L x sd_d^2 + d^2 x sd_L^2);
EOQ = sqrt(2 D S / h).
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from buybook.core.frames import Floats, settled


def economic_order_quantity(demand: Floats, order_cost: Floats, holding_cost: Floats) -> Floats:
    """Give the quantity at which ordering and holding together cost least (Harris, 1913).

    `demand` and `holding_cost` of one unit are for the same period, `order_cost` for one order.
    """
    return np.sqrt(2 * demand * order_cost / holding_cost)


def service_factor(service_level: Floats) -> Floats:
    """Give z: the standard normal quantile of a service level, the chance of no shortage in a cycle.

    >>> float(service_factor(np.array([0.95]))[0].round(4))
    1.6449
    """
    levels, which = np.unique(service_level, return_inverse=True)
    normal = NormalDist()
    return np.array([normal.inv_cdf(level) for level in levels.tolist()])[which]


def safety_stock(
    service_level: Floats,
    demand_deviation: Floats,
    lead_time: Floats,
    demand: Floats,
    lead_time_deviation: Floats,
) -> Floats:
    """Give z x sqrt(L x sd_d^2 + d^2 x sd_L^2); below a service level of one half it would be negative: 0."""
    spread = np.sqrt(lead_time * demand_deviation**2 + demand**2 * lead_time_deviation**2)
    return np.maximum(service_factor(service_level) * spread, 0.0)


def reorder_point(demand: Floats, lead_time: Floats, safety: Floats) -> Floats:
    """Give demand in lead time + safety stock."""
    return demand * lead_time + safety


def proposed_need(
    on_hand: Floats, point: Floats, on_order: Floats, reserved: Floats, order_size: Floats
) -> Floats:
    """Give how much to order: nothing while the projected stock is above the reorder point.

    Projected = on hand + on order - reserved. At the point or below it is the usual order size, and at least
    what reaches the point.
    """
    projected = settled(on_hand + on_order - reserved)
    return np.where(projected > point, 0.0, np.maximum(order_size, settled(point - projected)))
