"""Lists within lists, as report writers make them: under each order its lines, with the titles again each time.

Order | Date           titles of the outer list
1001  | 2 March        its line, which the lines of the inner list are about
      | Item | Qty     titles of the inner list
      | Nut  | 10
1002  | 4 March
      | Item | Qty
      | Bolt | 5
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from buybook.workbook.recognise.values import is_blank
from buybook.workbook.tables import Grid

_OFTEN = 3  # times that both rows of titles stand there, at least
_MOSTLY = 0.8  # of the outer titles that inner ones follow; an order may have no lines
_NEAR = 4  # rows from the outer titles down to the first inner ones, at most


def nested_lists(grid: Grid, rows: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Give the first rows of titles of two lists within each other, and for each the rows that are not its lines.

    `rows` are the rows of titles of a sheet, rising. Empty where there are no such lists.
    """
    counted = Counter(tuple(grid.values[row - grid.first_row]) for row in rows)
    often = {titles for titles, times in counted.items() if times >= _OFTEN}
    if len(often) < 2:
        return {}
    same: dict[tuple[object, ...], list[int]] = {}  # rising by their first row
    for row, values in enumerate(grid.values, start=grid.first_row):
        if tuple(values) in often:
            same.setdefault(tuple(values), []).append(row)
    for outer, inner in pairwise(same.values()):
        if _are_nested(outer, inner):
            return _others(grid, outer, inner)
    return {}


def _are_nested(outer: Sequence[int], inner: Sequence[int]) -> bool:
    """Tell whether inner titles come soon after the first outer ones, and mostly after the others, too.

    Where both come in turns they are lists below each other.
    """
    near = inner[0] - outer[0] in range(2, _NEAR + 1)
    followed = sum(any(one < row < other for row in inner) for one, other in pairwise(outer))
    return near and followed >= _MOSTLY * (len(outer) - 1) and len(inner) > len(outer)


def _others(grid: Grid, outer: Sequence[int], inner: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Give, for the outer and the inner list, which rows below its titles are not its own.

    A line stands right above inner titles, or is filled in columns that only outer lines have: it is outer.
    """
    heads = {row - 1 for row in inner} - set(outer)
    below = set(range(outer[0] + 1, grid.last_row + 1)) - heads - {*outer, *inner}
    of_outer, of_inner = _columns(grid, outer[0]), _columns(grid, inner[0])
    strange = {row for row in below if not _filled(grid, row) <= of_inner}
    heads |= {row for row in strange if _filled(grid, row) <= of_outer}
    first = {row for row in below if row < inner[0]}
    return {
        outer[0]: _without(range(outer[0] + 1, grid.last_row + 1), heads | first),
        inner[0]: _without(range(inner[0] + 1, grid.last_row + 1), below - strange - first),
    }


def _columns(grid: Grid, titles: int) -> frozenset[int]:
    """Give the places that titles and the first line below them fill."""
    return _filled(grid, titles) | _filled(grid, titles + 1)


def _filled(grid: Grid, row: int) -> frozenset[int]:
    return frozenset(
        place for place, value in enumerate(grid.values[row - grid.first_row]) if not is_blank(value)
    )


def _without(rows: Iterable[int], lines: set[int]) -> tuple[int, ...]:
    return tuple(row for row in rows if row not in lines)
