"""Cells in the bytes of a row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from buybook.xlsx import dates
from buybook.xlsx.addresses import column_index
from buybook.xlsx.cells import CellError, Scalar
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.rowindex import Row
from buybook.xlsx.strings import decode_text, rich_text
from buybook.xlsx.xmlscan import ATTRIBUTES, attribute


class RawCell(NamedTuple):
    """A cell as written, from `start` to `end`; `body` is what stands within its element."""

    column: int
    start: int
    end: int
    attributes: bytes
    body: bytes
    numbered: bool  # whether it names its own reference


class FormulaCell(NamedTuple):
    """A cell's formula as written: the attributes and the text of its element."""

    column: int
    attributes: bytes
    text: bytes | None


class Quick(NamedTuple):
    """The patterns for one prefix of the main namespace."""

    cell: re.Pattern[bytes]  # strict: groups attributes, body
    fields: re.Pattern[bytes]  # fast: groups column, style, type, other attributes, plain value, body
    value: re.Pattern[bytes]
    formula: re.Pattern[bytes]  # groups attributes, text
    formula_cell: re.Pattern[bytes]  # groups column, the formula's attributes and text


@lru_cache(maxsize=16)
def patterns(prefix: bytes) -> Quick:
    """The patterns for one prefix, compiled once."""
    p = re.escape(prefix)
    return Quick(
        cell=re.compile(rb"<%sc(?=[\s/>])(%s)(?:/>|>(.*?)</%sc\s*>)" % (p, ATTRIBUTES, p), re.S),
        fields=re.compile(
            rb'<%sc(?=[\s/>])(?: r="([A-Z]{1,3})[0-9]{1,7}")?(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?([^>]*?)'
            rb"(?:/>|>(?:<%sv>([^<]*)</%sv></%sc>|(.*?)</%sc\s*>))" % (p, p, p, p, p),
            re.S,
        ),
        value=re.compile(rb"<%sv(?:\s[^>]*?)?(?:/>|>([^<]*)</%sv\s*>)" % (p, p), re.S),
        formula=re.compile(rb"<%sf(?=[\s/>])(%s)(?:/>|>([^<]*)</%sf\s*>)" % (p, ATTRIBUTES, p), re.S),
        formula_cell=re.compile(
            rb'<%sc\s+r="([A-Z]{1,3})[0-9]{1,7}"%s>\s*<%sf(?=[\s/>])(%s)(?:/>|>([^<]*)</%sf\s*>)'
            % (p, ATTRIBUTES, p, ATTRIBUTES, p),
            re.S,
        ),
    )


_REFERENCE_FIRST = re.compile(rb'\s+r="([A-Z]{1,3})[0-9]{1,7}"').match


@lru_cache(maxsize=20_000)
def column_of(letters: bytes) -> int:
    """The number of a column's letters, as bytes."""
    return column_index(letters.decode())


def raw_cells(data: bytes, start: int, end: int, prefix: bytes) -> Iterator[RawCell]:
    """The cells of a row in their order."""
    column = 0
    for match in patterns(prefix).cell.finditer(data, start, end):
        attributes = match[1]
        usual = _REFERENCE_FIRST(attributes)
        numbered = True
        if usual is not None:
            column = column_of(usual[1])
        elif (reference := attribute(attributes, "r")) is not None:
            column = column_index(reference.replace("$", "").rstrip("0123456789"))
        else:
            column, numbered = column + 1, False
        yield RawCell(column, match.start(), match.end(), attributes, match[2] or b"", numbered)


def formula_cells(data: bytes, row: Row, prefix: bytes) -> list[FormulaCell]:
    """The cells of a row that hold a formula, without a look at the others where that can be."""
    known, opening, cell_opening = patterns(prefix), b"<%sf" % prefix, b"<%sc " % prefix
    found: list[FormulaCell] = []
    position = data.find(opening, row.body, row.body_end)
    while position >= 0:
        cell = data.rfind(cell_opening, row.body, position)
        match = known.formula_cell.match(data, cell) if cell >= 0 else None
        if match is None or match.start(2) != position + len(opening):
            return _formula_cells_one_by_one(data, row, prefix)
        found.append(FormulaCell(column_of(match[1]), match[2], match[3]))
        position = data.find(opening, match.end(), row.body_end)
    return found


