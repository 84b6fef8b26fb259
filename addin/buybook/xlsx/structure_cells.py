"""The cells of a sheet (`sheetData`) when rows or columns are inserted or deleted, or formulas change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from buybook.xlsx.addresses import Area, Shift, Unshiftable, column_index, column_letters, parse_a1
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.references import move_formula, references_in
from buybook.xlsx.structure_blocks import move_cells_down
from buybook.xlsx.structure_changes import Change, changed_text, shifted_reference
from buybook.xlsx.xmlscan import ATTRIBUTES, attribute, escape, set_attributes, unescape, whole

_VALUE = re.compile(rb"<(?:[\w.-]+:)?(?:v|is|f)[\s/>]")
_ROW_OF_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class _Patterns(NamedTuple):
    """The elements of the cells, spelled with the part's own prefix, which makes the search fast."""

    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    cell_row: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    walk: re.Pattern[bytes]


@lru_cache(maxsize=64)
def _patterns(prefix: bytes) -> _Patterns:
    p = re.escape(prefix)
    formula = rb"f(?=[\s/>])(" + ATTRIBUTES + rb")(?:/>|>([^<]*)</" + p + rb"f\s*>)"
    return _Patterns(
        row=re.compile(rb"<" + p + rb"row(?=[\s/>])(" + ATTRIBUTES + rb")(/?)>", re.DOTALL),
        cell=re.compile(
            rb"<"
            + p
            + rb"c(?=[\s/>])("
            + ATTRIBUTES
            + rb")(?:/>|>([^<]*+(?>(?:<(?!/?"
            + p
            + rb"c[\s/>])[^<]*+)*))</"
            + p
            + rb"c\s*>)",
            re.DOTALL,
        ),
        cell_row=re.compile(
            rb"(<"
            + p
            + rb"c\s+(?:[^\s=>]+\s*=\s*(?:\"[^\"]*\"|'[^']*')\s*)*?r\s*=\s*[\"'][A-Za-z]{1,3})[0-9]+"
        ),
        formula=re.compile(rb"<" + p + formula, re.DOTALL),
        walk=re.compile(
            rb"<" + p + rb"(?:(row|c)(?=[\s/>])(" + ATTRIBUTES + rb")/?>|" + formula + rb")", re.DOTALL
        ),
    )


def change_cells(data: bytes, prefix: bytes, change: Change) -> bytes:
    """Return the `sheetData` element after the change. Unshiftable when an array would be torn apart."""
    if change.shift is not None and b"shared" in data:
        data = _split_shared_formulas(data, prefix, change, change.shift)
    data = _change_formulas(data, prefix, change)
    if change.moves is None:
        return data
    if change.moves.axis == "rows":
        if change.moves.across is not None:
            return move_cells_down(data, prefix, change.moves)
        return _shift_rows(data, prefix, change.moves)
    return _shift_columns(data, prefix, change.moves)


# -- formulas


def _change_formulas(data: bytes, prefix: bytes, change: Change) -> bytes:
    def replacement(match: re.Match[bytes]) -> bytes:
        written = match[0]
        if match[2]:
            text = changed_text(match[2], change.formula)
            if text is not match[2]:
                start, end = match.start(2) - match.start(), match.end(2) - match.start()
                written = written[:start] + text + written[end:]
        if change.moves is not None and b"=" in match[1]:
            attributes = _formula_attributes(match[1], change.moves)
            start, end = match.start(1) - match.start(), match.end(1) - match.start()
            written = written[:start] + attributes + written[end:]
        return written

    return _patterns(prefix).formula.sub(replacement, data)


