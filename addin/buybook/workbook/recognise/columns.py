"""Which field each column of a list holds: title, values, neighbours and kind of list weighed together."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from buybook.schema import FIELDS, TABLES, Kind, TableKind
from buybook.workbook.recognise.kinds import weight
from buybook.workbook.recognise.patterns import are_order_numbers
from buybook.workbook.recognise.spelling import key_of, words_of
from buybook.workbook.recognise.titles import LISTED, Lexicon
from buybook.workbook.recognise.values import Profile, fitting, is_number

ACCEPTED = 0.5  # below, a column is left alone
_TIE = 0.012  # two columns that could hold a field equally well
_ALONE = 0.4  # what is left of a title's score when none of the values fits
_SEVERAL_FIELDS = 0.985  # a title with more than one meaning
_SHORT_TITLE = 0.98  # "Price" beside "Unit price"
_NOT_USUAL = 0.93
_AGAINST = 0.85
_KEPT = 0.62  # what a listed title with one meaning is worth at least, whatever its values are
_SOME_DIGITS = 0.3
_BY_PATTERN = 0.6
_ALL_BASES = 0.8
_HINTED = 0.9
_OF_WORDS = frozenset({Kind.TEXT, Kind.CODE, Kind.STATUS, Kind.UNIT, Kind.DATE})  # or of words and dates
_GENERIC = 0.9
_BY_PRODUCT = 0.96
_AFTER_MAKER = 0.95
_AS_NUMBER = 0.9  # "Supplier" over codes, where another column holds the name
_ALL_CODES = 0.8

K = TableKind
# Fields of stock lists whose titles mean something else in other lists.
_STOCK_ONLY = frozenset(
    {"on_order", "reorder_quantity", "stock_available", "stock_reserved", "max_stock", "demand"}
)
# Titles that say nothing by themselves, and what they mean in each kind of list.
_GENERIC_TITLES: Mapping[str, Mapping[TableKind, str]] = {
    "date": {
        K.ORDERS: "order_date", K.RECEIPTS: "received_date", K.QUOTATIONS: "quote_date",
    },
    "nr": {
        K.ORDERS: "po_number", K.RECEIPTS: "receipt", K.QUOTATIONS: "quote_number",
        K.REQUISITIONS: "purchase_request",
        K.NONCONFORMANCES: "nonconformance", K.ITEMS: "item_number", K.SUPPLIERS: "supplier_no",
    },
    "line": {K.ORDERS: "po_line", K.REQUISITIONS: "po_line", K.QUOTATIONS: "po_line", K.RECEIPTS: "po_line"},
    "name": {K.SUPPLIERS: "supplier"},
    "code": {
        K.ITEMS: "item_number", K.BOM: "item_number", K.QUOTATIONS: "item_number", K.SUPPLIERS: "supplier_no",
    },
}  # fmt: skip
_LINE_SIGNS = frozenset({"#", "№"})
_GENERIC_WORDS = {
    "date": "date", "datum": "date", "dat": "date", "dag": "date", "day": "date",
    "nr": "nr", "lopnr": "line", "volgnr": "line",
    "name": "name", "namn": "name", "naam": "name", "company": "name", "foretag": "name", "bedrijf": "name",
    "companyname": "name", "foretagsnamn": "name", "bedrijfsnaam": "name", "firma": "name", "bolag": "name",
    "code": "code", "kod": "code",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A field that a column may hold, and why."""

    field: str
    score: float  # from 0 to 1
    alias: str  # the title that says so; empty where another thing does
    share: float | None  # of its values that fit; None where the column is empty
    values: str  # what the values are: dates, numbers, …
    reason: str = "title"
    listed: bool = False  # the title is one of those listed for the field


@dataclass(frozen=True)
class Source:
    """A column as it stands on the sheet."""

    index: int
    title: str
    group: str | None
    values: Sequence[object]  # a sample
    profile: Profile
    fixed: tuple[str | None] | None = None  # the field that the settings give, None to leave it alone
    hint: str | None = None  # the field that the columns beside it speak for

    @cached_property
    def key(self) -> str:
        """The title in plain spelling."""
        return key_of(words_of(self.title))


@dataclass(frozen=True, slots=True)
class Clash:
    """Two columns that could hold the same field."""

    field: str
    first: int
    second: int
    decided: bool  # the first was taken


@dataclass(frozen=True, slots=True)
class Assignment:
    """The field of each column, and the columns that could not be told apart."""

    fields: Mapping[int, Reading]
    clashes: tuple[Clash, ...]


