"""Edits of cells that wait to be brought into a sheet's bytes, column by column.

A column of a list is written and formatted in one go, and there are a hundred thousand cells in it. So what is
to become of a cell is no object of its own: a column holds lists, one for the contents and one for the styles,
cut into pages of rows. A constant is held as itself and spelt only when its row is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Generic, TypeAlias, TypeVar

from buybook.xlsx.addresses import MAX_COLUMN
from buybook.xlsx.cells import Area, Scalar, around
from buybook.xlsx.edits import Edit, value_edit

T = TypeVar("T")

Held: TypeAlias = "Scalar | Edit"
"""The content that a cell gets: a constant as itself, anything else as an edit without a style."""

CLEARED: Final = Edit(content=b"")
_SHIFT: Final = 8
PAGE: Final = 1 << _SHIFT  # rows; a lone edit takes 2 KB
_KNOWN: Final = 8192  # spellings that are remembered
_NOTHING: Final[list[None]] = [None] * PAGE


class Column(Generic[T]):
    """Something of each row, None where there is nothing; in pages, of which only those with something exist."""

    def __init__(self) -> None:
        self.pages: dict[int, list[T | None]] = {}

    def get(self, row: int) -> T | None:
        """What there is in a row."""
        page = self.pages.get(row >> _SHIFT)
        return None if page is None else page[row & (PAGE - 1)]

    def put(self, row: int, item: T) -> None:
        """Set it in a row."""
        page = self.pages.get(row >> _SHIFT)
        if page is None:
            page = self.pages[row >> _SHIFT] = [None] * PAGE
        page[row & (PAGE - 1)] = item

    def put_run(self, first: int, items: Sequence[T | None]) -> None:
        """Set it in rows from the first on; an item None leaves its row as it is."""
        done, count = 0, len(items)
        while done < count:
            number, start = (first + done) >> _SHIFT, (first + done) & (PAGE - 1)
            new = items[done : done + PAGE - start]
            done += len(new)
            if new.count(None) == len(new):
                continue
            page = self.pages.setdefault(number, [None] * PAGE)
            before = page[start : start + len(new)]
            page[start : start + len(new)] = [
                old if item is None else item for item, old in zip(new, before, strict=True)
            ]

    def run(self, first: int, last: int) -> list[T | None]:
        """What there is in the rows from `first` to `last`."""
        found: list[T | None] = []
        start = first >> _SHIFT
        for number in range(start, (last >> _SHIFT) + 1):
            found += self.pages.get(number, _NOTHING)
        before = first - (start << _SHIFT)
        return found[before : before + last - first + 1]

    def rows(self) -> Iterator[int]:
        """The rows in which there is something."""
        for number, page in self.pages.items():
            start = number << _SHIFT
            yield from (start + place for place, item in enumerate(page) if item is not None)

    def span(self) -> tuple[int, int]:
        """The first and the last row in which there is something. Only for a column that has such a row."""
        first, last = min(self.pages), max(self.pages)
        top = next(place for place, item in enumerate(self.pages[first]) if item is not None)
        bottom = next(place for place in reversed(range(PAGE)) if self.pages[last][place] is not None)
        return (first << _SHIFT) + top, (last << _SHIFT) + bottom


class Pending:
    """The edits of a sheet's cells."""

    def __init__(self, prefix: bytes, date1904: bool) -> None:
        self._prefix, self._date1904 = prefix, date1904
        self.contents: dict[int, Column[Held]] = {}
        self.styles: dict[int, Column[int]] = {}
        self.clears = False  # whether a cell loses its content, or was to lose it before it got another
        self.formulas = False  # whether a cell gets a formula, or was to get one before it got something else

    def __bool__(self) -> bool:
        return bool(self.contents or self.styles)

    # -- noting

    def put(self, row: int, column: int, edit: Edit) -> None:
        """Note an edit; what it leaves open stays as earlier edits made it."""
        if edit.style is not None:
            self.styles.setdefault(column, Column()).put(row, edit.style)
        if edit.content is not None:
            held = Edit(None, edit.content, edit.kind, edit.value, edit.formula)
            self.contents.setdefault(column, Column()).put(row, held)
            self.clears |= not edit.content
            self.formulas |= bool(edit.formula)

    def put_contents(self, column: int, first: int, contents: Sequence[Held]) -> None:
        """Note constants and `CLEARED` for a column's cells from row `first` on; None leaves a cell as it is."""
        if contents.count(None) < len(contents):
            self.contents.setdefault(column, Column()).put_run(first, contents)
            self.clears |= CLEARED in contents

    def put_styles(self, column: int, first: int, styles: Sequence[int | None]) -> None:
        """Note styles of a column's cells from row `first` on; None leaves a cell the one it has."""
        if styles.count(None) < len(styles):
            self.styles.setdefault(column, Column()).put_run(first, styles)

    def put_heir(self, row: int, column: int, element: bytes) -> None:
        """Have a cell, whose content is not edited, take over a shared formula; its value stays."""
        self.contents.setdefault(column, Column()).put(row, Edit(master=element))

    # -- asking

    def content(self, row: int, column: int) -> Edit | None:
        """The content that a cell gets, as an edit."""
        known = self.contents.get(column)
        held = None if known is None else known.get(row)
        if held is None or isinstance(held, Edit):
            return held
        return value_edit(held, self._prefix, self._date1904)

    def touches(self, row: int, column: int) -> bool:
        """Whether there is an edit of a cell."""
        contents, styles = self.contents.get(column), self.styles.get(column)
        return (contents is not None and contents.get(row) is not None) or (
            styles is not None and styles.get(row) is not None
        )

    def columns(self, first: int, last: int) -> list[int]:
        """The columns from `first` to `last` in which there are edits."""
        return [c for c in sorted(self.contents.keys() | self.styles.keys()) if first <= c <= last]

    def runs(self, column: int, first: int, last: int) -> tuple[list[Held], list[int | None]]:
        """Contents and styles that a column's cells get from row `first` to `last`; None where they do not."""
        contents, styles = self.contents.get(column), self.styles.get(column)
        none = [None] * (last - first + 1)
        return (
            contents.run(first, last) if contents is not None else [*none],
            styles.run(first, last) if styles is not None else [*none],
        )

    def cells(self, area: Area) -> set[tuple[int, int]]:
        """Row and column of the edited cells of an area."""
        top, left, bottom, right = area
        found = set[tuple[int, int]]()
        for column in self.columns(left, right):
            for known in (self.contents.get(column), self.styles.get(column)):
                if known is not None:
                    found.update((row, column) for row in known.rows() if top <= row <= bottom)
        return found

    def replaced(self) -> set[tuple[int, int]]:
        """Row and column of the cells that get another content."""
        return {(row, column) for column, known in self.contents.items() for row in known.rows()}

    def extent(self, *, content: bool) -> Area | None:
        """The smallest area with all edited cells, or with `content` all whose content is edited."""
        columns = [*self.contents.items(), *(() if content else self.styles.items())]
        spans = ((column, *known.span()) for column, known in columns)
        return around((first, column, last, column) for column, first, last in spans)

    # -- writing

    def rows(self) -> Iterator[tuple[int, dict[int, Edit]]]:
        """The edits of each row that has any, by column, in the order of rows and of columns."""
        numbers = {number for contents in self.contents.values() for number in contents.pages}
        numbers.update(number for styles in self.styles.values() for number in styles.pages)
        spelling = _Spelling(self._prefix, self._date1904)
        for number in sorted(numbers):
            if len(spelling) > _KNOWN:
                spelling.clear()
            columns, edits = [], []
            for column in self.columns(1, MAX_COLUMN):
                contents, styles = _page(self.contents, column, number), _page(self.styles, column, number)
                if contents is not styles:  # they are the same only when there are neither
                    columns.append(column)
                    keys = zip(styles, map(type, contents), contents, strict=True)
                    edits.append([spelling[key] for key in keys])
            for row, line in enumerate(zip(*edits, strict=True), number << _SHIFT):
                if None not in line:
                    yield row, dict(zip(columns, line, strict=True))
                elif found := {c: edit for c, edit in zip(columns, line, strict=True) if edit is not None}:
                    yield row, found


def _page(columns: Mapping[int, Column[T]], column: int, number: int) -> Sequence[T | None]:
    known = columns.get(column)
    return _NOTHING if known is None else known.pages.get(number, _NOTHING)


class _Spelling(dict[tuple[int | None, type, Held], Edit | None]):
    """The edits that styles and contents come to, each made once: columns of lists repeat themselves.

    The type is part of the key as 1.0 and True are equal.
    """

    def __init__(self, prefix: bytes, date1904: bool) -> None:
        self._prefix, self._date1904 = prefix, date1904

    def __missing__(self, key: tuple[int | None, type, Held]) -> Edit | None:
        style, _, held = key
        if held is None:
            edit = None if style is None else Edit(style)
        elif not isinstance(held, Edit):
            edit = value_edit(held, self._prefix, self._date1904, style)
        else:
            edit = held if style is None else replace(held, style=style)
        self[key] = edit
        return edit
