"""Titles that say nothing by themselves, and what they mean in each kind of list: "Date", "No.", "Result"."""

from __future__ import annotations

from collections.abc import Mapping

from buybook.schema import TableKind
from buybook.workbook.recognise.spelling import key_of, words_of

K = TableKind
_NUMBER_OF_LIST = {
    K.ORDERS: "po_number", K.RECEIPTS: "receipt", K.QUOTATIONS: "quote_number",
    K.REQUISITIONS: "purchase_request", K.INVOICES: "invoice_number",
}  # fmt: skip
_MEANINGS: Mapping[str, Mapping[TableKind, str]] = {
    "date": {
        K.ORDERS: "order_date", K.RECEIPTS: "received_date", K.QUOTATIONS: "quote_date",
    },
    "document": _NUMBER_OF_LIST,
    "nr": _NUMBER_OF_LIST | {
        K.NONCONFORMANCES: "nonconformance", K.ITEMS: "item_number", K.SUPPLIERS: "supplier_no",
    },
    "id": _NUMBER_OF_LIST,
    "type": {},  # of whatever it is
    "expiry": {K.QUOTATIONS: "quote_valid_until"},  # in a stock it is the goods that expire
    "end": {K.QUOTATIONS: "quote_valid_until", K.ITEMS: "quote_valid_until"},
    "line": {
        K.ORDERS: "po_line", K.REQUISITIONS: "po_line", K.QUOTATIONS: "po_line", K.RECEIPTS: "po_line",
        K.NONCONFORMANCES: "nonconformance",  # of a complaint there is one line
    },
    "name": {K.SUPPLIERS: "supplier"},
    "min": {K.ITEMS: "reorder_point", K.QUOTATIONS: "moq"},
    "max": {K.ITEMS: "max_stock"},
    "days": {K.QUOTATIONS: "lead_time"},
    "verdict": {K.RECEIPTS: "status", K.NONCONFORMANCES: "status"},
    "code": {
        K.ITEMS: "item_number", K.BOM: "item_number", K.QUOTATIONS: "item_number", K.SUPPLIERS: "supplier_no",
        K.ORDERS: "item_number", K.REQUISITIONS: "item_number", K.DEMAND: "item_number",
        K.RECEIPTS: "item_number",
    },
}  # fmt: skip
_SHORT, _VERY_SHORT = 6, 4  # letters
_SHORT_TITLE = 0.98  # "Price" beside "Unit price"
_SAYS_LITTLE = 0.8  # asked about, whatever the values are
_SAID_LONGER = frozenset(
    {"reference", "warehouse", "specification", "reason", "claim", "project", "price_per"}
)
BY_KIND_ALONE = frozenset({"expiry", "end"})  # whatever else is spelt like it
_COUNTRIES = frozenset({"country", "countrycode", "land", "landkod", "landcode"})
_LINE_SIGNS = frozenset({"#", "№"})
_WORDS = {
    "date": "date", "datum": "date", "dat": "date", "dag": "date", "day": "date",
    "dd": "date", "documentdatum": "date", "docdatum": "date",
    "nr": "nr", "lopnr": "line", "volgnr": "line",
    "documentnr": "document", "dokumentnr": "document", "docnr": "document", "documentcode": "document",
    "name": "name", "namn": "name", "naam": "name", "company": "name", "foretag": "name", "bedrijf": "name",
    "companyname": "name", "foretagsnamn": "name", "bedrijfsnaam": "name", "firma": "name", "bolag": "name",
    "code": "code", "kod": "code",
    "min": "min", "minimum": "min", "max": "max", "maximum": "max",
    "id": "id", "type": "type", "typ": "type", "soort": "type",
    "expiry": "expiry", "expirydate": "expiry", "expires": "expiry", "expireson": "expiry",
    "expirationdate": "expiry", "utgangsdatum": "expiry", "vervaldatum": "expiry", "vervalt": "expiry",
    "enddate": "end", "endingdate": "end", "slutdatum": "end", "einddatum": "end",
    "days": "days", "dagar": "days", "dagen": "days", "dgr": "days", "dgn": "days", "wkn": "days", "weken": "days",
    # what came of looking at goods; only words of states under it make it a state
    "condition": "verdict", "result": "verdict", "outcome": "verdict", "verdict": "verdict",
    "skick": "verdict", "resultat": "verdict", "utfall": "verdict", "utlatande": "verdict",
    "conditie": "verdict", "resultaat": "verdict", "uitslag": "verdict", "oordeel": "verdict",
    "bevinding": "verdict", "toestand": "verdict",
}  # fmt: skip


def generic_word(title: str, key: str) -> str | None:
    """Give which word without a meaning of its own a title is; `key` is the title in plain spelling."""
    return "line" if title.strip() in _LINE_SIGNS else _WORDS.get(key)


def meaning_in(word: str, kind: TableKind) -> str | None:
    """Give the field that a word means in a kind of list; None where it means nothing there."""
    return _MEANINGS[word].get(kind)


def is_bare_country(title: str) -> bool:
    """Tell whether a title says no more than that its values are countries."""
    return key_of(words_of(title)) in _COUNTRIES


def shortness(field: str, alias: str, listed: bool) -> float:
    """Say how much a short title is worth, from 0 to 1: "Ref." or "Where" says little."""
    length = len(key_of(words_of(alias)))
    if length <= _VERY_SHORT and field in _SAID_LONGER and listed:
        return _SAYS_LITTLE
    return _SHORT_TITLE if length < _SHORT else 1.0
