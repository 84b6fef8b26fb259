"""Where runs of filled cells end: Ctrl+arrow, and the region around a cell.

Cells are read in blocks that double: a short run costs little, and a long one is not read cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import Literal, TypeAlias

from buybook.engine.area import MAX_COLUMN, MAX_ROW, Area, between
from buybook.engine.contents import content_area, read_formulas, read_grid
from buybook.xlsx.sheet import Sheet

Direction: TypeAlias = Literal["up", "down", "left", "right"]

_DIRECTIONS: dict[str, Direction] = {"u": "up", "d": "down", "l": "left", "r": "right"}
_SIGNS: dict[Direction, tuple[int, int]] = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
_FIRST_BLOCK = 32
_LARGEST_BLOCK = 8192


def direction_of(word: str) -> Direction:
    """The direction that xlwings' word means; ValueError for any other word."""
    for short, direction in _DIRECTIONS.items():
        if word in (short, direction):
            return direction
    raise ValueError(f"Invalid direction {word!r}: use 'up', 'down', 'left' or 'right'.")


def filled(sheet: Sheet, area: Area) -> list[list[bool]]:
    """Which cells hold a value or a formula; formulas take longer and are only asked for where needed."""
    # As they are in the file: a formula's result that is due fills its cell too, and finding out takes time.
    values = read_grid(sheet, area, lambda *corners: sheet.data.values(corners), None)
    cells = [[value is not None for value in row] for row in values]
    gaps = [number for number, row in enumerate(cells) if not all(row)]
    if gaps:
        part = between(area.row + gaps[0], area.column, area.row + gaps[-1], area.last_column)
        for row, formulas in zip(cells[gaps[0] :], read_formulas(sheet, part), strict=False):
            row[:] = [cell or formula is not None for cell, formula in zip(row, formulas, strict=True)]
    return cells


def _blocks(count: int) -> Iterator[tuple[int, int]]:
    """Starts and ends of blocks over `count` places, each twice as long as the one before."""
    start, length = 0, _FIRST_BLOCK
    while start < count:
        yield start, min(start + length, count)
        start, length = start + length, min(length * 2, _LARGEST_BLOCK)


def _ahead(sheet: Sheet, row: int, column: int, direction: Direction) -> Iterator[bool]:
    """Whether each cell is filled, from the given one towards the edge of what the sheet holds."""
    extent = (content_area(sheet) or Area(1, 1)).corners
    ends = {"up": row - 1, "left": column - 1, "down": extent[2] - row, "right": extent[3] - column}
    for start, end in _blocks(max(ends[direction], 0) + 1):
        if direction == "down":
            yield from (
                line[0] for line in filled(sheet, between(row + start, column, row + end - 1, column))
            )
        elif direction == "right":
            yield from filled(sheet, between(row, column + start, row, column + end - 1))[0]
        elif direction == "up":
            lines = filled(sheet, between(row - end + 1, column, row - start, column))
            yield from (line[0] for line in reversed(lines))
        else:
            yield from reversed(filled(sheet, between(row, column - end + 1, row, column - start))[0])


def _steps_to_edge(row: int, column: int, direction: Direction) -> int:
    return {
        "up": row - 1,
        "left": column - 1,
        "down": MAX_ROW - row,
        "right": MAX_COLUMN - column,
    }[direction]


def _steps(cells: Iterator[bool], edge: int) -> int:
    """How many cells Ctrl+arrow moves: to the end of a run, else to the next filled cell, or the edge."""
    here, ahead = next(cells), next(cells, False)
    if here and ahead:
        return 1 + sum(1 for _ in takewhile(bool, cells))
    if ahead:
        return 1
    return next((step for step, is_filled in enumerate(cells, start=2) if is_filled), edge)


def end_of_run(sheet: Sheet, row: int, column: int, direction: Direction) -> tuple[int, int]:
    """The cell where Ctrl+arrow lands."""
    extent = (content_area(sheet) or Area(1, 1)).corners
    # Beyond what the sheet holds all is blank: nothing is lost by starting one cell outside of it.
    row = min(row, extent[2] + 1) if direction == "up" else row
    column = min(column, extent[3] + 1) if direction == "left" else column
    steps = _steps(_ahead(sheet, row, column, direction), _steps_to_edge(row, column, direction))
    by_row, by_column = _SIGNS[direction]
    return row + by_row * steps, column + by_column * steps


def _count_until_blank(lines: Callable[[int, int], Sequence[bool]], count: int) -> int:
    """How many of `count` lines follow without a blank one between."""
    for start, end in _blocks(count):
        for offset, has_content in enumerate(lines(start, end)):
            if not has_content:
                return start + offset
    return count


def _grown(sheet: Sheet, area: Area, bounds: Area) -> Area:
    """The area with every neighbouring row and column that is not blank, one direction after the other."""
    left, right = max(area.column - 1, 1), min(area.last_column + 1, MAX_COLUMN)
    top, bottom = max(area.row - 1, 1), min(area.last_row + 1, MAX_ROW)

    def rows(first: int, last: int) -> list[bool]:
        return [any(line) for line in filled(sheet, between(first, left, last, right))]

    def columns(first: int, last: int) -> list[bool]:
        return [any(line) for line in zip(*filled(sheet, between(top, first, bottom, last)), strict=True)]

    down = _count_until_blank(
        lambda s, e: rows(area.last_row + 1 + s, area.last_row + e), max(bounds.last_row - area.last_row, 0)
    )
    up = _count_until_blank(
        lambda s, e: rows(area.row - e, area.row - 1 - s)[::-1], max(area.row - bounds.row, 0)
    )
    rightwards = _count_until_blank(
        lambda s, e: columns(area.last_column + 1 + s, area.last_column + e),
        max(bounds.last_column - area.last_column, 0),
    )
    leftwards = _count_until_blank(
        lambda s, e: columns(area.column - e, area.column - 1 - s)[::-1], max(area.column - bounds.column, 0)
    )
    return between(
        area.row - up, area.column - leftwards, area.last_row + down, area.last_column + rightwards
    )


def current_region(sheet: Sheet, area: Area) -> Area:
    """The area around the given cells that blank rows and columns (or the sheet's edges) enclose."""
    bounds = content_area(sheet)
    if bounds is None:
        return area
    while (larger := _grown(sheet, area, bounds)) != area:
        area = larger
    return area
