"""Where new rows of a list go, and what stands in their cells so that they look and compute like those above."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.workbook.edits import Formula, Value
from buybook.workbook.tables import Area, ExcelTable, Grid, RecognisedTable, column_letter
from buybook.workbook.view import WorkbookView

_REFERENCE = re.compile(
    r"^(?P<column>\$?[A-Z]{1,3})(?P<absolute>\$?)(?P<row>\d+)"
    r"(?::(?P<last_column>\$?[A-Z]{1,3})(?P<last_absolute>\$?)(?P<last_row>\d+))?$",
    re.IGNORECASE,
)
_TEMPLATE_ROWS = 5  # so many of the last rows are looked at for the one with the most formulas
_TOTALS_DEPTH = 12  # so many rows beneath a list may hold its totals


@frozen
class Placement:
    """Where the new rows of one list go."""

    table: RecognisedTable
    first_row: int  # of the new rows, as counted when the workbook was read
    rows: tuple[Mapping[str, Value], ...]
    insert: bool  # whole rows are inserted; else the rows beneath are free
    template_row: int
    first_column: int
    last_column: int
    resize: Area | None  # the Excel Table that must grow, as it was
    formulas: tuple[str, ...]  # of the template row
    detached: tuple[int, ...]  # columns of ours that stand apart

    @property
    def count(self) -> int:
        """How many rows are new."""
        return len(self.rows)


def place_rows(
    view: WorkbookView, table: RecognisedTable, rows: tuple[Mapping[str, Value], ...]
) -> Placement | Finding:
    """Find the place for new rows at the end of a list; a finding where there is none.

    Free rows beneath are used when one stays free above what follows; else whole rows are inserted.
    """
    grid = view.grids[table.sheet]
    listed = next((each for each in grid.excel_tables if each.name == table.excel_table), None)
    first_column, last_column = _band(table, listed)
    first_row = table.last_row + 1
    columns = range(first_column, last_column + 1)
    detached = _detached(table, columns)
    insert = not _is_free(grid, table, listed, range(first_row, first_row + len(rows)), (*columns, *detached))
    if insert and _splits_another(view, table, first_row):
        return Finding(
            "no_room_for_rows",
            Severity.ERROR,
            {"sheet": table.sheet, "count": len(rows), "row": first_row},
            sheet=table.sheet,
            cell=f"A{first_row}",
        )
    template, formulas = _template(view, table, first_column, last_column)
    return Placement(
        table, first_row, rows, insert, template, first_column, last_column,
        _to_resize(listed, first_row, len(rows), insert), formulas, detached,
    )  # fmt: skip


def _band(table: RecognisedTable, listed: ExcelTable | None) -> tuple[int, int]:
    if listed is not None:
        return listed.area.first_column, listed.area.last_column
    return table.first_column, table.last_column


def _detached(table: RecognisedTable, band: range) -> tuple[int, ...]:
    """Our columns that stand apart from the list, where another list or some cells are in between."""
    return tuple(column.index for column in table.columns if column.ours and column.index not in band)


def _is_free(
    grid: Grid, table: RecognisedTable, listed: ExcelTable | None, rows: range, columns: Sequence[int]
) -> bool:
    """Tell whether these rows beneath a list are empty, and one more beneath them."""
    if listed is not None and listed.totals:
        return rows.stop - 1 < listed.area.last_row
    if any(row in table.total_rows for row in rows):
        return False
    beneath = range(rows.start, min(rows.stop, grid.last_row) + 1)
    return all(grid.cell(row, column) in (None, "") for row in beneath for column in columns)


def _splits_another(view: WorkbookView, table: RecognisedTable, row: int) -> bool:
    """Tell whether inserting whole rows here would tear apart a list that stands beside this one."""
    return any(
        other.sheet == table.sheet and other.id != table.id and other.header_row < row <= other.last_row
        for other in view.recognition.tables
    )


def _template(
    view: WorkbookView, table: RecognisedTable, first_column: int, last_column: int
) -> tuple[int, tuple[str, ...]]:
    skipped = set(table.total_rows)
    rows = range(table.last_row, table.first_row - 1, -1)
    last = next(
        (row for row in rows if row not in skipped), table.last_row
    )  # lines of another list may end it
    top = max(table.first_row, last - _TEMPLATE_ROWS + 1)
    lines = view.formulas(table.sheet, (top, first_column), (last, last_column))
    best, best_line, most = last, lines[-1], -1
    for row, line in enumerate(lines, start=top):
        formulas = sum(text.startswith("=") for text in line)
        if formulas >= most and row not in skipped and any(line):
            best, best_line, most = row, line, formulas
    return best, tuple(text if text.startswith("=") else "" for text in best_line)


def _to_resize(listed: ExcelTable | None, first_row: int, count: int, insert: bool) -> Area | None:
    if listed is None or first_row + count - 1 <= listed.area.last_row:
        return None
    if insert and first_row <= listed.area.last_row:
        return None  # rows inserted inside the table make it grow by themselves
    return listed.area


def row_cells(
    view: WorkbookView,
    placement: Placement,
    values: Mapping[str, Value],
    columns: Mapping[tuple[int, str], int],
) -> dict[int, Value | Formula]:
    """Give what goes into each cell of one new row; a column that computes keeps its copied formula."""
    table = placement.table
    cells: dict[int, Value | Formula] = {}
    for column in range(placement.first_column, placement.last_column + 1):
        if not placement.formulas[column - placement.first_column]:
            cells[column] = None
    cells |= dict.fromkeys(placement.detached)
    for field, value in values.items():
        known = table.column(field)
        index = known.index if known is not None else columns.get((table.id, field))
        if index is None or (
            index in range(placement.first_column, placement.last_column + 1) and index not in cells
        ):
            continue
        cells[index] = as_in_column(value, _model(view, placement, index))
    return cells


def _model(view: WorkbookView, placement: Placement, column: int) -> object:
    """Give a cell of the column that shows how it holds its values: the template row's, else one above it."""
    sheet, first = placement.table.sheet, placement.table.first_row
    cells = (view.value(sheet, row, column) for row in range(placement.template_row, first - 1, -1))
    return next((cell for cell in cells if cell not in (None, "")), None)


