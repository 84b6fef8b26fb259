"""Which rows of a recognised table hold data, and what their cells say where the layout leaves them out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from buybook.findings import Finding, Severity
from buybook.schema import FIELDS, Kind, TableKind
from buybook.workbook.column_reading import Array, shown
from buybook.workbook.lexicon import alternatives, phrases, tidy
from buybook.workbook.tables import Grid, RecognisedTable, column_letter

Mask = npt.NDArray[np.bool_]

# What a row can be known by. Line numbers are often filled in beforehand, and remarks stand anywhere.
_NO_IDENTITY = frozenset({"po_line", "comment", "flags", "reason"})
_IDENTITY_KINDS = frozenset({Kind.TEXT, Kind.CODE, Kind.CURRENCY})
_LISTS_OF_NAMES = frozenset({TableKind.SUPPLIERS, TableKind.ITEMS})
# A merged cell of these holds for each of its rows; a merged quantity or amount holds for all together.
_PRICES = frozenset({"unit_price", "list_price", "purchase_price", "price_excl_vat", "price_incl_vat"})
_HEADS = ("po_number", "supplier")  # given once for a group of rows in many order lists
_SPARSE = 0.6  # rows with fewer filled cells than this share of the usual ones may be totals or remarks


@dataclass
class DataRows:
    """The rows of data of a table: their row numbers on the sheet, and the cells of each column read."""

    rows: npt.NDArray[np.int64]
    cells: dict[int, Array]  # column of the sheet -> its cells, objects
    findings: list[Finding] = field(default_factory=list)


def data_rows(grid: Grid, table: RecognisedTable, fields: Mapping[int, str]) -> DataRows:
    """Give the rows of data of a table, without blank rows, totals, repeated headers and remarks.

    `fields` says which field each column to be read holds. Vertically merged cells are filled down, and so are
    the order number and supplier where they head groups of rows.
    """
    cells = _cells(grid, table, fields)
    rows = np.arange(table.first_row, table.last_row + 1, dtype=np.int64)
    found = DataRows(rows, cells)
    filled = {column: _filled(values) for column, values in cells.items()}
    _fill_merged(grid, table, fields, found, filled)
    keep = _keep(grid, table, fields, found, filled)
    found.rows = rows[keep]
    found.cells = {column: values[keep] for column, values in cells.items()}
    if table.kind is TableKind.ORDERS:
        _fill_heads(table, fields, found, {column: mask[keep] for column, mask in filled.items()})
    return found


def _cells(grid: Grid, table: RecognisedTable, fields: Mapping[int, str]) -> dict[int, Array]:
    lines = grid.values[max(0, table.first_row - grid.first_row) : table.last_row - grid.first_row + 1]
    count = table.last_row - table.first_row + 1
    by_column = list(zip(*lines, strict=True)) if lines else []
    found = {}
    for column in fields:
        place = column - grid.first_column
        values = np.full(count, None, dtype=object)
        if 0 <= place < len(by_column):
            values[: len(lines)] = by_column[place]
        found[column] = values
    return found


def _filled(values: Array) -> Mask:
    """Tell which cells hold something that a person sees."""
    mask: Mask = np.not_equal(values, None).astype(bool)
    texts = {value for value in values[mask] if isinstance(value, str) and not value.strip()}
    for blank in texts:
        mask &= ~(values == blank).astype(bool)
    return mask


def _fill_merged(
    grid: Grid, table: RecognisedTable, fields: Mapping[int, str], found: DataRows, filled: dict[int, Mask]
) -> None:
    """Give the rows of a merged cell its value. Merges are slow to find, so only tables with gaps are asked."""
    gaps = [column for column, name in fields.items() if _may_fill(name) and _has_gap(filled[column])]
    if not gaps:
        return
    for area in grid.merged(table.first_row, table.last_row):
        first, last = area.first_row - table.first_row, min(area.last_row, table.last_row) - table.first_row
        column = area.first_column
        if column in gaps and 0 <= first < last and filled[column][first]:
            found.cells[column][first + 1 : last + 1] = found.cells[column][first]
            filled[column][first + 1 : last + 1] = True


def _may_fill(name: str) -> bool:
    kind = FIELDS[name].kind
    return kind is not Kind.QUANTITY and (kind is not Kind.MONEY or name in _PRICES)


def _has_gap(mask: Mask) -> bool:
    """Tell whether an empty cell stands somewhere below a filled one."""
    return bool((~mask[int(np.argmax(mask)) :]).any()) if mask.any() else False


def _keep(
    grid: Grid, table: RecognisedTable, fields: Mapping[int, str], found: DataRows, filled: Mapping[int, Mask]
) -> Mask:
    """Tell which rows are data. Rows whose content is left out are noted, except totals and headers."""
    counts = np.sum(list(filled.values()), axis=0) if filled else np.zeros(len(found.rows))
    keep: Mask = counts > 0
    for row in table.total_rows:
        if table.first_row <= row <= table.last_row:
            keep[row - table.first_row] = False
    keep &= ~_header_again(grid, table, found)
    if not keep.any():
        return keep
    identity = _any(filled, [column for column, name in fields.items() if _identifies(name)], len(keep))
    dated = _any(filled, [c for c, name in fields.items() if FIELDS[name].kind is Kind.DATE], len(keep))
    sparse = counts <= max(1.0, _SPARSE * float(np.median(counts[keep])))
    for index in np.flatnonzero(keep & (sparse | ~identity)):
        texts = _texts(found, filled, index)
        lone = counts[index] == 1 and len(fields) > 2 and table.kind not in _LISTS_OF_NAMES
        if identity[index] and not lone and not _is_total(texts):
            continue
        if not identity[index] and dated[index] and not _is_total(texts):
            continue
        keep[index] = False
        if not _is_total(texts) and _says_something(found, filled, index):
            found.findings.append(_skipped(table, found, filled, int(index)))
    return keep


def _identifies(name: str) -> bool:
    return FIELDS[name].kind in _IDENTITY_KINDS and name not in _NO_IDENTITY


def _any(filled: Mapping[int, Mask], columns: Sequence[int], count: int) -> Mask:
    return np.any([filled[column] for column in columns], axis=0) if columns else np.zeros(count, dtype=bool)


def _header_again(grid: Grid, table: RecognisedTable, found: DataRows) -> Mask:
    """Tell which rows repeat the titles, as printed lists do on every page."""
    same = np.zeros(len(found.rows), dtype=np.int64)
    for column, values in found.cells.items():
        title = grid.cell(table.header_row, column)
        if isinstance(title, str) and title.strip():
            same += (values == title).astype(bool)
    return same >= max(2, (len(found.cells) + 1) // 2)


def _texts(found: DataRows, filled: Mapping[int, Mask], index: int) -> list[str]:
    values = [found.cells[column][index] for column in sorted(found.cells) if filled[column][index]]
    return [value for value in values if isinstance(value, str)]


@lru_cache(maxsize=1)
def _total_pattern() -> re.Pattern[str]:
    words = alternatives(phrases("total"))
    return re.compile(rf"(?:{words})(?![^\W\d_])|.*(?<![^\W\d_])(?:totalt?|totaal|summa|subtotal)$", re.IGNORECASE)


def _is_total(texts: Sequence[str]) -> bool:
    """Tell whether the first text of a row begins a total, and little other text stands in it."""
    return bool(texts) and len(texts) <= 2 and bool(_total_pattern().match(tidy(texts[0])))


def _says_something(found: DataRows, filled: Mapping[int, Mask], index: int) -> bool:
    """Tell whether a row holds more than zeros from formulas and line numbers that wait for an order."""
    values = [found.cells[column][index] for column in found.cells if filled[column][index]]
    texts = [value for value in values if isinstance(value, str)]
    numbers = [value for value in values if isinstance(value, (int, float)) and value]
    return bool(texts) or len(numbers) > 1


def _skipped(table: RecognisedTable, found: DataRows, filled: Mapping[int, Mask], index: int) -> Finding:
    column = min(column for column in found.cells if filled[column][index])
    values = {"value": shown(found.cells[column][index])}
    cell = f"{column_letter(column)}{table.first_row + index}"
    return Finding("row_skipped", Severity.INFO, values, sheet=table.sheet, cell=cell)


def _fill_heads(
    table: RecognisedTable, fields: Mapping[int, str], found: DataRows, filled: Mapping[int, Mask]
) -> None:
    """Fill the order number and supplier down where they stand only in the first row of each group."""
    columns = {name: column for column, name in fields.items() if name in _HEADS}
    number = columns.get("po_number")
    if number is None or not _heads_groups(found.cells[number], filled[number]):
        return
    starts = np.maximum.accumulate(np.where(filled[number], np.arange(len(found.rows)), 0))
    for name, column in columns.items():
        gaps = ~filled[column] & ~filled[number]
        if name != "po_number" and not _heads_groups(found.cells[column], filled[column]):
            continue
        found.cells[column][gaps] = found.cells[column][starts[gaps]]
        values = {"count": int(gaps.sum())}
        place = {"table": table.id, "row": table.header_row, "field": name}
        found.findings.append(Finding("filled_down", Severity.INFO, values, **place))


def _heads_groups(values: Array, mask: Mask) -> bool:
    """Tell whether a column names each group once, at its head: never the same value twice in a row."""
    if not len(mask) or not mask[0] or mask.all():
        return False
    heads = values[mask]
    return bool(len(heads) > 1 and not (heads[1:] == heads[:-1]).any())
