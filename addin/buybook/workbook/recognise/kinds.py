"""What a list is about: how much each field, and each word in its name or above it, speaks for a kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from buybook.schema import TABLES, TableKind
from buybook.vocabulary import Words
from buybook.workbook.recognise.spelling import FOR, key_of, read_title, words_of
from buybook.workbook.recognise.titles import plain_phrases

K = TableKind
# How a field weighs for or against a kind. A field that is not named here speaks a little for the kinds that
# usually have it.
_WEIGHTS: Mapping[TableKind, Mapping[str, float]] = {
    K.ORDERS: {
        "po_number": 1.6, "purchase_order": 1.0, "po_line": 1.2, "order_date": 1.5,
        "quantity_ordered": 2.0, "promised_date": 1.8, "requested_date": 0.8, "expected_date": 1.4,
        "delivery_date": 0.8, "quantity_outstanding": 1.6, "quantity_confirmed": 1.6,
        "quantity_received": 0.6, "ship_date": 0.5, "supplier": 0.5, "status": 0.4, "line_amount": 0.4,
        "days_late": 1.0, "quantity_to_receive": 1.0, "receipt": -1.0, "delivery_note": -0.6,
        "nonconformance": -1.5, "claim": -1.2, "quote_number": -1.0, "rfq": -1.0,
        "quote_valid_until": -1.5, "quantity_break": -1.5, "invoice_number": -0.6,
        "stock_on_hand": -1.0, "reorder_point": -1.5, "purchase_request": -0.2, "reason": -0.4,
    },
    K.REQUISITIONS: {
        "purchase_request": 2.5, "buyer": 0.9, "requested_date": 1.0, "cost_center": 1.0,
        "project": 0.5, "quantity": 0.7, "account": 0.4, "po_number": -0.5, "po_line": -0.3,
        "order_date": -1.0, "promised_date": -1.8, "quantity_received": -1.8, "received_date": -1.5,
        "quantity_ordered": -1.0, "quantity_outstanding": -1.2, "delivery_note": -1.5,
        "quote_valid_until": -1.2, "quote_number": -0.8, "reorder_point": -1.5, "days_late": -1.0,
        "expected_date": -0.6, "manufacturer_part_number": -0.2, "supplier_item_number": -0.2,
    },
    K.QUOTATIONS: {
        "quote_number": 2.5, "rfq": 2.0, "quote_date": 2.0, "quote_valid_until": 2.5,
        "quantity_break": 2.0, "quote": 1.2, "moq": 1.0, "lead_time": 0.8, "unit_price": 0.8,
        "order_multiple": 0.7, "discount": 0.5, "freight_cost": 0.8, "supplier": 0.6, "price_per": 0.5,
        "incoterm": 0.4, "payment_terms": 0.4, "list_price": 0.3, "currency": 0.4, "po_number": -0.3,
        "po_line": -0.3, "quantity_received": -2.0, "promised_date": -1.5, "order_date": -1.2,
        "stock_on_hand": -1.2, "reorder_point": -2.0, "received_date": -2.0, "quantity_ordered": -0.8,
        "quantity_outstanding": -1.5,
    },
    K.RECEIPTS: {
        "received_date": 2.0, "delivery_note": 2.2, "receipt": 2.2, "quantity_received": 1.4,
        "quantity_accepted": 1.2, "quantity_rejected": 1.0, "quantity_damaged": 1.0, "reason": 0.7,
        "lot_number": 0.6, "po_number": 0.8, "po_line": 0.5, "inspection": 1.0, "warehouse": 0.4,
        "quantity_ordered": -0.8, "order_date": -1.2, "requested_date": -1.3, "promised_date": -1.6,
        "quantity_outstanding": -0.8, "expected_date": -1.0, "unit_price": -0.6, "line_amount": -0.5,
        "quote_valid_until": -2.0, "reorder_point": -2.0, "status": -0.2, "days_late": -0.6,
        "nonconformance": -1.2, "claim": -1.0, "delivery_date": 0.5,
    },
    K.NONCONFORMANCES: {
        "nonconformance": 2.6, "claim": 2.3, "reason": 1.3, "quantity_rejected": 0.6,
        "quantity_damaged": 0.6, "supplier": 0.3, "po_number": 0.3, "status": 0.4,
        "received_date": -0.3, "delivery_note": -0.5, "quantity_ordered": -1.0,
        "quantity_accepted": -0.5, "order_date": -1.0, "promised_date": -1.2, "unit_price": -0.6,
        "quantity_received": -0.5, "receipt": -0.8,
    },
    K.SUPPLIERS: {
        "supplier": 1.0, "supplier_no": 1.4, "supplier_contact": 1.6, "payment_terms": 1.1,
        "incoterm": 0.8, "minimum_order_value": 0.9, "supplier_score": 0.9, "on_time_rate": 0.9,
        "lead_time": 0.4, "currency": 0.4, "category": 0.2, "defect_rate": 0.5, "item_number": -1.6,
        "description": -1.6, "quantity": -1.6, "unit_price": -1.5, "po_number": -1.6,
        "quote_number": -1.5, "quantity_ordered": -1.6, "order_date": -1.2, "stock_on_hand": -1.5,
        "requested_date": -1.5, "received_date": -1.5, "reason": -1.0, "rfq": -1.0,
        "purchase_price": -1.5, "manufacturer_part_number": -1.5, "invoice_number": -1.5,
        "line_amount": -1.5,
    },
    K.ITEMS: {
        "item_number": 1.0, "description": 0.6, "ean": 0.9, "category": 0.8, "stock_on_hand": 1.4,
        "stock_available": 1.2, "stock_reserved": 1.2, "on_order": 0.8, "reorder_point": 1.6,
        "safety_stock": 1.6, "max_stock": 1.4, "reorder_quantity": 0.9, "purchase_price": 0.9,
        "list_price": 0.5, "warehouse": 0.6, "abc_class": 0.9, "lead_time": 0.3, "moq": 0.4,
        "pack_size": 0.4, "hs_code": 0.6, "manufacturer": 0.6, "country_of_origin": 0.6, "vat": 0.3,
        "order_multiple": 0.4, "days_of_cover": 0.8, "specification": 0.3, "price_incl_vat": 0.4,
        "price_excl_vat": 0.3, "supplier_item_number": 0.3, "unit_price": 0.7, "po_number": -2.0,
        "po_line": -0.6, "quantity": -0.2, "quantity_ordered": -1.5, "order_date": -0.8,
        "requested_date": -1.5, "promised_date": -2.0, "received_date": -1.2, "quote_number": -2.0,
        "quote_valid_until": -1.2, "purchase_request": -1.5, "buyer": -0.8, "line_amount": -1.0,
        "rfq": -1.5, "quantity_received": -2.0, "quantity_break": -1.0, "invoice_number": -2.0,
        "delivery_note": -2.0, "reason": -1.0, "manufacturer_part_number": 0.2, "expected_date": -1.0,
        "delivery_date": -1.2,
    },
    K.INVOICES: {
        "invoice_number": 3.0, "total": 0.6, "vat": 0.5, "line_amount": 0.4, "payment_terms": 0.3,
        "quantity_received": -0.6, "delivery_note": -0.5, "promised_date": -1.5, "stock_on_hand": -1.5,
        "received_date": -0.6, "order_date": -0.3,
    },
    K.DEMAND: {
        "demand": 2.0, "item_number": 0.6, "description": 0.3, "unit": 0.1, "po_number": -2.0,
        "supplier": -0.5, "unit_price": -0.8, "stock_on_hand": -0.4, "reorder_point": -1.2,
        "safety_stock": -0.8, "order_date": -1.0, "quantity_ordered": -1.0, "lead_time": -0.6,
        "moq": -1.0, "on_order": -0.8,
    },
    K.BOM: {
        "manufacturer_part_number": 1.4, "manufacturer": 1.1, "quantity": 0.6, "description": 0.4,
        "specification": 0.6, "item_number": 0.3, "po_number": -2.0, "supplier": -0.3,
        "order_date": -1.5, "requested_date": -1.5, "promised_date": -2.0, "status": -0.5,
        "line_amount": 0.1, "unit_price": 0.1, "purchase_request": -1.5, "buyer": -0.8,
        "received_date": -1.5, "quantity_received": -1.8, "reorder_point": -1.5,
        "quote_number": -1.5, "category": -0.2, "stock_on_hand": -0.8,
    },
    K.RATES: {
        "currency": 1.5, "exchange_rate": 2.6, "description": -0.5, "quantity": -1.5,
        "unit_price": -1.2, "po_number": -2.0, "supplier": -1.5, "item_number": -2.0,
        "line_amount": -1.2,
    },
}  # fmt: skip
# A list of nothing but these may be of anything, not only of goods.
_NAMES_ONLY = frozenset(
    {
        "item_number", "description", "category", "comment", "status", "reference", "specification",
        "supplier_score", "supplier_contact", "buyer", "account", "cost_center", "project", "flags", "reason",
    }
)  # fmt: skip
# What tells a list of orders or receipts from a list of tasks with due dates, or a few figures to look at.
_NUMBERED = frozenset({"po_number", "purchase_order"})
_GOODS = frozenset(
    {"item_number", "description", "supplier_item_number", "manufacturer_part_number", "ean", "specification"}
)
CODES = _GOODS - {"description", "specification"}
_SUPPLIERS = frozenset({"supplier", "supplier_no"})
# Without any of these a numbered case is not one of goods: authorities number theirs, too.
_OF_GOODS_RECEIVED = (
    _NUMBERED
    | _GOODS
    | _SUPPLIERS
    | {"delivery_note", "receipt", "lot_number", "quantity_rejected", "quantity_damaged"}
)
# What a line for a supplier has, and a sum over their orders has not.
_FOLLOWED = frozenset(
    {"order_date", "requested_date", "promised_date", "expected_date", "delivery_date", "status"}
)
_ORDERED = frozenset({"quantity", "quantity_ordered", "quantity_outstanding", "quantity_confirmed"})
_PAID = frozenset({"line_amount", "total", "price_excl_vat", "price_incl_vat"})
_NAMED_KINDS = frozenset({K.ORDERS, K.QUOTATIONS, K.RECEIPTS})
_USUAL = 0.3
_NAMED = 2.6  # the sheet's or Excel Table's name says it
TITLED = 1.8  # a title above says it
_MENTIONED = 0.5  # a label in a letterhead says it
ENOUGH = 1.02  # below, a list is called "other": no single name of goods or of a supplier makes a list
_TELLS = 0.6  # a title that no field holds, and that stands in lists of one kind alone
_MOST_TOLD = 1.8  # by such titles together
_PLAINLY_TOLD = 2  # such titles make up for the number of an invoice that a list of payments leaves out
_TYPICAL_WEIGHT = 0.4  # of a field that speaks for a kind
_LONG_ENDING = 8  # letters at the end of a compound that say what a list is about
_IN_COMPOUND = 5  # letters of a word that a compound can be known by
_OF_CUSTOMERS = ("forsalj", "kund", "salj", "klant", "verkoop", "customer", "sales")  # begin what is sold
_MONTHS = 6  # a list of so many months is of what was used
_TYPICAL = 3  # fields that speak for a kind make up for the one that it must have, where a name says it
_REQUEST_NUMBER = re.compile(r"^(?:pr|ia|req)[\s_-]?\d{2,}", re.IGNORECASE)


def weight(kind: TableKind, field: str) -> float:
    """Say how much a field speaks for a kind of list (against it when negative)."""
    if kind is K.OTHER:
        return 0.0
    named = _WEIGHTS[kind].get(field)
    if named is not None:
        return named
    return _USUAL if field in TABLES[kind].usual else 0.0


def _keys(title: str) -> set[str]:
    """Give a title in plain spelling, also without what it is for: "Parts for the pump"."""
    forms = read_title(title).forms
    heads = [form[: form.index(word)] for form in forms[:1] for word in form if word in FOR]
    return {key_of(form) for form in (*forms, *heads[:1])}


def told_by(telling: int) -> float:
    """Say how much titles that stand in lists of one kind alone speak for it."""
    return min(_MOST_TOLD, _TELLS * telling)


def has_needs(
    kind: TableKind, fields: Iterable[str], named: bool, ledger: bool = False, telling: int = 0
) -> bool:
    """Tell whether a list has what a kind must have.

    One thing may be missing where a name or title says what the list is: an order's own number stands above
    its lines, a supplier's name above its offer. A `ledger` begins its lines with a date, as a cash book does
    whose "balance" is no stock: without a number of goods it is no list of articles. `telling` counts the
    titles that no field holds and that stand in such lists alone.
    """
    found = set(fields)
    if kind is K.ITEMS and ledger and not found & CODES:
        return False
    if kind is K.ITEMS and found <= _NAMES_ONLY:
        return False
    goods = found & _GOODS or (found & _SUPPLIERS and found & _FOLLOWED)
    if kind is K.ORDERS and not found & _NUMBERED and not (goods and found & _ORDERED):
        return False
    if kind is K.RECEIPTS and not found & (_NUMBERED | _GOODS | _SUPPLIERS | {"delivery_note"}):
        return False
    if kind is K.NONCONFORMANCES and not named and not found & _OF_GOODS_RECEIVED:
        return False
    missing = sum(not found & set(group) for group in TABLES[kind].needs)
    return missing == 0 or (missing == 1 and _made_up(kind, found, named, telling))


def _made_up(kind: TableKind, found: set[str], named: bool, telling: int) -> bool:
    """Tell whether what else a list has makes up for the one thing it must have and has not."""
    if kind is K.INVOICES:
        return bool(found & _SUPPLIERS and found & _PAID and telling >= _PLAINLY_TOLD)
    if kind is K.DEMAND:
        return telling >= _MONTHS and bool(found & CODES)
    typical = sum(weight(kind, field) >= _TYPICAL_WEIGHT for field in found)
    return named and (kind in _NAMED_KINDS or typical >= _TYPICAL)


class _Heard(NamedTuple):
    """A phrase in a text: its letters, and the words that it is made of, from one to before another."""

    letters: int
    start: int
    end: int

    def is_within(self, other: _Heard) -> bool:
        return other.start <= self.start and self.end <= other.end and other.end - other.start > 1


class KindWords:
    """The words that say what a list is about, in all languages."""

    def __init__(self, words: Sequence[Words]):
        self._phrases = {kind: _phrases(tuple(words), f"kind.{kind.value}") for kind in TABLES}
        self._telling = {kind: _phrases(tuple(words), f"tells.{kind.value}") for kind in TABLES}
        self._figures = {meant: _phrases(tuple(words), f"figures.{meant}") for meant in ("demand", "other")}
        self._structure = {
            name: _phrases(tuple(words), f"structure.{name}")
            for name in ("per", "cost", "level", "place", "parent")
        }
        self.totals = plain_phrases(words, "total")
        self.no_offers = _phrases(tuple(words), "no_offer") | _phrases(tuple(words), "total")

    def is_telling(self, title: str) -> bool:
        """Tell whether no field holds such a column, though it tells what the list is about."""
        return any(not _keys(title).isdisjoint(told) for told in self._telling.values())

    def telling(self, titles: Iterable[str]) -> Mapping[TableKind, int]:
        """Count the titles that no field holds and that stand in lists of a kind alone."""
        keys = [_keys(title) for title in titles if title]
        return Counter(
            {kind: sum(not key.isdisjoint(told) for key in keys) for kind, told in self._telling.items()}
        )

    def is_of_structure(self, name: str, title: str) -> bool:
        """Tell whether a title is of a product's structure: what goes into one, levels, places or parents."""
        return not _keys(title).isdisjoint(self._structure[name])

    def figures(self, text: str) -> str:
        """Say what a text tells of figures by month or week: "demand", "other", or nothing or both: ""."""
        found = words_of(text)
        said = [meant for meant, phrases in self._figures.items() if _mentions(found, phrases)]
        return said[0] if len(said) == 1 else ""

    def said(self, names: Iterable[str], above: Sequence[str]) -> dict[TableKind, tuple[float, str]]:
        """Give the kinds that names and titles speak for, how strongly, and the text that says so."""
        said: dict[TableKind, tuple[float, str]] = {}
        for name in names:
            self._hear(said, name, _NAMED)
        for text in above:
            strength = _MENTIONED if ":" in text else TITLED
            self._hear(said, text, strength if len(text) < 70 else _MENTIONED * 0.5)
        return said

    def _hear(self, said: dict[TableKind, tuple[float, str]], text: str, strength: float) -> None:
        found = words_of(text)
        heard = {kind: self._longest(kind, found) for kind in self._phrases}
        whole = max(heard.values())
        # "Bill of materials" speaks of no materials.
        reached = {
            kind: each.letters if each.letters == whole.letters or not each.is_within(whole) else 0
            for kind, each in heard.items()
        }
        if _REQUEST_NUMBER.match(text.strip()):
            reached[K.REQUISITIONS] = 10
        longest = max(reached.values())
        for kind, length in reached.items():
            if length and length >= 0.6 * longest:
                strong = strength * (length / longest)  # exactly `strength` for the longest
                if strong > said.get(kind, (0.0, ""))[0]:
                    said[kind] = (strong, text)

    def _longest(self, kind: TableKind, found: tuple[str, ...]) -> _Heard:
        """Give the longest phrase of a kind that stands in a text."""
        longest = _Heard(0, 0, 0)
        for size in range(min(4, len(found)), 0, -1):
            for start in range(len(found) - size + 1):
                phrase = "".join(found[start : start + size])
                if phrase in self._phrases[kind] and len(phrase) > longest.letters:
                    longest = _Heard(len(phrase), start, start + size)
        if longest.letters:
            return longest
        endings = [_Heard(self._ending(kind, word), place, place + 1) for place, word in enumerate(found)]
        return max(endings, default=longest)

    def _ending(self, kind: TableKind, word: str) -> int:
        """Give the letters of a kind that a compound ends in: Reservdelsrekvisition, Onderdelenbestellijst."""
        if len(word) <= _LONG_ENDING or word.startswith(_OF_CUSTOMERS):
            return 0
        endings = (word[start:] for start in range(2, len(word) - _LONG_ENDING + 1))
        return next((len(each) for each in endings if each in self._phrases[kind]), 0)


def _mentions(found: tuple[str, ...], phrases: frozenset[str]) -> bool:
    """Tell whether words hold a phrase, or a compound that begins or ends with one: Veckobehov, Personalkostnader."""
    pairs = (left + right for left, right in pairwise(found))
    if not phrases.isdisjoint(found) or not phrases.isdisjoint(pairs):
        return True
    return any(
        len(phrase) >= _IN_COMPOUND and (word.startswith(phrase) or word.endswith(phrase))
        for word in found
        if len(word) > _IN_COMPOUND
        for phrase in phrases
    )


@lru_cache(maxsize=64)
def _phrases(words: tuple[Words, ...], key: str) -> frozenset[str]:
    return frozenset("".join(words_of(each)) for language in words for each in language.phrases(key))