def as_in_column(value: Value, model: object) -> Value:
    """Give a value as its column holds such: a code is a number where the column's codes are, as `model` is."""
    if isinstance(value, str) and isinstance(model, float | int) and not isinstance(model, bool):
        plain = value.isascii() and value.isdigit() and (value == "0" or value[0] != "0")
        if plain and len(value) <= 15:
            return int(value)
    if isinstance(value, dt.datetime):
        return value.date()
    return value


def copied_formulas(placement: Placement, template_row: int, row: int) -> Iterator[tuple[int, str]]:
    """Give the formulas that a new row gets from the row it is a copy of, by column."""
    from openpyxl.formula.translate import Translator  # slow to load, and seldom needed

    for column, formula in enumerate(placement.formulas, start=placement.first_column):
        if formula:
            letters = column_letter(column)
            moved = Translator(formula, f"{letters}{template_row}").translate_formula(f"{letters}{row}")
            yield column, moved


def grown_totals(
    view: WorkbookView, placement: Placement, moved: Callable[[int], int]
) -> dict[tuple[int, int], tuple[str, str]]:
    """Give the totals beneath the list whose sums end at its last row, before and after they take in the new rows.

    `moved` gives the row where a row that was read is once rows are inserted. Both formulas are as they read
    then: inserting right beneath a range does not widen it, so this does.
    """
    table = placement.table
    grid = view.grids[table.sheet]
    first, last = placement.first_row, min(placement.first_row + _TOTALS_DEPTH, grid.last_row)
    if first > last:
        return {}
    lines = view.formulas(table.sheet, (first, placement.first_column), (last, placement.last_column))
    found = {}
    for row, line in enumerate(lines, start=first):
        for column, text in enumerate(line, start=placement.first_column):
            if text.startswith("="):
                before = _with_rows(text, lambda _, row: moved(row))
                after = _with_rows(text, lambda end, row: moved(row) + _growth(end, row, placement))
                if after != before:
                    found[row, column] = (before, after)
    return found


def _growth(ends_range: bool, row: int, placement: Placement) -> int:
    return placement.count if ends_range and row == placement.table.last_row else 0


def _with_rows(formula: str, row_of: Callable[[bool, int], int]) -> str:
    """Give the formula with the rows of its references to its own sheet as `row_of(ends a range, row)` says."""
    from openpyxl.formula.tokenizer import Token, Tokenizer  # slow to load, and seldom needed

    tokenizer = Tokenizer(formula)
    for token in tokenizer.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE and "!" not in token.value:
            token.value = _REFERENCE.sub(lambda found: _moved_reference(found, row_of), token.value)
    return "=" + "".join(token.value for token in tokenizer.items)


def _moved_reference(found: re.Match[str], row_of: Callable[[bool, int], int]) -> str:
    first = f"{found['column']}{found['absolute']}{row_of(False, int(found['row']))}"
    if found["last_column"] is None:
        return first
    return f"{first}:{found['last_column']}{found['last_absolute']}{row_of(True, int(found['last_row']))}"
