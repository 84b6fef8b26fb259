"""A range of quotations, titles and all, read as the buyer's sheets are, and compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from buybook.core.chosen_rules import chosen_rules
from buybook.core.conversion import DoubtfulRateError, UnknownRateError
from buybook.core.exchange import Rates
from buybook.core.frames import ROW, Tables
from buybook.core.quotations import Comparison, Lot, Offer, QuotationRules, compare
from buybook.core.rows import folded
from buybook.findings import Finding, Severity
from buybook.functions.answers import RefusedCallError
from buybook.functions.cells import Cells
from buybook.functions.reading.rates import doubtful, rate_list
from buybook.functions.surroundings import Surroundings
from buybook.schema import TableKind
from buybook.settings import SheetOverride
from buybook.vocabulary import Words, all_words, cost_words
from buybook.workbook.reading import read_tables
from buybook.workbook.recognise import recognise
from buybook.workbook.tables import Grid

_SHEET = ""
_IDENTIFIERS = ("item_number", "manufacturer_part_number", "description")


_Rows = frozenset[int]  # of the range, which speak of one item


class Wanted(NamedTuple):
    """An item whose best offer is asked for."""

    item: str
    quantity: float | None
    base: str | None
    today: dt.date


@dataclass(frozen=True)
class Quotations:
    """A range of quotations that was read, with the rates to compare it at."""

    tables: Tables
    rates: Cells | None
    around: Surroundings

    @classmethod
    def of(cls, cells: Cells, rates: Cells | None, around: Surroundings) -> Quotations:
        """Read a range. Raises RefusedCallError where no quotations are recognised, or a cell cannot be read."""
        return cls(_tables(cells, around), rates, around)

    def compared(self, quantity: float | None, base: str | None, today: dt.date) -> Comparison:
        """Compare all as of a day, for a quantity of each item or the one that they state."""
        return self._compare(dict.fromkeys(self._rows_of.values(), quantity), base, today)

    def lots(self, asked: Iterable[Wanted]) -> Mapping[Wanted, Lot | None]:
        """Compare the offers for what is asked; None where an item has none.

        Different items go into one comparison; an item that is asked for at several quantities into several.
        """
        found: dict[Wanted, Lot | None] = dict.fromkeys(asked)
        waiting = {each: rows for each in found if (rows := self._rows_of.get(folded(each.item)))}
        while waiting:
            first = next(iter(waiting))
            turn: dict[_Rows, Wanted] = {}
            for each, rows in waiting.items():
                if (each.base, each.today) == (first.base, first.today):
                    turn.setdefault(rows, each)
            needs = {rows: each.quantity for rows, each in turn.items()}
            for lot in self._compare(needs, first.base, first.today).lots:
                answered = turn.get(_rows(lot))
                if answered is not None:
                    found[answered] = lot
            waiting = {each: rows for each, rows in waiting.items() if turn.get(rows) != each}
        return found

    def _rules(self) -> QuotationRules:
        return chosen_rules(self.around.settings.quotations, self.around.country, cost_words())

    @property
    def _frame(self) -> pd.DataFrame:
        return self.tables[TableKind.QUOTATIONS]

    @cached_property
    def _rows_of(self) -> Mapping[str, _Rows]:
        """Give the rows that speak of an item, by what it is called, in lower case."""
        found: dict[str, _Rows] = {}
        for lot in compare(self.tables, self._rules(), Rates(None), dt.date.min).lots:
            names = (lot.key[1], folded(lot.item_number), folded(lot.description))
            found |= dict.fromkeys(filter(None, names), _rows(lot))
        return found

    def _compare(self, needs: Mapping[_Rows, float | None], base: str | None, today: dt.date) -> Comparison:
        wanted = {min(rows): quantity for rows, quantity in needs.items() if quantity is not None}
        tables = {TableKind.QUOTATIONS: self._frame}
        if wanted:
            asking = self._frame[self._frame[ROW].isin(wanted)].drop_duplicates(subset=[ROW])
            named = asking[[name for name in _IDENTIFIERS if name in asking]]
            tables[TableKind.REQUISITIONS] = named.assign(quantity=asking[ROW].map(wanted))
        return compare(tables, self._rules(), _rates(self.rates, base, self.around), today)


def _rows(lot: Lot) -> _Rows:
    return frozenset(place.row for offer in lot.offers for place in offer.places)


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
    except DoubtfulRateError as doubt:
        raise doubtful(doubt) from None
