"""The columns that Buybook added: set aside before lists are looked for, then given to the list they are of.

So they cannot join, part, lengthen or rename a list, nor say what it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.workbook.recognise.headers import HeaderFinder
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.recognise.values import is_blank
from buybook.workbook.tables import Column, Grid, RecognisedTable, column_letter

_MARK = "buybook"  # in the title of every column of ours, in any language
# The kinds of list that our columns are made for; the first field found of a run of columns decides.
_MADE_FOR: Mapping[str, frozenset[TableKind]] = {
    **dict.fromkeys(
        ("quantity_outstanding", "days_late", "due_date"), frozenset({TableKind.ORDERS})
    ),
    "status": frozenset({TableKind.ORDERS, TableKind.REQUISITIONS}),
    "flags": frozenset({TableKind.ORDERS, TableKind.INVOICES}),
    **dict.fromkeys(
        ("po_number", "po_line"), frozenset({TableKind.REQUISITIONS, TableKind.QUOTATIONS})
    ),
    "quantity_awarded": frozenset({TableKind.QUOTATIONS}),
    "awarded_supplier": frozenset({TableKind.REQUISITIONS}),
    **dict.fromkeys(
        ("quantity_received", "quantity_accepted"), frozenset({TableKind.ORDERS, TableKind.RECEIPTS})
    ),
}  # fmt: skip


@frozen
class OwnColumn:
    """A column that Buybook added: where its title stands, and what it holds."""

    row: int
    index: int
    title: str
    field: str


def find_own(grid: Grid, lexicon: Lexicon, settled: Iterable[str] = ()) -> tuple[OwnColumn, ...]:
    """Find the titles of our columns on a sheet, from left to right in each row.

    Columns that the settings name, by title or letter, are left to them.
    """
    found: list[OwnColumn] = []
    # Told by their class, dates and numbers need not be hashed: in a long list that takes longer than all else.
    texts = {value for line in grid.values for value in line if value.__class__ is str}
    if _MARK not in "\n".join(texts).casefold():  # so for most sheets, and quick to see
        return ()
    marked = {text for text in texts if _MARK in text.casefold()}
    named = {each.casefold().strip() for each in settled}
    for row, values in enumerate(grid.values, start=grid.first_row):
        if marked.isdisjoint(values):
            continue
        for index, value in enumerate(values, start=grid.first_column):
            if isinstance(value, str) and value in marked:
                field = lexicon.own_field(value)
                if field and not named & {value.casefold().strip(), column_letter(index).casefold()}:
                    found.append(OwnColumn(row, index, " ".join(value.split()), field))
    return tuple(found)


def without_own(grid: Grid, own: Sequence[OwnColumn], lexicon: Lexicon) -> Grid:
    """Give the sheet as it was before our columns were added."""
    if not own:
        return grid
    values = list(grid.values)
    for column in own:
        _clear(values, column.row - grid.first_row, [column.index - grid.first_column])
    headers = HeaderFinder(replace(grid, values=values), lexicon).rows()
    places: dict[tuple[int, int], list[int]] = {}  # first and last row below the titles -> columns
    for column in own:
        rows = column.row + 1, _end(grid, column, headers)
        places.setdefault(rows, []).append(column.index - grid.first_column)
    for (first, last), columns in places.items():
        for row in range(first, last + 1):
            _clear(values, row - grid.first_row, columns)
    return replace(grid, values=values)


def _clear(values: list[Sequence[object]], row: int, columns: Iterable[int]) -> None:
    """Empty some cells of a row; the row that was read stays as it is."""
    line = list(values[row])
    for place in columns:
        if place < len(line):
            line[place] = None
    values[row] = line


def _end(grid: Grid, column: OwnColumn, headers: Iterable[int]) -> int:
    """Give the last row that our column can reach to: a title of another list below it ends it."""
    below = (row for row in headers if row > column.row and not is_blank(grid.cell(row, column.index)))
    return min(below, default=grid.last_row + 1) - 1


def given_back(
    tables: Sequence[RecognisedTable], own: Sequence[OwnColumn], reason: Callable[[RecognisedTable], str]
) -> list[RecognisedTable]:
    """Give each list the columns of ours that were made for it; `reason` says why."""
    owned: dict[int, list[OwnColumn]] = {table.id: [] for table in tables}
    for row in sorted({column.row for column in own}):
        lists = [table for table in tables if table.header_row == row]
        if not lists:  # titles of two rows: ours may stand in the upper one
            lists = [table for table in tables if table.header_row == row + 1]
        for owner, run in _owners(lists, _runs([column for column in own if column.row == row])):
            owned[owner.id].extend(run)
    return [_with_own(table, owned[table.id], reason(table)) for table in tables]


def _runs(own: Sequence[OwnColumn]) -> list[list[OwnColumn]]:
    """Part our columns where another column stands between them, or a field comes again."""
    runs: list[list[OwnColumn]] = []
    for column in sorted(own, key=lambda each: each.index):
        last = runs[-1] if runs else []
        if last and last[-1].index == column.index - 1 and column.field not in {e.field for e in last}:
            last.append(column)
        else:
            runs.append([column])
    return runs


def _owners(
    lists: Sequence[RecognisedTable], runs: Sequence[list[OwnColumn]]
) -> list[tuple[RecognisedTable, list[OwnColumn]]]:
    """Say which list each run of our columns is of: the nearest one at its left that it can be made for.

    Columns of two such lists that both stand right of the second one come in the order of the lists.
    """
    found: list[tuple[RecognisedTable, list[OwnColumn]]] = []
    taken: set[tuple[int, str]] = set()
    for place, run in enumerate(runs):
        fits = [table for table in lists if table.kind in _made_for(run)] or list(lists)
        left = [table for table in fits if table.first_column <= run[0].index] or fits
        left.sort(key=lambda table: table.first_column)
        free = [t for t in left if not any((t.id, column.field) in taken for column in run)] or left
        if not free:
            continue
        alike = sum(
            _made_for(each) == _made_for(run) for each in runs[place:] if each[0].index > run[0].index
        )
        owner = free[-1 - min(alike, len(free) - 1)] if _repeats(run, runs[place + 1 :]) else free[-1]
        taken.update((owner.id, column.field) for column in run)
        found.append((owner, run))
    return found


def _repeats(run: Sequence[OwnColumn], later: Iterable[Sequence[OwnColumn]]) -> bool:
    """Tell whether a field of our columns comes again further right, right of the same lists."""
    fields = {column.field for column in run}
    return any(fields & {column.field for column in each} for each in later)


def _made_for(run: Sequence[OwnColumn]) -> frozenset[TableKind]:
    kinds = [_MADE_FOR.get(column.field, frozenset()) for column in run]
    return min((each for each in kinds if each), key=len, default=frozenset())


def _with_own(table: RecognisedTable, own: Sequence[OwnColumn], reason: str) -> RecognisedTable:
    if not own:
        return table
    ours = [Column(each.index, each.title, each.field, 1.0, (reason,), ours=True) for each in own]
    theirs = {column.index for column in table.columns}
    columns = sorted(
        [*table.columns, *(column for column in ours if column.index not in theirs)],
        key=lambda column: column.index,
    )
    last = table.last_column
    for column in sorted(ours, key=lambda each: each.index):
        last += column.index == last + 1  # those that touch the list belong to its width
    return replace(table, columns=tuple(columns), last_column=last)
