"""Where Buybook's own columns go: at the right of a list, where nothing stands, joined to its Excel Table if they touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from buybook.frozen import frozen
from buybook.workbook.edits import ColumnEdit, Look
from buybook.workbook.tables import Area, Grid, RecognisedTable
from buybook.workbook.view import WorkbookView


@frozen
class ColumnPlace:
    """The place of one new column, and how it is to look."""

    table: RecognisedTable
    edit: ColumnEdit
    column: int
    joins: Area | None  # the Excel Table that it extends, as it was read
    grown_rows: int  # rows that the same run adds to that table
    header_look: Look
    body_look: Look


def place_columns(
    view: WorkbookView, edits: Sequence[ColumnEdit], added: Mapping[int, int]
) -> tuple[ColumnPlace, ...]:
    """Find a place for each new column, one list after the other, in the order of the edits."""
    taken: dict[str, set[int]] = {}
    edge: dict[int, int] = {}
    places = []
    for edit in edits:
        table = view.table(edit.table)
        grid = view.grids[table.sheet]
        listed = next((each for each in grid.excel_tables if each.name == table.excel_table), None)
        start = edge.get(table.id, _right_edge(table, listed.area if listed else None)) + 1
        last_row = max(table.last_row, listed.area.last_row if listed else 0)
        rows = (table.header_row, last_row)
        column = _free_column(view, grid, rows, start, taken.setdefault(table.sheet, set()))
        touching = listed is not None and column == edge.get(-1 - table.id, listed.area.last_column) + 1
        if touching:
            edge[-1 - table.id] = column
        edge[table.id] = column
        taken[table.sheet].add(column)
        places.append(
            ColumnPlace(
                table,
                edit,
                column,
                listed.area if listed is not None and touching else None,
                _rows_to_add(listed.area if listed else None, table, added.get(table.id, 0)),
                _header_look(view, table),
                _body_look(view, table, edit),
            )
        )
    return tuple(places)


def _right_edge(table: RecognisedTable, listed: Area | None) -> int:
    ours = [column.index for column in table.columns if column.ours]
    return max([table.last_column, listed.last_column if listed else 0, *ours])


def _free_column(view: WorkbookView, grid: Grid, rows: tuple[int, int], start: int, taken: set[int]) -> int:
    """The first column at or after `start` that is empty in these rows, with an empty one at its right."""
    column = start
    while column in taken or not (_is_empty(view, grid, rows, column) and _is_blank(grid, rows, column + 1)):
        column += 1
    return column


def _is_blank(grid: Grid, rows: tuple[int, int], column: int) -> bool:
    if column > grid.last_column:
        return True
    return all(value in (None, "") for value in grid.column(column, range(rows[0], rows[1] + 1)))


def _is_empty(view: WorkbookView, grid: Grid, rows: tuple[int, int], column: int) -> bool:
    """Tell whether a column shows nothing, and holds no formula that shows nothing for now."""
    if column > grid.last_column or not _is_blank(grid, rows, column):
        return column > grid.last_column
    formulas = view.formulas(grid.sheet, (rows[0], column), (rows[1], column))
    return not any(line[0].startswith("=") for line in formulas)


def _rows_to_add(listed: Area | None, table: RecognisedTable, count: int) -> int:
    if listed is None:
        return 0
    return max(0, table.last_row + count - listed.last_row)


def _header_look(view: WorkbookView, table: RecognisedTable) -> Look:
    """Our header looks like the buyer's at its left."""
    column = max((each.index for each in table.columns if not each.ours), default=table.last_column)
    cell = view.book.sheets[table.sheet].range((table.header_row, column))
    return Look(
        bold=bool(cell.font.bold),
        italic=bool(cell.font.italic),
        size=cell.font.size,
        font=cell.font.name,
        colour=_hex(cell.font.color),
        fill=_hex(cell.color),
        wrap=True,
    )


def _body_look(view: WorkbookView, table: RecognisedTable, edit: ColumnEdit) -> Look:
    cell = view.book.sheets[table.sheet].range((table.first_row, table.columns[0].index))
    return Look(size=cell.font.size, font=cell.font.name, number_format=edit.number_format, align=edit.align)


def _hex(colour: object) -> str | None:
    if not isinstance(colour, tuple) or len(colour) != 3:
        return None
    return "#{:02x}{:02x}{:02x}".format(*colour)
