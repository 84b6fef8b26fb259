"""The set-up sheet: what was recognised, a line each, with a cell beside it in which the buyer puts it right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from buybook.schema import FIELDS, TABLES, TableKind
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Choices, FlagRule, Look, Report, ReportCell, Value
from buybook.workbook.remembered import (
    CHOICE,
    COLUMN,
    COLUMNS,
    HEADER,
    HEADER_ROW,
    KIND,
    LAST,
    SHEET,
    RememberedColumn,
    RememberedList,
    field_words,
    kind_words,
)
from buybook.workbook.tables import column_letter, quoted_sheet
from buybook.workbook.understood import TO_LOOK_AT, Line, Sure

_HIDDEN = 0  # what a buyer need not see
_WIDTHS = (27, 30, 27, 27, 16, 96, _HIDDEN)
_FIRST_LIST = len(COLUMNS) + 2  # the lists to choose from stand right of the page, an empty column between
_MOST = 5000  # rows that the colours reach to
_TITLE = Look(bold=True, size=16, colour="#1f4e5f")
_NOTE = Look(size=11, colour="#404040")
_HEADER = Look(bold=True, fill="#1f4e5f", colour="#ffffff", wrap=True)
_LINK = Look(colour="#0563c1")
_INPUT = Look(fill="#fff9db", align="left")
_QUIET = Look(colour="#a6a6a6")
_LEFT = Look(align="left")
_COLOURS = {
    Sure.GONE: ("#ffc7ce", "#9c0006"),
    Sure.DOUBTFUL: ("#ffeb9c", "#7f6000"),
    Sure.YOU: ("#c6efce", "#006100"),
}


def setup_report(lines: Sequence[Line], words: Words) -> Report:
    """Give the set-up sheet; `lines` stand on it in their order."""
    cells = _head(lines, words)
    kinds = _kinds(lines)
    sources = _lists(kinds, words, cells)
    for row, line in enumerate(lines, start=HEADER_ROW + 1):
        for column, cell in enumerate(_row(line, words), start=1):
            if cell.value is not None or column == CHOICE:
                cells[row, column] = cell
    widths: dict[int, float] = dict(enumerate(_WIDTHS, start=1))
    widths |= {_FIRST_LIST + number: _HIDDEN for number in range(len(sources))}
    colours = ((words.label(f"sure.{sure}"), *_COLOURS[sure]) for sure in _COLOURS)
    sure = column_letter(COLUMNS.index("sure") + 1)
    area = f"{sure}{HEADER_ROW + 1}:{sure}{_MOST}"
    return Report(
        words.label(SHEET),
        tuple(each.label(SHEET) for each in all_words()),
        cells,
        widths,
        frozen_at=f"A1:B{HEADER_ROW}",
        heights={HEADER_ROW: 20.0},
        rules=tuple((area, FlagRule((word,), fill, colour)) for word, fill, colour in colours),
        choices=tuple(_choices(lines, sources)),
    )


def _head(lines: Sequence[Line], words: Words) -> dict[tuple[int, int], ReportCell]:
    counted = words.label("setup.count").format(
        lists=sum(line.what == KIND and line.sure is not Sure.GONE for line in lines),
        columns=sum(line.what == COLUMN and line.sure is not Sure.GONE for line in lines),
        doubts=sum(line.sure in TO_LOOK_AT for line in lines),
        unread=sum(line.what == COLUMN and line.sure is Sure.UNREAD for line in lines),
    )
    cells = {
        (1, 1): ReportCell(words.label("setup.title"), _TITLE),
        (2, 1): ReportCell(words.label("setup.how"), _NOTE),
        (3, 1): ReportCell(counted, _NOTE),
    }
    for column, name in enumerate(COLUMNS, start=1):
        look = _QUIET if name == "key" else _HEADER
        cells[HEADER_ROW, column] = ReportCell(words.label(f"setup.column.{name}"), look)
    return cells


def _kinds(lines: Sequence[Line]) -> list[TableKind]:
    """Give the kinds of list of which columns are shown, in the order of the schema."""
    there = {line.kind for line in lines if line.what == COLUMN}
    return [kind for kind in (*TABLES, TableKind.OTHER) if kind in there]


def _lists(
    kinds: Sequence[TableKind], words: Words, cells: dict[tuple[int, int], ReportCell]
) -> Mapping[TableKind | None, str]:
    """Write the lists to choose from; give where they stand, under None the one of the kinds of list."""
    of_kinds = kind_words(words.language)
    lists: dict[TableKind | None, tuple[str, list[str]]] = {
        None: (words.label("setup.kinds"), [of_kinds[kind] for kind in of_kinds])
    }
    for kind in kinds:
        title = words.label("setup.choices").format(kind=of_kinds[kind])
        lists[kind] = (title, _fields_of(kind, words))
    sources: dict[TableKind | None, str] = {}
    for column, (listed, (title, choices)) in enumerate(lists.items(), start=_FIRST_LIST):
        cells[HEADER_ROW, column] = ReportCell(title, _QUIET)
        offered = [words.label("setup.ignore"), *choices]
        for row, word in enumerate(offered, start=HEADER_ROW + 1):
            cells[row, column] = ReportCell(word, _QUIET)
        letter = column_letter(column)
        sources[listed] = f"{letter}{HEADER_ROW + 1}:{letter}{HEADER_ROW + len(offered)}"
    return sources


def _fields_of(kind: TableKind, words: Words) -> list[str]:
    """Give the words for all fields: first those that such a list usually has, then the others by their name."""
    named = field_words(words.language)
    spec = TABLES.get(kind)
    usual = list(dict.fromkeys((*spec.usual, *spec.telling))) if spec is not None else []
    others = sorted(set(FIELDS) - set(usual), key=lambda name: named[name].casefold())
    return [named[name] for name in (*usual, *others)]


def _row(line: Line, words: Words) -> Iterator[ReportCell]:
    """Give a line's cells from left to right."""
    row, column = line.cell
    there = line.sure is not Sure.GONE
    link = f"{quoted_sheet(line.sheet)}!{column_letter(column)}{row}" if there else None
    yield ReportCell(line.place, _LINK if there else Look(), link)
    title = line.title if line.what == COLUMN else words.label(f"setup.row.{line.what}")
    yield ReportCell(title or None, Look(italic=line.what != COLUMN))
    yield ReportCell(taken_for(line, words), _LEFT)
    yield ReportCell(_choice(line, words), _INPUT)
    yield ReportCell(words.label(f"sure.{line.sure}"))
    yield ReportCell(" ".join(each for each in (line.question, line.why) if each) or None)
    yield ReportCell(_key(line), _QUIET)