def _formula_attributes(attributes: bytes, shift: Shift) -> bytes:
    kind = attribute(attributes, "t")
    ref = attribute(attributes, "ref")
    if kind in ("array", "dataTable") and ref and shift.tears(_block(kind, ref)):
        what = "an array formula" if kind == "array" else "a data table"
        raise Unshiftable("array_formula", f"{what} fills {ref} as one block")
    values: dict[str, str | None] = {}
    for name in ("ref", "r1", "r2"):
        value = attribute(attributes, name)
        if value is None:
            continue
        moved = shifted_reference(value, shift)
        if moved is None and name != "ref":
            raise Unshiftable("data_table", f"a data table uses the cell {value} as its input")
        if moved is not None and moved != value:
            values[name] = moved
    return set_attributes(attributes, values) if values else attributes


def _block(kind: str, ref: str) -> Area:
    """The cells that belong together: a data table's include its formulas above and its inputs at the left."""
    area = parse_a1(ref).ordered()
    if kind == "array":
        return area
    return replace(
        area, kind="range", first_row=max(1, area.first_row - 1), first_column=max(1, area.first_column - 1)
    )


class _Member(NamedTuple):
    start: int
    end: int
    attributes: bytes
    row: int
    column: int


@dataclass(slots=True)
class _Group:
    """A shared formula: the text stands in the first cell, the others only name the group."""

    text: str
    row: int
    column: int
    members: list[_Member] = field(default_factory=list)


def _split_shared_formulas(data: bytes, prefix: bytes, change: Change, shift: Shift) -> bytes:
    """Give each cell its own formula where one text can no longer say what all cells of a group compute."""
    edits: list[tuple[_Member, str]] = []
    for group in _shared_groups(data, prefix):
        if not _stays_uniform(group, change, shift):
            for member in group.members:
                rows, columns = member.row - group.row, member.column - group.column
                edits.append((member, move_formula(group.text, rows, columns, wrap=True)))
    if not edits:
        return data
    pieces, copied = [], 0
    for member, text in sorted(edits):
        attributes = set_attributes(member.attributes.rstrip(), {"t": None, "ref": None, "si": None})
        pieces += [data[copied : member.start], b"<" + prefix + b"f" + attributes + b">", escape(text)]
        pieces.append(b"</" + prefix + b"f>")
        copied = member.end
    pieces.append(data[copied:])
    return b"".join(pieces)


def _shared_groups(data: bytes, prefix: bytes) -> list[_Group]:
    groups: list[_Group] = []
    current: dict[str, _Group] = {}
    for match, row, column in _walk_formulas(data, prefix):
        attributes = match[3]
        if b"shared" not in attributes or attribute(attributes, "t") != "shared":
            continue
        number = attribute(attributes, "si") or ""
        if match[4] and (number not in current or attribute(attributes, "ref")):
            current[number] = _Group(unescape(match[4]), row, column)
            groups.append(current[number])
        if number in current:
            current[number].members.append(_Member(match.start(), match.end(), attributes, row, column))
    return groups


def _walk_formulas(data: bytes, prefix: bytes) -> Iterator[tuple[re.Match[bytes], int, int]]:
    """Yield each formula with its row and column, also where rows or cells do not say theirs."""
    row = column = 0
    for match in _patterns(prefix).walk.finditer(data):
        if match[1] == b"row":
            row, column = whole(attribute(match[2], "r"), row + 1), 0
        elif match[1] == b"c":
            column = _column_of(match[2]) or column + 1
        else:
            yield match, row, column


def _column_of(attributes: bytes) -> int | None:
    reference = attribute(attributes, "r")
    match = _ROW_OF_REFERENCE.fullmatch(reference) if reference else None
    return column_index(match[1]) if match else None


def _stays_uniform(group: _Group, change: Change, shift: Shift) -> bool:
    """Whether all cells of the group, and all that they refer to, stay or move as one."""
    if shift.across is not None:
        return not (
            change.moves
            or any(shift.is_on(prefix.first) for prefix, _ in references_in(group.text) if prefix)
        )
    rows = shift.axis == "rows"
    places = [member.row if rows else member.column for member in group.members]
    first, last = min(places), max(places)
    if change.moves is not None and not _as_one(first, last, shift):
        return False
    anchor = group.row if rows else group.column
    for prefix, area in references_in(group.text):
        sheet = change.own_sheet if prefix is None else prefix.first
        if not shift.is_on(sheet):
            continue
        for end in area.relative_ends(shift.axis):
            low, high = end + first - anchor, end + last - anchor
            if not (low >= 1 and high <= shift.limit and _as_one(low, high, shift)):
                return False
    return True


