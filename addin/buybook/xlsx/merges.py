"""Merged cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from buybook.xlsx import frame as frames
from buybook.xlsx.cells import KEEP, Area, Keep, Value, area_name, contains, overlap, parse_area
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.references import move_formula


def read(frame: bytes) -> list[Area]:
    """The merged areas of a sheet."""
    return [parse_area(item.get("ref") or "") for item in frames.items(frame, "mergeCells")]


def add(frame: bytes, areas: Sequence[Area], known: Sequence[Area]) -> bytes:
    """Merge areas that share no cell; one that shares a cell with one of the `known` merged areas is refused."""
    there = set(known)
    new = [area for area in areas if area not in there]
    if not new:
        return frame
    around = (min(a[0] for a in new), min(a[1] for a in new), max(a[2] for a in new), max(a[3] for a in new))
    near = [other for other in known if overlap(around, other)]
    for area in new:
        if any(overlap(area, other) for other in near):
            raise WorkbookError("unsupported", f"{area_name(area)} overlaps cells that are already merged.")
    prefix = frames.prefix(frame)
    names = [area_name(area).encode() for area in new if area[:2] != area[2:]]
    if not names:
        return frame
    return frames.put_in_list(
        frame, "mergeCells", b"".join(b'<%smergeCell ref="%s"/>' % (prefix, name) for name in names)
    )


def remove(frame: bytes, area: Area) -> bytes:
    """Unmerge an area; nothing happens when it is not merged."""
    for item in frames.items(frame, "mergeCells"):
        if parse_area(item.get("ref") or "") == area:
            return frames.cut_from_list(frame, "mergeCells", item)
    return frame


def without_hidden(
    merged: Sequence[Area],
    area: Area,
    rows: Sequence[Sequence[Value | Keep]],
    formulas: Mapping[tuple[int, int], str],
) -> tuple[Sequence[Sequence[Value | Keep]], Mapping[tuple[int, int], str]]:
    """Rows and formulas for an area, without those of hidden cells where nothing is lost by it.

    These belong to a merge whose first cell is written too, and they would get the same as it, or nothing.
    """
    hidden: set[tuple[int, int]] = set()
    for merge in merged:
        if contains(area, *merge[:2]):
            first = merge[0] - area[0], merge[1] - area[1]
            last = min(merge[2], area[2]) - area[0], min(merge[3], area[3]) - area[1]
            hidden |= _like_first(first, last, rows, formulas)
    if not hidden:
        return rows, formulas
    kept = [
        [KEEP if (r, c) in hidden else value for c, value in enumerate(line)] for r, line in enumerate(rows)
    ]
    return kept, {place: formula for place, formula in formulas.items() if place not in hidden}


def _like_first(
    first: tuple[int, int],
    last: tuple[int, int],
    rows: Sequence[Sequence[Value | Keep]],
    formulas: Mapping[tuple[int, int], str],
) -> set[tuple[int, int]]:
    """The places from `first` to `last` but the first, which would get the same as that, or nothing."""
    formula, value = formulas.get(first), _value(rows, first)
    found = set()
    for r in range(first[0], last[0] + 1):
        for c in range(first[1], last[1] + 1):
            own, given = formulas.get((r, c)), _value(rows, (r, c))
            if (r, c) == first:
                continue
            if own is not None:
                moved = None if formula is None else move_formula(formula, r - first[0], c - first[1])
                is_like = own in {formula, moved}
            else:
                is_like = given in (None, "") or (formula is None and given == value)
            if is_like:
                found.add((r, c))
    return found


def _value(rows: Sequence[Sequence[Value | Keep]], place: tuple[int, int]) -> Value | Keep:
    line = rows[place[0]]
    return line[place[1]] if place[1] < len(line) else None
