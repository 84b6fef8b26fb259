"""Widths, styles and visibility of columns (`<cols>`), and the sheet's default sizes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from buybook.xlsx import frame as frames
from buybook.xlsx import xmlscan
from buybook.xlsx.addresses import MAX_COLUMN
from buybook.xlsx.xmlscan import is_true

_DEFAULT_WIDTH = 8.43  # characters of the standard font, as Excel shows it


class ColumnRun(NamedTuple):
    """Neighbouring columns that share their settings; `attributes` are as written."""

    first: int
    last: int
    attributes: bytes

    @property
    def style(self) -> int:
        """The style of cells that are not written."""
        return xmlscan.whole(xmlscan.attribute(self.attributes, "style"))

    @property
    def width(self) -> float | None:
        """The width in characters of the standard font, padding included."""
        written = xmlscan.attribute(self.attributes, "width")
        return None if written is None else xmlscan.decimal(written)

    @property
    def hidden(self) -> bool:
        """Whether the columns are hidden."""
        return is_true(xmlscan.attribute(self.attributes, "hidden"))


def read(frame: bytes) -> list[ColumnRun]:
    """All runs of columns that have settings, in their order."""
    runs = []
    for element in frames.find_all(frame, "cols"):
        for item in xmlscan.children(frame, element.body, element.body_end):
            first = xmlscan.whole(item.get("min"), 1)
            last = xmlscan.whole(item.get("max"), first)
            runs.append(ColumnRun(first, min(last, MAX_COLUMN), item.attributes.rstrip()))
    return runs


def sorted_runs(runs: Iterable[ColumnRun]) -> list[ColumnRun]:
    """Runs in the order of their columns."""
    return sorted(runs, key=_first)


def at(runs: Sequence[ColumnRun], column: int) -> ColumnRun | None:
    """The run of a column among sorted ones that do not overlap; None when it has no settings."""
    place = bisect_right(runs, column, key=_first)
    run = runs[place - 1] if place else None
    return run if run is not None and column <= run.last else None


def change(runs: list[ColumnRun], first: int, last: int, values: dict[str, str | None]) -> None:
    """Set attributes of the columns from `first` to `last`; sorted runs that reach beyond are split."""
    start = bisect_right(runs, first, key=_first)
    if start and runs[start - 1].last >= first:
        start -= 1
    end = bisect_right(runs, last, key=_first)
    changed: list[ColumnRun] = []
    uncovered = first
    for run in runs[start:end]:
        inner_first, inner_last = max(run.first, first), min(run.last, last)
        if run.first < inner_first:
            changed.append(ColumnRun(run.first, inner_first - 1, run.attributes))
        if uncovered < inner_first:
            changed.append(_new_run(uncovered, inner_first - 1, values))
        changed.append(ColumnRun(inner_first, inner_last, xmlscan.set_attributes(run.attributes, values)))
        if inner_last < run.last:
            changed.append(ColumnRun(inner_last + 1, run.last, run.attributes))
        uncovered = inner_last + 1
    if uncovered <= last:
        changed.append(_new_run(uncovered, last, values))
    runs[start:end] = changed


def _first(run: ColumnRun) -> int:
    return run.first


def _new_run(first: int, last: int, values: dict[str, str | None]) -> ColumnRun:
    defaults: dict[str, str | None] = {"width": "9.140625"}
    return ColumnRun(first, last, xmlscan.set_attributes(b"", defaults | values))


def written(frame: bytes, runs: Iterable[ColumnRun]) -> bytes:
    """The frame with these runs in the place of those that it has."""
    prefix = frames.prefix(frame)
    elements = b"".join(
        b"<%scol%s/>"
        % (prefix, xmlscan.set_attributes(run.attributes, {"min": str(run.first), "max": str(run.last)}))
        for run in runs
    )
    content = b"<%scols>%s</%scols>" % (prefix, elements, prefix)
    found = frames.find(frame, "cols")
    return frames.put(frame, "cols", content) if found is None else frames.swap(frame, found, content)


def default_width(frame: bytes) -> float:
    """The width of columns that have no settings."""
    found = frames.find(frame, "sheetFormatPr")
    if found is None:
        return _DEFAULT_WIDTH
    written = found.get("defaultColWidth")
    if written is not None:
        return xmlscan.decimal(written)
    return xmlscan.decimal(found.get("baseColWidth"), 8) + 0.43


def default_height(frame: bytes) -> float:
    """The height in points of rows that have no settings."""
    found = frames.find(frame, "sheetFormatPr")
    written = None if found is None else found.get("defaultRowHeight")
    return xmlscan.decimal(written, 15.0)
