"""Merged cells."""

from __future__ import annotations

from buybook.xlsx import frame as frames
from buybook.xlsx.cells import Area, area_name, overlap, parse_area
from buybook.xlsx.errors import WorkbookError


def read(frame: bytes) -> list[Area]:
    """The merged areas of a sheet."""
    return [parse_area(item.get("ref") or "") for item in frames.items(frame, "mergeCells")]


def add(frame: bytes, area: Area) -> bytes:
    """Merge an area; one that shares a cell with another merged area is refused."""
    if area in read(frame):
        return frame
    if any(overlap(area, other) for other in read(frame)):
        raise WorkbookError("unsupported", f"{area_name(area)} overlaps cells that are already merged.")
    if area[:2] == area[2:]:
        return frame
    element = b'<%smergeCell ref="%s"/>' % (frames.prefix(frame), area_name(area).encode())
    return frames.put_in_list(frame, "mergeCells", element)


def remove(frame: bytes, area: Area) -> bytes:
    """Unmerge an area; nothing happens when it is not merged."""
    for item in frames.items(frame, "mergeCells"):
        if parse_area(item.get("ref") or "") == area:
            return frames.cut_from_list(frame, "mergeCells", item)
    return frame
