"""The rows of a list: where its data ends, and which rows between are totals, headings or headers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from buybook.frozen import frozen
from buybook.workbook.recognise.spelling import words_of
from buybook.workbook.recognise.titles import starts_like
from buybook.workbook.recognise.values import (
    is_number,
    is_unit_or_currency,
    is_void,
    looks_like_date,
    looks_like_number,
)
from buybook.workbook.tables import Grid

_SAMPLE = 40  # rows that tell what a list's rows look like
_WHOLE_BLOCK = 2_000  # in blocks of more rows, only those that look odd are examined
_AFTER_GAP = 0.45  # how well a row must fit after a blank row
_BELOW_TOTAL = 0.0  # how well a row below a total must fit to be more of the list
_SPARSE = -0.25  # how well a row fits, at most, that is a line by its name alone
_TRIES = 6  # rows examined at either end of a long block
_APART = 3  # totals and headings that may stand by themselves between two groups of lines
_FULL = 4  # values of a usual line from which on a row with a few is no line
_FEW = 0.4  # of the values of a usual line, at most, that a row of sums holds


@frozen
class Phrases:
    """The words that begin rows of totals and of remarks, in plain spelling."""

    totals: frozenset[str]
    remarks: frozenset[str]
    of_groups: frozenset[str]  # those of totals of some lines, after which more may follow
    of_all: frozenset[str]  # those of totals of the whole list, by themselves


@frozen
class Extent:
    """The rows of data of a list, and the rows between them that are none."""

    first_row: int
    last_row: int  # one above `first_row` where the list is empty
    skipped: tuple[int, ...]  # totals right below the last row too


class RowShape:
    """What the rows of a list look like: which columns are filled, and with what."""

    def __init__(self, rows: Sequence[Sequence[object]], phrases: Phrases):
        self._phrases = phrases
        self._totals = phrases.totals
        self._remarks = phrases.remarks
        width = len(rows[0]) if rows else 0
        self._columns: list[tuple[int, str, float]] = []
        for place in range(width):
            kinds = Counter(_kind(row[place]) for row in rows if not is_void(row[place]))
            if kinds:
                kind, count = kinds.most_common(1)[0]
                self._columns.append((place, kind, count / len(rows)))
        self._usual = _median([_filled(row) for row in rows]) if rows else 0
        steady = [(share, -place) for place, _, share in self._columns]
        self.key = -max(steady)[1] if steady else 0

    def fit(self, row: Sequence[object]) -> float:
        """Say how well a row fits, from -1 to 1: right values where values are usual."""
        score = weight = 0.0
        for place, kind, share in self._columns:
            if share < 0.4:
                continue
            weight += share
            value = row[place]
            if is_void(value):
                score -= 0.7 * share
            else:
                score += share if _alike(_kind(value), kind) else -share
        return score / weight if weight else 0.0

    def is_data(self, row: Sequence[object], threshold: float = _SPARSE) -> bool:
        """Tell whether a row is a line of the list."""
        if is_filler(row) or self.is_total(row) or self.is_remark(row) or self.is_heading(row):
            return False
        return self.fit(row) > threshold or (threshold < 0 and self._is_named(row))

    def _is_named(self, row: Sequence[object]) -> bool:
        """Tell whether a sparse row has what names a line: the column that is always filled, and one more."""
        kind = next((kind for place, kind, _ in self._columns if place == self.key), "")
        return not is_void(row[self.key]) and _alike(_kind(row[self.key]), kind) and _filled(row) > 1

    def is_total(self, row: Sequence[object]) -> bool:
        """Tell whether a row holds a total or subtotal: it says so, or only sums stand in it."""
        texts = _texts(row)
        if len(texts) == 1 and " ".join(words_of(texts[0])) in self._totals and _filled(row) > 1:
            return True  # the word alone, and numbers: sums of all columns
        if _filled(row) > max(2, 0.7 * self._usual):
            return False
        if any(self.says_total(text) for text in texts):
            return True
        if self._usual < _FULL or _filled(row) > max(2, _FEW * self._usual):
            return False
        return (not texts and _filled(row) <= _FEW * self._usual) or self._labels_a_sum(row)

    def _labels_a_sum(self, row: Sequence[object]) -> bool:
        """Tell whether a row is sums and one text beside them, where lines hold no text."""
        if not is_void(row[self.key]):
            return False
        usual = {place: kind for place, kind, _ in self._columns}
        held = [(_kind(value), usual.get(place)) for place, value in enumerate(row) if not is_void(value)]
        beside = [kind for here, kind in held if here == "text"]
        sums = [kind for here, kind in held if here != "text"]
        return len(beside) == 1 and beside[0] != "text" and bool(sums) and set(sums) <= {"number", "digits"}

    def is_of_group(self, row: Sequence[object]) -> bool:
        """Tell whether a row says that it is the total of some lines, after which more may follow."""
        return any(starts_like(text.rstrip(": "), self._phrases.of_groups) for text in _texts(row))

    def is_of_all(self, row: Sequence[object], grouped: bool) -> bool:
        """Tell whether a row is the total of the whole list.

        It says so, or says "total" and no more where totals above say that they are of groups.
        """
        words = self._phrases.totals - self._phrases.of_groups if grouped else self._phrases.of_all
        return any(" ".join(words_of(text)) in words for text in _texts(row)) and self.is_total(row)

    def says_total(self, text: str) -> bool:
        """Tell whether a text begins or ends as totals do."""
        return len(text) < 60 and starts_like(text.rstrip(": "), self._totals)

    def is_remark(self, row: Sequence[object]) -> bool:
        """Tell whether a row is a remark, a signature or a label under a list."""
        filled = [value for value in row if not is_void(value)]
        if not filled or len(filled) > max(2, 0.5 * self._usual) or not isinstance(filled[0], str):
            return False
        first = filled[0].strip()
        label = first.split(":")[0] if ":" in first else first
        return " ".join(words_of(label)) in self._remarks or (
            ":" in first and starts_like(label, self._remarks)
        )

    def is_heading(self, row: Sequence[object]) -> bool:
        """Tell whether a row holds nothing but one text, where lines hold four values or more."""
        return self._usual >= _FULL and _filled(row) == 1 and any(isinstance(value, str) for value in row)


def _texts(row: Iterable[object]) -> list[str]:
    return [value for value in row if isinstance(value, str) and not is_void(value)]


def _filled(row: Iterable[object]) -> int:
    return sum([not is_void(value) for value in row if value is not None])


def _median(counts: Iterable[int]) -> float:
    """Give the middle of some numbers; the module for it loads much that nothing else here needs."""
    ordered = sorted(counts)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def is_filler(row: Sequence[object]) -> bool:
    """Tell whether a row holds nothing but zeros, as formulas do below a list."""
    return all(is_void(value) or (is_number(value) and value == 0) for value in row)


def _kind(value: object) -> str:
    if isinstance(value, dt.date):
        return "date"
    if isinstance(value, bool):
        return "text"
    if isinstance(value, (int, float)):
        return "number"
    text = str(value)
    if looks_like_date(text):
        return "date"
    return "digits" if looks_like_number(text) else "text"


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} in ({"number", "digits"}, {"digits", "text"}, {"digits", "date"})


def measure(
    grid: Grid,
    header_row: int,
    columns: tuple[int, int],
    limit: int,
    repeated: Iterable[int],
    phrases: Phrases,
) -> Extent:
    """Find the rows of data below a header, down to `limit` at most."""
    lines = _Lines(grid, columns, header_row + 1, limit)
    headers = frozenset(repeated)
    blocks = lines.without_units(list(lines.blocks(headers)))
    sample = lines.sample(blocks, phrases.totals)
    if not sample:
        return Extent(header_row + 1, header_row, ())
    shape = RowShape(sample, phrases)
    ends = _Ends(lines, shape)
    last = header_row
    skipped: list[int] = []
    for number, (start, end) in enumerate(blocks):
        if number and not lines.fits(shape, start, end):
            near = blocks[number : number + _APART + 1]
            if not lines.leads_on(shape, near) or ends.within(start, end):
                break
            skipped.extend(range(start, end + 1))
            continue
        found = lines.last_data(shape, start, end)
        if found is None:
            if last == header_row and all(shape.is_heading(lines.row(row)) for row in range(start, end + 1)):
                skipped.extend(range(start, end + 1))  # the name of the first group, above a blank row
                continue
            break
        odd = lines.odd_rows(shape, start, found)
        skipped.extend(odd)
        ends.pass_over(odd)
        last = found
        if found < end and not lines.ends_with_total(shape, found + 1, end):
            break
        skipped.extend(range(found + 1, end + 1))
        if ends.within(found + 1, end):
            break
    between = {row for row in skipped if row < last or shape.is_total(lines.row(row))}
    between |= {row for row in headers if header_row < row < last}
    first = blocks[0][0] if last > header_row else header_row + 1
    return Extent(first, last, tuple(sorted(between)))


class _Lines:
    """The cells below a header, row by row."""

    def __init__(self, grid: Grid, columns: tuple[int, int], first: int, last: int):
        self._left = columns[0] - grid.first_column
        self._right = columns[1] - grid.first_column + 1
        self._values = grid.values
        self._offset = grid.first_row
        self._first = first
        self._last = min(last, grid.last_row)

    def row(self, number: int) -> Sequence[object]:
        return self._values[number - self._offset][self._left : self._right]

    def blocks(self, headers: frozenset[int]) -> Iterable[tuple[int, int]]:
        """Give the runs of rows that hold something, first and last row; repeated headers hold nothing."""
        start: int | None = None
        left, right = self._left, self._right
        lines = self._values[self._first - self._offset : max(0, self._last + 1 - self._offset)]
        for number, line in enumerate(lines, start=self._first):
            first = line[left] if 0 <= left < len(line) else None  # tells it of most rows
            held = bool(first or any(line[left:right])) and number not in headers
            if held and start is None:
                start = number
            elif not held and start is not None:
                yield start, number - 1
                start = None
        if start is not None:
            yield start, self._last

    def without_units(self, blocks: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Leave out a first row that holds only units and currencies, as a second line of titles."""
        if not blocks:
            return blocks
        start, end = blocks[0]
        texts = [value for value in self.row(start) if not is_void(value)]
        if end > start and all(isinstance(text, str) and is_unit_or_currency(text) for text in texts):
            return [(start + 1, end), *blocks[1:]]
        return blocks

    def sample(self, blocks: Sequence[tuple[int, int]], totals: frozenset[str]) -> list[Sequence[object]]:
        """Give the first rows with more than one value, else with any; totals aside."""
        rows: list[Sequence[object]] = []
        for start, end in blocks:
            if rows and start > blocks[0][1] + 30:
                break
            rows.extend(self.row(number) for number in range(start, min(end, start + _SAMPLE) + 1))
            if len(rows) >= _SAMPLE or len(rows) >= 5:
                break
        rows = rows[:_SAMPLE]
        full = [row for row in rows if _filled(row) > 1 and not _says_total(row, totals)]
        most = max((_filled(row) for row in full), default=0)
        return [row for row in full if _filled(row) >= 0.4 * most] or rows

    def fits(self, shape: RowShape, start: int, end: int) -> bool:
        """Tell whether a block after a blank row is more of the list."""
        tried = [*range(start, min(end, start + _TRIES) + 1)]
        return any(shape.is_data(self.row(number), _AFTER_GAP) for number in tried)

    def leads_on(self, shape: RowShape, blocks: Sequence[tuple[int, int]]) -> bool:
        """Tell whether lines follow the first block, which has none: next, or below more totals and headings."""
        start, end = blocks[0]
        if end - start > 1 and not all(shape.is_total(self.row(number)) for number in range(start, end + 1)):
            return False
        for before, block in pairwise(blocks):
            if self.fits(shape, *block):
                return True
            if not self._stand_apart(shape, *before):
                return False
        return False

    def _stand_apart(self, shape: RowShape, start: int, end: int) -> bool:
        """Tell whether a block is a total and the name of the next group, or one of them."""
        return end - start <= 1 and self.ends_with_total(shape, start, end)

    def last_data(self, shape: RowShape, start: int, end: int) -> int | None:
        """Give the last line of a block; None when it holds none."""
        for number in range(end, start - 1, -1):
            if shape.is_data(self.row(number)) and not self._adjusts_total(shape, start, number):
                return number
        return None

    def _adjusts_total(self, shape: RowShape, start: int, number: int) -> bool:
        """Tell whether a sparse row only adds to a total above it: a bonus, the freight, the sum with VAT."""
        while number > start and not shape.is_total(self.row(number)):
            if shape.fit(self.row(number)) > _BELOW_TOTAL:
                return False
            number -= 1
        return number > start and shape.is_total(self.row(number))

    def times(self, texts: Iterable[tuple[int, str]]) -> int:
        """Count the rows that hold these texts; places count from the first column of the list."""
        places = [(self._left + place, text) for place, text in texts]
        below = self._values[self._first - self._offset : self._last + 1 - self._offset]
        return sum(all(line[place] == text for place, text in places) for line in below)

    def ends_with_total(self, shape: RowShape, start: int, end: int) -> bool:
        """Tell whether only totals and headings follow the lines, so that the list may go on below."""
        rows = [self.row(number) for number in range(start, min(end, start + _TRIES) + 1)]
        return all(shape.is_total(row) or shape.is_heading(row) or is_filler(row) for row in rows)

    def odd_rows(self, shape: RowShape, start: int, end: int) -> list[int]:
        """Give the rows of a block that are totals or headings."""
        numbers: Iterable[int] = range(start, end + 1)
        if end - start > _WHOLE_BLOCK:
            place = self._left + shape.key
            numbers = [
                n for n in numbers if not isinstance(self._values[n - self._offset][place], (float, dt.date))
            ]
            if len(numbers) > _WHOLE_BLOCK:
                found = {self._values[n - self._offset][place] for n in numbers}
                odd = {value for value in found if _is_odd_key(value, shape)}
                numbers = [n for n in numbers if self._values[n - self._offset][place] in odd]
        return [n for n in numbers if shape.is_total(self.row(n)) or shape.is_heading(self.row(n))]


