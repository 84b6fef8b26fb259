"""Exchange rates: from a table in the workbook or from the settings, always as base currency per unit.

A rate says what one unit of a currency costs in the base currency: 11.2 where 1 EUR costs 11.20 SEK. Lists
that say it the other way round (0.089 EUR for 1 SEK) are recognised by the size of their numbers and turned
round; a finding says how the list was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

import pandas as pd

from buybook.core.frames import Tables, table, texts
from buybook.core.money import rounded
from buybook.core.rows import Row, plain, rows_of, stated
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import FIELDS, Kind, TableKind

AUTO = "auto"

# One unit in Swedish kronor, to one digit. Never used to convert: it only tells 11.2 from 1/11.2.
_MAGNITUDES: Mapping[str, Decimal] = MappingProxyType(
    {
        code: Decimal(size)
        for code, size in {
            "SEK": "1", "EUR": "11", "GBP": "13", "NOK": "1", "DKK": "1.5", "CHF": "12", "PLN": "2.5",
            "CZK": "0.5", "HUF": "0.03", "RON": "2.2", "BGN": "6", "ISK": "0.08", "USD": "10", "CAD": "7.5",
            "MXN": "0.5", "BRL": "1.8", "AUD": "7", "NZD": "6", "ZAR": "0.6", "ILS": "2.8", "AED": "2.8",
            "SAR": "2.7", "JPY": "0.07", "CNY": "1.4", "KRW": "0.007", "INR": "0.12", "HKD": "1.3",
            "TWD": "0.3", "SGD": "8", "THB": "0.3",
        }.items()
    }
)  # fmt: skip
_CLEARLY = 3  # a factor between what was read and what is usual that no change of rates explains
_HUNDRED = Decimal(100)


class Quoting(StrEnum):
    """Which way round a list of rates was read."""

    DIRECT = "direct"  # base currency per unit of the currency
    INVERSE = "inverse"  # units of the currency per unit of the base currency


@frozen
class Rates:
    """What one unit of each currency costs in the base currency, and where that is known from.

    `base` is None when nobody could tell it; then nothing converts. `source` is 'table', 'settings' or
    'none'.
    """

    base: str | None
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    source: str = "none"

    def rate(self, currency: str) -> Decimal | None:
        """Give what one unit costs in the base currency; 1 for the base currency, None if unknown."""
        if self.base is None:
            return None
        return Decimal(1) if currency == self.base else self.rates.get(currency)

    def in_base(self, amount: Decimal, currency: str, own_rate: Decimal | None = None) -> Decimal | None:
        """Convert an amount into the base currency, in whole coins; `own_rate` wins over the list's."""
        rate = self.rate(currency)
        if own_rate is not None and own_rate > 0 and self.base not in (None, currency):
            rate = own_rate
        return None if rate is None else rounded(amount * rate, self.base)


@frozen
class _Quote:
    currency: str
    rate: Decimal  # as the list says it, per one unit
    row: Row


