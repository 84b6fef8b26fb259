"""Reading and writing the cells of a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import chain

from buybook.xlsx import collection, dates
from buybook.xlsx.cells import (
    Area,
    CellError,
    Scalar,
    Value,
    cell_name,
    check_cell,
    contains,
    inside,
    overlap,
    stretches,
)
from buybook.xlsx.edits import Edit, formula_edit, normal, spell, value_edit
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.numberformats import BUILT_IN, SHORT_DATE, SHORT_DATE_TIME, SHORT_TIME
from buybook.xlsx.sheetpart import SheetPart
from buybook.xlsx.tables import TablePart


def _check(area: Area) -> Area:
    check_cell(area[0], area[1])
    check_cell(area[2], area[3])
    return area


def _date_format(value: Value) -> str:
    if isinstance(value, dt.time):
        return BUILT_IN[SHORT_TIME]
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return BUILT_IN[SHORT_DATE_TIME]
    return BUILT_IN[SHORT_DATE]


def _is_same(before: Scalar, new: Scalar, date1904: bool) -> bool:
    """Whether a cell that held `before` would hold the same with `new`."""
    if isinstance(before, dt.datetime):
        if type(new) is float:
            return dates.to_serial(before, date1904) == new
        return isinstance(new, dt.datetime) and abs(before - new) < dt.timedelta(milliseconds=1)
    return (type(before) is type(new) and before == new) or (before == "" and new is None)


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
        an array, and a merged cell that is not the first of its area.
        """
        if not rows or not any(rows):
            return
        area = _check((row, column, row + len(rows) - 1, column + max(map(len, rows)) - 1))
        with collection.put_off():
            self._set_values(area, rows)

    def _set_values(self, area: Area, rows: Sequence[Sequence[Value]]) -> None:
        row, column, date1904 = area[0], area[1], self.workbook.date1904
        before, formulas = self.data.values(area), self.formulas(*area)
        edits = _Edits(self, area)
        for r, line in enumerate(rows):
            for c, value in enumerate(line):
                had_formula = formulas[r][c] is not None
                if value is None and before[r][c] is None and not had_formula:
                    continue
                new = normal(value, date1904)
                if had_formula or not _is_same(before[r][c], new, date1904):
                    edits.constant(row + r, column + c, value, new, had_formula=had_formula)
        edits.done()

    def set_formula(self, row: int, column: int, formula: str, cached: Value = None) -> None:
        """Put a formula into a cell, with the value that it shows until Excel computes it."""
        check_cell(row, column)
        wanted = "=" + formula.removeprefix("=")
        before = self.formula(row, column)
        if before == wanted:
            return
        edits = _Edits(self, (row, column, row, column))
        edits.formula(
            row, column, wanted, normal(cached, self.workbook.date1904), had_formula=before is not None
        )
        edits.done()

    def set_style(self, row: int, column: int, xf: int) -> None:
        """Give a cell a format."""
        self.set_styles(row, column, row, column, xf)

    def set_styles(self, r1: int, c1: int, r2: int, c2: int, xf: int) -> None:
        """Give all cells of an area a format."""
        self.restyle(r1, c1, r2, c2, lambda _: xf)

    def restyle(self, r1: int, c1: int, r2: int, c2: int, change: Callable[[int], int]) -> None:
        """Give each cell of an area the format that `change` makes of the one it has."""
        found = self.cell_styles(r1, c1, r2, c2)
        # In the order in which they stand there: new formats are numbered as they are made.
        changed = {xf: change(xf) for xf in dict.fromkeys(chain.from_iterable(found))}
        if all(xf == new for xf, new in changed.items()):
            return
        rows, columns = set[int](), set[int]()
        put = self.data.put
        with collection.put_off():
            for row, line in enumerate(found, start=r1):
                for column, xf in enumerate(line, start=c1):
                    if changed[xf] != xf:
                        put(row, column, Edit(style=changed[xf]))
                        rows.add(row)
                        columns.add(column)
        if rows:
            self.note_edit((min(rows), min(columns), max(rows), max(columns)))

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
                raise _array_refusal(array)
        edits = _Edits(self, area, whole_arrays=True)
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


def _array_refusal(area: Area) -> WorkbookError:
    return WorkbookError(
        "unsupported",
        f"{cell_name(area[0], area[1])} holds a formula for several cells; part of it cannot be changed.",
    )