class _Ends:
    """Knows the total of a whole list, below which other things stand, from those of its groups."""

    def __init__(self, lines: _Lines, shape: RowShape):
        self._lines = lines
        self._shape = shape
        self._grouped = False  # totals said that they are of groups
        self._often: dict[tuple[tuple[int, str], ...], bool] = {}  # whether texts stand in more rows than one

    def pass_over(self, rows: Iterable[int]) -> None:
        """Take note of totals between lines."""
        self._grouped = self._grouped or any(self._shape.is_of_group(self._lines.row(row)) for row in rows)

    def within(self, start: int, end: int) -> bool:
        """Tell whether some rows below lines hold the total of all."""
        rows = range(start, end + 1)
        self.pass_over(rows)
        lines = map(self._lines.row, rows)
        return any(self._shape.is_of_all(line, self._grouped) and not self._is_often(line) for line in lines)

    def _is_often(self, row: Sequence[object]) -> bool:
        """Tell whether the texts of a total stand below other lines, too: then it is of a group."""
        texts = tuple((place, value) for place, value in enumerate(row) if isinstance(value, str))
        if texts not in self._often:
            self._often[texts] = self._lines.times(texts) > 1
        return self._often[texts]


def _is_odd_key(value: object, shape: RowShape) -> bool:
    if is_void(value) or not isinstance(value, str):
        return is_void(value) or shape.is_total((value,))
    return "otal" in value or shape.says_total(value)


def _says_total(row: Sequence[object], totals: frozenset[str]) -> bool:
    return any(isinstance(value, str) and " ".join(words_of(value)) in totals for value in row[:6])
