"""Many rows read at once: rows of a list look alike, so one pattern takes the values out of a whole row.

The pattern is made from rows as they come: which columns they have, and what kind of value each holds. Every
cell of it may be missing or blank. A row that it does not fit is read cell by cell; after some of those the
pattern is made anew. So what is read never depends on the pattern, only how long it takes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from buybook.xlsx.addresses import column_letters
from buybook.xlsx.cells import Scalar
from buybook.xlsx.cellscan import Decoder, column_of, patterns
from buybook.xlsx.rowindex import RowIndex

MIN_ROWS = 64  # in fewer rows a pattern does not pay

_SAMPLE: Final = 8  # rows that did not fit, before the pattern is made anew
_MOST: Final = 0.75  # of the sample hold one kind: then the column does
_PATTERNS: Final = 40
_BATCH: Final = 4096  # rows whose raw values are held at a time
_DATE_STYLES: Final = 64  # with more of them numbers are told from dates one by one
_COLUMNS: Final = 400  # wider rows are read cell by cell: a pattern has its limits
_PLANNED: Final = frozenset((b"", b"s", b"b", b"e", b"str", b"inlineStr"))


class Kind(NamedTuple):
    """What a column holds: the cells' type attribute, and whether numbers in it are dates."""

    type: bytes
    dated: bool = False


MIXED: Final = Kind(b"?")
"""Cells of several kinds, each to be looked at by itself."""


class Plan(NamedTuple):
    """A pattern for rows, the kinds of the columns in it, and of the wanted ones their groups."""

    pattern: re.Pattern[bytes]
    kinds: dict[int, Kind]
    groups: dict[int, int]


class RowReader:
    """Reads the rows of a sheet's data from column `first` to `last`."""

    def __init__(
        self, data: bytes, rows: RowIndex, prefix: bytes, decoder: Decoder, first: int, last: int
    ) -> None:
        self._data, self._rows, self._prefix, self._decoder = data, rows, prefix, decoder
        self._first, self._last = first, last
        self._plan: Plan | None = None
        self._served = self._made = 0  # rows that fitted the pattern; patterns made
        self._missed: list[dict[int, Kind]] = []

    def read(self, places: Iterable[int]) -> Iterator[tuple[Sequence[int], list[list[Scalar]]]]:
        """Batches of row numbers and their values."""
        data, starts, numbers = self._data, self._rows.starts, self._rows.numbers
        waiting: list[int] = []
        found: list[tuple[bytes | None, ...]] = []
        for place in places:
            plan = self._plan
            match = (
                None if plan is None else plan.pattern.match(data, starts[place], self._rows.end_of(place))
            )
            if match is not None:
                self._served += 1
                waiting.append(numbers[place])
                found.append(match.groups())
            else:
                yield (numbers[place],), [self._one_by_one(place)]
            if found and (len(found) >= _BATCH or self._plan is not plan):
                yield waiting, self._values(plan, found)
                waiting, found = [], []
        if found:
            yield waiting, self._values(self._plan, found)

    def _one_by_one(self, place: int) -> list[Scalar]:
        row = self._rows.at(place)
        line: list[Scalar] = [None] * (self._last - self._first + 1)
        self._decoder.read(self._data, row.body, row.body_end, self._first, self._last, line)
        self._learn(self._data[row.body : row.body_end])
        return line

    # -- making the pattern

    def _learn(self, cells: bytes) -> None:
        if self._made >= _PATTERNS:
            return
        kinds = self._kinds(cells)
        if kinds is not None:
            self._missed.append(kinds)
        # The more patterns were of no use, the longer the next one is put off.
        if len(self._missed) >= _SAMPLE * (self._made + 1):
            self._make()

    def _kinds(self, cells: bytes) -> dict[int, Kind] | None:
        """The kinds of a row's cells; None when no pattern can be made of them."""
        kinds: dict[int, Kind] = {}
        last = 0
        for letters, style, kind, other, _, _ in patterns(self._prefix).fields.findall(cells):
            written = b"" if kind == b"n" else kind
            if not letters or other or written not in _PLANNED or (column := column_of(letters)) <= last:
                return None
            last = column
            many = not written and len(self._decoder.date_styles) > _DATE_STYLES
            kinds[column] = MIXED if many else Kind(written, not written and self._decoder.is_dated(style))
        return kinds if len(kinds) <= _COLUMNS else None

    def _make(self) -> None:
        seen: dict[int, Counter[Kind]] = {}
        for row in self._missed:
            for column, kind in row.items():
                seen.setdefault(column, Counter())[kind] += 1
        kinds = {column: _most(counts) for column, counts in seen.items()}
        if self._plan is not None and self._served >= _SAMPLE:
            for column, kind in self._plan.kinds.items():
                kinds[column] = kind if kinds.get(column, kind) == kind else MIXED
        self._missed, self._served = [], 0
        self._made += 1
        if len(kinds) <= _COLUMNS:
            self._plan = self._planned(kinds)

    def _planned(self, kinds: dict[int, Kind]) -> Plan:
        parts, groups, count = [], {}, 0
        for column in sorted(kinds):
            letters = column_letters(column).encode()
            if not self._first <= column <= self._last:
                parts.append(_cell(self._prefix, letters, MIXED, frozenset(), b"(?:"))
                continue
            parts.append(_cell(self._prefix, letters, kinds[column], self._decoder.date_styles))
            groups[column] = count
            count += 4 if kinds[column] is MIXED else 1
        return Plan(_row_pattern(self._prefix, b"".join(parts)), kinds, groups)

    # -- values

    def _values(self, plan: Plan | None, found: list[tuple[bytes | None, ...]]) -> list[list[Scalar]]:
        if plan is None or not plan.groups:
            return [[None] * (self._last - self._first + 1) for _ in found]
        raw = list(zip(*found, strict=True))
        blank: list[Scalar] = [None] * len(found)
        columns = []
        for column in range(self._first, self._last + 1):
            group = plan.groups.get(column)
            if group is None:
                columns.append(blank)
            elif plan.kinds[column] is MIXED:
                columns.append(
                    [self._decoder.mixed(*cell) for cell in zip(*raw[group : group + 4], strict=True)]
                )
            else:
                columns.append(self._decoder.alike(*plan.kinds[column], raw[group]))
        return list(map(list, zip(*columns, strict=True)))


