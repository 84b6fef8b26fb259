"""Which field each column of a list holds: title, values, neighbours and kind of list weighed together."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import replace

from buybook.schema import FIELDS, TABLES, Kind, TableKind
from buybook.workbook.recognise.belonging import ONLY_IN, may_hold
from buybook.workbook.recognise.context import read_in_context
from buybook.workbook.recognise.doubts import RIVAL, rival_of
from buybook.workbook.recognise.evidence import (
    Evidence,
    are_bases,
    comes_later,
    of_pairs,
    of_place,
    of_sums,
    of_words,
)
from buybook.workbook.recognise.generic import (
    BY_KIND_ALONE,
    generic_word,
    is_bare_country,
    meaning_in,
    shortness,
)
from buybook.workbook.recognise.kinds import weight
from buybook.workbook.recognise.patterns import are_order_numbers
from buybook.workbook.recognise.sources import Assignment, Clash, Reading, Source, weighed
from buybook.workbook.recognise.spelling import is_measure
from buybook.workbook.recognise.structure import are_steps
from buybook.workbook.recognise.sums import PROVEN, Known, numbers_of, product
from buybook.workbook.recognise.titles import LISTED, Lexicon
from buybook.workbook.recognise.wording import FOR_UNKNOWN

ACCEPTED = 0.5  # below, a column is left alone
_TIE = 0.012  # two columns that could hold a field equally well
_SEVERAL_FIELDS = 0.975  # a title with more than one meaning
_NOT_USUAL = 0.93
_AGAINST = 0.85
_KEPT = 0.62  # what a listed title with one meaning is worth at least, whatever its values are
_SOME_DIGITS = 0.3
_BY_PATTERN = 0.6
_ALL_BASES = 0.8
_HINTED = 0.9
_BY_BASES = 0.95
_MEASURED = frozenset({Kind.MONEY, Kind.QUANTITY, Kind.NUMBER})
_BY_UNITS = 0.79  # "Per" over units says little
_OF_WORDS = frozenset({Kind.TEXT, Kind.CODE, Kind.STATUS, Kind.UNIT, Kind.DATE})  # or of words and dates
_GENERIC = 0.9
_PER_PRODUCT, _IN_ALL = 0.97, 0.9  # "Qty per", and a total of what is needed beside it
_BY_PRODUCT = 0.96
_MULTIPLIED = ("quantity", "quantity_ordered", "quantity_received")
_FACTORS = ("discount", "price_per", "pack_size", "exchange_rate")
_ROUNDS = 3  # of looking at values, each with what the one before found
_AFTER_MAKER = 0.95
_AFTER_CODE = 0.95
_AS_NUMBER = 0.9  # "Supplier" over codes, where another column holds the name

K = TableKind
# Fields of stock lists whose titles mean something else in other lists.
_STOCK_ONLY = frozenset(
    {"on_order", "reorder_quantity", "stock_available", "stock_reserved", "max_stock", "demand"}
)
_BOUND_FOR = frozenset({K.ORDERS, K.RECEIPTS, K.REQUISITIONS, K.INVOICES})
# What a title of invoices means in a list of these alone: in one of orders "Qty invoiced" is not what was ordered.
_ON_A_LINE = frozenset({"quantity", "quantity_ordered", "unit_price", "line_amount", "total"})
_MAYBE_OF_ARRIVAL = 0.7  # "Country" in a list of orders: where the goods come from, or go to
_VERDICT_STATES = 0.6  # of the values under such a title
_FIRST_DATES = frozenset({"order_date", "quote_date"})  # nothing of their line is earlier
_LATER_DATES = frozenset(
    {
        "requested_date", "promised_date", "expected_date", "delivery_date", "received_date",
        "quote_valid_until",
    }
)  # fmt: skip


class ColumnReader:
    """Decides for all columns of a list at once."""

    def __init__(
        self, sources: Sequence[Source], lexicon: Lexicon, per_product: frozenset[int] = frozenset()
    ):
        self._sources = {source.index: source for source in sources}
        self._readings = {source.index: _readings(source, lexicon) for source in sources}
        self._lexicon = lexicon
        self._foreign = {s.index for s in sources if s.title and lexicon.is_about_other(s.title)}
        self._invoiced = {s.index for s in sources if s.title and lexicon.is_of_invoices(s.title)}
        self._weigh_counters(sources)
        self._weigh_supplier_codes(sources)
        self._weigh_neighbours(sources)
        self._weigh_price_bases(sources)
        self._weigh_products(sources)
        read_in_context(sources, self._readings, lexicon)
        self._settle_per_product(per_product)

    def matched(self) -> set[str]:
        """Give the fields that any column may hold."""
        return {
            each.field
            for readings in self._readings.values()
            for each in readings
            if each.score >= ACCEPTED and each.field not in ONLY_IN
        }

    def assign(self, kind: TableKind) -> Assignment:
        """Give each column its field, each field one column, the surest first."""
        wanted = [
            (self._in_kind(reading, kind, index), index, reading)
            for index, source in self._sources.items()
            if source.fixed is None
            for reading in [*self._readings[index], *self._generic(source, kind)]
            if may_hold(kind, reading.field)
        ]
        wanted.sort(key=lambda each: (-each[0], each[1], -weight(kind, each[2].field), each[2].field))
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
            fields[index] = reading if reading.score == score else replace(reading, score=score)
            taken[reading.field] = (index, score)
        for score, index, reading in wanted:
            held = fields.get(index)
            if held and not held.rival and held.field != reading.field and score >= RIVAL * held.score:
                rival = rival_of(held, [reading])
                fields[index] = replace(held, rival=rival) if rival else held
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
            and generic_word(source.title, source.key) is None
            and are_order_numbers(source.values)
        ]
        if held & {"po_number", "purchase_order"} or len(found) != 1:
            return assignment
        (source,) = found
        fields[source.index] = weighed(source, "po_number", _BY_PATTERN, source.title, "pattern")
        return Assignment(fields, assignment.clashes)

    def with_evidence(self, assignment: Assignment, kind: TableKind) -> Assignment:
        """Add columns whose values tell what they are, and take back a first date that comes too late.

        Two columns that speak for one field get none of it, nor does a column that is asked about. What was
        found may make a sum with another column, so it is looked for again.
        """
        fields = self._without_late_firsts(assignment.fields)
        asked = {index for clash in assignment.clashes for index in (clash.first, clash.second)}
        for _ in range(_ROUNDS):
            found = self._told_by_values(fields, asked, kind)
            if not found:
                break
            fields |= found
        return Assignment(fields, assignment.clashes)

    def beside(self, other: ColumnReader) -> ColumnReader:
        """Give one reader of these columns and those of another, as both were read."""
        both = copy(self)
        both._sources = {**self._sources, **other._sources}
        both._readings = {**self._readings, **other._readings}
        both._foreign = self._foreign | other._foreign
        return both

    def _told_by_values(
        self, fields: Mapping[int, Reading], asked: AbstractSet[int], kind: TableKind
    ) -> dict[int, Reading]:
        """Give the columns whose values tell what they are, where no two tell the same."""
        held = {each.field: self._sources[index].values for index, each in fields.items()}
        known = Known(held)
        unnamed = not held.keys() & {"description", "item_number", "specification"}
        found: dict[str, list[tuple[Source, Evidence]]] = {}
        for source in self._sources.values():
            if source.index in fields or source.fixed is not None or source.index in asked | self._foreign:
                continue
            told = None if self._is_claimed(source) else of_words(source.values, source.profile, kind)
            if told and told.reason in FOR_UNKNOWN and self._lexicon.mentions_known(source.title):
                told = None
            told = of_sums(source.values, known, kind) or told
            if told is None and not self._readings[source.index]:
                after, last = fields.get(source.index - 1), source.index == max(self._sources)
                told = of_place(source.profile, unnamed, after.field if after else None, last)
            if told and told.field not in held and self._may_be(told, kind):
                found.setdefault(told.field, []).append((source, told))
        alone = [each for each, *others in found.values() if not others]
        if not alone:
            left = {
                source.index: source.values
                for source in self._sources.values()
                if source.index not in fields and source.fixed is None and not self._is_claimed(source)
                if source.index not in asked | self._foreign
            }
            pair = of_pairs(left, known, kind)
            if all(self._may_be(told, kind) for told in pair.values()):
                alone = [(self._sources[index], told) for index, told in pair.items()]
        return {
            source.index: replace(
                weighed(source, told.field, told.score, source.title, told.reason), score=told.score
            )
            for source, told in alone
        }

    def _may_be(self, told: Evidence, kind: TableKind) -> bool:
        """Tell whether such a list has what a column's values tell; what is proven needs only to be possible."""
        return may_hold(kind, told.field) and (weight(kind, told.field) >= 0 or told.score >= PROVEN)

    def unknown(self, assignment: Assignment) -> list[Source]:
        """Give the columns of whose titles nothing is known, and about which nothing was decided or is asked."""
        asked = {index for clash in assignment.clashes for index in (clash.first, clash.second)}
        settled = assignment.fields.keys() | asked | self._foreign
        return [
            source
            for source in self._sources.values()
            if source.title
            and source.fixed is None
            and source.index not in settled
            and not any(each.listed or each.score >= ACCEPTED for each in self._readings[source.index])
            and generic_word(source.title, source.key) is None
        ]

    def _without_late_firsts(self, fields: Mapping[int, Reading]) -> dict[int, Reading]:
        """Leave out a bare "Date" that was taken for the first of its line, and comes after another."""
        later = [self._sources[index].values for index, each in fields.items() if each.field in _LATER_DATES]
        return {
            index: reading
            for index, reading in fields.items()
            if reading.reason != "generic"
            or reading.field not in _FIRST_DATES
            or not any(comes_later(self._sources[index].values, values) for values in later)
        }

    def _is_claimed(self, source: Source) -> bool:
        """Tell whether a title says what its column is, though another column is that already."""
        return any(each.score >= ACCEPTED for each in self._readings[source.index])

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

    def _in_kind(self, reading: Reading, kind: TableKind, index: int) -> float:
        if kind is TableKind.OTHER:
            return reading.score
        if kind is not K.INVOICES and index in self._invoiced and reading.field in _ON_A_LINE:
            return 0.0
        if reading.field == "country_of_origin" and kind in _BOUND_FOR and is_bare_country(reading.alias):
            return min(reading.score, _MAYBE_OF_ARRIVAL)
        if reading.field in TABLES[kind].usual:
            return reading.score
        if weight(kind, reading.field) <= -1.0 or (reading.field in _STOCK_ONLY and kind is not K.ITEMS):
            return reading.score * _AGAINST
        return reading.score * _NOT_USUAL

    def _generic(self, source: Source, kind: TableKind) -> list[Reading]:
        """Read a title such as "Date" or "No." by the kind of list that it stands in."""
        word = generic_word(source.title, source.key)
        field = meaning_in(word, kind) if word else None
        if not field:
            return []
        if word == "verdict" and source.profile.states < _VERDICT_STATES:
            return []
        levels = field in {"reorder_point", "max_stock"}
        if levels and not self._holding([*self._sources.values()], "stock_on_hand"):
            return []
        if word == "id" and source.profile.counter:
            return []
        if word == "nr" and are_steps(source.values):  # of a product's structure
            return []
        if word == "nr" and source.profile.counter:
            field = "po_line"
        elif word == "nr" and self._is_numbered_otherwise(field):
            field = "item_number"
        return [weighed(source, field, _GENERIC, source.title, "generic")]

    def _is_numbered_otherwise(self, field: str) -> bool:
        """Tell whether another column is titled for the number of the list itself."""
        others = self._sources.values()
        return any(generic_word(each.title, each.key) == "document" for each in others) or any(
            each.field == field and each.score >= _GENERIC
            for readings in self._readings.values()
            for each in readings
        )

    def _weigh_neighbours(self, sources: Sequence[Source]) -> None:
        """Read a part number right of a manufacturer as the manufacturer's, a name right of a code as its."""
        for left, right in itertools.pairwise(sources):
            after = self._readings[right.index]
            before = {each.field for each in self._readings[left.index] if each.score >= 0.8}
            if generic_word(right.title, right.key) == "name" and _are_supplier_codes(left, self._readings):
                self._readings[left.index] = [
                    weighed(left, "supplier_no", _AS_NUMBER, left.title, "neighbour_name")
                ]
                before = {"supplier_no"}
            if generic_word(right.title, right.key) == "name" and "supplier_no" in before:
                after[:] = [weighed(right, "supplier", _AFTER_CODE, right.title, "neighbour_code")]
                continue
            if "manufacturer" not in before:
                continue
            if any(each.field == "item_number" for each in after) and not any(
                each.field == "manufacturer_part_number" for each in after
            ):
                after[:] = [
                    weighed(right, "manufacturer_part_number", _AFTER_MAKER, right.title, "neighbour"),
                    *(each for each in after if each.field != "item_number"),
                ]

    def _settle_per_product(self, columns: frozenset[int]) -> None:
        """Read "Qty per" as the quantity: a total of what is needed beside it is another one."""
        if len(columns) != 1:
            return
        for index, source in self._sources.items():
            if index in columns:
                self._readings[index][:] = [weighed(source, "quantity", _PER_PRODUCT, source.title)]
            else:
                self._readings[index][:] = [
                    replace(each, score=min(each.score, _IN_ALL)) if each.field == "quantity" else each
                    for each in self._readings[index]
                ]

    def _weigh_counters(self, sources: Sequence[Source]) -> None:
        """Read "Item" or "Item no." over 1, 2, 3 … as the line's number."""
        for source in sources:
            readings = self._readings[source.index]
            item = next((each for each in readings if each.field == "item_number"), None)
            bare = generic_word(source.title, source.key) in {"nr", "line"}  # "Nr" under "Article"
            if item is None or not (bare or item.alias.casefold().startswith("item")):
                continue
            others = [each for each in self._holding(sources, "item_number") if each is not source]
            if source.profile.counter or (source.profile.places and others):
                readings[:] = [weighed(source, "po_line", _GENERIC, source.title, "generic")]

    def _weigh_supplier_codes(self, sources: Sequence[Source]) -> None:
        """Read "Supplier" over codes as the supplier's number, where another column holds the names."""
        suppliers = self._holding(sources, "supplier")
        for source in suppliers:
            if len(suppliers) > 1 and source.are_codes:
                self._readings[source.index] = [
                    weighed(source, "supplier_no", _AS_NUMBER, source.title, "neighbour_name")
                ]

    def _weigh_price_bases(self, sources: Sequence[Source]) -> None:
        """Read "Price unit" beside a price as what the price is for, never as a second price."""
        for source in sources:
            if self._could_be(source, "price_per") and are_bases(source.values):
                self._readings[source.index] = [
                    weighed(source, "price_per", _BY_BASES, source.title, "bases")
                ]
        prices = self._holding(sources, "unit_price")
        doubtful = [each for each in prices if self._could_be(each, "price_per")]
        for source in doubtful:
            readings = self._readings[source.index]
            is_basis = source.profile.bases >= _ALL_BASES
            if source.profile.units >= _ALL_BASES and not self._holding(
                sources, "unit"
            ):  # "per": kg, box, kg
                readings[:] = [weighed(source, "unit", _BY_UNITS, source.title, "units")]
            elif "/" in source.title and not is_basis:  # "Price/unit"
                readings[:] = [each for each in readings if each.field != "price_per"]
            elif len(prices) > len(doubtful) or (is_basis and len(prices) > 1):
                readings[:] = [each for each in readings if each.field != "unit_price"]

    def _could_be(self, source: Source, field: str) -> bool:
        return any(each.field == field for each in self._readings[source.index])

    def _weigh_products(self, sources: Sequence[Source]) -> None:
        """Read an amount that is quantity times price, row by row, as the line's amount."""
        quantities = [
            (source.index, numbers_of(source.values)) for source in self._holding(sources, *_MULTIPLIED)
        ]
        prices = [
            (source.index, numbers_of(source.values))
            for source in self._holding(sources, "unit_price", "purchase_price", "price_excl_vat")
        ]
        if not quantities or not prices:
            return
        held = {name: found[0].values for name in _FACTORS if (found := self._holding(sources, name))}
        factors = Known(held).factors

        def made(source: Source) -> float:
            numbers = numbers_of(source.values)
            sums = (
                product(numbers, quantity, price, factors)
                for of_quantity, quantity in quantities
                for of_price, price in prices
                if source.index not in {of_quantity, of_price}
            )
            return max(sums, default=0.0)

        titled = self._holding(
            sources, "unit_price", "purchase_price", "total", "price_excl_vat", "line_amount"
        )
        for source in titled:
            if made(source):
                readings = self._readings[source.index]
                readings[:] = [
                    weighed(source, "line_amount", _BY_PRODUCT, source.title, "product"),
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
    if generic_word(source.title, source.key) in BY_KIND_ALONE:
        return []
    alone = lexicon.matches(source.title)
    joined = lexicon.matches(f"{source.group} {source.title}") if source.group else {}
    if is_measure(source.title):  # "kg" under "Material" is a weight, under "Price" a price
        joined = {field: match for field, match in joined.items() if FIELDS[field].kind in _MEASURED}
    sure = any(match.score >= 0.8 for match in joined.values())
    found: dict[str, Reading] = {}
    for matches, factor in ((joined, 1.0), (alone, 0.9 if sure else 1.0)):
        several = _SEVERAL_FIELDS if len(matches) > 1 else 1.0
        for field, match in matches.items():
            short = shortness(field, match.alias, match.score >= LISTED)
            reading = weighed(source, field, match.score * factor * several * short, match.alias)
            if match.score >= LISTED:
                kept = len(matches) == 1 and _is_kept(source, field, lexicon)
                reading = replace(reading, listed=True, score=max(reading.score, _KEPT if kept else 0.0))
            if field not in found or reading.score > found[field].score:
                found[field] = reading
    if source.hint and (source.hint not in found or found[source.hint].score < _HINTED):
        found[source.hint] = weighed(source, source.hint, _HINTED, source.title, source.hinted_by)
    return list(found.values())


def _are_supplier_codes(source: Source, readings: Mapping[int, Sequence[Reading]]) -> bool:
    return source.are_codes and any(each.field == "supplier" for each in readings[source.index])


def _is_kept(source: Source, field: str, lexicon: Lexicon) -> bool:
    """Tell whether a listed title holds against its values.

    It does unless they are words where a number belongs and the title, such as "Approved", can be of words; or
    numbers where a date belongs that are neither days nor weeks.
    """
    if FIELDS[field].kind is Kind.DATE and source.profile.are_mere_numbers:
        return False
    by_kind = FIELDS[field].kind in _OF_WORDS or source.profile.digits >= _SOME_DIGITS
    return by_kind or lexicon.speaks_of_numbers(source.title)
