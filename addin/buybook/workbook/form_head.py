"""The facts of the whole quotation in a reply on our form: currency, validity, terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.rfq_keys import FIELD_OF, HEAD_FIELDS, read_key
from buybook.schema import FIELDS, Kind, TableKind
from buybook.vocabulary import all_words
from buybook.workbook.column_reading import ColumnContext, is_blank, shown
from buybook.workbook.date_order import Elsewhere
from buybook.workbook.form_cells import typed
from buybook.workbook.form_facts import FormFacts
from buybook.workbook.form_places import FormPlaces
from buybook.workbook.lexicon import plain, tidy
from buybook.workbook.tables import column_letter
from buybook.workbook.values import read_column
from buybook.workbook.word_columns import as_text

# What may be written over two cells: an amount and its currency, a term and its place.
_JOINED = frozenset({"quote_number", "incoterm", "incoterm_place", "payment_terms", "freight_cost"})
_ONLY_SHOWN = ("rfq_number", "supplier")  # ours, without a label to look for


@frozen
class _Place:
    """The cells that stand right of a fact's key."""

    sheet: str
    row: int
    column: int  # of the first value
    label: str
    values: tuple[object, ...]


@dataclass
class Head:
    """What the reply says of the whole quotation."""

    rfq_number: str = ""
    supplier: str = ""
    quote_number: str | None = None
    currency: str | None = None
    valid_until: dt.date | None = None
    validity_days: int | None = None
    incoterm: str | None = None
    payment_terms: str | None = None
    freight_cost: Decimal | None = None
    currency_place: tuple[str, str] | None = None  # sheet and cell, for what is told of it
    findings: list[Finding] = field(default_factory=list)


def read_head(places: Sequence[FormPlaces], facts: FormFacts, language: str) -> Head:
    """Read the facts; a fact that stands on two sheets counts where they agree."""
    head = Head()
    found: dict[str, list[_Place]] = {}
    for place in places:
        for row, column, key in place.heads:
            if key.form == facts.form:
                found.setdefault(key.name, []).append(_place(place, row, column, key.name))
    texts: dict[str, str | None] = {}
    for name in HEAD_FIELDS:  # the currency comes before the freight, which may be in it
        value = _fact(head, name, found.get(name, []), language)
        texts[name] = value if isinstance(value, str) else None
        if name == "currency" and found.get(name):
            first = found[name][0]
            head.currency_place = (first.sheet, f"{column_letter(first.column)}{first.row}")
            head.currency = texts[name]
    for name in _ONLY_SHOWN:
        cells = [as_text(place.values[-1]) for place in found.get(name, []) if place.values]
        setattr(head, name, cells[0] if len(set(cells)) == 1 else "")
    head.quote_number, head.payment_terms = texts["quote_number"], texts["payment_terms"]
    head.incoterm = " ".join(filter(None, (texts["incoterm"], texts["incoterm_place"]))) or None
    if head.valid_until is not None and facts.sent is not None and head.valid_until < facts.sent:
        _tell(head, found["quote_valid_until"][0], "form_valid_before_request", Severity.WARNING,
              {"date": head.valid_until.isoformat()})  # fmt: skip
    return head


def _place(place: FormPlaces, row: int, column: int, name: str) -> _Place:
    """Give what stands right of a key: a label first, unless it is gone, then the answer."""
    grid = place.grid
    cells: list[tuple[int, object]] = []
    for each in range(column + 1, grid.last_column + 1):
        value = grid.cell(row, each)
        if read_key(value) is not None:
            break
        if not is_blank(value):
            cells.append((each, value))
    if name in _ONLY_SHOWN:
        return _Place(grid.sheet, row, column, "", tuple(value for _, value in cells))
    labelled = bool(cells) and isinstance(cells[0][1], str)
    if labelled and len(cells) == 1 and plain(tidy(str(cells[0][1]))) not in _labels(name):
        labelled = _reads(name, cells[0][1]) is False
    label = str(cells[0][1]) if labelled else ""
    rest = cells[1:] if labelled else cells
    first = rest[0][0] if rest else column
    return _Place(grid.sheet, row, first, label, tuple(value for _, value in rest))


@cache
def _labels(name: str) -> frozenset[str]:
    """Give the labels of a fact in all languages."""
    return frozenset(plain(tidy(words.label(f"rfq_form.their.{name}"))) for words in all_words())


def _reads(name: str, value: object) -> bool:
    """Tell whether a cell whose label is gone can be the answer: only where the kind of value shows it."""
    kind = FIELDS[FIELD_OF.get(name, name)].kind
    if kind not in (Kind.DATE, Kind.CURRENCY, Kind.MONEY):
        return False
    read = read_column([value], ColumnContext(field=FIELD_OF.get(name, name)))
    return typed(read.values[0], kind) is not None


def _fact(head: Head, name: str, places: Sequence[_Place], language: str) -> object:
    """Read one fact, as a column of one cell."""
    filled = [place for place in places if place.values]
    if not filled:
        return None
    place = filled[0]
    several = {tuple(map(as_text, each.values)) for each in filled}
    if len(several) > 1 or (len(place.values) > 1 and name not in _JOINED):
        shown_values = ", ".join(sorted({shown(value) for each in filled for value in each.values}))
        _tell(head, place, "form_several_values", Severity.ERROR, {"values": shown_values})
        return None
    cell = place.values[0] if len(place.values) == 1 else " ".join(map(as_text, place.values))
    context = ColumnContext(
        field=FIELD_OF.get(name, name),
        title=place.label,
        language=language,
        table_kind=TableKind.QUOTATIONS,
        base_currency=head.currency or "auto",
        dates=Elsewhere(language=language),
    )
    read = read_column([cell], context)
    for problem in read.problems:
        doubt = problem.code.startswith(("number_style", "date_order"))
        _tell(head, place, problem.code, Severity.WARNING if doubt else problem.severity, problem.values)
    value = typed(read.values[0], context.kind)
    if name == "quote_valid_until":
        head.valid_until = value if isinstance(value, dt.date) else None
        days = typed(read.extras["validity_days"][0], Kind.DAYS) if "validity_days" in read.extras else None
        head.validity_days = int(days) if isinstance(days, Decimal) else None
    if name == "freight_cost" and isinstance(value, Decimal):
        _freight(head, place, value, read.extras.get("currency"))
    return value


def _freight(head: Head, place: _Place, amount: Decimal, currencies: object) -> None:
    """Take the freight, unless it is in another currency than the prices or below zero."""
    other = None if currencies is None else currencies[0]  # type: ignore[index]  # an array of one
    if amount < 0:
        _tell(head, place, "form_price_not_positive", Severity.ERROR, {"price": f"{amount:f}"})
    elif other is not None and head.currency is not None and other != head.currency:
        values: Mapping[str, object] = {"first": head.currency, "second": other}
        _tell(head, place, "form_currency_conflict", Severity.ERROR, values)
    else:
        head.freight_cost = amount


def _tell(head: Head, place: _Place, code: str, severity: Severity, values: Mapping[str, object]) -> None:
    cell = f"{column_letter(place.column)}{place.row}"
    head.findings.append(
        Finding(code, severity, values, sheet=place.sheet, cell=cell, title=place.label or None)
    )
