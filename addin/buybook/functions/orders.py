"""Functions about order lines."""

from __future__ import annotations

from buybook.core import line_results
from buybook.core.frames import Floats, Mask
from buybook.registry import Argument, ArgumentKind, FunctionGroup, function


@function(
    "BUY_OPEN_QUANTITY",
    Argument("ordered"),
    Argument("accepted", optional=True, default=0.0),
    Argument("cancelled", optional=True, default=0.0),
    Argument("closed", ArgumentKind.YES_NO, optional=True, default=False),
    Argument("under_tolerance", ArgumentKind.PERCENT, optional=True, default=0.0, least=0),
    group=FunctionGroup.ORDERS,
)
def open_quantity(
    ordered: Floats, accepted: Floats, cancelled: Floats, closed: Mask, under_tolerance: Floats
) -> Floats:
    """Give what is still to come of a line."""
    return line_results.open_quantity(ordered, accepted, cancelled, closed, under_tolerance)
