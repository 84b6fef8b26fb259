"""What a workbook that is edited as a file asks of those who write into it, and what it can no longer tell.

Excel itself refuses to write into protected sheets, and computes formulas; a file does neither.
"""

from __future__ import annotations

from collections.abc import Iterator

from buybook.findings import Finding, Severity
from buybook.workbook.journal import journal_sheet
from buybook.workbook.planning import Change, NewColumn, Plan
from buybook.workbook.steps import AddSheet, DeleteSheet, PutCells, Step
from buybook.workbook.view import WorkbookView
from buybook.xlsx import markings
from buybook.xlsx.sheet import Sheet
from buybook.xlsx.workbook import Workbook

_TOLD = ("final", "read_only_recommended", "shared")


def refusals(workbook: Workbook, view: WorkbookView, plan: Plan, *, journal: bool) -> list[Finding]:
    """Give the errors for which nothing may be written: sheets, or their order, that are protected.

    A protected sheet takes values in cells that its owner unlocked, and nothing else, as in Excel. `journal`
    tells whether the run is written into the journal, whose sheet is made when there is none.
    """
    adds_journal = journal and not plan.empty and journal_sheet(view.grids) is None
    adds = adds_journal or any(isinstance(step, AddSheet | DeleteSheet) for step in plan.steps)
    found = []
    if adds and "structure_protected" in markings.read(workbook):
        found.append(Finding("structure_protected", Severity.ERROR))
    known = {sheet.name: sheet for sheet in workbook.sheets if sheet.protected}
    asked = dict.fromkeys(name for step in plan.steps if (name := _sheet_of(step)) in known)
    found += [
        Finding("sheet_protected", Severity.ERROR, {"sheet": name}, sheet=name)
        for name in asked
        if not _fills_in_only(known[name], plan)
    ]
    return found


def _sheet_of(step: Step) -> str:
    return str(getattr(step, "sheet", ""))


def _fills_in_only(sheet: Sheet, plan: Plan) -> bool:
    """Whether the plan does no more to a sheet than to put values into cells that are not locked."""
    if any(_sheet_of(step) == sheet.name and not isinstance(step, PutCells) for step in plan.steps):
        return False
    styles = sheet.workbook.styles
    return not any(styles.locked(sheet.cell_style(*cell)) for cell in _cells_of(plan, sheet.name))


def _cells_of(plan: Plan, sheet: str) -> Iterator[tuple[int, int]]:
    for each in plan.noted:
        if each.sheet != sheet:
            continue
        if isinstance(each, Change):
            yield each.row, each.column
        elif isinstance(each, NewColumn):
            yield from ((row, each.column) for row in each.values)


def told(workbook: Workbook, view: WorkbookView) -> list[Finding]:
    """Give what a buyer should know before trusting what was read and written."""
    marked = markings.read(workbook)
    found = [
        Finding(f"workbook_{name}", Severity.WARNING if name == "shared" else Severity.INFO)
        for name in _TOLD
        if name in marked
    ]
    return found + list(_not_computed(workbook, view))


def _not_computed(workbook: Workbook, view: WorkbookView) -> Iterator[Finding]:
    """Give the columns read whose formulas depend on what Buybook wrote since Excel last computed them."""
    if not workbook.calculation_due:
        return
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    for table in view.recognition.tables:
        stale = workbook.freshness.stale(sheets[table.sheet]) if table.sheet in sheets else None
        if stale is None:
            continue
        titles = [
            " ".join(column.title.split())
            for column in table.columns
            if column.field is not None
            and stale.meets((table.first_row, column.index, table.last_row, column.index))
        ]
        if titles:
            yield Finding(
                "results_not_computed",
                Severity.INFO,
                {"columns": ", ".join(titles), "sheet": table.sheet},
                table=table.id,
                row=table.header_row,
            )
