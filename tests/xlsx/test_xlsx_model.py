"""Random edits of a workbook beside a model of dicts, once on the package layer and once through xlwings.

After each saving the workbook is read again by us, by openpyxl and by calamine, and all must find the model.
"""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import openpyxl
import packages
import python_calamine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from buybook.engine import open_book
from buybook.xlsx.addresses import column_letters, quote_sheet
from buybook.xlsx.cells import Area, area_name, overlap
from buybook.xlsx.package import Package
from buybook.xlsx.sheet import Sheet
from buybook.xlsx.workbook import Workbook

ROWS, COLUMNS = 14, 6
VALUES = st.one_of(
    st.integers(-(10**6), 10**6),
    st.floats(-1e6, 1e6).map(lambda number: round(number, 3)),
    st.booleans(),
    st.text(st.sampled_from("aå &<>\"'\n=x_0"), min_size=1, max_size=8),
)
ROW, COLUMN = st.integers(1, ROWS), st.integers(1, COLUMNS)
PLACE = st.integers(0, 99)  # of a sheet or a table, taken modulo how many there are
COLORS = st.sampled_from(["FF0000", "00FF00", "C6EFCE"])
Cell = tuple[int, int]


@dataclass(frozen=True)
class Double:
    """A formula that doubles a cell of its own sheet; None when that cell was deleted."""

    cell: Cell | None

    def text(self) -> str:
        return f"={absolute(self.cell)}*2"


def absolute(cell: Cell | None) -> str:
    return "#REF!" if cell is None else f"${column_letters(cell[1])}${cell[0]}"


@dataclass
class TableModel:
    name: str
    area: Area
    columns: list[str]


@dataclass
class SheetModel:
    name: str
    cells: dict[Cell, object] = field(default_factory=dict)
    fills: dict[Cell, str] = field(default_factory=dict)
    merges: set[Area] = field(default_factory=set)
    tables: list[TableModel] = field(default_factory=list)

    def taken(self, area: Area) -> bool:
        """Whether any of the area is merged or a table's."""
        return any(overlap(area, other) for other in [*self.merges, *(table.area for table in self.tables)])

    def is_empty(self, area: Area) -> bool:
        r1, c1, r2, c2 = area
        return not any(r1 <= r <= r2 and c1 <= c <= c2 for r, c in self.cells) and not self.taken(area)


def moved(cell: Cell | None, axis: int, at: int, count: int) -> Cell | None:
    """Where a cell is after rows (axis 0) or columns (1) were inserted, or deleted where the count is below 0."""
    if cell is None or cell[axis] < at:
        return cell
    if count < 0 and cell[axis] < at - count:
        return None
    place = cell[axis] + count
    return (place, cell[1]) if axis == 0 else (cell[0], place)


def moved_area(area: Area, axis: int, at: int, count: int) -> Area | None:
    """The same for an area: it loses the rows or columns that are deleted, and grows by those inserted inside."""
    lines = [
        line for line in range(area[axis], area[axis + 2] + 1) if count > 0 or not at <= line < at - count
    ]
    if not lines:
        return None
    ends = [line if line < at else line + count for line in (lines[0], lines[-1])]
    return (ends[0], area[1], ends[1], area[3]) if axis == 0 else (area[0], ends[0], area[2], ends[1])


class Driver(Protocol):
    """The same edits in the words of the package layer, or in those of xlwings."""

    def value(self, sheet: str, cell: Cell, value: object) -> None: ...
    def formula(self, sheet: str, cell: Cell, formula: str) -> None: ...
    def fill(self, sheet: str, cell: Cell, color: str) -> None: ...
    def clear(self, sheet: str, area: Area) -> None: ...
    def shift(self, sheet: str, axis: int, at: int, count: int) -> None: ...
    def merge(self, sheet: str, area: Area) -> None: ...
    def add_table(self, sheet: str, name: str, area: Area) -> None: ...
    def grow_table(self, sheet: str, name: str, area: Area) -> None: ...
    def add_sheet(self, name: str) -> None: ...
    def rename_sheet(self, old: str, new: str) -> None: ...
    def delete_sheet(self, name: str) -> None: ...
    def set_name(self, name: str, refers_to: str) -> None: ...
    def saved(self) -> bytes: ...
    def close(self) -> None: ...


