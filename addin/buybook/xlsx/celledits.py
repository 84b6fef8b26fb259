"""The edits that one call makes of a sheet's cells: all of them or, when one is refused, none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from buybook.xlsx import dates
from buybook.xlsx.cells import (
    Area,
    CellError,
    Keep,
    Scalar,
    Value,
    around,
    cell_name,
    contains,
    overlap,
    stretches,
)
from buybook.xlsx.edits import Edit, formula_edit, normal, value_edit
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.formulacheck import check_formula
from buybook.xlsx.numberformats import (
    BUILT_IN,
    ELAPSED_TIME,
    GENERAL,
    LONG_TIME,
    SHORT_DATE,
    SHORT_DATE_TIME,
    SHORT_TIME,
)
from buybook.xlsx.pending import CLEARED, Held
from buybook.xlsx.tables import TablePart, check_column_name

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet


def array_refusal(area: Area) -> WorkbookError:
    """The error of a change to a part of an array."""
    return WorkbookError(
        "unsupported",
        f"{cell_name(area[0], area[1])} holds a formula for several cells; part of it cannot be changed.",
    )


def edited(column: int, first: int, items: Sequence[object]) -> list[Area]:
    """The stretches of a column in which the items, from row `first` on, are not None."""
    if None not in items:
        return [(first, column, first + len(items) - 1, column)] if items else []
    areas: list[Area] = []
    start: int | None = None
    for row, item in enumerate([*items, None], first):
        if item is not None:
            start = row if start is None else start
        elif start is not None:
            areas.append((start, column, row - 1, column))
            start = None
    return areas


class _Title(NamedTuple):
    """A text that is about to stand in a table's header."""

    table: TablePart
    column: int  # of the table, from 1
    text: str
    contents: list[Held]  # what a column of cells gets
    place: int  # of the header in it


class CellEdits:
    """One call's edits: what stands in their way is looked up once for all of them."""

    def __init__(self, sheet: Sheet, area: Area, *, whole_arrays: bool = False) -> None:
        self._sheet, self._area = sheet, area
        self._prefix, self._date1904 = sheet.prefix, sheet.workbook.date1904
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
        # Constants by columns (column, first row, the values as given, what cells get); the rest cell by cell.
        self._columns: list[tuple[int, int, Sequence[Value | Keep], list[Held]]] = []
        self._cells: list[tuple[int, int, Edit]] = []

    # -- what is to be done

    def constants(
        self,
        column: int,
        first: int,
        values: Sequence[Value | Keep],
        before: Sequence[Scalar],
        formulas: Sequence[str | None],
    ) -> None:
        """Constants for a column's cells from row `first` on, which hold `before` and `formulas`."""
        contents: list[Held] = [None] * len(values)
        for place, (value, old, formula) in enumerate(zip(values, before, formulas, strict=True)):
            if (value is None and old is None and formula is None) or isinstance(value, Keep):
                continue
            new = normal(value, self._date1904)
            if formula is not None:
                self._formulas_changed = True
            elif _is_same(old, new, self._date1904):
                continue
            contents[place] = CLEARED if new is None else new
        self._columns.append((column, first, values, contents))

    def formula(self, row: int, column: int, formula: str, cached: Scalar, *, had_formula: bool) -> None:
        """A formula with the value that it shows for now."""
        self._refuse(row, column)
        if any(contains(header, row, column) for header, _ in self._headers):
            raise WorkbookError(
                "unsupported", f"{cell_name(row, column)} is a table's header; it takes only a text."
            )
        check_formula(formula)
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

    def _put(self, row: int, column: int, edit: Edit, *, formulas: bool) -> None:
        self._cells.append((row, column, edit))
        self._formulas_changed |= formulas

    # -- what stands in the way

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
                raise array_refusal(area)
        for area in self._merges:
            if contains(area, row, column) and area[:2] != (row, column):
                raise WorkbookError(
                    "unsupported",
                    f"{cell_name(row, column)} lies within merged cells; "
                    f"only {cell_name(area[0], area[1])} can be written.",
                )

    def _refuse_constants(self) -> None:
        if not (self._arrays or self._merges or self._pivots):
            return
        cells = (
            (row, column)
            for column, first, _, contents in self._columns
            for row, held in enumerate(contents, first)
            if held is not None
        )
        for row, column in sorted(cells):
            self._refuse(row, column)

    # -- doing it

    def done(self) -> None:
        """Make the edits."""
        self._refuse_constants()
        titles = list(self._titles())
        for title in titles:
            check_column_name(title.text)
        for title in titles:
            title.contents[title.place] = title.table.note_header(title.column, title.text)
        data, areas = self._sheet.data, list[Area]()  # not before: a header's name can change the whole sheet
        for column, first, values, contents in self._columns:
            stretches_of_column = edited(column, first, contents)
            if stretches_of_column:
                styles = self._date_styles(column, first, values, contents)
                data.put_contents(column, first, contents)
                data.put_styles(column, first, styles)
                areas += stretches_of_column
        for row, column, edit in self._cells:
            data.put(row, column, edit)
        areas += stretches((row, column) for row, column, _ in self._cells)
        everything = around(areas)
        if everything is not None:
            self._sheet.note_edit(everything)
            self._sheet.workbook.content_changed(self._sheet.part, areas, formulas=self._formulas_changed)

    def _titles(self) -> Iterator[_Title]:
        """What is written into the headers of tables, which take it over and give it the form that it needs."""
        for header, table in self._headers:
            for column, first, _, contents in self._columns:
                place = header[0] - first
                if header[1] <= column <= header[3] and 0 <= place < len(contents):
                    held = contents[place]
                    if held is not None:
                        text = _header_text(None if isinstance(held, Edit) else held)
                        yield _Title(table, column - header[1] + 1, text, contents, place)

    def _date_styles(
        self, column: int, first: int, values: Sequence[Value | Keep], contents: Sequence[Held]
    ) -> list[int | None]:
        """Formats for dates that go into a column's cells whose formats would show a number."""
        kinds = set(map(type, contents)) | set(map(type, values))
        if not any(issubclass(kind, dt.datetime | dt.time | dt.timedelta) for kind in kinds):
            return []
        formats = self._sheet.workbook.styles
        shown: dict[tuple[int, str], int | None] = {}
        styles: list[int | None] = []
        before = self._sheet.data.column_styles(column, first, first + len(contents) - 1)
        for xf, value, held in zip(before, values, contents, strict=True):
            is_elapsed = isinstance(value, dt.timedelta)
            if held is None or not (is_elapsed or isinstance(held, dt.datetime)):
                styles.append(None)
                continue
            key = xf, _date_format(value)
            if key not in shown:
                # Elapsed time is shown well by many formats: whoever chose one meant it.
                is_shown = formats.is_date(xf) or (is_elapsed and formats.number_format(xf) != GENERAL)
                shown[key] = None if is_shown else formats.variant(xf, number_format=key[1])
            styles.append(shown[key])
        return styles


def _date_format(value: object) -> str:
    if isinstance(value, dt.timedelta):
        return BUILT_IN[ELAPSED_TIME]
    if isinstance(value, dt.time):
        return BUILT_IN[LONG_TIME if value.second or value.microsecond else SHORT_TIME]
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