def rates_from(
    tables: Tables,
    settings_base: str = AUTO,
    settings_rates: Mapping[str, Decimal] | None = None,
    base_hint: str | None = None,
    country_currency: str | None = None,
    quoting: Quoting | None = None,
) -> tuple[Rates, tuple[Finding, ...]]:
    """Find the base currency and the rates: a table of rates in the workbook wins over the settings.

    The base is the settings' unless that is 'auto', else what the table's header names (`base_hint`, or the
    table's own column `base_currency`), else the currency whose rate is 1, else the one currency of orders
    and quotations that the table leaves out, else `country_currency`. The settings' rates are in
    the base currency, by definition. `quoting` is the way round that the table's title says; without it the
    size of the rates tells.
    """
    findings: list[Finding] = []
    quotes = _usable(rows_of(tables, TableKind.RATES), findings)
    wanted = None if settings_base == AUTO else settings_base
    known = {code: rate for code, rate in (settings_rates or {}).items() if rate > 0}
    hint = base_hint or _header_base(quotes)
    if not quotes:
        base = wanted or hint or _one_left(_workbook_currencies(tables), known) or country_currency
        if base is None and _workbook_currencies(tables):
            findings.append(Finding("base_currency_unknown", Severity.ERROR, {}))
        return Rates(base, known, "settings" if known else "none"), tuple(findings)
    table_base = hint or _table_base(quotes, wanted, country_currency, tables)
    if table_base is None:
        findings.append(quotes[0].row.finding("rates_base_unknown", Severity.ERROR, "exchange_rate"))
        return Rates(wanted, known if wanted else {}, "settings"), tuple(findings)
    listed = _directed(quotes, table_base, quoting, findings)
    base = wanted or table_base
    rebased = _rebased(listed, table_base, base)
    if rebased is None:
        findings.append(
            quotes[0].row.finding(
                "rates_in_another_base", Severity.ERROR, "exchange_rate", base=base, table_base=table_base
            )
        )
        return Rates(base, known, "settings" if known else "none"), tuple(findings)
    return Rates(base, {**(known if wanted else {}), **rebased}, "table"), tuple(findings)


def usual_rate(currency: str, base: str) -> Decimal | None:
    """Give roughly what a unit of a currency costs in another, to one digit; None for a rarer currency."""
    if currency not in _MAGNITUDES or base not in _MAGNITUDES:
        return None
    return _MAGNITUDES[currency] / _MAGNITUDES[base]


def _usable(rows: Iterable[Row], findings: list[Finding]) -> list[_Quote]:
    """Give one rate per currency; refuse what is no rate, and two rates of which neither is the later."""
    by_currency: dict[str, list[_Quote]] = {}
    for row in rows:
        currency, rate = row.text("currency"), row.number("exchange_rate")
        if currency is None or rate is None:
            continue
        if rate <= 0:
            findings.append(
                row.finding(
                    "rate_not_positive", Severity.ERROR, "exchange_rate", currency=currency, rate=rate
                )
            )
            continue
        per = row.positive("price_per") or Decimal(1)
        by_currency.setdefault(currency, []).append(_Quote(currency, rate / per, row))
    return list(_settled(by_currency, findings))


def _settled(by_currency: Mapping[str, list[_Quote]], findings: list[Finding]) -> Iterator[_Quote]:
    for currency, quotes in by_currency.items():
        newest = max(_date_of(quote.row) for quote in quotes)
        latest = [quote for quote in quotes if _date_of(quote.row) == newest]
        if len({quote.rate for quote in latest}) == 1:
            yield latest[0]
            continue
        findings.append(
            latest[-1].row.finding(
                "rates_conflict",
                Severity.ERROR,
                "exchange_rate",
                currency=currency,
                rates=", ".join(plain(quote.rate) for quote in latest),
            )
        )


def _date_of(row: Row) -> date:
    days = [row.day(name) for name in row.values if name in FIELDS and FIELDS[name].kind is Kind.DATE]
    return max((day for day in days if day is not None), default=date.min)


def _header_base(quotes: Iterable[_Quote]) -> str | None:
    named = stated(quote.row.text("base_currency") for quote in quotes)
    return named[0] if len(named) == 1 else None


def _table_base(
    quotes: list[_Quote], wanted: str | None, country_currency: str | None, tables: Tables
) -> str | None:
    """Tell which currency the list is in: of the candidates the one that makes most of its rates usual."""
    listed = {quote.currency for quote in quotes}
    unlisted = [wanted] if wanted is not None and wanted not in listed else []
    ones = [quote.currency for quote in quotes if quote.rate == 1]
    if wanted in ones:
        return wanted
    left = _one_left(_workbook_currencies(tables), listed)
    candidates = [*unlisted, *(ones if len(ones) == 1 else ()), *stated([left])]
    if not candidates and country_currency not in listed:
        return country_currency
    return max(candidates, key=lambda base: _usual_count(quotes, base), default=None)


