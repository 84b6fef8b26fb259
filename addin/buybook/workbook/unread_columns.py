"""Words among the figures of columns that no field fits: "Weight captured separately" in a column of weights.

Such a column is not read, and still a buyer wants to know that its sum leaves something out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from buybook.findings import Finding, Severity
from buybook.schema import TableKind
from buybook.workbook.column_reading import Distinct, distinct, shown
from buybook.workbook.recognise.values import is_void, looks_like_date, looks_like_number
from buybook.workbook.tables import Column, Grid, RecognisedTable, column_letter

_LEFT_ALONE = frozenset({TableKind.OTHER, TableKind.RATES})
_FIGURES = 0.5  # of a column's cells: then words among them are the exception
_FEWEST = 10  # cells that show what a column is about


def words_among_figures(grid: Grid, table: RecognisedTable, rows: npt.NDArray[np.int64]) -> Iterator[Finding]:
    """Give a finding for each cell of words in the columns that hold mostly figures and are not read.

    `rows` are the rows of data on the sheet.
    """
    if table.kind in _LEFT_ALONE:
        return
    for column in table.columns:
        if column.field is None and not column.ours and column.title:
            yield from _of_column(grid, table, column, rows)


def _of_column(
    grid: Grid, table: RecognisedTable, column: Column, rows: npt.NDArray[np.int64]
) -> Iterator[Finding]:
    cells = distinct(grid.column(column.index, rows.tolist()))
    words = np.array([_is_words(value) for value in cells.values], dtype=bool)
    codes = cells.codes[cells.codes >= 0]
    if len(codes) < _FEWEST or not words.any() or float((~words[codes]).mean()) < _FIGURES:
        return
    for index in np.flatnonzero(_in(cells, words)):
        cell = f"{column_letter(column.index)}{rows[index]}"
        values = {"value": shown(cells.at(int(index)))}
        yield Finding(
            "words_among_figures", Severity.INFO, values, sheet=table.sheet, cell=cell, title=column.title
        )


def _in(cells: Distinct, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return np.asarray((cells.codes >= 0) & chosen[cells.codes])


def _is_words(value: object) -> bool:
    return (
        isinstance(value, str)
        and not is_void(value)
        and not looks_like_number(value)
        and not looks_like_date(value)
    )
