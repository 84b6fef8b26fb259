"""Where the lists of a sheet are: Excel Tables first, then rows of titles with lines below them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise, takewhile

from buybook.frozen import frozen
from buybook.settings import SheetOverride
from buybook.workbook.recognise.headers import Header, HeaderFinder, join
from buybook.workbook.recognise.nested import nested_lists
from buybook.workbook.recognise.rows import Extent, Phrases, measure
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.recognise.values import is_blank, is_unit_or_currency
from buybook.workbook.tables import Area, ExcelTable, Grid

_SAMPLE = 60  # values of a column that are looked at
_PRINTING = ("Print_Area", "Print_Titles")
_ABOVE = 14  # rows above a header that may hold its list's title
_TITLE_CELLS = 4  # filled cells, at most, of a row with a title or labels
_FORM = 6  # rows below a row of labels that show whether it is a form
_WIDEST_FORM = 8  # columns of labels and their values
_CLEAR = 0.9  # a text that is surely a title
_SAME_LENGTH = 300  # rows in which two runs of columns must end alike to be one list
_SPREAD = 4  # columns, with an empty one between every two, that are one list
_FEW = 2  # columns that may be remarks at the side of a list
# What two lists that stand side by side both say of their lines; one list says it once.
_NAMING = frozenset({"po_number", "po_line", "item_number", "description", "supplier"})
_FIGURES = frozenset({"quantity", "quantity_ordered", "unit", "unit_price", "purchase_price", "line_amount"})
_WIDEST_TEXT = 8  # columns that the text of a line may run over
_LONGEST_CODE = 3  # signs of codes that a list explains, such as those of defects
_LETTERHEAD = 16  # rows that a letterhead with labels may take


@frozen
class Layout:
    """A list on a sheet: its titles, its rows, and what is written about it."""

    header: Header
    extent: Extent
    above: tuple[str, ...]  # texts above the header that may say what the list is
    near: tuple[str, ...] = ()  # those of them that stand above its own columns
    excel_table: str | None = None
    name: str | None = None  # of a named range that covers it


def find_lists(
    grid: Grid, lexicon: Lexicon, phrases: Phrases, override: SheetOverride, own: frozenset[int] = frozenset()
) -> list[Layout]:
    """Find the lists of a sheet, from top to bottom.

    `own` are the columns of ours, which the grid holds no more.
    """
    return _Sheet(grid, lexicon, phrases, own).lists(override)


class _Sheet:
    def __init__(self, grid: Grid, lexicon: Lexicon, phrases: Phrases, own: frozenset[int]):
        self._grid = grid
        self._lexicon = lexicon
        self._phrases = phrases
        self._own = own
        self._finder = HeaderFinder(grid, lexicon, phrases.totals)

    def lists(self, override: SheetOverride) -> list[Layout]:
        if override.header_row is not None:
            return [self._bounded(each, override) for each in self._at(override.header_row)]
        tables = [
            each for table in self._grid.excel_tables if table.header for each in self._excel_table(table)
        ]
        rest = _without(self._grid, [table.area for table in self._grid.excel_tables if table.header])
        beside = _Sheet(rest, self._lexicon, self._phrases, self._own) if rest else None
        free = beside._free_lists(self._taken(tables)) if beside else []
        found = sorted([*tables, *free], key=lambda each: (each.header.row, each.header.first_column))
        return [self._bounded(each, override) for each in found]

    def _bounded(self, layout: Layout, override: SheetOverride) -> Layout:
        """Put the first and last row where the settings say."""
        extent = layout.extent
        first = override.first_row or extent.first_row
        last = override.last_row or extent.last_row
        skipped = tuple(
            row for row in extent.skipped if first <= row and (row < last or not override.last_row)
        )
        return replace(layout, extent=Extent(first, last, skipped))

    def _at(self, row: int) -> list[Layout]:
        """Give the lists under a row of titles that the settings name."""
        headers = self._finder.headers(row, self._grid.last_row, fixed=True)
        return [
            self._layout(header, self._grid.last_row, ())
            for header in self._side_by_side(headers, self._grid.last_row)
        ]

    def _excel_table(self, table: ExcelTable) -> list[Layout]:
        area = table.area
        last = area.last_row - 1 if table.totals else area.last_row
        headers = self._finder.headers(
            area.first_row, last, (area.first_column, area.last_column), fixed=True
        )
        return [replace(self._layout(header, last, ()), excel_table=table.name) for header in headers]

    def _taken(self, layouts: Iterable[Layout]) -> list[Area]:
        return [
            Area(each.header.top_row, each.header.first_column, each.extent.last_row, each.header.last_column)
            for each in layouts
        ]

    def _free_lists(self, taken: list[Area]) -> list[Layout]:
        """Find lists by their titles alone."""
        rows = self._finder.rows()
        nested = nested_lists(self._grid, rows)
        found: list[Layout] = []
        for place, row in enumerate(rows):
            later = [each for each in rows[place + 1 :] if each > row]
            headers = self._finder.headers(row, self._grid.last_row)
            nearest = next((each for each in later if each > row + 1), self._grid.last_row + 1) - 1
            for header in self._side_by_side(headers, nearest):
                others = nested.get(header.row)
                if (others is None and self._inside(header, taken)) or not self._is_header(header):
                    continue
                limit, repeats = (self._grid.last_row, others) if others else self._bounds(header, later)
                if self._is_letterhead(header, limit, later):
                    continue
                layout = self._layout(header, limit, repeats)
                if layout.extent.last_row < layout.extent.first_row and not self._is_ready(header):
                    continue
                found.append(layout)
                taken.extend(self._taken([layout]))
        return [_with_inner_lines(each, found, nested) for each in found] if nested else found

    def _inside(self, header: Header, taken: Iterable[Area]) -> bool:
        return any(
            area.first_row <= header.row <= max(area.last_row, area.first_row)
            and header.first_column <= area.last_column
            and header.last_column >= area.first_column
            for area in taken
        )

    def _is_header(self, header: Header) -> bool:
        """Tell whether enough titles are understood, and the first column below holds no labels of a form."""
        known = [c for c, title in header.titles.items() if self._title_score(header, c, title) >= 0.7]
        if self._finder.is_over_rates(header.row, header.first_column, header.last_column):
            return True
        plain = self._finder.is_over_periods(header) or self._finder.is_over_suppliers(header.row)
        if len(known) < 2 and not plain and self._finder.understood(header.titles.values()) < 2:
            return False
        if self._are_key_figures(header):
            return False
        return not self._has_labels_below(header, known[0]) and not self._is_pairs(header, known)

    def _are_key_figures(self, header: Header) -> bool:
        """Tell whether texts that stand apart, with nothing below, are the labels of single figures."""
        columns = sorted(header.titles)
        gaps = {right - left for left, right in pairwise(columns)}
        if 1 in gaps or (gaps == {2} and len(columns) >= _SPREAD):
            return False
        return all(is_blank(self._grid.cell(header.row + 1, column)) for column in columns)

    def _has_labels_below(self, header: Header, column: int) -> bool:
        """Tell whether titles stand in a column under each other, as in a form."""
        rows = range(header.row + 1, header.row + 1 + _FORM)
        below = takewhile(lambda value: not is_blank(value), (self._grid.cell(row, column) for row in rows))
        texts = [value for value in below if isinstance(value, str)]
        labels = sum(self._lexicon.best_score(text) >= _CLEAR for text in texts)
        return labels >= 2 and labels >= 0.5 * len(texts)

    def _is_pairs(self, header: Header, known: Sequence[int]) -> bool:
        """Tell whether a row is labels with text beside each, as in a letterhead: Supplier, Acme."""
        columns = sorted(header.titles)
        labels = columns[::2]
        if len(columns) % 2 or len(columns) > _WIDEST_FORM or list(known) != labels:
            return False
        return not self._numbers_below(header, range(header.row + 1, header.row + 3))

    def _is_ready(self, header: Header) -> bool:
        """Tell whether titles without a line below are a list that waits for its first line."""
        known = sum(self._lexicon.best_score(title) >= 0.7 for title in header.titles.values())
        return known >= 4 and known >= 0.6 * len(header.titles)

    def _title_score(self, header: Header, column: int, title: str) -> float:
        group = header.groups.get(column)
        joined = self._lexicon.best_score(f"{group} {title}") if group else 0.0
        return max(joined, self._lexicon.best_score(title))

    def _bounds(self, header: Header, later: Iterable[int]) -> tuple[int, tuple[int, ...]]:
        """Give the last row that can belong to a list, and the rows in which its titles come again."""
        repeats: list[int] = []
        mine = header.key()
        for row in later:
            if row <= header.row:
                continue
            for other in self._finder.headers(row, self._grid.last_row):
                if other.first_column > header.last_column or other.last_column < header.first_column:
                    continue
                if self._same_titles(mine, other):
                    repeats.extend(range(row, other.row + 1))
                elif self._is_rival(header, other):
                    return min(other.top_row, row) - 1, tuple(repeats)
        return self._grid.last_row, tuple(repeats)

    def _same_titles(self, mine: Sequence[str], other: Header) -> bool:
        theirs = other.key()
        return theirs == mine or (
            len(theirs) >= 2 and set(theirs) <= set(mine) and len(theirs) >= 0.7 * len(mine)
        )

    def _is_rival(self, header: Header, other: Header) -> bool:
        """Tell whether a row of known words further down begins another list, and is no line of this one.

        Titles that hang down from this list's own header, as over a blank cell of its first line, do not count, nor
        do units and currencies.
        """
        own = [title for column, title in other.titles.items() if not self._is_blank_at(other.row, column)]
        if self._is_of_codes(header, other):
            return False
        scores = [0.0 if is_unit_or_currency(title) else self._lexicon.best_score(title) for title in own]
        known = sum(score >= 0.7 for score in scores)
        if known < 2 or known < 0.5 * len(scores):
            return False
        return known >= 3 or self._finder.strength(other) >= 0.5 * self._finder.strength(header)

    def _is_of_codes(self, header: Header, other: Header) -> bool:
        """Tell whether known words are a line of a list of short codes and their meanings: A, Quantity."""
        code, *meanings = header.titles
        if other.top_row != other.row or list(other.titles) != [code, *meanings] or not meanings:
            return False
        rows = range(other.row, header.row, -1)
        return len(rows) > 1 and all(
            _is_code(self._grid.cell(row, code))
            and all(isinstance(self._grid.cell(row, column), str) for column in meanings)
            for row in rows
        )

    def _is_blank_at(self, row: int, column: int) -> bool:
        return is_blank(self._grid.cell(row, column))

    def _is_letterhead(self, header: Header, limit: int, later: Iterable[int]) -> bool:
        """Tell whether a weak header is only labels above a stronger one."""
        mine = self._finder.strength(header)
        near = [row for row in later if header.row < row <= header.row + _LETTERHEAD]
        rivals = [other for row in near for other in self._finder.headers(row, self._grid.last_row)]
        stronger = [other for other in rivals if self._finder.strength(other) >= 1.4 * mine]
        if not stronger:
            return False
        lines = range(header.row + 1, min(limit, stronger[0].top_row - 1) + 1)
        filled = [row for row in lines if not all(is_blank(self._grid.cell(row, c)) for c in header.titles)]
        return len(filled) == 0 or (len(filled) < 3 and not self._numbers_below(header, filled))

    def _numbers_below(self, header: Header, rows: Sequence[int]) -> bool:
        """Tell whether the lines below a header hold something else than text, as the lines of a list do."""
        values = [self._grid.cell(row, column) for row in rows for column in header.titles]
        return any(not isinstance(value, str) for value in values if not is_blank(value))

    def _side_by_side(self, headers: Sequence[Header], limit: int) -> list[Header]:
        """Join the runs of columns that are one list with an empty column in it."""
        if _are_spread(headers):
            return [reduce(join, headers)]
        lists: list[Header] = []
        for header in headers:
            if lists and self._is_one_list(lists[-1], header, limit):
                lists[-1] = join(lists[-1], header)
            else:
                lists.append(header)
        return lists

    def _is_one_list(self, left: Header, right: Header, limit: int) -> bool:
        theirs = set(right.key()) & set(left.key())
        between = [c for c in range(left.last_column + 1, right.first_column) if c not in self._own]
        if len(theirs) >= 0.5 * len(right.titles):
            return self._is_block(right) and right.first_column - left.last_column == 2
        if len(right.titles) > _FEW and self._fields(left) & self._fields(right) & _NAMING:
            return False
        if not between:  # only our columns part them: the buyer added more at their right
            return True
        near = min(limit, left.row + _SAME_LENGTH)
        if self._measure(left, near).last_row != self._measure(right, near).last_row:
            return False
        if right.first_column - left.last_column == 2 or len(right.titles) <= _FEW:
            return True
        # A form leaves room for the text of each line: what is bought at the left, how much of it at the right.
        parted = not self._fields(right) & _NAMING and not self._fields(left) & _FIGURES
        return parted and right.first_column - left.last_column <= _WIDEST_TEXT

    def _is_block(self, header: Header) -> bool:
        """Tell whether titles are those of one supplier's offer, without what would name the goods."""
        fields = self._fields(header)
        return bool(fields & {"unit_price", "list_price", "line_amount"}) and not fields & {
            "item_number", "description", "po_number", "supplier",
        }  # fmt: skip

    def _fields(self, header: Header) -> set[str]:
        """Give the likeliest field of each title."""
        matches = map(self._lexicon.matches, header.titles.values())
        return {max(each, key=lambda field: each[field].score) for each in matches if each}

    def _measure(self, header: Header, limit: int, repeats: Iterable[int] = ()) -> Extent:
        columns = (header.first_column, header.last_column)
        return measure(self._grid, header.row, columns, limit, repeats, self._phrases)

    def _layout(self, header: Header, limit: int, repeats: Iterable[int]) -> Layout:
        extent = self._measure(header, limit, repeats)
        above = self._above(header, self._grid.first_column)
        return Layout(
            header, extent, above, self._above(header, header.first_column), name=self._name(header)
        )

    def _above(self, header: Header, first_column: int) -> tuple[str, ...]:
        """Give the texts above a header, from a column on, nearest first."""
        texts: list[str] = []
        for row in range(header.top_row - 1, max(header.top_row - _ABOVE, self._grid.first_row) - 1, -1):
            cells = [self._grid.cell(row, c) for c in range(first_column, header.last_column + 1)]
            filled = [value for value in cells if not is_blank(value)]
            if len(filled) <= _TITLE_CELLS:  # more is a line or a header of another list
                texts.extend(value for value in filled if isinstance(value, str))
        return tuple(texts)

    def _name(self, header: Header) -> str | None:
        """Give the range that the buyer named and that begins with the header, if there is one."""
        for name in self._grid.names:
            area = name.area
            if name.name.startswith("_") or name.name in _PRINTING:
                continue  # Excel's own, such as _FilterDatabase
            if area.first_row == header.row and area.first_column <= header.first_column <= area.last_column:
                return name.name
        return None