class _Edits:
    """One call's edits: what stands in their way is looked up once for all of them."""

    def __init__(self, sheet: SheetCells, area: Area, *, whole_arrays: bool = False) -> None:
        self._sheet, self._area = sheet, area
        self._prefix, self._date1904 = sheet.prefix, sheet.workbook.date1904
        self._styles: dict[int, list[int]] = {}  # of the columns into which dates go
        self._spelt: dict[tuple[type, Scalar], tuple[bytes, bytes]] = {}  # long columns repeat themselves
        self._shows_dates: dict[int, bool] = {}  # by format
        self._dated: dict[tuple[int, str], int] = {}
        self._arrays = (
            [] if whole_arrays else [a for a in sheet.data.formula_areas.arrays if overlap(a, area)]
        )
        self._merges = [merged for merged in sheet.merges if overlap(merged, area)]
        self._pivots = [pivot for pivot in sheet.pivot_areas if overlap(pivot, area)]
        self._headers: list[tuple[Area, TablePart]] = [
            (header, table)
            for table in sheet.tables
            if (header := table.header_area) and overlap(header, area)
        ]
        self._formulas_changed = False
        self._collected: list[tuple[int, int, Edit]] = []

    def _refuse_pivot(self, row: int, column: int) -> None:
        if any(contains(area, row, column) for area in self._pivots):
            raise WorkbookError(
                "unsupported",
                f"{cell_name(row, column)} lies in a pivot table; Excel overwrites it at the next refresh.",
            )

    def _refuse(self, row: int, column: int) -> None:
        self._refuse_pivot(row, column)
        for area in self._arrays:
            if contains(area, row, column) and area[:2] != area[2:]:
                raise _array_refusal(area)
        for area in self._merges:
            if contains(area, row, column) and area[:2] != (row, column):
                raise WorkbookError(
                    "unsupported",
                    f"{cell_name(row, column)} lies within merged cells; "
                    f"only {cell_name(area[0], area[1])} can be written.",
                )

    def _put(self, row: int, column: int, edit: Edit, *, formulas: bool) -> None:
        self._collected.append((row, column, edit))
        self._formulas_changed |= formulas

    def constant(self, row: int, column: int, value: Value, new: Scalar, *, had_formula: bool) -> None:
        """A constant; `new` is how it will be read back."""
        if self._arrays or self._merges or self._pivots:
            self._refuse(row, column)
        for header, table in self._headers:
            if contains(header, row, column):
                new = table.note_header(column - header[1] + 1, _header_text(new))
        style = self._date_style(row, column, value) if isinstance(new, dt.datetime) else None
        key = new.__class__, new
        spelt = self._spelt.get(key)
        if spelt is None:
            spelt = self._spelt[key] = spell(new, self._prefix, self._date1904)
        self._collected.append((row, column, Edit(style, spelt[1], spelt[0], new)))
        self._formulas_changed |= had_formula

    def _date_style(self, row: int, column: int, value: Value) -> int | None:
        top, _, bottom, _ = self._area
        if column not in self._styles:
            found = self._sheet.cell_styles(top, column, bottom, column)
            self._styles[column] = [line[0] for line in found]
        styles, xf = self._sheet.workbook.styles, self._styles[column][row - top]
        if xf not in self._shows_dates:
            self._shows_dates[xf] = styles.is_date(xf)
        if self._shows_dates[xf]:
            return None
        key = xf, _date_format(value)
        if key not in self._dated:
            self._dated[key] = styles.variant(xf, number_format=key[1])
        return self._dated[key]

    def formula(self, row: int, column: int, formula: str, cached: Scalar, *, had_formula: bool) -> None:
        """A formula with the value that it shows for now."""
        self._refuse(row, column)
        if any(contains(header, row, column) for header, _ in self._headers):
            raise WorkbookError(
                "unsupported", f"{cell_name(row, column)} is a table's header; it takes only a text."
            )
        edit = formula_edit(formula, cached, self._prefix, self._date1904)
        self._put(row, column, edit, formulas=not had_formula)

    def clear(self, row: int, column: int, style: int | None) -> None:
        """Nothing in the cell any more, and with a `style` that format."""
        content = self._sheet.data.content(row, column)
        if not content.content and style is None:
            return
        if content.content:
            self._refuse_pivot(row, column)
        for header, table in self._headers:
            if contains(header, row, column):
                name = table.note_header(column - header[1] + 1, "")
                edit = value_edit(name, self._prefix, self._date1904, style)
                self._put(row, column, edit, formulas=False)
                return
        self._put(row, column, Edit(style, b""), formulas=content.formula is not None)

    def done(self) -> None:
        """Make the edits, all of them or, when one was refused before, none."""
        if not self._collected:
            return
        put = self._sheet.data.put
        for row, column, edit in self._collected:
            put(row, column, edit)
        rows, columns = {edit[0] for edit in self._collected}, {edit[1] for edit in self._collected}
        self._sheet.note_edit((min(rows), min(columns), max(rows), max(columns)))
        areas = stretches((row, column) for row, column, _ in self._collected)
        self._sheet.workbook.content_changed(self._sheet.part, areas, formulas=self._formulas_changed)


def _header_text(value: Scalar) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value) if not isinstance(value, CellError) else str.__str__(value)
