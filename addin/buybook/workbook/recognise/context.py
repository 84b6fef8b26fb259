"""What the other columns of a list make of a title: names beside articles, a supplier's numbers, minimum stocks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from buybook.schema import FIELDS, Kind
from buybook.vocabulary import all_words
from buybook.workbook.recognise.generic import generic_word
from buybook.workbook.recognise.sources import Reading, Source, weighed
from buybook.workbook.recognise.spelling import is_currency, key_of, read_title, words_of
from buybook.workbook.recognise.sums import numbers_of, product
from buybook.workbook.recognise.titles import Lexicon

Readings = Mapping[int, list[Reading]]

_HELD = 0.5  # from here on a column can be the field
_SURELY = 0.8
_AS_NUMBER = 0.9  # "Supplier" over numbers
_NUMBERED = 100  # suppliers' numbers are larger on average; levels of a structure are not
_NONE = frozenset({0, "0"})  # is a count, and nobody's number
_NAMED = 0.84  # "Name" over names that come again, where another column tells the goods
_CODES = 0.8
_AS_STATE = 0.85
_TICKS = 0.8
_COMES_AGAIN = 0.9  # of the values that are distinct: below, they are names of partners rather than of goods
_FEWEST = 3
_OTHER_PATTERN = 0.88  # a meaning that only a list of another kind makes likely
_JOINED = 6  # signs of an order's number and its line together
_JOINTLY = 0.78
_FLAGS = frozenset({"0", "1", "0.0", "1.0", "j", "n", "y", "ja", "nej", "nee", "yes", "no", "true", "false"})
_IN_WORDS = frozenset(
    {"supplier", "supplier_no", "comment", "description", "manufacturer", "category", "reason"}
)
_DIGITS = re.compile(r"\d+")
# Codes of currencies in capitals only: "sek" may be seconds, "nok" rejected goods.
_CURRENCY = re.compile(r"[€£$]|\b(?:EUR|SEK|GBP|USD|NOK|DKK|CHF|[kK]r|[kK]ronor|[eE]uro)\b")
_IN_MONEY = {"moq": "minimum_order_value", "po_line": "line_amount"}
_OF_MONEY = frozenset({Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.CURRENCY})
_GOODS = frozenset({"item_number", "description", "supplier_item_number", "manufacturer_part_number"})
_OF_DRAWINGS = ("drawing", "dwg", "drwg", "ritn", "tekening", "tek")  # begin titles of drawings' numbers
_COUNTED = frozenset({"quantity", "quantity_ordered", "quantity_received", "quantity_accepted"})
_OF_MOVES = frozenset(
    {
        "order_date", "received_date", "delivery_date", "expected_date", "requested_date", "promised_date",
        "delivery_note", "po_number", "receipt",
    }
)  # fmt: skip
# Titles that are ticked off: Received? yes.
_TICKED = frozenset(
    {
        "quantity_received", "received_date", "quantity_ordered", "order_date", "promised_date",
        "quantity_confirmed", "quantity_accepted", "inspection", "on_order",
    }
)  # fmt: skip


def read_in_context(sources: Sequence[Source], readings: Readings, lexicon: Lexicon) -> None:
    """Correct what titles were read as by what stands in the columns beside them."""
    _moneyed(sources, readings)
    _supplier_numbers(sources, readings)
    _counted_orders(sources, readings)
    _flags(sources, readings)
    _joined_lines(sources, readings)
    _partner_names(sources, readings)
    _supplier_codes(sources, readings)
    _rates_of_tax(sources, readings)
    _bare_currencies(sources, readings, lexicon)
    _net_amounts(sources, readings)
    _counted_amounts(sources, readings)
    _minimum_stocks(sources, readings)
    _ticks(sources, readings, lexicon)
    _packs(sources, readings)
    _cases(sources, readings)
    _choices(sources, readings)
    _drawings(sources, readings)


def _holds(source: Source, readings: Readings, fields: frozenset[str], least: float = _HELD) -> bool:
    return any(each.field in fields and each.score >= least for each in readings[source.index])


def _moneyed(sources: Sequence[Source], readings: Readings) -> None:
    """Read "Min. order £" over numbers as an amount, and "Line £" as the line's: a currency is no count or code."""
    for source in sources:
        if source.profile.numbers < _CODES or not _CURRENCY.search(source.title):
            continue
        found = readings[source.index]
        meant = [
            replace(each, field=_IN_MONEY[each.field]) if each.field in _IN_MONEY else each
            for each in found
            if each.field in _IN_MONEY or FIELDS[each.field].kind in _OF_MONEY
        ]
        fields = dict.fromkeys(each.field for each in meant)
        found[:] = [next(each for each in meant if each.field == field) for field in fields]


def _supplier_numbers(sources: Sequence[Source], readings: Readings) -> None:
    """Read "Supplier" over numbers as the supplier's number."""
    for source in sources:
        titled = any(each.field == "supplier" and each.listed for each in readings[source.index])
        numbered = source.profile.whole >= _CODES and source.profile.average >= _NUMBERED
        if titled and numbered and not any(value in _NONE for value in source.values):
            readings[source.index][:] = [weighed(source, "supplier_no", _AS_NUMBER, source.title, "numbered")]


