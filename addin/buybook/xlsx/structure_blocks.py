"""Cells that move to other rows when only some columns of a sheet are shifted down or up."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from buybook.xlsx.addresses import Shift, Unshiftable, column_index, column_letters
from buybook.xlsx.xmlscan import ATTRIBUTES, attribute, set_attributes, whole

_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(?:v|is|f)[\s/>]")


class _Patterns(NamedTuple):
    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]


class _Row(NamedTuple):
    """A row: its attributes, its cells by column, and what stands between it and the next one."""

    number: int
    attributes: bytes
    cells: list[tuple[int, bytes]]
    written: bytes
    behind: bytes


@lru_cache(maxsize=64)
def _patterns(prefix: bytes) -> _Patterns:
    p = re.escape(prefix)

    def element(name: bytes) -> re.Pattern[bytes]:
        tag = rb"<" + p + name + rb"(?=[\s/>])(" + ATTRIBUTES + rb")"
        return re.compile(tag + rb"(?:/>|>(.*?)</" + p + name + rb"\s*>)", re.DOTALL)

    return _Patterns(element(b"row"), element(b"c"))


def move_cells_down(data: bytes, prefix: bytes, shift: Shift) -> bytes:
    """Return the `sheetData` element after some columns were shifted down (or up, by a negative count)."""
    assert shift.across is not None
    rows, head = _read(data, prefix)
    arriving: dict[int, list[tuple[int, bytes]]] = {}
    kept: dict[int, list[tuple[int, bytes]]] = {}
    for row in rows:
        if row.number < shift.at:
            continue
        for column, cell in row.cells:
            if not shift.across[0] <= column <= shift.across[1]:
                kept.setdefault(row.number, []).append((column, cell))
            elif (new := shift.moved(row.number)) is not None:
                arriving.setdefault(new, []).append((column, _at(cell, prefix, new, column)))
            elif row.number >= shift.first_kept and _CONTENT.search(cell):
                raise Unshiftable("sheet_full", "cells at the end of the sheet would be pushed off it")
    return _joined(rows, head, data, prefix, shift.at, kept, arriving)


def _read(data: bytes, prefix: bytes) -> tuple[list[_Row], int]:
    """The rows, and where the first one begins."""
    patterns = _patterns(prefix)
    matches = list(patterns.row.finditer(data))
    rows: list[_Row] = []
    number = 0
    for place, match in enumerate(matches):
        number = whole(attribute(match[1], "r"), number + 1)
        follower = matches[place + 1].start() if place + 1 < len(matches) else match.end()
        cells: list[tuple[int, bytes]] = []
        column = 0
        for cell in patterns.cell.finditer(match[2] or b""):
            letters = _LETTERS.match(attribute(cell[1], "r") or "")
            column = column_index(letters[0]) if letters else column + 1
            cells.append((column, cell[0] if letters else _at(cell[0], prefix, number, column)))
        rows.append(_Row(number, match[1], cells, match[0], data[match.end() : follower]))
    return rows, matches[0].start() if matches else data.rfind(b"</")


def _at(cell: bytes, prefix: bytes, row: int, column: int) -> bytes:
    """The cell with another address."""
    match = _patterns(prefix).cell.match(cell)
    assert match is not None
    attributes = match[1].rstrip()
    start = match.start(1)
    changed = set_attributes(attributes, {"r": f"{column_letters(column)}{row}"})
    return cell[:start] + changed + cell[start + len(attributes) :]


def _joined(
    rows: list[_Row],
    head: int,
    data: bytes,
    prefix: bytes,
    first: int,
    kept: dict[int, list[tuple[int, bytes]]],
    arriving: dict[int, list[tuple[int, bytes]]],
) -> bytes:
    """The data with cells taken out of the rows from `first` on, and others put in their place."""
    if not rows:
        return data
    numbers = [row.number for row in rows]
    end = head + sum(len(row.written) + len(row.behind) for row in rows)
    pieces: dict[int, list[bytes]] = {}
    for row in rows:
        cells = sorted(kept.get(row.number, []) + arriving.pop(row.number, []))
        changed = row.number >= first and cells != row.cells
        pieces[row.number] = [_row(row.attributes, cells, prefix) if changed else row.written, row.behind]
    for number, cells in sorted(arriving.items()):
        place = bisect_left(numbers, number)
        before = pieces[numbers[place - 1]] if place else None
        written = _row(b' r="%d"' % number, sorted(cells), prefix)
        if before is None:
            pieces[numbers[0]].insert(0, written)
        else:
            before.append(written)
    return data[:head] + b"".join(piece for row in rows for piece in pieces[row.number]) + data[end:]


def _row(attributes: bytes, cells: list[tuple[int, bytes]], prefix: bytes) -> bytes:
    # The columns that `spans` promises may have changed; it is only a hint for readers.
    attributes = set_attributes(attributes.rstrip(), {"spans": None})
    name = prefix + b"row"
    if not cells:
        return b"<%s%s/>" % (name, attributes)
    return b"<%s%s>%s</%s>" % (name, attributes, b"".join(cell for _, cell in cells), name)
