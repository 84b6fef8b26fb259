"""The buyer's own word on lists and columns, put before everything that recognition thinks.

What was said holds for the list it was said of, also when rows or columns moved since; a title that was settled
once is settled for every list of the kind. What fits no more is told, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from buybook.findings import Finding, Severity
from buybook.schema import TableKind
from buybook.settings import SheetOverride
from buybook.workbook.recognise.layout import Layout
from buybook.workbook.recognise.rows import Extent
from buybook.workbook.remembered import (
    Remembered,
    RememberedColumn,
    RememberedList,
    Said,
    Verdict,
    title_key,
)
from buybook.workbook.tables import RecognisedTable, column_letter

_SAME_LIST = 0.5  # of a list's titles that must still be there
YOU, LEARNT = "you", "learnt"  # why a column is what it is


class SheetDecisions:
    """What the buyer said about the lists of one sheet."""

    def __init__(
        self, sheet: str, lists: Sequence[RememberedList], learnt: Mapping[tuple[TableKind, str], Verdict]
    ) -> None:
        self._sheet = sheet
        self._lists = lists
        self._learnt = learnt
        self._said: dict[tuple[int, int], Said] = {}  # by header row and first column
        self.findings: list[Finding] = []
        self.unplaced: list[RememberedList] = []

    def placed(self, layouts: Sequence[Layout], at: Callable[[int], Sequence[Layout]]) -> list[Layout]:
        """Give the sheet's lists as the buyer wants them: header and last row put right, others left out.

        `at` finds the lists under a row of titles.
        """
        wanted = {each.titles_in for each in self._lists if each.titles_in is not None and not each.ignored}
        forced = [layout for row in sorted(wanted) for layout in at(row)]
        old = {
            (each.header_row, each.first_column)
            for each in self._lists
            if each.titles_in not in (None, each.header_row)
        }
        kept = [
            layout
            for layout in layouts
            if _anchor(layout) not in old and not any(_overlap(layout, other) for other in forced)
        ]
        found = sorted([*kept, *forced], key=_anchor)
        return [layout for layout in self._matched(found) if not self._is_ignored(layout)]

    def override(self, layout: Layout, override: SheetOverride) -> SheetOverride:
        """Give what is decided about a list: the settings' word, and over it the buyer's on the set-up sheet."""
        said = self._said.get(_anchor(layout))
        if said is None:
            return override
        verdicts = {index: each.verdict for index, each in said.columns.items() if each.verdict is not None}
        return replace(
            override,
            kind=said.of.is_kind or override.kind,
            columns=_with(override.columns, verdicts, _titles(layout)),
        )

    def learnt(self, layout: Layout, kind: TableKind) -> Mapping[int, Verdict]:
        """Give what was said elsewhere of titles that stand in this list too, by column."""
        said = self._said.get(_anchor(layout))
        settled = said.columns if said is not None else {}
        found: dict[int, Verdict] = {}
        for index, title in _titles(layout).items():
            verdict = self._learnt.get((kind, title_key(title))) if title else None
            mine = settled.get(index)
            if verdict is not None and (mine is None or mine.verdict is None):
                found[index] = verdict
        return found

    def said_columns(self, layout: Layout) -> Mapping[int, str]:
        """Give why columns of a list are what they are, where the buyer said it of this very list."""
        said = self._said.get(_anchor(layout))
        if said is None:
            return {}
        return {index: YOU for index, each in said.columns.items() if each.verdict is not None}

    def is_kind_said(self, layout: Layout) -> bool:
        """Tell whether the buyer said what a list is about."""
        said = self._said.get(_anchor(layout))
        return said is not None and said.of.is_kind is not None

    def said_of(self, table: RecognisedTable) -> Said | None:
        """Give what was said of a list that was recognised."""
        return self._said.get((table.header_row, table.first_column))

    def _is_ignored(self, layout: Layout) -> bool:
        said = self._said.get(_anchor(layout))
        if said is None or not said.of.ignored:
            return False
        self.unplaced.append(said.of)
        return True

    def _matched(self, layouts: Sequence[Layout]) -> list[Layout]:
        """Find the layout of each list that is remembered, those that stand where they stood first."""
        free = list(layouts)
        waiting: list[RememberedList] = []
        for each in self._lists:
            layout = next((layout for layout in free if self._stands_still(each, layout)), None)
            if layout is None:
                waiting.append(each)
            else:
                free.remove(layout)
                self._take(each, layout)
        for each in waiting:
            layout = max(free, key=lambda layout: _likeness(each, layout), default=None)
            if layout is None or _likeness(each, layout) < _SAME_LIST:
                self.unplaced.append(each)
                self.findings.append(_list_gone(each))
                continue
            free.remove(layout)
            self._take(each, layout)
            self.findings.append(_list_moved(each, layout))
        return [self._bounded(layout) for layout in layouts]

    def _stands_still(self, each: RememberedList, layout: Layout) -> bool:
        row = each.titles_in or each.header_row
        here = _anchor(layout) == (row, each.first_column)
        return here and (_likeness(each, layout) >= _SAME_LIST or each.titles_in is not None)

    def _take(self, each: RememberedList, layout: Layout) -> None:
        columns, gone, told = _placed_columns(each, layout)
        self._said[_anchor(layout)] = Said(each, columns, gone, layout.extent.last_row)
        self.findings.extend(told)

    def _bounded(self, layout: Layout) -> Layout:
        """Put the last row where the buyer said; rows that came since are told."""
        said = self._said.get(_anchor(layout))
        if said is None or said.of.last_row is None:
            return layout
        extent, last = layout.extent, said.of.last_row
        if last <= layout.header.row:
            return layout
        if extent.last_row > max(said.of.ends_at, last):
            self.findings.append(_grown(said.of, extent.last_row))
        skipped = tuple(row for row in extent.skipped if row < last)
        return replace(layout, extent=Extent(extent.first_row, last, skipped))


def decisions_of(remembered: Remembered, sheets: Iterable[str]) -> Mapping[str, SheetDecisions]:
    """Give what was said by sheet; empty where nothing was ever set up."""
    if not remembered.lists:
        return {}
    learnt = remembered.learnt()
    return {
        sheet: SheetDecisions(sheet, [each for each in remembered.lists if each.sheet == sheet], learnt)
        for sheet in sheets
    }


def sheets_gone(remembered: Remembered, sheets: Iterable[str]) -> tuple[list[RememberedList], list[Finding]]:
    """Give the lists of sheets that are there no more, and tell of each sheet once."""
    there = frozenset(sheets)
    gone = [each for each in remembered.lists if each.sheet not in there]
    names = dict.fromkeys(each.sheet for each in gone)
    return gone, [Finding("setup_sheet_gone", Severity.WARNING, {"sheet": name}) for name in names]


def _placed_columns(
    each: RememberedList, layout: Layout
) -> tuple[dict[int, RememberedColumn], tuple[RememberedColumn, ...], list[Finding]]:
    """Find where the columns of a list are now: by title, and where titles repeat, by their place too."""
    titles = _titles(layout)
    sheet = each.sheet
    free = dict(titles)
    found: dict[int, RememberedColumn] = {}
    moved: list[RememberedColumn] = []
    for column in each.columns:
        if title_key(free.get(column.index, "\0")) == title_key(column.title):
            found[column.index] = column
            del free[column.index]
        else:
            moved.append(column)
    gone: list[RememberedColumn] = []
    told: list[Finding] = []
    row = layout.header.row
    for column in moved:
        same = [i for i, title in free.items() if title and title_key(title) == title_key(column.title)]
        if len(same) != 1:
            gone.append(column)
            continue
        found[same[0]] = column
        del free[same[0]]
        told.append(_told("setup_column_moved", Severity.INFO, sheet, row, same[0], column))
    for column in gone:
        now = free.pop(column.index, None)
        code = "setup_column_renamed" if now else "setup_column_gone"
        told.append(_told(code, Severity.WARNING, sheet, row, column.index, column, now=now or ""))
    told.extend(
        Finding(
            "setup_column_new",
            Severity.INFO,
            {"column": column_letter(index), "title": title},
            sheet=sheet,
            cell=f"{column_letter(index)}{row}",
            title=title,
        )
        for index, title in free.items()
        if title and each.columns
    )
    return found, tuple(gone), told


def _told(
    code: str, severity: Severity, sheet: str, row: int, index: int, column: RememberedColumn, now: str = ""
) -> Finding:
    values = {
        "title": column.title or column_letter(column.index),
        "before": column_letter(column.index),
        "after": column_letter(index),
        "now": now,
    }
    cell = f"{column_letter(index)}{row}"
    return Finding(code, severity, values, sheet=sheet, cell=cell, title=now or column.title)


def _list_gone(each: RememberedList) -> Finding:
    cell = f"{column_letter(each.first_column)}{each.header_row}"
    severity = Severity.WARNING if each.has_choices else Severity.INFO
    return Finding("setup_list_gone", severity, {"sheet": each.sheet, "place": cell}, sheet=each.sheet)


def _list_moved(each: RememberedList, layout: Layout) -> Finding:
    before = f"{column_letter(each.first_column)}{each.header_row}"
    row, column = _anchor(layout)
    after = f"{column_letter(column)}{row}"
    values = {"sheet": each.sheet, "before": before, "after": after}
    return Finding("setup_list_moved", Severity.INFO, values, sheet=each.sheet, cell=after)


def _grown(each: RememberedList, last: int) -> Finding:
    values = {"sheet": each.sheet, "said": each.last_row, "now": last}
    cell = f"{column_letter(each.first_column)}{last}"
    return Finding("setup_list_grown", Severity.WARNING, values, sheet=each.sheet, cell=cell)


def _with(
    settled: Mapping[str, str | None], verdicts: Mapping[int, Verdict], titles: Mapping[int, str]
) -> Mapping[str, str | None]:
    """Give the settings' columns with the buyer's verdicts over them, each by its column's letters."""
    over = {title_key(titles.get(index, "")) for index in verdicts} - {""}
    kept = {key: value for key, value in settled.items() if title_key(key) not in over}
    return kept | {column_letter(index): verdict.field for index, verdict in verdicts.items()}