def _counted_orders(sources: Sequence[Source], readings: Readings) -> None:
    """Read "Order" over small whole numbers, as in a price list to order from, as how many are ordered."""
    for source in sources:
        found = {each.field for each in readings[source.index] if each.listed}
        small = source.profile.whole >= _CODES and source.profile.average < _NUMBERED
        if (
            "purchase_order" in found
            and small
            and source.profile.distinct < 1.0
            and not source.profile.counter
        ):
            readings[source.index][:] = [weighed(source, "quantity", _JOINTLY, source.title)]


def _flags(sources: Sequence[Source], readings: Readings) -> None:
    """Read "Webshop" over 1 and 0 as no name or remark: such a column is ticked."""
    for source in sources:
        filled = [value for value in source.values if value is not None and str(value).strip()]
        if len(filled) >= _FEWEST and all(str(value).strip().casefold() in _FLAGS for value in filled):
            kept = [each for each in readings[source.index] if each.field not in _IN_WORDS]
            readings[source.index][:] = kept


def _joined_lines(sources: Sequence[Source], readings: Readings) -> None:
    """Read "PO/Ln" over 4500012-10 as the order's number: a line's own number is short."""
    for source in sources:
        texts = [str(value).strip() for value in source.values if isinstance(value, str) and value.strip()]
        joined = [text for text in texts if len(text) >= _JOINED and _DIGITS.search(text)]
        are_joined = len(joined) >= max(_FEWEST, _CODES * source.profile.filled)
        is_line = any(each.field == "po_line" and each.listed for each in readings[source.index])
        if are_joined and is_line and source.are_codes:
            readings[source.index][:] = [weighed(source, "po_number", _JOINTLY, source.title)]


def _partner_names(sources: Sequence[Source], readings: Readings) -> None:
    """Read "Name" as the supplier's where no other column names one, goods are named elsewhere, and names recur."""
    if any(_holds(source, readings, frozenset({"supplier"}), _SURELY) for source in sources):
        return
    for source in sources:
        others = [each for each in sources if each is not source]
        goods = [each for each in others if _holds(each, readings, _GOODS, _SURELY)]
        recur = source.profile.filled >= _FEWEST and source.profile.distinct < _COMES_AGAIN
        if generic_word(source.title, source.key) != "name" or not goods or not recur:
            continue
        if source.profile.distinct < max(each.profile.distinct for each in goods):
            readings[source.index][:] = [weighed(source, "supplier", _NAMED, source.title, "names_again")]
            return


def _supplier_codes(sources: Sequence[Source], readings: Readings) -> None:
    """Read "Order number" over numbers of no common pattern as the supplier's for the article."""
    for source in sources:
        found = {each.field for each in readings[source.index] if each.listed}
        if not {"po_number", "supplier_item_number"} <= found:
            continue
        wrong = "supplier_item_number" if _are_of_one_pattern(source) else "po_number"
        readings[source.index][:] = [
            replace(each, score=each.score * _OTHER_PATTERN) if each.field == wrong else each
            for each in readings[source.index]
        ]


def _are_of_one_pattern(source: Source) -> bool:
    """Tell whether values are numbered by one house, as PO-1001 and PO-1002 are, or come again."""
    texts = [str(value).strip() for value in source.values if value is not None and str(value).strip()]
    shapes = {re.sub(r"[^\W\d_]", "A", _DIGITS.sub("9", text)) for text in texts}
    return len(texts) < _FEWEST or len(shapes) == 1 or source.profile.distinct < _COMES_AGAIN


def _bare_currencies(sources: Sequence[Source], readings: Readings, lexicon: Lexicon) -> None:
    """Read "Kronor" beside "Kr/kolli" as what the line comes to: the other one is the price."""
    priced = any(
        lexicon.is_price_of_one(source.title) and _holds(source, readings, frozenset({"unit_price"}))
        for source in sources
    )
    for source in sources if priced else ():
        found = {each.field for each in readings[source.index] if each.listed}
        if "line_amount" in found and is_currency(source.title):
            kept = [
                each for each in readings[source.index] if each.field not in {"unit_price", "purchase_price"}
            ]
            readings[source.index][:] = kept


def _rates_of_tax(sources: Sequence[Source], readings: Readings) -> None:
    """Read "VAT %" beside "VAT" as the rate: the other column is what it comes to."""
    taxes = [each for each in sources if _holds(each, readings, frozenset({"vat"}))]
    rates = [each for each in taxes if "%" in each.title]
    for source in taxes if len(rates) == 1 else ():
        if source is not rates[0]:
            readings[source.index][:] = [each for each in readings[source.index] if each.field != "vat"]


