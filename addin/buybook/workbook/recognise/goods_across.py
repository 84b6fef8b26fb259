"""Comparisons with a supplier in each row: goods as titles, and under each the price that the row's supplier asks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import takewhile

from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.workbook.recognise.blocks import PRICES, Span, is_about_prices
from buybook.workbook.recognise.layout import Layout
from buybook.workbook.recognise.periods import period_of
from buybook.workbook.recognise.rows import Extent
from buybook.workbook.recognise.sources import Reading, Source
from buybook.workbook.recognise.spelling import key_of, words_of
from buybook.workbook.recognise.titles import LISTED, Lexicon
from buybook.workbook.recognise.values import is_blank, is_number, looks_like_date
from buybook.workbook.tables import Grid, RecognisedTable, column_letter
from buybook.workbook.title_hints import title_hints

_GUESSED = 0.75  # how sure prices are at most where nothing says that they are prices
_FEWEST = 2  # goods that are compared
_NUMBERS = 0.6  # of a column's values
_KNOWN = 0.7  # a title that means something else
_SUPPLIERS = frozenset({"supplier", "supplier_no"})
_GOODS = frozenset({"item_number", "description", "supplier_item_number", "manufacturer_part_number", "ean"})
_HEADS = ("quantity", "unit", "currency", "item_number", "description")  # said of each of the goods in a row
_CODE = re.compile(r"(?=\S*\d)\S{4,}")
_SHORTEST_NUMBER = 5  # digits of an article's number
_MARKS = range(0, 11)  # that suppliers are given


class Sign(StrEnum):
    """What says that titles are goods with prices under them."""

    KNOWN = "known"  # other lists have these goods, or the titles above or under them speak of prices
    COMPARED = "compared"  # the list is called a comparison of offers; nothing else says it
    NOTHING = ""


@frozen
class Across:
    """Goods as titles, right of a column of suppliers."""

    sign: Sign
    seller: int  # the column of suppliers
    spans: tuple[Span, ...]  # the columns of each article
    layout: Layout  # without the rows that are no supplier's
    heads: Mapping[str, int]  # rows that say something of each of the goods, by field

    @property
    def is_read(self) -> bool:
        """Whether they are to be read; what nothing speaks for is asked about."""
        return self.sign is not Sign.NOTHING

    def weighed(self, fields: Mapping[int, Reading]) -> dict[int, Reading]:
        """Give what columns hold, those of goods no surer than what says that they are; an amount is of all goods."""
        most = 1.0 if self.sign is Sign.KNOWN else _GUESSED
        columns = self.spoken_of()
        found = {}
        for index, reading in fields.items():
            if index in columns:
                found[index] = replace(reading, score=min(most, reading.score))
            else:
                whole = reading.field == "line_amount"
                found[index] = replace(reading, field="total") if whole else reading
        return found

    def spoken_of(self) -> frozenset[int]:
        """Give the columns that a finding of their own speaks of."""
        return frozenset(column for span in self.spans for column in span.titles)

    def stated(self, grid: Grid, span: Span) -> dict[str, object]:
        """Give what is stated once for all offers of an article: its name or number, its quantity and unit."""
        article = " ".join((span.article or "").split())
        found: dict[str, object] = {"item_number" if _CODE.fullmatch(article) else "description": article}
        for field, row in self.heads.items():
            values = [grid.cell(row, column) for column in sorted(span.titles)]
            value = next((value for value in values if not is_blank(value)), None)
            if field == "quantity" and is_number(value):
                found[field] = float(value)  # type: ignore[arg-type]
            elif field != "quantity" and value is not None:
                found[field] = str(value).strip()
        return found


def goods_across(
    grid: Grid,
    layout: Layout,
    sources: Sequence[Source],
    spans: Sequence[Span],
    lexicon: Lexicon,
    compared: bool,
    known: Collection[str],
    no_offers: Collection[str],
) -> Across | None:
    """Find goods as titles; None where a list has no such thing.

    `spans` are titles that come again and again; `known` are the goods of other lists, in plain spelling;
    `no_offers` begin rows that are no supplier's, such as the lowest price.
    """
    sellers = [source for source in sources if _means(source.title, _SUPPLIERS, lexicon, LISTED * 0.9)]
    if len(sellers) != 1 or any(_means(source.title, _GOODS, lexicon, _KNOWN) for source in sources):
        return None
    (seller,) = sellers
    if seller.profile.filled and seller.profile.numbers > 1 - _NUMBERS:
        return None
    found = _under_names(spans, seller) or _alone(sources, seller, lexicon, known)
    if not found:
        return None
    columns = {column for span in found for column in span.titles}
    figures = [source for source in sources if source.index in columns]
    titled = len(found[0].titles) > 1  # each price has a title of its own
    if titled or all(_key(span.article) in known for span in found) or _are_priced(figures, layout, lexicon):
        sign = Sign.KNOWN
    else:
        sign = Sign.COMPARED if compared and not _are_marks(figures) else Sign.NOTHING
    bare, heads = _without_heads(grid, layout, seller.index, lexicon, no_offers)
    return Across(sign, seller.index, found, bare, heads)


def goods_named(grids: Mapping[str, Grid], tables: Sequence[RecognisedTable]) -> frozenset[str]:
    """Give the numbers and descriptions of goods in all lists, in plain spelling."""
    return frozenset(
        _key(value)
        for table in tables
        for field in ("item_number", "description")
        if (column := table.column(field)) is not None
        for value in grids[table.sheet].column(column.index, range(table.first_row, table.last_row + 1))
        if not is_blank(value)
    ) - {""}


def can_hold_goods(table: RecognisedTable) -> bool:
    """Tell whether a list of suppliers was read without any goods, and has titles that were not read."""
    fields = [column.field for column in table.columns]
    own = "supplier" in fields and not _GOODS & set(fields)
    return own and not table.blocks and fields.count(None) >= _FEWEST


def may_hold_goods(table: RecognisedTable, known: Collection[str]) -> bool:
    """Tell whether titles of such a list are goods of other lists."""
    titles = [column.title for column in table.columns if column.field is None]
    return can_hold_goods(table) and sum(_key(title) in known for title in titles) >= _FEWEST


def tell_of_goods(table: RecognisedTable, across: Across | None) -> list[Finding]:
    """Tell how goods as titles were read, or ask whether they are."""
    if across is None or (not across.is_read and table.kind is not TableKind.OTHER):
        return []
    names = [" ".join((span.article or "").split()) for span in across.spans]
    values = {"row": table.header_row, "count": len(names), "first": names[0], "last": names[-1]}
    code, severity = {
        Sign.KNOWN: ("goods_across", Severity.INFO),
        Sign.COMPARED: ("goods_across_unsure", Severity.WARNING),
        Sign.NOTHING: ("goods_across_asked", Severity.INFO),
    }[across.sign]
    cell = f"{column_letter(min(across.spans[0].titles))}{table.header_row}"
    return [Finding(code, severity, values, sheet=table.sheet, cell=cell)]


def _under_names(spans: Sequence[Span], seller: Source) -> tuple[Span, ...]:
    """Give the goods whose names stand above titles that come again: price and lead time of each."""
    if len(spans) < _FEWEST or any(
        span.supplier is None or span.quantity_break is not None for span in spans
    ):
        return ()
    if any(seller.index >= column for span in spans for column in span.titles):
        return ()
    return tuple(Span(None, span.titles, None, span.supplier) for span in spans)


def _alone(
    sources: Sequence[Source], seller: Source, lexicon: Lexicon, known: Collection[str]
) -> tuple[Span, ...]:
    """Give the goods that are the only titles of their prices; a price with a title of its own speaks against it."""
    if any(_means(source.title, PRICES - {"line_amount"}, lexicon, _KNOWN) for source in sources):
        return ()
    right = [source for source in sources if source.index > seller.index and source.title]
    runs: list[list[Source]] = [[]]
    for source in right:
        if _can_be_goods(source, lexicon, known):
            runs[-1].append(source)
        elif runs[-1]:
            runs.append([])
    found = max(runs, key=len)
    if len(found) < _FEWEST:
        return ()
    return tuple(Span(None, {source.index: "unit price"}, None, source.title) for source in found)


def _can_be_goods(source: Source, lexicon: Lexicon, known: Collection[str]) -> bool:
    if source.profile.filled and source.profile.numbers < _NUMBERS:
        return False
    if _key(source.title) in known:
        return True
    if source.title.isdecimal():
        return len(source.title) >= _SHORTEST_NUMBER
    unknown = lexicon.best_score(source.title) < _KNOWN and not lexicon.is_known(source.title)
    period = period_of(source.title)
    no_period = period is None or period.counted  # a bolt M8
    return unknown and no_period and not looks_like_date(source.title)


def _are_priced(figures: Sequence[Source], layout: Layout, lexicon: Lexicon) -> bool:
    """Tell whether the group over goods, a text above the list or a currency in the titles speaks of prices."""
    groups = {source.group for source in figures}
    texts = [*(group for group in groups if group is not None), *layout.above]
    if any(is_about_prices(text, lexicon) for text in texts):
        return True
    return all(title_hints(source.title).currency for source in figures)


def _are_marks(figures: Sequence[Source]) -> bool:
    """Tell whether all figures are whole numbers up to ten, as marks for quality and service are."""
    values = [value for source in figures for value in source.values if is_number(value)]
    return bool(values) and all(value in _MARKS for value in values)


def _without_heads(
    grid: Grid, layout: Layout, seller: int, lexicon: Lexicon, no_offers: Collection[str]
) -> tuple[Layout, dict[str, int]]:
    """Leave out rows at the top that say something of the goods, and rows at the bottom that are no offers."""
    extent = layout.extent
    rows = range(extent.first_row, extent.last_row + 1)
    heads: dict[str, int] = {}
    for row in rows:
        title = grid.cell(row, seller)
        field = next((each for each in _HEADS if _means(title, frozenset({each}), lexicon, LISTED)), None)
        if field is None or field in heads:
            break
        heads[field] = row
    below = len(list(takewhile(lambda row: _key(grid.cell(row, seller)) in no_offers, reversed(rows))))
    first, last = extent.first_row + len(heads), extent.last_row - below
    if last < first:
        return layout, {}
    skipped = tuple(row for row in extent.skipped if first <= row)
    return replace(layout, extent=Extent(first, last, skipped)), heads


def _means(title: object, fields: Collection[str], lexicon: Lexicon, least: float) -> bool:
    if not isinstance(title, str):
        return False
    return any(field in fields and match.score >= least for field, match in lexicon.matches(title).items())


def _key(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return key_of(words_of(str(value))) if not is_blank(value) else ""
