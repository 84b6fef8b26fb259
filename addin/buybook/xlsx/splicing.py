"""Bringing edits into the bytes of a sheet's cells: what is not edited is copied as it is."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache

from buybook.xlsx import xmlscan
from buybook.xlsx.cellscan import RawCell, column_of, last_cell, patterns, raw_cells
from buybook.xlsx.edits import Edit, changed_cell, letters, written_cell
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.pending import Pending
from buybook.xlsx.rowindex import Row, RowIndex

Attributes = dict[str, str | None]
_SPANS = re.compile(rb'\sspans="(\d+):(\d+)"')
_Piece = tuple[int, int, bytes]  # from where to where in the data, and what is to stand there


def row_style(row: Row) -> int | None:
    """The style that a row gives to cells that are not written; None when it gives none."""
    if b"customFormat" not in row.attributes:
        return None
    if not xmlscan.is_true(xmlscan.attribute(row.attributes, "customFormat")):
        return None
    return xmlscan.whole(xmlscan.attribute(row.attributes, "s"))


@lru_cache(maxsize=16)
def _simple_cell(prefix: bytes) -> re.Pattern[bytes]:
    """A cell as most are, with nothing in it that would have to be kept but its style; groups column, style."""
    p = re.escape(prefix)
    return re.compile(
        rb'<%sc r="([A-Z]{1,3})[0-9]{1,7}"(?>( s="[0-9]++")?)(?>(?: t="[A-Za-z]++")?)'
        rb"(?:/>|>(?>(?:<%sf[^>]*+>[^<]*+</%sf>)?)(?>(?:<%sv>[^<]*+</%sv>|<%sis><%st[^>]*+>[^<]*+</%st></%sis>)?)</%sc>)"
        % ((p,) * 10)
    )


@lru_cache(maxsize=16)
def _simple_row(prefix: bytes) -> re.Pattern[bytes]:
    """The start of a row that gives its cells no style; its groups are the ends of its spans, if it has any."""
    return re.compile(
        rb'<%srow r="[0-9]++"(?>(?: spans="([0-9]{1,7}):([0-9]{1,7})")?)'
        rb'(?>(?: (?!spans=|customFormat=)[A-Za-z0-9:]++="[^"<]*+")*)>' % re.escape(prefix)
    )


class Splicer:
    """Makes a sheet's data anew with edits of cells and of rows, by row and column."""

    def __init__(
        self,
        data: bytes,
        rows: RowIndex,
        prefix: bytes,
        column_style: Callable[[int], int],
        pending: Pending,
        row_attributes: Mapping[int, Attributes],
    ) -> None:
        self._data, self._rows, self._prefix = data, rows, prefix
        self._column_style = cache(column_style)  # asked for each new cell, and the same for all of a column
        self._pending, self._row_attributes = pending, row_attributes
        self._simple, self._cell = _simple_cell(prefix), patterns(prefix).cell
        self._simple_row, self._closing = _simple_row(prefix), b"</%srow" % prefix

    def result(self) -> bytes:
        """The data with the edits, in one pass."""
        data = memoryview(self._data)
        written, position = io.BytesIO(), 0  # joining a list of pieces would hold everything twice
        for number, edits in self._changes():
            for start, end, content in self._row(number, edits):
                if start < position:
                    raise WorkbookError("damaged", "The rows of a sheet are not in order.")
                written.write(data[position:start])
                written.write(content)
                position = end
        written.write(data[position:])
        return written.getvalue()

    def _changes(self) -> Iterator[tuple[int, dict[int, Edit]]]:
        """The rows that change, in their order, each with the edits of its cells."""
        waiting = sorted(self._row_attributes, reverse=True)
        for number, edits in self._pending.rows():
            while waiting and waiting[-1] < number:
                yield waiting.pop(), {}
            if waiting and waiting[-1] == number:
                waiting.pop()
            yield number, edits
        yield from ((number, {}) for number in reversed(waiting))

    def _row(self, number: int, edits: dict[int, Edit]) -> list[_Piece]:
        place = self._rows.place(number)
        if place is None:
            gap = self._rows.gap_for(number)
            return [(gap, gap, self._new_row(number, edits))]
        if number not in self._row_attributes:
            pieces = self._pieces_of_row(place, number, edits)
            if pieces is not None:
                return pieces
        row = self._rows.at(place)
        return [(row.start, row.end, self._changed_row(row, edits))]

    def _pieces_of_row(self, place: int, number: int, edits: dict[int, Edit]) -> list[_Piece] | None:
        """The edits of a row whose cells are written already, each found by its reference, or come after all
        that are.

        None when one is neither, or is spelt in another way, or would vanish: then the row is gone through.
        """
        start, end = self._rows.starts[place], self._rows.end_of(place)
        found: list[_Piece] = []
        position = start
        for column, edit in edits.items():
            opening = b'<%sc r="%s%d"' % (self._prefix, letters(column), number)
            at = self._data.find(opening, position, end)
            if at < 0:
                added = self._added_cells(start, end, number, column, edits)
                return None if added is None else [added[0], *found, added[1]]
            piece = self._cell_in_place(opening, at, end, number, column, edit)
            if piece is None:
                return None
            found.append(piece)
            position = piece[1]
        return found

    def _added_cells(
        self, start: int, end: int, number: int, first: int, edits: dict[int, Edit]
    ) -> tuple[_Piece, _Piece] | None:
        """The row's start, and the edits from column `first` on as cells after its last one."""
        head = self._simple_row.match(self._data, start, end)
        at = self._data.rfind(b"<%sc " % self._prefix, start, end)
        last = self._simple.match(self._data, at, end) if head is not None and at >= 0 else None
        if head is None or last is None or column_of(last[1]) >= first:
            return None
        if not self._data.startswith(self._closing, last.end()):
            return None
        new = [
            self._new_cell(number, column, edit, None) for column, edit in edits.items() if column >= first
        ]
        cells = (last.end(), last.end(), b"".join(new))
        if head[1] is None:
            return (start, start, b""), cells
        spans = b"%d:%d" % (min(*edits, int(head[1])), max(*edits, int(head[2])))
        return (head.start(1), head.end(2), spans), cells

    def _cell_in_place(
        self, opening: bytes, at: int, end: int, row: int, column: int, edit: Edit
    ) -> _Piece | None:
        simple = self._simple.match(self._data, at, end) if edit.content else None
        if simple is not None:
            style = simple[2] or b""
            if edit.style is not None:
                style = b' s="%d"' % edit.style if edit.style else b""
            kind = b' t="%s"' % edit.kind if edit.kind else b""
            return at, simple.end(), b"%s%s%s>%s</%sc>" % (opening, style, kind, edit.content, self._prefix)
        cell = self._cell.match(self._data, at, end)
        if cell is None:
            return None
        raw = RawCell(column, at, cell.end(), cell[1], cell[2] or b"", True)
        written = self._changed_cell(row, raw, edit)
        return (at, raw.end, written) if written else None

    def _new_row(self, number: int, edits: dict[int, Edit]) -> bytes:
        cells = b"".join(self._new_cell(number, column, edit, None) for column, edit in edits.items())
        values = self._row_attributes.get(number, {})
        if not cells and not any(values.values()):
            return b""
        attributes = xmlscan.set_attributes(b' r="%d"' % number, values)
        name = b"%srow" % self._prefix
        return (
            b"<%s%s>%s</%s>" % (name, attributes, cells, name) if cells else b"<%s%s/>" % (name, attributes)
        )

    def _new_cell(self, row: int, column: int, edit: Edit, row_style: int | None) -> bytes:
        inherited = self._column_style(column) if row_style is None else row_style
        if edit.style is None and not edit.content:
            return b""
        if edit.style is not None and edit.style == inherited and not edit.content:
            return b""
        return written_cell(row, column, edit, inherited if edit.style is None else edit.style, self._prefix)

    def _changed_row(self, row: Row, edits: dict[int, Edit]) -> bytes:
        attributes = xmlscan.set_attributes(row.attributes.rstrip(), self._row_attributes.get(row.number, {}))
        if edits and b"spans" in attributes:
            attributes = _widened(attributes, min(edits), max(edits))
        cells = self._changed_cells(row, edits)
        name = b"%srow" % self._prefix
        if not cells:
            return b"<%s%s/>" % (name, attributes)
        return b"<%s%s>%s</%s>" % (name, attributes, cells, name)

    def _changed_cells(self, row: Row, edits: dict[int, Edit]) -> bytes:
        waiting = sorted(edits, reverse=True)
        pieces: list[bytes] = []
        previous, style = 0, row_style(row)
        position = end = row.body
        last = last_cell(self._data, row, self._prefix)
        if waiting and last is not None and last.column < waiting[-1]:
            written = [
                self._new_cell(row.number, column, edits[column], style) for column in reversed(waiting)
            ]
            return b"".join((self._data[position : last.end], *written, self._data[last.end : row.body_end]))
        for cell in raw_cells(self._data, row.body, row.body_end, self._prefix):
            if cell.column <= previous:
                raise WorkbookError("damaged", f"The cells of row {row.number} are not in order.")
            previous, end = cell.column, cell.end
            if not waiting:
                break
            if waiting[-1] > cell.column:
                continue
            pieces.append(self._data[position : cell.start])
            position = cell.start
            while waiting and waiting[-1] < cell.column:
                column = waiting.pop()
                pieces.append(self._new_cell(row.number, column, edits[column], style))
            if waiting and waiting[-1] == cell.column:
                pieces.append(self._changed_cell(row.number, cell, edits[waiting.pop()]))
                position = cell.end
        if waiting:
            pieces.append(self._data[position:end])
            position = end
            while waiting:
                column = waiting.pop()
                pieces.append(self._new_cell(row.number, column, edits[column], style))
        pieces.append(self._data[position : row.body_end])
        return b"".join(pieces)

    def _changed_cell(self, row: int, cell: RawCell, edit: Edit) -> bytes:
        if edit.master is not None and edit.content is None:
            element = edit.master
            body = patterns(self._prefix).formula.sub(lambda _: element, cell.body, count=1)
            cell = cell._replace(body=body)
        next_is_numbered = self._rows.all_numbered and cell.numbered
        return changed_cell(row, cell, edit, self._prefix, may_vanish=next_is_numbered)


def _widened(attributes: bytes, first: int, last: int) -> bytes:
    """Row attributes whose `spans`, a hint that readers may trust, hold the columns."""
    usual = _SPANS.search(attributes) if b"'" not in attributes else None  # in quotes it is no attribute
    if usual is not None:
        start, end = min(first, int(usual[1])), max(last, int(usual[2]))
        return b"%s%d:%d%s" % (attributes[: usual.start(1)], start, end, attributes[usual.end(2) :])
    columns = [int(number) for number in re.findall(r"\d+", xmlscan.attribute(attributes, "spans") or "")]
    if columns and min(columns) <= first and last <= max(columns):
        return attributes
    return xmlscan.set_attributes(attributes, {"spans": f"{min([first, *columns])}:{max([last, *columns])}"})
