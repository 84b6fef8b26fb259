"""Which rows of a recognised table hold data, and what cells say that the layout leaves empty."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from buybook.findings import Finding, Severity
from buybook.schema import FIELDS, Kind, TableKind
from buybook.workbook.column_reading import Distinct, distinct, shown
from buybook.workbook.group_heads import fill_heads
from buybook.workbook.lexicon import alternatives, phrases, tidy
from buybook.workbook.tables import Grid, RecognisedTable, column_letter

Mask = npt.NDArray[np.bool_]

# What a row can be known by. Line numbers are often filled in beforehand, and remarks stand anywhere.
_NO_IDENTITY = frozenset({"po_line", "comment", "flags", "reason"})
_IDENTITY_KINDS = frozenset({Kind.TEXT, Kind.CODE, Kind.CURRENCY})
_LISTS_OF_NAMES = frozenset({TableKind.SUPPLIERS, TableKind.ITEMS})
# A merged cell of these holds for each of its rows; a merged quantity or amount holds for all together.
_PRICES = frozenset({"unit_price", "list_price", "purchase_price", "price_excl_vat", "price_incl_vat"})
_SPARSE = 0.6  # rows with fewer filled cells than this share of the usual ones may be totals or remarks


@dataclass
class DataRows:
    """The rows of data of a table: their numbers on the sheet, and the cells of each column."""

    rows: npt.NDArray[np.int64]
    cells: dict[int, Distinct]  # column of the sheet -> what its cells hold
    findings: list[Finding] = field(default_factory=list)


def data_rows(grid: Grid, table: RecognisedTable, fields: Mapping[int, str]) -> DataRows:
    """Give the rows of data of a table, without blank rows, totals, repeated headers and remarks.

    `fields` says which field each column to be read holds. Vertically merged cells are filled down, and so
    are the order number and supplier where they head groups of rows.
    """
    found = DataRows(np.arange(table.first_row, table.last_row + 1), _cells(grid, table, fields))
    blank = ~_any(found, list(found.cells))  # before merged cells are filled into blank rows
    again = _header_again(grid, table, found)
    _fill_merged(grid, table, fields, found)
    keep = _keep(table, fields, found, blank | again)
    found.rows = found.rows[keep]
    found.cells = {column: cells.rows(keep) for column, cells in found.cells.items()}
    if table.kind is TableKind.ORDERS:
        breaks = _breaks(blank, again, keep)
        found.findings.extend(fill_heads(table, fields, found.cells, found.rows, breaks))
    return found


def _breaks(blank: Mask, again: Mask, keep: Mask) -> Mask:
    """Tell which of the rows kept have a blank row right above them, unless a new page begins there."""
    blanks, headers = np.cumsum(blank)[keep], np.cumsum(again)[keep]
    return np.asarray((np.diff(blanks, prepend=0) > 0) & (np.diff(headers, prepend=0) == 0))


def _cells(grid: Grid, table: RecognisedTable, fields: Mapping[int, str]) -> dict[int, Distinct]:
    lines = grid.values[max(0, table.first_row - grid.first_row) : table.last_row - grid.first_row + 1]
    missing = [None] * (table.last_row - table.first_row + 1 - len(lines))
    width = len(lines[0]) if lines else 0
    found = {}
    for column in fields:
        place = column - grid.first_column
        values = [line[place] for line in lines] if 0 <= place < width else [None] * len(lines)
        found[column] = distinct([*values, *missing])
    return found


def _fill_merged(grid: Grid, table: RecognisedTable, fields: Mapping[int, str], found: DataRows) -> None:
    """Give the rows of a merged cell its value. Merges are slow to find: only tables with gaps are asked."""
    gaps = {column for column, name in fields.items() if _may_fill(name) and _has_gap(found.cells[column])}
    if not gaps:
        return
    for area in grid.merged(table.first_row, table.last_row):
        first, last = area.first_row - table.first_row, min(area.last_row, table.last_row) - table.first_row
        if area.first_column in gaps and 0 <= first < last:
            codes = found.cells[area.first_column].codes
            codes[first + 1 : last + 1] = codes[first]


def _may_fill(name: str) -> bool:
    kind = FIELDS[name].kind
    return kind is not Kind.QUANTITY and (kind is not Kind.MONEY or name in _PRICES)


def _has_gap(cells: Distinct) -> bool:
    """Tell whether an empty cell stands somewhere below a filled one."""
    filled = cells.filled
    return bool((~filled[int(np.argmax(filled)) :]).any()) if filled.any() else False


def _keep(table: RecognisedTable, fields: Mapping[int, str], found: DataRows, without: Mask) -> Mask:
    """Tell which rows are data. Rows whose content is left out are noted, except totals and headers.

    `without` marks the blank rows and the repeated headers.
    """
    counts = np.sum([cells.filled for cells in found.cells.values()], axis=0)
    keep: Mask = ~without if found.cells else np.zeros(len(found.rows), dtype=bool)
    for row in table.total_rows:
        if table.first_row <= row <= table.last_row:
            keep[row - table.first_row] = False
    if not keep.any():
        return keep
    identity = _any(found, [column for column, name in fields.items() if _identifies(name)])
    dated = _any(found, [column for column, name in fields.items() if FIELDS[name].kind is Kind.DATE])
    usual = float(np.percentile(counts[keep], 75))  # above the many short rows that some lists have
    sparse = counts <= max(1.0, _SPARSE * usual)
    lone = (counts == 1) if len(fields) > 2 and table.kind not in _LISTS_OF_NAMES else np.zeros_like(keep)
    for index in map(int, np.flatnonzero(keep & (sparse | ~identity))):
        held = _held(found, index)
        total = _is_total([value for _, value in held if isinstance(value, str)])
        if not total and ((identity[index] and not lone[index]) or (not identity[index] and dated[index])):
            continue
        keep[index] = False
        if not total and _says_something([value for _, value in held]):
            column, value = held[0]
            cell = f"{column_letter(column)}{table.first_row + index}"
            values = {"value": shown(value)}
            skipped = Finding("row_skipped", Severity.INFO, values, sheet=table.sheet, cell=cell)
            found.findings.append(skipped)
    return keep


def _identifies(name: str) -> bool:
    return FIELDS[name].kind in _IDENTITY_KINDS and name not in _NO_IDENTITY


def _any(found: DataRows, columns: Sequence[int]) -> Mask:
    mask = np.zeros(len(found.rows), dtype=bool)
    for column in columns:
        mask |= found.cells[column].filled
    return mask


def _header_again(grid: Grid, table: RecognisedTable, found: DataRows) -> Mask:
    """Tell which rows repeat the titles, as printed lists do on every page."""
    same = np.zeros(len(found.rows), dtype=np.int64)
    for column, cells in found.cells.items():
        title = grid.cell(table.header_row, column)
        if isinstance(title, str) and title in cells.values:
            same += cells.codes == cells.values.index(title)
    return np.asarray(same >= max(2, (len(found.cells) + 1) // 2))


def _held(found: DataRows, index: int) -> list[tuple[int, object]]:
    """Give the columns of a row that hold something, and what they hold."""
    return [
        (column, cells.at(index)) for column, cells in sorted(found.cells.items()) if cells.codes[index] >= 0
    ]


@lru_cache(maxsize=1)
def _total_pattern() -> re.Pattern[str]:
    words = alternatives(phrases("total"))
    return re.compile(
        rf"(?:{words})(?![^\W\d_])|.*(?<![^\W\d_])(?:totalt?|totaal|summa|subtotal)$", re.IGNORECASE
    )


def _is_total(texts: Sequence[str]) -> bool:
    """Tell whether the first text of a row begins a total, and little other text stands in it."""
    named = [text for text in texts if not any(sign.isdigit() for sign in text)]
    return bool(texts) and len(named) <= 2 and bool(_total_pattern().match(tidy(texts[0])))


def _says_something(values: Sequence[object]) -> bool:
    """Tell whether a row holds more than zeros from formulas and line numbers that wait for an order."""
    numbers = [value for value in values if isinstance(value, (int, float)) and value]
    return len(numbers) > 1 or any(isinstance(value, str) for value in values)
