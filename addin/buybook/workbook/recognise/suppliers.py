"""The supplier of a list that names none in its lines: known names in a column, a label above, the sheet's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from buybook.findings import Finding, Severity
from buybook.schema import TableKind
from buybook.vocabulary import Words, words
from buybook.workbook.recognise.spelling import key_of, words_of
from buybook.workbook.recognise.titles import EXACT, Lexicon
from buybook.workbook.recognise.values import is_blank
from buybook.workbook.tables import Column, Grid, RecognisedTable, column_letter

_SAMPLE = 200  # lines of which the names are looked at
_FEWEST = 3  # names that make a column one of suppliers
_MOST = 0.9  # of a column's values that must be known names
_BY_NAMES, _BY_PARTS, _CHOSEN = 0.78, 0.7, 0.7  # asked about
_SOME = 0.7  # of the values that name one of the suppliers side by side
_SHORTEST = 3  # letters of a part of a name
_ABOVE = 14  # rows above a header in which its letterhead stands
_LONGEST_NAME = 60
_LABELLED = re.compile(r"\s*(?P<label>[^:]{3,30}):\s*(?P<name>\S.*)?")
_K = TableKind
_ALSO_NAMED = frozenset({_K.ITEMS, _K.BOM, _K.DEMAND})  # each line of them may be another supplier's
_OF_ONE = frozenset({_K.ORDERS, _K.RECEIPTS, _K.QUOTATIONS, _K.NONCONFORMANCES, _K.INVOICES, _K.REQUISITIONS})


def with_suppliers(
    grids: Sequence[Grid], tables: Sequence[RecognisedTable], lexicon: Lexicon, reader: Words | None
) -> tuple[list[RecognisedTable], list[Finding]]:
    """Find who supplies the lists that have no column for it.

    A column whose values are suppliers of other lists is read as the supplier; else a label above the list
    ("Supplier: Acme"), else a sheet named as a known supplier, tells it for all lines, with a finding.
    """
    sheets = {grid.sheet: grid for grid in grids}
    known: dict[str, str] = {}
    for table in tables:
        for name in _names(sheets[table.sheet], table):
            known.setdefault(_key(name), name)
    found: list[RecognisedTable] = []
    findings: list[Finding] = []
    for table in tables:
        if table.kind not in _OF_ONE | _ALSO_NAMED or _has_supplier(table):
            found.append(table)
            continue
        grid = sheets[table.sheet]
        language = reader or words(table.language)
        if table.blocks:
            found.append(_by_choice(grid, table, language) or table)
            continue
        read = _by_known_names(grid, table, known, language) if known else None
        if read is None and table.kind in _ALSO_NAMED:
            read = table
        if read is None:
            read, told = _by_label_or_sheet(grid, table, tables, lexicon, known)
            findings.extend(told)
        found.append(read)
    return found, findings


def _has_supplier(table: RecognisedTable) -> bool:
    return any(column.field in {"supplier", "supplier_no"} for column in table.columns)


def _names(grid: Grid, table: RecognisedTable) -> list[str]:
    """Give the names of suppliers that stand in a list."""
    column = table.column("supplier")
    names = [block.supplier for block in table.blocks if block.supplier]
    if column is not None and table.kind is not TableKind.OTHER:
        names += _texts(grid, table, column)
    return names


def _texts(grid: Grid, table: RecognisedTable, column: Column) -> list[str]:
    rows = range(table.first_row, min(table.last_row, table.first_row + _SAMPLE) + 1)
    values = [grid.cell(row, column.index) for row in rows if row not in table.total_rows]
    return [value.strip() for value in values if isinstance(value, str) and not is_blank(value)]


def _by_known_names(
    grid: Grid, table: RecognisedTable, known: dict[str, str], language: Words
) -> RecognisedTable | None:
    """Read the one column of known suppliers as the supplier; None when there is none, or more than one."""
    unread = [(column, _texts(grid, table, column)) for column in table.columns if column.field is None]
    naming = [
        column for column, texts in unread if _are_named(texts, lambda text: _key(text) in known, _MOST)
    ]
    sure = _BY_NAMES
    if not naming:
        names = [frozenset(words_of(name)) for name in known.values()]
        naming = [column for column, texts in unread if _are_named(texts, partial(_is_part, names), _MOST)]
        sure = _BY_PARTS
    return _with_supplier(table, naming, sure, language.label("reason.known_names"))


def _by_choice(grid: Grid, table: RecognisedTable, language: Words) -> RecognisedTable | None:
    """Read the one column that says which of the suppliers side by side was chosen: "Going with", "Wordt"."""
    if not all(block.supplier for block in table.blocks):
        return None
    names = [frozenset(words_of(block.supplier or "")) for block in table.blocks]
    naming = [
        column
        for column in table.columns
        if column.field is None and _are_named(_texts(grid, table, column), partial(_is_part, names), _SOME)
    ]
    return _with_supplier(table, naming, _CHOSEN, language.label("reason.chosen"))


def _are_named(texts: Sequence[str], is_name: Callable[[str], bool], least: float) -> bool:
    """Tell whether so many of a column's values are names of suppliers."""
    return len(texts) >= _FEWEST and sum(map(is_name, texts)) >= least * len(texts)