def _as_one(first: int, last: int, shift: Shift) -> bool:
    if last < shift.at:
        return True
    return first >= shift.first_kept and last + shift.count <= shift.limit


# -- positions


def _shift_rows(data: bytes, prefix: bytes, shift: Shift) -> bytes:
    patterns = _patterns(prefix)
    close = b"</" + prefix + b"row"
    pieces: list[bytes] = []
    copied = number = 0
    for match in patterns.row.finditer(data):
        if match.start() < copied:
            raise WorkbookError("damaged", "A row of a sheet stands within another.")
        written = attribute(match[1], "r")
        number = whole(written, number + 1)
        if number < shift.at:
            continue
        end = match.end() if match[2] else data.index(b">", data.index(close, match.end())) + 1
        pieces.append(data[copied : match.start()])
        copied = end
        new = shift.moved(number)
        if new is not None:
            start = match.start(1)
            kept = match[1].rstrip()
            pieces += [data[match.start() : start], set_attributes(kept, {"r": str(new)})]
            pieces.append(_with_row(data[start + len(kept) : end], new, patterns.cell_row))
        elif number >= shift.first_kept:
            _refuse_loss(data[match.end() : end])
    pieces.append(data[copied:])
    return b"".join(pieces)


def _with_row(cells: bytes, row: int, pattern: re.Pattern[bytes]) -> bytes:
    number = b"%d" % row
    return pattern.sub(lambda match: match[1] + number, cells)


def _refuse_loss(cells: bytes) -> None:
    if _VALUE.search(cells):
        raise Unshiftable("sheet_full", "cells at the end of the sheet would be pushed off it")


def _shift_columns(data: bytes, prefix: bytes, shift: Shift) -> bytes:
    patterns = _patterns(prefix)
    row = column = 0

    def cell(match: re.Match[bytes]) -> bytes:
        nonlocal column
        column = _column_of(match[1]) or column + 1
        new = shift.moved(column)
        if new is None:
            if column >= shift.first_kept:
                _refuse_loss(match[0])
            return b""
        if new == column:
            return match[0]
        kept = match[1].rstrip()
        attributes = set_attributes(kept, {"r": f"{column_letters(new)}{row}"})
        start = match.start(1) - match.start()
        return match[0][:start] + attributes + match[0][start + len(kept) :]

    pieces: list[bytes] = []
    copied = 0
    for match in patterns.row.finditer(data):
        if match.start() < copied:
            raise WorkbookError("damaged", "A row of a sheet stands within another.")
        row, column = whole(attribute(match[1], "r"), row + 1), 0
        end = match.end() if match[2] else data.index(b"</" + prefix + b"row", match.end())
        if shift.across is not None and not shift.across[0] <= row <= shift.across[1]:
            continue
        pieces += [
            data[copied : match.start(1)],
            _shifted_spans(match[1], shift),
            data[match.end(1) : match.end()],
        ]
        pieces.append(patterns.cell.sub(cell, data[match.end() : end]))
        copied = end
    pieces.append(data[copied:])
    return b"".join(pieces)


def _shifted_spans(attributes: bytes, shift: Shift) -> bytes:
    spans = attribute(attributes, "spans")
    if spans is None:
        return attributes
    moved = []
    for text in spans.split():
        first, _, last = text.partition(":")
        if (span := shift.span(whole(first), whole(last))) is not None:
            moved.append(f"{span[0]}:{span[1]}")
    new = " ".join(moved)
    return attributes if new == spans else set_attributes(attributes, {"spans": new or None})