class PackageDriver:
    """The package layer. Saving goes on with what was read again."""

    def __init__(self) -> None:
        self.book = packages.workbook(packages.worksheet())

    def _sheet(self, name: str) -> Sheet:
        return self.book.sheet(name)

    def value(self, sheet: str, cell: Cell, value: object) -> None:
        self._sheet(sheet).set_value(*cell, value)  # type: ignore[arg-type]

    def formula(self, sheet: str, cell: Cell, formula: str) -> None:
        self._sheet(sheet).set_formula(*cell, formula, 0)

    def fill(self, sheet: str, cell: Cell, color: str) -> None:
        found = self._sheet(sheet)
        found.set_style(*cell, self.book.styles.variant(found.cell_style(*cell), fill=color))

    def clear(self, sheet: str, area: Area) -> None:
        self._sheet(sheet).clear(*area)

    def shift(self, sheet: str, axis: int, at: int, count: int) -> None:
        found = self._sheet(sheet)
        insert, delete = (
            (found.insert_rows, found.delete_rows)
            if axis == 0
            else (found.insert_columns, found.delete_columns)
        )
        (insert if count > 0 else delete)(at, abs(count))

    def merge(self, sheet: str, area: Area) -> None:
        self._sheet(sheet).merge(area)

    def add_table(self, sheet: str, name: str, area: Area) -> None:
        self._sheet(sheet).add_table(name, area)

    def grow_table(self, sheet: str, name: str, area: Area) -> None:
        table = self.book.table(name)
        assert table is not None
        table.resize(area)

    def add_sheet(self, name: str) -> None:
        self.book.add_sheet(name)

    def rename_sheet(self, old: str, new: str) -> None:
        self._sheet(old).name = new

    def delete_sheet(self, name: str) -> None:
        self.book.delete_sheet(self._sheet(name))

    def set_name(self, name: str, refers_to: str) -> None:
        self.book.set_name(name, refers_to)

    def saved(self) -> bytes:
        content = self.book.to_bytes()
        self.book = Workbook(Package.from_bytes(content))
        return content

    def close(self) -> None:
        pass


