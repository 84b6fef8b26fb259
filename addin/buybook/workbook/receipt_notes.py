"""Receipts that a buyer noted in words: "5/3 rec 20, rest on back order", "ontvangen 10 op 3-4, rest volgt".

They are offered, never booked: a note says neither that nobody booked it yet nor, often, of which year it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np

from buybook.findings import Severity
from buybook.frozen import frozen
from buybook.workbook.column_reading import Array, Distinct, Problem, shown
from buybook.workbook.dates import Certain, read_date_text
from buybook.workbook.lexicon import alternatives, phrases, plain, plain_phrases, tidy
from buybook.workbook.numbers import NumberText, read_number_text

# Where buyers note what arrived.
FIELDS_WITH_NOTES = frozenset(
    {"comment", "status", "flags", "quantity_received", "quantity_outstanding", "received_date", "promised_date",
     "expected_date", "delivery_date", "partial_delivery"}
)  # fmt: skip


@frozen
class ReceiptNote:
    """A receipt as it was noted: how much, and the date as written, or ISO where it is a date for certain."""

    quantity: float
    date: str | None


_DATE = re.compile(
    r"(?<![\w.,/-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?![\w/]|[-.,]\d)"
    r"|\d{1,2}[-/]\d{1,2}(?![\w/]|[-.,]\d)"
    r"|\d{1,2}\.?[ -](?P<month>[a-z]{3,10})\.?(?: (?:\d{4}|'?\d{2})(?!\d))?|\d{6}(?!\d))"
)
_DIGIT = re.compile(r"\d")
_CLAUSES = re.compile(r"[;,\n+&]+(?!\d)|(?<=\d)[;\n&]|\.\s+(?=[a-z])")
_NUMBER = re.compile(r"(?<![\w.,/-])\d[\d ]*(?:[.,]\d+)?(?: ?[^\W\d_]+\.?)?")


@cache
def _received() -> re.Pattern[str]:
    words = alternatives(plain_phrases("received_words") | phrases("received_words"))
    return re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])")


@lru_cache(maxsize=4096)
def receipt_notes(text: str) -> tuple[ReceiptNote, ...]:
    """Give the receipts that a text tells of, in its order. "Not received" and "rest 5 due" tell of none."""
    if not _DIGIT.search(text) or not _received().search(text.casefold()):
        return ()
    line = plain(text)
    notes = (_note(tidy(clause)) for clause in _CLAUSES.split(line))
    return tuple(note for note in notes if note is not None)


@cache
def _other_words() -> frozenset[str]:
    """Give the words beside which nothing has arrived, or something else than goods."""
    keys = ("not_received_words", "rest_words", "confirmation_words", "paper_words")
    times = ("days", "working_days", "weeks", "months_long")
    return frozenset().union(*map(plain_phrases, (*keys, *times)))


def _note(clause: str) -> ReceiptNote | None:
    found = _received().search(clause)
    words = set(re.findall(r"[^\W\d_]{2,}", clause))
    if found is None or "%" in clause or words & _other_words():
        return None
    date = next(_dates(clause), None)
    rest = clause if date is None else clause[: date.start()] + " " + clause[date.end() :]
    quantities = [number for number in map(_quantity, _NUMBER.findall(rest)) if number is not None]
    if len(quantities) != 1:
        return None
    return ReceiptNote(quantities[0], None if date is None else _as_read(date.group()))


def _dates(clause: str) -> Iterator[re.Match[str]]:
    """Give the dates in a clause; "20 pcs" has the form of one, but no month."""
    for found in _DATE.finditer(clause):
        month = found.group("month")
        names = {name for names in plain_phrases("months") for name in names.split()}
        if month is None or month in names:
            yield found


def _as_read(written: str) -> str:
    says = read_date_text(written)
    return says.date.isoformat() if isinstance(says, Certain) else written


def _quantity(text: str) -> float | None:
    number = read_number_text(text.strip())
    if not isinstance(number, NumberText) or number.currency or number.percent or number.upper is not None:
        return _quantity(text.split(maxsplit=1)[0]) if " " in text.strip() else None
    if number.rest and " " in text.strip():
        return _quantity(text.split(maxsplit=1)[0])
    return number.value(None) if not number.rest else None


def noted_receipts(cells: Distinct, received: Array | None) -> list[Problem]:
    """Offer the receipts that the cells of a column tell of.

    `received` is what the rows' own column says has arrived: where that is as much, nothing is to be told.
    """
    noted = {
        code: notes
        for code, value in enumerate(cells.values)
        if isinstance(value, str) and (notes := receipt_notes(value))
    }
    problems: list[Problem] = []
    for row in np.flatnonzero(np.isin(cells.codes, list(noted))) if noted else ():
        code = int(cells.codes[row])
        booked = 0.0 if received is None or np.isnan(received[row]) else float(received[row])
        if booked < sum(note.quantity for note in noted[code]):
            problems += [_problem(cells.values[code], note, int(row)) for note in noted[code]]
    return problems


def _problem(value: object, note: ReceiptNote, row: int) -> Problem:
    values = {"value": shown(value), "quantity": f"{note.quantity:g}"}
    if note.date is None:
        return Problem("receipt_in_text_undated", Severity.WARNING, values, row)
    return Problem("receipt_in_text", Severity.WARNING, values | {"date": note.date}, row)
