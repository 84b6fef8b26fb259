"""One cell's pending edit, and how values are spelt in a cell."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from buybook.xlsx import dates, xmlscan
from buybook.xlsx.addresses import column_letters
from buybook.xlsx.cells import CellError, Scalar, Value, cell_name
from buybook.xlsx.cellscan import RawCell
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.strings import MAX_TEXT, check_text, encode_text

_USUAL_ATTRIBUTES = re.compile(rb' r="[A-Z]{1,3}[0-9]{1,7}"( s="[0-9]+")?(?: t="[A-Za-z]+")?\s*\Z')
_MAX_FORMULA = 8192  # characters, Excel's limit


@dataclass(slots=True, eq=False)
class Edit:
    """What is to become of a cell. `content` None leaves what it holds, empty bytes clear it."""

    style: int | None = None  # None: as it was, or what its row or column gives a new cell
    content: bytes | None = None
    kind: bytes = b""  # the cell's type attribute
    value: Scalar = None
    formula: str | None = None  # with its '='
    master: bytes | None = None  # the formula element that makes this cell the first of a shared formula


def normal(value: Value, date1904: bool) -> Scalar:
    """The value as it would be read back: numbers as float, dates as datetime, an empty text as nothing."""
    if type(value) is float and math.isfinite(value):
        return value
    if value is None or isinstance(value, bool | CellError):
        return value
    if isinstance(value, dt.date):
        return _moment(value, date1904)
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise WorkbookError(
                "wrong_argument", f"A cell holds at most {MAX_TEXT:,} characters, not {len(value):,}."
            )
        if not value.isprintable():  # line ends are not, nor is half a character
            check_text(value)
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return value or None
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    if isinstance(value, dt.time):
        return dates.from_serial(dates.to_serial(value, date1904), date1904)
    if isinstance(value, int | float | Decimal):
        number = float(value)
        if not math.isfinite(number):
            raise WorkbookError("wrong_argument", f"A cell cannot hold the number {value}.")
        return number
    raise WorkbookError("wrong_argument", f"A cell cannot hold a {type(value).__name__}.")


def _moment(value: dt.date, date1904: bool) -> dt.datetime:
    moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
    if moment.tzinfo is not None:
        moment = moment.replace(tzinfo=None)
    if moment < dates.first_moment(date1904) or (not date1904 and moment.date() == dates.NO_DAY):
        raise WorkbookError("wrong_argument", f"{value} is before the first date that a workbook knows.")
    return moment


def number_text(number: float) -> bytes:
    """The shortest decimal that is this number."""
    if number == int(number) and abs(number) < 1e15:
        return b"%d" % int(number)
    return repr(number).encode()


def spell(value: Scalar, prefix: bytes, date1904: bool, *, inline: bool = True) -> tuple[bytes, bytes]:
    """Type attribute and content of a cell that holds the value; a formula's cached text is not `inline`."""
    if value is None:
        return b"", b""
    if type(value) is float:
        return b"", b"<%sv>%s</%sv>" % (prefix, number_text(value), prefix)
    if isinstance(value, bool):
        kind, text = b"b", b"1" if value else b"0"
    elif isinstance(value, CellError):
        kind, text = b"e", xmlscan.escape(value)
    elif isinstance(value, str):
        if inline:
            return b"inlineStr", _inline(encode_text(value), value, prefix)
        kind, text = b"str", encode_text(value)
    else:
        number = dates.to_serial(value, date1904) if isinstance(value, dt.datetime) else value
        kind, text = b"", number_text(number)
    return kind, b"<%sv>%s</%sv>" % (prefix, text, prefix)


def _inline(encoded: bytes, value: str, prefix: bytes) -> bytes:
    preserve = b' xml:space="preserve"' if value != value.strip() or "\n" in value or "  " in value else b""
    return b"<%sis><%st%s>%s</%st></%sis>" % (prefix, prefix, preserve, encoded, prefix, prefix)


def value_edit(value: Scalar, prefix: bytes, date1904: bool, style: int | None = None) -> Edit:
    """The edit that puts a constant into a cell."""
    kind, content = spell(value, prefix, date1904)
    return Edit(style, content, kind, value)


def formula_edit(formula: str, cached: Scalar, prefix: bytes, date1904: bool) -> Edit:
    """The edit that puts a formula into a cell, with the value that it shows until it is computed."""
    text = formula.removeprefix("=")
    if not text or len(text) > _MAX_FORMULA:
        raise WorkbookError("wrong_argument", "A formula has between 1 and 8192 characters.")
    kind, value = spell(cached, prefix, date1904, inline=False)
    element = b"<%sf>%s</%sf>" % (prefix, xmlscan.escape(text), prefix)
    return Edit(None, element + value, kind, cached, "=" + text)


def written_cell(row: int, column: int, edit: Edit, style: int, prefix: bytes) -> bytes:
    """A new cell; nothing when there is nothing to say about it."""
    if edit.content:
        attributes = _attributes(style, edit.kind)
        return b'<%sc r="%s%d"%s>%s</%sc>' % (
            prefix, letters(column), row, attributes, edit.content, prefix
        )  # fmt: skip
    if edit.style is None:
        return b""
    return b'<%sc r="%s%d"%s/>' % (prefix, letters(column), row, _attributes(style, b""))


@lru_cache(maxsize=1024)
def _attributes(style: int, kind: bytes) -> bytes:
    return (b' s="%d"' % style if style else b"") + (b' t="%s"' % kind if kind else b"")


@lru_cache(maxsize=1024)
def letters(column: int) -> bytes:
    """The letters of a column."""
    return column_letters(column).encode()


def changed_cell(row: int, cell: RawCell, edit: Edit, prefix: bytes, *, may_vanish: bool) -> bytes:
    """A cell that is there already, with the edit made; its other attributes stay."""
    content = cell.body if edit.content is None else edit.content
    attributes = _changed_attributes(row, cell, edit)
    if not content:
        if may_vanish and xmlscan.attribute(attributes, "s") is None:
            return b""
        return b"<%sc%s/>" % (prefix, attributes)
    return b"<%sc%s>%s</%sc>" % (prefix, attributes, content, prefix)


def _changed_attributes(row: int, cell: RawCell, edit: Edit) -> bytes:
    usual = _USUAL_ATTRIBUTES.match(cell.attributes)
    if usual and edit.content is not None:
        style = usual[1] or b""
        if edit.style is not None:
            style = b' s="%d"' % edit.style if edit.style else b""
        kind = b' t="%s"' % edit.kind if edit.kind and edit.content else b""
        return b' r="%s"%s%s' % (cell_name(row, cell.column).encode(), style, kind)
    changes: dict[str, str | None] = {}
    if not cell.numbered:
        changes["r"] = cell_name(row, cell.column)
    if edit.style is not None:
        changes["s"] = str(edit.style) if edit.style else None
    if edit.content is not None:
        changes |= {"t": edit.kind.decode() or None if edit.content else None, "cm": None, "vm": None}
    return xmlscan.set_attributes(cell.attributes.rstrip(), changes)
