"""Reading dates of which some are text, or numbers that are no plain serial numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from buybook.functions.reading.column import FIRST_DAY, LAST_DAY, Column, Wrong
from buybook.functions.surroundings import Surroundings
from buybook.workbook.column_reading import distinct, is_error, shown
from buybook.workbook.date_order import Basis, Elsewhere, decide
from buybook.workbook.dates import Certain, DateText, NoDate, Numeric, Order, read_date

_NOTHING = frozenset({"no_date_given", "date_means_none"})
_SHOWN = frozenset({Basis.SETTING, Basis.COLUMN, Basis.YEARS})  # what decides without a guess


def read_dates(cells: Sequence[object], around: Surroundings) -> Column:
    """Read the cells of an argument that takes dates."""
    found = distinct(cells)
    says = [NoDate("error_in_cell") if is_error(value) else read_date(value) for value in found.values]
    orders = _orders(says, around)
    days = [
        _settled(_day(shown(value), each, orders), shown(value), around)
        for value, each in zip(found.values, says, strict=True)
    ]
    return Column.of(found, days, None, "datetime64[D]")


def _orders(says: Sequence[DateText], around: Surroundings) -> Mapping[str, Order]:
    """Give the order of day and month in each way of writing that the cells themselves or the settings show."""
    elsewhere = Elsewhere(around.settings.dates.order, around.language, around.settings.country)
    styles: dict[str, list[Numeric]] = {}
    for each in says:
        if isinstance(each, Numeric):
            styles.setdefault(each.style, []).append(each)
    decided = {style: decide(style, cells, elsewhere) for style, cells in styles.items()}
    return {
        style: decision.order
        for style, decision in decided.items()
        if decision.order is not None and decision.basis in _SHOWN
    }


def _day(written: str, says: DateText, orders: Mapping[str, Order]) -> dt.date | Wrong | None:
    if isinstance(says, NoDate):
        code = "error_in_cell" if says.code == "error_in_cell" else "not_a_date"
        return None if says.code in _NOTHING else Wrong(code, {"value": written})
    if says.words:
        return Wrong("not_a_date", {"value": written})
    if isinstance(says, Certain):
        return Wrong("week_for_date", {"value": written}) if says.week else says.date
    possible = sorted(set(says.candidates.values()))
    if len(possible) == 1:
        return possible[0]
    if says.style not in orders:
        both = {"one": possible[0].isoformat(), "other": possible[-1].isoformat()}
        return Wrong("two_dates", {"value": written} | both)
    return says.candidates.get(orders[says.style]) or Wrong("not_a_date", {"value": written})


def _settled(day: dt.date | Wrong | None, written: str, around: Surroundings) -> dt.date | Wrong | None:
    """Take a date that stands for "no date" as none; refuse a year that a slip of the keyboard made."""
    if day is None or isinstance(day, Wrong):
        return day
    if day in around.settings.dates.no_date:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else Wrong("date_implausible", {"value": written})
