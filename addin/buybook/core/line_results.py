"""The results of one order line from its own figures, as a buyer has them side by side in a row.

The rules are those of `order_lines`, for a line whose quantities are known.
"""

from __future__ import annotations

import numpy as np

from buybook.core.frames import Floats, Mask, settled


def open_quantity(
    ordered: Floats, accepted: Floats, cancelled: Floats, closed: Mask, under_tolerance: Floats
) -> Floats:
    """Give max(0, ordered - accepted - cancelled); nothing once the line is closed.

    A line of which something was accepted closes within the under tolerance, a fraction of ordered.
    """
    missing = settled(ordered - accepted - cancelled)
    tolerated = settled(np.maximum(ordered, 0) * under_tolerance)
    done = closed | ((missing <= tolerated) & (accepted > 0))
    return np.where(done, 0.0, np.maximum(missing, 0.0))
