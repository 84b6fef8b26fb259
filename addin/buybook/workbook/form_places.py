"""Where in a reply the rows and columns of our form are, whatever was moved, inserted or renamed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from buybook.findings import Finding, Severity
from buybook.rfq_keys import RowKey, RowKind, read_key, read_mark
from buybook.vocabulary import Words, all_words
from buybook.workbook.column_reading import is_blank, shown
from buybook.workbook.lexicon import plain, tidy
from buybook.workbook.tables import Grid, column_letter

_LOOK_ABOVE = 40  # rows above the first line in which the titles are looked for


@dataclass
class FormPlaces:
    """The keys and marks of one sheet."""

    grid: Grid
    rows: dict[int, RowKey] = field(default_factory=dict)  # of lines, free rows and questions
    heads: list[tuple[int, int, RowKey]] = field(default_factory=list)  # row, column, key
    marks: dict[int, dict[int, str]] = field(default_factory=dict)  # row -> column -> field
    key_columns: set[int] = field(default_factory=set)

    def of_kinds(self, *kinds: RowKind) -> dict[int, RowKey]:
        """Give the keyed rows of some kinds."""
        return {row: key for row, key in self.rows.items() if key.kind in kinds}


@dataclass
class FormColumns:
    """Which column holds which field of the form, and what its title is now."""

    header_row: int
    fields: dict[str, int] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def places_in(grid: Grid) -> FormPlaces:
    """Find the keys and marks of a sheet."""
    found = FormPlaces(grid)
    for row, values in enumerate(grid.values, start=grid.first_row):
        for column, value in enumerate(values, start=grid.first_column):
            if not isinstance(value, str) or value[:2] != "BB":
                continue
            key, mark = read_key(value), read_mark(value)
            if key is not None:
                _take(found, row, column, key)
            elif mark is not None:
                found.marks.setdefault(row, {})[column] = mark
    return found


def _take(found: FormPlaces, row: int, column: int, key: RowKey) -> None:
    found.key_columns.add(column)
    if key.kind is RowKind.HEAD:
        found.heads.append((row, column, key))
    else:
        found.rows.setdefault(row, key)


def columns_of(places: FormPlaces, rows: Sequence[int], fields: Sequence[str], words: Words) -> FormColumns:
    """Find the columns of the form's lines or questions on a sheet; `rows` are the keyed rows."""
    grid = places.grid
    known = known_titles(tuple(fields))
    marks = _marks(places, rows, fields)
    found = FormColumns(_header_row(grid, marks, rows[0], known))
    columns = range(grid.first_column, grid.last_column + 1)
    for column in columns:
        title = grid.cell(found.header_row, column)
        if isinstance(title, str) and not is_blank(title) and column not in places.key_columns:
            found.titles[column] = tidy(title)
    claims: dict[str, list[int]] = {}
    for column in columns:
        name = _claim(found, grid, column, marks[1].get(column), known, words)
        if name is not None:
            claims.setdefault(name, []).append(column)
    for name, several in claims.items():
        _settle(found, grid, name, several, rows, words)
    _missing(found, fields, words, grid)
    _extra(found, grid, rows, places)
    return found


@cache
def known_titles(fields: tuple[str, ...]) -> Mapping[str, str]:
    """Give the field of every title that the form has in any language, as `plain` writes it."""
    return {
        plain(tidy(words.label(f"rfq_form.column.{name}"))): name for words in all_words() for name in fields
    }


def _marks(
    places: FormPlaces, rows: Sequence[int], fields: Sequence[str]
) -> tuple[int | None, Mapping[int, str]]:
    """Give the row of marks that belongs to the rows, and what it marks: the nearest above, else any."""
    fitting = {
        row: {column: name for column, name in marks.items() if name in fields}
        for row, marks in places.marks.items()
    }
    above = [row for row, marks in fitting.items() if marks and row < rows[0]]
    row = max(above, default=max((row for row, marks in fitting.items() if marks), default=None))
    return row, fitting.get(row, {}) if row is not None else {}


def _header_row(
    grid: Grid,
    marks: tuple[int | None, Mapping[int, str]],
    first: int,
    known: Mapping[str, str],
) -> int:
    """Give the row with the most titles of the form; without any the row below the marks, or above the lines."""
    top = max(grid.first_row, first - _LOOK_ABOVE)
    counted = {
        row: sum(
            1
            for column in range(grid.first_column, grid.last_column + 1)
            if _plain_cell(grid.cell(row, column)) in known
        )
        for row in range(top, first)
    }
    best = max(counted, key=lambda row: (counted[row], row), default=first - 1)
    if counted.get(best, 0) >= 2:
        return best
    return marks[0] + 1 if marks[0] is not None and marks[0] + 1 < first else max(1, first - 1)


def _plain_cell(value: object) -> str:
    return plain(tidy(value)) if isinstance(value, str) else ""


def _claim(
    found: FormColumns, grid: Grid, column: int, mark: str | None, known: Mapping[str, str], words: Words
) -> str | None:
    """Give the field that a column holds: by its title, where the form has it, else by its hidden mark."""
    title = found.titles.get(column, "")
    titled = known.get(plain(title)) if title else None
    if mark is None or titled == mark:
        return titled
    was = words.label(f"rfq_form.column.{mark}")
    if titled is not None:
        _tell(found, grid, column, "form_column_moved", {"title": title})
        return titled
    if title:
        _tell(found, grid, column, "form_column_renamed", {"was": was, "now": shown(title)})
    return mark


def _tell(found: FormColumns, grid: Grid, column: int, code: str, values: Mapping[str, object]) -> None:
    cell = f"{column_letter(column)}{found.header_row}"
    title = found.titles.get(column)
    found.findings.append(Finding(code, Severity.WARNING, values, sheet=grid.sheet, cell=cell, title=title))


def _settle(
    found: FormColumns, grid: Grid, name: str, columns: list[int], rows: Iterable[int], words: Words
) -> None:
    """Choose the column of a field: of several the only one that is filled, or any where they say the same."""
    cells = {column: [grid.cell(row, column) for row in rows] for column in columns}
    filled = [column for column, values in cells.items() if not all(map(is_blank, values))]
    candidates = filled or columns[:1]
    if all(cells[column] == cells[candidates[0]] for column in candidates):
        found.fields[name] = candidates[0]
        return
    _tell(
        found, grid, candidates[0], "form_column_unclear", {"title": words.label(f"rfq_form.column.{name}")}
    )


def _missing(found: FormColumns, fields: Sequence[str], words: Words, grid: Grid) -> None:
    """Tell when a column that matters is gone."""
    told = {finding.values.get("title") for finding in found.findings}
    for name in ("unit_price", "answer"):
        title = words.label(f"rfq_form.column.{name}")
        if name in fields and name not in found.fields and title not in told:
            found.findings.append(
                Finding(
                    "form_column_missing",
                    Severity.ERROR,
                    {"title": title},
                    sheet=grid.sheet,
                    cell=f"A{found.header_row}",
                )
            )


def _extra(found: FormColumns, grid: Grid, rows: Sequence[int], places: FormPlaces) -> None:
    """Tell of columns that the supplier added and filled."""
    used = set(found.fields.values()) | places.key_columns
    doubted = {finding.cell for finding in found.findings}
    for column in range(grid.first_column, grid.last_column + 1):
        if column in used or f"{column_letter(column)}{found.header_row}" in doubted:
            continue
        if any(not is_blank(grid.cell(row, column)) for row in rows):
            title = found.titles.get(column) or column_letter(column)
            _tell(found, grid, column, "form_extra_column", {"title": shown(title)})
