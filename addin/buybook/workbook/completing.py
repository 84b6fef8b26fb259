"""Completing the rows of a table with what other cells and titles say: currency, unit, price quantity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from buybook.findings import Severity
from buybook.schema import FIELDS, Kind
from buybook.workbook.column_reading import Array, ColumnReading, Problem, is_known
from buybook.workbook.currencies import own_currency
from buybook.workbook.number_columns import unsure_currency
from buybook.workbook.title_hints import title_hints

_PRICES = ("unit_price", "purchase_price", "list_price", "price_excl_vat", "price_incl_vat")
_PER_SOMETHING = (*_PRICES, "exchange_rate")  # what price_per divides


@dataclass
class Rows:
    """The rows of one table, or of one supplier's block in it: a value of each field for every row."""

    titles: Mapping[str, str]  # field -> title
    readings: Mapping[str, ColumnReading]
    values: dict[str, Array]
    problems: list[tuple[str, Problem]] = field(default_factory=list)  # field and problem


def complete(rows: Rows, base_currency: str, language: str) -> None:
    """Fill gaps in `currency`, `unit` and `price_per` from cells such as "€ 3,40/100 st" and from titles."""
    money = money_fields(rows)
    # What one pack holds is counted in other units than what is bought.
    quantities = [
        name for name in rows.readings if FIELDS[name].kind is Kind.QUANTITY and name != "pack_size"
    ]
    prices = [name for name in _PRICES if name in rows.readings]
    _complete_currency(rows, money, base_currency, language)
    per = [name for name in ("price_per",) if name in rows.readings]
    _complete_texts(rows, "unit", [*quantities, *prices, *per], "unit_differs")
    for name in quantities:
        _fill(rows, "unit", title_hints(rows.titles[name]).unit)
    for name in prices:
        hints = title_hints(rows.titles[name])
        _fill(rows, "unit", hints.per_unit or hints.unit)
    _complete_price_per(rows, prices)


def money_fields(rows: Rows) -> list[str]:
    """Give the fields that hold amounts, prices first: they say most of the row's currency."""
    money = [name for name in rows.readings if FIELDS[name].kind is Kind.MONEY]
    return sorted(money, key=lambda name: _PRICES.index(name) if name in _PRICES else len(_PRICES))


def _complete_price_per(rows: Rows, prices: Sequence[str]) -> None:
    """Fill gaps in what prices are for; a price for nobody knows how many is no price."""
    reading = rows.readings.get("price_per")
    unread = [
        problem.index
        for problem in (reading.problems if reading else ())
        if problem.index is not None and problem.severity is Severity.ERROR
    ]
    for name in (name for name in _PER_SOMETHING if unread and name in rows.values):
        values = rows.values[name].copy()
        values[unread] = np.nan
        rows.values[name] = values
    for name in prices:
        extra = rows.readings[name].extras.get("price_per")
        if extra is not None:
            _compare_price_per(rows, name, extra)
            _fill_numbers(rows, "price_per", extra)
    for name in prices[:1]:  # every price of a row is for the same quantity
        per = title_hints(rows.titles[name]).per
        if per is not None:
            _fill_numbers(rows, "price_per", np.full(_count(rows), per))


def _compare_price_per(rows: Rows, name: str, extra: Array) -> None:
    """Tell where a price says that it is for another quantity than its row does."""
    known = rows.values.get("price_per")
    if known is None:
        return
    for index in np.flatnonzero(~np.isnan(extra) & ~np.isnan(known) & (extra != known)):
        values = {"value": f"{extra[index]:g}", "other": f"{known[index]:g}"}
        rows.problems.append((name, Problem("price_per_differs", Severity.WARNING, values, int(index))))


def _complete_currency(rows: Rows, money: Sequence[str], base_currency: str, language: str) -> None:
    _complete_texts(rows, "currency", money, "currency_differs")
    for name in money:
        sign = title_hints(rows.titles[name]).currency
        if sign is None:
            continue
        code, sure = own_currency(sign, base_currency, language)
        known = rows.values.get("currency")
        if known is not None and name in _PRICES and "currency" in rows.readings:
            other = next((value for value in known if value is not None and value != code), None)
            if other is not None:
                values = {"value": code, "other": other}
                rows.problems.append((name, Problem("currency_title_differs", Severity.WARNING, values)))
        if known is None or not is_known(known).all():
            if not sure:
                rows.problems.append((name, unsure_currency(sign, code)))
            _fill(rows, "currency", code)


def _complete_texts(rows: Rows, target: str, sources: Sequence[str], differs: str) -> None:
    """Fill a field from what the cells of other columns say besides; tell where they contradict it."""
    for name in sources:
        extra = rows.readings[name].extras.get(target)
        if extra is None:
            continue
        known = rows.values.get(target)
        if known is None:
            rows.values[target] = extra.copy()
            continue
        said, have = is_known(extra), is_known(known)
        for index in np.flatnonzero(said & have & (extra != known).astype(bool)):
            values = {"value": extra[index], "other": known[index]}
            rows.problems.append((name, Problem(differs, Severity.WARNING, values, int(index))))
        rows.values[target] = np.where(have, known, extra)


def _count(rows: Rows) -> int:
    return len(next(iter(rows.values.values())))


def _fill(rows: Rows, target: str, value: str | None) -> None:
    if value is None:
        return
    known = rows.values.get(target)
    filler = np.full(_count(rows), value, dtype=object)
    rows.values[target] = filler if known is None else np.where(is_known(known), known, filler)


def _fill_numbers(rows: Rows, target: str, filler: Array) -> None:
    known = rows.values.get(target)
    rows.values[target] = filler.copy() if known is None else np.where(np.isnan(known), filler, known)
