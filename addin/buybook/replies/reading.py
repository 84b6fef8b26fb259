"""A supplier's file in their own layout, read into lines: each with what it says and which of it is doubtful."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from buybook.core.offered import UNNAMED, OfferedLine
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.replies.amounts import checked
from buybook.replies.choosing import newest_lists, year_in
from buybook.replies.files import ReplyFile
from buybook.replies.footnotes import Notes, without_marks
from buybook.replies.letterhead import Text, read_terms, texts_around
from buybook.replies.recognising import PriceLists, lexicon, price_lists
from buybook.replies.rows import Around, line_of
from buybook.replies.sections import left_out, sections_in
from buybook.replies.supplier_name import supplier_named
from buybook.replies.texts import discount_in
from buybook.schema import TableKind
from buybook.settings import Settings
from buybook.vocabulary import Words
from buybook.workbook.lexicon import tidy
from buybook.workbook.places import locate
from buybook.workbook.reading import read_tables
from buybook.workbook.tables import RecognisedTable


@frozen
class Reply:
    """What a file offers, and what is to be told of it; places in findings are those of the file."""

    lines: tuple[OfferedLine, ...]
    findings: tuple[Finding, ...]


@frozen
class Given:
    """What somebody says of a file beside it."""

    supplier: str | None = None
    currency: str | None = None
    known: Collection[str] = ()  # suppliers' names in the buyer's workbook


def read_own_layout(file: ReplyFile, settings: Settings, words: Words, given: Given) -> Reply:
    """Read a file in whatever layout its supplier chose.

    Nothing raises: what cannot be read, or can be read in two ways, is a finding, and its line says so.
    """
    lists = price_lists(file.grids)
    if not lists.tables:
        return Reply((), (*file.findings, _found_no_list(file)))
    lists, notes = _without_marks(lists)
    around = {
        table.id: _around(table, lists, settings, given, file, notes[table.id]) for table in lists.tables
    }
    _share_supplier(list(around.values()))
    frames, told = read_tables(lists.grids, lists.tables, settings, words)
    findings = [_in_file(found, lists) for found in told]
    lines: list[OfferedLine] = []
    frame = frames.get(TableKind.QUOTATIONS)
    records = [] if frame is None else frame.to_dict("records")
    for table in lists.tables:
        own = [
            {str(name): value for name, value in each.items()}
            for each in records
            if each["_table"] == table.id
        ]
        read = [line_of(table, each, around[table.id], findings) for each in own]
        named = [each for each, _ in read if each is not None and each.line.name != UNNAMED]
        kept, said = checked(named, table.sheet)
        lines.extend(_rows_of_file(kept, lists))
        if table.sheet not in lists.rows:
            known = {each.line.row for each in named}
            findings.extend(left_out(table, lists.grids[table.sheet], known))
        findings.extend([*said, *(found for _, found in read if found is not None)])
    chosen, said = newest_lists(lines, {table.sheet: around[table.id].year for table in lists.tables})
    findings = [found for found in findings if not _is_answered(found, chosen)]
    findings += [found for each in around.values() for found in each.findings]
    return Reply(tuple(chosen), (*file.findings, *_once(findings), *said, *_missing(chosen)))


def _around(
    table: RecognisedTable,
    lists: PriceLists,
    settings: Settings,
    given: Given,
    file: ReplyFile,
    notes: Notes,
) -> Around:
    """Read what stands around a list, but the notes of single lines."""
    grid = lists.grids[table.sheet]
    own = [text for text in _texts_of(table, lists) if text.cell not in notes.cells]
    terms = read_terms(own, lexicon(), table.language, settings.base_currency, table.sheet)
    buyer = settings.purchase_orders.company.name
    named = supplier_named(own, terms, given.known, lexicon(), table.sheet, file.name, buyer)
    year = max((year_in(str(text.value)) for text in own if text.row < table.header_row), default=0)
    parts = sections_in(table, grid, lexicon(), given.known, settings.base_currency)
    around = Around(terms, given.supplier, named, given.currency, grid, [], year, notes, parts)
    if table.column("discount") is None:
        around.findings.extend(_discounts(own, table.sheet))
    return around


def _without_marks(lists: PriceLists) -> tuple[PriceLists, dict[int, Notes]]:
    """Take the marks off the lists that point at notes, and give the notes by list."""
    grids, notes = dict(lists.grids), {}
    for table in lists.tables:
        texts = _texts_of(table, lists)
        grids[table.sheet], notes[table.id] = without_marks(grids[table.sheet], table, texts)
    return replace(lists, grids=grids), notes


def _discounts(texts: Sequence[Text], sheet: str) -> list[Finding]:
    """Tell of discounts that a text around a list names: whom and when they hold for is the buyer's to judge."""
    return [
        Finding(
            "reply_discount_noted", Severity.WARNING, {"note": tidy(text.value)}, sheet=sheet, cell=text.cell
        )
        for text in texts
        if isinstance(text.value, str) and discount_in(text.value) is not None
    ]


