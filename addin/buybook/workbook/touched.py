"""What a plan touches: the sheets, whether it does more to one than put values in, whether sheets come or go."""

from __future__ import annotations

from collections.abc import Iterator

from buybook.workbook.journal import journal_sheet
from buybook.workbook.planning import Change, Plan
from buybook.workbook.steps import AddSheet, DeleteSheet, PutCells, Step
from buybook.workbook.view import WorkbookView


def sheets_touched(plan: Plan) -> tuple[str, ...]:
    """Give the sheets that steps of the plan write on, in the order of the steps."""
    return tuple(dict.fromkeys(name for step in plan.steps if (name := _sheet_of(step))))


def adds_or_deletes_sheets(plan: Plan, view: WorkbookView, *, journal: bool) -> bool:
    """Whether sheets come or go. `journal` tells whether the run is written into the journal, made when missing."""
    adds_journal = journal and not plan.empty and journal_sheet(view.grids) is None
    return adds_journal or any(isinstance(step, AddSheet | DeleteSheet) for step in plan.steps)


def puts_only_values(plan: Plan, sheet: str) -> bool:
    """Whether the plan does no more to a sheet than to put values into cells."""
    return all(isinstance(step, PutCells) for step in plan.steps if _sheet_of(step) == sheet)


def cells_written(plan: Plan, sheet: str) -> Iterator[tuple[int, int]]:
    """Give row and column of the sheet's cells that change."""
    for each in plan.noted:
        if each.sheet == sheet:
            if isinstance(each, Change):
                yield each.row, each.column
            else:
                yield from ((row, each.column) for row in each.values)


def blocks_written(plan: Plan, sheet: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Give the first and the last cell of each block of values that is put on the sheet."""
    for step in plan.steps:
        if isinstance(step, PutCells) and step.sheet == sheet:
            yield (
                (step.row, step.column),
                (step.row + len(step.rows) - 1, step.column + len(step.rows[0]) - 1),
            )


def _sheet_of(step: Step) -> str:
    return str(getattr(step, "sheet", ""))
