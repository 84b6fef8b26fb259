"""Cells in the bytes of a row."""

from __future__ import annotations

import datetime as dt
import math
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
from buybook.xlsx.xmlscan import ATTRIBUTES, attribute, whole


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
    # Up to the next tag of a cell, be it the end or another start: cells that are never closed, of which a hostile
    # file may hold a million, would else each be searched to the end of the sheet.
    body = rb"[^<]*+(?>(?:<(?!/?%sc[\s/>])[^<]*+)*)" % p
    return Quick(
        cell=re.compile(rb"<%sc(?=[\s/>])(%s)(?:/>|>(%s)</%sc\s*>)" % (p, ATTRIBUTES, body, p), re.S),
        fields=re.compile(
            rb'<%sc(?=[\s/>])(?: r="([A-Z]{1,3})[0-9]{1,7}")?(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?([^<>]*?)'
            rb"(?:/>|>(?:<%sv>([^<]*)</%sv></%sc>|(%s)</%sc\s*>))" % (p, p, p, p, body, p),
            re.S,
        ),
        value=re.compile(rb"<%sv(?:\s[^<>]*?)?(?:/>|>([^<]*)</%sv\s*>)" % (p, p), re.S),
        formula=re.compile(rb"<%sf(?=[\s/>])(%s)(?:/>|>([^<]*)</%sf\s*>)" % (p, ATTRIBUTES, p), re.S),
        formula_cell=re.compile(
            rb'<%sc\s+r="([A-Z]{1,3})[0-9]{1,7}"%s>\s*<%sf(?=[\s/>])(%s)(?:/>|>([^<]*)</%sf\s*>)'
            % (p, ATTRIBUTES, p, ATTRIBUTES, p),
            re.S,
        ),
    )


_KNOWN = 50_000  # texts whose values are remembered, of each type
_LAST_TEXT = 1 << 40  # no workbook has so many; a place below 0 must not count from the end
_LONG_NUMBER = 11  # digits; no workbook has so many formats, and a million digits take minutes
_REFERENCE_FIRST = re.compile(rb'\s+r="([A-Z]{1,3})[0-9]{1,7}"').match


@lru_cache(maxsize=20_000)
def column_of(letters: bytes) -> int:
    """The number of a column's letters, as bytes."""
    try:
        return column_index(letters.decode())
    except ValueError as error:
        raise WorkbookError("damaged", f"{letters[:10]!r} is not a column of a sheet.") from error


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
            column = column_of(reference.replace("$", "").rstrip("0123456789").encode())
        else:
            column, numbered = column + 1, False
        yield RawCell(column, match.start(), match.end(), attributes, match[2] or b"", numbered)


def last_cell(data: bytes, row: Row, prefix: bytes) -> RawCell | None:
    """A row's last cell, if that can be told without going through all of them."""
    start = data.rfind(b"<%sc " % prefix, row.body, row.body_end)
    cell = next(raw_cells(data, start, row.body_end, prefix), None) if start >= 0 else None
    if cell is None or not cell.numbered or data.find(b"<%sc>" % prefix, cell.end, row.body_end) >= 0:
        return None
    return cell


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
        place = _all_attributes(letters, style, kind, other)[0] if other else letters
        column = column_of(place) if place else column + 1
        yield column, style_of(style, other)


def style_of(style: bytes, other: bytes) -> int:
    """The number of a cell's style, from what `Quick.fields` finds in its attributes."""
    written = style or (_digits(attribute(other, "s")) if other else b"")
    return int(written) if len(written) < _LONG_NUMBER and written else 0