def _texts_of(table: RecognisedTable, lists: PriceLists) -> list[Text]:
    """Give the texts in the rows between a list and those before and after it, and in those on top."""
    grid = lists.grids[table.sheet]
    others = [each for each in lists.tables if each.sheet == table.sheet]
    taken = [(each.header_row, max([each.last_row, *each.total_rows])) for each in others]
    texts = texts_around(grid, taken)
    after = min((each.header_row for each in others if each.header_row > table.header_row), default=None)
    before = max((each.last_row for each in others if each.header_row < table.header_row), default=None)
    top = min(each.header_row for each in others)
    return [
        text
        for text in texts
        if text.row < top or ((before is None or text.row > before) and (after is None or text.row < after))
    ]


def _share_supplier(around: Sequence[Around]) -> None:
    """Give a list around which no supplier is named the one that is plainly named around the others."""
    sure = {each.named.name: each.named for each in around if each.named is not None and each.named.sure}
    if len(sure) == 1:
        for each in around:
            each.named = each.named or next(iter(sure.values()))


def _rows_of_file(lines: Sequence[OfferedLine], lists: PriceLists) -> list[OfferedLine]:
    """Give lines of a sheet that was turned the rows of the file."""
    return [
        replace(line, row=lists.rows[line.sheet][line.row - 1]) if line.sheet in lists.rows else line
        for line in lines
    ]


def _in_file(found: Finding, lists: PriceLists) -> Finding:
    """Place a finding by sheet and cell of the file: its tables are none of the buyer's workbook."""
    place = locate(found, lists.tables)
    return replace(
        found, table=None, row=None, field=found.field, sheet=place.sheet, cell=place.cell, title=place.title
    )


def _is_answered(found: Finding, lines: Sequence[OfferedLine]) -> bool:
    """Tell whether a finding is about words in place of a price that were understood as a refusal."""
    if found.code not in {"words_for_number", "not_a_number", "no_number_given"} or found.cell is None:
        return False
    row = int("".join(filter(str.isdigit, found.cell)) or 0)
    return any(line.declined and line.sheet == found.sheet and line.row == row for line in lines)


def _once(findings: Sequence[Finding]) -> list[Finding]:
    seen: set[tuple[object, ...]] = set()
    kept = []
    for found in findings:
        key = (
            found.code,
            found.sheet,
            found.cell,
            tuple(sorted((k, str(v)) for k, v in found.values.items())),
        )
        if key not in seen:
            seen.add(key)
            kept.append(found)
    return kept


def _missing(lines: Sequence[OfferedLine]) -> list[Finding]:
    """Tell what no line of the file, and nothing around them, says."""
    priced = [line for line in lines if line.unit_price is not None]
    found = []
    if priced and any(line.currency is None for line in priced):
        count = sum(line.currency is None for line in priced)
        found.append(Finding("reply_no_currency", Severity.WARNING, {"count": count}, sheet=priced[0].sheet))
    if lines and any(line.supplier is None for line in lines):
        found.append(Finding("reply_no_supplier", Severity.ERROR, {}, sheet=lines[0].sheet))
    return found


def _found_no_list(file: ReplyFile) -> Finding:
    sheets = ", ".join(grid.sheet for grid in file.grids)
    return Finding("reply_no_list", Severity.ERROR, {"name": file.name, "sheets": sheets})
