"""Which formulas of a workbook show values from before cells were changed.

Only Excel computes. What this layer wrote makes results elsewhere untrue until then; they stay in the file, as
`fullCalcOnLoad` has Excel compute them, but reading must not give them out as if they were right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from buybook.xlsx import uncomputed
from buybook.xlsx.addresses import Shift
from buybook.xlsx.cells import Area
from buybook.xlsx.dependents import Cells, Dependents, Formula, Meanings, Table
from buybook.xlsx.references import MAX_COLUMN, MAX_ROW
from buybook.xlsx.uncomputed import Changes

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet
    from buybook.xlsx.workbook import Workbook


class Freshness:
    """The changes since Excel last computed a workbook, and the formulas that they made untrue."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._all = uncomputed.read(workbook.package) if workbook.calculation_due else Changes()
        self._waiting = _copy(self._all)  # what was not yet looked at
        self._dependents: Dependents | None = None
        self._stale: dict[str, Cells] = {}  # by case-folded sheet name
        self._noted = True  # whether the package's note is up to date

    def cells_changed(self, part: str, areas: Sequence[Area]) -> None:
        """Take note of cells whose values are others now."""
        for changes in (self._all, self._waiting):
            changes.cells.setdefault(part, []).extend(areas)
        self._noted = False

    def formulas_changed(self) -> None:
        """Take note that formulas came, went or stand elsewhere."""
        self._dependents = None
        self._waiting = _copy(self._all)
        self._stale = {}

    def name_changed(self, name: str) -> None:
        """Take note that a name means something else, or nothing any more."""
        self._all.names.add(name.casefold())
        self._noted = False
        self.formulas_changed()

    def sheets_changed(self, deleted: str | None = None) -> None:
        """Take note that sheets came, went or are called otherwise; `deleted` is the part of one that went."""
        self._all.cells.pop(deleted or "", None)
        self._all.sheets = True
        self._noted = False
        self.formulas_changed()

    def shifted(self, part: str, shift: Shift) -> None:
        """Take note that rows or columns of a sheet were inserted or deleted."""
        moved = (_moved(area, shift) for area in self._all.cells.get(part, ()))
        # An insertion shows in ranges around it; a range that lost its end or its start ends or starts here now.
        span = (shift.at, shift.at + shift.count - 1) if shift.count > 0 else (max(shift.at - 1, 1), shift.at)
        touched = (
            (span[0], 1, span[1], MAX_COLUMN) if shift.axis == "rows" else (1, span[0], MAX_ROW, span[1])
        )
        self._all.cells[part] = [*(area for area in moved if area is not None), touched]
        self._noted = False
        self.formulas_changed()

    def write_note(self) -> None:
        """Bring the note in the package up to date."""
        if self._noted:
            return
        self._all.cells = {part: Cells(areas).areas() for part, areas in self._all.cells.items() if areas}
        uncomputed.write(self._workbook.package, self._workbook.part, self._all)
        self._noted = True

    def stale(self, sheet: Sheet) -> Cells | None:
        """The cells of a sheet that hold results which are no longer true; None when there are none."""
        if not self._all or not sheet.has_formulas:
            return None
        if self._dependents is None:
            self._dependents = Dependents(
                formulas(self._workbook), meanings(self._workbook), frozenset(self._all.names)
            )
        if self._waiting:
            names = {sheet.part: sheet.name for sheet in self._workbook.sheets}
            changed = {names[part]: areas for part, areas in self._waiting.cells.items() if part in names}
            others = bool(self._waiting.names) or self._waiting.sheets
            self._waiting = Changes()
            for place in self._dependents.out_of_date(changed, others=others):
                self._stale.setdefault(place.sheet, Cells()).add(place.area)
        return self._stale.get(sheet.name.casefold())


def _copy(changes: Changes) -> Changes:
    cells = {part: list(areas) for part, areas in changes.cells.items()}
    return Changes(cells, set(changes.names), changes.sheets)


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
