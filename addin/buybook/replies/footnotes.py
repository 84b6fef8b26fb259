"""Notes beneath a list that single lines point at by a mark: "14,20*" and "* price per 1000 pcs"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from buybook.core.offered import OfferedLine
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.replies.letterhead import Text
from buybook.replies.texts import currencies_in, discount_in, per_in, says_any
from buybook.workbook.lexicon import tidy
from buybook.workbook.tables import Grid, RecognisedTable

_SIGNS = r"\*{1,4}|[¹²³⁴⁵†‡#]"
_NOTE = re.compile(rf"\s*(?P<mark>{_SIGNS}|\(?\d\))\s*(?P<note>\S.*)$", re.DOTALL)
_MARKED = re.compile(rf"(?P<text>.*?\S)\s*(?P<mark>{_SIGNS}|(?<=\s)\(?\d\))\s*$", re.DOTALL)
_MOST_ROWS = 12  # under a list in which its notes begin
_LONGEST = 300


@frozen
class Notes:
    """The notes of a list by their marks, the marks of its rows, and the cells in which the notes stand."""

    by_mark: Mapping[str, str]
    rows: Mapping[int, tuple[str, ...]]
    cells: frozenset[str]

    def of(self, row: int) -> tuple[str, ...]:
        """Give the notes that a row points at."""
        return tuple(self.by_mark[mark] for mark in self.rows.get(row, ()))


def without_marks(grid: Grid, table: RecognisedTable, texts: Iterable[Text]) -> tuple[Grid, Notes]:
    """Take the marks off the cells of a list that point at notes around it; a mark without a note is left."""
    said = [(text, found) for text in texts if (found := _note(text, table)) is not None]
    by_mark = {_mark(found["mark"]): tidy(found["note"])[:_LONGEST] for _, found in said}
    marked: dict[tuple[int, int], tuple[str, str]] = {}
    for row in range(table.first_row, table.last_row + 1):
        for column in range(table.first_column, table.last_column + 1):
            value = grid.cell(row, column)
            found = _MARKED.match(value) if isinstance(value, str) and by_mark else None
            if found is not None and _mark(found["mark"]) in by_mark:
                marked[row, column] = (found["text"], _mark(found["mark"]))
    rows: dict[int, tuple[str, ...]] = {}
    for (row, _), (_, mark) in marked.items():
        rows[row] = tuple(dict.fromkeys([*rows.get(row, ()), mark]))
    used = {mark for marks in rows.values() for mark in marks}
    cells = frozenset(text.cell for text, found in said if _mark(found["mark"]) in used)
    return _with(grid, marked), Notes(by_mark, rows, cells)


def _note(text: Text, table: RecognisedTable) -> re.Match[str] | None:
    near = table.last_row < text.row <= table.last_row + _MOST_ROWS or text.row < table.header_row
    return _NOTE.match(text.value) if near and isinstance(text.value, str) else None


def _mark(text: str) -> str:
    return text.strip("() ")


def _with(grid: Grid, marked: Mapping[tuple[int, int], tuple[str, str]]) -> Grid:
    if not marked:
        return grid
    values = [list(line) for line in grid.values]
    for (row, column), (text, _) in marked.items():
        values[row - grid.first_row][column - grid.first_column] = text
    return replace(grid, values=values)


def noted(line: OfferedLine, notes: Sequence[str]) -> tuple[OfferedLine, list[Finding]]:
    """Give a line with what its notes say of its price, and tell each; one about prices that is not understood
    makes the price doubtful.
    """
    findings = []
    for note in notes:
        line, found = _with_note(line, note)
        findings.append(found)
    return line, findings


def _with_note(line: OfferedLine, note: str) -> tuple[OfferedLine, Finding]:
    values: dict[str, object] = {"item": line.name, "note": note}
    per, percent = per_in(note), discount_in(note)
    if per and percent is None and line.price_per in (1, Decimal(per)):
        told = _found(line, "reply_footnote_per", values | {"per": f"{per:.0f}"}, Severity.INFO)
        return replace(line, price_per=Decimal(per)), told
    if percent is not None and line.discount is None and not per:
        told = _found(line, "reply_footnote_discount", values | {"discount": f"{percent:f}"})
        return replace(line, discount=percent), told
    if per or percent is not None or says_any(note, "reply_footnote_price") or currencies_in(note):
        line = replace(line, doubtful=line.doubtful | {"unit_price"})
    return replace(line, comment=line.comment or note), _found(line, "reply_footnote", values)


def _found(
    line: OfferedLine, code: str, values: dict[str, object], severity: Severity = Severity.WARNING
) -> Finding:
    return Finding(code, severity, values, sheet=line.sheet, cell=f"A{line.row}")