def _is_part(names: Sequence[frozenset[str]], text: str) -> bool:
    """Tell whether a text is one name, or a part that no other name has: "Hoekstra" of Hoekstra Metaal."""
    found = frozenset(words_of(text))
    return bool(found) and max(map(len, found)) >= _SHORTEST and sum(found <= name for name in names) == 1


def _with_supplier(
    table: RecognisedTable, naming: Sequence[Column], sure: float, why: str
) -> RecognisedTable | None:
    """Give a table with its column of suppliers; None where there is none, or more than one."""
    if len(naming) != 1:
        return None
    columns = tuple(
        replace(column, field="supplier", confidence=sure, reasons=(why,)) if column is naming[0] else column
        for column in table.columns
    )
    return replace(table, columns=columns)


def _by_label_or_sheet(
    grid: Grid,
    table: RecognisedTable,
    tables: Sequence[RecognisedTable],
    lexicon: Lexicon,
    known: dict[str, str],
) -> tuple[RecognisedTable, list[Finding]]:
    above = _labelled(grid, _first_row_above(table, tables), table, lexicon)
    if len({_key(name) for name, _ in above}) == 1:
        name, cell = above[0]
        return replace(table, supplier=name), [_told("supplier_from_above", table, cell, name)]
    name = known.get(_key(grid.sheet), "")
    if name and not above:
        cell = f"{column_letter(table.first_column)}{table.header_row}"
        return replace(table, supplier=name), [_told("supplier_from_sheet", table, cell, name)]
    return table, []


def _first_row_above(table: RecognisedTable, tables: Sequence[RecognisedTable]) -> int:
    """Give the first row that can belong to a list's letterhead: below the list above it."""
    ends = [
        max([other.last_row, *other.total_rows])
        for other in tables
        if other.sheet == table.sheet and other.header_row < table.header_row
    ]
    return max([table.header_row - _ABOVE, 1, *(end + 1 for end in ends)])


def _labelled(grid: Grid, first: int, table: RecognisedTable, lexicon: Lexicon) -> list[tuple[str, str]]:
    """Give the names that stand behind a label for the supplier above a list, and their cells."""
    found = []
    for row in range(max(first, grid.first_row), table.header_row):
        for column in range(grid.first_column, table.last_column + 1):
            value = grid.cell(row, column)
            match = _LABELLED.fullmatch(value) if isinstance(value, str) else None
            if match is None or not _is_label(match["label"], lexicon):
                continue
            if match["name"]:
                found.append((match["name"].strip(), f"{column_letter(column)}{row}"))
            elif (beside := _beside(grid, row, column)) is not None:
                found.append(beside)
    return [(name, cell) for name, cell in found if len(name) <= _LONGEST_NAME]


def _beside(grid: Grid, row: int, column: int) -> tuple[str, str] | None:
    """Give the text in the next filled cell of a row, if it is not a label itself."""
    for place in range(column + 1, column + 4):
        value = grid.cell(row, place)
        if is_blank(value):
            continue
        if isinstance(value, str) and not value.rstrip().endswith(":"):
            return value.strip(), f"{column_letter(place)}{row}"
        return None
    return None


def _is_label(text: str, lexicon: Lexicon) -> bool:
    match = lexicon.matches(text).get("supplier")
    return match is not None and match.score >= EXACT


def _told(code: str, table: RecognisedTable, cell: str, name: str) -> Finding:
    values = {"supplier": name, "row": table.header_row, "sheet": table.sheet}
    return Finding(code, Severity.INFO, values, sheet=table.sheet, cell=cell)


def _key(name: str) -> str:
    return key_of(words_of(name))