def _most(counts: Counter[Kind]) -> Kind:
    kind, count = counts.most_common(1)[0]
    return kind if count >= _MOST * counts.total() else MIXED


@lru_cache(maxsize=64)
def _row_pattern(prefix: bytes, cells: bytes) -> re.Pattern[bytes]:
    p = re.escape(prefix)
    return re.compile(rb"<%srow(?=[\s>])[^>]*+>%s</%srow\s*>" % (p, cells, p))


def _cell(
    prefix: bytes, letters: bytes, kind: Kind, date_styles: frozenset[bytes], group: bytes = b"("
) -> bytes:
    """A cell that may be missing or blank. It has one group, its value, and when `MIXED` four of them: style,
    type, value, inline text. `group` opens them: `(?:` is for a cell that is only passed over.
    """
    p = re.escape(prefix)
    # A value is empty only as the result of a formula; elsewhere that is a blank cell, which is read by itself.
    value = rb"<%sv>%s[^<]++|(?<=f><%sv>)|(?<=/><%sv>))</%sv>" % (p, group, p, p, p)
    inline = rb'<%sis><%st(?: xml:space="preserve")?>%s[^<]*+)</%st></%sis>' % (p, p, group, p, p)
    formula = rb"(?:<%sf(?=[\s/>])[^>]*(?:/>|>[^<]*+</%sf>))?" % (p, p)
    if kind is MIXED:
        attributes = rb'(?: s="%s[0-9]++)")?(?: t="%s[A-Za-z]++)")?' % (group, group)
        held = rb"%s|%s" % (value, inline)
    else:
        attributes = _style(kind, date_styles) + (b' t="%s"' % kind.type if kind.type else rb'(?: t="n")?')
        held = inline if kind.type == b"inlineStr" else value
    return rb'(?>(?:<%sc r="%s[0-9]++"%s(?:/>|>%s(?:%s)?</%sc>))?)' % (
        p,
        letters,
        attributes,
        formula,
        held,
        p,
    )


def _style(kind: Kind, date_styles: frozenset[bytes]) -> bytes:
    any_of_them = b"|".join(sorted(date_styles))
    if kind.dated:
        return b' s="(?:%s)"' % any_of_them
    if kind.type or not date_styles:
        return b'(?: s="[0-9]++")?'
    return b'(?: s="(?!(?:%s)")[0-9]++")?' % any_of_them