def taken_for(line: Line, words: Words) -> Value:
    """Give in words what a line's column, list or row was taken for; None for what is there no more."""
    if line.sure is Sure.GONE:
        return None
    if line.what == COLUMN:
        return field_words(words.language)[line.field] if line.field else words.label("setup.nothing")
    if line.what == KIND:
        ignored = isinstance(line.choice, RememberedList) and line.choice.ignored
        return words.label("setup.ignore") if ignored else kind_words(words.language)[line.kind]
    return line.number


def _choice(line: Line, words: Words) -> Value:
    """Give what the buyer chose, in today's language; what means nothing stays as they wrote it."""
    ignore = words.label("setup.ignore")
    choice = line.choice
    if isinstance(choice, RememberedColumn):
        if choice.verdict is None:
            return choice.written
        return field_words(words.language)[choice.verdict.field] if choice.verdict.field else ignore
    if isinstance(choice, RememberedList):
        known: dict[str, Value] = {
            KIND: ignore if choice.ignored else kind_words(words.language).get(choice.is_kind or choice.kind),
            HEADER: choice.titles_in,
            LAST: choice.last_row,
        }
        if choice.is_kind is None and not choice.ignored:
            known[KIND] = None
        written = choice.written.get(line.what)
        return None if written is None else (known[line.what] or written)
    return None


def _key(line: Line) -> str:
    """Give what lets the line be found again: what it is about, the kind, the list's corner, the cell."""
    row, column = line.anchor
    own = f"{column_letter(line.cell[1])}{line.cell[0]}"
    detail = str(line.ends_at) if line.what == LAST else own
    return f"{line.what} {line.kind} {column_letter(column)}{row} {detail}"


def _choices(lines: Sequence[Line], sources: Mapping[TableKind | None, str]) -> Iterator[Choices]:
    """Give the list to choose from of each cell, one for each run of cells that have the same."""
    letter = column_letter(CHOICE)
    numbered = enumerate(lines, start=HEADER_ROW + 1)
    for source, run in groupby(numbered, key=lambda each: _source(each[1], sources)):
        rows = [row for row, _ in run]
        if source is not None:
            yield Choices(f"{letter}{rows[0]}:{letter}{rows[-1]}", source)


def _source(line: Line, sources: Mapping[TableKind | None, str]) -> str | None:
    if line.what == KIND:
        return sources[None]
    return sources[line.kind] if line.what == COLUMN else None
