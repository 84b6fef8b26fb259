"""Copying a part of what cells are: their values, formulas, looks, widths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from buybook.engine import structure
from buybook.engine.area import Area
from buybook.engine.contents import read_formulas, read_values
from buybook.engine.refusal import refuse
from buybook.xlsx.references import move_formula

if TYPE_CHECKING:
    from buybook.engine.range import Range

T = TypeVar("T")

_ALL = frozenset(("all", "all_using_source_theme", "all_merging_conditional_formats"))
_VALUES = frozenset(("values", "values_and_number_formats"))
_FORMULAS = frozenset(("formulas", "formulas_and_number_formats"))
_NUMBER_FORMATS = frozenset(("values_and_number_formats", "formulas_and_number_formats"))


def paste(source: Range, target: Range, what: str, *, skip_blanks: bool, transpose: bool) -> None:
    """Copy from one range to another of the same workbook, once or as often as it fits into the target.

    `what` is 'all', 'values', 'formulas', 'formats', 'values_and_number_formats',
    'formulas_and_number_formats' or 'column_widths'; only values and formats can be transposed, and only
    values and formulas can leave blanks out. Anything else is left to Excel.
    """
    if what in _ALL and not skip_blanks and not transpose:
        _paste_all(source, target)
    elif what == "column_widths":
        _paste_widths(source, target)
    elif what in _VALUES | _FORMULAS | {"formats"}:
        if transpose and what in _FORMULAS:
            refuse("Pasting formulas transposed")
        for row, column in _places(source, target, transpose):
            _paste_part(source, target, row, column, what, skip_blanks=skip_blanks, transpose=transpose)
    else:
        refuse(f"Pasting {what!r} with skip_blanks={skip_blanks} and transpose={transpose}")


def _paste_all(source: Range, target: Range) -> None:
    for area in structure.copy(source.sheet.source, source.area, target.sheet.source, target.area):
        target.sheet.wrote(area)


def _places(source: Range, target: Range, transpose: bool) -> list[tuple[int, int]]:
    """The first cells of all copies."""
    rows, columns = source.shape[::-1] if transpose else source.shape
    down, across = 1, 1
    if target.area.rows % rows == 0 and target.area.columns % columns == 0:
        down, across = target.area.rows // rows, target.area.columns // columns
    return [(target.row + i * rows, target.column + j * columns) for i in range(down) for j in range(across)]


def _turned(rows: Sequence[Sequence[T]], transpose: bool) -> list[list[T]]:
    return [list(line) for line in (zip(*rows, strict=True) if transpose else rows)]


def _paste_part(
    source: Range, target: Range, row: int, column: int, what: str, *, skip_blanks: bool, transpose: bool
) -> None:
    if what != "formats":
        _paste_content(source, target, row, column, what, skip_blanks=skip_blanks, transpose=transpose)
    if what == "formats" or what in _NUMBER_FORMATS:
        _paste_looks(source, target, row, column, transpose, only_numbers=what != "formats")
    height, width = source.shape[::-1] if transpose else source.shape
    target.sheet.wrote(Area(row, column, height, width))


def _paste_content(
    source: Range, target: Range, row: int, column: int, what: str, *, skip_blanks: bool, transpose: bool
) -> None:
    sheet = target.sheet.source
    values = _turned(read_values(source.sheet.source, source.area), transpose)
    formulas: list[list[str | None]] = [[None] * len(values[0]) for _ in values]
    if what in _FORMULAS:
        formulas = read_formulas(source.sheet.source, source.area)
    if skip_blanks:
        kept = read_values(sheet, Area(row, column, len(values), len(values[0])))
        values = [
            [old if new is None else new for new, old in zip(*lines, strict=True)]
            for lines in zip(values, kept, strict=True)
        ]
    sheet.set_values(row, column, values)
    for i, line in enumerate(formulas):
        for j, formula in enumerate(line):
            if formula is not None:
                moved = move_formula(formula, row - source.row, column - source.column)
                sheet.set_formula(row + i, column + j, moved)


def _paste_looks(
    source: Range, target: Range, row: int, column: int, transpose: bool, *, only_numbers: bool
) -> None:
    sheet, styles = target.sheet.source, target.sheet.source.workbook.styles
    looks = _turned(source.sheet.source.cell_styles(*source.area.corners), transpose)
    for i, line in enumerate(looks):
        for j, xf in enumerate(line):
            change: Callable[[int], int] = lambda _before, xf=xf: xf  # type: ignore[misc]  # noqa: E731
            if only_numbers:
                code = styles.number_format(xf)
                change = lambda before, code=code: styles.variant(before, number_format=code)  # type: ignore[misc]  # noqa: E731
            sheet.restyle(row + i, column + j, row + i, column + j, change)


def _paste_widths(source: Range, target: Range) -> None:
    for offset in range(source.area.columns):
        width = source.sheet.source.column_width(source.column + offset)
        target.sheet.source.set_column_width(target.column + offset, target.column + offset, width)
