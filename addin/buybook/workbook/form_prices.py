"""The price on a row of a reply: how much, for how many, in which unit and currency."""

from __future__ import annotations

from decimal import Decimal

from buybook.findings import Severity
from buybook.frozen import frozen
from buybook.vocabulary import all_words
from buybook.workbook.column_reading import shown
from buybook.workbook.currencies import own_currency
from buybook.workbook.form_cells import FormRow
from buybook.workbook.form_head import Head
from buybook.workbook.form_identity import Identified
from buybook.workbook.lexicon import plain, plain_phrases, tidy
from buybook.workbook.title_hints import TitleHints, title_hints

_ONE = Decimal(1)


@frozen
class Price:
    """A price as the reply gives it; `amount` is None where there is none, or where it could be wrong."""

    amount: Decimal | None
    per: Decimal
    unit: str | None
    currency: str | None


def declines(row: FormRow) -> bool:
    """Tell whether the supplier does not quote the row: by a mark, or by words where the price would stand."""
    mark = plain(tidy(row.text("no_bid")))
    if mark and mark not in _no() and mark.strip("-–— "):
        return True
    if _says_no_bid(row.text("unit_price")):
        row.forget("unit_price")
        return True
    return not row.text("unit_price") and _says_no_bid(row.text("comment"))


def _no() -> frozenset[str]:
    return frozenset(plain(words.no) for words in all_words())


def _says_no_bid(text: str) -> bool:
    line = plain(tidy(text)).rstrip(".! ")
    phrases = plain_phrases("no_bid")
    return line in phrases or any(line.startswith(f"{phrase} ") for phrase in phrases if " " in phrase)


def priced(row: FormRow, found: Identified, head: Head) -> Price:
    """Give the price of a row; where two cells say different things of it, there is none."""
    hints = title_hints(row.columns.titles.get(row.columns.fields.get("unit_price", 0), ""))
    amount = row.number("unit_price")
    if amount is None:
        return Price(None, _ONE, found.unit, head.currency)
    if amount <= 0:
        row.tell("unit_price", "form_price_not_positive", Severity.ERROR, {"price": f"{amount:f}"})
        amount = None
    per = _per(row, hints)
    unit = _unit(row, found, hints)
    if per is None or not found.sure:
        amount = None
    return Price(amount, per or _ONE, unit, _currency(row, head, hints))


def _per(row: FormRow, hints: TitleHints) -> Decimal | None:
    """Give how many units the price is for; None where its cells contradict each other."""
    if row.text("price_per") and row.number("price_per") is None:
        return None  # it was told that the cell cannot be read
    beside = row.beside.get("price_per")
    titled = None if hints.per is None else Decimal(int(hints.per))
    said = [each for each in (row.number("price_per"), beside, titled) if isinstance(each, Decimal)]
    if len(set(said)) > 1:
        first, second = list(dict.fromkeys(said))[:2]
        values = {"first": f"{first:f}", "second": f"{second:f}"}
        row.tell("unit_price", "form_price_per_conflict", Severity.ERROR, values)
        return None
    if said and said[0] <= 0:
        values = {"value": f"{said[0]:f}", "example": "100"}
        row.tell("price_per", "not_a_number", Severity.ERROR, values)
        return None
    if titled is not None and len(said) == 1:
        title = row.columns.titles[row.columns.fields["unit_price"]]
        values = {"title": shown(title), "per": f"{titled:f}"}
        row.tell("unit_price", "form_price_per_from_title", Severity.WARNING, values)
    return said[0] if said else _ONE


def _unit(row: FormRow, found: Identified, hints: TitleHints) -> str | None:
    """Give the unit that the price is for: that written with it, where it is another than the row's."""
    beside = row.beside.get("unit") or hints.per_unit
    if beside is None or beside == found.unit:
        return found.unit
    if found.unit is not None:
        values = {"was": found.unit, "now": str(beside)}
        row.tell("unit_price", "form_unit_changed", Severity.WARNING, values)
    return str(beside)


def _currency(row: FormRow, head: Head, hints: TitleHints) -> str | None:
    """Give the currency; None where the price, its title and the quotation name different ones."""
    base = head.currency or "auto"
    titled = own_currency(hints.currency, base, "en")[0] if hints.currency else None
    named = [each for each in (head.currency, row.beside.get("currency"), titled) if each]
    if len(set(named)) > 1:
        first, second = list(dict.fromkeys(map(str, named)))[:2]
        values = {"first": first, "second": second}
        row.tell("unit_price", "form_currency_conflict", Severity.ERROR, values)
        return None
    return str(named[0]) if named else None
