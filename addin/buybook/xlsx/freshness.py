"""Which formulas of a workbook show values from before cells were changed.

Only Excel computes. What this layer wrote makes results elsewhere untrue until then; they stay in the file, as
`fullCalcOnLoad` has Excel compute them, but reading must not give them out as if they were right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from buybook.xlsx.addresses import Shift
from buybook.xlsx.cells import Area
from buybook.xlsx.dependents import Cells, Dependents, Formula, Meanings, Table
from buybook.xlsx.references import MAX_COLUMN, MAX_ROW

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet
    from buybook.xlsx.workbook import Workbook


class Freshness:
    """The changes of cells since a workbook was read, and the formulas that they made untrue."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._changed: dict[str, list[Area]] = defaultdict(list)  # by sheet part: all of them
        self._waiting: dict[str, list[Area]] = defaultdict(list)  # those not yet looked at
        self._dependents: Dependents | None = None
        self._stale: dict[str, Cells] = {}  # by case-folded sheet name

    def cells_changed(self, part: str, areas: Sequence[Area]) -> None:
        """Take note of cells whose values are others now."""
        self._changed[part] += areas
        self._waiting[part] += areas

    def formulas_changed(self) -> None:
        """Take note that formulas came, went or stand elsewhere."""
        self._dependents = None
        self._waiting = defaultdict(list, {part: list(areas) for part, areas in self._changed.items()})
        self._stale = {}

    def shifted(self, part: str, shift: Shift) -> None:
        """Take note that rows or columns of a sheet were inserted or deleted."""
        moved = (_moved(area, shift) for area in self._changed[part])
        self._changed[part] = [area for area in moved if area is not None]
        if shift.count < 0:  # what added up the deleted cells is another sum now
            rows = shift.axis == "rows"
            self._changed[part].append(
                (shift.at, 1, MAX_ROW, MAX_COLUMN) if rows else (1, shift.at, MAX_ROW, MAX_COLUMN)
            )
        self.formulas_changed()

    def stale(self, sheet: Sheet) -> Cells | None:
        """The cells of a sheet that hold results which are no longer true; None when there are none."""
        if not self._changed or not sheet.has_formulas:
            return None
        if self._dependents is None:
            self._dependents = Dependents(formulas(self._workbook), meanings(self._workbook))
        if self._waiting:
            names = {sheet.part: sheet.name for sheet in self._workbook.sheets}
            changed = {names[part]: areas for part, areas in self._waiting.items() if part in names}
            self._waiting = defaultdict(list)
            for place in self._dependents.out_of_date(changed):
                self._stale.setdefault(place.sheet, Cells()).add(place.area)
        return self._stale.get(sheet.name.casefold())


def _moved(area: Area, shift: Shift) -> Area | None:
    top, left, bottom, right = area
    if shift.axis == "rows":
        span = shift.span(top, bottom)
        return None if span is None else (span[0], left, span[1], right)
    span = shift.span(left, right)
    return None if span is None else (top, span[0], bottom, span[1])


def formulas(workbook: Workbook) -> Iterator[Formula]:
    """All formulas of a workbook's sheets."""
    for sheet in workbook.sheets:
        extent = sheet.content_extent if sheet.has_formulas else None
        if extent is None:
            continue
        arrays = {area[:2]: area for area in sheet.data.formula_areas.arrays}
        for row, line in enumerate(sheet.formulas(*extent), extent[0]):
            for column, text in enumerate(line, extent[1]):
                if text is not None:
                    yield Formula(sheet.name, arrays.get((row, column), (row, column, row, column)), text)


def meanings(workbook: Workbook) -> Meanings:
    """What the formulas of a workbook may mention by name."""
    return Meanings(
        [entry.name for entry in workbook.entries],
        {(name.name, name.scope): name.refers_to for name in workbook.names},
        {table.name: Table(table.sheet.name, table.area, table.columns) for table in workbook.tables},
    )
