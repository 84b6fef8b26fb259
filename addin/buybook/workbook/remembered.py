"""What the buyer said about their lists: the choices made on the set-up sheet, read back from it.

Pure: it looks at the values of that one sheet. What a choice is worth is decided in `recognise/decided.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from functools import cache

from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import FIELDS, TABLES, TableKind
from buybook.vocabulary import Words, all_words
from buybook.workbook.tables import Grid, column_letter

SHEET = "sheet.setup"
HEADER_ROW = 5
COLUMNS = ("place", "title", "taken", "choice", "sure", "why", "key")  # of the set-up sheet, from A
_PLACE, _TITLE, _TAKEN, CHOICE, _SURE, _WHY, _KEY = range(1, len(COLUMNS) + 1)
COLUMN, KIND, HEADER, LAST = "column", "kind", "header", "last"  # what a row of the sheet is about
_LAST_ROW_OF_EXCEL = 1_048_576


@frozen
class Verdict:
    """The buyer's word on a column: the field that it holds, None to leave it alone."""

    field: str | None


@frozen
class RememberedColumn:
    """A column as it was when the set-up sheet was written, and what the buyer said about it."""

    title: str
    index: int
    verdict: Verdict | None = None
    written: str | None = None  # the choice as it stands on the sheet


@frozen
class RememberedList:
    """A list as it was when the set-up sheet was written, and what the buyer said about it."""

    sheet: str
    header_row: int
    first_column: int
    kind: TableKind  # what it was taken for
    columns: tuple[RememberedColumn, ...] = ()
    ends_at: int = 0  # the last row as recognised, whatever the buyer said
    is_kind: TableKind | None = None  # the buyer's word
    ignored: bool = False
    titles_in: int | None = None
    last_row: int | None = None
    written: Mapping[str, str] = field(default_factory=dict)  # the list's choices as they stand on the sheet

    @property
    def meant(self) -> TableKind:
        """What the list is about, the buyer's word first."""
        return self.is_kind or self.kind

    @property
    def has_choices(self) -> bool:
        """Whether the buyer said anything about it."""
        return bool(self.written) or any(column.written for column in self.columns)


@frozen
class Said:
    """What was said of a list that is there now."""

    of: RememberedList
    columns: Mapping[int, RememberedColumn] = field(default_factory=dict)  # by where the columns are now
    gone: tuple[RememberedColumn, ...] = ()
    ends_at: int = 0  # the last row as recognised, before the buyer's word


@frozen
class Remembered:
    """All that the set-up sheet says."""

    lists: tuple[RememberedList, ...] = ()
    findings: tuple[Finding, ...] = ()

    def learnt(self) -> Mapping[tuple[TableKind, str], Verdict]:
        """Give what titles mean by kind of list, where the buyer said so once and nowhere said otherwise."""
        said: dict[tuple[TableKind, str], set[Verdict]] = defaultdict(set)
        for each in self.lists:
            for column in each.columns:
                if column.verdict is not None and column.title and not each.ignored:
                    said[each.meant, title_key(column.title)].add(column.verdict)
        return {key: next(iter(verdicts)) for key, verdicts in said.items() if len(verdicts) == 1}


NOTHING = Remembered()


def title_key(title: str) -> str:
    """Give a title for comparing: spaces and case do not count."""
    return " ".join(title.split()).casefold()


def setup_names() -> tuple[str, ...]:
    """The names that the set-up sheet has in any language."""
    return tuple(words.label(SHEET) for words in all_words())


def setup_sheet(names: Iterable[str]) -> str | None:
    """Give the name of the workbook's set-up sheet; None when it has none."""
    known = frozenset(setup_names())
    return next((name for name in names if name in known), None)


@cache
def field_words(language: str) -> Mapping[str, str]:
    """Give the word for each field on the set-up sheet; two fields never share one."""
    words = _words_of(language)
    used: dict[str, str] = {}
    found: dict[str, str] = {}
    for name in FIELDS:
        title = words.title(name)
        if used.setdefault(title.casefold(), name) != name:
            title = f"{title} ({name})"
        found[name] = title
    return found


@cache
def kind_words(language: str) -> Mapping[TableKind, str]:
    """Give the word for each kind of list on the set-up sheet."""
    words = _words_of(language)
    return {kind: words.label(f"kind.{kind.value}") for kind in (*TABLES, TableKind.OTHER)}


def _words_of(language: str) -> Words:
    return next(words for words in all_words() if words.language == language)


