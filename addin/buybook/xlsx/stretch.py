"""Conditional formats and validations that follow when cells are copied."""

from __future__ import annotations

from collections.abc import Callable

from buybook.xlsx import xmlscan
from buybook.xlsx.cells import Area, areas_name, common, inside, overlap, parse_areas


def stretched(areas: tuple[Area, ...], source: Area, rows: int, columns: int) -> tuple[Area, ...]:
    """The areas with what they cover of `source` covered again so many rows and columns further on.

    Areas above or left of the first one are not added: the rule's formulas count from the first cell.
    """
    result = list(areas)
    top, left = min(area[0] for area in areas), min(area[1] for area in areas)
    for area in areas:
        covered = common(area, source)
        if covered is None:
            continue
        copy = (covered[0] + rows, covered[1] + columns, covered[2] + rows, covered[3] + columns)
        if copy[0] < top or copy[1] < left or any(inside(copy, other) for other in result):
            continue
        _join(result, copy)
    return tuple(result)


def _join(areas: list[Area], new: Area) -> None:
    for place, area in enumerate(areas):
        same_columns = area[1] == new[1] and area[3] == new[3]
        if same_columns and area[0] <= new[0] <= area[2] + 1:
            areas[place] = (area[0], area[1], max(area[2], new[2]), area[3])
            return
    areas.append(new)


def follow_copy(frame: bytes, source: Area, rows: int, columns: int) -> bytes:
    """Let the rules and validations that cover the source cover the copy as well."""
    for local in ("conditionalFormatting", "dataValidation"):
        frame = _follow(frame, local, lambda areas, taken, only=local == "dataValidation": _grown(
            areas, taken if only else [], source, rows, columns
        ))  # fmt: skip
    return frame


def _grown(
    areas: tuple[Area, ...], taken: list[Area], source: Area, rows: int, columns: int
) -> tuple[Area, ...]:
    """A cell has one validation at most: what another one covers already stays with it."""
    new = stretched(areas, source, rows, columns)
    copy = (source[0] + rows, source[1] + columns, source[2] + rows, source[3] + columns)
    others = [area for area in taken if area not in areas]
    if any(overlap(part, other) for other in others for area in new if (part := common(area, copy))):
        return areas
    return new


def _follow(
    frame: bytes, local: str, grow: Callable[[tuple[Area, ...], list[Area]], tuple[Area, ...]]
) -> bytes:
    taken = [area for _, _, areas in _places(frame, local) for area in areas]
    for start, end, areas in reversed(_places(frame, local)):
        grown = grow(areas, taken)
        if grown != areas:
            frame = frame[:start] + areas_name(grown).encode() + frame[end:]
    return frame


def _places(frame: bytes, local: str) -> list[tuple[int, int, tuple[Area, ...]]]:
    """Where the references of such elements stand: in an attribute, or in the extension list in an element."""
    found = []
    for tag in xmlscan.start_tags(frame, local):
        sqref = xmlscan.attribute(tag[1], "sqref")
        if sqref is not None:
            place = tag[1].index(b"sqref")
            start = tag.start(1) + place + min(
                offset for quote in (b'"', b"'") if (offset := tag[1].find(quote, place) - place) >= 0
            ) + 1  # fmt: skip
            end = frame.index(frame[start - 1 : start], start)
        else:
            element = next(xmlscan.children(frame, tag.start()))
            inner = xmlscan.child(frame, "sqref", element.body, element.body_end)
            if inner is None:
                continue
            start, end, sqref = inner.body, inner.body_end, xmlscan.text(frame, inner)
        areas = parse_areas(sqref)
        if areas:
            found.append((start, end, areas))
    return found


def has_rules(frame: bytes) -> bool:
    """Whether the sheet has any rule or validation."""
    return b"conditionalFormatting" in frame or b"dataValidation" in frame