def _formula_cells_one_by_one(data: bytes, row: Row, prefix: bytes) -> list[FormulaCell]:
    found = []
    for cell in raw_cells(data, row.body, row.body_end, prefix):
        match = patterns(prefix).formula.search(cell.body)
        if match is not None:
            found.append(FormulaCell(cell.column, match[1], match[2]))
    return found


def cell_styles(data: bytes, row: Row, prefix: bytes) -> Iterator[tuple[int, int]]:
    """Column and style of each cell that a row writes."""
    column = 0
    for letters, style, kind, other, _, _ in patterns(prefix).fields.findall(data, row.body, row.body_end):
        place, written = letters, style
        if other:
            place, written, _ = _all_attributes(letters, style, kind, other)
        column = column_of(place) if place else column + 1
        yield column, int(written or 0)


class Decoder:
    """Turns what cells hold into values. Made anew when the styles or the strings may have grown."""

    def __init__(
        self, prefix: bytes, strings: Callable[[], Sequence[str]], date_styles: frozenset[int], date1904: bool
    ) -> None:
        self._prefix = prefix
        self._strings = strings
        self._date_styles = {str(xf).encode() for xf in date_styles}
        self._date1904 = date1904

    def read(self, data: bytes, start: int, end: int, first: int, last: int, into: list[Scalar]) -> None:
        """Put the values of a row's cells from column `first` to `last` into a list of that width."""
        column = 0
        found = patterns(self._prefix).fields.findall(data, start, end)
        for letters, style, kind, other, plain, body in found:
            place, written_style, written_kind = letters, style, kind
            if other:
                place, written_style, written_kind = _all_attributes(letters, style, kind, other)
            column = column_of(place) if place else column + 1
            if not first <= column <= last:
                continue
            if plain and not written_kind:
                try:
                    number = float(plain)
                except ValueError:
                    into[column - first] = self.value(written_kind, written_style, plain, body)
                    continue
                into[column - first] = self._dated(number) if written_style in self._date_styles else number
            elif plain or body:
                into[column - first] = self.value(written_kind, written_style, plain, body)

    def restyled(self, value: Scalar, style: int) -> Scalar:
        """The value that a cell shows once its style is another: a date may become a number, and back."""
        if isinstance(value, dt.datetime):
            value = dates.to_serial(value, self._date1904)
        if isinstance(value, float) and str(style).encode() in self._date_styles:
            return self._dated(value)
        return value

    def value(self, kind: bytes, style: bytes, plain: bytes, body: bytes) -> Scalar:
        """The value of one cell; `plain` is its value's text when there is nothing else in the cell."""
        if kind == b"inlineStr":
            return rich_text(body, self._prefix)
        if not plain:
            found = patterns(self._prefix).value.search(body)
            if found is None or found[1] is None:
                return "" if kind == b"str" and found is not None else None
            plain = found[1]
        if kind == b"s":
            return self._shared(plain)
        if kind == b"str":
            return decode_text(plain)
        plain = plain.strip()
        if not plain:
            return None
        if kind == b"b":
            return plain in {b"1", b"true"}
        if kind == b"e":
            return CellError(plain.decode())
        if kind == b"d":
            return _iso(plain)
        return self._number(plain, style)

    def _number(self, plain: bytes, style: bytes) -> Scalar:
        try:
            number = float(plain)
        except ValueError as error:
            raise WorkbookError("damaged", f"A cell holds {plain[:40]!r} where a number belongs.") from error
        return self._dated(number) if style in self._date_styles else number

    def _dated(self, number: float) -> float | dt.datetime:
        moment = dates.from_serial(number, self._date1904)
        return number if moment is None else moment

    def _shared(self, plain: bytes) -> str:
        try:
            return self._strings()[int(plain)]
        except (IndexError, ValueError) as error:
            raise WorkbookError(
                "damaged", "A cell points to a text that the workbook does not hold."
            ) from error


def _all_attributes(letters: bytes, style: bytes, kind: bytes, other: bytes) -> tuple[bytes, bytes, bytes]:
    """Column, style and type where the attributes do not stand in their usual order."""
    if not letters:
        letters = (attribute(other, "r") or "").replace("$", "").rstrip("0123456789").encode()
    style = style or (attribute(other, "s") or "").encode()
    kind = kind or (attribute(other, "t") or "").encode()
    return letters, style, b"" if kind == b"n" else kind


def _iso(plain: bytes) -> Scalar:
    text = plain.decode()
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text
