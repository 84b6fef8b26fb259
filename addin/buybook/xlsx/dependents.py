"""Which formulas show a value that is no longer true, because cells that they depend on were changed.

Nothing is computed here. A formula counts as out of date when a changed cell lies in what it refers to, by a
reference, a name, a table or another formula; also when it holds a function whose references stand in no
formula text (INDIRECT, OFFSET). In doubt it is out of date. What changes by itself (TODAY) is as it was computed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from buybook.xlsx.cells import Area, common, overlap
from buybook.xlsx.references import MAX_COLUMN, MAX_ROW, Prefix, references_in

_UNTOLD = re.compile(r"\b(?:INDIRECT|OFFSET|CELL|INFO|SHEETS?)\(|#REF!", re.IGNORECASE)
_TEXT = re.compile(r'"(?:[^"]|"")*"')
# Each match begins where a run of letters and digits does, and takes in all of it: a formula may come from
# anywhere, and one of a million letters must not be looked through a million times.
_START = r"(?<![\w.\\?])[\d.\\?]*+([^\W\d][\w.\\?]*+)"
_WORD = re.compile(_START + r"(?![(!])")
_STRUCTURED = re.compile(_START + r"\[((?>(?:[^\[\]']|'.|\[(?>(?:[^\[\]']|'.)*)\])*))\]")
_INNER = re.compile(r"'.|\[((?>(?:[^\[\]']|'.)*))\]")  # outside of brackets an escape is passed over
_FEW: Final = 16  # cells: so many are looked up one by one
_WIDE: Final = 64  # columns: an area of more is kept whole
_MANY: Final = 500  # stretches of a column: beyond, it is taken from the first to the last
_ROUNDS: Final = 64


class Formula(NamedTuple):
    """A formula, its sheet, and the cells that show its results."""

    sheet: str
    area: Area
    text: str


class Place(NamedTuple):
    """Cells of a sheet."""

    sheet: str
    area: Area


class Table(NamedTuple):
    """A table: its cells, headers and totals included, and the names of its columns."""

    sheet: str
    area: Area
    columns: Sequence[str]

    def place(self, specifier: str, row: int | None) -> Place:
        """The cells that `[...]` behind the table's name may mean in a formula of a row."""
        top, left, bottom, right = self.area
        if (
            row is not None
            and top <= row <= bottom
            and ("#this row" in specifier.casefold() or "@" in specifier)
        ):
            top = bottom = row
        known = {name.casefold(): left + number for number, name in enumerate(self.columns)}
        inner = [match[1] for match in _INNER.finditer(specifier) if match[1] is not None]
        names = (_unescaped(part).casefold() for part in inner or [specifier.lstrip("@")])
        wanted = [known[name] for name in names if name in known]
        if wanted:
            left, right = min(wanted), max(wanted)
        return Place(self.sheet, (top, left, bottom, right))


def _unescaped(name: str) -> str:
    return re.sub(r"'(.)", r"\1", name)