class XlwingsDriver:
    """xlwings on the file engine."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._path = Path(self._folder.name) / "model.xlsx"
        self._path.write_bytes(packages.zipped(packages.parts(packages.worksheet())))
        self.book = open_book(self._path)

    def value(self, sheet: str, cell: Cell, value: object) -> None:
        # As in Excel, an apostrophe says that a text is none of a formula, a number, or a text with an apostrophe.
        self.book.sheets[sheet].range(cell).value = f"'{value}" if isinstance(value, str) else value

    def formula(self, sheet: str, cell: Cell, formula: str) -> None:
        self.book.sheets[sheet].range(cell).formula = formula

    def fill(self, sheet: str, cell: Cell, color: str) -> None:
        self.book.sheets[sheet].range(cell).color = f"#{color}"

    def clear(self, sheet: str, area: Area) -> None:
        self.book.sheets[sheet].range(area[:2], area[2:]).clear()

    def shift(self, sheet: str, axis: int, at: int, count: int) -> None:
        last = at + abs(count) - 1
        ends = (str(at), str(last)) if axis == 0 else (column_letters(at), column_letters(last))
        lines = self.book.sheets[sheet].range(":".join(ends))
        if count > 0:
            lines.insert(shift="down" if axis == 0 else "right")
        else:
            lines.delete(shift="up" if axis == 0 else "left")

    def merge(self, sheet: str, area: Area) -> None:
        self.book.sheets[sheet].range(area[:2], area[2:]).merge()

    def add_table(self, sheet: str, name: str, area: Area) -> None:
        found = self.book.sheets[sheet]
        found.tables.add(source=found.range(area[:2], area[2:]), name=name)

    def grow_table(self, sheet: str, name: str, area: Area) -> None:
        found = self.book.sheets[sheet]
        found.tables[name].resize(found.range(area[:2], area[2:]))

    def add_sheet(self, name: str) -> None:
        self.book.sheets.add(name, after=self.book.sheets[len(self.book.sheets) - 1])

    def rename_sheet(self, old: str, new: str) -> None:
        self.book.sheets[old].name = new

    def delete_sheet(self, name: str) -> None:
        self.book.sheets[name].delete()

    def set_name(self, name: str, refers_to: str) -> None:
        self.book.names.add(name, f"={refers_to}")

    def saved(self) -> bytes:
        self.book.save()
        self.book.close()
        self.book = open_book(self._path)
        return self._path.read_bytes()

    def close(self) -> None:
        self.book.close()
        self._folder.cleanup()


class WorkbookMachine(RuleBasedStateMachine):
    """The rules; a subclass says which driver obeys them."""

    driver_class: type[PackageDriver] | type[XlwingsDriver] = PackageDriver

    def __init__(self) -> None:
        super().__init__()
        self.driver: Driver = self.driver_class()
        self.sheets = [SheetModel("Sheet1")]
        self.names: dict[str, tuple[SheetModel, Cell | None] | None] = {}
        self.made = 0
        self.unsaved = False

    def _sheet(self, place: int) -> SheetModel:
        self.unsaved = True
        return self.sheets[place % len(self.sheets)]

    def _new_name(self, start: str) -> str:
        self.made += 1
        return f"{start}{self.made}"

    @initialize(rows=st.lists(st.tuples(ROW, COLUMN, VALUES), min_size=4, max_size=8))
    def begin(self, rows):
        for row, column, value in rows:
            self.set_value(0, row, column, value)

    @rule(place=PLACE, row=ROW, column=COLUMN, value=VALUES)
    def set_value(self, place, row, column, value):
        sheet = self._sheet(place)
        if not sheet.taken((row, column, row, column)):
            self.driver.value(sheet.name, (row, column), value)
            sheet.cells[row, column] = value

    @rule(place=PLACE, row=ROW, column=COLUMN, other=st.tuples(ROW, COLUMN))
    def set_formula(self, place, row, column, other):
        sheet = self._sheet(place)
        if not sheet.taken((row, column, row, column)) and other != (row, column):
            sheet.cells[row, column] = Double(other)
            self.driver.formula(sheet.name, (row, column), Double(other).text())

    @rule(place=PLACE, row=ROW, column=COLUMN, color=COLORS)
    def set_fill(self, place, row, column, color):
        sheet = self._sheet(place)
        if not sheet.taken((row, column, row, column)):
            self.driver.fill(sheet.name, (row, column), color)
            sheet.fills[row, column] = color

    @rule(place=PLACE, row=ROW, column=COLUMN, height=st.integers(1, 3), width=st.integers(1, 3))
    def clear(self, place, row, column, height, width):
        sheet = self._sheet(place)
        area = row, column, row + height - 1, column + width - 1
        if sheet.taken(area):
            return
        self.driver.clear(sheet.name, area)
        for cells in (sheet.cells, sheet.fills):
            for cell in [c for c in cells if area[0] <= c[0] <= area[2] and area[1] <= c[1] <= area[3]]:
                del cells[cell]

    @rule(place=PLACE, axis=st.integers(0, 1), at=st.integers(1, 10), count=st.sampled_from([-2, -1, 1, 3]))
    def shift(self, place, axis, at, count):
        sheet = self._sheet(place)
        areas = [table.area for table in sheet.tables]
        # Inside a table columns get names of their own, and the header cannot go: other tests look at that.
        if any((axis == 1 and at <= area[3]) or at <= area[0] < at + abs(count) for area in areas):
            return
        if any(
            moved_area(area, axis, at, count) is None or area[2] < at + abs(count) <= area[2] + 3
            for area in areas
        ):
            return
        self.driver.shift(sheet.name, axis, at, count)
        cells = {new: value for cell, value in sheet.cells.items() if (new := moved(cell, axis, at, count))}
        sheet.cells = {
            cell: Double(moved(value.cell, axis, at, count)) if isinstance(value, Double) else value
            for cell, value in cells.items()
        }
        # An inserted row takes the formats of the one above; what it looks like is for other tests.
        sheet.fills = {
            new: color for cell, color in sheet.fills.items() if (new := moved(cell, axis, at, count))
        }
        kept = (moved_area(area, axis, at, count) for area in sheet.merges)
        sheet.merges = {area for area in kept if area is not None and area[:2] != area[2:]}
        for table in sheet.tables:
            table.area = moved_area(table.area, axis, at, count) or table.area
        for name, target in self.names.items():
            if target is not None and target[0] is sheet:
                self.names[name] = sheet, moved(target[1], axis, at, count)

    @rule(place=PLACE, row=ROW, column=COLUMN, height=st.integers(1, 2))
    def merge(self, place, row, column, height):
        sheet = self._sheet(place)
        area = row, column, row + height - 1, column + 1
        if sheet.is_empty(area):
            self.driver.merge(sheet.name, area)
            sheet.merges.add(area)

    @rule(place=PLACE, row=ROW, column=COLUMN)
    def add_table(self, place, row, column):
        sheet = self._sheet(place)
        area = row, column, row + 2, column + 1
        if sheet.is_empty(area):
            name = self._new_name("List")
            self.driver.add_table(sheet.name, name, area)
            sheet.tables.append(TableModel(name, area, ["Column1", "Column2"]))
            sheet.cells |= {(row, column): "Column1", (row, column + 1): "Column2"}

    @precondition(lambda self: any(sheet.tables for sheet in self.sheets))
    @rule(place=PLACE, value=st.integers(0, 99))
    def append_row(self, place, value):
        pairs = [(sheet, table) for sheet in self.sheets for table in sheet.tables]
        sheet, table = pairs[place % len(pairs)]
        top, left, bottom, right = table.area
        if sheet.is_empty((bottom + 1, left, bottom + 1, right)):
            self.unsaved = True
            table.area = top, left, bottom + 1, right
            self.driver.grow_table(sheet.name, table.name, table.area)
            self.driver.value(sheet.name, (bottom + 1, right), value)
            sheet.cells[bottom + 1, right] = value

    @precondition(lambda self: len(self.sheets) < 4)
    @rule()
    def add_sheet(self):
        self.unsaved = True
        name = self._new_name("My list ")
        self.driver.add_sheet(name)
        self.sheets.append(SheetModel(name))

    @rule(place=PLACE, start=st.sampled_from(["Plain", "It's ", "A & B "]))
    def rename_sheet(self, place, start):
        sheet = self._sheet(place)
        new = self._new_name(start)
        self.driver.rename_sheet(sheet.name, new)
        sheet.name = new

    @precondition(lambda self: len(self.sheets) > 1)
    @rule(place=PLACE)
    def delete_sheet(self, place):
        sheet = self._sheet(place)
        self.driver.delete_sheet(sheet.name)
        self.sheets.remove(sheet)
        for name, target in self.names.items():
            if target is not None and target[0] is sheet:
                self.names[name] = None

    @rule(place=PLACE, row=ROW, column=COLUMN, number=st.integers(1, 3))
    def set_name(self, place, row, column, number):
        sheet = self._sheet(place)
        self.driver.set_name(f"Rate_{number}", f"{quote_sheet(sheet.name)}!{absolute((row, column))}")
        self.names[f"Rate_{number}"] = sheet, (row, column)

    @precondition(lambda self: self.unsaved)
    @rule()
    def save(self):
        self._compare(self.driver.saved())
        self.unsaved = False

    @invariant()
    def what_waits_is_read(self):
        if isinstance(self.driver, PackageDriver):
            for model, sheet in zip(self.sheets, self.driver.book.sheets, strict=True):
                assert held(sheet) == contents(model)

    def teardown(self):
        try:
            self._compare(self.driver.saved())
        finally:
            self.driver.close()

    def _compare(self, content: bytes) -> None:
        self._compare_with_us(Workbook(Package.from_bytes(content)))
        self._compare_with_openpyxl(content)
        self._compare_with_calamine(content)

    def _compare_with_us(self, book: Workbook) -> None:
        assert [sheet.name for sheet in book.sheets] == [model.name for model in self.sheets]
        for model, sheet in zip(self.sheets, book.sheets, strict=True):
            packages.assert_in_order(book, sheet.part)
            assert held(sheet) == contents(model)
            assert set(sheet.merges) == model.merges
            found = {table.name: (table.area, table.columns) for table in sheet.tables}
            assert found == {table.name: (table.area, table.columns) for table in model.tables}
            for cell, color in model.fills.items():
                assert book.styles.fill_color(sheet.cell_style(*cell)) == color
        for name, target in self.names.items():
            defined = book.name(name)
            assert defined is not None
            if target is None or target[1] is None:
                assert "#REF!" in defined.refers_to
            else:
                assert defined.refers_to == f"{quote_sheet(target[0].name)}!{absolute(target[1])}"

    def _compare_with_openpyxl(self, content: bytes) -> None:
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert book.sheetnames == [model.name for model in self.sheets]
        for model, sheet in zip(self.sheets, book.worksheets, strict=True):
            found = {
                (c.row, c.column): c.value for line in sheet.iter_rows() for c in line if c.value is not None
            }
            assert found == contents(model)
            assert {str(area) for area in sheet.merged_cells.ranges} == {
                area_name(area) for area in model.merges
            }
            tables = {
                name: (table.ref, table.column_names)
                for name, table in ((t.displayName, t) for t in sheet.tables.values())
            }
            assert tables == {table.name: (area_name(table.area), table.columns) for table in model.tables}

    def _compare_with_calamine(self, content: bytes) -> None:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for place, model in enumerate(self.sheets):
            rows = book.get_sheet_by_index(place).to_python(skip_empty_area=False)
            for (row, column), value in model.cells.items():
                if not isinstance(value, Double):
                    assert rows[row - 1][column - 1] == value


def contents(model: SheetModel) -> dict[Cell, object]:
    """The cells of the model as they are read: formulas as their texts."""
    return {cell: value.text() if isinstance(value, Double) else value for cell, value in model.cells.items()}


def held(sheet: Sheet) -> dict[Cell, object]:
    """The cells of a sheet, formulas as their texts."""
    extent = sheet.content_extent
    if extent is None:
        return {}
    r1, c1, r2, c2 = extent
    values, formulas = sheet.values(*extent), sheet.formulas(*extent)
    both = {
        (r, c): values[r - r1][c - c1] if formulas[r - r1][c - c1] is None else formulas[r - r1][c - c1]
        for r in range(r1, r2 + 1)
        for c in range(c1, c2 + 1)
    }
    return {cell: value for cell, value in both.items() if value is not None}


class XlwingsMachine(WorkbookMachine):
    """The same through xlwings."""

    driver_class = XlwingsDriver


_QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

TestPackageLayer = WorkbookMachine.TestCase
TestPackageLayer.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=_QUIET
)
TestXlwings = XlwingsMachine.TestCase
TestXlwings.settings = settings(
    max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=_QUIET
)


def test_the_model_moves_cells_and_areas_as_excel_does():
    assert moved((5, 2), 0, 3, 2) == (7, 2)
    assert moved((5, 2), 0, 4, -2) is None
    assert moved_area((5, 2, 8, 3), 0, 6, -2) == (5, 2, 6, 3)
    assert moved_area((5, 2, 8, 3), 0, 4, -2) == (4, 2, 6, 3)
    assert moved_area((5, 2, 8, 3), 1, 3, 1) == (5, 2, 8, 4)
    assert moved_area((5, 2, 5, 3), 0, 5, -1) is None
