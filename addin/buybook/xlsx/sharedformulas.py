"""Formulas that stand for several cells: shared ones, arrays, spilled ranges, data tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from buybook.xlsx import xmlscan
from buybook.xlsx.cells import Area, area_name, parse_area
from buybook.xlsx.cellscan import RawCell, patterns, raw_cells
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.references import move_formula
from buybook.xlsx.rowindex import Row, RowIndex


class Master(NamedTuple):
    """The cell that holds the text of a shared formula."""

    row: int
    column: int
    area: Area
    text: str


class FormulaAreas:
    """The formulas of a sheet that name an area."""

    def __init__(self, data: bytes, rows: RowIndex, prefix: bytes) -> None:
        self._data, self._rows, self._prefix = data, rows, prefix
        self.masters: dict[str, Master] = {}
        self.arrays: list[Area] = []
        self._row_cells: tuple[Row, list[RawCell], list[int]] | None = None
        self._members: dict[str, list[re.Match[bytes]]] | None = None
        if b"ref=" in data:
            self._scan()

    def _scan(self) -> None:
        for match in patterns(self._prefix).formula.finditer(self._data):
            if b"ref" not in match[1] or (reference := xmlscan.attribute(match[1], "ref")) is None:
                continue
            area = parse_area(reference)
            if xmlscan.attribute(match[1], "t") != "shared":
                self.arrays.append(area)
                continue
            row, cell = self.cell_at(match.start())
            identifier = xmlscan.attribute(match[1], "si") or ""
            self.masters.setdefault(
                identifier, Master(row.number, cell.column, area, xmlscan.unescape(match[2] or b""))
            )

    def cell_at(self, offset: int) -> tuple[Row, RawCell]:
        """The row and the cell whose bytes hold the offset."""
        known = self._row_cells
        if known is None or not known[0].start <= offset < known[0].end:
            row = self._rows.holding(offset)
            cells = list(raw_cells(self._data, row.body, row.body_end, self._prefix))
            known = self._row_cells = row, cells, [cell.start for cell in cells]
        row, cells, starts = known
        place = bisect_right(starts, offset) - 1
        if place < 0 or offset >= cells[place].end:
            raise WorkbookError("damaged", "A formula of a sheet stands outside of its cells.")
        return row, cells[place]

    def dependent(self, row: int, column: int, attributes: bytes) -> str | None:
        """The formula, with its '=', of a cell that has it from a shared one; None for a data table."""
        master = self.masters.get(xmlscan.attribute(attributes, "si") or "")
        if master is None:
            return None
        return "=" + move_formula(master.text, row - master.row, column - master.column, wrap=True)

    def _sharing(self, identifier: str) -> list[re.Match[bytes]]:
        """The formulas that share one, in their order; looked for once for all of them."""
        if self._members is None:
            self._members = {}
            for match in patterns(self._prefix).formula.finditer(self._data):
                if b"si" in match[1] and (number := xmlscan.attribute(match[1], "si")) is not None:
                    self._members.setdefault(number, []).append(match)
        return self._members.get(identifier, [])

    def heir(self, identifier: str, gone: set[tuple[int, int]]) -> tuple[int, int, bytes] | None:
        """Where a shared formula's text goes when its master is overwritten: row, column, formula element."""
        master = self.masters[identifier]
        for match in self._sharing(identifier):
            row, cell = self.cell_at(match.start())
            place = (row.number, cell.column)
            if place in gone or place == (master.row, master.column):
                continue
            text = move_formula(master.text, place[0] - master.row, place[1] - master.column, wrap=True)
            area = (place[0], master.area[1], master.area[2], master.area[3])
            attributes = xmlscan.set_attributes(match[1].rstrip(), {"ref": area_name(area)})
            name = self._prefix + b"f"
            return *place, b"<%s%s>%s</%s>" % (name, attributes, xmlscan.escape(text), name)
        return None