class ColumnReader:
    """Decides for all columns of a list at once."""

    def __init__(self, sources: Sequence[Source], lexicon: Lexicon):
        self._sources = {source.index: source for source in sources}
        self._readings = {source.index: _readings(source, lexicon) for source in sources}
        self._weigh_counters(sources)
        self._weigh_supplier_codes(sources)
        self._weigh_neighbours(sources)
        self._weigh_price_bases(sources)
        self._weigh_products(sources)

    def matched(self) -> set[str]:
        """Give the fields that any column may hold."""
        return {
            each.field for readings in self._readings.values() for each in readings if each.score >= ACCEPTED
        }

    def assign(self, kind: TableKind) -> Assignment:
        """Give each column its field, each field one column, the surest first."""
        wanted = [
            (self._in_kind(reading, kind), index, reading)
            for index, source in self._sources.items()
            if source.fixed is None
            for reading in [*self._readings[index], *self._generic(source, kind)]
        ]
        wanted.sort(key=lambda each: (-each[0], each[1], each[2].field))
        fields: dict[int, Reading] = {}
        taken: dict[str, tuple[int, float]] = {}
        for source in self._sources.values():
            if source.fixed is not None and source.fixed[0] is not None:
                fields[source.index] = Reading(source.fixed[0], 1.0, source.title, None, "", "settings")
                taken[source.fixed[0]] = (source.index, 2.0)
        lost: list[tuple[float, int, Reading]] = []
        for score, index, reading in wanted:
            if index in fields or score < ACCEPTED:
                continue
            if reading.field in taken:
                lost.append((score, index, reading))
                continue
            fields[index] = replace(reading, score=score)
            taken[reading.field] = (index, score)
        return self._settle(fields, taken, [each for each in lost if each[1] not in fields])

    def with_order_numbers(self, assignment: Assignment) -> Assignment:
        """Add the order numbers of an order list whose column of them has a title that nobody knows."""
        fields = dict(assignment.fields)
        held = {reading.field for reading in fields.values()}
        found = [
            source
            for source in self._sources.values()
            if source.index not in fields
            and source.fixed is None
            and source.title
            and not self._readings[source.index]
            and source.key not in _GENERIC_WORDS
            and are_order_numbers(source.values)
        ]
        if held & {"po_number", "purchase_order"} or len(found) != 1:
            return assignment
        (source,) = found
        fields[source.index] = _weighed(source, "po_number", _BY_PATTERN, source.title, "pattern")
        return Assignment(fields, assignment.clashes)

    def misfits(self) -> list[Source]:
        """Give the columns with a listed title of which no meaning fits the values."""
        return [
            source
            for source in self._sources.values()
            if source.fixed is None
            and source.profile.filled
            and any(each.listed for each in self._readings[source.index])
            and all(each.score < ACCEPTED for each in self._readings[source.index])
        ]

    def _settle(
        self,
        fields: dict[int, Reading],
        taken: Mapping[str, tuple[int, float]],
        lost: Sequence[tuple[float, int, Reading]],
    ) -> Assignment:
        """Find columns that lost a field by a hair; such a field goes to neither, unless it does no harm."""
        clashes = []
        for score, index, reading in lost:
            winner, best = taken[reading.field]
            if best - score > _TIE or best > 1.0:
                continue
            if self._same_content(winner, index):
                continue
            decided = FIELDS[reading.field].kind is Kind.TEXT or (
                FIELDS[reading.field].kind is Kind.CODE
                and self._sources[winner].key == self._sources[index].key
            )
            clashes.append(Clash(reading.field, winner, index, decided))
            if not decided:
                fields.pop(winner, None)
        return Assignment(fields, tuple(clashes))

    def _same_content(self, one: int, other: int) -> bool:
        mine, theirs = self._sources[one], self._sources[other]
        return theirs.profile.filled == 0 or list(mine.values) == list(theirs.values)

    def _in_kind(self, reading: Reading, kind: TableKind) -> float:
        if kind is TableKind.OTHER:
            return reading.score
        if reading.field in TABLES[kind].usual:
            return reading.score
        if weight(kind, reading.field) <= -1.0 or (reading.field in _STOCK_ONLY and kind is not K.ITEMS):
            return reading.score * _AGAINST
        return reading.score * _NOT_USUAL

    def _generic(self, source: Source, kind: TableKind) -> list[Reading]:
        """Read a title such as "Date" or "No." by the kind of list that it stands in."""
        word = "line" if source.title.strip() in _LINE_SIGNS else _GENERIC_WORDS.get(source.key)
        field = _GENERIC_TITLES.get(word, {}).get(kind) if word else None
        if not field:
            return []
        if word == "nr" and source.profile.counter:
            field = "po_line"
        return [_weighed(source, field, _GENERIC, source.title, "generic")]

    def _weigh_neighbours(self, sources: Sequence[Source]) -> None:
        """Read a part number right of a manufacturer as the manufacturer's."""
        for left, right in itertools.pairwise(sources):
            after = self._readings[right.index]
            if "manufacturer" not in {each.field for each in self._readings[left.index] if each.score >= 0.8}:
                continue
            if any(each.field == "item_number" for each in after) and not any(
                each.field == "manufacturer_part_number" for each in after
            ):
                after[:] = [
                    _weighed(right, "manufacturer_part_number", _AFTER_MAKER, right.title, "neighbour"),
                    *(each for each in after if each.field != "item_number"),
                ]

    def _weigh_counters(self, sources: Sequence[Source]) -> None:
        """Read "Item" or "Item no." over 1, 2, 3 … as the line's number."""
        for source in sources:
            readings = self._readings[source.index]
            item = next((each for each in readings if each.field == "item_number"), None)
            if item is None or not item.alias.casefold().startswith("item"):
                continue
            others = [each for each in self._holding(sources, "item_number") if each is not source]
            if source.profile.counter or (source.profile.places and others):
                readings[:] = [_weighed(source, "po_line", _GENERIC, source.title, "generic")]

    def _weigh_supplier_codes(self, sources: Sequence[Source]) -> None:
        """Read "Supplier" over codes as the supplier's number, where another column holds the names."""
        suppliers = self._holding(sources, "supplier")
        for source in suppliers:
            if len(suppliers) > 1 and source.profile.codes >= _ALL_CODES and source.profile.long < 0.2:
                self._readings[source.index] = [
                    _weighed(source, "supplier_no", _AS_NUMBER, source.title, "neighbour_name")
                ]

    def _weigh_price_bases(self, sources: Sequence[Source]) -> None:
        """Read "Price unit" beside a price as what the price is for, never as a second price."""
        prices = self._holding(sources, "unit_price")
        doubtful = [each for each in prices if self._could_be(each, "price_per")]
        for source in doubtful:
            readings = self._readings[source.index]
            is_basis = source.profile.bases >= _ALL_BASES
            if "/" in source.title and not is_basis:  # "Price/unit"
                readings[:] = [each for each in readings if each.field != "price_per"]
            elif len(prices) > len(doubtful) or (is_basis and len(prices) > 1):
                readings[:] = [each for each in readings if each.field != "unit_price"]

    def _could_be(self, source: Source, field: str) -> bool:
        return any(each.field == field for each in self._readings[source.index])

    def _weigh_products(self, sources: Sequence[Source]) -> None:
        """Read an amount that is quantity times price, row by row, as the line's amount."""
        quantities = self._holding(sources, "quantity", "quantity_ordered")
        prices = self._holding(sources, "unit_price", "purchase_price")
        for source in self._holding(
            sources, "unit_price", "purchase_price", "total", "price_excl_vat", "line_amount"
        ):
            if any(
                _is_product(source.values, quantity.values, price.values)
                for quantity in quantities
                for price in prices
                if price.index != source.index
            ):
                readings = self._readings[source.index]
                readings[:] = [
                    _weighed(source, "line_amount", _BY_PRODUCT, source.title, "product"),
                    *(each for each in readings if each.field == "line_amount" and each.score > _BY_PRODUCT),
                ]

    def _holding(self, sources: Sequence[Source], *fields: str) -> list[Source]:
        return [
            source
            for source in sources
            if any(each.field in fields and each.score >= ACCEPTED for each in self._readings[source.index])
        ]


