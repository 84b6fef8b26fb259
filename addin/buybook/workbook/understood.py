"""What Buybook understands of a workbook, line by line and in words, for `map` and for the set-up sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from buybook.findings import Severity
from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.remembered import COLUMN, HEADER, KIND, LAST, RememberedColumn, RememberedList, Said
from buybook.workbook.tables import SURE, Column, RecognisedTable, Recognition, column_letter

_PLAIN = 0.9  # a title that is known, over values that fit it
_OF_LISTS = frozenset({"table_uncertain", "kind_unknown"})  # findings about a list as a whole
_NOT_READ = "columns_not_read"  # a finding about several columns
_NOT_OF_ONE_COLUMN = frozenset({*_OF_LISTS, "columns_unsure", "supplier_from_above", "supplier_from_sheet"})


class Sure(StrEnum):
    """How sure Buybook is of a line; those to be looked at first."""

    GONE = "gone"  # the buyer chose something for it, and it is not there any more
    DOUBTFUL = "doubtful"
    UNREAD = "unread"
    LIKELY = "likely"
    SURE = "sure"
    YOU = "you"  # the buyer said so


TO_LOOK_AT = (Sure.GONE, Sure.DOUBTFUL)


@frozen
class Line:
    """One thing that was understood: a column, or what a list is about, where its titles are, where it ends."""

    what: str  # COLUMN, KIND, HEADER or LAST
    sheet: str
    kind: TableKind
    anchor: tuple[int, int]  # the list's row of titles and first column
    cell: tuple[int, int]  # where a click leads
    title: str
    field: str | None = None  # of a column
    number: int | None = None  # of a row
    sure: Sure = Sure.SURE
    why: str = ""
    question: str = ""  # what Buybook asks
    choice: RememberedColumn | RememberedList | None = None  # what the buyer chose for it
    ends_at: int = 0  # of a list's last row: as recognised

    @property
    def place(self) -> str:
        """Sheet and cell, as a buyer reads them."""
        return f"{self.sheet}!{column_letter(self.cell[1])}{self.cell[0]}"


def understood(recognition: Recognition, words: Words) -> tuple[Line, ...]:
    """Give a line for everything, list by list in the order of the workbook; last what is there no more."""
    of_lists, of_columns = _list_questions(recognition, words), _column_questions(recognition, words)
    lines = [
        line
        for table in recognition.tables
        for line in _of_table(table, recognition.said.get(table.id), of_lists, of_columns)
    ]
    for each in recognition.unfitted:
        lines.extend(_unfitted(each))
    return tuple(lines)


def first_to_look_at(lines: tuple[Line, ...]) -> list[Line]:
    """Put the doubtful lines first; the others keep their order."""
    return sorted(lines, key=lambda line: line.sure not in TO_LOOK_AT)


def _list_questions(recognition: Recognition, words: Words) -> Mapping[tuple[str, str], str]:
    """Give what recognition asks about lists as a whole, by sheet and the list's first cell."""
    return {
        (each.sheet or "", each.cell or ""): words.text(each.code, each.values)
        for each in recognition.findings
        if each.code in _OF_LISTS
    }


def _column_questions(recognition: Recognition, words: Words) -> Mapping[tuple[str, str], str]:
    """Give what recognition asks about columns, by sheet and header cell.

    Columns of which it is not sure are known by their confidence, and need no question here.
    """
    asked: dict[tuple[str, str], str] = {}
    for each in recognition.findings:
        if each.code == _NOT_READ:
            letters = each.values["letters"]
            for letter in letters if isinstance(letters, tuple) else ():
                asked[each.sheet or "", f"{letter}{each.values['row']}"] = words.label("map.question.unread")
        elif each.severity is not Severity.INFO and each.code not in _NOT_OF_ONE_COLUMN:
            asked[each.sheet or "", each.cell or ""] = words.text(each.code, each.values)
    return asked


def _of_table(
    table: RecognisedTable,
    said: Said | None,
    list_questions: Mapping[tuple[str, str], str],
    column_questions: Mapping[tuple[str, str], str],
) -> Iterator[Line]:
    anchor = (table.header_row, table.first_column)
    mine = said.of if said is not None else None
    asks = list_questions.get((table.sheet, _address(anchor)), "")
    if mine is not None and mine.is_kind is not None:
        sure = Sure.YOU
    elif asks:
        sure = Sure.DOUBTFUL
    else:
        sure = Sure.UNREAD if table.kind is TableKind.OTHER else _level(table.confidence)
    why = "; ".join(table.reasons)
    yield Line(KIND, table.sheet, table.kind, anchor, anchor, "", None, None, sure, why, asks, mine)
    rows = {
        HEADER: (table.header_row, mine is not None and mine.titles_in is not None),
        LAST: (table.last_row, mine is not None and mine.last_row is not None),
    }
    for what, (row, is_said) in rows.items():
        cell = (max(row, table.header_row), table.first_column)
        level = Sure.YOU if is_said else Sure.SURE
        ends_at = said.ends_at if said is not None else table.last_row
        yield Line(what, table.sheet, table.kind, anchor, cell, "", None, row, level, "", "", mine, ends_at)
    columns = said.columns if said is not None else {}
    for column in table.columns:
        if not column.ours:
            cell = (table.header_row, column.index)
            asked = column_questions.get((table.sheet, _address(cell)), "")
            yield _of_column(table, column, columns.get(column.index), asked)
    for gone in said.gone if said is not None else ():
        if gone.written:
            yield _gone_column(table.sheet, table.kind, anchor, gone)


def _of_column(table: RecognisedTable, column: Column, said: RememberedColumn | None, asks: str) -> Line:
    if said is not None and said.verdict is not None:
        sure = Sure.YOU
    elif asks:
        sure = Sure.DOUBTFUL
    else:
        sure = _level(column.confidence) if column.field else Sure.UNREAD
    return Line(
        COLUMN, table.sheet, table.kind, (table.header_row, table.first_column), (table.header_row, column.index),
        " ".join(column.title.split()), column.field, None, sure, "; ".join(column.reasons), asks, said,
    )  # fmt: skip


def _gone_column(sheet: str, kind: TableKind, anchor: tuple[int, int], column: RememberedColumn) -> Line:
    place = (anchor[0], column.index)
    return Line(COLUMN, sheet, kind, anchor, place, column.title, None, None, Sure.GONE, choice=column)


def _unfitted(each: RememberedList) -> Iterator[Line]:
    """Give the lines of a list that is not there, or that the buyer wants left alone: only what they chose."""
    anchor = (each.header_row, each.first_column)
    sure = Sure.YOU if each.ignored else Sure.GONE
    for what in (KIND, HEADER, LAST):
        if what in each.written:
            yield Line(
                what, each.sheet, each.kind, anchor, anchor, "", sure=sure, choice=each, ends_at=each.ends_at
            )
    for column in each.columns:
        if column.written:
            yield _gone_column(each.sheet, each.kind, anchor, column)


def _level(confidence: float) -> Sure:
    if confidence >= _PLAIN:
        return Sure.SURE
    return Sure.LIKELY if confidence >= SURE else Sure.DOUBTFUL


def _address(cell: tuple[int, int]) -> str:
    return f"{column_letter(cell[1])}{cell[0]}"
