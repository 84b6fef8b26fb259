"""A range of quotations, titles and all, read as the buyer's sheets are, and compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from buybook.core.conversion import UnknownRateError
from buybook.core.exchange import Rates
from buybook.core.frames import Tables
from buybook.core.prices import PriceBreaks
from buybook.core.quotations import Comparison, Lot, Offer, QuotationRules, compare
from buybook.core.rows import folded
from buybook.findings import Finding, Severity
from buybook.functions.answers import RefusedCallError
from buybook.functions.cells import Cells
from buybook.functions.reading.rates import rate_list
from buybook.functions.surroundings import Surroundings
from buybook.schema import TableKind
from buybook.settings import SheetOverride
from buybook.vocabulary import Words, all_words
from buybook.workbook.reading import read_tables
from buybook.workbook.recognise import recognise
from buybook.workbook.tables import Grid

_SHEET = ""
_IDENTIFIERS = ("item_number", "manufacturer_part_number", "description")


@dataclass(frozen=True, slots=True)
class Compared:
    """The offers of a range, by item."""

    lots: tuple[Lot, ...]
    base: str | None

    @property
    def by_name(self) -> Mapping[str, Lot]:
        """The items by what they are called: number, part number or description, in lower case."""
        names = {
            folded(name): lot for lot in self.lots for name in (lot.description, lot.item_number) if name
        }
        return {lot.key[1]: lot for lot in self.lots} | names


def compared(
    quotations: Cells,
    quantity: float | None,
    rates: Cells | None,
    base: str | None,
    today: dt.date,
    around: Surroundings,
) -> Compared:
    """Compare the quotations of a range as of a day, for a quantity of each item or the one they state."""
    tables = _tables(quotations, around)
    if quantity is not None:
        tables = {**tables, TableKind.REQUISITIONS: _needs(tables[TableKind.QUOTATIONS], quantity)}
    found: Comparison = compare(tables, _rules(around), _rates(rates, base, around), today)
    return Compared(found.lots, found.base)


def offer_row(lot: Lot, offer: Offer, words: Words) -> list[object]:
    """Give an offer as a row of the comparison."""
    remarks = [words.label(f"excluded.{offer.excluded}")] if offer.excluded else []
    remarks += [words.label(f"note.{note}") for note in offer.notes]
    numbers = [offer.order_quantity, offer.unit_price]
    landed = [offer.landed_unit_price, offer.landed_total]
    return [
        lot.item_number or lot.description,
        offer.supplier,
        *map(_float, numbers),
        offer.currency,
        *map(_float, landed),
        offer.lead_time_days,
        offer.rank,
        "; ".join(remarks),
    ]


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def _tables(cells: Cells, around: Surroundings) -> Tables:
    grid = Grid(_SHEET, cells.lines)
    decided = {_SHEET: SheetOverride(kind=TableKind.QUOTATIONS)}
    found = recognise([grid], all_words(), decided, around.settings.aliases, around.words)
    tables, findings = read_tables({_SHEET: grid}, found.tables, around.settings, around.words)
    frame = tables.get(TableKind.QUOTATIONS)
    if frame is None or not len(frame):
        raise RefusedCallError("no_quotations", "quotations")
    for finding in findings:
        if finding.severity is Severity.ERROR:
            raise _refused(finding, around)
    return tables


def _refused(finding: Finding, around: Surroundings) -> RefusedCallError:
    """Refuse what cannot be read, in the words that the reader of lists has for it."""
    row = around.words.label("refused.in_row").format(row=finding.row)
    name = "quotations" if finding.row is None else f"quotations {row}"
    return RefusedCallError("reading", name, {"text": around.words.text(finding.code, finding.values)})


def _needs(quotations: pd.DataFrame, quantity: float) -> pd.DataFrame:
    """Ask for the quantity of every item that is quoted."""
    named = [name for name in _IDENTIFIERS if name in quotations]
    needs = quotations[named].drop_duplicates(subset=named[:1])
    return needs.assign(quantity=quantity)


def _rules(around: Surroundings) -> QuotationRules:
    chosen = around.settings.quotations
    return QuotationRules(
        expiring_within_days=chosen.expiring_within_days,
        price_breaks=PriceBreaks(chosen.price_breaks),
        cost_of_money_percent=Decimal(str(chosen.cost_of_money_percent)),
        reference_payment_days=chosen.reference_payment_days,
        pack_contents={unit: Decimal(repr(content)) for unit, content in chosen.units.items()},
    )


def _rates(cells: Cells | None, base_code: str | None, around: Surroundings) -> Rates:
    """Give the rates of the range, in the base currency asked for; without a range those of the settings."""
    base = base_code.strip().upper() if base_code else None
    if base is None and around.settings.base_currency != "auto":
        base = around.settings.base_currency
    if cells is None:
        known = {code: Decimal(repr(rate)) for code, rate in around.settings.exchange_rates.rates.items()}
        return Rates(base, known, "settings")
    listed = rate_list(cells)
    base = base or next((code for code, rate in listed.rates.items() if rate == 1), None)
    if base is None:
        raise RefusedCallError("missing", "base_code")
    try:
        return Rates(base, {code: listed.cross(code, base) for code in listed.rates}, "table")
    except UnknownRateError as error:
        raise RefusedCallError("no_rate", "base_code", {"value": error.currency}) from None
