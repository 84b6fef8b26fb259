"""The buyer's weights of the criteria: cells on the sheet of scores, read back before it is written anew."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from buybook.core.money import exact
from buybook.core.supplier_scores import CRITERIA
from buybook.findings import Finding, Severity
from buybook.vocabulary import all_words
from buybook.workbook.tables import Grid, column_letter
from buybook.workbook.view import WorkbookView

SHEET = "sheet.scores"
WEIGHT = "scores.weight"
_MOST = Decimal(1000)
_REACH = 30  # rows and columns in which the weights are looked for


def read_weights(
    view: WorkbookView, defaults: Mapping[str, Decimal]
) -> tuple[dict[str, Decimal], tuple[Finding, ...]]:
    """Read the weights, in whatever language the sheet was written; one that is no weight is told of.

    A weight is a number from 0 to 1,000; a cell that was emptied is 0. Else the default counts.
    """
    names = {words.label(SHEET) for words in all_words()}
    sheet = next((name for name in view.grids if name in names), None)
    grid = None if sheet is None else view.grids[sheet]
    row = None if grid is None else _weight_row(grid)
    if grid is None or row is None:
        return dict(defaults), ()
    found, findings = dict(defaults), []
    for name, column in _columns(grid, row - 1).items():
        value = grid.cell(row, column)
        weight = Decimal(0) if value in (None, "") else exact(value) if _is_number(value) else None
        if weight is not None and 0 <= weight <= _MOST:
            found[name] = weight
            continue
        cell = f"{column_letter(column)}{row}"
        values = {"value": value, "used": f"{defaults[name].normalize():f}"}
        findings.append(Finding("score_weight_unreadable", Severity.WARNING, values, sheet=sheet, cell=cell))
    return found, tuple(findings)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _weight_row(grid: Grid) -> int | None:
    titles = {words.label(WEIGHT) for words in all_words()}
    return next((row for row in range(2, _REACH) if grid.cell(row, 1) in titles), None)


def _columns(grid: Grid, row: int) -> dict[str, int]:
    names = {words.label(f"scores.criterion.{name}"): name for words in all_words() for name in CRITERIA}
    titles = {column: grid.cell(row, column) for column in range(1, _REACH)}
    return {
        names[title]: column for column, title in titles.items() if isinstance(title, str) and title in names
    }
