"""The cells of a sheet: read from its bytes, edits kept aside until the bytes are wanted.

Reading sees the pending edits. Bringing them in is one pass over the data however many they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from buybook.xlsx import collection, xmlscan
from buybook.xlsx.addresses import MAX_COLUMN, MAX_ROW
from buybook.xlsx.cells import Area, Scalar, around, common
from buybook.xlsx.cellscan import (
    Decoder,
    FormulaCell,
    RawCell,
    cell_styles,
    formula_cells,
    last_cell,
    raw_cells,
)
from buybook.xlsx.columnscan import MAX_COLUMNS, ColumnScan
from buybook.xlsx.edits import Edit
from buybook.xlsx.pending import Held, Pending
from buybook.xlsx.rowindex import Row, RowIndex
from buybook.xlsx.rowplan import MIN_ROWS, RowReader
from buybook.xlsx.sharedformulas import FormulaAreas
from buybook.xlsx.splicing import Attributes, Splicer, row_style

_ALL_CELLS: Area = (1, 1, MAX_ROW, MAX_COLUMN)
_NUMBERS = (float, dt.datetime)


class SheetData:
    """What stands within `<sheetData>`.

    `column_style` tells the style that a column gives to cells that are not written; `decoder` makes values.
    """

    def __init__(
        self,
        data: bytes,
        prefix: bytes,
        column_style: Callable[[int], int],
        decoder: Callable[[], Decoder],
        date1904: bool,
    ) -> None:
        self._data = data
        self._prefix = prefix
        self._column_style = column_style
        self._decoder = decoder
        self._date1904 = date1904
        self._pending = Pending(prefix, date1904)
        self._row_attributes: dict[int, Attributes] = {}
        self._rows: RowIndex | None = None
        self._columns: ColumnScan | None = None
        self._areas: FormulaAreas | None = None
        self._has_stored_formulas: bool | None = None
        self._extents: dict[bool, Area | None] = {}

    # -- finding

    @property
    def rows(self) -> RowIndex:
        """The index of the rows as they are in the bytes, without pending edits."""
        if self._rows is None:
            self._rows = RowIndex(self._data, self._prefix)
        return self._rows

    @property
    def columns(self) -> ColumnScan:
        """The cells by their columns, as they are in the bytes."""
        if self._columns is None:
            self._columns = ColumnScan(self._data, self.rows, self._prefix)
        return self._columns

    def _by_column(self, area: Area) -> bool:
        """Whether an area is so narrow and long that its cells are best sought column by column."""
        r1, c1, r2, c2 = area
        return c2 - c1 < MAX_COLUMNS and len(self.rows.between(r1, r2)) >= MIN_ROWS and self.columns.usual

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
        return self._has_stored_formulas or self._pending.formulas

    def _cells(self, row: Row) -> Iterator[RawCell]:
        return raw_cells(self._data, row.body, row.body_end, self._prefix)

    def _cell(self, row: int, column: int) -> RawCell | None:
        found = self.rows.find(row)
        return None if found is None else next((c for c in self._cells(found) if c.column == column), None)

    # -- reading

    def values(self, area: Area) -> list[list[Scalar]]:
        """The values of an area, row by row."""
        decoder = self._decoder()
        if self._by_column(area):
            result = self._read_columns(area, decoder)
        else:
            result = self._read_rows(area, decoder)
        self._overlay(area, decoder, result)
        return result

    def _read_columns(self, area: Area, decoder: Decoder) -> list[list[Scalar]]:
        r1, c1, r2, c2 = area
        result: list[list[Scalar]] = [[None] * (c2 - c1 + 1) for _ in range(r2 - r1 + 1)]
        for column in range(c1, c2 + 1):
            for number, fields in self.columns.cells(column, r1, r2):
                result[number - r1][column - c1] = decoder.fields(fields)
        return result

    def _read_rows(self, area: Area, decoder: Decoder) -> list[list[Scalar]]:
        r1, c1, r2, c2 = area
        rows, blank = self.rows, list[Scalar]([None] * (c2 - c1 + 1))
        result = [blank] * (r2 - r1 + 1)
        places = [place for place in rows.between(r1, r2) if r1 <= rows.numbers[place] <= r2]
        if len(places) >= MIN_ROWS:
            reader = RowReader(self._data, rows, self._prefix, decoder, c1, c2)
            with collection.put_off():
                for numbers, lines in reader.read(places):
                    for number, line in zip(numbers, lines, strict=True):
                        result[number - r1] = line
        else:
            for place in places:
                row = rows.at(place)
                line = list(blank)
                decoder.read(self._data, row.body, row.body_end, c1, c2, line)
                result[row.number - r1] = line
        return [list(blank) if line is blank else line for line in result]

    def _overlay(self, area: Area, decoder: Decoder, result: list[list[Scalar]]) -> None:
        """Put pending edits over values that were read. A number shows as a date where its format says so."""
        top, left, bottom, right = area
        for column in self._pending.columns(left, right):
            place, numbers = column - left, list[int]()
            contents, styles = self._pending.runs(column, top, bottom)
            for row, line, held, xf in zip(range(top, bottom + 1), result, contents, styles, strict=True):
                if held is not None:
                    line[place] = held.value if isinstance(held, Edit) else held
                elif xf is None:
                    continue
                if isinstance(line[place], _NUMBERS) and not self._is_iso_date(row, column, held):
                    numbers.append(row)
            self._show_numbers(area, column, numbers, decoder, result)

    def _show_numbers(
        self, area: Area, column: int, rows: Sequence[int], decoder: Decoder, result: list[list[Scalar]]
    ) -> None:
        """Show the numbers in these rows of a column, which are edited, as their formats have it."""
        if not rows:
            return
        top, place = area[0], column - area[1]
        styles = self.column_styles(column, rows[0], rows[-1])
        known: dict[tuple[Scalar, int], Scalar] = {}  # long columns repeat themselves
        for row in rows:
            key = result[row - top][place], styles[row - rows[0]]
            if key not in known:
                known[key] = decoder.restyled(*key)
            result[row - top][place] = known[key]

    def _is_iso_date(self, row: int, column: int, held: Held) -> bool:
        """Whether a cell is a date by its type (`t="d"`), whatever its format; `held` is what it gets."""
        if held is not None:
            return isinstance(held, Edit) and held.kind == b"d"
        if b't="d"' not in self._data and b"t='d'" not in self._data:
            return False
        cell = self._cell(row, column)
        return cell is not None and xmlscan.attribute(cell.attributes, "t") == "d"

    def formulas(self, area: Area) -> list[list[str | None]]:
        """The formulas of an area with their '=', None where there is none."""
        r1, c1, r2, c2 = area
        result: list[list[str | None]] = [[None] * (c2 - c1 + 1) for _ in range(r2 - r1 + 1)]
        if self._by_column(area):
            for column in range(c1, c2 + 1):
                for number, attributes, text in self.columns.formulas(column, r1, r2):
                    found = FormulaCell(column, attributes, text)
                    result[number - r1][column - c1] = self._formula(number, found)
            self._overlay_formulas(area, result)
            return result
        for place in self.rows.between(r1, r2):
            row = self.rows.at(place)
            if not r1 <= row.number <= r2:
                continue
            for found in formula_cells(self._data, row, self._prefix):
                if c1 <= found.column <= c2:
                    result[row.number - r1][found.column - c1] = self._formula(row.number, found)
        self._overlay_formulas(area, result)
        return result

    def _overlay_formulas(self, area: Area, result: list[list[str | None]]) -> None:
        top, left, bottom, right = area
        for column, contents in self._pending.contents.items():
            if left <= column <= right:
                for line, held in zip(result, contents.run(top, bottom), strict=True):
                    if held is not None:
                        line[column - left] = held.formula if isinstance(held, Edit) else None

    def _formula(self, row: int, found: FormulaCell) -> str | None:
        if found.text:
            return "=" + xmlscan.unescape(found.text)
        return self.formula_areas.dependent(row, found.column, found.attributes)

    def styles(self, area: Area) -> list[list[int]]:
        """The styles of an area's cells; an unwritten cell has its row's style or else its column's."""
        return list(map(list, zip(*self.styles_by_column(area), strict=True)))

    def column_styles(self, column: int, first: int, last: int) -> list[int]:
        """The styles of a column's cells from row `first` to `last`."""
        return self.styles_by_column((first, column, last, column))[0]

    def styles_by_column(self, area: Area) -> list[list[int]]:
        """The styles of an area's cells, column by column."""
        r1, c1, r2, c2 = area
        result = [[self._column_style(column)] * (r2 - r1 + 1) for column in range(c1, c2 + 1)]
        if self._by_column(area) and b"customFormat" not in self._data:
            for column, styles in enumerate(result, c1):
                for number, xf in self.columns.styles(column, r1, r2):
                    styles[number - r1] = xf
        else:
            self._read_styles(area, result)
        for column, pending in self._pending.styles.items():
            if c1 <= column <= c2:
                both = zip(result[column - c1], pending.run(r1, r2), strict=True)
                result[column - c1] = [xf if new is None else new for xf, new in both]
        return result

    def _read_styles(self, area: Area, result: list[list[int]]) -> None:
        r1, c1, r2, c2 = area
        for place in self.rows.between(r1, r2):
            row = self.rows.at(place)
            if not r1 <= row.number <= r2:
                continue
            own = row_style(row)
            if own is not None:
                for styles in result:
                    styles[row.number - r1] = own
            for column, xf in cell_styles(self._data, row, self._prefix):
                if c1 <= column <= c2:
                    result[column - c1][row.number - r1] = xf

    def content(self, row: int, column: int) -> Edit:
        """All there is in a cell, as the edit that would make another cell the same but for its style."""
        edit = self._pending.content(row, column)
        if edit is not None:
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
        return self._pending.touches(row, column) or self._cell(row, column) is not None

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
        if self._pending.clears:
            self.flush()
        if content not in self._extents:
            stored = self._stored_extent(content)
            self._extents[content] = None if stored is None else common(stored, _ALL_CELLS)
        pending, known = self._pending.extent(content=content), self._extents[content]
        return around(area for area in (pending, known) if area is not None)

    def written(self, area: Area) -> Iterator[tuple[int, int]]:
        """The cells of an area of which the sheet says anything."""
        seen = self._pending.cells(area)
        yield from seen
        for place in self.rows.between(area[0], area[2]):
            row = self.rows.at(place)
            if area[0] <= row.number <= area[2]:
                for cell in self._cells(row):
                    if area[1] <= cell.column <= area[3] and (row.number, cell.column) not in seen:
                        yield row.number, cell.column

    def _stored_extent(self, content: bool) -> Area | None:
        if self.columns.usual:
            return self.columns.extent(content=content)
        rows = self.rows
        found = (self._row_extent(rows.at(place), content) for place in range(len(rows)))
        return around((n, a, n, b) for n, a, b in filter(None, found))

    def _row_extent(self, row: Row, content: bool) -> tuple[int, int, int] | None:
        cells = self._cells(row)
        first = next((cell for cell in cells if cell.body or not content), None)
        if first is None:
            return None
        last = last_cell(self._data, row, self._prefix)
        if last is not None and (last.body or not content):
            return row.number, first.column, max(first.column, last.column)
        columns = [cell.column for cell in cells if cell.body or not content]
        return row.number, first.column, max([first.column, *columns])

    # -- editing

    def put(self, row: int, column: int, edit: Edit) -> None:
        """Note an edit; what it leaves open stays as earlier edits made it."""
        self._pending.put(row, column, edit)

    def put_contents(self, column: int, first: int, contents: Sequence[Held]) -> None:
        """Note constants and `CLEARED` for a column's cells from row `first` on; None leaves a cell as it is."""
        self._pending.put_contents(column, first, contents)

    def put_styles(self, column: int, first: int, styles: Sequence[int | None]) -> None:
        """Note styles of a column's cells from row `first` on; None leaves a cell the one it has."""
        self._pending.put_styles(column, first, styles)

    def put_row_attributes(self, row: int, values: Attributes) -> None:
        """Note attributes of a row; None takes one away."""
        self._row_attributes.setdefault(row, {}).update(values)

    def flush(self) -> None:
        """Bring the pending edits into the bytes."""
        if not self.pending:
            return
        self._promote_heirs()
        splicer = Splicer(
            self._data, self.rows, self._prefix, self._column_style, self._pending, self._row_attributes
        )
        self._data = splicer.result()
        self._pending, self._row_attributes = Pending(self._prefix, self._date1904), {}
        self._rows, self._areas, self._columns, self._extents = None, None, None, {}
        self._has_stored_formulas = None

    def to_bytes(self) -> bytes:
        """The bytes with all edits."""
        self.flush()
        return self._data

    def _promote_heirs(self) -> None:
        """Where the first cell of a shared formula is overwritten, the next one takes over its text."""
        if not self.formula_areas.masters:
            return
        gone = self._pending.replaced()
        for identifier, master in self.formula_areas.masters.items():
            if (master.row, master.column) in gone:
                heir = self.formula_areas.heir(identifier, gone)
                if heir is not None:
                    self._pending.put_heir(*heir)