def _net_amounts(sources: Sequence[Source], readings: Readings) -> None:
    """Read "Net" beside a VAT, where nothing is counted, as what is to be paid without VAT; "Gross" as with it."""
    taxed = any(_holds(source, readings, frozenset({"vat"}), _SURELY) for source in sources)
    counted = any(_holds(source, readings, frozenset({"quantity", "quantity_ordered"})) for source in sources)
    paid = taxed and not counted
    for source in sources:
        found = {each.field for each in readings[source.index]}
        wrong: frozenset[str] = frozenset()
        if paid and "price_excl_vat" in found:
            wrong = frozenset(found - {"price_excl_vat"})
        elif {"list_price", "total"} <= found:
            wrong = frozenset({"list_price"}) if paid else frozenset({"total", "price_incl_vat"})
        elif not taxed and "price_excl_vat" in found and found & {"unit_price", "purchase_price"}:
            wrong = frozenset({"price_excl_vat"})
        readings[source.index][:] = [each for each in readings[source.index] if each.field not in wrong]


def _counted_amounts(sources: Sequence[Source], readings: Readings) -> None:
    """Read "Amount" as a quantity where times the price it makes another column."""
    prices = [each for each in sources if _holds(each, readings, frozenset({"unit_price", "purchase_price"}))]
    totals = [each for each in sources if _holds(each, readings, frozenset({"line_amount", "total"}))]
    for source in totals:
        others = [each for each in totals if each is not source]
        if any(
            product(numbers_of(total.values), numbers_of(source.values), numbers_of(price.values))
            for total in others
            for price in prices
            if price is not source and price is not total
        ):
            readings[source.index][:] = [weighed(source, "quantity", _SURELY, source.title, "factor")]


def _minimum_stocks(sources: Sequence[Source], readings: Readings) -> None:
    """Read "Min. qty" beside a stock as the stock's, unless that has its level; elsewhere as the smallest order."""
    both = {"moq", "reorder_point"}
    doubtful = [each for each in sources if both <= {reading.field for reading in readings[each.index]}]
    plain = [each for each in sources if each not in doubtful]
    stocked = any(_holds(source, readings, frozenset({"stock_on_hand"}), _SURELY) for source in sources)
    levelled = any(_holds(source, readings, frozenset({"reorder_point"}), _SURELY) for source in plain)
    wrong = "moq" if stocked and not levelled else "reorder_point"
    for source in doubtful:
        readings[source.index][:] = [each for each in readings[source.index] if each.field != wrong]


def _ticks(sources: Sequence[Source], readings: Readings, lexicon: Lexicon) -> None:
    """Read a quantity or date that is only ticked off as a state."""
    for source in sources:
        ticked = _holds(source, readings, _TICKED, 0.0) and _share_of_ticks(source) >= _TICKS
        if ticked and not lexicon.speaks_of_numbers(source.title):
            readings[source.index][:] = [weighed(source, "status", _AS_STATE, source.title, "ticked")]


def _packs(sources: Sequence[Source], readings: Readings) -> None:
    """Read "Parcels" in a list of what moves, where nothing else is counted, as how many of them move."""
    moves = any(_holds(source, readings, _OF_MOVES, _SURELY) for source in sources)
    packs = [each for each in sources if {"quantity", "pack_size"} <= {r.field for r in readings[each.index]}]
    counted = any(_holds(each, readings, _COUNTED) for each in sources if each not in packs)
    for source in packs if moves and not counted and len(packs) == 1 else ():
        kept = [each for each in readings[source.index] if each.field != "pack_size"]
        readings[source.index][:] = kept


def _cases(sources: Sequence[Source], readings: Readings) -> None:
    """Read "Complaint" over K26-31, K26-32 as the case's number, neither its reason nor what was claimed."""
    for source in sources:
        found = {each.field for each in readings[source.index] if each.listed}
        if {"claim", "reason"} <= found and source.are_codes and source.profile.distinct == 1.0:
            readings[source.index][:] = [weighed(source, "nonconformance", 1.0, source.title)]


def _choices(sources: Sequence[Source], readings: Readings) -> None:
    """Leave "Make/Buy" over "make" and "buy" alone: its words are what one chooses from, not whose the values are."""
    for source in sources:
        offered = {key_of(part) for part in read_title(source.title).parts}
        chosen = {key_of(words_of(str(value))) for value in source.values if value is not None} - {""}
        if len(offered) > 1 and chosen and chosen <= offered:
            readings[source.index].clear()


def _drawings(sources: Sequence[Source], readings: Readings) -> None:
    """Read the number of a drawing as the item's only where no other column has that."""
    drawn = [source for source in sources if source.key.startswith(_OF_DRAWINGS)]
    others = [source for source in sources if source not in drawn]
    if any(_holds(source, readings, frozenset({"item_number"}), _SURELY) for source in others):
        for source in drawn:
            kept = [each for each in readings[source.index] if each.field != "item_number"]
            readings[source.index][:] = kept


@cache
def _tick_words() -> frozenset[str]:
    return frozenset(
        {"x", "✓", "v", "ok"} | {word.casefold() for each in all_words() for word in (each.yes, each.no)}
    )


def _share_of_ticks(source: Source) -> float:
    words = _tick_words()
    filled = [value for value in source.values if value is not None and str(value).strip()]
    marks = [isinstance(value, bool) or str(value).strip().casefold() in words for value in filled]
    return sum(marks) / len(marks) if marks else 0.0
