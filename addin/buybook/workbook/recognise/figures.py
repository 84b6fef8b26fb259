"""What the figures under months, weeks or quarters are: what is needed of goods, or something else."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.workbook.recognise.kinds import CODES, KindWords, weight
from buybook.workbook.recognise.layout import Layout
from buybook.workbook.recognise.periods import FEWEST, Run, runs, unit_named
from buybook.workbook.recognise.sources import Assignment, Reading, Source, weighed
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.tables import Area, Block, Grid, RecognisedTable, column_letter

_FEWEST_SAID = 2  # periods that are enough where their titles say that they are of demand
_NUMBERS = 0.6  # of a column's values
_MOSTLY = 0.5  # of a list's columns: more, and the list is about their figures
_WHOLLY = 3.0  # what such figures give to demand
_BY_TITLE, _BY_GUESS = 0.9, 0.7
_OF_COSTS = frozenset({"account", "cost_center"})
_SUMS = frozenset({"total", "line_amount", "price_excl_vat", "price_incl_vat", "quantity"})
_SURE = 0.8
_MONEY = ("€", "$", "£", "kr", "EUR", "SEK", "USD", "GBP")


class Meant(StrEnum):
    """What figures are."""

    DEMAND = "demand"
    OTHER = "other"
    OPEN = ""  # nothing says it, or one text says this and another that


@frozen
class Figures:
    """Columns of a list with a period each for a title, and what they hold."""

    run: Run
    meant: Meant

    @property
    def telling(self) -> int:
        """How many titles speak for a list of demand."""
        return 0 if self.meant is Meant.OTHER else len(self.run.columns)

    def is_main(self, sources: Sequence[Source]) -> bool:
        """Tell whether a list is about these figures: they are most of its titled columns."""
        return len(self.run.columns) > _MOSTLY * sum(bool(source.title) for source in sources)

    def spoken_of(self, table: RecognisedTable) -> frozenset[int]:
        """Give the columns of a list of demand that need no telling: what is needed, and what adds it up."""
        columns = (*self.run.columns, *self.run.sums)
        return frozenset(columns if table.kind is TableKind.DEMAND else ())

    def demand_in(self, kind: TableKind, present: Container[str], sources: Sequence[Source]) -> float:
        """Say how much the figures speak for demand where a list of a kind has no other column of it."""
        if kind is not TableKind.DEMAND or self.meant is not Meant.DEMAND or "demand" in present:
            return 0.0
        return weight(kind, "demand") + (_WHOLLY if self.is_main(sources) else 0.0)


def figures_of(
    grid: Grid, layout: Layout, sources: Sequence[Source], words: KindWords, lexicon: Lexicon, named: bool
) -> Figures | None:
    """Find the months, weeks or quarters of a list, and say what stands under them; None where it has none.

    `named` says whether the sheet's name and the titles at the left may say it.
    """
    run = _run(sources, words)
    if run is None:
        return None
    groups = [
        group
        for group in dict.fromkeys(s.group for s in sources if s.index in run.columns)
        if group is not None
    ]
    near = [text for text in (run.rest, *groups) if words.figures(text)]
    if near:
        return Figures(run, _agreed(words.figures(text) for text in near))
    if len(run.columns) < FEWEST:
        return None
    others = [source for source in sources if source.index not in run.columns]
    if any(lexicon.is_customers(source.title) or _is_of_costs(source, lexicon) for source in others):
        return Figures(run, Meant.OTHER)
    names = [layout.excel_table, layout.name, *([grid.sheet, *layout.above] if named else layout.near)]
    meant = _agreed(words.figures(text) for text in names if text)
    if meant is Meant.OPEN and _are_money(grid, layout, run):
        meant = Meant.OTHER
    return Figures(run, meant)


def without_figures(sources: Sequence[Source], figures: Figures | None, lexicon: Lexicon) -> list[Source]:
    """Give the columns without those of periods, and without those that only add them up."""
    if figures is None:
        return list(sources)
    return [
        source
        for source in sources
        if source.index not in figures.run.columns
        and not (source.index in figures.run.sums and _only_adds_up(source, lexicon))
    ]


def with_demand(assignment: Assignment, figures: Figures, sources: Sequence[Source]) -> Assignment:
    """Read the columns of periods as what is needed, unless a column of its own says that."""
    if any(reading.field == "demand" for reading in assignment.fields.values()):
        return assignment
    score = _BY_TITLE if figures.meant is Meant.DEMAND else _BY_GUESS
    read: dict[int, Reading] = {
        source.index: replace(weighed(source, "demand", score, source.title, "periods"), score=score)
        for source in sources
        if source.index in figures.run.columns
    }
    return Assignment({**assignment.fields, **read}, assignment.clashes)


def blocks_of(figures: Figures | None, fields: Mapping[int, Reading]) -> tuple[Block, ...]:
    """Give a block for each period whose column was read as what is needed in it."""
    if figures is None:
        return ()
    unit = figures.run.unit if figures.run.even else ""
    return tuple(
        Block((index,), None, {index: "demand"}, period=unit)
        for index in figures.run.columns
        if index in fields and fields[index].reason == "periods"
    )


def tell_of_figures(table: RecognisedTable, figures: Figures | None) -> list[Finding]:
    """Tell how the columns of periods were read, and ask where nothing says what they hold."""
    titles = {column.index: column.title for column in table.columns}
    fields = {column.field for column in table.columns}
    if figures is None or figures.meant is Meant.OTHER:
        return []
    read = any(block.period is not None for block in table.blocks)
    if not read and (table.kind is not TableKind.OTHER or fields.isdisjoint(CODES)):
        return []
    first, last = figures.run.columns[0], figures.run.columns[-1]
    values = {
        "row": table.header_row,
        "count": len(figures.run.columns),
        "first": titles.get(first, ""),
        "last": titles.get(last, ""),
    }
    code, severity = "periods_not_read", Severity.INFO
    if read and figures.meant is Meant.DEMAND:
        code = "demand_by_period"
    elif read:
        code, severity = "demand_by_period_unsure", Severity.WARNING
    cell = f"{column_letter(first)}{table.header_row}"
    return [Finding(code, severity, values, sheet=table.sheet, cell=cell)]


def _run(sources: Sequence[Source], words: KindWords) -> Run | None:
    titles = {source.index: _with_unit(source) for source in sources if source.title}
    found = [
        replace(run, columns=tuple(c for c in run.columns if _holds_numbers(c, sources)))
        for run in runs(titles, words.totals)
    ]
    run = max(found, key=lambda run: len(run.columns), default=None)
    return run if run is not None and len(run.columns) >= _FEWEST_SAID else None


def _with_unit(source: Source) -> str:
    """Give a bare number with the unit that stands above it: "Week" over 12, 13, 14."""
    unit = unit_named(source.group) if source.group and source.title.isdecimal() else None
    return f"{unit} {source.title}" if unit else source.title


def _holds_numbers(index: int, sources: Sequence[Source]) -> bool:
    source = next(each for each in sources if each.index == index)
    return source.fixed is None and (not source.profile.filled or source.profile.numbers >= _NUMBERS)


def _agreed(said: Iterable[str]) -> Meant:
    found = {each for each in said if each}
    return Meant(found.pop()) if len(found) == 1 else Meant.OPEN


def _is_of_costs(source: Source, lexicon: Lexicon) -> bool:
    return any(
        field in _OF_COSTS and match.score >= _SURE for field, match in lexicon.matches(source.title).items()
    )


def _only_adds_up(source: Source, lexicon: Lexicon) -> bool:
    """Tell whether a title such as "Total" says no more than that; "Total usage" is the usage itself."""
    return source.fixed is None and set(lexicon.matches(source.title)) <= _SUMS


def _are_money(grid: Grid, layout: Layout, run: Run) -> bool:
    if grid.number_format is None or layout.extent.last_row < layout.extent.first_row:
        return False
    row, column = layout.extent.first_row, run.columns[0]
    shown = grid.number_format(Area(row, column, row, column))
    return shown is not None and any(sign in shown for sign in _MONEY)
