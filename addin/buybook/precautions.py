"""What a workbook that is edited as a file asks of those who write into it, and what it can no longer tell.

Excel itself refuses to write into protected sheets, and computes formulas; a file does neither.
"""

from __future__ import annotations

from collections.abc import Iterator

from buybook.findings import Finding, Severity
from buybook.workbook.planning import Plan
from buybook.workbook.touched import (
    adds_or_deletes_sheets,
    cells_written,
    puts_only_values,
    sheets_touched,
)
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
    found = []
    if adds_or_deletes_sheets(plan, view, journal=journal) and "structure_protected" in markings.read(
        workbook
    ):
        found.append(Finding("structure_protected", Severity.ERROR))
    known = {sheet.name: sheet for sheet in workbook.sheets if sheet.protected}
    found += [
        Finding("sheet_protected", Severity.ERROR, {"sheet": name}, sheet=name)
        for name in sheets_touched(plan)
        if name in known and not _fills_in_only(known[name], plan)
    ]
    return found


def _fills_in_only(sheet: Sheet, plan: Plan) -> bool:
    """Whether the plan does no more to a sheet than to put values into cells that are not locked."""
    styles = sheet.workbook.styles
    return puts_only_values(plan, sheet.name) and not any(
        styles.locked(sheet.cell_style(*cell)) for cell in cells_written(plan, sheet.name)
    )


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
