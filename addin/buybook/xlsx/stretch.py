"""Conditional formats and validations that follow when cells are copied."""

from __future__ import annotations

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
    """Let the rules and validations that cover the source cover the copy as well.

    A cell has one validation at most: what another one covers already stays with it.
    """
    copy = (source[0] + rows, source[1] + columns, source[2] + rows, source[3] + columns)
    for local, only_one in (("conditionalFormatting", False), ("dataValidation", True)):
        places = _places(frame, local)
        for start, end, areas in reversed(places):
            grown = stretched(areas, source, rows, columns)
            if grown == areas:
                continue
            others = [area for _, _, other in places if only_one and other != areas for area in other]
            if not any(overlap(area, copy) for area in others):
                frame = frame[:start] + areas_name(grown).encode() + frame[end:]
    return frame


def _places(frame: bytes, local: str) -> list[tuple[int, int, tuple[Area, ...]]]:
    """Where the references of such elements stand: in an attribute, or (extension list) in an element."""
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
