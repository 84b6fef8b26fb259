"""Recognising the buyer's lists: where they are, what they are about and what each column holds.

Pure: it looks at the values of sheets that were read, in three languages at once, and never at a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from types import MappingProxyType

from buybook.findings import Finding, Severity
from buybook.schema import FIELDS, TableKind
from buybook.settings import SheetOverride
from buybook.vocabulary import Words
from buybook.workbook.recognise.decided import SheetDecisions, decisions_of, sheets_gone
from buybook.workbook.recognise.describing import describe
from buybook.workbook.recognise.goods_across import can_hold_goods, goods_named, may_hold_goods
from buybook.workbook.recognise.kinds import KindWords
from buybook.workbook.recognise.layout import Layout, find_lists
from buybook.workbook.recognise.lists import ListReader
from buybook.workbook.recognise.own import OwnColumn, find_own, given_back, without_own
from buybook.workbook.recognise.rows import Phrases
from buybook.workbook.recognise.suppliers import with_suppliers
from buybook.workbook.recognise.titles import Lexicon, plain_phrases
from buybook.workbook.remembered import NOTHING, Remembered, RememberedList, Said
from buybook.workbook.tables import Grid, RecognisedTable, Recognition

__all__ = ["describe", "recognise", "usual_lexicon"]

_Read = tuple[list[RecognisedTable], list[Finding]]

_NOTHING: Mapping[str, SheetOverride] = MappingProxyType({})
_NO_ALIASES: Mapping[str, Sequence[str]] = MappingProxyType({})


def recognise(
    grids: Sequence[Grid],
    words: Sequence[Words],
    overrides: Mapping[str, SheetOverride] = _NOTHING,
    aliases: Mapping[str, Sequence[str]] = _NO_ALIASES,
    reader: Words | None = None,
    remembered: Remembered = NOTHING,
) -> Recognition:
    """Recognise the lists on all sheets.

    `overrides` are what the settings decide about a sheet, by its name; `aliases` further titles of fields;
    `remembered` what the buyer said on the set-up sheet, which comes before all else.
    Reasons are written in the reader's language, else in each list's own. What could not be decided is told
    in findings; nothing raises, whatever the sheets hold.
    """
    further = tuple((field, tuple(titles)) for field, titles in aliases.items())
    lexicon = usual_lexicon(tuple(words), further)
    lists = ListReader(lexicon, KindWords(words), words, reader)
    phrases = Phrases(
        *(plain_phrases(words, key) for key in ("total", "remark", "total.of_groups", "total.of_all"))
    )
    findings = [*_missing_sheets(grids, overrides), *remembered.findings]
    decisions = decisions_of(remembered, [grid.sheet for grid in grids])
    readers: dict[str, Callable[[int], _Read]] = {}
    for grid in grids:
        override = overrides.get(grid.sheet, SheetOverride())
        if override.ignore:
            continue
        own = find_own(grid, lexicon, override.columns)
        bare = without_own(grid, own, lexicon)
        layouts = find_lists(bare, lexicon, phrases, override, frozenset(column.index for column in own))
        said = decisions.get(grid.sheet)
        if said is not None:
            layouts = said.placed(layouts, partial(_lists_at, bare, lexicon, phrases))
        readers[grid.sheet] = partial(_read_sheet, lists, bare, layouts, override, said, own)
    tables, told = _read_all(readers, {grid.sheet: grid for grid in grids}, lists)
    findings.extend(told)
    kinds = {table.kind for table in tables}
    if TableKind.QUOTATIONS in kinds and TableKind.RATES not in kinds:
        # A small block of rates beside a list shares its rows: it shows once the lists are covered up.
        for grid in grids:
            if not overrides.get(grid.sheet, SheetOverride()).ignore:
                bare = _without_lists(grid, tables)
                layouts = find_lists(bare, lexicon, phrases, SheetOverride(), frozenset())
                read = lists.read_all(bare, layouts, SheetOverride(), len(tables) + 1)
                tables.extend(table for table, _ in read if table.kind is TableKind.RATES)
    tables, named = with_suppliers(grids, tables, lexicon, reader)
    findings.extend(named)
    if not any(table.kind is not TableKind.OTHER for table in tables):
        findings.append(Finding("no_tables", Severity.WARNING))
    fitted, unfitted, told = _fitted(tables, decisions, remembered, [grid.sheet for grid in grids])
    return Recognition(tuple(tables), (*findings, *told), fitted, unfitted)


def _read_sheet(
    lists: ListReader,
    bare: Grid,
    layouts: Sequence[Layout],
    override: SheetOverride,
    said: SheetDecisions | None,
    own: Sequence[OwnColumn],
    number: int,
) -> _Read:
    """Read the lists of a sheet, with ids from `number` on."""
    read = lists.read_all(bare, layouts, override, number, said)
    tables = given_back([table for table, _ in read], own, lists.own_reason)
    return tables, [finding for _, told in read for finding in told]


def _read_all(
    readers: Mapping[str, Callable[[int], _Read]], grids: Mapping[str, Grid], lists: ListReader
) -> tuple[list[RecognisedTable], list[Finding]]:
    """Read all sheets, and once more those with titles that are goods of other lists."""
    read: dict[str, _Read] = {}
    for sheet, reader in readers.items():
        read[sheet] = reader(1 + sum(len(tables) for tables, _ in read.values()))
    every = [table for tables, _ in read.values() for table in tables]
    if any(can_hold_goods(table) for table in every):
        lists.goods = goods_named(grids, every)
        for sheet in {table.sheet for table in every if may_hold_goods(table, lists.goods)}:
            tables, _ = read[sheet]
            read[sheet] = readers[sheet](tables[0].id)
    return [table for tables, _ in read.values() for table in tables], [
        f for _, told in read.values() for f in told
    ]


def _lists_at(grid: Grid, lexicon: Lexicon, phrases: Phrases, row: int) -> list[Layout]:
    return find_lists(grid, lexicon, phrases, SheetOverride(header_row=row))


def _fitted(
    tables: Sequence[RecognisedTable],
    decisions: Mapping[str, SheetDecisions],
    remembered: Remembered,
    sheets: Sequence[str],
) -> tuple[dict[int, Said], tuple[RememberedList, ...], list[Finding]]:
    """Give what was said of each table, by its id; the remembered lists that fit none; and what to tell."""
    unfitted, told = sheets_gone(remembered, sheets)
    fitted: dict[int, Said] = {}
    for table in tables:
        said = decisions[table.sheet].said_of(table) if table.sheet in decisions else None
        if said is not None:
            fitted[table.id] = said
    for each in decisions.values():
        unfitted.extend(each.unplaced)
        told.extend(each.findings)
    return fitted, tuple(unfitted), told


def _without_lists(grid: Grid, tables: Sequence[RecognisedTable]) -> Grid:
    """Give a sheet without the cells of the lists that were recognised on it."""
    values = [list(line) for line in grid.values]
    for table in tables:
        if table.sheet != grid.sheet:
            continue
        last = max([table.last_row, *table.total_rows])
        for row in range(table.header_row - grid.first_row, last - grid.first_row + 1):
            if 0 <= row < len(values):
                for column in range(table.first_column, table.last_column + 1):
                    place = column - grid.first_column
                    if 0 <= place < len(values[row]):
                        values[row][place] = None
    return replace(grid, values=values, excel_tables=(), names=())


@lru_cache(maxsize=4)
def usual_lexicon(words: tuple[Words, ...], further: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> Lexicon:
    """Give what titles mean in some languages, with `further` titles of fields; made once."""
    return Lexicon(words, FIELDS, dict(further))


def _missing_sheets(grids: Sequence[Grid], overrides: Mapping[str, SheetOverride]) -> list[Finding]:
    there = {grid.sheet for grid in grids}
    return [
        Finding("settings_sheet_not_found", Severity.WARNING, {"sheet": sheet})
        for sheet in overrides
        if sheet not in there
    ]
