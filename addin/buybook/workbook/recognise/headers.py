"""Finding the rows of titles in a sheet, and the columns that belong together under them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from buybook.frozen import frozen
from buybook.workbook.recognise.period_rows import PeriodRows, texts_in
from buybook.workbook.recognise.spelling import CURRENCY_CODES, MAX_TITLE, key_of, words_of
from buybook.workbook.recognise.tiers import tier_of
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.recognise.values import is_blank, is_number, looks_like_date, looks_like_number
from buybook.workbook.tables import Area, Grid

_PRICES = frozenset({"unit_price", "list_price", "price_excl_vat", "purchase_price"})
_SURE = 0.7  # a title that counts as understood
_FULL_SCAN = 250  # rows in which every row is looked at; below, only those after a blank row
_LOOK_BELOW = 25  # rows below a title that show whether its column holds anything
_LONGEST_TITLE = 90
_CERTAIN = 0.9  # a title that is surely understood
_FEW_OFFERS = 2  # columns of prices beside suppliers
_ARTICLES = 10_000  # numbers of articles are larger
_FEW_ROWS = 12  # rows that show whether a list is one of rates
_MOST_OF_RATES = 6  # columns of such a list


@frozen
class Header:
    """A row of titles, from one column to another, with the titles of groups above it."""

    row: int  # the lowest row of titles
    first_column: int
    last_column: int
    titles: Mapping[int, str]  # column of the sheet -> the title right above its values
    groups: Mapping[int, str]  # column of the sheet -> the title of the group above
    top_row: int  # the highest row of titles

    def key(self) -> tuple[str, ...]:
        """Give the titles in plain spelling, to know the header again further down."""
        return tuple(key_of(words_of(title)) for title in self.titles.values())


class HeaderFinder:
    """Looks for rows of titles on one sheet."""

    def __init__(self, grid: Grid, lexicon: Lexicon, totals: frozenset[str] = frozenset()):
        self._grid = grid
        self._lexicon = lexicon
        self._found: dict[int, list[Header]] = {}
        self._periods = PeriodRows(grid, lexicon, totals)

    def rows(self) -> list[int]:
        """Give the rows that could hold titles, top first."""
        grid = self._grid
        offset = grid.first_row
        found = [
            offset + place
            for place, values in enumerate(grid.values)
            if (place < _FULL_SCAN or not any(grid.values[place - 1]))
            and (
                self._could_be_titles(values)
                or self._could_be_over_rates(offset + place)
                or self._periods.are_beside_goods(offset + place)
                or self.is_over_suppliers(offset + place)
            )
        ]
        return found + self._repeats(found)

    def _repeats(self, found: Sequence[int]) -> list[int]:
        """Give further rows down in a long sheet that equal a header found above."""
        grid = self._grid
        known = dict.fromkeys(tuple(grid.values[row - grid.first_row]) for row in found)
        seen = set(found)
        if not known or len(grid.values) <= _FULL_SCAN:
            return []
        firsts = {next((p, v) for p, v in enumerate(row) if not is_blank(v)) for row in known}
        texts = {place: {v for p, v in firsts if p == place and isinstance(v, str)} for place, _ in firsts}
        alike = {
            number
            for place, titles in texts.items()
            for number, values in enumerate(grid.values)
            if values[place] in titles
        }
        return [
            grid.first_row + number
            for number in sorted(alike)
            if tuple(grid.values[number]) in known and grid.first_row + number not in seen
        ]

    def _could_be_titles(self, values: Sequence[object]) -> bool:
        """Tell whether a row is mostly text and at least two of its texts are known titles."""
        filled = [value for value in values if not is_blank(value)]
        texts = [value for value in filled if isinstance(value, str) and is_title(value)]
        if len(texts) < 2 or len(texts) < 0.7 * len(filled):
            return False
        if not any(self._lexicon.is_plainly_known(text) for text in texts):
            return False
        if self.understood(texts) < 2:
            return False
        known = sum(self._lexicon.best_score(text) >= _SURE for text in texts)
        return known >= 4 or known >= 0.28 * len(texts)

    def is_over_suppliers(self, row: int) -> bool:
        """Tell whether a row has a title of suppliers, a name under it, and numbers under what is right of it."""
        grid = self._grid
        if not grid.first_row <= row < grid.last_row:
            return False
        here, below = grid.values[row - grid.first_row], grid.values[row + 1 - grid.first_row]
        if any(isinstance(value, float) and value < _ARTICLES for value in here):  # as in a line
            return False
        filled = [place for place, value in enumerate(here) if not is_blank(value)]
        if sum(isinstance(below[place], float) for place in filled) < _FEW_OFFERS:
            return False
        first = filled[:_FEW_OFFERS]
        return any(self._is_seller(here[place]) and isinstance(below[place], str) for place in first)

    def _is_seller(self, value: object) -> bool:
        if not isinstance(value, str) or not self._lexicon.is_plainly_known(value):
            return False
        match = self._lexicon.matches(value).get("supplier")
        return match is not None and match.score >= _CERTAIN

    def _could_be_over_rates(self, row: int) -> bool:
        """Tell whether any titles of a row stand over currencies and their rates."""
        values = self._grid.values[row - self._grid.first_row]
        columns = [
            place for place, value in enumerate(values, self._grid.first_column) if not is_blank(value)
        ]
        starts = [column for column in columns if column - 1 not in columns]
        return any(self.is_over_rates(row, start, max(_together(columns, start))) for start in starts)

    def is_over_rates(self, row: int, first: int, last: int) -> bool:
        """Tell whether the titles of these columns stand over codes of currencies and positive numbers."""
        below = range(row + 1, min(row + 1 + _FEW_ROWS, self._grid.last_row) + 1)
        titles = [self._grid.cell(row, column) for column in range(first, last + 1)]
        if not 2 <= last - first + 1 <= _MOST_OF_RATES or not all(isinstance(t, str) for t in titles):
            return False
        if any(isinstance(title, str) and _is_value(title) for title in titles):
            return False
        filled = {c: self._filled(c, below) for c in range(first, last + 1)}
        codes = [c for c, cells in filled.items() if len(cells) >= 2 and all(map(_is_currency, cells))]
        rates = [c for c, cells in filled.items() if len(cells) >= 2 and all(map(_is_positive, cells))]
        return bool(codes and rates) and not _is_currency(self._grid.cell(row, codes[0]))

    def _filled(self, column: int, rows: Iterable[int]) -> list[object]:
        """Give the values of a column down to its first blank cell."""
        return list(takewhile(lambda value: not is_blank(value), (self._grid.cell(r, column) for r in rows)))

    def understood(self, texts: Iterable[str]) -> int:
        """Count the fields that a row of texts is sure to name."""
        fields = set()
        texts = list(texts)
        for text in texts:
            matches = self._lexicon.matches(text)
            best = max(matches, key=lambda field: matches[field].score, default=None)
            if best and matches[best].score >= _SURE:
                fields.add(best)
        if "currency" in fields and any(text.strip().upper() in CURRENCY_CODES for text in texts):
            fields.add("exchange_rate")  # the rates are titled by the currency that they are in
        return len(fields)

    def is_over_periods(self, header: Header) -> bool:
        """Tell whether a header has titles of goods, and months, weeks or quarters side by side right of them."""
        run = self._periods.run(header.row)
        if run is None or not header.first_column <= run.columns[0] <= header.last_column:
            return False
        return self._periods.names_goods(header.titles, run)

    def strength(self, header: Header) -> float:
        """Say how many of a header's titles are understood, by how sure their meanings are."""
        return sum(self._lexicon.best_score(title) for title in header.titles.values())

    def headers(
        self, row: int, limit: int, whole: tuple[int, int] | None = None, fixed: bool = False
    ) -> list[Header]:
        """Give the headers in a row of titles: one for each run of columns that stand together.

        `limit` is the last row that can belong to them; `whole` are the columns of a list whose bounds are
        known, and `fixed` says that its row is known too.
        """
        if fixed or whole is not None:
            return self._headers(row, row, limit, whole)
        if row not in self._found:
            self._found[row] = self._headers(row, self._bottom(row, limit), limit, None)
        return self._found[row]

    def _headers(self, start: int, bottom: int, limit: int, whole: tuple[int, int] | None) -> list[Header]:
        texts = {column: value for column, value in self._texts(bottom).items() if _within(column, whole)}
        if not texts:
            return []
        top = min(start, self._top(bottom, texts))
        merges = self._grid.merged(top, bottom)
        groups = self._groups(top, bottom, texts, merges)
        titles = dict(texts)
        for column, text in self._hanging(top, bottom, texts, merges).items():
            if _within(column, whole):
                titles[column] = text
        runs = self._runs(sorted(titles), bottom, limit, merges) if whole is None else [whole]
        return [
            Header(
                bottom,
                first,
                last,
                {column: titles[column] for column in sorted(titles) if first <= column <= last},
                {column: text for column, text in groups.items() if first <= column <= last},
                top,
            )
            for first, last in runs
        ]

    def _texts(self, row: int) -> dict[int, str]:
        return texts_in(self._grid, row)

    def _bottom(self, row: int, limit: int) -> int:
        """Give the lowest row of a header of several rows that begins in `row`."""
        below = row + 1
        if below <= limit and (self._are_tiers(row, below) or self._periods.are_below(row)):
            return below
        if below > limit or not self._all_text(below):
            return row
        here, next_texts = self._texts(row), self._texts(below)
        if (
            sum(
                self._joins_up(here[column], next_texts[column]) for column in here.keys() & next_texts.keys()
            )
            >= 2
        ):
            return below
        merges = self._grid.merged(row, below)
        spanning = [
            m for m in merges if m.first_row == row and m.last_column > m.first_column and m.last_row == row
        ]
        hanging = [m for m in merges if m.first_row == row and m.last_row == below]
        covered = {c for m in spanning for c in range(m.first_column, m.last_column + 1)}
        if len(next_texts) >= 2 and set(next_texts) <= covered and self._numbers_under(below, next_texts):
            return below
        understood = self.understood(next_texts.values())
        known = sum(self._lexicon.best_score(text) >= _SURE for text in next_texts.values())
        mostly = known >= 0.5 * len(next_texts)
        grouped = any(column not in here and (column - 1) in here for column in next_texts)
        apart = not set(next_texts) & {
            c for c in here if not any(m.first_column <= c <= m.last_column for m in spanning)
        }
        if (
            (spanning or hanging or grouped)
            and understood >= 1
            and (apart or mostly)
            and not self._all_text_far(below)
        ):
            return below
        return (
            below
            if understood >= 2 and known >= 0.7 * len(next_texts) and len(next_texts) >= 0.7 * len(here)
            else row
        )

    def _numbers_under(self, row: int, columns: Iterable[int]) -> bool:
        """Tell whether anything else than text stands right under a row."""
        values = [self._grid.cell(row + 1, column) for column in columns]
        return any(not isinstance(value, str) for value in values if not is_blank(value))

    def _all_text(self, row: int) -> bool:
        values = self._grid.values[row - self._grid.first_row] if row <= self._grid.last_row else []
        filled = [value for value in values if not is_blank(value)]
        return bool(filled) and all(isinstance(value, str) and not _is_value(value) for value in filled)

    def _all_text_far(self, row: int) -> bool:
        """Tell whether the next row is text alone too: then the row is no second row of titles, but data."""
        texts = self._texts(row)
        known = sum(self._lexicon.best_score(text) >= _SURE for text in texts.values())
        return known < 0.5 * len(texts) and self._all_text(row + 1)

    def _top(self, row: int, texts: Mapping[int, str]) -> int:
        """Give the row of groups above a header: text over several columns or over wrapped titles."""
        above = row - 1
        over = {
            column: text
            for column, text in self._texts(above).items()
            if min(texts) - 1 <= column <= max(texts)
        }
        if not over or not all(self._is_title(above, column) for column in over):
            return row
        merges = [m for m in self._grid.merged(above, above) if m.last_column > m.first_column]
        spans = any(
            m.first_column in over and m.last_column - m.first_column < max(texts) - min(texts)
            for m in merges
        )
        wrapped = sum(self._joins_up(over[column], texts[column]) for column in over if column in texts)
        if spans or wrapped or (len(over) >= 2 and not self._could_be_form(over)):
            return above
        run = self._periods.run(row)
        if run is not None and set(over) <= {*run.columns, *run.sums}:  # not merged, or centred over them
            return above
        return row

    def _joins_up(self, upper: str, lower: str) -> bool:
        """Tell whether two texts, one above the other, make one known title that neither is alone."""
        joined = self._lexicon.matches(f"{upper} {lower}")
        best = max((match.score for match in joined.values()), default=0.0)
        return best >= 0.8 and not joined.keys() & self._lexicon.matches(lower).keys()

    def _is_title(self, row: int, column: int) -> bool:
        value = self._grid.cell(row, column)
        return isinstance(value, str) and len(value) <= _LONGEST_TITLE and not _is_value(value)

    def _could_be_form(self, over: Mapping[int, str]) -> bool:
        """Tell whether texts are labels with values beside them, as in a letterhead."""
        labelled = sum(text.rstrip().endswith(":") for text in over.values())
        return labelled > 0 or len(over) <= 2

    def _are_tiers(self, row: int, below: int) -> bool:
        """Tell whether a row holds nothing but the quantities that the prices of one title are for."""
        here, names = self._texts(row), self._texts(below)
        columns = sorted(names)
        tiers = [tier_of(names[column]) for column in columns]
        if len(columns) < 2 or columns != list(range(columns[0], columns[-1] + 1)) or None in tiers:
            return False
        if tiers != sorted(set(tiers), key=lambda tier: tier or 0) or set(columns[1:]) & here.keys():
            return False
        words = here.get(columns[0], "").split()
        return any(
            match.score >= _SURE and field in _PRICES
            for size in range(len(words), 0, -1)
            for field, match in self._lexicon.matches(" ".join(words[:size])).items()
        )

    def _groups(
        self, top: int, bottom: int, texts: Mapping[int, str], merges: Iterable[Area]
    ) -> dict[int, str]:
        """Give the group title over each column; a group reaches to the next one's first column."""
        found: dict[int, str] = {}
        if top == bottom:
            return found
        for row in range(top, bottom):
            over = self._texts(row)
            ends = {m.first_column: m.last_column for m in merges if m.first_row == row}
            starts = sorted(over)
            for column, after in zip(starts, [*starts[1:], max(texts, default=0) + 1], strict=True):
                last = ends.get(column, after - 1 if not ends else column)
                for each in range(column, last + 1):
                    found[each] = over[column]
        return found

    def _hanging(
        self, top: int, bottom: int, texts: Mapping[int, str], merges: Iterable[Area]
    ) -> dict[int, str]:
        """Give titles that stand in a higher row only, over columns that have none in the lowest."""
        found = {}
        for row in range(top, bottom):
            spanned = {
                m.first_column for m in merges if m.first_row == row and m.last_column > m.first_column
            }
            for column, text in self._texts(row).items():
                spans_titles = column in spanned and any(
                    m.first_column == column and any(m.first_column <= c <= m.last_column for c in texts)
                    for m in merges
                )
                if column not in texts and not spans_titles:
                    found[column] = text
        return found

    def _runs(
        self, columns: Sequence[int], row: int, limit: int, merges: Iterable[Area]
    ) -> list[tuple[int, int]]:
        """Give the columns that stand together: a column without title or values parts them."""
        ends = {m.first_column: m.last_column for m in merges if m.first_row <= row <= m.last_row}
        runs: list[list[int]] = []
        for column in columns:
            if runs and all(
                self._holds_values(between, row, limit) for between in range(runs[-1][1] + 1, column)
            ):
                runs[-1][1] = max(ends.get(column, column), column)
            else:
                runs.append([column, max(ends.get(column, column), column)])
        return [(first, last) for first, last in runs]

    def _holds_values(self, column: int, row: int, limit: int) -> bool:
        below = range(row + 1, min(limit, row + _LOOK_BELOW) + 1)
        return any(not is_blank(self._grid.cell(number, column)) for number in below)


