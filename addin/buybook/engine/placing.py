"""Where floating objects stand, in points: the file counts from cells, Excel's users from the sheet's corner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from buybook.engine import sizes
from buybook.engine.area import MAX_COLUMN, MAX_ROW
from buybook.xlsx.anchors import EMU, Anchor, Corner
from buybook.xlsx.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a sheet, in points from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


def _width(sheet: Sheet, column: int) -> float:
    return sizes.columns_width(sheet, column, column)


def _height(sheet: Sheet, row: int) -> float:
    return sizes.rows_height(sheet, row, row)


def _point(sheet: Sheet, corner: Corner) -> tuple[float, float]:
    """A corner's distances; an offset beyond its cell ends at the cell's edge, as Excel draws it."""
    x = min(corner.x / EMU, _width(sheet, corner.column + 1))
    y = min(corner.y / EMU, _height(sheet, corner.row + 1))
    return (
        sizes.columns_width(sheet, 1, corner.column) + x,
        sizes.rows_height(sheet, 1, corner.row) + y,
    )


def box_of(sheet: Sheet, anchor: Anchor) -> Box:
    """The rectangle that an anchor means."""
    if anchor.start is not None:
        left, top = _point(sheet, anchor.start)
    else:
        left, top = (length / EMU for length in anchor.position or (0, 0))
    if anchor.end is not None:
        right, bottom = _point(sheet, anchor.end)
        return Box(left, top, round(right - left, 6), round(bottom - top, 6))
    width, height = (length / EMU for length in anchor.size or (0, 0))
    return Box(left, top, width, height)


def _cell_at(length: float, size_of: Callable[[int], float], last: int) -> tuple[int, int]:
    """The row or column (from 0) at a distance, and the rest of it in EMU."""
    number, rest = 1, max(length, 0.0)
    while number < last and rest >= (size := size_of(number)) - 1 / EMU:
        rest -= size
        number += 1
    return number - 1, max(round(rest * EMU), 0)


def _corner(sheet: Sheet, x: float, y: float) -> Corner:
    column, column_rest = _cell_at(x, partial(_width, sheet), MAX_COLUMN)
    row, row_rest = _cell_at(y, partial(_height, sheet), MAX_ROW)
    return Corner(column, column_rest, row, row_rest)


def between_cells(sheet: Sheet, box: Box) -> Anchor:
    """The anchor that stretches an object over a rectangle."""
    start = _corner(sheet, box.left, box.top)
    end = _corner(sheet, box.left + box.width, box.top + box.height)
    return Anchor(start, end, None, None)


def anchored(sheet: Sheet, box: Box, before: Anchor) -> Anchor:
    """The anchor of a rectangle, of the same kind as the one before; ValueError for a negative size."""
    if box.width < 0 or box.height < 0:
        raise ValueError("A width or a height cannot be negative.")
    whole = between_cells(sheet, box)
    size = (round(box.width * EMU), round(box.height * EMU))
    position = (round(box.left * EMU), round(box.top * EMU))
    return Anchor(
        start=None if before.start is None else whole.start,
        end=None if before.end is None else whole.end,
        size=None if before.size is None else size,
        position=None if before.position is None else position,
    )
