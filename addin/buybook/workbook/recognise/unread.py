"""What is told of the columns of a list: which were not read, or not surely, and which are asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from buybook.findings import Finding, Severity
from buybook.schema import FIELDS, Kind, TableKind
from buybook.settings import SheetOverride
from buybook.workbook.recognise.reasons import Reasons
from buybook.workbook.recognise.sources import Clash, Reading, Source
from buybook.workbook.tables import SURE, RecognisedTable, column_letter

_FEWEST = 2  # values of a column worth telling of
_MOSTLY = 0.9
HARDLY = 0.25  # of a column's values that look like what its title says: below, it is told
_READ_KINDS = frozenset({Kind.DATE, Kind.QUANTITY, Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.CURRENCY})
_LEFT_ALONE = frozenset({TableKind.OTHER, TableKind.RATES})


def tell_of_columns(
    table: RecognisedTable,
    fields: Mapping[int, Reading],
    sources: Sequence[Source],
    clashes: Iterable[Clash],
    told: Iterable[Finding],
    spoken_of: Collection[int] = (),
) -> list[Finding]:
    """Tell of numbers and dates that were not read, and of columns that are asked about before writing.

    Columns that another finding speaks of already, `spoken_of` among them, are left out.
    """
    if table.kind in _LEFT_ALONE:
        return []
    spoken = {*spoken_of, *(index for clash in clashes for index in (clash.first, clash.second))}
    cells = {finding.cell for finding in told}
    titles = {source.index: source.title for source in sources}
    unread = [
        source.index
        for source in sources
        if source.index not in fields
        and source.index not in spoken
        and _cell(source.index, table) not in cells
        and source.fixed is None
        and source.title
        and _holds_figures(source)
    ]
    unsure = [
        column.index
        for column in table.columns
        if column.field
        and column.confidence < SURE
        and column.index not in spoken_of
        and _cell(column.index, table) not in cells
    ]
    found = []
    for code, columns in (("columns_not_read", unread), ("columns_unsure", unsure)):
        if columns:
            named = ", ".join(f"{column_letter(index)} ({titles.get(index, '')})" for index in columns)
            cell = _cell(columns[0], table)
            letters = tuple(column_letter(index) for index in columns)
            values = {"columns": named, "row": table.header_row, "letters": letters}
            found.append(Finding(code, Severity.WARNING, values, sheet=table.sheet, cell=cell))
    return found


def _holds_figures(source: Source) -> bool:
    profile = source.profile
    figures = max(profile.numbers, profile.dates) >= _MOSTLY
    return figures and profile.filled >= _FEWEST and not profile.counter


def _cell(index: int, table: RecognisedTable) -> str:
    return f"{column_letter(index)}{table.header_row}"


def tell_of_clash(
    table: RecognisedTable, clash: Clash, sources: Mapping[int, Source], reasons: Reasons
) -> Finding:
    """Ask which of two columns holds a field; where either will do, tell which was taken."""
    same = sources[clash.first].key == sources[clash.second].key
    code = "duplicate_header" if clash.decided and same else "ambiguous_column"
    severity = Severity.INFO if clash.decided else Severity.WARNING
    if clash.decided and not same:
        code = "column_left_out"
    return Finding(
        code,
        severity,
        {
            "first": column_letter(clash.first),
            "second": column_letter(clash.second),
            "field": reasons.field(clash.field),
        },
        sheet=table.sheet,
        cell=f"{column_letter(clash.second)}{table.header_row}",
        title=sources[clash.second].title,
    )


def tell_of_misfits(
    table: RecognisedTable, fields: Mapping[int, Reading], unused: Sequence[Source], reasons: Reasons
) -> list[Finding]:
    """Tell of columns that are titled for one thing, and filled with another."""
    titles = {column.index: column.title for column in table.columns}
    told = []
    for index, reading in fields.items():
        read = reading.listed and FIELDS[reading.field].kind in _READ_KINDS and reading.share is not None
        if read and (reading.share or 0.0) < HARDLY:
            told.append(("values_unlike_title", Severity.WARNING, index, reasons.field(reading.field)))
    told += [
        ("title_not_used", Severity.INFO, source.index, "") for source in unused if source.index not in fields
    ]
    return [
        Finding(
            code,
            severity,
            {"column": column_letter(index), "title": titles.get(index, ""), "field": field},
            sheet=table.sheet,
            cell=f"{column_letter(index)}{table.header_row}",
            title=titles.get(index, ""),
        )
        for code, severity, index, field in told
    ]


def tell_of_settings(table: RecognisedTable, override: SheetOverride) -> list[Finding]:
    """Tell of columns that the settings name and the list has not."""
    there = {column.title.casefold() for column in table.columns} | {
        column_letter(index).casefold() for index in range(table.first_column, table.last_column + 1)
    }
    return [
        Finding("settings_column_not_found", Severity.WARNING, {"column": column}, sheet=table.sheet)
        for column in override.columns
        if column.casefold().strip() not in there
    ]
