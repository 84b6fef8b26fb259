"""Reading and writing the cells of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, zip_longest

from buybook.xlsx import collection, merges
from buybook.xlsx.celledits import CellEdits, array_refusal, edited
from buybook.xlsx.cells import KEEP, Area, Keep, Scalar, Value, around, check_cell, contains, inside, overlap
from buybook.xlsx.edits import normal, value_edit
from buybook.xlsx.sheetpart import SheetPart
from buybook.xlsx.thisrow import formula_in_cell


def _check(area: Area) -> Area:
    check_cell(area[0], area[1])
    check_cell(area[2], area[3])
    return area


class SheetCells(SheetPart):
    """Cells: values, formulas, formats."""

    # -- reading

    def value(self, row: int, column: int) -> Scalar:
        """The value of a cell; of a formula the value that was last computed."""
        return self.values(row, column, row, column)[0][0]

    def values(self, r1: int, c1: int, r2: int, c2: int) -> list[list[Scalar]]:
        """The values of an area, row by row; numbers under a date format come as datetimes.

        A formula gives what was last computed; None when that is no longer true since cells were changed.
        """
        area = _check((r1, c1, r2, c2))
        values = self.data.values(area)
        stale = self.workbook.freshness.stale(self._as_sheet())
        if stale is not None and stale.meets(area):
            for row, column in stale.within(area):
                values[row - r1][column - c1] = None
        return values

    def text(self, row: int, column: int) -> str:
        """A cell's value as a text, empty when there is none."""
        value = self.value(row, column)
        if value is None:
            return ""
        return f"{value:.15g}" if isinstance(value, float) else str(value)

    def formula(self, row: int, column: int) -> str | None:
        """The formula of a cell with its '='; None when it holds none."""
        return self.formulas(row, column, row, column)[0][0]

    def formulas(self, r1: int, c1: int, r2: int, c2: int) -> list[list[str | None]]:
        """The formulas of an area, row by row."""
        area = _check((r1, c1, r2, c2))
        if not self.data.has_formulas:
            return [[None] * (c2 - c1 + 1) for _ in range(r2 - r1 + 1)]
        return self.data.formulas(area)

    def cell_style(self, row: int, column: int) -> int:
        """The number of a cell's format; a cell that is not written has its row's or its column's."""
        return self.cell_styles(row, column, row, column)[0][0]

    def cell_styles(self, r1: int, c1: int, r2: int, c2: int) -> list[list[int]]:
        """The numbers of the formats of an area's cells, row by row."""
        return self.data.styles(_check((r1, c1, r2, c2)))

    def is_array_part(self, row: int, column: int) -> bool:
        """Whether a cell belongs to an array formula, a spilled range or a data table."""
        return any(contains(area, row, column) for area in self.data.formula_areas.arrays)

    @property
    def extent(self) -> Area | None:
        """The smallest area with all cells that hold something or have a format of their own."""
        return self.data.extent(content=False)

    @property
    def content_extent(self) -> Area | None:
        """The smallest area with all cells that hold a value or a formula."""
        return self.data.extent(content=True)

    # -- writing

    def set_value(self, row: int, column: int, value: Value) -> None:
        """Put a constant into a cell; see `set_values`."""
        self.set_values(row, column, [[value]])

    def set_values(self, row: int, column: int, rows: Sequence[Sequence[Value]]) -> None:
        """Put constants into an area whose first cell is given. A text that begins with '=' stays a text.

        A date gets a date format where the cell has none. Cells that already hold the value are left alone,
        and so is the whole sheet when all do. Refused (`unsupported`), and then nothing is written: part of
        an array, and a merged cell that is not the first of its area, unless the first one is written too and
        this one gets the same or nothing.
        """
        self.set_contents(row, column, rows, {})

    def set_contents(
        self,
        row: int,
        column: int,
        rows: Sequence[Sequence[Value | Keep]],
        formulas: Mapping[tuple[int, int], str],
    ) -> None:
        """As `set_values`, with formulas for some of the cells; all is written, or nothing.

        `formulas` counts rows and columns of the area from 0. KEEP in `rows` leaves a cell alone.
        """
        if not rows or not any(rows):
            return
        area = _check((row, column, row + len(rows) - 1, column + max(map(len, rows)) - 1))
        rows, formulas = merges.without_hidden(self.merges, area, rows, formulas)
        with collection.put_off():
            self._set_contents(area, rows, formulas)

    def _set_contents(
        self,
        area: Area,
        rows: Sequence[Sequence[Value | Keep]],
        wanted: Mapping[tuple[int, int], str],
    ) -> None:
        top, left, _, _ = area
        before, formulas = self.data.values(area), self.formulas(*area)
        edits = CellEdits(self._as_sheet(), area)
        for column, values in enumerate(zip_longest(*rows, fillvalue=KEEP), left):
            place = column - left
            edits.constants(
                column, top, values, [line[place] for line in before], [line[place] for line in formulas]
            )
        for (r, c), formula in wanted.items():
            self._edit_formula(edits, top + r, left + c, formula, formulas[r][c], None)
        edits.done()

    def _edit_formula(
        self, edits: CellEdits, row: int, column: int, formula: str, before: str | None, cached: Scalar
    ) -> None:
        wanted = formula_in_cell(self._as_sheet(), row, column, "=" + formula.removeprefix("="))
        if wanted != before:
            edits.formula(row, column, wanted, cached, had_formula=before is not None)

    def set_formula(self, row: int, column: int, formula: str, cached: Value = None) -> None:
        """Put a formula into a cell, with the value that it shows until Excel computes it."""
        check_cell(row, column)
        edits = CellEdits(self._as_sheet(), (row, column, row, column))
        shown = normal(cached, self.workbook.date1904)
        self._edit_formula(edits, row, column, formula, self.formula(row, column), shown)
        edits.done()

    def set_style(self, row: int, column: int, xf: int) -> None:
        """Give a cell a format."""
        self.set_styles(row, column, row, column, xf)

    def set_styles(self, r1: int, c1: int, r2: int, c2: int, xf: int) -> None:
        """Give all cells of an area a format."""
        self.restyle(r1, c1, r2, c2, lambda _: xf)

    def restyle(self, r1: int, c1: int, r2: int, c2: int, change: Callable[[int], int]) -> None:
        """Give each cell of an area the format that `change` makes of the one it has."""
        found = self.data.styles_by_column(_check((r1, c1, r2, c2)))
        # In the order in which they stand there: new formats are numbered as they are made.
        present = dict.fromkeys(found[0] if c1 == c2 else chain.from_iterable(zip(*found, strict=True)))
        changed = {xf: new for xf in present if (new := change(xf)) != xf}
        if not changed:
            return
        areas = []
        for column, styles in enumerate(found, start=c1):
            others = [changed.get(xf) for xf in styles]
            self.data.put_styles(column, r1, others)
            areas += edited(column, r1, others)
        self.note_edit(around(areas) or (r1, c1, r2, c2))

    def clear_contents(self, r1: int, c1: int, r2: int, c2: int) -> None:
        """Take values and formulas out of an area; the formats stay."""
        self._clear(_check((r1, c1, r2, c2)), style=None)

    def clear(self, r1: int, c1: int, r2: int, c2: int) -> None:
        """Take values, formulas and formats out of an area."""
        self._clear(_check((r1, c1, r2, c2)), style=0)

    def _clear(self, area: Area, style: int | None) -> None:
        arrays = self.data.formula_areas.arrays
        for array in arrays:
            if overlap(array, area) and not inside(array, area):
                raise array_refusal(array)
        edits = CellEdits(self._as_sheet(), area, whole_arrays=True)
        for row, column in list(self.data.written(area)):
            edits.clear(row, column, style)
        edits.done()
        if any(inside(array, area) for array in arrays):
            self.data.flush()  # the cells of the array are free from now on

    def write_header(self, row: int, column: int, text: str) -> None:
        """Write a table's header cell; the table already knows the name."""
        if self.value(row, column) != text:
            self.data.put(row, column, value_edit(text, self.prefix, self.workbook.date1904))
            self.note_edit((row, column, row, column))
            self.workbook.content_changed(self.part, [(row, column, row, column)], formulas=False)