def _readings(source: Source, lexicon: Lexicon) -> list[Reading]:
    """Give what a column can hold by its title, weighed by its values."""
    alone = lexicon.matches(source.title)
    joined = lexicon.matches(f"{source.group} {source.title}") if source.group else {}
    sure = any(match.score >= 0.8 for match in joined.values())
    found: dict[str, Reading] = {}
    for matches, factor in ((joined, 1.0), (alone, 0.9 if sure else 1.0)):
        several = _SEVERAL_FIELDS if len(matches) > 1 else 1.0
        for field, match in matches.items():
            short = _SHORT_TITLE if len(key_of(words_of(match.alias))) < 6 else 1.0
            reading = _weighed(source, field, match.score * factor * several * short, match.alias)
            if match.score >= LISTED:
                kept = len(matches) == 1 and _is_kept(source, field, lexicon)
                reading = replace(reading, listed=True, score=max(reading.score, _KEPT if kept else 0.0))
            if field not in found or reading.score > found[field].score:
                found[field] = reading
    if source.hint and (source.hint not in found or found[source.hint].score < _HINTED):
        found[source.hint] = _weighed(source, source.hint, _HINTED, source.title, "rates")
    return list(found.values())


def _is_kept(source: Source, field: str, lexicon: Lexicon) -> bool:
    """Tell whether a listed title holds against its values.

    It does unless they are words where a number belongs and the title, such as "Approved", can be of words.
    """
    by_kind = FIELDS[field].kind in _OF_WORDS or source.profile.digits >= _SOME_DIGITS
    return by_kind or lexicon.speaks_of_numbers(source.title)


def _weighed(source: Source, field: str, score: float, alias: str, reason: str = "title") -> Reading:
    if not source.profile.filled:
        return Reading(field, score, alias, None, "", reason)
    share, values = fitting(field, source.profile)
    share = max(0.0, min(1.0, share))
    return Reading(field, score * (_ALONE + (1 - _ALONE) * share), alias, share, values, reason)


def _is_product(amounts: Sequence[object], quantities: Sequence[object], prices: Sequence[object]) -> bool:
    rows = [
        (float(a), float(q), float(p))  # type: ignore[arg-type]
        for a, q, p in zip(amounts, quantities, prices, strict=False)
        if is_number(a) and is_number(q) and is_number(p) and a and q != 1
    ]
    hits = sum(
        abs(amount - quantity * price) <= max(0.011, 0.0001 * abs(amount)) for amount, quantity, price in rows
    )
    return len(rows) >= 2 and hits >= 0.8 * len(rows)