class Meanings:
    """What a formula may mention besides cells: the sheets in their order, names and tables.

    A name of the whole workbook has the scope None. Sheets, names and tables are found whatever their case.
    """

    def __init__(
        self,
        sheets: Sequence[str],
        names: Mapping[tuple[str, str | None], str],
        tables: Mapping[str, Table],
    ) -> None:
        self._sheets = [sheet.casefold() for sheet in sheets]
        self._names: dict[str, list[tuple[str | None, str]]] = defaultdict(list)
        for (name, scope), text in names.items():
            self._names[name.casefold()].append((scope and scope.casefold(), text))
        self._tables = {
            name.casefold(): table._replace(sheet=table.sheet.casefold()) for name, table in tables.items()
        }

    def precedents(self, formula: Formula) -> Iterator[Place]:
        """The cells that a formula mentions, those of names and tables included."""
        own, text = formula.sheet.casefold(), formula.text
        for prefix, area in references_in(text):
            yield from (Place(name, area.bounds) for name in self._named(prefix, own))
        if not self._names and not self._tables:
            return
        plain = _TEXT.sub("", text)
        row = formula.area[0] if formula.area[0] == formula.area[2] else None
        for word, specifier in _STRUCTURED.findall(plain):
            if (table := self._tables.get(word.casefold())) is not None:
                yield table.place(specifier, row)
        if "[" in _STRUCTURED.sub("", plain):  # some programs leave out the name of the formula's own table
            for table in self._tables.values():
                if table.sheet == own and overlap(table.area, formula.area):
                    yield Place(own, table.area)
        for word in set(_WORD.findall(_STRUCTURED.sub("", plain))):
            if (table := self._tables.get(word.casefold())) is not None:
                yield Place(table.sheet, table.area)
            yield from self._of_name(word.casefold(), own, frozenset())

    def _of_name(self, name: str, own: str, seen: frozenset[str]) -> Iterator[Place]:
        """What a name may mean: a relative part of it may be any row or column."""
        if name in seen:
            return
        for scope, text in self._names.get(name, ()):
            sheet = scope or own
            for prefix, area in references_in(text):
                top, left, bottom, right = area.bounds
                if area.relative_ends("rows"):
                    top, bottom = 1, MAX_ROW
                if area.relative_ends("columns"):
                    left, right = 1, MAX_COLUMN
                yield from (Place(on, (top, left, bottom, right)) for on in self._named(prefix, sheet))
            for word in set(_WORD.findall(_TEXT.sub("", text))):
                if (table := self._tables.get(word.casefold())) is not None:
                    yield Place(table.sheet, table.area)
                yield from self._of_name(word.casefold(), own, seen | {name})

    def is_untold(self, text: str, changed_names: frozenset[str]) -> bool:
        """Whether what a formula depends on cannot be told from its text or names, or is a name that changed."""
        if _UNTOLD.search(text):
            return True
        if not self._names and not changed_names:
            return False
        words = {word.casefold() for word in _WORD.findall(_TEXT.sub("", text))}
        if words & changed_names:
            return True
        return any(_UNTOLD.search(meaning) for word in words for _, meaning in self._names.get(word, ()))

    def _named(self, prefix: Prefix | None, own: str) -> Iterable[str]:
        if prefix is None or not prefix.first:
            return (own,)
        if prefix.external:
            return ()
        first, last = prefix.first.casefold(), prefix.last.casefold()
        if first == last or first not in self._sheets or last not in self._sheets:
            return (first,)
        low, high = sorted((self._sheets.index(first), self._sheets.index(last)))
        return self._sheets[low : high + 1]


class Cells:
    """A set of cells of one sheet, made of areas; quick to ask whether an area meets it."""

    def __init__(self, areas: Iterable[Area] = ()) -> None:
        self._columns: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._ends: dict[int, list[int]] = {}
        self._wide: list[Area] = []
        for area in areas:
            self.add(area)

    def __bool__(self) -> bool:
        return bool(self._columns or self._wide)

    def add(self, area: Area) -> None:
        """Take the cells of an area in."""
        if area[3] - area[1] >= _WIDE:
            self._wide.append(area)
            return
        for column in range(area[1], area[3] + 1):
            spans = self._columns[column]
            if not spans or spans[-1] != (area[0], area[2]):
                spans.append((area[0], area[2]))
            self._ends.pop(column, None)

    def _meets_column(self, column: int, first: int, last: int) -> bool:
        if column not in self._ends:
            self._columns[column] = _joined(self._columns[column])
            self._ends[column] = [end for _, end in self._columns[column]]
        place = bisect_left(self._ends[column], first)
        spans = self._columns[column]
        return place < len(spans) and spans[place][0] <= last

    def meets(self, area: Area) -> bool:
        """Whether any cell of the area is in the set."""
        if any(overlap(area, wide) for wide in self._wide):
            return True
        if area[3] - area[1] < len(self._columns):
            columns = [column for column in range(area[1], area[3] + 1) if column in self._columns]
        else:
            columns = [column for column in self._columns if area[1] <= column <= area[3]]
        return any(self._meets_column(column, area[0], area[2]) for column in columns)

    def areas(self) -> list[Area]:
        """The set as few areas: neighbouring columns that hold the same rows go together."""
        found = list(self._wide)
        runs: dict[tuple[tuple[int, int], ...], tuple[int, int]] = {}
        for column in sorted(self._columns):
            spans = tuple(_joined(self._columns[column]))
            if len(spans) > _MANY:
                spans = ((spans[0][0], spans[-1][1]),)
            first, last = runs.get(spans, (column, column - 1))
            if last != column - 1:
                found += [(top, first, bottom, last) for top, bottom in spans]
                first = column
            runs[spans] = first, column
        for spans, (first, last) in runs.items():
            found += [(top, first, bottom, last) for top, bottom in spans]
        return sorted(found)

    def within(self, area: Area) -> Iterator[tuple[int, int]]:
        """Row and column of the cells of an area that are in the set, some perhaps twice."""
        spans = [(top, left, bottom, right) for top, left, bottom, right in self._wide]
        spans += [
            (first, column, last, column)
            for column in range(area[1], area[3] + 1)
            for first, last in self._columns.get(column, ())
        ]
        for span in spans:
            if (shared := common(span, area)) is not None:
                for row in range(shared[0], shared[2] + 1):
                    for column in range(shared[1], shared[3] + 1):
                        yield row, column


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


