"""Stock: when to order again, how much, and how much to keep in reserve.

Demand and lead time are in one unit of time, days, weeks or months, throughout a call. The formulas are the
textbook ones: ROP = demand in lead time + safety stock; SS = z x sqrt(L x sd_d^2 + d^2 x sd_L^2);
EOQ = sqrt(2 D S / h).
"""

from __future__ import annotations

import numpy as np

from buybook.core.frames import Floats


def economic_order_quantity(demand: Floats, order_cost: Floats, holding_cost: Floats) -> Floats:
    """Give the quantity at which ordering and holding together cost least (Harris, 1913).

    `demand` and `holding_cost` of one unit are for the same period, `order_cost` for one order.
    """
    return np.sqrt(2 * demand * order_cost / holding_cost)
