"""The cells of a sheet: read from its bytes, edits kept aside until the bytes are wanted.

Reading sees the pending edits. Bringing them in is one pass over the data however many they are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

from buybook.xlsx import xmlscan
from buybook.xlsx.cells import Area, Scalar, around
from buybook.xlsx.cellscan import (
    Decoder,
    FormulaCell,
    RawCell,
    cell_styles,
    formula_cells,
    patterns,
    raw_cells,
)
from buybook.xlsx.edits import Edit, changed_cell, written_cell
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.rowindex import Row, RowIndex
from buybook.xlsx.sharedformulas import FormulaAreas

Attributes = dict[str, str | None]


class SheetData:
    """What stands within `<sheetData>`.

    `column_style` tells the style that a column gives to cells that are not written; `decoder` makes values.
    """

    def __init__(
        self, data: bytes, prefix: bytes, column_style: Callable[[int], int], decoder: Callable[[], Decoder]
    ) -> None:
        self._data = data
        self._prefix = prefix
        self._column_style = column_style
        self._decoder = decoder
        self._pending: dict[int, dict[int, Edit]] = {}
        self._row_attributes: dict[int, Attributes] = {}
        self._rows: RowIndex | None = None
        self._areas: FormulaAreas | None = None
        self._has_stored_formulas: bool | None = None
        self._noted_formula = False  # an edit that waits, or waited and was overwritten, holds a formula
        self._extents: dict[bool, Area | None] = {}

    # -- finding

    @property
    def rows(self) -> RowIndex:
        """The index of the rows as they are in the bytes, without pending edits."""
        if self._rows is None:
            self._rows = RowIndex(self._data, self._prefix)
        return self._rows

    @property
    def formula_areas(self) -> FormulaAreas:
        """Shared formulas and arrays, as they are in the bytes."""
        if self._areas is None:
            self._areas = FormulaAreas(self._data, self.rows, self._prefix)
        return self._areas

    @property
    def pending(self) -> bool:
        """Whether edits wait to be brought in."""
        return bool(self._pending or self._row_attributes)

    @property
    def has_formulas(self) -> bool:
        """Whether any cell holds a formula."""
        if self._has_stored_formulas is None:
            opening = b"<%sf" % self._prefix
            self._has_stored_formulas = any(opening + mark in self._data for mark in (b">", b" ", b"/"))
        return self._has_stored_formulas or self._noted_formula

    def _cells(self, row: Row) -> Iterator[RawCell]:
        return raw_cells(self._data, row.body, row.body_end, self._prefix)

    def _cell(self, row: int, column: int) -> RawCell | None:
        found = self.rows.find(row)
        return None if found is None else next((c for c in self._cells(found) if c.column == column), None)

    def _pending_in(self, area: Area) -> Iterator[tuple[int, int, Edit]]:
        r1, c1, r2, c2 = area
        wanted = range(r1, r2 + 1) if r2 - r1 < len(self._pending) else list(self._pending)
        for row in wanted:
            if r1 <= row <= r2 and row in self._pending:
                for column, edit in self._pending[row].items():
                    if c1 <= column <= c2:
                        yield row, column, edit

    # -- reading

    def values(self, area: Area) -> list[list[Scalar]]:
        """The values of an area, row by row."""
        r1, c1, r2, c2 = area
        decoder, rows = self._decoder(), self.rows
        result: list[list[Scalar]] = [[None] * (c2 - c1 + 1) for _ in range(r2 - r1 + 1)]
        for place in rows.between(r1, r2):
            row = rows.at(place)
            if r1 <= row.number <= r2:
                decoder.read(self._data, row.body, row.body_end, c1, c2, result[row.number - r1])
        self._overlay(area, decoder, result)
        return result

    def _overlay(self, area: Area, decoder: Decoder, result: list[list[Scalar]]) -> None:
        """Put pending edits over values that were read. A number shows as a date where its format says so."""
        top, left, _, _ = area
        numbers: list[tuple[int, int, int, int]] = []
        for row, column, edit in self._pending_in(area):
            if edit.content is not None:
                result[row - top][column - left] = edit.value
            if isinstance(result[row - top][column - left], float | dt.datetime):
                numbers.append((row, column, row, column))
        around_numbers = around(numbers)
        if around_numbers is None:
            return
        styles = self.styles(around_numbers)
        for row, column, _, _ in numbers:
            xf = styles[row - around_numbers[0]][column - around_numbers[1]]
            result[row - top][column - left] = decoder.restyled(result[row - top][column - left], xf)

    def formulas(self, area: Area) -> list[list[str | None]]:
        """The formulas of an area with their '=', None where there is none."""
        r1, c1, r2, c2 = area
        result: list[list[str | None]] = [[None] * (c2 - c1 + 1) for _ in range(r2 - r1 + 1)]
        for place in self.rows.between(r1, r2):
            row = self.rows.at(place)
            if not r1 <= row.number <= r2:
                continue
            for found in formula_cells(self._data, row, self._prefix):
                if c1 <= found.column <= c2:
                    result[row.number - r1][found.column - c1] = self._formula(row.number, found)
        for number, column, edit in self._pending_in(area):
            if edit.content is not None:
                result[number - r1][column - c1] = edit.formula
        return result

    def _formula(self, row: int, found: FormulaCell) -> str | None:
        if found.text:
            return "=" + xmlscan.unescape(found.text)
        return self.formula_areas.dependent(row, found.column, found.attributes)

    def styles(self, area: Area) -> list[list[int]]:
        """The styles of an area's cells; an unwritten cell has its row's style or else its column's."""
        r1, c1, r2, c2 = area
        columns = [self._column_style(column) for column in range(c1, c2 + 1)]
        result = [list(columns) for _ in range(r2 - r1 + 1)]
        for place in self.rows.between(r1, r2):
            row = self.rows.at(place)
            if not r1 <= row.number <= r2:
                continue
            own = _row_style(row)
            line = list(columns) if own is None else [own] * len(columns)
            for column, xf in cell_styles(self._data, row, self._prefix):
                if c1 <= column <= c2:
                    line[column - c1] = xf
            result[row.number - r1] = line
        for number, column, edit in self._pending_in(area):
            if edit.style is not None:
                result[number - r1][column - c1] = edit.style
        return result

    def content(self, row: int, column: int) -> Edit:
        """All there is in a cell, as the edit that would make another cell the same but for its style."""
        edit = self._pending.get(row, {}).get(column)
        if edit is not None and edit.content is not None:
            return Edit(None, edit.content, edit.kind, edit.value, edit.formula)
        cell = self._cell(row, column)
        if cell is None or not cell.body:
            return Edit(content=b"")
        kind = (xmlscan.attribute(cell.attributes, "t") or "").encode()
        area = (row, column, row, column)
        value, formula = self.values(area)[0][0], self.formulas(area)[0][0]
        return Edit(None, cell.body, kind, value, formula)

    def is_written(self, row: int, column: int) -> bool:
        """Whether the sheet says anything about a cell."""
        return column in self._pending.get(row, {}) or self._cell(row, column) is not None

    def row_attributes(self, row: int) -> dict[str, str]:
        """The attributes of a row: `ht`, `hidden`, `s`, ..."""
        found = self.rows.find(row)
        known: dict[str, str] = {} if found is None else xmlscan.attribute_map(found.attributes)
        for name, value in self._row_attributes.get(row, {}).items():
            known.pop(name, None)
            if value is not None:
                known[name] = value
        return known

    def extent(self, *, content: bool) -> Area | None:
        """The smallest area with all cells that are written, or with `content` all that are not empty."""
        if any(edit.content == b"" for edits in self._pending.values() for edit in edits.values()):
            self.flush()
        if content not in self._extents:
            rows = self.rows
            found = (self._row_extent(rows.at(place), content) for place in range(len(rows)))
            self._extents[content] = around((n, a, n, b) for n, a, b in filter(None, found))
        pending = (
            (row, column, row, column)
            for row, edits in self._pending.items()
            for column, edit in edits.items()
            if edit.content or not content
        )
        known = self._extents[content]
        return around([*pending, known] if known else pending)

    def written(self, area: Area) -> Iterator[tuple[int, int]]:
        """The cells of an area of which the sheet says anything."""
        seen = {(row, column) for row, column, _ in self._pending_in(area)}
        yield from seen
        for place in self.rows.between(area[0], area[2]):
            row = self.rows.at(place)
            if area[0] <= row.number <= area[2]:
                for cell in self._cells(row):
                    if area[1] <= cell.column <= area[3] and (row.number, cell.column) not in seen:
                        yield row.number, cell.column

    def _row_extent(self, row: Row, content: bool) -> tuple[int, int, int] | None:
        cells = self._cells(row)
        first = next((cell for cell in cells if cell.body or not content), None)
        if first is None:
            return None
        last = self._last_cell(row)
        if last is not None and (last.body or not content):
            return row.number, first.column, max(first.column, last.column)
        columns = [cell.column for cell in cells if cell.body or not content]
        return row.number, first.column, max([first.column, *columns])

    # -- editing

    def put(self, row: int, column: int, edit: Edit) -> None:
        """Note an edit; what it leaves open stays as earlier edits made it."""
        line = self._pending.setdefault(row, {})
        earlier = line.get(column)
        if earlier is not None:
            if edit.style is None:
                edit.style = earlier.style
            if edit.content is None:
                edit.content, edit.kind = earlier.content, earlier.kind
                edit.value, edit.formula = earlier.value, earlier.formula
        line[column] = edit
        self._noted_formula |= bool(edit.formula)

    def put_row_attributes(self, row: int, values: Attributes) -> None:
        """Note attributes of a row; None takes one away."""
        self._row_attributes.setdefault(row, {}).update(values)

    def flush(self) -> None:
        """Bring the pending edits into the bytes."""
        if not self.pending:
            return
        self._promote_heirs()
        data, rows = self._data, self.rows
        pieces: list[bytes] = []
        position = 0
        for number in sorted(self._pending.keys() | self._row_attributes.keys()):
            row = rows.find(number)
            if row is not None:
                start, end, written = row.start, row.end, self._changed_row(row)
            else:
                start = end = rows.gap_for(number)
                written = self._new_row(number)
            if start < position:
                raise WorkbookError("damaged", "The rows of a sheet are not in order.")
            pieces += (data[position:start], written)
            position = end
        pieces.append(data[position:])
        self._pending, self._row_attributes = {}, {}
        self._data, self._rows, self._areas, self._extents = b"".join(pieces), None, None, {}
        self._has_stored_formulas, self._noted_formula = None, False

    def to_bytes(self) -> bytes:
        """The bytes with all edits."""
        self.flush()
        return self._data

    def _promote_heirs(self) -> None:
        """Where the first cell of a shared formula is overwritten, the next one takes over its text."""
        if not self.formula_areas.masters:
            return
        gone = {
            (row, column)
            for row, edits in self._pending.items()
            for column, edit in edits.items()
            if edit.content is not None
        }
        for identifier, master in self.formula_areas.masters.items():
            if (master.row, master.column) in gone:
                heir = self.formula_areas.heir(identifier, gone)
                if heir is not None:
                    row, column, element = heir
                    self.put(row, column, Edit(master=element))

    def _new_row(self, number: int) -> bytes:
        edits = self._pending.get(number, {})
        cells = b"".join(self._new_cell(number, column, edits[column], None) for column in sorted(edits))
        values = self._row_attributes.get(number, {})
        if not cells and not any(values.values()):
            return b""
        attributes = xmlscan.set_attributes(b' r="%d"' % number, values)
        name = b"%srow" % self._prefix
        return (
            b"<%s%s>%s</%s>" % (name, attributes, cells, name) if cells else b"<%s%s/>" % (name, attributes)
        )

    def _new_cell(self, row: int, column: int, edit: Edit, row_style: int | None) -> bytes:
        inherited = self._column_style(column) if row_style is None else row_style
        if edit.style is None and not edit.content:
            return b""
        if edit.style is not None and edit.style == inherited and not edit.content:
            return b""
        return written_cell(row, column, edit, inherited if edit.style is None else edit.style, self._prefix)

    def _changed_row(self, row: Row) -> bytes:
        edits = self._pending.get(row.number, {})
        attributes = xmlscan.set_attributes(row.attributes.rstrip(), self._row_attributes.get(row.number, {}))
        if edits and b"spans" in attributes:
            attributes = _widened(attributes, min(edits), max(edits))
        cells = self._changed_cells(row, edits)
        name = b"%srow" % self._prefix
        if not cells:
            return b"<%s%s/>" % (name, attributes)
        return b"<%s%s>%s</%s>" % (name, attributes, cells, name)

    def _changed_cells(self, row: Row, edits: dict[int, Edit]) -> bytes:
        waiting = sorted(edits, reverse=True)
        pieces: list[bytes] = []
        previous, style = 0, _row_style(row)
        position = end = row.body
        last = self._last_cell(row)
        if waiting and last is not None and last.column < waiting[-1]:
            written = [
                self._new_cell(row.number, column, edits[column], style) for column in reversed(waiting)
            ]
            return b"".join((self._data[position : last.end], *written, self._data[last.end : row.body_end]))
        for cell in self._cells(row):
            if cell.column <= previous:
                raise WorkbookError("damaged", f"The cells of row {row.number} are not in order.")
            previous, end = cell.column, cell.end
            if not waiting:
                break
            if waiting[-1] > cell.column:
                continue
            pieces.append(self._data[position : cell.start])
            position = cell.start
            while waiting and waiting[-1] < cell.column:
                column = waiting.pop()
                pieces.append(self._new_cell(row.number, column, edits[column], style))
            if waiting and waiting[-1] == cell.column:
                pieces.append(self._changed_cell(row, cell, edits[waiting.pop()]))
                position = cell.end
        if waiting:
            pieces.append(self._data[position:end])
            position = end
            while waiting:
                column = waiting.pop()
                pieces.append(self._new_cell(row.number, column, edits[column], style))
        pieces.append(self._data[position : row.body_end])
        return b"".join(pieces)

    def _last_cell(self, row: Row) -> RawCell | None:
        """A row's last cell, if that can be told without going through all of them."""
        start = self._data.rfind(b"<%sc " % self._prefix, row.body, row.body_end)
        cell = next(raw_cells(self._data, start, row.body_end, self._prefix), None) if start >= 0 else None
        if (
            cell is None
            or not cell.numbered
            or self._data.find(b"<%sc>" % self._prefix, cell.end, row.body_end) >= 0
        ):
            return None
        return cell

    def _changed_cell(self, row: Row, cell: RawCell, edit: Edit) -> bytes:
        if edit.master is not None and edit.content is None:
            element = edit.master
            body = patterns(self._prefix).formula.sub(lambda _: element, cell.body, count=1)
            cell = cell._replace(body=body)
        next_is_numbered = self.rows.all_numbered and cell.numbered
        return changed_cell(row.number, cell, edit, self._prefix, may_vanish=next_is_numbered)


def _row_style(row: Row) -> int | None:
    if b"customFormat" not in row.attributes:
        return None
    if not xmlscan.is_true(xmlscan.attribute(row.attributes, "customFormat")):
        return None
    return int(xmlscan.attribute(row.attributes, "s") or 0)


def _widened(attributes: bytes, first: int, last: int) -> bytes:
    """Row attributes whose `spans`, a hint that readers may trust, hold the columns."""
    columns = [int(number) for number in re.findall(r"\d+", xmlscan.attribute(attributes, "spans") or "")]
    if columns and min(columns) <= first and last <= max(columns):
        return attributes
    return xmlscan.set_attributes(attributes, {"spans": f"{min([first, *columns])}:{max([last, *columns])}"})
