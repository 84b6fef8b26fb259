"""Inserting, deleting, merging, copying and filling cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, TypeAlias

from buybook.engine.area import MAX_COLUMN, MAX_ROW, Area, between
from buybook.engine.contents import read_formulas, read_values
from buybook.engine.navigation import filled
from buybook.engine.refusal import refuse
from buybook.xlsx import inserted
from buybook.xlsx.cells import overlap
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.references import move_formula
from buybook.xlsx.sheet import Sheet

Axis: TypeAlias = Literal["rows", "columns"]


def insert(sheet: Sheet, area: Area, shift: str | None, formats_from_before: bool) -> Area:
    """Insert cells; gives the area whose content is no longer where it was.

    Where only a part of the columns (or rows) can move without tearing something, and nothing stands beside
    it, whole rows (or columns) are inserted; else WorkbookError says what is in the way.
    """
    axis = _axis(area, shift, {"down": "rows", "right": "columns"})
    moved = _cells_or_whole(
        sheet,
        area,
        axis,
        lambda place: sheet.insert_cells(place.corners, "down" if axis == "rows" else "right"),
    )
    if _is_whole(area, axis):
        _take_settings(sheet, area, axis, formats_from_before)
    _take_looks(sheet, moved, axis, formats_from_before)
    return _rest(moved, axis)


def delete(sheet: Sheet, area: Area, shift: str | None) -> Area:
    """Delete cells; gives the area whose content is no longer where it was. Limits as for insert."""
    axis = _axis(area, shift, {"up": "rows", "left": "columns"})
    moved = _cells_or_whole(
        sheet, area, axis, lambda place: sheet.delete_cells(place.corners, "up" if axis == "rows" else "left")
    )
    return _rest(moved, axis)


def _cells_or_whole(sheet: Sheet, area: Area, axis: Axis, move: Callable[[Area], None]) -> Area:
    """Move these cells, or else the whole rows or columns where nothing stands beside; gives what was moved."""
    try:
        move(area)
    except WorkbookError:
        if _is_whole(area, axis) or not _nothing_beside(sheet, area, axis):
            raise
        area = _widened(area, axis)
        move(area)
    return area


def _is_whole(area: Area, axis: Axis) -> bool:
    return area.has_all_columns if axis == "rows" else area.has_all_rows


def _widened(area: Area, axis: Axis) -> Area:
    """The whole rows (or columns) of an area."""
    if axis == "rows":
        return between(area.row, 1, area.last_row, MAX_COLUMN)
    return between(1, area.column, MAX_ROW, area.last_column)


def _axis(area: Area, shift: str | None, words: dict[str, Axis]) -> Axis:
    """Whether rows or columns move; where nothing is said, what is wider than high moves by rows."""
    if area.has_all_columns:
        return "rows"
    if area.has_all_rows:
        return "columns"
    if shift is None:
        return "columns" if area.rows >= area.columns else "rows"
    if shift not in words:
        raise ValueError(f"Invalid shift {shift!r}: use {' or '.join(map(repr, words))}.")
    return words[shift]


def _rest(area: Area, axis: Axis) -> Area:
    """All cells that an insertion or deletion moves."""
    if axis == "rows":
        return between(area.row, area.column, MAX_ROW, area.last_column)
    return between(area.row, area.column, area.last_row, MAX_COLUMN)


def _beside(extent: Area, area: Area, axis: Axis) -> Iterator[Area]:
    """The used cells that would move along although they are not among those to be moved."""
    if axis == "rows":
        left = between(area.row, 1, MAX_ROW, area.column - 1)
        right = between(area.row, area.last_column + 1, MAX_ROW, MAX_COLUMN)
        sides = (left, right)
    else:
        above = between(1, area.column, area.row - 1, MAX_COLUMN)
        below = between(area.last_row + 1, area.column, MAX_ROW, MAX_COLUMN)
        sides = (above, below)
    for side in sides:
        if side.size and (used := side.intersection(extent)):
            yield used


def _nothing_beside(sheet: Sheet, area: Area, axis: Axis) -> bool:
    """Whether whole rows (or columns) can move without moving anything that Excel would leave in place."""
    if sheet.extent is None:
        return True
    return all(_is_plain(sheet, side, axis) for side in _beside(between(*sheet.extent), area, axis))


def _is_plain(sheet: Sheet, side: Area, axis: Axis) -> bool:
    """Whether nothing in the area would be harmed by being moved along the axis."""
    if any(any(row) for row in filled(sheet, side)):
        return False
    others = [*sheet.merges, *(table.area for table in sheet.tables)]
    if any(side.intersection(between(*other)) for other in others):
        return False
    rows = sheet.cell_styles(*side.corners)
    lines = zip(*rows, strict=True) if axis == "rows" else rows
    return all(len(set(line)) == 1 for line in lines)


def _take_settings(sheet: Sheet, area: Area, axis: Axis, from_before: bool) -> None:
    """Give whole inserted rows or columns what Excel takes over from the one before or behind them."""
    row, column, last_row, last_column = area.corners
    if axis == "rows":
        model = row - 1 if from_before else last_row + 1
        if 1 <= model <= MAX_ROW:
            inserted.take_row_settings(sheet, row, last_row, model)
        return
    model = column - 1 if from_before else last_column + 1
    if 1 <= model <= MAX_COLUMN:
        inserted.take_column_settings(sheet, column, last_column, model)


def _take_looks(sheet: Sheet, area: Area, axis: Axis, from_before: bool) -> None:
    """Give inserted cells the looks of their neighbours before (above, left) or behind them."""
    touched = (
        None if sheet.extent is None else _rest_and_before(area, axis).intersection(between(*sheet.extent))
    )
    if touched is None:
        return
    if axis == "rows":
        model = area.row - 1 if from_before else area.last_row + 1
        if model >= 1:
            for column in range(touched.column, touched.last_column + 1):
                xf = sheet.cell_style(model, column)
                sheet.set_styles(area.row, column, area.last_row, column, xf)
        return
    model = area.column - 1 if from_before else area.last_column + 1
    if model >= 1:
        for row in range(touched.row, touched.last_row + 1):
            sheet.set_styles(row, area.column, row, area.last_column, sheet.cell_style(row, model))


def _rest_and_before(area: Area, axis: Axis) -> Area:
    """The columns (or rows) that an insertion touches, as far as the sheet goes."""
    if axis == "rows":
        return between(1, area.column, MAX_ROW, area.last_column)
    return between(area.row, 1, area.last_row, MAX_COLUMN)


def merge(sheet: Sheet, areas: Iterable[Area]) -> None:
    """Merge each area into one cell. Merged cells inside are taken apart first; other content is dropped."""
    for area in areas:
        unmerge(sheet, area)
        if area.size < 2:
            continue
        content = ((area.row, area.column + 1, area.row, area.last_column), (area.row + 1, *area.corners[1:]))
        for row, column, last_row, last_column in content:
            if row <= last_row and column <= last_column:
                sheet.clear_contents(row, column, last_row, last_column)
        sheet.merge(area.corners)


def unmerge(sheet: Sheet, area: Area) -> None:
    """Take apart all merged cells that meet the area."""
    for merged in list(sheet.merges):
        if overlap(area.corners, merged):
            sheet.unmerge(merged)


def copy(sheet: Sheet, source: Area, target_sheet: Sheet, target: Area) -> list[Area]:
    """Copy cells, as often as they fit exactly into the target, else once; gives the areas written.

    On one sheet everything is copied. To another sheet of the workbook: content, formulas, looks and merges.
    """
    if target_sheet.workbook is not sheet.workbook:
        refuse("Copying cells to another workbook")
    down, across = 1, 1
    if target.rows % source.rows == 0 and target.columns % source.columns == 0:
        down, across = target.rows // source.rows, target.columns // source.columns
    written = []
    for row in range(down):
        for column in range(across):
            area = Area(
                target.row + row * source.rows,
                target.column + column * source.columns,
                source.rows,
                source.columns,
            )
            if area == source and target_sheet is sheet:
                continue
            if target_sheet is sheet:
                sheet.copy_range(source.corners, area.row, area.column)
            else:
                _copy_to_sheet(sheet, source, target_sheet, area)
            written.append(area)
    return written


def _copy_to_sheet(sheet: Sheet, source: Area, target_sheet: Sheet, target: Area) -> None:
    by_row, by_column = target.row - source.row, target.column - source.column
    unmerge(target_sheet, target)
    target_sheet.set_values(target.row, target.column, read_values(sheet, source))
    for row_offset, formulas in enumerate(read_formulas(sheet, source)):
        for column_offset, formula in enumerate(formulas):
            if formula is not None:
                moved = move_formula(formula, by_row, by_column)
                target_sheet.set_formula(target.row + row_offset, target.column + column_offset, moved)
    for row_offset, styles in enumerate(sheet.cell_styles(*source.corners)):
        for column_offset, xf in enumerate(styles):
            target_sheet.set_style(target.row + row_offset, target.column + column_offset, xf)
    for merged in sheet.merges:
        if source.encloses(between(*merged)):
            first_row, first_column, last_row, last_column = merged
            target_sheet.merge(
                (first_row + by_row, first_column + by_column, last_row + by_row, last_column + by_column)
            )


def fill(sheet: Sheet, source: Area, target: Area, how: str) -> None:
    """Fill the target, which contains the source, with copies of the source; formulas move along.

    'fill_copy' takes anything. 'fill_default' would continue series of numbers and dates in Excel: here only
    formulas and blanks are filled by it, so that the answer is never another than Excel's.
    """
    if not target.encloses(source) or (target.rows % source.rows or target.columns % source.columns):
        raise ValueError(f"{target.address()} does not extend {source.address()} by whole copies of it.")
    if how == "fill_formats":
        refuse("Filling formats only")
    if how not in ("fill_copy", "fill_default"):
        refuse(f"Filling by {how!r}")
    if how == "fill_default" and _has_constants(sheet, source):
        refuse("Continuing a series of values")
    copy(sheet, source, sheet, target)


def _has_constants(sheet: Sheet, area: Area) -> bool:
    return any(
        value is not None and formula is None
        for row in zip(read_values(sheet, area), read_formulas(sheet, area), strict=True)
        for value, formula in zip(*row, strict=True)
    )
