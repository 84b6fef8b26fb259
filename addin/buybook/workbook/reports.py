"""Sheets that are wholly ours: written once, then only where they changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from buybook.workbook.chart_steps import AddChart
from buybook.workbook.edits import Formula, Look, Report, ReportCell, Value
from buybook.workbook.same import same_value
from buybook.workbook.steps import (
    AddFlagRule,
    AddSheet,
    ClearCells,
    FreezeAt,
    SetChoices,
    SetHeight,
    SetLink,
    SetLook,
    SetWidth,
    Step,
    put_cells,
)
from buybook.workbook.view import WorkbookView, cell_position

_Change: TypeAlias = tuple[int, int, object, Value | Formula]  # row, column, before, after


def report_steps(report: Report, view: WorkbookView) -> tuple[list[Step], list[_Change], bool]:
    """Give the steps that bring a report up to date, the cells they change, and whether the sheet is new.

    A sheet that exists under the report's name in another language is the same sheet. Cells that say what
    they should are not touched.
    """
    name = next((known for known in report.known_names if known in view.grids), None)
    if name is None:
        return _new_report(report)
    return _changed_report(report, name, view)


def anew(report: Report, view: WorkbookView) -> tuple[str, list[Step]]:
    """Give the steps that write a report anew over whatever stood there, and the sheet's name."""
    name = next((known for known in report.known_names if known in view.grids), None)
    if name is None:
        return report.sheet, [AddSheet(report.sheet, first=report.before), *_whole(report, report.sheet)]
    grid = view.grids[name]
    last = (max(grid.last_row, 1), max(grid.last_column, 1))
    cleared: list[Step] = [SetChoices(name, (1, 1), last, None), ClearCells(name, (1, 1), last)]
    return name, [*cleared, *_whole(report, name)]


def _new_report(report: Report) -> tuple[list[Step], list[_Change], bool]:
    steps: list[Step] = [AddSheet(report.sheet, first=report.before), *_whole(report, report.sheet)]
    changes = [(row, column, None, cell.value) for (row, column), cell in sorted(report.cells.items())]
    return steps, [change for change in changes if change[3] is not None], True


def _whole(report: Report, sheet: str) -> list[Step]:
    steps: list[Step] = [SetWidth(sheet, column, width) for column, width in sorted(report.widths.items())]
    steps += [SetHeight(sheet, row, height) for row, height in sorted(report.heights.items())]
    steps += _looks(sheet, report.cells)
    steps += put_cells({(sheet, *place): cell.value for place, cell in report.cells.items()})
    steps += _links(sheet, report.cells)
    steps += _rules(sheet, report)
    steps += _choices(sheet, report)
    steps += [AddChart(sheet, chart) for chart in report.charts]
    if report.frozen_at is not None:
        steps.append(FreezeAt(sheet, report.frozen_at))
    return steps


def _changed_report(report: Report, name: str, view: WorkbookView) -> tuple[list[Step], list[_Change], bool]:
    grid = view.grids[name]
    places = set(report.cells) | {
        (row, column)
        for row in range(grid.first_row, grid.last_row + 1)
        for column in range(grid.first_column, grid.last_column + 1)
    }
    formulas = _formulas(report, name, view)
    changes: list[_Change] = []
    for row, column in sorted(places):
        before: object = grid.cell(row, column)
        cell = report.cells.get((row, column))
        after = cell.value if cell is not None else None
        if isinstance(after, Formula):
            before = formulas[row, column] or None
            if before != after.text:
                changes.append((row, column, before, after))
        elif not same_value(before, after):
            changes.append((row, column, before, after))
    if not changes:
        return [], [], False
    written = {(row, column) for row, column, _, after in changes if after is not None}
    touched = {place: cell for place, cell in report.cells.items() if place in written}
    emptied = [(row, column) for row, column, _, after in changes if after is None]
    steps: list[Step] = [ClearCells(name, place, place, rules=False) for place in emptied]
    steps += _looks(name, touched)
    steps += put_cells({(name, row, column): after for row, column, _, after in changes if after is not None})
    steps += _links(name, touched)
    if report.choices:
        # The cells may have changed their places: each gets the list of the line that it is in now.
        last = max(cell_position(_corners(each.cells)[1])[0] for each in report.choices)
        first = cell_position(_corners(report.choices[0].cells)[0])
        end = max(last, grid.last_row)
        steps.append(SetChoices(name, first, (end, first[1]), None))
        steps += _choices(name, report)
    return steps, changes, False


def _formulas(report: Report, name: str, view: WorkbookView) -> dict[tuple[int, int], str]:
    """Give what stands in the cells of the report that are to hold formulas."""
    places = [place for place, cell in report.cells.items() if isinstance(cell.value, Formula)]
    if not places:
        return {}
    rows, columns = zip(*places, strict=True)
    first, last = (min(rows), min(columns)), (max(rows), max(columns))
    found = view.formulas(name, first, last)
    return {(row, column): found[row - first[0]][column - first[1]] for row, column in places}


def _rules(sheet: str, report: Report) -> list[Step]:
    steps: list[Step] = []
    for area, rule in report.rules:
        first, _, last = area.partition(":")
        steps.append(AddFlagRule(sheet, cell_position(first), cell_position(last), rule))
    return steps


def _choices(sheet: str, report: Report) -> list[Step]:
    steps: list[Step] = []
    for each in report.choices:
        first, last = map(cell_position, _corners(each.cells))
        top, bottom = map(cell_position, _corners(each.source))
        steps.append(SetChoices(sheet, first, last, (top, bottom)))
    return steps


def _corners(area: str) -> tuple[str, str]:
    first, _, last = area.partition(":")
    return first, last or first


def _links(sheet: str, cells: Mapping[tuple[int, int], ReportCell]) -> list[Step]:
    return [
        SetLink(sheet, row, column, cell.link, str(cell.value))
        for (row, column), cell in sorted(cells.items())
        if cell.link is not None
    ]


def _looks(sheet: str, cells: Mapping[tuple[int, int], ReportCell]) -> list[Step]:
    """One step for each run of cells beneath each other that look alike."""
    steps: list[Step] = []
    for column, rows in _by_column(cells).items():
        start = previous = None
        look = Look()
        for row, cell in rows:
            if previous is not None and row == previous + 1 and cell.look == look:
                previous = row
                continue
            if start is not None and previous is not None:
                steps.append(SetLook(sheet, (start, column), (previous, column), look))
            start = previous = row
            look = cell.look
        if start is not None and previous is not None:
            steps.append(SetLook(sheet, (start, column), (previous, column), look))
    return [step for step in steps if not (isinstance(step, SetLook) and step.look == Look())]


def _by_column(
    cells: Mapping[tuple[int, int], ReportCell],
) -> dict[int, list[tuple[int, ReportCell]]]:
    columns: dict[int, list[tuple[int, ReportCell]]] = {}
    ordered: Iterable[tuple[int, int]] = sorted(cells, key=lambda place: (place[1], place[0]))
    for row, column in ordered:
        columns.setdefault(column, []).append((row, cells[row, column]))
    return columns