def read_remembered(grid: Grid | None) -> Remembered:
    """Read the choices from the set-up sheet; nothing is remembered where there is none.

    A choice that means nothing is a finding, and counts as none.
    """
    return NOTHING if grid is None else _Reader(grid).read()


class _Reader:
    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._language = self._written_in()
        self._findings: list[Finding] = []
        self._lists: dict[tuple[str, str], RememberedList] = {}
        self._columns: dict[tuple[str, str], list[RememberedColumn]] = defaultdict(list)

    def read(self) -> Remembered:
        for row in range(HEADER_ROW + 1, self._grid.last_row + 1):
            self._row(row)
        lists = (replace(each, columns=tuple(self._columns[key])) for key, each in self._lists.items())
        return Remembered(tuple(lists), tuple(self._findings))

    def _written_in(self) -> str:
        """Give the language that the sheet was written in last: its name may be in another."""
        title = self._text(HEADER_ROW, CHOICE)
        found = (words for words in all_words() if words.label("setup.column.choice") == title)
        return next(found, all_words()[0]).language

    def _text(self, row: int, column: int) -> str:
        value = self._grid.cell(row, column)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value).strip()

    def _row(self, row: int) -> None:
        """Read a row by its key, such as `column orders A5 D5`; a row without one is not ours."""
        parts = self._text(row, _KEY).split()
        sheet = self._text(row, _PLACE).rpartition("!")[0]
        if len(parts) != 4 or parts[1] not in set(TableKind) or not sheet:
            return
        what, kind, anchor, detail = parts
        place, cell = _cell(anchor), _cell(detail)
        if place is None:
            return
        key = (sheet, anchor)
        blank = RememberedList(sheet, place[0], place[1], TableKind(kind))
        each = self._lists.setdefault(key, blank)
        written = self._text(row, CHOICE)
        if what == COLUMN and cell is not None:
            verdict = self._verdict(row, written) if written else None
            title = self._text(row, _TITLE)
            self._columns[key].append(RememberedColumn(title, cell[1], verdict, written or None))
            return
        if what == LAST and detail.isdigit():
            each = replace(each, ends_at=int(detail))
        if written:
            each = replace(
                self._said_of_list(each, what, row, written), written={**each.written, what: written}
            )
        self._lists[key] = each

    def _verdict(self, row: int, written: str) -> Verdict | None:
        found = _meaning(written, self._language, field_words, FIELDS)
        if found is None:
            self._unknown(row, written)
            return None
        return Verdict(found or None)

    def _said_of_list(self, each: RememberedList, what: str, row: int, written: str) -> RememberedList:
        if what == KIND:
            found = _meaning(written, self._language, kind_words, set(TableKind))
            if found is None:
                self._unknown(row, written)
                return each
            return replace(each, ignored=True) if not found else replace(each, is_kind=TableKind(found))
        number = int(written) if written.isascii() and written.isdigit() else 0
        if not 1 <= number <= _LAST_ROW_OF_EXCEL or (what == LAST and number <= each.header_row):
            self._unknown(row, written)
            return each
        return replace(each, titles_in=number) if what == HEADER else replace(each, last_row=number)

    def _unknown(self, row: int, written: str) -> None:
        cell = f"{column_letter(CHOICE)}{row}"
        place = self._text(row, _PLACE)
        self._findings.append(
            Finding(
                "setup_choice_unknown",
                Severity.WARNING,
                {"written": written, "place": place},
                sheet=self._grid.sheet,
                cell=cell,
            )
        )


def _meaning(
    written: str,
    language: str,
    known: Callable[[str], Mapping[str, str]] | Callable[[str], Mapping[TableKind, str]],
    names: Iterable[str],
) -> str | None:
    """Give the field or kind that a choice names, "" for one to leave alone, None for what means nothing.

    The sheet's own language comes first: a word may mean one thing in Dutch and another in Swedish.
    """
    wanted = written.casefold()
    languages = sorted((words.language for words in all_words()), key=lambda each: each != language)
    for each in languages:
        if wanted == _words_of(each).label("setup.ignore").casefold():
            return ""
        for name, word in known(each).items():
            if word.casefold() == wanted:
                return str(name)
    return next((str(name) for name in names if str(name) == wanted), None)


def _cell(address: str) -> tuple[int, int] | None:
    """Give row and column of an address such as D5; None when it is none."""
    letters = address.rstrip("0123456789")
    digits = address[len(letters) :]
    if not digits or not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits), column