def is_title(text: str) -> bool:
    """Tell whether text could be a title: not too long, and no mark that a program is to fill."""
    return len(text) <= MAX_TITLE and not text.lstrip().startswith(("{{", "<<", "&=", "${"))


def join(left: Header, right: Header) -> Header:
    """Make one header of two that stand side by side."""
    return replace(
        left,
        last_column=right.last_column,
        titles={**left.titles, **right.titles},
        groups={**left.groups, **right.groups},
        top_row=min(left.top_row, right.top_row),
    )


def _within(column: int, bounds: tuple[int, int] | None) -> bool:
    return bounds is None or bounds[0] <= column <= bounds[1]


def _together(columns: Sequence[int], start: int) -> list[int]:
    """Give the columns from one on that stand beside each other."""
    place = columns.index(start)
    return [column for number, column in enumerate(columns[place:]) if column == start + number]


def _is_currency(value: object) -> bool:
    return isinstance(value, str) and value.strip().upper() in CURRENCY_CODES


def _is_positive(value: object) -> bool:
    if isinstance(value, str):
        return looks_like_number(value) and any(sign in "123456789" for sign in value)
    return is_number(value) and value > 0  # type: ignore[operator]


def _is_value(text: str) -> bool:
    return looks_like_number(text) or looks_like_date(text)