def _is_code(value: object) -> bool:
    text = value.strip() if isinstance(value, str) else ""
    return len(text) <= _LONGEST_CODE and text.isalnum() and text == text.upper()


def sample_rows(layout: Layout) -> list[int]:
    """Give rows of data from the top, and some spread over the rest."""
    first, last = layout.extent.first_row, layout.extent.last_row
    skipped = frozenset(layout.extent.skipped)
    top = range(first, min(last, first + _SAMPLE // 2 - 1) + 1)
    step = max(1, (last - top.stop + 1) // (_SAMPLE // 2)) if last >= top.stop else 1
    rest = range(top.stop, last + 1, step)
    return [row for row in (*top, *rest) if row not in skipped]


def _with_inner_lines(
    layout: Layout, layouts: Iterable[Layout], nested: Mapping[int, tuple[int, ...]]
) -> Layout:
    """Let a list end below the inner lines of its last line: there, its next line would stand."""
    extent, others = layout.extent, nested.get(layout.header.row, ())
    inner = [
        each.extent
        for each in layouts
        if each.header.row in nested and layout.header.row < each.header.row <= extent.last_row
    ]
    last = max((each.last_row for each in inner), default=0)
    if last <= extent.last_row:
        return layout
    skipped = sorted({*extent.skipped, *(row for row in others if extent.last_row < row <= last)})
    return replace(layout, extent=Extent(extent.first_row, last, tuple(skipped)))


def _are_spread(headers: Sequence[Header]) -> bool:
    """Tell whether every other column is empty, as in reports of accounting programs."""
    gaps = {right.first_column - left.last_column for left, right in pairwise(headers)}
    single = all(each.first_column == each.last_column for each in headers)
    return len(headers) >= _SPREAD and gaps == {2} and single


def _without(grid: Grid, areas: Sequence[Area]) -> Grid | None:
    """Give the sheet without the cells of its Excel Tables; None when nothing is left."""
    if not areas:
        return grid
    values = list(grid.values)
    for area in areas:
        left = max(0, area.first_column - grid.first_column)
        right = max(0, area.last_column - grid.first_column + 1)
        for row in range(max(area.first_row, grid.first_row), min(area.last_row, grid.last_row) + 1):
            place = row - grid.first_row
            line = list(values[place])
            line[left:right] = [None] * len(line[left:right])
            values[place] = line
    if not any(any(line) for line in values):
        return None
    return replace(grid, values=values, excel_tables=())
