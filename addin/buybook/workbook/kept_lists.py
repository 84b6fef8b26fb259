"""Lists of ours in the buyer's workbook that keep what happened: requests sent, promises made, rounds of an offer.

Each is a sheet that Buybook begins and adds to; the buyer may correct its cells, and write remarks at its right.
The sheet is called `sheet.<name>` and its columns `kept.<name>.<column>` in the vocabulary. Both are found again
in whatever language they were written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import Kind
from buybook.vocabulary import Words, all_words
from buybook.workbook.dates import Certain, Numeric, read_date
from buybook.workbook.edits import CellEdit, Edit, ListColumn, ListEdit, Look, Value
from buybook.workbook.numbers import NumberText, read_number_text
from buybook.workbook.same import same_value
from buybook.workbook.tables import Grid, column_letter
from buybook.workbook.view import WorkbookView

ROW = "_row"  # of a kept row: its row on the sheet
_NUMBERS = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.DAYS})
_HEADER_ROW = 3  # of a list that Buybook begins (workbook/planning.py)
_DECIMAL_SIGNS = {"sv": ",", "nl": ","}


@frozen
class KeptColumn:
    """A column of a kept list: its name, what it holds, and how wide it is, in characters."""

    name: str
    kind: Kind = Kind.TEXT
    width: float = 14


@frozen
class KeptList:
    """A list that Buybook keeps."""

    name: str
    columns: tuple[KeptColumn, ...]

    def sheet_names(self) -> frozenset[str]:
        """What its sheet may be called, in any language."""
        return frozenset(words.label(f"sheet.{self.name}") for words in all_words())


@frozen
class KeptRows:
    """What a kept list says: a mapping of column to value for each row, with `_row`; and what could not be read.

    Dates are `date`, numbers `float`, all else text; a column without a value is missing from the row.
    """

    rows: tuple[Mapping[str, object], ...] = ()
    findings: tuple[Finding, ...] = ()


def read_kept(view: WorkbookView, kept: KeptList) -> KeptRows:
    """Read a kept list; no rows where the workbook has none yet. A cell that cannot be read is a finding."""
    place = _place(view, kept)
    if place is None:
        return KeptRows()
    findings: list[Finding] = []
    rows = []
    for row in range(place.header_row + 1, place.grid.last_row + 1):
        values: dict[str, object] = {}
        for column in kept.columns:
            index = place.columns.get(column.name)
            raw = None if index is None else place.grid.cell(row, index)
            if index is None or raw is None or (isinstance(raw, str) and not raw.strip()):
                continue
            value = _read(raw, column.kind, view.language)
            if value is None:
                findings.append(_unread(place, column, row, index, raw))
            else:
                values[column.name] = value
        if values:
            rows.append({**values, ROW: row})
    return KeptRows(tuple(rows), tuple(findings))


def kept_edits(
    view: WorkbookView,
    words: Words,
    kept: KeptList,
    new: Sequence[Mapping[str, Value]] = (),
    changed: Mapping[int, Mapping[str, Value]] | None = None,
) -> tuple[Edit, ...]:
    """Give the edits that add rows to a kept list and change cells of it; its sheet is made where there is none.

    `changed` holds values by the row of the sheet, as `read_kept` gives it in `_row`. A column that the buyer
    deleted is not written.
    """
    place = _place(view, kept)
    if place is None:
        return (_new_list(words, kept, new),) if new else ()
    end = place.grid.last_row
    while end > place.header_row and _empty(place, end):
        end -= 1
    rows = {**(changed or {}), **{end + number: row for number, row in enumerate(new, start=1)}}
    return tuple(_cell_edits(place, kept, words, rows))


@frozen
class _KeptPlace:
    """Where a kept list stands."""

    grid: Grid
    header_row: int
    columns: Mapping[str, int]  # column of the list -> column of the sheet


def _place(view: WorkbookView, kept: KeptList) -> _KeptPlace | None:
    names = {name.casefold() for name in kept.sheet_names()}
    sheet = next((name for name in view.grids if name.casefold() in names), None)
    if sheet is None:
        return None
    grid = view.grids[sheet]
    titles = _titles(kept)
    found = [(row, _columns(grid, row, titles)) for row in range(grid.first_row, min(grid.last_row, 20) + 1)]
    header_row, columns = max(found, key=lambda each: len(each[1]), default=(_HEADER_ROW, {}))
    if not columns:  # the sheet was emptied: it is written as it was begun
        return _KeptPlace(grid, _HEADER_ROW, {each.name: at for at, each in enumerate(kept.columns, start=1)})
    return _KeptPlace(grid, header_row, columns)


def _titles(kept: KeptList) -> Mapping[str, str]:
    """Give the column that each title names, in any language."""
    return {
        words.label(f"kept.{kept.name}.{column.name}").casefold(): column.name
        for words in all_words()
        for column in kept.columns
    }


def _columns(grid: Grid, row: int, titles: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index in range(grid.first_column, grid.last_column + 1):
        value = grid.cell(row, index)
        name = titles.get(" ".join(value.split()).casefold()) if isinstance(value, str) else None
        if name is not None:
            found.setdefault(name, index)
    return found


def _empty(place: _KeptPlace, row: int) -> bool:
    return all(place.grid.cell(row, index) in (None, "") for index in place.columns.values())


def _read(raw: object, kind: Kind, language: str) -> object:
    """Give a cell's value by the kind of its column; None where it cannot be read."""
    if kind is Kind.DATE:
        return _date(raw)
    if kind in _NUMBERS:
        return _number(raw, language)
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return raw.date().isoformat() if isinstance(raw, dt.datetime) else str(raw).strip()