def _usual_count(quotes: Iterable[_Quote], base: str) -> int:
    usual = [(quote.rate, usual_rate(quote.currency, base)) for quote in quotes]
    return sum(size is not None and (_near(rate, size) or _near(1 / rate, size)) for rate, size in usual)


def _one_left(currencies: Iterable[str], listed: Iterable[str]) -> str | None:
    left = [currency for currency in currencies if currency not in set(listed)]
    return left[0] if len(left) == 1 else None


def _workbook_currencies(tables: Tables) -> list[str]:
    kinds = (TableKind.ORDERS, TableKind.QUOTATIONS, TableKind.REQUISITIONS)
    return stated(code for kind in kinds for code in pd.unique(texts(table(tables, kind), "currency")))


def _directed(
    quotes: list[_Quote], base: str, said: Quoting | None, findings: list[Finding]
) -> dict[str, Decimal]:
    """Bring the list's rates into base currency per unit; the whole list is read one way."""
    others = [quote for quote in quotes if quote.currency != base]
    if not others:
        return {}
    quoting = said or _by_size(others, base)
    rates = {}
    for quote in others:
        rate = 1 / quote.rate if quoting is Quoting.INVERSE else quote.rate
        rates[quote.currency] = _per_unit(rate, quote, base, said is not Quoting.INVERSE, findings)
    sample = others[0]
    findings.append(
        sample.row.finding(
            f"rates_read_{quoting}",
            Severity.INFO,
            "exchange_rate",
            base=base,
            currency=sample.currency,
            rate=plain(sample.rate),
        )
    )
    return rates


def _by_size(quotes: Iterable[_Quote], base: str) -> Quoting:
    votes = Counter(vote for quote in quotes if (vote := _vote(quote.rate, quote.currency, base)))
    return Quoting.INVERSE if votes[Quoting.INVERSE] > votes[Quoting.DIRECT] else Quoting.DIRECT


def _vote(rate: Decimal, currency: str, base: str) -> Quoting | None:
    """Tell which way round a rate is, where its size leaves no doubt."""
    usual = usual_rate(currency, base)
    if usual is None or _is_per_hundred(rate, usual):
        return None
    direct, inverse = _near(rate, usual), _near(1 / rate, usual)
    if direct == inverse:
        return None
    return Quoting.DIRECT if direct else Quoting.INVERSE


def _per_unit(rate: Decimal, quote: _Quote, base: str, may_mend: bool, findings: list[Finding]) -> Decimal:
    """Mend a rate that is plainly for 100 units, as central banks quote yen; point out any other odd one."""
    usual = usual_rate(quote.currency, base)
    if usual is None or _near(rate, usual):
        return rate
    per_hundred = may_mend and _is_per_hundred(rate, usual)
    code = "rate_read_per_hundred" if per_hundred else "rate_unusual"
    values = {"currency": quote.currency, "base": base, "rate": plain(quote.rate)}
    findings.append(quote.row.finding(code, Severity.WARNING, "exchange_rate", **values))
    return rate / _HUNDRED if per_hundred else rate


def _is_per_hundred(rate: Decimal, usual: Decimal) -> bool:
    """Tell whether a rate is for 100 units, and not rather the other way round: 11.3 SEK for 1 EUR is."""
    hundredth = rate / _HUNDRED
    return _near(hundredth, usual) and _factor(hundredth, usual) < _factor(1 / rate, usual)


def _factor(rate: Decimal, usual: Decimal) -> Decimal:
    return max(rate / usual, usual / rate)


def _near(rate: Decimal, usual: Decimal) -> bool:
    return usual / _CLEARLY <= rate <= usual * _CLEARLY


def _rebased(rates: Mapping[str, Decimal], table_base: str, base: str) -> dict[str, Decimal] | None:
    """Express the rates in another base currency by way of the list's own; None if it lacks that base."""
    if base == table_base:
        return dict(rates)
    if base not in rates:
        return None
    crossed = {code: rate / rates[base] for code, rate in rates.items() if code != base}
    return {**crossed, table_base: 1 / rates[base]}