class Dependents:
    """The formulas of a workbook by what they depend on."""

    def __init__(
        self, formulas: Iterable[Formula], meanings: Meanings, changed_names: frozenset[str] = frozenset()
    ) -> None:
        self._formulas = [Formula(f.sheet.casefold(), f.area, f.text) for f in formulas]
        self._untold: list[int] = []
        self._of_cell: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        self._of_area: dict[str, list[tuple[Area, int]]] = defaultdict(list)
        for number, formula in enumerate(self._formulas):
            if meanings.is_untold(formula.text, changed_names):
                self._untold.append(number)
            for sheet, area in meanings.precedents(formula):
                self._note(sheet, area, number)

    def _note(self, sheet: str, area: Area, number: int) -> None:
        if (area[2] - area[0] + 1) * (area[3] - area[1] + 1) > _FEW:
            self._of_area[sheet].append((area, number))
            return
        for row in range(area[0], area[2] + 1):
            for column in range(area[1], area[3] + 1):
                self._of_cell[sheet, row, column].append(number)

    def out_of_date(self, changed: Mapping[str, Sequence[Area]], *, others: bool = False) -> list[Place]:
        """Where, by case-folded sheet name, formulas no longer show what is true once these cells changed.

        `others` tells that names or sheets changed as well.

        What several changes bring out of date is what each of them does, taken together.
        """
        fresh = {sheet.casefold(): Cells(areas) for sheet, areas in changed.items() if areas}
        found: set[int] = set()
        waiting = list(self._untold) if fresh or others else []
        for sheet, areas in changed.items():
            waiting += self._of_cells(sheet.casefold(), areas, fresh)
        for _ in range(_ROUNDS):
            waiting += self._through_areas(fresh, found)
            reached = self._through_cells(waiting, found)
            if not reached:
                return [self._place(number) for number in sorted(found)]
            fresh = defaultdict(Cells)
            for number in sorted(reached):
                fresh[self._formulas[number].sheet].add(self._formulas[number].area)
            waiting = []
        return [self._place(number) for number in range(len(self._formulas))]  # ranges of ranges: say all

    def _place(self, number: int) -> Place:
        return Place(self._formulas[number].sheet, self._formulas[number].area)

    def _of_cells(self, sheet: str, areas: Sequence[Area], fresh: Mapping[str, Cells]) -> list[int]:
        """The formulas that mention one of these cells by itself."""
        if sum((area[2] - area[0] + 1) * (area[3] - area[1] + 1) for area in areas) < len(self._of_cell):
            return [number for cell in _each(sheet, areas) for number in self._of_cell.get(cell, ())]
        return [
            number
            for (on, row, column), numbers in self._of_cell.items()
            if on == sheet and fresh[sheet].meets((row, column, row, column))
            for number in numbers
        ]

    def _through_areas(self, fresh: Mapping[str, Cells], found: set[int]) -> list[int]:
        return [
            number
            for sheet, cells in fresh.items()
            for area, number in self._of_area.get(sheet, ())
            if number not in found and cells.meets(area)
        ]

    def _through_cells(self, waiting: list[int], found: set[int]) -> list[int]:
        """Add formulas and all that depend on them cell by cell; answers those that were not known yet."""
        reached: list[int] = []
        while waiting:
            number = waiting.pop()
            if number in found:
                continue
            found.add(number)
            reached.append(number)
            sheet, area, _ = self._formulas[number]
            waiting += (n for cell in _each(sheet, [area]) for n in self._of_cell.get(cell, ()))
        return reached


def _each(sheet: str, areas: Sequence[Area]) -> Iterator[tuple[str, int, int]]:
    for top, left, bottom, right in areas:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield sheet, row, column
