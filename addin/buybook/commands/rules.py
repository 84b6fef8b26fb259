"""From the settings to the rules of the core."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from buybook.commands.job import Job
from buybook.core.exchange import Quoting, Rates, rates_from
from buybook.findings import Finding
from buybook.schema import TableKind
from buybook.vocabulary import cost_words

if TYPE_CHECKING:
    from buybook.core.buying_advice import AdviceRules
    from buybook.core.order_lines import OrderRules
    from buybook.core.quotations import QuotationRules

_COUNTRIES = {"sv": "SE", "nl": "NL", "en": "GB"}  # where the settings name none
_CURRENCIES = {
    "SE": "SEK",
    "NL": "EUR",
    "GB": "GBP",
    "NO": "NOK",
    "DK": "DKK",
    "BE": "EUR",
    "FI": "EUR",
    "DE": "EUR",
}


def order_rules(job: Job) -> OrderRules:
    """Give the rules for order lines."""
    from buybook.core.order_lines import OrderRules  # not loaded by a click that asks for rates alone

    chosen = job.settings.orders
    return OrderRules(
        late_tolerance_days=chosen.late_tolerance_days,
        unconfirmed_after_working_days=chosen.unconfirmed_after_working_days,
        under_tolerance_percent=chosen.under_tolerance_percent,
        over_tolerance_percent=chosen.over_tolerance_percent,
        price_difference_percent=chosen.price_difference_percent,
        at_risk_from_percent=chosen.at_risk_from_percent,
        country=_country(job),
    )


def quotation_rules(job: Job) -> QuotationRules:
    """Give the rules for quotations."""
    from buybook.core.chosen_rules import chosen_rules  # not loaded by a click that compares nothing

    return chosen_rules(job.settings.quotations, _country(job), cost_words())


def advice_rules(job: Job) -> AdviceRules:
    """Give the rules for pooling and for stock that a minimum leaves."""
    from buybook.commands.usage_periods import usage_periods
    from buybook.core.buying_advice import AdviceRules

    chosen = job.settings.pooling
    return AdviceRules(chosen.within_days, Decimal(repr(chosen.months_of_stock)), usage_periods(job.view))


def exchange_rates(job: Job) -> tuple[Rates, tuple[Finding, ...]]:
    """Give the exchange rates: the workbook's own list wins over the settings."""
    listed = job.view.recognition.of_kind(TableKind.RATES)
    hint = next((table.base_currency for table in listed if table.base_currency), None)
    rates = {code: Decimal(repr(rate)) for code, rate in job.settings.exchange_rates.rates.items()}
    own = _CURRENCIES.get(_country(job))
    said = {table.rates_per_base for table in listed}
    per_base = said.pop() if len(said) == 1 else None  # lists that differ are read by their rates
    quoting = None if per_base is None else Quoting.INVERSE if per_base else Quoting.DIRECT
    return rates_from(job.view.tables, job.settings.base_currency, rates, hint, own, quoting)


def _country(job: Job) -> str:
    return job.settings.country if job.settings.country != "auto" else _COUNTRIES[job.words.language]