def _date(raw: object) -> dt.date | None:
    says = read_date(raw)
    if isinstance(says, Numeric):  # only what reads as one day in every order
        days = set(says.candidates.values())
        return days.pop() if len(days) == 1 else None
    return says.date if isinstance(says, Certain) and not says.words else None


def _number(raw: object, language: str) -> float | None:
    if isinstance(raw, (bool, dt.date)):
        return None
    if isinstance(raw, (int, float)):
        return float(raw)
    says = read_number_text(str(raw))
    if not isinstance(says, NumberText) or says.rest or says.upper is not None or says.per:
        return None
    return says.value(_DECIMAL_SIGNS.get(language, "."))


def _unread(place: _KeptPlace, column: KeptColumn, row: int, index: int, raw: object) -> Finding:
    title = place.grid.cell(place.header_row, index)
    kind = "date" if column.kind is Kind.DATE else "number"
    return Finding(
        f"kept_no_{kind}",
        Severity.WARNING,
        {"value": str(raw)},
        sheet=place.grid.sheet,
        cell=f"{column_letter(index)}{row}",
        title=str(title or column.name),
    )


def _new_list(words: Words, kept: KeptList, new: Sequence[Mapping[str, Value]]) -> ListEdit:
    sheet = words.label(f"sheet.{kept.name}")
    columns = tuple(
        ListColumn(
            each.name,
            words.label(f"kept.{kept.name}.{each.name}"),
            _format(each.kind, words),
            each.width,
            _align(each.kind),
        )
        for each in kept.columns
    )
    return ListEdit(sheet, sheet, columns, tuple(new))


def _format(kind: Kind, words: Words) -> str:
    match kind:
        case Kind.DATE:
            return {"nl": "dd-mm-yyyy", "sv": "yyyy-mm-dd"}.get(words.language, "dd mmm yyyy")
        case Kind.MONEY:
            return "#,##0.00"
        case Kind.QUANTITY:
            return "#,##0.###"
        case Kind.CODE:
            return "@"
        case _:
            return "General"


def _align(kind: Kind) -> Literal["left", "center", "right"] | None:
    """Set apart what would touch the text beside it: dates to the left, counts in the middle."""
    if kind is Kind.DATE:
        return "left"
    if kind in _NUMBERS:
        return "center" if kind in (Kind.NUMBER, Kind.DAYS) else "right"
    return None


def _cell_edits(
    place: _KeptPlace, kept: KeptList, words: Words, rows: Mapping[int, Mapping[str, Value]]
) -> Iterable[CellEdit]:
    sheet = place.grid.sheet
    for row, values in sorted(rows.items()):
        for column in kept.columns:
            index = place.columns.get(column.name)
            if index is None or column.name not in values:
                continue
            value = values[column.name]
            if same_value(place.grid.cell(row, index), value):
                continue
            form = _format(column.kind, words)
            plain = form == "General" and _align(column.kind) is None
            look = None if plain or value is None else Look(number_format=form, align=_align(column.kind))
            yield CellEdit(sheet, row, index, value, look)