def with_learnt(override: SheetOverride, kind: TableKind, learnt: Mapping[int, Verdict]) -> SheetOverride:
    """Give an override that also holds what was said elsewhere, for a list whose kind is known."""
    columns = dict(override.columns) | {column_letter(i): each.field for i, each in learnt.items()}
    return replace(override, kind=kind, columns=columns)


def _titles(layout: Layout) -> dict[int, str]:
    """Give the titles of a layout as its columns are told: one line each, empty for an untitled column."""
    header = layout.header
    return {
        index: " ".join(header.titles.get(index, "").split())
        for index in range(header.first_column, header.last_column + 1)
    }


def _likeness(each: RememberedList, layout: Layout) -> float:
    """Say how many of a remembered list's titles a layout still has, from 0 to 1."""
    mine = {title_key(column.title) for column in each.columns if column.title}
    theirs = {title_key(title) for title in _titles(layout).values()}
    return len(mine & theirs) / len(mine) if mine else 1.0


def _anchor(layout: Layout) -> tuple[int, int]:
    return layout.header.row, layout.header.first_column


def _overlap(one: Layout, other: Layout) -> bool:
    columns = (
        one.header.first_column <= other.header.last_column
        and other.header.first_column <= one.header.last_column
    )
    first = max(one.header.top_row, other.header.top_row)
    return columns and first <= min(
        max(one.extent.last_row, one.header.row), max(other.extent.last_row, other.header.row)
    )