class Decoder:
    """Turns what cells hold into values. Made anew when the styles or the strings may have grown."""

    def __init__(
        self, prefix: bytes, strings: Callable[[], Sequence[str]], date_styles: frozenset[int], date1904: bool
    ) -> None:
        self._prefix = prefix
        self._strings = strings
        self.date_styles = frozenset(str(xf).encode() for xf in date_styles)
        self._date1904 = date1904
        self._empty = b"<%sv></%sv>" % (prefix, prefix)
        self._known: dict[tuple[bytes, bool], dict[bytes | None, Scalar]] = {}  # values by type and text

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
            if plain or body:
                into[column - first] = self.cell(written_style, written_kind, plain, body)

    def cell(self, style: bytes, kind: bytes, plain: bytes, body: bytes) -> Scalar:
        """The value of one cell from what `Quick.fields` finds in it; numbers, most cells, come first."""
        if plain and not kind:
            try:
                number = float(plain)
            except ValueError:
                return self.value(kind, style, plain, body)
            if number - number == 0.0:  # it is finite: told so without a call
                return self._dated(number) if style in self.date_styles else number
        return self.value(kind, style, plain, body) if plain or body else None

    def fields(self, found: tuple[bytes, bytes, bytes, bytes, bytes, bytes]) -> Scalar:
        """The value of one cell from all that `Quick.fields` finds in it."""
        letters, style, kind, other, plain, body = found
        if other:
            _, style, kind = _all_attributes(letters, style, kind, other)
        return self.cell(style, kind, plain, body)

    def is_dated(self, style: bytes) -> bool:
        """Whether a number of this style is shown as a date."""
        return style in self.date_styles

    def alike(self, kind: bytes, dated: bool, texts: Sequence[bytes | None]) -> list[Scalar]:
        """The values of cells of one type, given their texts; None is a blank cell, an empty one a result."""
        try:
            if kind == b"s":
                return list(map(self._strings().__getitem__, map(int, texts)))  # type: ignore[arg-type]
            if not kind and not dated:
                numbers: list[Scalar] = list(map(float, texts))  # type: ignore[arg-type]
                if math.isfinite(sum(numbers)):  # type: ignore[arg-type]
                    return numbers
        except (TypeError, ValueError, IndexError):
            pass  # a blank, or what is no number: told apart below, and so are NaN and INF
        known = self._known.setdefault((kind, dated), {})
        if len(known) > _KNOWN:
            known.clear()
        for text in set(texts).difference(known):
            known[text] = self._text_value(kind, dated, text)
        return list(map(known.__getitem__, texts))

    def _text_value(self, kind: bytes, dated: bool, text: bytes | None) -> Scalar:
        if text is None:
            return None
        if kind == b"inlineStr":
            return decode_text(text)
        value = self.value(kind, b"", text, b"" if text else self._empty)
        return self._dated(value) if dated and isinstance(value, float) else value

    def mixed(
        self, style: bytes | None, kind: bytes | None, plain: bytes | None, inline: bytes | None
    ) -> Scalar:
        """The value of one cell whose style, type, plain value or inline text may each be missing."""
        if inline is not None:
            return decode_text(inline) if kind == b"inlineStr" else None
        if plain is None:
            return None
        return self.value(kind or b"", style or b"", plain, b"" if plain else self._empty)

    def restyled(self, value: Scalar, style: int) -> Scalar:
        """The value that a cell shows once its style is another: a date may become a number, and back."""
        if isinstance(value, dt.datetime):
            value = dates.to_serial(value, self._date1904)
        if isinstance(value, float) and str(style).encode() in self.date_styles:
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
            return CellError(plain.decode("utf-8", "replace"))
        if kind == b"d":
            return _iso(plain)
        return self._number(plain, style)

    def _number(self, plain: bytes, style: bytes) -> Scalar:
        """A number; `NaN` and `INF`, which some programs write but no cell can hold, are texts."""
        try:
            number = float(plain)
        except ValueError as error:
            raise WorkbookError("damaged", f"A cell holds {plain[:40]!r} where a number belongs.") from error
        if not math.isfinite(number):
            return plain.decode()
        return self._dated(number) if style in self.date_styles else number

    def _dated(self, number: float) -> float | dt.datetime:
        moment = dates.from_serial(number, self._date1904)
        return number if moment is None else moment

    def _shared(self, plain: bytes) -> str:
        try:
            place = int(plain)
            return self._strings()[place if place >= 0 else _LAST_TEXT]
        except (IndexError, ValueError) as error:
            raise WorkbookError(
                "damaged", "A cell points to a text that the workbook does not hold."
            ) from error


def _all_attributes(letters: bytes, style: bytes, kind: bytes, other: bytes) -> tuple[bytes, bytes, bytes]:
    """Column, style and type where the attributes do not stand in their usual order."""
    if not letters:
        letters = (attribute(other, "r") or "").replace("$", "").rstrip("0123456789").encode()
    style = style or _digits(attribute(other, "s"))
    kind = kind or (attribute(other, "t") or "").encode()
    return letters, style, b"" if kind == b"n" else kind


def _digits(written: str | None) -> bytes:
    """A style's number as the usual order of attributes would have given it."""
    return b"" if written is None else b"%d" % whole(written)


def _iso(plain: bytes) -> Scalar:
    text = plain.decode("utf-8", "replace")
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text
